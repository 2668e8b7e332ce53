//! Columns of a layer as a dBASE table.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::io::counted;
use crate::layer::{Layer, Value};

/// What the format has room for.
const LONGEST_NAME: usize = 10;
const LONGEST_TEXT: usize = 254;
const WIDEST_NUMBER: usize = 32;
const MOST_DECIMALS: usize = 15;
/// The date of the last change: a constant, as the GDAL writer has it, so that the same layer gives the same bytes.
const DATE: [u8; 3] = [95, 7, 26];

/// A column as a field.
struct Field {
    name: String,
    kind: u8,
    width: usize,
    decimals: usize,
    /// How its numbers are written.
    notation: Notation,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Notation {
    Plain,
    /// `1.5e-20`, for numbers that would need too many digits.
    Exponent,
}

/// The table in UTF-8, and what had to be cut.
pub(super) fn write_table(layer: &Layer) -> (Vec<u8>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut fields = fields(layer, &mut findings);
    if fields.is_empty() {
        // A table has at least one field.
        fields.push(Field { name: "FID".to_string(), kind: b'N', width: 9, decimals: 0, notation: Notation::Plain });
    }
    let mut bytes = header(&fields, layer.features().len());
    let mut cut = 0;
    for (number, feature) in layer.features().iter().enumerate() {
        bytes.push(b' ');
        if layer.columns().is_empty() {
            push_cell(&mut bytes, &fields[0], &Value::Integer(number as i64), &mut cut);
        } else {
            fields.iter().zip(&feature.values).for_each(|(field, value)| push_cell(&mut bytes, field, value, &mut cut));
        }
    }
    bytes.push(0x1a);
    if cut > 0 {
        let message =
            format!("{} longer than the {LONGEST_TEXT} bytes that a Shapefile has room for, cut", counted(cut, "text"));
        findings
            .push(Finding::warning("text-cut", message).with_remedy("write .parquet, .fgb or .geojson to keep them whole"));
    }
    (bytes, findings)
}

fn fields(layer: &Layer, findings: &mut Vec<Finding>) -> Vec<Field> {
    let mut taken = BTreeSet::new();
    let mut renamed = Vec::new();
    let mut fields = Vec::new();
    for (column, name) in layer.columns().iter().enumerate() {
        let short = free_name(name, &mut taken);
        if short != *name {
            renamed.push(format!("'{name}' is '{short}'"));
        }
        let values: Vec<&Value> = layer.features().iter().filter_map(|feature| feature.values.get(column)).collect();
        fields.push(Field { name: short, ..field_for(&values) });
    }
    if !renamed.is_empty() {
        let message = format!("names of columns have at most {LONGEST_NAME} bytes in a Shapefile: {}", renamed.join(", "));
        findings.push(Finding::warning("field-renamed", message));
    }
    fields
}

/// The name cut to its first bytes, with a number at its end when that is taken.
fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = beginning(name, LONGEST_NAME).to_string();
    let mut number = 2;
    while candidate.is_empty() || !taken.insert(candidate.to_lowercase()) {
        let suffix = format!("_{number}");
        candidate = format!("{}{suffix}", beginning(name, LONGEST_NAME - suffix.len()));
        number += 1;
    }
    candidate
}

