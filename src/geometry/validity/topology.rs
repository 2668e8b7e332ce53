//! How rings lie to themselves and to each other.
//!
//! First all contacts of edges: crossings, overlaps and touches are told apart exactly; at a touch the directions of both rings
//! decide whether they cross there. Then, for rings that do not cross, which one is inside which. Last, touching rings of a
//! polygon are seen as a graph of rings and points: a cycle in it cuts the inside apart.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use geo_types::Coord;

use super::problem::{GeometryProblem, ProblemKind};
use super::{Report, RingName};
use crate::geometry::ring_set::RingSet;
use crate::geometry::segment::{Contact, Passage, Segment, sweep_order};
use crate::geometry::stripes::visit_close_pairs;
use crate::geometry::winding::{Winding, winding_of};

/// Checks rings of at least three different finite positions.
pub(super) fn check(rings: Vec<(RingName, &[Coord<f64>])>, report: &mut Report) -> ControlFlow<()> {
    let all = RingSet::new(rings.iter().copied());
    let repeated = check_duplicate_rings(&all, report)?;
    let set =
        if repeated.is_empty() { all } else { RingSet::new(rings.into_iter().filter(|(name, _)| !repeated.contains(name))) };
    check_spikes(&set, report)?;
    let contacts = Contacts::check(&set, report)?;
    check_nesting(&set, &contacts, report)?;
    check_connected(&set, &contacts, report)?;
    check_windings(&set, &contacts, report)
}

/// Reports rings that are the same as an earlier one, and gives their names.
fn check_duplicate_rings(set: &RingSet, report: &mut Report) -> ControlFlow<(), BTreeSet<RingName>> {
    let lowest = |ring: usize| set.ring(ring).iter().copied().min_by(|a, b| sweep_order(*a, *b)).unwrap_or_default();
    let mut keyed: Vec<(usize, Coord<f64>, usize)> =
        (0..set.ring_count()).map(|ring| (set.ring(ring).len(), lowest(ring), ring)).collect();
    keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(sweep_order(a.1, b.1)).then(a.2.cmp(&b.2)));
    let mut repeated = BTreeSet::new();
    for group in keyed.chunk_by(|a, b| a.0 == b.0 && a.1 == b.1).filter(|group| group.len() > 1) {
        let mut seen: BTreeMap<Vec<(u64, u64)>, RingName> = BTreeMap::new();
        for &(_, lowest, ring) in group {
            let name = set.name(ring);
            let first = *seen.entry(canonical(set.ring(ring))).or_insert(name);
            if first != name {
                report.add(GeometryProblem::of_rings(ProblemKind::DuplicateRing, first, name, Some(lowest)))?;
                repeated.insert(name);
            }
        }
    }
    ControlFlow::Continue(repeated)
}

/// The vertices of a closed ring from the lowest one on, in the direction of its lower neighbour: equal for equal rings.
pub(super) fn canonical(ring: &[Coord<f64>]) -> Vec<(u64, u64)> {
    let mut open = ring.split_last().map_or_else(Vec::new, |(_, open)| open.to_vec());
    let lowest = (0..open.len()).min_by(|a, b| sweep_order(open[*a], open[*b])).unwrap_or_default();
    open.rotate_left(lowest);
    if open.len() > 2 && sweep_order(open[open.len() - 1], open[1]).is_lt() {
        open[1..].reverse();
    }
    open.into_iter().map(|coord| (coord.x.to_bits(), coord.y.to_bits())).collect()
}

/// Reports every tip of a spike.
pub(super) fn check_spikes(set: &RingSet, report: &mut Report) -> ControlFlow<()> {
    for ring in 0..set.ring_count() {
        let coords = set.ring(ring);
        let before_first = coords.len() - 2;
        for at in 0..coords.len() - 1 {
            let from = if at == 0 { coords[before_first] } else { coords[at - 1] };
            if (Passage { from, at: coords[at], to: coords[at + 1] }).is_spike() {
                report.add(GeometryProblem::of_ring(ProblemKind::Spike, set.name(ring), Some(coords[at])))?;
            }
        }
    }
    ControlFlow::Continue(())
}

