//! `sweep`: how rings depend on the constants behind them.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::analysis::{
    BandModel, Constant, DrawnConstant, Draws, GridPoint, RingModel, SchemeModel, Seed, Variation, break_points, draws,
    grid, read_variations,
};
use crate::atlas::{Atlas, Level, UnitId};
use crate::cli::atlas::BoundaryArgs;
use crate::cli::output::{self, FormatArgs, LayerArgs, TableArgs};
use crate::cli::picture::PictureArgs;
use crate::cli::scheme::{self, RuleArgs};
use crate::cli::session::Session;
use crate::cli::travel::ModelArgs;
use crate::cli::verbs::suggest::{core_of, study_units};
use crate::error::{Error, Result};
use crate::io::atomic::OutputFolder;
use crate::layer::Layer;
use crate::quantity::Minutes;
use crate::report::SweepReport;
use crate::report::map::{MapDocument, MapTable, Names, page, share_layer, share_map};
use crate::scheme::Plan;

/// How rings depend on the constants behind them: over a grid, over random draws, and where units change sides.
///
/// Of a scheme with rules the constants are the numbers in the rules ('minutes', or 'RING.minutes' where several rings have it) and those of
/// the travel models they use. Rings of a scheme without rules are bands of minutes around its core (--minutes, --model); constants are the
/// thresholds ('minutes', 'minutes_2') and those of the model ('detour', 'speed', 'entry', 'transfer', 'access_speed', ...). A grid (--vary) gives every combination; --draws
/// takes every constant evenly from its stated range, or from that of --vary. Units are those of one level (--level, default city) in the
/// hinterland, else in the whole atlas.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed sweep beijing-bay --vary minutes=45..120:15 --vary detour=1.2..1.4\n  \
                  ringshed sweep beijing-bay --model rail --draws 1000 --seed 7\n  \
                  ringshed sweep beijing-bay --vary detour=1.2..1.4 --minutes 240 --table breaks\n  \
                  ringshed sweep beijing-bay --model rail --draws 1000 --out swept")]
pub(in crate::cli) struct SweepArgs {
    /// A built-in scheme or a scheme file.
    #[arg(value_name = "SCHEME")]
    scheme: String,
    /// A constant and its values: NAME=LOW..HIGH, NAME=LOW..HIGH:STEP or NAME=V1,V2; may be repeated.
    #[arg(long, value_name = "NAME=VALUES")]
    vary: Vec<String>,
    /// Random draws instead of a grid.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    draws: Option<u32>,
    /// Seed of the draws; the same seed gives the same bytes on any number of threads.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Thresholds of the bands around the core, for schemes without rules.
    #[arg(long, value_delimiter = ',', default_value = "90", value_name = "LIST", allow_negative_numbers = true)]
    minutes: Vec<Minutes>,
    /// What to print (default: stability with --draws, else rings).
    #[arg(long, value_enum, value_name = "TABLE", conflicts_with = "layer")]
    table: Option<TableName>,
    /// The stability of every unit as GeoJSON.
    #[arg(long)]
    layer: bool,
    /// Folder for all outputs; with --table or --layer the one file, .csv or .geojson.
    #[arg(long, short, value_name = "PATH")]
    out: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    pictures: PictureArgs,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    boundaries: BoundaryArgs,
}

/// The tables of a sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TableName {
    /// Every combination with the figures of each ring.
    Rings,
    /// Every combination with the ring of each unit.
    Units,
    /// How often each unit is in a ring, and which constant that hangs on.
    Stability,
    /// Where units change their ring, one constant at a time.
    Breaks,
}

/// What is evaluated.
struct Plans {
    variations: Vec<Variation>,
    drawn: Vec<DrawnConstant>,
}

