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

#[derive(Debug)]
struct RingLookup<'a> {
    /// Units down to the finest level that has members; `None` when they are the located units themselves.
    finest: Option<UnitIndex<'a>>,
    /// The ring of every unit of the atlas, by number.
    rings: Vec<Option<RingIndex>>,
}

impl<'a> Locator<'a> {
    /// A locator for the units of one level.
    pub fn new(atlas: &'a Atlas, level: Level) -> Self {
        Self { units: UnitIndex::new(atlas, atlas.ids_of_level(level)), rings: None }
    }

    /// The same, which also finds rings.
    #[must_use]
    pub fn with_plan(mut self, plan: &Plan) -> Self {
        let atlas = self.units.atlas();
        let rings: Vec<Option<RingIndex>> = atlas.ids().map(|id| plan.ring_of(atlas, id)).collect();
        let parts = plan.members().iter().flat_map(|member| member.area().parts());
        let finest_rank = parts.map(|&part| atlas.unit(part).level().rank()).max();
        let deciding = finest_rank.map_or_else(Vec::new, |rank| ids_down_to(atlas, rank));
        let finest = (!deciding.iter().copied().eq(self.units.ids())).then(|| UnitIndex::new(atlas, deciding));
        self.rings = Some(RingLookup { finest, rings });
        self
    }

    /// Unit and ring of one point.
    pub fn locate(&self, point: LonLat) -> Located {
        let unit = self.units.locate(point);
        let ring = self.rings.as_ref().and_then(|lookup| {
            let deciding = lookup.finest.as_ref().map_or(unit, |finest| finest.locate(point));
            deciding.and_then(|id| lookup.rings[id.index()])
        });
        Located { unit, ring }
    }

    /// Units and rings of many points, in their order, in parallel. A missing point is nowhere.
    pub fn locate_all(&self, points: &[Option<LonLat>]) -> Vec<Located> {
        points.par_iter().map(|point| point.map_or_else(Located::default, |point| self.locate(point))).collect()
    }
}

/// The finest units down to a rank that cover the ground: those of that rank, and coarser ones with nothing below them.
fn ids_down_to(atlas: &Atlas, rank: u8) -> Vec<UnitId> {
    let mut has_finer = vec![false; atlas.len()];
    let within = |&id: &UnitId| atlas.unit(id).level().rank() <= rank;
    for id in atlas.ids().filter(within) {
        atlas.ancestors(id).for_each(|above| has_finer[above.index()] = true);
    }
    atlas.ids().filter(within).filter(|id| !has_finer[id.index()]).collect()
}
