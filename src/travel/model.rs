//! The models, behind one type.

use super::crow::Crow;
use super::rail::Rail;
use super::reach::Reach;
use super::trip::Trip;
use crate::atlas::Place;
use crate::network::{Direction, RailNetwork};
use crate::quantity::{Basis, Metres};

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
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TravelModel {
    /// Minutes from distance.
    Crow(Crow),
    /// Minutes by train.
    Rail(Rail),
    /// The faster of the two, for each pair of places. Both are of the basis of the rail model.
    RailAndCrow(Rail, Crow),
}

/// What an output says about how its minutes came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// The word for the model on the command line: `crow`, `rail`, `rail+crow`.
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
            Self::Rail(rail) | Self::RailAndCrow(rail, _) => rail.basis(),
        }
    }

    /// The same model with minutes of another basis. Of the distance-based model only the label changes.
    #[must_use]
    pub fn with_basis(&self, basis: Basis) -> Self {
        match self {
            Self::Crow(crow) => Self::Crow(crow.with_basis(basis)),
            Self::Rail(rail) => Self::Rail(rail.with_basis(basis)),
            Self::RailAndCrow(rail, crow) => Self::RailAndCrow(rail.with_basis(basis), crow.with_basis(basis)),
        }
    }

    /// Model, basis and parameters, for outputs.
    pub fn description(&self) -> Description {
        match self {
            Self::Crow(crow) => Description { model: "crow", basis: crow.basis(), parameters: crow.parameters() },
            Self::Rail(rail) => rail.description(),
            Self::RailAndCrow(rail, crow) => {
                let parameters = rail.description_parameters().into_iter().chain(crow.parameters()).collect();
                Description { model: "rail+crow", basis: rail.basis(), parameters }
            }
        }
    }

    /// The way from one place to another. For many destinations [`TravelModel::trips_from`] is faster.
    pub fn trip(&self, from: &Place, to: &Place) -> Trip {
        match self {
            Self::Crow(crow) => crow.trip(from.at, to.at),
            Self::Rail(rail) => rail.trip(from, to),
            Self::RailAndCrow(rail, crow) => rail.trip(from, to).or_faster(crow),
        }
    }

    /// The ways from one place to many, in the order of the destinations, by one search.
    pub fn trips_from(&self, from: &Place, to: &[Place]) -> Vec<Trip> {
        match self {
            Self::Crow(crow) => to.iter().map(|to| crow.trip(from.at, to.at)).collect(),
            Self::Rail(rail) => rail.trips_from(from, to),
            Self::RailAndCrow(rail, crow) => {
                rail.trips_from(from, to).into_iter().map(|trip| trip.or_faster(crow)).collect()
            }
        }
    }

    /// The lengths of the ways from one place to many, in the order of the destinations: the straight line with its detour, and by
    /// train along the stations of the route, with the ways to the first and from the last. `None` where there is no way.
    pub fn ways_from(&self, from: &Place, to: &[Place]) -> Vec<Option<Metres>> {
        match self {
            Self::Crow(crow) => to.iter().map(|to| Some(crow.way(from.at, to.at))).collect(),
            Self::Rail(rail) => rail.ways_from(from, to),
            Self::RailAndCrow(rail, crow) => {
                let by_train = rail.ways_from(from, to);
                let trips = self.trips_from(from, to);
                let faster = |((to, way), trip): ((&Place, Option<Metres>), Trip)| {
                    if trip.parts.is_some() { way } else { Some(crow.way(from.at, to.at)) }
                };
                to.iter().zip(by_train).zip(trips).map(faster).collect()
            }
        }
    }

    /// The minutes between a place and everywhere, as a surface.
    pub fn reach(&self, place: &Place, direction: Direction) -> Reach {
        match self {
            Self::Crow(crow) => Reach { sources: vec![crow.source(place.at)] },
            Self::Rail(rail) => rail.reach(place, direction),
            Self::RailAndCrow(rail, crow) => {
                let mut reach = rail.reach(place, direction);
                reach.sources.push(crow.source(place.at));
                reach
            }
        }
    }

    /// Whether a trip takes the same minutes both ways, always.
    pub fn is_symmetric(&self) -> bool {
        matches!(self, Self::Crow(_))
    }

    /// The rail network of the model, if it has one.
    pub fn rail_network(&self) -> Option<&RailNetwork> {
        match self {
            Self::Crow(_) => None,
            Self::Rail(rail) | Self::RailAndCrow(rail, _) => Some(rail.network()),
        }
    }
}
