//! What is varied: names of constants with values, as people write them.
//!
//! ```text
//! variation = name "=" values
//! values    = number ".." number [ ":" step ] | number { "," number }
//! ```
//!
//! `detour=1.2..1.4:0.05` is 1.2, 1.25, 1.3, 1.35, 1.4; without a step five values evenly over the range. A step that does not meet
//! the upper end stops below it.

/// How many values a range without a step gives.
const EVEN: usize = 5;

/// The most values of one variation.
const MOST: usize = 10_000;

/// A number that a result depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Its usual value.
    pub default: f64,
    /// The range in which it is uncertain, where one is stated.
    pub range: Option<(f64, f64)>,
}

/// The values of one constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Variation {
    /// The number of the constant.
    pub constant: usize,
    /// The values, at least one.
    pub values: Vec<f64>,
    /// The lowest and highest value.
    pub range: (f64, f64),
}

/// Reads variations of some constants; `names` finds the constant that a word means.
///
/// # Errors
/// Everything wrong with all of them, as sentences.
///
/// # Examples
/// ```
/// use ringshed::analysis::{Constant, read_variations};
/// let constants = [Constant { name: "detour".into(), default: 1.3, range: Some((1.2, 1.4)) }];
/// let read = |text: &str| read_variations(&[text.to_string()], &constants);
/// assert_eq!(read("detour=1.2..1.4:0.1").map(|v| v[0].values.clone()), Ok(vec![1.2, 1.3, 1.4]));
/// assert_eq!(read("detour=1,2").map(|v| v[0].range), Ok((1.0, 2.0)));
/// let error = read("detuor=1.4..1.2").expect_err("two mistakes");
/// assert_eq!(error.len(), 2, "{error:?}");
/// ```
pub fn read_variations(texts: &[String], constants: &[Constant]) -> Result<Vec<Variation>, Vec<String>> {
    let mut problems = Vec::new();
    let mut variations: Vec<Variation> = Vec::new();
    for text in texts {
        let (name, values) = text.split_once('=').unwrap_or((text, ""));
        let constant =
            find(name.trim(), constants).map_err(|problem| problems.push(format!("--vary {text}: {problem}"))).ok();
        let values = read_values(values).map_err(|problem| problems.push(format!("--vary {text}: {problem}"))).ok();
        let Some((constant, values)) = constant.zip(values) else { continue };
        if variations.iter().any(|known| known.constant == constant) {
            problems
                .push(format!("--vary {text}: '{}' is varied twice; give all its values at once", constants[constant].name));
            continue;
        }
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        variations.push(Variation { constant, values, range: (low, high) });
    }
    if problems.is_empty() { Ok(variations) } else { Err(problems) }
}

/// The constant of a name: as it is, or without the unit at its end (`entry` is `entry_min`).
fn find(name: &str, constants: &[Constant]) -> Result<usize, String> {
    let wanted = name.to_lowercase();
    let exact = |constant: &Constant| constant.name.to_lowercase() == wanted;
    let without_unit = |constant: &Constant| {
        ["_min", "_kmh", "_km"].iter().any(|unit| constant.name.to_lowercase().strip_suffix(unit) == Some(wanted.as_str()))
    };
    if let Some(at) = constants.iter().position(exact).or_else(|| constants.iter().position(without_unit)) {
        return Ok(at);
    }
    let names: Vec<&str> = constants.iter().map(|constant| constant.name.as_str()).collect();
    // Of rules the name may be given without the ring, where only one ring has it.
    let of_ring = |at: &usize| constants[*at].name.rsplit_once('.').is_some_and(|(_, last)| last.to_lowercase() == wanted);
    let found: Vec<usize> = (0..constants.len()).filter(of_ring).collect();
    match found[..] {
        [one] => Ok(one),
        [] if names.is_empty() => Err(format!("'{name}' cannot be varied: this scheme and model have no constants")),
        [] => Err(format!("no constant is called '{name}'; {}", crate::scheme::suggestion(name, &names, "there are"))),
        _ => {
            let several: Vec<&str> = found.iter().map(|&at| names[at]).collect();
            Err(format!("'{name}' is of several rings; write one of {}", several.join(", ")))
        }
    }
}

fn read_values(text: &str) -> Result<Vec<f64>, String> {
    let number = |text: &str| {
        let value: Option<f64> = text.trim().parse().ok().filter(|value: &f64| value.is_finite());
        value.ok_or_else(|| format!("'{}' is not a number; write for example 45..120:15, 1.2..1.4 or 60,90", text.trim()))
    };
    let Some((low, rest)) = text.split_once("..") else {
        return text.split(',').map(number).collect();
    };
    let (high, step) = rest.split_once(':').map_or((rest, None), |(high, step)| (high, Some(step)));
    let (low, high) = (number(low)?, number(high)?);
    if low > high {
        return Err(format!("the range {low}..{high} is the wrong way round; write {high}..{low}"));
    }
    match step.map(number).transpose()? {
        None if low == high => Ok(vec![low]),
        None => Ok((0..EVEN).map(|at| tidy(low + (high - low) * at as f64 / (EVEN - 1) as f64)).collect()),
        Some(step) if step <= 0.0 => Err(format!("the step {step} must be above 0")),
        Some(step) => {
            let steps = ((high - low) / step + 1e-9).floor();
            if steps >= MOST as f64 {
                return Err(format!(
                    "{low}..{high} in steps of {step} gives {} values; at most {MOST} are possible",
                    steps + 1.0
                ));
            }
            Ok((0..=steps as usize).map(|at| tidy(low + step * at as f64)).collect())
        }
    }
}

/// Without the last digits that adding steps leaves behind: 1.3, not 1.2999999999999998.
fn tidy(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constants() -> Vec<Constant> {
        ["detour", "entry_min", "near.minutes", "far.minutes", "far.population"]
            .map(|name| Constant { name: name.to_string(), default: 1.0, range: None })
            .to_vec()
    }

    fn read(texts: &[&str]) -> Result<Vec<Variation>, Vec<String>> {
        read_variations(&texts.iter().map(|text| (*text).to_string()).collect::<Vec<_>>(), &constants())
    }

    #[test]
    fn ranges_and_lists_are_read() {
        let values = |text: &str| read(&[text]).expect("good")[0].values.clone();
        assert_eq!(values("detour=1.2..1.4"), [1.2, 1.25, 1.3, 1.35, 1.4]);
        assert_eq!(values("detour = 45 .. 120 : 50"), [45.0, 95.0]);
        assert_eq!(values("detour=3,1,2"), [3.0, 1.0, 2.0]);
        assert_eq!(values("entry=7"), [7.0]);
        assert_eq!(values("detour=-1..1:1"), [-1.0, 0.0, 1.0]);
        assert_eq!(values("detour=5..5"), [5.0]);
        assert_eq!(read(&["population=1"]).expect("of one ring only")[0].constant, 4);
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let texts =
            ["detuor=1..2", "detour=2..1", "detour=1..2:0", "detour=x", "minutes=1", "entry", "near.minutes=0..1e9:1"];
        let problems = read(&texts).expect_err("all wrong");
        let needed = [
            "did you mean 'detour'",
            "write 1..2",
            "step 0",
            "'x' is not a number",
            "near.minutes, far.minutes",
            "'' is not",
            "at most",
        ];
        assert_eq!(problems.len(), needed.len(), "{problems:#?}");
        for (problem, needed) in problems.iter().zip(needed) {
            assert!(problem.contains(needed), "'{needed}' is not in {problem}");
        }
        assert!(read(&["detour=1", "detour=2"]).expect_err("twice")[0].contains("varied twice"));
    }
}
