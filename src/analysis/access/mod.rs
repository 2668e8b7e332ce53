//! Accessibility: what the people of each place can reach, and what they get of it.
//!
//! Pure functions over a table of minutes ([`MinutesTable`]), amounts of demand and supply ([`Amounts`]) and a method; the table may
//! be asymmetric, minutes are from place to supply. [`access`] computes any [`AccessMethod`]; each method can also be called by
//! itself.
//!
//! | family | methods | source |
//! |---|---|---|
//! | [`FloatingCatchment`] | two-step, enhanced, Gaussian, three-step, balanced | Luo & Wang 2003 and others, see there |
//! | [`potentials`] | cumulative, daily, exponential, Gaussian, logistic, linear, power, economic potential | Hansen 1959, Gutierrez 2001 |
//! | [`average_times`] | weighted average travel time | Gutierrez 2001 |
//! | [`Huff`] | probabilities of choice | Huff 1963 |
//!
//! How unequal the result is over people: [`gini`] and its relatives.

mod amounts;
mod decay;
mod findings;
mod floating;
mod huff;
mod inequality;
mod own;
mod potential;
#[cfg(test)]
mod tests;
mod weights;

use super::MinutesTable;
use crate::atlas::Place;

pub use amounts::{AmountError, Amounts};
pub use decay::{Decay, DecayError, ENHANCED_STEPS, Step, THREE_STEP_STEPS};
pub use findings::{access_findings, duplicate_names};
pub use floating::{FloatingCatchment, FloatingCatchments};
pub use huff::{Choice, Huff};
pub use inequality::{
    Holding, TheilParts, accessibility_poverty, concentration, corrected_concentration, gini, palma, theil,
};
pub use own::OwnSupply;
pub use potential::{AverageTime, average_times, mass, potentials};

/// How accessibility is measured.
#[derive(Clone, Debug, PartialEq)]
pub enum AccessMethod {
    /// Supplies shared among all who reach them: capacity per person.
    FloatingCatchment(FloatingCatchment),
    /// Opportunities weighted by the way there: the unit of the supplies.
    Potential(Decay),
    /// Weighted average travel time: minutes.
    AverageTime,
    /// Probabilities of choice.
    Huff(Huff),
}

impl AccessMethod {
    /// Whether the people of places enter into the result.
    pub fn uses_demand(&self) -> bool {
        matches!(self, Self::FloatingCatchment(_))
    }
}

/// Whose accessibility to what.
#[derive(Clone, Copy, Debug)]
pub struct AccessRequest<'a> {
    /// Where people are.
    pub places: &'a [Place],
    /// How many, in the order of places.
    pub demand: &'a Amounts,
    /// Where supplies are.
    pub supplies: &'a [Place],
    /// Their capacity, mass or number of opportunities, in the order of supplies.
    pub supply: &'a Amounts,
    /// From each place to each supply.
    pub minutes: &'a MinutesTable,
    /// Supplies that do not count for a place because they are the place itself. Floating catchments and Huff take no notice.
    pub own: &'a OwnSupply,
}

/// Accessibility of every place, by one method.
#[derive(Clone, Debug, PartialEq)]
pub enum Access {
    /// Of [`AccessMethod::FloatingCatchment`].
    FloatingCatchments(FloatingCatchments),
    /// Of [`AccessMethod::Potential`].
    Potentials(Vec<f64>),
    /// Of [`AccessMethod::AverageTime`].
    AverageTimes(Vec<Option<AverageTime>>),
    /// Of [`AccessMethod::Huff`].
    Choices(Vec<Choice>),
}

impl Access {
    /// The number of a place: capacity per person, potential, average minutes, or the probability of the dominant supply.
    /// `None` when it is not defined.
    pub fn value(&self, place: usize) -> Option<f64> {
        match self {
            Self::FloatingCatchments(shared) => shared.access.get(place).copied().flatten(),
            Self::Potentials(potentials) => potentials.get(place).copied(),
            Self::AverageTimes(averages) => averages.get(place).copied().flatten().map(|average| average.minutes.minutes()),
            Self::Choices(choices) => choices.get(place).and_then(Choice::dominant).map(|(_, probability)| probability),
        }
    }

    /// The choices of places, when the method is Huff's.
    pub fn choices(&self) -> Option<&[Choice]> {
        if let Self::Choices(choices) = self { Some(choices) } else { None }
    }

    /// The accessibility that people have, for measures of inequality: places whose people and accessibility are both known.
    pub fn holdings(&self, demand: &Amounts) -> Vec<Holding> {
        let holding = |place| Some(Holding { people: demand.get(place)?, access: self.value(place)? });
        (0..demand.len()).filter_map(holding).collect()
    }
}

/// Measures the accessibility of every place.
///
/// # Examples
/// ```
/// use ringshed::analysis::{AccessMethod, AccessRequest, Amounts, Decay, MinutesTable, OwnSupply, access};
/// use ringshed::travel::{Crow, TravelModel};
/// use ringshed::{LonLat, Minutes, Place};
/// let places = [Place::new("Beijing", LonLat::new(116.397, 39.907)?), Place::new("Tianjin", LonLat::new(117.177, 39.142)?)];
/// let people = Amounts::new(vec![Some(20_052_800.0), Some(13_866_009.0)])?;
/// let request = AccessRequest {
///     places: &places,
///     demand: &people,
///     supplies: &places,
///     supply: &people,
///     minutes: &MinutesTable::of(&places, &places, &TravelModel::Crow(Crow::default())),
///     own: &OwnSupply::none(),
/// };
/// let within_two_hours = access(&request, &AccessMethod::Potential(Decay::cutoff(Minutes::new(120.0))?));
/// assert_eq!(within_two_hours.value(0), Some(33_918_809.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn access(request: &AccessRequest<'_>, method: &AccessMethod) -> Access {
    let AccessRequest { minutes, demand, supply, own, .. } = request;
    match method {
        AccessMethod::FloatingCatchment(method) => Access::FloatingCatchments(method.catchments(minutes, demand, supply)),
        AccessMethod::Potential(decay) => Access::Potentials(potentials(minutes, supply, decay, own)),
        AccessMethod::AverageTime => Access::AverageTimes(average_times(minutes, supply, own)),
        AccessMethod::Huff(huff) => Access::Choices(huff.choices(minutes, supply)),
    }
}
