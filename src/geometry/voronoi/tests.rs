use geo::orient::{Direction, Orient};
use geo::{Area, BoundingRect, Intersects, Validation, polygon};
use geo_types::{LineString, Polygon};

use super::*;
use crate::geometry::testing::{Numbers, area};

fn place(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).expect("in range")
}

/// A province-like area: a wavy ring of 400 vertices with a hole, and an island.
fn province(lon: f64, lat: f64, size: f64) -> MultiPolygon<f64> {
    let wave = |turns: f64, radius: f64| {
        let vertex = |step: i32| {
            let angle = (f64::from(step) * 0.9).to_radians();
            let radius = radius * (1.0 + 0.15 * (turns * angle).sin() + 0.05 * (3.1 * turns * angle).cos());
            Coord { x: lon + 1.3 * radius * angle.cos(), y: lat + radius * angle.sin() }
        };
        (0..400).map(vertex).collect::<LineString<f64>>()
    };
    let mainland = Polygon::new(wave(9.0, size), vec![wave(5.0, size / 9.0)]);
    let island = polygon![
        (x: lon + 1.7 * size, y: lat), (x: lon + 1.8 * size, y: lat), (x: lon + 1.8 * size, y: lat + 0.1 * size)
    ];
    MultiPolygon(vec![mainland.orient(Direction::Default), island])
}

fn spread(count: usize, within: &MultiPolygon<f64>, numbers: &mut Numbers) -> Vec<LonLat> {
    let bounds = within.bounding_rect().expect("not empty");
    let (low, high) = (bounds.min(), bounds.max());
    (0..count).map(|_| place(numbers.within(low.x, high.x), numbers.within(low.y, high.y))).collect()
}

/// The cells of random or regular centres, after checking everything that cells promise.
fn checked(centres: &[LonLat], within: &MultiPolygon<f64>, tolerance: f64) -> Cells {
    let divided = geodesic_cells(centres, within, Metres::new(tolerance)).expect("cells");
    assert_eq!(divided.cells.len(), centres.len());
    for cell in &divided.cells {
        assert!(cell.is_valid(), "{:?}", cell.check_validation());
        assert!(cell.iter().all(|part| part.signed_area() > 0.0));
    }
    let total: f64 = divided.cells.iter().map(area).sum();
    let share = total / area(within);
    assert!((share - 1.0).abs() < 1e-7, "cells are {share} of the study area");
    assert_points_are_with_their_nearest(centres, within, &divided, tolerance);
    divided
}

/// The brute-force twin: every centre's distance is measured.
fn assert_points_are_with_their_nearest(centres: &[LonLat], within: &MultiPolygon<f64>, divided: &Cells, tolerance: f64) {
    let mut numbers = Numbers(11);
    let mut inside = 0;
    // The box around an area across the antimeridian is nearly empty.
    let tries = if within.bounding_rect().is_some_and(|bounds| bounds.width() > 300.0) { 30_000 } else { 1_500 };
    for from in spread(tries, within, &mut numbers).into_iter().filter(|from| within.intersects(&from.coord())) {
        inside += 1;
        let distance = |centre: &LonLat| ellipsoid::distance(from.coord(), centre.coord());
        let least = centres.iter().map(distance).fold(f64::INFINITY, f64::min);
        let owners: Vec<_> = (0..centres.len()).filter(|number| divided.cells[*number].intersects(&from.coord())).collect();
        assert!(!owners.is_empty(), "{from} is in no cell");
        for owner in owners {
            let excess = distance(&centres[owner]) - least;
            assert!(excess <= 2.0 * tolerance + 0.02, "{from} is in cell {owner}, {excess} m farther than the nearest");
        }
    }
    assert!(inside > 100);
}

#[test]
fn random_centres_divide_a_province() {
    let within = province(114.0, 38.0, 6.0);
    let mut numbers = Numbers(1);
    for count in [1, 2, 3, 4, 5, 13, 150] {
        checked(&spread(count, &within, &mut numbers), &within, 0.02);
    }
}

