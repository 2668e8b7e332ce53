//! Proof for p-median: branch and bound on [Lagrangian bounds](super::lagrange).
//!
//! The root's bound is raised with care; sites it decides are fixed. Then the site that the relaxation is least sure of is opened
//! in one branch and closed in the other, depth first. The number of branches is limited, not the time: the same request gives
//! the same answer on any machine.

use super::costs::ServiceCosts;
use super::interchange::Sites;
use super::lagrange::{Fixing, Relaxation, relax};

const ROOT_STEPS: usize = 1_500;
const BRANCH_STEPS: usize = 120;

/// What the proof came to.
pub(super) struct Proof {
    pub(super) sites: Sites,
    /// No set of sites costs less.
    pub(super) bound: f64,
    pub(super) branches: usize,
}

struct Branch {
    fixed: Vec<Fixing>,
    multipliers: Vec<f64>,
    /// Of the branch it came from.
    bound: f64,
}

/// Improves a known solution or proves it best, over at most `limit` branches.
pub(super) fn prove(costs: &ServiceCosts, k: usize, known: Sites, limit: usize) -> Proof {
    let start = first_multipliers(costs, &known);
    // No cost is negative.
    let root = Branch { fixed: vec![Fixing::Free; costs.sites()], multipliers: start, bound: 0.0 };
    let mut proof = Proof { sites: known, bound: 0.0, branches: 0 };
    let mut open = vec![root];
    let mut closed_bound = f64::INFINITY;
    while let Some(branch) = open.pop() {
        if proof.branches >= limit {
            open.push(branch);
            break;
        }
        let steps = if proof.branches == 0 { ROOT_STEPS } else { BRANCH_STEPS };
        proof.branches += 1;
        let upper = proof.sites.total();
        let Some(mut relaxed) = relax(costs, k, &branch.fixed, branch.multipliers, upper, steps) else { continue };
        relaxed.bound = relaxed.bound.max(branch.bound);
        if relaxed.best_total < upper {
            let mut better = Sites::new(costs, relaxed.best_open.clone());
            better.improve(costs);
            proof.sites = better;
        }
        let enough = costs.proves(proof.sites.total());
        if relaxed.bound >= enough {
            closed_bound = closed_bound.min(relaxed.bound);
            continue;
        }
        open.extend(split(k, branch.fixed, &relaxed, enough));
    }
    let left = open.iter().map(|branch| branch.bound).fold(f64::INFINITY, f64::min);
    proof.bound = if open.is_empty() { proof.sites.total() } else { left.min(closed_bound).min(proof.sites.total()) };
    proof
}

/// Between what a demand's nearest and second nearest site cost: where the best multipliers of that solution lie.
fn first_multipliers(costs: &ServiceCosts, known: &Sites) -> Vec<f64> {
    let most = costs.penalty() / 2.0;
    known.two_nearest().map(|(first, second)| if second < most { 0.5 * (first + second) } else { 1.5 * first }).collect()
}

/// The two branches at the least decided site, the likelier one last so that it is taken first; none when all is fixed.
fn split(k: usize, mut fixed: Vec<Fixing>, relaxed: &Relaxation, enough: f64) -> Vec<Branch> {
    if relaxed.fix(k, &mut fixed, enough).is_none() {
        return Vec::new();
    }
    let doubt = |site: &usize| (relaxed.frequency[*site] - 0.5).abs();
    let free = (0..fixed.len()).filter(|&site| fixed[site] == Fixing::Free);
    let branch = |fixed: Vec<Fixing>| Branch { fixed, multipliers: relaxed.multipliers.clone(), bound: relaxed.bound };
    let Some(site) = free.min_by(|a, b| doubt(a).total_cmp(&doubt(b))) else {
        // Everything is fixed by the bound: the one set that is left is looked at as a branch of its own.
        let open = fixed.iter().filter(|&&fixing| fixing == Fixing::Open).count();
        return if open == k && relaxed.best_open.len() == k { last_set(fixed, relaxed) } else { Vec::new() };
    };
    let with = |fixing: Fixing| {
        let mut fixed = fixed.clone();
        fixed[site] = fixing;
        branch(fixed)
    };
    if relaxed.frequency[site] >= 0.5 {
        vec![with(Fixing::Closed), with(Fixing::Open)]
    } else {
        vec![with(Fixing::Open), with(Fixing::Closed)]
    }
}

fn last_set(fixed: Vec<Fixing>, relaxed: &Relaxation) -> Vec<Branch> {
    let is_known = relaxed.best_open.iter().all(|&site| fixed[site] == Fixing::Open);
    if is_known {
        return Vec::new();
    }
    vec![Branch { fixed, multipliers: relaxed.multipliers.clone(), bound: relaxed.bound }]
}
