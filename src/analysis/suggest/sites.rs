//! Choice of sites: p-median, p-centre and largest coverage, each with a proof or a gap.

use super::branch::prove;
use super::catchment::Shortfall;
use super::costs::ServiceCosts;
use super::cover::{Bits, Cover, cover};
use super::interchange::Sites;
use super::search::search;
use crate::analysis::random::Seed;

/// Branches of a covering problem for each branch of a proof: they are so much cheaper.
const COVER_BRANCHES: usize = 50;

/// How hard to look. Work is limited by counts, never by time, so that a request has one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Seed of everything random.
    pub seed: Seed,
    /// Starts of the search.
    pub starts: usize,
    /// Branches of the proof; 0 for none.
    pub branches: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Self { seed: Seed(1), starts: 24, branches: 400 }
    }
}

/// How a result was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Nothing better exists: proven by so many branches (1: by the bound alone), or by trying everything.
    Exact {
        /// Branches or sets looked at.
        looked_at: usize,
    },
    /// The best of a seeded search; something better may exist.
    Search {
        /// Starts of the search.
        starts: usize,
    },
}

/// Chosen sites.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteChoice {
    /// The numbers of the open sites, smallest first.
    pub sites: Vec<usize>,
    /// The objective.
    pub value: f64,
    /// No choice can do better than this.
    pub bound: f64,
    /// How it was found.
    pub method: Method,
}

impl SiteChoice {
    /// How far the value may be from the best one, as a share of the value: 0 when proven.
    pub fn gap(&self) -> f64 {
        relative_gap(self.value, self.bound)
    }
}

/// The distance of a value from its bound as a share of the value.
pub(super) fn relative_gap(value: f64, bound: f64) -> f64 {
    if value == bound { 0.0 } else { (value - bound).abs() / value.abs() }
}

/// Why there is no choice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoChoice {
    /// The number of sites is 0 or more than there are.
    #[error("{wanted} sites of {sites} candidates are not possible; ask for 1 to {sites}")]
    Count {
        /// What was asked for.
        wanted: usize,
        /// How many candidates there are.
        sites: usize,
    },
    /// Some demands are out of reach of every candidate.
    #[error("{} demands cannot be served from any candidate", .demands.len())]
    OutOfReach {
        /// Their numbers.
        demands: Vec<usize>,
    },
    /// No set was found whose catchments keep the rules.
    #[error("no {wanted} sites keep the constraints{}", if *.proven { "" } else { ", as far as the search can tell" })]
    Constraints {
        /// What was asked for.
        wanted: usize,
        /// What is wrong with the nearest set.
        nearest: Vec<Shortfall>,
        /// True when every set was looked at.
        proven: bool,
    },
    /// No set of that many sites reaches every demand.
    #[error("{wanted} sites cannot reach every demand{}", if *.proven { "" } else { ", as far as the search can tell" })]
    TooFew {
        /// What was asked for.
        wanted: usize,
        /// False when the search ended undecided.
        proven: bool,
    },
}

/// Opens `k` sites so that the sum of weight times cost to the nearest is least (Hakimi 1964).
///
/// A search finds a good set, branch and bound proves or improves it. With `branches` too few for
/// the proof the bound says how much better a set might be.
///
/// # Errors
/// [`NoChoice`] when `k` is impossible or `k` sites cannot reach every demand.
///
/// # Examples
/// ```
/// use ringshed::analysis::{Effort, Method, ServiceCosts, p_median};
/// let towns = [0.0_f64, 1.0, 2.0, 10.0, 11.0];
/// let costs = ServiceCosts::new(&[1.0; 5], 5, |demand, site| Some((towns[demand] - towns[site]).abs()));
/// let choice = p_median(&costs, 2, &Effort::default())?;
/// assert_eq!((choice.value, choice.bound), (3.0, 3.0));
/// assert_eq!(choice.sites[0], 1, "the middle of the first three");
/// # Ok::<(), ringshed::analysis::NoChoice>(())
/// ```
pub fn p_median(costs: &ServiceCosts, k: usize, effort: &Effort) -> Result<SiteChoice, NoChoice> {
    check_count(costs, k)?;
    let mut found = search(costs, k, effort.seed, effort.starts);
    if found.total() >= costs.penalty() {
        found = Sites::new(costs, reaching_sites(costs, k)?);
        found.improve(costs);
    }
    if effort.branches == 0 {
        return Ok(choice(&found, f64::NEG_INFINITY, Method::Search { starts: effort.starts }));
    }
    let proof = prove(costs, k, found, effort.branches);
    let method = if proof.bound >= proof.sites.total() {
        Method::Exact { looked_at: proof.branches }
    } else {
        Method::Search { starts: effort.starts }
    };
    Ok(choice(&proof.sites, proof.bound, method))
}

