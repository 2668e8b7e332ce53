use geo::algorithm::Validation;
use geo_types::{Point, Polygon, line_string, polygon};
use proptest::prelude::*;

use super::*;
use crate::geometry::validity::is_valid;

fn digits(digits: u8) -> Precision {
    Precision::new(digits).expect("possible")
}

#[test]
fn numbers_get_short_texts() {
    for (number, wanted) in
        [(116.123_456_789, "116.1234568"), (-0.000_000_04, "0"), (0.300_000_000_000_000_04, "0.3"), (1e300, "1e300")]
    {
        assert_eq!(format!("{:?}", digits(7).round(number)).trim_end_matches(".0"), wanted);
    }
    assert_eq!(digits(0).round(2.5), 3.0);
    assert_eq!(digits(15).round(116.123_456_789_012_34), 116.123_456_789_012_34);
    assert!(digits(3).round(f64::NAN).is_nan() && Precision::new(16).is_err());
}

#[test]
fn a_thin_part_collapses_and_is_counted() {
    let sliver = polygon![(x: 0., y: 0.), (x: 5., y: 0.001), (x: 0., y: 0.002)];
    let square = polygon!(
        exterior: [(x: 10., y: 0.), (x: 12., y: 0.), (x: 12., y: 2.), (x: 10., y: 2.)],
        interiors: [[(x: 11., y: 1.), (x: 11.01, y: 1.), (x: 11.01, y: 1.01)]],
    );
    let rounded = round(&MultiPolygon(vec![sliver.clone(), square]).into(), digits(1));
    assert_eq!((rounded.collapsed, rounded.repaired), (2, false));
    assert_eq!(
        rounded.geometry,
        MultiPolygon(vec![polygon![(x: 10., y: 0.), (x: 12., y: 0.), (x: 12., y: 2.), (x: 10., y: 2.)]]).into()
    );
    assert_eq!(round(&sliver.into(), digits(1)).geometry, MultiPolygon(vec![]).into());
}

#[test]
fn a_neck_that_closes_splits_the_polygon() {
    // Two squares joined by a neck of width 0.02 that rounds to a line.
    let dumb_bell = polygon![
        (x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 0.49), (x: 3., y: 0.49), (x: 3., y: 0.), (x: 4., y: 0.),
        (x: 4., y: 1.), (x: 3., y: 1.), (x: 3., y: 0.51), (x: 1., y: 0.51), (x: 1., y: 1.), (x: 0., y: 1.)
    ];
    let rounded = round(&dumb_bell.into(), digits(1));
    assert!(rounded.repaired);
    assert!(matches!(&rounded.geometry, Geometry::MultiPolygon(parts) if parts.0.len() == 2), "{:?}", rounded.geometry);
}

#[test]
fn lines_points_and_collections() {
    let line = line_string![(x: 0., y: 0.), (x: 0.01, y: 0.), (x: 1., y: 0.)];
    assert_eq!(round(&line.clone().into(), digits(1)).geometry, line_string![(x: 0., y: 0.), (x: 1., y: 0.)].into());
    let short = line_string![(x: 0., y: 0.), (x: 0.01, y: 0.)];
    let lines = MultiLineString(vec![line, short]);
    let all = Geometry::GeometryCollection(GeometryCollection(vec![lines.into(), Point::new(0.26, 0.0).into()]));
    let rounded = round(&all, digits(1));
    assert_eq!(rounded.collapsed, 1);
    assert!(
        matches!(&rounded.geometry, Geometry::GeometryCollection(members) if members.0[1] == Point::new(0.3, 0.0).into())
    );
}

/// A star around the origin: valid, with spikes far thinner than the digits kept.
fn star() -> impl Strategy<Value = Polygon<f64>> {
    prop::collection::vec(0.05_f64..3.0, 3..60).prop_map(|radii| {
        let angle = std::f64::consts::TAU / radii.len() as f64;
        let vertex = |(k, radius): (usize, &f64)| (radius * (angle * k as f64).cos(), radius * (angle * k as f64).sin());
        Polygon::new(radii.iter().enumerate().map(vertex).collect(), vec![])
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, rng_seed: prop::test_runner::RngSeed::Fixed(17), ..ProptestConfig::default() })]

    #[test]
    fn coarse_rounding_stays_valid(star in star(), kept in 0_u8..3) {
        let rounded = round(&star.into(), digits(kept));
        let area = shape::area_of(&rounded.geometry).unwrap_or_else(|| MultiPolygon(vec![]));
        prop_assert!(area.is_valid(), "{:?}", area);
        prop_assert!(is_valid(&area));
        let again = round(&rounded.geometry, digits(kept));
        prop_assert_eq!(again, Rounded { collapsed: 0, repaired: false, geometry: rounded.geometry });
    }

    #[test]
    fn any_rings_become_valid(points in prop::collection::vec((-2.0_f64..2.0, -2.0_f64..2.0), 3..30), kept in 0_u8..3) {
        let ring = |points: &[(f64, f64)]| points.iter().copied().collect::<LineString<f64>>();
        let (first, second) = points.split_at(points.len() / 2);
        let area = MultiPolygon(vec![Polygon::new(ring(first), vec![ring(second)]), Polygon::new(ring(&points), vec![])]);
        let rounded = round(&area.into(), digits(kept));
        let area = shape::area_of(&rounded.geometry).unwrap_or_else(|| MultiPolygon(vec![]));
        prop_assert!(is_valid(&area) && area.is_valid());
    }
}
