//! All rings of a geometry as plain columns, with exact questions about which ring is inside which.

use std::fmt;
use std::ops::Range;

use geo_types::{Coord, LineString, MultiPolygon};

use super::segment::{Passage, RayHit, Segment, Turn, normalised};
use super::stripes::{LatitudeRange, Stripes};

/// Which ring of which polygon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RingName {
    /// The number of the polygon (line, point) in its geometry, from 0.
    pub part: usize,
    /// 0 for the exterior ring, from 1 for the holes.
    pub ring: usize,
}

impl RingName {
    /// True for the exterior ring of a polygon.
    pub const fn is_exterior(self) -> bool {
        self.ring == 0
    }
}

/// As people count: "part 1", "part 1, hole 2".
impl fmt::Display for RingName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "part {}", self.part + 1)?;
        if self.is_exterior() { Ok(()) } else { write!(f, ", hole {}", self.ring) }
    }
}

/// Rings with consecutive duplicate vertices removed, each with at least two edges; rings and edges are numbered from 0.
#[derive(Debug)]
pub(crate) struct RingSet {
    names: Vec<RingName>,
    /// Closed rings one after the other: ring `r` has the coordinates from `ring_starts[r]` up to `ring_starts[r + 1]`.
    coords: Vec<Coord<f64>>,
    ring_starts: Vec<usize>,
    /// Per edge: its start in `coords` (its end is the next one) and its ring.
    edge_coords: Vec<u32>,
    edge_rings: Vec<u32>,
}

impl RingSet {
    /// Takes closed rings; those with fewer than two distinct consecutive vertices are left out.
    pub(crate) fn new<'a>(rings: impl IntoIterator<Item = (RingName, &'a [Coord<f64>])>) -> Self {
        let mut set = Self { names: vec![], coords: vec![], ring_starts: vec![0], edge_coords: vec![], edge_rings: vec![] };
        for (name, ring) in rings {
            set.push(name, ring);
        }
        set
    }

    /// All rings of the polygons.
    pub(crate) fn of(polygons: &MultiPolygon<f64>) -> Self {
        Self::new(named_rings(polygons).map(|(name, ring)| (name, ring.0.as_slice())))
    }

    fn push(&mut self, name: RingName, ring: &[Coord<f64>]) {
        let start = self.coords.len();
        self.coords.extend(ring.iter().copied().map(normalised));
        let mut kept = start;
        for read in start..self.coords.len() {
            if read == start || self.coords[read] != self.coords[kept - 1] {
                self.coords[kept] = self.coords[read];
                kept += 1;
            }
        }
        self.coords.truncate(kept);
        if kept < start + 3 {
            self.coords.truncate(start);
            return;
        }
        let number = self.names.len() as u32;
        self.edge_coords.extend((start..kept - 1).map(|coord| coord as u32));
        self.edge_rings.extend((start..kept - 1).map(|_| number));
        self.names.push(name);
        self.ring_starts.push(kept);
    }

    pub(crate) fn ring_count(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn name(&self, ring: usize) -> RingName {
        self.names[ring]
    }

    /// The closed ring's coordinates, without consecutive duplicates.
    pub(crate) fn ring(&self, ring: usize) -> &[Coord<f64>] {
        &self.coords[self.ring_starts[ring]..self.ring_starts[ring + 1]]
    }

    pub(crate) fn edge_ring(&self, edge: usize) -> usize {
        self.edge_rings[edge] as usize
    }

    fn edge(&self, edge: usize) -> Segment {
        let start = self.edge_coords[edge] as usize;
        Segment { start: self.coords[start], end: self.coords[start + 1] }
    }

    /// All edges in order.
    pub(crate) fn edges(&self) -> Vec<Segment> {
        (0..self.edge_coords.len()).map(|edge| self.edge(edge)).collect()
    }

    /// True when the second edge follows the first one in their ring, or the other way round.
    pub(crate) fn are_neighbours(&self, a: usize, b: usize) -> bool {
        self.edge_rings[a] == self.edge_rings[b] && (self.following(a) == b || self.following(b) == a)
    }

    fn first_edge(&self, ring: usize) -> usize {
        // Every earlier ring has one edge less than coordinates.
        self.ring_starts[ring] - ring
    }

    fn following(&self, edge: usize) -> usize {
        let ring = self.edge_ring(edge);
        if edge + 1 == self.first_edge(ring + 1) { self.first_edge(ring) } else { edge + 1 }
    }

    fn preceding(&self, edge: usize) -> usize {
        let ring = self.edge_ring(edge);
        if edge == self.first_edge(ring) { self.first_edge(ring + 1) - 1 } else { edge - 1 }
    }

    /// The way a ring takes through a place on one of its edges, which is not the edge's end.
    pub(crate) fn passage(&self, edge: usize, at: Coord<f64>) -> Passage {
        let segment = self.edge(edge);
        let from = if at == segment.start { self.edge(self.preceding(edge)).start } else { segment.start };
        Passage { from, at, to: segment.end }
    }

    /// An index for [`RingIndex::rings_around`].
    pub(crate) fn index(&self) -> RingIndex<'_> {
        let mut runs = Vec::new();
        let mut ranges = Vec::new();
        for ring in 0..self.ring_count() {
            let (first, end) = (self.first_edge(ring), self.first_edge(ring + 1));
            for first in (first..end).step_by(EDGES_PER_RUN) {
                let run = first..end.min(first + EDGES_PER_RUN);
                let latitudes = run.clone().map(|edge| self.edge(edge)).map(|edge| (edge.min().y, edge.max().y));
                let whole = latitudes.reduce(|all, edge| (all.0.min(edge.0), all.1.max(edge.1)));
                ranges.extend(whole.map(|(south, north)| LatitudeRange { south, north }));
                runs.push(run);
            }
        }
        RingIndex { set: self, runs, stripes: Stripes::new(&ranges) }
    }
}

