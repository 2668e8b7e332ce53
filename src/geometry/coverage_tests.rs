use geo_types::{Coord, Polygon, polygon};
use proptest::prelude::*;

use super::*;
use crate::geometry::winding::planar_area;
use crate::geometry::{Position, PreparedBoundary};
use crate::quantity::LonLat;

/// A deterministic stream of numbers in -1..1 (SplitMix64 of Steele et al. 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

/// A grid of `size` x `size` cells with crooked shared borders of `detail` extra vertices, as an atlas would have them.
struct Grid {
    size: usize,
    /// Per node: the line to the east and the line to the north, ends included.
    east: Vec<Vec<Coord<f64>>>,
    north: Vec<Vec<Coord<f64>>>,
}

impl Grid {
    fn new(size: usize, detail: usize, seed: u64) -> Self {
        let mut numbers = Numbers(seed);
        let side = size + 1;
        let mut node =
            |k: usize| Coord { x: (k % side) as f64 + 0.2 * numbers.next(), y: (k / side) as f64 + 0.2 * numbers.next() };
        let nodes: Vec<Coord<f64>> = (0..side * side).map(&mut node).collect();
        let mut line = |from: Coord<f64>, to: Option<&Coord<f64>>| -> Vec<Coord<f64>> {
            let Some(&to) = to else { return vec![] };
            let crooked = |k: usize| {
                let share = k as f64 / (detail + 1) as f64;
                let aside = 0.2 / (detail + 1) as f64 * numbers.next();
                let direction = to - from;
                from + direction * share + Coord { x: -direction.y, y: direction.x } * aside
            };
            let between: Vec<_> = (1..=detail).map(crooked).collect();
            [vec![from], between, vec![to]].concat()
        };
        let east = (0..side * side).map(|k| line(nodes[k], nodes.get(k + 1))).collect();
        let north = (0..side * side).map(|k| line(nodes[k], nodes.get(k + side))).collect();
        Self { size, east, north }
    }

    fn cell(&self, number: usize) -> MultiPolygon<f64> {
        let (x, y) = (number % self.size, number / self.size);
        let node = y * (self.size + 1) + x;
        let reversed = |line: &Vec<Coord<f64>>| line.iter().rev().copied().collect::<Vec<_>>();
        let ring = [
            self.east[node].clone(),
            self.north[node + 1].clone(),
            reversed(&self.east[node + self.size + 1]),
            reversed(&self.north[node]),
        ];
        let mut ring = LineString(ring.concat());
        ring.0.dedup();
        // Both directions occur in files.
        if number.is_multiple_of(3) {
            ring.0.reverse();
        }
        Polygon::new(ring, vec![]).into()
    }

    fn cells(&self) -> Vec<MultiPolygon<f64>> {
        (0..self.size * self.size).map(|number| self.cell(number)).collect()
    }
}

fn square(x: f64, y: f64, side: f64) -> MultiPolygon<f64> {
    polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)].into()
}

fn outline(area: &MultiPolygon<f64>) -> Vec<(usize, usize)> {
    area.iter().map(|part| (part.exterior().0.len() - 1, part.interiors().len())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, rng_seed: prop::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn any_choice_of_cells_dissolves_exactly(seed in any::<u64>(), chosen in prop::collection::vec(any::<bool>(), 36), detail in 0_usize..4) {
        let cells = Grid::new(6, detail, seed).cells();
        let members: Vec<&MultiPolygon<f64>> = cells.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|(cell, _)| cell).collect();
        let others: Vec<&MultiPolygon<f64>> = cells.iter().zip(&chosen).filter(|(_, chosen)| !**chosen).map(|(cell, _)| cell).collect();
        let union = dissolve(&members);
        prop_assert_eq!(union.method, DissolveMethod::SharedEdges);
        let wanted: f64 = members.iter().map(|cell| planar_area(cell)).sum();
        prop_assert!((planar_area(&union.geometry) - wanted).abs() <= 1e-12 * wanted.max(1.0));
        prop_assert!(geo::algorithm::Validation::is_valid(&union.geometry), "twin: the validity check of geo");
        let boundary = PreparedBoundary::new(&union.geometry);
        let members: Vec<_> = members.iter().map(|cell| PreparedBoundary::new(cell)).collect();
        let mut numbers = Numbers(seed);
        for _ in 0..50 {
            let place = LonLat::new(3.0 + 3.5 * numbers.next(), 3.0 + 3.5 * numbers.next()).expect("in range");
            let inside = members.iter().any(|cell| cell.position(place) == Position::Inside);
            prop_assert_eq!(boundary.position(place) == Position::Inside, inside);
        }
        let whole = dissolve(&cells.iter().collect::<Vec<_>>());
        let difference = subtract(&whole.geometry, &others);
        prop_assert_eq!(difference.method, DissolveMethod::SharedEdges);
        prop_assert_eq!(difference.geometry, union.geometry, "whole less the others");
    }
}

