//! `schemes`, `scheme` and `rings`: the built-in schemes against the areas of REGIONS.md sections 2 and 4.

use super::layers::{area_km2, begins_with, check_layer, polygons};
use super::{Outcome, Table, close, features, file, folder, json, number, ringshed, ringshed_in};

const SCHEMES: [&str; 10] = [
    "beijing-bay",
    "beijing-bay-by-rail",
    "beijing-bay-by-distance",
    "beijing-bay-by-order",
    "jing-jin-ji",
    "greater-bay-area",
    "yangtze-delta",
    "tokyo-bay",
    "san-francisco-bay",
    "new-york-bay",
];

const RING_COLUMNS: &str =
    "id,name,ring_index,units,area_km2,population,population_known,gdp,gdp_known,density,share_area,share_population";

fn ring_table(scheme: &str) -> (Table, Outcome) {
    let outcome = ringshed(&["rings", scheme, "--table"]).exits(0);
    (outcome.table(), outcome)
}

fn area(table: &Table, ring: &str) -> f64 {
    table.number("area_km2", &[("id", ring)])
}

fn units(table: &Table, ring: &str) -> f64 {
    table.number("units", &[("id", ring)])
}

fn total_area(table: &Table) -> f64 {
    table.cells("area_km2").iter().map(|cell| cell.parse::<f64>().expect("a number")).sum()
}

#[test]
fn greater_bay_area_has_11_units_and_the_conflict_of_the_paper() {
    let (table, outcome) = ring_table("greater-bay-area");
    assert_eq!(units(&table, "greater-bay-area"), 11.0);
    close(area(&table, "greater-bay-area"), 56_000.0, 0.025);
    // The other cities of Guangdong are 12; Zhaoqing, named there again, stays in the inner ring.
    assert_eq!(units(&table, "east-west-north-guangdong"), 12.0);
    outcome.says_times("unit-in-two-rings", 1).says(&["Zhaoqing (441200) is named in ring 'greater-bay-area' and in ring"]);
    // Census 2020: Guangdong 126,012,510; the nine cities of the Greater Bay Area 78,014,335; Hong Kong 7,474,200 less ... the
    // rest of the province is what the second ring has.
    let rest = table.number("population", &[("id", "east-west-north-guangdong")]);
    assert_eq!(rest, 126_012_510.0 - nine_cities(), "Guangdong less the nine cities of the Greater Bay Area");
}

/// Population of the nine mainland cities in the census, from the atlas's own rows of cities.
fn nine_cities() -> f64 {
    let cities = ringshed(&["units", "--level", "city"]).exits(0).table();
    let nine = ["440100", "440300", "440400", "440600", "441300", "441900", "442000", "440700", "441200"];
    nine.iter().map(|code| cities.number("population", &[("code", code)])).sum()
}

#[test]
fn tokyo_san_francisco_and_new_york_have_the_published_areas() {
    let (tokyo, _) = ring_table("tokyo-bay");
    close(area(&tokyo, "core"), 2183.0, 0.005);
    close(area(&tokyo, "first"), 2384.0 + 5111.0 + 3885.0, 0.005);
    let (san_francisco, _) = ring_table("san-francisco-bay");
    close(area(&san_francisco, "core"), 18_518.0, 0.005);
    close(total_area(&san_francisco), 26_980.0, 0.005);
    assert_eq!(units(&san_francisco, "core") + units(&san_francisco, "first"), 12.0);
    let (new_york, _) = ring_table("new-york-bay");
    close(total_area(&new_york), 38_252.0, 0.005);
    assert_eq!(units(&new_york, "core") + units(&new_york, "first"), 35.0);
}

#[test]
fn tokyo_bay_prefectures_have_their_own_areas() {
    let outcome = ringshed(&["--quiet", "rings", "tokyo-bay", "--members"]).exits(0);
    let layer = outcome.json();
    begins_with(&layer, "code,name,name_en,ring,ring_index,level,reason,area_km2,population,gdp");
    for (code, published) in [("JP-13", 2183.0), ("JP-14", 2384.0), ("JP-12", 5111.0), ("JP-11", 3885.0)] {
        let member = features(&layer).iter().find(|feature| feature["properties"]["code"] == code).expect("a member");
        close(number(&member["properties"]["area_km2"]), published, 0.005);
        close(area_km2(&polygons(member)), number(&member["properties"]["area_km2"]), 1e-6);
    }
}

