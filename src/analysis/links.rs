//! The graph of places within some minutes of each other.

use rayon::prelude::*;

use super::matrix::{Cell, cells_from};
use crate::atlas::Place;
use crate::quantity::Minutes;
use crate::travel::TravelModel;

/// Two places within reach of each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The pair, with distance and minutes.
    pub cell: Cell,
    /// The smallest of the asked-for minutes that covers the trip.
    pub band: Minutes,
}

/// Every pair of places whose travel time is at most the largest of `bands`, in order of the first place, then the second.
///
/// A pair counts once, from the place that comes first in `places`. A travel time of exactly a band's minutes is within it.
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
    let rows: Vec<Vec<Link>> = (0..places.len())
        .into_par_iter()
        .map(|from| {
            let later = cells_from(from, places, places, from + 1, model);
            later.into_iter().filter_map(|cell| link(cell, &bands)).collect()
        })
        .collect();
    rows.into_iter().flatten().collect()
}

fn link(cell: Cell, bands: &[Minutes]) -> Option<Link> {
    let minutes = cell.trip.minutes?;
    let band = bands.iter().copied().find(|&band| minutes <= band)?;
    Some(Link { cell, band })
}
