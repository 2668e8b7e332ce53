//! How much an opportunity counts by the minutes it takes to get there.

use crate::quantity::Minutes;

/// Weight of a trip, from 1 at no time down to 0. Every function falls or stays as minutes grow.
///
/// | function | weight of `t` minutes | source |
/// |---|---|---|
/// | cutoff | 1 to the limit, 0 beyond | Hansen 1959; Luo & Wang 2003 |
/// | steps | the weight of the zone in which `t` falls, 0 beyond the last | Luo & Qi 2009 |
/// | Gaussian | `(exp(-(t/T)^2/2) - exp(-1/2)) / (1 - exp(-1/2))` to the limit, 0 beyond | Dai 2010 |
/// | linear | `1 - t/T` to the limit, 0 beyond | Kwan 1998 |
/// | exponential | `exp(-b t)`, `b = ln 2 / half-life` | Wilson 1971 |
/// | logistic | `1 / (1 + exp(pi (t - median) / (sqrt(3) spread)))` | Bauer & Groneberg 2016, not scaled to 1 at no time, so that the median is half |
/// | power | `max(t, least)^-exponent` | Hansen 1959 |
///
/// # Examples
/// ```
/// use ringshed::Minutes;
/// use ringshed::analysis::Decay;
/// let half = Decay::exponential(Minutes::new(30.0))?;
/// assert!((half.weight(Minutes::new(60.0)) - 0.25).abs() < 1e-15);
/// let gaussian = Decay::gaussian(Minutes::new(60.0))?;
/// assert_eq!(gaussian.weight(Minutes::new(0.0)), 1.0);
/// assert_eq!(gaussian.weight(Minutes::new(60.0)), 0.0);
/// assert!(Decay::cutoff(Minutes::new(0.0)).is_err());
/// # Ok::<(), ringshed::analysis::DecayError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Decay(Function);

#[derive(Clone, Debug, PartialEq)]
enum Function {
    Cutoff { limit: Minutes },
    Steps(Vec<Step>),
    Gaussian { limit: Minutes },
    Linear { limit: Minutes },
    Exponential { half_life: Minutes },
    Logistic { median: Minutes, spread: Minutes },
    Power { exponent: f64, least: Minutes },
}

/// One zone of travel time: from the end of the one before, up to and with `until`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Where the zone ends, itself within.
    pub until: Minutes,
    /// The weight in the zone, 0 to 1.
    pub weight: f64,
}

/// A parameter that no decay function can have.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecayError {
    /// Minutes that are 0, negative or not finite.
    #[error("{what} of {minutes} minutes is not possible: it must be above 0")]
    Minutes {
        /// What the minutes are of.
        what: &'static str,
        /// What was given.
        minutes: f64,
    },
    /// An exponent that is 0, negative or not finite.
    #[error("exponent {0} is not possible: it must be above 0 (1 is Hansen's, 2 that of gravity)")]
    Exponent(f64),
    /// Steps whose ends do not grow, or whose weights grow or are not within 0 to 1.
    #[error(
        "step {number} ({until} minutes, weight {weight}): ends must grow from step to step, weights be 0 to 1 and not grow"
    )]
    Steps {
        /// Number of the step, from 1.
        number: usize,
        /// Its end.
        until: f64,
        /// Its weight.
        weight: f64,
    },
    /// No step at all.
    #[error("steps are missing: give at least one zone of minutes with its weight")]
    NoSteps,
}

const fn step(until: f64, weight: f64) -> Step {
    Step { until: Minutes::new(until), weight }
}

/// The zones of the enhanced two-step method (Luo & Qi 2009): 10, 20 and 30 minutes.
pub const ENHANCED_STEPS: [Step; 3] = [step(10.0, 1.0), step(20.0, 0.68), step(30.0, 0.22)];

/// The zones of the three-step method (Wan, Zou & Sternberg 2012): 10, 20, 30 and 60 minutes.
pub const THREE_STEP_STEPS: [Step; 4] = [step(10.0, 0.962), step(20.0, 0.704), step(30.0, 0.377), step(60.0, 0.042)];

