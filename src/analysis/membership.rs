//! Points to units and rings.

use rayon::prelude::*;

use crate::atlas::{Atlas, Level, UnitId};
use crate::index::UnitIndex;
use crate::quantity::LonLat;
use crate::scheme::{Plan, RingIndex};

/// Where a point lies. "Outside" is an answer: `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// The unit of the asked-for level.
    pub unit: Option<UnitId>,
    /// The ring of the scheme.
    pub ring: Option<RingIndex>,
}

/// Finds unit and ring of points.
///
/// The ring follows from the most specific unit that the scheme knows of: a point in Tongzhou is in ring 1 although the rest of
/// Beijing is the core.
#[derive(Debug)]
pub struct Locator<'a> {
    units: UnitIndex<'a>,
    rings: Option<RingLookup<'a>>,
}

/// From units to rings. Most units lie in one ring (or none) as a whole and answer at once; only in those that are of several
/// rings the point is looked up once more, among finer units that are of one ring each.
#[derive(Debug)]
struct RingLookup<'a> {
    /// What each unit of the atlas says about the points in it, by its number.
    units: Vec<RingAnswer>,
    /// The largest units that are of one ring each: together the ground of the atlas.
    uniform: UnitIndex<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RingAnswer {
    /// Every point in the unit is in this ring, or in none.
    Ring(Option<RingIndex>),
    /// The unit is of several rings; this is that of the ground no finer unit covers.
    Mixed(Option<RingIndex>),
}

impl<'a> RingLookup<'a> {
    fn new(atlas: &'a Atlas, plan: &Plan) -> Self {
        let rings: Vec<Option<RingIndex>> = atlas.ids().map(|id| plan.ring_of(atlas, id)).collect();
        let mut units: Vec<RingAnswer> = rings.iter().copied().map(RingAnswer::Ring).collect();
        for id in atlas.ids() {
            for above in atlas.ancestors(id).filter(|above| rings[above.index()] != rings[id.index()]) {
                units[above.index()] = RingAnswer::Mixed(rings[above.index()]);
            }
        }
        let is_uniform = |id: UnitId| matches!(units[id.index()], RingAnswer::Ring(_));
        let is_largest = |id: UnitId| atlas.unit(id).parent().is_none_or(|above| !is_uniform(above));
        let cover: Vec<UnitId> = atlas.ids().filter(|&id| is_uniform(id) && is_largest(id)).collect();
        Self { units, uniform: UnitIndex::new(atlas, cover) }
    }

    /// The ring of a point that lies in `unit` of the located level.
    fn ring(&self, unit: Option<UnitId>, point: LonLat) -> Option<RingIndex> {
        let answer = unit.map_or(RingAnswer::Mixed(None), |id| self.units[id.index()]);
        match answer {
            RingAnswer::Ring(ring) => ring,
            RingAnswer::Mixed(own) => match self.uniform.locate(point).map(|id| self.units[id.index()]) {
                Some(RingAnswer::Ring(ring)) => ring,
                Some(RingAnswer::Mixed(_)) | None => own,
            },
        }
    }
}

impl<'a> Locator<'a> {
    /// A locator for the units of one level.
    pub fn new(atlas: &'a Atlas, level: Level) -> Self {
        Self { units: UnitIndex::new(atlas, atlas.ids_of_level(level)), rings: None }
    }

    /// The same, which also finds rings.
    #[must_use]
    pub fn with_plan(mut self, plan: &Plan) -> Self {
        self.rings = Some(RingLookup::new(self.units.atlas(), plan));
        self
    }

    /// Unit and ring of one point.
    pub fn locate(&self, point: LonLat) -> Located {
        let unit = self.units.locate(point);
        let ring = self.rings.as_ref().and_then(|lookup| lookup.ring(unit, point));
        Located { unit, ring }
    }

    /// Units and rings of many points, in their order, in parallel. A missing point is nowhere.
    pub fn locate_all(&self, points: &[Option<LonLat>]) -> Vec<Located> {
        points.par_iter().map(|point| point.map_or_else(Located::default, |point| self.locate(point))).collect()
    }
}
