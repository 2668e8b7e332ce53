//! What the benchmarks share: clocks, repeatable data, and a table of results.

pub(crate) mod clock;
pub(crate) mod data;
pub(crate) mod rivals;