/// The longest beginning of a text with at most so many bytes.
fn beginning(text: &str, longest: usize) -> &str {
    let mut end = text.len().min(longest);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The narrowest field that holds all values.
fn field_for(values: &[&Value]) -> Field {
    let field = |kind, width, decimals, notation| Field { name: String::new(), kind, width, decimals, notation };
    let present = || values.iter().filter(|value| !value.is_null());
    let all = |is_kind: fn(&Value) -> bool| present().next().is_some() && present().all(|value| is_kind(value));
    if all(|value| matches!(value, Value::Bool(_))) {
        return field(b'L', 1, 0, Notation::Plain);
    }
    if all(|value| matches!(value, Value::Integer(_))) {
        let width = present().map(|value| value.to_string().len()).max().unwrap_or(1);
        return field(b'N', width, 0, Notation::Plain);
    }
    if all(|value| value.number().is_some()) {
        let numbers = || present().filter_map(|value| value.number()).filter(|number| number.is_finite());
        let texts: Vec<String> = numbers().map(|number| number.to_string()).collect();
        let decimals = |text: &String| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let most = texts.iter().map(decimals).max().unwrap_or(0).max(1);
        let whole = texts.iter().map(|text| text.split('.').next().unwrap_or_default().len()).max().unwrap_or(1);
        if most <= MOST_DECIMALS && whole + 1 + most <= WIDEST_NUMBER {
            return field(b'N', whole + 1 + most, most, Notation::Plain);
        }
        let width = numbers().map(|number| format!("{number:e}").len()).max().unwrap_or(1);
        return field(b'F', width, MOST_DECIMALS, Notation::Exponent);
    }
    let width = present().map(|value| value.to_string().len()).max().unwrap_or(1);
    field(b'C', width.clamp(1, LONGEST_TEXT), 0, Notation::Plain)
}

fn header(fields: &[Field], rows: usize) -> Vec<u8> {
    let row_length: usize = 1 + fields.iter().map(|field| field.width).sum::<usize>();
    let mut bytes = vec![3];
    bytes.extend(DATE);
    bytes.extend((rows as u32).to_le_bytes());
    bytes.extend(((32 + 32 * fields.len() + 1) as u16).to_le_bytes());
    bytes.extend((row_length as u16).to_le_bytes());
    bytes.resize(32, 0);
    for field in fields {
        let mut descriptor = field.name.as_bytes().to_vec();
        descriptor.resize(32, 0);
        (descriptor[11], descriptor[16], descriptor[17]) = (field.kind, field.width as u8, field.decimals as u8);
        bytes.extend(descriptor);
    }
    bytes.push(0x0d);
    bytes
}

fn push_cell(bytes: &mut Vec<u8>, field: &Field, value: &Value, cut: &mut usize) {
    let text = match (field.kind, value) {
        (_, Value::Null) if field.kind == b'L' => "?".to_string(),
        (b'L', Value::Bool(value)) => if *value { "T" } else { "F" }.to_string(),
        (b'N' | b'F', value) => match value.number().filter(|number| number.is_finite()) {
            Some(number) if field.notation == Notation::Exponent => format!("{number:e}"),
            Some(_) if field.decimals == 0 => value.to_string(),
            Some(number) => format!("{number:.*}", field.decimals),
            None => String::new(),
        },
        (_, value) => value.to_string(),
    };
    let written = beginning(&text, field.width);
    *cut += usize::from(written.len() < text.len());
    let filling = field.width - written.len();
    let is_number = matches!(field.kind, b'N' | b'F');
    if is_number {
        bytes.extend(std::iter::repeat_n(b' ', filling));
    }
    bytes.extend_from_slice(written.as_bytes());
    if !is_number {
        bytes.extend(std::iter::repeat_n(b' ', filling));
    }
}

#[cfg(test)]
mod tests {
    use super::super::dbf::Table;
    use super::*;
    use crate::layer::Feature;

    fn read_back(bytes: &[u8]) -> (Vec<String>, Vec<Vec<Value>>) {
        let table = Table::open(bytes, Some(b"UTF-8"), "t.dbf", &mut Vec::new()).expect("a table");
        let rows = (0..table.rows()).map(|row| table.values(row).0).collect();
        (table.columns().map(str::to_string).collect(), rows)
    }

    #[test]
    fn values_come_back_as_they_were() {
        let columns = ["text", "whole", "number", "tiny", "flag", "nothing"];
        let mut layer = Layer::new("t", columns);
        let rows = [
            vec!["北京".into(), Value::Integer(-21), 0.1.into(), 1.5e-20.into(), Value::Bool(true), Value::Null],
            vec![Value::Null, Value::Integer(i64::MAX), (-1.0 / 3.0).into(), 1e300.into(), Value::Bool(false), Value::Null],
            vec!["a".into(), Value::Null, 12.5.into(), Value::Null, Value::Null, Value::Null],
        ];
        rows.iter().for_each(|row| layer.push(Feature::new(None, row.clone())));
        let (bytes, findings) = write_table(&layer);
        let (names, read) = read_back(&bytes);
        assert_eq!((names.as_slice(), findings.len()), (columns.map(String::from).as_slice(), 0));
        assert_eq!(read, rows);
    }

    #[test]
    fn names_are_cut_and_stay_different() {
        let mut layer = Layer::new("t", ["population_known", "population_2020", "人口普查数据", "Population"]);
        layer.push(Feature::new(None, vec!["x".repeat(300).into()]));
        let (bytes, findings) = write_table(&layer);
        let (names, rows) = read_back(&bytes);
        assert_eq!(names, ["population", "populati_2", "人口普", "Populati_3"]);
        assert_eq!(rows[0][0], Value::from("x".repeat(254)));
        assert_eq!(findings.iter().map(Finding::code).collect::<Vec<_>>(), ["field-renamed", "text-cut"]);
    }

    #[test]
    fn a_layer_without_columns_gets_numbers() {
        let mut layer = Layer::new("t", [""; 0]);
        (0..2).for_each(|_| layer.push(Feature::new(None, vec![])));
        assert_eq!(read_back(&write_table(&layer).0).1, [[Value::Integer(0)], [Value::Integer(1)]]);
    }
}
