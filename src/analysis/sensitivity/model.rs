//! What is asked again and again with other constants: which ring every unit is in.

use super::variation::Constant;
use crate::atlas::{Atlas, Place, UnitId};
use crate::quantity::{KilometresPerHour, Minutes};
use crate::travel::{Crow, Detour, ParameterRange, Rail, TravelModel};

/// The rings of units as a function of some constants.
pub trait RingModel: Sync {
    /// What it is about.
    fn terms(&self) -> &RingModelTerms;

    /// The constants it depends on.
    fn constants(&self) -> &[Constant] {
        &self.terms().constants
    }

    /// Identifiers of the rings, innermost first.
    fn rings(&self) -> &[String] {
        &self.terms().rings
    }

    /// The units, in the order of answers.
    fn units(&self) -> &[UnitId] {
        &self.terms().units
    }

    /// The ring of every unit, given a value for every constant.
    ///
    /// # Errors
    /// Which values are impossible.
    fn ring_of(&self, values: &[f64]) -> Result<Vec<Option<usize>>, String>;
}

/// What a [`RingModel`] is about.
#[derive(Clone, Debug, Default)]
pub struct RingModelTerms {
    /// The constants it depends on.
    pub constants: Vec<Constant>,
    /// Identifiers of the rings, innermost first.
    pub rings: Vec<String>,
    /// The units, in the order of answers.
    pub units: Vec<UnitId>,
}

/// The realised speeds of planning practice: 50 to 70 km as one hour with detour 1.3.
const CROW_SPEED: (f64, f64) = (65.0, 91.0);
const CROW_DETOUR: (f64, f64) = (1.2, 1.4);

/// The constants of a travel model with the ranges in which they are uncertain.
///
/// Detour 1.2 to 1.4 is from literature (see [`Crow`]); speed 65 to 91 km/h is what planning practice realises, which takes 50 to 70 km
/// for one hour; those of the rail model are [`ParameterRange::ALL`].
///
/// # Examples
/// ```
/// use ringshed::analysis::travel_constants;
/// use ringshed::travel::{Crow, TravelModel};
/// let constants = travel_constants(&TravelModel::Crow(Crow::default()));
/// assert_eq!((constants[0].name.as_str(), constants[0].range), ("detour", Some((1.2, 1.4))));
/// ```
pub fn travel_constants(model: &TravelModel) -> Vec<Constant> {
    let range = |name: &str| match name {
        "detour" => Some(CROW_DETOUR),
        "speed_kmh" => Some(CROW_SPEED),
        _ => ParameterRange::ALL.iter().find(|range| range.name == name).map(|range| (range.low, range.high)),
    };
    let constant = |(name, default): (&'static str, f64)| Constant {
        name: name.to_string(),
        default,
        range: range(name).filter(|(low, high)| low < high),
    };
    model.description().parameters.into_iter().map(constant).collect()
}

/// A travel model with other constants, given in the order of [`travel_constants`].
///
/// # Errors
/// Which value is impossible.
pub fn with_travel_constants(model: &TravelModel, values: &[f64]) -> Result<TravelModel, String> {
    let names = model.description().parameters;
    let value = |wanted: &str| names.iter().zip(values).find(|((name, _), _)| *name == wanted).map(|(_, value)| *value);
    let crow = |crow: &Crow| {
        let detour =
            Detour::new(value("detour").unwrap_or(Detour::default().factor())).map_err(|error| error.to_string())?;
        let speed = KilometresPerHour::new(value("speed_kmh").unwrap_or(80.0));
        Ok::<Crow, String>(Crow::new(detour, speed).map_err(|error| error.to_string())?.with_basis(crow.basis()))
    };
    let rail = |rail: &Rail| {
        let mut parameters = *rail.parameters();
        for ((name, _), value) in names.iter().zip(values) {
            if ParameterRange::ALL.iter().any(|range| range.name == *name) || *name == "access_limit_km" {
                parameters.set(name, *value).map_err(|error| error.to_string())?;
            }
        }
        rail.with_parameters(parameters).map_err(|error| error.to_string())
    };
    Ok(match model {
        TravelModel::Crow(own) => TravelModel::Crow(crow(own)?),
        TravelModel::Rail(own) => TravelModel::Rail(rail(own)?),
        TravelModel::RailAndCrow(own, way) => TravelModel::RailAndCrow(rail(own)?, crow(way)?),
    })
}

/// Rings as bands of minutes around a core, for schemes whose rings are lists: the core, then one ring up to each threshold.
///
/// Minutes are from the nearest centre of the core to the seat of the unit. A unit without a seat is in no ring.
#[derive(Debug)]
pub struct BandModel {
    model: TravelModel,
    terms: RingModelTerms,
    core: Vec<Place>,
    places: Vec<Option<Place>>,
    in_core: Vec<bool>,
    thresholds: usize,
}

impl BandModel {
    /// Bands around the centres of a core, up to each of some minutes.
    pub fn new(
        atlas: &Atlas,
        units: Vec<UnitId>,
        core: Vec<Place>,
        core_units: &[UnitId],
        thresholds: &[Minutes],
        model: &TravelModel,
    ) -> Self {
        let place = |&unit: &UnitId| {
            let unit = atlas.unit(unit);
            unit.seat().map(|seat| Place::new(unit.label(), seat.at))
        };
        let in_core = |&unit: &UnitId| core_units.iter().any(|&part| atlas.is_within(unit, part));
        let name = |at: usize| if at == 0 { "minutes".to_string() } else { format!("minutes_{}", at + 1) };
        let threshold =
            |(at, minutes): (usize, &Minutes)| Constant { name: name(at), default: minutes.minutes(), range: None };
        let ring = |minutes: &Minutes| format!("within-{}", minutes.minutes());
        Self {
            places: units.iter().map(place).collect(),
            in_core: units.iter().map(in_core).collect(),
            thresholds: thresholds.len(),
            terms: RingModelTerms {
                constants: thresholds.iter().enumerate().map(threshold).chain(travel_constants(model)).collect(),
                rings: std::iter::once("core".to_string()).chain(thresholds.iter().map(ring)).collect(),
                units,
            },
            model: model.clone(),
            core,
        }
    }

    /// Minutes from the nearest centre of the core, in the order of the units.
    fn minutes(&self, model: &TravelModel) -> Vec<Option<f64>> {
        let known: Vec<Place> = self.places.iter().flatten().cloned().collect();
        let mut nearest = vec![None; known.len()];
        for origin in &self.core {
            for (nearest, trip) in nearest.iter_mut().zip(model.trips_from(origin, &known)) {
                let minutes = trip.minutes.map(Minutes::minutes);
                *nearest = [*nearest, minutes].into_iter().flatten().min_by(f64::total_cmp);
            }
        }
        let mut nearest = nearest.into_iter();
        self.places.iter().map(|place| place.as_ref().and_then(|_| nearest.next().flatten())).collect()
    }
}

impl RingModel for BandModel {
    fn terms(&self) -> &RingModelTerms {
        &self.terms
    }

    fn ring_of(&self, values: &[f64]) -> Result<Vec<Option<usize>>, String> {
        let (thresholds, travel) = values.split_at(self.thresholds);
        let model = with_travel_constants(&self.model, travel)?;
        let ring = |(minutes, &in_core): (Option<f64>, &bool)| {
            let band = || thresholds.iter().position(|threshold| minutes.is_some_and(|minutes| minutes <= *threshold));
            if in_core { Some(0) } else { band().map(|band| band + 1) }
        };
        Ok(self.minutes(&model).into_iter().zip(&self.in_core).map(ring).collect())
    }
}