/// All rings of the polygons with their names.
pub(crate) fn named_rings(polygons: &MultiPolygon<f64>) -> impl Iterator<Item = (RingName, &LineString<f64>)> {
    polygons.iter().enumerate().flat_map(|(part, polygon)| {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        rings.enumerate().map(move |(ring, coords)| (RingName { part, ring }, coords))
    })
}

/// Edges of a ring taken together in the index.
const EDGES_PER_RUN: usize = 16;

/// Rings with their edges, in runs, in stripes of latitude.
#[derive(Debug)]
pub(crate) struct RingIndex<'a> {
    set: &'a RingSet,
    runs: Vec<Range<usize>>,
    stripes: Stripes,
}

/// Where a position lies relative to the rings near its latitude.
struct Sides {
    inside: Vec<usize>,
    on_border: Vec<(usize, usize)>,
}

impl RingIndex<'_> {
    /// Rings that contain a position, and rings (with the edge) that pass through it; `except` is not looked at.
    fn sides(&self, place: Coord<f64>, except: usize) -> Sides {
        let mut crossed: Vec<usize> = Vec::new();
        let mut on_border: Vec<(usize, usize)> = Vec::new();
        for edge in self.stripes.at(place.y).iter().flat_map(|run| self.runs[*run as usize].clone()) {
            let ring = self.set.edge_ring(edge);
            if ring == except {
                continue;
            }
            match self.set.edge(edge).ray_hit(place) {
                RayHit::Crosses => crossed.push(ring),
                RayHit::OnSegment if self.set.edge(edge).end != place => on_border.push((ring, edge)),
                RayHit::OnSegment | RayHit::Miss => {}
            }
        }
        crossed.sort_unstable();
        let odd = |rings: &[usize]| rings.len() % 2 == 1;
        let inside = crossed.chunk_by(|a, b| a == b).filter(|rings| odd(rings)).map(|rings| rings[0]);
        let inside = inside.filter(|ring| !on_border.iter().any(|(other, _)| other == ring)).collect();
        Sides { inside, on_border }
    }

    /// The rings in whose inside a ring lies, ascending.
    ///
    /// The ring's first vertex decides about every ring it is not on; later vertices decide about the rest. Where all vertices
    /// are on the other ring, the direction of the ring's edges at a shared point decides. The answer is meant for rings that
    /// do not cross each other; for crossing rings it is that of the first deciding vertex.
    pub(crate) fn rings_around(&self, ring: usize) -> Vec<usize> {
        let vertices = self.set.ring(ring);
        let Some((&first, rest)) = vertices.split_first() else { return vec![] };
        let Sides { inside: mut around, on_border } = self.sides(first, ring);
        let mut open: Vec<usize> = on_border.into_iter().map(|(other, _)| other).collect();
        for &vertex in rest {
            if open.is_empty() {
                break;
            }
            let sides = self.sides(vertex, ring);
            around.extend(sides.inside.into_iter().filter(|other| open.contains(other)));
            open.retain(|other| sides.on_border.iter().any(|(touched, _)| touched == other));
        }
        around.extend(open.into_iter().filter(|other| self.starts_inside(ring, *other)));
        around.sort_unstable();
        around.dedup();
        around
    }

    /// For a ring whose vertices are all on another: true when one of its edges leaves a shared point to the other's inside.
    fn starts_inside(&self, ring: usize, other: usize) -> bool {
        let inside = match super::winding::winding_of(self.set.ring(other)) {
            Some(super::winding::Winding::CounterClockwise) => Turn::Left,
            Some(super::winding::Winding::Clockwise) => Turn::Right,
            None => return false,
        };
        let leaving = |edge: &[Coord<f64>]| {
            let sides = self.sides(edge[0], ring);
            let (_, touched) = sides.on_border.into_iter().find(|(touched, _)| *touched == other)?;
            Some(self.set.passage(touched, edge[0]).side_of(edge[1])).filter(|side| *side != Turn::Straight)
        };
        self.set.ring(ring).windows(2).find_map(leaving) == Some(inside)
    }
}

