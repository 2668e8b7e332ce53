//! Methods of accessibility and their parameters.

use std::str::FromStr;

use clap::{Args, ValueEnum};

use crate::analysis::{AccessMethod, Decay, DecayError, ENHANCED_STEPS, FloatingCatchment, Huff, Step, THREE_STEP_STEPS};
use crate::quantity::Minutes;

/// The method and its parameters.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Method")]
pub(super) struct MethodArgs {
    /// How accessibility is measured.
    #[arg(long, value_enum, default_value_t = MethodName::TwoStep, value_name = "METHOD")]
    pub(super) method: MethodName,
    /// Limit of the travel time; for logistic the median (default: 60; daily 240).
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true)]
    minutes: Option<Minutes>,
    /// Zones of travel time with their weights, for e2sfca (default: 10:1,20:0.68,30:0.22), 3sfca (default:
    /// 10:0.962,20:0.704,30:0.377,60:0.042) and balanced (default: none, --minutes).
    #[arg(long, value_name = "MINUTES:WEIGHT,...", value_delimiter = ',', allow_negative_numbers = true)]
    steps: Vec<StepArg>,
    /// Minutes in which the weight of exponential halves (default: 30).
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true)]
    half_life: Option<Minutes>,
    /// Spread of logistic: the standard deviation of what people accept (default: 10).
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true)]
    spread: Option<Minutes>,
    /// Exponent of minutes, for power and potential (default: 1) and huff (default: 2).
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    exponent: Option<f64>,
    /// Exponent of the supply, for huff (default: 1).
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    attraction: Option<f64>,
    /// Shorter ways count as this long, for power, potential and huff (default: 1).
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true)]
    least_minutes: Option<Minutes>,
    /// Whether a place that is itself among the supplies counts for itself (default: exclude for watt and potential, which are about
    /// the others; else include). Floating catchments and huff always include it.
    #[arg(long, value_enum, value_name = "WHETHER")]
    own: Option<Own>,
}

/// The methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MethodName {
    /// Two-step floating catchments: supply per person within --minutes (Luo & Wang 2003).
    #[value(name = "2sfca")]
    TwoStep,
    /// Enhanced two-step: weights by zones, --steps (Luo & Qi 2009).
    #[value(name = "e2sfca")]
    Enhanced,
    /// Two-step with Gaussian decay to 0 at --minutes (Dai 2010).
    Gaussian,
    /// Three-step: people choose among supplies; --steps (Wan, Zou & Sternberg 2012).
    #[value(name = "3sfca")]
    ThreeStep,
    /// Balanced: nobody counts twice; within --minutes or by --steps (Paez, Higgins & Vivona 2019).
    Balanced,
    /// Probability of choosing each supply: attraction over minutes squared (Huff 1963).
    Huff,
    /// Supply within --minutes (Hansen 1959).
    Cumulative,
    /// Supply, halved with every --half-life (Wilson 1971).
    Exponential,
    /// Supply, with Gaussian decay to 0 at --minutes.
    GaussianPotential,
    /// Supply, half of it at --minutes, over a --spread (Bauer & Groneberg 2016).
    Logistic,
    /// Supply, straight down to 0 at --minutes (Kwan 1998).
    Linear,
    /// Supply over minutes to the --exponent (Hansen 1959).
    Power,
    /// Weighted average travel time to the masses of all (Gutierrez 2001).
    Watt,
    /// Economic potential: masses over minutes (Gutierrez 2001).
    Potential,
    /// Daily accessibility: people within 240 minutes (Gutierrez 2001).
    Daily,
}

/// Whether a place counts for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Own {
    /// It does.
    Include,
    /// It does not.
    Exclude,
}

/// One zone as it is typed: `20:0.68`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct StepArg(Step);

