//! Geodesic distance, azimuth and destination on the WGS84 ellipsoid (Karney 2013, doi:10.1007/s00190-012-0578-z).

use std::sync::LazyLock;

use geo_types::Coord;
use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};

use super::inverse;

/// The series coefficients of the ellipsoid: constants, computed once.
pub(super) static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

/// Equatorial radius of WGS84 in metres.
pub(super) const MAJOR: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;
pub(super) const SQUARE_ECCENTRICITY: f64 = FLATTENING * (2.0 - FLATTENING);

/// The shortest geodesic between two places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    /// Its length in metres.
    pub(super) metres: f64,
    /// Its azimuth where it starts, degrees clockwise from north.
    pub(super) azimuth_from: f64,
    /// Its azimuth where it ends (still forward), degrees clockwise from north.
    pub(super) azimuth_to: f64,
}

/// Length in metres of the shortest geodesic between two places in degrees (any longitude).
pub(super) fn distance(from: Coord<f64>, to: Coord<f64>) -> f64 {
    inverse::distance(from, to).unwrap_or_else(|| WGS84.inverse(from.y, from.x, to.y, to.x))
}

/// The shortest geodesic between two places in degrees (any longitude).
pub(super) fn course(from: Coord<f64>, to: Coord<f64>) -> Course {
    let (metres, azimuth_from, azimuth_to, _arc): (f64, f64, f64, f64) = WGS84.inverse(from.y, from.x, to.y, to.x);
    Course { metres, azimuth_from, azimuth_to }
}

/// Where one arrives after `metres` from `from` with the starting azimuth `azimuth` (degrees clockwise from north).
pub(super) fn destination(from: Coord<f64>, azimuth: f64, metres: f64) -> Coord<f64> {
    let (y, x): (f64, f64) = WGS84.direct(from.y, from.x, azimuth, metres);
    Coord { x, y }
}

/// Position in metres from the earth's centre: axes through longitude 0, longitude 90 and the north pole.
pub(super) fn cartesian(place: Coord<f64>) -> [f64; 3] {
    let (sine, cosine) = place.y.to_radians().sin_cos();
    let normal = MAJOR / (1.0 - SQUARE_ECCENTRICITY * sine * sine).sqrt();
    let (east, prime) = place.x.to_radians().sin_cos();
    [normal * cosine * prime, normal * cosine * east, normal * (1.0 - SQUARE_ECCENTRICITY) * sine]
}

/// Metres per degree of longitude and of latitude at a latitude.
pub(super) fn metres_per_degree(latitude: f64) -> [f64; 2] {
    let (sine, cosine) = latitude.to_radians().sin_cos();
    let root = 1.0 - SQUARE_ECCENTRICITY * sine * sine;
    let normal = MAJOR / root.sqrt();
    [(normal * cosine).to_radians(), (normal * (1.0 - SQUARE_ECCENTRICITY) / root).to_radians()]
}
