//! Rounding of geometries for output, with findings about what rounding did.

use geo_types::{Geometry, MultiPolygon};

use crate::finding::Finding;
use crate::geometry::rounding::{Precision, round};

/// Rounds the geometries of one output and remembers what happened to them.
#[derive(Debug)]
pub struct Rounding {
    precision: Precision,
    findings: Vec<Finding>,
}

impl Rounding {
    /// Rounding to a number of decimals.
    pub fn new(precision: Precision) -> Self {
        Self { precision, findings: Vec::new() }
    }

    /// What rounding did: rings that collapsed and geometries that had to be repaired.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// A polygon as it is written: one polygon as such, several as multi-polygon, none as no geometry.
    pub(super) fn polygons(&mut self, feature: &str, boundary: &MultiPolygon<f64>) -> Option<Geometry<f64>> {
        match self.geometry(feature, &Geometry::MultiPolygon(boundary.clone()))? {
            Geometry::MultiPolygon(mut polygons) => match polygons.0.len() {
                0 => None,
                1 => polygons.0.pop().map(Geometry::Polygon),
                _ => Some(Geometry::MultiPolygon(polygons)),
            },
            other => Some(other),
        }
    }

    /// Any geometry as it is written; `None` when nothing is left of it.
    pub(super) fn geometry(&mut self, feature: &str, geometry: &Geometry<f64>) -> Option<Geometry<f64>> {
        let rounded = round(geometry, self.precision);
        if rounded.collapsed > 0 {
            let message = format!("{} rings collapsed under rounding and were left out", rounded.collapsed);
            let remedy = "write more decimals with --precision";
            self.findings.push(Finding::warning("collapsed-ring", message).with_remedy(remedy).of_feature(feature));
        }
        Some(rounded.geometry)
    }
}
