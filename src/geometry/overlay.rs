//! Boolean operations on areas that do not share their borders exactly, by the overlay engine of `geo` (`i_overlay`).
//!
//! The engine works on a grid of about a billionth of the extent (10 degrees: 1 mm), so vertices may move by as much. Results are
//! passed through our own noding when that leaves them invalid.

use geo::algorithm::bool_ops::BooleanOps;
use geo_types::{LineString, MultiPolygon, Polygon};

use super::winding::{orient_outward, winding};
use super::{linework, shape, validity};

/// The area covered by any of the parts.
pub(crate) fn union(parts: &[&MultiPolygon<f64>]) -> MultiPolygon<f64> {
    let oriented: Vec<MultiPolygon<f64>> = parts.iter().map(|part| orient_outward(&measurable(part))).collect();
    let parts: Vec<&Polygon<f64>> = oriented.iter().flatten().collect();
    if parts.is_empty() {
        return MultiPolygon(vec![]);
    }
    valid(geo::algorithm::unary_union(parts))
}

/// The area of `whole` that no part covers.
pub(crate) fn difference(whole: &MultiPolygon<f64>, parts: &[&MultiPolygon<f64>]) -> MultiPolygon<f64> {
    let (whole, parts) = (measurable(whole), union(parts));
    if parts.0.is_empty() { valid(orient_outward(&whole)) } else { valid(whole.difference(&parts)) }
}

/// The area that both cover.
pub(crate) fn intersection(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let apart = match (shape::bounds(a), shape::bounds(b)) {
        (Some(a), Some(b)) => !a.intersects(&b),
        _ => true,
    };
    if apart {
        return MultiPolygon(vec![]);
    }
    valid(measurable(a).intersection(&measurable(b)))
}

/// The rings the engine can work on: finite ones that enclose something.
fn measurable(area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let finite = |ring: &LineString<f64>| ring.0.iter().all(|coord| coord.x.is_finite() && coord.y.is_finite());
    let usable = |ring: &&LineString<f64>| finite(ring) && winding(ring).is_some();
    let shells = area.iter().filter(|part| usable(&part.exterior()));
    let polygon = |part: &Polygon<f64>| {
        Polygon::new(part.exterior().clone(), part.interiors().iter().filter(usable).cloned().collect())
    };
    shells.map(polygon).collect()
}

fn valid(result: MultiPolygon<f64>) -> MultiPolygon<f64> {
    if validity::has_valid_topology(&result) {
        return result;
    }
    linework::resolve(&result, |place| place).map_or(result, |resolved| resolved.geometry)
}

#[cfg(test)]
mod tests {
    use geo_types::polygon;

    use super::*;
    use crate::geometry::winding::planar_area;

    fn square(x: f64, y: f64, side: f64) -> MultiPolygon<f64> {
        polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)].into()
    }

    #[test]
    fn overlapping_squares() {
        let (a, b) = (square(0.0, 0.0, 2.0), square(1.0, 1.0, 2.0));
        assert!((planar_area(&union(&[&a, &b])) - 7.0).abs() < 1e-6);
        assert!((planar_area(&intersection(&a, &b)) - 1.0).abs() < 1e-6);
        assert!((planar_area(&difference(&a, &[&b])) - 3.0).abs() < 1e-6);
    }

    #[test]
    fn nothing_and_nonsense() {
        let (a, nothing) = (square(0.0, 0.0, 2.0), MultiPolygon(vec![]));
        let broken: MultiPolygon<f64> = polygon![(x: f64::NAN, y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)].into();
        assert_eq!(intersection(&a, &nothing), nothing);
        assert_eq!(intersection(&a, &square(5.0, 5.0, 1.0)), nothing);
        assert_eq!(union(&[&broken, &nothing]), nothing);
        assert_eq!(difference(&a, &[&broken]), a);
    }
}
