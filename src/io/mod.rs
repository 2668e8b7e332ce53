//! Files in and out: readers give a [`Layer`] and findings, writers take a [`Layer`].
//!
//! | format | whole file into a layer | stream of points | written by |
//! |---|---|---|---|
//! | GeoJSON | [`geojson::read_geojson`] | [`points`] | [`geojson::write_geojson`] |
//! | newline-delimited GeoJSON | [`geojson::read_geojson_lines`] | [`points`] | [`geojson::write_geojson_lines`] |
//! | CSV | [`csv::read_csv`] | [`points`] | [`table::write_table`] |
//! | GeoParquet, Parquet (feature `parquet`) | `parquet::read_parquet` | | `parquet::write_parquet` |
//! | FlatGeobuf (feature `flatgeobuf`) | `flatgeobuf::read_flatgeobuf` | | `flatgeobuf::write_flatgeobuf` |
//! | Shapefile (feature `shapefile`) | `shapefile::read_shapefile` | | `shapefile::write_shapefile` |
//!
//! [`read_layer`] finds the format itself and converts to WGS84 what a file says is in another system; [`read_raw`] leaves the
//! coordinates as they are. Files are written through [`atomic`], so that nothing half-written ever has its
//! final name, and say where they came from by a [`manifest`]. A file that is not of its format is a [`ReadError`] with the
//! byte offset; everything that is wrong with single features is a [`Finding`] and the rest goes on.

pub mod atomic;
#[cfg(any(feature = "parquet", feature = "flatgeobuf"))]
mod column_type;
pub mod csv;
pub mod detect;
mod findings;
#[cfg(feature = "flatgeobuf")]
pub mod flatgeobuf;
pub mod geojson;
#[cfg(feature = "parquet")]
mod hilbert;
mod json;
pub mod manifest;
mod number_text;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "png")]
pub mod png;
pub mod points;
mod raw;
mod read;
mod read_error;
#[cfg(feature = "shapefile")]
pub mod shapefile;
pub mod table;

pub use raw::RawLayer;
pub use read::{Numbers, ReadOptions, open, parse_layer, parse_raw, read_layer, read_raw};
pub use read_error::ReadError;

pub(crate) use findings::{FindingList, counted, off_the_globe};

use crate::finding::Finding;
use crate::layer::Layer;

/// What reading a file gives: its features, and what is wrong or doubtful about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// The features that are usable, in the order of the file.
    pub layer: Layer,
    /// Everything that was found, in the order of the file; findings about the whole file come last.
    pub findings: Vec<Finding>,
}
