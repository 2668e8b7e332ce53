//! What it costs to serve every demand from every candidate site.

/// The costs of serving demands from candidate sites, and how much each demand weighs.
///
/// # Examples
/// ```
/// use ringshed::analysis::ServiceCosts;
/// // Two towns on a line, 10 apart, each a candidate.
/// let at = [0.0_f64, 10.0];
/// let costs = ServiceCosts::new(&[3.0, 1.0], 2, |demand, site| Some((at[demand] - at[site]).abs()));
/// assert_eq!(costs.total(&[0]), Some(10.0));
/// assert_eq!(costs.total(&[1]), Some(30.0));
/// ```
#[derive(Clone, Debug)]
pub struct ServiceCosts {
    demands: usize,
    sites: usize,
    /// Site by site: weight times cost for each demand; [`ServiceCosts::penalty`] where the site does not reach it.
    weighted: Vec<f64>,
    /// Site by site: the cost alone; infinite where the site does not reach the demand.
    plain: Vec<f64>,
    /// More than any choice can cost that reaches every demand.
    penalty: f64,
    are_whole: bool,
}

impl ServiceCosts {
    /// The costs of `weights.len()` demands at `sites` candidate sites. `cost` takes the numbers of a demand and of a site; `None`
    /// where the site cannot serve the demand. Weights and costs must not be negative; what is not finite counts as out of reach.
    pub fn new(weights: &[f64], sites: usize, cost: impl Fn(usize, usize) -> Option<f64>) -> Self {
        let demands = weights.len();
        let reachable = |cost: f64| cost.is_finite() && cost >= 0.0;
        let one = |at: usize| cost(at % demands, at / demands).filter(|&cost| reachable(cost)).unwrap_or(f64::INFINITY);
        let plain: Vec<f64> = (0..demands * sites).map(one).collect();
        // A demand without weight must still be within reach: infinity times zero would not be a number.
        let weigh = |(at, &cost): (usize, &f64)| if cost.is_finite() { cost * weights[at % demands] } else { cost };
        let mut weighted: Vec<f64> = plain.iter().enumerate().map(weigh).collect();
        let penalty = 1.0 + largest_total(&weighted, demands, sites);
        let are_whole = penalty < 1e15 && weighted.iter().all(|cost| !cost.is_finite() || cost.fract() == 0.0);
        weighted.iter_mut().filter(|cost| !cost.is_finite()).for_each(|cost| *cost = penalty);
        Self { demands, sites, weighted, plain, penalty, are_whole }
    }

    /// How many demands.
    pub fn demands(&self) -> usize {
        self.demands
    }

    /// How many candidate sites.
    pub fn sites(&self) -> usize {
        self.sites
    }

    /// The cost of serving a demand from a site, not weighted; `None` out of reach.
    pub fn cost(&self, demand: usize, site: usize) -> Option<f64> {
        Some(self.plain[site * self.demands + demand]).filter(|cost| cost.is_finite())
    }

    /// The open site that serves a demand at least cost, the first listed of equal ones; `None` when none reaches it.
    pub fn nearest(&self, demand: usize, open: &[usize]) -> Option<usize> {
        let costs = open.iter().filter_map(|&site| self.cost(demand, site).map(|cost| (site, cost)));
        costs.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(site, _)| site)
    }

    /// The sum of weight times cost over all demands, each served by its nearest open site; `None` when one cannot be served.
    pub fn total(&self, open: &[usize]) -> Option<f64> {
        Some(self.penalised_total(open)).filter(|&total| total < self.penalty)
    }

    /// The largest cost, not weighted, of a demand from its nearest open site; `None` when one cannot be served.
    pub fn largest(&self, open: &[usize]) -> Option<f64> {
        let cost = |demand: usize| self.nearest(demand, open).and_then(|site| self.cost(demand, site));
        (0..self.demands).map(cost).try_fold(0.0_f64, |largest, cost| Some(largest.max(cost?)))
    }

    /// True when every pair is within reach.
    pub(super) fn all_in_reach(&self) -> bool {
        self.plain.iter().all(|cost| cost.is_finite())
    }

    /// Weighted costs of one site, by demand.
    pub(super) fn row(&self, site: usize) -> &[f64] {
        &self.weighted[site * self.demands..(site + 1) * self.demands]
    }

    /// Costs of one site, not weighted, by demand; infinite out of reach.
    pub(super) fn plain_row(&self, site: usize) -> &[f64] {
        &self.plain[site * self.demands..(site + 1) * self.demands]
    }

    /// The total with a penalty for each demand out of reach, larger than everything else together.
    pub(super) fn penalised_total(&self, open: &[usize]) -> f64 {
        let nearest = |demand: usize| open.iter().map(|&site| self.row(site)[demand]).fold(f64::INFINITY, f64::min);
        (0..self.demands).map(nearest).sum()
    }

    pub(super) fn penalty(&self) -> f64 {
        self.penalty
    }

    /// A bound from which on nothing better than `value` is left: with whole costs totals differ by 1 at least.
    pub(super) fn proves(&self, value: f64) -> f64 {
        if self.are_whole { value - 1.0 + 1e-6 } else { value - 1e-9 * value.abs() }
    }
}

fn largest_total(weighted: &[f64], demands: usize, sites: usize) -> f64 {
    let largest = |demand: usize| {
        let costs = (0..sites).map(|site| weighted[site * demands + demand]).filter(|cost| cost.is_finite());
        costs.fold(0.0, f64::max)
    };
    (0..demands).map(largest).sum()
}
