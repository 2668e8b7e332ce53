//! Delimited text with points: a header, and columns of longitude and latitude.
//!
//! Records are found in the bytes as they are, so that a row can be passed on unchanged; fields are unquoted only where a
//! value is needed.

mod header;
mod layer;
mod record;
mod table;
mod wkt;

pub use header::PointColumns;
pub use layer::read_csv;
pub use table::read_table;

pub(crate) use header::Header;
#[cfg(feature = "parquet")]
pub(crate) use header::usual_columns;
pub(crate) use layer::{open_quote, read_places, row_findings};
pub(crate) use record::{Buffered, Fields, Record, RecordEnd, record_end};
