//! What can be typed: the global options and the verbs. Each verb's own arguments stand with the verb.

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::verbs;
use crate::crs::Datum;

/// Which ring every place belongs to, whom each centre serves, and who can reach whom in an hour.
///
/// Results go to stdout or --out; messages and progress to stderr. Exit codes: 0 done; 1 done, with findings of severity error;
/// 2 bad request; 3 unreadable input; 4 could not write; 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "ringshed", version, arg_required_else_help = true, max_term_width = 120)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: GlobalArgs,
    #[command(subcommand)]
    pub(super) verb: Verb,
}

/// Options of every verb.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub(super) struct GlobalArgs {
    /// Number of threads (default: one per core). Results do not depend on it.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) threads: Option<u16>,
    /// Print no notes, warnings or progress on stderr; errors still appear.
    #[arg(long, global = true)]
    pub(super) quiet: bool,
    /// When to show progress.
    #[arg(long, global = true, value_enum, default_value_t = ProgressMode::Auto, value_name = "WHEN")]
    pub(super) progress: ProgressMode,
    /// How messages look: for people, or one JSON object a line.
    #[arg(long, global = true, value_enum, default_value_t = MessageFormat::Text, value_name = "FORMAT")]
    pub(super) messages: MessageFormat,
    /// Stop with exit code 1 and write nothing when there is a finding of severity error.
    #[arg(long, global = true)]
    pub(super) strict: bool,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
}

/// What the coordinates of the files that are read mean, where the files do not say so themselves.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Coordinates of input files")]
pub(super) struct ReadingArgs {
    /// Coordinate reference system of the files read: EPSG:4549, a PROJ string or WKT (default: what a file says, else WGS84).
    #[arg(long, global = true, value_name = "CRS")]
    pub(super) from_crs: Option<String>,
    /// Datum of the files read, which is undone: gcj02 (Gaode, Tencent) or bd09 (Baidu).
    #[arg(long, global = true, value_name = "DATUM")]
    pub(super) from_datum: Option<Datum>,
}

/// When to show progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ProgressMode {
    /// When stderr is a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How messages look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    Run(verbs::run::RunArgs),
    Schemes(verbs::schemes::SchemesArgs),
    Scheme(verbs::scheme::SchemeArgs),
    Units(verbs::units::UnitsArgs),
    Check(verbs::check::CheckArgs),
    Rings(verbs::rings::RingsArgs),
    Explain(verbs::explain::ExplainArgs),
    Audit(verbs::audit::AuditArgs),
    Measure(verbs::measure::MeasureArgs),
    Locate(verbs::locate::LocateArgs),
    Index(verbs::index::IndexArgs),
    Circle(verbs::circle::CircleArgs),
    Convert(verbs::convert::ConvertArgs),
    Catchments(verbs::catchments::CatchmentsArgs),
    Matrix(verbs::matrix::MatrixArgs),
    Links(verbs::links::LinksArgs),
    Access(verbs::access::AccessArgs),
    Compare(verbs::compare::CompareArgs),
    Sweep(verbs::sweep::SweepArgs),
    Suggest(verbs::suggest::SuggestArgs),
    Weights(verbs::weights::WeightsArgs),
    Overlap(verbs::overlap::OverlapArgs),
}

impl Verb {
    /// The word typed for the verb.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Run(_) => "run",
            Self::Schemes(_) => "schemes",
            Self::Scheme(_) => "scheme",
            Self::Units(_) => "units",
            Self::Check(_) => "check",
            Self::Rings(_) => "rings",
            Self::Explain(_) => "explain",
            Self::Audit(_) => "audit",
            Self::Measure(_) => "measure",
            Self::Locate(_) => "locate",
            Self::Index(_) => "index",
            Self::Circle(_) => "circle",
            Self::Convert(_) => "convert",
            Self::Catchments(_) => "catchments",
            Self::Matrix(_) => "matrix",
            Self::Links(_) => "links",
            Self::Access(_) => "access",
            Self::Compare(_) => "compare",
            Self::Sweep(_) => "sweep",
            Self::Suggest(_) => "suggest",
            Self::Weights(_) => "weights",
            Self::Overlap(_) => "overlap",
        }
    }
}
