//! Numbers as text for files: shortest form, never an exponent, the same bytes everywhere.

use std::io::Write as _;

/// Largest count of decimals that [`push_rounded`] takes through whole numbers.
const MOST_SCALED_DECIMALS: usize = 15;

/// Whole numbers up to here are exact as `f64`.
const EXACT_WHOLE: f64 = 9_007_199_254_740_992.0;

/// Appends a finite number with at most `decimals` decimals, without trailing zeros: `116.4`, `-0.0000001`, `12`.
///
/// Coordinates are most of what a layer is, so this goes through a whole number of the last decimal instead of the general
/// shortest-digits search: several times faster, and the same digits for numbers that were rounded to `decimals` before.
pub(crate) fn push_rounded(text: &mut Vec<u8>, number: f64, decimals: usize) {
    let scaled = (number.abs() * 10_f64.powi(decimals.min(MOST_SCALED_DECIMALS) as i32)).round();
    if decimals > MOST_SCALED_DECIMALS || scaled >= EXACT_WHOLE {
        push_shortest(text, number);
        return;
    }
    if scaled == 0.0 {
        text.push(b'0');
        return;
    }
    if number < 0.0 {
        text.push(b'-');
    }
    push_scaled(text, scaled as u64, decimals);
}

/// Appends `scaled` with the point before its last `decimals` digits, trailing zeros of the fraction left out.
fn push_scaled(text: &mut Vec<u8>, mut scaled: u64, decimals: usize) {
    let mut fraction = decimals;
    while fraction > 0 && scaled.is_multiple_of(10) {
        scaled /= 10;
        fraction -= 1;
    }
    let mut digits = [b'0'; 24];
    let mut start = digits.len();
    let mut written = 0;
    while scaled > 0 || written <= fraction {
        if written == fraction && fraction > 0 {
            start -= 1;
            digits[start] = b'.';
        }
        start -= 1;
        digits[start] = b'0' + (scaled % 10) as u8;
        scaled /= 10;
        written += 1;
    }
    text.extend_from_slice(&digits[start..]);
}

/// Appends the shortest decimal text that reads back as the same number.
pub(crate) fn push_shortest(text: &mut Vec<u8>, number: f64) {
    // Writing to a vector cannot fail.
    let _ = write!(text, "{}", if number == 0.0 { 0.0 } else { number });
}

/// Appends a number with exactly `decimals` decimals; never `-0.00`.
pub(crate) fn push_fixed(text: &mut Vec<u8>, number: f64, decimals: usize) {
    let start = text.len();
    // Writing to a vector cannot fail.
    let _ = write!(text, "{number:.decimals$}");
    let is_zero = text[start..].iter().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero && text.get(start) == Some(&b'-') {
        text.remove(start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rounded(number: f64, decimals: usize) -> String {
        let mut text = Vec::new();
        push_rounded(&mut text, number, decimals);
        String::from_utf8(text).expect("ASCII")
    }

    #[test]
    fn no_exponent_no_trailing_zeros_no_negative_zero() {
        assert_eq!(rounded(116.4, 7), "116.4");
        assert_eq!(rounded(-0.000_000_1, 7), "-0.0000001");
        assert_eq!(rounded(-0.0, 7), "0");
        assert_eq!(rounded(-0.000_000_01, 7), "0");
        assert_eq!(rounded(180.0, 7), "180");
        assert_eq!(rounded(1200.0, 0), "1200");
        assert_eq!(rounded(1e20, 7), "100000000000000000000");
        assert_eq!(rounded(0.1, 20), "0.1");
    }

    #[test]
    fn fixed_decimals() {
        let mut text = Vec::new();
        push_fixed(&mut text, -0.001, 2);
        text.push(b' ');
        push_fixed(&mut text, 90.0, 2);
        assert_eq!(text, b"0.00 90.00");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

        #[test]
        fn rounded_numbers_print_like_the_standard_library(units in -1_800_000_000_i64..=1_800_000_000, decimals in 0_usize..=7) {
            let number = units as f64 / 10_f64.powi(decimals as i32);
            let expected = if number == 0.0 { "0".to_string() } else { number.to_string() };
            prop_assert_eq!(rounded(number, decimals), expected);
        }
    }
}
