//! Rings given by rules, and plans as tables of codes and rings.
#![cfg(feature = "rules")]

use super::{file, folder, ringshed, ringshed_in};

/// Rings by rule that are wrong in every way but one at a time would take seven runs; here they are together.
const BAD: &str = r#"id = "bad"
name = "Bad"

[[ring]]
id = "core"
members = ["Beijing"]

[[ring]]
id = "near"
rule = "minuts <= 90 AND population >= 'x'"
level = "city"

[[ring]]
id = "a"
rule = "minutes <= <= 90"
of = "b"
level = "city"

[[ring]]
id = "b"
rule = "order = 1"
of = "a"
level = "city"

[[ring]]
id = "c"
rule = "order = 1"
of = "Bejing"
level = "village"
except = ["Tianjn"]
"#;

/// Code, line, column (counted by hand above), and what else the message has.
const MISTAKES: [(&str, u64, u64, &str); 7] = [
    ("unknown-name", 10, 9, "did you mean 'minutes'"),
    ("wrong-type", 10, 40, "population is a number, but 'x' is a text"),
    ("bad-rule", 15, 20, "cannot be read from '<='"),
    ("circular-of", 16, 6, "'a' of 'b' of 'a'"),
    ("unknown-unit", 28, 6, "Beijing (110000"),
    ("no-units-of-level", 29, 9, "district"),
    ("unknown-unit", 30, 11, "'Tianjn'"),
];

#[test]
fn every_mistake_is_reported_with_its_place_and_a_remedy() {
    let folder = folder();
    file(&folder, "bad.toml", BAD);
    let outcome = ringshed_in(folder.path(), &["--messages", "json", "rings", "bad.toml"]).exits(2);
    let messages: Vec<serde_json::Value> =
        outcome.stderr.lines().map(|line| serde_json::from_str(line).expect("one JSON object a line")).collect();
    for (code, line, column, text) in MISTAKES {
        let is_it = |finding: &serde_json::Value| {
            let words = format!("{} {}", finding["message"], finding["remedy"]);
            let position = &finding["position"];
            finding["code"] == code && position["line"] == line && position["column"] == column && words.contains(text)
        };
        let found = messages.iter().filter(|message| is_it(&message["finding"])).count();
        assert_eq!(found, 1, "{code} at {line}:{column} in {}", outcome.stderr);
    }
    let errors = messages.iter().filter(|message| message["finding"]["severity"] == "error").count();
    assert_eq!(errors, MISTAKES.len(), "{}", outcome.stderr);
}

#[test]
fn people_see_the_word_in_the_rule_underlined() {
    let folder = folder();
    file(&folder, "bad.toml", BAD);
    let outcome = ringshed_in(folder.path(), &["rings", "bad.toml"]).exits(2);
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    let at = lines.iter().position(|line| line.contains("10 │ rule = \"minuts")).expect("the line");
    assert!(lines[at + 1].trim_end().ends_with("───"), "{}", lines[at + 1]);
}

fn scheme(ring: &str) -> String {
    format!(
        "id = \"t\"\nname = \"T\"\n\n[[ring]]\nid = \"core\"\nmembers = [\"Beijing\"]\n\n[[ring]]\nid = \"near\"\n{ring}\n"
    )
}

#[test]
fn the_neighbours_of_beijing_are_those_of_the_map() {
    let folder = folder();
    file(&folder, "near.toml", scheme("rule = \"order = 1\"\nlevel = \"city\""));
    let table = ringshed_in(folder.path(), &["rings", "near.toml", "--assignment"]).exits(0).table();
    assert_eq!(table.cells("name"), ["Beijing", "Tianjin", "Baoding", "Zhangjiakou", "Chengde", "Langfang"]);
    let text = ringshed_in(folder.path(), &["explain", "near.toml", "Shijiazhuang"]).exits(0).stdout;
    assert!(text.contains("no rule selects it") && text.contains("order = 1: has 2, missed by 1"), "{text}");
    let json = ringshed_in(folder.path(), &["explain", "near.toml", "Langfang", "--json"]).exits(0).json();
    assert_eq!(json["verdict"]["reason"]["rule"], "condition");
    assert_eq!(json["rules"][0]["outcome"], "selected");
    assert_eq!(json["rules"][0]["checks"][0]["value"], 1.0);
}

#[test]
fn an_empty_ring_is_an_error_that_names_the_nearest_miss() {
    let folder = folder();
    file(&folder, "near.toml", scheme("rule = \"distance_km <= 10\"\nlevel = \"city\""));
    ringshed_in(folder.path(), &["rings", "near.toml", "--table"]).exits(1).says(&[
        "error[rule-selects-nothing]: near.toml:10:8",
        "the nearest miss is Langfang",
        "missed by",
    ]);
    ringshed_in(folder.path(), &["--strict", "run", "near.toml", "--out", "out"]).exits(1);
    assert_eq!(super::names_in(folder.path()), ["near.toml"]);
}

