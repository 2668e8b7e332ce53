//! `check`: every problem of boundaries, points and schemes; a test for each row of the table of bad inputs.

use std::fs;
use std::time::{Duration, Instant};

use ringshed::LonLat;
use ringshed::crs::Datum;
use serde_json::Value;
use tempfile::TempDir;

use super::{Outcome, ringshed, ringshed_in, ringshed_reading};

/// Runs `ringshed check` in a folder.
fn check(folder: &TempDir, arguments: &[&str]) -> Outcome {
    ringshed_in(folder.path(), &[&["check"], arguments].concat())
}

/// A folder with one file in it.
fn holding(name: &str, content: impl AsRef<[u8]>) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join(name), content).expect("written");
    folder
}

/// The findings about one file.
fn findings(name: &str, content: impl AsRef<[u8]>) -> (i32, Vec<Value>) {
    let outcome = check(&holding(name, content), &[name, "--format", "json"]);
    let Ok(Value::Array(found)) = serde_json::from_str(&outcome.stdout) else {
        panic!("no array: {} {}", outcome.stdout, outcome.stderr)
    };
    (outcome.code, found)
}

fn codes(found: &[Value]) -> Vec<&str> {
    found.iter().map(|finding| finding["code"].as_str().expect("a code")).collect()
}

fn collection(features: &[(&str, &str)]) -> String {
    let feature = |(properties, geometry): &(&str, &str)| {
        format!(r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{geometry}}}"#)
    };
    let features: Vec<String> = features.iter().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn polygon(rings: &str) -> String {
    format!(r#"{{"type":"Polygon","coordinates":[{rings}]}}"#)
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> String {
    polygon(&format!("[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]"))
}

#[test]
fn what_is_not_geojson_is_unreadable_with_its_place() {
    let million = format!(r#"{{"type":"Polygon","coordinates":{}"#, "[".repeat(1_000_000));
    let inputs: [(&[u8], u64, &str); 6] = [
        (b"not json", 0, "JSON"),
        (br#"{"type":"Point","coordinates":[116.4,"#, 37, "truncated"),
        (br#"{"type":"Point","coordinates":[NaN,0]}"#, 31, "NaN"),
        (br#"{"type":"Point","coordinates":[1e400,0]}"#, 31, "too large"),
        (b"{\"type\":\"Point\",\"name\":\"\xb1\xb1\xbe\xa9\"}", 24, "UTF-8"),
        (million.as_bytes(), 131, "nested"),
    ];
    for (content, offset, reason) in inputs {
        let folder = holding("bad.geojson", content);
        let started = Instant::now();
        let outcome = check(&folder, &["bad.geojson"]);
        assert!(started.elapsed() < Duration::from_secs(10));
        assert_eq!(outcome.code, 3, "{}", outcome.stderr);
        assert!(outcome.stderr.contains(&format!("cannot read bad.geojson: byte {offset}")), "{}", outcome.stderr);
        assert!(outcome.stderr.contains(reason), "{reason}: {}", outcome.stderr);
        assert_eq!(outcome.stdout, "bad.geojson: not checked, it could not be read\n");
        let (code, found) = findings("bad.geojson", content);
        assert_eq!((code, codes(&found)), (3, vec!["unreadable"]));
        assert_eq!(found[0]["byte_offset"], offset);
    }
}

#[test]
fn bad_rings_are_a_finding_per_feature() {
    let hole_twice = "[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[1,2],[2,2],[1,1]],[[1,1],[1,2],[2,2],[1,1]]";
    let nested = r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,9],[0,0]]],[[[1,1],[2,1],[2,2],[1,1]]]]}"#;
    let cases = [
        (polygon("[[0,0],[1,0],[1,1],[0,1]]"), "ring-not-closed", "warning"),
        (polygon("[[0,0],[2,2],[2,0],[0,2],[0,0]]"), "self-crossing", "warning"),
        (polygon(hole_twice), "duplicate-ring", "warning"),
        (polygon("[[0,0],[2,0],[2,2],[1,2],[1,3],[1,2],[0,2],[0,0]]"), "spike", "warning"),
        (polygon("[[0,0],[0,1],[1,1],[1,0],[0,0]]"), "ring-winding", "warning"),
        (nested.to_string(), "nested-shells", "error"),
        (polygon(""), "geometry-empty", "warning"),
        (polygon("[[0,0],[1,0],[1,0],[1,1],[0,0]]"), "duplicate-vertex", "note"),
    ];
    for (geometry, code, severity) in cases {
        let (exit, found) = findings("rings.geojson", collection(&[(r#""code":"A""#, &geometry)]));
        let named = found.iter().find(|finding| finding["code"] == code);
        let named = named.unwrap_or_else(|| panic!("no {code} in {found:?}"));
        assert_eq!((named["severity"].as_str(), named["feature"].as_str()), (Some(severity), Some("A")), "{named}");
        assert_eq!(exit, i32::from(severity == "error"), "{found:?}");
    }
}

#[test]
fn repairs_are_said_and_what_has_no_repair_too() {
    let (_, found) = findings("bow.geojson", polygon("[[0,0],[2,2],[2,0],[0,2],[0,0]]"));
    assert!(found[0]["message"].as_str().expect("text").ends_with("repaired on reading"), "{found:?}");
    let overlapping =
        r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,9],[0,0]]],[[[1,1],[10,1],[10,2],[1,1]]]]}"#;
    let (exit, found) = findings("parts.geojson", overlapping);
    assert_eq!((exit, codes(&found).contains(&"not-repairable")), (1, true), "{found:?}");
}

