//! `links`: who can reach whom.

use clap::Args;

use crate::analysis::links;
use crate::cli::output::LayerArgs;
use crate::cli::picture::PictureArgs;
use crate::cli::places;
use crate::cli::session::Session;
use crate::cli::travel::{MinutesArgs, TravelArgs, model_and_minutes};
use crate::error::Result;
use crate::report;
use crate::report::map::{Names, layers_map};

/// The graph of places within some minutes of each other: each pair with its distance, minutes and band.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  ringshed links Beijing Tianjin Baoding Langfang --minutes 60,90 --table")]
pub(in crate::cli) struct LinksArgs {
    /// Places: files of points, names or codes of units, lon,lat.
    #[arg(value_name = "PLACES", required = true)]
    places: Vec<String>,
    #[command(flatten)]
    minutes: MinutesArgs,
    /// CSV instead of lines.
    #[arg(long)]
    table: bool,
    #[command(flatten)]
    travel: TravelArgs,
    #[command(flatten)]
    output: LayerArgs,
    #[command(flatten)]
    pictures: PictureArgs,
}

impl LinksArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        self.pictures.check()?;
        let (model, minutes) = model_and_minutes(session, &self.travel.model, &self.minutes)?;
        let description = model.description();
        session.describe_model(&description);
        session.describe_minutes(&minutes);
        let atlas = self.travel.boundaries.atlas(session)?;
        let places = places::read(session, &atlas, &model, &places::all_words(&self.places), &self.travel.points)?;
        let links = links(&places, &minutes, &model);
        let mut rounding = self.output.rounding();
        let layer = report::links_layer(&links, &places, &model, &mut rounding);
        session.report(rounding.into_findings());
        let title = Names::new("Links", "联系");
        self.pictures.write(session, |session| layers_map(title, &[&layer], &places, session.map_context(&atlas)))?;
        if self.table { self.output.write_table(session, &layer) } else { self.output.write(session, &layer) }
    }
}
