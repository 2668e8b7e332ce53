//! Changing the rows of a rail table: stations and legs added, removed, moved, sped up.

use crate::quantity::{LonLat, Minutes};

use super::names::{StationNameError, StationNames, closest};
use super::station::Station;
use super::table::{LegRow, RailTable, RowOrigin, Run, StationRow};

/// Why a rail table cannot be changed as asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RailChangeError {
    /// The name stands for no station, or for several.
    #[error(transparent)]
    Station(#[from] StationNameError),
    /// A station of this name is there already.
    #[error("there is a station {name} already")]
    StationExists {
        /// The name.
        name: String,
    },
    /// No train runs between two stations.
    #[error("no train runs from {from} to {to} without a stop{}", there_is(.neighbours))]
    NoLeg {
        /// Where the leg begins.
        from: String,
        /// Where it ends.
        to: String,
        /// Where legs from the first station end, closest spellings first.
        neighbours: Vec<String>,
    },
    /// There is a leg already.
    #[error("there is a leg from {from} to {to} already")]
    LegExists {
        /// Where it begins.
        from: String,
        /// Where it ends.
        to: String,
    },
    /// A leg needs two stations.
    #[error("a leg cannot run from {station} to itself")]
    LegToItself {
        /// The station.
        station: String,
    },
    /// Minutes are not above 0.
    #[error("{0} minutes are not possible: minutes must be above 0")]
    Minutes(f64),
    /// A number of trains is negative or no number.
    #[error("{0} trains a day are not possible: there must be 0 or more")]
    Trains(f64),
}

fn there_is(neighbours: &[String]) -> String {
    if neighbours.is_empty() { String::new() } else { format!("; from there legs end at {}", neighbours.join(", ")) }
}

/// Which ways of a leg a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegWays {
    /// From the first station to the second.
    Forward,
    /// There and back, as far as trains run.
    Both,
}

/// A new number in place of an old one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NewNumber {
    /// This number.
    To(f64),
    /// The old one times a factor.
    Times(f64),
}

impl NewNumber {
    fn of(self, old: f64) -> f64 {
        match self {
            Self::To(number) => number,
            Self::Times(factor) => old * factor,
        }
    }
}

/// A leg to be added, there and back; 0 trains for a way that is not run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewLeg<'a> {
    /// The first station.
    pub from: &'a str,
    /// The second station.
    pub to: &'a str,
    /// Fastest minutes there and back.
    pub minutes: (f64, f64),
    /// Trains a day there and back.
    pub trains: (f64, f64),
}

impl RailTable {
    /// The station of the table that a name stands for, found as by
    /// [`RailNetwork::resolve`](super::RailNetwork::resolve).
    ///
    /// # Errors
    /// [`StationNameError`] when no station or several have the name.
    pub fn station_name(&self, name: &str) -> Result<String, StationNameError> {
        let stations: Vec<Station> = self.stations.iter().map(StationRow::station).collect();
        let found = StationNames::new(&stations).resolve(name, &stations)?;
        Ok(stations[found.index()].name.clone())
    }

    /// Adds a station.
    ///
    /// # Errors
    /// There is one of this name.
    pub fn add_station(&mut self, name: &str, at: LonLat, unit: Option<String>) -> Result<(), RailChangeError> {
        let name = name.trim().to_string();
        if self.stations.iter().any(|row| row.name == name) {
            return Err(RailChangeError::StationExists { name });
        }
        self.stations.push(StationRow { name, name_en: None, unit, at, origin: RowOrigin::Edit });
        Ok(())
    }