#[test]
fn positions_that_are_no_degrees_say_what_they_look_like() {
    let point = |x: f64, y: f64| format!(r#"{{"type":"Point","coordinates":[{x},{y}]}}"#);
    for (x, y, code, text) in [
        (116.4, 91.0, "position-out-of-range", "out of range"),
        (39.9, 116.4, "axes-swapped", "swap"),
        (440_000.0, 4_400_000.0, "projected-metres", "--from-crs"),
        (40.7, -74.0, "axes-look-swapped", "swapped"),
    ] {
        let (_, found) = findings("p.geojson", point(x, y));
        assert_eq!(codes(&found), [code]);
        assert!(found[0].to_string().contains(text), "{found:?}");
    }
}

#[test]
fn points_in_tables() {
    let table = "name,lon,lat\na,116.4,39.9\nb,116.4,39.9\nc,,\nd,39.9,116.4\ne,x,1\nf,0,0\n";
    let (exit, found) = findings("p.csv", table);
    assert_eq!(exit, 1);
    let expected = ["position-missing", "axes-swapped", "position-not-a-number", "duplicate-position", "outside-atlas"];
    assert_eq!(codes(&found), expected);
    let with_columns =
        check(&holding("p.csv", "name,east,north\na,116.4,39.9\n"), &["p.csv", "--lon", "east", "--lat", "north"]);
    assert_eq!((with_columns.code, with_columns.stdout.as_str()), (0, "p.csv: nothing found in 1 feature\n"));
}

#[test]
fn duplicate_codes_overlaps_and_gaps_have_place_and_area() {
    let cells = [
        (r#""code":"A""#, rectangle(0.0, 0.0, 3.0, 1.0)),
        (r#""code":"B""#, rectangle(0.0, 2.0, 3.0, 3.0)),
        (r#""code":"C""#, rectangle(0.0, 1.0, 1.0, 2.0)),
        (r#""code":"D""#, rectangle(2.0, 0.5, 3.0, 2.0)),
        (r#""code":"A""#, rectangle(5.0, 0.0, 6.0, 1.0)),
    ];
    let cells: Vec<(&str, &str)> = cells.iter().map(|(properties, geometry)| (*properties, geometry.as_str())).collect();
    let (exit, found) = findings("zones.geojson", collection(&cells));
    assert_eq!((exit, codes(&found)), (1, vec!["duplicate-code", "overlap", "gap"]));
    // A cell of 1 x 1 degrees has 12,308.8 km2 at the equator and 12,305 km2 one degree north of it (Planimeter).
    assert_eq!(found[1]["message"], "overlaps D by 6154 km2");
    assert_eq!(found[2]["message"], "a gap of 12305 km2 that no unit covers");
    let place = |finding: &Value| [0, 1].map(|axis| finding["place"][axis].as_f64().expect("a number"));
    let [x, y] = place(&found[1]);
    assert!((2.0..3.0).contains(&x) && (0.5..1.0).contains(&y), "{x} {y}");
    let [x, y] = place(&found[2]);
    assert!((1.0..2.0).contains(&x) && (1.0..2.0).contains(&y), "{x} {y}");
    assert!(found[0]["place"].is_array());
}

#[test]
fn circles_may_overlap_when_that_is_said() {
    let both = [rectangle(0.0, 0.0, 1.0, 1.0), rectangle(0.5, 0.0, 1.5, 1.0)];
    let both: Vec<(&str, &str)> = both.iter().map(|geometry| ("", geometry.as_str())).collect();
    let folder = holding("circles.geojson", collection(&both));
    assert_eq!(check(&folder, &["circles.geojson"]).code, 1);
    let meant = check(&folder, &["circles.geojson", "--may-overlap"]);
    assert_eq!((meant.code, meant.stdout.as_str()), (0, "circles.geojson: nothing found in 2 features\n"));
}

#[test]
fn a_layer_in_gcj02_is_recognised_and_measured() {
    let atlas = ringshed::Atlas::embedded();
    let beijing = atlas.find("110000").expect("Beijing");
    let shifted = |coord: &geo_types::Coord<f64>| {
        let at = Datum::Gcj02.from_wgs84(LonLat::try_from(*coord).expect("a position"));
        format!("[{:.6},{:.6}]", at.lon(), at.lat())
    };
    let ring: Vec<String> = atlas.boundary(beijing).0[0].exterior().0.iter().map(shifted).collect();
    let (exit, found) = findings("gaode.geojson", polygon(&format!("[{}]", ring.join(","))));
    assert_eq!((exit, codes(&found)), (1, vec!["layer-shifted"]));
    let text = found[0].to_string();
    assert!(text.contains("GCJ-02") && text.contains("--from-datum gcj02") && text.contains("Beijing (110000"), "{text}");
    let metres: Vec<f64> =
        text.split(" m ").filter_map(|before| before.rsplit(' ').next()).filter_map(|word| word.parse().ok()).collect();
    assert!((metres[0] - 526.0).abs() < 60.0 && (metres[1] - 143.0).abs() < 60.0, "{text}");
}

#[test]
fn every_problem_of_a_scheme_is_said_at_once() {
    let scheme = "id = \"a\"\nnmae = \"A\"\nname = \"A\"\n[[ring]]\nid = \"core\"\nmembers = [\"Bejing\", \"Tongzhou\"]\nlevle = \"city\"\n";
    let (exit, found) = findings("mine.toml", scheme);
    assert_eq!(exit, 1);
    let mut sorted = codes(&found);
    sorted.sort_unstable();
    assert_eq!(sorted.iter().filter(|code| **code == "unknown-key").count(), 2, "{found:?}");
    assert!(sorted.contains(&"unknown-unit") && sorted.contains(&"ambiguous-unit"), "{sorted:?}");
    assert!(found.iter().all(|finding| finding["position"]["line"].is_u64()), "{found:?}");
    let shown = check(&holding("mine.toml", scheme), &["mine.toml"]);
    assert!(shown.stdout.contains("nmae") && shown.stdout.contains("did you mean 'name'?"), "{}", shown.stdout);
    assert!(shown.stdout.contains("mine.toml: 4 errors in the scheme"), "{}", shown.stdout);
    assert!(!shown.stderr.contains("nmae"), "said twice: {}", shown.stderr);
}

#[test]
fn a_built_in_scheme_is_usable() {
    let printed = ringshed(&["scheme", "beijing-bay"]).exits(0).stdout;
    let (exit, found) = findings("beijing-bay.toml", printed);
    assert!(exit == 0 && codes(&found).contains(&"unit-in-two-rings"), "{found:?}");
}

#[test]
fn all_files_are_checked_whatever_is_wrong_with_some() {
    let folder = holding("broken.geojson", "{");
    fs::write(folder.path().join("bow.geojson"), polygon("[[0,0],[2,2],[2,0],[0,2],[0,0]]")).expect("written");
    fs::write(folder.path().join("p.csv"), "lon,lat\n116.4,39.9\n").expect("written");
    let outcome = check(&folder, &["missing.geojson", "broken.geojson", "bow.geojson", "p.csv"]);
    assert_eq!(outcome.code, 3);
    for summary in [
        "missing.geojson: not checked, it could not be read\n",
        "broken.geojson: not checked, it could not be read\n",
        "warning[self-crossing]: bow.geojson: feature 1: ",
        "bow.geojson: 1 warning in 1 feature\n",
        "p.csv: nothing found in 1 feature\n",
    ] {
        assert!(outcome.stdout.contains(summary), "{summary}: {}", outcome.stdout);
    }
    assert!(
        outcome.stderr.contains("cannot read missing.geojson")
            && outcome.stderr.contains("cannot read broken.geojson: byte 1")
    );
    assert!(!outcome.stderr.contains("self-crossing"), "said twice: {}", outcome.stderr);
}

#[test]
fn findings_are_written_as_points() {
    let folder = holding("bow.geojson", polygon("[[0,0],[2,2],[2,0],[0,2],[0,0]]"));
    let outcome = check(&folder, &["bow.geojson", "--out", "problems.geojson"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
    let text = fs::read_to_string(folder.path().join("problems.geojson")).expect("written");
    let written: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(written["features"][0]["geometry"]["coordinates"], serde_json::json!([1, 1]));
    assert_eq!(written["features"][0]["properties"]["code"], "self-crossing");
    assert_eq!(written["features"][0]["properties"]["file"], "bow.geojson");
    let outcome = check(&folder, &["bow.geojson", "-o", "problems.json"]);
    let text = fs::read_to_string(folder.path().join("problems.json")).expect("written");
    assert!(outcome.code == 0 && text.starts_with('['), "{text}");
}

#[test]
fn a_column_that_is_not_there_is_a_bad_request() {
    let folder = holding("zones.geojson", collection(&[("", &rectangle(0.0, 0.0, 1.0, 1.0))]));
    let outcome = check(&folder, &["zones.geojson", "--code-field", "nope"]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("nope"));
    assert_eq!(check(&folder, &[]).code, 2);
}

#[test]
fn a_layer_on_stdin() {
    let rings = ringshed(&["--quiet", "rings", "tokyo-bay"]).exits(0).stdout;
    ringshed_reading(rings.as_bytes(), &["check", "-"]).exits(0);
}
