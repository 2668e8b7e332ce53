//! Parquet and GeoParquet.

mod points;

pub use points::PointColumnsFile;
