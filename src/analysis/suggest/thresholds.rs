//! Ring thresholds: where to cut units in order of minutes into rings.
//!
//! Units with equal minutes stay together. Of all ways to cut, dynamic programming over the distinct minutes finds the one with the
//! least sum of costs of its rings (Fisher 1958, "On grouping for maximum homogeneity"; Jenks 1977 for maps), exactly:
//!
//! | objective | cost of a ring |
//! |---|---|
//! | natural breaks | `sum w (t - mean)^2`, `mean = sum w t / sum w`, t minutes, w = 1 or people |
//! | equal population | `(P - N / K)^2`, P people of the ring, N of all units that are in reach, K rings |
//!
//! Constraints only forbid rings or cuts, so they keep the result exact.

use std::ops::RangeInclusive;

use super::sites::Method;
use crate::geometry::SharedBorders;
use crate::quantity::Minutes;

/// A unit to be put into a ring.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RingCandidate {
    /// Minutes from the core; `None` when it cannot be reached: it is in no ring.
    pub minutes: Option<Minutes>,
    /// People.
    pub population: u64,
}

/// What the thresholds shall achieve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThresholdObjective {
    /// Minutes within a ring as alike as possible, each unit counting once.
    NaturalBreaks,
    /// The same with every person counting.
    NaturalBreaksOfPeople,
    /// Rings with as equal populations as possible.
    EqualPopulation,
}

/// Which units touch which, and the core.
#[derive(Clone, Debug)]
pub struct CoreNeighbours {
    /// Borders of the units, in their order, followed by those of the core.
    pub borders: SharedBorders,
}

/// A request for thresholds.
#[derive(Clone, Debug)]
pub struct ThresholdRequest<'a> {
    /// The units.
    pub units: &'a [RingCandidate],
    /// How many rings.
    pub rings: usize,
    /// What they shall achieve.
    pub objective: ThresholdObjective,
    /// Units beyond are in no ring.
    pub most_minutes: Option<Minutes>,
    /// What every ring's population must be.
    pub population: Option<RangeInclusive<u64>>,
    /// With it every unit must have a way to the core over units of its own and inner rings.
    pub contiguity: Option<&'a CoreNeighbours>,
}

/// Thresholds and what they give.
#[derive(Clone, Debug, PartialEq)]
pub struct ThresholdChoice {
    /// The largest minutes of each ring, innermost first.
    pub thresholds: Vec<Minutes>,
    /// The ring of each unit; `None` beyond the last.
    pub ring_of: Vec<Option<usize>>,
    /// The objective.
    pub value: f64,
    /// Always exact.
    pub method: Method,
}

/// Why there are no thresholds.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NoThresholds {
    /// There are fewer distinct minutes than rings.
    #[error("{rings} rings need units at {rings} different minutes at least; {distinct} are in reach")]
    TooFewUnits {
        /// What was asked for.
        rings: usize,
        /// Distinct minutes in reach.
        distinct: usize,
    },
    /// No way to cut meets the constraints.
    #[error("no {rings} rings meet the constraints: {reason}")]
    Constraints {
        /// What was asked for.
        rings: usize,
        /// Which constraint cannot be met, and how far it is from it.
        reason: String,
    },
}

/// Units with the same minutes.
struct Step {
    minutes: f64,
    weight: f64,
    people: u64,
    units: Vec<usize>,
}

/// Sums over the first steps, from which those of any ring follow.
struct Prefix {
    weight: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
    people: Vec<u64>,
}

