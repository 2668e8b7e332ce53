use geo_types::{MultiPolygon, Rect};

use super::*;
use crate::io::csv::{PointColumns, read_csv};
use crate::io::geojson::read_geojson;

fn check(text: &str, options: &CheckOptions) -> Vec<Finding> {
    let parsed = read_geojson(text.as_bytes(), "t.geojson").expect("GeoJSON");
    check_layer(parsed.layer, parsed.findings, &Atlas::embedded(), options).expect("the columns exist")
}

/// A file of squares of side 1 with their lower left corners and properties.
fn squares(features: &[(f64, f64, &str)]) -> String {
    let feature = |(x, y, properties): &(f64, f64, &str)| {
        let (right, top) = (x + 1.0, y + 1.0);
        format!(
            r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Polygon","coordinates":[[[{x},{y}],[{right},{y}],[{right},{top}],[{x},{top}],[{x},{y}]]]}}}}"#
        )
    };
    let features: Vec<String> = features.iter().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn codes(findings: &[Finding]) -> Vec<(&'static str, Option<&str>)> {
    findings.iter().map(|finding| (finding.code(), finding.feature())).collect()
}

#[test]
fn a_clean_coverage_has_no_findings() {
    let text = squares(&[(0., 0., r#""code":"A""#), (1., 0., r#""code":"B""#)]);
    assert_eq!(check(&text, &CheckOptions::default()), []);
}

#[test]
fn overlaps_have_place_and_area_unless_they_are_meant() {
    let text = squares(&[(0., 0., r#""code":"A""#), (0.5, 0., r#""code":"B""#)]);
    let found = check(&text, &CheckOptions::default());
    assert_eq!(codes(&found), [("overlap", Some("A"))]);
    assert_eq!(found[0].message(), "overlaps B by 6154 km2");
    assert!(found[0].place().is_some_and(|place| (0.5..1.0).contains(&place.lon())), "{:?}", found[0]);
    let meant = CheckOptions { polygons: Polygons::MayOverlap, ..CheckOptions::default() };
    assert_eq!(check(&text, &meant), []);
}

#[test]
fn shapes_that_overlap_all_over_are_no_coverage() {
    let text = squares(&[(0., 0., ""); 150]);
    let found = check(&text, &CheckOptions::default());
    let count = |code: &str| found.iter().filter(|finding| finding.code() == code).count();
    assert_eq!((count("overlap"), count("overlaps-all-over"), count("gap")), (10_000, 1, 0));
}

#[test]
fn levels_are_compared_within_themselves() {
    let both = [(0., 0., r#""code":"A","level":"province""#), (0., 0., r#""code":"AB","level":"city","parent":"A""#)];
    assert_eq!(check(&squares(&both), &CheckOptions::default()), []);
    let by_parent = [(0., 0., r#""code":"A""#), (0., 0., r#""code":"AB","parent":"A""#)];
    assert_eq!(check(&squares(&by_parent), &CheckOptions::default()), []);
}

#[test]
fn codes_and_parents() {
    let text = squares(&[
        (0., 0., r#""code":"A","parent":"X""#),
        (1., 0., r#""code":"A","parent":"110000""#),
        (2., 0., r#""code":"B","parent":"C""#),
        (3., 0., r#""code":"C","parent":"B""#),
    ]);
    let found = check(&text, &CheckOptions::default());
    assert_eq!(codes(&found), [("duplicate-code", Some("A")), ("parent-cycle", Some("B")), ("unknown-parent", Some("A"))]);
    assert!(found[0].place().is_some());
}

#[test]
fn a_missing_column_is_a_bad_request() {
    let fields = FieldNames { code: Some("nope".into()), ..FieldNames::default() };
    let parsed = read_geojson(squares(&[(0., 0., "")]).as_bytes(), "t.geojson").expect("GeoJSON");
    let options = CheckOptions { fields, ..CheckOptions::default() };
    assert!(check_layer(parsed.layer, parsed.findings, &Atlas::embedded(), &options).is_err());
}

#[test]
fn one_problem_is_said_once() {
    let clockwise = r#"{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[1,0],[0,0]]]}"#;
    assert_eq!(codes(&check(clockwise, &CheckOptions::default())), [("ring-winding", Some("number 1"))]);
    let nothing = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{},"geometry":null},
        {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[]}}]}"#;
    assert_eq!(
        codes(&check(nothing, &CheckOptions::default())),
        [("geometry-empty", Some("number 2")), ("no-geometry", Some("number 1"))]
    );
}

#[test]
fn rows_without_a_position_are_said_once() {
    let parsed =
        read_csv(b"name,lon,lat\na,,\nb,116.4,39.9\nc,116.4,39.9\n", "t.csv", &PointColumns::default()).expect("CSV");
    let found =
        check_layer(parsed.layer, parsed.findings, &Atlas::embedded(), &CheckOptions::default()).expect("no columns");
    assert_eq!(codes(&found), [("position-missing", Some("row 1")), ("duplicate-position", Some("c"))]);
}

#[test]
fn long_lists_are_counted() {
    let many = (0..LISTED_PER_CODE + 3).map(|_| Finding::warning("many", "again"));
    let found = limited(many);
    assert_eq!(found.len(), LISTED_PER_CODE + 1);
    assert_eq!(found.last().map(Finding::message), Some("3 more findings of this code"));
}

#[test]
fn the_embedded_cities_are_clean() {
    let atlas = Atlas::embedded();
    let areas: Vec<&MultiPolygon<f64>> = atlas.ids_of_level(crate::Level::City).map(|id| atlas.boundary(id)).collect();
    assert_eq!(coverage_faults(&areas).overlaps, []);
    let square = MultiPolygon::from(Rect::new((116.0, 39.0), (116.1, 39.1)).to_polygon());
    let with_square: Vec<_> = areas.into_iter().chain([&square]).collect();
    assert!(!coverage_faults(&with_square).overlaps.is_empty());
}
