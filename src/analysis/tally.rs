//! Sums that carry how much of what they add up had a value.

use std::ops::AddAssign;

/// A sum of figures of which some may be missing. Missing is never zero: the sum of nothing known is `None`.
///
/// # Examples
/// ```
/// use ringshed::analysis::Tally;
/// let mut population = Tally::default();
/// population.add("110000", Some(21_893_095_u64));
/// population.add("XA", None);
/// assert_eq!(population.sum(), Some(21_893_095));
/// assert_eq!(population.known_share(), Some(0.5));
/// assert_eq!(population.unknown(), ["XA"]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Tally<T> {
    sum: Option<T>,
    count: usize,
    unknown: Vec<String>,
}

impl<T> Default for Tally<T> {
    fn default() -> Self {
        Self { sum: None, count: 0, unknown: Vec::new() }
    }
}

impl<T: Copy + AddAssign> Tally<T> {
    /// Adds the figure of one member, or notes that it is not known.
    pub fn add(&mut self, member: &str, value: Option<T>) {
        self.count += 1;
        match (value, &mut self.sum) {
            (Some(value), Some(sum)) => *sum += value,
            (Some(value), None) => self.sum = Some(value),
            (None, _) => self.unknown.push(member.to_string()),
        }
    }

    /// Adds everything another tally added.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.unknown.extend_from_slice(&other.unknown);
        match (other.sum, &mut self.sum) {
            (Some(value), Some(sum)) => *sum += value,
            (Some(value), None) => self.sum = Some(value),
            (None, _) => {}
        }
    }

    /// The sum of the known figures; `None` when none is known.
    pub fn sum(&self) -> Option<T> {
        self.sum
    }

    /// The sum, only when every figure is known.
    pub fn complete_sum(&self) -> Option<T> {
        if self.unknown.is_empty() { self.sum } else { None }
    }

    /// The share of members whose figure is known, 0 to 1; `None` without members.
    pub fn known_share(&self) -> Option<f64> {
        (self.count > 0).then(|| (self.count - self.unknown.len()) as f64 / self.count as f64)
    }

    /// The members whose figure is not known, in the order they were added.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_known_is_not_zero() {
        let mut tally = Tally::<f64>::default();
        assert_eq!((tally.sum(), tally.known_share()), (None, None));
        tally.add("a", None);
        assert_eq!((tally.sum(), tally.known_share()), (None, Some(0.0)));
    }

    #[test]
    fn merging_is_adding() {
        let (mut left, mut right) = (Tally::default(), Tally::default());
        left.add("a", Some(1_u64));
        right.add("b", Some(2));
        right.add("c", None);
        left.merge(&right);
        assert_eq!((left.sum(), left.complete_sum(), left.unknown()), (Some(3), None, ["c".to_string()].as_slice()));
    }
}