impl Decay {
    /// All within some minutes counts in full, nothing beyond. The limit itself is within.
    ///
    /// # Errors
    /// [`DecayError::Minutes`] when the limit is not above 0.
    pub fn cutoff(limit: Minutes) -> Result<Self, DecayError> {
        positive("a limit", limit).map(|limit| Self(Function::Cutoff { limit }))
    }

    /// One weight for each zone of minutes, nothing beyond the last.
    ///
    /// # Errors
    /// [`DecayError::NoSteps`], or [`DecayError::Steps`] for the first step out of order.
    pub fn steps(steps: &[Step]) -> Result<Self, DecayError> {
        let mut before = step(0.0, 1.0);
        for (at, &next) in steps.iter().enumerate() {
            let until = next.until.minutes();
            if !until.is_finite() || until <= before.until.minutes() || !(0.0..=before.weight).contains(&next.weight) {
                return Err(DecayError::Steps { number: at + 1, until, weight: next.weight });
            }
            before = next;
        }
        if steps.is_empty() { Err(DecayError::NoSteps) } else { Ok(Self(Function::Steps(steps.to_vec()))) }
    }

    /// Gaussian decay that reaches 0 at the limit (Dai 2010).
    ///
    /// # Errors
    /// [`DecayError::Minutes`] when the limit is not above 0.
    pub fn gaussian(limit: Minutes) -> Result<Self, DecayError> {
        positive("a limit", limit).map(|limit| Self(Function::Gaussian { limit }))
    }

    /// Straight down to 0 at the limit.
    ///
    /// # Errors
    /// [`DecayError::Minutes`] when the limit is not above 0.
    pub fn linear(limit: Minutes) -> Result<Self, DecayError> {
        positive("a limit", limit).map(|limit| Self(Function::Linear { limit }))
    }

    /// Exponential decay that halves with every half-life.
    ///
    /// # Errors
    /// [`DecayError::Minutes`] when the half-life is not above 0.
    pub fn exponential(half_life: Minutes) -> Result<Self, DecayError> {
        positive("a half-life", half_life).map(|half_life| Self(Function::Exponential { half_life }))
    }

    /// Logistic decay: half at the median, the steeper the smaller the spread (a standard deviation).
    ///
    /// # Errors
    /// [`DecayError::Minutes`] when median or spread is not above 0.
    pub fn logistic(median: Minutes, spread: Minutes) -> Result<Self, DecayError> {
        let (median, spread) = (positive("a median", median)?, positive("a spread", spread)?);
        Ok(Self(Function::Logistic { median, spread }))
    }

    /// A power of minutes. Fewer minutes than `least` count as `least`, because the power of no time has no end.
    ///
    /// # Errors
    /// [`DecayError::Exponent`] or [`DecayError::Minutes`] when one is not above 0.
    pub fn power(exponent: f64, least: Minutes) -> Result<Self, DecayError> {
        let (exponent, least) = (positive_exponent(exponent)?, positive("a least time", least)?);
        Ok(Self(Function::Power { exponent, least }))
    }

    /// The weight of a trip. The power function exceeds 1 below one minute.
    pub fn weight(&self, minutes: Minutes) -> f64 {
        let within = |limit: Minutes| minutes <= limit;
        match &self.0 {
            Function::Cutoff { limit } => f64::from(u8::from(within(*limit))),
            Function::Steps(steps) => steps.iter().find(|step| within(step.until)).map_or(0.0, |step| step.weight),
            Function::Gaussian { limit } if within(*limit) => gaussian(minutes / *limit),
            Function::Linear { limit } if within(*limit) => 1.0 - minutes / *limit,
            Function::Gaussian { .. } | Function::Linear { .. } => 0.0,
            Function::Exponential { half_life } => (-(minutes / *half_life) * std::f64::consts::LN_2).exp(),
            Function::Logistic { median, spread } => {
                let excess = (minutes - *median) / *spread;
                1.0 / (1.0 + (excess * std::f64::consts::PI / 3f64.sqrt()).exp())
            }
            Function::Power { exponent, least } => minutes.minutes().max(least.minutes()).powf(-exponent),
        }
    }
}

/// Dai's Gaussian of a share of the limit: 1 at 0, 0 at 1.
fn gaussian(share: f64) -> f64 {
    let at_limit = (-0.5f64).exp();
    ((-0.5 * share * share).exp() - at_limit) / (1.0 - at_limit)
}