impl SweepArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        self.check()?;
        self.pictures.check()?;
        let model = self.model.model(session)?;
        let atlas = self.boundaries.atlas(session)?;
        let resolved = scheme::resolved(session, &self.scheme, &atlas)?;
        let measures = self.rules.measures(session, &atlas)?;
        let plan = scheme::accepted(session, &self.scheme, measures.plan(&resolved))?;
        session.report(plan.findings());
        session.parameter("scheme", Some(plan.id().to_string()));
        session.parameter("vary", (!self.vary.is_empty()).then(|| self.vary.join(" ")));
        session.parameter("draws", self.draws.map(|draws| draws.to_string()));
        session.parameter("seed", self.draws.map(|_| self.seed.to_string()));
        let units = self.units(&plan, &atlas);
        if resolved.has_rules() {
            let swept = scheme::accepted(session, &self.scheme, SchemeModel::new(&resolved, &atlas, &measures, units))?;
            return self.sweep(session, &swept, &plan, &atlas);
        }
        session.describe_model(&model.description());
        session.describe_minutes(&self.minutes);
        let (core, core_units) = core_of(&plan, &atlas);
        let bands = BandModel::new(&atlas, units, core, &core_units, &self.minutes, &model);
        self.sweep(session, &bands, &plan, &atlas)
    }

    fn check(&self) -> Result<()> {
        let mut problems = Vec::new();
        if self.vary.is_empty() && self.draws.is_none() {
            problems.push("nothing varies: give --vary NAME=VALUES, or --draws N".to_string());
        }
        if self.draws.is_some() && matches!(self.table, Some(TableName::Rings | TableName::Units)) {
            problems.push("--table rings and units are of a grid; with --draws there are stability and breaks".to_string());
        }
        let bad = self.minutes.iter().filter(|minutes| minutes.minutes() <= 0.0);
        problems
            .extend(bad.map(|minutes| format!("--minutes {} is not possible: minutes must be above 0", minutes.minutes())));
        if self.minutes.windows(2).any(|pair| pair[0] >= pair[1]) {
            problems.push("--minutes must rise from the innermost band outwards".to_string());
        }
        if problems.is_empty() { Ok(()) } else { Err(Error::bad_requests(problems)) }
    }

    /// The units of the level in the hinterland; in the whole atlas without one.
    fn units(&self, plan: &Plan, atlas: &Atlas) -> Vec<UnitId> {
        let level = self.boundaries.level().unwrap_or(Level::City);
        match plan.hinterland() {
            Some(_) => atlas.units_inside(&study_units(plan), level),
            None => atlas.ids_of_level(level).collect(),
        }
    }

    fn sweep(&self, session: &mut Session, model: &dyn RingModel, plan: &Plan, atlas: &Atlas) -> Result<()> {
        let plans = self.plans(model.constants())?;
        session.gate()?;
        let report = SweepReport::new(model, atlas);
        let points = match self.draws {
            Some(_) => Vec::new(),
            None => grid(model, &plans.variations).map_err(Error::bad_requests)?,
        };
        let results = Results { model, plans, points };
        self.write(session, &results, &report, plan, atlas)?;
        if self.pictures.wanted() {
            let layer = self.stability_layer(session, &results, &report)?;
            let table = self.table(TableName::Breaks, &results, &report)?;
            self.pictures.write(session, |session| map(session, plan, atlas, &layer, table))?;
        }
        Ok(())
    }

    fn write(
        &self,
        session: &mut Session,
        results: &Results<'_>,
        report: &SweepReport<'_>,
        plan: &Plan,
        atlas: &Atlas,
    ) -> Result<()> {
        match (self.table, self.layer, &self.out) {
            (Some(table), ..) => TableArgs::to(self.out.clone()).write(session, &self.table(table, results, report)?),
            (None, true, _) => {
                let layer = self.stability_layer(session, results, report)?;
                LayerArgs::to(self.out.clone(), self.format.clone()).write(session, &layer)
            }
            (None, false, Some(folder)) => self.write_all(session, results, report, plan, atlas, folder),
            (None, false, None) => {
                let usual = if self.draws.is_some() { TableName::Stability } else { TableName::Rings };
                TableArgs::to(None).write(session, &self.table(usual, results, report)?)
            }
        }
    }

    fn plans(&self, constants: &[Constant]) -> Result<Plans> {
        let variations = read_variations(&self.vary, constants).map_err(Error::bad_requests)?;
        let range = |constant: usize| match variations.iter().find(|variation| variation.constant == constant) {
            Some(variation) => Some(variation.range),
            None => self.draws.and(constants[constant].range),
        };
        let of_constant = |constant: usize| range(constant).map(|(low, high)| DrawnConstant { constant, low, high });
        let drawn: Vec<DrawnConstant> = (0..constants.len()).filter_map(of_constant).collect();
        if self.draws.is_some() && drawn.iter().all(|drawn| drawn.low == drawn.high) {
            let names: Vec<&str> = constants.iter().map(|constant| constant.name.as_str()).collect();
            return Err(Error::bad_request(format!(
                "no constant of this model has a stated range to draw from; give ranges with --vary NAME=LOW..HIGH (constants: {})",
                names.join(", ")
            )));
        }
        Ok(Plans { variations, drawn })
    }

    fn table(&self, table: TableName, results: &Results<'_>, report: &SweepReport<'_>) -> Result<Layer> {
        Ok(match table {
            TableName::Rings => report.rings(&results.plans.variations, &results.points),
            TableName::Units => report.units(&results.plans.variations, &results.points),
            TableName::Stability => report.stability(&self.drawn(results)?),
            TableName::Breaks => report.breaks(&results.breaks()?),
        })
    }

    /// The draws; of a grid, its combinations.
    fn drawn(&self, results: &Results<'_>) -> Result<Draws> {
        match self.draws {
            Some(count) => {
                draws(results.model, &results.plans.drawn, count as usize, Seed(self.seed)).map_err(Error::bad_requests)
            }
            None => Ok(Draws { drawn: results.plans.drawn.clone(), points: results.points.clone() }),
        }
    }

    fn stability_layer(&self, session: &mut Session, results: &Results<'_>, report: &SweepReport<'_>) -> Result<Layer> {
        let mut rounding = self.format.rounding();
        let layer = report.stability_layer(&self.drawn(results)?, &mut rounding);
        session.report(rounding.into_findings());
        Ok(layer)
    }

    fn write_all(
        &self,
        session: &mut Session,
        results: &Results<'_>,
        report: &SweepReport<'_>,
        plan: &Plan,
        atlas: &Atlas,
        path: &Path,
    ) -> Result<()> {
        let layer = self.stability_layer(session, results, report)?;
        let breaks = self.table(TableName::Breaks, results, report)?;
        let page = page(&map(session, plan, atlas, &layer, breaks.clone()));
        session.gate()?;
        let manifest = session.manifest();
        let mut folder = OutputFolder::create(path)?;
        let of_grid: &[TableName] = if self.draws.is_some() { &[] } else { &[TableName::Rings, TableName::Units] };
        for table in of_grid.iter().chain(&[TableName::Stability]) {
            output::table_into(&mut folder, &self.table(*table, results, report)?)?;
        }
        output::table_into(&mut folder, &breaks)?;
        output::text_into(&mut folder, "map.html", &page)?;
        output::layer_into(&mut folder, &layer, &self.format, manifest)?;
        output::json_into(&mut folder, "manifest.json", &manifest.to_json())?;
        folder.commit()?;
        session.messages().note(&format!("tables and the stability layer are in {}", path.display()));
        Ok(())
    }
}

/// Every unit by the share of draws in which it is in a ring, with the places where units change sides.
fn map(session: &Session, plan: &Plan, atlas: &Atlas, stability: &Layer, breaks: Layer) -> MapDocument {
    let layer = share_layer("stability", Names::new("Share of draws in a ring", "入圈的抽样占比"), stability, "share");
    let columns = vec!["text".to_string()];
    let table = MapTable { names: Names::new("Break points", "转折点"), rows: breaks, columns };
    share_map(plan, layer, vec![table], session.map_context(atlas))
}

/// What was evaluated, for the tables.
struct Results<'a> {
    model: &'a dyn RingModel,
    plans: Plans,
    points: Vec<GridPoint>,
}

impl Results<'_> {
    fn breaks(&self) -> Result<Vec<crate::analysis::BreakPoint>> {
        break_points(self.model, &self.plans.drawn).map_err(Error::bad_requests)
    }
}
