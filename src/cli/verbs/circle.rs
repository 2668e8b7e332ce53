//! `circle`: commuting circles.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use geo_types::MultiPolygon;

use crate::analysis::{
    Bands, Centre, Circle, CircleOptions, CircleRequest, Grouping, MemberRule, Origin, PopulationCover, Region,
    circle_members, circles, travel_surfaces,
};
use crate::atlas::{Atlas, Level, UnitId};
use crate::cli::atlas::named_units;
use crate::cli::output::{LayerArgs, TableArgs};
use crate::cli::places::{self, Word};
use crate::cli::population;
use crate::cli::session::Session;
use crate::cli::travel::{MinutesArgs, ToleranceArgs, TravelArgs, model_and_minutes};
use crate::error::{Error, Result};
use crate::quantity::SquareKilometres;
use crate::report;
use crate::travel::{Direction, TravelModel};

/// Commuting circles: the area within some minutes of a centre, or of the border of a unit.
///
/// Circles of the distance-based model are exact; those of the others are cut from one surface of minutes for each centre, so that they
/// nest. Minutes over water are those of the model as over land, and circles go on beyond borders: clip them with --within.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed circle Beijing Tianjin --minutes 60,90 --out circles.geojson\n  \
                  ringshed circle -74.006,40.7128 --minutes 60\n  ringshed circle Beijing --from-border --minutes 60\n  \
                  ringshed circle Beijing --model rail --in-vehicle --within Hebei\n  \
                  ringshed circle Beijing Tianjin --rings --dissolve --members members.csv")]
pub(in crate::cli) struct CircleArgs {
    /// Centres: files of points, names or codes of units, lon,lat, station:NAME.
    #[arg(value_name = "FROM", required = true)]
    from: Vec<String>,
    #[command(flatten)]
    minutes: MinutesArgs,
    /// Measure from the border of each unit instead of its centre (distance-based model).
    #[arg(long)]
    from_border: bool,
    #[command(flatten)]
    shape: ShapeArgs,
    #[command(flatten)]
    inside: InsideArgs,
    #[command(flatten)]
    travel: TravelArgs,
    #[command(flatten)]
    output: LayerArgs,
}

/// What circles look like.
#[derive(Args, Debug)]
#[command(next_help_heading = "Circles")]
struct ShapeArgs {
    /// Rings between the minutes instead of disks that hold the smaller ones.
    #[arg(long)]
    rings: bool,
    /// Circles for each centre (the default).
    #[arg(long, conflicts_with = "dissolve")]
    split: bool,
    /// One circle for all centres: what can be reached from any of them.
    #[arg(long)]
    dissolve: bool,
    /// Minutes of the way to the centre instead of from it.
    #[arg(long)]
    reverse: bool,
    /// Fill holes that enclose less than this (km2).
    #[arg(long, default_value_t = 0.0, value_name = "KM2", allow_negative_numbers = true)]
    min_hole_km2: f64,
    /// Clip to these units: names or codes.
    #[arg(long, value_name = "UNIT", num_args = 1..)]
    within: Vec<String>,
    #[command(flatten)]
    tolerance: ToleranceArgs,
    /// Write the surface of minutes too: the cells of its adaptive grid, each with bounds of its minutes.
    #[arg(long, value_name = "FILE", conflicts_with = "from_border")]
    surface: Option<PathBuf>,
}

/// What is counted inside circles.
#[derive(Args, Debug)]
#[command(next_help_heading = "Inside")]
struct InsideArgs {
    /// Count the people of places too: a point file with a column 'population'.
    #[arg(long, value_name = "PLACES")]
    population: Option<String>,
    /// Write the units inside each circle to a CSV file (of --level, default city).
    #[arg(long, value_name = "FILE")]
    members: Option<PathBuf>,
    /// When a unit is listed: its centre is within the minutes, at least half of its area is inside, or any part is.
    #[arg(long, value_enum, default_value_t = RuleName::Any, value_name = "RULE", requires = "members")]
    member_rule: RuleName,
}

/// The rules of membership by word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RuleName {
    /// The trip between the centres.
    Centre,
    /// At least half of the area.
    Majority,
    /// Any part.
    Any,
}

impl RuleName {
    const fn rule(self) -> MemberRule {
        match self {
            Self::Centre => MemberRule::Centre,
            Self::Majority => MemberRule::Majority,
            Self::Any => MemberRule::Any,
        }
    }
}

