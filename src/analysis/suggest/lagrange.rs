//! Lower bounds for p-median by Lagrangian relaxation.
//!
//! The rule that every demand is served exactly once is relaxed with a multiplier for each demand. What remains is solved at
//! sight: a site is worth `sum over demands of min(0, cost - multiplier)`, and the `k` most negative sites are opened. The bound
//! is the sum of the multipliers plus the worth of those sites; subgradient steps raise it (Cornuejols, Fisher & Nemhauser 1977;
//! Beasley 1985). At a good bound sites whose forced opening or closing would lift it over the best known total are fixed.

use super::costs::ServiceCosts;

/// What is known of a site in one branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fixing {
    Open,
    Closed,
    Free,
}

/// A bound, how it came about, and the best set met on the way.
#[derive(Clone, Debug)]
pub(super) struct Relaxation {
    pub(super) bound: f64,
    pub(super) multipliers: Vec<f64>,
    /// How often each site was opened lately, 0 to 1: near 0.5 it is undecided.
    pub(super) frequency: Vec<f64>,
    pub(super) best_open: Vec<usize>,
    pub(super) best_total: f64,
    worth: Vec<f64>,
}

/// One evaluation of the relaxed problem.
struct Step {
    bound: f64,
    worth: Vec<f64>,
    open: Vec<usize>,
}

/// Raises the bound by subgradient steps from given multipliers, until it proves that nothing below `upper` is left, the steps
/// become too small, or `steps` are done. `None` when the fixings leave no set of `k` sites.
pub(super) fn relax(
    costs: &ServiceCosts,
    k: usize,
    fixed: &[Fixing],
    start: Vec<f64>,
    upper: f64,
    steps: usize,
) -> Option<Relaxation> {
    let mut multipliers = start;
    let mut direction = vec![0.0; costs.demands()];
    let (mut scale, mut failures) = (1.5, 0);
    let first = evaluate(costs, k, fixed, &multipliers)?;
    let mut best = Relaxation {
        bound: first.bound,
        multipliers: multipliers.clone(),
        frequency: vec![0.5; costs.sites()],
        best_total: costs.penalised_total(&first.open),
        best_open: first.open.clone(),
        worth: first.worth.clone(),
    };
    let mut step = first;
    for _ in 0..steps {
        best.note_open(costs, &step);
        if step.bound > best.bound + 1e-9 * best.bound.abs() {
            (best.bound, failures) = (step.bound, 0);
            best.multipliers.clone_from(&multipliers);
            best.worth.clone_from(&step.worth);
        } else {
            failures += 1;
        }
        if failures >= 20 {
            (scale, failures) = (scale / 2.0, 0);
            multipliers.clone_from(&best.multipliers);
        }
        let target = upper.min(best.best_total);
        if best.bound >= costs.proves(target) || scale < 0.002 {
            break;
        }
        if !advance(costs, &step, &mut multipliers, &mut direction, scale * (target - step.bound)) {
            break;
        }
        step = evaluate(costs, k, fixed, &multipliers)?;
    }
    Some(best)
}

fn evaluate(costs: &ServiceCosts, k: usize, fixed: &[Fixing], multipliers: &[f64]) -> Option<Step> {
    let worth_of = |site: usize| -> f64 {
        costs.row(site).iter().zip(multipliers).map(|(cost, multiplier)| (cost - multiplier).min(0.0)).sum()
    };
    let worth: Vec<f64> = (0..costs.sites()).map(worth_of).collect();
    let of = |wanted: Fixing| (0..costs.sites()).filter(move |&site| fixed[site] == wanted);
    let mut open: Vec<usize> = of(Fixing::Open).collect();
    let mut free: Vec<usize> = of(Fixing::Free).collect();
    let wanted = k.checked_sub(open.len()).filter(|&wanted| wanted <= free.len())?;
    free.sort_by(|&a, &b| worth[a].total_cmp(&worth[b]).then(a.cmp(&b)));
    open.extend(&free[..wanted]);
    let bound = multipliers.iter().sum::<f64>() + open.iter().map(|&site| worth[site]).sum::<f64>();
    Some(Step { bound, worth, open })
}

/// One step along the subgradient, a part of the direction before kept (Crowder 1976). False when there is none left.
fn advance(costs: &ServiceCosts, step: &Step, multipliers: &mut [f64], direction: &mut [f64], length: f64) -> bool {
    let mut served = vec![0.0; multipliers.len()];
    for &site in &step.open {
        for (demand, (cost, multiplier)) in costs.row(site).iter().zip(multipliers.iter()).enumerate() {
            served[demand] += f64::from(u8::from(cost < multiplier));
        }
    }
    for (direction, served) in direction.iter_mut().zip(&served) {
        *direction = 1.0 - served + 0.3 * *direction;
    }
    let norm: f64 = direction.iter().map(|part| part * part).sum();
    if norm < 1e-12 {
        return false;
    }
    multipliers.iter_mut().zip(direction.iter()).for_each(|(multiplier, part)| *multiplier += length / norm * part);
    true
}

impl Relaxation {
    /// Every relaxed solution is a set of sites: it may be the best one yet.
    fn note_open(&mut self, costs: &ServiceCosts, step: &Step) {
        let total = costs.penalised_total(&step.open);
        if total < self.best_total {
            self.best_total = total;
            self.best_open.clone_from(&step.open);
        }
        self.frequency.iter_mut().for_each(|frequency| *frequency *= 0.9);
        step.open.iter().for_each(|&site| self.frequency[site] += 0.1);
    }

    /// Fixes the free sites whose other state the bound rules out. `None` when that leaves nothing.
    pub(super) fn fix(&self, k: usize, fixed: &mut [Fixing], proof: f64) -> Option<()> {
        let mut free: Vec<usize> = (0..fixed.len()).filter(|&site| fixed[site] == Fixing::Free).collect();
        let open = fixed.iter().filter(|&&fixing| fixing == Fixing::Open).count();
        let wanted = k.checked_sub(open).filter(|&wanted| wanted <= free.len())?;
        free.sort_by(|&a, &b| self.worth[a].total_cmp(&self.worth[b]).then(a.cmp(&b)));
        let (chosen, others) = free.split_at(wanted);
        let (last, next) = (chosen.last().map(|&site| self.worth[site]), others.first().map(|&site| self.worth[site]));
        for &site in chosen {
            if next.is_none_or(|next| self.bound - self.worth[site] + next >= proof) {
                fixed[site] = Fixing::Open;
            }
        }
        for &site in others {
            if last.is_none_or(|last| self.bound - last + self.worth[site] >= proof) {
                fixed[site] = Fixing::Closed;
            }
        }
        Some(())
    }
}
