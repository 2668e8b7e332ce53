//! The graph of areas that are neighbours: queen or rook, with links by hand; steps, components and islands.

use std::collections::BTreeMap;

use geo_types::MultiPolygon;

use crate::geometry::contiguity::Contacts;
use crate::quantity::Metres;

/// Which areas that touch are neighbours (Cliff and Ord 1973).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContiguityRule {
    /// Those that share at least a point.
    #[default]
    Queen,
    /// Those that share a border of positive length.
    Rook,
}

impl ContiguityRule {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queen => "queen",
            Self::Rook => "rook",
        }
    }
}

/// Which neighbours of neighbours count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orders {
    /// Only those exactly this many steps away.
    Exactly(usize),
    /// All up to this many steps away.
    UpTo(usize),
}

/// Two areas within some steps of each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NeighbourPair {
    /// The number of the first area.
    pub first: usize,
    /// The number of the second one, larger than the first.
    pub second: usize,
    /// Steps between them.
    pub order: usize,
    /// The border they share; `None` for those that are linked by hand or several steps apart.
    pub shared: Option<Metres>,
}

/// The graph of neighbours of some areas.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, Rect};
/// use ringshed::analysis::{Contiguity, ContiguityRule, Orders};
/// // Four squares in a row, the last one apart.
/// let square = |west: f64| MultiPolygon::from(Rect::new((west, 0.0), (west + 1.0, 1.0)).to_polygon());
/// let areas: Vec<_> = [0.0, 1.0, 2.0, 4.0].map(square).to_vec();
/// let mut graph = Contiguity::of(&areas.iter().collect::<Vec<_>>(), ContiguityRule::Rook, None);
/// assert_eq!(graph.steps_from(&[0]), [Some(0), Some(1), Some(2), None]);
/// assert_eq!(graph.islands(), [3]);
/// graph.link(2, 3);
/// assert_eq!(graph.components().len(), 1);
/// assert_eq!(graph.pairs(Orders::Exactly(3)).len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contiguity {
    /// For each area, its neighbours by number with the border shared; `None` for links by hand.
    neighbours: Vec<BTreeMap<usize, Option<Metres>>>,
    outer: Vec<Metres>,
    perimeters: Vec<Metres>,
}

impl Contiguity {
    /// The graph of some areas. With a tolerance, borders that run side by side at no more than that count as shared.
    pub fn of(areas: &[&MultiPolygon<f64>], rule: ContiguityRule, tolerance: Option<Metres>) -> Self {
        let contacts = match tolerance {
            Some(tolerance) => Contacts::within(areas, tolerance),
            None => Contacts::of(areas),
        };
        let mut graph = Self {
            neighbours: vec![BTreeMap::new(); areas.len()],
            outer: contacts.outer().to_vec(),
            perimeters: contacts.perimeters().to_vec(),
        };
        for pair in contacts.pairs() {
            if rule == ContiguityRule::Queen || pair.shared.metres() > 0.0 {
                graph.neighbours[pair.first].insert(pair.second, Some(pair.shared));
                graph.neighbours[pair.second].insert(pair.first, Some(pair.shared));
            }
        }
        graph
    }

    /// Makes two areas neighbours that share no border: a ferry, a bridge. Those that are stay as they are.
    pub fn link(&mut self, a: usize, b: usize) {
        if a != b && a < self.len() && b < self.len() {
            self.neighbours[a].entry(b).or_insert(None);
            self.neighbours[b].entry(a).or_insert(None);
        }
    }

    /// The number of areas.
    pub fn len(&self) -> usize {
        self.neighbours.len()
    }

    /// True when there are no areas.
    pub fn is_empty(&self) -> bool {
        self.neighbours.is_empty()
    }

    /// The neighbours of an area, ascending.
    pub fn neighbours(&self, area: usize) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.neighbours[area].keys().copied()
    }

    /// The share of an area's border that it shares with no other one: 0 for what is enclosed, 1 for an island.
    pub fn outer_share(&self, area: usize) -> f64 {
        let perimeter = self.perimeters[area].metres();
        if perimeter > 0.0 { self.outer[area].metres() / perimeter } else { 0.0 }
    }

    /// For each area, the steps to the nearest of some areas, by breadth-first search; `None` where no way leads.
    pub fn steps_from(&self, sources: &[usize]) -> Vec<Option<usize>> {
        self.steps(sources, usize::MAX)
    }

    fn steps(&self, sources: &[usize], most: usize) -> Vec<Option<usize>> {
        let mut steps = vec![None; self.len()];
        let mut reached: Vec<usize> = Vec::new();
        for &source in sources.iter().filter(|source| **source < self.len()) {
            if steps[source].replace(0).is_none() {
                reached.push(source);
            }
        }
        for order in 1..=most {
            let mut next = Vec::new();
            for area in reached {
                for neighbour in self.neighbours(area) {
                    if steps[neighbour].is_none() {
                        steps[neighbour] = Some(order);
                        next.push(neighbour);
                    }
                }
            }
            if next.is_empty() {
                break;
            }
            reached = next;
        }
        steps
    }

    /// The pairs of neighbours of some orders, by first and second area. Order 1 is the graph itself; the pairs of higher orders are not
    /// neighbours of a lower one.
    pub fn pairs(&self, orders: Orders) -> Vec<NeighbourPair> {
        let (lowest, highest) = match orders {
            Orders::Exactly(order) => (order.max(1), order),
            Orders::UpTo(order) => (1, order),
        };
        let of_area = |first: usize| {
            let steps = self.steps(&[first], highest).into_iter().enumerate().skip(first + 1);
            let pair = move |(second, order): (usize, Option<usize>)| {
                let order = order.filter(|order| (lowest..=highest).contains(order))?;
                let shared = self.neighbours[first].get(&second).copied().flatten();
                Some(NeighbourPair { first, second, order, shared })
            };
            steps.filter_map(pair).collect::<Vec<_>>()
        };
        if highest == 1 {
            return self.first_order();
        }
        (0..self.len()).flat_map(of_area).collect()
    }

    /// The pairs of the graph itself, without a search.
    fn first_order(&self) -> Vec<NeighbourPair> {
        let of_area = |first: usize| {
            let later = self.neighbours[first].range(first + 1..);
            later.map(move |(&second, &shared)| NeighbourPair { first, second, order: 1, shared })
        };
        (0..self.len()).flat_map(of_area).collect()
    }

    /// Areas without neighbours, ascending.
    pub fn islands(&self) -> Vec<usize> {
        (0..self.len()).filter(|&area| self.neighbours[area].is_empty()).collect()
    }

    /// The connected parts, each ascending, in order of their first area.
    pub fn components(&self) -> Vec<Vec<usize>> {
        let mut is_seen = vec![false; self.len()];
        let mut parts = Vec::new();
        for start in 0..self.len() {
            if is_seen[start] {
                continue;
            }
            is_seen[start] = true;
            let mut part = vec![start];
            let mut at = 0;
            while let Some(&area) = part.get(at) {
                at += 1;
                for neighbour in self.neighbours(area) {
                    if !std::mem::replace(&mut is_seen[neighbour], true) {
                        part.push(neighbour);
                    }
                }
            }
            part.sort_unstable();
            parts.push(part);
        }
        parts
    }
}

#[cfg(test)]
mod tests;
