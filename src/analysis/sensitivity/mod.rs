//! How rings depend on the constants behind them: over a grid, over random draws, and where units change sides.

mod breaks;
mod draws;
mod grid;
mod model;
mod scheme_model;
mod variation;

pub use breaks::{BreakPoint, break_points};
pub use draws::{DrawnConstant, Draws, UnitDraws, draws};
pub use grid::{GridPoint, grid};
pub use model::{BandModel, RingModel, RingModelTerms, travel_constants, with_travel_constants};
pub use scheme_model::SchemeModel;
pub use variation::{Constant, Variation, read_variations};

#[cfg(test)]
mod tests;
