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
    /// For each edge the first of those that leave its end; the number of edges when there is none.
    onward: Vec<u32>,
}

/// A node of a walk, and whether a walk can come to it more than once.
#[derive(Clone, Copy)]
struct Step {
    node: Coord<f64>,
    is_junction: bool,
}

impl<'a> Graph<'a> {
    fn new(edges: &'a [Segment]) -> Self {
        Self { edges, onward: first_leaving(edges) }
    }

    /// The edges that leave the end of an edge.
    fn leaving(&self, edge: usize) -> std::ops::Range<usize> {
        let first = self.onward[edge] as usize;
        let node = self.edges[edge].end;
        let count = self.edges[first..].iter().take_while(|edge| edge.start == node).count();
        first..first + count
    }

    /// The unused edge that bounds the same piece of inside after `edge`; also `first`, which closes the walk.
    fn next(&self, edge: usize, leaving: std::ops::Range<usize>, first: usize, used: &[bool]) -> Option<usize> {
        let Segment { start: from, end: node } = self.edges[edge];
        let open = leaving.filter(|next| !used[*next] || *next == first);
        open.min_by(|a, b| clockwise_order(node, from, self.edges[*a].end, self.edges[*b].end))
    }

    /// Start nodes of the edges of one closed walk.
    fn walk(&self, first: usize, used: &mut [bool]) -> Option<Vec<Step>> {
        let (mut edge, mut steps) = (first, Vec::new());
        loop {
            used[edge] = true;
            let leaving = self.leaving(edge);
            steps.push(Step { node: self.edges[edge].end, is_junction: leaving.len() > 1 });
            edge = self.next(edge, leaving, first, used)?;
            if edge == first {
                // The last step came to the node where the first edge starts.
                steps.rotate_right(1);
                return Some(steps);
            }
        }
    }
}

/// For each edge the number of the first edge, in sweep order of starts, that starts where it ends.
fn first_leaving(edges: &[Segment]) -> Vec<u32> {
    let mut by_end: Vec<u32> = (0_u32..).zip(edges).map(|(number, _)| number).collect();
    by_end.sort_unstable_by(|a, b| sweep_order(edges[*a as usize].end, edges[*b as usize].end));
    let mut onward = vec![edges.len() as u32; edges.len()];
    let mut start = 0;
    for &edge in &by_end {
        let node = edges[edge as usize].end;
        while edges.get(start).is_some_and(|next| sweep_order(next.start, node).is_lt()) {
            start += 1;
        }
        onward[edge as usize] = start as u32;
    }
    onward
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
