//! Detour index and gravity of links.

use rayon::prelude::*;

use crate::analysis::{Amounts, Link, mass};
use crate::atlas::Place;
use crate::quantity::{Metres, Minutes};
use crate::travel::TravelModel;

/// Beyond which a detour index stands out: Tukey's fences, one and a half times the range between the quartiles beyond them
/// (Tukey 1977).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fences {
    /// Below is unusually straight.
    pub low: f64,
    /// Above is unusually roundabout.
    pub high: f64,
}

impl Fences {
    /// The fences of some numbers; `None` with fewer than four, of which quartiles say nothing.
    ///
    /// # Examples
    /// ```
    /// use ringshed::analysis::Fences;
    /// let fences = Fences::of([1.1, 1.2, 1.3, 1.4, 1.5]).expect("five numbers");
    /// assert!((fences.low - 0.9).abs() < 1e-12 && (fences.high - 1.7).abs() < 1e-12);
    /// assert!(fences.exclude(1.75) && !fences.exclude(1.7));
    /// assert_eq!(Fences::of([1.0, 2.0]), None);
    /// ```
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = numbers.into_iter().filter(|number| number.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (lower, upper) = (quantile(&sorted, 0.25)?, quantile(&sorted, 0.75)?);
        let reach = 1.5 * (upper - lower);
        (sorted.len() >= 4).then_some(Self { low: lower - reach, high: upper + reach })
    }

    /// True for a number outside, by more than rounding can put it there.
    pub fn exclude(&self, number: f64) -> bool {
        let rounding = 1e-9 * number.abs();
        number > self.high + rounding || number < self.low - rounding
    }
}

/// The number below which a share of sorted numbers lies, between two of them in proportion.
pub(super) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let at = share * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted.get(at.floor() as usize)?, sorted.get(at.ceil() as usize)?);
    Some(below + (above - below) * at.fract())
}

/// Length of the way over the straight line; `None` between places at one position.
pub fn detour_index(way: Metres, straight: Metres) -> Option<f64> {
    (straight.metres() > 0.0).then(|| way / straight)
}

/// Strength of a link by gravity: `M_i M_j / t^2`. Less than a minute counts as a minute, because no time has no end.
pub fn gravity(from: Option<f64>, to: Option<f64>, minutes: Minutes) -> Option<f64> {
    let time = minutes.minutes().max(1.0);
    from.zip(to).map(|(from, to)| from * to / (time * time))
}

/// Figures of one link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkFigures {
    /// Length of the way under the model; `None` when the model knows none.
    pub way: Option<Metres>,
    /// Length of the way over the geodesic distance.
    pub detour_index: Option<f64>,
    /// Whether the index stands out among those of all links.
    pub detour_stands_out: bool,
    /// Strength by gravity, from the masses of its ends; `None` when a figure is missing.
    pub gravity: Option<f64>,
}

/// Detour index and gravity of every link, in their order.
///
/// The mass of a place is `sqrt(GDP * population)`. Under the distance-based model the detour index is its constant; under rail it is
/// the length along the stations of the route, with the way to the first and from the last.
pub fn link_figures(
    links: &[Link],
    places: &[Place],
    model: &TravelModel,
    population: &Amounts,
    gdp: &Amounts,
) -> Vec<LinkFigures> {
    let mass_of = |place: usize| mass(population.get(place), gdp.get(place));
    let figures = |(link, way): (&Link, Option<Metres>)| LinkFigures {
        way,
        detour_index: way.and_then(|way| detour_index(way, link.cell.trip.distance)),
        detour_stands_out: false,
        gravity: link.cell.trip.minutes.and_then(|minutes| gravity(mass_of(link.cell.from), mass_of(link.cell.to), minutes)),
    };
    let mut figures: Vec<LinkFigures> = links.iter().zip(ways(links, places, model)).map(figures).collect();
    if let Some(fences) = Fences::of(figures.iter().filter_map(|figures| figures.detour_index)) {
        for link in &mut figures {
            link.detour_stands_out = link.detour_index.is_some_and(|index| fences.exclude(index));
        }
    }
    figures
}

/// The length of the way of every link, from its first place: links stand in order of it, and one search is enough for all of one.
fn ways(links: &[Link], places: &[Place], model: &TravelModel) -> Vec<Option<Metres>> {
    let of_one: Vec<&[Link]> = links.chunk_by(|left, right| left.cell.from == right.cell.from).collect();
    let ways = |links: &&[Link]| {
        let ends: Vec<Place> = links.iter().map(|link| places[link.cell.to].clone()).collect();
        links.first().map_or_else(Vec::new, |first| model.ways_from(&places[first.cell.from], &ends))
    };
    of_one.par_iter().map(ways).collect::<Vec<_>>().concat()
}
