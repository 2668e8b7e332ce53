//! Layers on their way to another format.

use geo_types::Geometry;
use wkt::ToWkt;

use super::geometry::Rounding;
use crate::layer::{Layer, Value};

/// The layer with rounded coordinates. A geometry of which nothing is left becomes none.
pub fn rounded_layer(mut layer: Layer, rounding: &mut Rounding) -> Layer {
    let naming = layer.column_any(&["code", "adcode", "name", "id"]);
    for (number, feature) in layer.features_mut().iter_mut().enumerate() {
        let Some(geometry) = &feature.geometry else { continue };
        let named = naming.and_then(|column| feature.values.get(column)).filter(|value| !value.is_null());
        let label = named.map_or_else(|| (number + 1).to_string(), Value::to_string);
        feature.geometry = rounding.geometry(&label, geometry);
    }
    layer
}

/// The layer with its geometries as columns, for tables: two numbers for points, in the columns that usually hold them or in new ones of
/// the given names; else WKT in a column `wkt`.
pub fn with_geometry_columns(mut layer: Layer, names: [&str; 2]) -> Layer {
    let is_point = |geometry: &Geometry<f64>| matches!(geometry, Geometry::Point(_));
    let only_points = layer.features().iter().filter_map(|feature| feature.geometry.as_ref()).all(is_point);
    if !only_points {
        let column = layer.add_column("wkt");
        for feature in layer.features_mut() {
            feature.values[column] = feature.geometry.as_ref().map(ToWkt::wkt_string).into();
        }
        return layer;
    }
    let [x, y] = names.map(|name| layer.add_column(name));
    for feature in layer.features_mut() {
        if let Some(Geometry::Point(point)) = &feature.geometry {
            (feature.values[x], feature.values[y]) = (Value::Float(point.x()), Value::Float(point.y()));
        }
    }
    layer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Feature;
    use geo_types::{Point, line_string};

    #[test]
    fn points_are_two_numbers_and_lines_are_text() {
        let mut layer = Layer::new("t", ["lon"]);
        layer.push(Feature::new(Some(Point::new(1.5, 2.0).into()), vec!["old".into()]));
        layer.push(Feature::new(None, vec![]));
        let points = with_geometry_columns(layer.clone(), ["lon", "lat"]);
        assert_eq!(points.columns(), ["lon", "lat"]);
        assert_eq!(points.features()[0].values, [Value::Float(1.5), Value::Float(2.0)]);
        layer.push(Feature::new(Some(line_string![(x: 0., y: 1.), (x: 2., y: 3.)].into()), vec![]));
        let mixed = with_geometry_columns(layer, ["lon", "lat"]);
        assert_eq!(mixed.value(2, "wkt"), Some(&Value::from("LINESTRING(0 1,2 3)")));
    }
}
