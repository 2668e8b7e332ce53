//! `suggest`: rings or centres that best meet an objective.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::analysis::{Connection, CoreRole, Cost, Effort, Objective, Proposal, ProposalRequest, Seed, Weight, propose};
use crate::atlas::{Atlas, Level, Place, UnitId};
use crate::cli::atlas::BoundaryArgs;
use crate::cli::output::{self, FormatArgs, LayerArgs, TableArgs};
use crate::cli::scheme;
use crate::cli::session::Session;
use crate::cli::travel::ModelArgs;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::quantity::Minutes;
use crate::report;
use crate::scheme::{Area, Plan};

/// Ring thresholds or centres that best meet an objective under constraints.
///
/// Units are those of the scheme's hinterland, else of its rings, at one level (--level, default city). The result is an assignment
/// table (code,ring); --form scheme gives a scheme file, --form summary the objective, bound, gap and method. Every result is
/// checked by an independent program part. Without proof the bound says how much better a result might be.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed suggest beijing-bay --rings 3 --objective natural-breaks\n  \
                  ringshed suggest beijing-bay --rings 5 --objective p-median --form summary\n  \
                  ringshed suggest beijing-bay --rings 4 --objective equal-population -o m.toml\n  \
                  ringshed suggest beijing-bay --rings 6 --objective max-population --within 90")]
pub(in crate::cli) struct SuggestArgs {
    /// A built-in scheme or a scheme file: its core and its study area.
    #[arg(value_name = "SCHEME")]
    scheme: String,
    /// How many rings outside the core, or how many centres.
    #[arg(long, visible_alias = "centres", value_name = "K", value_parser = clap::value_parser!(u16).range(1..))]
    rings: u16,
    /// What the result shall achieve.
    #[arg(long, value_enum, value_name = "OBJECTIVE")]
    objective: ObjectiveName,
    /// With max-population: a unit counts when it is within so many minutes of a centre.
    #[arg(long, value_name = "MINUTES", required_if_eq("objective", "max-population"), allow_negative_numbers = true)]
    within: Option<Minutes>,
    /// No unit may be further from its centre; rings end there.
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true)]
    max_minutes: Option<Minutes>,
    /// What the population of every ring, or catchment of a centre, must be: MIN..MAX, either may be left out.
    #[arg(long, value_name = "RANGE")]
    population: Option<String>,
    /// Every catchment in one piece; every ring connected with the core over rings further in.
    #[arg(long)]
    contiguous: bool,
    /// What a unit counts for (default: population for centres, units for natural breaks).
    #[arg(long, value_enum, value_name = "WEIGHT")]
    weight: Option<WeightName>,
    /// What serving a unit from a centre costs.
    #[arg(long, value_enum, default_value_t = CostName::Minutes, value_name = "COST")]
    cost: CostName,
    /// The core serves too; the centres are chosen beside it.
    #[arg(long)]
    beside_core: bool,
    #[command(flatten)]
    effort: EffortArgs,
    /// What to write (default: what the extension of --out says, else the table).
    #[arg(long, value_enum, value_name = "FORM")]
    form: Option<Form>,
    /// File to write instead of stdout: .csv (table), .geojson (layer), .toml (scheme) or .json (summary).
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    boundaries: BoundaryArgs,
}

/// How hard to look.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Search")]
struct EffortArgs {
    /// Seed of the search; the same seed gives the same result on any number of threads.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Starts of the search.
    #[arg(long, default_value_t = 24, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    starts: u16,
    /// Branches of the proof at most; 0 for no proof.
    #[arg(long, default_value_t = 400, value_name = "N")]
    branches: u32,
}

/// The objectives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ObjectiveName {
    /// K centres: least sum of population times minutes to the nearest.
    PMedian,
    /// K centres: least largest minutes to the nearest.
    PCentre,
    /// K centres: most people within --within minutes of one.
    MaxPopulation,
    /// K rings: minutes from the core as alike as possible within a ring (Fisher-Jenks, exact).
    NaturalBreaks,
    /// K rings: populations as equal as possible (exact).
    EqualPopulation,
}

/// What a unit counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WeightName {
    /// Its people.
    Population,
    /// One.
    Units,
}

