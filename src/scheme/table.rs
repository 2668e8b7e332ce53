//! Typed access to one TOML table that collects every problem: wrong types, blank texts, missing and unknown keys.
//!
//! A [`TableReader`] remembers the keys it was asked for. So the list of known keys, against which unknown ones are reported, is
//! exactly what the parser reads and cannot drift from it.

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use crate::quantity::LonLat;

use super::diagnostic::Diagnostic;
use super::span::{Span, Spanned};
use super::suggest::{closest, suggestion};

/// A value of the TOML document with its span.
pub(crate) type Value<'i> = TomlSpanned<DeValue<'i>>;

/// A table of the TOML document and where its heading stands.
#[derive(Clone, Copy)]
pub(crate) struct Table<'d, 'i> {
    pub(crate) entries: &'d DeTable<'i>,
    pub(crate) heading: Span,
}

pub(crate) struct TableReader<'d, 'i, 's> {
    table: Table<'d, 'i>,
    title: String,
    known: Vec<&'static str>,
    missing: Vec<Missing>,
    sink: &'s mut Vec<Diagnostic>,
}

/// A key (or one of several) that has to be there and is not.
struct Missing {
    one_of: &'static [&'static str],
    example: &'static str,
}

impl<'d, 'i, 's> TableReader<'d, 'i, 's> {
    /// Starts reading. `title` is what messages call the table ("the scheme", "ring 'core'").
    pub(crate) fn new(table: Table<'d, 'i>, title: impl Into<String>, sink: &'s mut Vec<Diagnostic>) -> Self {
        Self { table, title: title.into(), known: Vec::new(), missing: Vec::new(), sink }
    }

    /// Where problems go, for tables inside this one.
    pub(crate) fn sink(&mut self) -> &mut Vec<Diagnostic> {
        self.sink
    }

    /// The value of `key`, which becomes a known key.
    pub(crate) fn value(&mut self, key: &'static str) -> Option<&'d Value<'i>> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.table.entries.get(key)
    }

