//! Geometries that are wrong: a finding per feature, repaired where that is unambiguous, else left out; with `--strict` nothing
//! is written (SPEC.md section 6).

use super::layers::{area_km2, check_layer, polygons};
use super::{close, features, file, folder, names_in, number, ringshed_in};

/// One degree square at the equator, by GeographicLib.
const SQUARE_KM2: f64 = 12_308.778_361_469_453;

/// Code, coordinates, the code of a finding about it, and the area after repair (0 when it is left out).
const CASES: [(&str, &str, &str, f64); 10] = [
    ("good", "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]", "", SQUARE_KM2),
    ("open", "[[[2,0],[3,0],[3,1],[2,1]]]", "ring-not-closed", SQUARE_KM2),
    // Two triangles that meet in the middle: half a square together.
    ("bow", "[[[4,0],[5,1],[5,0],[4,1],[4,0]]]", "self-crossing", SQUARE_KM2 / 2.0),
    ("clockwise", "[[[6,0],[6,1],[7,1],[7,0],[6,0]]]", "ring-winding", SQUARE_KM2),
    ("spike", "[[[8,0],[9,0],[9,1],[9,2],[9,1],[8,1],[8,0]]]", "spike", SQUARE_KM2),
    ("short", "[[[14,0],[15,0],[14,0]]]", "ring-too-short", 0.0),
    ("empty", "[]", "empty", 0.0),
    ("north", "[[[116,0],[117,0],[117,91],[116,0]]]", "position-out-of-range", 0.0),
    ("swapped", "[[[39.9,116.3],[40,116.4],[39.9,116.5],[39.9,116.3]]]", "axes-swapped", 0.0),
    ("metres", "[[[500000,4400000],[510000,4400000],[510000,4410000],[500000,4400000]]]", "projected-metres", 0.0),
];

fn feature(code: &str, kind: &str, coordinates: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"code":"{code}","name":"{code}"}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
    )
}

fn layer() -> String {
    let mut all: Vec<String> = CASES.iter().map(|case| feature(case.0, "Polygon", case.1)).collect();
    // A part inside another part can mean a hole or nothing: it is not repaired by a guess.
    let nested = "[[[[12,0],[13,0],[13,1],[12,1],[12,0]]],[[[12.2,0.2],[12.8,0.2],[12.8,0.8],[12.2,0.8],[12.2,0.2]]]]";
    all.push(feature("nested", "MultiPolygon", nested));
    // The same part twice can only mean once.
    let twice = "[[[[10,0],[11,0],[11,1],[10,1],[10,0]]],[[[10,0],[11,0],[11,1],[10,1],[10,0]]]]";
    all.push(feature("twice", "MultiPolygon", twice));
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, all.join(",\n"))
}

#[test]
fn boundaries_are_repaired_or_left_out_and_every_case_is_a_finding() {
    let folder = folder();
    file(&folder, "bad.geojson", layer());
    let outcome = ringshed_in(folder.path(), &["units", "--boundaries", "bad.geojson"]).exits(1);
    let table = outcome.table();
    for (code, _, finding, area) in CASES {
        assert_eq!(table.cells("code").contains(&code), area > 0.0, "{code}: {:?}", table.cells("code"));
        if area > 0.0 {
            close(table.number("area_km2", &[("code", code)]), area, 1e-3);
        }
        let about = |line: &&str| line.contains(&format!("feature {code}:")) && line.contains(finding);
        assert_eq!(outcome.stderr.lines().any(|line| about(&line)), !finding.is_empty(), "{code}: {}", outcome.stderr);
    }
    assert!(!table.cells("code").contains(&"nested"));
    close(table.number("area_km2", &[("code", "twice")]), SQUARE_KM2, 1e-6);
    outcome.says(&[
        "feature twice",
        "duplicate-ring",
        "feature nested",
        "nested-shells",
        "swapped",
        "projected metres",
        "91",
    ]);
}

#[test]
fn findings_say_where_and_whether_something_was_repaired() {
    let folder = folder();
    file(&folder, "bad.geojson", layer());
    let outcome = ringshed_in(folder.path(), &["--messages", "json", "units", "--boundaries", "bad.geojson"]).exits(1);
    let mut repaired = 0;
    for line in outcome.stderr.lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("one JSON object a line");
        let finding = &message["finding"];
        assert_eq!(finding["file"], "bad.geojson", "{line}");
        assert!(finding["code"].is_string() && finding["feature"].is_string(), "{line}");
        repaired += usize::from(finding["message"].as_str().is_some_and(|text| text.contains("repaired")));
    }
    assert!(repaired >= 3, "{}", outcome.stderr);
}

#[test]
fn strict_stops_with_nothing_written() {
    let folder = folder();
    file(&folder, "bad.geojson", layer());
    let requests: [&[&str]; 4] = [
        &["units", "--boundaries", "bad.geojson", "--out", "out.csv"],
        &["rings", "tokyo-bay", "--extend", "--boundaries", "bad.geojson", "--out", "out.geojson"],
        &["run", "tokyo-bay", "--extend", "--boundaries", "bad.geojson", "--out", "out"],
        &["measure", "bad.geojson", "--out", "out.geojson"],
    ];
    for request in requests {
        let strict = ringshed_in(folder.path(), &[&["--strict"], request].concat()).exits(1).says(&["nothing was written"]);
        assert_eq!(strict.stdout, "", "{request:?}");
        assert_eq!(names_in(folder.path()), ["bad.geojson"], "{request:?}");
    }
}

#[test]
fn measures_are_those_of_repaired_geometries() {
    let folder = folder();
    file(&folder, "bad.geojson", layer());
    let outcome = ringshed_in(folder.path(), &["measure", "bad.geojson"]).exits(1);
    let measured = outcome.json();
    for (code, _, _, area) in CASES.iter().filter(|case| case.3 > 0.0) {
        let feature = features(&measured).iter().find(|feature| feature["properties"]["code"] == *code).expect("there");
        close(number(&feature["properties"]["area_km2"]), *area, 1e-3);
        // What is written is what was measured, and valid.
        close(area_km2(&polygons(feature)), *area, 1e-3);
    }
    outcome.says(&["feature bow", "self-crossing", "repaired", "feature nested"]);
    let sound: Vec<serde_json::Value> =
        features(&measured).iter().filter(|feature| !feature["geometry"].is_null()).cloned().collect();
    check_layer(
        "measured",
        &serde_json::json!({ "type": "FeatureCollection", "manifest": measured["manifest"], "features": sound }),
        7,
    );
}

#[test]
fn a_file_without_any_usable_boundary_is_refused() {
    let folder = folder();
    for (at, name) in [(8, "swapped.geojson"), (9, "metres.geojson")] {
        let (code, coordinates, finding, _) = CASES[at];
        let content = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, feature(code, "Polygon", coordinates));
        file(&folder, name, content);
        ringshed_in(folder.path(), &["units", "--boundaries", name]).exits(2).says(&[finding, "no usable polygon"]);
    }
}
