//! Which way one travels.

/// Which way one travels between a place and everywhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the place to everywhere.
    From,
    /// From everywhere to the place.
    To,
}
