//! Places inside a rule as places in the scheme file: the text of a rule stands in quotes, and escapes make it shorter than it is
//! written.

use std::ops::Range;

use crate::scheme::span::Span;

/// The place in the file of a part of a text value, whose written form (quotes included) stands at `value`. The whole value, when the
/// written form cannot be followed.
pub(crate) fn place_in_file(file: &str, value: Span, text: &str, part: Range<usize>) -> Span {
    let Some(written) = file.get(value.start..value.end) else { return value };
    match offsets(written, text) {
        Some(offsets) => {
            let at = |byte: usize| offsets.get(byte.min(text.len())).copied().unwrap_or(written.len());
            let (start, end) = (at(part.start), at(part.end));
            // A place of no width cannot be underlined.
            Span { start: value.start + start, end: value.start + end.max(start + 1).min(written.len()) }
        }
        None => value,
    }
}

/// For every byte of the text (and its end), where it stands in the written form. `None` when they do not agree.
fn offsets(written: &str, text: &str) -> Option<Vec<usize>> {
    let (quote, escapes) = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quote| written.len() >= 2 * quote.len() && written.starts_with(quote))
        .map(|quote| (quote, quote.starts_with('"')))?;
    let mut at = quote.len();
    if quote.len() == 3 {
        at += line_break(&written[at..]);
    }
    let end = written.len() - quote.len();
    let mut offsets = Vec::with_capacity(text.len() + 1);
    let mut decoded = String::with_capacity(text.len());
    while at < end {
        let (letter, length) = next_letter(written.get(at..end)?, escapes)?;
        if let Some(letter) = letter {
            offsets.extend(std::iter::repeat_n(at, letter.len_utf8()));
            decoded.push(letter);
        }
        at += length;
    }
    offsets.push(end);
    (decoded == text).then_some(offsets)
}

fn line_break(rest: &str) -> usize {
    if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) }
}

/// The letter that is written here (none for a line that is continued) and how many bytes it takes.
fn next_letter(rest: &str, escapes: bool) -> Option<(Option<char>, usize)> {
    let first = rest.chars().next()?;
    if first != '\\' || !escapes {
        // TOML may give a line break as it is written.
        return Some((Some(first), first.len_utf8()));
    }
    let kind = rest[1..].chars().next()?;
    let simple = |letter| Some((Some(letter), 2));
    match kind {
        'b' => simple('\u{8}'),
        't' => simple('\t'),
        'n' => simple('\n'),
        'f' => simple('\u{c}'),
        'r' => simple('\r'),
        'e' => simple('\u{1b}'),
        '"' | '\\' => simple(kind),
        'x' | 'u' | 'U' => {
            let digits = match kind {
                'x' => 2,
                'u' => 4,
                _ => 8,
            };
            let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
            Some((Some(char::from_u32(code)?), 2 + digits))
        }
        _ => {
            let blank = rest[1..].len() - rest[1..].trim_start().len();
            (blank > 0).then_some((None, 1 + blank))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is underlined of the written form when `part` of the text is wrong.
    fn underlined<'w>(written: &'w str, text: &str, part: &str) -> &'w str {
        let start = text.find(part).expect("a part");
        let span = Span { start: 0, end: written.len() };
        let place = place_in_file(written, span, text, start..start + part.len());
        &written[place.start..place.end]
    }

    #[test]
    fn places_follow_quotes_and_escapes() {
        assert_eq!(underlined("\"minuts <= 90\"", "minuts <= 90", "minuts"), "minuts");
        assert_eq!(underlined("'minuts <= 90'", "minuts <= 90", "90"), "90");
        assert_eq!(underlined(r#""name = \"x\" AND y""#, "name = \"x\" AND y", "y"), "y");
        assert_eq!(underlined(r#""\u0061b < c""#, "ab < c", "ab"), r"\u0061b");
        assert_eq!(underlined("\"\"\"\na AND \\\n   b\"\"\"", "a AND b", "b"), "b");
        assert_eq!(underlined("'''a\nb'''", "a\nb", "b"), "b");
        assert_eq!(underlined("\"never the same\"", "another text", "text"), "\"never the same\"");
    }
}
