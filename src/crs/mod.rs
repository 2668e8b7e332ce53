//! Coordinate reference systems and datums: what coordinates mean, and their conversion.
//!
//! | question | where |
//! |---|---|
//! | which system does a text name | [`Crs`] |
//! | what PROJ knows about it | [`Definition`] |
//! | from one system to another, by PROJ | [`Transformation`] |
//! | the encrypted datums of Chinese web maps | [`gcj02`] |
//! | both together | [`Frame`], [`Converter`] |
//! | an operation in PROJ's own words | `ProjOperation` |
//! | does the system fit the numbers, how exact is it | [`Review`] |
//! | zone numbers of Gauss-Kruger eastings | [`Zone`] |
//!
//! China's own CGCS2000 is WGS84 at planning scale. In a build without the feature `proj` every conversion but that between datums is
//! refused with the reason.
//!
//! PROJ is built in with its database, but looks for files in the folders of `PROJ_DATA` and `PROJ_LIB` first: those of an older PROJ break it.
//! The command line starts itself without them; a program that uses the library should do so too.

#[cfg(feature = "proj")]
mod definition;
mod error;
mod frame;
mod gauss_kruger;
pub mod gcj02;
mod name;
mod operation;
#[cfg(feature = "proj")]
mod proj_operation;
mod review;
#[cfg(feature = "proj")]
mod transformation;
#[cfg(not(feature = "proj"))]
mod without_proj;

#[cfg(feature = "proj")]
pub use definition::Definition;
pub use error::CrsError;
pub use frame::{Converter, Frame};
pub use gauss_kruger::{SurveyDatum, Zone};
pub use gcj02::{Datum, UnknownDatum};
pub use name::Crs;
pub use operation::{Operation, TransverseMercator};
#[cfg(feature = "proj")]
pub use proj_operation::ProjOperation;
pub use review::Review;
#[cfg(feature = "proj")]
pub use transformation::Transformation;
#[cfg(not(feature = "proj"))]
pub use without_proj::{Definition, Transformation};
