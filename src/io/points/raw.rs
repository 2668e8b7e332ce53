//! Rows as they stand in a stream: cut by one thread, looked into by many.

use std::ops::Range;

use memchr::{memchr, memrchr};

use super::chunk::PointChunk;
use super::{csv_rows, feature_rows, line_rows};
use crate::error::Result;
use crate::io::csv::Header;
use crate::io::geojson::Standing;

/// Whole rows of a stream, not looked into yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawChunk {
    pub(super) text: Vec<u8>,
    /// Offset in the stream of the first byte.
    pub(super) offset: u64,
    /// Where the features of a collection are in the text; tables and lines find their rows themselves.
    pub(super) features: Vec<Range<usize>>,
}

/// Looks into rows, on any thread and in any order.
#[derive(Clone, Debug)]
pub struct RowParser {
    /// What messages call the input.
    pub(super) name: String,
    pub(super) kind: RowKind,
}

/// What rows are.
#[derive(Clone, Debug)]
pub(super) enum RowKind {
    Table(Header),
    Lines,
    Features(Standing),
}

impl RowParser {
    /// The rows of a chunk, numbered from 1 within it; see [`PointChunk::numbered_from`].
    ///
    /// # Errors
    /// The rows are not UTF-8 or not JSON, with the byte offset in the input. Rows whose position cannot be used are no error.
    pub fn parse(&self, raw: RawChunk) -> Result<PointChunk> {
        match &self.kind {
            RowKind::Table(header) => csv_rows::parse(header, raw, &self.name),
            RowKind::Lines => line_rows::parse(raw, &self.name),
            RowKind::Features(standing) => feature_rows::parse(raw, *standing, &self.name),
        }
    }
}

/// Where to cut text into lines: behind the last line end in the first `wanted` bytes or, when there is none, behind the next one,
/// but never before there is something in the lines. `None` when the text ends before.
pub(super) fn cut_behind_line(text: &[u8], wanted: usize) -> Option<usize> {
    let is_blank = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let content = text.iter().position(|byte| !is_blank(byte))?;
    let (first, rest) = text.split_at(wanted.max(content).min(text.len()));
    match memrchr(b'\n', first).filter(|&end| end > content) {
        Some(end) => Some(end + 1),
        None => memchr(b'\n', rest).map(|end| first.len() + end + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_behind_their_ends_and_blank_ones_kept_with_others() {
        assert_eq!(cut_behind_line(b"ab\ncd\nef", 5), Some(3));
        assert_eq!(cut_behind_line(b"ab\ncd\nef", 6), Some(6));
        assert_eq!(cut_behind_line(b"ab\ncd\nef", 1), Some(3));
        assert_eq!(cut_behind_line(b"\n\nab\n\ncd", 1), Some(5));
        assert_eq!(cut_behind_line(b"\n\nab\n\ncd", 2), Some(5));
        assert_eq!(cut_behind_line(b"\n\nab\n\ncd", 6), Some(6));
        assert_eq!(cut_behind_line(b"ab", 1), None);
        assert_eq!(cut_behind_line(b"\n\n", 1), None);
    }
}