#[test]
fn borders_follow_the_true_bisectors() {
    let within = province(100.0, 55.0, 8.0);
    let centres = spread(12, &within, &mut Numbers(5));
    let divided = checked(&centres, &within, 0.02);
    let mut on_borders = 0;
    for (number, cell) in divided.cells.iter().enumerate() {
        for edge in cell.iter().flat_map(|part| part.exterior().lines().collect::<Vec<_>>()) {
            let middle = edge.start + edge.delta() * 0.5;
            let mut distances: Vec<f64> = centres.iter().map(|centre| ellipsoid::distance(centre.coord(), middle)).collect();
            let own = distances[number];
            distances.sort_by(f64::total_cmp);
            // Edges of the study area are nobody's border.
            if distances[1] - distances[0] < 10.0 {
                on_borders += 1;
                assert!(own - distances[0] < 0.06 && distances[1] - own < 0.06, "{middle:?}: {distances:?}");
            }
        }
    }
    assert!(on_borders > 1000, "only {on_borders}");
}

#[test]
fn regular_grids_have_centres_on_common_circles() {
    let within = province(0.0, 0.0, 5.0);
    let grid: Vec<_> = (-4..=4).flat_map(|x| (-4..=4).map(move |y| place(f64::from(x), f64::from(y)))).collect();
    checked(&grid, &within, 0.05);
}

#[test]
fn a_grid_around_the_pole_has_one_corner_for_all() {
    let within = MultiPolygon(vec![antimeridian_cap(70.0)]);
    let ring: Vec<_> = (0..8).map(|step| place(f64::from(step) * 45.0 - 170.0, 80.0)).collect();
    let divided = checked(&ring, &within, 0.05);
    let first = area(&divided.cells[0]);
    assert!(divided.cells.iter().all(|cell| (area(cell) / first - 1.0).abs() < 1e-6));
}

fn antimeridian_cap(south: f64) -> Polygon<f64> {
    let parallel = (0..=360).map(|step| Coord { x: f64::from(step) - 180.0, y: south });
    let edge = [Coord { x: 180.0, y: 90.0 }, Coord { x: -180.0, y: 90.0 }];
    Polygon::new(parallel.chain(edge).collect(), vec![])
}

#[test]
fn centres_in_one_line() {
    let within = province(114.0, 38.0, 6.0);
    checked(&[110.0, 112.0, 113.0, 117.0].map(|lon| place(lon, 38.0)), &within, 0.05);
    checked(&[35.0, 36.0, 40.0, 41.0].map(|lat| place(114.0, lat)), &within, 0.05);
    checked(&[0.0, 1.0, 2.5, 3.0].map(|step| place(111.0 + step, 36.0 + step)), &within, 0.05);
}

#[test]
fn centres_outside_take_part() {
    let within = province(114.0, 38.0, 2.0);
    let centres = [place(100.0, 20.0), place(114.0, 60.0), place(140.0, 38.0), place(95.0, 38.5)];
    checked(&centres, &within, 0.05);
}

#[test]
fn centres_at_one_place_leave_one_cell() {
    let within = province(114.0, 38.0, 3.0);
    let centres = [place(113.0, 38.0), place(115.0, 38.0), place(113.0, 38.0), place(113.0, 38.0)];
    let divided = checked(&centres, &within, 0.05);
    assert_eq!(divided.coincident, [(2, 0), (3, 0)]);
    assert!(divided.cells[2].0.is_empty() && !divided.cells[0].0.is_empty());
}

#[test]
fn centres_a_metre_apart() {
    let within = province(114.0, 38.0, 3.0);
    checked(&[place(113.0, 38.0), place(113.000_01, 38.0), place(113.0, 38.000_01)], &within, 0.05);
}

#[test]
fn a_study_area_across_the_antimeridian() {
    use crate::geometry::antimeridian::{CutOptions, cut_polygons};
    let within = cut_polygons(&province(179.0, -17.0, 9.0), CutOptions::default());
    assert!(within.0.len() > 2);
    let centres =
        [place(178.0, -17.5), place(-179.0, -16.5), place(179.9, -19.0), place(-177.0, -17.0), place(179.5, -15.0)];
    checked(&centres, &within, 0.02);
}

