//! Lengths, directions and areas on the WGS84 ellipsoid.
//!
//! Geodesics after Karney (2013), "Algorithms for geodesics", <https://doi.org/10.1007/s00190-012-0578-z>, by the crate
//! `geographiclib-rs`: distances are right to some nanometres, areas to about 0.1 m2 per edge. Edges of boundaries are taken
//! as geodesics, as GeographicLib's Planimeter does; for edges of ordinary boundaries (below some kilometres) the difference
//! to straight edges in longitude/latitude is far below a millionth of the area.

use geo_types::{Coord, LineString, MultiPolygon};
use geographiclib_rs::{PolygonArea, Winding};

pub use super::centroid::centroid;
use super::ellipsoid;
use crate::quantity::{LonLat, Metres, SquareMetres};

/// The shortest distance between two positions.
///
/// # Examples
/// ```
/// use ringshed::LonLat;
/// use ringshed::geometry::geodesic;
/// let (new_york, london) = (LonLat::new(-73.8, 40.6)?, LonLat::new(-0.5, 51.6)?);
/// let distance = geodesic::distance(new_york, london);
/// assert!((distance.metres() - 5_551_759.4).abs() < 0.05);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
pub fn distance(from: LonLat, to: LonLat) -> Metres {
    Metres::new(ellipsoid::distance(from.coord(), to.coord()))
}

/// The direction in which the shortest line leaves `from` for `to`: degrees clockwise from north, -180..=180.
/// For equal positions, where every direction will do, it is that of the meridian.
pub fn azimuth(from: LonLat, to: LonLat) -> f64 {
    ellipsoid::course(from.coord(), to.coord()).azimuth_from
}

/// Where one arrives going straight on from a position; the azimuth in degrees clockwise from north, any finite number.
/// A negative distance goes backwards.
///
/// # Examples
/// ```
/// use ringshed::geometry::geodesic;
/// use ringshed::{LonLat, Metres};
/// let start = LonLat::new(116.4, 39.9)?;
/// let end = geodesic::destination(start, 135.0, Metres::new(50_000.0));
/// assert!((geodesic::distance(start, end).metres() - 50_000.0).abs() < 1e-6);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
pub fn destination(from: LonLat, azimuth_degrees: f64, distance: Metres) -> LonLat {
    let reached = ellipsoid::destination(from.coord(), azimuth_degrees, distance.metres());
    LonLat::wrapped(reached.x, reached.y)
}

/// The positions along the shortest line between two positions, both included, at equal steps of at most `spacing`.
/// A spacing that is not a positive number gives the two ends.
///
/// # Examples
/// ```
/// use ringshed::geometry::geodesic;
/// use ringshed::{LonLat, Metres};
/// let (from, to) = (LonLat::new(179.0, 10.0)?, LonLat::new(-179.0, 10.0)?);
/// let line: Vec<LonLat> = geodesic::sampled_line(from, to, Metres::new(50_000.0)).collect();
/// assert_eq!(line.len(), 6); // 219 km in five steps
/// assert_eq!((line[0], line[5]), (from, to));
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
pub fn sampled_line(from: LonLat, to: LonLat, spacing: Metres) -> impl Iterator<Item = LonLat> {
    let course = ellipsoid::course(from.coord(), to.coord());
    let (length, azimuth) = (course.metres, course.azimuth_from);
    let wanted = (length / spacing.metres()).ceil();
    let steps = if spacing.metres() > 0.0 && wanted >= 1.0 { wanted as u64 } else { 1 };
    let step = Metres::new(length / steps as f64);
    let between = (1..steps).map(move |number| destination(from, azimuth, step * number as f64));
    std::iter::once(from).chain(between).chain(std::iter::once(to))
}

/// The length of a line along geodesics. Coordinates beyond the usual range of longitude (such as 190) are understood.
pub fn line_length(line: &LineString<f64>) -> Metres {
    let edge = |edge: &[Coord<f64>]| ellipsoid::distance(edge[0], edge[1]);
    Metres::new(line.0.windows(2).map(edge).sum())
}

