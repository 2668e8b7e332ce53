//! Huff's model: the chance that people of a place choose each supply.

use rayon::prelude::*;

use super::amounts::Amounts;
use super::decay::{DecayError, positive, positive_exponent};
use crate::analysis::MinutesTable;
use crate::quantity::Minutes;

/// Huff's model (Huff 1963): `P_ij = S_j^a t_ij^-b / sum_k S_k^a t_ik^-b`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Huff {
    attraction: f64,
    friction: f64,
    least: Minutes,
}

/// The chances of one place, in order of supply. They sum to 1, or there are none: nothing that attracts can be reached.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// Supply and probability; supplies that cannot be reached or attract nobody are left out.
    pub probabilities: Vec<(usize, f64)>,
}

impl Default for Huff {
    /// `a = 1`, `b = 2`, and no way shorter than a minute.
    fn default() -> Self {
        Self { attraction: 1.0, friction: 2.0, least: Minutes::new(1.0) }
    }
}

impl Huff {
    /// A model with the exponent `a` of attraction, the exponent `b` of minutes, and the least minutes: fewer count as many,
    /// because no time at all would take everyone.
    ///
    /// # Errors
    /// [`DecayError`] when a parameter is not above 0.
    pub fn new(attraction: f64, friction: f64, least: Minutes) -> Result<Self, DecayError> {
        Ok(Self {
            attraction: positive_exponent(attraction)?,
            friction: positive_exponent(friction)?,
            least: positive("a least time", least)?,
        })
    }

    /// The choice of each place among supplies with some attraction (beds, floor space, people).
    ///
    /// # Examples
    /// ```
    /// use ringshed::Minutes;
    /// use ringshed::analysis::{Amounts, Huff, MinutesTable};
    /// let minutes = |minutes: f64| Some(Minutes::new(minutes));
    /// let table = MinutesTable::from_rows(2, vec![vec![minutes(10.0), minutes(20.0)]])?;
    /// let choice = &Huff::default().choices(&table, &Amounts::new(vec![Some(100.0), Some(400.0)])?)[0];
    /// // Four times the size makes up for twice the way.
    /// assert_eq!(choice.probabilities, [(0, 0.5), (1, 0.5)]);
    /// assert_eq!(choice.dominant(), Some((0, 0.5)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn choices(&self, minutes: &MinutesTable, attraction: &Amounts) -> Vec<Choice> {
        let choice = |place: usize| Choice { probabilities: self.probabilities(minutes, attraction, place) };
        (0..minutes.origins()).into_par_iter().map(choice).collect()
    }

    fn probabilities(&self, minutes: &MinutesTable, attraction: &Amounts, place: usize) -> Vec<(usize, f64)> {
        // Logarithms less the largest: no power overflows, and the sum is never 0.
        let utility = |(supply, minutes): (usize, Minutes)| {
            let size = attraction.get(supply).filter(|size| *size > 0.0)?;
            let way = minutes.minutes().max(self.least.minutes());
            Some((supply, self.attraction * size.ln() - self.friction * way.ln()))
        };
        let mut chances: Vec<(usize, f64)> = minutes.row(place).filter_map(utility).collect();
        let largest = chances.iter().map(|(_, utility)| *utility).fold(f64::NEG_INFINITY, f64::max);
        chances.iter_mut().for_each(|(_, utility)| *utility = (*utility - largest).exp());
        let sum: f64 = chances.iter().map(|(_, chance)| chance).sum();
        chances.iter_mut().for_each(|(_, chance)| *chance /= sum);
        chances
    }
}

impl Choice {
    /// The supply with the largest probability; of equal ones that which comes first.
    pub fn dominant(&self) -> Option<(usize, f64)> {
        let larger = |best: Option<(usize, f64)>, next: &(usize, f64)| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(*next),
        };
        self.probabilities.iter().fold(None, larger)
    }

    /// The probability of a supply; 0 when it cannot be reached.
    pub fn probability(&self, supply: usize) -> f64 {
        let found = self.probabilities.binary_search_by_key(&supply, |(supply, _)| *supply);
        found.map_or(0.0, |at| self.probabilities[at].1)
    }
}
