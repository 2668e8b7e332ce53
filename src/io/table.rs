//! Columns of a layer as a CSV table (RFC 4180).

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::io::number_text::{push_fixed, push_shortest};
use crate::layer::{Layer, Value};

/// How a table is written.
///
/// # Examples
/// ```
/// use ringshed::io::table::{TableOptions, write_table};
/// use ringshed::layer::{Feature, Layer, Value};
/// let mut layer = Layer::new("matrix", ["from", "to", "minutes"]);
/// layer.push(Feature::new(None, vec!["Beijing".into(), "Tianjin, Binhai".into(), Value::Float(31.0)]));
/// layer.push(Feature::new(None, vec!["Beijing".into(), "Lhasa".into(), Value::Null]));
/// let mut text = Vec::new();
/// write_table(&layer, &TableOptions::default().with_decimals("minutes", 2), &mut text)?;
/// assert_eq!(String::from_utf8_lossy(&text), "from,to,minutes\nBeijing,\"Tianjin, Binhai\",31.00\nBeijing,Lhasa,\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableOptions {
    decimals: BTreeMap<String, usize>,
}

impl TableOptions {
    /// Writes the numbers of a column with a fixed count of decimals; other columns have the shortest text.
    #[must_use]
    pub fn with_decimals(mut self, column: &str, decimals: usize) -> Self {
        self.decimals.insert(column.to_string(), decimals);
        self
    }
}

/// Writes the columns of a layer as CSV with a header: missing values are empty, lines end in a line feed.
///
/// # Errors
/// What the output gives.
pub fn write_table(layer: &Layer, options: &TableOptions, output: &mut impl Write) -> io::Result<()> {
    let decimals: Vec<Option<usize>> = layer.columns().iter().map(|name| options.decimals.get(name).copied()).collect();
    let mut line = Vec::new();
    push_row(&mut line, layer.columns().iter(), |line, name| push_text(line, name));
    output.write_all(&line)?;
    for feature in layer.features() {
        line.clear();
        push_row(&mut line, feature.values.iter().zip(&decimals), |line, (value, decimals)| {
            push_cell(line, value, *decimals)
        });
        output.write_all(&line)?;
    }
    Ok(())
}

fn push_row<T>(line: &mut Vec<u8>, cells: impl Iterator<Item = T>, mut push: impl FnMut(&mut Vec<u8>, T)) {
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            line.push(b',');
        }
        push(line, cell);
    }
    if line.is_empty() {
        // A line without a cell would be taken for no row at all.
        line.extend_from_slice(b"\"\"");
    }
    line.push(b'\n');
}

fn push_cell(line: &mut Vec<u8>, value: &Value, decimals: Option<usize>) {
    match (value, decimals) {
        (Value::Null, _) => {}
        (Value::Float(number), _) if !number.is_finite() => {}
        (Value::Float(number), Some(decimals)) => push_fixed(line, *number, decimals),
        (Value::Integer(number), Some(decimals)) => push_fixed(line, *number as f64, decimals),
        (Value::Float(number), None) => push_shortest(line, *number),
        (Value::Text(text), _) => push_text(line, text),
        (other, _) => push_text(line, &other.to_string()),
    }
}

/// Appends a cell, in quotes when it has a comma, a quote or a line end in it.
pub(crate) fn push_text(line: &mut Vec<u8>, text: &str) {
    push_delimited_text(line, text, b',');
}

/// Appends a cell of a table with another delimiter.
pub(crate) fn push_delimited_text(line: &mut Vec<u8>, text: &str, delimiter: u8) {
    if !text.bytes().any(|byte| matches!(byte, b'"' | b'\n' | b'\r') || byte == delimiter) {
        line.extend_from_slice(text.as_bytes());
        return;
    }
    line.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Feature;

    #[test]
    fn what_is_written_is_what_the_csv_crate_reads() {
        let cells = ["plain", "comma, here", "\"quoted\"", "two\nlines", "", " spaces ", "北京"];
        let mut layer = Layer::new("t", ["a", "b"]);
        cells.iter().for_each(|cell| layer.push(Feature::new(None, vec![Value::from(*cell), Value::Integer(1)])));
        let mut text = Vec::new();
        write_table(&layer, &TableOptions::default(), &mut text).expect("written");
        let mut reader = csv::Reader::from_reader(text.as_slice());
        let read: Vec<String> = reader.records().map(|row| row.expect("a row")[0].to_string()).collect();
        assert_eq!(read, cells);
    }

    #[test]
    fn missing_is_empty_and_a_row_is_never_a_blank_line() {
        let mut layer = Layer::new("t", ["a"]);
        layer.push(Feature::new(None, vec![Value::Null]));
        layer.push(Feature::new(None, vec![Value::Float(f64::NAN)]));
        layer.push(Feature::new(None, vec![Value::Bool(true)]));
        let mut text = Vec::new();
        write_table(&layer, &TableOptions::default(), &mut text).expect("written");
        assert_eq!(text, b"a\n\"\"\n\"\"\ntrue\n");
    }
}
