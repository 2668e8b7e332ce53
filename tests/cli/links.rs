//! `links`: the graph of places within some minutes of each other.

use super::layers::{begins_with, check_layer};
use super::{features, ringshed};

const CITIES: [&str; 5] = ["Beijing", "Tianjin", "Baoding", "Tangshan", "Langfang"];

fn links(extra: &[&str]) -> super::Outcome {
    let mut arguments = vec!["links"];
    arguments.extend(CITIES);
    arguments.extend(extra);
    ringshed(&arguments).exits(0)
}

#[test]
fn each_pair_stands_once_in_its_band() {
    let table = links(&["--minutes", "60,120,90", "--table"]).table();
    assert_eq!(table.columns[..7], ["from", "to", "km", "minutes", "band", "model", "basis"]);
    let matrix = ringshed(&["matrix", &CITIES.join(";")]).exits(0).table();
    let mut expected = Vec::new();
    for (at, from) in CITIES.iter().enumerate() {
        for to in &CITIES[at + 1..] {
            let minutes = matrix.number("minutes", &[("from", from), ("to", to)]);
            let band = [60.0, 90.0, 120.0].into_iter().find(|&band| minutes <= band);
            expected.extend(band.map(|band| format!("{from},{to},{minutes},{band}")));
        }
    }
    let row = |row: &Vec<String>| format!("{},{},{},{}", row[0], row[1], row[3].parse::<f64>().expect("a number"), row[4]);
    assert_eq!(table.rows.iter().map(row).collect::<Vec<_>>(), expected);
    assert!(expected.len() >= 3, "{expected:?}");
}

#[test]
fn lines_run_between_the_places() {
    let layer = links(&["--minutes", "90"]).json();
    check_layer("links", &layer, 7);
    begins_with(&layer, "from,to,km,minutes,band,model,basis");
    assert!(features(&layer).iter().all(|feature| feature["geometry"]["type"] == "LineString"));
}

/// A travel time of exactly a band's minutes is within it: 1 degree of the equator is 111.31949079327357 km (GeographicLib), at
/// the speed of as many km/h and no detour 60 minutes.
#[test]
fn a_band_includes_its_end() {
    let speed = "111.3195";
    let table =
        ringshed(&["links", "0,0", "1,0", "--minutes", "60", "--speed", speed, "--detour", "1", "--table"]).exits(0).table();
    assert_eq!((table.rows.len(), table.cells("minutes")), (1, vec!["60.00"]));
    let table = ringshed(&["links", "0,0", "1,0", "--minutes", "59.9", "--speed", speed, "--detour", "1", "--table"])
        .exits(0)
        .table();
    assert!(table.rows.is_empty());
}

#[test]
fn no_links_is_an_empty_layer() {
    let layer = ringshed(&["links", "0,0", "50,50"]).exits(0).json();
    assert!(features(&layer).is_empty());
}

#[test]
fn links_across_the_antimeridian_are_cut_there() {
    let layer = ringshed(&["links", "179.9,0", "-179.9,0", "--minutes", "60"]).exits(0).json();
    check_layer("links", &layer, 7);
    let [link] = features(&layer) else { panic!("one link: {layer}") };
    assert_eq!(link["geometry"]["type"], "MultiLineString", "RFC 7946 section 3.1.9: {link}");
}
