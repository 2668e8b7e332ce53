//! Stations and legs by number.

use crate::quantity::LonLat;

/// A station of a rail network: its number in the network's table of stations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationId(u32);

/// A leg of a rail network, one way: its number in the network's table of legs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegId(u32);

/// A station.
#[derive(Clone, Debug, PartialEq)]
pub struct Station {
    /// Its name, unique in the network.
    pub name: String,
    /// A second name to find it by.
    pub name_en: Option<String>,
    /// Code of the unit it lies in.
    pub unit: Option<String>,
    /// Where it is.
    pub at: LonLat,
}

impl StationId {
    pub(super) const fn new(number: u32) -> Self {
        Self(number)
    }

    /// For numbers that are known to be of a table.
    pub(super) fn of_index(index: usize) -> Self {
        // A table of more than four thousand million stations does not fit into memory.
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The number in the table, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl LegId {
    pub(super) fn of_index(index: usize) -> Self {
        // As for stations.
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The number in the table, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}
