use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::geometry::testing::{Numbers, area};
use crate::geometry::{Position, PreparedBoundary, coverage, ellipsoid, geodesic, rounding, shape, validity};

fn place(lon: f64, lat: f64) -> LonLat {
    LonLat::wrapped(lon, lat)
}

fn tolerance(value: f64) -> Tolerance {
    Tolerance { value, distance: Metres::new(1000.0 * value), precision: Precision::default() }
}

/// An origin with a slow way around it, and stations: slow ways with a limit, or disks.
fn network(numbers: &mut Numbers, lon: f64, lat: f64, stations: usize) -> Vec<Cone> {
    let origin = Cone { apex: place(lon, lat), start: 0.0, slope: 0.0026, limit: None, label: 0 };
    let station = |numbers: &mut Numbers, number: usize| {
        let away = ellipsoid::destination(origin.apex.coord(), numbers.within(0.0, 360.0), numbers.within(0.0, 300_000.0));
        let is_disk = number.is_multiple_of(4);
        Cone {
            apex: place(away.x, away.y),
            start: numbers.within(5.0, 80.0),
            slope: if is_disk { 0.0 } else { 0.0026 },
            limit: number.is_multiple_of(2).then(|| Metres::new(numbers.within(2_000.0, 20_000.0))),
            label: number % 5,
        }
    };
    std::iter::once(origin).chain((1..=stations).map(|number| station(numbers, number))).collect()
}

/// Places where it matters: around the apexes, as far as a level reaches and a little further.
fn around(numbers: &mut Numbers, cones: &[Cone]) -> LonLat {
    let cone = &cones[numbers.within(0.0, cones.len() as f64) as usize];
    let away = ellipsoid::destination(cone.apex.coord(), numbers.within(0.0, 360.0), numbers.within(0.0, 40_000.0));
    place(away.x, away.y)
}

/// How far (metres) a place is inside the area at or below a level; negative outside. The brute-force twin of contours: the distance to
/// the border of a union of disks is at least this.
fn depth(cones: &[Cone], level: f64, at: LonLat) -> f64 {
    let inside = |cone: &Cone| {
        let room = level - cone.start;
        let by_value = if cone.slope > 0.0 { room / cone.slope } else { f64::INFINITY };
        let radius = by_value.min(cone.limit.map_or(f64::INFINITY, Metres::metres));
        (room >= 0.0).then(|| radius - ellipsoid::distance(cone.apex.coord(), at.coord()))
    };
    cones.iter().filter_map(inside).fold(f64::NEG_INFINITY, f64::max)
}

/// Checks everything that contours promise, and gives them.
fn checked(cones: &[Cone], levels: &[f64], tolerance: Tolerance, places: usize, seed: u64) -> Vec<MultiPolygon<f64>> {
    let surface = Surface::new(Envelope::new(cones), levels, tolerance).expect("a sane surface");
    let areas = surface.contours().expect("closed contours");
    let (mut numbers, bound) = (Numbers(seed), surface.bound());
    for area in &areas {
        assert!(validity::is_valid(area), "{:?}", validity::problems(&area.clone().into()));
        let rounded = rounding::round(&area.clone().into(), tolerance.precision);
        assert_eq!((rounded.collapsed, rounded.repaired), (0, false), "written as it is cut");
    }
    let inside: Vec<PreparedBoundary> = areas.iter().map(PreparedBoundary::new).collect();
    for _ in 0..places {
        let at = around(&mut numbers, cones);
        let mut is_in_lower = false;
        for (level, area) in surface.levels().iter().zip(&inside) {
            let (position, depth) = (area.position(at), depth(cones, *level, at));
            let off = bound.distance.metres();
            assert!(position != Position::Inside || depth >= -off, "{at} is {depth} m inside {level}, which has it inside");
            assert!(position != Position::Outside || depth <= off, "{at} is {depth} m inside {level}, which has it outside");
            assert!(!is_in_lower || position != Position::Outside, "{at} is in a lower level but not in {level}");
            is_in_lower = position != Position::Outside;
        }
    }
    areas
}

