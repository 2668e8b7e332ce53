//! Seeded search for p-median: greedy starts with chance in them, local search, and paths between good solutions.
//!
//! After Resende & Werneck (2004, "A hybrid heuristic for the p-median problem", Journal of Heuristics 10): each start opens sites
//! one by one, the best of a small random sample each time, and is improved by [interchange](super::interchange). The best
//! results are then joined pairwise: walking from one to the other by the best swaps (path relinking), the best set on the way is
//! improved too. Starts and paths work in parallel, each with its own random numbers; results are combined in order.

use rayon::prelude::*;

use super::costs::ServiceCosts;
use super::interchange::Sites;
use crate::analysis::random::{Seed, Stream};

/// How many of the best solutions are joined by paths.
const ELITE: usize = 8;

/// The best set of `k` sites found from `starts` starts, given `1 <= k <= sites`.
pub(super) fn search(costs: &ServiceCosts, k: usize, seed: Seed, starts: usize) -> Sites {
    let start = |number: usize| {
        let mut sites = Sites::new(costs, sampled_greedy(costs, k, &mut Stream::new(seed, number as u64)));
        sites.improve(costs);
        sites
    };
    let mut pool: Vec<Sites> = (0..starts.max(1)).into_par_iter().map(start).collect();
    loop {
        keep_best(&mut pool);
        let best = pool[0].total();
        let pairs: Vec<(usize, usize)> = (0..pool.len()).flat_map(|b| (0..b).map(move |a| (a, b))).collect();
        let joined: Vec<Sites> = pairs.into_par_iter().filter_map(|(a, b)| path(costs, &pool[a], &pool[b])).collect();
        pool.extend(joined);
        keep_best(&mut pool);
        if pool[0].total() >= best {
            return pool.swap_remove(0);
        }
    }
}

/// Sorts by total, drops repetitions, and keeps the first few.
fn keep_best(pool: &mut Vec<Sites>) {
    pool.sort_by(|a, b| a.total().total_cmp(&b.total()).then_with(|| a.open().cmp(b.open())));
    pool.dedup_by(|a, b| a.total() == b.total() && same_sites(a, b));
    pool.truncate(ELITE);
}

fn same_sites(a: &Sites, b: &Sites) -> bool {
    a.open().iter().all(|&site| b.is_open(site))
}

/// Opens sites one by one: of a random sample of `log2(sites / k)` closed ones (2 at least) the one that helps most.
fn sampled_greedy(costs: &ServiceCosts, k: usize, random: &mut Stream) -> Vec<usize> {
    let sample = ((costs.sites() as f64 / k as f64).log2().ceil() as usize).max(2);
    let mut closed: Vec<usize> = (0..costs.sites()).collect();
    let mut open = Vec::with_capacity(k);
    let mut first = vec![costs.penalty(); costs.demands()];
    while open.len() < k && !closed.is_empty() {
        let mut best: Option<(f64, usize)> = None;
        for _ in 0..sample {
            let place = random.below(closed.len());
            let gain: f64 = costs.row(closed[place]).iter().zip(&first).map(|(cost, first)| (first - cost).max(0.0)).sum();
            if best.is_none_or(|(largest, _)| gain > largest) {
                best = Some((gain, place));
            }
        }
        let Some((_, place)) = best else { break };
        let site = closed.swap_remove(place);
        first.iter_mut().zip(costs.row(site)).for_each(|(first, cost)| *first = first.min(*cost));
        open.push(site);
    }
    open
}

/// Walks from one set to another by the best swap at each step; the best set strictly between, improved.
fn path(costs: &ServiceCosts, from: &Sites, to: &Sites) -> Option<Sites> {
    let mut walker = from.clone();
    let mut best: Option<Sites> = None;
    loop {
        let opens = |site: usize| to.is_open(site);
        let swap = walker.best_swap(costs, opens, |site| !to.is_open(site))?;
        walker.apply(costs, swap);
        if same_sites(&walker, to) {
            break;
        }
        if best.as_ref().is_none_or(|best| walker.total() < best.total()) {
            best = Some(walker.clone());
        }
    }
    let mut best = best?;
    best.improve(costs);
    Some(best)
}
