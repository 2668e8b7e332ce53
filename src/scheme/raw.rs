//! The parts of a scheme file as they are written, before any name is looked up.

use crate::quantity::{Basis, KilometresPerHour, LonLat};

use super::span::{Span, Spanned};

/// A scheme as its file has it: names are text, nothing is resolved.
///
/// Equality ignores where the words stand, so a scheme equals its printed and parsed copy.
///
/// # Examples
/// ```
/// use ringshed::scheme::SchemeFile;
/// let text = "id = \"my\"\nname = \"Mine\"\n\n[[ring]]\nid = \"core\"\nmembers = [\"Beijing\"]\n";
/// let scheme = SchemeFile::read("my.toml", text).raw()?.clone();
/// assert_eq!(scheme.rings[0].members[0].value, "Beijing");
/// assert_eq!(scheme.to_string(), text);
/// # Ok::<(), ringshed::scheme::SchemeDiagnostics>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawScheme {
    /// Identifier of the scheme.
    pub id: Spanned<String>,
    /// Its name for people.
    pub name: Spanned<String>,
    /// Its name in Chinese.
    pub name_zh: Option<Spanned<String>>,
    /// The document it is taken from.
    pub source: Option<Spanned<String>>,
    /// New units made of others.
    pub aliases: Vec<RawAlias>,
    /// The rings, innermost first; the first is the core.
    pub rings: Vec<RawRing>,
    /// The wider area the rings are compared with.
    pub hinterland: Option<RawHinterland>,
    /// Centres to compute catchments for.
    pub facilities: Vec<RawFacility>,
    /// Units that count as neighbours although they share no border.
    pub links: Vec<RawLink>,
}

/// Two units that count as neighbours: a ferry, a bridge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawLink {
    /// One of them, by name or code.
    pub from: Spanned<String>,
    /// The other one.
    pub to: Spanned<String>,
}

/// A new unit made of others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawAlias {
    /// The name it is used by.
    pub key: Spanned<String>,
    /// Its code in outputs.
    pub code: Spanned<String>,
    /// Its name in Chinese; also usable as a member name.
    pub name_zh: Option<Spanned<String>>,
    /// Its name in English, when the key is not it.
    pub name_en: Option<Spanned<String>>,
    /// The units (or other aliases) it is made of.
    pub units: Vec<Spanned<String>>,
    /// Its centre.
    pub at: Option<Spanned<LonLat>>,
}

/// A ring: members named, or given by a rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawRing {
    /// Identifier, unique in the scheme.
    pub id: Spanned<String>,
    /// Its name for people; the identifier when absent.
    pub name: Option<Spanned<String>>,
    /// Its name in Chinese.
    pub name_zh: Option<Spanned<String>>,
    /// The members by name.
    pub members: Vec<Spanned<String>>,
    /// The condition (CQL2 text) that makes a unit a member.
    pub rule: Option<Spanned<String>>,
    /// What the rule measures from: a ring further in, a unit, an alias, a facility or a position; the core when absent.
    pub of: Option<Spanned<String>>,
    /// The level at which names are looked up first and among whose units a rule selects.
    pub level: Option<Spanned<String>>,
    /// The travel model of the rule's minutes.
    pub model: Option<Spanned<String>>,
    /// The units within which the rule selects; everywhere when absent.
    pub within: Vec<Spanned<String>>,
    /// Units that the rule must leave out.
    pub except: Vec<Spanned<String>>,
    /// Whether the rule's minutes are in-vehicle or door-to-door.
    pub basis: Option<Spanned<Basis>>,
    /// Whether the ring must be in one piece with the rings further in: exclaves are dropped, enclaves added.
    pub contiguous: Option<Spanned<bool>>,
    /// The ratio of route to straight line.
    pub detour: Option<Spanned<f64>>,
    /// The speed of distance-based minutes.
    pub speed: Option<Spanned<KilometresPerHour>>,
    /// Other parameters of the travel model, by key, in the order of [`TRAVEL_KEYS`](super::TRAVEL_KEYS).
    pub parameters: Vec<(&'static str, Spanned<f64>)>,
    /// Where its table stands. Not part of equality.
    pub(crate) heading: Heading,
}

/// Where a table's heading stands; two headings are always equal, because a place is no part of what a scheme says.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Heading(pub(crate) Span);

impl PartialEq for Heading {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The wider area the rings are compared with, and the baseline inside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawHinterland {
    /// Its name for people.
    pub name: Option<Spanned<String>>,
    /// Its members by name.
    pub members: Vec<Spanned<String>>,
    /// Those of its units that growth is measured against.
    pub baseline: Vec<Spanned<String>>,
}

/// A centre to compute catchments for.
#[derive(Clone, Debug, PartialEq)]
pub struct RawFacility {
    /// Its name; that of its unit when absent.
    pub name: Option<Spanned<String>>,
    /// Where it is.
    pub place: RawPlace,
}

/// Where a facility is.
#[derive(Clone, Debug, PartialEq)]
pub enum RawPlace {
    /// At a position.
    At(Spanned<LonLat>),
    /// At the centre of a unit, by its name.
    Unit(Spanned<String>),
}
