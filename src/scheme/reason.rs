//! Why a member is in its ring.

use std::fmt;

use serde::Serialize;

use crate::finding::TextPosition;

/// Why a member is in its ring: what named it, where, and what that overrode.
///
/// Its `Display` is one sentence for people; its fields are for programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The kind of rule that made it a member.
    pub rule: MembershipRule,
    /// The name in the file.
    pub named_as: String,
    /// The identifier of its ring.
    pub ring: String,
    /// Where the name stands in the file.
    pub position: TextPosition,
    /// What other mentions of the same or of surrounding units were settled, and how.
    pub settled: Vec<Settled>,
}

/// The kind of rule that makes a unit a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MembershipRule {
    /// The file lists it.
    ExplicitMember,
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
        write!(f, "named as '{}' in ring '{}' (line {})", self.named_as, self.ring, self.position.line)?;
        self.settled.iter().try_for_each(|settled| write!(f, "; {settled}"))
    }
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
