//! Points to units and rings.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::threads::AllThreads;
use crate::atlas::{Atlas, Level, UnitId};
use crate::index::{CellIndex, UnitIndex};
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

/// From this many points on, building cells costs less than what they save.
const MANY_POINTS: usize = 20_000;

/// Points that a thread takes at a time.
const POINTS_AT_A_TIME: usize = 4096;

/// Finds units of points: a few by a tree, many by cells, which say the same.
#[derive(Debug)]
pub(super) struct Areas<'a> {
    tree: UnitIndex<'a>,
    /// The units by their numbers in the cells.
    ids: Vec<UnitId>,
    cells: OnceLock<CellIndex>,
}

impl<'a> Areas<'a> {
    pub(super) fn new(atlas: &'a Atlas, units: impl IntoIterator<Item = UnitId>) -> Self {
        let tree = UnitIndex::new(atlas, units);
        let ids = tree.ids().collect();
        Self { tree, ids, cells: OnceLock::new() }
    }

    pub(super) fn prepare(&self) {
        self.cells.get_or_init(|| CellIndex::new(self.tree.outlines().collect(), &AllThreads));
    }

    fn locate(&self, point: LonLat) -> Option<UnitId> {
        match self.cells.get() {
            Some(cells) => cells.locate(point).and_then(|number| self.ids.get(number as usize).copied()),
            None => self.tree.locate(point),
        }
    }

    /// The units of columns of longitudes and latitudes, in order.
    pub(super) fn locate_columns(&self, columns: &[Vec<f64>; 2]) -> Vec<Option<UnitId>> {
        let Some(cells) = self.cells.get() else {
            let points = columns[0].iter().zip(&columns[1]);
            return points.map(|(&lon, &lat)| LonLat::new(lon, lat).ok().and_then(|point| self.locate(point))).collect();
        };
        let mut numbers = vec![0; columns[0].len()];
        cells.locate_columns(&columns[0], &columns[1], &mut numbers);
        numbers.into_iter().map(|number| self.ids.get(number as usize).copied()).collect()
    }
}

/// Finds unit and ring of points.
///
/// The ring follows from the most specific unit that the scheme knows of: a point in Tongzhou is in ring 1 although the rest of
/// Beijing is the core.
#[derive(Debug)]
pub struct Locator<'a> {
    units: Areas<'a>,
    rings: Option<RingLookup<'a>>,
}

/// From units to rings. Most units lie in one ring (or none) as a whole and answer at once; only in those that are of several
/// rings the point is looked up once more, among finer units that are of one ring each.
#[derive(Debug)]
struct RingLookup<'a> {
    /// What each unit of the atlas says about the points in it, by its number.
    units: Vec<RingAnswer>,
    /// The largest units that are of one ring each: together the ground of the atlas.
    uniform: Areas<'a>,
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
        Self { units, uniform: Areas::new(atlas, cover) }
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
        Self { units: Areas::new(atlas, atlas.ids_of_level(level)), rings: None }
    }

    /// The same, which also finds rings.
    #[must_use]
    pub fn with_plan(mut self, plan: &Plan) -> Self {
        self.rings = Some(RingLookup::new(self.units.tree.atlas(), plan));
        self
    }

    /// Unit and ring of one point.
    pub fn locate(&self, point: LonLat) -> Located {
        let unit = self.units.locate(point);
        let ring = self.rings.as_ref().and_then(|lookup| lookup.ring(unit, point));
        Located { unit, ring }
    }

    /// Units and rings of many points, in their order, in parallel. A missing point is nowhere.
    ///
    /// The first time that many points come, the cells of a [`CellIndex`] are built; from then on they answer.
    pub fn locate_all(&self, points: &[Option<LonLat>]) -> Vec<Located> {
        if points.len() >= MANY_POINTS {
            self.prepare();
        }
        points.par_chunks(POINTS_AT_A_TIME).flat_map_iter(|points| self.locate_some(points)).collect()
    }

    /// Builds the cells that answer for many points at once.
    pub fn prepare(&self) {
        self.units.prepare();
        if let Some(lookup) = &self.rings {
            lookup.uniform.prepare();
        }
    }

    /// Units and rings of some points, in their order, on the thread of the caller.
    pub fn locate_some(&self, points: &[Option<LonLat>]) -> Vec<Located> {
        // A number that is none is nowhere, as a missing point is.
        let column = |number: fn(LonLat) -> f64| points.iter().map(|point| point.map_or(f64::NAN, number)).collect();
        let units = self.units.locate_columns(&[column(LonLat::lon), column(LonLat::lat)]);
        let ring = |unit, point: Option<LonLat>| self.rings.as_ref()?.ring(unit, point?);
        units.into_iter().zip(points).map(|(unit, &point)| Located { unit, ring: ring(unit, point) }).collect()
    }
}
