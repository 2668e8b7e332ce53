//! Features into a layer, findings into a list.

use std::borrow::Cow;

use super::columns::Columns;
use super::feature::RawFeature;
use super::object::Properties;
use super::plausibility::OFF_THE_GLOBE;
use super::reader::{Counts, Reader, Result};
use crate::finding::Finding;
use crate::io::FindingList;
use crate::io::json::JsonError;
use crate::layer::{Feature, Layer, Origin, Value};

/// Columns whose value names a feature in messages, when it has no id.
const NAMING_COLUMNS: [&str; 6] = ["code", "adcode", "name", "NAME", "Name", "id"];

/// A layer holds a value per feature and column. A file in which each feature has names of its own would need memory by the
/// square of its size, so cells without a value are limited to these and to [`EMPTY_PER_VALUE`] for each value.
const EMPTY_CELLS: usize = 4_000_000;
const EMPTY_PER_VALUE: usize = 8;

/// Gathers the features and findings of one file.
#[derive(Default)]
pub(super) struct Collector {
    columns: Columns,
    features: Vec<Feature>,
    pub(super) findings: FindingList,
    /// How many features were seen, usable or not.
    seen: usize,
    cells: usize,
    values: usize,
    counts: Counts,
}

impl Collector {
    /// Takes a feature and the findings about it from its reader. `None` stands for something that is no feature.
    pub(super) fn take(&mut self, reader: &mut Reader<'_>, raw: Option<RawFeature>) -> Result<()> {
        self.seen += 1;
        let mut feature = Feature::default();
        let mut usable = false;
        if let Some(raw) = raw {
            usable = raw.usable;
            feature = self.feature(reader, raw)?;
        }
        self.take_findings(reader, &feature);
        if usable {
            self.features.push(feature);
        }
        Ok(())
    }

    fn take_findings(&mut self, reader: &mut Reader<'_>, feature: &Feature) {
        if reader.findings.is_empty() {
            return;
        }
        let label = self.label(feature);
        reader.findings.drain(..).for_each(|finding| self.findings.push(finding.of_feature(label.as_str())));
    }

    /// Takes findings that are not about a feature.
    pub(super) fn take_file_findings(&mut self, reader: &mut Reader<'_>) {
        reader.findings.drain(..).for_each(|finding| self.findings.push(finding));
        self.counts.add(std::mem::take(&mut reader.counts));
    }

    fn feature(&mut self, reader: &mut Reader<'_>, raw: RawFeature) -> Result<Feature> {
        let values = match raw.properties {
            Properties::Object(extent) => {
                let text = reader.scanner.text();
                self.columns.read(text, extent, |finding, offset| reader.report(finding, offset))?
            }
            Properties::Missing | Properties::Null(_) | Properties::Unusable => Vec::new(),
        };
        self.cells += values.len();
        self.values += values.iter().filter(|value| !value.is_null()).count();
        self.check_cells(self.cells, raw.offset)?;
        let origin = Origin { row: self.seen, byte_offset: reader.in_input(raw.offset) };
        Ok(Feature { id: raw.id, geometry: raw.geometry, values, origin })
    }

    fn check_cells(&self, cells: usize, offset: usize) -> Result<()> {
        if cells - self.values.min(cells) <= EMPTY_CELLS + self.values * EMPTY_PER_VALUE {
            return Ok(());
        }
        let reason = format!(
            "the features share hardly any property names ({} names in {} features): this is no table",
            self.columns.names().len(),
            self.seen
        );
        Err(JsonError { offset, reason: reason.into() })
    }

    /// What messages call a feature: its id, its code or name, or its number.
    fn label(&self, feature: &Feature) -> String {
        let named = NAMING_COLUMNS.iter().find_map(|name| {
            let column = self.columns.names().iter().position(|column| column == name)?;
            feature.values.get(column).filter(|value| matches!(value, Value::Text(_) | Value::Integer(_)))
        });
        match feature.id.as_ref().or(named) {
            Some(name) => shortened(&name.to_string()).into_owned(),
            None => format!("number {}", self.seen),
        }
    }

    /// How many usable features there are so far.
    pub(super) fn len(&self) -> usize {
        self.features.len()
    }

    /// Forgets the features from a number on: the text they came from turned out to be in another CRS.
    pub(super) fn leave_out_from(&mut self, number: usize) {
        self.features.truncate(number);
        if number == 0 {
            self.findings.remove(&OFF_THE_GLOBE);
        }
    }

    /// The layer and the findings.
    pub(super) fn finish(mut self, name: &str, end: usize) -> Result<(Layer, Vec<Finding>)> {
        self.check_cells(self.features.len() * self.columns.names().len(), end)?;
        let mut layer = Layer::new(name, self.columns.names());
        self.features.into_iter().for_each(|feature| layer.push(feature));
        self.counts.findings().into_iter().for_each(|finding| self.findings.push(finding));
        Ok((layer, self.findings.into_vec(name)))
    }
}

fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((end, _)) => Cow::Owned(format!("{}...", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
