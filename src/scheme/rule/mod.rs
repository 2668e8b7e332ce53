//! Rules: conditions in CQL2 text that make units members of a ring.
//!
//! The language is the OGC's Common Query Language (CQL2, OGC 21-065r2), read by the crate `cql2`; rules have its comparisons, `AND`,
//! `OR`, `NOT`, `BETWEEN`, `IN`, `LIKE`, `IS NULL`, `CASEI` and arithmetic over the names of [`Attribute`]. Evaluation is our own, in
//! three-valued logic over plain numbers: `cql2` evaluates a JSON document for each unit and refuses a missing name, while a sweep
//! evaluates the same rule thousands of times with other constants. The tests hold ours against that of `cql2`.

mod attribute;
mod check;
#[cfg(feature = "rules")]
mod compile;
mod condition;
#[cfg(feature = "rules")]
mod parse;
mod problem;
mod text;
#[cfg(feature = "rules")]
mod words;

use std::ops::Range;

pub use attribute::{Attribute, Kind, Measure};
pub use check::{Check, CheckValue};
pub use condition::{Arithmetic, Comparison, Condition, Row, Term, Test, TestKind, Value};
pub use problem::RuleProblem;

pub(super) use check::{change, checks};
pub(super) use text::place_in_file;

/// A rule that was read: its text, its condition, and its numbers.
///
/// # Examples
/// ```
/// # #[cfg(feature = "rules")] {
/// use ringshed::scheme::Rule;
/// let rule = Rule::read("minutes <= 90 AND population >= 1000000").expect("a rule");
/// let constants: Vec<(&str, f64)> = rule.constants().iter().map(|constant| (constant.name(), constant.value())).collect();
/// assert_eq!(constants, [("minutes", 90.0), ("population", 1e6)]);
/// let problems = Rule::read("minuts <= '90'").expect_err("a name is misspelt");
/// assert_eq!(problems[0].message, "'minuts' is no attribute or measure of a unit");
/// assert_eq!(problems[0].help, "did you mean 'minutes'?");
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    text: String,
    condition: Condition,
    constants: Vec<Constant>,
}

/// A number in a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    name: String,
    value: f64,
    place: Range<usize>,
}

impl Constant {
    /// The name by which it can be varied: the attribute it is compared with; a second one is `minutes_2`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number in the text.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Where it stands, in bytes of the rule's text.
    pub fn place(&self) -> Range<usize> {
        self.place.clone()
    }
}

impl Rule {
    /// Reads a rule.
    ///
    /// # Errors
    /// Everything that is wrong with it: the place from which it cannot be read; else all unknown names, wrong types and parts of
    /// CQL2 that rules do not have. Without the feature `rules`, that this feature is missing.
    pub fn read(text: &str) -> Result<Self, Vec<RuleProblem>> {
        #[cfg(feature = "rules")]
        {
            compile::compile(text)
        }
        #[cfg(not(feature = "rules"))]
        {
            let message = "rules need the feature 'rules', which this build was made without";
            let help = "use a build with the feature (cargo build --features rules), or list the members";
            Err(vec![RuleProblem::new("feature-missing", 0..text.len(), message, help)])
        }
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The condition.
    pub fn condition(&self) -> &Condition {
        &self.condition
    }

    /// Its numbers, from left to right.
    pub fn constants(&self) -> &[Constant] {
        &self.constants
    }

    /// The numbers alone.
    pub fn constant_values(&self) -> Vec<f64> {
        self.constants.iter().map(|constant| constant.value).collect()
    }

    /// The rule's text with other numbers in it.
    pub(super) fn text_with(&self, constants: &[f64]) -> String {
        let mut text = self.text.clone();
        for (constant, value) in self.constants.iter().zip(constants).rev() {
            // The place of a negative number begins behind its sign.
            let shown = if constant.value < 0.0 { -value } else { *value };
            if constant.value != *value && text.get(constant.place.clone()).is_some() {
                text.replace_range(constant.place.clone(), &shown.to_string());
            }
        }
        text
    }

    /// Whether one of its measures is taken from somewhere.
    pub(super) fn needs_origin(&self) -> bool {
        self.condition.attributes().into_iter().filter_map(Attribute::measure).any(Measure::needs_origin)
    }
}

/// The problem of a text that is no rule at all; `None` when it can be read. Names are not looked at.
pub(super) fn unreadable(text: &str) -> Option<RuleProblem> {
    #[cfg(feature = "rules")]
    {
        parse::problem_of(text)
    }
    #[cfg(not(feature = "rules"))]
    {
        let _ = text;
        None
    }
}

#[cfg(feature = "rules")]
#[cfg(test)]
mod tests;
