//! Types of columns for formats in which a column has one.

use std::borrow::Cow;

use crate::layer::{Feature, Layer, Value};

/// The narrowest type that holds all values of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// True and false.
    Bool,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Float,
    /// Text, and everything that is mixed.
    Text,
}

impl ColumnType {
    /// The type of a column of a layer; a column without values is text.
    pub(crate) fn of(layer: &Layer, column: usize) -> Self {
        let values =
            || layer.features().iter().filter_map(|feature| feature.values.get(column)).filter(|value| !value.is_null());
        let all = |is_kind: fn(&Value) -> bool| values().all(is_kind);
        if values().next().is_none() {
            Self::Text
        } else if all(|value| matches!(value, Value::Bool(_))) {
            Self::Bool
        } else if all(|value| matches!(value, Value::Integer(_))) {
            Self::Integer
        } else if all(|value| value.number().is_some()) {
            Self::Float
        } else {
            Self::Text
        }
    }
}

/// The layer with the identifiers of its features as a column `id`, for formats in which features have none; as it is when there
/// are none, or a column of that name.
pub(crate) fn with_id_column(layer: &Layer) -> Cow<'_, Layer> {
    let has_ids = layer.features().iter().any(|feature| feature.id.is_some());
    if !has_ids || layer.column_any(&["id"]).is_some() {
        return Cow::Borrowed(layer);
    }
    let columns = std::iter::once("id").chain(layer.columns().iter().map(String::as_str));
    let mut with_ids = Layer::new(layer.name(), columns);
    for feature in layer.features() {
        let id = feature.id.clone().unwrap_or_default();
        let values = std::iter::once(id).chain(feature.values.iter().cloned()).collect();
        with_ids.push(Feature { values, ..feature.clone() });
    }
    Cow::Owned(with_ids)
}

/// The name, or the name with the first number behind it that no column has.
pub(crate) fn free_name(layer: &Layer, name: &str) -> String {
    let names = std::iter::once(name.to_string()).chain((2..).map(|number| format!("{name}_{number}")));
    let mut free = names.filter(|name| layer.column(name).is_none());
    free.next().unwrap_or_else(|| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_hold_all_values() {
        let mut layer = Layer::new("t", ["flag", "whole", "number", "mixed", "none"]);
        layer.push(Feature::new(None, vec![Value::Bool(true), Value::Integer(1), Value::Integer(1), Value::Bool(true)]));
        layer.push(Feature::new(None, vec![Value::Null, Value::Null, Value::Float(0.5), Value::Integer(1)]));
        let types: Vec<ColumnType> = (0..5).map(|column| ColumnType::of(&layer, column)).collect();
        assert_eq!(types, [ColumnType::Bool, ColumnType::Integer, ColumnType::Float, ColumnType::Text, ColumnType::Text]);
    }

    #[test]
    fn identifiers_become_a_column() {
        let mut layer = Layer::new("t", ["a"]);
        layer.push(Feature { id: Some("x".into()), ..Feature::new(None, vec![Value::Integer(1)]) });
        layer.push(Feature::new(None, vec![Value::Integer(2)]));
        let with_ids = with_id_column(&layer);
        assert_eq!((with_ids.value(0, "id"), with_ids.value(1, "id")), (Some(&"x".into()), Some(&Value::Null)));
        assert_eq!(with_ids.value(1, "a"), Some(&Value::Integer(2)));
        assert_eq!((free_name(&layer, "a"), free_name(&layer, "b")), ("a_2".to_string(), "b".to_string()));
    }
}
