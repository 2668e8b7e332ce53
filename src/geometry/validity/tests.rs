use geo::algorithm::Validation;
use geo_types::{Point, Polygon, line_string, polygon, wkt};
use proptest::prelude::*;

use super::*;
use crate::geometry::winding::planar_area;
use ProblemKind::*;

fn kinds(geometry: impl Into<Geometry<f64>>) -> Vec<ProblemKind> {
    problems(&geometry.into()).into_iter().map(|problem| problem.kind).collect()
}

fn repaired_area(area: &MultiPolygon<f64>) -> f64 {
    let repaired = repair(area).expect("unambiguous").geometry;
    assert!(is_valid(&repaired) && repaired.is_valid());
    planar_area(&repaired)
}

#[test]
fn good_geometry_has_no_problems() {
    assert!(kinds(wkt!(POLYGON((0. 0.,9. 0.,9. 9.,0. 9.,0. 0.),(1. 1.,1. 2.,2. 2.,2. 1.,1. 1.)))).is_empty());
    assert!(kinds(wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 1.,0. 0.)),((1. 1.,2. 1.,2. 2.,1. 1.))))).is_empty(), "touching parts");
    assert!(kinds(Point::new(1.0, 1.0)).is_empty());
    assert!(
        kinds(line_string![(x: 0., y: 0.), (x: 1., y: 1.), (x: 0., y: 1.), (x: 1., y: 0.)]).is_empty(),
        "lines may cross"
    );
}

#[test]
fn an_island_in_a_lake_is_valid() {
    let part = wkt!(MULTIPOLYGON(((0. 0.,9. 0.,9. 9.,0. 9.,0. 0.),(1. 1.,1. 8.,8. 8.,8. 1.,1. 1.)),((2. 2.,7. 2.,7. 7.,2. 7.,2. 2.),(3. 3.,3. 6.,6. 6.,6. 3.,3. 3.)),((4. 4.,5. 4.,5. 5.,4. 5.,4. 4.))));
    assert!(kinds(part).is_empty());
}

#[test]
fn problems_of_numbers() {
    assert_eq!(kinds(wkt!(MULTIPOLYGON EMPTY)), [Empty]);
    assert_eq!(kinds(Polygon::new(line_string![], vec![])), [Empty]);
    assert_eq!(kinds(polygon![(x: f64::NAN, y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)]), [NotFinite]);
    assert_eq!(kinds(polygon![(x: 0., y: 0.), (x: 1e300, y: 0.), (x: 1., y: 1e300)]), [OutOfRange]);
    assert_eq!(kinds(Point::new(39.9, 116.4)), [OutOfRange]);
    let projected =
        &problems(&wkt!(POLYGON((500000. 4400000.,500010. 4400000.,500010. 4400010.,500000. 4400000.))).into())[0];
    assert!(projected.to_string().contains("projected metres") && projected.finding().place().is_none(), "{projected}");
}

#[test]
fn problems_of_single_rings() {
    assert_eq!(kinds(wkt!(POLYGON((0. 0.,1. 0.,0. 0.)))), [TooFewPoints]);
    assert_eq!(kinds(wkt!(POLYGON((0. 0.,1. 0.,1. 0.,1. 1.,0. 0.)))), [DuplicateVertex]);
    assert_eq!(kinds(wkt!(POLYGON((0. 0.,1. 1.,1. 0.,0. 0.)))), [WrongWinding]);
    assert_eq!(kinds(wkt!(POLYGON((0. 0.,4. 0.,4. 4.,9. 9.,4. 4.,0. 4.,0. 0.)))), [Spike, SelfTouch]);
    assert_eq!(kinds(wkt!(POLYGON((0. 0.,2. 2.,2. 0.,0. 2.,0. 0.)))), [SelfCrossing]);
    assert_eq!(kinds(wkt!(POLYGON((0. 0.,4. 0.,4. 4.,2. 2.,0. 4.,0. 0.)))), [], "a valid notch");
    assert_eq!(kinds(wkt!(POLYGON((0. 0.,4. 0.,4. 4.,2. 0.,0. 4.,0. 0.)))), [SelfTouch], "a notch down to the border");
    assert_eq!(
        kinds(wkt!(POLYGON((0. 0.,1. 1.,2. 2.,2. 0.,1. 1.,0. 2.,0. 0.)))),
        [SelfCrossing],
        "a bow-tie with a vertex in its knot"
    );
    assert_eq!(kinds(wkt!(POLYGON((0. 0.,4. 0.,4. 2.,3. 2.,3. 0.,2. 0.,2. 3.,0. 3.,0. 0.)))), [SelfTouch, SelfOverlap]);
}

#[test]
fn raw_rings_can_be_unclosed() {
    let open = line_string![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)];
    let found: Vec<_> = ring_problems(&open).into_iter().map(|problem| problem.kind).collect();
    assert_eq!(found, [Unclosed]);
    assert!(ring_problems(&line_string![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.), (x: 0., y: 0.)]).is_empty());
    assert!(!ring_problems(&line_string![]).is_empty());
}

