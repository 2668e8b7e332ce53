//! Measures added to the layer that was measured.

use geo_types::Geometry;

use super::geometry::Rounding;
use super::number;
use crate::analysis::Measures;
use crate::layer::{Layer, Value};

const COLUMNS: [&str; 5] = ["area_km2", "perimeter_km", "centroid_lon", "centroid_lat", "compactness"];

/// The layer with the columns `area_km2`, `perimeter_km`, `centroid_lon`, `centroid_lat` and `compactness` (Polsby-Popper).
pub fn measured_layer(layer: Layer, measures: &[Option<Measures>], rounding: &mut Rounding) -> Layer {
    let mut layer = with_measures(layer, measures);
    for (row, feature) in layer.features_mut().iter_mut().enumerate() {
        let label = (row + 1).to_string();
        feature.geometry = match &feature.geometry {
            Some(Geometry::MultiPolygon(polygons)) => rounding.polygons(&label, polygons),
            Some(other) => rounding.geometry(&label, other),
            None => None,
        };
    }
    layer
}

fn with_measures(mut layer: Layer, measures: &[Option<Measures>]) -> Layer {
    let at = COLUMNS.map(|column| layer.add_column(column));
    for (feature, measures) in layer.features_mut().iter_mut().zip(measures) {
        let values = measures.as_ref().map_or_else(|| COLUMNS.map(|_| Value::Null), values);
        for (column, value) in at.into_iter().zip(values) {
            feature.values[column] = value;
        }
    }
    layer
}

/// The same without geometry.
pub fn measured_table(layer: Layer, measures: &[Option<Measures>]) -> Layer {
    let mut table = with_measures(layer, measures);
    table.features_mut().iter_mut().for_each(|feature| feature.geometry = None);
    table
}

fn values(measures: &Measures) -> [Value; 5] {
    [
        number::area_km2(measures.area),
        number::kilometres(measures.perimeter),
        number::rounded(measures.centroid.map(|centroid| centroid.lon()), 7),
        number::rounded(measures.centroid.map(|centroid| centroid.lat()), 7),
        number::share(measures.compactness),
    ]
}
