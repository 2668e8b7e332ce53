//! Travel models: how minutes between two places come about.
//!
//! Every figure that comes out of a model says the model, its parameters and its [`Basis`]; [`TravelModel::description`] gives
//! all three for outputs.

mod crow;

use crate::geometry::geodesic;
use crate::quantity::{LonLat, Metres, Minutes};

pub use crate::quantity::Basis;

pub use crow::{Crow, CrowError, Detour};

/// A way to get minutes from places.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum TravelModel {
    /// Minutes from distance.
    Crow(Crow),
}

/// What an output says about how its minutes came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// The word for the model on the command line: `crow`.
    pub model: &'static str,
    /// Whether the minutes are in-vehicle or door-to-door.
    pub basis: Basis,
    /// Names and values of the parameters, in a fixed order. The names carry the unit.
    pub parameters: Vec<(&'static str, f64)>,
}

/// The way from one place to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trip {
    /// Geodesic distance.
    pub distance: Metres,
    /// Travel time; `None` when the destination cannot be reached.
    pub minutes: Option<Minutes>,
}

impl TravelModel {
    /// Distance and minutes from one place to another.
    pub fn trip(&self, from: LonLat, to: LonLat) -> Trip {
        let distance = geodesic::distance(from, to);
        let minutes = match self {
            Self::Crow(crow) => Some(crow.minutes(distance)),
        };
        Trip { distance, minutes }
    }

    /// Model, basis and parameters, for outputs.
    pub fn description(&self, basis: Basis) -> Description {
        match self {
            Self::Crow(crow) => Description { model: "crow", basis, parameters: crow.parameters() },
        }
    }
}
