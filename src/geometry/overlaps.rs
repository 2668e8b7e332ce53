//! Which areas of a layer overlap: decided exactly, without intersecting every area with every neighbour.
//!
//! Areas of a coverage share their borders, so most pairs with intersecting boxes only touch. All rings are cut into edges, equal
//! edges of several areas become one edge that knows which areas lie on its left and on its right, and a single sweep over all
//! edges finds the places where they meet. Two valid areas overlap exactly when at least one of these is true:
//!
//! 1. they lie on the same side of an edge or of a stretch that two edges have in common;
//! 2. an edge of one crosses an edge of the other, or ends on it and goes to the other's inside;
//! 3. at a vertex where edges meet, some sector between two edges belongs to both;
//! 4. a ring of one, without crossing the other's border, has a vertex strictly inside of the other.
//!
//! All four are decided with exact predicates; nothing is rounded and there is no epsilon. The cost is near-linear in the number
//! of vertices as long as few areas overlap; where many do, the search ends at the caller's limit, so that a pile of equal areas
//! costs neither quadratic time nor memory.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use geo_types::{Coord, MultiPolygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::ring_set::named_rings;
use super::segment::{Contact, Segment, Turn, clockwise_order, normalised, sweep_order, turn};
use super::stripes::visit_close_pairs;
use super::winding::{Winding, winding};
use super::{Position, PreparedBoundary, shape};
use crate::quantity::LonLat;

/// Two areas that share more than border.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OverlappingPair {
    /// The number of the first area in the list given.
    pub first: usize,
    /// The number of the second area, larger than the first.
    pub second: usize,
    /// A place on the border of one of them where they overlap.
    pub place: Coord<f64>,
}

/// The pairs of areas that share more than border, at most `limit`, in order of their numbers. Areas must be valid; the direction
/// of rings does not matter.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, Rect};
/// use ringshed::geometry::overlaps::overlapping_pairs;
/// let square = |west: f64| MultiPolygon::from(Rect::new((west, 0.0), (west + 1.0, 1.0)).to_polygon());
/// let (a, b, c) = (square(0.0), square(1.0), square(1.5));
/// let found: Vec<_> = overlapping_pairs(&[&a, &b, &c], 100).iter().map(|pair| (pair.first, pair.second)).collect();
/// assert_eq!(found, [(1, 2)]);
/// ```
pub fn overlapping_pairs(areas: &[&MultiPolygon<f64>], limit: usize) -> Vec<OverlappingPair> {
    let edges = OwnedEdges::new(areas);
    let mut pairs = Pairs { places: BTreeMap::new(), limit };
    edges.pairs_on_one_side(&mut pairs);
    edges.pairs_at_contacts(&mut pairs);
    edges.pairs_at_nodes(&mut pairs);
    pairs_of_nested(areas, &mut pairs);
    pairs.into_vec()
}

/// Pairs found so far, smaller number first, with the place where each was found.
struct Pairs {
    places: BTreeMap<(u32, u32), Coord<f64>>,
    limit: usize,
}

impl Pairs {
    fn add(&mut self, a: u32, b: u32, place: Coord<f64>) {
        if a != b && !self.is_full() {
            self.places.entry((a.min(b), a.max(b))).or_insert(place);
        }
    }

    fn is_full(&self) -> bool {
        self.places.len() >= self.limit
    }

    fn into_vec(self) -> Vec<OverlappingPair> {
        let pair = |((first, second), place)| OverlappingPair { first: first as usize, second: second as usize, place };
        self.places.into_iter().map(pair).collect()
    }
}

/// An area beside an edge, and the side on which it lies looking along the edge in [`sweep_order`].
#[derive(Clone, Copy)]
struct Owner {
    area: u32,
    side: Turn,
}

/// Different edges in sweep order, each from its lower to its upper end, with the areas beside it.
struct OwnedEdges {
    segments: Vec<Segment>,
    /// Edge `e` has the owners from `starts[e]` up to `starts[e + 1]`.
    starts: Vec<u32>,
    owners: Vec<Owner>,
}