/// The best thresholds.
///
/// # Errors
/// [`NoThresholds`].
///
/// # Examples
/// ```
/// use ringshed::Minutes;
/// use ringshed::analysis::{RingCandidate, ThresholdObjective, ThresholdRequest, choose_thresholds};
/// let units = [10.0, 12.0, 50.0, 55.0].map(|t| RingCandidate { minutes: Some(Minutes::new(t)), population: 1 });
/// let request = ThresholdRequest {
///     units: &units,
///     rings: 2,
///     objective: ThresholdObjective::NaturalBreaks,
///     most_minutes: None,
///     population: None,
///     contiguity: None,
/// };
/// let choice = choose_thresholds(&request)?;
/// assert_eq!(choice.thresholds, [Minutes::new(12.0), Minutes::new(55.0)]);
/// assert_eq!(choice.value, 2.0 + 12.5);
/// # Ok::<(), ringshed::analysis::NoThresholds>(())
/// ```
pub fn choose_thresholds(request: &ThresholdRequest<'_>) -> Result<ThresholdChoice, NoThresholds> {
    let steps = steps(request);
    let rings = request.rings;
    if rings == 0 || steps.len() < rings {
        return Err(NoThresholds::TooFewUnits { rings, distinct: steps.len() });
    }
    let prefix = Prefix::of(&steps);
    let connected = connected_cuts(request, &steps);
    let cost = |from: usize, to: usize| {
        let people = prefix.people[to] - prefix.people[from];
        let allowed = connected[to] && request.population.as_ref().is_none_or(|range| range.contains(&people));
        allowed.then(|| prefix.cost(request, from, to))
    };
    match best_cuts(steps.len(), rings, cost) {
        Some((value, cuts)) => Ok(choice(request, &steps, &cuts, value)),
        None => Err(NoThresholds::Constraints { rings, reason: reason(request, &prefix, &connected) }),
    }
}

fn steps(request: &ThresholdRequest<'_>) -> Vec<Step> {
    let limit = request.most_minutes.map_or(f64::INFINITY, Minutes::minutes);
    let timed = request.units.iter().enumerate().filter_map(|(at, unit)| Some((unit.minutes?.minutes(), at)));
    let mut in_reach: Vec<(f64, usize)> = timed.filter(|(minutes, _)| minutes.is_finite() && *minutes <= limit).collect();
    in_reach.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let weight = |people: u64, units: usize| match request.objective {
        ThresholdObjective::NaturalBreaksOfPeople => people as f64,
        ThresholdObjective::NaturalBreaks | ThresholdObjective::EqualPopulation => units as f64,
    };
    let step = |group: &[(f64, usize)]| {
        let units: Vec<usize> = group.iter().map(|(_, at)| *at).collect();
        let people = units.iter().map(|&at| request.units[at].population).sum();
        Step { minutes: group[0].0, weight: weight(people, units.len()), people, units }
    };
    in_reach.chunk_by(|a, b| a.0 == b.0).map(step).collect()
}

impl Prefix {
    fn of(steps: &[Step]) -> Self {
        let mut prefix = Self { weight: vec![0.0], first: vec![0.0], second: vec![0.0], people: vec![0] };
        // Differences from the middle keep the squares small.
        let middle = steps[steps.len() / 2].minutes;
        let (mut weight, mut first, mut second, mut people) = (0.0, 0.0, 0.0, 0);
        for step in steps {
            let minutes = step.minutes - middle;
            weight += step.weight;
            first += step.weight * minutes;
            second += step.weight * minutes * minutes;
            people += step.people;
            prefix.weight.push(weight);
            prefix.first.push(first);
            prefix.second.push(second);
            prefix.people.push(people);
        }
        prefix
    }

    /// The cost of a ring of the steps from `from` up to and without `to`.
    fn cost(&self, request: &ThresholdRequest<'_>, from: usize, to: usize) -> f64 {
        match request.objective {
            ThresholdObjective::EqualPopulation => {
                let all = self.people.last().copied().unwrap_or_default() as f64;
                let people = (self.people[to] - self.people[from]) as f64;
                (people - all / request.rings as f64).powi(2)
            }
            ThresholdObjective::NaturalBreaks | ThresholdObjective::NaturalBreaksOfPeople => {
                let weight = self.weight[to] - self.weight[from];
                let first = self.first[to] - self.first[from];
                let second = self.second[to] - self.second[from];
                if weight > 0.0 { (second - first * first / weight).max(0.0) } else { 0.0 }
            }
        }
    }
}

