//! One unit on the grid: the cells its border passes through with the stretches of border in each, and the cells inside it.
//!
//! # How a cell knows what is inside without looking at the rest of the border
//! A place is inside when a ray from it to the east crosses the border an odd number of times. A cell keeps the *runs* of the
//! border that pass through it: chains of edges that begin and end outside of the cell. The rest of the border never comes into the
//! cell, so it may be deformed around it without changing the parity of crossings for any place in the cell: from the end of
//! each run straight north, or straight south when the end lies south of the cell in its own column. Of these lines only those from
//! ends *east* of the cell are met by a ray to the east, at latitudes from the end northwards. What remains is one bit for the
//! whole cell. So for a place in the cell
//!
//! ```text
//! inside = bit of the cell XOR crossings of its runs to the east XOR ends east of the cell that are not north of the place
//! ```
//!
//! and every part is exact: crossings by predicates, ends by comparing latitudes.
//!
//! The bit follows from the same formula on the line between the row and the row south of it. There all terms are comparisons
//! of whole numbers: an edge crosses the line when its ends lie in rows on different sides, and is east of the cell when all its
//! columns are. One sweep from west to east over a row gives the bits of its cells and the spans between them that are inside.

use geo_types::Coord;

use super::grid::{Cell, Grid};
use super::outline::Outline;

/// A chain of edges of one unit through one cell: the vertices from `start` to `end`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TracedRun {
    pub(super) cell: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Whether the chain begins or ends in a column east of the cell.
    pub(super) starts_east: bool,
    pub(super) ends_east: bool,
}

/// A cell that the border passes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TracedCell {
    pub(super) cell: u32,
    /// Its first run; the last one is before the first run of the next cell.
    pub(super) first_run: u32,
    /// The bit of the cell.
    pub(super) inside: bool,
}

/// Cells of one row that are inside as a whole: those from `from` up to but not including `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) row: u16,
    pub(super) from: u16,
    pub(super) to: u16,
}

/// The border of one unit on the grid; everything in row-major order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Trace {
    pub(super) cells: Vec<TracedCell>,
    pub(super) runs: Vec<TracedRun>,
    pub(super) spans: Vec<Span>,
}

impl Trace {
    pub(super) fn new(grid: &Grid, outline: &Outline) -> Self {
        let mut tracer = Tracer::new(grid, outline.coords());
        outline.rings().for_each(|ring| tracer.ring(ring));
        tracer.finish()
    }

    /// The runs of a cell, by its place in `cells`.
    pub(super) fn runs_of(&self, number: usize) -> &[TracedRun] {
        let end = self.cells.get(number + 1).map_or(self.runs.len(), |next| next.first_run as usize);
        &self.runs[self.cells[number].first_run as usize..end]
    }

    /// The rows it is in, first and last.
    pub(super) fn rows(&self) -> Option<(u32, u32)> {
        let row = |cell: &TracedCell| Cell::from_key(cell.cell).row;
        Some((row(self.cells.first()?), row(self.cells.last()?)))
    }
}

/// A run that is not at its end yet, in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Open {
    cell: u32,
    run: u32,
}

struct Tracer<'a> {
    grid: &'a Grid,
    coords: &'a [Coord<f64>],
    runs: Vec<TracedRun>,
    /// Where edges cross from row to row: the cell in the northern row that is their westernmost.
    crossings: Vec<u32>,
    /// The runs that the last edge is part of, in order of cells.
    open: Vec<Open>,
    /// The cells of the current edge, in order.
    cells: Vec<u32>,
    spare: Vec<Open>,
}

impl<'a> Tracer<'a> {
    fn new(grid: &'a Grid, coords: &'a [Coord<f64>]) -> Self {
        let (runs, crossings) = (Vec::with_capacity(coords.len() / 4), Vec::with_capacity(coords.len() / 4));
        Self { grid, coords, runs, crossings, open: Vec::new(), cells: Vec::new(), spare: Vec::new() }
    }

    fn ring(&mut self, ring: std::ops::Range<usize>) {
        let first = self.grid.cell(self.coords[ring.start]);
        let mut from = first;
        let mut at_start: Vec<Open> = Vec::new();
        for vertex in ring.start..ring.end - 1 {
            let to = self.grid.cell(self.coords[vertex + 1]);
            // Nearly every edge: it stays in the cell that the edge before it ended in, and in no other.
            if to == from && matches!(self.open[..], [only] if only.cell == to.key()) {
                continue;
            }
            self.find_cells(vertex, from, to);
            self.step(vertex as u32, from);
            if vertex == ring.start {
                at_start.clone_from(&self.open);
            }
            from = to;
        }
        self.close_ring(ring.end as u32 - 1, first, &at_start);
    }

