//! The azimuthal equidistant plane around a place: distances and directions from its centre are those on the ellipsoid.

use geo_types::Coord;

use crate::geometry::ellipsoid;

/// A plane in metres, x to the east and y to the north of its centre.
#[derive(Clone, Copy)]
pub(super) struct Plane {
    centre: Coord<f64>,
}

impl Plane {
    pub(super) fn around(centre: Coord<f64>) -> Self {
        Self { centre }
    }

    pub(super) fn project(&self, place: Coord<f64>) -> Coord<f64> {
        let course = ellipsoid::course(self.centre, place);
        let (sine, cosine) = course.azimuth_from.to_radians().sin_cos();
        Coord { x: course.metres * sine, y: course.metres * cosine }
    }

    pub(super) fn place(&self, point: Coord<f64>) -> Coord<f64> {
        ellipsoid::destination(self.centre, point.x.atan2(point.y).to_degrees(), point.x.hypot(point.y))
    }
}

/// A place in the middle of others, as centre of a plane; `None` for none, or when they surround the earth.
pub(super) fn middle(places: impl IntoIterator<Item = Coord<f64>>) -> Option<Coord<f64>> {
    let positions = places.into_iter().map(ellipsoid::cartesian);
    let corners = positions.fold(None, |corners: Option<([f64; 3], [f64; 3])>, position| {
        let (low, high) = corners.unwrap_or((position, position));
        let axes = [0, 1, 2];
        Some((axes.map(|axis| low[axis].min(position[axis])), axes.map(|axis| high[axis].max(position[axis]))))
    });
    let (low, high) = corners?;
    let [x, y, z] = [0, 1, 2].map(|axis| f64::midpoint(low[axis], high[axis]));
    (x.hypot(y).hypot(z) > 1.0).then(|| Coord { x: y.atan2(x).to_degrees(), y: z.atan2(x.hypot(y)).to_degrees() })
}
