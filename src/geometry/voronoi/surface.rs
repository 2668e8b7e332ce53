//! The diagram of centres that are near each other: straight lines through the earth instead of geodesics.
//!
//! A geodesic of length s over a chord of length c has s = c + c^3 / 24 R^2 + ..., where R is the radius of curvature in its direction.
//! Places equally far by chord are therefore equally far by geodesic but for what R changes with direction, which is 0.7 % at most
//! (at the equator): by 0.1 mm where chords have 20 km, by 12 mm where they have 100 km. The places of equal chords to two
//! centres are the plane midway between them, cut by the ellipsoid; of three centres, the line of two such planes, cut by it: no
//! iteration.

use geo_types::Coord;

use super::sphere::Vector;
use crate::geometry::ellipsoid::{self, MAJOR, SQUARE_ECCENTRICITY};

/// The longest chords (metres) that stand for geodesics when those over equal chords may differ by this many metres.
pub(super) fn farthest(difference: f64) -> f64 {
    /// How much 1 / R^2 changes with direction, at most, as a part of it.
    const CHANGE: f64 = 0.0136;
    (difference * 24.0 * LEAST_RADIUS * LEAST_RADIUS / CHANGE).cbrt()
}

/// No radius of the earth is less (metres).
pub(super) const LEAST_RADIUS: f64 = 6.33e6;

/// The place in degrees of a position on the ellipsoid.
pub(super) fn place(Vector([x, y, z]): Vector) -> Coord<f64> {
    let latitude = z.atan2((1.0 - SQUARE_ECCENTRICITY) * (x * x + y * y).sqrt());
    Coord { x: y.atan2(x).to_degrees(), y: latitude.to_degrees() }
}

/// The position of a place in degrees, in metres from the earth's centre.
pub(super) fn position(place: Coord<f64>) -> Vector {
    Vector(ellipsoid::cartesian(place))
}

/// The point of the ellipsoid on the line from `from` in `direction`, on the side of `from`; `None` when the line misses it.
fn on_ellipsoid(from: Vector, direction: Vector) -> Option<Vector> {
    let stretch = [1.0, 1.0, 1.0 / (1.0 - SQUARE_ECCENTRICITY)];
    let stretched = |a: Vector, b: Vector| (0..3).map(|axis| a.0[axis] * b.0[axis] * stretch[axis]).sum::<f64>();
    let (square, linear) = (stretched(direction, direction), stretched(from, direction));
    let constant = stretched(from, from) - MAJOR * MAJOR;
    let root = (linear * linear - square * constant).sqrt();
    let step = -constant / (linear + root.copysign(linear));
    step.is_finite().then(|| from.plus(direction, step))
}

/// The point of the ellipsoid as far by chord from three positions on it; `None` when they are on one line.
pub(super) fn equidistant([a, b, c]: [Vector; 3]) -> Option<Vector> {
    let (u, v) = (b.plus(a, -1.0), c.plus(a, -1.0));
    let w = u.cross(v);
    let foot = v.cross(w).times(u.dot(u)).plus(w.cross(u), v.dot(v)).times(0.5 / w.dot(w));
    on_ellipsoid(a.plus(foot, 1.0), w.unit()?)
}

/// The border between two near centres: a plane cut by the ellipsoid.
pub(super) struct PlaneCut {
    middle: Vector,
    /// From one centre to the other, of length one.
    normal: Vector,
}

impl PlaneCut {
    /// The border between two centres by their positions; `None` when they are one.
    pub(super) fn new([a, b]: [Vector; 2]) -> Option<Self> {
        Some(Self { middle: a.plus(b, 1.0).times(0.5), normal: b.plus(a, -1.0).unit()? })
    }

    /// The place of the border above or below a point near it.
    pub(super) fn above(&self, point: Vector) -> Option<Vector> {
        let in_plane = point.plus(self.normal, -self.normal.dot(point.plus(self.middle, -1.0)));
        let up = in_plane.plus(self.normal, -self.normal.dot(in_plane)).unit()?;
        on_ellipsoid(in_plane, up)
    }
}
