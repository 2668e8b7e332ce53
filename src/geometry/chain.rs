//! From directed edges to polygons.
//!
//! Given edges that have the inside on their left and meet only at their ends, walk along them. At a node with several ways
//! out take the one that bounds the same piece of inside: the first one clockwise from where we came. So every walk goes
//! around one connected piece of inside. A walk that comes to the same node twice is cut into loops there, which separates
//! holes that touch their shell. Counter-clockwise loops are shells, clockwise ones holes of the smallest shell around them. The
//! result has exactly the given vertices, and simple rings that touch each other at points at most.

use std::collections::BTreeMap;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::ring_set::{RingName, RingSet};
use super::segment::{Segment, clockwise_order, sweep_order};
use super::winding::{Winding, doubled_area, winding_of};

/// The polygons bounded by some edges with the inside on their left; `None` when the edges do not make closed rings with an
/// inside (some node has not as many ways in as out, a hole is in no shell).
pub(crate) fn polygons(mut edges: Vec<Segment>) -> Option<MultiPolygon<f64>> {
    edges.sort_unstable_by(|a, b| sweep_order(a.start, b.start).then(sweep_order(a.end, b.end)));
    let graph = Graph::new(&edges);
    let mut used = vec![false; edges.len()];
    let mut loops = Vec::new();
    for first in 0..edges.len() {
        if !used[first] {
            let walk = graph.walk(first, &mut used)?;
            cut_into_loops(&walk, &mut loops);
        }
    }
    assemble(loops)
}

/// Edges sorted by their start, with the way on from each.
struct Graph<'a> {
    edges: &'a [Segment],
}

impl<'a> Graph<'a> {
    fn new(edges: &'a [Segment]) -> Self {
        Self { edges }
    }

    fn leaving(&self, node: Coord<f64>) -> std::ops::Range<usize> {
        let first = self.edges.partition_point(|edge| sweep_order(edge.start, node).is_lt());
        let count = self.edges[first..].iter().take_while(|edge| edge.start == node).count();
        first..first + count
    }

    /// The unused edge that bounds the same piece of inside after `edge`; also `first`, which closes the walk.
    fn onward(&self, edge: usize, first: usize, used: &[bool]) -> Option<usize> {
        let Segment { start: from, end: node } = self.edges[edge];
        let open = self.leaving(node).filter(|next| !used[*next] || *next == first);
        open.min_by(|a, b| clockwise_order(node, from, self.edges[*a].end, self.edges[*b].end))
    }

    /// Start nodes of the edges of one closed walk.
    fn walk(&self, first: usize, used: &mut [bool]) -> Option<Vec<Coord<f64>>> {
        let (mut edge, mut nodes) = (first, Vec::new());
        loop {
            used[edge] = true;
            nodes.push(self.edges[edge].start);
            edge = self.onward(edge, first, used)?;
            if edge == first {
                return Some(nodes);
            }
        }
    }
}

type NodeKey = (u64, u64);

/// Cuts a closed walk at every node that it visits more than once.
fn cut_into_loops(walk: &[Coord<f64>], loops: &mut Vec<Vec<Coord<f64>>>) {
    let key = |coord: Coord<f64>| -> NodeKey { (coord.x.to_bits(), coord.y.to_bits()) };
    let (mut open, mut positions) = (Vec::<Coord<f64>>::new(), BTreeMap::<NodeKey, usize>::new());
    for &node in walk {
        if let Some(&position) = positions.get(&key(node)) {
            let mut closed: Vec<_> = open.drain(position..).collect();
            closed.iter().for_each(|cut| {
                positions.remove(&key(*cut));
            });
            closed.push(node);
            loops.push(closed);
        }
        positions.insert(key(node), open.len());
        open.push(node);
    }
    open.extend(walk.first());
    loops.push(open);
}

/// Shells with their holes, in the order in which the shells were found.
fn assemble(loops: Vec<Vec<Coord<f64>>>) -> Option<MultiPolygon<f64>> {
    let mut shells = Vec::new();
    let mut holes = Vec::new();
    for ring in loops {
        match winding_of(&ring)? {
            Winding::CounterClockwise => shells.push(ring),
            Winding::Clockwise => holes.push(ring),
        }
    }
    let owners = owners(&shells, &holes)?;
    let mut holes_of: Vec<Vec<LineString<f64>>> = vec![vec![]; shells.len()];
    for (hole, owner) in holes.into_iter().zip(owners) {
        holes_of[owner].push(LineString(hole));
    }
    let polygon = |(shell, holes)| Polygon::new(LineString(shell), holes);
    Some(shells.into_iter().zip(holes_of).map(polygon).collect())
}

