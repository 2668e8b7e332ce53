//! Rows of a table.

use std::io::BufRead;

use memchr::memchr;

use super::chunk::{Layout, PointChunk, Row, RowLabel, Slot, Style};
use super::raw::{RawChunk, RowKind, cut_behind_line};
use super::window::Window;
use crate::error::Result;
use crate::io::ReadError;
use crate::io::csv::{Buffered, Header, PointColumns, Record, RecordEnd, open_quote, record_end, row_findings};
use crate::io::json::utf8_text;
use crate::layer::Origin;

#[derive(Debug)]
pub(super) struct CsvRows<R> {
    window: Window<R>,
    header: Header,
    layout: Layout,
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
        Ok(Self { window, header, layout })
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(super) fn tail(&self) -> &[u8] {
        self.window.bytes()
    }

    pub(super) fn kind(&self) -> RowKind {
        RowKind::Table(self.header.clone())
    }

    pub(super) fn into_input(self) -> R {
        self.window.into_input()
    }

    pub(super) fn name(&self) -> &str {
        self.window.name()
    }

    /// Whole records of about so many bytes; blank lines at the end of the input are left to the tail.
    pub(super) fn next_raw(&mut self, wanted: usize) -> Result<Option<RawChunk>> {
        loop {
            let bytes = self.window.bytes();
            let cut = if memchr(b'"', bytes).is_none() { cut_behind_line(bytes, wanted) } else { self.cut(wanted) };
            let end = match (cut, self.window.buffered()) {
                (Some(cut), _) => cut,
                (None, Buffered::Partly) => {
                    self.window.grow(bytes.len())?;
                    continue;
                }
                (None, Buffered::ToTheEnd) if bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n')) => return Ok(None),
                (None, Buffered::ToTheEnd) => bytes.len(),
            };
            let offset = self.window.offset();
            return Ok(Some(RawChunk { text: self.window.take(end), offset, features: Vec::new() }));
        }
    }

    /// Where records of about so many bytes end, when there are quotes among them; `None` when more bytes are needed to tell.
    fn cut(&self, wanted: usize) -> Option<usize> {
        let mut at = 0;
        while at == 0 || at < wanted {
            match record_end(self.window.bytes(), at, self.header.delimiter, self.window.buffered()) {
                RecordEnd::Whole(record) => at = record.next,
                // A chunk ends behind it, so that no quote further on closes it there.
                RecordEnd::OpenQuote(record) => {
                    at = record.next;
                    break;
                }
                RecordEnd::More | RecordEnd::Finished => break,
            }
        }
        (at > 0).then_some(at)
    }
}

/// The rows of a chunk of a table.
pub(super) fn parse(header: &Header, raw: RawChunk, name: &str) -> Result<PointChunk> {
    check_encoding(&raw.text, raw.offset, name)?;
    let mut chunk = PointChunk::of_rows(RowLabel::Row);
    let mut at = 0;
    loop {
        let (record, quoting) = match record_end(&raw.text, at, header.delimiter, Buffered::ToTheEnd) {
            RecordEnd::Whole(record) => (record, Quoting::Sound),
            RecordEnd::OpenQuote(record) => (record, Quoting::Open),
            RecordEnd::More | RecordEnd::Finished => break,
        };
        at = record.next;
        let origin = Origin { row: chunk.rows.len() + 1, byte_offset: raw.offset + record.start as u64 };
        add_row(header, &mut chunk, &raw.text, (record, quoting), origin, name);
    }
    chunk.text = raw.text;
    Ok(chunk)
}

fn add_row(
    header: &Header,
    chunk: &mut PointChunk,
    text: &[u8],
    (record, quoting): (Record, Quoting),
    origin: Origin,
    name: &str,
) {
    let content = &text[record.start..record.end];
    if quoting == Quoting::Open {
        chunk.add_findings([open_quote(origin)], name);
        chunk.rows.push(Row { end: record.next, position: None, slot: Slot::None });
        return;
    }
    let (position, fields) = header.position_and_count(content);
    if position.is_err() || fields != header.names.len() {
        chunk.add_findings(row_findings(header, content, origin), name);
    }
    let missing = header.names.len().saturating_sub(fields);
    chunk.rows.push(Row { end: record.next, position: position.ok(), slot: Slot::Cells { at: record.end, missing } });
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
