//! Potentials: what a place can reach, whoever else wants it; and average times to what it can reach.

use rayon::prelude::*;

use super::amounts::Amounts;
use super::decay::Decay;
use super::own::OwnSupply;
use crate::analysis::MinutesTable;
use crate::quantity::Minutes;

/// The potential of each place: `A_i = sum_j O_j f(t_ij)`, `O` the opportunities (Hansen 1959), `f` the decay. With a cutoff that is
/// cumulative accessibility, over people the daily accessibility of Gutierrez 2001; with the power function over masses his
/// economic potential.
///
/// Missing opportunities are not counted. A place from which nothing is in reach has 0.
///
/// # Examples
/// ```
/// use ringshed::Minutes;
/// use ringshed::analysis::{Amounts, Decay, MinutesTable, OwnSupply, potentials};
/// let minutes = |minutes: f64| Some(Minutes::new(minutes));
/// let table = MinutesTable::from_rows(3, vec![vec![minutes(20.0), minutes(60.0), minutes(61.0)]])?;
/// let jobs = Amounts::new(vec![Some(1000.0), Some(500.0), Some(9000.0)])?;
/// let cumulative = Decay::cutoff(Minutes::new(60.0))?;
/// assert_eq!(potentials(&table, &jobs, &cumulative, &OwnSupply::none()), [1500.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn potentials(minutes: &MinutesTable, opportunities: &Amounts, decay: &Decay, own: &OwnSupply) -> Vec<f64> {
    let potential = |place: usize| -> f64 {
        let others = others(minutes, own, place);
        others.map(|(supply, minutes)| opportunities.counted(supply) * decay.weight(minutes)).sum()
    };
    (0..minutes.origins()).into_par_iter().map(potential).collect()
}

/// Average travel time of one place to all others, weighted by their masses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AverageTime {
    /// The average over the places that can be reached.
    pub minutes: Minutes,
    /// The share of all known mass that can be reached, 0 to 1.
    pub reached: f64,
}

/// The weighted average travel time of each place: `sum_j t_ij M_j / sum_j M_j` (Gutierrez 2001; M is mostly
/// `sqrt(GDP * population)`, see [`mass`]).
///
/// A place that cannot be reached has no minutes: it is left out of both sums, and [`AverageTime::reached`] says how much is in.
/// `None` where nothing with a known mass above 0 can be reached.
///
/// # Examples
/// ```
/// use ringshed::Minutes;
/// use ringshed::analysis::{Amounts, MinutesTable, OwnSupply, average_times};
/// let table = MinutesTable::from_rows(3, vec![vec![Some(Minutes::new(30.0)), Some(Minutes::new(60.0)), None]])?;
/// let masses = Amounts::new(vec![Some(2.0), Some(1.0), Some(1.0)])?;
/// let average = average_times(&table, &masses, &OwnSupply::none())[0].expect("reaches two");
/// assert_eq!((average.minutes, average.reached), (Minutes::new(40.0), 0.75));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn average_times(minutes: &MinutesTable, masses: &Amounts, own: &OwnSupply) -> Vec<Option<AverageTime>> {
    let all: f64 = masses.as_slice().iter().flatten().sum();
    let average = |place: usize| -> Option<AverageTime> {
        let (mut weighted, mut reached) = (0.0, 0.0);
        for (supply, minutes) in others(minutes, own, place) {
            let mass = masses.counted(supply);
            weighted += minutes.minutes() * mass;
            reached += mass;
        }
        let others = all - own.of_place(place).map_or(0.0, |supply| masses.counted(supply));
        (reached > 0.0)
            .then(|| AverageTime { minutes: Minutes::new(weighted / reached), reached: (reached / others).min(1.0) })
    };
    (0..minutes.origins()).into_par_iter().map(average).collect()
}

/// The mass of a centre: `sqrt(GDP * population)` (Gutierrez 2001). `None` when one of them is missing.
pub fn mass(population: Option<f64>, gdp: Option<f64>) -> Option<f64> {
    population.zip(gdp).map(|(population, gdp)| (population * gdp).sqrt())
}

fn others<'a>(minutes: &'a MinutesTable, own: &OwnSupply, place: usize) -> impl Iterator<Item = (usize, Minutes)> + use<'a> {
    let own = own.of_place(place);
    minutes.row(place).filter(move |(supply, _)| Some(*supply) != own)
}
