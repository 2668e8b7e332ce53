//! Coordinate reference systems and datums: what coordinates mean, and their conversion to WGS84.
//!
//! So far the encrypted datums of Chinese web maps ([`gcj02`]). China's own CGCS2000 is WGS84 at planning scale.

pub mod gcj02;

pub use gcj02::{Datum, UnknownDatum};
