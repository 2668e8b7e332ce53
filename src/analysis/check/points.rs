//! Doubts about points: the same place twice, places outside of the atlas, axes that look swapped although both fit.

use std::collections::HashMap;

use crate::atlas::{Atlas, UnitId};
use crate::finding::Finding;
use crate::index::UnitIndex;
use crate::quantity::LonLat;

/// How many points are named that lie outside; the rest is counted.
const NAMED: usize = 5;

/// A point with what messages call it.
pub(super) struct NamedPoint {
    pub(super) label: String,
    pub(super) at: LonLat,
}

pub(super) fn check(points: &[NamedPoint], atlas: &Atlas) -> Vec<Finding> {
    let mut findings = repeated(points);
    if !points.is_empty() && !atlas.is_empty() {
        findings.extend(outside(points, atlas));
    }
    findings
}

fn repeated(points: &[NamedPoint]) -> Vec<Finding> {
    let mut first_at: HashMap<(u64, u64), &NamedPoint> = HashMap::with_capacity(points.len());
    let mut findings = Vec::new();
    for point in points {
        let key = ((point.at.lon() + 0.0).to_bits(), (point.at.lat() + 0.0).to_bits());
        match first_at.get(&key) {
            Some(first) => {
                let message = format!("the same position as {}", first.label);
                findings.push(Finding::warning("duplicate-position", message).of_feature(&point.label).at_place(point.at));
            }
            None => {
                first_at.insert(key, point);
            }
        }
    }
    findings
}

/// Points in no unit. Units above all others suffice: those below lie in them.
fn outside(points: &[NamedPoint], atlas: &Atlas) -> Vec<Finding> {
    let tops: Vec<UnitId> = atlas.ids().filter(|&id| atlas.unit(id).parent().is_none()).collect();
    let index = UnitIndex::new(atlas, tops);
    let mut findings = Vec::new();
    let mut nowhere: Vec<&NamedPoint> = Vec::new();
    for point in points.iter().filter(|point| index.locate(point.at).is_none()) {
        let mirrored = LonLat::new(point.at.lat(), point.at.lon()).ok();
        match mirrored.and_then(|swapped| index.locate(swapped)) {
            Some(unit) => {
                let message = format!("in no unit of the atlas, but with its axes swapped in {}", atlas.unit(unit).label());
                let finding = Finding::warning("axes-look-swapped", message).with_remedy("give longitude first");
                findings.push(finding.of_feature(&point.label).at_place(point.at));
            }
            None => nowhere.push(point),
        }
    }
    findings.extend(counted(&nowhere, points.len()));
    findings
}

fn counted(nowhere: &[&NamedPoint], all: usize) -> Option<Finding> {
    let first = nowhere.first()?;
    let named: Vec<&str> = nowhere.iter().take(NAMED).map(|point| point.label.as_str()).collect();
    let more = if nowhere.len() > NAMED { ", ..." } else { "" };
    let verb = if nowhere.len() == 1 { "is" } else { "are" };
    let message = format!("{} of {all} points {verb} in no unit of the atlas: {}{more}", nowhere.len(), named.join(", "));
    Some(Finding::note("outside-atlas", message).at_place(first.at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(label: &str, lon: f64, lat: f64) -> NamedPoint {
        NamedPoint { label: label.to_string(), at: LonLat::new(lon, lat).expect("a position") }
    }

    #[test]
    fn doubts_about_points() {
        let points = [
            point("a", 116.4, 39.9),
            point("b", 116.4, 39.9),
            point("new york, swapped", 40.7, -74.0),
            point("sea", 0.0, 0.0),
        ];
        let found = check(&points, &Atlas::embedded());
        let codes: Vec<_> = found.iter().map(|finding| (finding.code(), finding.feature())).collect();
        assert_eq!(
            codes,
            [("duplicate-position", Some("b")), ("axes-look-swapped", Some("new york, swapped")), ("outside-atlas", None)]
        );
        assert_eq!(found[2].message(), "1 of 4 points is in no unit of the atlas: sea");
    }
}
