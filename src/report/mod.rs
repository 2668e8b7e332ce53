//! Results become layers and tables: columns, order, rounding and labels are decided here, so that numbers stay at full precision
//! inside.
//!
//! | column | unit | decimals |
//! |---|---|---|
//! | `area_km2`, `perimeter_km`, `km` | km2, km | 6 |
//! | `minutes`, `band` | minutes | 2 |
//! | `population` | people | 0 |
//! | `gdp` | unit of the data (embedded China: 100 million yuan) | 4 |
//! | `density` | people per km2 | 3 |
//! | shares and `..._known` | 0 to 1 | 6 |

mod audit;
mod convert;
mod findings;
mod geometry;
pub mod map;
mod measure;
mod number;
mod rings;
mod summary;
mod text;
mod totals;
mod travel;
mod units;
mod zone_shares;

pub use audit::{audit_table, audit_text};
pub use convert::{rounded_layer, with_geometry_columns};
pub use findings::findings_layer;
pub use geometry::Rounding;
pub use measure::{measured_layer, measured_table};
pub use rings::{members_layer, ring_table, ring_text, rings_layer};
pub use summary::{summary_json, summary_table};
pub use travel::{catchments_layer, circles_layer, links_layer, matrix_columns, matrix_values};
pub use units::units_table;
pub use zone_shares::{TransferColumn, ZoneLabel, zone_shares_table, zone_totals_table};
