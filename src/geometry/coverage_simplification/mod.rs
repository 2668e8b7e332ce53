//! Simplification of a coverage: shared borders stay shared, nothing overlaps that did not before. For data, at the price of some time;
//! for pictures [`simplify`](super::simplify) is enough.
//!
//! 1. All rings are cut where more than two edges meet (`arcs`). An arc that two units share is there once, so both get the same simpler
//!    line.
//! 2. From each arc the vertex is taken whose triangle with its neighbours is smallest, again and again (Visvalingam & Whyatt 1993,
//!    doi:10.1179/000870493786962263), as long as that area is at most the square of the tolerance. This is what PostGIS' ST_CoverageSimplify
//!    calls tolerance too.
//! 3. A vertex stays if another vertex lies in its triangle: taking it out would move the line across that one. So no two lines come to
//!    cross or touch, and valid areas stay valid (the condition of Kronenfeld et al. 2020 and of JTS' coverage simplifier). Ends of
//!    arcs stay, closed arcs keep three corners, and of two arcs between the same ends one at most becomes straight: no unit disappears.

mod arcs;
mod vertices;

use geo_types::{LineString, MultiPolygon, Polygon};

use super::winding::orient_outward;
use crate::quantity::Metres;
use arcs::Arcs;

/// Simplifies areas that may share borders, all together, and gives them in their order: shells counter-clockwise. Areas are
/// taken as valid; vertices lie at vertices where borders are shared. Coordinates are degrees; the tolerance is measured on the ground.
///
/// # Examples
/// ```
/// use geo::Relate;
/// use geo_types::{MultiPolygon, polygon};
/// use ringshed::Metres;
/// use ringshed::geometry::coverage_simplification::simplify_coverage;
/// // Two squares with a small kink in their common side.
/// let west: MultiPolygon = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1.001, y: 0.5), (x: 1., y: 1.), (x: 0., y: 1.)].into();
/// let east: MultiPolygon = polygon![(x: 1., y: 0.), (x: 2., y: 0.), (x: 2., y: 1.), (x: 1., y: 1.), (x: 1.001, y: 0.5)].into();
/// let simple = simplify_coverage(&[&west, &east], Metres::new(10_000.0));
/// assert!(simple.iter().all(|area| area.0[0].exterior().0.len() == 5));
/// // All vertices are kept; rings may begin at another one.
/// let kept = simplify_coverage(&[&west, &east], Metres::new(100.0));
/// assert!(kept.iter().all(|area| area.0[0].exterior().0.len() == 6));
/// assert!(kept[0].relate(&west).is_equal_topo() && kept[1].relate(&east).is_equal_topo());
/// ```
pub fn simplify_coverage(areas: &[&MultiPolygon<f64>], tolerance: Metres) -> Vec<MultiPolygon<f64>> {
    let rings =
        areas.iter().flat_map(|area| area.iter()).flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
    let mut arcs = Arcs::cut(rings);
    vertices::simplify(&mut arcs, tolerance);
    let mut next = 0;
    let mut ring = || {
        next += 1;
        LineString(arcs.ring(next - 1))
    };
    let mut area = |area: &&MultiPolygon<f64>| {
        let parts = area.iter().map(|part| {
            let shell = ring();
            Polygon::new(shell, part.interiors().iter().map(|_| ring()).collect())
        });
        orient_outward(&parts.collect())
    };
    areas.iter().map(&mut area).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::coverage::{DissolveMethod, dissolve};
    use crate::geometry::validity::is_valid;
    use geo::Area;
    use geo_types::polygon;
    use proptest::prelude::*;

    fn vertices(areas: &[MultiPolygon<f64>]) -> usize {
        areas.iter().flat_map(|area| area.iter()).map(|part| part.exterior().0.len()).sum()
    }

    /// A grid of units whose corners are displaced, with wavy sides of `steps` edges each.
    fn wavy_grid(size: usize, steps: usize, wave: impl Fn(usize) -> f64) -> Vec<MultiPolygon<f64>> {
        let side = |from: (f64, f64), to: (f64, f64), key: usize| -> Vec<(f64, f64)> {
            // The same points in both directions: the wave hangs on the side, not on who walks it.
            let forward = from < to;
            let (a, b) = if forward { (from, to) } else { (to, from) };
            let point = |step: usize| {
                let along = step as f64 / steps as f64;
                let across = if step == 0 || step == steps { 0.0 } else { wave(key * 31 + step) };
                (a.0 + (b.0 - a.0) * along + across * (b.1 - a.1), a.1 + (b.1 - a.1) * along + across * (b.0 - a.0))
            };
            let mut points: Vec<(f64, f64)> = (0..=steps).map(point).collect();
            if !forward {
                points.reverse();
            }
            points.pop();
            points
        };
        let cell = |x: usize, y: usize| {
            let at = |x: usize, y: usize| (x as f64, y as f64);
            let corners = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)];
            let keys = [2 * (y * 64 + x), 2 * (y * 64 + x + 1) + 1, 2 * ((y + 1) * 64 + x), 2 * (y * 64 + x) + 1];
            let ring: Vec<(f64, f64)> =
                (0..4).flat_map(|number| side(corners[number], corners[(number + 1) % 4], keys[number])).collect();
            MultiPolygon(vec![Polygon::new(ring.into(), vec![])])
        };
        (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).map(|(x, y)| cell(x, y)).collect()
    }

    fn check_coverage(before: &[MultiPolygon<f64>], after: &[MultiPolygon<f64>]) {
        assert!(before.iter().all(is_valid));
        assert!(after.iter().all(is_valid));
        let union = |areas: &[MultiPolygon<f64>]| dissolve(&areas.iter().collect::<Vec<_>>());
        let (was, is) = (union(before), union(after));
        // Edges that cancel prove that every shared border is still shared and nothing overlaps.
        assert_eq!((was.method, is.method), (DissolveMethod::SharedEdges, DissolveMethod::SharedEdges));
        let sum: f64 = after.iter().map(Area::unsigned_area).sum();
        assert!((sum - is.geometry.unsigned_area()).abs() < 1e-9);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

        // Waves below a ninth, the length of a step, keep each side between the diagonals of its cells: sides do not cross, areas are valid.
        #[test]
        fn a_coverage_stays_one(waves in prop::collection::vec(-0.1..0.1_f64, 97), metres in 100.0..60_000.0_f64) {
            let before = wavy_grid(4, 9, |key| waves[key % waves.len()]);
            let references: Vec<&MultiPolygon<f64>> = before.iter().collect();
            let after = simplify_coverage(&references, Metres::new(metres));
            check_coverage(&before, &after);
        }
    }

    #[test]
    fn a_large_tolerance_leaves_the_corners() {
        let before = wavy_grid(3, 8, |key| if key % 2 == 0 { 0.02 } else { -0.02 });
        let after = simplify_coverage(&before.iter().collect::<Vec<_>>(), Metres::new(1e6));
        check_coverage(&before, &after);
        // Corners of the whole are no ends of arcs: one of four may go, as long as the unit stays.
        assert!(vertices(&after) <= 9 * 5 + 4, "{}", vertices(&after));
    }

    #[test]
    fn islands_and_enclaves_stay() {
        let enclave: MultiPolygon<f64> =
            polygon![(x: 4., y: 4.), (x: 5., y: 4.), (x: 5., y: 5.), (x: 4.5, y: 5.001), (x: 4., y: 5.)].into();
        let around: MultiPolygon<f64> = polygon!(
            exterior: [(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.), (x: 0., y: 9.)],
            interiors: [[(x: 4., y: 4.), (x: 4., y: 5.), (x: 4.5, y: 5.001), (x: 5., y: 5.), (x: 5., y: 4.)]]
        )
        .into();
        let after = simplify_coverage(&[&around, &enclave], Metres::new(1e7));
        check_coverage(&[around, enclave], &after);
        assert!(after.iter().all(|area| area.unsigned_area() > 0.0));
    }

    #[test]
    fn nothing_to_simplify_is_left_alone() {
        assert!(simplify_coverage(&[], Metres::new(1.0)).is_empty());
        let empty = MultiPolygon(vec![]);
        assert_eq!(simplify_coverage(&[&empty], Metres::new(1.0)), std::slice::from_ref(&empty));
    }
}
