//! Places that are their own supply.

use std::collections::HashMap;

use crate::atlas::Place;

/// For each place the supply that is the place itself, if any: the same name at the same position.
///
/// Measures between centres (weighted average time, economic potential) are about the *other* centres; they leave it out.
///
/// # Examples
/// ```
/// use ringshed::analysis::OwnSupply;
/// use ringshed::{LonLat, Place};
/// let at = LonLat::new(116.4, 39.9)?;
/// let places = [Place::new("Beijing", at), Place::new("Tianjin", LonLat::new(117.2, 39.1)?)];
/// let own = OwnSupply::of(&places, &[Place::new("Airport", at), Place::new("Beijing", at)]);
/// assert_eq!((own.of_place(0), own.of_place(1)), (Some(1), None));
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnSupply(Vec<Option<usize>>);

impl OwnSupply {
    /// Every supply counts for every place.
    pub fn none() -> Self {
        Self::default()
    }

    /// Finds the places among the supplies.
    pub fn of(places: &[Place], supplies: &[Place]) -> Self {
        let key = |place: &Place| (place.name.clone(), place.at.lon().to_bits(), place.at.lat().to_bits());
        let mut numbers = HashMap::new();
        for (number, supply) in supplies.iter().enumerate() {
            numbers.entry(key(supply)).or_insert(number);
        }
        Self(places.iter().map(|place| numbers.get(&key(place)).copied()).collect())
    }

    /// The supply that is the place itself.
    pub fn of_place(&self, place: usize) -> Option<usize> {
        self.0.get(place).copied().flatten()
    }
}