/// For every hole the number of the smallest shell around it; `None` when one has none.
fn owners(shells: &[Vec<Coord<f64>>], holes: &[Vec<Coord<f64>>]) -> Option<Vec<usize>> {
    if holes.is_empty() {
        return Some(vec![]);
    }
    let rings = shells.iter().chain(holes).enumerate();
    let set = RingSet::new(rings.map(|(part, ring)| (RingName { part, ring: 0 }, ring.as_slice())));
    if set.ring_count() != shells.len() + holes.len() {
        return None;
    }
    let index = set.index();
    let areas: Vec<f64> = shells.iter().map(|shell| doubled_area(shell)).collect();
    let owner = |hole: usize| {
        let around = index.rings_around(shells.len() + hole).into_iter().filter(|ring| *ring < shells.len());
        around.min_by(|a, b| areas[*a].total_cmp(&areas[*b]))
    };
    (0..holes.len()).map(owner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(f64, f64)]) -> Vec<Segment> {
        let next = corners.iter().cycle().skip(1);
        corners.iter().zip(next).map(|(a, b)| Segment { start: (*a).into(), end: (*b).into() }).collect()
    }

    fn shape(rings: &[&[(f64, f64)]]) -> Option<Vec<(usize, Vec<usize>)>> {
        let area = polygons(rings.iter().flat_map(|corners| ring(corners)).collect())?;
        let counts = |polygon: &Polygon<f64>| {
            (polygon.exterior().0.len() - 1, polygon.interiors().iter().map(|hole| hole.0.len() - 1).collect())
        };
        Some(area.iter().map(counts).collect())
    }

    const BIG: &[(f64, f64)] = &[(0., 0.), (9., 0.), (9., 9.), (0., 9.)];

    #[test]
    fn squares_that_touch_at_a_corner_are_two_polygons() {
        let other = [(9., 9.), (12., 9.), (12., 12.), (9., 12.)];
        assert_eq!(shape(&[BIG, &other]), Some(vec![(4, vec![]), (4, vec![])]));
    }

    #[test]
    fn a_hole_that_touches_its_shell_is_a_hole() {
        let hole = [(0., 0.), (1., 3.), (3., 1.)];
        assert_eq!(shape(&[BIG, &hole]), Some(vec![(4, vec![3])]));
    }

    #[test]
    fn holes_that_touch_each_other_stay_apart() {
        let (a, b) = ([(2., 2.), (2., 4.), (4., 4.), (4., 2.)], [(4., 4.), (4., 6.), (6., 6.), (6., 4.)]);
        assert_eq!(shape(&[BIG, &a, &b]), Some(vec![(4, vec![4, 4])]));
    }

    #[test]
    fn a_hole_that_touches_twice_splits_the_shell() {
        let hole = [(0., 0.), (2., 8.), (9., 9.), (8., 2.)];
        assert_eq!(shape(&[BIG, &hole]), Some(vec![(4, vec![]), (4, vec![])]));
    }

    #[test]
    fn an_island_in_a_hole_is_a_polygon() {
        let hole = [(1., 1.), (1., 8.), (8., 8.), (8., 1.)];
        let island = [(3., 3.), (5., 3.), (5., 5.), (3., 5.)];
        let lake = [(3.5, 3.5), (3.5, 4.5), (4.5, 4.5), (4.5, 3.5)];
        assert_eq!(shape(&[BIG, &hole, &island, &lake]), Some(vec![(4, vec![4]), (4, vec![4])]));
    }

    #[test]
    fn open_lines_and_lone_holes_are_refused() {
        assert_eq!(polygons(ring(BIG)[..3].to_vec()), None);
        assert_eq!(shape(&[&[(0., 0.), (0., 1.), (1., 1.)]]), None);
        assert_eq!(polygons(vec![]), Some(MultiPolygon(vec![])));
    }
}
