//! Choice of sites when the catchments they make must meet constraints.
//!
//! Every demand goes to its nearest site; the catchments that come of it may have to hold a number of people or be in one piece. Where
//! few sets are possible every one is looked at. Otherwise a seeded search swaps sites: fewer violations first, then the objective. The
//! bound is that of the same request without constraints, which cannot be worse.

use std::ops::RangeInclusive;

use rayon::prelude::*;

use super::costs::ServiceCosts;
use super::sites::{Effort, Method, NoChoice, SiteChoice, largest_coverage, p_centre, p_median};
use crate::analysis::random::{Seed, Stream};
use crate::geometry::SharedBorders;

/// Work that is done to look at every set: sets times sites times demands.
const MOST_WORK: f64 = 2e8;

/// What the sites shall achieve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SiteObjective {
    /// The least sum of weight times cost.
    Median,
    /// The least largest cost.
    Centre,
    /// The largest weight within a cost.
    Coverage {
        /// The cost.
        limit: f64,
    },
}

/// What catchments must be.
#[derive(Clone, Debug, Default)]
pub struct CatchmentRules<'a> {
    /// People of each demand.
    pub people: &'a [u64],
    /// What the people of every catchment must be.
    pub population: Option<RangeInclusive<u64>>,
    /// With it every catchment must be in one piece; borders of the demands in their order.
    pub contiguity: Option<&'a SharedBorders>,
}

/// A request for sites.
#[derive(Clone, Debug)]
pub struct SiteRequest<'a> {
    /// What serving costs.
    pub costs: &'a ServiceCosts,
    /// The weights the costs were made with.
    pub weights: &'a [f64],
    /// How many sites.
    pub sites: usize,
    /// What they shall achieve.
    pub objective: SiteObjective,
    /// What their catchments must be.
    pub rules: CatchmentRules<'a>,
}

/// A set of sites with how far it is from the rules.
#[derive(Clone, Debug)]
struct Rated {
    violation: f64,
    /// To be made small.
    loss: f64,
    sites: Vec<usize>,
}

/// The best sites found.
///
/// # Errors
/// [`NoChoice`]; `NoChoice::Constraints` when no set was found whose catchments keep the rules.
pub fn choose_sites(request: &SiteRequest<'_>, effort: &Effort) -> Result<SiteChoice, NoChoice> {
    let (costs, k) = (request.costs, request.sites);
    let free = match request.objective {
        SiteObjective::Median => p_median(costs, k, effort),
        SiteObjective::Centre => p_centre(costs, k, effort),
        SiteObjective::Coverage { limit } => largest_coverage(costs, request.weights, limit, k, effort),
    }?;
    if request.rules.population.is_none() && request.rules.contiguity.is_none() {
        return Ok(free);
    }
    let best_free = request.rate(free.sites.clone());
    if best_free.violation == 0.0 {
        return Ok(free);
    }
    let sets = number_of_sets(costs.sites(), k);
    let is_small = sets * (k * costs.demands()) as f64 <= MOST_WORK;
    let found = if is_small { request.every_set() } else { request.search(effort, best_free) };
    if found.violation > 0.0 {
        let nearest = request.describe(&found.sites);
        return Err(NoChoice::Constraints { wanted: k, nearest, proven: is_small });
    }
    let value = request.value(&found);
    let method = match is_small {
        true => Method::Exact { looked_at: sets as usize },
        false if value == free.bound => Method::Exact { looked_at: effort.starts },
        false => Method::Search { starts: effort.starts },
    };
    let bound = if is_small { value } else { free.bound };
    Ok(SiteChoice { sites: found.sites, value, bound, method })
}

