//! Shortest ways from one place to all others, and who lies on them (Brandes 2001).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::graph::{Cost, Graph};
use crate::quantity::Minutes;

/// What the shortest ways from one place give.
struct FromOne {
    /// Sum of the minutes to all places reached.
    minutes: Minutes,
    /// Number of places reached, without itself.
    reached: usize,
    /// For each place the share of shortest ways from here on which it lies, summed over their ends.
    dependencies: Vec<f64>,
}

/// Closeness and betweenness of every place.
pub(super) struct Centrality {
    /// Nearness to others, per minute: see [`centrality`].
    pub(super) closeness: Vec<f64>,
    /// Share of the pairs of other places whose shortest ways lead through, 0 to 1.
    pub(super) betweenness: Vec<f64>,
}

/// Closeness by Wasserman & Faust 1994, which allows for places that cannot be reached: `(r/(n-1)) * r / sum of minutes` with `r` of
/// the other `n - 1` places reached. Betweenness by Brandes 2001, over the `(n-1)(n-2)/2` pairs of others; several equally short
/// ways share their pair.
pub(super) fn centrality(graph: &Graph) -> Centrality {
    /// Sources between two additions: work for many threads, memory for few rows.
    const BLOCK: usize = 64;
    let places = graph.len();
    let mut closeness = Vec::with_capacity(places);
    let mut betweenness = vec![0.0; places];
    let sources: Vec<usize> = (0..places).collect();
    for block in sources.chunks(BLOCK) {
        let ways: Vec<FromOne> = block.par_iter().map(|&source| from_one(graph, source)).collect();
        for from in ways {
            closeness.push(closeness_of(&from, places));
            betweenness.iter_mut().zip(&from.dependencies).for_each(|(sum, dependency)| *sum += dependency);
        }
    }
    // Each pair was counted from both of its ends.
    let ordered_pairs = (places.saturating_sub(1) * places.saturating_sub(2)).max(1) as f64;
    betweenness.iter_mut().for_each(|sum| *sum /= ordered_pairs);
    Centrality { closeness, betweenness }
}

fn closeness_of(from: &FromOne, places: usize) -> f64 {
    if from.reached == 0 {
        return 0.0;
    }
    let reached = from.reached as f64;
    reached / (places - 1) as f64 * reached / from.minutes.minutes()
}

fn from_one(graph: &Graph, source: usize) -> FromOne {
    let search = Search::run(graph, source);
    let mut dependencies = vec![0.0; graph.len()];
    // Backwards, from the farthest: what a place passes on to those before it on the way.
    for &place in search.order.iter().rev() {
        let passed = (1.0 + dependencies[place]) / search.counts[place];
        for &before in &search.before[place] {
            dependencies[before] += search.counts[before] * passed;
        }
    }
    dependencies[source] = 0.0;
    let costs = search.order.iter().filter_map(|&place| search.costs[place]);
    let total = costs.fold(Cost::ZERO, Cost::plus);
    FromOne { minutes: total.minutes(), reached: search.order.len() - 1, dependencies }
}

/// Dijkstra's search that counts shortest ways.
struct Search {
    /// Places reached, nearest first.
    order: Vec<usize>,
    costs: Vec<Option<Cost>>,
    /// Number of shortest ways; a float, because it doubles with every fork.
    counts: Vec<f64>,
    /// The places just before on shortest ways.
    before: Vec<Vec<usize>>,
}

impl Search {
    fn run(graph: &Graph, source: usize) -> Self {
        let places = graph.len();
        let mut search = Self {
            order: Vec::new(),
            costs: vec![None; places],
            counts: vec![0.0; places],
            before: vec![Vec::new(); places],
        };
        let mut is_settled = vec![false; places];
        let mut queue = BinaryHeap::from([Reverse((Cost::ZERO, source))]);
        search.costs[source] = Some(Cost::ZERO);
        search.counts[source] = 1.0;
        while let Some(Reverse((cost, place))) = queue.pop() {
            if std::mem::replace(&mut is_settled[place], true) {
                continue;
            }
            search.order.push(place);
            for edge in &graph.neighbours[place] {
                let way = cost.plus(edge.cost);
                if search.improve(place, edge.to, way) {
                    queue.push(Reverse((way, edge.to)));
                }
            }
        }
        search
    }

    /// Takes note of a way to `to` by `place`; true when it is shorter than all before.
    fn improve(&mut self, place: usize, to: usize, way: Cost) -> bool {
        match self.costs[to] {
            Some(known) if known < way => false,
            Some(known) if known == way => {
                self.counts[to] += self.counts[place];
                self.before[to].push(place);
                false
            }
            _ => {
                self.costs[to] = Some(way);
                self.counts[to] = self.counts[place];
                self.before[to] = vec![place];
                true
            }
        }
    }
}
