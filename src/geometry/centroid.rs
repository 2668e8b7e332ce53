//! The centroid of an area, in a local equal-area projection.

use geo_types::{Coord, MultiPolygon};

use super::ring_set::named_rings;
use super::winding::{Winding, winding};
use crate::quantity::LonLat;

/// The centre of gravity of an area; `None` when it has no vertices. For areas that enclose nothing: the middle of the vertices.
///
/// Computed in the Lambert azimuthal equal-area projection (Snyder 1987, "Map projections: a working manual", chapter 24, on the
/// authalic sphere) around the area itself, so it does not depend on where in the world the area lies; the antimeridian needs no
/// special care. Edges are straight in that projection. The position may be outside of the area, for example in a hole.
///
/// # Examples
/// ```
/// use geo_types::polygon;
/// use ringshed::geometry::geodesic;
/// let across = polygon![(x: 179., y: -1.), (x: -177., y: -1.), (x: -177., y: 1.), (x: 179., y: 1.)];
/// let centre = geodesic::centroid(&across.into()).expect("it has vertices");
/// assert!((centre.lon() - -179.0).abs() < 1e-6 && centre.lat().abs() < 1e-6);
/// ```
pub fn centroid(area: &MultiPolygon<f64>) -> Option<LonLat> {
    let middle = middle_of_vertices(area)?;
    // Straight edges depend a little on the centre of the projection: each pass takes the last result.
    Some((0..3).fold(middle, |centre, _| centroid_around(area, centre)))
}

fn centroid_around(area: &MultiPolygon<f64>, centre: LonLat) -> LonLat {
    let projection = EqualArea::around(centre);
    let (mut doubled_area, mut moment) = (0.0, Coord { x: 0.0, y: 0.0 });
    for (name, ring) in named_rings(area) {
        let wanted = if name.is_exterior() { Winding::CounterClockwise } else { Winding::Clockwise };
        let sign = if winding(ring).is_some_and(|found| found != wanted) { -1.0 } else { 1.0 };
        let planar: Vec<Coord<f64>> = ring.0.iter().map(|coord| projection.project(*coord)).collect();
        for edge in planar.windows(2) {
            let cross = sign * (edge[0].x * edge[1].y - edge[1].x * edge[0].y);
            doubled_area += cross;
            moment = moment + (edge[0] + edge[1]) * cross;
        }
    }
    let offset = moment / (3.0 * doubled_area);
    if offset.x.is_finite() && offset.y.is_finite() { projection.unproject(offset) } else { centre }
}

/// The middle of the vertices as directions from the centre of the Earth.
fn middle_of_vertices(area: &MultiPolygon<f64>) -> Option<LonLat> {
    let mut sum = [0.0; 3];
    let mut last = None;
    for coord in named_rings(area).flat_map(|(_, ring)| &ring.0).filter(|coord| coord.x.is_finite() && coord.y.is_finite()) {
        let (lon, lat) = (coord.x.to_radians(), coord.y.to_radians());
        let direction = [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()];
        sum.iter_mut().zip(direction).for_each(|(total, part)| *total += part);
        last = Some(LonLat::wrapped(coord.x, coord.y));
    }
    let [x, y, z] = sum;
    let horizontal = x.hypot(y);
    if horizontal.hypot(z) < 1e-9 {
        return last;
    }
    last.map(|_| LonLat::wrapped(y.atan2(x).to_degrees(), z.atan2(horizontal).to_degrees()))
}

/// Lambert's azimuthal equal-area projection of the authalic sphere with radius 1.
struct EqualArea {
    lon: f64,
    sin_lat: f64,
    cos_lat: f64,
}

impl EqualArea {
    fn around(centre: LonLat) -> Self {
        let lat = authalic(centre.lat().to_radians());
        Self { lon: centre.lon().to_radians(), sin_lat: lat.sin(), cos_lat: lat.cos() }
    }