/// The area of some polygons, holes subtracted; the direction of the rings does not matter.
///
/// Each ring encloses the smaller of its two sides, so no ring may enclose more than half of the Earth. Rings around a pole and
/// rings that cross the antimeridian are understood whether they are cut there or not.
///
/// # Examples
/// ```
/// use geo_types::polygon;
/// use ringshed::SquareKilometres;
/// use ringshed::geometry::geodesic;
/// let square = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.), (x: 0., y: 1.)];
/// let area = SquareKilometres::from(geodesic::area(&square.into()));
/// assert!((area.square_kilometres() - 12_308.778_361).abs() < 1e-6);
/// ```
pub fn area(area: &MultiPolygon<f64>) -> SquareMetres {
    measures(area).area
}

/// The length of all rings of some polygons, those of holes included.
pub fn perimeter(area: &MultiPolygon<f64>) -> Metres {
    measures(area).perimeter
}

/// Area and perimeter of some polygons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// As [`area`].
    pub area: SquareMetres,
    /// As [`perimeter`].
    pub perimeter: Metres,
}

/// Area and perimeter together, at the price of one of them.
pub fn measures(area: &MultiPolygon<f64>) -> Measures {
    let (mut square_metres, mut metres) = (0.0, 0.0);
    for polygon in area {
        let exterior = ring_measures(polygon.exterior());
        metres += exterior.perimeter.metres();
        let mut polygon_area = exterior.area.square_metres().abs();
        for hole in polygon.interiors().iter().map(ring_measures) {
            metres += hole.perimeter.metres();
            polygon_area -= hole.area.square_metres().abs();
        }
        square_metres += polygon_area;
    }
    Measures { area: SquareMetres::new(square_metres), perimeter: Metres::new(metres) }
}

/// The area within a ring: positive when it runs counter-clockwise, negative when clockwise. See [`area`] for large rings.
pub fn ring_area(ring: &LineString<f64>) -> SquareMetres {
    ring_measures(ring).area
}

fn ring_measures(ring: &LineString<f64>) -> Measures {
    let open = match ring.0.split_last() {
        Some((last, open)) if open.first() == Some(last) => open,
        _ => &ring.0[..],
    };
    if open.len() < 2 {
        return Measures { area: SquareMetres::default(), perimeter: Metres::default() };
    }
    let mut sums = PolygonArea::new(&ellipsoid::WGS84, Winding::CounterClockwise);
    for coord in open {
        sums.add_point(coord.y, coord.x);
    }
    let (perimeter, area, _) = sums.compute(true);
    Measures { area: SquareMetres::new(area), perimeter: Metres::new(perimeter) }
}

#[cfg(test)]
mod tests {
    use geo_types::{line_string, polygon};
    use proptest::prelude::*;

    use super::*;

