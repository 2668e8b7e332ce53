//! Upper units are exactly their parts: dissolving the lowest units gives the boundary above them, vertex for vertex.

use std::collections::BTreeSet;

use geo::CoordsIter;
use geo_types::MultiPolygon;
use ringshed::geometry::{coverage, geodesic};
use ringshed::{Level, UnitId};

use super::ATLAS;

/// Checks every unit of `upper` that is made of several units of `lower`; gives how many there were.
fn check_level(upper: Level, lower: Level) -> usize {
    let below: Vec<UnitId> = ATLAS.ids_of_level(lower).collect();
    let mut checked = 0;
    for id in ATLAS.ids_of_level(upper) {
        let parts: Vec<UnitId> = below.iter().copied().filter(|&part| ATLAS.is_within(part, id)).collect();
        assert!(!parts.is_empty(), "{} has no parts", ATLAS.described(id));
        if parts.len() > 1 {
            checked += 1;
            check_union(id, &parts);
        }
    }
    checked
}

fn check_union(id: UnitId, parts: &[UnitId]) {
    let whole = ATLAS.boundary(id);
    let parts: Vec<&MultiPolygon<f64>> = parts.iter().map(|&part| ATLAS.boundary(part)).collect();
    let union = coverage::dissolve(&parts).geometry;
    let ratio = geodesic::area(&union) / geodesic::area(whole);
    assert!((ratio - 1.0).abs() <= 1e-12, "{}: area differs by {:e}", ATLAS.described(id), ratio - 1.0);
    assert!(vertices(&union) == vertices(whole), "{}: other vertices", ATLAS.described(id));
}

fn vertices(boundary: &MultiPolygon<f64>) -> BTreeSet<(u64, u64)> {
    boundary.coords_iter().map(|vertex| (vertex.x.to_bits(), vertex.y.to_bits())).collect()
}

#[test]
fn districts_make_cities() {
    let checked = check_level(Level::City, Level::District);
    assert!(checked > 300, "only {checked} cities have several districts");
}

#[test]
fn districts_make_provinces() {
    let checked = check_level(Level::Province, Level::District);
    assert!(checked >= 33, "only {checked} provinces have several districts");
}

#[test]
fn counties_make_states() {
    assert_eq!(check_level(Level::State, Level::County), 5);
}
