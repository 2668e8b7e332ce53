//! The constants of the rail model, each with its default and the range in which it is uncertain.

use crate::quantity::{Kilometres, KilometresPerHour, Metres, Minutes};
use crate::travel::{Crow, Detour};

/// The constants of trips by rail.
///
/// Defaults are those of [`ParameterRange::ALL`]. In-vehicle minutes use `dwell` and `boarding_radius` only.
///
/// # Examples
/// ```
/// use ringshed::Minutes;
/// use ringshed::travel::RailParameters;
/// let mut parameters = RailParameters::default();
/// parameters.set("entry_min", 40.0)?;
/// assert_eq!(parameters.entry, Minutes::new(40.0));
/// assert!(parameters.set("entry_min", -1.0).is_err_and(|error| error.to_string().contains("0 or more")));
/// # Ok::<(), ringshed::travel::RailParameterError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RailParameters {
    /// Time at each stop passed.
    pub dwell: Minutes,
    /// In-vehicle trips board and end at the stations within this distance of a place, else at the nearest one.
    pub boarding_radius: Metres,
    /// Entry and waiting at the first station together, at least: one comes that much before a train one has a ticket for.
    pub entry: Minutes,
    /// The part of `entry` that is not waiting, at least: the way through the station, security, ticket gate.
    pub security: Minutes,
    /// The longest that half a headway counts as waiting.
    pub wait_cap: Minutes,
    /// Hours a day in which trains run; the headway is these over the trains a day.
    pub service_hours: f64,
    /// Each change of train, without the waiting.
    pub transfer: Minutes,
    /// From how many trains a day that are estimated to run through a ride goes through and is no change of train.
    pub through_trains: f64,
    /// Leaving the last station.
    pub exit: Minutes,
    /// Speed of the way to and from stations.
    pub access_speed: KilometresPerHour,
    /// Length of that way over the straight line.
    pub access_detour: f64,
    /// The farthest station that is used; `None` for any.
    pub access_limit: Option<Metres>,
}

/// A parameter with its default, and the lowest and highest value that is likely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParameterRange {
    /// Its name in outputs, with the unit.
    pub name: &'static str,
    /// The lowest likely value.
    pub low: f64,
    /// The default.
    pub default: f64,
    /// The highest likely value.
    pub high: f64,
}

/// Why a number cannot be a parameter of the rail model.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RailParameterError {
    /// There is no parameter of this name.
    #[error("the rail model has no parameter '{given}'; it has {}", known_names())]
    Unknown {
        /// The name given.
        given: String,
    },
    /// The number is out of range.
    #[error("{name} {value} is not possible: it must be {needed} (default {default})")]
    Impossible {
        /// Name of the parameter, with its unit.
        name: &'static str,
        /// The number given.
        value: f64,
        /// What it must be.
        needed: &'static str,
        /// The default.
        default: f64,
    },
}

const fn range(name: &'static str, low: f64, default: f64, high: f64) -> ParameterRange {
    ParameterRange { name, low, default, high }
}

/// A parameter that is known or a matter of definition.
const fn fixed(name: &'static str, default: f64) -> ParameterRange {
    range(name, default, default, default)
}

impl ParameterRange {
    /// The parameters of the rail model that have a number, in the order of outputs. Detour 1.2 to 1.4 is from literature (see
    /// [`Crow`]); the others are ours. On intercity lines without security checks `entry_min` is 10 (5 to 15).
    pub const ALL: [Self; 11] = [
        fixed("dwell_min", 2.0),
        fixed("boarding_radius_km", 20.0),
        range("entry_min", 15.0, 25.0, 40.0),
        range("security_min", 5.0, 10.0, 15.0),
        fixed("wait_cap_min", 30.0),
        fixed("service_hours", 18.0),
        range("transfer_min", 10.0, 15.0, 30.0),
        fixed("through_trains", 1.0),
        fixed("exit_min", 5.0),
        range("access_speed_kmh", 20.0, 30.0, 40.0),
        range("access_detour", 1.2, 1.3, 1.4),
    ];

