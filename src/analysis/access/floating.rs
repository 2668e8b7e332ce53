//! Floating catchment areas: what each place gets of supplies that it shares with all other places in their reach.

use super::amounts::Amounts;
use super::decay::{Decay, DecayError, Step};
use super::weights::Weights;
use crate::analysis::MinutesTable;

/// A method of the floating catchment family. `P` is the demand of place `i`, `S` the capacity of supply `j`, `W` the weight of
/// the minutes from `i` to `j`.
///
/// | method | formula | source |
/// |---|---|---|
/// | two-step | `R_j = S_j / sum_i W_ij P_i`; `A_i = sum_j W_ij R_j`, `W` 1 within the limit | Luo & Wang 2003 |
/// | enhanced two-step | the same, `W` by zones: 1, 0.68, 0.22 for 10, 20, 30 minutes | Luo & Qi 2009 |
/// | Gaussian two-step | the same, `W` Gaussian to the limit | Dai 2010 |
/// | three-step | `G_ij = W_ij / sum_k W_ik`; the same with `G W` for `W`, `W` by zones | Wan, Zou & Sternberg 2012 |
/// | balanced | `R_j = S_j / sum_i P_i W_ij / sum_k W_ik`; `A_i = sum_j R_j W_ij / sum_k W_kj` | Paez, Higgins & Vivona 2019 |
///
/// # What is kept
/// Two-step, enhanced, Gaussian and three-step hand out every supply that has demand in reach, no more and no less:
/// `sum P_i A_i = sum S_j` over these supplies, exactly but for rounding, because the weights that gather demand at a supply are
/// the weights that hand its ratio back. `P_i A_i` is then the spatial availability of Soukhov et al. 2023. The balanced method
/// keeps other things: every person who reaches a supply counts once, and `sum A_i = sum R_j`.
#[derive(Clone, Debug, PartialEq)]
pub struct FloatingCatchment {
    decay: Decay,
    sharing: Sharing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sharing {
    Plain,
    Selected,
    Balanced,
}

/// What a floating catchment method gives.
#[derive(Clone, Debug, PartialEq)]
pub struct FloatingCatchments {
    /// For each place the capacity per unit of demand that it can reach; 0 where nothing is in reach. `None` where a supply in
    /// reach has capacity but no known demand, so that what it gives to each is not known.
    pub access: Vec<Option<f64>>,
    /// For each supply its capacity per unit of demand; `None` when the capacity is missing or no demand is in reach.
    pub ratios: Vec<Option<f64>>,
    /// For each supply the demand that falls on it.
    pub demands: Vec<f64>,
}

impl FloatingCatchment {
    /// Two-step floating catchments with any decay (Luo & Wang 2003 with a cutoff, Dai 2010 with the Gaussian).
    pub const fn two_step(decay: Decay) -> Self {
        Self { decay, sharing: Sharing::Plain }
    }

    /// Enhanced two-step floating catchments (Luo & Qi 2009). [`ENHANCED_STEPS`](super::ENHANCED_STEPS) are the zones of the paper.
    ///
    /// # Errors
    /// As [`Decay::steps`].
    pub fn enhanced(steps: &[Step]) -> Result<Self, DecayError> {
        Decay::steps(steps).map(Self::two_step)
    }

    /// Three-step floating catchments (Wan, Zou & Sternberg 2012). [`THREE_STEP_STEPS`](super::THREE_STEP_STEPS) are the zones of the paper.
    ///
    /// # Errors
    /// As [`Decay::steps`].
    pub fn three_step(steps: &[Step]) -> Result<Self, DecayError> {
        Decay::steps(steps).map(|decay| Self { decay, sharing: Sharing::Selected })
    }

    /// Balanced floating catchments (Paez, Higgins & Vivona 2019) with any decay.
    pub const fn balanced(decay: Decay) -> Self {
        Self { decay, sharing: Sharing::Balanced }
    }

    /// Whether `sum P_i A_i = sum S_j` holds over the supplies with demand.
    pub fn hands_out_supply(&self) -> bool {
        self.sharing != Sharing::Balanced
    }

    /// Shares `supply` among places by their `demand`. Missing demand and capacity are not counted.
    ///
    /// `minutes` are from place (origin) to supply (destination); they need not be the same on the way back.
    ///
    /// # Examples
    /// ```
    /// use ringshed::Minutes;
    /// use ringshed::analysis::{Amounts, Decay, FloatingCatchment, MinutesTable};
    /// let minutes = |minutes: f64| Some(Minutes::new(minutes));
    /// // Two towns, 10 minutes apart; the only hospital is in the first.
    /// let table = MinutesTable::from_rows(1, vec![vec![minutes(0.0)], vec![minutes(10.0)]])?;
    /// let people = Amounts::new(vec![Some(600.0), Some(400.0)])?;
    /// let beds = Amounts::new(vec![Some(50.0)])?;
    /// let two_step = FloatingCatchment::two_step(Decay::cutoff(Minutes::new(30.0))?);
    /// assert_eq!(two_step.catchments(&table, &people, &beds).access, [Some(0.05), Some(0.05)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn catchments(&self, minutes: &MinutesTable, demand: &Amounts, supply: &Amounts) -> FloatingCatchments {
        let weights = Weights::of(minutes, &self.decay);
        match self.sharing {
            Sharing::Plain => shared(&weights, &weights, demand, supply),
            Sharing::Selected => {
                // G_ij W_ij: the chance that the supply is chosen, times the weight of the way there.
                let selected = weights.changed(|_, weight, sum| weight * weight / sum);
                shared(&selected, &selected, demand, supply)
            }
            Sharing::Balanced => balanced(&weights, demand, supply),
        }
    }
}

/// Demand gathered by one set of weights, ratios handed back by another.
fn shared(gathering: &Weights, handing: &Weights, demand: &Amounts, supply: &Amounts) -> FloatingCatchments {
    let demands = gathering.sums_by_supply(|place| demand.counted(place));
    let ratio = |(number, &demand): (usize, &f64)| {
        supply.get(number).map(|size| size / demand).filter(|ratio| demand > 0.0 && ratio.is_finite())
    };
    let ratios: Vec<Option<f64>> = demands.iter().enumerate().map(ratio).collect();
    // A sum with something undefined in it is not a number, which is how it is told from 0.
    let handed = |number: usize| match ratios[number] {
        None if supply.counted(number) > 0.0 => f64::NAN,
        ratio => ratio.unwrap_or(0.0),
    };
    let access = handing.sums_by_place(handed).into_iter().map(|sum| Some(sum).filter(|sum| !sum.is_nan())).collect();
    FloatingCatchments { access, ratios, demands }
}

fn balanced(weights: &Weights, demand: &Amounts, supply: &Amounts) -> FloatingCatchments {
    let by_supply = weights.sums_by_supply(|_| 1.0);
    let of_place = weights.changed(|_, weight, sum| weight / sum);
    let of_supply = weights.changed(|supply, weight, _| weight / by_supply[supply]);
    shared(&of_place, &of_supply, demand, supply)
}