pub(super) fn positive(what: &'static str, minutes: Minutes) -> Result<Minutes, DecayError> {
    let value = minutes.minutes();
    if value.is_finite() && value > 0.0 { Ok(minutes) } else { Err(DecayError::Minutes { what, minutes: value }) }
}

pub(super) fn positive_exponent(exponent: f64) -> Result<f64, DecayError> {
    if exponent.is_finite() && exponent > 0.0 { Ok(exponent) } else { Err(DecayError::Exponent(exponent)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Decay> {
        let sixty = Minutes::new(60.0);
        let decays = [
            Decay::cutoff(sixty),
            Decay::steps(&ENHANCED_STEPS),
            Decay::steps(&THREE_STEP_STEPS),
            Decay::gaussian(sixty),
            Decay::linear(sixty),
            Decay::exponential(sixty),
            Decay::logistic(sixty, Minutes::new(10.0)),
            Decay::power(2.0, Minutes::new(1.0)),
        ];
        decays.into_iter().map(|decay| decay.expect("possible")).collect()
    }

    #[test]
    fn weights_fall_from_one_towards_zero() {
        for decay in all() {
            let weights: Vec<f64> = (0..3000).map(|tenth| decay.weight(Minutes::new(f64::from(tenth) / 10.0))).collect();
            assert!(weights.windows(2).all(|pair| pair[1] <= pair[0]), "{decay:?}");
            assert!(weights[0] > 0.96 && weights[0] <= 1.0, "{decay:?}: {}", weights[0]);
            assert!(weights[2999] >= 0.0 && weights[2999] < 0.05, "{decay:?}: {}", weights[2999]);
        }
    }

    /// The constants of the papers, and ends that belong to their zone.
    #[test]
    fn weights_are_those_of_the_papers() {
        let weights = |decay: &Decay, minutes: &[f64]| -> Vec<f64> {
            minutes.iter().map(|&minutes| decay.weight(Minutes::new(minutes))).collect()
        };
        let decays = all();
        assert_eq!(weights(&decays[0], &[60.0, 60.0001]), [1.0, 0.0]);
        assert_eq!(weights(&decays[1], &[0.0, 10.0, 10.5, 20.0, 30.0, 30.1]), [1.0, 1.0, 0.68, 0.68, 0.22, 0.0]);
        assert_eq!(weights(&decays[2], &[10.0, 20.0, 30.0, 60.0, 61.0]), [0.962, 0.704, 0.377, 0.042, 0.0]);
        // (exp(-1/8) - exp(-1/2)) / (1 - exp(-1/2)) by a pocket calculator.
        assert!((decays[3].weight(Minutes::new(30.0)) - 0.701_366_6).abs() < 1e-6);
        assert_eq!(weights(&decays[4], &[0.0, 15.0, 60.0, 90.0]), [1.0, 0.75, 0.0, 0.0]);
        assert!((decays[5].weight(Minutes::new(120.0)) - 0.25).abs() < 1e-15);
        assert_eq!(decays[6].weight(Minutes::new(60.0)), 0.5);
        assert_eq!(weights(&decays[7], &[0.0, 0.5, 2.0, 10.0]), [1.0, 1.0, 0.25, 0.01]);
    }

    #[test]
    fn impossible_parameters_are_refused() {
        let sixty = Minutes::new(60.0);
        for wrong in [0.0, -60.0, f64::NAN, f64::INFINITY].map(Minutes::new) {
            assert!(Decay::cutoff(wrong).is_err() && Decay::gaussian(wrong).is_err() && Decay::linear(wrong).is_err());
            assert!(Decay::exponential(wrong).is_err() && Decay::logistic(wrong, sixty).is_err());
            assert!(Decay::logistic(sixty, wrong).is_err() && Decay::power(1.0, wrong).is_err());
            assert!(Decay::power(wrong.minutes(), sixty).is_err());
        }
        assert_eq!(Decay::steps(&[]), Err(DecayError::NoSteps));
        for wrong in [[(10.0, 0.5), (10.0, 0.4)], [(10.0, 0.5), (20.0, 0.6)], [(10.0, 1.5), (20.0, 0.2)]] {
            assert!(Decay::steps(&wrong.map(|(until, weight)| step(until, weight))).is_err(), "{wrong:?}");
        }
    }
}
