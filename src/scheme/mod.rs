//! Ring schemes: text files that name a core and rings outward from it, and the plans made of them.
//!
//! Data goes one way: text is read into a [`RawScheme`] ([`SchemeFile::read`]), its names are looked up in an
//! [`Atlas`](crate::Atlas) ([`SchemeFile::resolve`] gives a [`Scheme`]), and conflicts between rings are settled
//! ([`Scheme::plan`] gives a [`Plan`]). Problems of the first two steps are collected with their places and reported together as
//! [`SchemeDiagnostics`]; cases the rules settle are [findings](Plan::findings) of the plan.
//!
//! # Grammar
//! A scheme file is [TOML 1.1](https://toml.io). In the words of its tables, `?` marks what may be absent and `*` what may stand
//! any number of times:
//!
//! ```text
//! scheme     = id name name_zh? source? links? [aliases]? [[ring]]* [hinterland]? [[facility]]*
//! id         = "letters, digits, - _ ."
//! name, name_zh, source = "text"
//! links      = [ [ unit, unit ], ... ]        neighbours without a common border: ferries, bridges
//!
//! aliases    = ( "name" = { code, name_zh?, name_en?, units, at? } )*
//! code       = "text"                       code in outputs; also usable as a member name
//! units      = [ unit, ... ]                units of the atlas or other aliases
//! at         = [ longitude, latitude ]      degrees on WGS84
//!
//! ring       = id name? name_zh? level? members? ( rule of? within? model? except? basis? contiguous? travel* )?
//! members    = [ unit, ... ]                at least one
//! level      = "country" | "province" | "prefecture" | "state" | "city" | "county" | "district" | "town" | "village" | "zone"
//! rule       = "condition"                  CQL2 text over the names of [`Attribute`]; adds to the members
//! of         = "id of a ring further in" | unit | "name of a facility" | "longitude,latitude"      the core when absent
//! model      = word ( "+" word )*           word = "crow" | "rail" | "drive" | "transit"
//! within     = [ unit, ... ]                the rule selects inside these only
//! except     = [ unit, ... ]
//! travel     = detour | speed | key = number             key: one of [`TRAVEL_KEYS`]
//! basis      = "in-vehicle" | "door-to-door"
//! contiguous = true | false
//! detour     = number from 1
//! speed      = number of km/h | "80 km/h" | "22 m/s"
//!
//! hinterland = name? members baseline?      baseline = [ unit, ... ], all within the members
//! facility   = name at | name? unit         unit = "one name"
//!
//! unit       = "code" | "name" | "name, unit around it" | "alias"
//! ```
//!
//! Rings stand innermost first; the first is the core. Names follow [`Atlas::resolve`](crate::Atlas::resolve); those of aliases
//! come before those of the atlas, and a ring's `level` narrows the atlas's.
//!
//! # Examples
//! ```
//! use ringshed::{Atlas, scheme::SchemeFile};
//! let text = r#"
//! id = "two-rings"
//! name = "Two rings"
//!
//! [[ring]]
//! id = "core"
//! members = ["Beijing"]
//!
//! [[ring]]
//! id = "first"
//! members = ["Tongzhou, Beijing", "Tianjin"]
//! "#;
//! let atlas = Atlas::embedded();
//! let plan = SchemeFile::read("two-rings.toml", text).resolve(&atlas)?.plan(&atlas);
//! let names: Vec<&str> = plan.members().iter().map(|member| member.area().label()).collect();
//! assert_eq!(names, ["Beijing", "Tongzhou", "Tianjin"]);
//! assert_eq!(
//!     plan.members()[1].reason().to_string(),
//!     "named as 'Tongzhou, Beijing' in ring 'first' (line 11); more specific than Beijing (110000) of ring 'core', which it is \
//!      carved out of"
//! );
//! # Ok::<(), ringshed::scheme::SchemeDiagnostics>(())
//! ```

pub mod builtin;

mod alias;
mod area;
mod assignment;
mod check;
mod claim;
mod contiguous;
mod diagnostic;
mod explain;
mod hinterland;
mod judged;
mod measures;
mod plan;
mod print;
mod raw;
mod reason;
mod resolve;
mod rule;
mod select;
mod settings;
mod span;
mod suggest;
mod syntax;
mod table;

pub use area::Area;
pub use assignment::Assignment;
pub use builtin::Builtin;
pub use diagnostic::{Diagnostic, SchemeDiagnostics, SchemeReport, SchemeSource};
pub use explain::{Explanation, Label, MemberLabel, RingLabel, Verdict};
pub use hinterland::Hinterland;
pub use judged::Judged;
pub use measures::{
    MeasureRequest, MeasureSource, Measured, Neighbourhood, NoMeasures, OriginPlace, TRAVEL_KEYS, TravelSpec,
};
pub use plan::{CarvedOut, Listed, Member, MemberIndex, Outcome, Plan, Ring, RingIndex};
pub use raw::{RawAlias, RawFacility, RawHinterland, RawLink, RawPlace, RawRing, RawScheme};
pub use reason::{MembershipRule, Reason, Settled};
pub use resolve::{Facility, FacilityPlace, Scheme};
pub use rule::{
    Arithmetic, Attribute, Check, CheckValue, Comparison, Condition, Constant, Kind, Measure, Row, Rule, RuleProblem, Term,
    Test, TestKind, Value,
};
pub use select::{RuleOutcome, Selection};
pub use settings::{ConstantId, RuleConstant, Settings};
pub use span::{Span, Spanned};
pub(crate) use suggest::suggestion;
pub use syntax::SchemeFile;

pub(crate) use table::{Table, TableReader};

/// `1 unit`, `2 units`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod test_atlas;
