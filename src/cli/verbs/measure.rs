//! `measure`: geodesic measures of a layer.

use clap::Args;
use geo_types::{Geometry, MultiPolygon};

use crate::analysis::measure;
use crate::atlas::repaired;
use crate::cli::output::LayerArgs;
use crate::cli::session::Session;
use crate::error::Result;
use crate::finding::Finding;
use crate::io::counted;
use crate::io::csv::PointColumns;
use crate::layer::{Feature, Layer};
use crate::report;

/// Geodesic area, perimeter, centroid and compactness of every polygon of a file.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  ringshed rings tokyo-bay --members --out members.geojson\n  ringshed measure members.geojson --table"
)]
pub(in crate::cli) struct MeasureArgs {
    /// A layer of polygons; '-' is stdin.
    #[arg(value_name = "FILE")]
    file: String,
    /// CSV of the columns instead of the layer.
    #[arg(long)]
    table: bool,
    #[command(flatten)]
    output: LayerArgs,
}

impl MeasureArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let mut layer = session.read_layer(&self.file, &PointColumns::default())?;
        let mut findings = Vec::new();
        let boundaries = checked_boundaries(&mut layer, &mut findings);
        session.report(findings.into_iter().map(|finding| finding.in_file(&self.file)));
        let measures = measure(&boundaries);
        if self.table {
            return self.output.write_table(session, &report::measured_table(layer, &measures));
        }
        let mut rounding = self.output.rounding();
        let layer = report::measured_layer(layer, &measures, &mut rounding);
        session.report(rounding.into_findings());
        self.output.write(session, &layer)
    }
}

/// The polygons of a layer, cut at the antimeridian and repaired where that is unambiguous; the layer gets them too, and no
/// geometry where a repair would be a guess.
fn checked_boundaries(layer: &mut Layer, findings: &mut Vec<Finding>) -> Vec<Option<MultiPolygon<f64>>> {
    let labels = layer.column_any(&["code", "id", "name"]);
    let mut without = 0;
    let mut checked = |(row, feature): (usize, &mut Feature)| {
        let polygons = match &feature.geometry {
            Some(Geometry::Polygon(polygon)) => MultiPolygon::new(vec![polygon.clone()]),
            Some(Geometry::MultiPolygon(polygons)) => polygons.clone(),
            _ => {
                without += 1;
                return None;
            }
        };
        let label = labels.map(|column| feature.values[column].to_string()).filter(|label| !label.is_empty());
        let before = findings.len();
        let boundary = repaired(&polygons, &label.unwrap_or_else(|| (row + 1).to_string()), findings);
        feature.geometry = boundary.clone().map(Geometry::MultiPolygon);
        // A cut puts vertices on straight lines of the map, beside the geodesics: what is sound is measured as it was given.
        if findings.len() == before { Some(polygons) } else { boundary }
    };
    let boundaries = layer.features_mut().iter_mut().enumerate().map(&mut checked).collect();
    if without > 0 {
        let message = format!("no polygon: {} with empty measures", counted(without, "feature"));
        findings.push(Finding::warning("not-a-polygon", message));
    }
    boundaries
}
