//! `check`: every problem of boundaries, points and schemes.
//!
//! Findings are the result here, so they go to stdout or `--out` and not to stderr. A file that cannot be read does not keep the
//! others from being checked; it decides the exit code when all are done.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::analysis::{CheckOptions, Polygons, RuleMeasures, check_layer};
use crate::atlas::Atlas;
use crate::cli::atlas::BoundaryArgs;
use crate::cli::places::PointArgs;
use crate::cli::session::Session;
use crate::cli::{input, messages, output, rail, scheme};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Finding, Severity};
use crate::io::ReadError;
use crate::network::RailChecks;
use crate::quantity::KilometresPerHour;
use crate::report;
use crate::scheme::SchemeDiagnostics;

/// Validate boundaries, points and schemes: every problem, none hidden.
///
/// Geometries, codes and parents; overlaps and gaps of each level; points that stand twice or lie outside; layers that are displaced
/// against the atlas (GCJ-02, BD-09); names and keys of schemes. Exit code 1 when there are errors, 3 when a file could not be
/// read; the others are checked all the same.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed rings beijing-bay | ringshed check -\n  \
                  ringshed scheme tokyo-bay > mine.toml\n  ringshed check mine.toml --format json")]
pub(in crate::cli) struct CheckArgs {
    /// Layers (.geojson, .geojsonl, .parquet, .fgb, .shp, .csv) and schemes (.toml); '-' is a layer on stdin.
    #[arg(value_name = "FILE", required_unless_present = "rail")]
    files: Vec<String>,
    /// A rail table: stations and legs as CSV (see --rail of 'ringshed matrix --help').
    #[arg(long, num_args = 2, value_names = ["STATIONS", "LEGS"])]
    rail: Option<Vec<String>>,
    /// Fastest train on the straight line between two stops of the rail table; faster legs are findings [default: 350 km/h].
    #[arg(long, value_name = "SPEED", requires = "rail", allow_negative_numbers = true)]
    max_train_speed: Option<KilometresPerHour>,
    /// How findings look (default: by the extension of --out, else text).
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<FindingFormat>,
    /// File to write instead of stdout: .txt, .json, or .geojson with a point for each finding that has a place.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The polygons may overlap and leave gaps, as circles do: do not compare them with each other.
    #[arg(long)]
    may_overlap: bool,
    #[command(flatten)]
    boundaries: BoundaryArgs,
    #[command(flatten)]
    points: PointArgs,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FindingFormat {
    /// A line for each finding and a summary line for each file.
    Text,
    /// An array of findings.
    Json,
    /// A point for each finding that has a place.
    Geojson,
}

/// What was found in one file.
struct FileReport {
    file: String,
    findings: Vec<Finding>,
    /// What there is: `375 features`. `None` for a file that could not be read.
    content: Option<String>,
    /// The problems of a scheme, to be shown with the words underlined; they are in the findings too.
    diagnostics: Option<SchemeDiagnostics>,
}

impl CheckArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let checks = rail::checks(self.max_train_speed).map_err(Error::bad_request)?;
        session.parameter("max_train_speed", self.max_train_speed.map(|speed| speed.kilometres_per_hour().to_string()));
        let atlas = self.boundaries.atlas(session)?;
        let progress = session.progress().steps(self.files.len());
        let (mut reports, mut unreadable) = (Vec::new(), Vec::new());
        let mut outcomes: Vec<(String, Result<FileReport>)> = Vec::new();
        for file in &self.files {
            outcomes.push((file.clone(), self.check(session, file, &atlas)));
            progress.inc(1);
        }
        if let Some([stations, legs]) = self.rail.as_deref() {
            let name = format!("{stations}, {legs}");
            outcomes.push((name.clone(), check_rail(session, name, stations, legs, &checks)));
        }
        for (file, outcome) in outcomes {
            match outcome {
                Ok(report) => reports.push(report),
                Err(error) if error.kind() == ErrorKind::UnreadableInput => {
                    reports.push(FileReport::unreadable(&file, &error));
                    unreadable.push(error);
                }
                Err(error) => return Err(error),
            }
        }
        progress.finish_and_clear();
        self.write(session, &reports)?;
        session.remember(reports.into_iter().flat_map(|report| report.findings));
        if unreadable.is_empty() { Ok(()) } else { Err(all_unreadable(unreadable)) }
    }

    fn check(&self, session: &mut Session, file: &str, atlas: &Atlas) -> Result<FileReport> {
        if Path::new(file).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
            let bytes = input::read(file)?;
            session.add_input(file, &bytes);
            return check_scheme(file, bytes, atlas);
        }
        let parsed = session.parsed(file, &self.points.columns())?;
        let features = parsed.layer.features().len();
        let left_out = parsed.findings.iter().any(|finding| finding.severity() == Severity::Error);
        let polygons = if self.may_overlap { Polygons::MayOverlap } else { Polygons::Coverage };
        let options = CheckOptions { fields: self.boundaries.fields(), polygons };
        let findings = check_layer(parsed.layer, parsed.findings, atlas, &options)?;
        Ok(FileReport {
            file: file.to_string(),
            findings: findings.into_iter().map(|finding| finding.in_file(file)).collect(),
            content: Some(counted(features, if left_out { "usable feature" } else { "feature" })),
            diagnostics: None,
        })
    }

    fn write(&self, session: &Session, reports: &[FileReport]) -> Result<()> {
        let path = self.out.as_deref();
        let all = || reports.iter().flat_map(|report| report.findings.iter().cloned()).collect::<Vec<_>>();
        match self.format.unwrap_or_else(|| FindingFormat::of(path)) {
            FindingFormat::Text => output::text_to(path, &text(reports, path), session.manifest()),
            FindingFormat::Json => output::text_to(path, &format!("{:#}\n", serde_json::json!(all())), session.manifest()),
            FindingFormat::Geojson => output::findings_to(path, &report::findings_layer(&all()), session.manifest()),
        }
    }
}

