//! A layer dissolved by the values of a column.

use std::borrow::Cow;
use std::collections::HashMap;

use geo_types::{Geometry, MultiPolygon};
use rayon::prelude::*;

use crate::finding::Finding;
use crate::geometry::coverage::{self, DissolveMethod, Dissolved};
use crate::geometry::shape;
use crate::layer::{Feature, Layer, Value};

/// A dissolved layer, and what is doubtful about it.
#[derive(Clone, Debug, PartialEq)]
pub struct DissolvedLayer {
    /// One feature per value, in the order of their first appearance: the column, and `features`, how many there were.
    pub layer: Layer,
    /// Values whose features do not share their borders exactly, and features without a polygon.
    pub findings: Vec<Finding>,
}

/// The polygons of a layer dissolved by the values of a column: one feature for each value, missing being a value of its own.
///
/// Where neighbours share their vertices, borders within a value vanish and all others stay to the last bit
/// ([`coverage::dissolve`]); elsewhere general overlay takes over, which is said. Features without a polygon are left out.
///
/// # Examples
/// ```
/// use geo_types::polygon;
/// use ringshed::analysis::dissolve_layer;
/// use ringshed::layer::{Feature, Layer, Value};
/// let mut layer = Layer::new("units", ["province"]);
/// for x in [0.0, 1.0] {
///     let square = polygon![(x: x, y: 0.), (x: x + 1., y: 0.), (x: x + 1., y: 1.), (x: x, y: 1.)];
///     layer.push(Feature::new(Some(square.into()), vec![Value::from("Hebei")]));
/// }
/// let dissolved = dissolve_layer(&layer, 0).layer;
/// assert_eq!(dissolved.features().len(), 1);
/// assert_eq!(dissolved.value(0, "features"), Some(&Value::Integer(2)));
/// ```
pub fn dissolve_layer(layer: &Layer, column: usize) -> DissolvedLayer {
    let (groups, without) = groups(layer, column);
    let dissolved: Vec<Dissolved> = groups
        .par_iter()
        .map(|group| coverage::dissolve(&group.areas.iter().map(AsRef::as_ref).collect::<Vec<_>>()))
        .collect();
    let name = layer.columns().get(column).map_or("value", String::as_str);
    let mut result = Layer::new(layer.name(), [name, "features"]);
    let mut findings = Vec::new();
    for (group, Dissolved { geometry, method }) in groups.into_iter().zip(dissolved) {
        if method == DissolveMethod::Overlay {
            findings.push(not_shared(&group.value));
        }
        let count = Value::Integer(group.areas.len() as i64);
        result.push(Feature::new(Some(Geometry::MultiPolygon(geometry)), vec![group.value, count]));
    }
    if without > 0 {
        let message = format!("{without} of {} features have no polygon and are left out", layer.features().len());
        findings.push(Finding::warning("not-a-polygon", message));
    }
    DissolvedLayer { layer: result, findings }
}

/// The polygons of one value.
struct Group<'a> {
    value: Value,
    areas: Vec<Cow<'a, MultiPolygon<f64>>>,
}

/// Polygons by value, in the order of first appearance, and how many features have none.
fn groups(layer: &Layer, column: usize) -> (Vec<Group<'_>>, usize) {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut numbers: HashMap<Option<String>, usize> = HashMap::new();
    let mut without = 0;
    for feature in layer.features() {
        let Some(area) = feature.geometry.as_ref().and_then(shape::polygons) else {
            without += 1;
            continue;
        };
        let value = feature.values.get(column).cloned().unwrap_or_default();
        let key = (!value.is_null()).then(|| value.to_string());
        let number = *numbers.entry(key).or_insert(groups.len());
        if number == groups.len() {
            groups.push(Group { value, areas: Vec::new() });
        }
        groups[number].areas.push(area);
    }
    (groups, without)
}

fn not_shared(value: &Value) -> Finding {
    let message = "its features do not share their borders exactly: vertices may have moved by about a billionth of the extent, and gaps \
                   stay as holes";
    Finding::warning("borders-not-shared", message)
        .with_remedy("'ringshed check' lists the gaps and overlaps")
        .of_feature(value.to_string())
}
