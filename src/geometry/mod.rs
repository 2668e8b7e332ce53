//! Geometry on the ellipsoid.

pub mod antimeridian;
pub mod circle;
mod ellipsoid;
mod map_edge;
#[cfg(test)]
mod testing;
