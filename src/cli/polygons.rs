//! Layers of polygons that are measured.

use std::borrow::Cow;

use geo_types::{Geometry, MultiPolygon};

use crate::atlas::repaired;
use crate::finding::Finding;
use crate::geometry::shape;
use crate::io::counted;
use crate::layer::{Feature, Layer};

/// The polygons of a layer, cut at the antimeridian and repaired where that is unambiguous; the layer gets them too, and no
/// geometry where a repair would be a guess. `lost` says what becomes of a feature without a polygon.
pub(super) fn checked_boundaries(
    layer: &mut Layer,
    findings: &mut Vec<Finding>,
    lost: &str,
) -> Vec<Option<MultiPolygon<f64>>> {
    let labels = feature_labels(layer);
    let mut without = 0;
    let mut checked = |(row, feature): (usize, &mut Feature)| {
        let Some(polygons) = feature.geometry.as_ref().and_then(shape::polygons).map(Cow::into_owned) else {
            without += 1;
            return None;
        };
        let before = findings.len();
        let boundary = repaired(&polygons, &labels[row], findings);
        feature.geometry = boundary.clone().map(Geometry::MultiPolygon);
        // A cut puts vertices on straight lines of the map, beside the geodesics: what is sound is measured as it was given.
        if findings.len() == before { Some(polygons) } else { boundary }
    };
    let boundaries = layer.features_mut().iter_mut().enumerate().map(&mut checked).collect();
    if without > 0 {
        let message = format!("no polygon: {} {lost}", counted(without, "feature"));
        findings.push(Finding::warning("not-a-polygon", message));
    }
    boundaries
}

/// What features are called: the column `code`, `id` or `name`, else their number from 1.
pub(super) fn feature_labels(layer: &Layer) -> Vec<String> {
    let column = layer.column_any(&["code", "id", "name"]);
    let label = |(row, feature): (usize, &Feature)| {
        let named = column.map(|column| feature.values[column].to_string()).filter(|label| !label.is_empty());
        named.unwrap_or_else(|| (row + 1).to_string())
    };
    layer.features().iter().enumerate().map(label).collect()
}
