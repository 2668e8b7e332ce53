//! `matrix`: distances and minutes between places.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::for_each_row;
use crate::cli::places;
use crate::cli::session::Session;
use crate::cli::table_rows::TableRows;
use crate::cli::travel::TravelArgs;
use crate::error::Result;
use crate::report;

/// Origin-destination distances and minutes.
///
/// Each of FROM and TO is a file of points, a unit's name or code, or lon,lat; several are separated by semicolons.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  ringshed matrix 'Beijing;Tianjin;Baoding'\n  ringshed matrix Beijing -74.006,40.7128\n  \
                  ringshed matrix Beijing 'Tianjin;Baoding;station:雄安' --model rail --in-vehicle"
)]
pub(in crate::cli) struct MatrixArgs {
    /// Origins.
    #[arg(value_name = "FROM")]
    from: String,
    /// Destinations (default: the origins).
    #[arg(value_name = "TO")]
    to: Option<String>,
    #[command(flatten)]
    travel: TravelArgs,
    /// File to write instead of stdout: .csv or .parquet.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    out: Option<PathBuf>,
}

impl MatrixArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let model = self.travel.model.model(session)?;
        let description = model.description();
        session.describe_model(&description);
        let atlas = self.travel.boundaries.atlas(session)?;
        let origins = places::read(session, &atlas, &model, &places::words(&self.from), &self.travel.points)?;
        let destinations = match &self.to {
            Some(to) => places::read(session, &atlas, &model, &places::words(to), &self.travel.points)?,
            None => origins.clone(),
        };
        session.gate()?;
        let progress = session.progress().steps(origins.len());
        let mut rows = TableRows::open(session, self.out.as_deref(), report::matrix_columns(&model))?;
        for_each_row(&origins, &destinations, &model, |row| {
            progress.inc(1);
            row.iter().try_for_each(|cell| rows.push(report::matrix_values(cell, &origins, &destinations, &model)))
        })?;
        progress.finish_and_clear();
        rows.finish()
    }
}
