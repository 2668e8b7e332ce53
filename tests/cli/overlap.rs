//! `overlap`: shares of polygons in units and rings.

use super::{Table, file, folder, ringshed, ringshed_in};

/// Two squares: one half in each of two zones, one half outside.
const SQUARES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"name":"甲","people":1000},"geometry":{"type":"Polygon","coordinates":[[[0.5,0],[1.5,0],[1.5,1],[0.5,1],[0.5,0]]]}},
{"type":"Feature","properties":{"name":"乙","people":null},"geometry":{"type":"Polygon","coordinates":[[[1.5,0],[2.5,0],[2.5,1],[1.5,1],[1.5,0]]]}}
]}"#;

const ZONES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"W","name":"West"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}},
{"type":"Feature","properties":{"code":"E","name":"East"},"geometry":{"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1,0]]]}}
]}"#;

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    table.cells(column).iter().map(|cell| cell.parse().expect("a number")).collect()
}

#[test]
fn shares_of_zones_and_of_what_is_outside() {
    let folder = folder();
    file(&folder, "squares.geojson", SQUARES);
    file(&folder, "zones.geojson", ZONES);
    let outcome = ringshed_in(folder.path(), &["overlap", "squares.geojson", "--zones", "zones.geojson"]).exits(0);
    let table = outcome.table();
    assert_eq!(table.cells("feature"), ["甲", "甲", "乙", "乙"]);
    assert_eq!(table.cells("unit_code"), ["E", "W", "E", ""]);
    assert!(numbers(&table, "share").iter().all(|share| (share - 0.5).abs() < 1e-9));
    // Half of a square degree at the equator (GeographicLib: 12308.778361469453 km2).
    let half = 12_308.778_361_469_453 / 2.0;
    assert!(numbers(&table, "area_km2").iter().all(|area| (area - half).abs() < 1e-5));
}

#[test]
fn transferred_totals_are_conserved_and_say_what_is_known() {
    let folder = folder();
    file(&folder, "squares.geojson", SQUARES);
    file(&folder, "zones.geojson", ZONES);
    let arguments = ["overlap", "squares.geojson", "--zones", "zones.geojson", "--transfer", "people", "--totals"];
    let table = ringshed_in(folder.path(), &arguments).exits(0).table();
    assert_eq!(table.cells("unit_code"), ["E", "W", ""]);
    assert_eq!(table.cells("people"), ["500", "500", ""]);
    assert_eq!(table.cells("people_known"), ["0.5", "1", "0"]);
    assert_eq!(table.cells("features"), ["2", "1", "1"]);
}

#[test]
fn rings_of_a_scheme_cover_its_members() {
    let folder = folder();
    ringshed_in(folder.path(), &["rings", "beijing-bay", "--members", "--out", "members.geojson"]).exits(0);
    let table = ringshed_in(folder.path(), &["overlap", "members.geojson", "--scheme", "beijing-bay"]).exits(0).table();
    // Every member lies in its own ring as a whole: 13 rows, no rest beyond the rounding of coordinates.
    let whole: Vec<f64> = numbers(&table, "share").into_iter().filter(|share| *share > 0.5).collect();
    assert_eq!(whole.len(), 13);
    assert!(whole.iter().all(|share| *share > 0.999_99));
}

#[test]
fn a_missing_column_is_named_with_the_nearest() {
    let folder = folder();
    file(&folder, "squares.geojson", SQUARES);
    ringshed_in(folder.path(), &["overlap", "squares.geojson", "--transfer", "poeple"])
        .exits(2)
        .says(&["--transfer poeple", "did you mean 'people'?"]);
    ringshed(&["overlap", "missing.geojson"]).exits(3).says(&["missing.geojson"]);
}
