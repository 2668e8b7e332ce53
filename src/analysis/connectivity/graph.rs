//! Places as nodes, links as edges.

use crate::analysis::Link;
use crate::quantity::Minutes;

/// Travel time as a whole number of ten-thousandths of a minute, at least one. Whole numbers add up the same in any order, so two ways
/// that take equally long are seen to; and no edge is free, without which shortest ways could not be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost(u64);

const PER_MINUTE: f64 = 10_000.0;

impl Cost {
    pub(super) const ZERO: Self = Self(0);
    /// Of every edge, where ways are counted in links.
    pub(super) const ONE_LINK: Self = Self(1);

    pub(super) fn of(minutes: Minutes) -> Self {
        // A cast of a float saturates.
        Self(((minutes.minutes() * PER_MINUTE).round() as u64).max(1))
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub(super) fn minutes(self) -> Minutes {
        Minutes::new(self.0 as f64 / PER_MINUTE)
    }
}

/// The way to a neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) to: usize,
    /// Number of the link.
    pub(super) link: usize,
    pub(super) cost: Cost,
}

/// An undirected graph.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    pub(super) neighbours: Vec<Vec<Edge>>,
}

impl Graph {
    /// The graph of the links that take at most a band's minutes.
    pub(super) fn of(places: usize, links: &[Link], band: Minutes) -> Self {
        let mut neighbours = vec![Vec::new(); places];
        for (link, found) in links.iter().enumerate().filter(|(_, link)| link.band <= band) {
            let Some(minutes) = found.cell.trip.minutes else { continue };
            let (from, to, cost) = (found.cell.from, found.cell.to, Cost::of(minutes));
            neighbours[from].push(Edge { to, link, cost });
            neighbours[to].push(Edge { to: from, link, cost });
        }
        Self { neighbours }
    }

    /// The same places and links, every link of the same cost.
    pub(super) fn in_links(&self) -> Self {
        let unweighted = |edges: &Vec<Edge>| edges.iter().map(|edge| Edge { cost: Cost::ONE_LINK, ..*edge }).collect();
        Self { neighbours: self.neighbours.iter().map(unweighted).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.neighbours.len()
    }

    pub(super) fn links(&self) -> usize {
        self.neighbours.iter().map(Vec::len).sum::<usize>() / 2
    }

    /// The places that hang together, each group in order, groups in order of their first place.
    pub(super) fn components(&self) -> Vec<Vec<usize>> {
        let mut is_seen = vec![false; self.len()];
        let mut components = Vec::new();
        for start in 0..self.len() {
            if is_seen[start] {
                continue;
            }
            is_seen[start] = true;
            let mut members = vec![start];
            let mut next = 0;
            while next < members.len() {
                for edge in &self.neighbours[members[next]] {
                    if !std::mem::replace(&mut is_seen[edge.to], true) {
                        members.push(edge.to);
                    }
                }
                next += 1;
            }
            members.sort_unstable();
            components.push(members);
        }
        components
    }
}
