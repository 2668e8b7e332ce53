//! ringshed: which ring every place belongs to, whom each centre serves, and who can reach whom in an hour.

pub mod analysis;
pub mod atlas;
#[cfg(feature = "cli")]
pub mod cli;
pub mod crs;
pub mod error;
pub mod finding;
pub mod geometry;
pub mod index;
pub mod io;
pub mod layer;
pub mod quantity;
pub mod report;
pub mod scheme;
pub mod travel;

pub use atlas::{Atlas, Level, Place, Unit, UnitId};
pub use error::{Error, ErrorKind, Result};
pub use finding::{Finding, Severity};
pub use index::UnitIndex;
pub use layer::Layer;
pub use quantity::{
    Bounds, Kilometres, KilometresPerHour, LonLat, Metres, Minutes, Seconds, SquareKilometres, SquareMetres,
};
