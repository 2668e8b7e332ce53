//! `catchments --points`: the centre of each of very many points.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::{CentreFinder, Served, duplicate_names};
use crate::atlas::{Atlas, Place, UnitId};
use crate::cli::points::{ADDED, Finder, Points, Rows};
use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::io::csv::PointColumns;
use crate::io::points::{Added, AddedColumn};
use crate::quantity::LonLat;
use crate::travel::{Direction, TravelModel};

/// Points to assign to centres.
#[derive(Args, Debug)]
#[command(next_help_heading = "Points to assign")]
pub(super) struct AssignArgs {
    /// Assign points instead of dividing an area: .csv, .geojson, .geojsonl, .parquet, or '-' for stdin. Rows pass through in their order
    /// with centre, distance_km and minutes added; empty outside of --within and where no way leads. --lon and --lat name columns of
    /// this file.
    #[arg(long, value_name = "FILE",
        conflicts_with_all = ["tolerance", "precision", "bbox", "svg", "png", "picture_width"])]
    points: Option<String>,
    /// Write the number of points of each centre instead of the points: centre,count.
    #[arg(long, requires = "points")]
    count: bool,
    /// Add the sum of a column to the counts, and the share of points that have a value there. May be repeated.
    #[arg(long, value_name = "COLUMN", requires = "count")]
    sum: Vec<String>,
    /// CSV file for the points without a usable position (row,reason,text), which are then left out of the output.
    #[arg(long, value_name = "FILE", requires = "points")]
    rejects: Option<PathBuf>,
}

/// What points are assigned by.
pub(super) struct Assignment<'a> {
    pub(super) atlas: &'a Atlas,
    pub(super) model: &'a TravelModel,
    pub(super) centres: &'a [Place],
    pub(super) direction: Direction,
    /// Units outside of which points have no centre; none for everywhere.
    pub(super) within: &'a [UnitId],
    pub(super) columns: PointColumns,
    pub(super) out: Option<&'a PathBuf>,
}

impl AssignArgs {
    /// True when points are to be assigned.
    pub(super) fn are_wanted(&self) -> bool {
        self.points.is_some()
    }

    /// Refuses to read centres and points from the same stdin.
    ///
    /// # Errors
    /// A bad request.
    pub(super) fn check(&self, centres: &[String]) -> Result<()> {
        if self.points.as_deref() == Some("-") && centres.iter().any(|word| word == "-") {
            return Err(Error::bad_request("centres and --points are both '-': only one of them can be read from stdin"));
        }
        Ok(())
    }

    /// Assigns the points that were given.
    ///
    /// # Errors
    /// Unreadable input, a bad request, or could not write.
    pub(super) fn run(&self, session: &mut Session, assignment: &Assignment<'_>) -> Result<()> {
        let Some(file) = &self.points else { return Ok(()) };
        session.parameter("count", self.count.then(|| "yes".to_string()));
        session.parameter("sum", (!self.sum.is_empty()).then(|| self.sum.join(",")));
        session.report(duplicate_names("centres", assignment.centres));
        let Assignment { atlas, model, centres, direction, within, .. } = *assignment;
        let mut finder = CentreFinder::new(centres, model, direction)?;
        if !within.is_empty() {
            finder = finder.within(atlas, within);
        }
        let points = Points::of(session, file, assignment.columns.clone())?;
        let (rejects, out, rows) = (self.rejects.as_ref(), assignment.out, Rows::by(self.count, &self.sum));
        Points { rejects, out, rows, ..points }.run(session, &Centres { centres, finder })
    }
}

/// Centres by their numbers, and how to find them.
struct Centres<'a> {
    centres: &'a [Place],
    finder: CentreFinder<'a>,
}

impl Finder for Centres<'_> {
    type Answer = Option<Served>;

    /// Decimals as in a matrix.
    const COLUMNS: [AddedColumn; ADDED] =
        [AddedColumn::text("centre"), AddedColumn::number("distance_km", 6), AddedColumn::number("minutes", 2)];

    fn prepare(&self) {
        self.finder.prepare();
    }

    fn find(&self, points: &[Option<LonLat>]) -> Vec<Option<Served>> {
        self.finder.find_some(points)
    }

    fn values(&self, answer: Option<Option<Served>>) -> [Added<'_>; ADDED] {
        let Some(served) = answer.flatten() else { return [Added::Missing; ADDED] };
        let centre = self.centres.get(served.centre).map(|centre| centre.name.as_str());
        let distance = Added::Number(served.distance.metres() / 1000.0);
        [Added::from(centre), distance, Added::Number(served.minutes.minutes())]
    }

    /// Each centre, then the points without one.
    fn groups(&self) -> usize {
        self.centres.len() + 1
    }

    fn group(&self, answer: Option<Served>) -> usize {
        answer.map_or(self.centres.len(), |served| served.centre)
    }

    fn group_columns(&self) -> Vec<&'static str> {
        vec!["centre"]
    }

    /// Every centre; those without one when there are such points.
    fn group_values(&self, group: usize, points: u64) -> Option<Vec<&str>> {
        match self.centres.get(group) {
            Some(centre) => Some(vec![&centre.name]),
            None => (points > 0).then(|| vec!["(none)"]),
        }
    }
}
