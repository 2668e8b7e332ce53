//! `measure`, against numbers of GeographicLib.
//!
//! Areas and perimeters are those of `geographiclib` 2.x for Python, `Geodesic.WGS84.Polygon()` with the vertices below,
//! `Compute(False, True)`; they are kept here to all the digits it gave.

use super::layers::begins_with;
use super::{close, features, file, folder, number, ringshed_in, ringshed_reading};

struct Case {
    name: &'static str,
    coordinates: &'static str,
    area_km2: f64,
    perimeter_km: f64,
}

const CASES: [Case; 5] = [
    Case {
        name: "one degree square at the equator",
        coordinates: "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]",
        area_km2: 12_308.778_361_469_453,
        perimeter_km: 443.770_917_248_301_94,
    },
    Case {
        name: "clockwise triangle in California",
        coordinates: "[[[-122,37],[-121.5,38.5],[-121,37.5],[-122,37]]]",
        area_km2: 6_145.502_902_767_425,
        perimeter_km: 396.230_580_706_785_8,
    },
    // The hole alone: 6651.41942215387 km2, 326.6011834470652 km; the shell 44391.495308817124 and 855.4403825687591.
    Case {
        name: "quadrangle around Beijing with a hole",
        coordinates: "[[[115,39],[118,39],[117.5,41],[115.2,40.5],[115,39]],
                       [[115.5,39.5],[115.5,40.2],[116.5,40.2],[116.5,39.5],[115.5,39.5]]]",
        area_km2: 44_391.495_308_817_124 - 6_651.419_422_153_87,
        perimeter_km: 855.440_382_568_759_1 + 326.601_183_447_065_2,
    },
    Case {
        name: "across the antimeridian",
        coordinates: "[[[179,-1],[-179,-1],[-179,1],[179,1],[179,-1]]]",
        area_km2: 49_238.887_518_554_41,
        perimeter_km: 887.508_146_424_665_8,
    },
    Case {
        name: "along the map's edge",
        coordinates: "[[[179,-1],[180,-1],[180,1],[179,1],[179,-1]]]",
        // Two of the first squares.
        area_km2: 2.0 * 12_308.778_361_469_453,
        perimeter_km: f64::NAN,
    },
];

fn layer() -> String {
    let feature = |case: &Case| {
        let (name, coordinates) = (case.name, case.coordinates);
        format!(
            r#"{{"type":"Feature","properties":{{"label":"{name}","n":7}},"geometry":{{"type":"Polygon","coordinates":{coordinates}}}}}"#
        )
    };
    let features: Vec<String> = CASES.iter().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

#[test]
fn areas_and_perimeters_agree_with_geographiclib() {
    let measured = ringshed_reading(layer().as_bytes(), &["measure", "-"]).exits(0).json();
    assert_eq!(features(&measured).len(), CASES.len());
    for (case, feature) in CASES.iter().zip(features(&measured)) {
        let properties = &feature["properties"];
        assert_eq!(properties["label"], case.name);
        close(number(&properties["area_km2"]), case.area_km2, 1e-6);
        if case.name == "across the antimeridian" {
            let centroid = (number(&properties["centroid_lon"]), number(&properties["centroid_lat"]));
            assert!((centroid.0.abs() - 180.0).abs() < 1e-6 && centroid.1.abs() < 1e-6, "{centroid:?}");
        }
        if case.perimeter_km.is_finite() {
            close(number(&properties["perimeter_km"]), case.perimeter_km, 1e-6);
        }
    }
}

#[test]
fn columns_of_the_input_stay_and_come_first() {
    let measured = ringshed_reading(layer().as_bytes(), &["measure", "-"]).exits(0).json();
    begins_with(&measured, "label,n,area_km2,perimeter_km,centroid_lon,centroid_lat,compactness");
    let table = ringshed_reading(layer().as_bytes(), &["measure", "-", "--table"]).exits(0).table();
    assert_eq!(table.columns, ["label", "n", "area_km2", "perimeter_km", "centroid_lon", "centroid_lat", "compactness"]);
    assert_eq!(table.rows.len(), CASES.len());
    let square = [("label", CASES[0].name)];
    assert_eq!(table.number("centroid_lon", &square), 0.5);
    assert!((table.number("centroid_lat", &square) - 0.5).abs() < 1e-4);
    // Polsby-Popper: 4 pi area over the square of the perimeter.
    let (area, perimeter) = (CASES[0].area_km2, CASES[0].perimeter_km);
    assert!((table.number("compactness", &square) - 4.0 * std::f64::consts::PI * area / perimeter.powi(2)).abs() < 1e-6);
}

#[test]
fn features_that_are_no_polygons_have_empty_measures_and_a_warning() {
    let points = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[1,2]}},
        {"type":"Feature","properties":{"n":2},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}}]}"#;
    let folder = folder();
    file(&folder, "mixed.geojson", points);
    let outcome = ringshed_in(folder.path(), &["measure", "mixed.geojson", "--table"]).exits(0).says(&["not-a-polygon"]);
    assert_eq!(outcome.table().cell("area_km2", &[("n", "1")]), "");
    assert!(outcome.table().number("area_km2", &[("n", "2")]) > 12_000.0);
}
