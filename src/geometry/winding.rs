//! Which way rings run.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::segment::{Turn, sweep_order, turn};

/// The direction in which a ring runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Winding {
    /// The ring's inside is on its left.
    CounterClockwise,
    /// The ring's inside is on its right.
    Clockwise,
}

/// The direction of a ring; `None` when it encloses nothing (fewer than three distinct positions, all on one line) or is open.
///
/// Exact for rings that do not cross themselves: the turn at the lowest vertex decides, not a sum of rounded products.
///
/// # Examples
/// ```
/// use geo_types::line_string;
/// use ringshed::geometry::{Winding, winding};
/// let ring = line_string![(x: 0., y: 0.), (x: 1., y: 0.), (x: 0., y: 1.), (x: 0., y: 0.)];
/// assert_eq!(winding(&ring), Some(Winding::CounterClockwise));
/// ```
pub fn winding(ring: &LineString<f64>) -> Option<Winding> {
    winding_of(&ring.0)
}

/// The direction of a closed ring given as coordinates, the last equal to the first.
pub(crate) fn winding_of(ring: &[Coord<f64>]) -> Option<Winding> {
    let (last, open) = ring.split_last()?;
    if open.first() != Some(last) {
        return None;
    }
    let lowest = (0..open.len()).min_by(|a, b| sweep_order(open[*a], open[*b]))?;
    let vertex = open[lowest];
    let after = (1..open.len()).map(|step| open[(lowest + step) % open.len()]).find(|coord| *coord != vertex)?;
    let before =
        (1..open.len()).map(|step| open[(lowest + open.len() - step) % open.len()]).find(|coord| *coord != vertex)?;
    match turn(before, vertex, after) {
        Turn::Left => Some(Winding::CounterClockwise),
        Turn::Right => Some(Winding::Clockwise),
        Turn::Straight => winding_by_area(open),
    }
}

/// For rings whose lowest vertex is the tip of a spike: the sign of the area, about the first vertex.
fn winding_by_area(open: &[Coord<f64>]) -> Option<Winding> {
    let area = doubled_area(open);
    if area > 0.0 {
        Some(Winding::CounterClockwise)
    } else if area < 0.0 {
        Some(Winding::Clockwise)
    } else {
        None
    }
}

/// Twice the planar area within a ring, positive when counter-clockwise; the closing coordinate may be given or not.
pub(crate) fn doubled_area(ring: &[Coord<f64>]) -> f64 {
    let Some(&origin) = ring.first() else { return 0.0 };
    ring.windows(2)
        .map(|edge| {
            let (a, b) = (edge[0] - origin, edge[1] - origin);
            a.x * b.y - a.y * b.x
        })
        .sum()
}

/// The planar area of some polygons in square degrees, holes subtracted; the direction of the rings does not matter.
pub(crate) fn planar_area(area: &MultiPolygon<f64>) -> f64 {
    let ring = |ring: &LineString<f64>| doubled_area(&ring.0).abs() / 2.0;
    area.iter().map(|part| ring(part.exterior()) - part.interiors().iter().map(ring).sum::<f64>()).sum()
}

/// The polygons with exterior rings counter-clockwise and holes clockwise, as RFC 7946 asks. Rings that enclose nothing stay as
/// they are.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, polygon};
/// use ringshed::geometry::{Winding, orient_outward, winding};
/// let clockwise = polygon![(x: 0., y: 0.), (x: 0., y: 1.), (x: 1., y: 0.)];
/// let oriented = orient_outward(&MultiPolygon(vec![clockwise]));
/// assert_eq!(winding(oriented.0[0].exterior()), Some(Winding::CounterClockwise));
/// ```
pub fn orient_outward(polygons: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    polygons.iter().map(orient_polygon).collect()
}

fn orient_polygon(polygon: &Polygon<f64>) -> Polygon<f64> {
    let exterior = wound(polygon.exterior(), Winding::CounterClockwise);
    let interiors = polygon.interiors().iter().map(|hole| wound(hole, Winding::Clockwise));
    Polygon::new(exterior, interiors.collect())
}

/// The ring in the given direction, starting at the same vertex.
fn wound(ring: &LineString<f64>, wanted: Winding) -> LineString<f64> {
    let mut ring = ring.clone();
    if winding(&ring).is_some_and(|found| found != wanted) {
        ring.0.reverse();
    }
    ring
}

#[cfg(test)]
mod tests {
    use geo_types::{line_string, polygon};

    use super::*;

    #[test]
    fn degenerate_rings_have_no_direction() {
        assert_eq!(winding(&line_string![]), None);
        assert_eq!(winding(&line_string![(x: 1., y: 1.), (x: 1., y: 1.), (x: 1., y: 1.), (x: 1., y: 1.)]), None);
        assert_eq!(winding(&line_string![(x: 0., y: 0.), (x: 1., y: 1.), (x: 2., y: 2.), (x: 0., y: 0.)]), None);
        assert_eq!(winding(&line_string![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)]), None, "open");
    }

    #[test]
    fn a_sliver_below_double_precision_has_its_direction() {
        let far = 1e6_f64;
        let sliver = line_string![(x: far, y: far), (x: far + 1.0, y: far + 1.0), (x: far + 0.5, y: (far + 0.5).next_up()), (x: far, y: far)];
        assert_eq!(winding(&sliver), Some(Winding::CounterClockwise));
    }

    #[test]
    fn a_spike_at_the_lowest_vertex_does_not_confuse() {
        let ring = line_string![(x: 0., y: -5.), (x: 0., y: 0.), (x: 2., y: 0.), (x: 0., y: 2.), (x: 0., y: -5.)];
        assert_eq!(winding(&ring), Some(Winding::CounterClockwise));
    }

    #[test]
    fn holes_run_the_other_way() {
        let wrong = polygon!(
            exterior: [(x: 0., y: 0.), (x: 0., y: 9.), (x: 9., y: 9.), (x: 9., y: 0.)],
            interiors: [[(x: 1., y: 1.), (x: 2., y: 1.), (x: 2., y: 2.)]],
        );
        let right = orient_outward(&MultiPolygon(vec![wrong]));
        assert_eq!(winding(right.0[0].exterior()), Some(Winding::CounterClockwise));
        assert_eq!(winding(&right.0[0].interiors()[0]), Some(Winding::Clockwise));
    }
}
