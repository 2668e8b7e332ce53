//! The parts of nested areas within another area.

use geo_types::{LineString, MultiPolygon, Polygon};

use super::{Position, PreparedBoundary, coverage, slice};
use crate::quantity::LonLat;

/// The parts of some areas within another area (all valid, cut at the antimeridian). Each area must lie in the next; so do the results, down
/// to the last vertex: the outer area is cut along the borders of all of them at once.
///
/// # Examples
/// ```
/// use geo::Area;
/// use geo_types::{MultiPolygon, Rect};
/// use ringshed::geometry::clip::nested_within;
/// let square = |size: f64| MultiPolygon::from(Rect::new((0., 0.), (size, size)).to_polygon());
/// let east = Rect::new((1., -5.), (9., 5.)).to_polygon().into();
/// let clipped = nested_within(&[square(2.0), square(3.0)], &east);
/// assert!((clipped[0].unsigned_area() - 2.0).abs() < 1e-6);
/// assert!((clipped[1].unsigned_area() - 6.0).abs() < 1e-6);
/// ```
pub fn nested_within(areas: &[MultiPolygon<f64>], within: &MultiPolygon<f64>) -> Vec<MultiPolygon<f64>> {
    let rings = areas.iter().flatten().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
    let lines: Vec<_> = rings.map(|ring: &LineString<f64>| ring.0.clone()).collect();
    let inside: Vec<PreparedBoundary> = areas.iter().map(PreparedBoundary::new).collect();
    let owner = |at: LonLat| inside.iter().position(|area| area.position(at) != Position::Outside);
    let mut bands: Vec<Vec<Polygon<f64>>> = vec![Vec::new(); areas.len()];
    for (band, piece) in slice::pieces(within, &lines, owner) {
        bands[band].push(piece);
    }
    let mut reached: Vec<MultiPolygon<f64>> = Vec::new();
    let mut nested = Vec::with_capacity(areas.len());
    for band in bands {
        reached.extend(band.into_iter().map(MultiPolygon::from));
        nested.push(coverage::dissolve(&reached.iter().collect::<Vec<_>>()).geometry);
    }
    nested
}

#[cfg(test)]
mod tests {
    use geo_types::polygon;

    use super::*;
    use crate::geometry::circle::geodesic_circle;
    use crate::geometry::testing::area;
    use crate::geometry::validity;
    use crate::quantity::Metres;

    #[test]
    fn circles_across_a_region_nest_and_sum_up() {
        let centre = LonLat::new(116.4, 39.9).expect("in range");
        let circle = |metres: f64| geodesic_circle(centre, Metres::new(metres), 360).expect("a circle");
        let region: MultiPolygon<f64> =
            polygon![(x: 115.0, y: 39.0), (x: 116.5, y: 39.2), (x: 117.0, y: 41.0), (x: 116.0, y: 40.5)].into();
        let clipped = nested_within(&[circle(3e4), circle(6e4), circle(3e5)], &region);
        assert!((area(&clipped[2]) / area(&region) - 1.0).abs() < 1e-9, "the largest holds the region");
        for pair in clipped.windows(2) {
            assert!(validity::is_valid(&pair[0]) && validity::is_valid(&pair[1]));
            let rest = coverage::subtract(&pair[1], &[&pair[0]]).geometry;
            assert!((area(&rest) + area(&pair[0]) - area(&pair[1])).abs() < 1.0, "the difference is what was added");
        }
        assert_eq!(nested_within(&[circle(3e4)], &MultiPolygon(vec![])), vec![MultiPolygon(vec![])]);
    }
}
