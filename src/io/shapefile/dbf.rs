//! dBASE tables, the attributes of a Shapefile: rows of fields of fixed width.

use std::collections::BTreeSet;
use std::ops::Range;

use encoding_rs::Encoding;

use super::encoding::{Chosen, choose};
use crate::finding::Finding;
use crate::io::{ReadError, counted};
use crate::layer::Value;

/// Bytes before the first field descriptor, of each descriptor, and the byte after the last.
const HEADER: usize = 32;
const DESCRIPTOR: usize = 32;
const END_OF_DESCRIPTORS: u8 = 0x0d;
/// The mark of a deleted row.
const DELETED: u8 = b'*';

/// A table in memory: fields found, values not read yet.
#[derive(Debug)]
pub(super) struct Table<'a> {
    bytes: &'a [u8],
    fields: Vec<Field>,
    rows: usize,
    first_row: usize,
    row_length: usize,
    encoding: &'static Encoding,
}

#[derive(Debug)]
struct Field {
    name: String,
    kind: u8,
    decimals: u8,
    /// Where it stands in a row.
    extent: Range<usize>,
}

fn little_endian(bytes: &[u8], at: usize, width: usize) -> Option<usize> {
    let part = bytes.get(at..at + width)?;
    Some(part.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

impl<'a> Table<'a> {
    /// Finds fields and rows. `name` is what messages call the table.
    ///
    /// # Errors
    /// The bytes are no table, or end before its last row.
    pub(super) fn open(
        bytes: &'a [u8],
        cpg: Option<&[u8]>,
        name: &str,
        findings: &mut Vec<Finding>,
    ) -> Result<Self, ReadError> {
        let unreadable = |at: usize, reason: String| ReadError::new(name, at as u64, reason);
        let header = || Some((little_endian(bytes, 4, 4)?, little_endian(bytes, 8, 2)?, little_endian(bytes, 10, 2)?));
        let Some((rows, first_row, row_length)) = header().filter(|_| bytes.len() >= HEADER) else {
            return Err(unreadable(bytes.len(), "truncated: the header of a dBASE table has 32 bytes".to_string()));
        };
        if first_row <= HEADER || first_row > bytes.len() || row_length == 0 {
            return Err(unreadable(8, "this is not a dBASE table: the lengths in its header make no sense".to_string()));
        }
        let raw_fields = raw_fields(&bytes[..first_row]);
        let needed = 1 + raw_fields.iter().map(|field| field.width).sum::<usize>();
        if needed > row_length {
            let reason =
                format!("this is not a dBASE table: its fields need {needed} bytes a row, its rows have {row_length}");
            return Err(unreadable(10, reason));
        }
        let there = (bytes.len() - first_row) / row_length;
        // The last row may lack its filling.
        let partial = (bytes.len() - first_row) % row_length >= needed;
        if rows > there + usize::from(partial) {
            let reason = format!("truncated: the header says {}, the file ends in row {}", counted(rows, "row"), there + 1);
            return Err(unreadable(bytes.len(), reason));
        }
        let mut table =
            Self { bytes, fields: placed(&raw_fields), rows, first_row, row_length, encoding: encoding_rs::UTF_8 };
        let names = raw_fields.iter().map(|field| field.name);
        let text: Vec<&[u8]> = names.chain(table.text_cells()).filter(|text| !text.is_ascii()).collect();
        let Chosen { encoding, finding } = choose(cpg, bytes[29], &text);
        findings.extend(finding);
        table.encoding = encoding;
        table.name_fields(&raw_fields);
        Ok(table)
    }

    /// Names of the columns. A name that stands twice has its number behind it the second time.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_str())
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn is_deleted(&self, row: usize) -> bool {
        self.row(row).first() == Some(&DELETED)
    }

    /// The values of a row, and the names of the columns whose value cannot be read.
    pub(super) fn values(&self, row: usize) -> (Vec<Value>, Vec<&str>) {
        let bytes = self.row(row);
        let (mut values, mut unreadable) = (Vec::with_capacity(self.fields.len()), Vec::new());
        for field in &self.fields {
            let cell = bytes.get(field.extent.clone()).unwrap_or_default();
            let value = field.value(cell, self.encoding);
            if value.is_none() {
                unreadable.push(field.name.as_str());
            }
            values.push(value.unwrap_or_default());
        }
        (values, unreadable)
    }

    fn row(&self, row: usize) -> &'a [u8] {
        let start = self.first_row + row * self.row_length;
        let end = (start + self.row_length).min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or_default()
    }

    fn text_cells(&self) -> impl Iterator<Item = &'a [u8]> {
        let texts: Vec<Range<usize>> =
            self.fields.iter().filter(|field| field.kind == b'C').map(|field| field.extent.clone()).collect();
        (0..self.rows).flat_map(move |row| {
            let bytes = self.row(row);
            texts.clone().into_iter().map(move |extent| content(bytes.get(extent).unwrap_or_default()))
        })
    }

    fn name_fields(&mut self, raw: &[RawField<'_>]) {
        let mut taken = BTreeSet::new();
        for (field, raw) in self.fields.iter_mut().zip(raw) {
            let plain = self.encoding.decode_without_bom_handling(raw.name).0.trim().to_string();
            let mut name = plain.clone();
            let mut number = 2;
            while !taken.insert(name.clone()) {
                name = format!("{plain}_{number}");
                number += 1;
            }
            field.name = name;
        }
    }
}

/// A field descriptor as it stands.
struct RawField<'a> {
    name: &'a [u8],
    kind: u8,
    width: usize,
    decimals: u8,
}

