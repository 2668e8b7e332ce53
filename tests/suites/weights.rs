//! Contiguity against the files that PySAL is distributed with: layers and their neighbours in GAL.
#![cfg(feature = "shapefile")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use geo_types::{LineString, MultiPolygon, Polygon};
use ringshed::analysis::{Contiguity, ContiguityRule, Orders};

use super::folder;

/// The polygons of a shapefile, in its order. Every ring is a part of its own: which is a hole does not matter to borders.
fn areas(path: &Path) -> Vec<MultiPolygon<f64>> {
    let shapes = shapefile::read_shapes_as::<_, shapefile::Polygon>(path).expect("polygons");
    let ring = |points: &[shapefile::Point]| {
        let ring: Vec<(f64, f64)> = points.iter().map(|point| (point.x, point.y)).collect();
        Polygon::new(LineString::from(ring), Vec::new())
    };
    shapes.iter().map(|shape| shape.rings().iter().map(|part| ring(part.points())).collect()).collect()
}

/// The identifiers of the areas: a column, or the number in the file from 1.
fn identifiers(path: &Path, column: Option<&str>, count: usize) -> Vec<String> {
    let Some(column) = column else { return (1..=count).map(|number| number.to_string()).collect() };
    let mut reader = shapefile::Reader::from_path(path).expect("a shapefile");
    let rows = reader.iter_shapes_and_records().map(|row| row.expect("a row").1);
    rows.map(|row| match row.get(column) {
        Some(shapefile::dbase::FieldValue::Numeric(Some(number))) => number.to_string(),
        other => panic!("{column}: {other:?}"),
    })
    .collect()
}

/// The pairs of a GAL file, smaller identifier first.
fn pairs_of_gal(path: &Path) -> BTreeSet<(String, String)> {
    let text = std::fs::read_to_string(path).expect("readable");
    let mut words = text.lines().skip(1).flat_map(str::split_whitespace);
    let mut neighbours: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    while let (Some(area), Some(count)) = (words.next(), words.next()) {
        let count = count.parse().expect("a count");
        neighbours.insert(area, words.by_ref().take(count).collect());
    }
    let pair = |a: &str, b: &str| (a.min(b).to_string(), a.max(b).to_string());
    neighbours.iter().flat_map(|(area, near)| near.iter().map(|other| pair(area, other))).collect()
}

#[track_caller]
fn check(layer: &str, gal: &str, column: Option<&str>, rule: ContiguityRule, count: usize) {
    let Some(folder) = folder("weights") else { return };
    let shp = folder.join(layer).join(format!("{layer}.shp"));
    let areas = areas(&shp);
    let names = identifiers(&shp, column, areas.len());
    let graph = Contiguity::of(&areas.iter().collect::<Vec<_>>(), rule, None);
    let pairs = graph.pairs(Orders::Exactly(1));
    assert_eq!(pairs.len(), count, "{layer}, {}", rule.word());
    let pair = |a: &String, b: &String| (a.min(b).clone(), a.max(b).clone());
    let found: BTreeSet<_> = pairs.iter().map(|found| pair(&names[found.first], &names[found.second])).collect();
    let wanted = pairs_of_gal(&folder.join(layer).join(gal));
    let (more, fewer) = (found.difference(&wanted).collect::<Vec<_>>(), wanted.difference(&found).collect::<Vec<_>>());
    assert!(more.is_empty() && fewer.is_empty(), "{layer}: too many {more:?}, missing {fewer:?}");
}

#[test]
fn columbus_has_118_queen_pairs() {
    check("columbus", "columbus.gal", None, ContiguityRule::Queen, 118);
}

#[test]
fn sids2_has_231_rook_pairs() {
    check("sids2", "sids2.gal", Some("FIPSNO"), ContiguityRule::Rook, 231);
}

#[test]
fn the_tracts_of_10740_have_501_rook_pairs() {
    check("10740", "10740_rook.gal", None, ContiguityRule::Rook, 501);
}
