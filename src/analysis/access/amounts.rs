//! People at places and capacities of supplies: numbers of which some may be missing.

/// One amount for each place or supply, 0 or more, in their order. Missing is `None`, never zero.
///
/// # Examples
/// ```
/// use ringshed::analysis::Amounts;
/// let beds = Amounts::new(vec![Some(300.0), None, Some(0.0)])?;
/// assert_eq!(beds.sum(), Some(300.0));
/// assert_eq!(beds.known_share(), Some(2.0 / 3.0));
/// assert!(Amounts::new(vec![Some(-1.0)]).is_err());
/// # Ok::<(), ringshed::analysis::AmountError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Amounts(Vec<Option<f64>>);

/// A number that cannot be an amount.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("amount {number}: {value} is not possible: it must be 0 or more")]
pub struct AmountError {
    /// Where it stands, from 0.
    pub number: usize,
    /// What it is.
    pub value: f64,
}

impl Amounts {
    /// Checks and wraps amounts.
    ///
    /// # Errors
    /// [`AmountError`] for the first that is negative or not finite.
    pub fn new(amounts: Vec<Option<f64>>) -> Result<Self, AmountError> {
        let wrong = |(number, amount): (usize, &Option<f64>)| {
            amount.filter(|amount| !amount.is_finite() || *amount < 0.0).map(|value| AmountError { number, value })
        };
        match amounts.iter().enumerate().find_map(wrong) {
            Some(error) => Err(error),
            None => Ok(Self(amounts)),
        }
    }

    /// The number of places or supplies.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True without places or supplies.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// An amount; `None` when it is missing.
    pub fn get(&self, number: usize) -> Option<f64> {
        self.0.get(number).copied().flatten()
    }

    /// The amounts in order.
    pub fn as_slice(&self) -> &[Option<f64>] {
        &self.0
    }

    /// The sum of those known; `None` when none is.
    pub fn sum(&self) -> Option<f64> {
        let mut known = self.0.iter().flatten();
        let first = known.next()?;
        Some(known.fold(*first, |sum, amount| sum + amount))
    }

    /// The share of places or supplies whose amount is known, 0 to 1; `None` without any.
    pub fn known_share(&self) -> Option<f64> {
        let known = self.0.iter().flatten().count();
        (!self.0.is_empty()).then(|| known as f64 / self.0.len() as f64)
    }

    /// The numbers of the places or supplies whose amount is missing.
    pub fn missing(&self) -> Vec<usize> {
        (0..self.0.len()).filter(|&number| self.0[number].is_none()).collect()
    }

    /// What is counted: a missing amount is not.
    pub(super) fn counted(&self, number: usize) -> f64 {
        self.get(number).unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_amounts_are_named() {
        for value in [-0.5, f64::NAN, f64::INFINITY] {
            let error = Amounts::new(vec![Some(1.0), Some(value)]).expect_err("impossible");
            assert_eq!(error.number, 1);
        }
    }

    #[test]
    fn nothing_known_is_not_zero() {
        let unknown = Amounts::new(vec![None, None]).expect("amounts");
        assert_eq!((unknown.sum(), unknown.known_share(), unknown.missing()), (None, Some(0.0), vec![0, 1]));
        assert_eq!(Amounts::default().known_share(), None);
    }
}
