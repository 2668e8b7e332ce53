//! The centroid of an area, in a local equal-area projection.

use geo_types::{Coord, MultiPolygon};

use super::equal_area::EqualArea;
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

#[cfg(test)]
mod tests {
    use geo_types::{Polygon, polygon};

    use super::*;

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