type PointKey = (u64, u64);

/// What the edges of all rings have in common.
#[derive(Default)]
struct Contacts {
    /// Pairs of rings that cross or share an edge, smaller number first; a ring with itself when it is not simple.
    entangled: BTreeSet<(usize, usize)>,
    /// Pairs of which a shared edge was reported.
    sharing: BTreeSet<(usize, usize)>,
    /// Rings of one polygon at a point where they touch.
    joints: BTreeSet<(usize, PointKey)>,
}

impl Contacts {
    fn check(set: &RingSet, report: &mut Report) -> ControlFlow<(), Self> {
        let edges = set.edges();
        let mut contacts = Self::default();
        visit_close_pairs(&edges, |a, b| contacts.check_pair(set, &edges, (a, b), report))?;
        ControlFlow::Continue(contacts)
    }

    fn check_pair(
        &mut self,
        set: &RingSet,
        edges: &[Segment],
        (a, b): (usize, usize),
        report: &mut Report,
    ) -> ControlFlow<()> {
        if set.are_neighbours(a, b) {
            return ControlFlow::Continue(());
        }
        let rings = (set.edge_ring(a), set.edge_ring(b));
        match edges[a].contact(&edges[b]) {
            None => ControlFlow::Continue(()),
            Some(Contact::Crossing(place)) => self.add_crossing(set, rings, place, report),
            Some(Contact::Overlap { from, .. }) => self.add_overlap(set, rings, from, report),
            // A vertex belongs to the edge that starts there, so every pair of passages is seen once.
            Some(Contact::Touch(place)) if place == edges[a].end || place == edges[b].end => ControlFlow::Continue(()),
            Some(Contact::Touch(place)) => {
                if set.passage(a, place).is_crossed_by(&set.passage(b, place)) {
                    self.add_crossing(set, rings, place, report)
                } else {
                    self.add_touch(set, rings, place, report)
                }
            }
        }
    }

    fn add_crossing(
        &mut self,
        set: &RingSet,
        (a, b): (usize, usize),
        place: Coord<f64>,
        report: &mut Report,
    ) -> ControlFlow<()> {
        self.entangled.insert((a.min(b), a.max(b)));
        let (name, other) = (set.name(a), set.name(b));
        report.add(if a == b {
            GeometryProblem::of_ring(ProblemKind::SelfCrossing, name, Some(place))
        } else if name.part == other.part {
            GeometryProblem::of_rings(ProblemKind::RingsCross, name, other, Some(place))
        } else {
            GeometryProblem::of_rings(ProblemKind::PartsOverlap, name, other, Some(place))
        })
    }

    fn add_overlap(
        &mut self,
        set: &RingSet,
        (a, b): (usize, usize),
        place: Coord<f64>,
        report: &mut Report,
    ) -> ControlFlow<()> {
        let first = self.sharing.insert((a.min(b), a.max(b)));
        if a == b {
            self.entangled.insert((a, b));
        }
        match first {
            false => ControlFlow::Continue(()),
            true if a == b => report.add(GeometryProblem::of_ring(ProblemKind::SelfOverlap, set.name(a), Some(place))),
            true => {
                report.add(GeometryProblem::of_rings(ProblemKind::RingsShareEdge, set.name(a), set.name(b), Some(place)))
            }
        }
    }

    fn add_touch(
        &mut self,
        set: &RingSet,
        (a, b): (usize, usize),
        place: Coord<f64>,
        report: &mut Report,
    ) -> ControlFlow<()> {
        if a == b {
            return report.add(GeometryProblem::of_ring(ProblemKind::SelfTouch, set.name(a), Some(place)));
        }
        if set.name(a).part == set.name(b).part {
            let key = (place.x.to_bits(), place.y.to_bits());
            self.joints.extend([(a, key), (b, key)]);
        }
        ControlFlow::Continue(())
    }

    fn cross(&self, a: usize, b: usize) -> bool {
        self.entangled.contains(&(a.min(b), a.max(b)))
    }
}

