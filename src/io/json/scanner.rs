//! A pull scanner over JSON text.

use std::borrow::Cow;
use std::ops::Range;

use super::number::{Number, NumberError, number_at};
use super::plain::{PlainPosition, next_bracket, plain_position};

/// Nesting beyond this is refused. GeoJSON needs 10 levels; the limit keeps recursion bounded on hostile input.
pub(crate) const MAX_DEPTH: usize = 100;

/// Why the text is not JSON: where, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonError {
    /// Byte offset in the text.
    pub(crate) offset: usize,
    /// What is wrong there.
    pub(crate) reason: Cow<'static, str>,
}

/// What sort of value comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    Text,
    Number,
    Bool,
    Null,
}

impl Kind {
    /// As a message calls it.
    pub(crate) fn with_article(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::Null => "null",
        }
    }
}

/// The name of a member of an object, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) offset: usize,
}

/// An object or array that was entered: how it closes and how many items were taken from it.
#[derive(Debug)]
pub(crate) struct Open {
    close: u8,
    taken: usize,
}

/// Walks over JSON text value by value. Every method leaves the scanner after what it read.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'a> {
    text: &'a str,
    offset: usize,
    depth: usize,
}

type Result<T> = std::result::Result<T, JsonError>;

impl<'a> Scanner<'a> {
    /// A scanner at the beginning of a text.
    pub(crate) fn new(text: &'a str) -> Self {
        Self::starting_at(text, 0)
    }

    /// A scanner in the middle of a text, at the beginning of a value.
    pub(crate) fn starting_at(text: &'a str, offset: usize) -> Self {
        Self { text, offset, depth: 0 }
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// Where the scanner stands.
    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    /// The sort of the next value; the scanner then stands at its first byte.
    pub(crate) fn peek(&mut self) -> Result<Kind> {
        self.skip_space();
        match self.byte() {
            Some(b'{') => Ok(Kind::Object),
            Some(b'[') => Ok(Kind::Array),
            Some(b'"') => Ok(Kind::Text),
            Some(b'0'..=b'9' | b'-') => Ok(Kind::Number),
            Some(b't' | b'f') => Ok(Kind::Bool),
            Some(b'n') => Ok(Kind::Null),
            _ => Err(self.no_value()),
        }
    }

    /// Enters an array, of which the scanner must stand at the bracket.
    pub(crate) fn open_array(&mut self) -> Result<Open> {
        self.open(b']')
    }

    /// Enters an object, of which the scanner must stand at the brace.
    pub(crate) fn open_object(&mut self) -> Result<Open> {
        self.open(b'}')
    }

    fn open(&mut self, close: u8) -> Result<Open> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        self.depth += 1;
        self.offset += 1;
        Ok(Open { close, taken: 0 })
    }

    /// True when the array has one more item, at which the scanner then stands; false when it was left.
    pub(crate) fn next_item(&mut self, open: &mut Open) -> Result<bool> {
        self.skip_space();
        match self.byte() {
            Some(byte) if byte == open.close => {
                self.offset += 1;
                self.depth -= 1;
                return Ok(false);
            }
            Some(b',') if open.taken > 0 => self.after_comma(open.close)?,
            Some(_) if open.taken == 0 => {}
            Some(_) => return Err(self.error(format!("expected ',' or '{}'", char::from(open.close)))),
            None => {
                return Err(self.error(format!("the text ends before the closing '{}': truncated", char::from(open.close))));
            }
        }
        open.taken += 1;
        Ok(true)
    }

    fn after_comma(&mut self, close: u8) -> Result<()> {
        let comma = self.offset;
        self.offset += 1;
        self.skip_space();
        if self.byte() == Some(close) {
            let reason = format!("a comma before '{}' with nothing after it", char::from(close));
            return Err(JsonError { offset: comma, reason: reason.into() });
        }
        Ok(())
    }

