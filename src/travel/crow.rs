//! The distance-based model: as the crow flies, lengthened by a detour and ridden at a realised speed.
//!
//! `minutes = 60 * detour * km / speed_kmh`, km geodesic on WGS84. Detour 1.3: 1.324 is the mean of 25 Chinese cities, 1.343 the
//! radial mean of 300 European cities. Speed 80 km/h is ours; planning practice treats 50 to 70 km as one hour, which is 65 to
//! 91 km/h realised. The speed is that of the whole way, so minutes are door-to-door unless the caller says otherwise.

use super::reach::{Source, Spread};
use super::trip::Trip;
use crate::geometry::geodesic;
use crate::quantity::{Basis, Kilometres, KilometresPerHour, LonLat, Metres, Minutes};

/// How much longer the way is than the straight line: 1 or more.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Detour(f64);

/// Why a number cannot be a parameter of the distance-based model.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CrowError {
    /// The detour is below 1 or not finite.
    #[error("detour {0} is not possible: it is the length of the way over the straight line, 1 or more (default 1.3)")]
    Detour(f64),
    /// The speed is not above 0 or not finite.
    #[error("speed {0} km/h is not possible: it must be above 0 (default 80)")]
    Speed(f64),
}

impl Default for Detour {
    fn default() -> Self {
        Self(1.3)
    }
}

impl Detour {
    /// Checks and wraps a detour factor.
    ///
    /// # Errors
    /// [`CrowError::Detour`] when it is below 1 or not finite.
    pub fn new(factor: f64) -> Result<Self, CrowError> {
        if factor.is_finite() && factor >= 1.0 { Ok(Self(factor)) } else { Err(CrowError::Detour(factor)) }
    }

    /// The factor.
    pub const fn factor(self) -> f64 {
        self.0
    }
}

/// The distance-based model.
///
/// # Examples
/// ```
/// use ringshed::travel::Crow;
/// use ringshed::{Metres, Minutes};
/// let crow = Crow::default();
/// assert_eq!(crow.minutes(Metres::new(80_000.0)), Minutes::new(78.0));
/// assert!((crow.reach(Minutes::new(78.0)).metres() - 80_000.0).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crow {
    detour: Detour,
    speed: KilometresPerHour,
    basis: Basis,
}

impl Default for Crow {
    fn default() -> Self {
        Self { detour: Detour::default(), speed: KilometresPerHour::new(80.0), basis: Basis::DoorToDoor }
    }
}

impl Crow {
    /// A model with its two parameters; its minutes are door-to-door.
    ///
    /// # Errors
    /// [`CrowError::Speed`] when the speed is not above 0.
    pub fn new(detour: Detour, speed: KilometresPerHour) -> Result<Self, CrowError> {
        let kmh = speed.kilometres_per_hour();
        if kmh.is_finite() && kmh > 0.0 {
            Ok(Self { detour, speed, basis: Basis::DoorToDoor })
        } else {
            Err(CrowError::Speed(kmh))
        }
    }

    /// The same with minutes that are of something else: the numbers stay, what they are called changes.
    #[must_use]
    pub fn with_basis(self, basis: Basis) -> Self {
        Self { basis, ..self }
    }

    /// The speed of the whole way.
    pub const fn speed(&self) -> KilometresPerHour {
        self.speed
    }

    /// What the minutes are of.
    pub const fn basis(&self) -> Basis {
        self.basis
    }

    /// Minutes for a geodesic distance.
    pub fn minutes(&self, distance: Metres) -> Minutes {
        let way = Kilometres::from(distance).kilometres() * self.detour.factor();
        Minutes::new(60.0 * way / self.speed.kilometres_per_hour())
    }

    /// The geodesic distance that can be covered in some minutes.
    pub fn reach(&self, minutes: Minutes) -> Metres {
        let way = minutes.minutes() / 60.0 * self.speed.kilometres_per_hour();
        Kilometres::new(way / self.detour.factor()).into()
    }

    /// The way between two positions.
    pub(super) fn trip(&self, from: LonLat, to: LonLat) -> Trip {
        let distance = geodesic::distance(from, to);
        Trip { distance, minutes: Some(self.minutes(distance)), parts: None, ride: None }
    }

    /// The length of the way between two positions.
    pub(super) fn way(&self, from: LonLat, to: LonLat) -> Metres {
        geodesic::distance(from, to) * self.detour.factor()
    }

    /// The surface of minutes around a position.
    pub(super) fn source(&self, at: LonLat) -> Source {
        let minutes_per_metre = self.minutes(Metres::new(1.0)).minutes();
        Source { at, start: Minutes::new(0.0), spread: Spread::Way { minutes_per_metre, limit: None } }
    }

    pub(super) fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("detour", self.detour.factor()), ("speed_kmh", self.speed.kilometres_per_hour())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_hour_is_within_planning_practice() {
        let reach = Kilometres::from(Crow::default().reach(Minutes::new(60.0))).kilometres();
        assert!((50.0..=70.0).contains(&reach), "{reach}");
    }

    #[test]
    fn impossible_parameters_are_named() {
        for factor in [0.99, f64::NAN, f64::INFINITY, -1.0] {
            assert!(Detour::new(factor).is_err(), "{factor}");
        }
        for speed in [0.0, -80.0, f64::NAN, f64::INFINITY] {
            let error = Crow::new(Detour(1.3), KilometresPerHour::new(speed)).expect_err("impossible");
            assert!(error.to_string().contains("above 0"), "{error}");
        }
    }
}
