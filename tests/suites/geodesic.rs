//! GeographicLib's GeodTest rows and Planimeter cases.

use std::fs;

use geo_types::{LineString, MultiPolygon, Polygon};
use ringshed::LonLat;
use ringshed::Metres;
use ringshed::geometry::geodesic;

fn place(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).expect("a position")
}

/// The rows are exact to 1e-8 m; our own sum of rounding errors is allowed 2e-8 m.
#[test]
fn inverse_and_direct_problem() {
    let Some(folder) = super::folder("geodesic") else { return };
    let text = fs::read_to_string(folder.join("inverse_100.csv")).expect("readable");
    let mut rows = 0;
    for row in text.lines().skip(1) {
        let numbers: Vec<f64> = row.split(',').map(|number| number.parse().expect("a number")).collect();
        let [lat1, lon1, azimuth, lat2, lon2, _, metres] = numbers[..7] else { panic!("ten columns: {row}") };
        let (from, to) = (place(lon1, lat1), place(lon2, lat2));
        let difference = geodesic::distance(from, to).metres() - metres;
        assert!(difference.abs() <= 2e-8, "{row}: {difference:e} m");
        assert!((geodesic::distance(to, from).metres() - metres).abs() <= 2e-8, "{row}: reversed");
        let arrived = geodesic::destination(from, azimuth, Metres::new(metres));
        assert!(geodesic::distance(arrived, to).metres() <= 2e-8, "{row}: arrived at {arrived}");
        rows += 1;
    }
    assert_eq!(rows, 100);
}

#[test]
fn planimeter() {
    let Some(folder) = super::folder("geodesic") else { return };
    let text = fs::read_to_string(folder.join("planimeter_cases.json")).expect("readable");
    let cases: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    assert_eq!(cases.len(), 15);
    for case in &cases {
        check_planimeter_case(case);
    }
}

fn check_planimeter_case(case: &serde_json::Value) {
    let number = |value: &serde_json::Value| value.as_f64().expect("a number");
    let points = case["points_lat_lon"].as_array().expect("points");
    let ring: LineString<f64> = points.iter().map(|point| (number(&point[1]), number(&point[0]))).collect();
    let expected = &case["geographiclib_py"];
    let polygon = Polygon::new(ring, vec![]);
    let signed = geodesic::ring_area(polygon.exterior()).square_metres();
    assert!((signed - number(&expected["area"])).abs() <= 0.2, "{case}: {signed}");
    let area = MultiPolygon(vec![polygon]);
    assert!((geodesic::area(&area).square_metres() - number(&expected["area"]).abs()).abs() <= 0.2, "{case}");
    let perimeter = geodesic::perimeter(&area).metres();
    assert!((perimeter - number(&expected["perimeter"])).abs() <= 1e-7, "{case}: {perimeter}");
}