    /// Asks for at least one of `keys` to be there. `example` shows how to write it.
    pub(crate) fn require(&mut self, one_of: &'static [&'static str], example: &'static str) {
        if !one_of.iter().any(|key| self.table.entries.contains_key(*key)) {
            self.missing.push(Missing { one_of, example });
        }
    }

    /// A text that is not blank.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let value = self.value(key)?;
        self.text_of(key, value, &format!("write {key} = \"...\""))
    }

    /// A list of texts, none blank. Empty when the key is absent.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            let help = match value.get_ref().as_str() {
                Some(text) => format!("write {key} = [\"{text}\"]"),
                None => format!("write {key} = [\"...\", \"...\"]"),
            };
            self.wrong_type(key, "a list of texts", value, help);
            return Vec::new();
        };
        items.iter().filter_map(|item| self.text_of(key, item, &list_item_help(item))).collect()
    }

    /// A list of lists of two texts each, none blank. Empty when the key is absent.
    pub(super) fn pairs(&mut self, key: &'static str) -> Vec<[Spanned<String>; 2]> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let help = format!("write {key} = [[\"...\", \"...\"]]");
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, "a list of pairs", value, help);
            return Vec::new();
        };
        let mut pairs = Vec::with_capacity(items.len());
        for item in items.iter() {
            let parts: Vec<&Value<'i>> = item.get_ref().as_array().map(|parts| parts.iter().collect()).unwrap_or_default();
            let [from, to] = parts[..] else {
                self.wrong_type(key, "a list of pairs", item, help.as_str());
                continue;
            };
            let from = self.text_of(key, from, &list_item_help(from));
            let to = self.text_of(key, to, &list_item_help(to));
            pairs.extend(from.zip(to).map(|(from, to)| [from, to]));
        }
        pairs
    }

    /// Reports `key = []`.
    pub(crate) fn refuse_empty_list(&mut self, key: &str, code: &'static str, message: String, help: &str) {
        let value = self.table.entries.get(key);
        if let Some(list) = value.filter(|value| value.get_ref().as_array().is_some_and(|items| items.is_empty())) {
            self.sink.push(Diagnostic::error(code, list.span().into(), message).with_help(help));
        }
    }

    fn text_of(&mut self, key: &str, value: &Value<'i>, help: &str) -> Option<Spanned<String>> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, "a text", value, help);
            return None;
        };
        if text.trim().is_empty() {
            let message = format!("'{key}' of {} is blank", self.title);
            self.sink
                .push(Diagnostic::error("blank-text", value.span().into(), message).with_help("remove it or fill it in"));
            return None;
        }
        Some(Spanned::new(text.to_string(), value.span()))
    }

    /// A number: integer or float.
    pub(crate) fn number(&mut self, key: &'static str) -> Option<Spanned<f64>> {
        let value = self.value(key)?;
        match number_of(value.get_ref()) {
            Some(number) => Some(Spanned::new(number, value.span())),
            None => {
                self.wrong_type(key, "a number", value, format!("write {key} = 1.3"));
                None
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, key: &'static str) -> Option<Spanned<bool>> {
        let value = self.value(key)?;
        match value.get_ref().as_bool() {
            Some(flag) => Some(Spanned::new(flag, value.span())),
            None => {
                self.wrong_type(key, "true or false", value, format!("write {key} = true"));
                None
            }
        }
    }

    /// A position: `[lon, lat]` in degrees.
    pub(crate) fn position(&mut self, key: &'static str) -> Option<Spanned<LonLat>> {
        let value = self.value(key)?;
        let numbers: Option<Vec<f64>> =
            value.get_ref().as_array().and_then(|items| items.iter().map(|item| number_of(item.get_ref())).collect());
        let Some([lon, lat]) = numbers.as_deref() else {
            let help = format!("write {key} = [116.41, 39.51], longitude first");
            self.wrong_type(key, "two numbers, longitude and latitude", value, help);
            return None;
        };
        match LonLat::new(*lon, *lat) {
            Ok(position) => Some(Spanned::new(position, value.span())),
            Err(problem) => {
                let message = format!("'{key}' of {} is no position: {problem}", self.title);
                self.sink.push(Diagnostic::error("bad-coordinates", value.span().into(), message));
                None
            }
        }
    }

    /// A table written as `[key]` or `key = { ... }`.
    pub(crate) fn table(&mut self, key: &'static str) -> Option<Table<'d, 'i>> {
        let value = self.value(key)?;
        match value.get_ref().as_table() {
            Some(entries) => Some(Table { entries, heading: value.span().into() }),
            None => {
                self.wrong_type(key, "a table", value, format!("write [{key}] with single brackets, once"));
                None
            }
        }
    }

    /// The tables written as `[[key]]`, in the order of the file.
    pub(crate) fn tables(&mut self, key: &'static str) -> Vec<Table<'d, 'i>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let help = format!("write [[{key}]] with double brackets");
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, "a list of tables", value, help);
            // A table in single brackets is read all the same, so that its own problems are reported with this one.
            return value
                .get_ref()
                .as_table()
                .map(|entries| Table { entries, heading: value.span().into() })
                .into_iter()
                .collect();
        };
        let mut tables = Vec::with_capacity(items.len());
        for item in items.iter() {
            match item.get_ref().as_table() {
                Some(entries) => tables.push(Table { entries, heading: item.span().into() }),
                None => self.wrong_type(key, "a list of tables", item, help.as_str()),
            }
        }
        tables
    }

    /// Reports a value of the wrong type.
    pub(crate) fn wrong_type(&mut self, key: &str, needed: &str, value: &Value<'i>, help: impl Into<String>) {
        let given = type_with_article(value.get_ref());
        let message = format!("'{key}' of {} must be {needed}, not {given}", self.title);
        self.sink.push(Diagnostic::error("wrong-type", value.span().into(), message).with_help(help));
    }

    /// Ends the reading: reports unknown keys, then missing ones. A missing key that a misspelled one stands for is not reported
    /// twice.
    pub(crate) fn finish(self) {
        let mut meant = Vec::new();
        for (key, _) in self.table.entries.iter() {
            let word: &str = key.get_ref();
            if !self.known.contains(&word) {
                meant.extend(closest(word, self.known.iter().copied()));
                let help = suggestion(word, &self.known, "known keys");
                let message = format!("unknown key '{word}' in {}", self.title);
                self.sink.push(Diagnostic::error("unknown-key", key.span().into(), message).with_help(help));
            }
        }
        for missing in self.missing.iter().filter(|missing| !missing.one_of.iter().any(|key| meant.contains(key))) {
            let message = format!("{} has no '{}'", self.title, missing.one_of.join("' and no '"));
            let diagnostic = Diagnostic::error("missing-key", self.table.heading, message);
            self.sink.push(diagnostic.with_help(format!("add {}", missing.example)));
        }
    }
}

fn list_item_help(item: &Value<'_>) -> String {
    match item.get_ref() {
        // Codes look like numbers; without quotes a leading zero ("06001") would be lost.
        DeValue::Integer(code) => format!("put the code into quotes: \"{}\"", code.as_str()),
        _ => "write a text in quotes".to_string(),
    }
}

fn type_with_article(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn number_of(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(|whole| whole as f64),
        DeValue::Float(float) => float.as_str().parse().ok(),
        _ => None,
    }
}
