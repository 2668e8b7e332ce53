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
//! | is it valid, can it be repaired | [`validity`] |
//! | fewer digits, still valid | [`rounding`] |
//! | fewer vertices, borders still shared and valid | [`coverage_simplification`] |
//! | the antimeridian and the poles | [`antimeridian`] |
//! | everything within a distance | [`circle`], [`buffer`] |
//! | how far to a border | [`border`] |
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
mod compactness;
pub mod coverage;
pub mod coverage_simplification;
mod ellipsoid;
pub mod equal_area;
pub mod geodesic;
mod inverse;
mod linework;
mod map_edge;
pub mod nearest;
pub mod overlaps;
mod overlay;
mod prepared;
mod ring_set;
pub mod rounding;
mod segment;
pub mod shape;
pub mod simplify;
mod stripes;
#[cfg(test)]
mod testing;
pub mod validity;
pub mod voronoi;
mod winding;

pub use compactness::{polsby_popper, polsby_popper_of};
pub use prepared::{Position, PreparedBoundary};
pub use winding::{Winding, orient_outward, winding};