/// What serving costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CostName {
    /// Minutes under the travel model.
    Minutes,
    /// Kilometres as the crow flies.
    Km,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Each unit with its ring, as CSV.
    Table,
    /// The same with boundaries, as GeoJSON.
    Layer,
    /// A scheme file.
    Scheme,
    /// Objective, bound, gap, method and rings, as JSON.
    Summary,
}

impl SuggestArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let model = self.model.model(session);
        let (objective, population, form) = match (self.checked(), model.as_ref().err()) {
            (Ok(checked), None) => checked,
            (checked, model) => {
                let problems = |error: &Error| error.problems().to_vec();
                let all = checked.as_ref().err().map(problems).into_iter().chain(model.map(problems)).flatten();
                return Err(Error::bad_requests(all.collect()));
            }
        };
        let model = model?;
        let atlas = self.boundaries.atlas(session)?;
        let plan = scheme::plan(session, &self.scheme, &atlas)?;
        self.describe(session, &plan);
        session.describe_model(&model.description());
        let level = self.boundaries.level().unwrap_or(Level::City);
        let units = atlas.units_inside(&study_units(&plan), level);
        let (core, core_units) = core_of(&plan, &atlas);
        let proposal = propose(&ProposalRequest {
            atlas: &atlas,
            units: &units,
            core: &core,
            core_units: &core_units,
            model: &model,
            rings: usize::from(self.rings),
            objective,
            weight: self.weight(),
            cost: if self.cost == CostName::Km { Cost::Kilometres } else { Cost::Minutes },
            core_role: if self.beside_core { CoreRole::Serves } else { CoreRole::Candidate },
            most_minutes: self.max_minutes,
            population,
            contiguity: if self.contiguous { Connection::Required } else { Connection::Free },
            effort: Effort {
                seed: Seed(self.effort.seed),
                starts: usize::from(self.effort.starts),
                branches: self.effort.branches as usize,
            },
        })?;
        session.report(proposal.findings.clone());
        let fault = |fault: &String| {
            Finding::error("proposal-fails-check", fault.clone()).with_remedy("report this as a fault of the program")
        };
        session.report(proposal.faults.iter().map(fault));
        session.messages().note(&report::proposal_text(&proposal));
        self.write(session, form, &proposal, &plan, &atlas)
    }

    /// Everything about the request that can be wrong by itself, all at once.
    fn checked(&self) -> Result<(Objective, Option<RangeInclusive<u64>>, Form)> {
        let mut problems = Vec::new();
        for (option, minutes) in [("--within", self.within), ("--max-minutes", self.max_minutes)] {
            if let Some(minutes) = minutes.filter(|minutes| minutes.minutes() <= 0.0) {
                problems.push(format!("{option} {} is not possible: minutes must be above 0", minutes.minutes()));
            }
        }
        let within = self.within.unwrap_or(Minutes::new(0.0));
        let objective = match self.objective {
            ObjectiveName::PMedian => Objective::Median,
            ObjectiveName::PCentre => Objective::Centre,
            ObjectiveName::MaxPopulation => Objective::Coverage { within },
            ObjectiveName::NaturalBreaks => Objective::NaturalBreaks,
            ObjectiveName::EqualPopulation => Objective::EqualPopulation,
        };
        let is_of_rings = matches!(objective, Objective::NaturalBreaks | Objective::EqualPopulation);
        if is_of_rings && (self.beside_core || self.cost == CostName::Km) {
            problems.push("--beside-core and --cost are about centres; rings are cut in minutes from the core".to_string());
        }
        if self.within.is_some() && self.objective != ObjectiveName::MaxPopulation {
            problems.push("--within goes with --objective max-population; use --max-minutes for a limit".to_string());
        }
        let population = match self.population.as_deref().map(people_range).transpose() {
            Ok(population) => population,
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        let form = match self.form() {
            Ok(form) => form,
            Err(problem) => {
                problems.push(problem);
                Form::Table
            }
        };
        if problems.is_empty() { Ok((objective, population, form)) } else { Err(Error::bad_requests(problems)) }
    }

    fn weight(&self) -> Weight {
        match (self.weight, self.objective) {
            (Some(WeightName::Units), _) | (None, ObjectiveName::NaturalBreaks) => Weight::Units,
            (Some(WeightName::Population), _) | (None, _) => Weight::Population,
        }
    }

    fn form(&self) -> Result<Form, String> {
        let extension = self.out.as_deref().and_then(Path::extension).and_then(|extension| extension.to_str());
        match (self.form, extension) {
            (Some(form), _) => Ok(form),
            (None, None | Some("csv")) => Ok(Form::Table),
            (None, Some("geojson" | "geojsonl")) => Ok(Form::Layer),
            (None, Some("toml")) => Ok(Form::Scheme),
            (None, Some("json")) => Ok(Form::Summary),
            (None, Some(other)) => {
                Err(format!("--out *.{other}: write .csv, .geojson, .toml or .json, or say what with --form"))
            }
        }
    }

    fn describe(&self, session: &mut Session, plan: &Plan) {
        let word = |value: Option<clap::builder::PossibleValue>| value.map(|value| value.get_name().to_string());
        session.parameter("scheme", Some(plan.id().to_string()));
        session.parameter("objective", word(self.objective.to_possible_value()));
        session.parameter("rings", Some(self.rings.to_string()));
        session.parameter("seed", Some(self.effort.seed.to_string()));
        session.parameter("max_minutes", self.max_minutes.map(|minutes| minutes.minutes().to_string()));
        session.parameter("population", self.population.clone());
        session.parameter("contiguous", self.contiguous.then(|| "yes".to_string()));
    }

    fn write(&self, session: &mut Session, form: Form, proposal: &Proposal, plan: &Plan, atlas: &Atlas) -> Result<()> {
        let objective = self.objective.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default();
        match form {
            Form::Table => TableArgs::to(self.out.clone()).write(session, &report::proposal_table(proposal, atlas)),
            Form::Layer => {
                let mut rounding = self.format.rounding();
                let layer = report::proposal_layer(proposal, atlas, &mut rounding);
                session.report(rounding.into_findings());
                LayerArgs::to(self.out.clone(), self.format.clone()).write(session, &layer)
            }
            Form::Scheme | Form::Summary => {
                session.gate()?;
                let text = match form {
                    Form::Scheme => report::proposal_scheme(proposal, plan, atlas, &objective),
                    _ => format!("{:#}\n", report::proposal_json(proposal, atlas, &objective)),
                };
                output::text_to(self.out.as_deref(), &text, session.manifest())
            }
        }
    }
}