    /// How many of [`ParameterRange::ALL`] in-vehicle minutes use.
    pub(super) const IN_VEHICLE: usize = 2;
}

/// What a parameter must be.
#[derive(Clone, Copy, PartialEq)]
enum Needed {
    ZeroOrMore,
    AboveZero,
    OneOrMore,
}

impl Needed {
    fn of(name: &str) -> Self {
        match name {
            "service_hours" | "access_speed_kmh" | "access_limit_km" => Self::AboveZero,
            "access_detour" => Self::OneOrMore,
            _ => Self::ZeroOrMore,
        }
    }

    fn admits(self, value: f64) -> bool {
        // Infinitely many through trains are never there: every leg is a ride of its own.
        value.is_finite()
            && match self {
                Self::ZeroOrMore => value >= 0.0,
                Self::AboveZero => value > 0.0,
                Self::OneOrMore => value >= 1.0,
            }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::ZeroOrMore => "0 or more",
            Self::AboveZero => "above 0",
            Self::OneOrMore => "1 or more",
        }
    }
}

fn known_names() -> String {
    let names: Vec<&str> = ParameterRange::ALL.iter().map(|range| range.name).collect();
    format!("{}, access_limit_km", names.join(", "))
}

impl Default for RailParameters {
    fn default() -> Self {
        Self {
            dwell: Minutes::new(2.0),
            boarding_radius: Metres::new(20_000.0),
            entry: Minutes::new(25.0),
            security: Minutes::new(10.0),
            wait_cap: Minutes::new(30.0),
            service_hours: 18.0,
            transfer: Minutes::new(15.0),
            through_trains: 1.0,
            exit: Minutes::new(5.0),
            access_speed: KilometresPerHour::new(30.0),
            access_detour: 1.3,
            access_limit: None,
        }
    }
}

impl RailParameters {
    /// The value of a parameter by its name in outputs; `None` for an unknown name, and for a limit that is not set.
    pub fn value(&self, name: &str) -> Option<f64> {
        Some(match name {
            "dwell_min" => self.dwell.minutes(),
            "boarding_radius_km" => Kilometres::from(self.boarding_radius).kilometres(),
            "entry_min" => self.entry.minutes(),
            "security_min" => self.security.minutes(),
            "wait_cap_min" => self.wait_cap.minutes(),
            "service_hours" => self.service_hours,
            "transfer_min" => self.transfer.minutes(),
            "through_trains" => self.through_trains,
            "exit_min" => self.exit.minutes(),
            "access_speed_kmh" => self.access_speed.kilometres_per_hour(),
            "access_detour" => self.access_detour,
            "access_limit_km" => Kilometres::from(self.access_limit?).kilometres(),
            _ => return None,
        })
    }

    /// Sets a parameter by its name in outputs, in the unit that the name carries.
    ///
    /// # Errors
    /// [`RailParameterError`] for an unknown name or an impossible value.
    pub fn set(&mut self, name: &str, value: f64) -> Result<(), RailParameterError> {
        match name {
            "dwell_min" => self.dwell = Minutes::new(value),
            "boarding_radius_km" => self.boarding_radius = Kilometres::new(value).into(),
            "entry_min" => self.entry = Minutes::new(value),
            "security_min" => self.security = Minutes::new(value),
            "wait_cap_min" => self.wait_cap = Minutes::new(value),
            "service_hours" => self.service_hours = value,
            "transfer_min" => self.transfer = Minutes::new(value),
            "through_trains" => self.through_trains = value,
            "exit_min" => self.exit = Minutes::new(value),
            "access_speed_kmh" => self.access_speed = KilometresPerHour::new(value),
            "access_detour" => self.access_detour = value,
            "access_limit_km" => self.access_limit = Some(Kilometres::new(value).into()),
            _ => return Err(RailParameterError::Unknown { given: name.to_string() }),
        }
        self.problems().into_iter().find(|problem| problem.is_about(name)).map_or(Ok(()), Err)
    }