#[test]
fn rings_that_claim_the_same_units_say_so() {
    let outcome = ringshed(&["rings", "beijing-bay-by-order", "--table"]).exits(0);
    outcome.says(&["note[rings-overlap]", "holds for 5 units of ring 'first' too", "Tianjin (120000)"]);
}

#[test]
fn units_without_a_figure_are_left_out_and_said() {
    let folder = folder();
    file(&folder, "big.toml", scheme("rule = \"population >= 8000000\"\nlevel = \"city\""));
    ringshed_in(folder.path(), &["rings", "big.toml", "--table"]).exits(0).says(&["warning[missing-in-rule]", "IS NULL OR"]);
}

#[test]
fn a_travel_model_that_is_not_there_is_refused() {
    let folder = folder();
    file(&folder, "near.toml", scheme("rule = \"minutes <= 60\"\nlevel = \"city\"\nmodel = \"transit\""));
    ringshed_in(folder.path(), &["rings", "near.toml"]).exits(2).says(&["bad-travel", "near.toml:12:9", "'transit'"]);
    file(&folder, "share.toml", scheme("rule = \"commuting_share >= 0.15\"\nlevel = \"city\""));
    ringshed_in(folder.path(), &["rings", "share.toml"]).exits(2).says(&["share.toml:10:8", "--flows CSV"]);
}

#[test]
fn commuting_flows_make_a_functional_urban_area() {
    let folder = folder();
    file(&folder, "fua.toml", scheme("rule = \"commuting_share >= 0.15\"\nlevel = \"city\"\ncontiguous = true"));
    let flows = "from,to,flow\n131000,110000,200\n131000,131000,800\n130600,110000,10\n130600,130600,90\n320100,110000,90\n320100,\
                 320100,10\nNowhere,110000,5\n130900,110000,x\n";
    file(&folder, "flows.csv", flows);
    let outcome = ringshed_in(folder.path(), &["rings", "fua.toml", "--assignment", "--flows", "flows.csv"]).exits(1);
    assert_eq!(outcome.table().cells("code"), ["110000", "131000"]);
    outcome.says(&["flows.csv:8:1", "'Nowhere'", "flows.csv:9:1", "'x' is no number", "exclave-dropped", "Nanjing"]);
    file(&folder, "bad.csv", "a,b\n1,2\n");
    ringshed_in(folder.path(), &["rings", "fua.toml", "--flows", "bad.csv"]).exits(3).says(&["from, to and flow"]);
}

#[test]
fn a_plan_goes_out_as_a_table_and_comes_back() {
    let folder = folder();
    ringshed_in(folder.path(), &["--quiet", "rings", "beijing-bay", "--assignment", "--out", "rings.csv"]).exits(0);
    let table = |scheme: &str| ringshed_in(folder.path(), &["--quiet", "rings", scheme, "--table"]).exits(0).table();
    let (ours, again) = (table("beijing-bay"), table("rings.csv"));
    for column in ["id", "name", "ring_index"] {
        assert_eq!(ours.cells(column), again.cells(column));
    }
    // Xiong'an comes back as its three counties.
    assert_eq!((ours.cells("units"), again.cells("units")), (vec!["2", "2", "4", "5"], vec!["4", "2", "4", "5"]));
    for ring in ["core", "first", "second", "third"] {
        super::close(again.number("area_km2", &[("id", ring)]), ours.number("area_km2", &[("id", ring)]), 1e-9);
    }
    ringshed_in(folder.path(), &["explain", "rings.csv", "Haidian"]).exits(0);
    ringshed_in(folder.path(), &["--quiet", "run", "rings.csv", "--out", "out"]).exits(0);
}

#[test]
fn wrong_tables_are_refused_with_their_rows() {
    let folder = folder();
    file(&folder, "drawn.csv", "code,ring\n110000,core\n12000,first\n110000,second\nBejing,second\n");
    let outcome = ringshed_in(folder.path(), &["rings", "drawn.csv"]).exits(2);
    outcome.says(&[
        "drawn.csv:3:1",
        "'12000'",
        "drawn.csv:4:1",
        "in ring 'core' and in ring 'second'",
        "drawn.csv:5:1",
        "Beijing (110000",
    ]);
    file(&folder, "columns.csv", "id,colour\n110000,red\n");
    ringshed_in(folder.path(), &["rings", "columns.csv"]).exits(2).says(&["no column 'code'", "no column 'ring'"]);
    ringshed_in(folder.path(), &["rings", "missing.csv"]).exits(3).says(&["missing.csv"]);
}
