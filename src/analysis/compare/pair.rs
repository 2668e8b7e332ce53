//! One plan against another.

use std::collections::BTreeMap;

use super::grounds::{Ground, Laid};
use super::rand_index::adjusted_rand_index;
use super::sums::Sums;
use crate::scheme::{Plan, RingIndex};

/// What a ground is in two plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// In the same ring of both.
    Both,
    /// In other rings.
    Moved,
    /// In a ring of the first plan only.
    OnlyA,
    /// In a ring of the second plan only.
    OnlyB,
}

impl Change {
    /// The word in outputs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Moved => "moved",
            Self::OnlyA => "only A",
            Self::OnlyB => "only B",
        }
    }
}

/// What goes from a ring of the first plan to a ring of the second; `None` is in no ring.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// The ring in the first plan.
    pub from: Option<RingIndex>,
    /// The ring in the second plan.
    pub to: Option<RingIndex>,
    /// What kind of change that is.
    pub change: Change,
    /// What goes.
    pub sums: Sums,
}

/// Rings of two plans that stand for each other, and what changes between them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RingChange {
    /// The ring in the first plan, when it has one.
    pub a: Option<RingIndex>,
    /// The ring in the second plan, when it has one.
    pub b: Option<RingIndex>,
    /// Second less first: what comes in less what goes out. Known shares are those of what moves.
    pub difference: Sums,
}

/// One plan against another.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The number of the first plan.
    pub a: usize,
    /// The number of the second plan.
    pub b: usize,
    /// From every ring to every ring, those without units left out; in order of rings, "in no ring" last.
    pub flows: Vec<Flow>,
    /// Ring by ring: those of the first plan, then those that only the second has.
    pub rings: Vec<RingChange>,
    /// Agreement over the units that either plan has in a ring; being in none is a class like a ring. `None` without units.
    pub adjusted_rand_index: Option<f64>,
}

impl Pair {
    pub(super) fn new(laid: &Laid<'_>, plans: &[&Plan], a: usize, b: usize) -> Self {
        let matches = matched_rings(plans[a], plans[b]);
        let key = |ring: Option<RingIndex>| ring.map_or(usize::MAX, RingIndex::index);
        let mut groups: BTreeMap<(usize, usize), (Flow, Vec<usize>)> = BTreeMap::new();
        for (number, ground) in laid.grounds.iter().enumerate() {
            let (from, to) = (ground.rings[a], ground.rings[b]);
            let Some(change) = change(&matches, from, to) else { continue };
            let empty = || (Flow { from, to, change, sums: Sums::default() }, Vec::new());
            groups.entry((key(from), key(to))).or_insert_with(empty).1.push(number);
        }
        let flows: Vec<Flow> =
            groups.into_values().map(|(flow, grounds)| Flow { sums: laid.sums(&grounds), ..flow }).collect();
        let index = adjusted_rand_index(flows.iter().map(|flow| (key(flow.from), key(flow.to), flow.sums.units as usize)));
        let rings = matches.iter().map(|&(a, b)| RingChange { a, b, difference: difference(&flows, a, b) }).collect();
        Self { a, b, flows, rings, adjusted_rand_index: index }
    }

    /// What is of one kind of change, together.
    pub fn total(&self, change: Change) -> Sums {
        let flows = self.flows.iter().filter(|flow| flow.change == change);
        flows.fold(Sums::default(), |total, flow| total.plus(&flow.sums))
    }

    /// What a ground is in the two plans; `None` when it is in neither.
    pub fn change(&self, ground: &Ground<'_>) -> Option<Change> {
        let matches: Vec<_> = self.rings.iter().map(|ring| (ring.a, ring.b)).collect();
        change(&matches, ground.rings[self.a], ground.rings[self.b])
    }
}

/// What comes into a ring less what goes out of it.
fn difference(flows: &[Flow], a: Option<RingIndex>, b: Option<RingIndex>) -> Sums {
    let moving = || flows.iter().filter(|flow| flow.change != Change::Both);
    let incoming = moving().filter(|flow| b.is_some() && flow.to == b);
    let outgoing = moving().filter(|flow| a.is_some() && flow.from == a);
    let total = |sum: Sums, flow: &Flow| sum.plus(&flow.sums);
    incoming.fold(Sums::default(), total).minus(&outgoing.fold(Sums::default(), total))
}

type Match = (Option<RingIndex>, Option<RingIndex>);

fn change(matches: &[Match], from: Option<RingIndex>, to: Option<RingIndex>) -> Option<Change> {
    match (from, to) {
        (None, None) => None,
        (Some(_), None) => Some(Change::OnlyA),
        (None, Some(_)) => Some(Change::OnlyB),
        (Some(_), Some(_)) if matches.contains(&(from, to)) => Some(Change::Both),
        (Some(_), Some(_)) => Some(Change::Moved),
    }
}

/// Which rings of two plans stand for each other: those with the same identifier; of the others those at the same position from
/// the core outwards.
fn matched_rings(a: &Plan, b: &Plan) -> Vec<Match> {
    let same_id = |ring: RingIndex| b.ring_indices().find(|&other| b.ring(other).id() == a.ring(ring).id());
    let has_partner = |ring: RingIndex| a.ring_indices().any(|other| a.ring(other).id() == b.ring(ring).id());
    let same_place = |ring: RingIndex| b.ring_indices().find(|&other| other.index() == ring.index() && !has_partner(other));
    let mut matches: Vec<Match> =
        a.ring_indices().map(|ring| (Some(ring), same_id(ring).or_else(|| same_place(ring)))).collect();
    let taken: Vec<RingIndex> = matches.iter().filter_map(|(_, ring)| *ring).collect();
    matches.extend(b.ring_indices().filter(|ring| !taken.contains(ring)).map(|ring| (None, Some(ring))));
    matches
}
