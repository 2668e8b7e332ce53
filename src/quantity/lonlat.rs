//! A validated position: longitude and latitude in degrees on WGS84.

use std::fmt;
use std::str::FromStr;

use geo_types::{Coord, Point};

/// A position in degrees on WGS84, longitude first, as in GeoJSON.
///
/// Both numbers are finite, the longitude is within -180..=180 and the latitude within -90..=90; so a `LonLat` cannot hold
/// swapped axes that are out of range, nor projected metres.
///
/// # Examples
/// ```
/// use ringshed::LonLat;
/// let beijing = LonLat::new(116.397, 39.9075)?;
/// assert_eq!(beijing.lon(), 116.397);
/// assert!(LonLat::new(39.9075, 116.397).is_err());
/// assert_eq!("116.397,39.9075".parse::<LonLat>()?, beijing);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

/// Why two numbers are not a position, with a guess at what they are.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LonLatError {
    /// A number is NaN or infinite.
    #[error("longitude {lon} and latitude {lat} must be finite numbers")]
    NotFinite {
        /// The longitude given.
        lon: f64,
        /// The latitude given.
        lat: f64,
    },
    /// The latitude is beyond a pole but the longitude would be a latitude.
    #[error("latitude {lat} is not within -90..90; the axes look swapped: give longitude first, then latitude")]
    Swapped {
        /// The longitude given.
        lon: f64,
        /// The latitude given.
        lat: f64,
    },
    /// The numbers are far beyond degrees.
    #[error("{lon},{lat} looks like projected metres, not degrees: convert to WGS84 longitude/latitude first")]
    Projected {
        /// The longitude given.
        lon: f64,
        /// The latitude given.
        lat: f64,
    },
    /// A number is out of range otherwise.
    #[error("{lon},{lat} is out of range: longitude must be within -180..180 and latitude within -90..90")]
    OutOfRange {
        /// The longitude given.
        lon: f64,
        /// The latitude given.
        lat: f64,
    },
    /// The text is not two numbers with a comma between them.
    #[error("'{given}' is not 'lon,lat': two numbers in degrees with a comma between them, for example 116.397,39.9075")]
    NotTwoNumbers {
        /// The text given.
        given: String,
    },
}

impl LonLat {
    /// Checks and wraps a longitude and a latitude in degrees.
    ///
    /// # Errors
    /// [`LonLatError`] when a number is not finite or out of range; it says whether the axes look swapped or projected.
    pub fn new(lon: f64, lat: f64) -> Result<Self, LonLatError> {
        if !lon.is_finite() || !lat.is_finite() {
            return Err(LonLatError::NotFinite { lon, lat });
        }
        if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) {
            return Ok(Self { lon, lat });
        }
        if lon.abs() > 1000.0 || lat.abs() > 1000.0 {
            return Err(LonLatError::Projected { lon, lat });
        }
        if lat.abs() > 90.0 && lat.abs() <= 180.0 && lon.abs() <= 90.0 {
            return Err(LonLatError::Swapped { lon, lat });
        }
        Err(LonLatError::OutOfRange { lon, lat })
    }

    /// The nearest valid position to finite numbers: longitude wrapped into -180..=180, latitude clamped to -90..=90.
    /// For results of computation, never for input.
    pub(crate) fn wrapped(lon: f64, lat: f64) -> Self {
        let wrapped = if (-180.0..=180.0).contains(&lon) { lon } else { (lon + 180.0).rem_euclid(360.0) - 180.0 };
        Self { lon: wrapped, lat: lat.clamp(-90.0, 90.0) }
    }

    /// Longitude in degrees, -180..=180.
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, -90..=90.
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// The same position as a coordinate of the geometry library (x = longitude, y = latitude).
    pub fn coord(self) -> Coord<f64> {
        Coord { x: self.lon, y: self.lat }
    }
}

impl TryFrom<Coord<f64>> for LonLat {
    type Error = LonLatError;

    fn try_from(coord: Coord<f64>) -> Result<Self, LonLatError> {
        Self::new(coord.x, coord.y)
    }
}

impl From<LonLat> for Coord<f64> {
    fn from(position: LonLat) -> Self {
        position.coord()
    }
}

impl From<LonLat> for Point<f64> {
    fn from(position: LonLat) -> Self {
        Point(position.coord())
    }
}

impl fmt::Display for LonLat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.lon, self.lat)
    }
}

impl FromStr for LonLat {
    type Err = LonLatError;

    fn from_str(text: &str) -> Result<Self, LonLatError> {
        let numbers = || -> Option<(f64, f64)> {
            let (lon, lat) = text.split_once(',')?;
            Some((lon.trim().parse().ok()?, lat.trim().parse().ok()?))
        };
        let (lon, lat) = numbers().ok_or_else(|| LonLatError::NotTwoNumbers { given: text.to_string() })?;
        Self::new(lon, lat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn range_errors_say_what_it_looks_like() {
        assert!(matches!(LonLat::new(39.9, 116.4), Err(LonLatError::Swapped { .. })));
        assert!(matches!(LonLat::new(12_957_000.0, 4_852_000.0), Err(LonLatError::Projected { .. })));
        assert!(matches!(LonLat::new(116.4, 91.0), Err(LonLatError::OutOfRange { .. })));
        assert!(matches!(LonLat::new(f64::NAN, 0.0), Err(LonLatError::NotFinite { .. })));
        assert!(LonLat::new(-180.0, -90.0).is_ok() && LonLat::new(180.0, 90.0).is_ok());
    }

    #[test]
    fn text_with_negative_numbers() {
        assert_eq!("-74.006, 40.7128".parse::<LonLat>(), LonLat::new(-74.006, 40.7128));
        assert!("Beijing".parse::<LonLat>().is_err());
        assert!("1,2,3".parse::<LonLat>().is_err());
    }

    #[test]
    fn wrapping_keeps_the_place() {
        assert_eq!(LonLat::wrapped(190.0, 0.0).lon(), -170.0);
        assert_eq!(LonLat::wrapped(-190.0, 0.0).lon(), 170.0);
        assert_eq!(LonLat::wrapped(180.0, 0.0).lon(), 180.0);
    }
}
