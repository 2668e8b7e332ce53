//! The adaptive grid: cells are split until a question about them is settled.

use super::SurfaceError;
use super::envelope::Envelope;
use super::lattice::{Cell, Extent, Lattice};
use crate::quantity::LonLat;

/// Beyond this many cells (some 250 MB) a grid is refused.
const MOST_LEAVES: usize = 2_000_000;
/// Bounds of distances are widened by this (metres), so that no decision about a cell hangs on the last bits.
const SLACK: f64 = 0.01;

/// A cone that may be lowest somewhere in a cell, with bounds of its distance and of its value there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    pub(super) cone: u32,
    /// Least and greatest distance of the cell's places from the apex, in metres.
    pub(super) distance: [f64; 2],
    /// Bounds of the value; the upper one is infinite where the cone may not reach.
    pub(super) value: [f64; 2],
    /// Bounds of how much its value is above that of the cone that is lowest at the cell's middle, disregarding its limit.
    pub(super) excess: [f64; 2],
    /// The value at the middle, and what it may be off.
    middle: [f64; 2],
}

/// What is asked of cells.
pub(super) trait Question {
    /// Cones above this in all of a cell do not matter.
    fn ceiling(&self) -> f64;
    /// What to do with a cell.
    fn verdict(&self, extent: &Extent, near: &[Near]) -> Verdict;
}

/// What to do with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The answer is the same all over it.
    Settled,
    /// It differs, and the cell is small enough to say where.
    Mixed,
    /// It may differ, and the cell is too large.
    Split,
}

/// A cell that is not split further.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    pub(super) cell: Cell,
    pub(super) is_mixed: Mixture,
    first: u32,
    count: u32,
}

/// Whether a border passes a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mixture {
    Settled,
    Mixed,
}

/// A node of the tree of cells.
#[derive(Clone, Copy, Debug)]
enum Branch {
    Leaf(u32),
    /// The numbers of its halves, which come one after the other.
    Halves(u32),
}

/// All cells, with the cones that matter in each.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub(super) domains: Vec<Cell>,
    leaves: Vec<Leaf>,
    cones: Vec<u32>,
    branches: Vec<(Cell, Branch)>,
}

/// A cell to be looked at, and the cones left to it by the one above.
struct Task {
    branch: usize,
    cones: Vec<u32>,
}

impl Grid {
    /// Splits the domains until the question is settled everywhere.
    pub(super) fn grown(
        envelope: &Envelope,
        lattice: Lattice,
        domains: &[Cell],
        question: &impl Question,
    ) -> Result<Self, SurfaceError> {
        let mut grid = Self { domains: domains.to_vec(), leaves: vec![], cones: vec![], branches: vec![] };
        grid.branches.extend(domains.iter().map(|&domain| (domain, Branch::Leaf(0))));
        let all: Vec<u32> = (0..envelope.len() as u32).collect();
        let mut tasks: Vec<Task> = (0..domains.len()).rev().map(|branch| Task { branch, cones: all.clone() }).collect();
        while let Some(task) = tasks.pop() {
            let cell = grid.branches[task.branch].0;
            let extent = lattice.extent(&cell);
            let near = nearby(envelope, lattice, &cell, &extent, &task.cones, question.ceiling());
            let halves = cell.halves(&extent);
            match (question.verdict(&extent, &near), halves) {
                (Verdict::Split, Some(halves)) => grid.split(&mut tasks, task.branch, halves, &near),
                (Verdict::Settled, _) => grid.settle(task.branch, Mixture::Settled, &near),
                (Verdict::Mixed | Verdict::Split, _) => grid.settle(task.branch, Mixture::Mixed, &near),
            }
            if grid.leaves.len() > MOST_LEAVES {
                return Err(SurfaceError::TooFine { most: MOST_LEAVES });
            }
        }
        Ok(grid)
    }

    fn split(&mut self, tasks: &mut Vec<Task>, branch: usize, halves: [Cell; 2], near: &[Near]) {
        let first = self.branches.len();
        self.branches[branch].1 = Branch::Halves(first as u32);
        self.branches.extend(halves.map(|half| (half, Branch::Leaf(0))));
        let cones: Vec<u32> = near.iter().map(|near| near.cone).collect();
        tasks.push(Task { branch: first + 1, cones: cones.clone() });
        tasks.push(Task { branch: first, cones });
    }

