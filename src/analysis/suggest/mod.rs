//! Proposals: centres and ring thresholds that best meet a stated objective under constraints.
//!
//! | objective | by | proof |
//! |---|---|---|
//! | [p-median](p_median) | search with path relinking | branch and bound on Lagrangian bounds |
//! | [p-centre](p_centre) | bisection over covering problems | the same |
//! | [largest coverage](largest_coverage) | as p-median | as p-median |
//! | any of these with [rules for catchments](choose_sites) | every set where few, else search | every set, else the bound without rules |
//! | [thresholds](choose_thresholds) | dynamic programming | exact |
//!
//! [`check_sites`] and [`check_thresholds`] verify a result without any of this.

mod branch;
mod catchment;
mod check;
mod costs;
mod cover;
mod interchange;
mod lagrange;
mod proposal;
mod search;
mod sites;
mod thresholds;

pub use catchment::{CatchmentRules, Shortfall, SiteObjective, SiteRequest, choose_sites};
pub use check::{check_sites, check_thresholds};
pub use costs::ServiceCosts;
pub use proposal::{
    Connection, CoreRole, Cost, Objective, Proposal, ProposalRequest, ProposedRing, ProposedUnit, Weight, propose,
};
pub use sites::{Effort, Method, NoChoice, SiteChoice, largest_coverage, p_centre, p_median};
pub use thresholds::{
    CoreNeighbours, NoThresholds, RingCandidate, ThresholdChoice, ThresholdObjective, ThresholdRequest, choose_thresholds,
};
