use std::f64::consts::PI;

use geo::{Area, Intersects, Validation};

use super::*;
use crate::geometry::testing::area;

const CENTRES: [(f64, f64); 12] = [
    (116.397, 39.9075),
    (0.0, 0.0),
    (179.9, -17.0),
    (-180.0, 66.0),
    (180.0, 0.0),
    (31.0, 89.99),
    (-100.0, -89.6),
    (77.0, 90.0),
    (12.0, -90.0),
    (-60.0, 89.5506),
    (0.0, 52.0),
    (-179.0, 75.0),
];
const RADII: [f64; 7] = [10.0, 1_000.0, 50_153.0, 312_000.0, 1_500_000.0, 8_000_000.0, 14_000_000.0];

fn circle(centre: LonLat, radius: f64, vertices: usize) -> MultiPolygon<f64> {
    geodesic_circle(centre, Metres::new(radius), vertices).expect("a sane circle")
}

/// True where the tests' own area is too coarse: it is a difference of areas down to the equator.
fn is_tiny_at_a_pole(centre: LonLat, radius: f64) -> bool {
    radius < 1_000.0 && centre.lat().abs() > 89.0
}

fn each_case(check: impl Fn(LonLat, f64)) {
    for (lon, lat) in CENTRES {
        let centre = LonLat::new(lon, lat).expect("a place");
        RADII.iter().for_each(|radius| check(centre, *radius));
    }
}

/// True for the vertices that a circle around a pole has along the edge of the map.
fn is_map_edge(place: Coord<f64>) -> bool {
    place.y.abs() == 90.0
}

#[test]
fn every_vertex_is_at_the_radius() {
    each_case(|centre, radius| {
        let circle = circle(centre, radius, DEFAULT_VERTICES);
        for vertex in circle.iter().flat_map(|part| part.exterior().0.clone()).filter(|place| !is_map_edge(*place)) {
            let error = ellipsoid::distance(centre.coord(), vertex) - radius;
            assert!(error.abs() < 1e-3, "{centre} {radius}: {vertex:?} is off by {error} m");
        }
    });
}

#[test]
fn circles_are_valid_and_contain_their_centre() {
    each_case(|centre, radius| {
        let circle = circle(centre, radius, DEFAULT_VERTICES);
        assert!(circle.is_valid(), "{centre} {radius}: {:?}", circle.check_validation());
        assert!(circle.intersects(&centre.coord()), "{centre} {radius}");
        assert!(circle.iter().all(|part| part.signed_area() > 0.0), "{centre} {radius}");
    });
}

/// Area of a spherical cap, on a sphere whose radius is that of the ellipsoid's curvature at the centre.
fn cap(latitude: f64, radius: f64) -> f64 {
    let (major, square_eccentricity) = (6_378_137.0, 0.006_694_379_990_141_3);
    let curvature =
        major * (1.0_f64 - square_eccentricity).sqrt() / (1.0 - square_eccentricity * latitude.to_radians().sin().powi(2));
    2.0 * PI * curvature.powi(2) * (1.0 - (radius / curvature).cos())
}

#[test]
fn the_area_is_that_of_the_cap() {
    each_case(|centre, radius| {
        // Beyond, curvature varies within the circle by more than the promise.
        if radius < 400_000.0 && !is_tiny_at_a_pole(centre, radius) {
            let ratio = area(&circle(centre, radius, DEFAULT_VERTICES)) / cap(centre.lat(), radius);
            assert!((ratio - 1.0).abs() < 1e-3, "{centre} {radius}: {ratio}");
        }
    });
}

#[test]
fn the_area_is_that_of_a_circle_with_many_more_vertices() {
    each_case(|centre, radius| {
        if is_tiny_at_a_pole(centre, radius) {
            return;
        }
        let fine = area(&circle(centre, radius, 7_200));
        let ratio = area(&circle(centre, radius, DEFAULT_VERTICES)) / fine;
        assert!((ratio - 1.0).abs() < 1e-3, "{centre} {radius}: {ratio}");
    });
}

#[test]
fn a_larger_circle_holds_a_smaller_one() {
    let centre = LonLat::new(-179.5, 70.0).expect("a place");
    let outer = circle(centre, 60_000.0, 60);
    for vertex in circle(centre, 59_000.0, 60).iter().flat_map(|part| part.exterior().0.clone()) {
        assert!(outer.intersects(&vertex), "{vertex:?}");
    }
}

#[test]
fn impossible_circles_are_errors() {
    let centre = LonLat::new(0.0, 0.0).expect("a place");
    for radius in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(geodesic_circle(centre, Metres::new(radius), 360), Err(CircleError::Radius { .. })), "{radius}");
    }
    for vertices in [0, 7, usize::MAX] {
        let error = geodesic_circle(centre, Metres::new(1.0), vertices);
        assert_eq!(error, Err(CircleError::Vertices { vertices }));
    }
}

#[test]
fn an_enormous_circle_is_the_whole_earth() {
    let centre = LonLat::new(5.0, 5.0).expect("a place");
    let earth = area(&circle(centre, 30_000_000.0, 360));
    assert!((earth / 510.065_621_724e12 - 1.0).abs() < 1e-9);
}