/// The least sum of costs of `rings` consecutive stretches of `steps` steps, and where each stretch ends. A stretch without a cost
/// is forbidden.
fn best_cuts(steps: usize, rings: usize, cost: impl Fn(usize, usize) -> Option<f64>) -> Option<(f64, Vec<usize>)> {
    // best[to]: the least cost of the first `to` steps in as many rings as rounds are done.
    let mut best: Vec<Option<f64>> = vec![None; steps + 1];
    best[0] = Some(0.0);
    let mut origins: Vec<Vec<usize>> = Vec::with_capacity(rings);
    for _ in 0..rings {
        let mut next = vec![None; steps + 1];
        let mut origin = vec![0; steps + 1];
        for to in 1..=steps {
            for (from, before) in best[..to].iter().enumerate() {
                let Some(total) = before.and_then(|before: f64| Some(before + cost(from, to)?)) else { continue };
                if next[to].is_none_or(|least| total < least) {
                    (next[to], origin[to]) = (Some(total), from);
                }
            }
        }
        best = next;
        origins.push(origin);
    }
    let value = best[steps]?;
    let mut cuts = vec![steps];
    for origin in origins.iter().skip(1).rev() {
        cuts.push(origin[cuts[cuts.len() - 1]]);
    }
    cuts.reverse();
    Some((value, cuts))
}

/// For each number of steps whether their units all have a way to the core among themselves.
fn connected_cuts(request: &ThresholdRequest<'_>, steps: &[Step]) -> Vec<bool> {
    let Some(contiguity) = request.contiguity else { return vec![true; steps.len() + 1] };
    let core = request.units.len();
    let mut inside = vec![false; core + 1];
    inside[core] = true;
    let mut connected = vec![true];
    for step in steps {
        step.units.iter().for_each(|&unit| inside[unit] = true);
        connected.push(contiguity.borders.pieces(&inside) == 1);
    }
    connected
}

fn choice(request: &ThresholdRequest<'_>, steps: &[Step], cuts: &[usize], value: f64) -> ThresholdChoice {
    let mut ring_of = vec![None; request.units.len()];
    let mut from = 0;
    for (ring, &to) in cuts.iter().enumerate() {
        steps[from..to].iter().flat_map(|step| &step.units).for_each(|&unit| ring_of[unit] = Some(ring));
        from = to;
    }
    let thresholds = cuts.iter().map(|&to| Minutes::new(steps[to - 1].minutes)).collect();
    ThresholdChoice { thresholds, ring_of, value, method: Method::Exact { looked_at: steps.len() } }
}

/// Which constraint alone already cannot be met.
fn reason(request: &ThresholdRequest<'_>, prefix: &Prefix, connected: &[bool]) -> String {
    let steps = connected.len() - 1;
    if !connected[steps] {
        return "the units in reach are not connected with the core; lower the most minutes or leave contiguity out"
            .to_string();
    }
    let Some(range) = &request.population else { return "contiguity leaves too few places to cut".to_string() };
    let all = prefix.people.last().copied().unwrap_or_default();
    let (low, high) = (range.start().saturating_mul(request.rings as u64), range.end().saturating_mul(request.rings as u64));
    if all < low || all > high {
        return format!("{all} people are in reach, and that many rings hold {low} to {high}");
    }
    let largest = (0..steps).map(|step| prefix.people[step + 1] - prefix.people[step]).max().unwrap_or_default();
    if largest > *range.end() {
        return format!("units at the same minutes have {largest} people together, above {}", range.end());
    }
    format!("no cuts keep every ring within {} to {} people", range.start(), range.end())
}

#[cfg(test)]
#[path = "thresholds_tests.rs"]
mod tests;
