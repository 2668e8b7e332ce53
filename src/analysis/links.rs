//! The graph of places within some minutes of each other.

use rayon::prelude::*;

use super::matrix::{Cell, cells_from};
use crate::atlas::Place;
use crate::quantity::Minutes;
use crate::travel::TravelModel;

/// Two places within reach of each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The pair, with distance and minutes: those of the slower of the two ways.
    pub cell: Cell,
    /// The smallest of the asked-for minutes that covers the trip.
    pub band: Minutes,
}

/// Every pair of places that reach each other, there and back, within the largest of `bands`, in order of the first place, then the
/// second.
///
/// A pair counts once, from the place that comes first in `places`. A travel time of exactly a band's minutes is within it.
///
/// Where the two directions differ, as by trains, a pair counts when both are within the band: the link has the trip of the slower
/// direction, with its distance from the first place to the second.
///
/// # Examples
/// ```
/// use ringshed::analysis::links;
/// use ringshed::travel::{Crow, TravelModel};
/// use ringshed::{LonLat, Minutes, Place};
/// let place = |name: &str, lon: f64| Ok::<_, ringshed::quantity::LonLatError>(Place::new(name, LonLat::new(lon, 0.0)?));
/// let places = [place("a", 0.0)?, place("b", 0.5)?, place("c", 2.0)?];
/// let model = TravelModel::Crow(Crow::default());
/// let found = links(&places, &[Minutes::new(60.0), Minutes::new(90.0)], &model);
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].band, Minutes::new(60.0));
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
pub fn links(places: &[Place], bands: &[Minutes], model: &TravelModel) -> Vec<Link> {
    let mut bands = bands.to_vec();
    bands.sort_by(Minutes::total_cmp);
    // The same both ways by distance: half of the pairs are enough.
    let first = |from: usize| if model.is_symmetric() { from + 1 } else { 0 };
    let rows: Vec<Vec<Cell>> =
        (0..places.len()).into_par_iter().map(|from| cells_from(from, places, places, first(from), model)).collect();
    let back = |cell: &Cell| rows[cell.to].get(cell.from).filter(|back| back.to == cell.from && !model.is_symmetric());
    let slower = |cell: &Cell| back(cell).map_or(Some(*cell), |back| slower(cell, back));
    let pairs = rows.iter().flatten().filter(|cell| cell.from < cell.to);
    pairs.filter_map(slower).filter_map(|cell| link(cell, &bands)).collect()
}

/// The pair with the trip of the slower direction; `None` when one of them has none.
fn slower(there: &Cell, back: &Cell) -> Option<Cell> {
    let is_slower_back = back.trip.minutes? > there.trip.minutes?;
    Some(if is_slower_back { Cell { trip: back.trip, ..*there } } else { *there })
}

fn link(cell: Cell, bands: &[Minutes]) -> Option<Link> {
    let minutes = cell.trip.minutes?;
    let band = bands.iter().copied().find(|&band| minutes <= band)?;
    Some(Link { cell, band })
}