#[test]
fn contours_of_disks_and_ways() {
    let mut numbers = Numbers(1);
    let cones = network(&mut numbers, 116.4, 39.9, 60);
    let areas = checked(&cones, &[30.0, 60.0, 90.0], tolerance(0.1), 10_000, 2);
    assert!(areas[2].0.len() > 3, "islands around stations");
}

/// Anywhere on the map: across the antimeridian, around the poles, on the equator.
#[test]
fn contours_at_the_edges_of_the_map() {
    for (number, (lon, lat)) in
        [(179.9, -17.0), (-179.5, 66.0), (0.0, 0.0), (25.0, 89.2), (-140.0, -88.0), (180.0, 90.0)].into_iter().enumerate()
    {
        let mut numbers = Numbers(100 + number as u64);
        let cones = network(&mut numbers, lon, lat, 12);
        let areas = checked(&cones, &[45.0, 90.0], tolerance(0.3), 1_500, 3);
        assert!(
            areas[1].iter().flat_map(|part| part.exterior().0.iter()).all(|at| at.x.abs() <= 180.0 && at.y.abs() <= 90.0)
        );
    }
}

#[test]
fn a_lone_cone_is_a_circle() {
    for (lon, lat) in [(116.4, 39.9), (180.0, -17.0), (60.0, 89.9), (0.0, -90.0)] {
        let cone = Cone { apex: place(lon, lat), start: 10.0, slope: 0.001, limit: None, label: 0 };
        let areas = checked(&[cone], &[60.0], tolerance(0.05), 500, 4);
        let exact = std::f64::consts::PI * 50_000.0_f64.powi(2);
        assert!((area(&areas[0]) / exact - 1.0).abs() < 2e-3, "{lon},{lat}: {}", area(&areas[0]) / exact);
    }
}

/// The area of a contour against that of the union of geodesic disks, by the overlay engine.
#[test]
fn areas_agree_with_the_union_of_circles() {
    let mut numbers = Numbers(5);
    let cones = network(&mut numbers, 100.0, 30.0, 25);
    let areas = checked(&cones, &[70.0], tolerance(0.02), 500, 6);
    let envelope = Envelope::new(&cones);
    let disks: Vec<MultiPolygon<f64>> = (0..envelope.len() as u32)
        .filter_map(|number| {
            let radius = envelope.radius(number, 70.0).filter(|radius| *radius > 0.0)?;
            crate::geometry::circle::geodesic_circle(envelope.cone(number).apex, Metres::new(radius), 720).ok()
        })
        .collect();
    let union = coverage::dissolve(&disks.iter().collect::<Vec<_>>()).geometry;
    assert!((geodesic::area(&areas[0]) / geodesic::area(&union) - 1.0).abs() < 1e-3);
    assert_eq!(areas[0].0.len(), union.0.len());
}

#[test]
fn holes_are_kept() {
    // Six disks in a ring around nothing.
    let disk = |step: i32| {
        let at = ellipsoid::destination((10.0, 50.0).into(), f64::from(step) * 60.0, 10_000.0);
        Cone { apex: place(at.x, at.y), start: 0.0, slope: 0.0, limit: Some(Metres::new(6_000.0)), label: 0 }
    };
    let cones: Vec<Cone> = (0..6).map(disk).collect();
    let areas = checked(&cones, &[1.0], tolerance(0.05), 3_000, 7);
    assert_eq!((areas[0].0.len(), areas[0].0[0].interiors().len()), (1, 1));
}

/// The cells follow the contours, not the area: halving the tolerance does not double a raster's side.
#[test]
fn the_grid_is_adaptive() {
    let mut numbers = Numbers(8);
    let cones = network(&mut numbers, 116.4, 39.9, 40);
    let count =
        |value: f64| Surface::new(Envelope::new(&cones), &[60.0, 90.0], tolerance(value)).expect("a surface").cell_count();
    let (coarse, fine) = (count(0.1), count(0.025));
    assert!(coarse < 20_000, "{coarse}");
    assert!(fine < 4 * coarse, "{coarse} {fine}: four times finer is some two times more cells along smooth contours");
}