impl FromStr for StepArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is no zone: give its end and its weight, for example 20:0.68");
        let (until, weight) = text.rsplit_once(':').ok_or_else(wrong)?;
        let until = until.parse().map_err(|error| format!("{}: {error}", wrong()))?;
        Ok(Self(Step { until, weight: weight.trim().parse().map_err(|_| wrong())? }))
    }
}

/// A method ready to be used.
pub(super) struct Prepared {
    pub(super) method: AccessMethod,
    /// Names and values of its parameters. The names carry the unit.
    pub(super) parameters: Vec<(&'static str, f64)>,
    /// Whether a place counts for itself.
    pub(super) own: Own,
}

/// Options of methods, for saying which of them a method has.
const OPTIONS: [&str; 8] =
    ["--minutes", "--steps", "--half-life", "--spread", "--exponent", "--attraction", "--least-minutes", "--own"];

impl MethodName {
    /// The word typed for the method.
    pub(super) fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default()
    }

    /// The supply when none is named: that of the method's paper.
    pub(super) fn usual_supply(self) -> Option<&'static str> {
        match self {
            Self::Watt | Self::Potential => Some("mass"),
            Self::Daily => Some("population"),
            _ => None,
        }
    }

    fn options(self) -> &'static [&'static str] {
        match self {
            Self::TwoStep | Self::Gaussian => &["--minutes"],
            Self::Enhanced | Self::ThreeStep => &["--steps"],
            Self::Balanced => &["--minutes", "--steps"],
            Self::Huff => &["--exponent", "--attraction", "--least-minutes"],
            Self::Cumulative | Self::GaussianPotential | Self::Linear | Self::Daily => &["--minutes", "--own"],
            Self::Exponential => &["--half-life", "--own"],
            Self::Logistic => &["--minutes", "--spread", "--own"],
            Self::Power | Self::Potential => &["--exponent", "--least-minutes", "--own"],
            Self::Watt => &["--own"],
        }
    }
}

impl MethodArgs {
    /// The method that was asked for.
    ///
    /// # Errors
    /// Every option that is not one of the method's, and what is impossible about those that are.
    pub(super) fn prepared(&self) -> Result<Prepared, Vec<String>> {
        let mut problems = self.foreign_options();
        let parameters = self.parameters();
        match self.access_method() {
            Ok(method) if problems.is_empty() => Ok(Prepared { method, parameters, own: self.own() }),
            Ok(_) => Err(problems),
            Err(error) => {
                problems.push(format!("--method {}: {error}", self.method.word()));
                Err(problems)
            }
        }
    }

    fn own(&self) -> Own {
        let usual =
            if matches!(self.method, MethodName::Watt | MethodName::Potential) { Own::Exclude } else { Own::Include };
        self.own.unwrap_or(usual)
    }

    fn foreign_options(&self) -> Vec<String> {
        let is_given = [
            self.minutes.is_some(),
            !self.steps.is_empty(),
            self.half_life.is_some(),
            self.spread.is_some(),
            self.exponent.is_some(),
            self.attraction.is_some(),
            self.least_minutes.is_some(),
            self.own.is_some(),
        ];
        let own = self.method.options();
        let foreign = OPTIONS.iter().zip(is_given).filter(|(option, is_given)| *is_given && !own.contains(option));
        let word = self.method.word();
        foreign.map(|(option, _)| format!("{option} is not for --method {word}, which takes {}", own.join(", "))).collect()
    }

    fn limit(&self) -> Minutes {
        let usual = if self.method == MethodName::Daily { 240.0 } else { 60.0 };
        self.minutes.unwrap_or(Minutes::new(usual))
    }

    fn half_life(&self) -> Minutes {
        self.half_life.unwrap_or(Minutes::new(30.0))
    }

    fn spread(&self) -> Minutes {
        self.spread.unwrap_or(Minutes::new(10.0))
    }

    fn exponent(&self) -> f64 {
        self.exponent.unwrap_or(if self.method == MethodName::Huff { 2.0 } else { 1.0 })
    }

