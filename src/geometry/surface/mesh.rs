//! The outlines of mixed cells: corners of smaller neighbours along a side belong to it.

use super::grid::{Grid, Leaf, Mixture};
use super::lattice::{Cell, Node};

/// The corners of all mixed cells, found along rows and columns.
pub(super) struct Mesh {
    /// In order; a corner's number is its position here.
    nodes: Vec<Node>,
    /// Column, row and number of each, by column.
    columns: Vec<(i64, i64, u32)>,
}

impl Mesh {
    pub(super) fn new(grid: &Grid) -> Self {
        let mixed = grid.leaves().iter().filter(|leaf| leaf.is_mixed == Mixture::Mixed);
        let mut nodes: Vec<Node> = mixed.flat_map(|leaf| leaf.cell.corners()).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let mut columns: Vec<(i64, i64, u32)> =
            nodes.iter().enumerate().map(|(number, node)| (node.x, node.y, number as u32)).collect();
        columns.sort_unstable();
        Self { nodes, columns }
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(super) fn node(&self, number: u32) -> Node {
        self.nodes[number as usize]
    }

    /// The numbers of the corners along the outline of a mixed cell, counter-clockwise from its south-western one.
    pub(super) fn outline(&self, cell: &Cell) -> Vec<u32> {
        let Cell { west, south, east, north } = *cell;
        let mut outline = Vec::with_capacity(8);
        outline.extend(self.row(south, west, east - 1));
        outline.extend(self.column(east, south, north - 1));
        outline.extend(self.row(north, west + 1, east).rev());
        outline.extend(self.column(west, south + 1, north).rev());
        outline
    }

    /// Corners of a row from one column to another, both included.
    fn row(&self, y: i64, from: i64, to: i64) -> impl DoubleEndedIterator<Item = u32> + use<> {
        let first = self.nodes.partition_point(|node| *node < Node { y, x: from });
        let end = self.nodes.partition_point(|node| *node <= Node { y, x: to });
        first as u32..end.max(first) as u32
    }

    fn column(&self, x: i64, from: i64, to: i64) -> impl DoubleEndedIterator<Item = u32> + '_ {
        let first = self.columns.partition_point(|entry| (entry.0, entry.1) < (x, from));
        let end = self.columns.partition_point(|entry| (entry.0, entry.1) <= (x, to));
        self.columns[first..end.max(first)].iter().map(|entry| entry.2)
    }
}

/// What every corner of a mesh has, computed with the cones of the first cell that has the corner.
pub(super) fn at_nodes<T: Clone>(grid: &Grid, mesh: &Mesh, value: impl Fn(Node, &[u32]) -> T) -> Vec<T> {
    let mut values: Vec<Option<T>> = vec![None; mesh.nodes().len()];
    for leaf in mixed(grid) {
        for node in leaf.cell.corners() {
            if let Ok(number) = mesh.nodes().binary_search(&node) {
                values[number].get_or_insert_with(|| value(node, grid.candidates(leaf)));
            }
        }
    }
    values.into_iter().flatten().collect()
}

/// The cells that borders pass, in their order.
pub(super) fn mixed(grid: &Grid) -> impl Iterator<Item = &Leaf> {
    grid.leaves().iter().filter(|leaf| leaf.is_mixed == Mixture::Mixed)
}

/// Of the lattice positions from one that holds to one that does not, on a common row or column, the last that holds before the
/// first change that bisection finds.
pub(super) fn last_that_holds(holds: Node, fails: Node, test: impl Fn(Node) -> bool) -> Node {
    let (mut inside, mut outside) = (holds, fails);
    while (inside.x - outside.x).abs().max((inside.y - outside.y).abs()) > 1 {
        let middle = Node { x: inside.x + (outside.x - inside.x) / 2, y: inside.y + (outside.y - inside.y) / 2 };
        if test(middle) { inside = middle } else { outside = middle }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bisection_finds_the_last_position_that_holds() {
        let node = |x: i64| Node { y: 7, x };
        assert_eq!(last_that_holds(node(0), node(1000), |node| node.x <= 617), node(617));
        assert_eq!(last_that_holds(node(1000), node(0), |node| node.x >= 1000), node(1000));
        assert_eq!(last_that_holds(node(0), node(1), |_| false), node(0));
    }

    #[test]
    fn a_higher_threshold_is_never_found_before_a_lower_one() {
        // A test that changes back and forth on its way.
        let rough = |threshold: i64| move |node: Node| (node.x * 7919) % 101 + node.x / 10 <= threshold;
        let node = |x: i64| Node { y: 0, x };
        for threshold in 0..150 {
            let lower = last_that_holds(node(0), node(2000), rough(threshold));
            let higher = last_that_holds(node(0), node(2000), rough(threshold + 1));
            assert!(lower.x <= higher.x, "{threshold}");
        }
    }
}
