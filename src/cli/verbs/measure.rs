//! `measure`: geodesic measures of a layer.

use clap::Args;
use geo_types::{Geometry, MultiPolygon};

use crate::analysis::measure;
use crate::cli::output::LayerArgs;
use crate::cli::session::Session;
use crate::error::Result;
use crate::finding::Finding;
use crate::io::csv::PointColumns;
use crate::layer::Feature;
use crate::report;

/// Geodesic area, perimeter, centroid and compactness of every polygon of a file.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  ringshed rings tokyo-bay --members --out members.geojson && ringshed measure members.geojson --table"
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
        let layer = session.read_layer(&self.file, &PointColumns::default())?;
        let boundaries: Vec<Option<MultiPolygon<f64>>> = layer.features().iter().map(boundary).collect();
        let without = boundaries.iter().filter(|boundary| boundary.is_none()).count();
        if without > 0 {
            let message = format!("{without} features are no polygons; their measures are empty");
            session.report([Finding::warning("not-a-polygon", message).in_file(&self.file)]);
        }
        let measures = measure(&boundaries);
        if self.table {
            return self.output.write_table(session, &report::measured_table(layer, &measures));
        }
        self.output.write(session, &report::measured_layer(layer, &measures))
    }
}

fn boundary(feature: &Feature) -> Option<MultiPolygon<f64>> {
    match feature.geometry.as_ref()? {
        Geometry::Polygon(polygon) => Some(MultiPolygon::new(vec![polygon.clone()])),
        Geometry::MultiPolygon(polygons) => Some(polygons.clone()),
        _ => None,
    }
}
