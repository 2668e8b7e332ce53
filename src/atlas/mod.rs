//! Units of all levels with their names, boundaries and figures.
//!
//! An [`Atlas`] is built once ([`Atlas::embedded`] or [`AtlasBuilder`]) and never changes. Units are kept in order of code, so
//! that "the unit with the smallest code" of the border rule is the one with the smallest [`UnitId`]. Boundaries of the embedded
//! atlas are unpacked file by file when first asked for: a verb that needs cities does not pay for districts.

mod boundaries;
mod builder;
mod embedded;
mod level;
mod names;
mod packed;
mod place;
mod unit;

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use geo_types::MultiPolygon;

pub use boundaries::FieldNames;
pub(crate) use boundaries::{LayerUnits, repaired};
pub use builder::{AtlasBuilder, UnitDraft};
pub use embedded::{DATA_SOURCES, DataSource, published_statements, published_table};
pub use level::{Level, UnknownLevel};
pub use names::{Candidate, NameError, Resolved};
pub use place::Place;
pub use unit::{Figure, Figures, Seat, Unit, UnitId};

use names::NameIndex;

/// How many close spellings an unknown name is answered with.
const SUGGESTIONS: usize = 5;

/// Administrative units of all levels, with lookup by code and name.
///
/// # Examples
/// ```
/// use ringshed::{Atlas, Level};
/// let atlas = Atlas::embedded();
/// let tongzhou = atlas.resolve("Tongzhou, Beijing", None)?.id;
/// assert_eq!(atlas.unit(tongzhou).code(), "110112");
/// assert_eq!(atlas.unit(atlas.resolve("北京", None)?.id).level(), Level::Province);
/// # Ok::<(), ringshed::atlas::NameError>(())
/// ```
#[derive(Debug)]
pub struct Atlas {
    units: Vec<Unit>,
    by_code: HashMap<String, UnitId>,
    names: OnceLock<NameIndex>,
    boundaries: Vec<BoundaryFile>,
    other_figures: BTreeMap<String, Figures>,
}

/// The boundaries of one file, unpacked when first needed.
#[derive(Debug, Default)]
struct BoundaryFile {
    packed: &'static [u8],
    unpacked: OnceLock<Vec<MultiPolygon<f64>>>,
}

