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
    let scaled = number.abs() * WHOLE_POWERS[decimals.min(MOST_SCALED_DECIMALS)] as f64;
    if decimals > MOST_SCALED_DECIMALS || scaled >= EXACT_WHOLE {
        push_shortest(text, number);
        return;
    }
    let whole = scaled as u64;
    let scaled = whole + u64::from(scaled - whole as f64 >= 0.5);
    if scaled == 0 {
        text.push(b'0');
        return;
    }
    if number < 0.0 {
        text.push(b'-');
    }
    // The two usual counts as constants: then the divisions are multiplications.
    match decimals {
        6 => push_scaled(text, scaled, 6),
        7 => push_scaled(text, scaled, 7),
        decimals => push_scaled(text, scaled, decimals),
    }
}

/// Appends `scaled` with the point before its last `decimals` digits, trailing zeros of the fraction left out.
#[inline(always)]
fn push_scaled(text: &mut Vec<u8>, scaled: u64, decimals: usize) {
    let unit = WHOLE_POWERS[decimals];
    push_whole(text, scaled / unit);
    let fraction = scaled % unit;
    if fraction == 0 {
        return;
    }
    text.push(b'.');
    if decimals <= 8 {
        push_without_zeros(text, eight_digits((fraction * WHOLE_POWERS[8 - decimals]) as u32));
        return;
    }
    // As sixteen digits: the fraction ends at digit `decimals`, zeros follow.
    let padded = fraction * WHOLE_POWERS[MOST_SCALED_DECIMALS - decimals] * 10;
    let (high, low) = (eight_digits((padded / 100_000_000) as u32), eight_digits((padded % 100_000_000) as u32));
    if low == 0 {
        push_without_zeros(text, high);
    } else {
        text.extend_from_slice(&(high | ASCII_ZEROS).to_le_bytes());
        push_without_zeros(text, low);
    }
}

/// Appends eight digits up to the last that is not zero. A store of constant size and a cut are faster than a copy of the size
/// that is needed.
#[inline]
fn push_without_zeros(text: &mut Vec<u8>, digits: u64) {
    let zeros = (digits.leading_zeros() / 8) as usize;
    text.extend_from_slice(&(digits | ASCII_ZEROS).to_le_bytes());
    text.truncate(text.len() - zeros);
}

/// Appends a whole number.
#[inline]
fn push_whole(text: &mut Vec<u8>, number: u64) {
    if number < 10 {
        text.push(b'0' + number as u8);
    } else if number < 100_000_000 {
        let digits = eight_digits(number as u32);
        let zeros = digits.trailing_zeros() / 8;
        text.extend_from_slice(&((digits | ASCII_ZEROS) >> (8 * zeros)).to_le_bytes());
        text.truncate(text.len() - zeros as usize);
    } else {
        // Writing to a vector cannot fail.
        let _ = write!(text, "{number}");
    }
}

const ASCII_ZEROS: u64 = 0x3030_3030_3030_3030;

/// The eight digits of a number below 100,000,000, one in each byte, the first in the lowest.
///
/// Three steps halve the groups of digits, four, two, one, all groups of a step at once in one 64-bit word; each quotient is a
/// multiplication by a reciprocal that is exact for numbers of that size (Khuong 2017, "How to print integers really fast").
fn eight_digits(number: u32) -> u64 {
    let fours = u64::from(number / 10_000) | (u64::from(number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
    let twos = hundreds | ((fours - 100 * hundreds) << 16);
    let tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
    tens | ((twos - 10 * tens) << 8)
}

/// Powers of ten as whole numbers.
pub(crate) const WHOLE_POWERS: [u64; MOST_SCALED_DECIMALS + 1] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
    10_000_000_000_000,
    100_000_000_000_000,
    1_000_000_000_000_000,
];

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
    fn eight_digits_are_those_of_the_number() {
        let numbers = (0..20_000).chain((0..100_000_000).step_by(7919)).chain([99_999_999, 10_000_000, 9_999_999]);
        for number in numbers {
            let text = (eight_digits(number) | ASCII_ZEROS).to_le_bytes();
            assert_eq!(std::str::from_utf8(&text), Ok(format!("{number:08}").as_str()));
        }
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
        fn rounded_numbers_print_like_the_standard_library(units in -999_999_999_999_999_i64..=999_999_999_999_999, shift in 0_u32..=50, decimals in 0_usize..=15) {
            let number = (units >> shift) as f64 / 10_f64.powi(decimals as i32);
            let expected = if number == 0.0 { "0".to_string() } else { number.to_string() };
            prop_assert_eq!(rounded(number, decimals), expected);
        }
    }
}
