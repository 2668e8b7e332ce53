//! Rows of newline-delimited GeoJSON.

use std::io::BufRead;
use std::ops::Range;

use memchr::memchr;

use super::chunk::{Layout, PointChunk, RowLabel, Style};
use super::feature_rows::{add_row, grow};
use super::raw::{RawChunk, cut_behind_line};
use super::window::Window;
use crate::error::Result;
use crate::io::ReadError;
use crate::io::csv::Buffered;
use crate::io::geojson::{Standing, read_point_feature};
use crate::io::json::utf8_text;

#[derive(Debug)]
pub(super) struct LineRows<R> {
    window: Window<R>,
    layout: Layout,
}

impl<R: BufRead> LineRows<R> {
    pub(super) fn open(input: R, name: &str) -> Self {
        let layout = Layout { head: Vec::new(), style: Style::Properties };
        Self { window: Window::new(input, name), layout }
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(super) fn tail(&self) -> &[u8] {
        self.window.bytes()
    }

    pub(super) fn into_input(self) -> R {
        self.window.into_input()
    }

    pub(super) fn name(&self) -> &str {
        self.window.name()
    }

    /// Whole lines of about so many bytes; blank lines at the end of the input are left to the tail.
    pub(super) fn next_raw(&mut self, wanted: usize) -> Result<Option<RawChunk>> {
        loop {
            let bytes = self.window.bytes();
            let end = match (cut_behind_line(bytes, wanted), self.window.buffered()) {
                (Some(cut), _) => cut,
                (None, Buffered::Partly) => {
                    grow(&mut self.window, 0)?;
                    continue;
                }
                (None, Buffered::ToTheEnd) if is_blank(bytes) => return Ok(None),
                (None, Buffered::ToTheEnd) => bytes.len(),
            };
            let offset = self.window.offset();
            return Ok(Some(RawChunk { text: self.window.take(end), offset, features: Vec::new() }));
        }
    }
}

/// The rows of a chunk of lines.
pub(super) fn parse(raw: RawChunk, name: &str) -> Result<PointChunk> {
    let mut chunk = PointChunk::of_rows(RowLabel::Number);
    let mut start = 0;
    while start < raw.text.len() {
        let end = memchr(b'\n', &raw.text[start..]).map_or(raw.text.len(), |distance| start + distance + 1);
        if !is_blank(&raw.text[start..end]) {
            add_line(&mut chunk, &raw.text, start..end, raw.offset, name)?;
        }
        start = end;
    }
    chunk.text = raw.text;
    Ok(chunk)
}

fn add_line(chunk: &mut PointChunk, text: &[u8], line: Range<usize>, offset: u64, name: &str) -> Result<()> {
    let in_input = offset + line.start as u64;
    let (content, mark) = utf8_text(&text[line.clone()]).map_err(|error| ReadError::of_encoding(name, in_input, &error))?;
    let separator = usize::from(content.starts_with('\u{1e}'));
    let lead = mark + separator;
    let feature = read_point_feature(&content[separator..], in_input + lead as u64, Standing::Alone)
        .map_err(|error| ReadError::of_json(name, in_input + lead as u64, &error))?;
    add_row(chunk, feature, line.start + lead..line.end, name);
    Ok(())
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0x1e)
}
