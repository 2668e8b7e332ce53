//! Schemes by name or file, and the plans made of them.

use std::fs;
use std::path::Path;

use clap::Args;

use super::input;
use crate::analysis::{CommutingFlows, RuleMeasures};
use crate::atlas::Atlas;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Severity;
use crate::io::counted;
use crate::scheme::{Plan, SchemeDiagnostics, SchemeFile, builtin};

use super::session::Session;

/// What rules of schemes may need beside the scheme.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Rules")]
pub(super) struct RuleArgs {
    /// Commuting flows for rules with commuting_share: columns from,to,flow, and employed_residents if known.
    #[arg(long, value_name = "CSV")]
    flows: Option<String>,
}

impl RuleArgs {
    /// The measures for rules over an atlas; what is wrong with the table of flows is reported.
    ///
    /// # Errors
    /// Unreadable input.
    pub(super) fn measures<'a>(&self, session: &mut Session, atlas: &'a Atlas) -> Result<RuleMeasures<'a>> {
        let measures = RuleMeasures::new(atlas);
        let Some(file) = &self.flows else { return Ok(measures) };
        let bytes = input::read(file)?;
        session.add_input(file, &bytes);
        let table = CommutingFlows::parse(file, &utf8(file, bytes)?, atlas)?;
        session.report(table.findings);
        Ok(measures.with_flows(table.flows))
    }
}

/// The scheme that a word on the command line means: a file when it looks like one (TOML, or a CSV of codes and rings), else a
/// built-in scheme.
///
/// # Errors
/// Unreadable input for a file that cannot be read, a bad request for an identifier that is not built in.
pub(super) fn open(session: &mut Session, scheme: &str) -> Result<SchemeFile> {
    let path = Path::new(scheme);
    let is_file = path.extension().is_some_and(|extension| extension == "toml" || extension == "csv") || path.is_file();
    if !is_file {
        return Ok(builtin::by_id(scheme)?.file());
    }
    let bytes = fs::read(path).map_err(|error| Error::unreadable(scheme, &error).with_source(error))?;
    session.add_input(scheme, &bytes);
    from_bytes(scheme, bytes)
}

/// The scheme that the bytes of a file hold.
///
/// # Errors
/// Unreadable input when they are not UTF-8.
pub(super) fn from_bytes(scheme: &str, bytes: Vec<u8>) -> Result<SchemeFile> {
    let text = utf8(scheme, bytes)?;
    let text = text.trim_start_matches('\u{feff}');
    let is_table = Path::new(scheme).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    Ok(if is_table { SchemeFile::read_assignment(scheme, text) } else { SchemeFile::read(scheme, text) })
}

fn utf8(file: &str, bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        Error::unreadable(file, format!("byte {offset} is not UTF-8; save the file as UTF-8"))
    })
}

/// The plan of a scheme; its findings are reported.
///
/// # Errors
/// A bad request when the scheme has mistakes; they are printed, all at once, with the words underlined.
pub(super) fn plan(session: &mut Session, scheme: &str, atlas: &Atlas) -> Result<Plan> {
    plan_with(session, scheme, atlas, &RuleArgs::default())
}

/// The same with what its rules may need.
///
/// # Errors
/// As [`plan`].
pub(super) fn plan_with(session: &mut Session, scheme: &str, atlas: &Atlas, rules: &RuleArgs) -> Result<Plan> {
    let plan = plan_quietly_with(session, scheme, atlas, rules)?;
    session.report(plan.findings());
    Ok(plan)
}

/// The plan of a scheme, for verbs whose answer does not depend on its findings.
///
/// # Errors
/// As [`plan`].
pub(super) fn plan_quietly(session: &mut Session, scheme: &str, atlas: &Atlas) -> Result<Plan> {
    plan_quietly_with(session, scheme, atlas, &RuleArgs::default())
}

/// The same with what its rules may need.
///
/// # Errors
/// As [`plan`].
pub(super) fn plan_quietly_with(session: &mut Session, scheme: &str, atlas: &Atlas, rules: &RuleArgs) -> Result<Plan> {
    let file = open(session, scheme)?;
    let measures = rules.measures(session, atlas)?;
    let planned = file.resolve(atlas).and_then(|resolved| measures.plan(&resolved));
    planned.map_err(|diagnostics| refused(session, scheme, &diagnostics))
}

fn refused(session: &mut Session, scheme: &str, diagnostics: &SchemeDiagnostics) -> Error {
    session.report_diagnostics(diagnostics);
    let findings = diagnostics.findings();
    let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error).count();
    let problems = counted(errors, "problem");
    Error::new(ErrorKind::BadRequest, format!("the scheme {scheme} cannot be used: {problems}, listed above"))
}
