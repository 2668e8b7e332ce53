//! `links`: who can reach whom.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::{Amounts, LinkGraph};
use crate::atlas::Atlas;
use crate::cli::amounts::{self, Absent};
use crate::cli::output::{LayerArgs, TableArgs};
use crate::cli::places::{self, ReadPlaces};
use crate::cli::session::Session;
use crate::cli::travel::{MinutesArgs, TravelArgs, model_and_minutes};
use crate::error::{Error, Result};
use crate::report::{self, LinksReport};

/// The graph of places within some minutes of each other: each pair with its distance, minutes and band, and how the graph holds
/// together.
///
/// Two places are linked when each reaches the other. Each link has its detour index (way over straight line), its strength by
/// gravity, and the people whom its loss would split off; --figures has components, bridges and the weakest link of each band,
/// --nodes degree, closeness and betweenness of each place.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed links Beijing Tianjin Baoding Langfang --minutes 60,90 --table\n  \
                  ringshed links Beijing Tianjin Baoding --figures figures.csv --nodes nodes.csv")]
pub(in crate::cli) struct LinksArgs {
    /// Places: files of points, names or codes of units, lon,lat.
    #[arg(value_name = "PLACES", required = true)]
    places: Vec<String>,
    #[command(flatten)]
    minutes: MinutesArgs,
    /// CSV instead of lines.
    #[arg(long)]
    table: bool,
    /// Also write figures of the graph of each band: components, shares of the largest, bridges, weakest link (CSV).
    #[arg(long, value_name = "FILE")]
    figures: Option<PathBuf>,
    /// Also write figures of each place in the graph of each band: component, degree, closeness, betweenness (CSV).
    #[arg(long, value_name = "FILE")]
    nodes: Option<PathBuf>,
    /// Column of the people of point files (default: population, where there is one).
    #[arg(long, value_name = "COLUMN")]
    population: Option<String>,
    /// Column of the gross domestic product of point files (default: gdp, where there is one).
    #[arg(long, value_name = "COLUMN")]
    gdp: Option<String>,
    #[command(flatten)]
    travel: TravelArgs,
    #[command(flatten)]
    output: LayerArgs,
}

impl LinksArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let (model, minutes) = model_and_minutes(session, &self.travel.model, &self.minutes)?;
        let description = model.description();
        session.describe_model(&description);
        session.describe_minutes(&minutes);
        let atlas = self.travel.boundaries.atlas(session)?;
        let words = places::all_words(&self.places);
        let read = places::read_with_data(session, &atlas, &model, &words, &self.travel.points)?;
        let (population, gdp) = self.amounts(session, &atlas, &read)?;
        session.report(crate::analysis::duplicate_names("places", &read.places));
        let graph = LinkGraph::of(&read.places, &minutes, &model, population, gdp);
        let links = LinksReport { places: &read.places, graph: &graph, model: &model };
        let mut rounding = self.output.rounding();
        let layer = report::links_layer(&links, &mut rounding);
        session.report(rounding.into_findings());
        if let Some(file) = self.figures {
            TableArgs::to_file(file).write(session, &report::connectivity_table(&links))?;
        }
        if let Some(file) = self.nodes {
            TableArgs::to_file(file).write(session, &report::centrality_table(&links))?;
        }
        if self.table { self.output.write_table(session, &layer) } else { self.output.write(session, &layer) }
    }

    fn amounts(&self, session: &mut Session, atlas: &Atlas, read: &ReadPlaces) -> Result<(Amounts, Amounts)> {
        let population = column(session, atlas, read, "--population", self.population.as_deref(), "population");
        let gdp = column(session, atlas, read, "--gdp", self.gdp.as_deref(), "gdp");
        match (population, gdp) {
            (Ok(population), Ok(gdp)) => Ok((population, gdp)),
            (population, gdp) => {
                let errors = [population.err(), gdp.err()].into_iter().flatten();
                Err(Error::bad_requests(errors.flat_map(|error| error.problems().to_vec()).collect()))
            }
        }
    }
}

/// A column that was named must be there; the usual one may be missing.
fn column(
    session: &mut Session,
    atlas: &Atlas,
    read: &ReadPlaces,
    option: &str,
    named: Option<&str>,
    usual: &str,
) -> Result<Amounts> {
    let absent = if named.is_some() { Absent::IsRefused } else { Absent::IsMissing };
    amounts::amounts(session, atlas, read, option, named.unwrap_or(usual), absent)
}
