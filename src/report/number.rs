//! Rounding of numbers for output.

use crate::layer::Value;
use crate::quantity::{Kilometres, Metres, Minutes, SquareKilometres, SquareMetres};

/// A number rounded to some decimals; missing and not-finite numbers are missing.
pub(super) fn rounded(number: impl Into<Option<f64>>, decimals: i32) -> Value {
    let scale = 10f64.powi(decimals);
    match number.into().filter(|number| number.is_finite()) {
        // Adding zero turns -0 into 0.
        Some(number) => Value::Float((number * scale).round() / scale + 0.0),
        None => Value::Null,
    }
}

pub(super) fn area_km2(area: SquareMetres) -> Value {
    rounded(SquareKilometres::from(area).square_kilometres(), 6)
}

pub(super) fn kilometres(length: Metres) -> Value {
    rounded(Kilometres::from(length).kilometres(), 6)
}

pub(super) fn minutes(time: Option<Minutes>) -> Value {
    rounded(time.map(Minutes::minutes), 2)
}

pub(super) fn people(number: Option<u64>) -> Value {
    number.and_then(|number| i64::try_from(number).ok()).map_or(Value::Null, Value::Integer)
}

/// An estimate of people, to the nearest person.
pub(super) fn estimated_people(number: Option<f64>) -> Value {
    number.filter(|number| number.is_finite()).map_or(Value::Null, |number| Value::Integer(number.round() as i64))
}

pub(super) fn product(gdp: Option<f64>) -> Value {
    rounded(gdp, 4)
}

pub(super) fn share(share: Option<f64>) -> Value {
    rounded(share, 6)
}

pub(super) fn density(density: Option<f64>) -> Value {
    rounded(density, 3)
}

pub(super) fn count(number: usize) -> Value {
    Value::Integer(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_stays_missing_and_zero_has_no_sign() {
        assert_eq!(rounded(None, 3), Value::Null);
        assert_eq!(rounded(f64::NAN, 3), Value::Null);
        assert_eq!(rounded(-0.0001, 3).to_string(), "0");
        assert_eq!(rounded(1.23456, 3), Value::Float(1.235));
    }

    #[test]
    fn units_are_those_of_the_columns() {
        assert_eq!(area_km2(SquareMetres::new(2_500_000.0)), Value::Float(2.5));
        assert_eq!(kilometres(Metres::new(1.5)), Value::Float(0.0015));
        assert_eq!(estimated_people(Some(2.5)), Value::Integer(3));
    }
}
