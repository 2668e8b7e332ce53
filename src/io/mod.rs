//! Files in and out: readers give a [`Layer`] and findings, writers take a [`Layer`].

pub mod atomic;
pub mod csv;
pub mod detect;
mod findings;
pub mod geojson;
mod json;
pub mod manifest;
mod number_text;
mod read_error;
pub mod table;

pub use read_error::ReadError;

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