#[test]
fn values_are_those_of_the_envelope() {
    let mut numbers = Numbers(9);
    let cones = network(&mut numbers, 116.4, 39.9, 60);
    let envelope = Envelope::new(&cones);
    let surface = Surface::new(envelope.clone(), &[60.0, 90.0], tolerance(0.1)).expect("a surface");
    let mut compared = 0;
    for _ in 0..10_000 {
        let at = around(&mut numbers, &cones);
        match (surface.value(at), envelope.value(at)) {
            (Some(value), Some(exact)) => {
                // Within a centimetre of a limit the two may take different sides.
                let is_at_limit = depth(&cones, exact.max(value), at).abs() < 0.02;
                assert!((value - exact).abs() < 1e-4 || is_at_limit, "{at}: {value} {exact}");
                compared += 1;
            }
            (None, Some(exact)) => assert!(exact > 90.0 - 1e-4 || depth(&cones, 90.0, at).abs() < 0.02, "{at}: {exact}"),
            (Some(value), None) => assert!(depth(&cones, value, at).abs() < 0.02, "{at}: {value}"),
            (None, None) => {}
        }
    }
    assert!(compared > 2_000, "{compared}");
}

#[test]
fn cells_bound_their_values_and_cover_what_is_below() {
    let mut numbers = Numbers(18);
    let cones = network(&mut numbers, 116.4, 39.9, 30);
    let envelope = Envelope::new(&cones);
    let surface = Surface::new(envelope.clone(), &[60.0], tolerance(0.1)).expect("a surface");
    let cells: Vec<SurfaceCell> = surface.cells().collect();
    let mut found = 0;
    for _ in 0..3_000 {
        let at = around(&mut numbers, &cones);
        let holding: Vec<&SurfaceCell> = cells.iter().filter(|cell| cell.bounds.contains(at.coord())).collect();
        let value = envelope.value(at);
        assert!(value.is_none_or(|value| value > 60.0) || !holding.is_empty(), "{at}: {value:?}");
        for cell in holding {
            found += 1;
            assert!(value.is_none_or(|value| cell.low <= value), "{at}: {value:?} in {cell:?}");
            assert!(cell.high.is_none_or(|high| value.is_some_and(|value| value <= high)), "{at}: {value:?} in {cell:?}");
        }
    }
    assert!(found > 500, "{found}");
}

#[test]
fn coarse_coordinates_are_as_valid() {
    let mut numbers = Numbers(10);
    let cones = network(&mut numbers, 116.4, 39.9, 40);
    for digits in [1, 2, 3, 4] {
        let precision = Precision::new(digits).expect("digits");
        checked(&cones, &[20.0, 45.0, 60.0, 90.0], Tolerance { precision, ..tolerance(0.1) }, 1_000, 11);
    }
}

#[test]
fn requests_that_cannot_be_met() {
    let cone = Cone { apex: place(0.0, 0.0), start: 0.0, slope: 1e-6, limit: None, label: 0 };
    let envelope = Envelope::new(&[cone]);
    let refused = |levels: &[f64], tolerance| Surface::new(envelope.clone(), levels, tolerance).expect_err("refused");
    assert_eq!(refused(&[60.0], tolerance(0.1)), SurfaceError::TooLarge);
    assert!(matches!(refused(&[f64::NAN], tolerance(0.1)), SurfaceError::Level { .. }));
    for value in [0.0, -1.0, f64::NAN] {
        assert!(matches!(refused(&[1.0], tolerance(value)), SurfaceError::Tolerance { .. }));
    }
    let none = Surface::new(Envelope::new(&[]), &[60.0], tolerance(0.1)).expect("nothing to do");
    assert_eq!(none.contours(), Ok(vec![MultiPolygon(vec![])]));
    assert_eq!(none.value(place(0.0, 0.0)), None);
}

