//! One run of the command: global options, messages, findings, inputs, and the exit code.

use std::path::Path;
use std::process::ExitCode;

use super::args::{GlobalArgs, ReadingArgs, Verb};
use super::messages::Messages;
use super::progress::Progress;
use super::rail::RailNetworks;
use super::verbs;
use crate::analysis::reproject;
use crate::atlas::{Atlas, DATA_SOURCES};
use crate::crs::{Crs, Datum, Frame};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Finding, Severity, worst};
use crate::io::csv::PointColumns;
use crate::io::manifest::{InputFile, Manifest, Provenance};
use crate::io::{Numbers, Parsed, RawLayer, ReadOptions, counted, read_raw};
use crate::layer::Layer;
use crate::network::DATA_SOURCE as RAIL_SOURCE;
use crate::quantity::{Bounds, Minutes};
use crate::report::map::MapContext;
use crate::scheme::SchemeDiagnostics;
use crate::travel::Description;

/// The state of one run.
#[derive(Debug)]
pub(super) struct Session {
    global: GlobalArgs,
    messages: Messages,
    findings: Vec<Finding>,
    manifest: Manifest,
    rail: Option<RailNetworks>,
}

impl Session {
    pub(super) fn new(global: GlobalArgs) -> Self {
        let messages = Messages::new(global.messages, global.quiet);
        Self { global, messages, findings: Vec::new(), manifest: Manifest::new(""), rail: None }
    }

    /// Runs a verb on a pool of the asked-for number of threads.
    pub(super) fn run(&mut self, verb: Verb) -> Result<()> {
        self.manifest.command = verb.word().to_string();
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

    /// Remembers findings that are not messages but the result itself, for the exit code.
    pub(super) fn remember(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
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
            let findings = counted(errors, "finding");
            let message = format!("--strict: nothing was written because of {findings} of severity error");
            return Err(Error::new(ErrorKind::StrictFindings, message));
        }
        Ok(())
    }

    /// Reads a layer and reports what is doubtful about it.
    ///
    /// # Errors
    /// Unreadable input.
    pub(super) fn read_layer(&mut self, file: &str, columns: &PointColumns) -> Result<Layer> {
        let parsed = self.parsed(file, columns)?;
        self.report(parsed.findings.into_iter().map(|finding| finding.in_file(file)));
        Ok(parsed.layer)
    }

    /// Reads a layer, with what was found about it, in degrees on WGS84: converted when `--from-crs` or `--from-datum` say so, or the
    /// file itself.
    ///
    /// # Errors
    /// Unreadable input; a bad request for a reference system that is not known.
    pub(super) fn parsed(&mut self, file: &str, columns: &PointColumns) -> Result<Parsed> {
        let mut raw = self.raw(file, columns)?;
        let from = self.frame_of(file, &mut raw)?;
        let findings = reproject(&mut raw.layer, &from, &Frame::default())?;
        raw.findings.extend(findings.into_iter().map(|finding| finding.in_file(file)));
        Ok(raw.into_parsed())
    }

    /// Reads a layer with the coordinates that stand in its file.
    ///
    /// # Errors
    /// Unreadable input.
    pub(super) fn raw(&mut self, file: &str, columns: &PointColumns) -> Result<RawLayer> {
        self.raw_within(file, columns, None)
    }

    /// The same of those parts of a file that may touch a box, where its format can tell; and what touches it not.
    ///
    /// # Errors
    /// Unreadable input.
    pub(super) fn raw_within(&mut self, file: &str, columns: &PointColumns, within: Option<Bounds>) -> Result<RawLayer> {
        let numbers = if self.global.reading.from_crs.is_some() { Numbers::Any } else { Numbers::Degrees };
        // Displaced coordinates may lie outside of a box that they belong into.
        let within = within.filter(|_| self.global.reading.from_datum.is_none());
        let options = ReadOptions { columns: columns.clone(), numbers, within };
        let mut raw = read_raw(Path::new(file), &options)?;
        self.manifest.inputs.append(&mut raw.inputs);
        Ok(raw)
    }

