//! Positions as nearly every file has them: `[116.789587, 40.032488]`.
//!
//! Coordinates are nearly all of a GeoJSON text, so this is where the time of reading it goes. The pull scanner would ask of each
//! value what it is and keep account of what it entered; here the one expected form is tried instead, and whatever is not of
//! that form to the letter is left, untouched, to the scanner: a third number, an exponent, more digits than are exact, line
//! breaks are fine, errors are not decided here.
//!
//! Digits are taken eight at a time from one 64-bit word: a byte is a digit when its exclusive-or with `'0'` stays below 10, the
//! position of the first that does not is a count of trailing zeros, and three multiplications add up the eight digits
//! (Mula 2014, "SIMD-ized parsing of integers"; Lemire 2021, "Number parsing at a gigabyte per second"). The quotient of a mantissa below
//! 2^53 and an exact power of ten is rounded correctly (Clinger 1990), so the values are those of [`super::number`], bit for bit.

use super::number::EXACT_POWERS;
use crate::io::number_text::WHOLE_POWERS;

/// Two numbers in brackets, how they were written, and where the text goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PlainPosition {
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// The most decimals of the two.
    pub(crate) decimals: usize,
    /// Offset after the closing bracket.
    pub(crate) end: usize,
}

/// Fractions longer than this, with three digits before the point, are not exact in 53 bits.
const MOST_DECIMALS: usize = 12;

/// The position that begins with the bracket at `at`, if it is of the plain form.
#[inline]
pub(crate) fn plain_position(bytes: &[u8], at: usize) -> Option<PlainPosition> {
    if bytes.get(at) != Some(&b'[') {
        return None;
    }
    let x = plain_number(bytes, after_space(bytes, at + 1))?;
    let comma = after_space(bytes, x.end);
    if bytes.get(comma) != Some(&b',') {
        return None;
    }
    let y = plain_number(bytes, after_space(bytes, comma + 1))?;
    let close = after_space(bytes, y.end);
    let position = PlainPosition { x: x.value, y: y.value, decimals: x.decimals.max(y.decimals), end: close + 1 };
    (bytes.get(close) == Some(&b']')).then_some(position)
}

/// Where the next bracket stands when a comma and then `[` follow; what else may follow is for the scanner.
#[inline]
pub(crate) fn next_bracket(bytes: &[u8], at: usize) -> Option<usize> {
    let comma = after_space(bytes, at);
    if bytes.get(comma) != Some(&b',') {
        return None;
    }
    let bracket = after_space(bytes, comma + 1);
    (bytes.get(bracket) == Some(&b'[')).then_some(bracket)
}

#[inline]
fn after_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

struct PlainNumber {
    value: f64,
    decimals: usize,
    end: usize,
}

/// A number of one to three digits, a point and up to [`MOST_DECIMALS`] digits, or of the digits alone.
#[inline]
fn plain_number(bytes: &[u8], at: usize) -> Option<PlainNumber> {
    let is_negative = bytes.get(at) == Some(&b'-');
    let start = at + usize::from(is_negative);
    let (whole, count) = digits(bytes, start)?;
    if count == 0 || count > 3 || (count > 1 && bytes[start] == b'0') {
        return None;
    }
    let point = start + count;
    let (mantissa, decimals, end) = match bytes.get(point) {
        Some(b'.') => {
            let (fraction, decimals) = fraction(bytes, point + 1)?;
            (whole * WHOLE_POWERS[decimals] + fraction, decimals, point + 1 + decimals)
        }
        _ => (whole, 0, point),
    };
    if matches!(bytes.get(end), Some(b'e' | b'E' | b'.')) {
        return None;
    }
    let magnitude = mantissa as f64 / EXACT_POWERS[decimals];
    Some(PlainNumber { value: if is_negative { -magnitude } else { magnitude }, decimals, end })
}

/// The digits of a fraction as a whole number, and how many there are: 1 to [`MOST_DECIMALS`].
#[inline]
fn fraction(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let (first, count) = digits(bytes, at)?;
    if count < 8 {
        return (count > 0).then_some((first, count));
    }
    let (second, more) = digits(bytes, at + 8)?;
    (count + more <= MOST_DECIMALS).then(|| (first * WHOLE_POWERS[more] + second, count + more))
}

