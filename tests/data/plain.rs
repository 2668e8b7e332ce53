//! Point in polygon as plainly as it can be written: every edge, exact orientation, no index. The judge of the fast ways.

use geo_types::{Coord, LineString, MultiPolygon};
use robust::{Coord as RobustCoord, orient2d};

/// All edges of a boundary with the box around them.
pub(super) struct PlainBoundary {
    edges: Vec<[Coord<f64>; 2]>,
    min: Coord<f64>,
    max: Coord<f64>,
}

/// Where a point is. A border belongs to all units that share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Inside,
    OnBorder,
    Outside,
}

impl PlainBoundary {
    pub(super) fn new(boundary: &MultiPolygon<f64>) -> Self {
        let edges: Vec<[Coord<f64>; 2]> =
            rings(boundary).flat_map(|ring| ring.lines().map(|line| [line.start, line.end])).collect();
        let (mut min, mut max) = (Coord { x: f64::MAX, y: f64::MAX }, Coord { x: f64::MIN, y: f64::MIN });
        for [vertex, _] in &edges {
            min = Coord { x: min.x.min(vertex.x), y: min.y.min(vertex.y) };
            max = Coord { x: max.x.max(vertex.x), y: max.y.max(vertex.y) };
        }
        Self { edges, min, max }
    }

    pub(super) fn edges(&self) -> &[[Coord<f64>; 2]] {
        &self.edges
    }

    pub(super) const fn bounds(&self) -> [Coord<f64>; 2] {
        [self.min, self.max]
    }

    /// By the parity of the edges that a ray to the east crosses.
    pub(super) fn place_of(&self, point: Coord<f64>) -> Place {
        let in_box = (self.min.x..=self.max.x).contains(&point.x) && (self.min.y..=self.max.y).contains(&point.y);
        if !in_box {
            return Place::Outside;
        }
        let mut inside = false;
        for &[a, b] in &self.edges {
            if point.y < a.y.min(b.y) || point.y > a.y.max(b.y) || point.x > a.x.max(b.x) {
                continue;
            }
            let side = orient2d(exact(a), exact(b), exact(point));
            if side == 0.0 && point.x >= a.x.min(b.x) {
                return Place::OnBorder;
            }
            let crosses = (a.y > point.y) != (b.y > point.y);
            inside ^= crosses && (side > 0.0) == (b.y > a.y);
        }
        if inside { Place::Inside } else { Place::Outside }
    }
}

fn rings(boundary: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    boundary.0.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
}

const fn exact(position: Coord<f64>) -> RobustCoord<f64> {
    RobustCoord { x: position.x, y: position.y }
}

#[test]
fn squares_with_a_hole() {
    use geo_types::polygon;
    let boundary: MultiPolygon<f64> = MultiPolygon::new(vec![polygon![
        exterior: [(x: 0.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0), (x: 0.0, y: 4.0)],
        interiors: [[(x: 1.0, y: 1.0), (x: 1.0, y: 3.0), (x: 3.0, y: 3.0), (x: 3.0, y: 1.0)]],
    ]]);
    let plain = PlainBoundary::new(&boundary);
    let place = |x, y| plain.place_of(Coord { x, y });
    for (x, y) in [(0.0, 0.0), (4.0, 2.0), (2.0, 4.0), (1.0, 2.0), (3.0, 3.0), (0.0, 3.0)] {
        assert_eq!(place(x, y), Place::OnBorder, "{x},{y}");
    }
    for (x, y) in [(0.5, 0.5), (0.5, 1.0), (0.5, 3.0), (3.5, 2.0), (2.0, 3.5)] {
        assert_eq!(place(x, y), Place::Inside, "{x},{y}");
    }
    for (x, y) in [(2.0, 2.0), (-1.0, 0.0), (5.0, 4.0), (2.0, 4.1), (-0.1, 3.0)] {
        assert_eq!(place(x, y), Place::Outside, "{x},{y}");
    }
}