    /// The name of the next member of an object, the scanner then before its value; `None` when the object was left.
    pub(crate) fn next_key(&mut self, open: &mut Open) -> Result<Option<Key<'a>>> {
        if !self.next_item(open)? {
            return Ok(None);
        }
        if self.byte() != Some(b'"') {
            return Err(self.error("expected the name of a member in double quotes"));
        }
        let offset = self.offset;
        let name = self.string()?;
        self.skip_space();
        match self.byte() {
            Some(b':') => self.offset += 1,
            Some(_) => return Err(self.error("expected ':' after the name of a member")),
            None => return Err(self.error("the text ends after the name of a member: truncated")),
        }
        Ok(Some(Key { name, offset }))
    }

    /// A text, of which the scanner must stand at the opening quote.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>> {
        let start = self.offset;
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        let mut escaped = false;
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    end += 2;
                }
                Some(0..=0x1f) => {
                    self.offset = end;
                    return Err(self.error("a control character within a text; it must be escaped"));
                }
                Some(_) => end += 1,
                None => return Err(self.error("a text without its closing quote: truncated")),
            }
        }
        self.offset = end + 1;
        let whole = &self.text[start..=end];
        if !escaped {
            return Ok(Cow::Borrowed(&whole[1..whole.len() - 1]));
        }
        let unescaped: std::result::Result<String, _> = serde_json::from_str(whole);
        unescaped.map(Cow::Owned).map_err(|error| JsonError { offset: start, reason: bad_escape(&error).into() })
    }

    /// A number, of which the scanner must stand at the first byte.
    pub(crate) fn number(&mut self) -> Result<Number> {
        let rest = &self.text[self.offset..];
        let number = number_at(rest).map_err(|error| self.bad_number(error))?;
        self.offset += number.length;
        Ok(number)
    }

    /// Takes positions of the plain form ([`super::plain`]) as long as they follow each other, the first at the bracket where the
    /// scanner stands, and gives each to `take`. The scanner then stands after the last that was taken: before it moved at all
    /// when there is none, else before what follows it.
    pub(crate) fn plain_positions(&mut self, mut take: impl FnMut(&PlainPosition)) {
        let bytes = self.text.as_bytes();
        let mut next = Some(self.offset);
        while let Some(position) = next.and_then(|at| plain_position(bytes, at)) {
            take(&position);
            self.offset = position.end;
            next = next_bracket(bytes, position.end);
        }
    }

    /// `true`, `false` or `null`, of which the scanner must stand at the first byte: the value of the first two.
    pub(crate) fn word(&mut self) -> Result<Option<bool>> {
        let rest = &self.text[self.offset..];
        let words = [("true", Some(true)), ("false", Some(false)), ("null", None)];
        match words.into_iter().find(|(word, _)| rest.starts_with(word)) {
            Some((word, value)) => {
                self.offset += word.len();
                Ok(value)
            }
            None => Err(self.no_value()),
        }
    }

    /// Passes over the next value, checking that it is JSON, and gives its extent.
    pub(crate) fn skip(&mut self) -> Result<Range<usize>> {
        let kind = self.peek()?;
        let start = self.offset;
        match kind {
            Kind::Object => {
                let mut open = self.open_object()?;
                while self.next_key(&mut open)?.is_some() {
                    self.skip()?;
                }
            }
            Kind::Array => {
                let mut open = self.open_array()?;
                self.skip_items(&mut open)?;
            }
            Kind::Text => drop(self.string()?),
            Kind::Number => drop(self.number()?),
            Kind::Bool | Kind::Null => drop(self.word()?),
        }
        Ok(start..self.offset)
    }

    /// Passes over what is left of an array.
    pub(crate) fn skip_items(&mut self, open: &mut Open) -> Result<()> {
        while self.next_item(open)? {
            self.skip()?;
        }
        Ok(())
    }

    /// Checks that nothing but white space is left.
    pub(crate) fn finish(&mut self) -> Result<()> {
        self.skip_space();
        match self.byte() {
            None => Ok(()),
            Some(_) => Err(self.error("more text after the end of the JSON value")),
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.offset += 1;
        }
    }

    fn error(&self, reason: impl Into<Cow<'static, str>>) -> JsonError {
        JsonError { offset: self.offset, reason: reason.into() }
    }

    fn bad_number(&self, error: NumberError) -> JsonError {
        match error {
            NumberError::DigitMissing(distance) => {
                JsonError { offset: self.offset + distance, reason: "a number without a digit where one is needed".into() }
            }
            NumberError::LeadingZero => self.error("a number that begins with a zero before other digits"),
            NumberError::TooLarge => self.error("a number too large for a 64-bit floating-point number"),
        }
    }

    fn no_value(&self) -> JsonError {
        let rest = &self.text[self.offset.min(self.text.len())..];
        let word: String = rest.chars().take_while(|letter| letter.is_alphanumeric()).take(20).collect();
        match (rest.chars().next(), word.as_str()) {
            (None, _) => self.error("the text ends where a value should be: truncated"),
            (_, "NaN" | "Infinity" | "nan" | "inf") => self.error(format!("{word} is not a JSON value")),
            (_, word) if !word.is_empty() => self.error(format!("'{word}' is not a JSON value")),
            (Some(letter), _) => self.error(format!("expected a value, found '{}'", letter.escape_debug())),
        }
    }
}

