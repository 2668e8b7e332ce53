//! Why an input could not be read at all.

use crate::error::Error;
use crate::finding::TextPosition;
use crate::io::json::{EncodingError, JsonError};

/// An input that is not of its format: the file, the byte where reading stopped, and the reason.
///
/// Bad *content* of a readable file (an unclosed ring, a latitude of 91) is a [`Finding`](crate::Finding) instead.
///
/// # Examples
/// ```
/// use ringshed::io::geojson::read_geojson;
/// let error = read_geojson(br#"{"type": "Point", "coordinates": [NaN, 0]}"#, "p.geojson").expect_err("NaN is not JSON");
/// assert_eq!(error.byte_offset(), 34);
/// assert_eq!(error.to_string(), "cannot read p.geojson: byte 34 (line 1, column 35): NaN is not a JSON value");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot read {name}: byte {byte_offset}{}: {reason}", self.line_and_column())]
pub struct ReadError {
    name: String,
    byte_offset: u64,
    position: Option<TextPosition>,
    reason: String,
}

impl ReadError {
    /// An input called `name` that cannot be read because of `reason` at a byte offset.
    pub(crate) fn new(name: &str, byte_offset: u64, reason: impl Into<String>) -> Self {
        Self { name: name.to_string(), byte_offset, position: None, reason: reason.into() }
    }

    /// Text that is not JSON; `before` bytes precede the text in the input (a byte order mark, earlier lines).
    pub(crate) fn of_json(name: &str, before: u64, error: &JsonError) -> Self {
        Self::new(name, before + error.offset as u64, error.reason.clone())
    }

    /// Bytes that are not UTF-8; `before` bytes precede them in the input.
    pub(crate) fn of_encoding(name: &str, before: u64, error: &EncodingError) -> Self {
        Self::new(name, before + error.offset as u64, error.to_string())
    }

    /// Adds line and column, for a text that is at hand as a whole.
    pub(crate) fn at_offset_of(mut self, text: &str, offset: usize) -> Self {
        self.position = Some(TextPosition::of_offset(text, offset));
        self
    }

    fn line_and_column(&self) -> String {
        self.position.map_or_else(String::new, |TextPosition { line, column }| format!(" (line {line}, column {column})"))
    }

    /// What messages call the input.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where reading stopped, in bytes from the beginning.
    pub fn byte_offset(&self) -> u64 {
        self.byte_offset
    }

    /// What is wrong there.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        Self::new(crate::error::ErrorKind::UnreadableInput, error.to_string()).with_source(error)
    }
}
