//! What is computed: regions, statistics, audit, circles, catchments, matrix, links, measures, membership of points.
//!
//! Plain functions over borrowed inputs that give plain results. This is the only module that works in parallel; results are
//! collected by input order and added up in that order, so that one and many threads give the same.

mod areal;
mod audit;
mod catchments;
mod check;
mod circles;
mod links;
mod matrix;
mod measure;
mod membership;
mod regions;
mod reproject;
mod simplify_layer;
mod statistics;
mod tally;
mod zone_shares;

pub use areal::{PopulationCover, PopulationInside};
pub use audit::{
    Audit, AuditKind, AuditRow, CheckedStatement, Measure, Printed, Published, PublishedColumn, PublishedRow, Statement,
    StatementKind, audit,
};
pub use catchments::{Catchment, CatchmentRequest, Catchments, catchments};
pub use check::{
    CheckOptions, CoverageFaults, Listed, Overlap, Patch, Polygons, Shift, check_layer, coverage_faults, detect_shift,
};
pub use circles::{Centre, Circle, CircleRequest, Origin, circles};
pub use links::{Link, links};
pub use matrix::{Cell, for_each_row, matrix_row};
pub use measure::{Measures, measure};
pub use membership::{Located, Locator};
pub use regions::{Region, Regions, study_area};
pub use reproject::reproject;
pub use simplify_layer::{VertexCounts, simplify_layer};
pub use statistics::{
    AreaStatistics, GrowthMultiples, HinterlandStatistics, RingStatistics, Statistics, Totals, area_statistics,
    unit_statistics,
};
pub use tally::Tally;
pub use zone_shares::{Transferred, ZoneShare, ZoneShares, ZoneTotal, zone_shares, zone_totals};

#[cfg(test)]
mod test_plans;
#[cfg(test)]
mod tests;
