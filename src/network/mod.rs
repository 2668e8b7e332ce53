//! Networks that trips run on: tables that are checked and built once into columns, and the searches on them.

mod rail;

pub use rail::StationId;
