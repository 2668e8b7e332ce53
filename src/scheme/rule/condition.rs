//! The condition of a rule and its evaluation in three-valued logic.
//!
//! A comparison with a value that is not known is neither true nor false but unknown (`None`): `AND` with a false part is false
//! whatever the rest, `OR` with a true part is true, and everything else unknown stays unknown (Kleene's strong logic, as in SQL and
//! CQL2). A place that cannot be reached is not a missing value: its minutes are infinite, so `minutes <= 90` is false there and
//! `minutes > 90` true; `IS NULL` holds for both, as both are empty in tables.

use std::fmt;

use super::attribute::Attribute;

/// The value of a name for one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// A number; infinite where the place cannot be reached.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// Not known.
    Missing,
}

/// A condition: true, false or unknown for a unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// `TRUE` or `FALSE`.
    Constant(bool),
    /// Joined by `AND`.
    All(Vec<Condition>),
    /// Joined by `OR`.
    Any(Vec<Condition>),
    /// `NOT`.
    Not(Box<Condition>),
    /// A single test.
    Test(Test),
}

/// A single test: a term and what is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What is tested.
    pub left: Term,
    /// What is asked.
    pub kind: TestKind,
}

/// What is asked of a term.
#[derive(Clone, Debug, PartialEq)]
pub enum TestKind {
    /// A comparison with another term.
    Compare(Comparison, Term),
    /// `BETWEEN low AND high`, both included.
    Between(Term, Term),
    /// `IN (...)`.
    OneOf(Vec<Term>),
    /// `LIKE 'pattern'`: `%` stands for any text, `_` for one character.
    Like(String),
    /// `IS NULL`.
    IsNull,
}

/// An operator that compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
}

/// An operator that computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `^`
    Power,
    /// `div`: the whole part of a quotient, towards zero.
    WholeDivide,
}

/// Something with a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// An attribute or measure.
    Attribute(Attribute),
    /// A number of the rule, by its place in the rule's constants.
    Constant(usize),
    /// A text of the rule.
    Text(String),
    /// `CASEI(...)`: a text in lower case.
    CaseFolded(Box<Term>),
    /// A computation.
    Arithmetic(Arithmetic, Box<Term>, Box<Term>),
}

/// Where a condition gets its values.
pub trait Row {
    /// The value of an attribute.
    fn value(&self, attribute: Attribute) -> Value<'_>;
}

impl Condition {
    /// Whether the condition holds; `None` when that cannot be known. `constants` are the numbers of the rule, in its order.
    pub fn holds(&self, row: &dyn Row, constants: &[f64]) -> Option<bool> {
        match self {
            Self::Constant(truth) => Some(*truth),
            Self::All(parts) => fold(parts.iter().map(|part| part.holds(row, constants)), false),
            Self::Any(parts) => fold(parts.iter().map(|part| part.holds(row, constants)), true),
            Self::Not(inner) => inner.holds(row, constants).map(|truth| !truth),
            Self::Test(test) => test.holds(row, constants),
        }
    }

    /// The same with one test, by its number from the left, taken to be `truth`.
    pub(super) fn holds_if(&self, row: &dyn Row, constants: &[f64], test: usize, truth: Option<bool>) -> Option<bool> {
        let mut number = 0;
        self.holds_if_from(row, constants, (test, truth), &mut number)
    }

    fn holds_if_from(
        &self,
        row: &dyn Row,
        constants: &[f64],
        changed: (usize, Option<bool>),
        number: &mut usize,
    ) -> Option<bool> {
        let mut all = |parts: &[Self]| -> Vec<Option<bool>> {
            parts.iter().map(|part| part.holds_if_from(row, constants, changed, number)).collect()
        };
        match self {
            Self::Constant(truth) => Some(*truth),
            Self::All(parts) => fold(all(parts).into_iter(), false),
            Self::Any(parts) => fold(all(parts).into_iter(), true),
            Self::Not(inner) => inner.holds_if_from(row, constants, changed, number).map(|truth| !truth),
            Self::Test(test) => {
                let own = *number;
                *number += 1;
                if own == changed.0 { changed.1 } else { test.holds(row, constants) }
            }
        }
    }