fn raw_fields(header: &[u8]) -> Vec<RawField<'_>> {
    let descriptors = header[HEADER..].chunks_exact(DESCRIPTOR).take_while(|bytes| bytes[0] != END_OF_DESCRIPTORS);
    let field = |bytes: &'_ [u8]| {
        let length = bytes[..11].iter().position(|byte| *byte == 0).unwrap_or(11);
        // Text may be longer than a byte can say; the count of decimals then holds the upper byte.
        let (width, decimals) = match bytes[11] {
            b'C' => (usize::from(bytes[16]) | usize::from(bytes[17]) << 8, 0),
            _ => (usize::from(bytes[16]), bytes[17]),
        };
        (length, width, decimals)
    };
    descriptors
        .map(|bytes| {
            let (length, width, decimals) = field(bytes);
            RawField { name: &bytes[..length], kind: bytes[11].to_ascii_uppercase(), width, decimals }
        })
        .collect()
}

fn placed(raw: &[RawField<'_>]) -> Vec<Field> {
    let mut start = 1;
    let place = |field: &RawField<'_>| {
        let extent = start..start + field.width;
        start = extent.end;
        Field { name: String::new(), kind: field.kind, decimals: field.decimals, extent }
    };
    raw.iter().map(place).collect()
}

/// A cell without the blanks and zero bytes that fill it up.
fn content(cell: &[u8]) -> &[u8] {
    let end = cell.iter().rposition(|byte| !matches!(byte, b' ' | 0)).map_or(0, |last| last + 1);
    &cell[..end]
}

impl Field {
    /// The value of a cell; `None` when it is not of the field's type.
    fn value(&self, cell: &[u8], encoding: &'static Encoding) -> Option<Value> {
        let filled = content(cell).trim_ascii_start();
        match self.kind {
            b'C' => Some(match content(cell) {
                [] => Value::Null,
                text => Value::Text(encoding.decode_without_bom_handling(text).0.into_owned()),
            }),
            _ if filled.is_empty() && !matches!(self.kind, b'I' | b'+' | b'B' | b'O' | b'Y') => Some(Value::Null),
            b'N' | b'F' => self.number(filled),
            b'L' => match filled[0] {
                b'T' | b't' | b'Y' | b'y' | b'1' => Some(Value::Bool(true)),
                b'F' | b'f' | b'N' | b'n' | b'0' => Some(Value::Bool(false)),
                b'?' => Some(Value::Null),
                _ => None,
            },
            b'D' => date(filled),
            b'I' | b'+' => Some(Value::Integer(i64::from(i32::from_le_bytes(cell.try_into().ok()?)))),
            b'B' | b'O' => finite(f64::from_le_bytes(cell.try_into().ok()?)),
            b'Y' => Some(Value::Float(i64::from_le_bytes(cell.try_into().ok()?) as f64 / 10_000.0)),
            _ => None,
        }
    }

    fn number(&self, text: &[u8]) -> Option<Value> {
        // Numbers too long for their field are written as stars.
        if text.iter().all(|byte| *byte == b'*') {
            return Some(Value::Null);
        }
        let text = std::str::from_utf8(text).ok()?;
        if self.decimals == 0
            && let Ok(whole) = text.parse::<i64>()
        {
            return Some(Value::Integer(whole));
        }
        finite(text.parse::<f64>().ok()?)
    }
}

fn finite(number: f64) -> Option<Value> {
    number.is_finite().then_some(Value::Float(number))
}

