//! Random draws of constants within their ranges: how sure is it that a unit is in its ring, and what does it hang on?
//!
//! Constants are drawn independently and evenly over their ranges. Draw `i` takes its numbers from [stream](Stream) `i` of the seed, so
//! draws do not depend on each other, on threads, or on how many there are. Sensitivity is Spearman's rank correlation (1904) between a
//! constant and the position of the unit's ring over all draws (0 innermost; no ring comes last): near 1 a larger constant moves the
//! unit outwards, near -1 inwards, near 0 it does not matter. It is a usual measure of global sensitivity for results that rise or fall
//! with their constants (Saltelli et al. 2008, "Global sensitivity analysis: the primer", chapter 1).

use super::grid::{GridPoint, evaluated};
use super::model::RingModel;
use crate::analysis::random::{Seed, Stream};

/// A constant that is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// The number of the constant.
    pub constant: usize,
    /// The lowest value.
    pub low: f64,
    /// The highest value.
    pub high: f64,
}

/// Draws and what they gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Draws {
    /// What was drawn.
    pub drawn: Vec<Drawn>,
    /// Every draw, in order.
    pub points: Vec<GridPoint>,
}

/// How a unit fared over all draws.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitDraws {
    /// The share of draws in which it is in a ring.
    pub share: f64,
    /// The share of draws in which it is in each ring.
    pub ring_shares: Vec<f64>,
    /// Rank correlation of each drawn constant with the position of its ring; `None` when it is always in the same.
    pub sensitivity: Vec<Option<f64>>,
}

/// Evaluates a number of draws, in parallel.
///
/// # Errors
/// Impossible values.
pub fn draws(model: &dyn RingModel, drawn: &[Drawn], count: usize, seed: Seed) -> Result<Draws, Vec<String>> {
    let usual: Vec<f64> = model.constants().iter().map(|constant| constant.default).collect();
    let values = |number: usize| {
        let mut random = Stream::new(seed, number as u64);
        let mut values = usual.clone();
        for one in drawn {
            values[one.constant] = one.low + (one.high - one.low) * random.fraction();
        }
        values
    };
    let points = evaluated(model, (0..count).map(values).collect())?;
    Ok(Draws { drawn: drawn.to_vec(), points })
}

impl Draws {
    /// How every unit fared, in their order; `rings` is how many rings there are.
    pub fn units(&self, rings: usize) -> Vec<UnitDraws> {
        let ranks: Vec<Vec<f64>> =
            self.drawn.iter().map(|one| ranks(self.points.iter().map(|point| point.values[one.constant]))).collect();
        let units = self.points.first().map_or(0, |point| point.rings.len());
        (0..units).map(|unit| self.unit(unit, rings, &ranks)).collect()
    }

    fn unit(&self, unit: usize, rings: usize, ranks_of_constants: &[Vec<f64>]) -> UnitDraws {
        let mut counts = vec![0_usize; rings + 1];
        let positions: Vec<usize> = self.points.iter().map(|point| point.rings[unit].unwrap_or(rings)).collect();
        positions.iter().for_each(|&position| counts[position] += 1);
        let share = |count: usize| count as f64 / self.points.len() as f64;
        let own = ranks(positions.iter().map(|&position| position as f64));
        UnitDraws {
            share: 1.0 - share(counts[rings]),
            ring_shares: counts[..rings].iter().map(|&count| share(count)).collect(),
            sensitivity: ranks_of_constants.iter().map(|ranks| correlation(ranks, &own)).collect(),
        }
    }
}

/// The rank of every number, from 1; equal numbers share the mean of theirs.
fn ranks(numbers: impl Iterator<Item = f64>) -> Vec<f64> {
    let numbers: Vec<f64> = numbers.collect();
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]).then(a.cmp(&b)));
    let mut ranks = vec![0.0; numbers.len()];
    let mut before = 0;
    for group in order.chunk_by(|&a, &b| numbers[a] == numbers[b]) {
        let mean = before as f64 + (group.len() + 1) as f64 / 2.0;
        group.iter().for_each(|&at| ranks[at] = mean);
        before += group.len();
    }
    ranks
}

/// Pearson's correlation; `None` when one side does not vary.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / numbers.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut both, mut only_a, mut only_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        both += (a - mean_a) * (b - mean_b);
        only_a += (a - mean_a) * (a - mean_a);
        only_b += (b - mean_b) * (b - mean_b);
    }
    (only_a > 0.0 && only_b > 0.0).then(|| both / (only_a * only_b).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_share_ties() {
        assert_eq!(ranks([10.0, 20.0, 10.0, 5.0].into_iter()), [2.5, 4.0, 2.5, 1.0]);
    }

    #[test]
    fn correlation_of_ranks_is_spearmans() {
        // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]) = 0.8207826816681233.
        let of = |numbers: [f64; 5]| ranks(numbers.into_iter());
        let found = correlation(&of([1.0, 2.0, 3.0, 4.0, 5.0]), &of([5.0, 6.0, 7.0, 8.0, 7.0])).expect("both vary");
        assert!((found - 0.820_782_681_668_123_3).abs() < 1e-12);
        assert_eq!(correlation(&of([1.0; 5]), &of([1.0, 2.0, 3.0, 4.0, 5.0])), None);
    }
}
