//! Pure functions on shapes: measures on the ellipsoid, exact point-in-polygon, coverage union, validity, repair, rounding.
//!
//! Coordinates are longitude (x) and latitude (y) in degrees on WGS84; edges of polygons are straight in longitude/latitude.
//! There are no names, units of an atlas, or files here.
//!
//! | question | where |
//! |---|---|
//! | how far, how large, where is its middle | [`geodesic`] |
//! | is this position inside | [`PreparedBoundary`] |
//! | union and difference of units that share borders | [`coverage`] |
//! | nested areas within another one, holes filled | [`clip`], [`holes`] |
//! | how long the borders are that they share | [`SharedBorders`] |
//! | how round, how compact | [`polsby_popper`], [`HullCorners`] |
//! | is it valid, can it be repaired | [`validity`] |
//! | fewer digits, still valid | [`rounding`] |
//! | fewer vertices, borders still shared and valid | [`coverage_simplification`] |
//! | the antimeridian and the poles | [`antimeridian`] |
//! | everything within a distance | [`circle`], [`buffer`] |
//! | everything below some values, which value is lowest where | [`surface`] |
//! | how far to a border | [`border`] |
//! | which areas touch, along how much border | [`contiguity`] |
//! | the same shapes with fewer vertices, borders still shared | [`simplify`] |
//! | a map in the plane | [`equal_area`] |
//! | how much ground two areas share | [`areal`] |
//! | the nearest of many places, and the cell each serves | [`nearest`], [`voronoi`] |

pub mod antimeridian;
pub mod areal;
pub mod border;
pub mod buffer;
mod centroid;
mod chain;
pub mod circle;
pub mod clip;
mod compactness;
pub mod contiguity;
pub mod coverage;
pub mod coverage_simplification;
mod ellipsoid;
pub mod equal_area;
pub mod geodesic;
mod hashing;
pub mod holes;
mod inverse;
mod linework;
mod map_edge;
pub mod nearest;
pub mod overlaps;
mod overlay;
mod prepared;
mod ring_set;
pub mod rounding;
mod roundness;
mod segment;
pub mod shape;
mod shared_borders;
pub mod simplify;
mod slice;
mod stripes;
pub mod surface;
#[cfg(test)]
mod testing;
pub mod validity;
pub mod voronoi;
mod winding;
pub mod workers;

pub use compactness::{polsby_popper, polsby_popper_of};
pub use prepared::{Position, PreparedBoundary};
pub use roundness::HullCorners;
pub(crate) use segment::{Turn, turn};
pub use shared_borders::SharedBorders;
pub use winding::{Winding, orient_outward, winding};
