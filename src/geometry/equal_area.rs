//! An equal-area map projection around a place: areas are true, shapes and distances nearly so around the centre.
//!
//! Lambert azimuthal equal-area (Snyder 1987, "Map projections: a working manual", chapter 24) on the authalic sphere of WGS84.

use geo_types::Coord;

use crate::quantity::{LonLat, Metres};

/// Radius of the sphere with the area of WGS84's ellipsoid: what a length in the plane is multiplied with to give metres.
pub const AUTHALIC_RADIUS: Metres = Metres::new(6_371_007.180_918);

/// Lambert's azimuthal equal-area projection of the authalic sphere with radius 1, around a centre.
///
/// # Examples
/// ```
/// use ringshed::LonLat;
/// use ringshed::geometry::equal_area::EqualArea;
/// let projection = EqualArea::around(LonLat::new(116.0, 40.0)?);
/// let planar = projection.project((117.0, 41.0).into());
/// assert!(planar.x > 0.0 && planar.y > 0.0);
/// let back = projection.unproject(planar);
/// assert!((back.lon() - 117.0).abs() < 1e-7 && (back.lat() - 41.0).abs() < 1e-7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EqualArea {
    lon: f64,
    sin_lat: f64,
    cos_lat: f64,
}

impl EqualArea {
    /// The projection around a centre, which becomes the origin.
    pub fn around(centre: LonLat) -> Self {
        let lat = authalic(centre.lat().to_radians());
        Self { lon: centre.lon().to_radians(), sin_lat: lat.sin(), cos_lat: lat.cos() }
    }

    /// The planar position of a longitude and latitude in degrees: x to the east and y to the north, in radii of the authalic sphere.
    ///
    /// Snyder (22-4), (24-2) and (24-14), with the denominator kept off the antipode.
    pub fn project(&self, coord: Coord<f64>) -> Coord<f64> {
        let (lon, lat) = (coord.x.to_radians() - self.lon, authalic(coord.y.to_radians()));
        let toward = self.sin_lat * lat.sin() + self.cos_lat * lat.cos() * lon.cos();
        let scale = (2.0 / (1.0 + toward).max(1e-12)).sqrt();
        Coord {
            x: scale * lat.cos() * lon.sin(),
            y: scale * (self.cos_lat * lat.sin() - self.sin_lat * lat.cos() * lon.cos()),
        }
    }

    /// The position on the ellipsoid of a planar one.
    ///
    /// Snyder (20-14), (20-15) and (24-16).
    pub fn unproject(&self, planar: Coord<f64>) -> LonLat {
        let radius = planar.x.hypot(planar.y);
        if radius == 0.0 {
            return LonLat::wrapped(self.lon.to_degrees(), geodetic(self.sin_lat.atan2(self.cos_lat)).to_degrees());
        }
        let angle = 2.0 * (radius / 2.0).min(1.0).asin();
        let lat = (angle.cos() * self.sin_lat + planar.y * angle.sin() * self.cos_lat / radius).clamp(-1.0, 1.0).asin();
        let lon =
            (planar.x * angle.sin()).atan2(radius * self.cos_lat * angle.cos() - planar.y * self.sin_lat * angle.sin());
        LonLat::wrapped((self.lon + lon).to_degrees(), geodetic(lat).to_degrees())
    }
}

/// First eccentricity of WGS84, squared.
const ECCENTRICITY_SQUARED: f64 = 0.006_694_379_990_141_316_5;

/// The latitude on the sphere of equal area, from the geodetic one (radians). Snyder (3-11) and (3-12).
pub(super) fn authalic(lat: f64) -> f64 {
    (area_function(lat.sin()) / area_function(1.0)).clamp(-1.0, 1.0).asin()
}

fn area_function(sine: f64) -> f64 {
    let eccentricity = ECCENTRICITY_SQUARED.sqrt();
    let flat = sine / (1.0 - ECCENTRICITY_SQUARED * sine * sine);
    (1.0 - ECCENTRICITY_SQUARED) * (flat + (eccentricity * sine).atanh() / eccentricity)
}

/// The geodetic latitude from the authalic one (radians). Snyder (3-18); the next term is below 1e-10 radians.
fn geodetic(authalic: f64) -> f64 {
    let e2 = ECCENTRICITY_SQUARED;
    let (e4, e6) = (e2 * e2, e2 * e2 * e2);
    authalic
        + (e2 / 3.0 + 31.0 * e4 / 180.0 + 517.0 * e6 / 5040.0) * (2.0 * authalic).sin()
        + (23.0 * e4 / 360.0 + 251.0 * e6 / 3780.0) * (4.0 * authalic).sin()
        + (761.0 * e6 / 45360.0) * (6.0 * authalic).sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authalic_latitude_there_and_back() {
        for lat in [-90.0, -45.0, 0.0, 12.5, 40.0, 89.9, 90.0_f64] {
            assert!((geodetic(authalic(lat.to_radians())).to_degrees() - lat).abs() < 1e-7, "{lat}");
        }
    }

    #[test]
    fn the_scale_at_the_centre_is_true() {
        let centre = LonLat::new(116.0, 40.0).expect("on the globe");
        let east = LonLat::new(116.1, 40.0).expect("on the globe");
        let planar = EqualArea::around(centre).project(east.coord());
        let metres = AUTHALIC_RADIUS.metres() * planar.x.hypot(planar.y);
        // The ellipsoid and the authalic sphere differ by up to 0.3 %.
        let geodesic = crate::geometry::geodesic::distance(centre, east).metres();
        assert!((metres / geodesic - 1.0).abs() < 4e-3, "{metres} against {geodesic}");
    }
}
