//! Population inside any polygon, from units by area share.
//!
//! The units whose figures are used cover the ground once: going down from each topmost unit, a unit stands for itself unless all the units
//! below it have figures too, which then are finer and used instead. Within a unit people are taken to be spread evenly, as areal
//! weighting does (Goodchild & Lam 1980); ground whose population is not known counts as not known, never as empty.

use std::sync::OnceLock;

use geo_types::MultiPolygon;

use crate::atlas::{Atlas, UnitId};
use crate::geometry::{coverage, geodesic, shape};
use crate::index::UnitIndex;
use crate::quantity::SquareMetres;

/// The units of an atlas that carry population, as one cover of the ground.
#[derive(Debug)]
pub struct PopulationCover<'a> {
    atlas: &'a Atlas,
    index: UnitIndex<'a>,
    /// Areas of units by their number, measured when a polygon first meets them.
    areas: Vec<OnceLock<SquareMetres>>,
}

/// People in a polygon, and how much of its ground has known figures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PopulationInside {
    /// People on the ground whose population is known; `None` when it is not known anywhere.
    pub people: Option<f64>,
    /// Share of the polygon's ground (what lies in any unit) whose population is known, 0 to 1; `None` when no unit is touched.
    pub known_share: Option<f64>,
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
        let areas = vec![OnceLock::new(); atlas.len()];
        Self { atlas, index: UnitIndex::new(atlas, cover), areas }
    }

    /// The population inside a polygon.
    pub fn inside(&self, polygon: &MultiPolygon<f64>) -> PopulationInside {
        let Some(bounds) = shape::bounds(polygon) else { return PopulationInside::default() };
        let mut sums = Sums::default();
        for unit in self.index.candidates(&bounds) {
            let boundary = self.atlas.boundary(unit);
            let shared = geodesic::area(&coverage::intersection(boundary, polygon));
            sums.ground += shared;
            if let Some(population) = &self.atlas.unit(unit).figures().population {
                sums.known_ground += shared;
                let area = *self.areas[unit.index()].get_or_init(|| geodesic::area(boundary));
                sums.people += population.value as f64 * (shared / area);
            }
        }
        sums.result()
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
        PopulationInside { people: known_share.filter(|&share| share > 0.0).map(|_| self.people), known_share }
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
