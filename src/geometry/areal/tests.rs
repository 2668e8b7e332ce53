use geo::BooleanOps;
use geo_types::{LineString, MultiPolygon, Polygon, polygon};
use proptest::prelude::*;

use super::*;
use crate::geometry::geodesic;
use crate::geometry::testing::Numbers;
use crate::geometry::winding::planar_area;

fn square(x: f64, y: f64, side: f64) -> MultiPolygon<f64> {
    polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)].into()
}

/// A star with a hole, of random radii around a centre.
fn star(numbers: &mut Numbers, x: f64, y: f64, corners: usize) -> MultiPolygon<f64> {
    let mut ring = |least: f64, most: f64| -> LineString<f64> {
        let corner = |number: usize| {
            let angle = std::f64::consts::TAU * number as f64 / corners as f64;
            let radius = numbers.within(least, most);
            (x + radius * angle.cos(), y + radius * angle.sin())
        };
        (0..corners).map(corner).collect()
    };
    let shell = ring(2.0, 5.0);
    Polygon::new(shell, vec![ring(0.5, 1.2)]).into()
}

fn planar(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> f64 {
    PreparedArea::planar(a).shared_with(&PreparedArea::planar(b)).square_metres()
}

#[test]
fn squares_apart_touching_overlapping_within_and_equal() {
    let unit = square(0.0, 0.0, 1.0);
    for (other, wanted) in [
        (square(3.0, 0.0, 1.0), 0.0),
        (square(1.0, 0.0, 1.0), 0.0),
        (square(0.0, 1.0, 1.0), 0.0),
        (square(0.5, 0.5, 1.0), 0.25),
        (square(0.25, 0.25, 0.5), 0.25),
        (square(-1.0, -1.0, 3.0), 1.0),
        (square(0.0, 0.0, 1.0), 1.0),
        (MultiPolygon(vec![]), 0.0),
    ] {
        assert!((planar(&unit, &other) - wanted).abs() < 1e-15, "{other:?}");
        assert!((planar(&other, &unit) - wanted).abs() < 1e-15, "{other:?}");
    }
}

#[test]
fn holes_are_not_shared() {
    let hole = square(0.25, 0.25, 0.5).0.remove(0).exterior().clone();
    let frame: MultiPolygon<f64> = Polygon::new(square(0.0, 0.0, 1.0).0.remove(0).exterior().clone(), vec![hole]).into();
    assert!((planar(&frame, &square(0.25, 0.25, 0.5))).abs() < 1e-15);
    assert!((planar(&frame, &square(0.0, 0.0, 0.5)) - 0.1875).abs() < 1e-15);
    assert!((planar(&frame, &frame) - 0.75).abs() < 1e-15);
}

#[test]
fn as_general_overlay_on_stars() {
    let mut numbers = Numbers(5);
    for (corners, times) in [(3, 40), (8, 40), (60, 20), (700, 3)] {
        for _ in 0..times {
            let (x, y) = (numbers.within(-4.0, 4.0), numbers.within(-4.0, 4.0));
            let (a, b) = (star(&mut numbers, 0.0, 0.0, corners), star(&mut numbers, x, y, corners));
            let wanted = planar_area(&a.intersection(&b));
            let found = planar(&a, &b);
            assert!((found - wanted).abs() < 1e-6, "{corners}: {found} for {wanted}");
            assert!((found - planar(&b, &a)).abs() < 1e-12);
        }
    }
}

#[test]
fn parts_of_a_coverage_add_up_to_the_whole() {
    let mut numbers = Numbers(9);
    let whole = star(&mut numbers, 3.0, 2.0, 40);
    let cells: Vec<_> = (-4..12).flat_map(|x| (-5..10).map(move |y| square(f64::from(x), f64::from(y), 1.0))).collect();
    let prepared = PreparedArea::new(&whole);
    let shares: Vec<f64> =
        cells.iter().map(|cell| prepared.shared_with(&PreparedArea::new(cell)) / prepared.area()).collect();
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(shares.iter().filter(|share| **share == 0.0).count() > 100);
}

#[test]
fn areas_are_those_of_the_ellipsoid() {
    let mut numbers = Numbers(11);
    for _ in 0..10 {
        let (x, y) = (numbers.within(-100.0, 100.0), numbers.within(-70.0, 70.0));
        // Edges of about a kilometre, so that geodesics and straight edges in longitude/latitude bound the same ground.
        let corner = |number: i32| {
            let angle = std::f64::consts::TAU * f64::from(number) / 3000.0;
            let radius = 3.0 + (5.0 * angle).cos();
            (x + radius * angle.cos(), y + radius * angle.sin())
        };
        let area: MultiPolygon<f64> = Polygon::new((0..3000).map(corner).collect(), vec![]).into();
        let found = PreparedArea::new(&area).area();
        assert!((found / geodesic::area(&area) - 1.0).abs() < 2e-7, "{found:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: proptest::test_runner::RngSeed::Fixed(19), ..ProptestConfig::default() })]

    #[test]
    fn corners_on_a_grid_are_nothing_special(seed in 0_u64..1_000_000) {
        // Whole coordinates: edges of both often lie on each other, cross at corners and touch.
        let mut numbers = Numbers(seed);
        let mut convex = || {
            let (x, y) = (numbers.within(0.0, 4.0).floor(), numbers.within(0.0, 4.0).floor());
            let (width, height) = (numbers.within(1.0, 5.0).floor(), numbers.within(1.0, 5.0).floor());
            let area: MultiPolygon<f64> = polygon![(x: x, y: y), (x: x + width, y: y), (x: x + width, y: y + height), (x: x, y: y + height)].into();
            (area, [x, y, x + width, y + height])
        };
        let ((a, of_a), (b, of_b)) = (convex(), convex());
        let width = of_a[2].min(of_b[2]) - of_a[0].max(of_b[0]);
        let height = of_a[3].min(of_b[3]) - of_a[1].max(of_b[1]);
        prop_assert_eq!(planar(&a, &b), width.max(0.0) * height.max(0.0));
    }
}
