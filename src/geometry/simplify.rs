//! Fewer vertices for display, with shared borders still shared.
//!
//! Every ring is cut into *arcs* at the vertices where borders meet, that is, where a vertex has other neighbours in one ring than
//! in another. An arc is the same for all areas along it, so it is simplified once (Douglas and Peucker 1973, doi
//! 10.3138/FM57-6770-U75U-7727) and both sides get the same vertices. No ring is dropped: a ring keeps at least a triangle.
//!
//! What simplification cannot promise is that arcs which were close do not cross afterwards. The result is for looking at; measures
//! are taken of the originals.

use std::collections::HashMap;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::ring_set::named_rings;
use super::segment::normalised;

/// Simplifies areas together. `tolerance` is in the unit of the coordinates: no vertex that is left out was farther than it from
/// the line that replaces it. Not finite or not above 0: nothing is left out.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, polygon};
/// use ringshed::geometry::simplify::simplify_together;
/// let west: MultiPolygon = polygon![(x: 0., y: 0.), (x: 2., y: 0.), (x: 2.01, y: 1.), (x: 2., y: 2.), (x: 0., y: 2.)].into();
/// let east: MultiPolygon = polygon![(x: 2., y: 0.), (x: 4., y: 0.), (x: 4., y: 2.), (x: 2., y: 2.), (x: 2.01, y: 1.)].into();
/// let both = simplify_together(&[&west, &east], 0.1);
/// let vertices = |area: &MultiPolygon| area.0[0].exterior().0.clone();
/// // The border keeps its bend on both sides or on none: an arc keeps at least one vertex between its ends.
/// assert!(vertices(&both[0]).contains(&(2.01, 1.).into()) && vertices(&both[1]).contains(&(2.01, 1.).into()));
/// ```
pub fn simplify_together(areas: &[&MultiPolygon<f64>], tolerance: f64) -> Vec<MultiPolygon<f64>> {
    if !(tolerance.is_finite() && tolerance > 0.0) {
        return areas.iter().map(|&area| area.clone()).collect();
    }
    let nodes = Nodes::of(areas);
    let simplified =
        |area: &MultiPolygon<f64>| area.0.iter().map(|polygon| simplify_polygon(polygon, &nodes, tolerance)).collect();
    areas.iter().map(|&area| MultiPolygon(simplified(area))).collect()
}

fn simplify_polygon(polygon: &Polygon<f64>, nodes: &Nodes, tolerance: f64) -> Polygon<f64> {
    let ring = |ring: &LineString<f64>| simplify_ring(ring, nodes, tolerance);
    Polygon::new(ring(polygon.exterior()), polygon.interiors().iter().map(ring).collect())
}

/// A vertex as a key: equal for equal coordinates, whatever the sign of zero.
type Key = (u64, u64);

fn key(coord: Coord<f64>) -> Key {
    let coord = normalised(coord);
    (coord.x.to_bits(), coord.y.to_bits())
}

/// What is known of a vertex: its two neighbours, or that it has others too.
enum Vertex {
    Between(Key, Key),
    Node,
}

/// The vertices at which arcs end.
struct Nodes(HashMap<Key, Vertex>);

impl Nodes {
    fn of(areas: &[&MultiPolygon<f64>]) -> Self {
        let mut nodes = Self(HashMap::new());
        for (_, ring) in areas.iter().flat_map(|area| named_rings(area)) {
            nodes.add(&open_ring(ring));
        }
        nodes
    }

    fn add(&mut self, ring: &[Coord<f64>]) {
        for at in 0..ring.len() {
            let before = key(ring[(at + ring.len() - 1) % ring.len()]);
            let after = key(ring[(at + 1) % ring.len()]);
            let (low, high) = (before.min(after), before.max(after));
            self.0
                .entry(key(ring[at]))
                .and_modify(|known| {
                    if !matches!(known, Vertex::Between(a, b) if (*a, *b) == (low, high)) {
                        *known = Vertex::Node;
                    }
                })
                .or_insert(Vertex::Between(low, high));
        }
    }

    fn contains(&self, coord: Coord<f64>) -> bool {
        matches!(self.0.get(&key(coord)), Some(Vertex::Node))
    }
}

/// The vertices of a ring without the closing one and without immediate repetitions.
fn open_ring(ring: &LineString<f64>) -> Vec<Coord<f64>> {
    let mut coords = ring.0.clone();
    coords.dedup();
    while coords.len() > 1 && coords.first() == coords.last() {
        coords.pop();
    }
    coords
}

