//! Union, intersection and difference against the cases of polygon-clipping, martinez and rust-geo-booleanop whose areas
//! GEOS confirms.

use std::fs;

use geo::{Area, CoordsIter, MapCoords};
use geo_types::{Geometry, MultiPolygon};
use ringshed::geometry::{coverage, shape, validity};
use serde_json::Value;

#[test]
fn areas_agree_with_geos() {
    let Some(folder) = super::folder("overlay") else { return };
    let text = fs::read_to_string(folder.join("overlay_cases.jsonl")).expect("readable");
    let (mut checked, mut wrong) = (0, Vec::new());
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).expect("JSON");
        let strict = case["geos_agrees"] == Value::Bool(true);
        let Some(inputs) = strict.then(|| inputs(&case)).flatten() else { continue };
        let Some(found) = computed(&case, &inputs) else { continue };
        let wanted = area(&case["expected"]).unsigned_area() * scale(&case) * scale(&case);
        let extent: f64 = inputs.iter().map(Area::unsigned_area).sum();
        checked += 1;
        if (found.unsigned_area() - wanted).abs() > 1e-6 * extent + 1e-10 || !validity::is_valid(&found) {
            wrong.push(format!("{}: {} for {wanted}", case["id"], found.unsigned_area()));
        }
    }
    assert!(wrong.is_empty(), "{} of {checked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(checked >= 150, "only {checked} cases of our operations on valid areas");
}

/// The case's areas, brought into the range of degrees by a power of two (exact) and repaired; `None` when that is ambiguous.
fn inputs(case: &Value) -> Option<Vec<MultiPolygon<f64>>> {
    let scaled = |input| area(input).map_coords(|coord| coord * scale(case));
    let repaired = |input| validity::repair(&scaled(input)).ok().map(|repair| repair.geometry);
    case["args"].as_array()?.iter().map(repaired).collect()
}

fn scale(case: &Value) -> f64 {
    let coords =
        case["args"].as_array().into_iter().flatten().flat_map(|input| area(input).coords_iter().collect::<Vec<_>>());
    let largest = coords.map(|coord| coord.x.abs().max(coord.y.abs())).fold(1.0, f64::max);
    2_f64.powi(6 - largest.log2().ceil() as i32)
}

/// The case's result by our operations; `None` for operations that we do not have.
fn computed(case: &Value, inputs: &[MultiPolygon<f64>]) -> Option<MultiPolygon<f64>> {
    let parts: Vec<&MultiPolygon<f64>> = inputs.iter().collect();
    let (first, others) = parts.split_first()?;
    match case["op"].as_str()? {
        "union" => Some(coverage::dissolve(&parts).geometry),
        "difference" => Some(coverage::subtract(first, others).geometry),
        "intersection" => Some(others.iter().fold((*first).clone(), |common, other| coverage::intersection(&common, other))),
        _ => None,
    }
}

fn area(geojson: &Value) -> MultiPolygon<f64> {
    let geometry = geojson.to_string().parse::<geojson::Geometry>().expect("GeoJSON");
    let geometry = Geometry::<f64>::try_from(geometry).expect("polygons");
    shape::area_of(&geometry).unwrap_or_else(|| MultiPolygon(vec![]))
}
