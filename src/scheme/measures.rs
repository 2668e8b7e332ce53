//! What rules measure, asked for from outside: a scheme knows units and names, not travel or borders.

use std::fmt;
use std::sync::Arc;

use crate::atlas::{Level, UnitId};
use crate::quantity::{Basis, LonLat};

use super::rule::Measure;

/// A measured value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measured {
    /// A number in the unit of the measure.
    Known(f64),
    /// There is no way there: further than every number.
    Unreachable,
    /// Not known.
    Missing,
}

/// How the minutes of a rule come about, as its ring says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TravelSpec {
    /// The word for the model (`rail`, `rail+crow`); the default model when absent.
    pub model: Option<String>,
    /// In-vehicle or door-to-door; the model's default when absent.
    pub basis: Option<Basis>,
    /// Parameters by the names of their keys (`detour`, `speed` in km/h), each once.
    pub parameters: Vec<(String, f64)>,
}

/// The keys of a ring that are parameters of its travel model; names carry the unit, `speed` is in km/h. The first two have readers of their
/// own.
pub const TRAVEL_KEYS: [&str; 14] = [
    "detour",
    "speed",
    "dwell_min",
    "boarding_radius_km",
    "entry_min",
    "security_min",
    "wait_cap_min",
    "service_hours",
    "transfer_min",
    "through_trains",
    "exit_min",
    "access_speed_kmh",
    "access_detour",
    "access_limit_km",
];

/// A place that a rule measures from.
#[derive(Clone, Debug, PartialEq)]
pub struct OriginPlace {
    /// What messages call it.
    pub label: String,
    /// Its centre.
    pub at: Option<LonLat>,
    /// The units it consists of; none for a position.
    pub parts: Vec<UnitId>,
}

/// A measure of some units.
#[derive(Clone, Copy, Debug)]
pub struct MeasureRequest<'a> {
    /// What to measure.
    pub measure: Measure,
    /// From where: the nearest of these counts.
    pub from: &'a [OriginPlace],
    /// The units to measure: all of a level, in order of code.
    pub units: &'a [UnitId],
    /// Their level.
    pub level: Level,
    /// How minutes come about.
    pub travel: &'a TravelSpec,
    /// Pairs of units that count as neighbours although they share no border.
    pub links: &'a [(UnitId, UnitId)],
}

/// Which units of a level are neighbours.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Neighbourhood {
    /// For each unit of the level, in order of code, the positions of its neighbours, ascending.
    pub neighbours: Vec<Vec<usize>>,
    /// For each unit, whether a part of its border is shared with no other: a coast, or the edge of the atlas.
    pub has_outer_border: Vec<bool>,
}

/// Where rules get their measures from.
pub trait MeasureSource {
    /// Measures units, in their order.
    ///
    /// # Errors
    /// Why it cannot be measured at all, and what to do: an unknown model, a parameter that is not possible, a table that was not given.
    fn measure(&self, request: &MeasureRequest<'_>) -> Result<Vec<Measured>, String>;

    /// The neighbours of the units of a level.
    ///
    /// # Errors
    /// Why they cannot be found.
    fn neighbourhood(&self, level: Level, links: &[(UnitId, UnitId)]) -> Result<Arc<Neighbourhood>, String>;

    /// What is wrong with the way minutes are asked for; reported for every ring before anything is measured.
    fn travel_problem(&self, travel: &TravelSpec) -> Option<String>;
}

/// No measures at all: rules over attributes are evaluated, others are refused.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoMeasures;

const NONE: &str = "it is not measured here; make the plan with measures (analysis::RuleMeasures)";

impl MeasureSource for NoMeasures {
    fn measure(&self, _: &MeasureRequest<'_>) -> Result<Vec<Measured>, String> {
        Err(NONE.to_string())
    }

    fn neighbourhood(&self, _: Level, _: &[(UnitId, UnitId)]) -> Result<Arc<Neighbourhood>, String> {
        Err(NONE.to_string())
    }

    fn travel_problem(&self, _: &TravelSpec) -> Option<String> {
        None
    }
}

impl TravelSpec {
    /// The same with another value of a parameter.
    pub(super) fn with(&self, name: &str, value: f64) -> Self {
        let mut spec = self.clone();
        match spec.parameters.iter_mut().find(|(known, _)| known == name) {
            Some(parameter) => parameter.1 = value,
            None => spec.parameters.push((name.to_string(), value)),
        }
        spec
    }

    /// The value of a parameter, when the ring gives it.
    pub fn parameter(&self, name: &str) -> Option<f64> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }
}

impl fmt::Display for TravelSpec {
    /// `rail, in-vehicle, detour 1.3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.model.as_deref().unwrap_or("crow"))?;
        self.basis.iter().try_for_each(|basis| write!(f, ", {basis}"))?;
        self.parameters.iter().try_for_each(|(name, value)| write!(f, ", {name} {value}"))
    }
}
