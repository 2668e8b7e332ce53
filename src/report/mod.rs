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
//! | `access`, `probability`, `demand` and their changes | of the method | 12 significant digits |
//! | `detour_index`, `gravity` | 1, mass squared per square minute | 4 |
//! | `closeness`, `betweenness` | per minute, share | 9 |
//! | `error_minutes`, `error_m` | minutes, m | 4, 2 |

mod access;
mod audit;
mod circle_members;
mod compare;
mod connectivity;
mod convert;
mod findings;
mod geometry;
pub mod map;
mod measure;
mod neighbours;
mod number;
mod rings;
mod suggest;
mod summary;
mod sweep;
mod text;
mod totals;
mod travel;
mod units;
mod zone_shares;

pub use access::{AccessReport, access_layer, access_table, access_text};
pub use audit::{audit_table, audit_text};
pub use circle_members::{circle_members_table, minutes_table};
pub use compare::CompareReport;
pub use connectivity::{LinksReport, centrality_table, connectivity_table, links_layer};
pub use convert::{rounded_layer, with_geometry_columns};
pub use findings::findings_layer;
pub use geometry::Rounding;
pub use measure::{measured_layer, measured_table};
pub use neighbours::{neighbours_gal, neighbours_table};
pub use rings::{DrawnRow, assignment_table, drawn_table, members_layer, ring_table, ring_text, rings_layer};
pub use suggest::{proposal_json, proposal_layer, proposal_scheme, proposal_table, proposal_text};
pub use summary::{summary_json, summary_table};
pub use sweep::SweepReport;
pub use travel::{MatrixColumn, catchments_layer, circles_layer, matrix_columns, matrix_values, surface_layer};
pub use units::units_table;
pub use zone_shares::{TransferColumn, ZoneLabel, zone_shares_table, zone_totals_table};
