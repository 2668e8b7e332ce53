//! Rows as they were read, with values appended.

use std::io::{self, Write};

use memchr::memmem;

use super::added::{Added, AddedColumn, AddedKind};
use super::chunk::{Layout, PointChunk, Row, Slot, Style};
use crate::io::number_text::push_fixed;
use crate::io::table::push_delimited_text;

/// Writes rows with `N` values appended to each. Memory does not grow with the number of rows.
#[derive(Debug)]
pub struct PointWriter<W, const N: usize> {
    output: W,
    head: Vec<u8>,
    rows: RowWriter<N>,
    /// Whether no row has been written yet.
    is_first: bool,
    buffer: Vec<u8>,
}

/// Makes the text of rows with `N` values appended to each.
#[derive(Clone, Debug)]
pub struct RowWriter<const N: usize> {
    style: Style,
    names: [String; N],
    kinds: [AddedKind; N],
}

impl<W: Write, const N: usize> PointWriter<W, N> {
    /// A writer of rows of a layout, which appends columns; one that is given by its name alone is of text. A name that is taken already gets `_2` behind
    /// it.
    ///
    /// # Errors
    /// What the output gives.
    pub fn new(output: W, layout: &Layout, columns: [impl Into<AddedColumn>; N]) -> io::Result<Self> {
        let columns: [AddedColumn; N] = columns.map(Into::into);
        let taken: &[String] = match &layout.style {
            Style::Cells { names, .. } => names,
            Style::Properties => &[],
        };
        let names = columns.map(|column| free_name(column.name, |name| taken.iter().any(|column| column == name)));
        let mut head = layout.head.clone();
        if let Style::Cells { delimiter, .. } = layout.style {
            let line_end = take_line_end(&mut head);
            for name in &names {
                head.push(delimiter);
                push_delimited_text(&mut head, name, delimiter);
            }
            head.extend_from_slice(if line_end.is_empty() { b"\n" } else { &line_end });
        }
        let rows = RowWriter { style: layout.style.clone(), names, kinds: columns.map(|column| column.kind) };
        Ok(Self { output, head, rows, is_first: true, buffer: Vec::new() })
    }

    /// Writes the rows of a chunk. `values` gives the values of a row of the chunk, by its number from 0; a value that is
    /// missing is an empty cell or null.
    ///
    /// # Errors
    /// What the output gives.
    pub fn write_chunk<'v, V: Into<Added<'v>>>(
        &mut self,
        chunk: &PointChunk,
        values: impl FnMut(usize) -> [V; N],
    ) -> io::Result<()> {
        let mut text = std::mem::take(&mut self.buffer);
        text.clear();
        self.rows.push_chunk(&mut text, chunk, values);
        let outcome = self.write_rows(&text);
        self.buffer = text;
        outcome
    }

    /// Makes the text of rows, on any thread; [`write_rows`](Self::write_rows) takes it in the order of the chunks.
    pub fn rows(&self) -> RowWriter<N> {
        self.rows.clone()
    }

    /// Writes the text of rows.
    ///
    /// # Errors
    /// What the output gives.
    pub fn write_rows(&mut self, text: &[u8]) -> io::Result<()> {
        self.output.write_all(&std::mem::take(&mut self.head))?;
        if text.is_empty() || !std::mem::take(&mut self.is_first) {
            return self.output.write_all(text);
        }
        self.output.write_all(self.rows.without_comma(text))
    }

    /// Writes what comes after the rows, and gives back the output.
    ///
    /// # Errors
    /// What the output gives.
    pub fn finish(mut self, tail: &[u8]) -> io::Result<W> {
        self.output.write_all(&self.head)?;
        self.output.write_all(tail)?;
        self.output.flush()?;
        Ok(self.output)
    }
}

impl<const N: usize> RowWriter<N> {
    /// Appends the text of the rows of a chunk, and of what follows the last one; see [`PointWriter::write_chunk`].
    pub fn push_chunk<'v, V: Into<Added<'v>>>(
        &self,
        output: &mut Vec<u8>,
        chunk: &PointChunk,
        mut values: impl FnMut(usize) -> [V; N],
    ) {
        let mut start = 0;
        for (number, row) in chunk.rows.iter().enumerate() {
            self.push_row(output, &chunk.text, start, row, values(number).map(Into::into));
            start = row.end;
        }
        output.extend_from_slice(&chunk.text[start..]);
    }

    /// The same without the rows that have no position.
    pub fn push_located<'v, V: Into<Added<'v>>>(
        &self,
        output: &mut Vec<u8>,
        chunk: &PointChunk,
        mut values: impl FnMut(usize) -> [V; N],
    ) {
        let mut start = 0;
        for (number, row) in chunk.rows.iter().enumerate() {
            if row.position.is_some() {
                self.push_row(output, &chunk.text, start, row, values(number).map(Into::into));
            }
            start = row.end;
        }
    }

