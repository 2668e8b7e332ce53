//! Population inside any polygon, from units by area share.
//!
//! The units whose figures are used cover the ground once: going down from each topmost unit, a unit stands for itself unless all the units
//! below it have figures too, which then are finer and used instead. Within a unit people are taken to be spread evenly, as areal
//! weighting does (Goodchild & Lam 1980); ground whose population is not known counts as not known, never as empty.

use std::sync::OnceLock;

use geo_types::MultiPolygon;

use crate::atlas::{Atlas, UnitId};
use crate::geometry::areal::PreparedArea;
use crate::index::UnitIndex;
use crate::quantity::{LonLat, SquareMetres};

/// The units of an atlas that carry population, as one cover of the ground.
#[derive(Debug)]
pub struct PopulationCover<'a> {
    atlas: &'a Atlas,
    index: UnitIndex<'a>,
    /// Units by their number, prepared when a polygon first meets them.
    prepared: Vec<OnceLock<PreparedArea>>,
}

/// People in a polygon, and how much of its ground has known figures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PopulationInside {
    /// People on the ground whose population is known; `None` when it is not known anywhere.
    pub people: Option<f64>,
    /// Share of the polygon's ground (what lies in any unit) whose population is known, 0 to 1; `None` when no unit is touched.
    pub known_share: Option<f64>,
    /// The polygon's ground: what lies in any unit.
    pub ground: SquareMetres,
}

impl<'a> PopulationCover<'a> {
    /// Chooses the units.
    pub fn new(atlas: &'a Atlas) -> Self {
        let mut below: Vec<Vec<UnitId>> = vec![Vec::new(); atlas.len()];
        let mut cover = Vec::new();
        for id in atlas.ids() {
            if let Some(above) = atlas.unit(id).parent() {
                below[above.index()].push(id);
            }
        }
        for top in atlas.ids().filter(|&id| atlas.unit(id).parent().is_none()) {
            cover.extend(finest_known(atlas, &below, top).units);
        }
        let prepared = vec![OnceLock::new(); atlas.len()];
        Self { atlas, index: UnitIndex::new(atlas, cover), prepared }
    }

    /// The population inside a polygon.
    pub fn inside(&self, polygon: &MultiPolygon<f64>) -> PopulationInside {
        let mut sums = Sums::default();
        // Part by part: each of the islands that a circle by train consists of lies in a unit or two.
        for part in polygon {
            self.add(&PreparedArea::new(&part.clone().into()), &mut sums);
        }
        sums.result()
    }

    /// People per square metre at a position; `None` when it is in no unit, or the unit's population is not known.
    pub fn density(&self, at: LonLat) -> Option<f64> {
        let unit = self.index.locate(at)?;
        let population = self.atlas.unit(unit).figures().population.as_ref()?;
        Some(population.value as f64 / self.prepared(unit).area().square_metres())
    }

    fn add(&self, part: &PreparedArea, sums: &mut Sums) {
        let Some(bounds) = part.bounds() else { return };
        for unit in self.index.candidates(&bounds) {
            let whole = self.prepared(unit);
            let shared = whole.shared_with(part);
            sums.ground += shared;
            if let Some(population) = &self.atlas.unit(unit).figures().population {
                sums.known_ground += shared;
                sums.people += population.value as f64 * (shared / whole.area());
            }
        }
    }

    fn prepared(&self, unit: UnitId) -> &PreparedArea {
        self.prepared[unit.index()].get_or_init(|| PreparedArea::new(self.atlas.boundary(unit)))
    }
}

#[derive(Default)]
struct Sums {
    people: f64,
    ground: SquareMetres,
    known_ground: SquareMetres,
}

impl Sums {
    fn result(&self) -> PopulationInside {
        let known_share = (self.ground.square_metres() > 0.0).then(|| self.known_ground / self.ground);
        let people = known_share.filter(|&share| share > 0.0).map(|_| self.people);
        PopulationInside { people, known_share, ground: self.ground }
    }
}

/// Units that cover one unit, and whether the population of all of them is known.
struct Cover {
    units: Vec<UnitId>,
    complete: bool,
}

fn finest_known(atlas: &Atlas, below: &[Vec<UnitId>], unit: UnitId) -> Cover {
    let known = atlas.unit(unit).figures().population.is_some();
    let children: Vec<Cover> = below[unit.index()].iter().map(|&child| finest_known(atlas, below, child)).collect();
    let all_complete = !children.is_empty() && children.iter().all(|child| child.complete);
    let any_known = children.iter().flat_map(|child| &child.units).any(|&id| has_population(atlas, id));
    if all_complete || (!known && any_known) {
        return Cover { units: children.into_iter().flat_map(|child| child.units).collect(), complete: all_complete };
    }
    Cover { units: vec![unit], complete: known }
}

fn has_population(atlas: &Atlas, unit: UnitId) -> bool {
    atlas.unit(unit).figures().population.is_some()
}
