//! Schemes.
#![allow(missing_docs, dead_code)]

mod alias;
mod check;
mod diagnostic;
mod print;
mod raw;
mod span;
mod suggest;
mod syntax;
mod table;

pub use diagnostic::{Diagnostic, SchemeDiagnostics, SchemeSource};
pub use raw::{RawAlias, RawFacility, RawHinterland, RawPlace, RawRing, RawScheme, TravelBasis};
pub use span::{Span, Spanned};
pub use syntax::SchemeFile;