/// Up to eight digits as a whole number, and how many there are; `None` within eight bytes of the end of the text.
#[inline]
fn digits(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let word = u64::from_le_bytes(*bytes.get(at..)?.first_chunk::<8>()?) ^ 0x3030_3030_3030_3030;
    // A carry from a byte that is no digit reaches only bytes after it, so the first such byte is found rightly.
    let not_digits = (word.wrapping_add(0x0606_0606_0606_0606) | word) & 0xF0F0_F0F0_F0F0_F0F0;
    let count = (not_digits.trailing_zeros() / 8) as usize;
    if count == 0 {
        return Some((0, 0));
    }
    // The first digit is the lowest byte; zeros take the places before it.
    let aligned = word << (8 * (8 - count));
    let pairs = aligned.wrapping_mul(10).wrapping_add(aligned >> 8);
    let low = (pairs & 0x0000_00FF_0000_00FF).wrapping_mul(0x000F_4240_0000_0064);
    let high = ((pairs >> 16) & 0x0000_00FF_0000_00FF).wrapping_mul(0x0000_2710_0000_0001);
    Some((low.wrapping_add(high) >> 32, count))
}

#[cfg(test)]
mod tests {
    use super::super::number::number_at;
    use super::*;
    use proptest::prelude::*;

    /// Room after the text, as there always is in a GeoJSON text.
    fn position(text: &str) -> Option<PlainPosition> {
        plain_position(format!("{text}]]]]]]]]").as_bytes(), 0)
    }

    #[test]
    fn the_plain_form_and_no_other() {
        let found = position("[ 116.789587,\n\t40.5 ]").expect("plain");
        assert_eq!((found.x, found.y, found.decimals, found.end), (116.789587, 40.5, 6, 21));
        assert_eq!(position("[-0,7]").map(|found| found.x.to_bits()), Some((-0.0_f64).to_bits()));
        let others = [
            "[1,2,3]",
            "[1]",
            "[1e1,2]",
            "[01,2]",
            "[1.,2]",
            "[.5,2]",
            "[1234,2]",
            "[+1,2]",
            "[1,2",
            "[\"1\",2]",
            "1,2]",
            "[0.1234567890123,2]",
            "[--1,2]",
            "[1.2.3,4]",
            "[,1]",
            "[1 2]",
            "[]",
            "[1,,2]",
            "[NaN,1]",
        ];
        for text in others {
            let plain = plain_position(format!("{text}        ").as_bytes(), 0);
            assert_eq!(plain, None, "{text}");
        }
        assert_eq!(plain_position(b"[1,2]", 0), None, "too near the end for words of eight bytes");
    }

    #[test]
    fn the_next_position_follows_a_comma() {
        assert_eq!(next_bracket(b" , [1,2]", 0), Some(3));
        assert_eq!(next_bracket(b"]", 0), None);
        assert_eq!(next_bracket(b", 1", 0), None);
        assert_eq!(next_bracket(b"", 0), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, rng_seed: proptest::test_runner::RngSeed::Fixed(13), ..ProptestConfig::default() })]

        #[test]
        fn numbers_are_those_of_the_scanner(
            x in "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,14})?(e1)?",
            y in "-?(0|[1-9][0-9]{0,1})(\\.[0-9]{1,9})?",
            space in "[ \n]{0,2}",
        ) {
            let text = format!("[{space}{x}{space},{space}{y}{space}]");
            if let Some(found) = position(&text) {
                let (x, y) = (number_at(&x).expect("a number"), number_at(&y).expect("a number"));
                prop_assert_eq!(found.x.to_bits(), x.value.to_bits());
                prop_assert_eq!(found.y.to_bits(), y.value.to_bits());
                prop_assert_eq!(found.decimals, x.decimals.max(y.decimals));
                prop_assert_eq!(found.end, text.len());
            } else {
                let is_plain = |text: &str| {
                    let (whole, fraction) = text.trim_start_matches('-').split_once('.').unwrap_or((text.trim_start_matches('-'), ""));
                    !text.contains('e') && whole.len() <= 3 && fraction.len() <= MOST_DECIMALS
                };
                prop_assert!(!is_plain(&x) || !is_plain(&y), "{} should be plain", text);
            }
        }
    }
}
