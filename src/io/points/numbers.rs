//! Numbers in columns of rows.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::chunk::{PointChunk, Slot};
use super::raw::{RowKind, RowParser};
use crate::error::{Error, Result};
use crate::io::csv::Fields;
use crate::io::json::decimal;

/// Reads the numbers of some columns (of tables) or properties (of features).
#[derive(Clone, Debug)]
pub struct Numbers {
    columns: Vec<Column>,
    delimiter: u8,
}

#[derive(Clone, Debug)]
enum Column {
    Field(usize),
    Property(String),
}

impl RowParser {
    /// Numbers of the columns with these names.
    ///
    /// # Errors
    /// A bad request when a table has no such column; whether features have a property shows only as they are read.
    pub fn numbers(&self, names: &[String]) -> Result<Numbers> {
        let RowKind::Table(header) = &self.kind else {
            return Ok(Numbers { columns: names.iter().cloned().map(Column::Property).collect(), delimiter: b',' });
        };
        let find = |wanted: &String| header.names.iter().position(|name| name == wanted);
        let there = header.names.join(", ");
        let missing = names.iter().filter(|name| find(name).is_none());
        let problems: Vec<String> =
            missing.map(|name| format!("{} has no column '{name}'; its columns are {there}", self.name)).collect();
        if !problems.is_empty() {
            return Err(Error::bad_requests(problems));
        }
        let columns = names.iter().filter_map(find).map(Column::Field).collect();
        Ok(Numbers { columns, delimiter: header.delimiter })
    }
}

impl Numbers {
    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// True when no columns were asked for.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The numbers in a row, in the order of the columns; NaN where there is none.
    pub fn of_row(&self, chunk: &PointChunk, row: usize) -> Vec<f64> {
        if self.columns.is_empty() {
            return Vec::new();
        }
        match chunk.rows.get(row).map(|row| &row.slot) {
            Some(Slot::Cells { at, .. }) => self.of_cells(chunk, row, *at),
            Some(Slot::Properties { extent }) => {
                let properties: Map<String, Value> = serde_json::from_slice(&chunk.text[extent.clone()]).unwrap_or_default();
                self.columns.iter().map(|column| property(&properties, column)).collect()
            }
            _ => vec![f64::NAN; self.columns.len()],
        }
    }

    fn of_cells(&self, chunk: &PointChunk, row: usize, end: usize) -> Vec<f64> {
        let start = row.checked_sub(1).map_or(0, |before| chunk.rows[before].end);
        let text = &chunk.text[start..end];
        let blank = text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let fields: Vec<&[u8]> = Fields::of(&text[blank..], self.delimiter).collect();
        let number = |column: &Column| match column {
            Column::Field(at) => fields.get(*at).map_or(f64::NAN, |field| number_of(&Fields::value(field))),
            Column::Property(_) => f64::NAN,
        };
        self.columns.iter().map(number).collect()
    }
}

fn property(properties: &Map<String, Value>, column: &Column) -> f64 {
    let Column::Property(name) = column else { return f64::NAN };
    match properties.get(name) {
        Some(Value::Number(number)) => number.as_f64().unwrap_or(f64::NAN),
        Some(Value::String(text)) => number_of(&Cow::Borrowed(text.as_str())),
        _ => f64::NAN,
    }
}

fn number_of(text: &Cow<'_, str>) -> f64 {
    decimal(text.trim()).filter(|number| number.is_finite()).unwrap_or(f64::NAN)
}