fn number_of_sets(n: usize, k: usize) -> f64 {
    (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
}

impl SiteRequest<'_> {
    fn value(&self, rated: &Rated) -> f64 {
        match self.objective {
            SiteObjective::Coverage { .. } => self.weights.iter().sum::<f64>() - rated.loss,
            SiteObjective::Median | SiteObjective::Centre => rated.loss,
        }
    }

    /// The demands each site serves; those that none reaches are in no catchment.
    fn catchments(&self, sites: &[usize]) -> (Vec<Vec<usize>>, usize) {
        let mut catchments = vec![Vec::new(); sites.len()];
        let mut out_of_reach = 0;
        for demand in 0..self.costs.demands() {
            let mut best: Option<(usize, f64)> = None;
            for (place, &site) in sites.iter().enumerate() {
                let cost = self.costs.plain_row(site)[demand];
                if cost.is_finite() && best.is_none_or(|(_, least)| cost < least) {
                    best = Some((place, cost));
                }
            }
            match best {
                Some((place, _)) => catchments[place].push(demand),
                None => out_of_reach += 1,
            }
        }
        (catchments, out_of_reach)
    }

    fn rate(&self, mut sites: Vec<usize>) -> Rated {
        sites.sort_unstable();
        let (catchments, out_of_reach) = self.catchments(&sites);
        let must_reach = !matches!(self.objective, SiteObjective::Coverage { .. });
        let mut violation = if must_reach { out_of_reach as f64 } else { 0.0 };
        let mut loss = 0.0_f64;
        for (demands, &site) in catchments.iter().zip(&sites) {
            violation += self.violation(demands);
            for &demand in demands {
                let cost = self.costs.plain_row(site)[demand];
                match self.objective {
                    SiteObjective::Median => loss += self.costs.row(site)[demand],
                    SiteObjective::Centre => loss = loss.max(cost),
                    SiteObjective::Coverage { limit } => loss += if cost > limit { self.weights[demand] } else { 0.0 },
                }
            }
        }
        if let SiteObjective::Coverage { .. } = self.objective {
            let served: Vec<bool> =
                catchments.iter().flatten().fold(vec![false; self.costs.demands()], |mut served, &demand| {
                    served[demand] = true;
                    served
                });
            loss += self.weights.iter().zip(served).filter(|(_, served)| !served).map(|(weight, _)| weight).sum::<f64>();
        }
        Rated { violation, loss, sites }
    }

    /// How far a catchment is from the rules: people missing or too many by the limit, and pieces beyond the first.
    fn violation(&self, demands: &[usize]) -> f64 {
        let mut violation = 0.0;
        if let Some(range) = &self.rules.population {
            let people: u64 = demands.iter().map(|&demand| self.rules.people[demand]).sum();
            let (low, high) = (*range.start() as f64, *range.end() as f64);
            violation += (low - people as f64).max(people as f64 - high).max(0.0) / high.max(1.0);
        }
        if let Some(borders) = self.rules.contiguity {
            let mut inside = vec![false; self.costs.demands()];
            demands.iter().for_each(|&demand| inside[demand] = true);
            violation += borders.pieces(&inside).saturating_sub(1) as f64;
        }
        violation
    }

    /// Looks at every set of sites.
    fn every_set(&self) -> Rated {
        let n = self.costs.sites();
        let best_with_first = |first: usize| {
            let mut best: Option<Rated> = None;
            let mut set: Vec<usize> = (first..first + self.sites).collect();
            while set.last().is_some_and(|&last| last < n) && set[0] == first {
                let rated = self.rate(set.clone());
                if best.as_ref().is_none_or(|best| rated.is_better(best)) {
                    best = Some(rated);
                }
                if !next_set(&mut set, n) {
                    break;
                }
            }
            best
        };
        let found: Vec<Option<Rated>> = (0..=n - self.sites).into_par_iter().map(best_with_first).collect();
        found
            .into_iter()
            .flatten()
            .reduce(|a, b| if b.is_better(&a) { b } else { a })
            .unwrap_or_else(|| self.rate(Vec::new()))
    }

    /// Swaps from several starts: the best set without rules, and random ones.
    fn search(&self, effort: &Effort, free: Rated) -> Rated {
        let start = |number: usize| {
            let sites = if number == 0 { free.sites.clone() } else { random_set(self, effort.seed, number as u64) };
            self.improve(self.rate(sites))
        };
        let found: Vec<Rated> = (0..effort.starts.max(1)).into_par_iter().map(start).collect();
        found.into_iter().reduce(|a, b| if b.is_better(&a) { b } else { a }).unwrap_or(free)
    }

    fn improve(&self, mut current: Rated) -> Rated {
        loop {
            let mut best: Option<Rated> = None;
            for place in 0..current.sites.len() {
                for site in (0..self.costs.sites()).filter(|site| !current.sites.contains(site)) {
                    let mut sites = current.sites.clone();
                    sites[place] = site;
                    let rated = self.rate(sites);
                    if best.as_ref().is_none_or(|best| rated.is_better(best)) {
                        best = Some(rated);
                    }
                }
            }
            match best.filter(|best| best.is_better(&current)) {
                Some(better) => current = better,
                None => return current,
            }
        }
    }

    /// What is wrong with the catchments of a set, for people.
    fn describe(&self, sites: &[usize]) -> Vec<Shortfall> {
        let (catchments, _) = self.catchments(sites);
        let mut found = Vec::new();
        for (&site, demands) in sites.iter().zip(&catchments) {
            if self.violation(demands) > 0.0 {
                let people = demands.iter().map(|&demand| self.rules.people.get(demand).copied().unwrap_or_default()).sum();
                let mut inside = vec![false; self.costs.demands()];
                demands.iter().for_each(|&demand| inside[demand] = true);
                let pieces = self.rules.contiguity.map_or(1, |borders| borders.pieces(&inside));
                found.push(Shortfall { site, people, pieces });
            }
        }
        found
    }
}

/// A catchment that breaks the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// Its site.
    pub site: usize,
    /// Its people.
    pub people: u64,
    /// In how many pieces it is.
    pub pieces: usize,
}

impl Rated {
    fn is_better(&self, other: &Self) -> bool {
        let order = self.violation.total_cmp(&other.violation).then(self.loss.total_cmp(&other.loss));
        order.then_with(|| self.sites.cmp(&other.sites)).is_lt()
    }
}

/// The set after this one of as many of the first `n` numbers, in order; false after the last.
fn next_set(set: &mut [usize], n: usize) -> bool {
    let size = set.len();
    let Some(place) = (0..size).rev().find(|&place| set[place] < n - (size - place)) else { return false };
    set[place] += 1;
    for later in place + 1..size {
        set[later] = set[later - 1] + 1;
    }
    true
}

fn random_set(request: &SiteRequest<'_>, seed: Seed, number: u64) -> Vec<usize> {
    let mut random = Stream::new(seed, number);
    let mut closed: Vec<usize> = (0..request.costs.sites()).collect();
    (0..request.sites).map(|_| closed.swap_remove(random.below(closed.len()))).collect()
}

#[cfg(test)]
#[path = "catchment_tests.rs"]
mod tests;
