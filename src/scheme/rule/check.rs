//! What a rule says about one unit: each test with value, threshold and margin, and what would have to change.

use serde::Serialize;

use super::attribute::Attribute;
use super::condition::{Comparison, Computed, Condition, Row, Term, Test, TestKind};

/// One test of a rule for one unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// The test as the rule has it: `minutes <= 90`.
    pub test: String,
    /// The unit's value of what is tested.
    pub value: CheckValue,
    /// The number it is compared with.
    pub threshold: Option<f64>,
    /// Whether the test holds; `None` when a value is missing.
    pub holds: Option<bool>,
    /// How far the value is on the side where the test holds; negative by how much it misses.
    pub margin: Option<f64>,
    /// Whether the verdict on the unit would be another one if this test alone came out differently.
    pub decisive: bool,
    /// The unit of value, threshold and margin as messages write it.
    #[serde(skip)]
    unit: &'static str,
    #[serde(skip)]
    way: Way,
}

/// A unit's value of what is tested.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum CheckValue {
    /// A number.
    Number(f64),
    /// A text; `unreachable` for a place that cannot be reached.
    Text(String),
    /// Not known.
    Missing,
}

/// How the value would have to change for the test to come out differently.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    RiseAbove,
    RiseTo,
    FallBelow,
    FallTo,
    Become,
    Leave,
    Other,
}

/// The tests of a condition for a unit, from left to right.
pub(crate) fn checks(condition: &Condition, row: &dyn Row, constants: &[f64]) -> Vec<Check> {
    let verdict = condition.holds(row, constants) == Some(true);
    let tests = condition.tests().into_iter().enumerate();
    let check = |(number, test): (usize, &Test)| {
        let holds = test.holds(row, constants);
        let changed = condition.holds_if(row, constants, number, Some(holds != Some(true)));
        let decisive = (changed == Some(true)) != verdict;
        check_of(test, row, constants, holds, decisive)
    };
    tests.map(check).collect()
}

fn check_of(test: &Test, row: &dyn Row, constants: &[f64], holds: Option<bool>, decisive: bool) -> Check {
    let left = test.left.value(row, constants);
    let number = match left {
        Computed::Number(number) => Some(number),
        _ => None,
    };
    let value = match left {
        Computed::Number(number) if number.is_finite() => CheckValue::Number(number),
        Computed::Number(_) => CheckValue::Text("unreachable".to_string()),
        Computed::Text(text) => CheckValue::Text(text),
        Computed::Missing => CheckValue::Missing,
    };
    let bound = number.and_then(|number| bound(test, number, row, constants));
    let unit = match test.left {
        Term::Attribute(attribute) => Attribute::unit(attribute),
        _ => "",
    };
    Check {
        test: test_text(test, constants),
        value,
        threshold: bound.map(|bound| bound.threshold),
        holds,
        margin: bound.map(|bound| bound.margin).filter(|margin| margin.is_finite()),
        decisive,
        unit,
        way: bound.map_or(Way::Other, |bound| bound.way),
    }
}

/// The number that decides a test of a number, and how far it is.
#[derive(Clone, Copy)]
struct Bound {
    threshold: f64,
    margin: f64,
    way: Way,
}

fn bound(test: &Test, value: f64, row: &dyn Row, constants: &[f64]) -> Option<Bound> {
    let number = |term: &Term| match term.value(row, constants) {
        Computed::Number(number) => Some(number),
        _ => None,
    };
    match &test.kind {
        TestKind::Compare(comparison, right) => number(right).and_then(|threshold| one_sided(*comparison, value, threshold)),
        TestKind::Between(low, high) => {
            let low = one_sided(Comparison::AtLeast, value, number(low)?)?;
            let high = one_sided(Comparison::AtMost, value, number(high)?)?;
            Some(if low.margin < high.margin { low } else { high })
        }
        TestKind::OneOf(_) | TestKind::Like(_) | TestKind::IsNull => None,
    }
}

fn one_sided(comparison: Comparison, value: f64, threshold: f64) -> Option<Bound> {
    let (margin, holds_way, fails_way) = match comparison {
        Comparison::AtMost => (threshold - value, Way::RiseAbove, Way::FallTo),
        Comparison::Less => (threshold - value, Way::RiseTo, Way::FallBelow),
        Comparison::AtLeast => (value - threshold, Way::FallBelow, Way::RiseTo),
        Comparison::Greater => (value - threshold, Way::FallTo, Way::RiseAbove),
        Comparison::Equal => (-(value - threshold).abs(), Way::Leave, Way::Become),
        Comparison::NotEqual => ((value - threshold).abs(), Way::Become, Way::Leave),
    };
    let holds = match comparison {
        Comparison::AtMost | Comparison::AtLeast | Comparison::Equal => margin >= 0.0,
        Comparison::Less | Comparison::Greater | Comparison::NotEqual => margin > 0.0,
    };
    Some(Bound { threshold, margin, way: if holds { holds_way } else { fails_way } })
}

