//! Borders of cells: for every edge of the triangulation, the part of the bisector of its ends that lies in the study area's cap.

use geo_types::Coord;

use super::bisector::Bisector;
use super::delaunay::{Cap, Triangulation};
use super::sphere::Vector;

/// What borders are traced from.
pub(super) struct Borders<'a> {
    pub(super) places: &'a [Coord<f64>],
    pub(super) vectors: &'a [Vector],
    /// Around the study area.
    pub(super) cap: Cap,
    /// A little larger: corners of cells within it are computed, beyond it borders just end.
    pub(super) wide: Cap,
    /// How far a chord may stray from its bisector, in metres.
    pub(super) tolerance: f64,
}

/// How far beyond the wide cap a border without an end there goes, in radians.
const OVERSHOOT: f64 = 0.01;

/// The great circle of the places equally far from two centres on the sphere: angles along it are counted from the middle
/// between both, positive on the left of the way from the first to the second.
struct GreatCircle {
    middle: Vector,
    left: Vector,
    from: Vector,
}

impl GreatCircle {
    fn new(from: Vector, to: Vector) -> Option<Self> {
        Some(Self { middle: from.plus(to, 1.0).unit()?, left: from.cross(to).unit()?, from })
    }

    fn at(&self, angle: f64) -> Vector {
        let (sine, cosine) = angle.sin_cos();
        self.middle.times(cosine).plus(self.left, sine)
    }

    /// The angles between which the circle is inside a cap; `None` when it never is.
    fn within(&self, cap: Cap) -> Option<(f64, f64)> {
        let (ahead, aside) = (cap.middle.dot(self.middle), cap.middle.dot(self.left));
        let ratio = cap.radius.cos() / ahead.hypot(aside);
        let half = (ratio < 1.0).then(|| ratio.max(-1.0).acos())?;
        let nearest = aside.atan2(ahead);
        Some((nearest - half, nearest + half))
    }

    /// The angle at which a third centre is as far as the two are: a corner of a triangle with them, on the left of the way
    /// from the first to the second or on its right. (Of three centres in one line that cannot be told from their numbers.)
    fn turning_point(&self, third: Vector, side: Side) -> f64 {
        let difference = third.plus(self.from, -1.0);
        let (ahead, aside) = (difference.dot(self.middle), difference.dot(self.left).abs());
        match side {
            Side::Left => (-ahead).atan2(aside),
            Side::Right => ahead.atan2(aside),
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

impl Borders<'_> {
    /// All borders as lines; longitudes are continuous along each, and may be beyond 180 degrees.
    pub(super) fn traced(&self, triangulation: &Triangulation<'_>) -> Vec<Vec<Coord<f64>>> {
        triangulation.edges().filter_map(|edge| self.border(triangulation, edge)).collect()
    }

    fn border(&self, triangulation: &Triangulation<'_>, (a, b): (usize, usize)) -> Option<Vec<Coord<f64>>> {
        let bisector = Bisector {
            centres: [self.places[a], self.places[b]],
            tolerance: self.tolerance,
            middle: self.cap.middle,
            radius: self.cap.radius,
        };
        let ends = (triangulation.vertex(b, a), triangulation.vertex(a, b));
        if let (Some(right), Some(left)) = ends {
            return (right != left).then(|| bisector.trace(right, left));
        }
        let circle = GreatCircle::new(self.vectors[a], self.vectors[b])?;
        let (first, last) = circle.within(Cap { radius: self.wide.radius + OVERSHOOT, ..self.wide })?;
        let turning = |apex: usize, side: Side| circle.turning_point(self.vectors[apex], side);
        let right = triangulation.apex(b, a).map_or(first, |apex| turning(apex, Side::Right).max(first));
        let left = triangulation.apex(a, b).map_or(last, |apex| turning(apex, Side::Left).min(last));
        if ends == (None, None) && right >= left {
            return None;
        }
        let end = |known: Option<Coord<f64>>, angle: f64| known.unwrap_or_else(|| bisector.settle(circle.at(angle).place()));
        Some(bisector.trace(end(ends.0, right), end(ends.1, left)))
    }
}
