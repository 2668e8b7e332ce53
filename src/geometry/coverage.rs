//! Union and difference of areas that share their borders, as administrative units of one atlas do.
//!
//! When neighbours share the very same vertices, no intersection need be computed. Every ring is taken with its inside on the
//! left; where two units meet, the same edge then comes twice in opposite directions and cancels. What remains is the border of
//! the union, with exactly the vertices of the input. Subtracting a part is adding its rings reversed.
//!
//! The result is checked for validity with exact predicates, and that proves it: a valid result with shells counter-clockwise and
//! holes clockwise winds around every position once or not at all, and these winding numbers are by construction the sum of
//! those of the inputs. So nothing overlapped, and nothing subtracted lay outside. Where the check fails, or an edge
//! remains more than once, the inputs are no exact coverage (overlaps, or a vertex on one side of a border only) and the
//! overlay engine takes over; the result says so.
//!
//! The inputs should be valid each by itself (see [`validity`]).

use geo_types::{LineString, MultiPolygon};

use super::hashing::mixed;
use super::ring_set::named_rings;
use super::segment::{Segment, normalised, sweep_order};
use super::winding::{Winding, winding};
use super::{chain, overlay, validity};

/// The result of [`dissolve`] or [`subtract`].
#[derive(Clone, Debug, PartialEq)]
pub struct Dissolved {
    /// The area: valid, exterior rings counter-clockwise, holes clockwise.
    pub geometry: MultiPolygon<f64>,
    /// How it was computed.
    pub method: DissolveMethod,
}

/// How a union or difference was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DissolveMethod {
    /// Shared edges were cancelled: exact, all vertices are vertices of the input.
    SharedEdges,
    /// The inputs do not share their borders exactly: general overlay, vertices may move by about a billionth of the extent, and
    /// gaps between the inputs stay as thin holes.
    Overlay,
}

/// The union of areas.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, polygon};
/// use ringshed::geometry::coverage::{DissolveMethod, dissolve};
/// let west: MultiPolygon = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.), (x: 0., y: 1.)].into();
/// let east: MultiPolygon = polygon![(x: 1., y: 0.), (x: 2., y: 0.), (x: 2., y: 1.), (x: 1., y: 1.)].into();
/// let both = dissolve(&[&west, &east]);
/// assert_eq!(both.method, DissolveMethod::SharedEdges);
/// assert_eq!(both.geometry.0.len(), 1);
/// assert_eq!(both.geometry.0[0].exterior().0.len(), 7); // six vertices, the first one repeated
/// ```
pub fn dissolve(parts: &[&MultiPolygon<f64>]) -> Dissolved {
    match exact_sum(parts, &[]) {
        Some(geometry) => Dissolved { geometry, method: DissolveMethod::SharedEdges },
        None => Dissolved { geometry: overlay::union(parts), method: DissolveMethod::Overlay },
    }
}

/// The area of `whole` without the parts.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, polygon};
/// use ringshed::geometry::coverage::subtract;
/// let whole: MultiPolygon = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 2., y: 0.), (x: 2., y: 1.), (x: 1., y: 1.), (x: 0., y: 1.)].into();
/// let east: MultiPolygon = polygon![(x: 1., y: 0.), (x: 2., y: 0.), (x: 2., y: 1.), (x: 1., y: 1.)].into();
/// let west = subtract(&whole, &[&east]);
/// assert_eq!(west.geometry.0[0].exterior().0.len(), 5);
/// ```
pub fn subtract(whole: &MultiPolygon<f64>, parts: &[&MultiPolygon<f64>]) -> Dissolved {
    match exact_sum(&[whole], parts) {
        Some(geometry) => Dissolved { geometry, method: DissolveMethod::SharedEdges },
        None => Dissolved { geometry: overlay::difference(whole, parts), method: DissolveMethod::Overlay },
    }
}

/// The area that both cover, by general overlay: vertices may move by about a billionth of the extent.
pub fn intersection(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    overlay::intersection(a, b)
}

