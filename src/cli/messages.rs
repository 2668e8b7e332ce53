//! Messages on stderr: for people, or one JSON object a line.

use std::io::{IsTerminal, Write};

use serde_json::json;

use super::args::MessageFormat;
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::scheme::SchemeDiagnostics;

/// Where messages go and how they look.
#[derive(Debug)]
pub(super) struct Messages {
    format: MessageFormat,
    quiet: bool,
}

impl Messages {
    pub(super) fn new(format: MessageFormat, quiet: bool) -> Self {
        Self { format, quiet }
    }

    fn line(&self, text: &str) {
        // A closed stderr is no reason to stop the work.
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    /// A finding. With `--quiet` only errors appear.
    pub(super) fn finding(&self, finding: &Finding) {
        if self.quiet && finding.severity() < Severity::Error {
            return;
        }
        match self.format {
            MessageFormat::Text => self.line(&finding.to_string()),
            MessageFormat::Json => self.line(&json!({ "finding": finding }).to_string()),
        }
    }

    /// What is wrong with a scheme: with the words underlined for people, as findings for programs.
    pub(super) fn diagnostics(&self, diagnostics: &SchemeDiagnostics) {
        match self.format {
            MessageFormat::Text => match underlined(diagnostics, &std::io::stderr()) {
                Some(text) => self.line(&text),
                None => diagnostics.findings().iter().for_each(|finding| self.finding(finding)),
            },
            MessageFormat::Json => diagnostics.findings().iter().for_each(|finding| self.finding(finding)),
        }
    }

    /// Something worth knowing that is no finding: where outputs are, what was done. Silent with `--quiet`.
    pub(super) fn note(&self, text: &str) {
        if self.quiet {
            return;
        }
        match self.format {
            MessageFormat::Text => self.line(text),
            MessageFormat::Json => self.line(&json!({ "note": text }).to_string()),
        }
    }

    /// Why the command stops.
    pub(super) fn error(&self, error: &Error) {
        let problems = error.problems();
        match self.format {
            MessageFormat::Text => problems.iter().for_each(|problem| self.line(&format!("error: {problem}"))),
            MessageFormat::Json => {
                let exit = error.kind().exit_code();
                self.line(&json!({ "error": { "exit_code": exit, "problems": problems } }).to_string());
            }
        }
    }
}

/// What is wrong with a scheme with the words underlined, as it is shown on `output`.
pub(super) fn underlined(diagnostics: &SchemeDiagnostics, output: &impl IsTerminal) -> Option<String> {
    let mut text = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(theme(output));
    handler.render_report(&mut text, &diagnostics.report()).ok()?;
    Some(text.trim_end().to_string())
}

/// Colours only on a terminal that wants them.
fn theme(output: &impl IsTerminal) -> miette::GraphicalTheme {
    let plain = std::env::var_os("NO_COLOR").is_some() || !output.is_terminal();
    if plain { miette::GraphicalTheme::unicode_nocolor() } else { miette::GraphicalTheme::unicode() }
}
