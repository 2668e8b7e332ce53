//! Where a unit changes its ring when one constant goes through its range and the others stay.
//!
//! The range is looked at in equal steps. Between two steps with different answers it is halved until the place is known to a millionth
//! of the range; one evaluation answers for all units at once. A unit that leaves its ring and comes back within one step is not seen:
//! minutes and rules that rise or fall with a constant cannot do that.

use rayon::prelude::*;

use super::draws::Drawn;
use super::model::RingModel;

/// Steps that a range is looked at in.
const STEPS: usize = 16;

/// A break is known to the range over this.
const PRECISION: f64 = 1e6;

/// A change of ring.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BreakPoint {
    /// The number of the unit.
    pub unit: usize,
    /// The number of the constant.
    pub constant: usize,
    /// The ring is still the one before at this value.
    pub below: f64,
    /// The ring is the other one at this value.
    pub above: f64,
    /// The ring below.
    pub from: Option<usize>,
    /// The ring above.
    pub to: Option<usize>,
}

/// Values of one constant with the answers of all units.
struct Sample {
    value: f64,
    rings: Vec<Option<usize>>,
}

/// Every change of ring of every unit, by constant, then by unit, then by value.
///
/// # Errors
/// Impossible values.
pub fn break_points(model: &dyn RingModel, drawn: &[Drawn]) -> Result<Vec<BreakPoint>, Vec<String>> {
    let varied: Vec<Result<Vec<BreakPoint>, String>> = drawn.iter().map(|one| of_constant(model, one)).collect();
    let problems: Vec<String> = varied.iter().filter_map(|found| found.as_ref().err()).cloned().collect();
    if problems.is_empty() { Ok(varied.into_iter().flatten().flatten().collect()) } else { Err(problems) }
}

fn of_constant(model: &dyn RingModel, drawn: &Drawn) -> Result<Vec<BreakPoint>, String> {
    let usual: Vec<f64> = model.constants().iter().map(|constant| constant.default).collect();
    let sample = |value: f64| {
        let mut values = usual.clone();
        values[drawn.constant] = value;
        model.ring_of(&values).map(|rings| Sample { value, rings })
    };
    let width = drawn.high - drawn.low;
    let at = |step: usize| if step == STEPS { drawn.high } else { drawn.low + width * step as f64 / STEPS as f64 };
    let samples: Vec<Sample> = (0..=STEPS).into_par_iter().map(|step| sample(at(step))).collect::<Result<_, _>>()?;
    let halving = Halving { sample, constant: drawn.constant, precision: width / PRECISION };
    let between = |pair: &[Sample]| {
        let mut found = Vec::new();
        halving.search(&pair[0], &pair[1], &mut found).map(|()| found)
    };
    let found: Vec<Vec<BreakPoint>> = samples.par_windows(2).map(between).collect::<Result<_, _>>()?;
    let mut points: Vec<BreakPoint> = found.into_iter().flatten().collect();
    points.sort_by(|a, b| a.unit.cmp(&b.unit).then(a.below.total_cmp(&b.below)));
    Ok(points)
}

/// The search between two values of a constant.
struct Halving<F> {
    sample: F,
    constant: usize,
    precision: f64,
}

impl<F: Fn(f64) -> Result<Sample, String>> Halving<F> {
    /// Adds the changes between two samples.
    fn search(&self, low: &Sample, high: &Sample, found: &mut Vec<BreakPoint>) -> Result<(), String> {
        if low.rings == high.rings {
            return Ok(());
        }
        let middle = low.value + (high.value - low.value) / 2.0;
        if high.value - low.value <= self.precision || middle <= low.value || middle >= high.value {
            let changed = low.rings.iter().zip(&high.rings).enumerate().filter(|(_, (from, to))| from != to);
            found.extend(changed.map(|(unit, (&from, &to))| BreakPoint {
                unit,
                constant: self.constant,
                below: low.value,
                above: high.value,
                from,
                to,
            }));
            return Ok(());
        }
        let middle = (self.sample)(middle)?;
        self.search(low, &middle, found)?;
        self.search(&middle, high, found)
    }
}