    /// The tests from left to right.
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Self::Constant(_) => Vec::new(),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::tests).collect(),
            Self::Not(inner) => inner.tests(),
            Self::Test(test) => vec![test],
        }
    }

    /// The attributes that are named, in order of first mention, each once.
    pub fn attributes(&self) -> Vec<Attribute> {
        let mut found = Vec::new();
        for test in self.tests() {
            test.each_term(&mut |term| {
                if let Term::Attribute(attribute) = term
                    && !found.contains(attribute)
                {
                    found.push(*attribute);
                }
            });
        }
        found
    }
}

/// Joins truths: `decisive` (false for `AND`, true for `OR`) decides alone; else one unknown leaves the whole unknown.
fn fold(truths: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut known = true;
    for truth in truths {
        match truth {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!decisive)
}

impl Test {
    /// Whether the test holds; `None` when a value it needs is missing.
    pub fn holds(&self, row: &dyn Row, constants: &[f64]) -> Option<bool> {
        let left = self.left.value(row, constants);
        match &self.kind {
            TestKind::Compare(comparison, right) => comparison.holds(&left, &right.value(row, constants)),
            TestKind::Between(low, high) => {
                let above = Comparison::AtLeast.holds(&left, &low.value(row, constants));
                let below = Comparison::AtMost.holds(&left, &high.value(row, constants));
                fold([above, below].into_iter(), false)
            }
            TestKind::OneOf(items) => {
                let is = |item: &Term| Comparison::Equal.holds(&left, &item.value(row, constants));
                fold(items.iter().map(is), true)
            }
            TestKind::Like(pattern) => match &left {
                Computed::Text(text) => Some(is_like(text, pattern)),
                Computed::Number(_) | Computed::Missing => None,
            },
            TestKind::IsNull => Some(match left {
                Computed::Missing => true,
                Computed::Number(number) => !number.is_finite(),
                Computed::Text(_) => false,
            }),
        }
    }

    /// Visits every term, those inside others too.
    pub(super) fn each_term<'t>(&'t self, visit: &mut impl FnMut(&'t Term)) {
        self.left.each(visit);
        match &self.kind {
            TestKind::Compare(_, right) => right.each(visit),
            TestKind::Between(low, high) => {
                low.each(visit);
                high.each(visit);
            }
            TestKind::OneOf(items) => items.iter().for_each(|item| item.each(visit)),
            TestKind::Like(_) | TestKind::IsNull => {}
        }
    }
}

/// A value on the way through a computation.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Computed {
    Number(f64),
    Text(String),
    Missing,
}

impl Term {
    pub(super) fn value(&self, row: &dyn Row, constants: &[f64]) -> Computed {
        match self {
            Self::Attribute(attribute) => match row.value(*attribute) {
                Value::Number(number) => Computed::Number(number),
                Value::Text(text) => Computed::Text(text.to_string()),
                Value::Missing => Computed::Missing,
            },
            Self::Constant(number) => constants.get(*number).map_or(Computed::Missing, |value| Computed::Number(*value)),
            Self::Text(text) => Computed::Text(text.clone()),
            Self::CaseFolded(inner) => match inner.value(row, constants) {
                Computed::Text(text) => Computed::Text(text.to_lowercase()),
                other => other,
            },
            Self::Arithmetic(operator, left, right) => match (left.value(row, constants), right.value(row, constants)) {
                (Computed::Number(left), Computed::Number(right)) => operator.of(left, right),
                _ => Computed::Missing,
            },
        }
    }

    fn each<'t>(&'t self, visit: &mut impl FnMut(&'t Self)) {
        visit(self);
        match self {
            Self::CaseFolded(inner) => inner.each(visit),
            Self::Arithmetic(_, left, right) => {
                left.each(visit);
                right.each(visit);
            }
            Self::Attribute(_) | Self::Constant(_) | Self::Text(_) => {}
        }
    }

    /// Writes the term as rules do.
    pub(super) fn text(&self, constants: &[f64]) -> String {
        match self {
            Self::Attribute(attribute) => attribute.name().to_string(),
            Self::Constant(number) => constants.get(*number).map_or_else(String::new, f64::to_string),
            Self::Text(text) => quoted(text),
            Self::CaseFolded(inner) => format!("CASEI({})", inner.text(constants)),
            Self::Arithmetic(operator, left, right) => {
                format!("({} {} {})", left.text(constants), operator.sign(), right.text(constants))
            }
        }
    }
}

