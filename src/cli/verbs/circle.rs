//! `circle`: commuting circles.

use clap::Args;
use geo_types::MultiPolygon;

use crate::analysis::{Centre, CircleRequest, Origin, PopulationCover, circles};
use crate::atlas::{Atlas, Place, UnitId};
use crate::cli::output::LayerArgs;
use crate::cli::picture::PictureArgs;
use crate::cli::places::{self, Word};
use crate::cli::session::Session;
use crate::cli::travel::{MinutesArgs, TravelArgs, model_and_minutes};
use crate::error::{Error, Result};
use crate::report;
use crate::report::map::{Names, layers_map};

/// Commuting circles: the area within some minutes of a centre, or of the border of a unit.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed circle Beijing Tianjin --minutes 60,90 --out circles.geojson\n  \
                  ringshed circle -74.006,40.7128 --minutes 60\n  ringshed circle Beijing --from-border --minutes 60")]
pub(in crate::cli) struct CircleArgs {
    /// Centres: files of points, names or codes of units, lon,lat.
    #[arg(value_name = "FROM", required = true)]
    from: Vec<String>,
    #[command(flatten)]
    minutes: MinutesArgs,
    /// Measure from the border of each unit instead of its centre.
    #[arg(long)]
    from_border: bool,
    #[command(flatten)]
    travel: TravelArgs,
    #[command(flatten)]
    output: LayerArgs,
    #[command(flatten)]
    pictures: PictureArgs,
}

impl CircleArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        self.pictures.check()?;
        let (model, minutes) = model_and_minutes(session, &self.travel.model, &self.minutes)?;
        let description = model.description();
        session.describe_model(&description);
        session.describe_minutes(&minutes);
        session.parameter("from", Some(if self.from_border { "border" } else { "point" }.to_string()));
        let atlas = self.travel.boundaries.atlas(session)?;
        let words = places::all_words(&self.from);
        let centres = if self.from_border {
            borders(&atlas, &words)?
        } else {
            let places = places::read(session, &atlas, &model, &words, &self.travel.points)?;
            places.into_iter().map(|place| Centre { name: place.name, origin: Origin::Point(place.at) }).collect()
        };
        let points: Vec<Place> = centres.iter().filter_map(point).collect();
        let request = CircleRequest { centres, minutes, model };
        let circles = circles(&request, Some(&PopulationCover::new(&atlas)))?;
        let mut rounding = self.output.rounding();
        let layer = report::circles_layer(&circles, &description, &mut rounding);
        session.report(rounding.into_findings());
        let title = Names::new("Commuting circles", "通勤圈");
        self.pictures.write(session, |session| layers_map(title, &[&layer], &points, session.map_context(&atlas)))?;
        self.output.write(session, &layer)
    }
}

/// The centre as a place that can be named on a map; `None` when it is a unit.
fn point(centre: &Centre<'_>) -> Option<Place> {
    match centre.origin {
        Origin::Point(at) => Some(Place::new(centre.name.as_str(), at)),
        Origin::Border(_) => None,
    }
}

/// The boundaries of the units that the words name.
fn borders<'a>(atlas: &'a Atlas, words: &[String]) -> Result<Vec<Centre<'a>>> {
    let mut problems = Vec::new();
    let mut centres = Vec::new();
    for word in words {
        match unit(atlas, word) {
            Ok(unit) => {
                let boundary: &MultiPolygon<f64> = atlas.boundary(unit);
                centres.push(Centre { name: atlas.unit(unit).label().to_string(), origin: Origin::Border(boundary) });
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(centres) } else { Err(Error::bad_requests(problems)) }
}

fn unit(atlas: &Atlas, word: &str) -> Result<UnitId, String> {
    match places::classify(word)? {
        Word::Name(name) => atlas.resolve(name, None).map(|found| found.id).map_err(|error| error.to_string()),
        Word::Position(_) | Word::File(_) | Word::Station(_) => {
            Err(format!("--from-border: '{word}' has no border; name a unit (for your own polygons use --boundaries FILE)"))
        }
    }
}
