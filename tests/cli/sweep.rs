//! `sweep`: how rings depend on the constants behind them.

use super::layers::check_layer;
use super::{features, file, folder, json, names_in, ringshed, ringshed_in};

#[test]
fn a_grid_has_every_combination() {
    let arguments = ["--quiet", "sweep", "beijing-bay", "--vary", "minutes=60..180:60", "--vary", "detour=1.2,1.4"];
    let rings = ringshed(&arguments).exits(0).table();
    assert_eq!(rings.columns[..4], ["minutes", "detour", "ring", "units"]);
    assert_eq!(rings.rows.len(), 3 * 2 * 2, "thresholds, detours, rings");
    let units = |minutes: &str, detour: &str| {
        rings.number("units", &[("minutes", minutes), ("detour", detour), ("ring", "within-90")])
    };
    assert!(units("60.00", "1.4") <= units("60.00", "1.2") && units("60.00", "1.2") <= units("180.00", "1.2"));
    let all: Vec<&str> = arguments.into_iter().chain(["--table", "units"]).collect();
    let members = ringshed(&all).exits(0).table();
    let inside = |minutes: &str, detour: &str| {
        let at = |name: &str| members.columns.iter().position(|column| column == name).expect("a column");
        let is = |row: &&Vec<String>| {
            row[at("minutes")] == minutes && row[at("detour")] == detour && row[at("ring")] == "within-90"
        };
        members.rows.iter().filter(is).count() as f64
    };
    assert_eq!(inside("120.00", "1.4"), units("120.00", "1.4"));
}

#[test]
fn a_break_is_where_the_matrix_says() {
    let arguments =
        ["--quiet", "sweep", "beijing-bay", "--minutes", "240", "--vary", "detour=1.2..1.4", "--table", "breaks"];
    let breaks = ringshed(&arguments).exits(0).table();
    assert!(!breaks.rows.is_empty());
    for ((code, value), text) in breaks.cells("code").iter().zip(breaks.cells("value")).zip(breaks.cells("text")) {
        // At the detour of the break the nearest of the core's centres, Beijing and Rongcheng of Xiong'an, is 240 minutes away.
        let minutes = |core: &str| {
            let matrix = ringshed(&["--quiet", "matrix", core, code, "--detour", value]).exits(0).table();
            matrix.cells("minutes")[0].parse::<f64>().expect("a number")
        };
        let nearest = minutes("130629").min(minutes("Beijing"));
        assert!((nearest - 240.0).abs() < 0.01, "{text}: {nearest}");
        assert!(text.contains("leaves within-240 above detour 1."), "{text}");
    }
}

#[test]
fn draws_are_the_same_bytes_on_any_number_of_threads() {
    let sweep = |threads: &str, seed: &str| {
        let arguments =
            ["--quiet", "--threads", threads, "sweep", "beijing-bay", "--model", "rail", "--draws", "60", "--seed", seed];
        ringshed(&arguments).exits(0).stdout
    };
    let one = sweep("1", "7");
    assert_eq!(sweep("4", "7"), one);
    assert_ne!(sweep("2", "8"), one);
    let table = super::Table::parse(&one);
    assert_eq!(table.cells("share").len(), 84, "cities of the eight provinces");
    assert_eq!(table.cell("share", &[("code", "110000")]), "1", "the core is always in");
    let shares: Vec<f64> = table.cells("share").iter().map(|cell| cell.parse().expect("a number")).collect();
    assert!(
        shares.iter().all(|share| (0.0..=1.0).contains(share)) && shares.iter().any(|share| *share > 0.0 && *share < 1.0)
    );
    // Longer entry moves units outwards, never inwards, where it matters at all.
    for cell in table.cells("correlation:entry_min").iter().filter(|cell| !cell.is_empty()) {
        assert!(cell.parse::<f64>().expect("a number") > -0.5);
    }
}

#[test]
fn a_folder_has_everything_and_the_layer_is_clean() {
    let folder = folder();
    let run = |more: &[&str]| {
        let all: Vec<&str> =
            ["--quiet", "sweep", "jing-jin-ji", "--minutes", "120"].into_iter().chain(more.iter().copied()).collect();
        ringshed_in(folder.path(), &all).exits(0)
    };
    run(&["--draws", "50", "--out", "draws"]);
    run(&["--vary", "detour=1.2..1.4", "--out", "grid"]);
    let names = |name: &str| names_in(&folder.path().join(name)).join(",");
    assert_eq!(names("draws"), "breaks.csv,manifest.json,map.html,stability.csv,stability.geojson");
    assert_eq!(names("grid"), "breaks.csv,manifest.json,map.html,rings.csv,stability.csv,stability.geojson,units.csv");
    let layer = json(&folder.path().join("draws").join("stability.geojson"));
    check_layer("stability", &layer, 7);
    assert_eq!(features(&layer).len(), 13);
    let manifest = json(&folder.path().join("draws").join("manifest.json"));
    assert_eq!((&manifest["parameters"]["draws"], &manifest["parameters"]["seed"]), (&"50".into(), &"1".into()));
}

#[test]
fn bad_requests_say_everything_at_once() {
    let bad = |arguments: &[&str], texts: &[&str]| {
        let all: Vec<&str> = ["sweep", "beijing-bay"].into_iter().chain(arguments.iter().copied()).collect();
        ringshed(&all).exits(2).says(texts);
    };
    bad(&[], &["nothing varies", "--vary", "--draws"]);
    bad(
        &["--vary", "detuor=1.2..1.4", "--vary", "minutes=120..45", "--vary", "speed=fast"],
        &["did you mean 'detour'", "wrong way round; write 45..120", "'fast' is not a number"],
    );
    bad(&["--vary", "detour=0.5..1.2"], &["detour 0.5 is not possible"]);
    bad(&["--vary", "entry=10..20"], &["no constant is called 'entry'"]);
    bad(&["--draws", "10", "--table", "rings"], &["are of a grid"]);
    bad(
        &["--draws", "10", "--model", "rail", "--in-vehicle"],
        &["no constant of this model has a stated range", "dwell_min"],
    );
    bad(&["--vary", "detour=1.2..1.4", "--minutes", "90,60"], &["must rise"]);
    bad(&["--vary", "detour=1.2..1.4", "--minutes", "-5"], &["--minutes -5"]);
    bad(&["--vary", "detour=1.2..1.4:0.00000001"], &["values; at most"]);
    bad(&["--draws", "0"], &["--draws"]);
    let folder = folder();
    let path = file(&folder, "bad.toml", "id = \"b\"\n[[ring]]\nid = \"core\"\nmembers = [\"Bejing\"]\n");
    ringshed(&["sweep", &path, "--draws", "5"]).exits(2).says(&["Bejing"]);
}
