//! Helpers of the tests in this folder.

use geo_types::{Coord, LineString, MultiPolygon};

/// A repeatable source of numbers (splitmix64).
pub(super) struct Numbers(pub(super) u64);

impl Numbers {
    /// The next number, evenly spread over `low..high`.
    pub(super) fn within(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        low + (high - low) * ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Area in square metres on the ellipsoid of polygons whose edges are straight in longitude and latitude, poles included:
/// the area between an edge and the equator is integrated along the edge (Simpson's rule).
pub(super) fn area(polygons: &MultiPolygon<f64>) -> f64 {
    polygons.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors())).map(ring_area).sum()
}

fn ring_area(ring: &LineString<f64>) -> f64 {
    -ring.lines().map(|edge| edge_area(edge.start, edge.end)).sum::<f64>()
}

fn edge_area(from: Coord<f64>, to: Coord<f64>) -> f64 {
    let panels = 2 * (1 + ((to.y - from.y).abs() / 0.5) as usize);
    let height = |step: usize| to_equator(from.y + (to.y - from.y) * step as f64 / panels as f64);
    let weighted = (0..=panels).map(|step| match step {
        0 => height(step),
        step if step == panels => height(step),
        step if step % 2 == 1 => 4.0 * height(step),
        step => 2.0 * height(step),
    });
    (to.x - from.x).to_radians() * weighted.sum::<f64>() / (3.0 * panels as f64)
}

/// Area of the ellipsoid between the equator and a latitude, per radian of longitude.
fn to_equator(latitude: f64) -> f64 {
    let flattening: f64 = 1.0 / 298.257_223_563;
    let minor = 6_378_137.0 * (1.0 - flattening);
    let eccentricity = (flattening * (2.0 - flattening)).sqrt();
    let sine = latitude.to_radians().sin();
    let along = eccentricity * sine;
    minor * minor / 2.0 * (sine / (1.0 - along * along) + along.atanh() / eccentricity)
}