    fn least(&self) -> Minutes {
        self.least_minutes.unwrap_or(Minutes::new(1.0))
    }

    fn zones(&self, usual: &[Step]) -> Vec<Step> {
        if self.steps.is_empty() { usual.to_vec() } else { self.steps.iter().map(|step| step.0).collect() }
    }

    fn access_method(&self) -> Result<AccessMethod, DecayError> {
        let floating = AccessMethod::FloatingCatchment;
        let potential = |decay: Result<Decay, DecayError>| decay.map(AccessMethod::Potential);
        let limit = self.limit();
        match self.method {
            MethodName::TwoStep => Decay::cutoff(limit).map(FloatingCatchment::two_step).map(floating),
            MethodName::Gaussian => Decay::gaussian(limit).map(FloatingCatchment::two_step).map(floating),
            MethodName::Enhanced => FloatingCatchment::enhanced(&self.zones(&ENHANCED_STEPS)).map(floating),
            MethodName::ThreeStep => FloatingCatchment::three_step(&self.zones(&THREE_STEP_STEPS)).map(floating),
            MethodName::Balanced if self.steps.is_empty() => {
                Decay::cutoff(limit).map(FloatingCatchment::balanced).map(floating)
            }
            MethodName::Balanced => Decay::steps(&self.zones(&[])).map(FloatingCatchment::balanced).map(floating),
            MethodName::Huff => {
                let attraction = self.attraction.unwrap_or(1.0);
                Huff::new(attraction, self.exponent(), self.least()).map(AccessMethod::Huff)
            }
            MethodName::Cumulative | MethodName::Daily => potential(Decay::cutoff(limit)),
            MethodName::Exponential => potential(Decay::exponential(self.half_life())),
            MethodName::GaussianPotential => potential(Decay::gaussian(limit)),
            MethodName::Logistic => potential(Decay::logistic(limit, self.spread())),
            MethodName::Linear => potential(Decay::linear(limit)),
            MethodName::Power | MethodName::Potential => potential(Decay::power(self.exponent(), self.least())),
            MethodName::Watt => Ok(AccessMethod::AverageTime),
        }
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        let limit = ("limit_minutes", self.limit().minutes());
        let least = ("least_minutes", self.least().minutes());
        match self.method {
            MethodName::Enhanced => step_parameters(&self.zones(&ENHANCED_STEPS)),
            MethodName::ThreeStep => step_parameters(&self.zones(&THREE_STEP_STEPS)),
            MethodName::Balanced if !self.steps.is_empty() => step_parameters(&self.zones(&[])),
            MethodName::Huff => vec![("attraction", self.attraction.unwrap_or(1.0)), ("exponent", self.exponent()), least],
            MethodName::Exponential => vec![("half_life_minutes", self.half_life().minutes())],
            MethodName::Logistic => vec![("median_minutes", limit.1), ("spread_minutes", self.spread().minutes())],
            MethodName::Power | MethodName::Potential => vec![("exponent", self.exponent()), least],
            MethodName::Watt => Vec::new(),
            _ => vec![limit],
        }
    }
}

/// The end of the last zone; all zones stand in the manifest.
fn step_parameters(steps: &[Step]) -> Vec<(&'static str, f64)> {
    steps.last().map(|step| ("limit_minutes", step.until.minutes())).into_iter().collect()
}

impl Prepared {
    /// The zones as they are typed, for the manifest; `None` for a method without.
    pub(super) fn steps(args: &MethodArgs) -> Option<String> {
        let steps = match args.method {
            MethodName::Enhanced => args.zones(&ENHANCED_STEPS),
            MethodName::ThreeStep => args.zones(&THREE_STEP_STEPS),
            MethodName::Balanced if !args.steps.is_empty() => args.zones(&[]),
            _ => return None,
        };
        let zones: Vec<String> = steps.iter().map(|step| format!("{}:{}", step.until.minutes(), step.weight)).collect();
        Some(zones.join(","))
    }
}