#[test]
fn a_frame_around_a_hole_and_its_filling() {
    let cells = Grid::new(3, 2, 1).cells();
    let frame: Vec<_> = cells.iter().enumerate().filter(|(k, _)| *k != 4).map(|(_, cell)| cell).collect();
    let ring = dissolve(&frame);
    assert_eq!(outline(&ring.geometry), [(36, 1)]);
    let filled = dissolve(&[&ring.geometry, &cells[4]]);
    assert_eq!(outline(&filled.geometry), [(36, 0)]);
    assert_eq!(filled.geometry, dissolve(&cells.iter().collect::<Vec<_>>()).geometry);
}

#[test]
fn corner_neighbours_stay_two_parts() {
    let both = dissolve(&[&square(0.0, 0.0, 1.0), &square(1.0, 1.0, 1.0)]);
    assert_eq!((outline(&both.geometry), both.method), (vec![(4, 0), (4, 0)], DissolveMethod::SharedEdges));
}

#[test]
fn islands_come_through_unchanged() {
    let islands = MultiPolygon([square(0.0, 0.0, 1.0).0, square(5.0, 5.0, 2.0).0].concat());
    assert_eq!(dissolve(&[&islands]).geometry, islands);
    assert_eq!(dissolve(&[]).geometry, MultiPolygon(vec![]));
    assert_eq!(subtract(&islands, &[&islands]).geometry, MultiPolygon(vec![]));
}

#[test]
fn an_enclave_leaves_a_hole() {
    let (outer, enclave) = (square(0.0, 0.0, 4.0), square(1.0, 1.0, 1.0));
    let carved = subtract(&outer, &[&enclave]);
    assert_eq!((outline(&carved.geometry), carved.method), (vec![(4, 1)], DissolveMethod::SharedEdges));
    assert!(validity::problems(&carved.geometry.into()).is_empty());
}

#[test]
fn overlaps_take_the_general_way() {
    let (a, b) = (square(0.0, 0.0, 2.0), square(1.0, 1.0, 2.0));
    let union = dissolve(&[&a, &b]);
    assert_eq!(union.method, DissolveMethod::Overlay);
    assert!((planar_area(&union.geometry) - 7.0).abs() < 1e-6 && validity::is_valid(&union.geometry));
    let inner = square(0.5, 0.5, 1.0);
    assert_eq!(dissolve(&[&a, &inner]).method, DissolveMethod::Overlay, "one inside the other");
    assert_eq!(dissolve(&[&a, &a]).method, DissolveMethod::Overlay, "the same twice");
    let beyond = subtract(&a, &[&square(1.0, 1.0, 4.0)]);
    assert_eq!(beyond.method, DissolveMethod::Overlay);
    assert!((planar_area(&beyond.geometry) - 3.0).abs() < 1e-6);
    assert_eq!(subtract(&a, &[&square(5.0, 5.0, 1.0)]).method, DissolveMethod::Overlay, "nothing to subtract from");
}

#[test]
fn a_vertex_on_one_side_of_a_border_only() {
    let left = square(0.0, 0.0, 2.0);
    let right: MultiPolygon<f64> =
        polygon![(x: 2., y: 0.), (x: 4., y: 0.), (x: 4., y: 2.), (x: 2., y: 2.), (x: 2., y: 1.)].into();
    let union = dissolve(&[&left, &right]);
    assert_eq!(union.method, DissolveMethod::Overlay);
    assert!(validity::is_valid(&union.geometry) && union.geometry.0.len() == 1);
    assert!((planar_area(&union.geometry) - 8.0).abs() < 1e-6);
}

#[test]
fn broken_numbers_do_not_stop_the_rest() {
    let broken: MultiPolygon<f64> = polygon![(x: f64::NAN, y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)].into();
    let union = dissolve(&[&square(0.0, 0.0, 1.0), &broken]);
    assert_eq!(union.method, DissolveMethod::Overlay);
    assert!((planar_area(&union.geometry) - 1.0).abs() < 1e-6);
}

#[test]
fn beyond_the_antimeridian_is_exact_too() {
    let both = dissolve(&[&square(179.0, 0.0, 1.0), &square(180.0, 0.0, 1.0)]);
    assert_eq!((outline(&both.geometry), both.method), (vec![(6, 0)], DissolveMethod::SharedEdges));
}

#[test]
fn common_area() {
    let common = intersection(&square(0.0, 0.0, 2.0), &square(1.0, 1.0, 2.0));
    assert!((planar_area(&common) - 1.0).abs() < 1e-6);
    assert_eq!(intersection(&square(0.0, 0.0, 1.0), &square(3.0, 3.0, 1.0)), MultiPolygon(vec![]));
}
