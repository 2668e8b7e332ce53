//! GeoJSON written from geometries and attributes.

use std::fs::File;
use std::io::BufWriter;
use std::io::Write as _;

use geojson::{Feature, FeatureCollection, Geometry};
use ringshed::io::csv::PointColumns;
use ringshed::io::geojson::{WriteOptions, write_geojson};
use ringshed::io::{parse_layer, read_layer};
use ringshed::layer::Layer;
use serde_json::json;

use crate::support::clock::measured;
use crate::support::{atlas_layer, compared, rivals};

pub(crate) fn own() {
    let layer = atlas_layer();
    let (text, ours) = measured(3, || {
        let mut text = Vec::new();
        write_geojson(&layer, &WriteOptions::default(), &mut text).expect("written");
        text
    });
    let feature = |feature: &ringshed::layer::Feature| Feature {
        geometry: feature.geometry.as_ref().map(Geometry::from),
        properties: Some(serde_json::Map::from_iter([("code".to_string(), json!(feature.values[0].to_string()))])),
        ..Feature::default()
    };
    let by_crate = || {
        let features = layer.features().iter().map(feature).collect();
        FeatureCollection { bbox: None, features, foreign_members: None }.to_string()
    };
    let (_, baseline) = measured(1, by_crate);
    let back = parse_layer(&text, "atlas.geojson", &PointColumns::default()).expect("readable").layer;
    every_coordinate_comes_back(&layer, &back);
    compared(&format!("GeoJSON of {:.1} MB written", text.len() as f64 / 1e6), ours, "geojson crate", baseline);
}

pub(crate) fn rivals() -> Option<()> {
    let read = read_layer(&rivals::file("china_county.parquet")?).expect("readable").layer;
    let layer = without_column(read, "district");
    let path = rivals::folder()?.join("tmp_w11_ringshed.geojson");
    let ((), cost) = measured(3, || {
        let mut output = BufWriter::with_capacity(1 << 20, File::create(&path).expect("a file"));
        write_geojson(&layer, &WriteOptions::default(), &mut output).expect("written");
        output.flush().expect("written");
    });
    let back = read_layer(&path).expect("readable").layer;
    every_coordinate_comes_back(&layer, &back);
    std::fs::remove_file(&path).expect("there");
    let features = layer.features().len();
    rivals::print("W11_write:county", features, cost, &json!({"features": features}));
    Some(())
}

fn without_column(layer: Layer, column: &str) -> Layer {
    let left_out = layer.column(column).expect("there");
    let mut columns = layer.columns().to_vec();
    columns.remove(left_out);
    let mut kept = Layer::new(layer.name(), columns);
    for mut feature in layer.into_features() {
        feature.values.remove(left_out);
        kept.push(feature);
    }
    kept
}

/// To the last bit; rings may run the other way around.
fn every_coordinate_comes_back(written: &Layer, read: &Layer) {
    let sorted = |layer: &Layer| {
        let mut coords = layer.coords();
        coords.sort_unstable_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        coords
    };
    assert!(sorted(written) == sorted(read), "every coordinate comes back");
}
