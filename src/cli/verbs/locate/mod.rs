//! `locate`: each point to its unit and ring.

mod places;

use std::path::PathBuf;

use clap::Args;

use crate::atlas::Atlas;
use crate::cli::atlas::{self as boundaries, BoundaryArgs, Zoned};
use crate::cli::places::PointArgs;
use crate::cli::points::{Points, Rows};
use crate::cli::session::Session;
use crate::error::Result;

use places::{Places, from_file, of_atlas};

/// Each point to its unit and ring: rows pass through in their order, with unit_code, unit_name and ring added.
///
/// Reads CSV, GeoJSON and newline-delimited GeoJSON as a stream, and Parquet, and writes the same format. A point on a border belongs
/// to the unit with the smallest code among those that touch it; outside every unit the cells are empty. Without --level the units are
/// cities, or those of the only level that --zones or --boundaries have.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  printf 'lon,lat\\n116.65,39.91\\n' | ringshed locate - --scheme beijing-bay\n  \
                  printf 'lon,lat\\n-122.27,37.80\\n' | ringshed locate - --level county\n  \
                  printf 'lon,lat,n\\n116.65,39.91,7\\n' | ringshed locate - --count --sum n")]
pub(in crate::cli) struct LocateArgs {
    /// Points: .csv, .geojson, .geojsonl, .parquet, or '-' for stdin.
    #[arg(value_name = "POINTS")]
    points: String,
    /// Polygons to locate in instead of the atlas.
    #[arg(long, value_name = "FILE", conflicts_with = "boundaries")]
    zones: Option<String>,
    /// A locator made by `index build` to locate in instead of the atlas.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["zones", "level"])]
    index: Option<PathBuf>,
    /// A built-in scheme or a scheme file, for the column ring.
    #[arg(long, value_name = "SCHEME")]
    scheme: Option<String>,
    /// Write the number of points in each unit instead of the points: unit_code,unit_name,count; the last row is outside.
    #[arg(long)]
    count: bool,
    /// Add the sum of a column to the counts, and the share of points that have a value there. May be repeated.
    #[arg(long, value_name = "COLUMN", requires = "count")]
    sum: Vec<String>,
    /// CSV file for the rows without a usable position (row,reason,text), which are then left out of the output.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// File to write instead of stdout.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    columns: PointArgs,
    #[command(flatten)]
    boundaries: BoundaryArgs,
}

impl LocateArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        session.parameter("scheme", self.scheme.clone());
        session.parameter("count", self.count.then(|| "yes".to_string()));
        session.parameter("sum", (!self.sum.is_empty()).then(|| self.sum.join(",")));
        match &self.index {
            Some(file) => {
                let places = from_file(session, file, self.scheme.as_deref(), &self.boundaries)?;
                self.run_in(session, &places)
            }
            None => {
                let atlas = self.atlas(session)?;
                let level = self.boundaries.one_level(&atlas, Zoned::by(self.zones.as_ref()))?;
                session.parameter("level", Some(level.to_string()));
                let places = of_atlas(session, &atlas, level, self.scheme.as_deref())?;
                self.run_in(session, &places)
            }
        }
    }

    fn run_in(&self, session: &mut Session, places: &Places<'_>) -> Result<()> {
        let points = Points::of(session, &self.points, self.columns.columns())?;
        let (rejects, out, rows) = (self.rejects.as_ref(), self.out.as_ref(), Rows::by(self.count, &self.sum));
        Points { rejects, out, rows, ..points }.run(session, places)
    }

    fn atlas(&self, session: &mut Session) -> Result<Atlas> {
        match &self.zones {
            Some(file) => boundaries::zones(session, file, &self.boundaries.fields()),
            None => self.boundaries.atlas(session),
        }
    }
}
