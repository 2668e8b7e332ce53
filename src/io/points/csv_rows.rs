//! Rows of a table.

use std::io::BufRead;

use super::chunk::{Layout, PointChunk, Row, Slot, Style};
use super::window::Window;
use crate::error::Result;
use crate::finding::Finding;
use crate::io::ReadError;
use crate::io::csv::{Header, PointColumns, Record, RecordEnd, open_quote, record_end, row_findings};
use crate::io::json::utf8_text;
use crate::layer::Origin;

#[derive(Debug)]
pub(super) struct CsvRows<R> {
    window: Window<R>,
    header: Header,
    layout: Layout,
    rows_read: usize,
}

impl<R: BufRead> CsvRows<R> {
    pub(super) fn open(input: R, name: &str, columns: &PointColumns) -> Result<Self> {
        let mut window = Window::new(input, name);
        let record = loop {
            match record_end(window.bytes(), byte_order_mark(window.bytes()), b',', window.buffered()) {
                RecordEnd::Whole(record) | RecordEnd::OpenQuote(record) => break record,
                RecordEnd::More => window.grow(window.bytes().len())?,
                RecordEnd::Finished => {
                    let reason = "the table is empty; it needs a header with columns lon and lat";
                    return Err(ReadError::new(name, 0, reason).into());
                }
            }
        };
        check_encoding(&window.bytes()[..record.next], 0, name)?;
        let header = Header::read(&window.bytes()[record.start..record.end], columns, name)?;
        let style = Style::Cells { delimiter: header.delimiter, names: header.names.clone() };
        let layout = Layout { head: window.take(record.next), style };
        Ok(Self { window, header, layout, rows_read: 0 })
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(super) fn tail(&self) -> &[u8] {
        self.window.bytes()
    }

    pub(super) fn next_chunk(&mut self, wanted: usize) -> Result<Option<PointChunk>> {
        let mut records = Vec::with_capacity(wanted.min(65_536));
        let mut at = 0;
        while records.len() < wanted {
            match record_end(self.window.bytes(), at, self.header.delimiter, self.window.buffered()) {
                RecordEnd::Whole(record) => records.push((record, Quoting::Sound)),
                RecordEnd::OpenQuote(record) => records.push((record, Quoting::Open)),
                RecordEnd::More => {
                    self.window.grow(self.window.bytes().len() - at)?;
                    continue;
                }
                RecordEnd::Finished => break,
            }
            at = records.last().map_or(at, |(record, _)| record.next);
        }
        if records.is_empty() {
            return Ok(None);
        }
        let offset = self.window.offset();
        let text = self.window.take(at);
        check_encoding(&text, offset, self.window.name())?;
        let mut chunk = PointChunk { text, first_row: self.rows_read + 1, ..PointChunk::default() };
        chunk.rows.reserve(records.len());
        for (record, quoting) in records {
            self.rows_read += 1;
            let origin = Origin { row: self.rows_read, byte_offset: offset + record.start as u64 };
            self.add_row(&mut chunk, record, quoting, origin);
        }
        Ok(Some(chunk))
    }

    fn add_row(&self, chunk: &mut PointChunk, record: Record, quoting: Quoting, origin: Origin) {
        let content = &chunk.text[record.start..record.end];
        let in_file = |finding: Finding| finding.in_file(self.window.name());
        if quoting == Quoting::Open {
            chunk.findings.push(in_file(open_quote(origin)));
            chunk.rows.push(Row { end: record.next, position: None, slot: Slot::None });
            return;
        }
        let (position, fields) = self.header.position_and_count(content);
        if position.is_err() || fields != self.header.names.len() {
            chunk.findings.extend(row_findings(&self.header, content, origin).into_iter().map(in_file));
        }
        let missing = self.header.names.len().saturating_sub(fields);
        chunk.rows.push(Row { end: record.next, position: position.ok(), slot: Slot::Cells { at: record.end, missing } });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoting {
    Sound,
    Open,
}

fn byte_order_mark(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}

fn check_encoding(bytes: &[u8], offset: u64, name: &str) -> Result<()> {
    utf8_text(bytes).map(drop).map_err(|error| ReadError::of_encoding(name, offset, &error).into())
}
