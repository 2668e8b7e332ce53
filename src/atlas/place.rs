//! Points with a name.

use crate::quantity::LonLat;

/// A point with a name: a city centre, a hospital, an airport.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// What outputs call it.
    pub name: String,
    /// Where it is.
    pub at: LonLat,
}

impl Place {
    /// A named point.
    pub fn new(name: impl Into<String>, at: LonLat) -> Self {
        Self { name: name.into(), at }
    }
}
