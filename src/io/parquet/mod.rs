//! Parquet and GeoParquet.

mod points;
mod rows;

pub use points::PointColumnsFile;
pub use rows::{PointBatch, PointBatchWriter, PointRows};
