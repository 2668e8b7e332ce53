//! The rows of a rail table as they are written: unchecked against each other, and open to change.

use crate::error::Result;
use crate::finding::Finding;
use crate::layer::Layer;
use crate::quantity::{LonLat, Minutes};

use super::build::{self, RailBuilt};
use super::checks::RailChecks;
use super::read;
use super::station::Station;

/// The rows of a table of stations and a table of legs.
///
/// # Examples
/// ```
/// use ringshed::network::{RailChecks, RailTable};
/// let table = RailTable::embedded();
/// let built = table.build(&RailChecks::default());
/// assert_eq!(built.network.stations().len(), 481);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RailTable {
    pub(super) station_file: String,
    pub(super) leg_file: String,
    pub(super) stations: Vec<StationRow>,
    pub(super) legs: Vec<LegRow>,
    /// Trains a day of the file that leave stations by legs whose other end was removed.
    pub(super) removed_departures: Vec<(String, f64)>,
    /// Names of stations whose rows could not be used, with the row, so that their legs are explained.
    pub(super) unusable: Vec<(String, usize)>,
}

/// A row of the table of stations.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StationRow {
    pub(super) name: String,
    pub(super) name_en: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) at: LonLat,
    pub(super) origin: RowOrigin,
}

/// A row of the table of legs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LegRow {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) forward: Run,
    pub(super) back: Run,
    pub(super) origin: RowOrigin,
}

/// Trains that run a leg one way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    pub(super) minutes: Minutes,
    /// A day; 0 for none.
    pub(super) trains: f64,
    /// The same as the file has it, whatever edits change: by these trains are shared out where lines meet.
    pub(super) trains_of_file: f64,
}

/// Where a row comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowOrigin {
    /// The row of the file, from 1.
    Row(usize),
    /// Added by an edit.
    Edit,
}

impl RailTable {
    /// The tables of two files.
    ///
    /// Rows that cannot be used are left out, each with a finding that names file and row.
    ///
    /// # Errors
    /// A table lacks columns it needs; the message lists those there are.
    pub fn from_layers(stations: &Layer, legs: &Layer) -> Result<(Self, Vec<Finding>)> {
        read::tables(stations, legs)
    }

    /// Checks the rows against each other and makes the network of those that are right.
    pub fn build(&self, checks: &RailChecks) -> RailBuilt {
        build::build(self, checks)
    }
}

impl StationRow {
    pub(super) fn station(&self) -> Station {
        Station { name: self.name.clone(), name_en: self.name_en.clone(), unit: self.unit.clone(), at: self.at }
    }
}

impl RowOrigin {
    /// What findings call the row.
    pub(super) fn feature(self, name: &str) -> String {
        match self {
            Self::Row(row) => format!("row {row}"),
            Self::Edit => name.to_string(),
        }
    }
}