impl FindingFormat {
    fn of(path: Option<&Path>) -> Self {
        let extension = path.and_then(Path::extension).and_then(|extension| extension.to_str()).unwrap_or_default();
        match extension.to_ascii_lowercase().as_str() {
            "geojson" => Self::Geojson,
            "json" => Self::Json,
            _ => Self::Text,
        }
    }
}

/// The rows of a rail table by themselves and against each other.
fn check_rail(session: &mut Session, name: String, stations: &str, legs: &str, checks: &RailChecks) -> Result<FileReport> {
    let (table, mut findings) = rail::read_rail(session, stations, legs)?;
    let built = table.build(checks);
    findings.extend(built.findings);
    let network = built.network;
    let content = format!("{}, {}", counted(network.stations().len(), "station"), counted(network.leg_count(), "leg"));
    Ok(FileReport { file: name, findings, content: Some(content), diagnostics: None })
}

fn check_scheme(file: &str, bytes: Vec<u8>, atlas: &Atlas) -> Result<FileReport> {
    let read = scheme::from_bytes(file, bytes)?;
    let report = |findings, content, diagnostics| FileReport { file: file.to_string(), findings, content, diagnostics };
    Ok(match read.resolve(atlas).and_then(|resolved| RuleMeasures::new(atlas).plan(&resolved)) {
        Ok(plan) => report(plan.findings(), Some(counted(plan.members().len(), "member")), None),
        Err(diagnostics) => report(diagnostics.findings(), Some("the scheme".to_string()), Some(diagnostics)),
    })
}

impl FileReport {
    /// A file that could not be read, as a finding with the place where reading stopped.
    fn unreadable(file: &str, error: &Error) -> Self {
        let found = std::error::Error::source(error).and_then(|source| source.downcast_ref::<ReadError>());
        let finding = match found {
            Some(read) => Finding::error("unreadable", read.reason()).at_byte(read.byte_offset()),
            None => Finding::error("unreadable", error.to_string()),
        };
        Self { file: file.to_string(), findings: vec![finding.in_file(file)], content: None, diagnostics: None }
    }

    /// `zones.geojson: 3 errors, 1 warning, 12 notes in 375 features`.
    fn summary(&self) -> String {
        let Some(content) = &self.content else { return format!("{}: not checked, it could not be read", self.file) };
        let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
            let count = self.findings.iter().filter(|finding| finding.severity() == severity).count();
            (count > 0).then(|| counted(count, &severity.to_string()))
        });
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        let found = if counts.is_empty() { "nothing found".to_string() } else { counts.join(", ") };
        format!("{}: {found} in {content}", self.file)
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Lines of findings and a summary for each file. Why a file could not be read is said on stderr, and not here.
fn text(reports: &[FileReport], path: Option<&Path>) -> String {
    let mut text = String::new();
    for report in reports {
        let underlined = report.diagnostics.as_ref().filter(|_| path.is_none());
        let underlined = underlined.and_then(|diagnostics| messages::underlined(diagnostics, &std::io::stdout()));
        // Writing to a text does not fail.
        if let Some(underlined) = underlined {
            let _ = writeln!(text, "{underlined}");
        } else if report.content.is_some() {
            report.findings.iter().for_each(|finding| {
                let _ = writeln!(text, "{finding}");
            });
        }
        let _ = writeln!(text, "{}", report.summary());
    }
    text
}

fn all_unreadable(mut errors: Vec<Error>) -> Error {
    match errors.len() {
        1 => errors.remove(0),
        _ => Error::all(ErrorKind::UnreadableInput, errors.iter().flat_map(|error| error.problems().to_vec()).collect()),
    }
}
