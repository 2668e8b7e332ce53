//! Reading quantities as people write them.
//!
//! ```text
//! quantity = number [ spaces ] [ unit ]
//! length   = "m" | "metres" | "km" | "kilometres"     (bare number: kilometres)
//! time     = "s" | "sec" | "min" | "minutes" | "h" | "hours"   (bare number: minutes)
//! speed    = "km/h" | "kmh" | "kph" | "m/s"            (bare number: km/h)
//! ```

use std::str::FromStr;

use super::{Kilometres, KilometresPerHour, Minutes};

/// Why a text is not a quantity: what was given, what is needed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{given}' is not a {quantity}: {reason}; write for example '{example}'")]
pub struct QuantityError {
    given: String,
    quantity: &'static str,
    reason: String,
    example: &'static str,
}

struct Kind {
    quantity: &'static str,
    example: &'static str,
    default_factor: f64,
    units: &'static [(&'static str, f64)],
}

const LENGTH: Kind = Kind {
    quantity: "length",
    example: "50 km",
    default_factor: 1.0,
    units: &[("m", 1e-3), ("metres", 1e-3), ("meters", 1e-3), ("km", 1.0), ("kilometres", 1.0), ("kilometers", 1.0)],
};

const TIME: Kind = Kind {
    quantity: "time",
    example: "90 min",
    default_factor: 1.0,
    units: &[
        ("s", 1.0 / 60.0),
        ("sec", 1.0 / 60.0),
        ("seconds", 1.0 / 60.0),
        ("min", 1.0),
        ("minutes", 1.0),
        ("h", 60.0),
        ("hours", 60.0),
    ],
};

const SPEED: Kind = Kind {
    quantity: "speed",
    example: "80 km/h",
    default_factor: 1.0,
    units: &[("km/h", 1.0), ("kmh", 1.0), ("kph", 1.0), ("m/s", 3.6)],
};

fn parse(text: &str, kind: &Kind) -> Result<f64, QuantityError> {
    let fail =
        |reason: String| QuantityError { given: text.to_string(), quantity: kind.quantity, reason, example: kind.example };
    let trimmed = text.trim();
    let split = number_end(trimmed);
    let (number, unit) = trimmed.split_at(split);
    let value: f64 = number.parse().map_err(|_| fail("it does not start with a number".to_string()))?;
    if !value.is_finite() {
        return Err(fail("the number is not finite".to_string()));
    }
    let unit = unit.trim().to_ascii_lowercase();
    if unit.is_empty() {
        return Ok(value * kind.default_factor);
    }
    match kind.units.iter().find(|(name, _)| *name == unit) {
        Some((_, factor)) => Ok(value * factor),
        None => {
            let known: Vec<&str> = kind.units.iter().map(|(name, _)| *name).collect();
            Err(fail(format!("unknown unit '{unit}' (known: {})", known.join(", "))))
        }
    }
}

/// Where the number at the start of `text` ends: digits, sign, point, and an exponent that is followed by a digit or sign.
fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let next_is_digit = |offset: usize| bytes.get(end + offset).is_some_and(u8::is_ascii_digit);
        let sign_then_digit = matches!(bytes.get(end + 1), Some(b'+' | b'-')) && next_is_digit(2);
        match bytes[end] {
            b'0'..=b'9' | b'.' => end += 1,
            b'+' | b'-' if end == 0 => end += 1,
            b'e' | b'E' if end > 0 && next_is_digit(1) => end += 2,
            b'e' | b'E' if end > 0 && sign_then_digit => end += 3,
            _ => break,
        }
    }
    end
}

macro_rules! from_str {
    ($type:ident, $kind:ident) => {
        impl FromStr for $type {
            type Err = QuantityError;

            fn from_str(text: &str) -> Result<Self, QuantityError> {
                parse(text, &$kind).map(Self::new)
            }
        }
    };
}

from_str!(Kilometres, LENGTH);
from_str!(Minutes, TIME);
from_str!(KilometresPerHour, SPEED);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_understood() {
        assert_eq!("90 min".parse(), Ok(Minutes::new(90.0)));
        assert_eq!("1.5h".parse(), Ok(Minutes::new(90.0)));
        assert_eq!("90".parse(), Ok(Minutes::new(90.0)));
        assert_eq!("50km".parse(), Ok(Kilometres::new(50.0)));
        assert_eq!("500 m".parse(), Ok(Kilometres::new(0.5)));
        assert_eq!("10 m/s".parse(), Ok(KilometresPerHour::new(36.0)));
        assert_eq!("1e2 km/h".parse(), Ok(KilometresPerHour::new(100.0)));
        assert_eq!("-5".parse(), Ok(Minutes::new(-5.0)));
    }

    #[test]
    fn errors_name_given_and_needed() {
        let error = "90 parsecs".parse::<Minutes>().expect_err("parsecs are no time");
        assert!(error.to_string().contains("'90 parsecs'") && error.to_string().contains("min"), "{error}");
        assert!("".parse::<Minutes>().is_err());
        assert!("fast".parse::<KilometresPerHour>().is_err());
        assert!("1e400".parse::<Kilometres>().is_err());
    }
}
