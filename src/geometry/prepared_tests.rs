use geo_types::{LineString, Polygon, polygon};
use proptest::prelude::*;

use super::*;

type GridPoint = (i64, i64);

/// The twin: every edge, in integers, so there is no rounding at all.
fn brute_force(rings: &[Vec<GridPoint>], (x, y): GridPoint) -> Position {
    let mut inside = false;
    for ring in rings {
        for (number, a) in ring.iter().enumerate() {
            let b = ring[(number + 1) % ring.len()];
            let cross = i128::from(b.0 - a.0) * i128::from(y - a.1) - i128::from(b.1 - a.1) * i128::from(x - a.0);
            let within = (a.0.min(b.0)..=a.0.max(b.0)).contains(&x) && (a.1.min(b.1)..=a.1.max(b.1)).contains(&y);
            if cross == 0 && within {
                return Position::OnBorder;
            }
            if (a.1 > y) != (b.1 > y) && (cross > 0) == (b.1 > a.1) {
                inside = !inside;
            }
        }
    }
    if inside { Position::Inside } else { Position::Outside }
}

/// Grid coordinates are exact in doubles: 2^-40 of a degree.
fn degrees(grid: i64) -> f64 {
    grid as f64 / (1_u64 << 40) as f64
}

fn prepared(rings: &[Vec<GridPoint>]) -> PreparedBoundary {
    let ring = |ring: &Vec<GridPoint>| ring.iter().map(|(x, y)| (degrees(*x), degrees(*y))).collect::<LineString<f64>>();
    let polygons = rings.iter().map(|r| Polygon::new(ring(r), vec![]));
    PreparedBoundary::new(&polygons.collect())
}

fn place(x: f64, y: f64) -> LonLat {
    LonLat::new(x, y).expect("in range")
}

/// Coarse rings meet themselves and the query points all the time; fine ones differ in the last bits.
fn grid_point() -> impl Strategy<Value = GridPoint> {
    let coarse = -6_i64..7;
    let fine = -3_i64..4;
    (coarse.clone(), coarse, fine.clone(), fine).prop_map(|(x, y, fx, fy)| ((x << 40) + fx, (y << 40) + fy))
}

fn coarse_point() -> impl Strategy<Value = GridPoint> {
    (-6_i64..7, -6_i64..7).prop_map(|(x, y)| (x << 40, y << 40))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: prop::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_integer_arithmetic(
        rings in prop::collection::vec(prop::collection::vec(prop_oneof![coarse_point(), grid_point()], 2..14), 0..4),
        queries in prop::collection::vec(prop_oneof![coarse_point(), grid_point()], 40),
    ) {
        let boundary = prepared(&rings);
        let vertices = rings.iter().flatten().copied();
        for (x, y) in queries.into_iter().chain(vertices) {
            let found = boundary.position(place(degrees(x), degrees(y)));
            prop_assert_eq!(found, brute_force(&rings, (x, y)), "at {} {}", x, y);
        }
    }
}

#[test]
fn holes_islands_and_touching_holes() {
    let outer = polygon!(
        exterior: [(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.), (x: 0., y: 9.)],
        interiors: [
            [(x: 1., y: 1.), (x: 4., y: 1.), (x: 4., y: 4.), (x: 1., y: 4.)],
            [(x: 4., y: 4.), (x: 6., y: 4.), (x: 6., y: 6.), (x: 4., y: 6.)],
        ],
    );
    let island = polygon![(x: 2., y: 2.), (x: 3., y: 2.), (x: 3., y: 3.), (x: 2., y: 3.)];
    let boundary = PreparedBoundary::new(&MultiPolygon(vec![outer, island]));
    assert_eq!(boundary.position(place(1.5, 1.5)), Position::Outside, "in the hole");
    assert_eq!(boundary.position(place(2.5, 2.5)), Position::Inside, "on the island");
    assert_eq!(boundary.position(place(4.0, 4.0)), Position::OnBorder, "where the holes touch");
    assert_eq!(boundary.position(place(4.0, 2.0)), Position::OnBorder, "on a hole's edge");
    assert_eq!(boundary.position(place(7.0, 4.0)), Position::Inside, "at the latitude of vertices and horizontal edges");
    assert_eq!(boundary.position(place(-1.0, 4.0)), Position::Outside);
}

#[test]
fn neighbouring_doubles_get_different_answers() {
    let triangle = polygon![(x: 0., y: 0.), (x: 3., y: 1.), (x: 0., y: 1.)];
    let boundary = PreparedBoundary::new(&triangle.into());
    // y = x / 3 has no exact double for most x; the sign decides without any tolerance.
    let x = 1.0_f64;
    let below = 1.0 / 3.0; // the double nearest to a third is below a third
    assert_eq!(boundary.position(place(x, below)), Position::Outside);
    assert_eq!(boundary.position(place(x, below.next_up())), Position::Inside);
    assert_eq!(boundary.position(place(1.5, 0.5)), Position::OnBorder);
    assert_eq!(boundary.position(place(1.5_f64.next_up(), 0.5)), Position::Outside);
    assert_eq!(boundary.position(place(1.5_f64.next_down(), 0.5)), Position::Inside);
}

#[test]
fn spikes_collapsed_rings_and_nothing() {
    let spiked = polygon![(x: 0., y: 0.), (x: 4., y: 0.), (x: 9., y: 0.), (x: 4., y: 0.), (x: 4., y: 4.), (x: 0., y: 4.)];
    let boundary = PreparedBoundary::new(&spiked.into());
    assert_eq!(boundary.position(place(7.0, 0.0)), Position::OnBorder, "on the spike");
    assert_eq!(boundary.position(place(2.0, 2.0)), Position::Inside);
    let collapsed = polygon![(x: 1., y: 1.), (x: 1., y: 1.), (x: 1., y: 1.)];
    let boundary = PreparedBoundary::new(&collapsed.into());
    assert_eq!(boundary.position(place(1.0, 1.0)), Position::OnBorder);
    assert_eq!(boundary.position(place(1.0, 1.1)), Position::Outside);
    let nothing = PreparedBoundary::new(&MultiPolygon(vec![]));
    assert_eq!((nothing.position(place(0.0, 0.0)), nothing.bounds()), (Position::Outside, None));
    let broken = polygon![(x: f64::NAN, y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)];
    assert_eq!(PreparedBoundary::new(&broken.into()).position(place(9.0, 9.0)), Position::Outside);
}

#[test]
fn memory_stays_linear() {
    let comb = (0..20_000).map(|k| (f64::from(k) * 1e-3, if k % 2 == 0 { 0.0 } else { 50.0 }));
    let boundary = PreparedBoundary::new(&Polygon::new(comb.collect(), vec![]).into());
    assert!(boundary.bytes() < 20_000 * 64, "{} bytes", boundary.bytes());
    // The flank from (1.000, 0) to (1.001, 50) passes 1.0005 at latitude 25; the inside is below it.
    assert_eq!(boundary.position(place(1.0005, 24.9)), Position::Inside);
    assert_eq!(boundary.position(place(1.0005, 25.1)), Position::Outside);
}
