//! Rings of a Shapefile as polygons.
//!
//! A polygon record is a list of rings in any order: clockwise ones are shells, the others holes. Which shell a hole belongs to is not
//! said; it is the smallest one around it.

use geo::algorithm::coordinate_position::{CoordPos, coord_pos_relative_to_ring};
use geo::algorithm::winding_order::{Winding, WindingOrder};
use geo::{Area, BoundingRect};
use geo_types::{LineString, MultiPolygon, Polygon, Rect};

/// Polygons made of rings, and whether something had to be guessed for that.
pub(super) struct Assembled {
    pub(super) area: MultiPolygon<f64>,
    /// Rings wound as holes that lie in no shell; they are taken as shells.
    pub(super) lone_holes: usize,
}

struct Shell {
    ring: LineString<f64>,
    bounds: Option<Rect<f64>>,
    size: f64,
    holes: Vec<LineString<f64>>,
}

impl Shell {
    fn new(ring: LineString<f64>) -> Self {
        let bounds = ring.bounding_rect();
        let size = Polygon::new(ring.clone(), vec![]).unsigned_area();
        Self { ring, bounds, size, holes: Vec::new() }
    }

    fn is_around(&self, hole: &LineString<f64>) -> bool {
        let (Some(outer), Some(inner)) = (self.bounds, hole.bounding_rect()) else { return false };
        let may_be = outer.min().x <= inner.min().x
            && outer.min().y <= inner.min().y
            && outer.max().x >= inner.max().x
            && outer.max().y >= inner.max().y;
        // Vertices may lie on the shell; the first one that does not decides.
        let decided = || {
            hole.0.iter().map(|at| coord_pos_relative_to_ring(*at, &self.ring)).find(|side| *side != CoordPos::OnBoundary)
        };
        may_be && decided() != Some(CoordPos::Outside)
    }
}

/// Sorts rings into shells with their holes; shells are in the order of the record.
pub(super) fn assemble(rings: Vec<LineString<f64>>) -> Assembled {
    let rings = rings.into_iter().filter(|ring| !ring.0.is_empty());
    let (holes, shells): (Vec<_>, Vec<_>) =
        rings.partition(|ring| ring.winding_order() == Some(WindingOrder::CounterClockwise));
    let mut shells: Vec<Shell> = shells.into_iter().map(Shell::new).collect();
    let mut lone = Vec::new();
    for hole in holes {
        match owner(&shells, &hole) {
            Some(owner) => shells[owner].holes.push(hole),
            None => lone.push(Shell::new(hole)),
        }
    }
    let lone_holes = lone.len();
    shells.extend(lone);
    let polygon = |shell: Shell| {
        let mut polygon = Polygon::new(shell.ring, shell.holes);
        polygon.exterior_mut(LineString::make_ccw_winding);
        polygon.interiors_mut(|holes| holes.iter_mut().for_each(LineString::make_cw_winding));
        polygon
    };
    Assembled { area: shells.into_iter().map(polygon).collect(), lone_holes }
}

fn owner(shells: &[Shell], hole: &LineString<f64>) -> Option<usize> {
    let around = (0..shells.len()).filter(|shell| shells[*shell].is_around(hole));
    around.min_by(|a, b| shells[*a].size.total_cmp(&shells[*b].size))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square from its corner, clockwise as shells are.
    fn square(x: f64, y: f64, size: f64) -> LineString<f64> {
        vec![(x, y), (x, y + size), (x + size, y + size), (x + size, y), (x, y)].into()
    }

    fn reversed(ring: LineString<f64>) -> LineString<f64> {
        ring.0.into_iter().rev().collect()
    }

    #[test]
    fn holes_find_the_smallest_shell_around_them() {
        // An island in a lake, with a pond; the pond stands first and the rings are in no order.
        let rings = vec![
            reversed(square(3.0, 3.0, 1.0)),
            square(0.0, 0.0, 9.0),
            square(2.0, 2.0, 3.0),
            reversed(square(1.0, 1.0, 7.0)),
            square(20.0, 0.0, 1.0),
        ];
        let assembled = assemble(rings);
        let holes: Vec<usize> = assembled.area.iter().map(|polygon| polygon.interiors().len()).collect();
        assert_eq!((holes, assembled.lone_holes), (vec![1, 1, 0], 0));
        assert_eq!(assembled.area.unsigned_area(), 81.0 - 49.0 + 9.0 - 1.0 + 1.0);
    }

    #[test]
    fn rings_wound_as_holes_in_no_shell_are_shells() {
        let assembled = assemble(vec![reversed(square(0.0, 0.0, 2.0)), LineString(vec![])]);
        assert_eq!((assembled.area.unsigned_area(), assembled.lone_holes), (4.0, 1));
    }

    #[test]
    fn a_hole_may_touch_its_shell() {
        let hole: LineString<f64> = vec![(0.0, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.0)].into();
        let hole = if hole.winding_order() == Some(WindingOrder::CounterClockwise) { hole } else { reversed(hole) };
        assert_eq!(assemble(vec![square(0.0, 0.0, 2.0), hole]).area.0[0].interiors().len(), 1);
    }
}
