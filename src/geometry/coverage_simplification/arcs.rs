//! Rings cut into arcs that are shared by those on both sides.

use std::collections::HashMap;

use geo_types::{Coord, LineString};

/// A coordinate as a key; zero is zero whatever its sign.
type Key = (u64, u64);

fn key(at: Coord<f64>) -> Key {
    ((at.x + 0.0).to_bits(), (at.y + 0.0).to_bits())
}

/// Rings as lists of arcs.
#[derive(Debug, Default)]
pub(super) struct Arcs {
    /// The vertices of each arc; both ends are kept by whoever simplifies. Closed ones end where they begin.
    pub(super) lines: Vec<Vec<Coord<f64>>>,
    rings: Vec<Vec<Piece>>,
}

/// An arc as a part of a ring.
#[derive(Clone, Copy, Debug)]
struct Piece {
    arc: usize,
    direction: Direction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Forward,
    Backward,
}

/// What meets at a vertex: up to two neighbours, or more.
#[derive(Clone, Copy, Debug)]
enum Meeting {
    One(Key),
    Two(Key, Key),
    Node,
}

impl Meeting {
    fn with(self, neighbour: Key) -> Self {
        match self {
            Self::One(a) if a != neighbour => Self::Two(a, neighbour),
            Self::Two(a, b) if a != neighbour && b != neighbour => Self::Node,
            same => same,
        }
    }
}

impl Arcs {
    /// Cuts rings wherever more than two edges meet.
    pub(super) fn cut<'r>(rings: impl Iterator<Item = &'r LineString<f64>>) -> Self {
        let rings: Vec<Vec<Coord<f64>>> = rings.map(open_ring).collect();
        let meetings = meetings(&rings);
        let is_node = |at: Coord<f64>| matches!(meetings.get(&key(at)), Some(Meeting::Node | Meeting::One(_)));
        let mut arcs = Self::default();
        let mut known = HashMap::new();
        for ring in &rings {
            let pieces = pieces(ring, is_node).into_iter().map(|line| arcs.add(line, &mut known)).collect();
            arcs.rings.push(pieces);
        }
        arcs
    }

    fn add(&mut self, mut line: Vec<Coord<f64>>, known: &mut HashMap<Vec<Key>, usize>) -> Piece {
        let mut keys: Vec<Key> = line.iter().map(|at| key(*at)).collect();
        let mut backward = keys.clone();
        backward.reverse();
        let direction = if keys <= backward { Direction::Forward } else { Direction::Backward };
        if direction == Direction::Backward {
            line.reverse();
            keys = backward;
        }
        let arc = *known.entry(keys).or_insert(self.lines.len());
        if arc == self.lines.len() {
            self.lines.push(line);
        }
        Piece { arc, direction }
    }

    /// The vertices of a ring by its number, closed.
    pub(super) fn ring(&self, number: usize) -> Vec<Coord<f64>> {
        let mut ring: Vec<Coord<f64>> = Vec::new();
        for piece in self.rings.get(number).into_iter().flatten() {
            let line = &self.lines[piece.arc];
            // The first vertex is the last of the piece before.
            ring.pop();
            match piece.direction {
                Direction::Forward => ring.extend(line),
                Direction::Backward => ring.extend(line.iter().rev()),
            }
        }
        ring
    }
}

/// The vertices without the repeated first one and other repetitions.
fn open_ring(ring: &LineString<f64>) -> Vec<Coord<f64>> {
    let mut coords = ring.0.clone();
    coords.dedup();
    if coords.len() > 1 && coords.first() == coords.last() {
        coords.pop();
    }
    coords
}

fn meetings(rings: &[Vec<Coord<f64>>]) -> HashMap<Key, Meeting> {
    let mut meetings: HashMap<Key, Meeting> = HashMap::new();
    for ring in rings {
        for (number, at) in ring.iter().enumerate() {
            let next = ring[(number + 1) % ring.len()];
            for (here, there) in [(*at, next), (next, *at)] {
                let meeting = meetings.entry(key(here)).or_insert(Meeting::One(key(there)));
                *meeting = meeting.with(key(there));
            }
        }
    }
    meetings
}

/// A ring as lines from node to node; one closed line from its smallest vertex when it has no node.
fn pieces(ring: &[Coord<f64>], is_node: impl Fn(Coord<f64>) -> bool) -> Vec<Vec<Coord<f64>>> {
    let smallest =
        || (0..ring.len()).min_by(|a, b| ring[*a].x.total_cmp(&ring[*b].x).then(ring[*a].y.total_cmp(&ring[*b].y)));
    let Some(start) = (0..ring.len()).find(|number| is_node(ring[*number])).or_else(smallest) else { return Vec::new() };
    let mut pieces = Vec::new();
    let mut line = vec![ring[start]];
    for step in 1..=ring.len() {
        let at = ring[(start + step) % ring.len()];
        line.push(at);
        if step == ring.len() || is_node(at) {
            pieces.push(std::mem::replace(&mut line, vec![at]));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::line_string;

    #[test]
    fn a_shared_border_is_one_arc() {
        let west =
            line_string![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 0.5), (x: 1., y: 1.), (x: 0., y: 1.), (x: 0., y: 0.)];
        let east =
            line_string![(x: 2., y: 0.), (x: 2., y: 1.), (x: 1., y: 1.), (x: 1., y: 0.5), (x: 1., y: 0.), (x: 2., y: 0.)];
        let arcs = Arcs::cut([&west, &east].into_iter());
        assert_eq!(arcs.lines.iter().map(Vec::len).collect::<Vec<_>>(), [3, 4, 4]);
        for (number, ring) in [&west, &east].into_iter().enumerate() {
            let back = arcs.ring(number);
            assert_eq!((back.len(), back.first()), (ring.0.len(), back.last()));
            assert!(ring.0.iter().all(|at| back.contains(at)));
        }
    }

    #[test]
    fn rings_of_an_enclave_are_the_same_arc_wherever_they_begin() {
        let inside = line_string![(x: 1., y: 0.), (x: 1., y: 1.), (x: 0., y: 1.), (x: 0., y: 0.), (x: 1., y: 0.)];
        let hole = line_string![(x: 0., y: 1.), (x: 1., y: 1.), (x: 1., y: 0.), (x: 0., y: 0.), (x: 0., y: 1.)];
        assert_eq!(Arcs::cut([&inside, &hole].into_iter()).lines.len(), 1);
    }
}