    /// Every impossible value, in the order of outputs.
    pub fn problems(&self) -> Vec<RailParameterError> {
        let mut ranges = ParameterRange::ALL.to_vec();
        ranges.push(fixed("access_limit_km", f64::INFINITY));
        let impossible = |range: &ParameterRange| {
            let value = self.value(range.name)?;
            let needed = Needed::of(range.name);
            (!needed.admits(value)).then_some(RailParameterError::Impossible {
                name: range.name,
                value,
                needed: needed.words(),
                default: range.default,
            })
        };
        ranges.iter().filter_map(impossible).collect()
    }

    /// The way to and from stations, by the distance-based model. Impossible values, which [`RailParameters::problems`] tells, give
    /// the default.
    pub(super) fn access(&self) -> Crow {
        let detour = Detour::new(self.access_detour).unwrap_or_default();
        Crow::new(detour, self.access_speed).unwrap_or_default()
    }

    /// Entry and waiting at the first station for trains of which so many run a day.
    ///
    /// Waiting is half a headway, at most the cap. The two together are at least `entry`, and entry alone is at least `security`:
    /// where trains are frequent one comes for a certain train, where they are rare one has to come for it at an awkward time.
    pub(super) fn entry_and_wait(&self, trains: f64) -> (Minutes, Minutes) {
        let headway = self.service_hours * 60.0 / trains;
        let wait = (headway / 2.0).min(self.wait_cap.minutes());
        let entry = (self.entry.minutes() - wait).max(self.security.minutes());
        (Minutes::new(entry), Minutes::new(wait))
    }
}

impl RailParameterError {
    fn is_about(&self, parameter: &str) -> bool {
        match self {
            Self::Unknown { given } => given == parameter,
            Self::Impossible { name, .. } => *name == parameter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_those_of_the_ranges_and_every_name_is_settable() {
        let mut parameters = RailParameters::default();
        for range in ParameterRange::ALL {
            assert_eq!(parameters.value(range.name), Some(range.default), "{}", range.name);
            assert!(range.low <= range.default && range.default <= range.high, "{}", range.name);
            parameters.set(range.name, range.high).expect("likely values are possible");
            assert_eq!(parameters.value(range.name), Some(range.high));
        }
        assert_eq!(parameters.value("access_limit_km"), None, "a limit that is not set is missing");
        parameters.set("access_limit_km", 50.0).expect("possible");
        assert_eq!(parameters.access_limit, Some(Metres::new(50_000.0)));
        assert!(parameters.set("speed", 1.0).is_err_and(|error| error.to_string().contains("dwell_min")));
    }

    #[test]
    fn impossible_values_are_all_named() {
        let mut parameters = RailParameters { dwell: Minutes::new(-1.0), access_detour: 0.5, ..RailParameters::default() };
        parameters.service_hours = f64::NAN;
        parameters.access_limit = Some(Metres::new(0.0));
        let named: Vec<String> = parameters.problems().iter().map(ToString::to_string).collect();
        assert_eq!(named.len(), 4, "{named:?}");
        assert_eq!(named[0], "dwell_min -1 is not possible: it must be 0 or more (default 2)");
    }

    #[test]
    fn entry_and_wait_stay_within_the_range_of_practice() {
        let parameters = RailParameters::default();
        let of = |trains: f64| {
            let (entry, wait) = parameters.entry_and_wait(trains);
            (entry.minutes(), wait.minutes())
        };
        // 18 hours and 108 trains: one every 10 minutes.
        assert_eq!(of(108.0), (20.0, 5.0));
        assert_eq!(of(36.0), (10.0, 15.0));
        assert_eq!(of(27.0), (10.0, 20.0), "half a headway of 40 minutes, and security");
        assert_eq!(of(1.0), (10.0, 30.0), "40 minutes at most");
    }
}
