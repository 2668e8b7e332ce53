//! Proposals: centres and ring thresholds that best meet a stated objective.

mod branch;
mod costs;
mod cover;
mod interchange;
mod lagrange;
mod search;
mod sites;

pub use costs::ServiceCosts;
pub use sites::{Effort, Method, NoChoice, SiteChoice, largest_coverage, p_centre, p_median};