#[test]
fn problems_of_several_rings() {
    let with = |holes: &[&[(f64, f64)]]| {
        let shell = polygon![(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.), (x: 0., y: 9.)];
        let holes = holes.iter().map(|hole| hole.iter().copied().collect()).collect();
        kinds(Polygon::new(shell.exterior().clone(), holes))
    };
    assert_eq!(with(&[&[(1., 1.), (1., 12.), (2., 12.), (2., 1.)]]), [RingsCross, RingsCross]);
    assert_eq!(with(&[&[(11., 1.), (11., 2.), (12., 2.), (12., 1.)]]), [HoleOutsideShell]);
    assert_eq!(with(&[&[(1., 1.), (1., 8.), (8., 8.), (8., 1.)], &[(2., 2.), (2., 3.), (3., 3.), (3., 2.)]]), [NestedHoles]);
    assert_eq!(with(&[&[(0., 1.), (0., 2.), (1., 2.), (1., 1.)]]), [RingsShareEdge]);
    assert_eq!(
        with(&[&[(1., 1.), (1., 2.), (2., 2.), (2., 1.)], &[(2., 2.), (2., 1.), (1., 1.), (1., 2.)]]),
        [DuplicateRing]
    );
    assert_eq!(with(&[&[(0., 0.), (2., 8.), (9., 9.), (8., 2.)]]), [DisconnectedInterior]);
    assert_eq!(with(&[&[(0., 0.), (2., 8.), (8., 2.)]]), [], "touching once is fine");
}

#[test]
fn problems_of_several_parts() {
    let square =
        |x: f64, side: f64| polygon![(x: x, y: x), (x: x + side, y: x), (x: x + side, y: x + side), (x: x, y: x + side)];
    let two = |a: Polygon<f64>, b: Polygon<f64>| kinds(MultiPolygon(vec![a, b]));
    assert_eq!(two(square(0.0, 4.0), square(2.0, 4.0)), [PartsOverlap, PartsOverlap]);
    assert_eq!(two(square(0.0, 4.0), square(1.0, 1.0)), [NestedShells]);
    assert_eq!(two(square(0.0, 4.0), square(0.0, 4.0)), [DuplicateRing]);
    assert_eq!(
        two(square(0.0, 4.0), polygon![(x: 4., y: 1.), (x: 5., y: 1.), (x: 5., y: 2.), (x: 4., y: 2.)]),
        [RingsShareEdge]
    );
    assert_eq!(
        two(square(0.0, 4.0), polygon![(x: 2., y: 0.), (x: 4., y: 2.), (x: 2., y: 4.), (x: 0., y: 2.)]),
        [NestedShells],
        "inscribed"
    );
}

#[test]
fn a_ring_of_touching_holes_cuts_the_inside_apart() {
    let holes: Vec<LineString<f64>> = [(4., 2.), (6., 4.), (4., 6.), (2., 4.)]
        .into_iter()
        .map(|(x, y)| [(x - 1., y - 1.), (x - 1., y + 1.), (x + 1., y + 1.), (x + 1., y - 1.)].into_iter().collect())
        .collect();
    let shell = polygon![(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.), (x: 0., y: 9.)];
    let necklace = Polygon::new(shell.exterior().clone(), holes);
    assert_eq!(kinds(necklace.clone()), [DisconnectedInterior]);
    assert_eq!(repaired_area(&necklace.clone().into()), 81.0 - 16.0);
    assert_eq!(repair(&necklace.into()).expect("unambiguous").geometry.0.len(), 2);
}

#[test]
fn problems_name_their_rings_and_places() {
    let shell = polygon![(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.), (x: 0., y: 9.)];
    let hole = line_string![(x: 1., y: 8.), (x: 1., y: 10.), (x: 2., y: 10.), (x: 2., y: 8.)];
    let found = problems(&Polygon::new(shell.exterior().clone(), vec![hole]).into());
    assert_eq!(found[0].to_string(), "rings of one polygon cross (part 1 and part 1, hole 1)");
    assert_eq!(found[0].place, Some((1.0, 9.0).into()));
    assert_eq!(found[0].finding().code(), "rings-cross");
}

#[test]
fn unambiguous_repairs() {
    assert_eq!(repaired_area(&wkt!(MULTIPOLYGON(((0. 0.,2. 2.,2. 0.,0. 2.,0. 0.))))), 2.0);
    assert_eq!(
        repaired_area(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,9. 9.,4. 4.,4. 4.,0. 4.,0. 0.))))),
        16.0,
        "spike, twice the foot"
    );
    assert_eq!(
        repaired_area(&wkt!(MULTIPOLYGON(((9. 9.,4. 4.,0. 4.,0. 0.,4. 0.,4. 4.,9. 9.))))),
        16.0,
        "spike at the start"
    );
    assert_eq!(repaired_area(&wkt!(MULTIPOLYGON(((0. 0.,0. 4.,4. 4.,4. 0.,0. 0.))))), 16.0, "clockwise");
    assert_eq!(
        repaired_area(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)),((0. 4.,0. 0.,4. 0.,4. 4.,0. 4.))))),
        16.0,
        "twice"
    );
    assert_eq!(
        repaired_area(&wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)),((4. 1.,5. 1.,5. 2.,4. 2.,4. 1.))))),
        17.0,
        "neighbours"
    );
    assert_eq!(
        repaired_area(
            &wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(1. 1.,3. 3.,2. 2.,1. 1.)),((7. 7.,8. 8.,7. 7.))))
        ),
        16.0,
        "collapsed rings"
    );
    let self_touching = wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.,1. 2.,2. 2.,2. 1.,0. 0.))));
    let repaired = repair(&self_touching).expect("unambiguous");
    assert_eq!((repaired.geometry.0[0].interiors().len(), repaired.changes), (1, vec![SelfTouch]));
}

