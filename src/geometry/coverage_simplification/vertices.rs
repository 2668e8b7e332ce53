//! Taking vertices out of arcs, the least important first.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use geo_types::Coord;
use robust::{Coord as Exact, orient2d};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::arcs::Arcs;
use crate::quantity::Metres;

/// Metres of a degree of latitude, of longitude at the equator.
const METRES_PER_DEGREE: f64 = 111_320.0;

/// A vertex of an arc by the numbers of arc and vertex.
type Name = (usize, usize);

/// The chain of vertices that are left of an arc.
struct Chain {
    coords: Vec<Coord<f64>>,
    before: Vec<usize>,
    after: Vec<usize>,
    /// Vertices between the ends that are left, and how many have to stay.
    left: usize,
    least: usize,
}

impl Chain {
    fn new(coords: Vec<Coord<f64>>) -> Self {
        let count = coords.len();
        let is_closed = coords.first() == coords.last();
        Self {
            before: (0..count).map(|number| number.saturating_sub(1)).collect(),
            after: (1..=count).collect(),
            left: count.saturating_sub(2),
            // A ring has three corners at least: its end and two more.
            least: if is_closed { 2 } else { 0 },
            coords,
        }
    }

    fn is_left(&self, vertex: usize) -> bool {
        self.after[self.before[vertex]] == vertex || vertex == 0
    }

    fn triangle(&self, vertex: usize) -> [Coord<f64>; 3] {
        [self.before[vertex], vertex, self.after[vertex]].map(|number| self.coords[number])
    }

    fn take_out(&mut self, vertex: usize) {
        let (before, after) = (self.before[vertex], self.after[vertex]);
        self.after[before] = after;
        self.before[after] = before;
        self.left -= 1;
    }

    fn remaining(&self) -> Vec<Coord<f64>> {
        let mut remaining = Vec::with_capacity(self.left + 2);
        let mut vertex = 0;
        while vertex < self.coords.len() {
            remaining.push(self.coords[vertex]);
            vertex = self.after[vertex];
        }
        remaining
    }
}

/// An area in the order of numbers; none is NaN here.
#[derive(Clone, Copy, PartialEq)]
struct Importance(f64);

impl Eq for Importance {}

impl PartialOrd for Importance {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Importance {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// Takes out every vertex whose triangle is at most the square of the tolerance and holds no other vertex.
pub(super) fn simplify(arcs: &mut Arcs, tolerance: Metres) {
    let most = tolerance.metres() * tolerance.metres();
    let mut state = State::new(std::mem::take(&mut arcs.lines));
    let mut queue: BinaryHeap<Reverse<(Importance, Name)>> = BinaryHeap::new();
    for arc in 0..state.chains.len() {
        (1..state.chains[arc].coords.len().saturating_sub(1))
            .for_each(|vertex| state.queue(&mut queue, (arc, vertex), most));
    }
    while let Some(Reverse((importance, name))) = queue.pop() {
        let chain = &state.chains[name.0];
        // Importance changes when a neighbour goes; the entry that still fits is the current one.
        if !chain.is_left(name.1) || square_metres(chain.triangle(name.1)) != importance.0 || !state.may_go(name) {
            continue;
        }
        let neighbours = [chain.before[name.1], chain.after[name.1]];
        state.take_out(name);
        let inner = 1..state.chains[name.0].coords.len() - 1;
        neighbours.into_iter().filter(|vertex| inner.contains(vertex)).for_each(|vertex| {
            state.queue(&mut queue, (name.0, vertex), most);
        });
    }
    arcs.lines = state.chains.iter().map(Chain::remaining).collect();
}

struct State {
    chains: Vec<Chain>,
    /// Every vertex that there was.
    vertices: RTree<GeomWithData<[f64; 2], Name>>,
    /// The ends of arcs that are straight.
    straight: HashSet<[(u64, u64); 2]>,
}

impl State {
    fn new(lines: Vec<Vec<Coord<f64>>>) -> Self {
        let chains: Vec<Chain> = lines.into_iter().map(Chain::new).collect();
        let named = |(arc, chain): (usize, &Chain)| -> Vec<GeomWithData<[f64; 2], Name>> {
            let vertices = chain.coords.iter().enumerate().filter(|(_, at)| at.x.is_finite() && at.y.is_finite());
            vertices.map(|(vertex, at)| GeomWithData::new([at.x, at.y], (arc, vertex))).collect()
        };
        let vertices = RTree::bulk_load(chains.iter().enumerate().flat_map(named).collect());
        let straight = chains.iter().filter(|chain| chain.left == 0).filter_map(ends).collect();
        Self { chains, vertices, straight }
    }

