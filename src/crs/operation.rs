//! What a transformation did.

/// The operation that PROJ used for a position.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Its name: the conversions and transformations it is made of.
    pub name: String,
    /// How exact it is, in metres; `None` when that is not known.
    pub accuracy: Option<f64>,
    /// True when the datums are taken as equal because nothing better is known.
    pub is_ballpark: bool,
}

/// Parameters of a transverse Mercator projection, of which Gauss-Kruger is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransverseMercator {
    /// Degrees east of Greenwich.
    pub meridian: f64,
    /// Metres.
    pub false_easting: f64,
}
