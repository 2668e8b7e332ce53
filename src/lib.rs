//! ringshed: which ring every place belongs to, whom each centre serves, and who can reach whom in an hour.

pub mod error;
pub mod finding;
pub mod geometry;
pub mod layer;
pub mod quantity;

pub use error::{Error, ErrorKind, Result};
pub use finding::{Finding, Severity};
pub use layer::Layer;
pub use quantity::{
    Bounds, Kilometres, KilometresPerHour, LonLat, Metres, Minutes, Seconds, SquareKilometres, SquareMetres,
};
