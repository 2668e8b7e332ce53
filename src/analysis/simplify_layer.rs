//! Simplification of the polygons of a layer, all together.

use geo_types::{Geometry, MultiPolygon};

use crate::geometry::coverage_simplification::simplify_coverage;
use crate::geometry::shape;
use crate::layer::Layer;
use crate::quantity::Metres;

/// How many vertices polygons had and have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VertexCounts {
    /// Before.
    pub before: usize,
    /// After.
    pub after: usize,
}

/// Simplifies the polygons of a layer as a coverage: see [`simplify_coverage`]. Other geometries stay as they are.
///
/// # Examples
/// ```
/// use geo_types::polygon;
/// use ringshed::Metres;
/// use ringshed::analysis::simplify_layer;
/// use ringshed::layer::{Feature, Layer};
/// let square = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.), (x: 0.5, y: 1.0001), (x: 0., y: 1.)];
/// let mut layer = Layer::new("t", [""; 0]);
/// layer.push(Feature::new(Some(square.into()), vec![]));
/// let counts = simplify_layer(&mut layer, Metres::new(5000.0));
/// assert_eq!((counts.before, counts.after), (6, 5));
/// ```
pub fn simplify_layer(layer: &mut Layer, tolerance: Metres) -> VertexCounts {
    let before = layer.coords().len();
    let areas: Vec<(usize, MultiPolygon<f64>)> = layer
        .features()
        .iter()
        .enumerate()
        .filter_map(|(number, feature)| Some((number, shape::polygons(feature.geometry.as_ref()?)?.into_owned())))
        .collect();
    let references: Vec<&MultiPolygon<f64>> = areas.iter().map(|(_, area)| area).collect();
    let simple = simplify_coverage(&references, tolerance);
    let features = layer.features_mut();
    for ((number, _), mut area) in areas.iter().zip(simple) {
        let was_single = matches!(features[*number].geometry, Some(Geometry::Polygon(_)));
        features[*number].geometry = match area.0.pop() {
            Some(only) if was_single && area.0.is_empty() => Some(only.into()),
            Some(last) => {
                area.0.push(last);
                Some(area.into())
            }
            None => None,
        };
    }
    VertexCounts { before, after: layer.coords().len() }
}
