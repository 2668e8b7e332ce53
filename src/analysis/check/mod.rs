//! Everything that is wrong or doubtful about the features of a layer, as findings.
//!
//! | features | what is checked |
//! |---|---|
//! | polygons | validity, codes, parents; as a coverage of each level: overlaps and gaps; displacement against the atlas |
//! | points | the same position twice, places outside of the atlas, swapped axes |
//! | others | validity |
//!
//! What the reader of the file has found is taken over and not said again in other words.

mod coverage;
mod pairing;
mod points;
mod shift;
mod units;

use std::collections::BTreeMap;

use geo_types::Geometry;

pub use coverage::{CoverageFaults, Listed, Overlap, Patch, coverage_faults};
pub use shift::{Shift, detect_shift};

use crate::atlas::{Atlas, FieldNames};
use crate::error::Result;
use crate::finding::{Finding, Severity};
use crate::geometry::validity;
use crate::layer::{Feature, Layer, Value};
use crate::quantity::LonLat;

/// Findings of one code that are listed; the rest is counted. A file in which everything is wrong should not need more memory
/// for what is wrong than for what it holds.
const LISTED_PER_CODE: usize = 10_000;

/// Findings of readers that say already what a check of the same feature would.
const SAID_BY_READERS: [&str; 6] = [
    "geometry-empty",
    "position-missing",
    "position-not-a-number",
    "position-out-of-range",
    "axes-swapped",
    "projected-metres",
];

/// How polygons of a layer belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Polygons {
    /// They cover the ground once, as administrative units do.
    #[default]
    Coverage,
    /// They may overlap and leave gaps, as circles do.
    MayOverlap,
}

/// What the columns of a layer mean, and what its polygons are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckOptions {
    /// Columns of code, name, parent and level.
    pub fields: FieldNames,
    /// Whether polygons are compared with each other.
    pub polygons: Polygons,
}

/// Every problem of a layer: those that its reader has found, then those of its features, of its codes, of its polygons as a
/// coverage, and of its place on the map, the last by comparison with `atlas`.
///
/// # Errors
/// A bad request when `options` names a column that a layer of polygons does not have.
///
/// # Examples
/// ```
/// use ringshed::analysis::{CheckOptions, check_layer};
/// use ringshed::{Atlas, Finding};
/// # let bytes = br#"{"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}"#;
/// let bow_tie = ringshed::io::geojson::read_geojson(bytes, "bow.geojson")?;
/// let found = check_layer(bow_tie.layer, bow_tie.findings, &Atlas::embedded(), &CheckOptions::default())?;
/// assert_eq!(found.iter().map(Finding::code).collect::<Vec<_>>(), ["self-crossing"]);
/// assert!(found[0].message().ends_with("repaired on reading"));
/// # Ok::<(), ringshed::Error>(())
/// ```
pub fn check_layer(layer: Layer, reader: Vec<Finding>, atlas: &Atlas, options: &CheckOptions) -> Result<Vec<Finding>> {
    let Sorted { polygons, points, mut findings } = sorted(layer, &reader);
    if !polygons.features().is_empty() {
        findings.extend(units::check(&polygons, atlas, options)?);
    }
    findings.extend(points::check(&points, atlas));
    let wound_wrongly = reader.iter().any(|finding| finding.code() == "ring-winding");
    findings.retain(|finding| !(wound_wrongly && finding.code() == "wrong-winding"));
    Ok(limited(reader.into_iter().chain(findings)))
}

/// The features of a layer by kind. Those without a place and those that are neither polygons nor points are dealt with.
struct Sorted {
    polygons: Layer,
    points: Vec<points::NamedPoint>,
    findings: Vec<Finding>,
}

fn sorted(layer: Layer, reader: &[Finding]) -> Sorted {
    let naming = layer.column_any(&["code", "adcode", "name", "名称", "id"]);
    let mut sorted =
        Sorted { polygons: Layer::new(layer.name(), layer.columns()), points: Vec::new(), findings: Vec::new() };
    let said: Vec<u64> =
        reader.iter().filter(|finding| SAID_BY_READERS.contains(&finding.code())).filter_map(Finding::byte_offset).collect();
    let ends: Vec<u64> = layer.features().iter().skip(1).map(|next| next.origin.byte_offset).chain([u64::MAX]).collect();
    for (feature, end) in layer.into_features().into_iter().zip(ends) {
        let label = label(&feature, naming);
        match &feature.geometry {
            Some(Geometry::Polygon(_) | Geometry::MultiPolygon(_)) => sorted.polygons.push(feature),
            Some(Geometry::Point(point)) => {
                sorted.points.extend(LonLat::try_from(point.0).ok().map(|at| points::NamedPoint { label, at }));
            }
            Some(other) => {
                let problems = validity::problems(other);
                sorted.findings.extend(problems.iter().map(|problem| problem.finding().of_feature(&label)));
            }
            None if said.iter().any(|offset| (feature.origin.byte_offset..end).contains(offset)) => {}
            None => sorted.findings.push(Finding::note("no-geometry", "the feature has no place").of_feature(label)),
        }
    }
    sorted
}

/// What messages call a feature: its id, its code or name, or its number.
fn label(feature: &Feature, naming: Option<usize>) -> String {
    let named = naming.and_then(|column| feature.values.get(column)).filter(|value| !value.is_null());
    let name = feature.id.as_ref().or(named).map(Value::to_string);
    name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| format!("number {}", feature.origin.row))
}

/// The findings, those beyond the limit of their code replaced by their number.
fn limited(findings: impl Iterator<Item = Finding>) -> Vec<Finding> {
    let mut counts: BTreeMap<&'static str, (usize, Severity)> = BTreeMap::new();
    let mut listed = Vec::new();
    for finding in findings {
        let (count, severity) = counts.entry(finding.code()).or_insert((0, finding.severity()));
        *count += 1;
        *severity = (*severity).max(finding.severity());
        if *count <= LISTED_PER_CODE {
            listed.push(finding);
        }
    }
    let more = counts.into_iter().filter(|(_, (count, _))| *count > LISTED_PER_CODE);
    listed.extend(more.map(|(code, (count, severity))| {
        let message = format!("{} more findings of this code", count - LISTED_PER_CODE);
        match severity {
            Severity::Note => Finding::note(code, message),
            Severity::Warning => Finding::warning(code, message),
            Severity::Error => Finding::error(code, message),
        }
    }));
    listed
}

#[cfg(test)]
mod tests;
