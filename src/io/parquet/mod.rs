//! Parquet: GeoParquet 1.1 with WKB geometries, and plain tables with columns of longitude and latitude.
//!
//! The metadata of GeoParquet are a JSON text in the footer; they are read and written here on top of the `parquet` crate. The `geoparquet`
//! crate would bring nine crates more (geoarrow arrays, arrow kernels, serde_with) to do the same through geometry arrays that a
//! layer has no use for.
//!
//! Written files have their rows in Hilbert order, in row groups of at most some megabytes with a column of bounding boxes, so that a
//! reader that wants one region reads the row groups that touch it and no others. So does this one.

mod geo_metadata;
mod geometry;
mod guard;
mod points;
mod read;
mod rows;
mod value;
mod wkb_reader;
mod write;

pub use crate::io::column_type::ColumnType;
pub use guard::is_guarded;
pub use points::PointColumnsFile;
pub use read::read_parquet;
pub use rows::{PointBatch, PointBatchWriter, PointRows};
pub use write::{ParquetOptions, ParquetTableWriter, write_parquet, write_parquet_table};
