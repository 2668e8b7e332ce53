//! From points to units, exactly, in two ways that always agree.
//!
//! | index | made for | needs |
//! |---|---|---|
//! | [`UnitIndex`] | some points, candidates for a box | an R-tree of bounding boxes; boundaries are prepared when first asked for |
//! | [`CellIndex`] | very many points, and files of it | a grid of cells with the edges in them, built at once |
//!
//! Border rule of both: a point on a shared border or vertex belongs to the unit with the smallest code among those that touch it,
//! so every point lands in exactly one unit of a level, or outside. The antimeridian is one line whether it is written 180 or
//! -180, and a pole is one point at every longitude.

mod boxes;
mod cells;

use std::sync::OnceLock;

use geo::CoordsIter;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::atlas::{Atlas, UnitId};
use crate::geometry::{Position, PreparedBoundary, shape};
use crate::quantity::{Bounds, LonLat};

pub use crate::geometry::workers::{OneThread, Workers};
pub use boxes::BoxIndex;
pub use cells::{CellFigures, CellIndex, Counts, LocatorFile, LocatorFileError, Outline};

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// An R-tree over some units of an atlas: it holds `(bounds, UnitId)` and never owns polygons. The tree proposes, exact
/// point-in-polygon decides.
///
/// # Examples
/// ```
/// use ringshed::{Atlas, Level, LonLat, UnitIndex};
/// let atlas = Atlas::embedded();
/// let cities = UnitIndex::new(&atlas, atlas.ids_of_level(Level::City));
/// let found = cities.locate(LonLat::new(117.2, 39.13)?).map(|id| atlas.unit(id).code());
/// assert_eq!(found, Some("120000"));
/// assert_eq!(cities.locate(LonLat::new(0.0, 0.0)?), None);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Debug)]
pub struct UnitIndex<'a> {
    atlas: &'a Atlas,
    tree: RTree<Entry>,
    units: Vec<IndexedUnit>,
}

#[derive(Debug)]
struct IndexedUnit {
    id: UnitId,
    prepared: OnceLock<PreparedBoundary>,
}

impl<'a> UnitIndex<'a> {
    /// Indexes the boundaries of some units, normally all of one level.
    pub fn new(atlas: &'a Atlas, units: impl IntoIterator<Item = UnitId>) -> Self {
        let mut ids: Vec<UnitId> = units.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let entry = |(slot, &id): (usize, &UnitId)| {
            let bounds = shape::bounds(atlas.boundary(id))?;
            Some(Entry::new(Rectangle::from_aabb(envelope(&bounds)), slot as u32))
        };
        let tree = RTree::bulk_load(ids.iter().enumerate().filter_map(entry).collect());
        let units = ids.into_iter().map(|id| IndexedUnit { id, prepared: OnceLock::new() }).collect();
        Self { atlas, tree, units }
    }

    /// The atlas whose units are indexed.
    pub fn atlas(&self) -> &'a Atlas {
        self.atlas
    }

    /// The units that are indexed, in order of code.
    pub fn ids(&self) -> impl Iterator<Item = UnitId> + '_ {
        self.units.iter().map(|unit| unit.id)
    }

    /// The one unit in which a point lies; `None` when it is outside all of them.
    pub fn locate(&self, point: LonLat) -> Option<UnitId> {
        if point.lat().abs() == 90.0 {
            return self.at_pole(point.lat());
        }
        let other = (point.lon().abs() == 180.0).then(|| LonLat::new(-point.lon(), point.lat()).ok()).flatten();
        let found = [Some(point), other].into_iter().flatten().filter_map(|point| self.first_at(point));
        found.min().map(|slot| self.units[slot as usize].id)
    }

    /// The first unit that touches a point as it is written.
    fn first_at(&self, point: LonLat) -> Option<u32> {
        let probe = AABB::from_point([point.lon(), point.lat()]);
        let mut slots = SmallestFirst::default();
        for entry in self.tree.locate_in_envelope_intersecting(probe) {
            slots.push(entry.data);
        }
        slots.sorted().find(|&slot| self.touches(slot, point))
    }

    /// The first unit that touches a pole. It has a vertex there, for nothing lies beyond.
    fn at_pole(&self, latitude: f64) -> Option<UnitId> {
        let probe = AABB::from_corners([-180.0, latitude], [180.0, latitude]);
        let is_there = |slot: &u32| {
            let mut coords = self.atlas.boundary(self.units[*slot as usize].id).coords_iter();
            coords.any(|coord| coord.y == latitude)
        };
        let slots = self.tree.locate_in_envelope_intersecting(probe).map(|entry| entry.data);
        slots.filter(is_there).min().map(|slot| self.units[slot as usize].id)
    }

    /// The outlines of the units for a [`CellIndex`], numbered in order of code as [`ids`](Self::ids) are.
    pub fn outlines(&self) -> impl Iterator<Item = Outline> + '_ {
        self.ids().map(|id| Outline::from(self.atlas.boundary(id)))
    }

    /// The units whose bounding boxes intersect a box, in order of code: candidates, not answers.
    pub fn candidates(&self, bounds: &Bounds) -> Vec<UnitId> {
        let mut found: Vec<UnitId> = self
            .tree
            .locate_in_envelope_intersecting(envelope(bounds))
            .map(|entry| self.units[entry.data as usize].id)
            .collect();
        found.sort_unstable();
        found
    }

    fn touches(&self, slot: u32, point: LonLat) -> bool {
        let unit = &self.units[slot as usize];
        let prepared = unit.prepared.get_or_init(|| PreparedBoundary::new(self.atlas.boundary(unit.id)));
        prepared.position(point) != Position::Outside
    }
}

fn envelope(bounds: &Bounds) -> AABB<[f64; 2]> {
    AABB::from_corners(bounds.min().into(), bounds.max().into())
}

/// The few candidates of one point, without an allocation for each point. Slots are in order of code, so the smallest slot
/// is the smallest code.
#[derive(Default)]
struct SmallestFirst {
    first: [u32; 8],
    length: usize,
    more: Vec<u32>,
}

impl SmallestFirst {
    fn push(&mut self, slot: u32) {
        match self.first.get_mut(self.length) {
            Some(place) => {
                *place = slot;
                self.length += 1;
            }
            None => self.more.push(slot),
        }
    }

    fn sorted(&mut self) -> impl Iterator<Item = u32> + '_ {
        if self.more.is_empty() {
            self.first[..self.length].sort_unstable();
        } else {
            self.more.extend_from_slice(&self.first[..self.length]);
            self.length = 0;
            self.more.sort_unstable();
        }
        self.first[..self.length].iter().chain(&self.more).copied()
    }
}

#[cfg(test)]
mod tests;
