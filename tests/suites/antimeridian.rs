//! gadomski/antimeridian: 33 inputs, with expected outputs for edges straight in longitude/latitude and for great circles.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use geo::{Area, BooleanOps, Euclidean, Length, MultiPolygon, Validation};
use geo_types::Geometry;
use ringshed::geometry::antimeridian::{Crossing, CutOptions, Winding, cut_with};

/// Expected outputs whose input is not among the files.
const WITHOUT_INPUT: [&str; 2] = ["issues-134", "ocean"];

/// Expected outputs that are themselves invalid (swaths that overlap themselves near a pole): only areas can be compared, with
/// rings counted as they are wound. (force-north-pole has a clockwise part; counted as positive its area would exceed the map's.)
const SELF_OVERLAPPING: [&str; 2] = ["force-north-pole", "overlap"];

/// Square degrees of holes that an expected output has lost although its input has them: the first of two holes of issues-171.
fn lost_holes(output: &str) -> f64 {
    if output == "issues-171" { 2.0 } else { 0.0 }
}

/// Inputs that need an option, and why.
fn winding_of(output: &str) -> Winding {
    match output {
        // Encloses both poles and is wound clockwise on the map: repairing it would give the complement.
        "both-poles" => Winding::AsGiven,
        // The name says so: clockwise rings stand for the rest of the world.
        "cw-only-no-fix" | "cw-split-no-fix" => Winding::AsGiven,
        // Satellite swaths around a pole, wound with their interior on the right.
        "issues-124" | "issues-164" => Winding::Reversed,
        _ => Winding::Repair,
    }
}

fn read(path: &Path) -> Geometry<f64> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let parsed: geojson::Geometry = text.parse().expect("GeoJSON geometry");
    Geometry::try_from(parsed).expect("simple feature")
}

fn polygons(geometry: Geometry<f64>) -> Option<MultiPolygon<f64>> {
    match geometry {
        Geometry::Polygon(polygon) => Some(MultiPolygon(vec![polygon])),
        Geometry::MultiPolygon(polygons) => Some(polygons),
        _ => None,
    }
}

fn length(geometry: &Geometry<f64>) -> f64 {
    match geometry {
        Geometry::LineString(line) => Euclidean.length(line),
        Geometry::MultiLineString(lines) => Euclidean.length(lines),
        _ => 0.0,
    }
}

fn compare(name: &str, ours: Geometry<f64>, expected: Geometry<f64>) {
    assert!((length(&ours) - length(&expected)).abs() < 1e-6, "{name}: length");
    let (Some(ours), Some(expected)) = (polygons(ours), polygons(expected)) else { return };
    // The expected crossing latitudes are rounded to seven digits.
    let area = ours.unsigned_area();
    let wanted =
        if SELF_OVERLAPPING.contains(&name) { expected.signed_area() } else { expected.unsigned_area() - lost_holes(name) };
    assert!((area - wanted).abs() < 2e-5, "{name}: area {area}, expected {wanted}");
    if !SELF_OVERLAPPING.contains(&name) {
        assert!(ours.is_valid(), "{name}: {:?}", ours.check_validation());
        let difference = ours.xor(&expected).unsigned_area();
        assert!((difference - lost_holes(name)).abs() < 1e-4, "{name}: differs by {difference} square degrees");
    }
}

fn compare_folder(folder: &str, crossing: Crossing) {
    let Some(suite) = super::folder("antimeridian") else { return };
    let mut compared = BTreeSet::new();
    for entry in fs::read_dir(suite.join("output").join(folder)).expect("suite folder") {
        let path = entry.expect("folder entry").path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("file name").to_owned();
        if WITHOUT_INPUT.contains(&name.as_str()) {
            continue;
        }
        let input = read(&suite.join("input").join(name.replace("-no-fix", "") + ".json"));
        compare(&name, cut_with(&input, CutOptions { crossing, winding: winding_of(&name) }), read(&path));
        compared.insert(name);
    }
    assert!(compared.len() >= 23, "only {compared:?}");
}

#[test]
fn straight_edges_give_the_flat_outputs() {
    compare_folder("flat", Crossing::StraightLonLat);
}

#[test]
fn great_circles_give_the_spherical_outputs() {
    compare_folder("spherical", Crossing::GreatCircle);
}

#[test]
fn inputs_without_an_output_of_their_own() {
    let Some(suite) = super::folder("antimeridian") else { return };
    let input = |name: &str| cut_with(&read(&suite.join("input").join(name)), CutOptions::default());
    // A hole wound like its shell is the same hole.
    compare("one-ccw-hole", input("one-ccw-hole.json"), read(&suite.join("output/flat/one-hole.json")));
    assert_eq!(polygons(input("simple-with-ccw-hole.json")).expect("polygons").unsigned_area(), 64.0);
    // Crosses itself, far from the antimeridian: it comes back as it is.
    let crossed = polygons(read(&suite.join("input/issues-182.json"))).expect("polygons");
    let ours = polygons(input("issues-182.json")).expect("polygons");
    assert!((ours.unsigned_area() - crossed.unsigned_area()).abs() < 1e-12);
}
