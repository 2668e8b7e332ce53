//! From rings that cross, touch or overlap anyhow to valid polygons.
//!
//! 1. *Noding*: every edge is cut where another one touches, overlaps or crosses it. Ends of edges stay exactly as they are; only
//!    proper crossings make new vertices. These are rounded (to doubles, or to the caller's grid), which may move an edge over
//!    a near vertex, so noding is repeated until nothing is left to cut (iterated snap rounding; Hobby 1999 is the model).
//! 2. *Labelling*: a latitude line through the southern end of each piece counts the windings of every ring on both sides.
//!    Two readings of the rings tell inside from outside. *Structural*: inside the exterior of a part (winding number not zero)
//!    and in none of its holes. *Even-odd*: inside an odd number of rings. The structural one is taken; whether both agree
//!    everywhere is reported, because only then is there no doubt what the rings mean.
//! 3. Pieces with different sides, directed with the inside on the left, are [chained](super::chain) to polygons.

use std::ops::ControlFlow;

use geo_types::{Coord, MultiPolygon};

use super::chain;
use super::ring_set::{RingName, RingSet};
use super::segment::{Contact, Segment, Turn, normalised, sweep_order, turn};
use super::stripes::{LatitudeRange, Stripes, visit_close_pairs};

/// Rounds of noding after which the linework is given up; ordinary data needs two, badly rounded detail four or so.
const MOST_ROUNDS: usize = 24;
/// Cuts per round, as a multiple of the edges, after which the linework is given up: tangled beyond any boundary.
const MOST_CUTS_PER_EDGE: usize = 50;

/// Polygons made of linework.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) geometry: MultiPolygon<f64>,
    pub(crate) readings: Readings,
}

/// Whether the structural and the even-odd reading of the rings give the same area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Readings {
    Agree,
    /// They do not.
    Differ {
        /// A vertex of what they disagree about.
        place: Coord<f64>,
        /// How large it is (planar, in square degrees).
        area: f64,
    },
}

/// Valid polygons from rings by the structural reading. `snap` rounds the places of new vertices. `None` when the rings are too
/// tangled.
pub(crate) fn resolve(area: &MultiPolygon<f64>, snap: impl Fn(Coord<f64>) -> Coord<f64>) -> Option<Resolved> {
    let rings = RingSet::of(area);
    let pieces = node(&rings, snap)?;
    let labelled = Labelled::new(&rings, pieces);
    let (mut kept, mut disputed) = (Vec::new(), Vec::new());
    for (number, edge) in labelled.edges.iter().enumerate() {
        let (left, right) = labelled.sides(number);
        kept.extend(border(edge.segment, left.structural, right.structural));
        disputed.extend(border(edge.segment, left.is_disputed(), right.is_disputed()));
    }
    let readings = disputed
        .first()
        .map_or(Readings::Agree, |edge| Readings::Differ { place: edge.start, area: area_left_of(&disputed, edge.start) });
    Some(Resolved { geometry: chain::polygons(kept)?, readings })
}

/// The edge with the inside on its left if it is a border, that is if only one of its sides is inside.
fn border(edge: Segment, left_inside: bool, right_inside: bool) -> Option<Segment> {
    match (left_inside, right_inside) {
        (true, false) => Some(edge),
        (false, true) => Some(Segment { start: edge.end, end: edge.start }),
        _ => None,
    }
}

/// The planar area bounded by closed chains of edges, in any order, that have it on their left.
fn area_left_of(edges: &[Segment], origin: Coord<f64>) -> f64 {
    let cross = |edge: &Segment| {
        let (a, b) = (edge.start - origin, edge.end - origin);
        a.x * b.y - a.y * b.x
    };
    edges.iter().map(cross).sum::<f64>() / 2.0
}

/// A part of a ring's edge, in the ring's direction.
#[derive(Clone, Copy)]
struct Piece {
    segment: Segment,
    ring: usize,
}

fn node(rings: &RingSet, snap: impl Fn(Coord<f64>) -> Coord<f64>) -> Option<Vec<Piece>> {
    let edges = rings.edges().into_iter().enumerate();
    let mut pieces: Vec<Piece> = edges.map(|(number, segment)| Piece { segment, ring: rings.edge_ring(number) }).collect();
    for _ in 0..MOST_ROUNDS {
        let cuts = find_cuts(&pieces, &snap)?;
        if cuts.is_empty() {
            return Some(pieces);
        }
        pieces = cut(&pieces, cuts);
    }
    None
}

