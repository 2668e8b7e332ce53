//! `--boundaries`: own units instead of, or beside, the embedded ones.

use super::{close, file, folder, json, ringshed, ringshed_in};

/// Two provinces of a small country, and the cities of one of them, each file with columns of its own.
const PROVINCES: &str = r#"{"type":"FeatureCollection","features":[
  {"type":"Feature","properties":{"code":"P1","name":"East","level":"province","population":300,"gdp":1.5},"geometry":{"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1,0]]]}},
  {"type":"Feature","properties":{"code":"P2","name":"West","level":"province","population":null},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}}]}"#;
const CITIES: &str = r#"{"type":"FeatureCollection","features":[
  {"type":"Feature","properties":{"nr":11,"label":"Upper","above":"P1","level":"city","population":100},"geometry":{"type":"Polygon","coordinates":[[[1,0.5],[2,0.5],[2,1],[1,1],[1,0.5]]]}},
  {"type":"Feature","properties":{"nr":12,"label":"Lower","above":"P1","level":"city","population":200},"geometry":{"type":"Polygon","coordinates":[[[1,0],[2,0],[2,0.5],[1,0.5],[1,0]]]}}]}"#;
const SCHEME: &str = r#"
id = "small"
name = "Small"

[[ring]]
id = "core"
name = "Core"
members = ["Upper"]

[[ring]]
id = "outer"
name = "Outer"
members = ["East", "West"]
"#;
/// GeographicLib: the squares between 0 and 1 degree; half squares differ, their middle edge being a geodesic.
const SQUARE_KM2: f64 = 12_308.778_361_469_453;

fn small_country() -> tempfile::TempDir {
    let folder = folder();
    file(&folder, "provinces.geojson", PROVINCES);
    file(&folder, "cities.geojson", CITIES);
    file(&folder, "small.toml", SCHEME);
    folder
}

#[test]
fn own_boundaries_replace_the_embedded_ones() {
    let folder = small_country();
    let arguments = ["units", "--boundaries", "provinces.geojson"];
    let table = ringshed_in(folder.path(), &arguments).exits(0).table();
    assert_eq!(table.cells("code"), ["P1", "P2"]);
    assert_eq!(table.cells("population"), ["300", ""]);
    close(table.number("area_km2", &[("code", "P1")]), SQUARE_KM2, 1e-9);
    let arguments = ["matrix", "Beijing", "--boundaries", "provinces.geojson"];
    ringshed_in(folder.path(), &arguments).exits(2).says(&["'Beijing'"]);
}

#[test]
fn own_boundaries_extend_the_embedded_ones() {
    let folder = small_country();
    let arguments = ["units", "--boundaries", "provinces.geojson", "--extend", "--level", "province"];
    let table = ringshed_in(folder.path(), &arguments).exits(0).table();
    assert_eq!(table.rows.len(), 34 + 2);
    assert_eq!(table.cell("name", &[("code", "P1")]), "East");
    ringshed(&["units", "--extend"]).exits(2).says(&["--boundaries"]);
}

#[test]
fn columns_are_mapped_by_flags() {
    let folder = small_country();
    let fields = ["--code-field", "nr", "--name-field", "label", "--parent-field", "above"];
    let arguments = [&["units", "--boundaries", "cities.geojson"], &fields[..]].concat();
    let table = ringshed_in(folder.path(), &arguments).exits(0).table();
    assert_eq!((table.cells("code"), table.cells("name")), (vec!["11", "12"], vec!["Upper", "Lower"]));
}

#[test]
fn columns_that_do_not_exist_are_refused_with_those_that_do() {
    let folder = small_country();
    let fields = ["--code-field", "number", "--name-field", "title", "--parent-field", "in"];
    let arguments = [&["units", "--boundaries", "cities.geojson"], &fields[..]].concat();
    ringshed_in(folder.path(), &arguments).exits(2).says(&[
        "--code-field number",
        "--name-field title",
        "--parent-field in",
        "cities.geojson",
        "nr, label, above, level, population",
    ]);
}

#[test]
fn a_scheme_runs_on_own_boundaries() {
    let folder = small_country();
    // The cities file has the usual names too when written so.
    let cities = CITIES.replace("\"nr\":11", "\"code\":\"11\"").replace("\"nr\":12", "\"code\":\"12\"");
    file(&folder, "cities.geojson", cities.replace("label", "name").replace("above", "parent"));
    let arguments = ["--quiet", "run", "small.toml", "--out", "out", "--boundaries", "provinces.geojson", "cities.geojson"];
    ringshed_in(folder.path(), &arguments).exits(0);
    let rings = super::Table::parse(&std::fs::read_to_string(folder.path().join("out/summary.csv")).expect("readable"));
    let ring = |column: &str, id: &str| rings.cell(column, &[("kind", "ring"), ("id", id)]).to_string();
    // Upper is carved out of East, whose 300 people less Upper's 100 are known; West's are not.
    assert_eq!((ring("population", "core"), ring("population_known", "core")), ("100".into(), "1".into()));
    assert_eq!((ring("population", "outer"), ring("population_known", "outer")), ("200".into(), "0.5".into()));
    let total: f64 = ["core", "outer"].iter().map(|id| rings.number("area_km2", &[("kind", "ring"), ("id", id)])).sum();
    close(total, 2.0 * SQUARE_KM2, 1e-6);
    let manifest = json(&folder.path().join("out/manifest.json"));
    let names: Vec<&str> =
        manifest["inputs"].as_array().expect("inputs").iter().map(|input| input["name"].as_str().expect("text")).collect();
    assert_eq!(names, ["provinces.geojson", "cities.geojson", "small.toml"]);
    assert!(manifest["data"].as_array().is_none_or(Vec::is_empty), "embedded data were not used: {manifest}");
}

#[test]
fn two_units_with_one_code_are_a_finding() {
    let folder = folder();
    file(&folder, "twice.geojson", PROVINCES.replace("P2", "P1"));
    let outcome = ringshed_in(folder.path(), &["units", "--boundaries", "twice.geojson"]);
    assert!(outcome.stderr.contains("P1") && outcome.stderr.contains("duplicate"), "{}", outcome.stderr);
}
