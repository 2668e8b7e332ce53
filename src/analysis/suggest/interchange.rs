//! Local search for p-median: swap one open site for a closed one as long as that helps.
//!
//! Teitz & Bart (1968), with the fast evaluation of Whitaker (1983) as Resende & Werneck (2007, "A fast swap-based local search
//! procedure for location problems") describe it: for a site to open, what every demand gains and what closing each open site
//! would lose come out of one pass over the demands.

use super::costs::ServiceCosts;

/// A set of open sites with what each demand's nearest and second nearest cost.
#[derive(Clone, Debug)]
pub(super) struct Sites {
    open: Vec<usize>,
    is_open: Vec<bool>,
    /// For each demand the place of its nearest site in `open`.
    nearest: Vec<usize>,
    first: Vec<f64>,
    second: Vec<f64>,
    total: f64,
}

/// Opening one site and closing another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Swap {
    opened: usize,
    /// The place in the list of open sites.
    closed: usize,
    pub(super) profit: f64,
}

impl Sites {
    pub(super) fn new(costs: &ServiceCosts, mut open: Vec<usize>) -> Self {
        open.sort_unstable();
        let mut is_open = vec![false; costs.sites()];
        open.iter().for_each(|&site| is_open[site] = true);
        let demands = costs.demands();
        let mut sites = Self {
            open,
            is_open,
            nearest: vec![0; demands],
            first: vec![0.0; demands],
            second: vec![0.0; demands],
            total: 0.0,
        };
        sites.refresh(costs);
        sites
    }

    pub(super) fn open(&self) -> &[usize] {
        &self.open
    }

    pub(super) fn is_open(&self, site: usize) -> bool {
        self.is_open[site]
    }

    pub(super) fn total(&self) -> f64 {
        self.total
    }

    /// Costs of each demand's nearest and second nearest open site; infinite when only one is open.
    pub(super) fn two_nearest(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.first.iter().copied().zip(self.second.iter().copied())
    }

    /// Swaps until no swap helps.
    pub(super) fn improve(&mut self, costs: &ServiceCosts) {
        loop {
            let least = 1e-12 * self.total.abs();
            match self.best_swap(costs, |_| true, |_| true).filter(|swap| swap.profit > least) {
                Some(swap) => self.apply(costs, swap),
                None => return,
            }
        }
    }

    /// The swap with the largest profit, which may be negative; the first of equal ones by the numbers of the sites.
    pub(super) fn best_swap(
        &self,
        costs: &ServiceCosts,
        may_open: impl Fn(usize) -> bool,
        may_close: impl Fn(usize) -> bool,
    ) -> Option<Swap> {
        let closable: Vec<usize> = (0..self.open.len()).filter(|&place| may_close(self.open[place])).collect();
        let mut losses = vec![0.0; self.open.len()];
        let mut best: Option<Swap> = None;
        for opened in (0..costs.sites()).filter(|&site| !self.is_open[site] && may_open(site)) {
            let gain = self.gain_and_losses(costs.row(opened), &mut losses);
            let Some(closed) = closable.iter().copied().min_by(|&a, &b| losses[a].total_cmp(&losses[b])) else { break };
            let profit = gain - losses[closed];
            if best.is_none_or(|best| profit > best.profit) {
                best = Some(Swap { opened, closed, profit });
            }
        }
        best
    }

    /// What opening a site gains, and what closing each open one would then lose.
    fn gain_and_losses(&self, row: &[f64], losses: &mut [f64]) -> f64 {
        losses.fill(0.0);
        let mut gain = 0.0;
        for (demand, &cost) in row.iter().enumerate() {
            let first = self.first[demand];
            if cost < first {
                gain += first - cost;
            } else {
                losses[self.nearest[demand]] += cost.min(self.second[demand]) - first;
            }
        }
        gain
    }

    pub(super) fn apply(&mut self, costs: &ServiceCosts, swap: Swap) {
        self.is_open[self.open[swap.closed]] = false;
        self.is_open[swap.opened] = true;
        self.open[swap.closed] = swap.opened;
        self.refresh(costs);
    }

    fn refresh(&mut self, costs: &ServiceCosts) {
        self.first.fill(f64::INFINITY);
        self.second.fill(f64::INFINITY);
        for (place, &site) in self.open.iter().enumerate() {
            for (demand, &cost) in costs.row(site).iter().enumerate() {
                if cost < self.first[demand] {
                    self.second[demand] = self.first[demand];
                    self.first[demand] = cost;
                    self.nearest[demand] = place;
                } else if cost < self.second[demand] {
                    self.second[demand] = cost;
                }
            }
        }
        self.total = self.first.iter().sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::random::{Seed, Stream};

    #[test]
    fn the_profit_of_a_swap_is_the_difference_of_totals() {
        let mut random = Stream::new(Seed(5), 0);
        let table: Vec<f64> = (0..12 * 9).map(|_| random.fraction() * 10.0).collect();
        let costs = ServiceCosts::new(&[1.0; 12], 9, |demand, site| Some(table[demand * 9 + site]));
        let sites = Sites::new(&costs, vec![1, 4, 7]);
        let best = sites.best_swap(&costs, |_| true, |_| true).expect("six closed sites");
        let mut profits = Vec::new();
        for opened in [0, 2, 3, 5, 6, 8] {
            for closed in 0..3 {
                let mut open = vec![1, 4, 7];
                open[closed] = opened;
                profits.push(sites.total() - costs.total(&open).expect("all in reach"));
            }
        }
        let largest = profits.into_iter().fold(f64::NEG_INFINITY, f64::max);
        assert!((best.profit - largest).abs() < 1e-9, "{} is not {largest}", best.profit);
        let mut improved = sites.clone();
        improved.apply(&costs, best);
        assert!((improved.total() - (sites.total() - best.profit)).abs() < 1e-9);
    }
}