    fn settle(&mut self, branch: usize, is_mixed: Mixture, near: &[Near]) {
        let (cell, entry) = &mut self.branches[branch];
        *entry = Branch::Leaf(self.leaves.len() as u32);
        let first = self.cones.len() as u32;
        self.cones.extend(near.iter().map(|near| near.cone));
        self.leaves.push(Leaf { cell: *cell, is_mixed, first, count: near.len() as u32 });
    }

    pub(super) fn leaf_count(&self) -> usize {
        self.leaves.len()
    }

    pub(super) fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The cones that may be lowest in a leaf.
    pub(super) fn candidates(&self, leaf: &Leaf) -> &[u32] {
        &self.cones[leaf.first as usize..][..leaf.count as usize]
    }

    /// The cones that may be lowest at a position; `None` outside the domains.
    pub(super) fn candidates_at(&self, lattice: Lattice, at: LonLat) -> Option<&[u32]> {
        let (x, y) = lattice.steps(at.coord());
        let mut branch = (0..self.domains.len()).find(|&domain| self.domains[domain].contains(x, y))?;
        loop {
            match self.branches[branch].1 {
                Branch::Leaf(leaf) => return Some(self.candidates(&self.leaves[leaf as usize])),
                Branch::Halves(first) => {
                    let first = first as usize;
                    branch = if self.branches[first].0.contains(x, y) { first } else { first + 1 };
                }
            }
        }
    }
}

/// Bounds of the lowest value of some cones in a cell; infinite where there may be none.
pub(super) fn bounds_of_value(envelope: &Envelope, lattice: Lattice, cell: &Cell, cones: &[u32]) -> [f64; 2] {
    let near = nearby(envelope, lattice, cell, &lattice.extent(cell), cones, f64::INFINITY);
    let least = |side: usize| near.iter().map(|near| near.value[side]).fold(f64::INFINITY, f64::min);
    [least(0), least(1)]
}

/// Those cones that may be lowest somewhere in a cell, and not above the ceiling.
fn nearby(envelope: &Envelope, lattice: Lattice, cell: &Cell, extent: &Extent, cones: &[u32], ceiling: f64) -> Vec<Near> {
    let seen = envelope.seen_from(lattice.place(cell.middle()));
    let radius = extent.radius + SLACK;
    let mut near: Vec<Near> = Vec::with_capacity(cones.len().min(64));
    let mut lowest_high = f64::INFINITY;
    for &number in cones {
        let (cone, limit) = (envelope.cone(number), envelope.limit(number));
        let matters = |bounds: [f64; 2]| {
            let least = (bounds[0] - radius).max(0.0);
            least <= limit && cone.start + cone.slope * least <= ceiling.min(lowest_high)
        };
        // Most cones are out of the question by their chord.
        if !matters(envelope.distance_bounds(number, &seen)) {
            continue;
        }
        let middle = envelope.close_bounds(number, &seen);
        if !matters(middle) {
            continue;
        }
        let found = Near::new(cone.start, cone.slope, limit, number, middle, radius);
        lowest_high = lowest_high.min(found.value[1]);
        near.push(found);
    }
    near.retain(|near| near.value[0] <= lowest_high);
    without_hidden(envelope, near, radius)
}

impl Near {
    fn new(start: f64, slope: f64, limit: f64, cone: u32, middle: [f64; 2], radius: f64) -> Self {
        let distance = [(middle[0] - radius).max(0.0), middle[1] + radius];
        let high = if distance[1] <= limit { start + slope * distance[1] } else { f64::INFINITY };
        let (value, off) = (start + slope * (middle[0] + middle[1]) / 2.0, slope * (middle[1] - middle[0]) / 2.0);
        Self { cone, distance, value: [start + slope * distance[0], high], excess: [0.0, 0.0], middle: [value, off] }
    }
}

/// Leaves out cones that are above the one that is lowest at the middle all over the cell, and notes how far the others may be from
/// it. Far from two apexes that are close to each other the difference of their values hardly changes, however much the values do.
fn without_hidden(envelope: &Envelope, mut near: Vec<Near>, radius: f64) -> Vec<Near> {
    let covering = near.iter().filter(|near| near.value[1].is_finite());
    let Some(best) = covering.min_by(|a, b| a.middle[0].total_cmp(&b.middle[0])).copied() else { return near };
    for near in near.iter_mut().filter(|near| near.cone != best.cone) {
        let apart = envelope.parting(near.cone, best.cone, near.distance[0], best.distance[0]);
        let (excess, swing) = (near.middle[0] - best.middle[0], radius * apart + near.middle[1] + best.middle[1]);
        near.excess = [excess - swing, excess + swing];
    }
    near.retain(|near| near.excess[0] <= 0.0);
    near
}