fn test_text(test: &Test, constants: &[f64]) -> String {
    let left = test.left.text(constants);
    match &test.kind {
        TestKind::Compare(comparison, right) => format!("{left} {comparison} {}", right.text(constants)),
        TestKind::Between(low, high) => format!("{left} BETWEEN {} AND {}", low.text(constants), high.text(constants)),
        TestKind::OneOf(items) => {
            let items: Vec<String> = items.iter().map(|item| item.text(constants)).collect();
            format!("{left} IN ({})", items.join(", "))
        }
        TestKind::Like(pattern) => format!("{left} LIKE {}", super::condition::quoted(pattern)),
        TestKind::IsNull => format!("{left} IS NULL"),
    }
}

impl Check {
    /// `minutes <= 90: has 83.2 min, margin 6.8 min`.
    pub fn sentence(&self) -> String {
        format!("{}: {}", self.test, self.state())
    }

    /// `has 83.2 min, margin 6.8 min`; `has 97.3 min, missed by 7.3 min`; `not known`.
    pub fn state(&self) -> String {
        let unit = self.unit;
        let has = match &self.value {
            CheckValue::Number(number) => format!("has {}{unit}", shown(*number)),
            CheckValue::Text(text) if text == "unreachable" && self.threshold.is_some() => {
                return "cannot be reached".to_string();
            }
            CheckValue::Text(text) => format!("has '{text}'"),
            CheckValue::Missing => return "not known".to_string(),
        };
        match self.margin {
            Some(margin) if self.holds == Some(true) => format!("{has}, margin {}{unit}", shown(margin)),
            Some(margin) => format!("{has}, missed by {}{unit}", shown(margin.abs())),
            None => has,
        }
    }

    /// What would have to change for the test to come out differently: `minutes rises above 90 min`.
    fn change(&self) -> String {
        let name = self.test.split(' ').next().unwrap_or_default();
        let threshold = self.threshold.map_or_else(String::new, |number| format!("{}{}", shown(number), self.unit));
        match (self.way, &self.value) {
            (_, CheckValue::Missing) => format!("{name} becomes known"),
            (Way::RiseAbove, _) => format!("{name} rises above {threshold}"),
            (Way::RiseTo, _) => format!("{name} rises to {threshold}"),
            (Way::FallBelow, _) => format!("{name} falls below {threshold}"),
            (Way::FallTo, _) => format!("{name} falls to {threshold}"),
            (Way::Become, _) => format!("{name} becomes {threshold}"),
            (Way::Leave, _) => format!("{name} is no longer {threshold}"),
            (Way::Other, _) if self.holds == Some(true) => format!("'{}' no longer holds", self.test),
            (Way::Other, _) => format!("'{}' comes to hold", self.test),
        }
    }
}

/// What would have to change for the verdict of a rule on a unit to be another one; `verb` is what the unit then does
/// (`leaves`, `joins`). Each sentence is one way; empty when the rule has no test.
pub(crate) fn change(checks: &[Check], verb: &str) -> Vec<String> {
    let sentence = |check: &Check| format!("{verb} if {} ({})", check.change(), check.state());
    let decisive: Vec<String> = checks.iter().filter(|check| check.decisive).map(sentence).collect();
    if !decisive.is_empty() {
        return decisive;
    }
    // No single test decides: those that stand against the change have to change together.
    let against: Vec<&Check> = checks.iter().filter(|check| (check.holds == Some(true)) == (verb == "leaves")).collect();
    match against[..] {
        [] => Vec::new(),
        _ => {
            let all: Vec<String> = against.iter().map(|check| format!("{} ({})", check.change(), check.state())).collect();
            vec![format!("{verb} only if several change: {}", all.join("; "))]
        }
    }
}

/// A number for people: at most two decimals, more where it would look like zero.
pub(crate) fn shown(number: f64) -> String {
    let places = |decimals: usize| {
        let text = format!("{number:.decimals$}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
    };
    let size = number.abs();
    if size == 0.0 || size >= 0.05 {
        places(2)
    } else if size >= 0.000_05 {
        places(5)
    } else {
        format!("{number:.1e}")
    }
}
