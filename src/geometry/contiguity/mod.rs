//! Which areas touch, and how long the border is that they share.
//!
//! All rings are cut into edges, equal edges of several areas become one that knows its owners, and a single sweep finds the places
//! where edges meet. Whether they touch, run along each other or cross is decided by exact predicates. So a border counts as shared
//! where its vertices agree, and also where one side has vertices that the other has not, as long as they lie exactly on the line.
//! Where they do not (borders digitised twice), a [tolerance](Contacts::within) finds what runs side by side.
//!
//! Rook and queen contiguity after Cliff and Ord (1973): queen neighbours share a point, rook neighbours a border of positive length.

mod near;

use std::collections::HashMap;
use std::ops::ControlFlow;

use geo_types::{Coord, MultiPolygon};

use super::ellipsoid;
use super::segment::{Contact as Meeting, Segment, normalised, sweep_order};
use super::stripes::visit_close_pairs;
use crate::quantity::Metres;

/// Two areas that touch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contact {
    /// The number of the first area in the list given.
    pub first: usize,
    /// The number of the second one, larger than the first.
    pub second: usize,
    /// The length of the border they share; 0 for areas that only share points.
    pub shared: Metres,
}

/// All pairs of areas that touch, and how much of each area's border touches nothing.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, Rect};
/// use ringshed::geometry::contiguity::Contacts;
/// // Three squares around the corner (1, 1).
/// let square = |west: f64, south: f64| MultiPolygon::from(Rect::new((west, south), (west + 1.0, south + 1.0)).to_polygon());
/// let (a, b, c) = (square(0.0, 0.0), square(1.0, 0.0), square(1.0, 1.0));
/// let contacts = Contacts::of(&[&a, &b, &c]);
/// let pairs: Vec<_> = contacts.pairs().iter().map(|pair| (pair.first, pair.second, pair.shared.metres() > 0.0)).collect();
/// assert_eq!(pairs, [(0, 1, true), (0, 2, false), (1, 2, true)]);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contacts {
    pairs: Vec<Contact>,
    outer: Vec<Metres>,
    perimeters: Vec<Metres>,
}

impl Contacts {
    /// The contacts of some areas, exactly. Areas must be valid; the direction of rings does not matter.
    pub fn of(areas: &[&MultiPolygon<f64>]) -> Self {
        Self::found(areas, None)
    }

    /// The contacts of areas whose borders do not quite meet: what runs side by side at no more than `tolerance` counts as shared. A
    /// stretch must be longer than four tolerances, because every corner that is near another one gives about two.
    ///
    /// The length of such a border is the mean of the two sides'.
    pub fn within(areas: &[&MultiPolygon<f64>], tolerance: Metres) -> Self {
        Self::found(areas, Some(tolerance).filter(|tolerance| tolerance.metres() > 0.0))
    }

    /// Only what areas of a coverage share, neighbours having the very same vertices: no meetings of different edges. Faster.
    pub(super) fn of_equal_edges(areas: &[&MultiPolygon<f64>]) -> Self {
        let mut found = Found::new(areas.len());
        Edges::new(areas).measure(&mut found);
        found.into_contacts()
    }

    fn found(areas: &[&MultiPolygon<f64>], tolerance: Option<Metres>) -> Self {
        let edges = Edges::new(areas);
        let mut found = Found::new(areas.len());
        edges.measure(&mut found);
        edges.meet(&mut found);
        if let Some(tolerance) = tolerance {
            near::add(&edges, tolerance.metres(), &mut found);
        }
        found.into_contacts()
    }

    /// The pairs that touch, in order of their numbers.
    pub fn pairs(&self) -> &[Contact] {
        &self.pairs
    }

    /// For each area, the length of its border that it shares with no other one.
    pub fn outer(&self) -> &[Metres] {
        &self.outer
    }

    /// For each area, the length of its border.
    pub fn perimeters(&self) -> &[Metres] {
        &self.perimeters
    }
}

/// What is found on the way; lengths in metres.
struct Found {
    shared: HashMap<(u32, u32), f64>,
    outer: Vec<f64>,
    perimeters: Vec<f64>,
}

impl Found {
    fn new(count: usize) -> Self {
        Self { shared: HashMap::new(), outer: vec![0.0; count], perimeters: vec![0.0; count] }
    }

    /// Two areas have a border in common; of length 0 when they only touch.
    fn add(&mut self, a: u32, b: u32, metres: f64) {
        if a != b {
            *self.shared.entry((a.min(b), a.max(b))).or_insert(0.0) += metres;
        }
    }

