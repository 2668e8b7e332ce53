//! GeoJSON read into geometries and attributes.

use geojson::GeoJson;
use ringshed::io::csv::PointColumns;
use ringshed::io::geojson::{WriteOptions, write_geojson};
use ringshed::io::{parse_layer, read_layer};
use ringshed::layer::Layer;
use serde_json::json;

use crate::support::clock::measured;
use crate::support::{atlas_layer, compared, rivals};

pub(crate) fn own() {
    let layer = atlas_layer();
    let mut text = Vec::new();
    write_geojson(&layer, &WriteOptions::default(), &mut text).expect("written");
    let (found, ours) =
        measured(3, || parse_layer(&text, "atlas.geojson", &PointColumns::default()).expect("readable").layer);
    let by_crate = || -> Vec<geo_types::Geometry<f64>> {
        let text = std::str::from_utf8(&text).expect("UTF-8");
        let GeoJson::FeatureCollection(all) = text.parse::<GeoJson>().expect("GeoJSON") else { panic!("a collection") };
        all.features
            .into_iter()
            .map(|feature| feature.geometry.expect("a geometry").try_into().expect("a geometry"))
            .collect()
    };
    let (expected, baseline) = measured(1, by_crate);
    let own: Vec<_> = found.features().iter().filter_map(|feature| feature.geometry.clone()).collect();
    assert_eq!(own, expected, "the same geometries to the last bit");
    compared(&format!("GeoJSON of {:.1} MB read", text.len() as f64 / 1e6), ours, "geojson crate", baseline);
}

fn sums(layer: &Layer) -> (usize, f64, f64) {
    layer.coords().iter().fold((0, 0.0, 0.0), |(count, x, y), place| (count + 1, x + place.x, y + place.y))
}

pub(crate) fn rivals() -> Option<()> {
    let file = rivals::file("china_all.geojson")?;
    let size = std::fs::metadata(&file).expect("there").len() as usize;
    let ((layer, sums), cost) = measured(3, || {
        let layer = read_layer(&file).expect("readable").layer;
        let sums = sums(&layer);
        (layer, sums)
    });
    let checksum = json!({
        "features": layer.features().len(),
        "coords": sums.0,
        "sumx": rivals::rounded(sums.1, 3),
        "sumy": rivals::rounded(sums.2, 3),
    });
    rivals::print("W1_load:china_all.geojson", size, cost, &checksum);
    Some(())
}
