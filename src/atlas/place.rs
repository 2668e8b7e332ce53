//! Points with a name.

use crate::quantity::LonLat;

/// A point with a name: a city centre, a hospital, an airport.
///
/// # Examples
/// ```
/// use ringshed::{LonLat, Place};
/// let place = Place::new("Xiong'an", LonLat::new(115.93, 38.99)?).with_station("雄安");
/// assert_eq!(place.station.as_deref(), Some("雄安"));
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// What outputs call it.
    pub name: String,
    /// Where it is.
    pub at: LonLat,
    /// The rail station at which trips by train begin and end here, by its name in the table of stations; `None` for a place that
    /// uses the stations around it.
    pub station: Option<String>,
}

impl Place {
    /// A named point.
    pub fn new(name: impl Into<String>, at: LonLat) -> Self {
        Self { name: name.into(), at, station: None }
    }

    /// The same, pinned to a rail station.
    #[must_use]
    pub fn with_station(self, station: impl Into<String>) -> Self {
        Self { station: Some(station.into()), ..self }
    }
}
