//! Which borders a cell has, and which cells are beyond them.

use geo_types::Coord;

use super::bisector::continuous;
use super::border::{Border, BorderSet};

/// Borders by the sites whose cells they bound.
pub(super) struct Neighbourhood<'a> {
    set: &'a BorderSet,
    /// All longitudes are within half a turn of this one.
    longitude: f64,
    /// Where each site's list starts in `items`, and the end of the last one.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl<'a> Neighbourhood<'a> {
    pub(super) fn new(set: &'a BorderSet, longitude: f64, sites: usize) -> Self {
        let borders = &set.borders;
        let starts = starts(borders.iter().flat_map(|border| border.centres), sites);
        let mut next = starts.clone();
        let mut items = vec![0_u32; 2 * borders.len()];
        for (number, border) in (0_u32..).zip(borders) {
            for site in border.centres {
                items[next[site] as usize] = number;
                next[site] += 1;
            }
        }
        Self { set, longitude, starts, items }
    }

    /// The borders of a site's cell with their numbers.
    pub(super) fn borders_of(&self, site: usize) -> impl Iterator<Item = (usize, &'a Border)> {
        let numbers = &self.items[self.starts[site] as usize..self.starts[site + 1] as usize];
        numbers.iter().map(|number| (*number as usize, &self.set.borders[*number as usize]))
    }

    /// The sites beyond the borders of a site's cell.
    pub(super) fn sites_around(&self, site: usize) -> impl Iterator<Item = usize> {
        self.borders_of(site).map(move |(_, border)| border.centres[usize::from(border.centres[0] == site)])
    }

    /// The line of a border.
    pub(super) fn line(&self, border: &Border) -> &'a [Coord<f64>] {
        self.set.line(border)
    }

    /// A place with its longitude turned to those of the borders.
    pub(super) fn turned(&self, place: Coord<f64>) -> Coord<f64> {
        continuous(place, self.longitude)
    }

    /// True when a site's centre sees all borders of its cell from the inside.
    pub(super) fn is_seen_from_centre(&self, site: usize, centre: Coord<f64>) -> bool {
        self.borders_of(site).all(|(_, border)| {
            let turn = if border.centres[0] == site { 1.0 } else { -1.0 };
            self.line(border).windows(2).all(|chord| {
                let (from, to) = (chord[0] - centre, chord[1] - centre);
                (from.x * to.y - from.y * to.x) * turn > 0.0
            })
        })
    }
}

/// Where the list of each number of `0..count` starts when numbers are sorted, and the end of the last one.
pub(super) fn starts(numbers: impl Iterator<Item = usize>, count: usize) -> Vec<u32> {
    let mut starts = vec![0; count + 1];
    numbers.for_each(|number| starts[number + 1] += 1);
    for number in 0..count {
        starts[number + 1] += starts[number];
    }
    starts
}
