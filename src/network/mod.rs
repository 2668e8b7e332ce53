//! Networks that trips run on: tables that are checked and built once into columns, and the searches on them.
//!
//! # Rail tables
//! A rail network is two tables, as CSV with a header, in any column order and whatever the case of the names.
//!
//! | table | column | what it holds |
//! |---|---|---|
//! | stations | `station` (or `name`) | its name, each once |
//! | | `lon`, `lat` | its position in degrees, WGS84 |
//! | | `unit` | code of the unit it lies in; may be missing |
//! | | `station_en` (or `name_en`) | a second name to find it by; may be missing |
//! | legs | `from_station`, `to_station` | two stations that are consecutive stops of some train |
//! | | `minutes` | fastest minutes from departure to arrival, above 0 |
//! | | `minutes_back` | the same the other way; where missing or empty, `minutes` |
//! | | `trains_forward`, `trains_back` | trains a day each way, 0 or more; without trains there is no leg that way |
//!
//! [`RailTable`] holds the rows as they are written, so that they can be changed (a line added, removed, sped up); [`RailTable::build`] checks them
//! and makes the [`RailNetwork`], which never changes. Bad rows are findings and the rest goes on.

mod direction;
mod rail;

pub use direction::Direction;
pub use rail::{
    DATA_SOURCE, Journey, JourneyCosts, Journeys, LegId, LegWays, NewLeg, NewNumber, RailBuilt, RailChangeError, RailChecks,
    RailNetwork, RailSource, RailTable, Rides, Scratch, Station, StationId, StationNameError, Stop,
};
