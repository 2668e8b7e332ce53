//! What is computed: regions, statistics, audit, circles, catchments, matrix, links, measures, membership of points.
//!
//! Plain functions over borrowed inputs that give plain results. This is the only module that works in parallel; results are
//! collected by input order and added up in that order, so that one and many threads give the same.

mod access;
mod areal;
mod audit;
mod catchments;
mod check;
mod circles;
mod compare;
mod connectivity;
mod contiguity;
mod core_minutes;
mod dissolve_layer;
mod drawn;
mod links;
mod matrix;
mod measure;
mod membership;
mod minutes_table;
mod nearest;
mod random;
mod regions;
mod reproject;
mod rules;
mod sensitivity;
mod served;
mod simplify_layer;
mod statistics;
mod suggest;
mod surface;
mod tally;
mod zone_shares;

pub use access::{
    Access, AccessMethod, AccessRequest, AmountError, Amounts, AverageTime, Choice, Decay, DecayError, ENHANCED_STEPS,
    FloatingCatchment, FloatingCatchments, Holding, Huff, OwnSupply, Step, THREE_STEP_STEPS, TheilParts, access,
    access_findings, accessibility_poverty, average_times, concentration, corrected_concentration, duplicate_names, gini,
    mass, palma, potentials, theil,
};
pub use areal::{PopulationCover, PopulationInside};
pub use audit::{
    Audit, AuditKind, AuditRow, CheckedStatement, Measure, Printed, Published, PublishedColumn, PublishedRow, Statement,
    StatementKind, audit,
};
pub use catchments::{Catchment, CatchmentOptions, CatchmentRequest, Catchments, catchments};
pub use check::{
    CheckOptions, CoverageFaults, Listed, Overlap, Patch, Polygons, Shift, check_layer, coverage_faults, detect_shift,
};
pub use circles::{
    Bands, Centre, Circle, CircleMember, CircleOptions, CircleRequest, Grouping, MemberRule, Origin, PeopleInPlaces,
    PopulatedPlace, TravelSurface, circle_members, circles, travel_surfaces,
};
pub use compare::{
    BorderKind, Change, Comparison, Flow, Ground, KnownSum, Pair, RingChange, RingProfile, Shape, Sums, WholeFigures,
    adjusted_rand_index, compare,
};
pub use connectivity::{
    Bridge, Component, Connectivity, ConnectivityRequest, Fences, LinkFigures, LinkGraph, NodeFigures, connectivity,
    detour_index, gravity, link_figures,
};
pub use contiguity::{Contiguity, ContiguityRule, NeighbourPair, Orders};
pub use core_minutes::{CoreMinutes, MemberPlace, core_minutes};
pub use dissolve_layer::{DissolvedLayer, dissolve_layer};
pub use drawn::{AssignRule, Drawn, UnknownAssignRule, assign_to_drawn};
pub use links::{Link, links};
pub use matrix::{Cell, for_each_row, matrix_row};
pub use measure::{Measures, measure};
pub use membership::{Located, Locator};
pub use minutes_table::{MinutesTable, MinutesTableError};
pub use nearest::nearest_centres;
pub use random::{Seed, Stream};
pub use regions::{Region, Regions, study_area};
pub use reproject::{convert_coords, reproject};
pub use rules::{CommutingFlows, FlowTable, RuleMeasures, TravelModels};
pub use sensitivity::{
    BandModel, BreakPoint, Constant, DrawnConstant, Draws, GridPoint, RingModel, RingModelTerms, SchemeModel, UnitDraws,
    Variation, break_points, draws, grid, read_variations, travel_constants, with_travel_constants,
};
pub use served::{CentreFinder, Served};
pub use simplify_layer::{VertexCounts, simplify_layer};
pub use statistics::{
    AreaStatistics, GrowthMultiples, HinterlandStatistics, RingStatistics, Statistics, Totals, area_statistics,
    unit_statistics,
};
pub use suggest::{
    CatchmentRules, Connection, CoreNeighbours, CoreRole, Cost, Effort, Method, NoChoice, NoThresholds, Objective, Proposal,
    ProposalRequest, ProposedRing, ProposedUnit, RingCandidate, ServiceCosts, Shortfall, SiteChoice, SiteObjective,
    SiteRequest, ThresholdChoice, ThresholdObjective, ThresholdRequest, Weight, check_sites, check_thresholds, choose_sites,
    choose_thresholds, largest_coverage, p_centre, p_median, propose,
};
pub use surface::DEFAULT_TOLERANCE;
pub use tally::Tally;
pub use threads::AllThreads;
pub use zone_shares::{Transferred, ZoneShare, ZoneShares, ZoneTotal, zone_shares, zone_totals};

#[cfg(test)]
mod test_plans;
#[cfg(test)]
mod tests;
mod threads;