impl Atlas {
    /// The number of units.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// True when there are no units.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Every unit's id, in order of code.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = UnitId> + use<> {
        (0..self.units.len()).map(UnitId::from_index)
    }

    /// The units that appear at a level, in order of code.
    pub fn ids_of_level(&self, level: Level) -> impl Iterator<Item = UnitId> + '_ {
        self.ids().filter(move |&id| self.unit(id).is_of_level(level))
    }

    /// The levels that have units, largest areas first.
    pub fn levels(&self) -> Vec<Level> {
        Level::ALL.into_iter().filter(|&level| self.ids_of_level(level).next().is_some()).collect()
    }

    /// A unit of this atlas.
    pub fn unit(&self, id: UnitId) -> &Unit {
        &self.units[id.index()]
    }

    /// The boundary of a unit: longitude and latitude in degrees, shells counter-clockwise.
    pub fn boundary(&self, id: UnitId) -> &MultiPolygon<f64> {
        let slot = self.unit(id).boundary;
        &self.boundaries[slot.file as usize].unpacked()[slot.feature as usize]
    }

    /// The unit with this code.
    pub fn find(&self, code: &str) -> Option<UnitId> {
        self.by_code.get(code).copied()
    }

    /// Population and gross domestic product published for a code, of a unit or of an area that is not a unit of the atlas
    /// (Xiong'an New Area, code `XA`).
    pub fn figures(&self, code: &str) -> Option<&Figures> {
        match self.find(code) {
            Some(id) => Some(self.unit(id).figures()),
            None => self.other_figures.get(code),
        }
    }

    /// The units above a unit, from the nearest upwards.
    pub fn ancestors(&self, id: UnitId) -> impl Iterator<Item = UnitId> + '_ {
        std::iter::successors(self.unit(id).parent(), |&above| self.unit(above).parent())
    }

    /// True when `inner` is `outer` or lies in it.
    pub fn is_within(&self, inner: UnitId, outer: UnitId) -> bool {
        inner == outer || self.ancestors(inner).any(|above| above == outer)
    }

    /// The name with those of the units above: `Tongzhou, Beijing`.
    pub fn qualified_name(&self, id: UnitId) -> String {
        let mut names = vec![self.unit(id).label()];
        names.extend(self.ancestors(id).map(|above| self.unit(above).label()));
        names.join(", ")
    }

    /// The units whose code, name or English name contains a text, whatever its case, in order of code.
    pub fn matching(&self, text: &str) -> Vec<UnitId> {
        let wanted = names::key(text);
        let contains = |name: &str| names::key(name).contains(&wanted);
        let matches = |id: &UnitId| {
            let unit = self.unit(*id);
            contains(unit.code()) || contains(unit.name()) || unit.name_en().is_some_and(contains)
        };
        self.ids().filter(matches).collect()
    }

    /// The units of a level that lie in some units, in order of code; where there are none of that level, those units.
    pub fn units_inside(&self, outer: &[UnitId], level: Level) -> Vec<UnitId> {
        let inside = |id: &UnitId| outer.iter().any(|&outer| self.is_within(*id, outer));
        let found: Vec<UnitId> = self.ids_of_level(level).filter(inside).collect();
        if found.is_empty() { outer.to_vec() } else { found }
    }

    /// Qualified name, code and level for messages: `Tongzhou, Beijing (110112, district)`.
    pub fn described(&self, id: UnitId) -> String {
        self.candidate(id).to_string()
    }

    /// Finds the one unit that a name stands for.
    ///
    /// Codes, Chinese and English names with or without the word for their kind, and qualified names (`Tongzhou, Beijing`,
    /// `北京/通州`) all work; case, spaces, apostrophes and accents do not matter. A name found at several levels is the unit of
    /// the highest; the others are in [`Resolved::others`]. With `level`, only units of that level count.
    ///
    /// # Errors
    /// [`NameError`] when no unit has the name (with the closest spellings) or several of one level have it.
    pub fn resolve(&self, name: &str, level: Option<Level>) -> Result<Resolved, NameError> {
        if let Some(id) = self.find(name.trim()) {
            return Ok(Resolved { id, others: Vec::new() });
        }
        let mut found = self.named(name);
        if let Some(level) = level {
            found.retain(|&id| self.unit(id).is_of_level(level));
        }
        let Some(highest) = found.iter().map(|&id| self.unit(id).level().rank()).min() else {
            return Err(NameError::Unknown { given: name.to_string(), suggestions: self.suggestions(name, level) });
        };
        let (top, others): (Vec<UnitId>, Vec<UnitId>) =
            found.into_iter().partition(|&id| self.unit(id).level().rank() == highest);
        match top[..] {
            [id] => Ok(Resolved { id, others }),
            _ => Err(NameError::Ambiguous { given: name.to_string(), candidates: self.candidates(&top) }),
        }
    }

    /// Every unit with this plain or qualified name, in order of code.
    fn named(&self, name: &str) -> Vec<UnitId> {
        let index = self.names();
        let parts = names::qualified_parts(name);
        let Some((inner, above)) = parts.split_first() else { return Vec::new() };
        let matches = |id: UnitId| {
            let mut ancestors = self.ancestors(id);
            above.iter().all(|name| {
                let wanted = self.code_or_named(name);
                ancestors.any(|ancestor| wanted.contains(&ancestor))
            })
        };
        let found: Vec<UnitId> = self.code_or_named(inner).into_iter().filter(|&id| matches(id)).collect();
        if found.is_empty() && parts.len() == 1 { self.named_without_separator(index, name) } else { found }
    }

    fn code_or_named(&self, name: &str) -> Vec<UnitId> {
        self.find(name).map_or_else(|| self.names().named(name).to_vec(), |id| vec![id])
    }

    /// `北京市通州区`: a qualified name as it is written in Chinese, the outer unit first and nothing between.
    fn named_without_separator(&self, index: &NameIndex, name: &str) -> Vec<UnitId> {
        if name.is_ascii() {
            return Vec::new();
        }
        let splits = name.char_indices().skip(1).map(|(at, _)| name.split_at(at));
        let mut found: Vec<UnitId> = splits.flat_map(|(outer, inner)| self.inside_named(index, outer, inner)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Units with a plain name, or a name of two parts run together, inside units of another name.
    fn inside_named(&self, index: &NameIndex, outer: &str, inner: &str) -> Vec<UnitId> {
        let outer = index.named(outer);
        if outer.is_empty() {
            return Vec::new();
        }
        let mut candidates = index.named(inner).to_vec();
        if candidates.is_empty() {
            let splits = inner.char_indices().skip(1).map(|(at, _)| inner.split_at(at));
            candidates.extend(splits.flat_map(|(middle, inner)| {
                let middle = index.named(middle);
                let inside = |id: &UnitId| self.ancestors(*id).any(|above| middle.contains(&above));
                index.named(inner).iter().copied().filter(inside).collect::<Vec<_>>()
            }));
        }
        candidates.retain(|&id| self.ancestors(id).any(|above| outer.contains(&above)));
        candidates
    }

    fn names(&self) -> &NameIndex {
        self.names.get_or_init(|| NameIndex::new(&self.units))
    }

    fn suggestions(&self, name: &str, level: Option<Level>) -> Vec<Candidate> {
        let inner = names::qualified_parts(name)[0];
        let mut closest = self.names().closest(inner, SUGGESTIONS);
        closest.sort_by_key(|&id| level.is_some_and(|level| !self.unit(id).is_of_level(level)));
        self.candidates(&closest)
    }

    fn candidates(&self, ids: &[UnitId]) -> Vec<Candidate> {
        ids.iter().map(|&id| self.candidate(id)).collect()
    }

    fn candidate(&self, id: UnitId) -> Candidate {
        let unit = self.unit(id);
        Candidate { code: unit.code().to_string(), qualified_name: self.qualified_name(id), level: unit.level() }
    }
}

impl BoundaryFile {
    fn unpacked(&self) -> &[MultiPolygon<f64>] {
        self.unpacked.get_or_init(|| embedded::unpack_boundaries(self.packed))
    }
}

#[cfg(test)]
mod tests;