/// Opens `k` sites so that the largest cost of any demand to its nearest is least (Hakimi 1964). Weights do not count.
///
/// The answer is one of the costs there are: bisection over them, each step a covering problem (Minieka 1970).
///
/// # Errors
/// [`NoChoice`] when `k` is impossible or `k` sites cannot reach every demand.
///
/// # Examples
/// ```
/// use ringshed::analysis::{Effort, ServiceCosts, p_centre};
/// let towns = [0.0_f64, 1.0, 2.0, 10.0, 11.0];
/// let costs = ServiceCosts::new(&[1.0; 5], 5, |demand, site| Some((towns[demand] - towns[site]).abs()));
/// let choice = p_centre(&costs, 2, &Effort::default())?;
/// assert_eq!((choice.value, choice.gap()), (1.0, 0.0));
/// # Ok::<(), ringshed::analysis::NoChoice>(())
/// ```
pub fn p_centre(costs: &ServiceCosts, k: usize, effort: &Effort) -> Result<SiteChoice, NoChoice> {
    check_count(costs, k)?;
    let mut open = reaching_sites(costs, k)?;
    let mut radii: Vec<f64> = (0..costs.sites()).flat_map(|site| costs.plain_row(site)).copied().collect();
    radii.retain(|radius| radius.is_finite());
    radii.sort_by(f64::total_cmp);
    radii.dedup();
    let place_of =
        |open: &[usize]| costs.largest(open).map_or(radii.len(), |value| radii.partition_point(|&radius| radius < value));
    // Invariant: `high` is reached by `open`; below `proven` nothing is possible; below `low` nothing was found.
    let (mut proven, mut low, mut high) = (0, 0, place_of(&open));
    let mut looked_at = 0;
    while low < high {
        let middle = low + (high - low) / 2;
        looked_at += 1;
        match cover(&reach(costs, radii[middle]), costs.demands(), k, effort.branches.max(1).saturating_mul(COVER_BRANCHES))
        {
            Cover::Found(sites) => {
                open = sites;
                high = place_of(&open);
            }
            Cover::Impossible => (low, proven) = (middle + 1, middle + 1),
            Cover::Unknown => low = middle + 1,
        }
    }
    let bound = radii.get(proven).copied().unwrap_or_default();
    fill(costs, k, &mut open);
    let method = if proven >= high { Method::Exact { looked_at } } else { Method::Search { starts: looked_at } };
    Ok(SiteChoice { value: costs.largest(&open).unwrap_or(bound), sites: open, bound, method })
}

/// Opens `k` sites so that the weight of demands within `limit` of an open site is largest (maximal covering location, Church &
/// ReVelle 1974): p-median with cost 0 within the limit and 1 beyond. Value and bound are the covered weight.
///
/// # Errors
/// [`NoChoice::Count`].
///
/// # Examples
/// ```
/// use ringshed::analysis::{Effort, ServiceCosts, largest_coverage};
/// let towns = [0.0_f64, 1.0, 2.0, 10.0, 11.0];
/// let weights = [1.0, 1.0, 1.0, 5.0, 5.0];
/// let costs = ServiceCosts::new(&weights, 5, |demand, site| Some((towns[demand] - towns[site]).abs()));
/// assert_eq!(largest_coverage(&costs, &weights, 1.0, 1, &Effort::default())?.value, 10.0);
/// # Ok::<(), ringshed::analysis::NoChoice>(())
/// ```
pub fn largest_coverage(
    costs: &ServiceCosts,
    weights: &[f64],
    limit: f64,
    k: usize,
    effort: &Effort,
) -> Result<SiteChoice, NoChoice> {
    let beyond = |demand: usize, site: usize| costs.cost(demand, site).is_none_or(|cost| cost > limit);
    let missed = ServiceCosts::new(weights, costs.sites(), |demand, site| Some(f64::from(u8::from(beyond(demand, site)))));
    let choice = p_median(&missed, k, effort)?;
    let all: f64 = weights.iter().sum();
    Ok(SiteChoice { value: all - choice.value, bound: all - choice.bound, ..choice })
}

fn check_count(costs: &ServiceCosts, k: usize) -> Result<(), NoChoice> {
    let possible = (1..=costs.sites()).contains(&k);
    if possible { Ok(()) } else { Err(NoChoice::Count { wanted: k, sites: costs.sites() }) }
}

/// Which demands each site reaches at most at this cost.
fn reach(costs: &ServiceCosts, radius: f64) -> Vec<Bits> {
    let row = |site: usize| {
        let mut reached = Bits::empty(costs.demands());
        let within = costs.plain_row(site).iter().enumerate().filter(|(_, cost)| **cost <= radius);
        within.for_each(|(demand, _)| reached.insert(demand));
        reached
    };
    (0..costs.sites()).map(row).collect()
}

/// Any `k` sites that reach every demand.
fn reaching_sites(costs: &ServiceCosts, k: usize) -> Result<Vec<usize>, NoChoice> {
    if costs.all_in_reach() {
        return Ok((0..k).collect());
    }
    let served = |demand: usize| (0..costs.sites()).any(|site| costs.cost(demand, site).is_some());
    let demands: Vec<usize> = (0..costs.demands()).filter(|&demand| !served(demand)).collect();
    if !demands.is_empty() {
        return Err(NoChoice::OutOfReach { demands });
    }
    match cover(&reach(costs, f64::MAX), costs.demands(), k, 20_000) {
        Cover::Found(mut open) => {
            fill(costs, k, &mut open);
            Ok(open)
        }
        Cover::Impossible => Err(NoChoice::TooFew { wanted: k, proven: true }),
        Cover::Unknown => Err(NoChoice::TooFew { wanted: k, proven: false }),
    }
}

/// Opens further sites, first by number, until there are `k`.
fn fill(costs: &ServiceCosts, k: usize, open: &mut Vec<usize>) {
    let closed: Vec<usize> = (0..costs.sites()).filter(|site| !open.contains(site)).collect();
    open.extend(closed.into_iter().take(k.saturating_sub(open.len())));
    open.sort_unstable();
}

fn choice(sites: &Sites, bound: f64, method: Method) -> SiteChoice {
    let mut open = sites.open().to_vec();
    open.sort_unstable();
    SiteChoice { sites: open, value: sites.total(), bound, method }
}

#[cfg(test)]
#[path = "sites_tests.rs"]
mod tests;