    /// Moves a station.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn move_station(&mut self, name: &str, at: LonLat) -> Result<(), RailChangeError> {
        let name = self.station_name(name)?;
        let rows = self.stations.iter_mut().filter(|row| row.name == name);
        rows.for_each(|row| (row.at, row.origin) = (at, RowOrigin::Edit));
        Ok(())
    }

    /// Removes a station with its legs, and gives how many rows of legs that were.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn remove_station(&mut self, name: &str) -> Result<usize, RailChangeError> {
        let name = self.station_name(name)?;
        let before = self.legs.len();
        // Where the legs are removed, the trains of the other stations are shared out as before.
        for row in self.legs.iter().filter(|row| row.to == name) {
            self.removed_departures.push((row.from.clone(), row.forward.trains_of_file));
        }
        for row in self.legs.iter().filter(|row| row.from == name) {
            self.removed_departures.push((row.to.clone(), row.back.trains_of_file));
        }
        self.stations.retain(|row| row.name != name);
        self.legs.retain(|row| row.from != name && row.to != name);
        Ok(before - self.legs.len())
    }

    /// Adds a leg.
    ///
    /// # Errors
    /// A station is unknown, a number is not possible, or trains run between the two already.
    pub fn add_leg(&mut self, leg: &NewLeg<'_>) -> Result<(), RailChangeError> {
        let (from, to) = (self.station_name(leg.from)?, self.station_name(leg.to)?);
        if from == to {
            return Err(RailChangeError::LegToItself { station: from });
        }
        let forward = checked_run(leg.minutes.0, leg.trains.0)?;
        let back = checked_run(leg.minutes.1, leg.trains.1)?;
        let twice = (forward.trains > 0.0 && self.runs(&from, &to)) || (back.trains > 0.0 && self.runs(&to, &from));
        if twice {
            return Err(RailChangeError::LegExists { from, to });
        }
        self.legs.push(LegRow { from, to, forward, back, origin: RowOrigin::Edit });
        Ok(())
    }

    /// Removes a leg.
    ///
    /// # Errors
    /// A station is unknown or no train runs between the two.
    pub fn remove_leg(&mut self, from: &str, to: &str, ways: LegWays) -> Result<(), RailChangeError> {
        self.change_leg(from, to, ways, None, Some(NewNumber::To(0.0)))
    }

    /// Changes the minutes, the trains or both of a leg.
    ///
    /// # Errors
    /// A station is unknown, no train runs between the two, or a new number is not possible.
    pub fn change_leg(
        &mut self,
        from: &str,
        to: &str,
        ways: LegWays,
        minutes: Option<NewNumber>,
        trains: Option<NewNumber>,
    ) -> Result<(), RailChangeError> {
        let (from, to) = (self.station_name(from)?, self.station_name(to)?);
        let is_there = self.runs(&from, &to) || (ways == LegWays::Both && self.runs(&to, &from));
        if !is_there {
            let neighbours = self.neighbours(&from, &to);
            return Err(RailChangeError::NoLeg { from, to, neighbours });
        }
        for row in &mut self.legs {
            let (there, back) = ((row.from == from && row.to == to), (row.from == to && row.to == from));
            if there || (back && ways == LegWays::Both) {
                row.forward = changed(row.forward, minutes, trains)?;
            }
            if back || (there && ways == LegWays::Both) {
                row.back = changed(row.back, minutes, trains)?;
            }
            if there || back {
                row.origin = RowOrigin::Edit;
            }
        }
        Ok(())
    }

    /// Whether a row has trains from one station to another.
    fn runs(&self, from: &str, to: &str) -> bool {
        self.legs.iter().any(|row| {
            (row.from == from && row.to == to && row.forward.trains > 0.0)
                || (row.from == to && row.to == from && row.back.trains > 0.0)
        })
    }

    /// Where legs from a station end: those spelled like `meant`, else the first few.
    fn neighbours(&self, from: &str, meant: &str) -> Vec<String> {
        const NAMED: usize = 5;
        let ends = self.legs.iter().filter_map(|row| {
            let end = if row.from == from { &row.to } else { &row.from };
            ((row.from == from || row.to == from) && self.runs(from, end)).then_some(end.as_str())
        });
        let ends: Vec<&str> = ends.collect();
        let near = closest(meant, ends.iter().copied(), NAMED);
        let named = if near.is_empty() { ends.into_iter().take(NAMED).collect() } else { near };
        named.into_iter().map(str::to_string).collect()
    }
}

fn checked_run(minutes: f64, trains: f64) -> Result<Run, RailChangeError> {
    if !(minutes > 0.0 && minutes.is_finite()) {
        return Err(RailChangeError::Minutes(minutes));
    }
    if !(trains >= 0.0 && trains.is_finite()) {
        return Err(RailChangeError::Trains(trains));
    }
    Ok(Run { minutes: Minutes::new(minutes), trains, trains_of_file: 0.0 })
}

/// A run with new numbers; a way without trains stays without.
fn changed(run: Run, minutes: Option<NewNumber>, trains: Option<NewNumber>) -> Result<Run, RailChangeError> {
    if run.trains == 0.0 {
        return Ok(run);
    }
    let new = |number: Option<NewNumber>, old: f64| number.map_or(old, |number| number.of(old));
    let changed = checked_run(new(minutes, run.minutes.minutes()), new(trains, run.trains))?;
    Ok(Run { trains_of_file: run.trains_of_file, ..changed })
}
