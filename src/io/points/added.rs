//! What is appended to rows.

/// A column that is appended to rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddedColumn {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: AddedKind,
}

/// What an appended column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddedKind {
    /// Text.
    Text,
    /// Numbers, in text formats with so many decimals.
    Number {
        /// The decimals.
        decimals: usize,
    },
}

/// A value that is appended to a row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Added<'v> {
    /// None: an empty cell, or null.
    #[default]
    Missing,
    /// A text.
    Text(&'v str),
    /// A number; one that is not finite is missing.
    Number(f64),
}

impl AddedColumn {
    /// A column of text.
    pub const fn text(name: &'static str) -> Self {
        Self { name, kind: AddedKind::Text }
    }

    /// A column of numbers that text formats write with so many decimals.
    pub const fn number(name: &'static str, decimals: usize) -> Self {
        Self { name, kind: AddedKind::Number { decimals } }
    }
}

impl From<&'static str> for AddedColumn {
    fn from(name: &'static str) -> Self {
        Self::text(name)
    }
}

impl<'v> From<Option<&'v str>> for Added<'v> {
    fn from(text: Option<&'v str>) -> Self {
        text.map_or(Self::Missing, Self::Text)
    }
}

impl From<Option<f64>> for Added<'_> {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Missing, Self::Number)
    }
}

impl<'v> Added<'v> {
    /// The same, without numbers that are not finite.
    pub(in crate::io) fn usable(self) -> Self {
        match self {
            Self::Number(number) if !number.is_finite() => Self::Missing,
            other => other,
        }
    }

    /// The text, if it is one.
    #[cfg(feature = "parquet")]
    pub(in crate::io) fn as_text(self) -> Option<&'v str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if it is one.
    #[cfg(feature = "parquet")]
    pub(in crate::io) fn as_number(self) -> Option<f64> {
        if let Self::Number(number) = self.usable() { Some(number) } else { None }
    }
}