impl OwnedEdges {
    fn new(areas: &[&MultiPolygon<f64>]) -> Self {
        let mut all: Vec<(Segment, Owner)> = Vec::new();
        for (number, area) in (0_u32..).zip(areas) {
            push_edges(number, area, &mut all);
        }
        all.sort_by(|(a, _), (b, _)| sweep_order(a.start, b.start).then(sweep_order(a.end, b.end)));
        let mut edges = Self { segments: Vec::new(), starts: Vec::new(), owners: Vec::with_capacity(all.len()) };
        for group in all.chunk_by(|(a, _), (b, _)| a == b) {
            edges.segments.push(group[0].0);
            edges.starts.push(edges.owners.len() as u32);
            edges.owners.extend(group.iter().map(|(_, owner)| *owner));
        }
        edges.starts.push(edges.owners.len() as u32);
        edges
    }

    fn owners(&self, edge: usize) -> &[Owner] {
        &self.owners[self.starts[edge] as usize..self.starts[edge + 1] as usize]
    }

    fn pairs_on_one_side(&self, pairs: &mut Pairs) {
        for edge in (0..self.segments.len()).filter(|edge| self.owners(*edge).len() > 1) {
            self.add_same_side(edge, edge, self.segments[edge].start, pairs);
        }
    }

    /// Areas on the same side of two edges that run along each other (or of one edge).
    fn add_same_side(&self, a: usize, b: usize, place: Coord<f64>, pairs: &mut Pairs) {
        for first in self.owners(a) {
            if pairs.is_full() {
                return;
            }
            for second in self.owners(b).iter().filter(|second| second.side == first.side) {
                pairs.add(first.area, second.area, place);
            }
        }
    }