fn simplify_ring(ring: &LineString<f64>, nodes: &Nodes, tolerance: f64) -> LineString<f64> {
    let mut coords = open_ring(ring);
    if coords.len() < 4 {
        return ring.clone();
    }
    let starts: Vec<usize> = (0..coords.len()).filter(|&at| nodes.contains(coords[at])).collect();
    // A ring that meets no other one is cut at a vertex that does not depend on where or in which direction it starts.
    let first = starts.first().copied().unwrap_or_else(|| least(&coords));
    coords.rotate_left(first);
    coords.push(coords[0]);
    let mut simplified = vec![coords[0]];
    let mut from = 0;
    for at in 1..coords.len() {
        if at + 1 == coords.len() || nodes.contains(coords[at]) {
            simplified.extend_from_slice(&simplify_arc(&coords[from..=at], tolerance)[1..]);
            from = at;
        }
    }
    LineString(simplified)
}

/// The vertex that is first in order of x, then y.
fn least(coords: &[Coord<f64>]) -> usize {
    let order = |a: &usize, b: &usize| {
        let (a, b) = (coords[*a], coords[*b]);
        a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
    };
    (0..coords.len()).min_by(order).unwrap_or(0)
}

/// Simplifies an arc; the same whichever way it is run through.
fn simplify_arc(arc: &[Coord<f64>], tolerance: f64) -> Vec<Coord<f64>> {
    let forward = arc.iter().map(|&coord| key(coord));
    let backward = arc.iter().rev().map(|&coord| key(coord));
    if forward.le(backward) {
        return simplify_line(arc, tolerance);
    }
    let reversed: Vec<Coord<f64>> = arc.iter().rev().copied().collect();
    let mut simplified = simplify_line(&reversed, tolerance);
    simplified.reverse();
    simplified
}

/// Douglas and Peucker, with at least one vertex kept between the ends, two when the ends are the same.
fn simplify_line(line: &[Coord<f64>], tolerance: f64) -> Vec<Coord<f64>> {
    let last = line.len() - 1;
    let mut kept = vec![false; line.len()];
    kept[0] = true;
    kept[last] = true;
    let mut open = vec![(0, last, if line[0] == line[last] { 2 } else { 1 })];
    while let Some((from, to, at_least)) = open.pop() {
        let Some((farthest, distance)) = farthest_from_chord(line, from, to) else { continue };
        if distance > tolerance || at_least > 0 {
            kept[farthest] = true;
            // The second vertex that a closed arc needs is in the half that has more of them.
            let longer_first = farthest - from > to - farthest;
            let needed = usize::from(at_least == 2);
            open.push((from, farthest, if longer_first { needed } else { 0 }));
            open.push((farthest, to, if longer_first { 0 } else { needed }));
        }
    }
    line.iter().zip(kept).filter(|(_, kept)| *kept).map(|(&coord, _)| coord).collect()
}

/// The vertex between two others that is farthest from the line through them, with its distance; `None` when there is none between.
fn farthest_from_chord(line: &[Coord<f64>], from: usize, to: usize) -> Option<(usize, f64)> {
    let distance = |at: usize| (at, distance_to_segment(line[at], line[from], line[to]));
    (from + 1..to).map(distance).reduce(|best, next| if next.1 > best.1 { next } else { best })
}