/// Where pieces are to be cut: number of the piece and place, never one of its ends.
fn find_cuts(pieces: &[Piece], snap: &impl Fn(Coord<f64>) -> Coord<f64>) -> Option<Vec<(usize, Coord<f64>)>> {
    let segments: Vec<Segment> = pieces.iter().map(|piece| piece.segment).collect();
    let limit = MOST_CUTS_PER_EDGE * segments.len().max(100);
    let mut cuts = Vec::new();
    let ended = visit_close_pairs(&segments, |a, b| {
        let mut add = |place: Coord<f64>| {
            let open = [a, b].into_iter().filter(|piece| ![segments[*piece].start, segments[*piece].end].contains(&place));
            cuts.extend(open.map(|piece| (piece, place)));
        };
        match segments[a].contact(&segments[b]) {
            None => {}
            Some(Contact::Touch(place)) => add(place),
            Some(Contact::Crossing(place)) => add(normalised(snap(place))),
            Some(Contact::Overlap { from, to }) => {
                // Cut only where the end lies on the piece: the overlap's ends are ends of one of both.
                add(from);
                add(to);
            }
        }
        if cuts.len() > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    ended.is_continue().then_some(cuts)
}

fn cut(pieces: &[Piece], mut cuts: Vec<(usize, Coord<f64>)>) -> Vec<Piece> {
    cuts.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| along(&pieces[a.0].segment, a.1, b.1)));
    cuts.dedup();
    let mut result = Vec::with_capacity(pieces.len() + cuts.len());
    let mut cuts = cuts.into_iter().peekable();
    for (number, piece) in pieces.iter().enumerate() {
        let mut start = piece.segment.start;
        while let Some((_, place)) = cuts.next_if(|(cut, _)| *cut == number) {
            result.push(Piece { segment: Segment { start, end: place }, ring: piece.ring });
            start = place;
        }
        result.push(Piece { segment: Segment { start, end: piece.segment.end }, ring: piece.ring });
    }
    result
}

/// Order of two places along a segment, by the axis in which it is longer (ties by the other, so that equal places meet).
fn along(segment: &Segment, a: Coord<f64>, b: Coord<f64>) -> std::cmp::Ordering {
    let direction = segment.end - segment.start;
    let by_x = if direction.x < 0.0 { b.x.total_cmp(&a.x) } else { a.x.total_cmp(&b.x) };
    let by_y = if direction.y < 0.0 { b.y.total_cmp(&a.y) } else { a.y.total_cmp(&b.y) };
    if direction.x.abs() >= direction.y.abs() { by_x.then(by_y) } else { by_y.then(by_x) }
}

/// A noded edge from its southern (western) to its northern (eastern) end with all pieces that run along it.
struct LabelledEdge {
    segment: Segment,
    /// Ring and direction: 1 for south to north, -1 for north to south.
    members: Vec<(usize, i32)>,
}

/// Noded edges, each once, with an index by latitude.
struct Labelled<'a> {
    rings: &'a RingSet,
    edges: Vec<LabelledEdge>,
    stripes: Stripes,
}

/// How one side of an edge reads.
#[derive(Clone, Copy)]
struct Side {
    structural: bool,
    even_odd: bool,
}

impl Side {
    fn is_disputed(self) -> bool {
        self.structural != self.even_odd
    }
}

impl<'a> Labelled<'a> {
    fn new(rings: &'a RingSet, pieces: Vec<Piece>) -> Self {
        let mut directed: Vec<(Segment, usize, i32)> = pieces.into_iter().map(|piece| canonical(&piece)).collect();
        directed.sort_unstable_by(|(a, ring_a, _), (b, ring_b, _)| {
            sweep_order(a.start, b.start).then(sweep_order(a.end, b.end)).then(ring_a.cmp(ring_b))
        });
        let edge = |group: &[(Segment, usize, i32)]| LabelledEdge {
            segment: group[0].0,
            members: group.iter().map(|(_, ring, sign)| (*ring, *sign)).collect(),
        };
        let edges: Vec<LabelledEdge> = directed.chunk_by(|a, b| a.0 == b.0).map(edge).collect();
        let range = |edge: &LabelledEdge| LatitudeRange { south: edge.segment.start.y, north: edge.segment.end.y };
        let stripes = Stripes::new(&edges.iter().map(range).collect::<Vec<_>>());
        Self { rings, edges, stripes }
    }

    /// How the left and the right side of an edge read, looking from its southern to its northern end.
    fn sides(&self, number: usize) -> (Side, Side) {
        let edge = &self.edges[number];
        let mut windings = Windings::default();
        for west in self.stripes.at(edge.segment.start.y) {
            let other = &self.edges[*west as usize];
            if *west as usize != number && is_west_of(&other.segment, &edge.segment) {
                windings.cross(&other.members);
            }
        }
        let left = windings.side(self.rings);
        windings.cross(&edge.members);
        (left, windings.side(self.rings))
    }
}

fn canonical(piece: &Piece) -> (Segment, usize, i32) {
    let Segment { start, end } = piece.segment;
    if sweep_order(start, end).is_lt() {
        (piece.segment, piece.ring, 1)
    } else {
        (Segment { start: end, end: start }, piece.ring, -1)
    }
}