    fn into_contacts(self) -> Contacts {
        let pair = |((first, second), metres): ((u32, u32), f64)| Contact {
            first: first as usize,
            second: second as usize,
            shared: Metres::new(metres),
        };
        let mut pairs: Vec<Contact> = self.shared.into_iter().map(pair).collect();
        pairs.sort_unstable_by_key(|pair| (pair.first, pair.second));
        let metres = |lengths: Vec<f64>| lengths.into_iter().map(|length| Metres::new(length.max(0.0))).collect();
        Contacts { pairs, outer: metres(self.outer), perimeters: metres(self.perimeters) }
    }
}

/// Different edges, each from its lower to its upper end, with the areas that have it.
struct Edges {
    segments: Vec<Segment>,
    /// Edge `e` has the owners from `starts[e]` up to `starts[e + 1]`.
    starts: Vec<u32>,
    owners: Vec<u32>,
}

impl Edges {
    fn new(areas: &[&MultiPolygon<f64>]) -> Self {
        let mut all: Vec<(Segment, u32)> = Vec::new();
        for (number, area) in (0_u32..).zip(areas) {
            let rings = area.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
            for edge in rings.flat_map(|ring| ring.lines()) {
                let (start, end) = (normalised(edge.start), normalised(edge.end));
                match sweep_order(start, end) {
                    std::cmp::Ordering::Less => all.push((Segment { start, end }, number)),
                    std::cmp::Ordering::Greater => all.push((Segment { start: end, end: start }, number)),
                    std::cmp::Ordering::Equal => {}
                }
            }
        }
        all.sort_unstable_by(|(a, first), (b, second)| {
            sweep_order(a.start, b.start).then(sweep_order(a.end, b.end)).then(first.cmp(second))
        });
        all.dedup();
        let mut edges = Self { segments: Vec::new(), starts: Vec::new(), owners: Vec::with_capacity(all.len()) };
        for group in all.chunk_by(|(a, _), (b, _)| a == b) {
            edges.segments.push(group[0].0);
            edges.starts.push(edges.owners.len() as u32);
            edges.owners.extend(group.iter().map(|(_, owner)| *owner));
        }
        edges.starts.push(edges.owners.len() as u32);
        edges
    }

    fn owners(&self, edge: usize) -> &[u32] {
        &self.owners[self.starts[edge] as usize..self.starts[edge + 1] as usize]
    }

    /// The length of every edge, for its owners and for each pair of them.
    fn measure(&self, found: &mut Found) {
        for (edge, segment) in self.segments.iter().enumerate() {
            let metres = ellipsoid::distance(segment.start, segment.end);
            let owners = self.owners(edge);
            owners.iter().for_each(|owner| found.perimeters[*owner as usize] += metres);
            match owners {
                [only] => found.outer[*only as usize] += metres,
                _ => {
                    for (number, first) in owners.iter().enumerate() {
                        owners[number + 1..].iter().for_each(|second| found.add(*first, *second, metres));
                    }
                }
            }
        }
    }

    /// Where different edges meet: points, and stretches of edges that run along each other without being equal.
    fn meet(&self, found: &mut Found) {
        let _ = visit_close_pairs(&self.segments, |a, b| {
            if !self.have_one_owner(a, b) {
                match self.segments[a].contact(&self.segments[b]) {
                    None => {}
                    Some(Meeting::Touch(_) | Meeting::Crossing(_)) => self.add_all(a, b, 0.0, found),
                    Some(Meeting::Overlap { from, to }) => self.overlap(a, b, from, to, found),
                }
            }
            ControlFlow::<()>::Continue(())
        });
    }

    fn have_one_owner(&self, a: usize, b: usize) -> bool {
        matches!((self.owners(a), self.owners(b)), ([first], [second]) if first == second)
    }

    fn overlap(&self, a: usize, b: usize, from: Coord<f64>, to: Coord<f64>, found: &mut Found) {
        let metres = ellipsoid::distance(from, to);
        self.add_all(a, b, metres, found);
        for (own, other) in [(a, b), (b, a)] {
            if let [only] = self.owners(own)
                && self.owners(other) != [*only]
            {
                found.outer[*only as usize] -= metres;
            }
        }
    }

    fn add_all(&self, a: usize, b: usize, metres: f64, found: &mut Found) {
        for first in self.owners(a) {
            self.owners(b).iter().for_each(|second| found.add(*first, *second, metres));
        }
    }
}

#[cfg(test)]
mod tests;
