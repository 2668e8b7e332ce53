//! Rows of newline-delimited GeoJSON.

use std::io::BufRead;
use std::ops::Range;

use memchr::memchr;

use super::chunk::{Layout, PointChunk, Style};
use super::feature_rows::{add_row, grow};
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
    rows_read: usize,
}

impl<R: BufRead> LineRows<R> {
    pub(super) fn open(input: R, name: &str) -> Self {
        let layout = Layout { head: Vec::new(), style: Style::Properties };
        Self { window: Window::new(input, name), layout, rows_read: 0 }
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(super) fn tail(&self) -> &[u8] {
        self.window.bytes()
    }

    pub(super) fn next_chunk(&mut self, wanted: usize) -> Result<Option<PointChunk>> {
        let mut lines = Vec::new();
        let mut at = 0;
        while lines.len() < wanted {
            let Some(line) = self.next_line(at)? else { break };
            at = line.end;
            if !is_blank(&self.window.bytes()[line.clone()]) {
                lines.push(line);
            }
        }
        let Some(end) = lines.last().map(|line| line.end) else { return Ok(None) };
        let offset = self.window.offset();
        let text = self.window.take(end);
        let mut chunk = PointChunk { first_row: self.rows_read + 1, ..PointChunk::default() };
        for line in lines {
            self.rows_read += 1;
            self.add_line(&mut chunk, &text, line, offset)?;
        }
        chunk.text = text;
        Ok(Some(chunk))
    }

    /// The extent of the next line with its line end; `None` at the end.
    fn next_line(&mut self, from: usize) -> Result<Option<Range<usize>>> {
        loop {
            let bytes = self.window.bytes();
            match (memchr(b'\n', &bytes[from..]), self.window.buffered()) {
                (Some(distance), _) => return Ok(Some(from..from + distance + 1)),
                (None, Buffered::ToTheEnd) if from == bytes.len() => return Ok(None),
                (None, Buffered::ToTheEnd) => return Ok(Some(from..bytes.len())),
                (None, Buffered::Partly) => grow(&mut self.window, from)?,
            }
        }
    }

    fn add_line(&self, chunk: &mut PointChunk, text: &[u8], line: Range<usize>, offset: u64) -> Result<()> {
        let name = self.window.name();
        let in_input = offset + line.start as u64;
        let (content, mark) =
            utf8_text(&text[line.clone()]).map_err(|error| ReadError::of_encoding(name, in_input, &error))?;
        let separator = usize::from(content.starts_with('\u{1e}'));
        let lead = mark + separator;
        let feature = read_point_feature(&content[separator..], in_input + lead as u64, Standing::Alone)
            .map_err(|error| ReadError::of_json(name, in_input + lead as u64, &error))?;
        add_row(chunk, feature, line.start + lead..line.end, self.rows_read, name);
        Ok(())
    }
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0x1e)
}