/// Reports holes outside of their exterior ring, holes in holes, and parts inside parts.
fn check_nesting(set: &RingSet, contacts: &Contacts, report: &mut Report) -> ControlFlow<()> {
    if set.ring_count() < 2 {
        return ControlFlow::Continue(());
    }
    let index = set.index();
    let exteriors: BTreeMap<usize, usize> =
        (0..set.ring_count()).filter(|ring| set.name(*ring).is_exterior()).map(|ring| (set.name(ring).part, ring)).collect();
    for ring in 0..set.ring_count() {
        let around = index.rings_around(ring);
        let name = set.name(ring);
        let place = set.ring(ring).first().copied();
        if name.is_exterior() {
            check_shell(set, contacts, (ring, &around), report)?;
            continue;
        }
        if let Some(shell) =
            exteriors.get(&name.part).filter(|shell| !around.contains(shell) && !contacts.cross(ring, **shell))
        {
            report.add(GeometryProblem::of_rings(ProblemKind::HoleOutsideShell, name, set.name(*shell), place))?;
        }
        let is_sibling = |other: &&usize| set.name(**other).part == name.part && !set.name(**other).is_exterior();
        for other in around.iter().filter(is_sibling).filter(|other| !contacts.cross(ring, **other)) {
            report.add(GeometryProblem::of_rings(ProblemKind::NestedHoles, name, set.name(*other), place))?;
        }
    }
    ControlFlow::Continue(())
}

/// Reports the parts of which an exterior ring is in the inside, that is in their exterior ring but in none of their holes.
fn check_shell(
    set: &RingSet,
    contacts: &Contacts,
    (ring, around): (usize, &[usize]),
    report: &mut Report,
) -> ControlFlow<()> {
    let name = set.name(ring);
    for &shell in around.iter().filter(|other| set.name(**other).is_exterior()) {
        let part = set.name(shell).part;
        let in_hole = around.iter().any(|other| set.name(*other).part == part && !set.name(*other).is_exterior());
        if !in_hole && !contacts.cross(ring, shell) {
            let place = set.ring(ring).first().copied();
            report.add(GeometryProblem::of_rings(ProblemKind::NestedShells, name, set.name(shell), place))?;
        }
    }
    ControlFlow::Continue(())
}

/// Reports touching points that close a cycle of touching rings.
fn check_connected(set: &RingSet, contacts: &Contacts, report: &mut Report) -> ControlFlow<()> {
    let mut points: BTreeMap<(usize, PointKey), usize> = BTreeMap::new();
    let mut groups: Vec<usize> = (0..set.ring_count()).collect();
    for &(ring, key) in &contacts.joints {
        let part = set.name(ring).part;
        let point = *points.entry((part, key)).or_insert_with(|| {
            groups.push(groups.len());
            groups.len() - 1
        });
        let (a, b) = (find(&mut groups, ring), find(&mut groups, point));
        if a == b {
            let place = Coord { x: f64::from_bits(key.0), y: f64::from_bits(key.1) };
            report.add(GeometryProblem::of_ring(ProblemKind::DisconnectedInterior, set.name(ring), Some(place)))?;
        }
        groups[a] = b;
    }
    ControlFlow::Continue(())
}

/// The representative of a group (union-find with path halving).
fn find(groups: &mut [usize], mut member: usize) -> usize {
    while groups[member] != member {
        groups[member] = groups[groups[member]];
        member = groups[member];
    }
    member
}

fn check_windings(set: &RingSet, contacts: &Contacts, report: &mut Report) -> ControlFlow<()> {
    for ring in (0..set.ring_count()).filter(|ring| !contacts.cross(*ring, *ring)) {
        let name = set.name(ring);
        let wanted = if name.is_exterior() { Winding::CounterClockwise } else { Winding::Clockwise };
        if winding_of(set.ring(ring)).is_some_and(|found| found != wanted) {
            let place = set.ring(ring).first().copied();
            report.add(GeometryProblem::of_ring(ProblemKind::WrongWinding, name, place))?;
        }
    }
    ControlFlow::Continue(())
}
