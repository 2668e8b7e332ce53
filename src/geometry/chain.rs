//! From directed edges to polygons.
//!
//! Given edges that have the inside on their left and meet only at their ends, walk along them. At a node with several ways
//! out take the one that bounds the same piece of inside: the first one clockwise from where we came. So every walk goes
//! around one connected piece of inside. A walk that comes to the same node twice is cut into loops there, which separates
//! holes that touch their shell. Counter-clockwise loops are shells, clockwise ones holes of the smallest shell around them. The
//! result has exactly the given vertices, and simple rings that touch each other at points at most.

use std::collections::BTreeMap;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::hashing::mixed;
use super::ring_set::{RingName, RingSet};
use super::segment::{Segment, clockwise_order, normalised, sweep_order};
use super::winding::{Winding, doubled_area, winding_of};

/// The polygons bounded by some edges with the inside on their left; `None` when the edges do not make closed rings with an
/// inside (some node has not as many ways in as out, a hole is in no shell). The order of the edges does not matter.
pub(crate) fn polygons(edges: Vec<Segment>) -> Option<MultiPolygon<f64>> {
    let graph = Graph::new(&edges);
    let mut used = vec![false; edges.len()];
    let mut walks = Vec::new();
    for first in 0..edges.len() {
        if !used[first] {
            walks.push(graph.walk(first, &mut used)?);
        }
    }
    let order = |a: &Segment, b: &Segment| sweep_order(a.start, b.start).then(sweep_order(a.end, b.end));
    for walk in &mut walks {
        let lowest = (0..walk.len()).min_by(|a, b| order(&edges[walk[*a]], &edges[walk[*b]]))?;
        walk.rotate_left(lowest);
    }
    walks.sort_unstable_by(|a, b| order(&edges[a[0]], &edges[b[0]]));
    let mut loops = Vec::new();
    walks.iter().for_each(|walk| cut_into_loops(&graph.steps(walk), &mut loops));
    assemble(loops)
}

/// Edges by the nodes where they start.
struct Graph<'a> {
    edges: &'a [Segment],
    /// One of the edges that start at a node, by the hash of the node: open addressing, at most half full.
    slots: Vec<Option<u32>>,
    /// By edge: another edge that starts at the same node.
    others: Vec<Option<u32>>,
}

/// A node of a walk, and whether a walk can come to it more than once.
#[derive(Clone, Copy)]
struct Step {
    node: Coord<f64>,
    is_junction: bool,
}

impl<'a> Graph<'a> {
    fn new(edges: &'a [Segment]) -> Self {
        let size = (2 * edges.len()).next_power_of_two();
        let mut new = Self { edges, slots: vec![None; size], others: vec![None; edges.len()] };
        for (number, edge) in (0_u32..).zip(edges) {
            let slot = new.slot(edge.start);
            new.others[number as usize] = new.slots[slot].replace(number);
        }
        new
    }

    /// Where a node is in the table, or would be.
    fn slot(&self, node: Coord<f64>) -> usize {
        let node = normalised(node);
        let mut slot = mixed([node.x, node.y]) & (self.slots.len() - 1);
        while self.slots[slot].is_some_and(|edge| self.edges[edge as usize].start != node) {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    /// The edges that leave a node.
    fn leaving(&self, node: Coord<f64>) -> impl Iterator<Item = usize> + Clone {
        let first = self.slots[self.slot(node)];
        std::iter::successors(first, |edge| self.others[*edge as usize]).map(|edge| edge as usize)
    }

    /// The unused edge that bounds the same piece of inside after `edge`; also `first`, which closes the walk.
    fn next(&self, edge: usize, first: usize, used: &[bool]) -> Option<usize> {
        let Segment { start: from, end: node } = self.edges[edge];
        let open = self.leaving(node).filter(|next| !used[*next] || *next == first);
        open.min_by(|a, b| clockwise_order(node, from, self.edges[*a].end, self.edges[*b].end))
    }

    /// The edges of one closed walk.
    fn walk(&self, first: usize, used: &mut [bool]) -> Option<Vec<usize>> {
        let mut walk = vec![first];
        used[first] = true;
        loop {
            let next = self.next(walk[walk.len() - 1], first, used)?;
            if next == first {
                return Some(walk);
            }
            used[next] = true;
            walk.push(next);
        }
    }

    /// The start nodes of the edges of a walk.
    fn steps(&self, walk: &[usize]) -> Vec<Step> {
        let step = |edge: &usize| {
            let node = self.edges[*edge].start;
            Step { node, is_junction: self.leaving(node).nth(1).is_some() }
        };
        walk.iter().map(step).collect()
    }
}

type NodeKey = (u64, u64);

/// Cuts a closed walk at every node that it visits more than once.
fn cut_into_loops(walk: &[Step], loops: &mut Vec<Vec<Coord<f64>>>) {
    let key = |coord: Coord<f64>| -> NodeKey { (coord.x.to_bits(), coord.y.to_bits()) };
    let (mut open, mut positions) = (Vec::<Coord<f64>>::new(), BTreeMap::<NodeKey, usize>::new());
    for &Step { node, is_junction } in walk {
        if is_junction {
            if let Some(&position) = positions.get(&key(node)) {
                let mut closed: Vec<_> = open.drain(position..).collect();
                positions.retain(|_, kept| *kept < position);
                closed.push(node);
                loops.push(closed);
            }
            positions.insert(key(node), open.len());
        }
        open.push(node);
    }
    open.extend(walk.first().map(|step| step.node));
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
