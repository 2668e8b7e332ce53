//! The exchange value: features with geometry and typed columns, plus where they came from.
//!
//! A [`Layer`] is the only thing that readers make and writers take. It is deliberately unvalidated: it holds what the file
//! says, not what it means. Coordinates are longitude, latitude in degrees.

mod value;

use std::cell::RefCell;

use geo::{CoordsIter, MapCoordsInPlace};
use geo_types::{Coord, Geometry};

pub use value::Value;

/// Features with geometry and typed columns.
///
/// # Examples
/// ```
/// use ringshed::layer::{Feature, Layer, Value};
/// let mut layer = Layer::new("places", ["name"]);
/// layer.push(Feature::new(None, vec![Value::from("北京")]));
/// assert_eq!(layer.value(0, "name"), Some(&Value::Text("北京".into())));
/// assert_eq!(layer.value(0, "population"), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    name: String,
    columns: Vec<String>,
    features: Vec<Feature>,
}

/// One feature: geometry (or none), one value per column of its layer, and its place in the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feature {
    /// The feature's identifier in the file, if it has one (`id` of GeoJSON): text or number.
    pub id: Option<Value>,
    /// The geometry; `None` for a feature without a place.
    pub geometry: Option<Geometry<f64>>,
    /// One value per column of the layer.
    pub values: Vec<Value>,
    /// Where in its file it stands.
    pub origin: Origin,
}

/// Where a feature stands in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Number of the feature or data row, from 1; 0 for features that were computed.
    pub row: usize,
    /// Byte offset of its beginning.
    pub byte_offset: u64,
}

impl Feature {
    /// A computed feature.
    pub fn new(geometry: Option<Geometry<f64>>, values: Vec<Value>) -> Self {
        Self { id: None, geometry, values, origin: Origin::default() }
    }
}

impl Layer {
    /// An empty layer with the given columns. `name` is what messages call it (mostly the file name).
    pub fn new<C: Into<String>>(name: impl Into<String>, columns: impl IntoIterator<Item = C>) -> Self {
        Self { name: name.into(), columns: columns.into_iter().map(Into::into).collect(), features: Vec::new() }
    }

    /// What messages call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of the columns, in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The features, in order.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The features, to change geometry or values in place.
    pub fn features_mut(&mut self) -> &mut [Feature] {
        &mut self.features
    }

    /// Gives up the features.
    pub fn into_features(self) -> Vec<Feature> {
        self.features
    }

    /// Adds a feature. Missing values are filled with [`Value::Null`], surplus ones dropped, so that every feature has
    /// exactly one value per column.
    pub fn push(&mut self, mut feature: Feature) {
        feature.values.resize(self.columns.len(), Value::Null);
        self.features.push(feature);
    }

    /// Keeps the features of which a function says so.
    pub fn retain(&mut self, keep: impl FnMut(&Feature) -> bool) {
        self.features.retain(keep);
    }

    /// All coordinates of all geometries, in order.
    pub fn coords(&self) -> Vec<Coord<f64>> {
        self.features.iter().filter_map(|feature| feature.geometry.as_ref()).flat_map(CoordsIter::coords_iter).collect()
    }

    /// Puts coordinates in the place of all those there are, in the order of [`coords`](Layer::coords). Those beyond the number there are
    /// have no place; where there are too few, the rest stays as it is.
    ///
    /// # Examples
    /// ```
    /// use ringshed::layer::{Feature, Layer};
    /// let mut layer = Layer::new("t", ["a"]);
    /// layer.push(Feature::new(Some(geo_types::Point::new(1.0, 2.0).into()), vec![]));
    /// let doubled: Vec<_> = layer.coords().into_iter().map(|at| at * 2.0).collect();
    /// layer.set_coords(&doubled);
    /// assert_eq!(layer.features()[0].geometry, Some(geo_types::Point::new(2.0, 4.0).into()));
    /// ```
    pub fn set_coords(&mut self, coords: &[Coord<f64>]) {
        let next = RefCell::new(coords.iter());
        for geometry in self.features.iter_mut().filter_map(|feature| feature.geometry.as_mut()) {
            geometry.map_coords_in_place(|old| next.borrow_mut().next().copied().unwrap_or(old));
        }
    }

    /// The number of a column by its exact name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The number of the first column whose name is one of `names`, ignoring case.
    pub fn column_any(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.columns.iter().position(|column| column.eq_ignore_ascii_case(name)))
    }

    /// Adds a column, [`Value::Null`] for every feature, and gives its number; the existing number when it is there already.
    pub fn add_column(&mut self, name: &str) -> usize {
        if let Some(existing) = self.column(name) {
            return existing;
        }
        self.columns.push(name.to_string());
        for feature in &mut self.features {
            // No room for more: a layer may have millions of features.
            feature.values.reserve_exact(self.columns.len().saturating_sub(feature.values.len()));
            feature.values.resize(self.columns.len(), Value::Null);
        }
        self.columns.len() - 1
    }

    /// The value of a feature in a column; `None` when there is no such feature or column.
    pub fn value(&self, feature: usize, column: &str) -> Option<&Value> {
        self.features.get(feature)?.values.get(self.column(column)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_always_fit_the_columns() {
        let mut layer = Layer::new("test", ["a", "b"]);
        layer.push(Feature::new(None, vec![Value::Integer(1)]));
        layer.push(Feature::new(None, vec![Value::Integer(1), Value::Null, Value::Bool(true)]));
        let added = layer.add_column("c");
        assert_eq!(added, 2);
        assert_eq!(layer.add_column("a"), 0);
        assert!(layer.features().iter().all(|feature| feature.values.len() == 3));
    }

    #[test]
    fn columns_are_found_whatever_their_case() {
        let layer = Layer::new("test", ["NAME", "lon"]);
        assert_eq!(layer.column("name"), None);
        assert_eq!(layer.column_any(&["lng", "name"]), Some(0));
    }
}
