//! Delimited text with points: a header, and columns of longitude and latitude.
//!
//! Records are found in the bytes as they are, so that a row can be passed on unchanged; fields are unquoted only where a
//! value is needed.

mod header;
mod layer;
mod record;

pub use header::PointColumns;
pub use layer::read_csv;

pub(crate) use header::{Header, NoPosition};
pub(crate) use record::{Buffered, Fields, Record, RecordEnd, record_end};
