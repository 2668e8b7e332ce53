//! Minutes from every origin to every destination, as one plain table.
//!
//! Accessibility and connectivity are computed from such a table, however its minutes came about: by a travel model
//! ([`MinutesTable::of`]) or by anything else ([`MinutesTable::from_rows`]). The table knows no places and no files.

use rayon::prelude::*;

use crate::atlas::Place;
use crate::quantity::Minutes;
use crate::travel::TravelModel;

/// Travel minutes, origins by destinations. From and to may differ: nothing in here takes the table for symmetric.
///
/// # Examples
/// ```
/// use ringshed::Minutes;
/// use ringshed::analysis::MinutesTable;
/// let minutes = |minutes| Some(Minutes::new(minutes));
/// let table = MinutesTable::from_rows(2, vec![vec![minutes(10.0), minutes(25.0)], vec![minutes(30.0), None]])?;
/// assert_eq!((table.origins(), table.destinations()), (2, 2));
/// assert_eq!(table.get(1, 0), minutes(30.0));
/// assert_eq!(table.get(1, 1), None);
/// assert_eq!(table.row(0).map(|(_, minutes)| minutes.minutes()).sum::<f64>(), 35.0);
/// # Ok::<(), ringshed::analysis::MinutesTableError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MinutesTable {
    destinations: usize,
    origins: usize,
    /// Row by row; infinite where there is no way, so that a cell is one number. Infinity does not leave this type.
    cells: Vec<f64>,
}

/// Why rows are not a table of minutes.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MinutesTableError {
    /// A row has more or fewer cells than there are destinations.
    #[error("row {row} has {found} cells, not one for each of the {expected} destinations")]
    RowLength {
        /// Number of the row, from 0.
        row: usize,
        /// Its number of cells.
        found: usize,
        /// The number of destinations.
        expected: usize,
    },
    /// A cell is negative or not a number; unreachable is `None`.
    #[error("row {row}, cell {cell}: {minutes} are no travel minutes: they must be 0 or more")]
    Minutes {
        /// Number of the row, from 0.
        row: usize,
        /// Number of the cell, from 0.
        cell: usize,
        /// What it holds.
        minutes: f64,
    },
}

impl MinutesTable {
    /// The minutes of a travel model from every origin to every destination.
    ///
    /// Rows are computed in parallel, one search for each origin, and kept in order of origin: the table does not depend on the
    /// number of threads.
    pub fn of(origins: &[Place], destinations: &[Place], model: &TravelModel) -> Self {
        let row = |origin: &Place| -> Vec<f64> {
            let trips = model.trips_from(origin, destinations);
            trips.iter().map(|trip| trip.minutes.map_or(f64::INFINITY, Minutes::minutes)).collect()
        };
        let rows: Vec<Vec<f64>> = origins.par_iter().map(row).collect();
        Self { destinations: destinations.len(), origins: origins.len(), cells: rows.concat() }
    }

    /// A table from its rows, one for each origin; `None` where the destination cannot be reached.
    ///
    /// # Errors
    /// [`MinutesTableError`] for the first row of another length, or the first cell that is negative or not finite.
    pub fn from_rows(
        destinations: usize,
        rows: impl IntoIterator<Item = Vec<Option<Minutes>>>,
    ) -> Result<Self, MinutesTableError> {
        let mut table = Self { destinations, origins: 0, cells: Vec::new() };
        for cells in rows {
            let row = table.origins;
            if cells.len() != destinations {
                return Err(MinutesTableError::RowLength { row, found: cells.len(), expected: destinations });
            }
            for (cell, minutes) in cells.into_iter().enumerate() {
                table.cells.push(checked(row, cell, minutes)?);
            }
            table.origins += 1;
        }
        Ok(table)
    }

    /// The number of origins.
    pub fn origins(&self) -> usize {
        self.origins
    }

    /// The number of destinations.
    pub fn destinations(&self) -> usize {
        self.destinations
    }

