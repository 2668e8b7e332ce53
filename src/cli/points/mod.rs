//! Very many points, as they stream by: for each something is found, and rows pass through with it appended, or are counted by it.

mod count;
#[cfg(feature = "parquet")]
mod parquet;
mod rejects;
mod stream;

use std::path::{Path, PathBuf};

use super::session::Session;
use crate::crs::Datum;
use crate::error::{Error, Result};
use crate::io::csv::PointColumns;
use crate::io::points::{Added, AddedColumn};
use crate::quantity::LonLat;

/// How many columns are added to each row.
pub(super) const ADDED: usize = 3;

/// Finds something for each point.
pub(super) trait Finder: Sync {
    /// What is found.
    type Answer: Copy + Send + Sync;

    /// The columns that are added.
    const COLUMNS: [AddedColumn; ADDED];

    /// Builds what makes many points quick. Not worth it for a few.
    fn prepare(&self);

    /// What is found for each point, on the thread of the caller. A missing point has an answer too, which is not looked at.
    fn find(&self, points: &[Option<LonLat>]) -> Vec<Self::Answer>;

    /// Values of the added columns; a point without a position has the `None` of them.
    fn values(&self, answer: Option<Self::Answer>) -> [Added<'_>; ADDED];

    /// How many groups points are counted in.
    fn groups(&self) -> usize;

    /// The group of an answer, from 0.
    fn group(&self, answer: Self::Answer) -> usize;

    /// The columns that say which group a count is of.
    fn group_columns(&self) -> Vec<&'static str>;

    /// Their values; `None` leaves the group with so many points out.
    fn group_values(&self, group: usize, points: u64) -> Option<Vec<&str>>;
}

/// Points, and what is to be done with them.
#[derive(Clone, Debug)]
pub(super) struct Points<'a> {
    /// A file, or '-' for stdin.
    pub(super) file: &'a str,
    /// Columns of the position.
    pub(super) columns: PointColumns,
    /// File for the rows without a usable position.
    pub(super) rejects: Option<&'a PathBuf>,
    /// File to write instead of stdout.
    pub(super) out: Option<&'a PathBuf>,
    /// What becomes of the rows.
    pub(super) rows: Rows<'a>,
    /// What the coordinates are displaced by.
    pub(super) datum: Datum,
}

/// What becomes of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows<'a> {
    /// They are written with columns added.
    Written,
    /// They are counted, and columns are summed up.
    Counted {
        /// The columns.
        sums: &'a [String],
    },
}

impl<'a> Rows<'a> {
    /// By whether `--count` was given, and the columns of `--sum`.
    pub(super) fn by(count: bool, sums: &'a [String]) -> Self {
        if count { Self::Counted { sums } } else { Self::Written }
    }
}

impl<'a> Points<'a> {
    /// Points whose rows are written to stdout.
    ///
    /// # Errors
    /// A bad request for what cannot be done with a stream: another reference system.
    pub(super) fn of(session: &mut Session, file: &'a str, columns: PointColumns) -> Result<Self> {
        Ok(Self { file, columns, rejects: None, out: None, rows: Rows::Written, datum: session.datum_of_streams(file)? })
    }

    /// Reads the points and writes what is found for them, or how many there are of each group.
    ///
    /// # Errors
    /// Unreadable input, a bad request, or could not write.
    pub(super) fn run<F: Finder>(&self, session: &mut Session, finder: &F) -> Result<()> {
        session.gate()?;
        self.check_out()?;
        if is_parquet(Path::new(self.file)) {
            return self.run_parquet(session, finder);
        }
        match self.rows {
            Rows::Counted { sums } => count::stream(self, session, finder, sums),
            Rows::Written => stream::rows(self, session, finder),
        }
    }

    /// Refuses a name that promises Parquet for what is text.
    fn check_out(&self) -> Result<()> {
        let Some(out) = self.out.filter(|out| is_parquet(out)) else { return Ok(()) };
        let problem = match self.rows {
            Rows::Counted { .. } => "counts are written as .csv",
            Rows::Written if is_parquet(Path::new(self.file)) => return Ok(()),
            Rows::Written => "rows are written in the format they are read in, which is not Parquet",
        };
        Err(Error::bad_request(format!("--out {}: {problem}", out.display())))
    }

    #[cfg(feature = "parquet")]
    fn run_parquet<F: Finder>(&self, session: &mut Session, finder: &F) -> Result<()> {
        match self.rows {
            Rows::Counted { sums } => parquet::count(self, session, finder, sums),
            Rows::Written => parquet::rows(self, session, finder),
        }
    }

    #[cfg(not(feature = "parquet"))]
    fn run_parquet<F: Finder>(&self, _: &mut Session, _: &F) -> Result<()> {
        Err(Error::bad_request(format!("{}: this build reads no Parquet; build with the feature 'parquet'", self.file)))
    }

    /// What is found for points as they stand in the input.
    fn find<F: Finder>(&self, finder: &F, points: &[Option<LonLat>]) -> Vec<F::Answer> {
        if self.datum == Datum::Wgs84 {
            return finder.find(points);
        }
        let undisplaced: Vec<_> = points.iter().map(|point| point.map(|point| self.datum.to_wgs84(point))).collect();
        finder.find(&undisplaced)
    }
}

/// Whether a file is Parquet, by its name.
fn is_parquet(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["parquet", "geoparquet"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}