#[test]
fn every_scheme_gives_clean_rings_and_shares_that_add_up() {
    for scheme in SCHEMES {
        let layer = ringshed(&["--quiet", "rings", scheme]).exits(0).json();
        check_layer(scheme, &layer, 7);
        begins_with(&layer, RING_COLUMNS);
        let table = ringshed(&["--quiet", "rings", scheme, "--table"]).exits(0).table();
        assert_eq!(table.columns.join(","), RING_COLUMNS);
        let shares: f64 = table.cells("share_area").iter().map(|cell| cell.parse::<f64>().expect("a number")).sum();
        // Each share is rounded to 6 decimals.
        assert!((shares - 1.0).abs() < 1e-5, "{scheme}: {shares}");
    }
}

#[test]
fn jing_jin_ji_is_all_of_its_three_provinces() {
    let (table, _) = ring_table("jing-jin-ji");
    let provinces = ringshed(&["units", "--level", "province"]).exits(0).table();
    let of = |column: &str| -> f64 {
        ["110000", "120000", "130000"].iter().map(|code| provinces.number(column, &[("code", code)])).sum()
    };
    close(total_area(&table), of("area_km2"), 1e-6);
    let population: f64 = table.cells("population").iter().map(|cell| cell.parse::<f64>().expect("a number")).sum();
    assert_eq!(population, of("population"));
    assert_eq!(population, 110_369_339.0, "census 2020: 21,893,095 + 13,866,009 + 74,610,235");
}

#[test]
fn schemes_are_listed_with_their_names() {
    let outcome = ringshed(&["schemes"]).exits(0);
    let ids: Vec<&str> = outcome.stdout.lines().map(|line| line.split_whitespace().next().expect("an id")).collect();
    assert_eq!(ids, SCHEMES);
    assert!(outcome.stdout.contains("Beijing Bay") && outcome.stdout.contains("Tokyo Bay"));
}

#[test]
fn printed_schemes_are_accepted_as_files() {
    let folder = folder();
    for scheme in SCHEMES {
        let text = ringshed(&["scheme", scheme]).exits(0).stdout;
        file(&folder, "mine.toml", text);
        let from_file = ringshed_in(folder.path(), &["--quiet", "rings", "mine.toml", "--table"]).exits(0).stdout;
        assert_eq!(from_file, ringshed(&["--quiet", "rings", scheme, "--table"]).exits(0).stdout, "{scheme}");
    }
}

#[test]
fn unknown_schemes_are_refused_with_the_list() {
    for arguments in [["scheme", "beijing"], ["rings", "beijing"]] {
        ringshed(&arguments).exits(2).says(&["'beijing'", "beijing-bay", "tokyo-bay"]);
    }
    ringshed(&["rings", "missing.toml"]).exits(3).says(&["missing.toml"]);
}

#[test]
fn layers_go_into_files_of_three_formats() {
    let folder = folder();
    let rings = |out: &str| ringshed_in(folder.path(), &["--quiet", "rings", "tokyo-bay", "--out", out]);
    for out in ["rings.geojson", "rings.geojsonl", "rings.csv"] {
        assert_eq!(rings(out).exits(0).stdout, "", "{out}");
    }
    check_layer("rings", &json(&folder.path().join("rings.geojson")), 7);
    let lines = std::fs::read_to_string(folder.path().join("rings.geojsonl")).expect("readable");
    assert_eq!(lines.lines().count(), 2);
    for line in lines.lines() {
        let feature: serde_json::Value = serde_json::from_str(line).expect("one feature a line");
        assert_eq!(feature["type"], "Feature");
    }
    let table = Table::parse(&std::fs::read_to_string(folder.path().join("rings.csv")).expect("readable"));
    assert_eq!(table.cells("id"), ["core", "first"]);
    // These formats cannot carry the manifest: it stands beside them.
    for out in ["rings.geojsonl", "rings.csv"] {
        let manifest = json(&folder.path().join(format!("{out}.manifest.json")));
        assert_eq!((&manifest["command"], &manifest["parameters"]["scheme"]), (&"rings".into(), &"tokyo-bay".into()));
    }
    rings("rings.xyz").exits(2).says(&["rings.xyz", ".geojson"]);
}
