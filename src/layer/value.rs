//! One value of a column.

use std::fmt;

/// A value as a file has it. Missing is [`Value::Null`], never zero and never empty text.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Missing.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Text(String),
    /// A list or object of a GeoJSON property, kept as it is. Few values are, and in a box they do not make the others three
    /// times as large.
    Json(Box<serde_json::Value>),
}

impl Value {
    /// The number, if it is one. Text is not converted.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// The number, if it is one or text that reads as one ("1205440" in a CSV file).
    pub fn to_number(&self) -> Option<f64> {
        match self {
            Self::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            other => other.number(),
        }
    }

    /// The text, if it is text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// True when missing.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// As a CSV cell: missing is empty.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
            Self::Text(value) => f.write_str(value),
            Self::Json(value) => write!(f, "{value}"),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_string())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_small() {
        assert!(size_of::<Value>() <= 24, "{} bytes, and a table has millions", size_of::<Value>());
    }

    #[test]
    fn missing_stays_missing() {
        assert_eq!(Value::from(None::<f64>), Value::Null);
        assert_eq!(Value::Null.number(), None);
        assert_eq!(Value::Null.to_string(), "");
    }

    #[test]
    fn text_is_a_number_only_when_asked() {
        let cell = Value::from(" 1205440 ");
        assert_eq!(cell.number(), None);
        assert_eq!(cell.to_number(), Some(1_205_440.0));
        assert_eq!(Value::from("NaN").to_number(), None);
    }
}
