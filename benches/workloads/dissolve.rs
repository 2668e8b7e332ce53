//! Units dissolved by a column.

use geo::{Area, unary_union};
use geo_types::{Geometry, MultiPolygon};
use rayon::prelude::*;
use ringshed::analysis::dissolve_layer;
use ringshed::geometry::shape;
use ringshed::io::read_layer;
use ringshed::layer::{Feature, Layer, Value};
use ringshed::{Atlas, Level};
use serde_json::json;

use crate::support::clock::measured;
use crate::support::{compared, rivals};

fn areas(layer: &Layer) -> Vec<MultiPolygon<f64>> {
    layer.features().iter().filter_map(|feature| Some(shape::polygons(feature.geometry.as_ref()?)?.into_owned())).collect()
}

pub(crate) fn own() {
    let atlas = Atlas::embedded();
    let mut layer = Layer::new("districts", ["province"]);
    for id in atlas.ids_of_level(Level::District) {
        let province = atlas.ancestors(id).last().map_or("", |top| atlas.unit(top).code());
        let boundary = Geometry::MultiPolygon(atlas.boundary(id).clone());
        layer.push(Feature::new(Some(boundary), vec![Value::from(province)]));
    }
    let (dissolved, ours) = measured(3, || areas(&dissolve_layer(&layer, 0).layer));
    let groups: Vec<Vec<MultiPolygon<f64>>> = dissolved_by_hand(&layer);
    let (expected, baseline) = measured(1, || groups.par_iter().map(unary_union).collect::<Vec<_>>());
    let area = |areas: &[MultiPolygon<f64>]| areas.iter().map(Area::unsigned_area).sum::<f64>();
    assert!((area(&dissolved) / area(&expected) - 1.0).abs() < 1e-6, "the same area");
    compared(&format!("{} districts to provinces", layer.features().len()), ours, "geo unary_union", baseline);
}

fn dissolved_by_hand(layer: &Layer) -> Vec<Vec<MultiPolygon<f64>>> {
    let mut groups: std::collections::BTreeMap<String, Vec<MultiPolygon<f64>>> = Default::default();
    for (feature, area) in layer.features().iter().zip(areas(layer)) {
        groups.entry(feature.values[0].to_string()).or_default().push(area);
    }
    groups.into_values().collect()
}

pub(crate) fn rivals() -> Option<()> {
    let layer = read_layer(&rivals::file("china_county.parquet")?).expect("readable").layer;
    let column = layer.column("province").expect("a column province");
    let (dissolved, cost) = measured(4, || dissolve_layer(&layer, column));
    assert!(dissolved.findings.is_empty(), "{:?}", dissolved.findings);
    let areas = areas(&dissolved.layer);
    let checksum = json!({
        "groups": areas.len(),
        "area_deg2": rivals::rounded(areas.iter().map(Area::unsigned_area).sum(), 9),
        "vertices": areas.iter().map(shape::vertex_count).sum::<usize>(),
    });
    rivals::print("W9_dissolve:county->province", layer.features().len(), cost, &checksum);
    Some(())
}
