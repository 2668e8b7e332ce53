//! ringshed: which ring every place belongs to, whom each centre serves, and who can reach whom in an hour.
//!
//! Give it boundaries and a ring scheme (a core, rings outward from it, a hinterland); it answers with layers and tables. The
//! command `ringshed` is a thin shell over this library.
//!
//! ```
//! use ringshed::analysis::{Regions, Statistics};
//! use ringshed::{Atlas, scheme::builtin};
//! let atlas = Atlas::embedded();
//! let plan = builtin::by_id("beijing-bay")?.plan(&atlas)?;
//! let statistics = Statistics::of(&plan, &atlas, &Regions::of(&plan, &atlas));
//! // Tongzhou is in ring 1, so its people are not counted in the core.
//! assert_eq!(statistics.rings[0].totals.population.sum(), Some(21_893_095 - 1_840_295 + 1_205_440));
//! # Ok::<(), ringshed::Error>(())
//! ```
//!
//! # Modules
//! Data flows one way; a test holds the direction.
//!
//! ```text
//! files -> io -> Layer -> atlas -> index
//! scheme text -> scheme (raw -> resolved -> Plan) -^
//! network files -> io -> network -> travel (minutes)
//! Plan + index + travel -> analysis (plain results) -> report (layers, tables) -> io -> files
//! cli wires these together and holds no logic
//! ```
//!
//! | module | owns |
//! |---|---|
//! | [`quantity`] | units as types: lengths, areas, times, positions, bounds |
//! | [`finding`] | what is wrong or doubtful about data |
//! | [`error`] | what stops a request, and its exit code |
//! | [`geometry`] | geodesic measures, exact point-in-polygon, coverage union, validity and repair, circles, Voronoi cells |
//! | [`crs`] | GCJ-02 and BD-09, to tell a displaced layer |
//! | [`layer`] | features with typed columns: what readers make and writers take |
//! | [`atlas`] | units with levels, parents, names and figures; the embedded default |
//! | [`index`] | exact location of points: R-tree over units, cells for very many points |
//! | [`scheme`] | ring schemes: text to plan, with diagnostics; built-in schemes |
//! | [`edit`] | edit files: what changes in a rail table |
//! | [`network`] | rail tables as checked graphs, and searches on them |
//! | [`travel`] | travel models: how minutes come about |
//! | [`analysis`] | regions, statistics, audit, circles, catchments, matrix, links, membership |
//! | [`report`] | results as layers and tables |
//! | [`io`] | one folder per format, atomic outputs, manifests |

#![deny(
    clippy::unwrap_used,
    clippy::panic,
    clippy::todo,
    clippy::unimplemented,
    clippy::exit,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::dbg_macro
)]

pub mod analysis;
pub mod atlas;
#[cfg(feature = "cli")]
pub mod cli;
pub mod crs;
pub mod edit;
pub mod error;
pub mod finding;
pub mod geometry;
pub mod index;
pub mod io;
pub mod layer;
pub mod network;
pub mod quantity;
pub mod report;
pub mod scheme;
pub mod travel;

pub use atlas::{Atlas, Level, Place, Unit, UnitId};
pub use error::{Error, ErrorKind, Result};
pub use finding::{Finding, Severity};
pub use index::UnitIndex;
pub use layer::Layer;
pub use quantity::{
    Bounds, Kilometres, KilometresPerHour, LonLat, Metres, Minutes, Seconds, SquareKilometres, SquareMetres,
};

/// The Rust examples of the README, compiled and run as tests of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
