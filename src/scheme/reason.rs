//! Why a member is in its ring.

use std::fmt;

use serde::Serialize;

use crate::finding::TextPosition;

use super::rule::Check;

/// Why a member is in its ring: what named or selected it, where, and what that overrode.
///
/// Its `Display` is one sentence for people; its fields are for programs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// What made it a member.
    #[serde(flatten)]
    pub rule: MembershipRule,
    /// The identifier of its ring.
    pub ring: String,
    /// Where the name or the rule stands in the file.
    pub position: TextPosition,
    /// What other mentions of the same or of surrounding units were settled, and how.
    pub settled: Vec<Settled>,
}

/// What makes a unit a member.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MembershipRule {
    /// The file lists it.
    ExplicitMember {
        /// The name in the file.
        named_as: String,
    },
    /// The ring's rule selects it.
    Condition {
        /// The rule.
        condition: String,
        /// What it measures from.
        of: Option<String>,
        /// Each test with the unit's value, the threshold and the margin.
        checks: Vec<Check>,
    },
    /// The ring encloses it and has to be contiguous, though its rule does not select it.
    Enclave {
        /// The rule.
        condition: String,
        /// Each test with the unit's value, the threshold and how far it misses.
        checks: Vec<Check>,
    },
}

/// A conflict that was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Settled {
    /// The member lies in another one, which is less specific and loses it.
    CarvedFrom {
        /// Code of the surrounding member.
        code: String,
        /// Its name.
        name: String,
        /// The identifier of its ring.
        ring: String,
    },
    /// A ring further out names it too; the innermost ring wins.
    AlsoNamed {
        /// The name there.
        named_as: String,
        /// The identifier of the ring further out.
        ring: String,
        /// Where the name stands in the file.
        position: TextPosition,
    },
    /// More specific members inside take their area out of this one.
    Without {
        /// Code of the member inside.
        code: String,
        /// Its name.
        name: String,
        /// The identifier of its ring.
        ring: String,
    },
    /// A part of an alias belongs to another member that names it too.
    Surrendered {
        /// Code of the part.
        code: String,
        /// Its name.
        name: String,
        /// The identifier of the ring it went to.
        ring: String,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ring, position, .. } = self;
        match &self.rule {
            MembershipRule::ExplicitMember { named_as } => {
                write!(f, "named as '{named_as}' in ring '{ring}' (line {})", position.line)?;
            }
            MembershipRule::Condition { checks, .. } => {
                write!(f, "selected by the rule of ring '{ring}' (line {}): {}", position.line, sentences(checks))?;
            }
            MembershipRule::Enclave { checks, .. } => {
                let line = position.line;
                write!(
                    f,
                    "enclosed by ring '{ring}' (line {line}), which is contiguous; its rule misses: {}",
                    sentences(checks)
                )?;
            }
        }
        self.settled.iter().try_for_each(|settled| write!(f, "; {settled}"))
    }
}

/// The tests of a rule in one line.
fn sentences(checks: &[Check]) -> String {
    let all: Vec<String> = checks.iter().map(Check::sentence).collect();
    all.join("; ")
}

impl fmt::Display for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CarvedFrom { code, name, ring } => {
                write!(f, "more specific than {name} ({code}) of ring '{ring}', which it is carved out of")
            }
            Self::AlsoNamed { ring, position, .. } => {
                write!(f, "also named in ring '{ring}' (line {}), but the innermost ring wins", position.line)
            }
            Self::Without { code, name, ring } => write!(f, "without {name} ({code}), which is in ring '{ring}'"),
            Self::Surrendered { code, name, ring } => {
                write!(f, "its part {name} ({code}) belongs to ring '{ring}', which names it too")
            }
        }
    }
}
