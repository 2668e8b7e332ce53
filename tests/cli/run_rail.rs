//! `run` under the rail model.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use geo::BooleanOps;

use super::layers::{check_layer, polygons};
use super::{Table, close, features, json, number, ringshed, text};

/// The folder with the outputs of `run beijing-bay --model rail`, made once for all tests.
fn by_train() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("beijing-bay-rail");
        let _ = fs::remove_dir_all(&folder);
        ringshed(&["--quiet", "run", "beijing-bay", "--model", "rail", "--out", text(&folder)]).exits(0);
        folder
    })
}

fn table(name: &str) -> Table {
    Table::parse(&fs::read_to_string(by_train().join(name)).expect("written"))
}

#[test]
fn every_ring_city_has_its_minutes_from_the_core_on_both_bases() {
    let minutes = table("minutes.csv");
    // The figures of the source documents, by the atlas' seats (Qinhuangdao's boards at Beidaihe).
    let expected =
        [("120000", "30.00"), ("130200", "62.00"), ("140200", "101.00"), ("130700", "47.00"), ("210200", "222.00")];
    for (code, in_vehicle) in expected {
        assert_eq!(minutes.cell("in_vehicle_minutes", &[("code", code), ("from", "Beijing")]), in_vehicle);
    }
    let members = json(&by_train().join("members.geojson"));
    let core = ["110000", "XA"];
    for member in features(&members) {
        let code = member["properties"]["code"].as_str().expect("a code");
        let rows = minutes.cells("code").iter().filter(|cell| **cell == code).count();
        assert_eq!(rows, if core.contains(&code) { 1 } else { 2 }, "{code} from each centre of the core but itself");
        assert_eq!(minutes.cell("fastest", &[("code", code), ("fastest", "true")]), "true");
    }
    for (row, whole) in minutes.cells("door_to_door_minutes").into_iter().enumerate() {
        let number = |cell: &str| cell.parse::<f64>().expect("reached");
        assert!(number(whole) > number(minutes.cells("in_vehicle_minutes")[row]), "row {row}");
        let parts = ["access", "entry", "wait", "ride", "transfer", "egress"].map(|part| number(minutes.cells(part)[row]));
        close(parts.iter().sum(), number(whole), 1e-3);
    }
}

#[test]
fn circles_of_both_bases_stand_side_by_side() {
    let layer = json(&by_train().join("circles.geojson"));
    check_layer("circles", &layer, 7);
    let of = |centre: &str, basis: &str, minutes: f64| {
        let matches = |circle: &&serde_json::Value| {
            let properties = &circle["properties"];
            properties["centre"] == centre && properties["basis"] == basis && number(&properties["minutes"]) == minutes
        };
        features(&layer).iter().find(matches).unwrap_or_else(|| panic!("{centre} {basis} {minutes}"))
    };
    for centre in ["Beijing", "Tianjin", "Zhengzhou"] {
        let area = |basis| number(&of(centre, basis, 60.0)["properties"]["area_km2"]);
        assert!(area("door-to-door") < 0.2 * area("in-vehicle"), "{centre}");
        for basis in ["door-to-door", "in-vehicle"] {
            let (small, large) = (polygons(of(centre, basis, 60.0)), polygons(of(centre, basis, 90.0)));
            assert!(small.difference(&large).0.is_empty(), "{centre} {basis}: bands nest");
        }
    }
    // Parameters of the other basis are missing, not zero.
    assert!(of("Beijing", "in-vehicle", 60.0)["properties"]["entry_min"].is_null());
    assert!(number(&of("Beijing", "door-to-door", 60.0)["properties"]["entry_min"]) > 0.0);
}

#[test]
fn members_of_circles_have_both_bases() {
    let members = table("circle_members.csv");
    let beijing = |code: &str, basis: &str| {
        [("centre", "Beijing"), ("band", "60"), ("code", code), ("basis", basis)].map(|(a, b)| (a, b.to_string()))
    };
    let cell = |column: &str, of: [(&str, String); 4]| {
        let of: Vec<(&str, &str)> = of.iter().map(|(name, value)| (*name, value.as_str())).collect();
        members.cell(column, &of).to_string()
    };
    assert_eq!(cell("by_centre", beijing("120000", "in-vehicle")), "true", "Tianjin is 30 minutes by train");
    assert_eq!(cell("minutes", beijing("120000", "in-vehicle")), "30.00");
    let is_member = |code: &str| {
        let rows = members.rows.len();
        (0..rows).any(|row| {
            members.cells("code")[row] == code
                && members.cells("centre")[row] == "Beijing"
                && members.cells("band")[row] == "60"
                && members.cells("basis")[row] == "door-to-door"
        })
    };
    assert!(!is_member("120000"), "and more than an hour from door to door");
}

#[test]
fn catchments_divide_the_hinterland_by_least_minutes() {
    let layer = json(&by_train().join("catchments.geojson"));
    check_layer("catchments", &layer, 7);
    let sum = |column: &str| features(&layer).iter().map(|area| number(&area["properties"][column])).sum::<f64>();
    let by_crow = json(&super::beijing_bay().join("catchments.geojson"));
    let study_area: f64 = features(&by_crow).iter().map(|area| number(&area["properties"]["area_km2"])).sum();
    close(sum("area_km2"), study_area, 1e-6);
    let units: f64 = features(&by_crow).iter().map(|area| number(&area["properties"]["units"])).sum();
    assert_eq!(sum("units"), units, "every unit is reached from door to door");
    for (number, area) in features(&layer).iter().enumerate() {
        assert_eq!(area["properties"]["model"], "rail");
        for other in &features(&layer)[..number] {
            assert!(
                super::layers::area_km2(&polygons(area).intersection(&polygons(other))) < 1e-3,
                "catchments are disjoint"
            );
        }
    }
}
