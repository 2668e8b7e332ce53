//! One run of the command: global options, messages, findings, inputs, and the exit code.

use std::process::ExitCode;

use super::args::{GlobalArgs, Verb};
use super::messages::Messages;
use super::progress::Progress;
use super::verbs;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Finding, Severity, worst};
use crate::io::manifest::Manifest;
use crate::scheme::SchemeDiagnostics;

/// The state of one run.
#[derive(Debug)]
pub(super) struct Session {
    global: GlobalArgs,
    messages: Messages,
    findings: Vec<Finding>,
    manifest: Manifest,
}

impl Session {
    pub(super) fn new(global: GlobalArgs) -> Self {
        let messages = Messages::new(global.messages, global.quiet);
        Self { global, messages, findings: Vec::new(), manifest: Manifest::new(env!("CARGO_PKG_VERSION")) }
    }

    /// Runs a verb on a pool of the asked-for number of threads.
    pub(super) fn run(&mut self, verb: Verb) -> Result<()> {
        self.manifest.set_command(verb.word());
        let threads = self.global.threads.map_or(0, usize::from);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| Error::bad_request(format!("cannot start {threads} threads: {error}; ask for fewer")))?;
        pool.install(|| verbs::dispatch(verb, self))
    }

    /// The exit code, after the error (if any) has been printed.
    pub(super) fn finish(self, outcome: Result<()>) -> ExitCode {
        match outcome {
            Ok(()) if worst(&self.findings) == Some(Severity::Error) => ExitCode::from(1),
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                if !error.problems().is_empty() {
                    self.messages.error(&error);
                }
                ExitCode::from(error.kind().exit_code())
            }
        }
    }

    /// Prints findings and remembers them for the exit code.
    pub(super) fn report(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            self.messages.finding(&finding);
            self.findings.push(finding);
        }
    }

    /// Remembers findings that are printed with the words of the scheme underlined.
    pub(super) fn report_diagnostics(&mut self, diagnostics: &SchemeDiagnostics) {
        if !diagnostics.as_slice().is_empty() {
            self.messages.diagnostics(diagnostics);
        }
        self.findings.extend(diagnostics.findings());
    }

    /// Stops before anything is written, when `--strict` is on and there is a finding of severity error.
    ///
    /// # Errors
    /// [`ErrorKind::StrictFindings`].
    pub(super) fn gate(&self) -> Result<()> {
        let errors = self.findings.iter().filter(|finding| finding.severity() == Severity::Error).count();
        if self.global.strict && errors > 0 {
            let message = format!("--strict: nothing was written because of {errors} findings of severity error");
            return Err(Error::new(ErrorKind::StrictFindings, message));
        }
        Ok(())
    }

    /// Everything found so far.
    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    pub(super) fn messages(&self) -> &Messages {
        &self.messages
    }

    pub(super) fn progress(&self) -> Progress {
        Progress::new(self.global.progress, self.global.quiet)
    }

    /// What the outputs will say about how they were made.
    pub(super) fn manifest(&mut self) -> &mut Manifest {
        &mut self.manifest
    }
}
