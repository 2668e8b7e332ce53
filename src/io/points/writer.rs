//! Rows as they were read, with values appended.

use std::io::{self, Write};

use memchr::memmem;

use super::chunk::{Layout, PointChunk, Row, Slot, Style};
use crate::io::table::push_delimited_text;

/// Writes rows with `N` values appended to each. Memory does not grow with the number of rows.
#[derive(Debug)]
pub struct PointWriter<W, const N: usize> {
    output: W,
    head: Vec<u8>,
    style: Style,
    names: [String; N],
    buffer: Vec<u8>,
}

impl<W: Write, const N: usize> PointWriter<W, N> {
    /// A writer of rows of a layout, which appends columns of the given names. A name that is taken already gets `_2` behind
    /// it.
    ///
    /// # Errors
    /// What the output gives.
    pub fn new(output: W, layout: &Layout, names: [&str; N]) -> io::Result<Self> {
        let taken: &[String] = match &layout.style {
            Style::Cells { names, .. } => names,
            Style::Properties => &[],
        };
        let names = names.map(|name| free_name(name, |name| taken.iter().any(|column| column == name)));
        let mut head = layout.head.clone();
        if let Style::Cells { delimiter, .. } = layout.style {
            let line_end = take_line_end(&mut head);
            for name in &names {
                head.push(delimiter);
                push_delimited_text(&mut head, name, delimiter);
            }
            head.extend_from_slice(if line_end.is_empty() { b"\n" } else { &line_end });
        }
        Ok(Self { output, head, style: layout.style.clone(), names, buffer: Vec::new() })
    }

    /// Writes the rows of a chunk. `values` gives the values of a row of the chunk, by its number from 0; a value that is
    /// missing is an empty cell or null.
    ///
    /// # Errors
    /// What the output gives.
    pub fn write_chunk<'v>(
        &mut self,
        chunk: &PointChunk,
        mut values: impl FnMut(usize) -> [Option<&'v str>; N],
    ) -> io::Result<()> {
        self.buffer.clear();
        self.buffer.append(&mut self.head);
        let mut start = 0;
        for (number, row) in chunk.rows.iter().enumerate() {
            self.push_row(&chunk.text, start, row, values(number));
            start = row.end;
        }
        self.output.write_all(&self.buffer)
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

    fn push_row(&mut self, text: &[u8], start: usize, row: &Row, values: [Option<&str>; N]) {
        let from = match &row.slot {
            Slot::None => start,
            Slot::Cells { at, missing } => {
                self.buffer.extend_from_slice(&text[start..*at]);
                self.push_cells(*missing, values);
                *at
            }
            Slot::Properties { extent } => {
                let inside = text[extent.start + 1..extent.end - 1].trim_ascii_end();
                let end = extent.start + 1 + inside.len();
                self.buffer.extend_from_slice(&text[start..end]);
                self.push_members(if inside.is_empty() { "" } else { "," }, inside, values);
                end
            }
            Slot::NullProperties { extent } => {
                self.buffer.extend_from_slice(&text[start..extent.start]);
                self.push_object(values);
                extent.end
            }
            Slot::NoProperties { at } => {
                self.buffer.extend_from_slice(&text[start..*at]);
                self.push_first_member(&text[*at..row.end], values);
                *at
            }
            Slot::BareGeometry { extent } => {
                self.buffer.extend_from_slice(&text[start..extent.start]);
                self.push_feature(&text[extent.clone()], values);
                extent.end
            }
        };
        self.buffer.extend_from_slice(&text[from..row.end]);
    }

    /// Appends properties as the first member of an object, of which the `rest` follows.
    fn push_first_member(&mut self, rest: &[u8], values: [Option<&str>; N]) {
        self.buffer.extend_from_slice(b"\"properties\":");
        self.push_object(values);
        if rest.trim_ascii_start().first() != Some(&b'}') {
            self.buffer.push(b',');
        }
    }

    fn push_feature(&mut self, geometry: &[u8], values: [Option<&str>; N]) {
        self.buffer.extend_from_slice(b"{\"type\":\"Feature\",\"properties\":");
        self.push_object(values);
        self.buffer.extend_from_slice(b",\"geometry\":");
        self.buffer.extend_from_slice(geometry);
        self.buffer.push(b'}');
    }

    fn push_cells(&mut self, missing: usize, values: [Option<&str>; N]) {
        let Style::Cells { delimiter, .. } = self.style else { return };
        self.buffer.extend(std::iter::repeat_n(delimiter, missing));
        for value in values {
            self.buffer.push(delimiter);
            if let Some(value) = value {
                push_delimited_text(&mut self.buffer, value, delimiter);
            }
        }
    }

    fn push_object(&mut self, values: [Option<&str>; N]) {
        self.buffer.push(b'{');
        self.push_members("", b"", values);
        self.buffer.push(b'}');
    }

    /// Appends members to the `present` ones, the first after `comma`.
    fn push_members(&mut self, comma: &str, present: &[u8], values: [Option<&str>; N]) {
        let mut comma = comma;
        for (name, value) in self.names.iter().zip(values) {
            let name = free_name(name, |name| memmem::find(present, format!("\"{name}\"").as_bytes()).is_some());
            self.buffer.extend_from_slice(comma.as_bytes());
            push_json_text(&mut self.buffer, &name);
            self.buffer.push(b':');
            match value {
                Some(value) => push_json_text(&mut self.buffer, value),
                None => self.buffer.extend_from_slice(b"null"),
            }
            comma = ",";
        }
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
