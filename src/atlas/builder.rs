//! Building an atlas: drafts of units in, units in order of code with their parents found out.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use geo_types::MultiPolygon;

use super::level::{Level, LevelSet};
use super::unit::{BoundarySlot, Figures, Seat, Unit, UnitId};
use super::{Atlas, BoundaryFile};
use crate::finding::Finding;

/// A unit as a file describes it, before its parent is looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitDraft {
    /// Code, unique in the atlas.
    pub code: String,
    /// Name in the language of the place.
    pub name: String,
    /// English name.
    pub name_en: Option<String>,
    /// Level at which the file has it.
    pub level: Level,
    /// Code of the unit above.
    pub parent: Option<String>,
    /// Centre.
    pub seat: Option<Seat>,
    /// Population and gross domestic product.
    pub figures: Figures,
}

impl UnitDraft {
    /// A draft with a code, a name and a level, and nothing else known.
    pub fn new(code: impl Into<String>, name: impl Into<String>, level: Level) -> Self {
        Self {
            code: code.into(),
            name: name.into(),
            name_en: None,
            level,
            parent: None,
            seat: None,
            figures: Figures::default(),
        }
    }
}

/// Collects units file by file and makes an [`Atlas`] of them.
///
/// # Examples
/// ```
/// use ringshed::atlas::{AtlasBuilder, UnitDraft};
/// use ringshed::Level;
/// let square = geo_types::MultiPolygon::new(vec![geo_types::Rect::new((0.0, 0.0), (1.0, 1.0)).to_polygon()]);
/// let mut builder = AtlasBuilder::new();
/// builder.add_file([(UnitDraft::new("A", "Alpha", Level::City), square)]);
/// let (atlas, findings) = builder.build();
/// assert_eq!((atlas.len(), findings.len()), (1, 0));
/// assert!(atlas.find("A").is_some());
/// ```
#[derive(Debug, Default)]
pub struct AtlasBuilder {
    drafts: Vec<(UnitDraft, BoundarySlot)>,
    boundaries: Vec<BoundaryFile>,
    other_figures: BTreeMap<String, Figures>,
}

impl AtlasBuilder {
    /// An empty builder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the units of one file.
    pub fn add_file(&mut self, units: impl IntoIterator<Item = (UnitDraft, MultiPolygon<f64>)>) {
        let (drafts, boundaries): (Vec<UnitDraft>, Vec<MultiPolygon<f64>>) = units.into_iter().unzip();
        let unpacked = OnceLock::from(boundaries);
        self.add_boundary_file(drafts, BoundaryFile { packed: &[], unpacked });
    }

    /// Adds units whose boundaries stay packed until they are needed.
    pub(super) fn add_packed(&mut self, drafts: Vec<UnitDraft>, packed: &'static [u8]) {
        self.add_boundary_file(drafts, BoundaryFile { packed, unpacked: OnceLock::new() });
    }

    fn add_boundary_file(&mut self, drafts: Vec<UnitDraft>, boundaries: BoundaryFile) {
        let file = self.boundaries.len() as u32;
        self.boundaries.push(boundaries);
        let slots = (0..).map(|feature| BoundarySlot { file, feature });
        self.drafts.extend(drafts.into_iter().zip(slots));
    }

    /// Adds figures published for a code that is not a unit.
    pub(super) fn add_other_figures(&mut self, code: String, figures: Figures) {
        self.other_figures.insert(code, figures);
    }

    /// Makes the atlas. Findings: codes that stand twice at one level (the first is kept), parents that do not exist, and
    /// units that are their own ancestors.
    pub fn build(self) -> (Atlas, Vec<Finding>) {
        let mut findings = Vec::new();
        let merged = merge_levels(self.drafts, &mut findings);
        let by_code: HashMap<String, UnitId> =
            merged.iter().enumerate().map(|(index, item)| (item.draft.code.clone(), UnitId::from_index(index))).collect();
        let mut units: Vec<Unit> = merged.into_iter().map(|item| item.into_unit(&by_code, &mut findings)).collect();
        break_cycles(&mut units, &mut findings);
        let atlas =
            Atlas { units, by_code, names: OnceLock::new(), boundaries: self.boundaries, other_figures: self.other_figures };
        (atlas, findings)
    }
}

/// A draft with every level at which its code appears.
struct MergedDraft {
    draft: UnitDraft,
    levels: LevelSet,
    slot: BoundarySlot,
}

impl MergedDraft {
    fn new(draft: UnitDraft, slot: BoundarySlot) -> Self {
        let mut levels = LevelSet::default();
        levels.insert(draft.level);
        Self { draft, levels, slot }
    }

    /// Takes over what a draft of the same code at a lower level knows and this one does not.
    fn absorb(&mut self, lower: UnitDraft) {
        self.levels.insert(lower.level);
        let figures = &mut self.draft.figures;
        figures.population = figures.population.take().or(lower.figures.population);
        figures.gdp = figures.gdp.take().or(lower.figures.gdp);
        self.draft.seat = self.draft.seat.take().or(lower.seat);
    }

    fn into_unit(self, by_code: &HashMap<String, UnitId>, findings: &mut Vec<Finding>) -> Unit {
        let Self { draft, levels, slot } = self;
        let parent_code = draft.parent.filter(|parent| *parent != draft.code);
        let parent = parent_code.as_ref().and_then(|parent| by_code.get(parent).copied());
        if let (Some(missing), None) = (&parent_code, parent) {
            let message = format!("the unit above it, '{missing}', is not in the atlas");
            findings.push(Finding::warning("unknown-parent", message).of_feature(&draft.code));
        }
        Unit {
            code: draft.code,
            name: draft.name,
            name_en: draft.name_en,
            level: draft.level,
            levels,
            parent,
            seat: draft.seat,
            figures: draft.figures,
            boundary: slot,
        }
    }
}

/// Sorts drafts by code and level and makes one of those that share a code at different levels.
fn merge_levels(mut drafts: Vec<(UnitDraft, BoundarySlot)>, findings: &mut Vec<Finding>) -> Vec<MergedDraft> {
    drafts.sort_by(|(a, _), (b, _)| (&a.code, a.level.rank()).cmp(&(&b.code, b.level.rank())));
    let mut merged: Vec<MergedDraft> = Vec::with_capacity(drafts.len());
    for (draft, slot) in drafts {
        match merged.last_mut().filter(|last| last.draft.code == draft.code) {
            Some(last) if last.levels.contains(draft.level) => {
                let message = format!("the code {} stands more than once at level {}", draft.code, draft.level);
                let remedy = "the first is kept; give every unit its own code";
                findings.push(Finding::error("duplicate-code", message).with_remedy(remedy).of_feature(&draft.code));
            }
            Some(last) => last.absorb(draft),
            None => merged.push(MergedDraft::new(draft, slot)),
        }
    }
    merged
}

/// Cuts the upward link of every unit that would be reached again from itself.
fn break_cycles(units: &mut [Unit], findings: &mut Vec<Finding>) {
    for start in 0..units.len() {
        let mut above = units[start].parent;
        let mut steps = 0;
        while let Some(id) = above.filter(|id| id.index() != start && steps <= units.len()) {
            above = units[id.index()].parent;
            steps += 1;
        }
        if above.is_some_and(|id| id.index() == start) {
            units[start].parent = None;
            let message = "the unit is above itself: its chain of parents leads back to it";
            findings.push(Finding::error("parent-cycle", message).of_feature(&units[start].code));
        }
    }
}
