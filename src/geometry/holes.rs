//! Filling of small holes.

use geo_types::{LineString, MultiPolygon, Polygon};

use super::geodesic;
use super::prepared::{Position, PreparedBoundary};
use crate::quantity::{LonLat, SquareMetres};

/// Some polygons (valid) without the holes that enclose less than `smallest`; what lies in such a hole goes with it.
///
/// Areas that nest do so afterwards, too: a hole of the larger one lies in a hole of the smaller one.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, polygon};
/// use ringshed::SquareKilometres;
/// use ringshed::geometry::holes::without_small_holes;
/// let pierced: MultiPolygon = polygon!(
///     exterior: [(x: 0., y: 0.), (x: 3., y: 0.), (x: 3., y: 3.), (x: 0., y: 3.)],
///     interiors: [[(x: 1., y: 1.), (x: 1., y: 2.), (x: 2., y: 2.)]],
/// ).into();
/// let holes = |smallest: f64| without_small_holes(&pierced, SquareKilometres::new(smallest).into()).0[0].interiors().len();
/// // The hole is half of a degree by a degree: about 6,150 km2.
/// assert_eq!((holes(6_000.0), holes(6_200.0)), (1, 0));
/// ```
pub fn without_small_holes(polygons: &MultiPolygon<f64>, smallest: SquareMetres) -> MultiPolygon<f64> {
    let enclosed = |ring: &LineString<f64>| geodesic::ring_area(ring).square_metres().abs();
    let is_small = |hole: &&LineString<f64>| enclosed(hole) < smallest.square_metres();
    let filled: Vec<PreparedBoundary> = polygons
        .iter()
        .flat_map(|polygon| polygon.interiors())
        .filter(is_small)
        .map(|hole| PreparedBoundary::new(&Polygon::new(hole.clone(), vec![]).into()))
        .collect();
    let is_in_filled = |polygon: &Polygon<f64>| filled.iter().any(|hole| holds(hole, polygon));
    let kept = polygons.iter().filter(|polygon| !is_in_filled(polygon));
    kept.map(|polygon| {
        let holes = polygon.interiors().iter().filter(|hole| !is_small(hole));
        Polygon::new(polygon.exterior().clone(), holes.cloned().collect())
    })
    .collect()
}

/// True when a polygon lies in a hole, which it may touch.
fn holds(hole: &PreparedBoundary, polygon: &Polygon<f64>) -> bool {
    let places = polygon.exterior().0.iter().filter_map(|place| LonLat::new(place.x, place.y).ok());
    let decided = places.map(|place| hole.position(place)).find(|position| *position != Position::OnBorder);
    decided == Some(Position::Inside)
}

#[cfg(test)]
mod tests {
    use geo_types::Rect;

    use super::*;

    fn square(west: f64, size: f64) -> Polygon<f64> {
        Rect::new((west, west), (west + size, west + size)).to_polygon()
    }

    #[test]
    fn an_island_in_a_filled_hole_goes_with_it() {
        let mut hole = square(1.0, 1.0).exterior().clone();
        hole.0.reverse();
        let pierced = Polygon::new(square(0.0, 3.0).exterior().clone(), vec![hole]);
        let (island, beside) = (square(1.25, 0.5), square(4.0, 1.0));
        let all = MultiPolygon(vec![pierced.clone(), island, beside.clone()]);
        assert_eq!(without_small_holes(&all, SquareMetres::new(1.0)), all);
        let filled = without_small_holes(&all, SquareMetres::new(1e12));
        assert_eq!(filled, MultiPolygon(vec![square(0.0, 3.0), beside]));
    }
}
