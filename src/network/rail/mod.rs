//! The rail network: stations, and legs between consecutive stops with their fastest minutes and trains a day.

mod build;
mod change;
mod checks;
mod embedded;
mod graph;
mod heap;
mod journey;
mod names;
mod read;
mod ride;
mod station;
mod table;

#[cfg(test)]
mod journey_tests;
#[cfg(test)]
mod tests;

pub use build::RailBuilt;
pub use change::{LegWays, NewLeg, NewNumber, RailChangeError};
pub use checks::RailChecks;
pub use embedded::{DATA_SOURCE, RailSource};
pub use graph::RailNetwork;
pub use journey::{Journey, JourneyCosts, Journeys, Stop};
pub use names::StationNameError;
pub use ride::{Rides, Scratch};
pub use station::{LegId, Station, StationId};
pub use table::RailTable;
