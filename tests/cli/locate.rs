//! `locate`: points to units and rings, as a stream.

use std::fs;

use super::{close, features, file, folder, ringshed, ringshed_reading, text};

/// A point each in Tongzhou, Haidian, Tianjin, Rongcheng (Xiong'an), the rest of Baoding, Shanghai and the sea.
const POINTS: &str = "name,lon,lat\n通州,116.65,39.91\n\"Haidian, 海淀\",116.30,39.96\n天津,117.2,39.13\n容城,115.86,39.05\n\
                      保定,115.46,38.87\n上海,121.47,31.23\nsea,122.5,38.5\n";

#[test]
fn rows_pass_through_in_their_order_with_unit_and_ring() {
    let table = ringshed_reading(POINTS.as_bytes(), &["--quiet", "locate", "-", "--scheme", "beijing-bay"]).exits(0).table();
    assert_eq!(table.columns, ["name", "lon", "lat", "unit_code", "unit_name", "ring"]);
    assert_eq!(table.cells("name"), ["通州", "Haidian, 海淀", "天津", "容城", "保定", "上海", "sea"]);
    assert_eq!(table.cells("unit_code"), ["110000", "110000", "120000", "130600", "130600", "310000", ""]);
    assert_eq!(table.cells("ring"), ["first", "core", "first", "core", "", "", ""]);
}

#[test]
fn the_ring_is_the_same_at_every_level() {
    let rings = |level: &str| {
        let arguments = ["--quiet", "locate", "-", "--scheme", "beijing-bay", "--level", level];
        let table = ringshed_reading(POINTS.as_bytes(), &arguments).exits(0).table();
        table.cells("ring").join(",")
    };
    assert_eq!(rings("province"), rings("district"));
    assert_eq!(rings("city"), rings("district"));
}

#[test]
fn geojson_keeps_its_members_and_gains_properties() {
    let point = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":7,"properties":{"n":1.50},"geometry":{"type":"Point","coordinates":[116.65,39.91]}},
{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[0,0]}}
]}"#;
    let outcome = ringshed_reading(point.as_bytes(), &["--quiet", "locate", "-", "--level", "district"]).exits(0);
    assert!(outcome.stdout.contains(r#""n":1.50"#), "numbers keep their text: {}", outcome.stdout);
    let layer = outcome.json();
    let [inside, outside] = features(&layer) else { panic!("two features") };
    assert_eq!((&inside["id"], &inside["properties"]["unit_code"]), (&7.into(), &"110112".into()));
    assert!(outside["properties"]["unit_code"].is_null() && outside["properties"]["ring"].is_null());
}

#[test]
fn zones_of_a_file_and_borders() {
    let folder = folder();
    let square = |code: &str, west: i32| {
        let east = west + 1;
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},0],[{east},0],[{east},1],[{west},1],[{west},0]]]}}}}"#
        )
    };
    let zones = format!(r#"{{"type":"FeatureCollection","features":[{},{}]}}"#, square("B", 0), square("A", 1));
    let zones = file(&folder, "zones.geojson", zones);
    let points = file(&folder, "p.csv", "x,y\n0.5,0.5\n1,0.5\n1,1\n2,1\n2.1,1\n");
    let table = ringshed(&["locate", &points, "--zones", &zones]).exits(0).table();
    assert_eq!(table.cells("unit_code"), ["B", "A", "A", "A", ""], "borders belong to the smallest code");
}

#[test]
fn bad_rows_are_findings_and_the_rest_is_located() {
    let rows = "id,lon,lat\n1,116.65,39.91\n2,x,39\n3,39.91,116.65\n4,,\n5,117.2,39.13\n";
    let outcome = ringshed_reading(rows.as_bytes(), &["locate", "-"]).exits(1);
    let outcome = outcome.says_times("error[position-not-a-number]", 1).says_times("error[axes-swapped]", 1);
    let table = outcome.table();
    assert_eq!(table.cells("id"), ["1", "2", "3", "4", "5"]);
    assert_eq!(table.cells("unit_code"), ["110000", "", "", "", "120000"]);
}

#[test]
fn a_file_appears_whole_with_its_manifest_and_under_strict_not_at_all() {
    let folder = folder();
    let points = file(&folder, "p.csv", POINTS);
    let out = folder.path().join("located.csv");
    ringshed(&["locate", &points, "--out", text(&out)]).exits(0);
    let written = fs::read_to_string(&out).expect("written");
    assert_eq!(written.lines().count(), 8);
    let manifest = super::json(&folder.path().join("located.csv.manifest.json"));
    close(super::number(&manifest["inputs"][0]["bytes"]), POINTS.len() as f64, 0.0);
    let bad = file(&folder, "bad.csv", "lon,lat\n1,x\n");
    let strict = folder.path().join("strict.csv");
    ringshed(&["--strict", "locate", &bad, "--out", text(&strict)]).exits(1);
    assert!(!strict.exists());
}

#[test]
fn one_and_eight_threads_give_the_same_bytes() {
    let mut rows = String::from("lon,lat\n");
    for step in 0..20_000 {
        let (east, north) = (f64::from(step % 200), f64::from(step / 200));
        rows.push_str(&format!("{},{}\n", 100.0 + 0.13 * east, 22.0 + 0.22 * north));
    }
    let with = |threads: &str| {
        ringshed_reading(rows.as_bytes(), &["--quiet", "--threads", threads, "locate", "-", "--scheme", "beijing-bay"])
            .exits(0)
            .stdout
    };
    assert_eq!(with("1"), with("8"));
}

#[test]
fn requests_that_cannot_be_met() {
    ringshed_reading(b"lon,lat\n1,2\n", &["locate", "-", "--level", "town"])
        .exits(2)
        .says(&["town", "province", "district"]);
    ringshed_reading(b"a,b\n1,2\n", &["locate", "-"]).exits(3).says(&["lon"]);
    ringshed(&["locate", "missing.csv"]).exits(3).says(&["missing.csv"]);
    ringshed_reading(b"lon,lat\n1,2\n", &["locate", "-", "--scheme", "bejing-bay"]).exits(2).says(&["beijing-bay"]);
}
