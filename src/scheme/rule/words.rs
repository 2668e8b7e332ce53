//! The words of a rule with their places, to point at what is wrong: the parsed expression does not say where its parts stand.

use std::ops::Range;

/// A word of a rule.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub(super) kind: WordKind,
    /// Bytes in the rule's text.
    pub(super) place: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum WordKind {
    /// A name, without the double quotes it may stand in; names of functions are not among them.
    Name(String),
    /// The name of a function: a parenthesis follows.
    Function(String),
    Number(f64),
    Text(String),
    /// `AND`, `IS` and the like, in lower case.
    Keyword(String),
    Open,
    Close,
    Comma,
    Operator,
    /// A quote that is not closed.
    OpenQuote,
    Other,
}

const KEYWORDS: [&str; 11] = ["and", "or", "not", "in", "like", "between", "is", "null", "true", "false", "div"];

/// Cuts a rule into words. Never fails: what is no word of the language is [`WordKind::Other`].
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = word_at(&text[at..], first);
        if kind == WordKind::Open {
            call(words.last_mut());
        }
        words.push(Word { kind, place: at..at + length });
        at += length;
    }
    words
}

/// A name before a parenthesis is that of a function.
fn call(last: Option<&mut Word>) {
    if let Some(last) = last
        && let WordKind::Name(name) = &last.kind
    {
        last.kind = WordKind::Function(name.clone());
    }
}

fn word_at(rest: &str, first: char) -> (WordKind, usize) {
    match first {
        '\'' | '"' => quoted(rest, first),
        '(' => (WordKind::Open, 1),
        ')' => (WordKind::Close, 1),
        ',' => (WordKind::Comma, 1),
        '<' | '>' | '=' | '!' | '+' | '-' | '*' | '/' | '%' | '^' => {
            let length = rest.chars().take(2).take_while(|letter| matches!(letter, '<' | '>' | '=' | '!')).count();
            (WordKind::Operator, length.max(1))
        }
        '0'..='9' => number(rest),
        letter if letter.is_alphabetic() => name(rest),
        other => (WordKind::Other, other.len_utf8()),
    }
}

fn quoted(rest: &str, quote: char) -> (WordKind, usize) {
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != quote {
            continue;
        }
        if letters.peek().is_some_and(|(_, next)| *next == quote) {
            letters.next();
            continue;
        }
        let doubled = String::from_iter([quote, quote]);
        let inner = rest[1..at].replace(&doubled, &quote.to_string());
        let kind = if quote == '"' { WordKind::Name(inner) } else { WordKind::Text(inner) };
        return (kind, at + 1);
    }
    (WordKind::OpenQuote, rest.len())
}

fn number(rest: &str) -> (WordKind, usize) {
    let digits = |from: usize| rest[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(0);
    if rest[length..].starts_with('.') {
        length += 1 + digits(length + 1);
    }
    let exponent = &rest[length..];
    if exponent.starts_with(['e', 'E']) {
        let sign = usize::from(exponent[1..].starts_with(['+', '-']));
        let power = digits(length + 1 + sign);
        length += if power > 0 { 1 + sign + power } else { 0 };
    }
    match rest[..length].parse() {
        Ok(number) => (WordKind::Number(number), length),
        Err(_) => (WordKind::Other, length),
    }
}

fn name(rest: &str) -> (WordKind, usize) {
    let is_part = |letter: &char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | ':');
    let length = rest.chars().take_while(is_part).map(char::len_utf8).sum();
    let word = &rest[..length];
    let lower = word.to_lowercase();
    if KEYWORDS.contains(&lower.as_str()) {
        (WordKind::Keyword(lower), length)
    } else {
        (WordKind::Name(word.to_string()), length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_kinds_and_places() {
        let text = "minutes<=9.5e1 AND CASEI(name) = 'it''s' or \"a b\" != -2 & 'open";
        let kinds: Vec<(WordKind, &str)> =
            words(text).into_iter().map(|word| (word.kind, &text[word.place.clone()])).collect();
        let name = |text: &str| WordKind::Name(text.to_string());
        let keyword = |text: &str| WordKind::Keyword(text.to_string());
        assert_eq!(
            kinds,
            [
                (name("minutes"), "minutes"),
                (WordKind::Operator, "<="),
                (WordKind::Number(95.0), "9.5e1"),
                (keyword("and"), "AND"),
                (WordKind::Function("CASEI".to_string()), "CASEI"),
                (WordKind::Open, "("),
                (name("name"), "name"),
                (WordKind::Close, ")"),
                (WordKind::Operator, "="),
                (WordKind::Text("it's".to_string()), "'it''s'"),
                (keyword("or"), "or"),
                (name("a b"), "\"a b\""),
                (WordKind::Operator, "!="),
                (WordKind::Operator, "-"),
                (WordKind::Number(2.0), "2"),
                (WordKind::Other, "&"),
                (WordKind::OpenQuote, "'open"),
            ]
        );
    }
}