impl CircleArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let (model, minutes) = model_and_minutes(session, &self.travel.model, &self.minutes)?;
        let mut options = self.shape.options()?;
        options.precision = self.output.precision();
        let description = model.description();
        session.describe_model(&description);
        session.describe_minutes(&minutes);
        self.describe(session, &options);
        let atlas = self.travel.boundaries.atlas(session)?;
        let centres = self.centres(session, &atlas, &model)?;
        let within = named_units(&atlas, &self.shape.within, "--within")?;
        if !within.is_empty() {
            let codes: Vec<&str> = within.iter().map(|&unit| atlas.unit(unit).code()).collect();
            session.parameter("within", Some(codes.join(",")));
            options.within = Some(Region::of_units(&atlas, &within).boundary);
        }
        if let Some(file) = &self.inside.population {
            options.places = population::read(session, file, &self.travel.points)?;
        }
        let request = CircleRequest { centres, minutes, model, options };
        let circles = circles(&request, Some(&PopulationCover::new(&atlas)))?;
        let mut rounding = self.output.rounding();
        let layer = report::circles_layer(&circles, &description, &mut rounding);
        session.report(rounding.into_findings());
        self.output.write(session, &layer)?;
        self.write_surface(session, &request)?;
        self.write_members(session, &circles, &request, &within, &atlas)
    }

    fn describe(&self, session: &mut Session, options: &CircleOptions) {
        let shape = &self.shape;
        let words = [
            ("from", if self.from_border { "border" } else { "point" }),
            ("direction", if shape.reverse { "to" } else { "from" }),
            ("bands", if shape.rings { "rings" } else { "disks" }),
            ("centres", if shape.dissolve { "dissolved" } else { "split" }),
        ];
        words.into_iter().for_each(|(name, word)| session.parameter(name, Some(word.to_string())));
        session.parameter("min_hole_km2", Some(shape.min_hole_km2.to_string()));
        session.parameter("tolerance_minutes", Some(options.tolerance.minutes().to_string()));
    }

    fn centres<'a>(&self, session: &mut Session, atlas: &'a Atlas, model: &TravelModel) -> Result<Vec<Centre<'a>>> {
        let words = places::all_words(&self.from);
        if self.from_border {
            return borders(atlas, &words);
        }
        let places = places::read(session, atlas, model, &words, &self.travel.points)?;
        Ok(places.into_iter().map(Centre::from).collect())
    }

    fn write_surface(&self, session: &mut Session, request: &CircleRequest<'_>) -> Result<()> {
        let Some(path) = &self.shape.surface else { return Ok(()) };
        let mut rounding = self.output.rounding();
        let layer = report::surface_layer(&travel_surfaces(request)?, &request.model.description(), &mut rounding);
        session.report(rounding.into_findings());
        self.output.beside(path.clone()).write(session, &layer)
    }

    fn write_members(
        &self,
        session: &Session,
        circles: &[Circle],
        request: &CircleRequest<'_>,
        within: &[UnitId],
        atlas: &Atlas,
    ) -> Result<()> {
        let Some(path) = &self.inside.members else { return Ok(()) };
        let level = self.travel.boundaries.level().unwrap_or(Level::City);
        let units = if within.is_empty() { atlas.ids_of_level(level).collect() } else { atlas.units_inside(within, level) };
        let members = circle_members(circles, request, &units, atlas);
        let table = report::circle_members_table(circles, &members, self.inside.member_rule.rule(), atlas);
        TableArgs::to_file(path.clone()).write(session, &table)
    }
}

impl ShapeArgs {
    fn options(&self) -> Result<CircleOptions> {
        let mut problems = Vec::new();
        if self.min_hole_km2.is_nan() || self.min_hole_km2 < 0.0 {
            problems.push(format!("--min-hole-km2 {} is not possible: an area is 0 or more", self.min_hole_km2));
        }
        let tolerance = self.tolerance.checked();
        problems.extend(tolerance.as_ref().err().into_iter().flat_map(|error| error.problems().to_vec()));
        let (Ok(tolerance), true) = (tolerance, problems.is_empty()) else { return Err(Error::bad_requests(problems)) };
        Ok(CircleOptions {
            direction: if self.reverse { Direction::To } else { Direction::From },
            bands: if self.rings { Bands::Rings } else { Bands::Disks },
            grouping: if self.dissolve { Grouping::Dissolved } else { Grouping::Split },
            smallest_hole: SquareKilometres::new(self.min_hole_km2).into(),
            tolerance,
            ..CircleOptions::default()
        })
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
