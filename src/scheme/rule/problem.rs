//! What is wrong with the text of a rule, with its place inside that text.

use std::ops::Range;

/// A mistake in a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleProblem {
    /// The stable code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The words it is about, in bytes of the rule's text.
    pub place: Range<usize>,
}

impl RuleProblem {
    pub(super) fn new(code: &'static str, place: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: help.into(), place }
    }
}