#[test]
fn requests_that_cannot_be_met() {
    let within = province(114.0, 38.0, 3.0);
    let cells = |centres: &[LonLat], within: &MultiPolygon<f64>, tolerance| {
        geodesic_cells(centres, within, Metres::new(tolerance)).map(|divided| divided.cells.len())
    };
    let centre = place(114.0, 38.0);
    assert_eq!(cells(&[], &within, 0.05), Err(VoronoiError::NoCentre));
    for tolerance in [0.0, -1.0, f64::NAN] {
        assert!(matches!(cells(&[centre], &within, tolerance), Err(VoronoiError::Tolerance { .. })));
    }
    let world = MultiPolygon(vec![antimeridian_cap(-60.0)]);
    assert_eq!(cells(&[centre, place(0.0, 0.0)], &world, 0.05), Err(VoronoiError::TooLarge));
    assert_eq!(cells(&[centre, place(0.0, 0.0)], &MultiPolygon(vec![]), 0.05), Ok(2));
    let swapped = MultiPolygon(vec![polygon![(x: 38.0, y: 114.0), (x: 39.0, y: 114.0), (x: 39.0, y: 115.0)]]);
    assert!(matches!(cells(&[centre], &swapped, 0.05), Err(VoronoiError::NotAPosition { .. })));
}

/// The cells put together from borders, where that is possible, and those cut by overlay.
fn both_ways(
    centres: &[LonLat],
    within: &MultiPolygon<f64>,
    tolerance: f64,
) -> (Option<Vec<MultiPolygon<f64>>>, Vec<MultiPolygon<f64>>) {
    let cap = cap_around(within).expect("on the globe").expect("not empty");
    let sites = Sites::relevant(centres, &[], cap).expect("in a hemisphere");
    let positions: Vec<Vector> = sites.places.iter().map(|place| surface::position(*place)).collect();
    let centres = Centres { places: &sites.places, vectors: &sites.vectors, positions: &positions };
    let wide = Cap { radius: 1.02 * cap.radius + 0.01, ..cap };
    let footprint = Footprint::new(within).expect("not empty");
    let tracer = Borders { centres, footprint: &footprint, wide, tolerance };
    let triangulation = Triangulation::new(centres, wide, surface::farthest(tolerance / 8.0), &OneThread).expect("small");
    let mut borders = tracer.traced(&triangulation, &OneThread);
    let assembled = assembly::cells(within, &tracer, &triangulation, &mut borders, &OneThread);
    (assembled, sites.by_overlay(within, &borders))
}

fn assert_both_ways_agree(centres: &[LonLat], within: &MultiPolygon<f64>, tolerance: f64) {
    let (assembled, cut) = both_ways(centres, within, tolerance);
    let assembled = assembled.expect("put together");
    let sliver = 1e-9 * within.bounding_rect().map_or(0.0, |bounds| bounds.width());
    for (number, (assembled, cut)) in assembled.iter().zip(&cut).enumerate() {
        assert!(assembled.is_valid(), "{number}: {:?}", assembled.check_validation());
        assert!(assembled.iter().all(|part| part.signed_area() > 0.0));
        let difference = (assembled.unsigned_area() - cut.unsigned_area()).abs();
        assert!(difference < sliver, "{number}: {} instead of {}", assembled.unsigned_area(), cut.unsigned_area());
    }
    let total: f64 = assembled.iter().map(Area::unsigned_area).sum();
    assert!((total / within.unsigned_area() - 1.0).abs() < 1e-12, "{total} of {}", within.unsigned_area());
    assert_neighbours_share_their_vertices(&assembled, within);
}

/// Every edge of a cell is one of the outline, cut or whole, or the other way around one of a neighbour.
fn assert_neighbours_share_their_vertices(cells: &[MultiPolygon<f64>], within: &MultiPolygon<f64>) {
    let rings = |area: &MultiPolygon<f64>| -> Vec<LineString<f64>> {
        area.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors())).cloned().collect()
    };
    let key = |a: Coord<f64>, b: Coord<f64>| [a.x, a.y, b.x, b.y].map(f64::to_bits);
    let edges: Vec<_> = cells.iter().flat_map(rings).flat_map(|ring| ring.lines().collect::<Vec<_>>()).collect();
    let known: std::collections::HashSet<_> = edges.iter().map(|edge| key(edge.start, edge.end)).collect();
    assert_eq!(known.len(), edges.len(), "no edge is in two cells the same way around");
    let alone = edges.iter().filter(|edge| !known.contains(&key(edge.end, edge.start)));
    let length = |edge: &geo_types::Line<f64>| edge.dx().hypot(edge.dy());
    let outline: f64 =
        rings(within).iter().flat_map(|ring| ring.lines().collect::<Vec<_>>()).map(|edge| length(&edge)).sum();
    let alone: f64 = alone.map(length).sum();
    assert!((alone / outline - 1.0).abs() < 1e-12, "{alone} of an outline of {outline}");
}

