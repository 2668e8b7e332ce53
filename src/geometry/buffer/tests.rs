use geo::algorithm::orient::{Direction, Orient};
use geo::{Intersects, Validation, polygon};

use super::*;
use crate::geometry::antimeridian::cut_polygons;
use crate::geometry::circle::geodesic_circle;
use crate::geometry::testing::{Numbers, area};

/// A region with deep gulfs and a hole, some 500 km across.
fn region(lon: f64, lat: f64) -> MultiPolygon<f64> {
    let vertex = |step: i32, size: f64| {
        let angle = f64::from(step).to_radians();
        let radius = size * (1.0 + 0.45 * (7.0 * angle).sin() + 0.05 * (31.0 * angle).cos());
        Coord { x: lon + radius * angle.cos() / lat.to_radians().cos(), y: lat + radius * angle.sin() }
    };
    let shell = (0..360).map(|step| vertex(step, 2.2)).collect();
    let hole = (0..360).rev().step_by(4).map(|step| vertex(step, 0.8)).collect();
    cut_polygons(&[Polygon::new(shell, vec![hole])], CutOptions::default())
}

fn vertices(polygons: &MultiPolygon<f64>) -> impl Iterator<Item = Coord<f64>> {
    polygons.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors())).flat_map(|ring| ring.0.clone())
}

/// The buffer, after checking everything that buffers promise.
fn checked(polygons: &MultiPolygon<f64>, radius: f64) -> MultiPolygon<f64> {
    let around = buffer(polygons, Metres::new(radius)).expect("a sane buffer");
    assert!(around.is_valid(), "{:?}", around.check_validation());
    let border = Border::new(polygons);
    let distance = |place: Coord<f64>| border.foot(place).expect("a border").metres;
    for vertex in vertices(&around).filter(|vertex| vertex.y.abs() < 90.0) {
        let error = distance(vertex) - radius;
        assert!(error.abs() < 0.6, "{vertex:?} is off by {error} m");
    }
    assert_places_agree(polygons, &around, radius, &distance);
    around
}

fn assert_places_agree(
    polygons: &MultiPolygon<f64>,
    around: &MultiPolygon<f64>,
    radius: f64,
    distance: &impl Fn(Coord<f64>) -> f64,
) {
    let (mut numbers, mut decided) = (Numbers(7), [0, 0]);
    let corners: Vec<_> = vertices(polygons).collect();
    for _ in 0..3_000 {
        let near = corners[numbers.within(0.0, corners.len() as f64) as usize];
        let place = wrapped(ellipsoid::destination(near, numbers.within(0.0, 360.0), numbers.within(0.0, 2.0 * radius)));
        let metres = if polygons.intersects(&place) { 0.0 } else { distance(place) };
        // An arc's chord is 0.015 % of the radius inside it.
        if (metres / radius - 1.0).abs() > 1e-3 {
            decided[usize::from(metres < radius)] += 1;
            assert_eq!(around.intersects(&place), metres < radius, "{place:?} at {metres} m");
        }
    }
    assert!(decided[0] > 100 && decided[1] > 100, "{decided:?}");
}

#[test]
fn buffers_of_a_region_with_gulfs_and_a_hole() {
    for radius in [1_000.0, 20_000.0, 50_153.8, 300_000.0] {
        let around = checked(&region(116.0, 40.0), radius);
        let holes = around.iter().map(|part| part.interiors().len()).sum::<usize>();
        assert_eq!(holes > 0, radius < 30_000.0, "{radius}");
    }
}

#[test]
fn buffers_at_the_edges_of_the_map() {
    checked(&region(179.5, -17.0), 60_000.0);
    checked(&region(-179.0, 68.0), 30_000.0);
    checked(&region(20.0, 86.5), 200_000.0);
}

#[test]
fn the_buffer_of_a_tiny_polygon_is_a_circle() {
    for (lon, lat) in [(116.4, 39.9), (180.0, 10.0), (30.0, 89.0), (-70.0, -55.0)] {
        let dot = polygon![(x: lon, y: lat), (x: lon - 1e-6, y: lat), (x: lon - 1e-6, y: lat + 1e-6)];
        let around = checked(&MultiPolygon(vec![dot]), 50_000.0);
        let circle =
            geodesic_circle(LonLat::new(lon, lat).expect("in range"), Metres::new(50_000.0), 360).expect("a circle");
        assert!((area(&around) / area(&circle) - 1.0).abs() < 5e-4, "{lon},{lat}: {} {}", area(&around), area(&circle));
    }
}

#[test]
fn long_edges_are_straight_in_longitude_and_latitude() {
    let plain = polygon![(x: 90.0, y: 45.0), (x: 110.0, y: 45.0), (x: 110.0, y: 55.0), (x: 90.0, y: 55.0)];
    checked(&MultiPolygon(vec![plain]), 80_000.0);
}

#[test]
fn distant_parts_grow_together() {
    let square = |lon: f64| polygon![(x: lon, y: 30.0), (x: lon + 0.5, y: 30.0), (x: lon + 0.5, y: 30.5), (x: lon, y: 30.5)];
    let pair = MultiPolygon(vec![square(100.0), square(101.5)]);
    assert_eq!(checked(&pair, 40_000.0).0.len(), 2);
    assert_eq!(checked(&pair, 60_000.0).0.len(), 1);
}

#[test]
fn the_winding_of_the_polygon_does_not_matter() {
    let clockwise = region(116.0, 40.0).orient(Direction::Reversed);
    let same = buffer(&region(116.0, 40.0), Metres::new(20_000.0)).expect("a sane buffer");
    assert!((area(&checked(&clockwise, 20_000.0)) / area(&same) - 1.0).abs() < 1e-9);
}

#[test]
fn requests_that_cannot_be_met() {
    let polygons = region(0.0, 0.0);
    for radius in [0.0, -5.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(buffer(&polygons, Metres::new(radius)), Err(BufferError::Radius { .. })));
    }
    assert!(matches!(buffer(&polygons, Metres::new(1.6e7)), Err(BufferError::TooLarge { .. })));
    assert_eq!(buffer(&MultiPolygon(vec![]), Metres::new(5.0)), Ok(MultiPolygon(vec![])));
}
