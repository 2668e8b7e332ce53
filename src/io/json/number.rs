//! JSON numbers: the grammar of RFC 8259 and their value.

/// A number as it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    /// Its value, always finite, correctly rounded.
    pub(crate) value: f64,
    /// Its value when it is written as a whole number that fits.
    pub(crate) whole: Option<i64>,
    /// How many digits follow the decimal point.
    pub(crate) decimals: usize,
    /// How many bytes it takes.
    pub(crate) length: usize,
}

/// Why the text at a place is not a JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberError {
    /// No digit where one is needed, at this distance from the beginning of the number.
    DigitMissing(usize),
    /// A zero before other digits.
    LeadingZero,
    /// Too large for a 64-bit floating-point number (1e400).
    TooLarge,
}

/// Powers of ten that are exact as `f64`.
pub(super) const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Mantissas below this are exact as `f64`.
const EXACT_MANTISSA: u64 = 1 << 53;

/// The number at the beginning of `text`, which starts with a digit or a minus sign.
///
/// Coordinates are short, so most numbers take the fast path of Clinger (1990, "How to read floating point numbers
/// accurately"): digits that fit in 53 bits divided by an exact power of ten round correctly in one operation. The rest goes
/// to the standard library.
pub(crate) fn number_at(text: &str) -> Result<Number, NumberError> {
    let bytes = text.as_bytes();
    let sign = usize::from(bytes.first() == Some(&b'-'));
    let mut mantissa = Mantissa::default();
    let whole_end = mantissa.digits(bytes, sign)?;
    if whole_end - sign > 1 && bytes[sign] == b'0' {
        return Err(NumberError::LeadingZero);
    }
    let mut end = whole_end;
    if bytes.get(end) == Some(&b'.') {
        end = mantissa.digits(bytes, end + 1)?;
    }
    let decimals = (end - whole_end).saturating_sub(1);
    let mantissa_end = end;
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        end = Mantissa::default().digits(bytes, end + 1 + signed)?;
    }
    let value = match mantissa.exact() {
        Some(digits) if end == mantissa_end && decimals < EXACT_POWERS.len() => {
            let magnitude = digits / EXACT_POWERS[decimals];
            if sign == 1 { -magnitude } else { magnitude }
        }
        _ => text[..end].parse().map_err(|_| NumberError::DigitMissing(0))?,
    };
    if !value.is_finite() {
        return Err(NumberError::TooLarge);
    }
    let whole = if end == whole_end { text[..end].parse().ok() } else { None };
    Ok(Number { value, whole, decimals, length: end })
}

/// The value of a text that is a number as JSON or Rust write it; what a table may hold.
pub(crate) fn decimal(text: &str) -> Option<f64> {
    match number_at(text) {
        Ok(number) if number.length == text.len() => Some(number.value),
        _ => text.parse().ok(),
    }
}

/// The digits of a number so far, as one whole number.
#[derive(Default)]
struct Mantissa {
    digits: u64,
    overflowed: bool,
}

impl Mantissa {
    /// Takes the digits from `start` on and gives where they end; at least one is needed.
    fn digits(&mut self, bytes: &[u8], start: usize) -> Result<usize, NumberError> {
        let mut end = start;
        while let Some(digit @ b'0'..=b'9') = bytes.get(end) {
            self.overflowed |= self.digits >= EXACT_MANTISSA / 10;
            self.digits = self.digits.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            end += 1;
        }
        if end == start { Err(NumberError::DigitMissing(start)) } else { Ok(end) }
    }

    fn exact(&self) -> Option<f64> {
        (!self.overflowed && self.digits < EXACT_MANTISSA).then_some(self.digits as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_grammar_is_that_of_json() {
        assert_eq!(number_at("12,"), Ok(Number { value: 12.0, whole: Some(12), decimals: 0, length: 2 }));
        assert_eq!(number_at("-0.50]"), Ok(Number { value: -0.5, whole: None, decimals: 2, length: 5 }));
        assert_eq!(number_at("1e2").map(|number| (number.value, number.whole)), Ok((100.0, None)));
        assert_eq!(number_at("9223372036854775808").map(|number| number.whole), Ok(None));
        assert_eq!(number_at("012"), Err(NumberError::LeadingZero));
        assert_eq!(number_at("1."), Err(NumberError::DigitMissing(2)));
        assert_eq!(number_at("-"), Err(NumberError::DigitMissing(1)));
        assert_eq!(number_at("1e+"), Err(NumberError::DigitMissing(3)));
        assert_eq!(number_at("1e400"), Err(NumberError::TooLarge));
        assert_eq!(number_at(&"9".repeat(400)), Err(NumberError::TooLarge));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

        #[test]
        fn the_fast_path_rounds_like_the_standard_library(text in "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,25})?(e-?[0-9]{1,2})?") {
            let number = number_at(&text).expect("a JSON number");
            prop_assert_eq!(number.value.to_bits(), text.parse::<f64>().expect("a number").to_bits());
            prop_assert_eq!(number.length, text.len());
        }
    }
}
