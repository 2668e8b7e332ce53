//! Schemes by name or file, and the plans made of them.

use std::fs;
use std::path::Path;

use crate::atlas::Atlas;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Severity;
use crate::io::counted;
use crate::scheme::{Plan, SchemeDiagnostics, SchemeFile, builtin};

use super::session::Session;

/// The scheme that a word on the command line means: a file when it looks like one, else a built-in scheme.
///
/// # Errors
/// Unreadable input for a file that cannot be read, a bad request for an identifier that is not built in.
pub(super) fn open(session: &mut Session, scheme: &str) -> Result<SchemeFile> {
    let path = Path::new(scheme);
    let is_file = path.extension().is_some_and(|extension| extension == "toml") || path.is_file();
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
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        Error::unreadable(scheme, format!("byte {offset} is not UTF-8; save the file as UTF-8"))
    })?;
    Ok(SchemeFile::read(scheme, text.trim_start_matches('\u{feff}')))
}

/// The plan of a scheme; its findings are reported.
///
/// # Errors
/// A bad request when the scheme has mistakes; they are printed, all at once, with the words underlined.
pub(super) fn plan(session: &mut Session, scheme: &str, atlas: &Atlas) -> Result<Plan> {
    let plan = plan_quietly(session, scheme, atlas)?;
    session.report(plan.findings());
    Ok(plan)
}

/// The plan of a scheme, for verbs whose answer does not depend on its findings.
///
/// # Errors
/// As [`plan`].
pub(super) fn plan_quietly(session: &mut Session, scheme: &str, atlas: &Atlas) -> Result<Plan> {
    let file = open(session, scheme)?;
    match file.resolve(atlas) {
        Ok(resolved) => Ok(resolved.plan(atlas)),
        Err(diagnostics) => Err(refused(session, scheme, &diagnostics)),
    }
}

fn refused(session: &mut Session, scheme: &str, diagnostics: &SchemeDiagnostics) -> Error {
    session.report_diagnostics(diagnostics);
    let findings = diagnostics.findings();
    let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error).count();
    let problems = counted(errors, "problem");
    Error::new(ErrorKind::BadRequest, format!("the scheme {scheme} cannot be used: {problems}, listed above"))
}