    fn queue(&self, queue: &mut BinaryHeap<Reverse<(Importance, Name)>>, name: Name, most: f64) {
        let importance = square_metres(self.chains[name.0].triangle(name.1));
        if importance <= most {
            queue.push(Reverse((Importance(importance), name)));
        }
    }

    fn may_go(&self, (arc, vertex): Name) -> bool {
        let chain = &self.chains[arc];
        let would_be_straight = chain.left == 1 && ends(chain).is_some_and(|ends| self.straight.contains(&ends));
        chain.left > chain.least && !would_be_straight && self.is_empty(chain.triangle(vertex))
    }

    /// True when no vertex that is left lies in a triangle or on its sides, but for its corners.
    fn is_empty(&self, triangle: [Coord<f64>; 3]) -> bool {
        let [a, b, c] = triangle;
        let low = [a.x.min(b.x).min(c.x), a.y.min(b.y).min(c.y)];
        let high = [a.x.max(b.x).max(c.x), a.y.max(b.y).max(c.y)];
        let mut inside = self.vertices.locate_in_envelope(AABB::from_corners(low, high)).filter(|found| {
            let at = Coord { x: found.geom()[0], y: found.geom()[1] };
            let (arc, vertex) = found.data;
            self.chains[arc].is_left(vertex) && !triangle.contains(&at) && is_in(at, triangle)
        });
        inside.next().is_none()
    }

    fn take_out(&mut self, (arc, vertex): Name) {
        self.chains[arc].take_out(vertex);
        if self.chains[arc].left == 0 {
            self.straight.extend(ends(&self.chains[arc]));
        }
    }
}

/// The ends of a chain, whichever is first.
fn ends(chain: &Chain) -> Option<[(u64, u64); 2]> {
    let key = |at: &Coord<f64>| ((at.x + 0.0).to_bits(), (at.y + 0.0).to_bits());
    let mut ends = [key(chain.coords.first()?), key(chain.coords.last()?)];
    ends.sort_unstable();
    Some(ends)
}

/// Exactly: inside or on the sides, whichever way the triangle turns. Of a triangle without area, on its longest side.
fn is_in(at: Coord<f64>, [a, b, c]: [Coord<f64>; 3]) -> bool {
    let exact = |at: Coord<f64>| Exact { x: at.x, y: at.y };
    let side = |from: Coord<f64>, to: Coord<f64>| orient2d(exact(from), exact(to), exact(at));
    let sides = [side(a, b), side(b, c), side(c, a)];
    sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0)
}

/// The area of a small triangle in degrees, in square metres at its latitude.
fn square_metres([a, b, c]: [Coord<f64>; 3]) -> f64 {
    let (ab, ac) = (b - a, c - a);
    let middle = (a.y + b.y + c.y) / 3.0;
    let doubled = (ab.x * ac.y - ab.y * ac.x).abs() * METRES_PER_DEGREE * METRES_PER_DEGREE;
    // Places with coordinates that are no numbers are the most important, so that they stay.
    let area = doubled / 2.0 * middle.to_radians().cos().max(0.0);
    if area.is_nan() { f64::INFINITY } else { area }
}