    /// Finds the cells that an edge may meet, and where it crosses from row to row.
    fn find_cells(&mut self, vertex: usize, from: Cell, to: Cell) {
        let (south, north) = (from.row.min(to.row), from.row.max(to.row));
        let (west, east) = (from.column.min(to.column), from.column.max(to.column));
        // An edge into the next row only may be next to level, and where it crosses the limit is as good as unknown.
        let is_long = north > south + 1 && east > west + 1;
        self.cells.clear();
        for row in south..=north {
            let (west, east) = match is_long {
                true => self.grid.columns_in_row(self.coords[vertex], self.coords[vertex + 1], row),
                false => (west, east),
            };
            if row > south {
                self.crossings.push(Cell { column: west, row }.key());
            }
            self.cells.extend((west..=east).map(|column| Cell { column, row }.key()));
        }
    }

    /// Ends the runs in cells that the edge from `vertex` does not meet, and begins those in cells that it does.
    fn step(&mut self, vertex: u32, at: Cell) {
        let before = std::mem::replace(&mut self.open, std::mem::take(&mut self.spare));
        self.open.clear();
        let mut old = before.iter().copied().peekable();
        for &cell in &self.cells {
            while let Some(ended) = old.next_if(|open| open.cell < cell) {
                end_run(&mut self.runs[ended.run as usize], vertex, at);
            }
            if let Some(going_on) = old.next_if(|open| open.cell == cell) {
                self.open.push(going_on);
                continue;
            }
            self.open.push(Open { cell, run: self.runs.len() as u32 });
            let starts_east = at.column > Cell::from_key(cell).column;
            self.runs.push(TracedRun { cell, start: vertex, end: vertex, starts_east, ends_east: false });
        }
        for ended in old {
            end_run(&mut self.runs[ended.run as usize], vertex, at);
        }
        self.spare = before;
    }

    /// At the end of a ring, runs in a cell where others began at its start are joined to those: neither has an end there.
    fn close_ring(&mut self, vertex: u32, at: Cell, at_start: &[Open]) {
        for open in std::mem::take(&mut self.open) {
            let run = &mut self.runs[open.run as usize];
            end_run(run, vertex, at);
            if let Ok(number) = at_start.binary_search_by_key(&open.cell, |start| start.cell) {
                run.ends_east = false;
                self.runs[at_start[number].run as usize].starts_east = false;
            }
        }
    }

    fn finish(mut self) -> Trace {
        self.runs.sort_unstable_by_key(|run| u64::from(run.cell) << 32 | u64::from(run.start));
        self.crossings.sort_unstable();
        let mut trace = Trace::default();
        let mut runs = self.runs.as_slice();
        let mut crossings = self.crossings.as_slice();
        while let Some(first) = runs.first() {
            let last_of_row = first.cell | 0xffff;
            let (of_row, others) = runs.split_at(runs.partition_point(|run| run.cell <= last_of_row));
            let (crossings_of_row, other_crossings) =
                crossings.split_at(crossings.partition_point(|&cell| cell <= last_of_row));
            self.sweep_row(&mut trace, (self.runs.len() - runs.len()) as u32, of_row, crossings_of_row);
            (runs, crossings) = (others, other_crossings);
        }
        trace.runs = self.runs;
        trace
    }

    /// Finds the bits of the cells of one row, and the cells between them that are inside.
    fn sweep_row(&self, trace: &mut Trace, first_run: u32, runs: &[TracedRun], crossings: &[u32]) {
        let mut west = 0;
        let mut run = 0;
        while run < runs.len() {
            let cell = runs[run].cell;
            let count = runs[run..].iter().take_while(|run| run.cell == cell).count();
            west += crossings[west..].iter().take_while(|&&crossing| crossing <= cell).count();
            let odd_east = (crossings.len() - west) % 2 == 1;
            let flips = runs[run..run + count].iter().filter(|run| self.flips(run)).count();
            let first_run = first_run + run as u32;
            trace.cells.push(TracedCell { cell, first_run, inside: odd_east ^ (flips % 2 == 1) });
            run += count;
            if let Some(next) = runs.get(run).filter(|next| odd_east && next.cell > cell + 1) {
                let place = Cell::from_key(cell);
                let to = Cell::from_key(next.cell).column as u16;
                trace.spans.push(Span { row: place.row as u16, from: place.column as u16 + 1, to });
            }
        }
    }

    /// Whether an odd number of the ends of a run lie east of its cell and in rows south of it.
    fn flips(&self, run: &TracedRun) -> bool {
        let row = Cell::from_key(run.cell).row;
        let south = |vertex: u32| self.grid.rows.cell(self.coords[vertex as usize].y) < row;
        (run.starts_east && south(run.start)) ^ (run.ends_east && south(run.end))
    }
}

fn end_run(run: &mut TracedRun, vertex: u32, at: Cell) {
    run.end = vertex;
    run.ends_east = at.column > Cell::from_key(run.cell).column;
}
