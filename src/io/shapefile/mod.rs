//! ESRI Shapefile: shapes (.shp), their index (.shx), attributes (.dbf), reference system (.prj) and encoding (.cpg).
//!
//! Shapes are read and written by the `shapefile` crate, one record at a time from a slice that is known to lie in the file, so that
//! a damaged record costs that feature and no more memory than it has bytes. Attribute tables have code of their own (`dbf`): the crate for
//! them reads `F` fields in single precision, passes over deleted rows (which shifts all later ones against their shapes), writes
//! the day's date (the same layer would not give the same bytes tomorrow), and must know the encoding before it has seen the text.

mod dbf;
mod dbf_write;
mod encoding;
mod read;
mod records;
mod rings;
mod sidecars;
mod write;

pub use read::{ShapefileParts, read_shapefile};
pub(crate) use sidecars::{SIDECARS, sidecar};
pub use write::{ShapefileBytes, write_shapefile};
