//! `compare`: alternative ring definitions side by side.

use super::layers::{check_layer, polygons};
use super::{Table, features, file, folder, json, names_in, ringshed, ringshed_in, text};

/// Beijing Bay without Tongzhou in ring 1, with Langfang new in it, and Datong moved out to the third ring.
const VARIANT: &str = r#"
id = "variant"
name = "Variant"
[aliases]
"Xiong'an" = { code = "XA", name_zh = "雄安新区", units = ["130629", "130632", "130638"] }
[[ring]]
id = "core"
members = ["Beijing", "Xiong'an"]
[[ring]]
id = "first"
members = ["Tianjin", "Langfang"]
[[ring]]
id = "second"
members = ["Qinhuangdao", "Tangshan", "Zhangjiakou"]
[[ring]]
id = "third"
members = ["Dalian", "Yantai", "Qingdao", "Zhengzhou", "Hohhot", "Datong"]
"#;

fn table(name: &str) -> Table {
    let folder = folder();
    file(&folder, "variant.toml", VARIANT);
    let arguments = ["--quiet", "compare", "beijing-bay", "variant.toml", "--table", name];
    ringshed_in(folder.path(), &arguments).exits(0).table()
}

#[test]
fn flows_are_the_differences_of_the_lists() {
    let flows = table("flows");
    let people = |from: &str, to: &str| flows.number("population", &[("from", from), ("to", to)]);
    // Census 2020: Tongzhou 1,840,295; Langfang 5,464,087; Datong 3,105,591.
    assert_eq!(people("first", "core"), 1_840_295.0);
    assert_eq!(people("", "first"), 5_464_087.0);
    assert_eq!(people("second", "third"), 3_105_591.0);
    assert_eq!(flows.cells("change").iter().filter(|change| **change == "both").count(), 4);
    assert_eq!(flows.rows.len(), 7);
}

#[test]
fn changes_are_the_second_less_the_first() {
    let changes = table("changes");
    for ring in ["core", "first", "second", "third"] {
        let of = |column: &str| changes.number(column, &[("ring_a", ring)]);
        assert_eq!(of("population_change"), of("population_b") - of("population_a"), "{ring}");
        let square_metres = |column: &str| (of(column) * 1e6).round();
        assert_eq!(square_metres("area_km2_change"), square_metres("area_km2_b") - square_metres("area_km2_a"), "{ring}");
    }
    assert_eq!(changes.number("population_change", &[("ring_a", "core")]), 1_840_295.0);
    assert_eq!(changes.number("population_change", &[("ring_a", "first")]), 5_464_087.0 - 1_840_295.0);
    // The product of Langfang and of Tongzhou is not listed: the change is not known, never 0.
    assert_eq!(changes.cell("gdp_change", &[("ring_a", "first")]), "");
    assert_eq!(changes.number("gdp_change_known", &[("ring_a", "first")]), 0.0);
}

#[test]
fn a_scheme_against_itself_moves_nothing() {
    let outcome = ringshed(&["--quiet", "compare", "beijing-bay", "beijing-bay", "--table", "pairs"]).exits(0);
    let pairs = outcome.table();
    assert_eq!((pairs.cells("a"), pairs.cells("b")), (vec!["beijing-bay"], vec!["beijing-bay#2"]));
    assert_eq!(pairs.cells("adjusted_rand_index"), ["1"]);
    for column in ["units_moved", "units_only_a", "units_only_b", "population_changed"] {
        assert_eq!(pairs.cells(column), ["0"], "{column}");
    }
    let document = ringshed(&["--quiet", "compare", "beijing-bay", "beijing-bay"]).exits(0).stdout;
    assert!(document.contains("None."), "{document}");
}

#[test]
fn totals_over_rings_are_totals_over_units() {
    let (rings, units) = (table("rings"), table("units"));
    for plan in ["beijing-bay", "variant"] {
        for (ring, column) in rings.cells("ring").iter().zip(rings.cells("population")) {
            let of_plan = |row: &&Vec<String>| {
                row[units.columns.iter().position(|name| *name == format!("ring:{plan}")).expect("a column")] == **ring
            };
            let at = |name: &str| units.columns.iter().position(|column| column == name).expect("a column");
            let sum: u64 =
                units.rows.iter().filter(of_plan).filter_map(|row| row[at("population")].parse::<u64>().ok()).sum();
            let expected = rings.cell("population", &[("plan", plan), ("ring", ring)]);
            assert_eq!(sum.to_string(), expected, "{plan} {ring} {column}");
            let metres = |text: &str| (text.parse::<f64>().expect("a number") * 1e6).round() as i64;
            let area: i64 = units.rows.iter().filter(of_plan).map(|row| metres(&row[at("area_km2")])).sum();
            assert_eq!(area, metres(rings.cell("area_km2", &[("plan", plan), ("ring", ring)])), "{plan} {ring}");
        }
    }
}