/// A date of eight digits as ISO 8601; all zeros is none.
fn date(text: &[u8]) -> Option<Value> {
    let digits =
        std::str::from_utf8(text).ok().filter(|text| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()))?;
    if digits.bytes().all(|digit| digit == b'0') {
        return Some(Value::Null);
    }
    Some(Value::Text(format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of fields (name, type, width, decimals) and rows as they stand, the deletion mark included.
    fn table(fields: &[(&[u8], u8, u8, u8)], rows: &[&[u8]]) -> Vec<u8> {
        let width: usize = 1 + fields.iter().map(|field| usize::from(field.2)).sum::<usize>();
        let mut bytes = vec![3, 0, 0, 0];
        bytes.extend((rows.len() as u32).to_le_bytes());
        bytes.extend((HEADER as u16 + DESCRIPTOR as u16 * fields.len() as u16 + 1).to_le_bytes());
        bytes.extend((width as u16).to_le_bytes());
        bytes.resize(HEADER, 0);
        for (name, kind, width, decimals) in fields {
            let mut descriptor = name.to_vec();
            descriptor.resize(DESCRIPTOR, 0);
            (descriptor[11], descriptor[16], descriptor[17]) = (*kind, *width, *decimals);
            bytes.extend(descriptor);
        }
        bytes.push(END_OF_DESCRIPTORS);
        rows.iter().for_each(|row| bytes.extend_from_slice(row));
        bytes
    }

    fn opened(bytes: &[u8]) -> (Table<'_>, Vec<Finding>) {
        let mut findings = Vec::new();
        let table = Table::open(bytes, None, "t.dbf", &mut findings).expect("a table");
        (table, findings)
    }

    #[test]
    fn values_are_typed() {
        let fields: [(&[u8], u8, u8, u8); 7] = [
            (b"name", b'C', 4, 0),
            (b"n", b'N', 4, 0),
            (b"x", b'F', 20, 9),
            (b"l", b'L', 1, 0),
            (b"d", b'D', 8, 0),
            (b"i", b'I', 4, 0),
            (b"n", b'N', 3, 1),
        ];
        let first: [&[u8]; 8] = [b" ", b"ab  ", b"  12", b"   116.1234567891234", b"T", b"20260131", b"\x07\0\0\0", b"1.5"];
        let second: [&[u8]; 8] = [b"*", b"cd  ", b"****", &[b' '; 20], b"?", b"00000000", b"\0\0\0\0", b"   "];
        let bytes = table(&fields, &[&first.concat(), &second.concat()]);
        let (table, findings) = opened(&bytes);
        assert_eq!(table.columns().collect::<Vec<_>>(), ["name", "n", "x", "l", "d", "i", "n_2"]);
        let expected = vec![
            Value::from("ab"),
            Value::Integer(12),
            Value::Float(116.123_456_789_123_4),
            Value::Bool(true),
            Value::from("2026-01-31"),
            Value::Integer(7),
            Value::Float(1.5),
        ];
        assert_eq!(table.values(0), (expected, vec![]));
        assert!(table.is_deleted(1) && !table.is_deleted(0));
        let missing = [vec!["cd".into()], vec![Value::Null; 4], vec![Value::Integer(0), Value::Null]].concat();
        assert_eq!(table.values(1), (missing, vec![]));
        assert!(findings.is_empty());
    }

    #[test]
    fn cells_of_another_type_are_missing_and_named() {
        let bytes = table(&[(b"n", b'N', 3, 0), (b"l", b'L', 1, 0), (b"m", b'M', 2, 0)], &[b" 1x7z12", b" ***?  "]);
        let (table, _) = opened(&bytes);
        assert_eq!(table.values(0), (vec![Value::Null; 3], vec!["n", "l", "m"]));
        assert_eq!(table.values(1), (vec![Value::Null; 3], vec![]));
    }

    #[test]
    fn names_and_text_are_decoded_together() {
        let bytes = table(&[(b"\xc3\xfb\xb3\xc6", b'C', 4, 0)], &[b" \xb1\xb1\xbe\xa9"]);
        let (table, findings) = opened(&bytes);
        assert_eq!(table.columns().collect::<Vec<_>>(), ["名称"]);
        assert_eq!(table.values(0).0, [Value::from("北京")]);
        assert_eq!(findings[0].code(), "encoding-detected");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let whole = table(&[(b"n", b'N', 3, 0)], &[b"  12", b"  13"]);
        for length in 0..whole.len() {
            assert!(Table::open(&whole[..length], None, "t.dbf", &mut Vec::new()).is_err(), "{length}");
        }
        let mut narrow = whole.clone();
        narrow[10] = 2;
        assert!(Table::open(&narrow, None, "t.dbf", &mut Vec::new()).is_err());
    }
}
