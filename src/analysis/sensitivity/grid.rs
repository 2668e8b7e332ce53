//! Every combination of some values.

use rayon::prelude::*;

use super::model::RingModel;
use super::variation::Variation;

/// The most combinations of a grid.
const MOST: usize = 1_000_000;

/// The rings at one combination.
#[derive(Clone, Debug, PartialEq)]
pub struct GridPoint {
    /// A value for every constant of the model.
    pub values: Vec<f64>,
    /// The ring of every unit.
    pub rings: Vec<Option<usize>>,
}

/// Evaluates every combination, the values of the last variation changing fastest; constants that are not varied keep their usual value.
///
/// # Errors
/// Too many combinations, or the combinations whose values are impossible (the first few).
pub fn grid(model: &dyn RingModel, variations: &[Variation]) -> Result<Vec<GridPoint>, Vec<String>> {
    let count = variations.iter().try_fold(1_usize, |count, variation| count.checked_mul(variation.values.len()));
    let Some(count) = count.filter(|&count| count <= MOST) else {
        return Err(vec![format!("the grid has more than {MOST} combinations; take larger steps, or --draws N")]);
    };
    let usual: Vec<f64> = model.constants().iter().map(|constant| constant.default).collect();
    let values = |number: usize| {
        let (mut values, mut rest) = (usual.clone(), number);
        for variation in variations.iter().rev() {
            values[variation.constant] = variation.values[rest % variation.values.len()];
            rest /= variation.values.len();
        }
        values
    };
    evaluated(model, (0..count).map(values).collect())
}

/// Evaluates some sets of values in parallel, in their order.
pub(super) fn evaluated(model: &dyn RingModel, sets: Vec<Vec<f64>>) -> Result<Vec<GridPoint>, Vec<String>> {
    let point = |values: Vec<f64>| model.ring_of(&values).map(|rings| GridPoint { values, rings });
    let points: Vec<Result<GridPoint, String>> = sets.into_par_iter().map(point).collect();
    let mut problems: Vec<String> = points.iter().filter_map(|point| point.as_ref().err()).cloned().collect();
    if problems.is_empty() {
        return Ok(points.into_iter().flatten().collect());
    }
    problems.sort();
    problems.dedup();
    problems.truncate(5);
    Err(problems)
}