    /// What the coordinates of a file mean: what was asked for, else what the file says, else WGS84.
    ///
    /// # Errors
    /// A bad request for an empty definition.
    pub(super) fn frame_of(&mut self, file: &str, raw: &mut RawLayer) -> Result<Frame> {
        let stated = raw.crs.take();
        let ReadingArgs { from_crs, from_datum } = self.global.reading.clone();
        let asked = from_crs
            .as_deref()
            .map(Crs::new)
            .transpose()
            .map_err(|error| Error::bad_request(format!("--from-crs: {error}")))?;
        if let (Some(asked), Some(stated)) = (&asked, &stated)
            && asked != stated
        {
            let message = format!("the file says {stated}; it is read as {asked}, as asked for");
            raw.findings.push(Finding::note("crs-overridden", message).in_file(file));
        }
        self.parameter("from_crs", asked.as_ref().map(Crs::to_string));
        self.parameter("from_datum", from_datum.map(|datum| datum.word().to_string()));
        let crs = asked.or(stated).unwrap_or_else(Crs::wgs84);
        Ok(Frame { crs, datum: from_datum.unwrap_or(Datum::Wgs84) })
    }

    /// The datum of points that are read as a stream.
    ///
    /// # Errors
    /// A bad request with `--from-crs`: whether eastings have a zone number, and how exact an operation is, takes all points to tell.
    pub(super) fn datum_of_streams(&mut self, file: &str) -> Result<Datum> {
        let ReadingArgs { from_crs, from_datum } = self.global.reading.clone();
        if let Some(crs) = from_crs
            && !Crs::new(&crs).is_ok_and(|crs| crs.is_wgs84())
        {
            let message = format!(
                "--from-crs {crs}: points are read as a stream, in longitudes and latitudes; convert them first: ringshed convert {file} \
                 points.csv --from-crs {crs}"
            );
            return Err(Error::bad_request(message));
        }
        self.parameter("from_datum", from_datum.map(|datum| datum.word().to_string()));
        Ok(from_datum.unwrap_or(Datum::Wgs84))
    }

    /// Remembers an input for the manifest.
    pub(super) fn add_input(&mut self, name: &str, mut bytes: &[u8]) {
        // Reading from memory does not fail.
        if let Ok(input) = InputFile::read(name, &mut bytes) {
            self.manifest.inputs.push(input);
        }
    }

    /// Remembers an input that was read as a stream.
    pub(super) fn add_input_file(&mut self, input: InputFile) {
        self.manifest.inputs.push(input);
    }

    /// Remembers that the embedded data were used.
    pub(super) fn add_embedded_data(&mut self) {
        self.manifest.data.extend(DATA_SOURCES.iter().map(|source| Provenance {
            name: source.name.to_string(),
            version: source.version.to_string(),
            licence: source.licence.to_string(),
            source: source.origin.to_string(),
        }));
    }

    /// Remembers that the embedded rail table was used.
    pub(super) fn add_embedded_rail(&mut self) {
        self.manifest.data.push(Provenance {
            name: RAIL_SOURCE.name.to_string(),
            version: RAIL_SOURCE.version.to_string(),
            licence: RAIL_SOURCE.licence.to_string(),
            source: RAIL_SOURCE.origin.to_string(),
        });
    }

    /// The rail networks, once they were read.
    pub(super) fn rail(&self) -> Option<RailNetworks> {
        self.rail.clone()
    }

    /// Keeps the rail networks for who asks again.
    pub(super) fn remember_rail(&mut self, networks: RailNetworks) {
        self.rail = Some(networks);
    }

    /// Remembers a parameter for the manifest, if it was given.
    pub(super) fn parameter(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            self.manifest.parameters.insert(name.to_string(), value.into());
        }
    }

    /// Remembers a number for the manifest.
    pub(super) fn number(&mut self, name: &str, value: f64) {
        self.manifest.parameters.insert(name.to_string(), value.into());
    }

    /// Remembers the travel model for the manifest.
    pub(super) fn describe_model(&mut self, description: &Description) {
        self.parameter("model", Some(description.model.to_string()));
        self.parameter("basis", Some(description.basis.to_string()));
        for (name, value) in &description.parameters {
            self.manifest.parameters.insert((*name).to_string(), (*value).into());
        }
    }

    /// Remembers the minutes for the manifest.
    pub(super) fn describe_minutes(&mut self, minutes: &[Minutes]) {
        let values: Vec<f64> = minutes.iter().map(|minutes| minutes.minutes()).collect();
        self.manifest.parameters.insert("minutes".to_string(), values.into());
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

    /// What maps say besides their layers.
    pub(super) fn map_context<'a>(&'a self, atlas: &'a Atlas) -> MapContext<'a> {
        MapContext { atlas, findings: &self.findings, manifest: self.manifest.to_json() }
    }

    /// What the outputs say about how they were made.
    pub(super) fn manifest(&self) -> &Manifest {
        &self.manifest
    }
}
