//! Trips by rail, in-vehicle and from door to door.
//!
//! **In-vehicle** minutes are rides and the dwells at stops passed, and nothing else: every ride goes through. Trips board and end
//! at the stations within [`boarding_radius`](RailParameters::boarding_radius) of a place, else at the nearest one; a place that
//! is pinned to a station boards there. Places that share a station are 0 minutes apart.
//!
//! **Door-to-door** minutes add the way to the station and from it (as the crow flies, with a detour), entry, waiting, changes of
//! train and exit. Every station is tried and pays for its way, so that no place is dropped; somebody who needs no train goes
//! all the way as one goes to a station. What is a change of train: [`RailNetwork::runs_through`].

mod door_to_door;
mod in_vehicle;
mod parameters;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::model::Description;
use super::reach::Reach;
use super::trip::{Ride, Trip};
use crate::atlas::Place;
use crate::geometry::geodesic;
use crate::network::{Direction, JourneyCosts, RailNetwork, Station, StationId};
use crate::quantity::{Basis, Metres};

pub use parameters::{ParameterRange, RailParameterError, RailParameters};

/// The rail model: a network, constants, and what the minutes are of. A copy shares the network.
///
/// # Examples
/// ```
/// use ringshed::network::{RailChecks, RailTable};
/// use ringshed::travel::{Basis, Rail, RailParameters, TravelModel};
/// use ringshed::{LonLat, Minutes, Place};
/// let network = RailTable::embedded().build(&RailChecks::default()).network;
/// let rail = Rail::new(network.into(), RailParameters::default(), Basis::InVehicle)?;
/// let model = TravelModel::Rail(rail);
/// let beijing = Place::new("Beijing", LonLat::new(116.39723, 39.9075)?);
/// let tianjin = Place::new("Tianjin", LonLat::new(117.17667, 39.14222)?);
/// assert_eq!(model.trip(&beijing, &tianjin).minutes, Some(Minutes::new(30.0)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Rail {
    network: Arc<RailNetwork>,
    parameters: RailParameters,
    basis: Basis,
    costs: Arc<JourneyCosts>,
}

impl Rail {
    /// A model on a network. Cheap: what depends on the constants takes microseconds.
    ///
    /// # Errors
    /// The first impossible parameter; [`RailParameters::problems`] tells all.
    pub fn new(network: Arc<RailNetwork>, parameters: RailParameters, basis: Basis) -> Result<Self, RailParameterError> {
        if let Some(problem) = parameters.problems().into_iter().next() {
            return Err(problem);
        }
        let costs =
            JourneyCosts::new(&network, parameters.dwell, parameters.transfer, parameters.through_trains, |trains| {
                parameters.entry_and_wait(trains)
            });
        Ok(Self { network, parameters, basis, costs: Arc::new(costs) })
    }

    /// The same network with other constants.
    ///
    /// # Errors
    /// As [`Rail::new`].
    pub fn with_parameters(&self, parameters: RailParameters) -> Result<Self, RailParameterError> {
        Self::new(Arc::clone(&self.network), parameters, self.basis)
    }

    /// The same with other minutes.
    #[must_use]
    pub fn with_basis(&self, basis: Basis) -> Self {
        Self { basis, ..self.clone() }
    }

    /// The network.
    pub fn network(&self) -> &Arc<RailNetwork> {
        &self.network
    }

    /// The constants.
    pub fn parameters(&self) -> &RailParameters {
        &self.parameters
    }

    /// What the minutes are of.
    pub const fn basis(&self) -> Basis {
        self.basis
    }

    /// The names and values of the constants that these minutes depend on.
    pub(super) fn description_parameters(&self) -> Vec<(&'static str, f64)> {
        let used = match self.basis {
            Basis::InVehicle => &ParameterRange::ALL[..ParameterRange::IN_VEHICLE],
            Basis::DoorToDoor => &ParameterRange::ALL[..],
        };
        let named = |name: &'static str| self.parameters.value(name).map(|value| (name, value));
        let mut parameters: Vec<(&'static str, f64)> = used.iter().filter_map(|range| named(range.name)).collect();
        if self.basis == Basis::DoorToDoor {
            // Where the radius of in-vehicle boarding has no influence it is not named.
            parameters.retain(|(name, _)| *name != "boarding_radius_km");
            parameters.extend(named("access_limit_km"));
        }
        parameters
    }

    pub(super) fn description(&self) -> Description {
        Description { model: "rail", basis: self.basis, parameters: self.description_parameters() }
    }

    pub(super) fn trip(&self, from: &Place, to: &Place) -> Trip {
        match self.basis {
            Basis::InVehicle => in_vehicle::trip(self, from, to),
            Basis::DoorToDoor => door_to_door::trip(self, from, to),
        }
    }

    pub(super) fn trips_from(&self, from: &Place, to: &[Place]) -> Vec<Trip> {
        match self.basis {
            Basis::InVehicle => in_vehicle::trips(self, from, to),
            Basis::DoorToDoor => door_to_door::trips(self, from, to),
        }
    }

    /// The length of the way to each place; `None` where there is none.
    pub(super) fn ways_from(&self, from: &Place, to: &[Place]) -> Vec<Option<Metres>> {
        match self.basis {
            Basis::InVehicle => in_vehicle::ways(self, from, to),
            Basis::DoorToDoor => door_to_door::ways(self, from, to),
        }
    }

    /// The length of a trip whose rides are so long: with the ways to the first and from the last station.
    fn way(&self, from: &Place, to: &Place, ride: Ride, along: Metres) -> Metres {
        let [board, alight] = [ride.board, ride.alight].map(|station| self.network.station(station).at);
        let on_ones_own = geodesic::distance(from.at, board) + geodesic::distance(alight, to.at);
        along + on_ones_own * self.parameters.access_detour
    }

    pub(super) fn reach(&self, place: &Place, direction: Direction) -> Reach {
        match self.basis {
            Basis::InVehicle => in_vehicle::reach(self, place, direction),
            Basis::DoorToDoor => door_to_door::reach(self, place, direction),
        }
    }

    /// The nearest station to a place that is not pinned, and its distance, when there is none within `far`. Trips of such a place
    /// rest on a station that may have nothing to do with it.
    pub fn far_from_stations(&self, place: &Place, far: Metres) -> Option<(&Station, Metres)> {
        if place.station.is_some() {
            return None;
        }
        let (station, distance) = self.network.nearest(place.at)?;
        (distance > far).then(|| (self.network.station(station), distance))
    }

    /// The station a place is pinned to. `Some(None)` when the network has no such station.
    fn pinned(&self, place: &Place) -> Option<Option<StationId>> {
        place.station.as_deref().map(|name| self.network.resolve(name).ok())
    }
}