#[test]
fn a_folder_has_everything_and_layers_are_clean() {
    let folder = folder();
    file(&folder, "variant.toml", VARIANT);
    let arguments = ["--quiet", "compare", "beijing-bay", "variant.toml", "jing-jin-ji", "--out", "out"];
    ringshed_in(folder.path(), &arguments).exits(0);
    let out = folder.path().join("out");
    let expected = "changes.csv,compare-3.geojson,compare.geojson,compare.md,flows.csv,manifest.json,map.html,pairs.csv,rings.csv,units.csv";
    assert_eq!(names_in(&out).join(","), expected);
    let layer = json(&out.join("compare.geojson"));
    check_layer("compare", &layer, 7);
    for feature in features(&layer) {
        assert!(!polygons(feature).0.is_empty());
    }
    let change = |code: &str| {
        let found = features(&layer).iter().find(|feature| feature["properties"]["code"] == code).expect("a unit");
        found["properties"]["change"].as_str().expect("a word").to_string()
    };
    assert_eq!([change("110000"), change("110112"), change("131000")], ["both", "moved", "only B"]);
    let pairs = Table::parse(&std::fs::read_to_string(out.join("pairs.csv")).expect("readable"));
    assert_eq!(pairs.rows.len(), 3, "each with each");
    assert_eq!(json(&out.join("manifest.json"))["parameters"]["schemes"], "beijing-bay,variant,jing-jin-ji");
    let one = ringshed(&["--quiet", "--threads", "1", "compare", "beijing-bay", "jing-jin-ji", "--layer"]).exits(0).stdout;
    assert_eq!(
        ringshed(&["--quiet", "--threads", "4", "compare", "beijing-bay", "jing-jin-ji", "--layer"]).exits(0).stdout,
        one
    );
}

#[test]
fn shapes_lie_between_0_and_1_and_a_compact_ring_is_compact() {
    let rings = table("rings");
    for column in ["polsby_popper", "reock", "hull_ratio"] {
        for cell in rings.cells(column) {
            assert!((0.0..=1.0).contains(&cell.parse::<f64>().expect("a number")), "{column} {cell}");
        }
    }
    // Five cities far apart fill little of the circle around them; two neighbours fill more.
    let reock = |ring: &str| rings.number("reock", &[("plan", "beijing-bay"), ("ring", ring)]);
    assert!(reock("third") < 0.2 && reock("third") < reock("core"));
    assert_eq!(rings.number("pieces", &[("plan", "beijing-bay"), ("ring", "third")]), 4.0, "Yantai and Qingdao touch");
}

#[test]
fn bad_requests_say_everything_at_once() {
    ringshed(&["compare", "beijing-bay"]).exits(2).says(&["2 values required"]);
    let folder = folder();
    let bad = "id = \"bad\"\nname = \"Bad\"\n[[ring]]\nid = \"core\"\nmembers = [\"Bejing\"]\n";
    let path = file(&folder, "bad.toml", bad);
    ringshed(&["compare", "bejing-bay", &path]).exits(2).says(&["did you mean 'beijing-bay'", "Bejing", "bad.toml"]);
    ringshed(&["compare", "beijing-bay", text(&folder.path().join("missing.toml"))]).exits(3).says(&["missing.toml"]);
    ringshed(&["compare", "beijing-bay", "jing-jin-ji", "--table", "flow"]).exits(2).says(&["flows"]);
    let pdf = text(&folder.path().join("x.pdf")).to_string();
    ringshed(&["compare", "beijing-bay", "jing-jin-ji", "--table", "flows", "--out", &pdf]).exits(2).says(&[".csv"]);
    assert_eq!(names_in(folder.path()), ["bad.toml"]);
}
