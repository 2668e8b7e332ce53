//! The queue of a shortest-path search.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Numbers by cost, least first; of equal costs the smaller number, so that a search always goes the same way.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<Entry>>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    cost: f64,
    number: u32,
}

impl Queue {
    pub(super) fn clear(&mut self) {
        self.heap.clear();
    }

    pub(super) fn push(&mut self, cost: f64, number: usize) {
        // Numbers are of stations and legs, which are counted in 32 bits.
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        self.heap.push(Reverse(Entry { cost, number }));
    }

    pub(super) fn pop(&mut self) -> Option<(f64, usize)> {
        self.heap.pop().map(|Reverse(entry)| (entry.cost, entry.number as usize))
    }

    /// The least cost in the queue.
    pub(super) fn least(&self) -> Option<f64> {
        self.heap.peek().map(|Reverse(entry)| entry.cost)
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.cost.total_cmp(&other.cost).then(self.number.cmp(&other.number))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}
