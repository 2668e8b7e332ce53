//! The models, behind one type.

use super::crow::Crow;
use super::reach::{Direction, Reach};
use super::trip::Trip;
use crate::atlas::Place;
use crate::quantity::Basis;

/// A way to get minutes from places. A copy is cheap: large tables are shared.
///
/// # Examples
/// ```
/// use ringshed::travel::{Basis, Crow, TravelModel};
/// use ringshed::{LonLat, Place};
/// let model = TravelModel::Crow(Crow::default());
/// let beijing = Place::new("Beijing", LonLat::new(116.397, 39.9075)?);
/// let tianjin = Place::new("Tianjin", LonLat::new(117.177, 39.142)?);
/// let trips = model.trips_from(&beijing, &[beijing.clone(), tianjin]);
/// assert_eq!(model.basis(), Basis::DoorToDoor);
/// assert!(trips[0].minutes < trips[1].minutes);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
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

impl TravelModel {
    /// What the minutes are of.
    pub fn basis(&self) -> Basis {
        match self {
            Self::Crow(crow) => crow.basis(),
        }
    }

    /// Model, basis and parameters, for outputs.
    pub fn description(&self) -> Description {
        match self {
            Self::Crow(crow) => Description { model: "crow", basis: crow.basis(), parameters: crow.parameters() },
        }
    }

    /// The way from one place to another. For many destinations [`TravelModel::trips_from`] is faster.
    pub fn trip(&self, from: &Place, to: &Place) -> Trip {
        match self {
            Self::Crow(crow) => crow.trip(from.at, to.at),
        }
    }

    /// The ways from one place to many, in the order of the destinations, by one search.
    pub fn trips_from(&self, from: &Place, to: &[Place]) -> Vec<Trip> {
        match self {
            Self::Crow(crow) => to.iter().map(|to| crow.trip(from.at, to.at)).collect(),
        }
    }

    /// The minutes between a place and everywhere, as a surface.
    pub fn reach(&self, place: &Place, _direction: Direction) -> Reach {
        match self {
            Self::Crow(crow) => Reach { sources: vec![crow.source(place.at)] },
        }
    }
}
