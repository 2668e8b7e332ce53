//! `measure`: geodesic measures of a layer.

use clap::Args;

use crate::analysis::measure;
use crate::cli::output::LayerArgs;
use crate::cli::polygons::checked_boundaries;
use crate::cli::session::Session;
use crate::error::Result;
use crate::io::csv::PointColumns;
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
        let boundaries = checked_boundaries(&mut layer, &mut findings, "with empty measures");
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
