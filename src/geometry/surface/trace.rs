//! Contours from a grid: a chord for every stretch of a cell's outline that is below the level, chained to polygons.

use geo_types::MultiPolygon;

use super::SurfaceError;
use super::envelope::Envelope;
use super::grid::{Grid, Leaf, Mixture};
use super::lattice::{Cell, Lattice, Node};
use super::mesh::{Mesh, at_nodes, last_that_holds, mixed};
use crate::geometry::chain;
use crate::geometry::segment::Segment;

/// The area at or below each level.
pub(super) fn contours(
    envelope: &Envelope,
    lattice: Lattice,
    grid: &Grid,
    levels: &[f64],
) -> Result<Vec<MultiPolygon<f64>>, SurfaceError> {
    let mesh = Mesh::new(grid);
    let value = |node: Node, cones: &[u32]| envelope.value_among(&envelope.seen_from(lattice.place(node)), cones);
    let values = at_nodes(grid, &mesh, value);
    let outlines: Vec<(&Leaf, Vec<u32>)> = mixed(grid).map(|leaf| (leaf, mesh.outline(&leaf.cell))).collect();
    let trace = |&level: &f64| {
        let tracer = Tracer { mesh: &mesh, values: &values, grid, level, value: &value };
        let mut steps = Vec::new();
        outlines.iter().for_each(|(leaf, outline)| tracer.cell(leaf, outline, &mut steps));
        tracer.settled_at_the_frame(&mut steps);
        let edge = |step: Step| Segment { start: lattice.place(step.from), end: lattice.place(step.to) };
        chain::polygons(net(steps).into_iter().map(edge).collect()).ok_or(SurfaceError::Open { level })
    };
    levels.iter().map(trace).collect()
}

/// A piece of a border, with the inside on its left.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    from: Node,
    to: Node,
}

struct Tracer<'a, V> {
    mesh: &'a Mesh,
    values: &'a [f64],
    grid: &'a Grid,
    level: f64,
    value: &'a V,
}

impl<V: Fn(Node, &[u32]) -> f64> Tracer<'_, V> {
    /// The pieces of the contour in a mixed cell.
    fn cell(&self, leaf: &Leaf, outline: &[u32], steps: &mut Vec<Step>) {
        let below = |number: u32| self.values[number as usize] <= self.level;
        let count = outline.len();
        let Some(start) = (0..count).find(|&at| !below(outline[at])) else {
            return self.along_frame(leaf, outline, steps);
        };
        let mut entered = None;
        for at in start..start + count {
            let (here, next) = (outline[at % count], outline[(at + 1) % count]);
            match (below(here), below(next)) {
                (false, true) => entered = Some(self.crossing(leaf, next, here)),
                (true, false) => {
                    let left = self.crossing(leaf, here, next);
                    let chord = entered.take().map(|entered| Step { from: left, to: entered });
                    steps.extend(chord.into_iter().flat_map(|chord| self.pieces(chord, &leaf.cell, outline)));
                }
                _ => {}
            }
        }
        self.along_frame(leaf, outline, steps);
    }

    /// Where the contour crosses a side: the last position that is below the level.
    fn crossing(&self, leaf: &Leaf, below: u32, above: u32) -> Node {
        let cones = self.grid.candidates(leaf);
        let is_below = |node: Node| (self.value)(node, cones) <= self.level;
        last_that_holds(self.mesh.node(below), self.mesh.node(above), is_below)
    }

    /// A chord; one that runs along a side of the cell in parts between the corners there, as smaller neighbours have it.
    fn pieces(&self, chord: Step, cell: &Cell, outline: &[u32]) -> Vec<Step> {
        let Step { from, to } = chord;
        let on_row = from.y == to.y && (from.y == cell.south || from.y == cell.north);
        let on_column = from.x == to.x && (from.x == cell.west || from.x == cell.east);
        if !(on_row || on_column) {
            return vec![chord];
        }
        let (low, high) = (from.min(to), from.max(to));
        let is_between =
            |node: &Node| low < *node && *node < high && (if on_row { node.y == from.y } else { node.x == from.x });
        let mut stops: Vec<Node> = outline.iter().map(|&number| self.mesh.node(number)).filter(is_between).collect();
        stops.extend([from, to]);
        stops.sort_unstable();
        stops.dedup();
        if from > to {
            stops.reverse();
        }
        stops.windows(2).map(|pair| Step { from: pair[0], to: pair[1] }).collect()
    }

    /// Where the map ends, what is below the level is bounded by the map's edge.
    fn along_frame(&self, leaf: &Leaf, outline: &[u32], steps: &mut Vec<Step>) {
        let Some(domain) = frame_of(self.grid, &leaf.cell) else { return };
        let below = |number: u32| self.values[number as usize] <= self.level;
        for (at, &here) in outline.iter().enumerate() {
            let next = outline[(at + 1) % outline.len()];
            let (from, to) = (self.mesh.node(here), self.mesh.node(next));
            if !is_on_frame(domain, from, to) {
                continue;
            }
            match (below(here), below(next)) {
                (true, true) => steps.push(Step { from, to }),
                (true, false) => steps.push(Step { from, to: self.crossing(leaf, here, next) }),
                (false, true) => steps.push(Step { from: self.crossing(leaf, next, here), to }),
                (false, false) => {}
            }
        }
    }

    /// The map's edge along cells that are below the level all over.
    fn settled_at_the_frame(&self, steps: &mut Vec<Step>) {
        for leaf in self.grid.leaves().iter().filter(|leaf| leaf.is_mixed == Mixture::Settled) {
            let Some(domain) = frame_of(self.grid, &leaf.cell) else { continue };
            let corners = leaf.cell.corners();
            if (self.value)(leaf.cell.middle(), self.grid.candidates(leaf)) > self.level {
                continue;
            }
            let sides = (0..4).map(|at| Step { from: corners[at], to: corners[(at + 1) % 4] });
            steps.extend(sides.filter(|side| is_on_frame(domain, side.from, side.to)));
        }
    }
}

/// The domain at whose edge a cell lies.
fn frame_of<'g>(grid: &'g Grid, cell: &Cell) -> Option<&'g Cell> {
    let touches = |domain: &&Cell| {
        let holds = domain.west <= cell.west && cell.east <= domain.east && domain.south <= cell.south;
        let at_edge =
            cell.west == domain.west || cell.east == domain.east || cell.south == domain.south || cell.north == domain.north;
        holds && cell.north <= domain.north && at_edge
    };
    grid.domains.iter().find(touches)
}

fn is_on_frame(domain: &Cell, from: Node, to: Node) -> bool {
    let on_row = from.y == to.y && (from.y == domain.south || from.y == domain.north);
    let on_column = from.x == to.x && (from.x == domain.west || from.x == domain.east);
    on_row || on_column
}

/// The pieces without those of no length and without those that run both ways.
fn net(steps: Vec<Step>) -> Vec<Step> {
    let mut both: Vec<((Node, Node), Step)> = steps
        .into_iter()
        .filter(|step| step.from != step.to)
        .map(|step| ((step.from.min(step.to), step.from.max(step.to)), step))
        .collect();
    both.sort_unstable();
    let mut kept = Vec::with_capacity(both.len());
    for same in both.chunk_by(|a, b| a.0 == b.0) {
        let (first, last) = (same[0].1, same[same.len() - 1].1);
        let forward = same.iter().filter(|entry| entry.1 == first).count();
        let backward = same.len() - forward;
        let (net, count) = if forward > backward { (first, forward - backward) } else { (last, backward - forward) };
        kept.extend(std::iter::repeat_n(net, count));
    }
    kept
}