/// `5000000..20000000`, with either end left out.
fn people_range(text: &str) -> std::result::Result<RangeInclusive<u64>, String> {
    let fail = |reason: &str| {
        format!("--population {text} is not a range: {reason}; write for example 5000000..20000000, 5000000.. or ..20000000")
    };
    let (low, high) = text.split_once("..").ok_or_else(|| fail("'..' is missing"))?;
    let end = |text: &str, default: u64| match text.trim().replace('_', "").as_str() {
        "" => Ok(default),
        digits => digits.parse::<u64>().map_err(|_| fail(&format!("'{digits}' is not a number of people"))),
    };
    let (low, high) = (end(low, 0)?, end(high, u64::MAX)?);
    if low > high { Err(fail("its ends are the wrong way round")) } else { Ok(low..=high) }
}

/// The units whose ground is the study area.
pub(super) fn study_units(plan: &Plan) -> Vec<UnitId> {
    match plan.hinterland() {
        Some(hinterland) => hinterland.members().iter().flat_map(Area::parts).copied().collect(),
        None => plan.members().iter().flat_map(|member| member.area().parts()).copied().collect(),
    }
}

/// Centres and units of the innermost ring.
pub(super) fn core_of(plan: &Plan, atlas: &Atlas) -> (Vec<Place>, Vec<UnitId>) {
    let Some(core) = plan.ring_indices().next() else { return (Vec::new(), Vec::new()) };
    let areas: Vec<&Area> = plan.members_of(core).map(|(_, member)| member.area()).collect();
    let seat = |area: &Area| area.parts().iter().find_map(|&unit| atlas.unit(unit).seat()).map(|seat| seat.at);
    let place = |area: &&Area| area.centre().or_else(|| seat(area)).map(|at| Place::new(area.label(), at));
    (areas.iter().filter_map(place).collect(), areas.iter().flat_map(|area| area.parts()).copied().collect())
}