/// True when a northward edge is met going west from just above the southern end of another one (for a horizontal edge: from just
/// above its western end). Exact for noded edges, which share ends at most.
fn is_west_of(other: &Segment, edge: &Segment) -> bool {
    let latitude = edge.start.y;
    if other.start.y > latitude || other.end.y <= latitude || other.start.x.min(other.end.x) > edge.start.x {
        return false;
    }
    match turn(other.start, other.end, edge.start) {
        Turn::Right => true,
        Turn::Left => false,
        Turn::Straight => turn(other.start, other.end, edge.end) == Turn::Right,
    }
}

/// Winding numbers by ring; rings that wind around zero times may be listed or not.
#[derive(Default)]
struct Windings(Vec<(usize, i32)>);

impl Windings {
    /// Goes east over an edge: the ring's inside, on the left of its direction, is left or entered.
    fn cross(&mut self, members: &[(usize, i32)]) {
        for (ring, sign) in members {
            match self.0.iter_mut().find(|(listed, _)| listed == ring) {
                Some((_, winding)) => *winding -= sign,
                None => self.0.push((*ring, -sign)),
            }
        }
    }

    fn side(&self, rings: &RingSet) -> Side {
        let around: Vec<RingName> =
            self.0.iter().filter(|(_, winding)| *winding != 0).map(|(ring, _)| rings.name(*ring)).collect();
        let in_hole = |part: usize| around.iter().any(|name| name.part == part && !name.is_exterior());
        let structural = around.iter().any(|name| name.is_exterior() && !in_hole(name.part));
        let odd = self.0.iter().filter(|(_, winding)| winding % 2 != 0).count() % 2 == 1;
        Side { structural, even_odd: odd }
    }
}

#[cfg(test)]
mod tests {
    use geo_types::{LineString, Polygon, polygon};
    use proptest::prelude::*;

    use super::super::winding::planar_area;
    use super::*;

    fn resolved(area: MultiPolygon<f64>) -> Resolved {
        resolve(&area, |place| place).expect("not tangled")
    }

    #[test]
    fn a_bow_tie_is_two_triangles() {
        let bow = polygon![(x: 0., y: 0.), (x: 2., y: 2.), (x: 2., y: 0.), (x: 0., y: 2.)];
        let found = resolved(bow.into());
        assert_eq!((found.geometry.0.len(), found.readings), (2, Readings::Agree));
        assert_eq!(planar_area(&found.geometry), 2.0);
    }

    #[test]
    fn a_ring_that_curls_over_itself_is_doubtful() {
        let curl = polygon![(x: 0., y: 0.), (x: 4., y: 0.), (x: 4., y: 3.), (x: 1., y: 3.), (x: 1., y: -1.), (x: 2., y: -1.), (x: 2., y: 4.), (x: 0., y: 4.)];
        let found = resolved(curl.into());
        assert!(matches!(found.readings, Readings::Differ { .. }));
    }

    #[test]
    fn parts_that_share_an_edge_are_merged() {
        let left = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 3.), (x: 0., y: 3.)];
        let right = polygon![(x: 1., y: 1.), (x: 2., y: 1.), (x: 2., y: 2.), (x: 1., y: 2.)];
        let found = resolved(MultiPolygon(vec![left, right]));
        assert_eq!((found.geometry.0.len(), found.readings), (1, Readings::Agree));
        assert_eq!(planar_area(&found.geometry), 4.0);
    }

    #[test]
    fn a_hole_over_the_border_is_doubtful_and_cut_off() {
        let shell = polygon!(
            exterior: [(x: 0., y: 0.), (x: 4., y: 0.), (x: 4., y: 4.), (x: 0., y: 4.)],
            interiors: [[(x: 3., y: 1.), (x: 5., y: 1.), (x: 5., y: 2.), (x: 3., y: 2.)]],
        );
        let found = resolved(shell.into());
        assert!(matches!(found.readings, Readings::Differ { area: 1.0, .. }), "{:?}", found.readings);
        assert_eq!(planar_area(&found.geometry), 15.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, rng_seed: prop::test_runner::RngSeed::Fixed(5), ..ProptestConfig::default() })]

        /// Twin: the overlay engine of `geo` on the same ring, by the non-zero rule.
        #[test]
        fn one_tangled_ring_has_the_area_of_the_overlay(points in prop::collection::vec((-9_i32..10, -9_i32..10), 3..12)) {
            use geo::algorithm::bool_ops::{BooleanOps, FillRule, OpType};
            let ring: LineString<f64> = points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect();
            let area = MultiPolygon(vec![Polygon::new(ring, vec![])]);
            let twin = area.boolean_op_with_fill_rule(&MultiPolygon(vec![]), OpType::Union, FillRule::NonZero);
            let found = resolved(area);
            prop_assert!((planar_area(&found.geometry) - planar_area(&twin)).abs() < 1e-5, "the twin rounds to a grid");
            prop_assert!(super::super::validity::problems(&found.geometry.into()).is_empty());
        }
    }
}
