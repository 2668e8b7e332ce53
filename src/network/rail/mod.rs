//! The rail network: stations, and legs between consecutive stops with their fastest minutes and trains a day.

mod station;

pub use station::StationId;
