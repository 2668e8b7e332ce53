//! What is wrong or doubtful in a scheme file: each problem with the word it is about.
//!
//! Nothing here prints. A [`SchemeDiagnostics`] can be shown in three ways: as plain lines (its `Display`), as
//! [`Finding`]s for JSON and for the list of findings of a whole run, and as text with the words underlined (its
//! [`report`](SchemeDiagnostics::report) is a [`miette::Diagnostic`]).

use std::fmt;
use std::sync::Arc;

use miette::{LabeledSpan, NamedSource, SourceCode, SourceSpan};

use crate::error::Error;
use crate::finding::{Finding, Severity, TextPosition};

use super::span::Span;

/// A problem of a scheme file: severity, stable code, message, the word it is about, and what to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    severity: Severity,
    code: &'static str,
    message: String,
    span: Span,
    help: Option<String>,
    related: Vec<(Span, String)>,
}

impl Diagnostic {
    fn new(severity: Severity, code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity, code, message: message.into(), span, help: None, related: Vec::new() }
    }

    pub(crate) fn note(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, span, message)
    }

    pub(crate) fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message)
    }

    pub(crate) fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message)
    }

    /// Adds what the user can do about it.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place that has to do with it.
    pub(crate) fn with_related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The stable code, for programs that filter.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The word it is about, in bytes of the scheme's text.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What the user can do about it.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

impl miette::Diagnostic for Diagnostic {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(shown_severity(self.severity))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display + 'a>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let primary = LabeledSpan::new_primary_with_span(None, shown_span(self.span));
        let related =
            self.related.iter().map(|(span, label)| LabeledSpan::new_with_span(Some(label.clone()), shown_span(*span)));
        Some(Box::new(std::iter::once(primary).chain(related)))
    }
}

fn shown_span(span: Span) -> SourceSpan {
    SourceSpan::from(span.start..span.end.max(span.start))
}

fn shown_severity(severity: Severity) -> miette::Severity {
    match severity {
        Severity::Note => miette::Severity::Advice,
        Severity::Warning => miette::Severity::Warning,
        Severity::Error => miette::Severity::Error,
    }
}

/// The name and the text of a scheme file, shared by everything that points into it.
#[derive(Clone, Debug)]
pub struct SchemeSource {
    named_text: NamedSource<Arc<str>>,
}

impl SchemeSource {
    /// A text called `name` in messages (mostly the file name). A byte order mark at its start is dropped.
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { named_text: NamedSource::new(name, Arc::from(text)) }
    }

    /// What messages call it.
    pub fn name(&self) -> &str {
        self.named_text.name()
    }

    /// The text that spans count in.
    pub fn text(&self) -> &str {
        self.named_text.inner()
    }

    /// Line and column at which `span` starts.
    pub fn position(&self, span: Span) -> TextPosition {
        TextPosition::of_offset(self.text(), span.start)
    }
}

/// All problems of one scheme file, in the order of the text.
///
/// # Examples
/// ```
/// use ringshed::scheme::SchemeFile;
/// let file = SchemeFile::read("my.toml", "id = \"my\"\nnmae = \"Mine\"\n[[ring]]\nid = \"core\"\nmembers = [\"Beijing\"]\n");
/// let problems = file.raw().expect_err("a key is misspelled");
/// assert_eq!(
///     problems.to_string(),
///     "error[unknown-key]: my.toml:2:1: unknown key 'nmae' in the scheme; did you mean 'name'?"
/// );
/// ```
#[derive(Clone, Debug)]
pub struct SchemeDiagnostics {
    source: SchemeSource,
    diagnostics: Vec<Diagnostic>,
}

impl SchemeDiagnostics {
    /// Puts the problems into the order of the text.
    pub(crate) fn new(source: SchemeSource, mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        Self { source, diagnostics }
    }

    /// The file they are in.
    pub fn source_file(&self) -> &SchemeSource {
        &self.source
    }

    /// The problems, in the order of the text.
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The problems for a renderer that underlines words in the text.
    pub fn report(&self) -> SchemeReport<'_> {
        SchemeReport { diagnostics: self }
    }

    /// The problems as findings with file, line and column.
    pub fn findings(&self) -> Vec<Finding> {
        self.diagnostics.iter().map(|diagnostic| self.finding(diagnostic)).collect()
    }

    fn finding(&self, diagnostic: &Diagnostic) -> Finding {
        let make = match diagnostic.severity {
            Severity::Note => Finding::note,
            Severity::Warning => Finding::warning,
            Severity::Error => Finding::error,
        };
        let finding = make(diagnostic.code, diagnostic.message.as_str())
            .in_file(self.source.name())
            .at_position(self.source.position(diagnostic.span));
        match &diagnostic.help {
            Some(help) => finding.with_remedy(help.as_str()),
            None => finding,
        }
    }
}

impl fmt::Display for SchemeDiagnostics {
    /// One line per problem: severity, code, file, line, column, message, remedy.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, finding) in self.findings().iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SchemeDiagnostics {}

/// The problems of a scheme as one [`miette::Diagnostic`]: a summary line, then each problem with its words underlined.
///
/// It is a view of its own because its `Display` must be the summary alone, while that of [`SchemeDiagnostics`] lists everything.
#[derive(Clone, Copy, Debug)]
pub struct SchemeReport<'a> {
    diagnostics: &'a SchemeDiagnostics,
}

impl fmt::Display for SchemeReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = &self.diagnostics.diagnostics;
        let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
            let count = all.iter().filter(|diagnostic| diagnostic.severity == severity).count();
            (count > 0).then(|| format!("{count} {severity}{}", if count == 1 { "" } else { "s" }))
        });
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        write!(f, "{}: {}", self.diagnostics.source.name(), counts.join(", "))
    }
}

impl std::error::Error for SchemeReport<'_> {}

impl miette::Diagnostic for SchemeReport<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        self.diagnostics.diagnostics.iter().map(|diagnostic| diagnostic.severity).max().map(shown_severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.diagnostics.source.named_text)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        let all = &self.diagnostics.diagnostics;
        Some(Box::new(all.iter().map(|diagnostic| diagnostic as &dyn miette::Diagnostic)))
    }
}

impl From<SchemeDiagnostics> for Error {
    /// A bad request with one message per problem of severity error; the whole list is its source.
    fn from(diagnostics: SchemeDiagnostics) -> Self {
        let errors = diagnostics.findings().into_iter().filter(|finding| finding.severity() == Severity::Error);
        let problems = errors.map(|finding| finding.to_string()).collect();
        Self::bad_requests(problems).with_source(diagnostics)
    }
}

#[cfg(test)]
#[path = "diagnostic_tests.rs"]
mod tests;