fn bad_escape(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or_default();
    format!("a text with a wrong escape: {reason}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(text: &str) -> (usize, String) {
        let mut scanner = Scanner::new(text);
        let error = scanner.skip().and_then(|_| scanner.finish()).expect_err("not JSON");
        (error.offset, error.reason.into_owned())
    }

    #[test]
    fn members_and_items_come_in_order() {
        let mut scanner = Scanner::new(r#" {"a\u4eac": [1, "x"], "b": null} "#);
        assert_eq!(scanner.peek(), Ok(Kind::Object));
        let mut object = scanner.open_object().expect("object");
        assert_eq!(scanner.next_key(&mut object), Ok(Some(Key { name: "a京".into(), offset: 2 })));
        assert_eq!(scanner.skip(), Ok(13..21));
        assert_eq!(scanner.next_key(&mut object).expect("key").map(|key| key.name), Some("b".into()));
        assert_eq!((scanner.peek(), scanner.word()), (Ok(Kind::Null), Ok(None)));
        assert_eq!(scanner.next_key(&mut object), Ok(None));
        assert_eq!(scanner.finish(), Ok(()));
    }

    #[test]
    fn errors_say_where() {
        let offsets =
            ["", "[1,]", "[1 2]", "{\"a\" 1}", "{a:1}", "[NaN]", "[1e400]", "\"\\ud800\"", "[] []", "tru", "\"a\nb\""];
        let found: Vec<usize> = offsets.iter().map(|text| error_of(text).0).collect();
        assert_eq!(found, [0, 2, 3, 5, 1, 1, 1, 0, 3, 0, 2]);
        assert_eq!(error_of("[NaN]").1, "NaN is not a JSON value");
    }

    #[test]
    fn nesting_of_a_million_is_refused_without_recursion() {
        let (offset, reason) = error_of(&"[".repeat(1_000_000));
        assert_eq!((offset, reason.as_str()), (MAX_DEPTH, "nested deeper than 100 levels"));
    }

    #[test]
    fn what_serde_json_accepts_is_accepted_and_nothing_else() {
        let texts = [
            "1",
            "-1",
            "01",
            "1.5",
            "1.",
            ".5",
            "+1",
            "1e5",
            "1e",
            "\"\\u00e9\"",
            "\"\\x\"",
            "[1,2]",
            "[,]",
            "{}",
            "{,}",
            "{\"a\":1}",
            "{\"a\":1,}",
            "nul",
            "null",
            "nulll",
            "\"\t\"",
            "[[[]]]",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\u{feff}1",
        ];
        for text in texts {
            let mut scanner = Scanner::new(text);
            let ours = scanner.skip().and_then(|_| scanner.finish()).is_ok();
            assert_eq!(ours, serde_json::from_str::<serde_json::Value>(text).is_ok(), "{text}");
        }
    }
}
