//! Rows of a stream: their text, their positions, and where values are appended to them.

use std::ops::Range;

use crate::finding::Finding;
use crate::quantity::LonLat;

/// Some rows of a stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointChunk {
    /// The rows, one after the other, as they stand in the input.
    pub(super) text: Vec<u8>,
    pub(super) rows: Vec<Row>,
    /// Number of the first row in the input, from 1.
    pub(super) first_row: usize,
    pub(super) findings: Vec<Finding>,
    /// The row of each finding, from 0 in this chunk.
    pub(super) finding_rows: Vec<usize>,
    pub(super) label: RowLabel,
}

/// What messages call a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum RowLabel {
    /// "row 7", of a table.
    #[default]
    Row,
    /// "number 7", of a collection.
    Number,
}

/// One row: it begins where the row before ends.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) end: usize,
    pub(super) position: Option<LonLat>,
    pub(super) slot: Slot,
}

/// Where values are appended to a row, as offsets in the text of its chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// Nowhere: the row is malformed and passed on as it is.
    None,
    /// After the last cell, which is followed by missing cells to make the row as long as the header.
    Cells { at: usize, missing: usize },
    /// Within a properties object: before its closing brace.
    Properties { extent: Range<usize> },
    /// In place of `"properties": null`, whose value has this extent.
    NullProperties { extent: Range<usize> },
    /// A feature without the member: after the opening brace.
    NoProperties { at: usize },
    /// A bare geometry with this extent: a feature is made around it.
    BareGeometry { extent: Range<usize> },
}

/// What is common to all rows of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The bytes before the first row.
    pub(super) head: Vec<u8>,
    pub(super) style: Style,
}

/// How values are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Cells with a delimiter; the names of the columns there are.
    Cells { delimiter: u8, names: Vec<String> },
    /// Members of properties.
    Properties,
}

impl PointChunk {
    /// A chunk without rows yet.
    pub(super) fn of_rows(label: RowLabel) -> Self {
        Self { first_row: 1, label, ..Self::default() }
    }

    /// Adds what is wrong with the row that comes next.
    pub(super) fn add_findings(&mut self, findings: impl IntoIterator<Item = Finding>, name: &str) {
        for finding in findings {
            self.finding_rows.push(self.rows.len());
            self.findings.push(finding.in_file(name));
        }
    }

    /// The same with rows numbered from `first_row` on, in the findings too: a chunk does not know itself where in its input it
    /// stands.
    #[must_use]
    pub fn numbered_from(mut self, first_row: usize) -> Self {
        self.first_row = first_row;
        let word = if self.label == RowLabel::Row { "row" } else { "number" };
        let numbered = |(finding, row): (Finding, &usize)| finding.of_feature(format!("{word} {}", first_row + row));
        self.findings = self.findings.into_iter().zip(&self.finding_rows).map(numbered).collect();
        self
    }

    /// The findings with the row of each, from 0 in this chunk.
    pub fn findings_by_row(&self) -> impl Iterator<Item = (usize, &Finding)> {
        self.finding_rows.iter().copied().zip(&self.findings)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Number in the input of the first row, from 1.
    pub fn first_row(&self) -> usize {
        self.first_row
    }

    /// The position of a row of this chunk, from 0; `None` when it has none that can be used.
    pub fn position(&self, row: usize) -> Option<LonLat> {
        self.rows.get(row)?.position
    }

    /// The positions of all rows, in order.
    pub fn positions(&self) -> impl ExactSizeIterator<Item = Option<LonLat>> + '_ {
        self.rows.iter().map(|row| row.position)
    }

    /// What is wrong with rows, in order: why some have no position, and more.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The text of a row with whatever separates it from the next; empty when there is no such row.
    pub fn text(&self, row: usize) -> &[u8] {
        let start = row.checked_sub(1).and_then(|before| self.rows.get(before)).map_or(0, |before| before.end);
        self.rows.get(row).and_then(|row| self.text.get(start..row.end)).unwrap_or_default()
    }
}