fn box_of(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    geo_types::Rect::new((west, south), (east, north)).to_polygon().into()
}

/// Every place of the area is in the part of the label that is lowest there, to within the bound.
fn checked_partition(cones: &[Cone], within: &MultiPolygon<f64>, labels: usize, seed: u64) -> Partition {
    let (envelope, tolerance) = (Envelope::new(cones), tolerance(0.1));
    let divided = partition(&envelope, within, labels, tolerance).expect("a partition");
    for area in &divided.areas {
        assert!(validity::is_valid(area), "{:?}", validity::problems(&area.clone().into()));
    }
    let prepared: Vec<PreparedBoundary> = divided.areas.iter().map(PreparedBoundary::new).collect();
    let bounds = shape::bounds(within).expect("an area");
    let mut numbers = Numbers(seed);
    for _ in 0..3_000 {
        let at = place(numbers.within(bounds.min().x, bounds.max().x), numbers.within(bounds.min().y, bounds.max().y));
        let owners: Vec<usize> = (0..labels).filter(|&label| prepared[label].position(at) == Position::Inside).collect();
        assert!(owners.len() <= 1, "{at} is in {owners:?}");
        let Some(lowest) = envelope.value(at) else { continue };
        let own = |label: usize| {
            let cones: Vec<Cone> = cones.iter().copied().filter(|cone| cone.label == label).collect();
            (Envelope::new(&cones).value(at), depth(&cones, lowest + 2.0 * divided.bound.value, at))
        };
        if let [owner] = owners.as_slice() {
            let (value, depth) = own(*owner);
            let is_close = value.is_some_and(|value| value <= lowest + 2.0 * divided.bound.value);
            assert!(is_close || depth > -2.0 * divided.bound.distance.metres(), "{at}: {value:?} against {lowest}");
        }
    }
    divided
}

#[test]
fn partitions_cover_what_is_reached() {
    let mut numbers = Numbers(14);
    let unlimited: Vec<Cone> = network(&mut numbers, 116.4, 39.9, 30)
        .into_iter()
        .filter(|cone| cone.slope > 0.0)
        .map(|cone| Cone { limit: None, ..cone })
        .collect();
    let within = box_of(113.0, 37.0, 120.0, 42.0);
    let divided = checked_partition(&unlimited, &within, 5, 15);
    let whole: f64 = divided.areas.iter().map(area).sum();
    assert!((whole / area(&within) - 1.0).abs() < 1e-7, "everything is reached");
}

#[test]
fn partitions_leave_out_what_is_not_reached() {
    let mut numbers = Numbers(16);
    let cones: Vec<Cone> = network(&mut numbers, 116.4, 39.9, 40).into_iter().filter(|cone| cone.limit.is_some()).collect();
    let within = box_of(114.0, 38.0, 119.0, 42.0);
    let divided = checked_partition(&cones, &within, 5, 17);
    let reached: f64 = divided.areas.iter().map(area).sum();
    let surface = Surface::new(Envelope::new(&cones), &[1e3], tolerance(0.1)).expect("a surface");
    let contour = surface.contours().expect("closed").remove(0);
    let expected = area(&coverage::intersection(&contour, &within));
    assert!((reached / expected - 1.0).abs() < 1e-3, "{reached} {expected}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, rng_seed: RngSeed::Fixed(20), ..ProptestConfig::default() })]

    #[test]
    fn contours_are_valid_and_nest_wherever_they_are(
        lon in -180.0..180.0_f64,
        lat in -90.0..90.0_f64,
        stations in 0..15_usize,
        lowest in 5.0..60.0_f64,
        step in 0.001..40.0_f64,
        seed in any::<u64>(),
    ) {
        let mut numbers = Numbers(seed);
        let cones = network(&mut numbers, lon, lat, stations);
        let areas = checked(&cones, &[lowest, lowest + step], tolerance(0.5), 300, seed ^ 1);
        let origin = PreparedBoundary::new(&areas[0]).position(place(lon, lat));
        prop_assert_ne!(origin, Position::Outside);
    }
}