    fn place(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).expect("in range")
    }

    #[test]
    fn quarter_meridian_and_equator() {
        let quarter = distance(place(0.0, 0.0), place(0.0, 90.0)).metres();
        assert!((quarter - 10_001_965.729_312_74).abs() < 1e-6, "{quarter}");
        let degree = distance(place(10.0, 0.0), place(11.0, 0.0)).metres();
        assert!((degree - 6_378_137.0 * std::f64::consts::PI / 180.0).abs() < 1e-7, "{degree}");
        assert!((azimuth(place(10.0, 0.0), place(11.0, 0.0)) - 90.0).abs() < 1e-12);
    }

    #[test]
    fn holes_are_subtracted_whatever_their_direction() {
        let outer = polygon![(x: 10., y: 10.), (x: 12., y: 10.), (x: 12., y: 12.), (x: 10., y: 12.)];
        let hole = line_string![(x: 10.5, y: 10.5), (x: 11., y: 10.5), (x: 11., y: 11.), (x: 10.5, y: 10.5)];
        let mut reversed = hole.clone();
        reversed.0.reverse();
        let hole_area = ring_area(&hole).square_metres();
        assert!(hole_area > 0.0 && ring_area(&reversed).square_metres() == -hole_area);
        let whole = area(&outer.clone().into()).square_metres();
        for ring in [hole, reversed] {
            let pierced = geo_types::Polygon::new(outer.exterior().clone(), vec![ring]);
            let found = area(&pierced.clone().into()).square_metres();
            assert!((found - (whole - hole_area)).abs() < 1e-3);
            assert!(perimeter(&pierced.into()) > perimeter(&outer.clone().into()));
        }
    }

    #[test]
    fn the_antimeridian_and_the_pole_cut_or_not() {
        let across = polygon![(x: 179., y: 0.), (x: -179., y: 0.), (x: -179., y: 2.), (x: 179., y: 2.)];
        let beyond = polygon![(x: 179., y: 0.), (x: 181., y: 0.), (x: 181., y: 2.), (x: 179., y: 2.)];
        let elsewhere = polygon![(x: 9., y: 0.), (x: 11., y: 0.), (x: 11., y: 2.), (x: 9., y: 2.)];
        let wanted = area(&elsewhere.into()).square_metres();
        assert!((area(&across.into()).square_metres() / wanted - 1.0).abs() < 1e-12);
        assert!((area(&beyond.into()).square_metres() / wanted - 1.0).abs() < 1e-12);
        let around: LineString<f64> = (0..36).map(|k| (f64::from(k) * 10.0 - 180.0, 80.0)).collect();
        let cut: LineString<f64> =
            (0..=36).map(|k| (f64::from(k) * 10.0 - 180.0, 80.0)).chain([(180.0, 90.0), (-180.0, 90.0)]).collect();
        let cap = area(&geo_types::Polygon::new(around, vec![]).into()).square_metres();
        assert!((area(&geo_types::Polygon::new(cut, vec![]).into()).square_metres() / cap - 1.0).abs() < 1e-12);
        assert!(cap > 3.8e12 && cap < 4.0e12, "{cap}");
    }

    #[test]
    fn nothing_measures_nothing() {
        assert_eq!(area(&MultiPolygon(vec![])), SquareMetres::new(0.0));
        assert_eq!(line_length(&line_string![]), Metres::new(0.0));
        assert_eq!(ring_area(&line_string![(x: 1., y: 1.), (x: 1., y: 1.)]), SquareMetres::new(0.0));
        assert_eq!(sampled_line(place(0.0, 0.0), place(1.0, 0.0), Metres::new(0.0)).count(), 2);
        assert_eq!(sampled_line(place(1.0, 1.0), place(1.0, 1.0), Metres::new(5.0)).count(), 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, rng_seed: prop::test_runner::RngSeed::Fixed(3), ..ProptestConfig::default() })]

        #[test]
        fn destination_inverts_distance_and_azimuth(lon in -180.0..180.0, lat in -89.0..89.0, azimuth_degrees in -180.0..180.0, metres in 0.0..1.5e7) {
            let from = place(lon, lat);
            let to = destination(from, azimuth_degrees, Metres::new(metres));
            prop_assert!((distance(from, to).metres() - metres).abs() < 1e-6);
        }

        #[test]
        fn shifting_in_longitude_keeps_areas(shift in -500.0..500.0, width in 0.1..3.0, height in 0.1..3.0) {
            let corners = [(0.0, 40.0), (width, 40.0), (width, 40.0 + height), (0.0, 40.0 + height)];
            let ring = |shift: f64| corners.iter().map(|(x, y)| (x + shift, *y)).collect::<LineString<f64>>();
            let (a, b) = (ring_area(&ring(0.0)).square_metres(), ring_area(&ring(shift)).square_metres());
            prop_assert!((a / b - 1.0).abs() < 1e-9);
        }
    }
}