    fn pairs_at_contacts(&self, pairs: &mut Pairs) {
        let _ = visit_close_pairs(&self.segments, |a, b| {
            match self.segments[a].contact(&self.segments[b]) {
                Some(Contact::Crossing(place)) => self.add_all(a, b, None, place, pairs),
                Some(Contact::Overlap { from, .. }) => self.add_same_side(a, b, from, pairs),
                Some(Contact::Touch(place)) => {
                    self.add_end_on_edge(a, b, place, pairs);
                    self.add_end_on_edge(b, a, place, pairs);
                }
                None => {}
            }
            if pairs.is_full() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
    }

    /// Where `ending` ends within `passing`: it goes to one side, and the areas on that side overlap with those beside it.
    fn add_end_on_edge(&self, passing: usize, ending: usize, place: Coord<f64>, pairs: &mut Pairs) {
        let (through, end) = (&self.segments[passing], &self.segments[ending]);
        if place == through.start || place == through.end {
            return;
        }
        let leads_to = if end.start == place { end.end } else { end.start };
        self.add_all(passing, ending, Some(turn(through.start, through.end, leads_to)), place, pairs);
    }

    /// The areas beside `a` (those on one side, if given) with all beside `b`.
    fn add_all(&self, a: usize, b: usize, side: Option<Turn>, place: Coord<f64>, pairs: &mut Pairs) {
        for first in self.owners(a).iter().filter(|owner| side.is_none_or(|side| owner.side == side)) {
            if pairs.is_full() {
                return;
            }
            for second in self.owners(b) {
                pairs.add(first.area, second.area, place);
            }
        }
    }

    /// Vertices where more than two edges meet; where there are two, both belong to the same areas.
    fn pairs_at_nodes(&self, pairs: &mut Pairs) {
        let mut ends: Vec<(Coord<f64>, u32)> = Vec::with_capacity(2 * self.segments.len());
        for (edge, segment) in (0_u32..).zip(&self.segments) {
            ends.extend([(segment.start, edge), (segment.end, edge)]);
        }
        ends.sort_unstable_by(|a, b| sweep_order(a.0, b.0).then(a.1.cmp(&b.1)));
        for node in ends.chunk_by(|a, b| a.0 == b.0).filter(|node| node.len() > 2) {
            self.pairs_at_node(node, pairs);
        }
    }

    /// Goes around a vertex clockwise, twice: once to learn which areas are open where one starts, once to compare.
    fn pairs_at_node(&self, node: &[(Coord<f64>, u32)], pairs: &mut Pairs) {
        let centre = node[0].0;
        let mut spokes: Vec<Spoke> = node.iter().map(|(_, edge)| self.spoke(*edge as usize, centre)).collect();
        let zero = spokes[0].to;
        spokes.sort_by(|a, b| clockwise_order(centre, zero, a.to, b.to));
        let same_way = |a: &Spoke, b: &Spoke| clockwise_order(centre, zero, a.to, b.to).is_eq();
        let mut open: Vec<u32> = Vec::new();
        for spokes in spokes.chunk_by(same_way) {
            self.pass(spokes, &mut open);
        }
        for spokes in spokes.chunk_by(same_way) {
            self.pass(spokes, &mut open);
            for (position, first) in open.iter().enumerate() {
                if pairs.is_full() {
                    return;
                }
                open[position + 1..].iter().for_each(|second| pairs.add(*first, *second, centre));
            }
        }
    }

    /// Goes over edges of one direction: areas on the side left are left, then those on the side reached are entered.
    fn pass(&self, spokes: &[Spoke], open: &mut Vec<u32>) {
        let sides = || spokes.iter().flat_map(|spoke| self.owners(spoke.edge).iter().map(move |owner| (spoke, owner)));
        open.retain(|area| !sides().any(|(spoke, owner)| owner.area == *area && owner.side != spoke.after_clockwise));
        for (_, owner) in sides().filter(|(spoke, owner)| owner.side == spoke.after_clockwise) {
            if !open.contains(&owner.area) {
                open.push(owner.area);
            }
        }
    }

    fn spoke(&self, edge: usize, centre: Coord<f64>) -> Spoke {
        let segment = &self.segments[edge];
        if segment.start == centre {
            Spoke { edge, to: segment.end, after_clockwise: Turn::Right }
        } else {
            Spoke { edge, to: segment.start, after_clockwise: Turn::Left }
        }
    }
}

/// An edge seen from one of its ends.
struct Spoke {
    edge: usize,
    to: Coord<f64>,
    /// The side of the edge that is reached by going over it clockwise.
    after_clockwise: Turn,
}

fn push_edges(number: u32, area: &MultiPolygon<f64>, edges: &mut Vec<(Segment, Owner)>) {
    for (name, ring) in named_rings(area) {
        let Some(found) = winding(ring) else { continue };
        // The area is on the left of a counter-clockwise exterior ring and of a clockwise hole.
        let on_left = (found == Winding::CounterClockwise) == name.is_exterior();
        for pair in ring.0.windows(2) {
            let (start, end) = (normalised(pair[0]), normalised(pair[1]));
            let forward = sweep_order(start, end);
            if forward.is_eq() {
                continue;
            }
            let side = if on_left == forward.is_lt() { Turn::Left } else { Turn::Right };
            let segment = if forward.is_lt() { Segment { start, end } } else { Segment { start: end, end: start } };
            edges.push((segment, Owner { area: number, side }));
        }
    }
}

/// Areas with a ring of which the first vertex that is not on the other's border is inside of it.
fn pairs_of_nested(areas: &[&MultiPolygon<f64>], pairs: &mut Pairs) {
    let prepared: Vec<PreparedBoundary> = areas.iter().map(|area| PreparedBoundary::new(area)).collect();
    let boxed = |(number, area): (usize, &&MultiPolygon<f64>)| {
        let bounds = shape::bounds(*area)?;
        let corners = Rectangle::from_corners(bounds.min().into(), bounds.max().into());
        Some(GeomWithData::<Rectangle<[f64; 2]>, usize>::new(corners, number))
    };
    let tree = RTree::bulk_load(areas.iter().enumerate().filter_map(boxed).collect());
    for (number, area) in areas.iter().enumerate() {
        if pairs.is_full() {
            return;
        }
        for (_, ring) in named_rings(area) {
            let Some(&first) = ring.0.first() else { continue };
            let around = tree.locate_in_envelope_intersecting(AABB::from_point([first.x, first.y]));
            for other in around.map(|entry| entry.data).filter(|other| *other != number) {
                if let Some(place) = vertex_inside(&ring.0, &prepared[other]) {
                    pairs.add(number as u32, other as u32, place);
                }
            }
        }
    }
}

/// The first vertex that is not on a border, if it is inside of it.
fn vertex_inside(ring: &[Coord<f64>], boundary: &PreparedBoundary) -> Option<Coord<f64>> {
    let position = |coord: &Coord<f64>| LonLat::try_from(*coord).map_or(Position::Outside, |at| boundary.position(at));
    let decided = |coord: &Coord<f64>| Some((*coord, position(coord))).filter(|(_, found)| *found != Position::OnBorder);
    ring.iter().find_map(decided).filter(|(_, found)| *found == Position::Inside).map(|(coord, _)| coord)
}

#[cfg(test)]
mod tests {
    use geo_types::{LineString, Polygon, Rect, polygon};

    use super::super::testing::Numbers;
    use super::super::{coverage, orient_outward, validity};
    use super::*;
    use crate::geometry::winding::doubled_area;

    fn numbers(areas: &[MultiPolygon<f64>]) -> Vec<(usize, usize)> {
        let areas: Vec<_> = areas.iter().collect();
        overlapping_pairs(&areas, usize::MAX).iter().map(|pair| (pair.first, pair.second)).collect()
    }

    fn square(x: f64, y: f64, side: f64) -> MultiPolygon<f64> {
        Rect::new((x, y), (x + side, y + side)).to_polygon().into()
    }

    /// Plain pairwise intersection with a tolerance for the grid of the overlay engine.
    fn twin(areas: &[MultiPolygon<f64>]) -> Vec<(usize, usize)> {
        let size = |area: &MultiPolygon<f64>| -> f64 {
            let ring = |ring: &LineString<f64>| doubled_area(&ring.0).abs() / 2.0;
            area.iter().map(|part| ring(part.exterior()) - part.interiors().iter().map(ring).sum::<f64>()).sum()
        };
        let pairs = (0..areas.len()).flat_map(|a| (a + 1..areas.len()).map(move |b| (a, b)));
        pairs.filter(|(a, b)| size(&coverage::intersection(&areas[*a], &areas[*b])) > 1e-4).collect()
    }

    #[test]
    fn touching_is_no_overlap() {
        let ring_of_squares =
            [square(0., 0., 1.), square(1., 0., 1.), square(0., 1., 1.), square(1., 1., 1.), square(2., 0.5, 3.)];
        assert_eq!(numbers(&ring_of_squares), []);
    }

    #[test]
    fn an_island_in_a_hole_is_no_overlap_but_one_in_the_area_is() {
        let hole = LineString::from(vec![(1., 1.), (1., 3.), (3., 3.), (3., 1.), (1., 1.)]);
        let shell = Rect::new((0., 0.), (5., 5.)).to_polygon().exterior().clone();
        let pierced = MultiPolygon(vec![Polygon::new(shell, vec![hole])]);
        assert_eq!(numbers(&[pierced.clone(), square(1., 1., 2.), square(1.5, 1.5, 1.)]), [(1, 2)]);
        assert_eq!(numbers(&[pierced.clone(), square(3.5, 3.5, 1.)]), [(0, 1)]);
        let around_the_hole = square(0.5, 0.5, 4.0);
        assert_eq!(numbers(&[pierced, around_the_hole]), [(0, 1)]);
    }

    #[test]
    fn the_same_area_twice_and_inscribed_areas() {
        assert_eq!(numbers(&[square(0., 0., 1.), square(0., 0., 1.)]), [(0, 1)]);
        let diamond: MultiPolygon<f64> = polygon![(x: 2., y: 0.), (x: 4., y: 2.), (x: 2., y: 4.), (x: 0., y: 2.)].into();
        assert_eq!(numbers(&[square(0., 0., 4.), diamond]), [(0, 1)]);
        let half: MultiPolygon<f64> = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)].into();
        assert_eq!(numbers(&[square(0., 0., 1.), half]), [(0, 1)]);
    }