#[cfg(test)]
mod tests {
    use geo_types::{MultiPolygon, polygon};

    use super::*;

    fn around(polygons: MultiPolygon<f64>) -> Vec<Vec<usize>> {
        let set = RingSet::of(&polygons);
        let index = set.index();
        (0..set.ring_count()).map(|ring| index.rings_around(ring)).collect()
    }

    fn square(x: f64, y: f64, side: f64) -> geo_types::Polygon<f64> {
        polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)]
    }

    #[test]
    fn nested_and_neighbouring_squares() {
        let squares = MultiPolygon(vec![square(0.0, 0.0, 9.0), square(1.0, 1.0, 2.0), square(9.0, 0.0, 2.0)]);
        assert_eq!(around(squares), [vec![], vec![0], vec![]]);
    }

    #[test]
    fn inscribed_rings_are_decided_by_their_edges() {
        let diamond = polygon![(x: 2., y: 0.), (x: 4., y: 2.), (x: 2., y: 4.), (x: 0., y: 2.)];
        assert_eq!(around(MultiPolygon(vec![square(0.0, 0.0, 4.0), diamond])), [vec![], vec![0]]);
        let ell = polygon![(x: 0., y: 0.), (x: 4., y: 0.), (x: 0., y: 4.), (x: 0., y: 8.), (x: 8., y: 0.), (x: 8., y: -4.), (x: 0., y: -4.)];
        let outside = polygon![(x: 4., y: 0.), (x: 8., y: 0.), (x: 0., y: 8.), (x: 0., y: 4.)];
        assert_eq!(around(MultiPolygon(vec![ell, outside])), [Vec::<usize>::new(), vec![0]], "the band is inside");
    }

    #[test]
    fn neighbours_wrap_around() {
        let set = RingSet::of(&MultiPolygon(vec![square(0.0, 0.0, 1.0), square(5.0, 0.0, 1.0)]));
        assert!(
            set.are_neighbours(4, 7) && set.are_neighbours(4, 5) && !set.are_neighbours(4, 6) && !set.are_neighbours(3, 4)
        );
        assert_eq!(set.passage(4, (5.0, 0.0).into()).from, (5.0, 1.0).into());
    }
}
