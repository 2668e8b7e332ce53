//! Origin-destination distances and minutes.

use rayon::prelude::*;

use crate::atlas::Place;
use crate::travel::{TravelModel, Trip};

/// One cell of a matrix: from the origin with this number to the destination with that one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Number of the origin.
    pub from: usize,
    /// Number of the destination.
    pub to: usize,
    /// Distance and minutes.
    pub trip: Trip,
}

/// The cells of one origin, in order of destination.
pub fn matrix_row(from: usize, origins: &[Place], destinations: &[Place], model: &TravelModel) -> Vec<Cell> {
    cells_from(from, origins, destinations, 0, model)
}

/// The cells of one origin, beginning at a destination.
pub(super) fn cells_from(
    from: usize,
    origins: &[Place],
    destinations: &[Place],
    first: usize,
    model: &TravelModel,
) -> Vec<Cell> {
    let trips = model.trips_from(&origins[from], &destinations[first..]);
    trips.into_iter().enumerate().map(|(number, trip)| Cell { from, to: first + number, trip }).collect()
}

/// The matrix from every origin to every destination, handed over in rows, in order of origin.
///
/// Rows are computed in parallel, some at a time, so memory grows with the number of destinations and not with the number of
/// cells. Distances are geodesic on WGS84 (Karney 2013).
///
/// # Errors
/// The first error that `take` gives.
///
/// # Examples
/// ```
/// use ringshed::analysis::for_each_row;
/// use ringshed::travel::{Crow, TravelModel};
/// use ringshed::{LonLat, Place};
/// let places = [Place::new("Beijing", LonLat::new(116.397, 39.907)?), Place::new("Tianjin", LonLat::new(117.177, 39.142)?)];
/// let mut cells = Vec::new();
/// for_each_row(&places, &places, &TravelModel::Crow(Crow::default()), |row| {
///     cells.extend(row);
///     Ok::<(), std::convert::Infallible>(())
/// })?;
/// assert_eq!(cells.len(), 4);
/// assert!((cells[1].trip.distance.metres() - 108_200.0).abs() < 500.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn for_each_row<E>(
    origins: &[Place],
    destinations: &[Place],
    model: &TravelModel,
    mut take: impl FnMut(Vec<Cell>) -> Result<(), E>,
) -> Result<(), E> {
    /// Rows computed between two hand-overs: enough work for many threads, little memory.
    const ROWS: usize = 64;
    let numbers: Vec<usize> = (0..origins.len()).collect();
    for block in numbers.chunks(ROWS) {
        let rows: Vec<Vec<Cell>> = block.par_iter().map(|&from| matrix_row(from, origins, destinations, model)).collect();
        rows.into_iter().try_for_each(&mut take)?;
    }
    Ok(())
}