    #[test]
    fn a_pile_of_equal_areas_ends_at_the_limit() {
        let (one, started) = (square(0., 0., 1.), std::time::Instant::now());
        let pile: Vec<&MultiPolygon<f64>> = (0..20_000).map(|_| &one).collect();
        assert_eq!(overlapping_pairs(&pile, 1000).len(), 1000);
        assert!(started.elapsed().as_secs() < 10);
    }

    #[test]
    fn pairs_are_those_of_pairwise_intersection() {
        let mut random = Numbers(11);
        let mut found_any = 0;
        for _ in 0..150 {
            let mut areas = Vec::new();
            while areas.len() < 12 {
                let mut corner = |low: f64, high: f64| random.within(low, high).round();
                let (x, y) = (corner(0.0, 12.0), corner(0.0, 12.0));
                let ring: Vec<(f64, f64)> = (0..4).map(|_| (x + corner(0.0, 4.0), y + corner(0.0, 4.0))).collect();
                let area: MultiPolygon<f64> = Polygon::new(ring.into(), vec![]).into();
                if validity::is_valid(&area) {
                    areas.push(orient_outward(&area));
                }
            }
            let found = numbers(&areas);
            assert_eq!(found, twin(&areas), "{areas:?}");
            found_any += found.len();
        }
        assert!(found_any > 500, "{found_any}");
    }
}