impl Arithmetic {
    /// The result. Where there is none for numbers that are known (division by zero), it is missing.
    fn of(self, left: f64, right: f64) -> Computed {
        let result = match self {
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide => left / right,
            Self::Remainder => left % right,
            Self::Power => left.powf(right),
            Self::WholeDivide => (left / right).trunc(),
        };
        let is_known = left.is_finite() && right.is_finite();
        let has_result = if is_known { result.is_finite() } else { !result.is_nan() };
        if has_result { Computed::Number(result) } else { Computed::Missing }
    }

    const fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Power => "^",
            Self::WholeDivide => "div",
        }
    }
}

impl Comparison {
    fn holds(self, left: &Computed, right: &Computed) -> Option<bool> {
        let ordering = match (left, right) {
            (Computed::Number(left), Computed::Number(right)) => left.partial_cmp(right)?,
            (Computed::Text(left), Computed::Text(right)) => left.cmp(right),
            _ => return None,
        };
        Some(match self {
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
        })
    }

    /// The same comparison with its sides exchanged.
    pub(super) const fn flipped(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::AtMost => Self::AtLeast,
            Self::Greater => Self::Less,
            Self::AtLeast => Self::AtMost,
            Self::Equal | Self::NotEqual => self,
        }
    }

    /// The operator as rules write it.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Equal => "=",
            Self::NotEqual => "<>",
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.sign())
    }
}

/// A text as rules write it.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Whether a text matches a pattern. Greedy with one point to return to, so the time is at most the product of the lengths.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut place) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(place) {
            Some('%') => {
                retry = Some((at, place));
                place += 1;
            }
            Some(letter) if *letter == '_' || *letter == text[at] => {
                at += 1;
                place += 1;
            }
            _ => {
                let Some((from, star)) = retry else { return false };
                retry = Some((from + 1, star));
                (at, place) = (from + 1, star + 1);
            }
        }
    }
    pattern[place..].iter().all(|letter| *letter == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing;
    impl Row for Nothing {
        fn value(&self, _: Attribute) -> Value<'_> {
            Value::Missing
        }
    }

    #[test]
    fn unknown_is_neither_true_nor_false() {
        let unknown = || {
            let left = Term::Attribute(Attribute::Population);
            Condition::Test(Test { left, kind: TestKind::Compare(Comparison::AtLeast, Term::Constant(0)) })
        };
        let (yes, no) = (|| Condition::Constant(true), || Condition::Constant(false));
        let holds = |condition: Condition| condition.holds(&Nothing, &[1.0]);
        assert_eq!(holds(unknown()), None);
        assert_eq!(holds(Condition::Not(Box::new(unknown()))), None);
        assert_eq!(holds(Condition::All(vec![unknown(), yes()])), None);
        assert_eq!(holds(Condition::All(vec![unknown(), no()])), Some(false));
        assert_eq!(holds(Condition::Any(vec![unknown(), yes()])), Some(true));
        assert_eq!(holds(Condition::Any(vec![unknown(), no()])), None);
        let is_null = Test { left: Term::Attribute(Attribute::Population), kind: TestKind::IsNull };
        assert_eq!(holds(Condition::Test(is_null)), Some(true));
    }

    #[test]
    fn patterns() {
        for (text, pattern, expected) in [
            ("Beijing", "Bei%", true),
            ("Beijing", "%jing", true),
            ("Beijing", "B_ijing", true),
            ("Beijing", "b%", false),
            ("北京市", "北_市", true),
            ("", "%", true),
            ("", "_", false),
            ("aaab", "%a%b", true),
            ("aaa", "%b%", false),
        ] {
            assert_eq!(is_like(text, pattern), expected, "{text} LIKE {pattern}");
        }
    }

    #[test]
    fn division_by_zero_is_missing_and_what_cannot_be_reached_is_not() {
        assert_eq!(Arithmetic::Divide.of(1.0, 0.0), Computed::Missing);
        assert_eq!(Arithmetic::Add.of(f64::INFINITY, 1.0), Computed::Number(f64::INFINITY));
        assert_eq!(Arithmetic::Subtract.of(f64::INFINITY, f64::INFINITY), Computed::Missing);
        assert_eq!(Arithmetic::WholeDivide.of(-5.0, 2.0), Computed::Number(-2.0));
    }
}
