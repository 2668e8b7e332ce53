//! FlatGeobuf (<https://flatgeobuf.org/>): features as flatbuffers behind a packed R-tree.
//!
//! The `flatgeobuf` crate verifies the flatbuffers and writes files. What is between them is read here: its own readers take counts, offsets and
//! lengths in a file for true (ends of rings out of order, property lengths beyond the feature, index entries beyond the index) and
//! panic or set aside gigabytes when they are not.

mod geometry;
mod properties;
mod read;
mod write;

pub use read::read_flatgeobuf;
pub use write::{FlatGeobufOptions, write_flatgeobuf};
