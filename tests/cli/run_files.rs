//! `run`: which files there are, and their form.

use std::fs;

use sha2::{Digest, Sha256};

use super::layers::{begins_with, check_layer};
use super::{Table, beijing_bay, file, folder, json, names_in, ringshed, ringshed_in, text};

const LAYERS: [&str; 5] = ["rings", "members", "catchments", "circles", "links"];

#[test]
fn all_outputs_exist_and_nothing_else() {
    let expected = [
        "catchments.geojson",
        "centrality.csv",
        "circle_members.csv",
        "circles.geojson",
        "connectivity.csv",
        "findings.json",
        "links.geojson",
        "manifest.json",
        "map.html",
        "members.geojson",
        "minutes.csv",
        "rings.geojson",
        "summary.csv",
        "summary.json",
    ];
    assert_eq!(names_in(beijing_bay()), expected);
}

#[test]
fn the_ring_table_is_on_stdout() {
    let folder = folder();
    let outcome = ringshed(&["run", "--out", text(folder.path())]).exits(0).says(&["layers and tables are in"]);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines[0], "Beijing Bay");
    assert!(lines[1].starts_with("ring") && lines[1].contains("area km2") && lines[1].contains("population"));
    for (line, ring) in lines[2..].iter().zip(["Core", "First ring", "Second ring", "Third ring", "All rings"]) {
        assert!(line.starts_with(ring), "{line}");
    }
    // Columns stand under each other: every line is as wide as the header.
    assert!(lines[2..].iter().all(|line| line.chars().count() == lines[1].chars().count()), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("21,258,240"), "the population of the core, to the person");
}

#[test]
fn layers_are_clean_and_valid() {
    for name in LAYERS {
        check_layer(name, &json(&beijing_bay().join(format!("{name}.geojson"))), 7);
    }
}

/// The names and their order in SPEC.md section 4.
#[test]
fn properties_are_those_of_the_manual() {
    let expected = [
        (
            "rings",
            "id,name,ring_index,units,area_km2,population,population_known,gdp,gdp_known,density,share_area,share_population",
        ),
        ("members", "code,name,name_en,ring,ring_index,level,reason,area_km2,population,gdp"),
        ("catchments", "centre,model,area_km2,population,units"),
        ("circles", "centre,minutes,model,basis"),
        ("links", "from,to,km,minutes,band,model,basis"),
    ];
    for (name, columns) in expected {
        begins_with(&json(&beijing_bay().join(format!("{name}.geojson"))), columns);
    }
    let circles = super::layers::property_names(&json(&beijing_bay().join("circles.geojson")));
    for column in ["area_km2", "population", "reachable_share", "detour", "speed_kmh"] {
        assert!(circles.iter().any(|name| name == column), "{column} in {circles:?}");
    }
}

#[test]
fn manifests_say_how_outputs_were_made() {
    let manifest = json(&beijing_bay().join("manifest.json"));
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(manifest["command"], "run");
    assert_eq!(manifest["parameters"]["scheme"], "beijing-bay");
    assert_eq!(manifest["parameters"]["model"], "crow");
    assert_eq!(manifest["parameters"]["basis"], "door-to-door");
    assert_eq!(manifest["parameters"]["speed_kmh"], 80.0);
    assert_eq!(manifest["parameters"]["detour"], 1.3);
    assert_eq!(manifest["parameters"]["minutes"], serde_json::json!([60.0, 90.0]));
    let data = manifest["data"].as_array().expect("provenance of the embedded data");
    assert!(!data.is_empty());
    for source in data {
        for member in ["name", "version", "licence", "source"] {
            assert!(source[member].as_str().is_some_and(|text| !text.is_empty()), "{source}");
        }
    }
    // No path of this machine and no time: the same request gives the same bytes anywhere.
    let text = fs::read_to_string(beijing_bay().join("manifest.json")).expect("readable");
    assert!(!text.contains(super::text(beijing_bay())) && !text.contains("out"), "{text}");
    for name in LAYERS {
        assert_eq!(json(&beijing_bay().join(format!("{name}.geojson")))["manifest"], manifest, "{name}");
    }
}

#[test]
fn manifests_name_inputs_with_their_checksum() {
    let folder = folder();
    let scheme = ringshed(&["scheme", "tokyo-bay"]).exits(0).stdout;
    file(&folder, "mine.toml", &scheme);
    ringshed_in(folder.path(), &["--quiet", "run", "mine.toml", "--out", "out"]).exits(0);
    let manifest = json(&folder.path().join("out/manifest.json"));
    let digest: String = Sha256::digest(scheme.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(manifest["inputs"], serde_json::json!([{ "name": "mine.toml", "sha256": digest, "bytes": scheme.len() }]));
}

#[test]
fn bounding_boxes_on_request() {
    let folder = folder();
    let out = text(folder.path());
    assert!(json(&beijing_bay().join("rings.geojson")).get("bbox").is_none());
    ringshed(&["--quiet", "run", "--out", out, "--bbox", "--precision", "4"]).exits(0);
    let rings = json(&folder.path().join("rings.geojson"));
    check_layer("rings", &rings, 4);
    let all: Vec<(f64, f64)> =
        super::features(&rings).iter().flat_map(|feature| super::layers::positions(&feature["geometry"])).collect();
    let least = |of: fn(&(f64, f64)) -> f64| all.iter().map(of).fold(f64::INFINITY, f64::min);
    let most = |of: fn(&(f64, f64)) -> f64| all.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let expected = [least(|p| p.0), least(|p| p.1), most(|p| p.0), most(|p| p.1)];
    assert_eq!(rings["bbox"], serde_json::json!(expected));
}

#[test]
fn the_summary_is_the_same_as_table_and_as_json() {
    let table = Table::parse(&fs::read_to_string(beijing_bay().join("summary.csv")).expect("readable"));
    let summary = json(&beijing_bay().join("summary.json"));
    let rows = summary["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), table.rows.len());
    for (row, cells) in rows.iter().zip(&table.rows) {
        for (column, cell) in table.columns.iter().zip(cells) {
            // A number that is missing is an empty cell there and no member here.
            let expected = match row.get(column) {
                None => String::new(),
                Some(serde_json::Value::String(text)) => text.clone(),
                Some(number) => super::number(number).to_string(),
            };
            assert_eq!(*cell, expected, "{column} of {row}");
        }
    }
}

#[test]
fn a_second_run_replaces_the_first() {
    let folder = folder();
    let out = folder.path().join("new/deep");
    let run = || ringshed(&["--quiet", "run", "tokyo-bay", "--out", text(&out)]).exits(0);
    run();
    let first = fs::read(out.join("rings.geojson")).expect("readable");
    fs::write(out.join("rings.geojson"), "old").expect("written");
    run();
    assert_eq!(fs::read(out.join("rings.geojson")).expect("readable"), first);
}
