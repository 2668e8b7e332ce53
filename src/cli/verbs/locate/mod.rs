//! `locate`: each point to its unit and ring.

mod count;
#[cfg(feature = "parquet")]
mod parquet;
mod places;
mod rejects;
mod stream;

use std::path::{Path, PathBuf};

use clap::Args;

use crate::atlas::{Atlas, Level};
use crate::cli::atlas::{self as boundaries, BoundaryArgs};
use crate::cli::places::PointArgs;
use crate::cli::session::Session;
use crate::error::{Error, Result};

use places::{Places, from_file, of_atlas};

/// Names of the columns that are added.
const ADDED: [&str; 3] = ["unit_code", "unit_name", "ring"];

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
                let level = self.level(&atlas)?;
                session.parameter("level", Some(level.to_string()));
                let places = of_atlas(session, &atlas, level, self.scheme.as_deref())?;
                self.run_in(session, &places)
            }
        }
    }

    fn run_in(&self, session: &mut Session, places: &Places<'_>) -> Result<()> {
        session.gate()?;
        if is_parquet(&self.points) {
            return self.run_parquet(session, places);
        }
        if self.count { count::stream(self, session, places) } else { stream::rows(self, session, places) }
    }

    #[cfg(feature = "parquet")]
    fn run_parquet(&self, session: &mut Session, places: &Places<'_>) -> Result<()> {
        if self.count { parquet::count(self, session, places) } else { parquet::rows(self, session, places) }
    }

    #[cfg(not(feature = "parquet"))]
    fn run_parquet(&self, _: &mut Session, _: &Places<'_>) -> Result<()> {
        Err(Error::bad_request(format!("{}: this build reads no Parquet; build with the feature 'parquet'", self.points)))
    }

    fn atlas(&self, session: &mut Session) -> Result<Atlas> {
        match &self.zones {
            Some(file) => boundaries::zones(session, file, &self.boundaries.fields()),
            None => self.boundaries.atlas(session),
        }
    }

    fn level(&self, atlas: &Atlas) -> Result<Level> {
        let is_embedded = self.zones.is_none() && self.boundaries.are_embedded();
        chosen_level(atlas, self.boundaries.level(), is_embedded)
    }
}

/// The level to locate in: the one asked for, cities in the embedded atlas, else the only one there is.
///
/// # Errors
/// A bad request when there are no units of the level, or units of several and none was asked for.
pub(in crate::cli) fn chosen_level(atlas: &Atlas, asked: Option<Level>, is_embedded: bool) -> Result<Level> {
    let levels = atlas.levels();
    let listed = || levels.iter().map(Level::to_string).collect::<Vec<String>>().join(", ");
    match asked {
        Some(level) if levels.contains(&level) => Ok(level),
        Some(level) => Err(Error::bad_request(format!("--level {level}: there are no such units; there are {}", listed()))),
        None if is_embedded => Ok(Level::City),
        None => match levels[..] {
            [level] => Ok(level),
            _ => Err(Error::bad_request(format!("the units are of several levels: choose one with --level: {}", listed()))),
        },
    }
}

/// Whether points are in a Parquet file, by its name.
fn is_parquet(points: &str) -> bool {
    let extension = Path::new(points).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["parquet", "geoparquet"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}