/// The sum of some areas less others by cancelling edges; `None` when they are no exact coverage.
fn exact_sum(added: &[&MultiPolygon<f64>], removed: &[&MultiPolygon<f64>]) -> Option<MultiPolygon<f64>> {
    let mut edges = Vec::new();
    for (areas, outward) in [(added, Winding::CounterClockwise), (removed, Winding::Clockwise)] {
        for (name, ring) in areas.iter().flat_map(|area| named_rings(area)) {
            let wanted = if name.is_exterior() { outward } else { opposite(outward) };
            push_edges(ring, wanted, &mut edges)?;
        }
    }
    let geometry = chain::polygons(remaining(&edges)?)?;
    validity::has_valid_topology(&geometry).then_some(geometry)
}

fn opposite(winding: Winding) -> Winding {
    match winding {
        Winding::CounterClockwise => Winding::Clockwise,
        Winding::Clockwise => Winding::CounterClockwise,
    }
}

/// An edge from its southern to its northern end with the direction in which the ring runs.
struct CanonicalEdge {
    segment: Segment,
    /// 1 for south to north, -1 for north to south.
    direction: i32,
}

/// Adds the edges of a ring in the wanted direction; `None` for coordinates that are not finite. Rings that enclose nothing add
/// nothing.
fn push_edges(ring: &LineString<f64>, wanted: Winding, edges: &mut Vec<CanonicalEdge>) -> Option<()> {
    if ring.0.iter().any(|coord| !coord.x.is_finite() || !coord.y.is_finite()) {
        return None;
    }
    let Some(found) = winding(ring) else { return Some(()) };
    let forward = if found == wanted { 1 } else { -1 };
    edges.reserve(ring.0.len());
    for pair in ring.0.windows(2) {
        let (start, end) = (normalised(pair[0]), normalised(pair[1]));
        match sweep_order(start, end) {
            std::cmp::Ordering::Less => edges.push(CanonicalEdge { segment: Segment { start, end }, direction: forward }),
            std::cmp::Ordering::Equal => {}
            std::cmp::Ordering::Greater => {
                edges.push(CanonicalEdge { segment: Segment { start: end, end: start }, direction: -forward });
            }
        }
    }
    Some(())
}

/// The edges that no opposite one cancels, in the order of their first appearance; `None` when one remains more than once.
///
/// Nearly all edges of a coverage find their opposite, so a table of places is faster than sorting: each edge is looked up once. And
/// where one edge of a ring has found its opposite in another ring, the next one mostly finds it just before that: it is not
/// even looked up.
fn remaining(edges: &[CanonicalEdge]) -> Option<Vec<Segment>> {
    let mut table = EdgeTable::new(edges.len());
    let mut sums: Vec<Option<i32>> = vec![None; edges.len()];
    let mut expected = 0;
    for (number, edge) in edges.iter().enumerate() {
        let is_expected = edges[expected].segment == edge.segment && sums[expected].is_some();
        let first = if is_expected { expected } else { table.first_like(edges, number) };
        *sums[first].get_or_insert(0) += edge.direction;
        expected = first.saturating_sub(1);
    }
    let mut kept = Vec::new();
    for (edge, sum) in edges.iter().zip(sums) {
        let Segment { start, end } = edge.segment;
        match sum {
            None | Some(0) => {}
            Some(1) => kept.push(Segment { start, end }),
            Some(-1) => kept.push(Segment { start: end, end: start }),
            _ => return None,
        }
    }
    Some(kept)
}

/// The numbers of different edges by their places: open addressing, at most half full, zero for an empty slot.
struct EdgeTable {
    slots: Vec<u32>,
    mask: usize,
}

impl EdgeTable {
    fn new(edges: usize) -> Self {
        let size = (2 * edges).next_power_of_two().max(2);
        Self { slots: vec![0; size], mask: size - 1 }
    }

    /// The number of the first edge with the ends of this one, which is put in when there is none.
    fn first_like(&mut self, edges: &[CanonicalEdge], number: usize) -> usize {
        let segment = &edges[number].segment;
        let Segment { start, end } = segment;
        let mut slot = mixed([start.x, start.y, end.x, end.y]) & self.mask;
        loop {
            match self.slots[slot] as usize {
                0 => {
                    self.slots[slot] = number as u32 + 1;
                    return number;
                }
                found if edges[found - 1].segment == *segment => return found - 1,
                _ => slot = (slot + 1) & self.mask,
            }
        }
    }
}

#[cfg(test)]
#[path = "coverage_tests.rs"]
mod tests;
