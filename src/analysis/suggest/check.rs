//! An independent look at proposals: every constraint and the objective are worked out again, from the request and the result alone.
//!
//! Nothing of the search is used here. Connections are found by merging sets (the search walks from unit to unit), rings by
//! comparing minutes with the thresholds, objectives by their definitions.

use super::catchment::{SiteObjective, SiteRequest};
use super::sites::SiteChoice;
use super::thresholds::{ThresholdChoice, ThresholdObjective, ThresholdRequest};
use crate::geometry::SharedBorders;
use crate::quantity::Minutes;

/// What is wrong with thresholds, as sentences; nothing when they keep every constraint and the value is right.
pub fn check_thresholds(request: &ThresholdRequest<'_>, choice: &ThresholdChoice) -> Vec<String> {
    let mut wrong = Vec::new();
    let thresholds: Vec<f64> = choice.thresholds.iter().map(|threshold| threshold.minutes()).collect();
    if thresholds.len() != request.rings || thresholds.windows(2).any(|pair| pair[0] >= pair[1]) {
        wrong.push(format!("{} thresholds that do not rise for {} rings", thresholds.len(), request.rings));
    }
    if let (Some(most), Some(last)) = (request.most_minutes, thresholds.last())
        && *last > most.minutes()
    {
        wrong.push(format!("the last threshold {last} is beyond {} minutes", most.minutes()));
    }
    for (number, unit) in request.units.iter().enumerate() {
        let ring =
            thresholds.iter().filter(|&&threshold| unit.minutes.is_none_or(|time| time.minutes() > threshold)).count();
        let expected = (ring < thresholds.len()).then_some(ring);
        if choice.ring_of.get(number).copied().flatten() != expected {
            wrong.push(format!("unit {number} is not in the ring of its minutes"));
        }
    }
    for ring in 0..request.rings {
        let people: u64 = members(request, choice, ring).map(|unit| unit.population).sum();
        if let Some(range) = request.population.as_ref().filter(|range| !range.contains(&people)) {
            wrong.push(format!("ring {} has {people} people, not {} to {}", ring + 1, range.start(), range.end()));
        }
        if let Some(contiguity) = request.contiguity {
            let core = request.units.len();
            let inside = |unit: usize| unit == core || choice.ring_of[unit].is_some_and(|of| of <= ring);
            let cut_off = outside_of_group(&contiguity.borders, core + 1, core, inside);
            if cut_off > 0 {
                wrong.push(format!("{cut_off} units of rings 1 to {} have no way to the core", ring + 1));
            }
        }
    }
    let value = threshold_value(request, choice);
    if (value - choice.value).abs() > 1e-6 * (1.0 + value.abs()) {
        wrong.push(format!("the objective is {value}, not {}", choice.value));
    }
    wrong
}

fn members<'r>(
    request: &'r ThresholdRequest<'_>,
    choice: &'r ThresholdChoice,
    ring: usize,
) -> impl Iterator<Item = &'r super::thresholds::RingCandidate> {
    request.units.iter().zip(&choice.ring_of).filter(move |(_, of)| **of == Some(ring)).map(|(unit, _)| unit)
}

fn threshold_value(request: &ThresholdRequest<'_>, choice: &ThresholdChoice) -> f64 {
    let people = |ring: usize| members(request, choice, ring).map(|unit| unit.population as f64).sum::<f64>();
    let all: f64 = (0..request.rings).map(people).sum();
    let spread = |ring: usize| {
        let weighted: Vec<(f64, f64)> = members(request, choice, ring)
            .map(|unit| {
                let of_people = request.objective == ThresholdObjective::NaturalBreaksOfPeople;
                (if of_people { unit.population as f64 } else { 1.0 }, unit.minutes.map_or(0.0, Minutes::minutes))
            })
            .collect();
        let weight: f64 = weighted.iter().map(|(weight, _)| weight).sum();
        let mean = weighted.iter().map(|(weight, time)| weight * time).sum::<f64>() / weight;
        if weight > 0.0 { weighted.iter().map(|(weight, time)| weight * (time - mean) * (time - mean)).sum() } else { 0.0 }
    };
    let cost = |ring: usize| match request.objective {
        ThresholdObjective::EqualPopulation => (people(ring) - all / request.rings as f64).powi(2),
        ThresholdObjective::NaturalBreaks | ThresholdObjective::NaturalBreaksOfPeople => spread(ring),
    };
    (0..request.rings).map(cost).sum()
}

