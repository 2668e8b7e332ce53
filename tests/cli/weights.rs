//! `weights`: neighbours as CSV and GAL.

use std::fs;

use super::{file, folder, ringshed, ringshed_in};

/// Four squares of 0.1 degrees: A, B, C in a row along the equator, D at the corner of A and B, and E apart from all.
fn squares() -> String {
    let square = |code: &str, west: f64, south: f64| {
        let (east, north) = (west + 0.1, south + 0.1);
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","name":"Square {code}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
        )
    };
    let squares =
        [square("A", 0.0, 0.0), square("B", 0.1, 0.0), square("C", 0.2, 0.0), square("D", 0.2, 0.1), square("E", 0.5, 0.5)];
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, squares.join(","))
}

#[test]
fn pairs_have_the_border_they_share() {
    let folder = folder();
    file(&folder, "squares.geojson", squares());
    let table = |arguments: &[&str]| {
        ringshed_in(folder.path(), &[&["weights", "squares.geojson"], arguments].concat()).exits(0).table()
    };
    let queen = table(&[]);
    assert_eq!((queen.cells("from"), queen.cells("to")), (vec!["A", "B", "B", "C"], vec!["B", "C", "D", "D"]));
    // 0.1 degrees of a meridian at the equator: 11.0574 km.
    super::close(queen.number("shared_km", &[("from", "A")]), 11.057_4, 1e-4);
    assert_eq!(queen.cell("shared_km", &[("from", "B"), ("to", "D")]), "0");
    let rook = table(&["--rook"]);
    assert_eq!((rook.cells("from"), rook.cells("to")), (vec!["A", "B", "C"], vec!["B", "C", "D"]));
    let second = table(&["--rook", "--order", "2"]);
    assert_eq!((second.cells("from"), second.cells("to")), (vec!["A", "B"], vec!["C", "D"]));
    assert_eq!(second.cells("shared_km"), ["", ""]);
    assert_eq!(table(&["--rook", "--order", "2", "--up-to"]).rows.len(), 5);
    let linked = table(&["--rook", "--link", "D,E", "--link", "Square A, Square D"]);
    assert_eq!(linked.rows.len(), 5);
    assert_eq!(linked.cell("shared_km", &[("to", "E")]), "");
}

#[test]
fn gal_lists_the_neighbours_of_each_area() {
    let folder = folder();
    file(&folder, "squares.geojson", squares());
    ringshed_in(folder.path(), &["weights", "squares.geojson", "--out", "squares.gal"]).exits(0).says(&[
        "warning[island]",
        "Square E",
        "5 areas, 4 pairs, 1 island, 2 components",
    ]);
    let gal = fs::read_to_string(folder.path().join("squares.gal")).expect("written");
    assert_eq!(gal, "0 5 squares code\nA 1\nB\nB 3\nA C D\nC 2\nB D\nD 2\nB C\nE 0\n\n");
    assert!(folder.path().join("squares.gal.manifest.json").is_file());
}

#[test]
fn a_tolerance_joins_borders_that_do_not_meet() {
    let folder = folder();
    // 11 metres between A and B.
    file(&folder, "squares.geojson", squares().replace("[0.1,0]", "[0.0999,0]").replace("[0.1,0.1]", "[0.0999,0.1]"));
    let apart = ringshed_in(folder.path(), &["weights", "squares.geojson", "--rook"]).exits(0);
    let near = ringshed_in(folder.path(), &["weights", "squares.geojson", "--rook", "--tolerance", "50 m"]).exits(0);
    let (apart, near) = (apart.table(), near.table());
    assert!(near.rows.len() >= apart.rows.len() && near.cells("from").contains(&"A"), "{:?}", near.rows);
}

#[test]
fn levels_of_the_atlas_are_layers_too() {
    let table = ringshed(&["--quiet", "weights", "--level", "province", "--rook"]).exits(0).table();
    let hebei: Vec<&str> =
        table.rows.iter().filter(|row| row[0] == "110000" || row[1] == "110000").map(|row| &*row[1]).collect();
    assert_eq!(hebei, ["120000", "130000"]);
}

#[test]
fn impossible_requests_are_refused_together() {
    let folder = folder();
    file(&folder, "squares.geojson", squares());
    ringshed_in(folder.path(), &["weights", "squares.geojson", "--link", "A", "--link", "A,Z", "--link", "B,B"])
        .exits(2)
        .says(&["--link A: two codes", "'Z'", "linked to itself"]);
    ringshed_in(folder.path(), &["weights", "squares.geojson", "--tolerance", "-5"]).exits(2).says(&["0 or more"]);
    ringshed_in(folder.path(), &["weights", "squares.geojson", "--order", "0"]).exits(2).says(&["--order"]);
    ringshed(&["weights"]).exits(2).says(&["give a layer", "--level"]);
    ringshed(&["weights", "--level", "village"]).exits(2).says(&["no units of level village", "district"]);
    ringshed(&["weights", "missing.geojson"]).exits(3).says(&["missing.geojson"]);
}