    /// Snyder (22-4), (24-2) and (24-14), with the denominator kept off the antipode.
    fn project(&self, coord: Coord<f64>) -> Coord<f64> {
        let (lon, lat) = (coord.x.to_radians() - self.lon, authalic(coord.y.to_radians()));
        let toward = self.sin_lat * lat.sin() + self.cos_lat * lat.cos() * lon.cos();
        let scale = (2.0 / (1.0 + toward).max(1e-12)).sqrt();
        Coord {
            x: scale * lat.cos() * lon.sin(),
            y: scale * (self.cos_lat * lat.sin() - self.sin_lat * lat.cos() * lon.cos()),
        }
    }

    /// Snyder (20-14), (20-15) and (24-16).
    fn unproject(&self, planar: Coord<f64>) -> LonLat {
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
fn authalic(lat: f64) -> f64 {
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
    use geo_types::{Polygon, polygon};

    use super::*;

    #[test]
    fn authalic_latitude_there_and_back() {
        for lat in [-90.0, -45.0, 0.0, 12.5, 40.0, 89.9, 90.0_f64] {
            assert!((geodetic(authalic(lat.to_radians())).to_degrees() - lat).abs() < 1e-7, "{lat}");
        }
    }

    #[test]
    fn symmetric_areas_have_their_middle() {
        let cap: Polygon<f64> = Polygon::new((0..24).map(|k| (f64::from(k) * 15.0, 80.0)).collect(), vec![]);
        assert!(centroid(&cap.into()).is_some_and(|centre| centre.lat() > 89.999_99));
        let frame = polygon!(
            exterior: [(x: 0., y: -2.), (x: 4., y: -2.), (x: 4., y: 2.), (x: 0., y: 2.)],
            interiors: [[(x: 1., y: -1.), (x: 1., y: 1.), (x: 2., y: 1.), (x: 2., y: -1.)]],
        );
        let centre = centroid(&frame.into()).expect("vertices");
        // (16 * 2 - 2 * 1.5) / 14 in the plane.
        assert!((centre.lon() - 29.0 / 14.0).abs() < 2e-4 && centre.lat().abs() < 1e-6, "{centre}");
    }

    #[test]
    fn areas_count_not_vertices() {
        let detailed = (0..1000).map(|k| (1.0 + f64::from(k) * 1e-3, 0.0)).chain([(2.0, 1.0), (1.0, 1.0)]).collect();
        let plain = polygon![(x: 10., y: 0.), (x: 11., y: 0.), (x: 11., y: 1.), (x: 10., y: 1.)];
        let centre = centroid(&MultiPolygon(vec![Polygon::new(detailed, vec![]), plain])).expect("vertices");
        assert!((centre.lon() - 6.0).abs() < 1e-3, "{centre}");
    }

    #[test]
    fn two_islands_at_the_antimeridian() {
        let east = polygon![(x: 178., y: -1.), (x: 180., y: -1.), (x: 180., y: 1.), (x: 178., y: 1.)];
        let west = polygon![(x: -180., y: -1.), (x: -178., y: -1.), (x: -178., y: 1.), (x: -180., y: 1.)];
        let centre = centroid(&MultiPolygon(vec![east, west])).expect("vertices");
        assert!(centre.lon().abs() > 179.999_999, "{centre}");
    }

    #[test]
    fn degenerate_areas() {
        assert_eq!(centroid(&MultiPolygon(vec![])), None);
        let collapsed = polygon![(x: 5., y: 5.), (x: 5., y: 5.), (x: 5., y: 5.)];
        let centre = centroid(&collapsed.into()).expect("vertices");
        assert!((centre.lon() - 5.0).abs() < 1e-9 && (centre.lat() - 5.0).abs() < 1e-9);
        let broken = polygon![(x: f64::NAN, y: 5.), (x: 5., y: 5.), (x: 6., y: 5.)];
        assert!(centroid(&broken.into()).is_some());
    }
}