#[test]
fn ambiguous_shapes_are_refused() {
    let ambiguous = |area: MultiPolygon<f64>| matches!(repair(&area), Err(RepairError::Ambiguous { .. }));
    assert!(ambiguous(wkt!(MULTIPOLYGON(((0. 0.,9. 0.,9. 9.,0. 9.,0. 0.)),((1. 1.,2. 1.,2. 2.,1. 1.))))), "nested shells");
    assert!(
        ambiguous(wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)),((2. 2.,6. 2.,6. 6.,2. 6.,2. 2.))))),
        "overlapping parts"
    );
    assert!(
        ambiguous(wkt!(MULTIPOLYGON(((0. 0.,9. 0.,9. 9.,0. 9.,0. 0.),(20. 20.,20. 21.,21. 21.,20. 20.))))),
        "hole outside"
    );
    assert!(ambiguous(wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.,4. 0.,4. 4.,0. 4.,0. 0.))))), "twice around");
    assert_eq!(repair(&wkt!(MULTIPOLYGON(((0. 0.,1. 1.,2. 2.,0. 0.))))), Err(RepairError::NothingLeft));
    let broken = polygon![(x: f64::NAN, y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)];
    assert!(matches!(repair(&broken.into()), Err(RepairError::NoPosition(_))));
}

#[test]
fn a_tiny_curl_is_no_reason_to_refuse() {
    // The border doubles back over itself by a thousandth: a triangle of winding number two.
    let curl = wkt!(MULTIPOLYGON(((0. 0.,9. 0.,9. 9.,5. 9.,5.001 8.999,5.001 9.001,0. 9.,0. 0.))));
    assert!(kinds(curl.clone()).contains(&SelfCrossing));
    assert!((repaired_area(&curl) - 81.0).abs() < 0.01);
}

#[test]
fn valid_areas_come_back_unchanged() {
    let area = wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.))));
    assert_eq!(repair(&area), Ok(Repair { geometry: area, changes: vec![] }));
}

#[test]
fn a_tangle_is_reported_up_to_the_limit() {
    let star: LineString<f64> = (0..400).map(|k| (f64::from(k * 151 % 400) / 10.0, f64::from(k * 37 % 89))).collect();
    let found = problems(&Polygon::new(star, vec![]).into());
    assert_eq!(found.len(), MOST_PROBLEMS + 1);
    assert_eq!(found.last().map(|problem| problem.kind), Some(TooManyProblems));
}

fn any_polygon() -> impl Strategy<Value = Polygon<f64>> {
    let ring = |most: usize| prop::collection::vec((-5_i32..6, -5_i32..6), 3..most);
    (ring(8), prop::collection::vec(ring(5), 0..2)).prop_map(|(exterior, holes)| {
        let line =
            |ring: &Vec<(i32, i32)>| ring.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect::<LineString<f64>>();
        Polygon::new(line(&exterior), holes.iter().map(line).collect())
    })
}

/// The check of `geo` does not look for insides that are cut apart, nor for spikes of triangles.
fn unseen_by_geo(found: &[ProblemKind]) -> bool {
    let mut wrong = found.iter().filter(|kind| kind.is_invalid()).peekable();
    wrong.peek().is_some() && wrong.all(|kind| matches!(kind, DisconnectedInterior | Spike))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, rng_seed: prop::test_runner::RngSeed::Fixed(13), ..ProptestConfig::default() })]

    /// Twin: the check of `geo`.
    #[test]
    fn single_polygons_agree_with_geo(polygon in any_polygon()) {
        let found = kinds(polygon.clone());
        let agree = polygon.is_valid() != found.iter().any(|kind| kind.is_invalid());
        prop_assert!(agree || unseen_by_geo(&found), "{:?} {:?}", found, polygon.validation_errors());
    }

    #[test]
    fn several_polygons_agree_with_geo(a in any_polygon(), b in any_polygon()) {
        let area = MultiPolygon(vec![a, b]);
        let found = kinds(area.clone());
        let agree = area.is_valid() != found.iter().any(|kind| kind.is_invalid());
        prop_assert!(agree || unseen_by_geo(&found), "{:?} {:?}", found, area.validation_errors());
    }

    #[test]
    fn repairs_are_valid_or_refused(a in any_polygon(), b in any_polygon()) {
        if let Ok(repaired) = repair(&MultiPolygon(vec![a, b])) {
            prop_assert!(is_valid(&repaired.geometry) && repaired.geometry.is_valid());
            prop_assert!(problems(&repaired.geometry.into()).is_empty());
        }
    }
}
