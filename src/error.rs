//! The root error: what stops a request, and which exit code it maps to.

use std::error::Error as StdError;
use std::fmt;
use std::path::Path;

/// What kind of failure an [`Error`] is. Each kind maps to one exit code of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request itself is wrong: unknown unit, bad scheme, impossible parameter (exit code 2).
    BadRequest,
    /// An input could not be read: missing, not of its format, truncated (exit code 3).
    UnreadableInput,
    /// An output could not be written: disk full, folder read-only (exit code 4).
    CouldNotWrite,
    /// The work was interrupted by the user (exit code 130).
    Interrupted,
    /// `--strict` was asked for and there are findings of severity error (exit code 1).
    StrictFindings,
}

impl ErrorKind {
    /// The exit code of the command line for this kind.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::StrictFindings => 1,
            Self::BadRequest => 2,
            Self::UnreadableInput => 3,
            Self::CouldNotWrite => 4,
            Self::Interrupted => 130,
        }
    }
}

/// The error of every fallible operation at the surface of this crate: a kind and a message that says what was given, what
/// is needed and the way out. A request with several mistakes carries them all.
///
/// One opaque type with a question ([`Error::kind`]) instead of a tree of enums: callers branch on the kind (exit code,
/// exception class, HTTP status), people read the message. Inner operations have precise enums of their own, reachable by
/// [`source`](StdError::source).
///
/// # Examples
/// ```
/// use ringshed::{Error, ErrorKind};
/// let error = Error::bad_request("no unit is called 'Bejing'; did you mean Beijing (110000)?");
/// assert_eq!(error.kind(), ErrorKind::BadRequest);
/// assert_eq!(error.kind().exit_code(), 2);
/// ```
#[derive(Debug)]
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    problems: Vec<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of the given kind with one message.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { inner: Box::new(Inner { kind, problems: vec![message.into()], source: None }) }
    }

    /// A bad request (exit code 2).
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::BadRequest, message)
    }

    /// A bad request with several mistakes, all reported at once.
    pub fn bad_requests(problems: Vec<String>) -> Self {
        Self::all(ErrorKind::BadRequest, problems)
    }

    /// An error of the given kind with several messages, all reported at once.
    pub fn all(kind: ErrorKind, problems: Vec<String>) -> Self {
        Self { inner: Box::new(Inner { kind, problems, source: None }) }
    }

    /// An input that cannot be read (exit code 3): `name` is the file, `reason` what is wrong with it.
    pub fn unreadable(name: impl fmt::Display, reason: impl fmt::Display) -> Self {
        Self::new(ErrorKind::UnreadableInput, format!("cannot read {name}: {reason}"))
    }

    /// An output that cannot be written (exit code 4).
    pub fn could_not_write(path: &Path, source: std::io::Error) -> Self {
        let message = format!("cannot write {}: {source}", path.display());
        Self::new(ErrorKind::CouldNotWrite, message).with_source(source)
    }

    /// Adds the underlying error.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.inner.source = Some(source.into());
        self
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// The messages, one per mistake; at least one.
    pub fn problems(&self) -> &[String] {
        &self.inner.problems
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.problems.join("\n"))
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// The result of operations at the surface of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_are_printed() {
        let error = Error::bad_requests(vec!["first".into(), "second".into()]);
        assert_eq!(error.to_string(), "first\nsecond");
        assert_eq!(error.problems().len(), 2);
    }

    #[test]
    fn exit_codes_are_those_of_the_manual() {
        let kinds = [ErrorKind::StrictFindings, ErrorKind::BadRequest, ErrorKind::UnreadableInput, ErrorKind::CouldNotWrite];
        assert_eq!(kinds.map(ErrorKind::exit_code), [1, 2, 3, 4]);
        assert_eq!(ErrorKind::Interrupted.exit_code(), 130);
    }

    #[test]
    fn sources_are_kept() {
        let error = Error::could_not_write(Path::new("out.csv"), std::io::Error::other("disk full"));
        assert!(error.to_string().contains("out.csv") && StdError::source(&error).is_some());
    }
}