    /// The first rows of an output, without the comma that followed rows left out before them.
    fn without_comma<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        match (&self.style, text.trim_ascii_start().strip_prefix(b",")) {
            (Style::Properties, Some(rest)) => rest,
            _ => text,
        }
    }

    fn push_row(&self, output: &mut Vec<u8>, text: &[u8], start: usize, row: &Row, values: [Added<'_>; N]) {
        let from = match &row.slot {
            Slot::None => start,
            Slot::Cells { at, missing } => {
                output.extend_from_slice(&text[start..*at]);
                self.push_cells(output, *missing, values);
                *at
            }
            Slot::Properties { extent } => {
                let inside = text[extent.start + 1..extent.end - 1].trim_ascii_end();
                let end = extent.start + 1 + inside.len();
                output.extend_from_slice(&text[start..end]);
                self.push_members(output, if inside.is_empty() { "" } else { "," }, inside, values);
                end
            }
            Slot::NullProperties { extent } => {
                output.extend_from_slice(&text[start..extent.start]);
                self.push_object(output, values);
                extent.end
            }
            Slot::NoProperties { at } => {
                output.extend_from_slice(&text[start..*at]);
                self.push_first_member(output, &text[*at..row.end], values);
                *at
            }
            Slot::BareGeometry { extent } => {
                output.extend_from_slice(&text[start..extent.start]);
                self.push_feature(output, &text[extent.clone()], values);
                extent.end
            }
        };
        output.extend_from_slice(&text[from..row.end]);
    }

    /// Appends properties as the first member of an object, of which the `rest` follows.
    fn push_first_member(&self, output: &mut Vec<u8>, rest: &[u8], values: [Added<'_>; N]) {
        output.extend_from_slice(b"\"properties\":");
        self.push_object(output, values);
        if rest.trim_ascii_start().first() != Some(&b'}') {
            output.push(b',');
        }
    }

    fn push_feature(&self, output: &mut Vec<u8>, geometry: &[u8], values: [Added<'_>; N]) {
        output.extend_from_slice(b"{\"type\":\"Feature\",\"properties\":");
        self.push_object(output, values);
        output.extend_from_slice(b",\"geometry\":");
        output.extend_from_slice(geometry);
        output.push(b'}');
    }

    fn push_cells(&self, output: &mut Vec<u8>, missing: usize, values: [Added<'_>; N]) {
        let Style::Cells { delimiter, .. } = self.style else { return };
        output.extend(std::iter::repeat_n(delimiter, missing));
        for (value, kind) in values.into_iter().zip(self.kinds) {
            output.push(delimiter);
            match value.usable() {
                Added::Text(text) => push_delimited_text(output, text, delimiter),
                Added::Number(number) => push_number(output, number, kind),
                Added::Missing => {}
            }
        }
    }

    fn push_object(&self, output: &mut Vec<u8>, values: [Added<'_>; N]) {
        output.push(b'{');
        self.push_members(output, "", b"", values);
        output.push(b'}');
    }

    /// Appends members to the `present` ones, the first after `comma`.
    fn push_members(&self, output: &mut Vec<u8>, comma: &str, present: &[u8], values: [Added<'_>; N]) {
        let mut comma = comma;
        for ((name, kind), value) in self.names.iter().zip(self.kinds).zip(values) {
            let name = free_name(name, |name| memmem::find(present, format!("\"{name}\"").as_bytes()).is_some());
            output.extend_from_slice(comma.as_bytes());
            push_json_text(output, &name);
            output.push(b':');
            match value.usable() {
                Added::Text(text) => push_json_text(output, text),
                Added::Number(number) => push_number(output, number, kind),
                Added::Missing => output.extend_from_slice(b"null"),
            }
            comma = ",";
        }
    }
}

fn push_number(text: &mut Vec<u8>, number: f64, kind: AddedKind) {
    match kind {
        AddedKind::Number { decimals } => push_fixed(text, number, decimals),
        AddedKind::Text => text.extend_from_slice(number.to_string().as_bytes()),
    }
}

fn push_json_text(text: &mut Vec<u8>, value: &str) {
    // Writing a text to a vector cannot fail.
    let _ = serde_json::to_writer(text, value);
}

/// The name, or the name with the first number behind it that makes it free.
fn free_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut candidate = name.to_string();
    let mut number = 2;
    while is_taken(&candidate) {
        candidate = format!("{name}_{number}");
        number += 1;
    }
    candidate
}

/// Cuts the line end off a record and gives it.
fn take_line_end(record: &mut Vec<u8>) -> Vec<u8> {
    let content = record.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
    record.split_off(content)
}
