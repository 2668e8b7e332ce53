use geo_types::{LineString, Polygon, Rect};
use proptest::prelude::*;

use super::*;

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    MultiPolygon::from(Rect::new((west, south), (east, north)).to_polygon())
}

fn contacts(areas: &[MultiPolygon<f64>]) -> Contacts {
    Contacts::of(&areas.iter().collect::<Vec<_>>())
}

/// Every edge of every area against every edge of every other one.
fn brute_force(areas: &[MultiPolygon<f64>]) -> Vec<Contact> {
    let edges = |area: &MultiPolygon<f64>| -> Vec<Segment> {
        let rings = area.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        rings
            .flat_map(|ring| ring.lines().map(|line| Segment { start: line.start, end: line.end }).collect::<Vec<_>>())
            .collect()
    };
    let mut found = Vec::new();
    for (first, area) in areas.iter().enumerate() {
        for (second, other) in areas.iter().enumerate().skip(first + 1) {
            let mut shared: Option<f64> = None;
            for a in edges(area) {
                for b in edges(other) {
                    let metres = match a.contact(&b) {
                        None => continue,
                        Some(Meeting::Touch(_) | Meeting::Crossing(_)) => 0.0,
                        Some(Meeting::Overlap { from, to }) => ellipsoid::distance(from, to),
                    };
                    shared = Some(shared.unwrap_or(0.0) + metres);
                }
            }
            found.extend(shared.map(|metres| Contact { first, second, shared: Metres::new(metres) }));
        }
    }
    found
}

#[track_caller]
fn assert_same(found: &[Contact], wanted: &[Contact]) {
    let pairs = |contacts: &[Contact]| contacts.iter().map(|pair| (pair.first, pair.second)).collect::<Vec<_>>();
    assert_eq!(pairs(found), pairs(wanted));
    for (a, b) in found.iter().zip(wanted) {
        assert!((a.shared.metres() - b.shared.metres()).abs() < 1e-6, "{a:?} instead of {b:?}");
    }
}

#[test]
fn borders_with_other_vertices_are_shared() {
    // A long edge against two short ones:  | 0 | 1 |
    //                                      |   2   |
    let areas = [rectangle(0.0, 1.0, 1.0, 2.0), rectangle(1.0, 1.0, 2.0, 2.0), rectangle(0.0, 0.0, 2.0, 1.0)];
    let found = contacts(&areas);
    assert_same(found.pairs(), &brute_force(&areas));
    let degree = ellipsoid::distance(Coord { x: 0.0, y: 1.0 }, Coord { x: 1.0, y: 1.0 });
    assert!((found.pairs()[1].shared.metres() - degree).abs() < 1e-6);
    // Of the southern rectangle, three sides touch nothing.
    let outer = found.perimeters()[2].metres() - 2.0 * degree;
    assert!((found.outer()[2].metres() - outer).abs() < 5.0, "{} {outer}", found.outer()[2].metres());
}

#[test]
fn a_hole_and_what_fills_it_share_all_of_it() {
    let hole = LineString::from(vec![(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0), (1.0, 1.0)]);
    let frame = rectangle(0.0, 0.0, 3.0, 3.0).0.remove(0).into_inner().0;
    let areas = [MultiPolygon::new(vec![Polygon::new(frame, vec![hole])]), rectangle(1.0, 1.0, 2.0, 2.0)];
    let found = contacts(&areas);
    assert_eq!(found.pairs().len(), 1);
    assert!(found.outer()[1].metres() < 1e-6 && found.pairs()[0].shared == found.perimeters()[1]);
}

#[test]
fn a_tolerance_closes_gaps_and_no_more() {
    // 20 m apart at the equator; the third one 20 m from the second one's corner only.
    let gap = 20.0 / 111_320.0;
    let areas = [
        rectangle(0.0, 0.0, 1.0, 1.0),
        rectangle(1.0 + gap, 0.0, 2.0, 1.0),
        rectangle(2.0 + gap / 2.0, 1.0 + gap / 2.0, 3.0, 2.0),
    ];
    assert!(contacts(&areas).pairs().is_empty());
    let all: Vec<_> = areas.iter().collect();
    let found = Contacts::within(&all, Metres::new(50.0));
    let pairs: Vec<_> = found.pairs().iter().map(|pair| (pair.first, pair.second)).collect();
    assert_eq!(pairs, [(0, 1), (1, 2)]);
    let degree = ellipsoid::distance(Coord { x: 1.0, y: 0.0 }, Coord { x: 1.0, y: 1.0 });
    let shared = found.pairs()[0].shared.metres();
    assert!((shared - degree).abs() < 200.0, "{shared} instead of {degree}");
    assert_eq!(found.pairs()[1].shared, Metres::new(0.0), "a corner is a point");
    assert!(Contacts::within(&all, Metres::new(10.0)).pairs().is_empty());
}

/// Rectangles on a grid of few lines, so that sides and corners often agree; they may overlap.
fn areas() -> impl Strategy<Value = Vec<MultiPolygon<f64>>> {
    let side = |low: i32, size: i32| (f64::from(low), f64::from(low + size));
    let one = (0..5_i32, 0..5_i32, 1..3_i32, 1..3_i32).prop_map(move |(x, y, width, height)| {
        let ((west, east), (south, north)) = (side(x, width), side(y, height));
        rectangle(west, south, east, north)
    });
    proptest::collection::vec(one, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(8), ..ProptestConfig::default() })]

    #[test]
    fn contacts_are_those_of_brute_force(areas in areas()) {
        assert_same(contacts(&areas).pairs(), &brute_force(&areas));
    }
}