    /// The minutes from an origin to a destination; `None` when there is no way, or no such origin or destination.
    pub fn get(&self, origin: usize, destination: usize) -> Option<Minutes> {
        self.cells_of(origin).get(destination).copied().filter(|minutes| minutes.is_finite()).map(Minutes::new)
    }

    /// The destinations that can be reached from an origin, with their minutes, in order.
    pub fn row(&self, origin: usize) -> impl Iterator<Item = (usize, Minutes)> + '_ {
        let reachable = |(_, minutes): &(usize, &f64)| minutes.is_finite();
        self.cells_of(origin).iter().enumerate().filter(reachable).map(|(to, &minutes)| (to, Minutes::new(minutes)))
    }

    /// The destination with the least minutes; of equal ones that which comes first.
    pub fn nearest(&self, origin: usize) -> Option<(usize, Minutes)> {
        self.row(origin).min_by(|(_, left), (_, right)| left.total_cmp(right))
    }

    /// The destinations that no origin reaches, in order.
    pub fn unreached(&self) -> Vec<usize> {
        let mut is_reached = vec![false; self.destinations];
        for origin in 0..self.origins {
            self.row(origin).for_each(|(destination, _)| is_reached[destination] = true);
        }
        (0..self.destinations).filter(|&destination| !is_reached[destination]).collect()
    }

    fn cells_of(&self, origin: usize) -> &[f64] {
        if origin >= self.origins {
            return &[];
        }
        &self.cells[origin * self.destinations..(origin + 1) * self.destinations]
    }
}

fn checked(row: usize, cell: usize, minutes: Option<Minutes>) -> Result<f64, MinutesTableError> {
    let Some(minutes) = minutes.map(Minutes::minutes) else { return Ok(f64::INFINITY) };
    if minutes.is_finite() && minutes >= 0.0 { Ok(minutes) } else { Err(MinutesTableError::Minutes { row, cell, minutes }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::LonLat;
    use crate::travel::Crow;

    fn place(name: &str, lon: f64) -> Place {
        Place::new(name, LonLat::new(lon, 30.0).expect("a position"))
    }

    #[test]
    fn a_model_gives_the_minutes_of_its_trips() {
        let origins: Vec<Place> = (0..50).map(|number| place(&number.to_string(), 0.1 * f64::from(number))).collect();
        let destinations = [place("a", 1.0), place("b", 2.0), place("c", -3.0)];
        let model = TravelModel::Crow(Crow::default());
        let table = MinutesTable::of(&origins, &destinations, &model);
        for (from, origin) in origins.iter().enumerate() {
            for (to, destination) in destinations.iter().enumerate() {
                assert_eq!(table.get(from, to), model.trip(origin, destination).minutes);
            }
        }
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        assert_eq!(one.install(|| MinutesTable::of(&origins, &destinations, &model)), table);
    }

    #[test]
    fn wrong_rows_are_named() {
        let minutes = |minutes| Some(Minutes::new(minutes));
        let short = MinutesTable::from_rows(2, vec![vec![None, None], vec![None]]).expect_err("short");
        assert_eq!(short, MinutesTableError::RowLength { row: 1, found: 1, expected: 2 });
        for wrong in [-1.0, f64::NAN, f64::INFINITY] {
            let error = MinutesTable::from_rows(2, vec![vec![None, minutes(wrong)]]).expect_err("no minutes");
            assert!(error.to_string().starts_with("row 0, cell 1"), "{error}");
        }
    }

    #[test]
    fn nearest_and_unreached() {
        let minutes = |minutes| Some(Minutes::new(minutes));
        let rows = vec![vec![minutes(9.0), minutes(4.0), minutes(4.0), None], vec![None; 4]];
        let table = MinutesTable::from_rows(4, rows).expect("a table");
        assert_eq!(table.nearest(0), Some((1, Minutes::new(4.0))));
        assert_eq!((table.nearest(1), table.nearest(7)), (None, None));
        assert_eq!(table.unreached(), [3]);
        assert_eq!(MinutesTable::from_rows(0, Vec::new()).expect("empty").unreached(), Vec::<usize>::new());
    }
}
