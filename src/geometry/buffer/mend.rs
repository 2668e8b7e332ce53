//! Mending rings that cross after their vertices were moved.

use geo::coordinate_position::{CoordPos, coord_pos_relative_to_ring};
use geo::{Area, Intersects};
use geo_types::{Coord, Line, LineString, MultiPolygon, Polygon};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::float::overlay::{FloatOverlay, OverlayOptions};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{RTree, RTreeObject};

/// The polygons as they are, or united into valid ones when edges cross; of those, parts and holes up to `smallest` (square degrees) are
/// folds, not regions, and go.
pub(super) fn mended(polygons: MultiPolygon<f64>, smallest: f64) -> MultiPolygon<f64> {
    if !has_crossings(&polygons) && !polygons.iter().any(has_stray_hole) {
        return polygons;
    }
    let counts = |ring: &LineString<f64>| Polygon::new(ring.clone(), vec![]).unsigned_area() > smallest;
    let parts = united(&polygons).into_iter().map(Polygon::into_inner);
    let parts = parts.filter(|(shell, _)| counts(shell));
    parts.map(|(shell, holes)| Polygon::new(shell, holes.into_iter().filter(counts).collect())).collect()
}

/// Everything that more rings go around counter-clockwise than clockwise. (The geometry library's own union takes the direction
/// from the lowest vertex, and loses everything when that one is on a fold.)
fn united(polygons: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let path = |ring: &LineString<f64>| ring.0.iter().skip(1).map(|place| [place.x, place.y]).collect::<Vec<_>>();
    let paths: Vec<_> = rings(polygons).map(path).collect();
    let shapes = FloatOverlay::with_subj_custom(&paths, OverlayOptions::ogc(), Solver::default())
        .overlay(OverlayRule::Subject, FillRule::Positive);
    let ring = |path: Vec<[f64; 2]>| path.into_iter().collect::<LineString<f64>>();
    let polygon = |shape: Vec<Vec<[f64; 2]>>| {
        let mut rings = shape.into_iter().map(ring);
        Some(Polygon::new(rings.next()?, rings.collect()))
    };
    shapes.into_iter().filter_map(polygon).collect()
}

fn rings(polygons: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    polygons.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
}

/// An edge with its ring, its position in it, and the number of edges of the ring.
#[derive(Clone, Copy)]
struct Edge {
    line: Line<f64>,
    ring: usize,
    position: usize,
    count: usize,
}

impl Edge {
    /// Neighbours in a ring share a vertex; that is no crossing.
    fn is_next_to(&self, other: &Self) -> bool {
        let apart = self.position.abs_diff(other.position);
        self.ring == other.ring && (apart <= 1 || apart + 1 == self.count)
    }
}

/// True when two edges meet that are not neighbours. (The check of the geometry library compares all edges with all others: too slow
/// for some ten thousand.)
fn has_crossings(polygons: &MultiPolygon<f64>) -> bool {
    let edges = rings(polygons).enumerate().flat_map(|(ring, line)| {
        let count = line.0.len().saturating_sub(1);
        line.lines().enumerate().map(move |(position, line)| Edge { line, ring, position, count })
    });
    let boxed = |edge: Edge| {
        let (from, to) = (edge.line.start, edge.line.end);
        GeomWithData::new(Rectangle::from_corners([from.x, from.y], [to.x, to.y]), edge)
    };
    let tree = RTree::bulk_load(edges.map(boxed).collect());
    let meets_another = |edge: &GeomWithData<Rectangle<[f64; 2]>, Edge>| {
        tree.locate_in_envelope_intersecting(edge.envelope())
            .any(|other| !edge.data.is_next_to(&other.data) && edge.data.line.intersects(&other.data.line))
    };
    tree.iter().any(meets_another)
}

/// True when a hole has left its shell.
fn has_stray_hole(polygon: &Polygon<f64>) -> bool {
    let strays = |hole: &LineString<f64>| {
        let outside = |place: &Coord<f64>| coord_pos_relative_to_ring(*place, polygon.exterior()) == CoordPos::Outside;
        hole.0.first().is_some_and(outside)
    };
    polygon.interiors().iter().any(strays)
}

#[cfg(test)]
mod tests {
    use geo::{Validation, polygon};

    use super::*;

    #[test]
    fn what_does_not_cross_stays_as_it_is() {
        let with_hole = polygon![
            exterior: [(x: 0.0, y: 0.0), (x: 9.0, y: 0.0), (x: 9.0, y: 9.0)],
            interiors: [[(x: 6.0, y: 2.0), (x: 7.0, y: 4.0), (x: 7.0, y: 2.0)]],
        ];
        let polygons = MultiPolygon(vec![with_hole]);
        assert_eq!(mended(polygons.clone(), 0.0), polygons);
    }

    #[test]
    fn overlapping_parts_become_one() {
        let square =
            |west: f64| polygon![(x: west, y: 0.0), (x: west + 2.0, y: 0.0), (x: west + 2.0, y: 2.0), (x: west, y: 2.0)];
        let united = mended(MultiPolygon(vec![square(0.0), square(1.0)]), 0.0);
        assert_eq!((united.0.len(), united.unsigned_area()), (1, 6.0));
    }

    #[test]
    fn folds_go() {
        let bow = polygon![(x: 0.0, y: 0.0), (x: 9.0, y: 0.0), (x: 9.0, y: 9.0), (x: 0.1, y: -0.1)];
        let mended = mended(MultiPolygon(vec![bow]), 0.1);
        assert!(mended.is_valid() && mended.0.len() == 1, "{mended:?}");
    }

    #[test]
    fn a_hole_outside_its_shell_goes() {
        let stray = polygon![
            exterior: [(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 0.0, y: 2.0)],
            interiors: [[(x: 6.0, y: 2.0), (x: 7.0, y: 4.0), (x: 7.0, y: 2.0)]],
        ];
        let mended = mended(MultiPolygon(vec![stray]), 0.0);
        assert!(mended.is_valid());
        assert_eq!(mended.iter().map(|part| part.interiors().len()).sum::<usize>(), 0);
    }
}
