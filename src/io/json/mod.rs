//! Reading JSON text piece by piece, with byte offsets and without building a tree.
//!
//! GeoJSON readers need three things that a deserializer does not give: the byte offset of whatever is wrong, wrong members
//! reported one by one while the rest goes on, and the exact text of a member to pass it on unchanged. So [`Scanner`] walks
//! the text once; strings with escapes and nested property values are handed to `serde_json`.

mod encoding;
mod number;
mod plain;
mod scanner;

pub(crate) use encoding::{EncodingError, utf8_text};
pub(crate) use number::decimal;
pub(crate) use scanner::{JsonError, Key, Kind, Open, Scanner};