/// What is wrong with chosen sites, as sentences; nothing when they keep every constraint, everything is served by its nearest site
/// and the value is right.
pub fn check_sites(request: &SiteRequest<'_>, choice: &SiteChoice) -> Vec<String> {
    let costs = request.costs;
    let mut wrong = Vec::new();
    let mut distinct = choice.sites.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() != request.sites || distinct.iter().any(|&site| site >= costs.sites()) {
        wrong.push(format!("{} sites for {} wanted", distinct.len(), request.sites));
        return wrong;
    }
    let (mut total, mut largest, mut covered) = (0.0, 0.0_f64, 0.0);
    let mut served: Vec<Vec<usize>> = vec![Vec::new(); choice.sites.len()];
    for (demand, weight) in request.weights.iter().enumerate() {
        let mut nearest: Option<(usize, f64)> = None;
        for (place, &site) in choice.sites.iter().enumerate() {
            if let Some(cost) = costs.cost(demand, site)
                && nearest.is_none_or(|(_, least)| cost < least)
            {
                nearest = Some((place, cost));
            }
        }
        match nearest {
            Some((place, cost)) => {
                served[place].push(demand);
                total += weight * cost;
                largest = largest.max(cost);
                covered += if matches!(request.objective, SiteObjective::Coverage { limit } if cost <= limit) {
                    *weight
                } else {
                    0.0
                };
            }
            None if matches!(request.objective, SiteObjective::Coverage { .. }) => {}
            None => wrong.push(format!("demand {demand} is out of reach of every site")),
        }
    }
    for (place, demands) in served.iter().enumerate() {
        check_catchment(request, choice.sites[place], demands, &mut wrong);
    }
    let value = match request.objective {
        SiteObjective::Median => total,
        SiteObjective::Centre => largest,
        SiteObjective::Coverage { .. } => covered,
    };
    if (value - choice.value).abs() > 1e-9 * (1.0 + value.abs()) {
        wrong.push(format!("the objective is {value}, not {}", choice.value));
    }
    wrong
}

fn check_catchment(request: &SiteRequest<'_>, site: usize, demands: &[usize], wrong: &mut Vec<String>) {
    let rules = &request.rules;
    let people: u64 = demands.iter().map(|&demand| rules.people.get(demand).copied().unwrap_or_default()).sum();
    if let Some(range) = rules.population.as_ref().filter(|range| !range.contains(&people)) {
        wrong.push(format!("the catchment of site {site} has {people} people, not {} to {}", range.start(), range.end()));
    }
    if let Some(borders) = rules.contiguity
        && let Some(&first) = demands.first()
    {
        let cut_off = outside_of_group(borders, request.weights.len(), first, |unit| demands.contains(&unit));
        if cut_off > 0 {
            wrong.push(format!("the catchment of site {site} is in several pieces"));
        }
    }
}

/// How many of the chosen areas are not connected with one of them, by merging neighbours into sets.
fn outside_of_group(borders: &SharedBorders, count: usize, of: usize, chosen: impl Fn(usize) -> bool) -> usize {
    let mut parent: Vec<usize> = (0..count).collect();
    fn root(parent: &[usize], mut at: usize) -> usize {
        while parent[at] != at {
            at = parent[at];
        }
        at
    }
    for area in (0..count).filter(|&area| chosen(area)) {
        for (other, _) in borders.neighbours(area).filter(|(other, _)| *other < count && chosen(*other)) {
            let (a, b) = (root(&parent, area), root(&parent, other));
            parent[a.max(b)] = a.min(b);
        }
    }
    let group = root(&parent, of);
    (0..count).filter(|&area| chosen(area) && root(&parent, area) != group).count()
}
