//! Properties of features as columns of a layer: the union of all names in the order of their first appearance.

use std::collections::HashMap;
use std::ops::Range;

use crate::finding::Finding;
use crate::io::json::{JsonError, Kind, Scanner};
use crate::layer::Value;

/// The columns so far.
#[derive(Debug, Default)]
pub(super) struct Columns {
    names: Vec<String>,
    numbers: HashMap<String, usize>,
    /// Per column, the count of objects read when it was last given a value; finds names that occur twice in one object.
    last_seen: Vec<usize>,
    objects: usize,
}

impl Columns {
    /// The names, in order.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Reads a `properties` object of `text` into values by column; columns beyond those given are missing. `report` gets
    /// what is wrong with an offset in `text`.
    pub(super) fn read(
        &mut self,
        text: &str,
        extent: Range<usize>,
        mut report: impl FnMut(Finding, usize),
    ) -> Result<Vec<Value>, JsonError> {
        let mut scanner = Scanner::starting_at(text, extent.start);
        let mut values = Vec::with_capacity(self.names.len());
        let mut guess = 0;
        self.objects += 1;
        let mut open = scanner.open_object()?;
        while let Some(key) = scanner.next_key(&mut open)? {
            let column = self.number(&key.name, guess);
            guess = column + 1;
            if std::mem::replace(&mut self.last_seen[column], self.objects) == self.objects {
                let message = format!("two properties '{}'; the last one is read", key.name);
                report(Finding::warning("property-duplicate", message), key.offset);
            }
            if values.len() <= column {
                values.resize(column + 1, Value::Null);
            }
            values[column] = value(&mut scanner)?;
        }
        Ok(values)
    }

    /// The column of a name; most features have their properties in the order of the one before, which `guess` uses.
    fn number(&mut self, name: &str, guess: usize) -> usize {
        if self.names.get(guess).is_some_and(|column| column == name) {
            return guess;
        }
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len();
        self.names.push(name.to_string());
        self.numbers.insert(name.to_string(), number);
        self.last_seen.push(0);
        number
    }
}

/// The next value, typed: whole numbers that fit, other numbers, text, true and false; lists and objects as they are.
fn value(scanner: &mut Scanner<'_>) -> Result<Value, JsonError> {
    Ok(match scanner.peek()? {
        Kind::Text => Value::Text(scanner.string()?.into_owned()),
        Kind::Number => {
            let number = scanner.number()?;
            number.whole.map_or(Value::Float(number.value), Value::Integer)
        }
        Kind::Bool | Kind::Null => scanner.word()?.map_or(Value::Null, Value::Bool),
        Kind::Object | Kind::Array => {
            let extent = scanner.skip()?;
            let parsed = serde_json::from_str(&scanner.text()[extent.clone()]);
            let parsed = parsed.map_err(|error| JsonError { offset: extent.start, reason: error.to_string().into() })?;
            Value::Json(Box::new(parsed))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_the_union_in_order_of_appearance() {
        let mut columns = Columns::default();
        let mut read = |text: &str| columns.read(text, 0..text.len(), |_, _| ()).expect("an object");
        assert_eq!(read(r#"{"name": "北京", "pop": 21893095}"#), [Value::from("北京"), Value::Integer(21_893_095)]);
        assert_eq!(read(r#"{"area": 1.0, "name": null}"#), [Value::Null, Value::Null, Value::Float(1.0)]);
        assert_eq!(read(r#"{"list": [1], "pop": true}"#)[1], Value::Bool(true));
        assert_eq!(read("{}"), []);
        assert_eq!(columns.names(), ["name", "pop", "area", "list"]);
    }

    #[test]
    fn a_name_given_twice_is_reported() {
        let mut columns = Columns::default();
        let text = r#"{"a": 1, "a": 2}"#;
        let mut findings = Vec::new();
        let values = columns.read(text, 0..text.len(), |finding, offset| findings.push((finding.code(), offset)));
        assert_eq!(values.expect("an object"), [Value::Integer(2)]);
        assert_eq!(findings, [("property-duplicate", 9)]);
    }
}
