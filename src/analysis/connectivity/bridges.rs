//! Links whose loss splits the graph (Tarjan 1974).

use super::graph::{Edge, Graph};

/// A link that is the only way between two parts of the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// Number of the link.
    pub(super) link: usize,
    /// The places on one side, in order.
    pub(super) side: Vec<usize>,
}

/// All bridges, in order of link. A depth-first search without recursion: networks may be long chains.
pub(super) fn bridges(graph: &Graph) -> Vec<Cut> {
    let mut search = DepthFirst::new(graph);
    for root in 0..graph.len() {
        if search.number[root].is_none() {
            search.tree(root);
        }
    }
    search.cuts.sort_by_key(|cut| cut.link);
    search.cuts
}

struct DepthFirst<'g> {
    graph: &'g Graph,
    /// When each place was entered.
    number: Vec<Option<usize>>,
    /// The earliest place that can be reached from below without the link above.
    low: Vec<usize>,
    /// Places in the order in which they were entered: those below a place follow it without gap.
    entered: Vec<usize>,
    cuts: Vec<Cut>,
}

/// A place on the way down: the link by which it was entered and how many of its links were looked at.
struct Step {
    place: usize,
    by: Option<Edge>,
    looked_at: usize,
}

impl<'g> DepthFirst<'g> {
    fn new(graph: &'g Graph) -> Self {
        let places = graph.len();
        Self { graph, number: vec![None; places], low: vec![0; places], entered: Vec::new(), cuts: Vec::new() }
    }

    fn enter(&mut self, place: usize) {
        self.number[place] = Some(self.entered.len());
        self.low[place] = self.entered.len();
        self.entered.push(place);
    }

    fn tree(&mut self, root: usize) {
        self.enter(root);
        let mut way = vec![Step { place: root, by: None, looked_at: 0 }];
        while let Some(step) = way.last_mut() {
            let place = step.place;
            let Some(&edge) = self.graph.neighbours[place].get(step.looked_at) else {
                let above = way.len().checked_sub(2).map(|above| way[above].place);
                self.leave(place, way.pop().and_then(|step| step.by), above);
                continue;
            };
            step.looked_at += 1;
            if step.by.is_some_and(|by| by.link == edge.link) {
                continue;
            }
            match self.number[edge.to] {
                Some(number) => self.low[place] = self.low[place].min(number),
                None => {
                    self.enter(edge.to);
                    way.push(Step { place: edge.to, by: Some(edge), looked_at: 0 });
                }
            }
        }
    }

    fn leave(&mut self, place: usize, by: Option<Edge>, above: Option<usize>) {
        let (Some(by), Some(above), Some(number)) = (by, above, self.number[place]) else { return };
        self.low[above] = self.low[above].min(self.low[place]);
        if self.low[place] == number {
            // Nothing below reaches above but by this link.
            let mut side = self.entered[number..].to_vec();
            side.sort_unstable();
            self.cuts.push(Cut { link: by.link, side });
        }
    }
}
