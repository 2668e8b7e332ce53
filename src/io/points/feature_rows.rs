//! Rows of a GeoJSON text: the features of a collection, or one Feature or geometry.

use std::io::BufRead;
use std::ops::Range;

use super::chunk::{Layout, PointChunk, Row, RowLabel, Slot, Style};
use super::raw::{RawChunk, RowKind};
use super::structure::{Beginning, beginning, skip_space, value_end};
use super::window::Window;
use crate::error::{Error, Result};
use crate::io::ReadError;
use crate::io::csv::Buffered;
use crate::io::geojson::{Envelope, PointFeature, PropertiesPlace, Standing, check_envelope, read_point_feature};
use crate::io::json::{JsonError, utf8_text};

/// A feature, or what surrounds the features, is at most this long.
const LONGEST_VALUE: usize = 256 << 20;

#[derive(Debug)]
pub(super) struct FeatureRows<R> {
    window: Window<R>,
    layout: Layout,
    tail: Vec<u8>,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    BeforeFirst,
    BetweenFeatures,
    Single,
    Finished,
}

impl<R: BufRead> FeatureRows<R> {
    pub(super) fn open(input: R, name: &str) -> Result<Self> {
        let mut window = Window::new(input, name);
        let (head, stage) = loop {
            match beginning(window.bytes()) {
                Beginning::Features(end) => break (window.take(end), Stage::BeforeFirst),
                Beginning::More if window.buffered() == Buffered::Partly => grow(&mut window, 0)?,
                Beginning::More | Beginning::Single => break (Vec::new(), Stage::Single),
            }
        };
        let layout = Layout { head, style: Style::Properties };
        let rows = Self { window, layout, tail: Vec::new(), stage };
        if stage == Stage::BeforeFirst {
            rows.check_surroundings(Envelope::Beginning, b"]}", 0)?;
        }
        Ok(rows)
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(super) fn tail(&self) -> &[u8] {
        &self.tail
    }

    pub(super) fn kind(&self) -> RowKind {
        RowKind::Features(if self.stage == Stage::Single { Standing::Alone } else { Standing::Item })
    }

    pub(super) fn into_input(self) -> R {
        self.window.into_input()
    }

    pub(super) fn name(&self) -> &str {
        self.window.name()
    }

    /// Whole features of about so many bytes.
    pub(super) fn next_raw(&mut self, wanted: usize) -> Result<Option<RawChunk>> {
        match self.stage {
            Stage::Finished => return Ok(None),
            Stage::Single => return self.single().map(Some),
            Stage::BeforeFirst | Stage::BetweenFeatures => {}
        }
        let mut features = Vec::new();
        let mut at = 0;
        while at == 0 || at < wanted {
            let Some(extent) = self.next_feature(at)? else { break };
            at = extent.end;
            features.push(extent);
        }
        let offset = self.window.offset();
        let text = self.window.take(at);
        if self.stage == Stage::Finished {
            self.read_tail()?;
        }
        Ok((!features.is_empty()).then_some(RawChunk { text, offset, features }))
    }

    /// The extent of the next feature in the window; `None` when the array ends.
    fn next_feature(&mut self, from: usize) -> Result<Option<Range<usize>>> {
        loop {
            let start = self.feature_start(from)?;
            let Some(start) = start else { return Ok(None) };
            if let Some(end) = value_end(self.window.bytes(), start) {
                self.stage = Stage::BetweenFeatures;
                return Ok(Some(start..end));
            }
            if self.window.buffered() == Buffered::ToTheEnd {
                return Err(self.truncated());
            }
            grow(&mut self.window, start)?;
        }
    }

    /// Where the next feature begins, after the comma; `None` when the array ends.
    fn feature_start(&mut self, from: usize) -> Result<Option<usize>> {
        loop {
            let bytes = self.window.bytes();
            let at = skip_space(bytes, from);
            let next = |distance: usize| bytes.get(skip_space(bytes, at + distance)).copied();
            match (bytes.get(at), self.stage) {
                (Some(b']'), _) => {
                    self.stage = Stage::Finished;
                    return Ok(None);
                }
                (Some(b','), Stage::BetweenFeatures) => match next(1) {
                    Some(b']' | b',') => return Err(self.unreadable(at, "a comma with no feature after it")),
                    Some(_) => return Ok(Some(skip_space(bytes, at + 1))),
                    None => {}
                },
                (Some(b',' | b'}' | b':'), Stage::BeforeFirst) => {
                    return Err(self.unreadable(at, "expected a feature or ']'"));
                }
                (Some(_), Stage::BeforeFirst) => return Ok(Some(at)),
                (Some(_), _) => return Err(self.unreadable(at, "expected ',' or ']' after a feature")),
                (None, _) => {}
            }
            if self.window.buffered() == Buffered::ToTheEnd {
                return Err(self.truncated());
            }
            grow(&mut self.window, from)?;
        }
    }

    fn single(&mut self) -> Result<RawChunk> {
        while self.window.buffered() == Buffered::Partly {
            grow(&mut self.window, 0)?;
        }
        self.stage = Stage::Finished;
        let length = self.window.bytes().len();
        let mark = if self.window.bytes().starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let offset = self.window.offset();
        Ok(RawChunk { text: self.window.take(length), offset, features: std::iter::once(mark..length).collect() })
    }

    fn read_tail(&mut self) -> Result<()> {
        while self.window.buffered() == Buffered::Partly {
            grow(&mut self.window, 0)?;
        }
        let offset = self.window.offset();
        self.tail = self.window.take(self.window.bytes().len());
        self.check_surroundings(Envelope::Whole, &self.tail, offset)
    }

    /// Checks what surrounds the features: the head and `end`, which begins at `end_offset` in the input.
    fn check_surroundings(&self, envelope: Envelope, end: &[u8], end_offset: u64) -> Result<()> {
        let name = self.window.name();
        let head = &self.layout.head;
        let whole = [head.as_slice(), end].concat();
        let in_input = |offset: usize| match offset.checked_sub(head.len()) {
            Some(distance) => end_offset + distance as u64,
            None => offset as u64,
        };
        let (text, mark) =
            utf8_text(&whole).map_err(|error| ReadError::new(name, in_input(error.offset), error.to_string()))?;
        check_envelope(text, envelope)
            .map_err(|JsonError { offset, reason }| ReadError::new(name, in_input(offset + mark), reason).into())
    }

    fn unreadable(&self, at: usize, reason: &str) -> Error {
        ReadError::new(self.window.name(), self.window.offset() + at as u64, reason).into()
    }

    fn truncated(&self) -> Error {
        self.unreadable(self.window.bytes().len(), "the text ends within the features: truncated")
    }
}

/// The rows of a chunk of features.
pub(super) fn parse(raw: RawChunk, standing: Standing, name: &str) -> Result<PointChunk> {
    let RawChunk { text, offset, features } = raw;
    utf8_text(&text).map_err(|error| ReadError::of_encoding(name, offset, &error))?;
    let mut chunk = PointChunk::of_rows(RowLabel::Number);
    for extent in features {
        let before = offset + extent.start as u64;
        let (value, _) = utf8_text(&text[extent.clone()]).map_err(|error| ReadError::of_encoding(name, before, &error))?;
        let feature =
            read_point_feature(value, before, standing).map_err(|error| ReadError::of_json(name, before, &error))?;
        add_row(&mut chunk, feature, extent, name);
    }
    chunk.text = text;
    Ok(chunk)
}

/// Reads on behind an item that begins at `start` in the window, up to the longest one.
pub(super) fn grow<R: BufRead>(window: &mut Window<R>, start: usize) -> Result<()> {
    let unfinished = window.bytes().len() - start.min(window.bytes().len());
    if unfinished > LONGEST_VALUE {
        let reason = "a feature, or what stands before the features, is longer than 256 MiB; is this GeoJSON?";
        return Err(ReadError::new(window.name(), window.offset() + start as u64, reason).into());
    }
    window.grow(unfinished)
}

/// Adds a feature, whose text has an extent in the text of the chunk, as a row.
pub(super) fn add_row(chunk: &mut PointChunk, feature: PointFeature, extent: Range<usize>, name: &str) {
    let shifted = |range: Range<usize>| range.start + extent.start..range.end + extent.start;
    let slot = match feature.properties {
        PropertiesPlace::Object(range) => Slot::Properties { extent: shifted(range) },
        PropertiesPlace::Null(range) => Slot::NullProperties { extent: shifted(range) },
        PropertiesPlace::Missing(at) => Slot::NoProperties { at: at + extent.start },
        PropertiesPlace::BareGeometry(range) => Slot::BareGeometry { extent: shifted(range) },
        PropertiesPlace::Unusable => Slot::None,
    };
    chunk.add_findings(feature.findings, name);
    chunk.rows.push(Row { end: extent.end, position: feature.position, slot });
}
