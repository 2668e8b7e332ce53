//! The columns that rings and the summary share.

use super::number;
use crate::analysis::Totals;
use crate::layer::Value;

/// The columns of totals, as in the contract of the layer `rings`.
pub(super) const TOTALS_COLUMNS: [&str; 7] =
    ["units", "area_km2", "population", "population_known", "gdp", "gdp_known", "density"];

/// The columns of shares that follow them.
pub(super) const SHARE_COLUMNS: [&str; 2] = ["share_area", "share_population"];

/// One value for each of [`TOTALS_COLUMNS`].
pub(super) fn totals_values(totals: &Totals) -> [Value; 7] {
    [
        number::count(totals.units),
        number::area_km2(totals.area),
        number::people(totals.population.sum()),
        number::share(totals.population.known_share()),
        number::product(totals.gdp.sum()),
        number::share(totals.gdp.known_share()),
        number::density(totals.density()),
    ]
}
