//! Units as types: lengths, areas, times, speeds, positions and bounds.
//!
//! Every public function of this crate that takes or gives a measured number uses one of these types, so that metres cannot
//! be passed where kilometres or minutes are meant. Prose drifts, types do not.
//!
//! | type | unit | printed by [`Display`](std::fmt::Display) |
//! |---|---|---|
//! | [`Metres`], [`Kilometres`] | length | `1500 m`, `1.5 km` |
//! | [`SquareMetres`], [`SquareKilometres`] | area | `25 m2`, `16406.1 km2` |
//! | [`Seconds`], [`Minutes`] | time | `3600 s`, `60 min` |
//! | [`KilometresPerHour`] | speed | `80 km/h` |
//! | [`LonLat`] | degrees on WGS84, longitude first | `116.397,39.9075` |
//! | [`Bounds`] | degrees on WGS84 | `west,south,east,north` |
//!
//! [`Basis`] says what minutes are of: the ride alone, or the whole way from door to door.

mod basis;
mod bounds;
mod lonlat;
mod measure;
mod parse;

pub use basis::Basis;
pub use bounds::Bounds;
pub use lonlat::{LonLat, LonLatError};
pub use measure::{Kilometres, KilometresPerHour, Metres, Minutes, Seconds, SquareKilometres, SquareMetres};
pub use parse::QuantityError;
