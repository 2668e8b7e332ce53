//! Stations.

/// A station of a rail network: its number in the network's table of stations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationId(u32);

impl StationId {
    /// The number in the table, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}
