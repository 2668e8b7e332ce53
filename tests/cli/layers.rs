//! Geometries of GeoJSON outputs, read without this program's own reader.

use std::collections::HashMap;

use geo::Validation;
use geo_types::{LineString, MultiPolygon, Polygon};
use geographiclib_rs::{Geodesic, InverseGeodesic, PolygonArea, Winding};
use serde_json::Value;

use super::{features, number};

/// One position.
pub(crate) fn position(value: &Value) -> (f64, f64) {
    let pair = value.as_array().expect("a position");
    assert_eq!(pair.len(), 2, "two numbers: {value}");
    (number(&pair[0]), number(&pair[1]))
}

fn line(value: &Value) -> LineString<f64> {
    value.as_array().expect("positions").iter().map(position).collect()
}

fn polygon(value: &Value) -> Polygon<f64> {
    let mut rings = value.as_array().expect("rings").iter().map(line);
    Polygon::new(rings.next().expect("a shell"), rings.collect())
}

/// The polygons of a feature.
pub(crate) fn polygons(feature: &Value) -> MultiPolygon<f64> {
    let (geometry, coordinates) = (&feature["geometry"], &feature["geometry"]["coordinates"]);
    match geometry["type"].as_str() {
        Some("Polygon") => MultiPolygon(vec![polygon(coordinates)]),
        Some("MultiPolygon") => MultiPolygon(coordinates.as_array().expect("polygons").iter().map(polygon).collect()),
        other => panic!("no polygon: {other:?}"),
    }
}

/// All positions of a geometry.
pub(crate) fn positions(geometry: &Value) -> Vec<(f64, f64)> {
    fn collect(value: &Value, into: &mut Vec<(f64, f64)>) {
        let list = value.as_array().expect("coordinates");
        if list.first().is_some_and(Value::is_number) {
            into.push(position(value));
        } else {
            list.iter().for_each(|value| collect(value, into));
        }
    }
    let mut found = Vec::new();
    collect(&geometry["coordinates"], &mut found);
    found
}

/// Area in km2 by GeographicLib.
pub(crate) fn area_km2(polygons: &MultiPolygon<f64>) -> f64 {
    let geodesic = Geodesic::wgs84();
    let ring_area = |ring: &LineString<f64>| {
        let mut area = PolygonArea::new(&geodesic, Winding::CounterClockwise);
        ring.0.iter().skip(1).for_each(|vertex| area.add_point(vertex.y, vertex.x));
        area.compute(true).1 / 1e6
    };
    polygons.iter().map(|part| ring_area(part.exterior()) + part.interiors().iter().map(ring_area).sum::<f64>()).sum()
}

/// Distance in metres by GeographicLib.
pub(crate) fn metres(from: (f64, f64), to: (f64, f64)) -> f64 {
    Geodesic::wgs84().inverse(from.1, from.0, to.1, to.0)
}

/// Everything RFC 7946 and this program promise of a layer: no `crs`, a manifest, positions in range with at most `decimals`
/// decimals, polygons valid, shells counter-clockwise and holes clockwise.
#[track_caller]
pub(crate) fn check_layer(name: &str, layer: &Value, decimals: usize) {
    assert!(layer.get("crs").is_none(), "{name}: RFC 7946 has no crs member");
    assert_eq!(layer["manifest"]["program"], "ringshed", "{name}");
    let features = features(layer);
    assert!(!features.is_empty(), "{name}: no features");
    for feature in features {
        assert_eq!(feature["type"], "Feature");
        let geometry = &feature["geometry"];
        for (lon, lat) in positions(geometry) {
            assert!((-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat), "{name}: {lon},{lat}");
            for number in [lon, lat] {
                let text = number.to_string();
                let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len());
                assert!(digits <= decimals, "{name}: {text}");
            }
        }
        if geometry["type"].as_str().is_some_and(|kind| kind.ends_with("Polygon")) {
            check_polygons(name, feature);
        }
    }
}

fn check_polygons(name: &str, feature: &Value) {
    let polygons = polygons(feature);
    assert!(polygons.is_valid(), "{name}: {:?}", polygons.validation_errors());
    for part in &polygons {
        assert!(signed_area(part.exterior()) > 0.0, "{name}: shells are counter-clockwise");
        assert!(part.interiors().iter().all(|hole| signed_area(hole) < 0.0), "{name}: holes are clockwise");
    }
}

/// Twice the area on the map by the shoelace formula; positive for counter-clockwise rings.
fn signed_area(ring: &LineString<f64>) -> f64 {
    let origin = ring.0[0];
    let cross = |pair: &[geo_types::Coord<f64>]| {
        let (a, b) = (pair[0] - origin, pair[1] - origin);
        a.x * b.y - a.y * b.x
    };
    ring.0.windows(2).map(cross).sum()
}

/// The features of a layer by the text of one property.
pub(crate) fn by<'l>(layer: &'l Value, property: &str) -> HashMap<String, &'l Value> {
    let key = |feature: &&'l Value| feature["properties"][property].as_str().expect("text").to_string();
    features(layer).iter().map(|feature| (key(&feature), feature)).collect()
}

/// The names of the properties of every feature, which must all have the same ones in the same order.
#[track_caller]
pub(crate) fn property_names(layer: &Value) -> Vec<String> {
    let names = |feature: &Value| -> Vec<String> {
        feature["properties"].as_object().expect("properties").keys().cloned().collect()
    };
    let first = names(&features(layer)[0]);
    assert!(features(layer).iter().all(|feature| names(feature) == first), "properties differ between features");
    first
}

/// Checks that a layer has these properties first, in this order.
#[track_caller]
pub(crate) fn begins_with(layer: &Value, expected: &str) {
    let names = property_names(layer);
    let expected: Vec<&str> = expected.split(',').collect();
    assert!(names.len() >= expected.len(), "{names:?}");
    assert_eq!(names[..expected.len()], expected);
}