#[test]
fn many_centres_are_put_together_as_they_are_cut() {
    let within = province(114.0, 38.0, 2.0);
    let mut numbers = Numbers(31);
    let centres = spread(1500, &within, &mut numbers);
    assert_both_ways_agree(&centres, &within, 0.05);
    checked(&centres, &within, 0.05);
    // A tenth of all in one spot: cells of metres beside cells of kilometres.
    let crowd = (0..150).map(|_| place(numbers.within(114.3, 114.301), numbers.within(38.2, 38.201)));
    let centres: Vec<_> = centres.into_iter().chain(crowd).collect();
    assert_both_ways_agree(&centres, &within, 0.05);
    assert_both_ways_agree(&centres, &within, 20.0);
}

#[test]
fn outlines_along_borders_and_through_corners() {
    // Centres on a grid; the outline runs along borders (meridians midway), through centres and through the corners of cells.
    let grid: Vec<_> =
        (0..30).flat_map(|x| (0..30).map(move |y| place(f64::from(x) / 16.0, f64::from(y) / 16.0 - 0.9375))).collect();
    for [west, south, east, north] in
        [[0.03125, 0.0, 1.03125, 0.5], [0.0, -0.5, 1.0, 0.4375], [0.46875, -0.46875, 1.46875, 0.46875]]
    {
        let within: MultiPolygon<f64> = geo_types::Rect::new((west, south), (east, north)).to_polygon().into();
        checked(&grid, &within, 0.05);
        let edge = |x: f64, y: f64| Coord { x, y };
        let stairs: LineString<f64> = [
            edge(west, south),
            edge(east, south),
            edge(east, north),
            edge((west + east) / 2.0, north),
            edge((west + east) / 2.0, (south + north) / 2.0),
            edge(west, (south + north) / 2.0),
            edge(west, south),
        ]
        .into_iter()
        .collect();
        checked(&grid, &Polygon::new(stairs, vec![]).into(), 0.05);
    }
}

#[test]
fn an_area_within_one_cell_of_many() {
    let all = province(114.0, 38.0, 2.0);
    let centres = spread(2000, &all, &mut Numbers(8));
    let around = |at: LonLat| -> MultiPolygon<f64> {
        let middle = at.coord();
        geo_types::Rect::new((middle.x - 1e-5, middle.y - 1e-5), (middle.x + 1e-5, middle.y + 1e-5)).to_polygon().into()
    };
    let within = around(centres[77]);
    let divided = geodesic_cells(&centres, &within, DEFAULT_TOLERANCE).expect("cells");
    assert_eq!(divided.cells[77].unsigned_area(), within.unsigned_area());
    assert_eq!(divided.cells.iter().filter(|cell| !cell.0.is_empty()).count(), 1);
}

#[test]
fn islands_beside_centres_nearer_than_the_tolerance() {
    // Pairs of centres a metre apart with borders traced to 30 m: some borders pass their centres on the wrong side.
    let mut numbers = Numbers(77);
    let mainland = province(114.0, 38.0, 1.0);
    let centres = spread(400, &mainland, &mut numbers);
    let pairs = centres.iter().map(|centre| place(centre.lon() + 1e-5, centre.lat()));
    let centres: Vec<_> = centres.iter().copied().chain(pairs).collect();
    let island = |centre: &LonLat| {
        let (lon, lat) = (centre.lon(), centre.lat());
        polygon![(x: lon, y: lat), (x: lon + 1e-3, y: lat), (x: lon + 1e-3, y: lat + 1e-3)]
    };
    let within = MultiPolygon(centres.iter().step_by(7).take(50).map(island).collect());
    let within = unary_union(&within.0);
    let divided = geodesic_cells(&centres, &within, Metres::new(30.0)).expect("cells");
    let total: f64 = divided.cells.iter().map(Area::unsigned_area).sum();
    assert!((total / within.unsigned_area() - 1.0).abs() < 1e-9, "{total} of {}", within.unsigned_area());
}