fn distance_to_segment(at: Coord<f64>, start: Coord<f64>, end: Coord<f64>) -> f64 {
    let (along, offset) = (end - start, at - start);
    let length_squared = along.x * along.x + along.y * along.y;
    let share = if length_squared > 0.0 { (offset.x * along.x + offset.y * along.y) / length_squared } else { 0.0 };
    let nearest = offset - along * share.clamp(0.0, 1.0);
    nearest.x.hypot(nearest.y)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use geo_types::polygon;
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::coverage;

    /// A wavy line of some vertices from one position to another.
    fn wavy(from: (f64, f64), to: (f64, f64), heights: &[f64]) -> Vec<Coord<f64>> {
        let count = heights.len() as f64 + 1.0;
        let between = heights.iter().enumerate().map(|(at, height)| {
            let share = (at as f64 + 1.0) / count;
            let (x, y) = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            if from.0 == to.0 { Coord { x: x + height, y } } else { Coord { x, y: y + height } }
        });
        std::iter::once(from.into()).chain(between).chain([to.into()]).collect()
    }

    fn ring_of(arcs: &[&[Coord<f64>]]) -> MultiPolygon<f64> {
        let mut ring: Vec<Coord<f64>> = arcs.iter().flat_map(|arc| arc.iter().copied()).collect();
        ring.dedup();
        MultiPolygon(vec![Polygon::new(LineString(ring), vec![])])
    }

    fn reversed(line: &[Coord<f64>]) -> Vec<Coord<f64>> {
        line.iter().rev().copied().collect()
    }

    fn edges(area: &MultiPolygon<f64>) -> HashSet<(Key, Key)> {
        let pairs = area.0.iter().flat_map(|polygon| polygon.exterior().0.windows(2));
        pairs.map(|pair| (key(pair[0]).min(key(pair[1])), key(pair[0]).max(key(pair[1])))).collect()
    }

    proptest! {
        /// Two neighbours stay neighbours: they dissolve by shared edges, before and after, and what is left out was near.
        #[test]
        fn shared_borders_stay_shared(
            heights in prop::collection::vec(-0.2..0.2_f64, 1..40),
            outer in prop::collection::vec(-0.2..0.2_f64, 1..40),
            tolerance in 0.001..0.3_f64,
        ) {
            let border = wavy((1.0, 0.0), (1.0, 1.0), &heights);
            let west_side = wavy((0.0, 1.0), (0.0, 0.0), &outer);
            let west = ring_of(&[&border, &west_side, &border[..1]]);
            let corners = [(2.0, 0.0).into(), (2.0, 1.0).into()];
            let east = ring_of(&[&corners, &reversed(&border), &corners[..1]]);
            let simplified = simplify_together(&[&west, &east], tolerance);
            let shared = edges(&simplified[0]).intersection(&edges(&simplified[1])).count();
            let west_ring = &simplified[0].0[0].exterior().0;
            let kept_on_border = west_ring[1..].iter().filter(|at| border.contains(at)).count();
            prop_assert_eq!(shared, kept_on_border - 1);
            for (before, after) in [&west, &east].iter().zip(&simplified) {
                let ring = &after.0[0].exterior().0;
                prop_assert!(ring.len() >= 4 && ring.first() == ring.last());
                for at in &before.0[0].exterior().0 {
                    let near = ring.windows(2).map(|pair| distance_to_segment(*at, pair[0], pair[1])).fold(f64::INFINITY, f64::min);
                    prop_assert!(near <= tolerance, "{at:?} is {near} away");
                }
            }
        }

        /// Neither the start nor the direction of a ring matters.
        #[test]
        fn the_result_does_not_depend_on_how_a_ring_is_written(
            heights in prop::collection::vec(-0.3..0.3_f64, 4..30),
            shift in 0usize..30,
        ) {
            let top = wavy((1.0, 1.0), (0.0, 1.0), &heights);
            let coords = [vec![(0.0, 0.0).into(), (1.0, 0.0).into()], top].concat();
            let mut other = coords.clone();
            other.rotate_left(shift % coords.len());
            other.reverse();
            let close = |mut ring: Vec<Coord<f64>>| { ring.push(ring[0]); ring_of(&[&ring]) };
            let (a, b) = (close(coords), close(other));
            let simplified = simplify_together(&[&a, &b], 0.05);
            prop_assert_eq!(edges(&simplified[0]), edges(&simplified[1]));
        }
    }

    #[test]
    fn a_small_ring_keeps_a_triangle() {
        let dot: MultiPolygon<f64> = (0..100)
            .map(|step| f64::from(step).to_radians() * 3.6)
            .map(|angle| Coord { x: 0.01 * angle.cos(), y: 0.01 * angle.sin() })
            .collect::<Vec<_>>()
            .chunks(100)
            .map(|ring| Polygon::new(LineString(ring.to_vec()), vec![]))
            .collect();
        let simplified = simplify_together(&[&dot], 5.0);
        assert_eq!(simplified[0].0[0].exterior().0.len(), 4);
    }

    #[test]
    fn a_hole_and_the_island_in_it_fit_exactly() {
        let wavy_ring: Vec<Coord<f64>> = (0..360)
            .map(|step| (f64::from(step).to_radians(), 1.0 + 0.05 * f64::from(step % 7)))
            .map(|(angle, radius)| Coord { x: radius * angle.cos(), y: radius * angle.sin() })
            .collect();
        let island = Polygon::new(LineString(wavy_ring), vec![]);
        let frame = polygon![(x: -9., y: -9.), (x: 9., y: -9.), (x: 9., y: 9.), (x: -9., y: 9.)];
        let around = Polygon::new(frame.exterior().clone(), vec![LineString(reversed(&island.exterior().0))]);
        let (around, island) = (MultiPolygon(vec![around]), MultiPolygon(vec![island]));
        let simplified = simplify_together(&[&around, &island], 0.1);
        assert!(simplified[1].0[0].exterior().0.len() < 200);
        let whole = coverage::dissolve(&[&simplified[0], &simplified[1]]);
        assert_eq!(whole.method, coverage::DissolveMethod::SharedEdges);
        assert_eq!(whole.geometry.0[0].interiors().len(), 0);
    }

    #[test]
    fn degenerate_input_is_left_alone() {
        let nothing = MultiPolygon(vec![]);
        let collapsed: MultiPolygon<f64> = polygon![(x: 1., y: 1.), (x: 1., y: 1.), (x: 1., y: 1.)].into();
        let broken: MultiPolygon<f64> =
            polygon![(x: f64::NAN, y: 1.), (x: 2., y: 1.), (x: 3., y: 5.), (x: 4., y: 0.)].into();
        for tolerance in [0.0, -1.0, f64::NAN, 0.5] {
            assert_eq!(simplify_together(&[&nothing, &collapsed, &broken], tolerance).len(), 3);
        }
    }
}
