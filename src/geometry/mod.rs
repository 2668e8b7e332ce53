//! Geometry on the ellipsoid.

pub mod antimeridian;
pub mod border;
pub mod buffer;
pub mod circle;
mod ellipsoid;
mod map_edge;
pub mod nearest;
#[cfg(test)]
mod testing;
pub mod voronoi;
