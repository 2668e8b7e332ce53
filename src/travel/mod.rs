//! Travel models: how minutes between two places come about.
//!
//! The models are [`Crow`] (distance), [`Rail`] (a table of legs) and the faster of the two. A [`TravelModel`] gives trips between places and, for circles, the minutes between a place and everywhere as a [`Reach`].
//! Every figure that comes out of a model says the model, its parameters and its [`Basis`]; [`TravelModel::description`] gives
//! all three for outputs.

mod crow;
mod model;
mod rail;
mod reach;
mod trip;

pub use crate::network::Direction;
pub use crate::quantity::Basis;

pub use crow::{Crow, CrowError, Detour};
pub use model::{Description, TravelModel};
pub use rail::{ParameterRange, Rail, RailParameterError, RailParameters};
pub use reach::{Reach, Source, Spread};
pub use trip::{Parts, Ride, Trip};
