//! A band of rows, one tile high: what all units leave in its cells, put together.

use geo_types::Coord;

use super::grid::{Cell, Grid, TILE};
use super::outline::Outline;
use super::record::RecordWriter;
use super::trace::{Span, Trace, TracedRun};
use super::{CELLS_OF_TILE, Entry, MORE};

/// Tiles, blocks and records of a band, numbered from 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Band {
    pub(super) tiles: Vec<Entry>,
    pub(super) blocks: Vec<Entry>,
    pub(super) records: Vec<u64>,
}

/// The units that reach each band, in order.
pub(super) fn units_by_band(grid: &Grid, traces: &[Trace]) -> Vec<Vec<u32>> {
    let mut by_band = vec![Vec::new(); (grid.rows.cells / TILE) as usize];
    for (unit, trace) in traces.iter().enumerate() {
        if let Some((south, north)) = trace.rows() {
            (south / TILE..=north / TILE).for_each(|band| by_band[band as usize].push(unit as u32));
        }
    }
    by_band
}

/// No further mention of a cell.
const NONE: u32 = u32::MAX;

/// A unit whose border passes through a cell, and the mention before it in the same cell.
#[derive(Clone, Copy)]
struct Mention {
    unit: u32,
    /// Place in the cells of the unit's trace.
    number: u32,
    next: u32,
}

/// Puts bands together one after the other in the same memory.
struct Builder<'a> {
    outlines: &'a [Outline],
    traces: &'a [Trace],
    columns: usize,
    outside: u32,
    first_row: u32,
    /// Per cell the first unit that covers it.
    cover: Vec<u32>,
    /// Per cell its first mention.
    heads: Vec<u32>,
    mentions: Vec<Mention>,
    /// Per tile whether it has mentions.
    is_mixed: Vec<bool>,
    band: Band,
    records: RecordWriter,
}

impl Band {
    /// Puts some bands together, each from the units that reach it; `first` is the number of the first one.
    pub(super) fn several(
        grid: &Grid,
        first: usize,
        by_band: &[Vec<u32>],
        outlines: &[Outline],
        traces: &[Trace],
    ) -> Vec<Self> {
        let columns = grid.columns.cells as usize;
        let (cells, outside) = (columns * TILE as usize, traces.len() as u32);
        let mut builder = Builder {
            outlines,
            traces,
            columns,
            outside,
            first_row: 0,
            cover: vec![outside; cells],
            heads: vec![NONE; cells],
            mentions: Vec::new(),
            is_mixed: vec![false; columns / TILE as usize],
            band: Self::default(),
            records: RecordWriter::default(),
        };
        by_band.iter().enumerate().map(|(number, units)| builder.band(first + number, units)).collect()
    }
}

impl Builder<'_> {
    fn band(&mut self, number: usize, units: &[u32]) -> Band {
        let tiles = self.columns / TILE as usize;
        if units.is_empty() {
            return Band { tiles: vec![Entry(self.outside); tiles], ..Band::default() };
        }
        self.first_row = number as u32 * TILE;
        self.cover.fill(self.outside);
        self.heads.fill(NONE);
        self.is_mixed.fill(false);
        self.mentions.clear();
        self.records.words.clear();
        // From the last to the first, so that what is written last is the first.
        units.iter().rev().for_each(|&unit| self.cover(unit));
        units.iter().rev().for_each(|&unit| self.mention(unit));
        (0..tiles).for_each(|tile| self.tile(tile));
        Band { records: self.records.words.as_slice().to_vec(), ..std::mem::take(&mut self.band) }
    }

    fn cover(&mut self, unit: u32) {
        let spans = &self.traces[unit as usize].spans;
        let start = spans.partition_point(|span| u32::from(span.row) < self.first_row);
        for &Span { row, from, to } in spans[start..].iter().take_while(|span| u32::from(span.row) < self.first_row + TILE) {
            let begin = (u32::from(row) - self.first_row) as usize * self.columns;
            self.cover[begin + usize::from(from)..begin + usize::from(to)].fill(unit);
        }
    }

    /// Notes the cells on the border of a unit, but for those that a unit before it covers.
    fn mention(&mut self, unit: u32) {
        let cells = &self.traces[unit as usize].cells;
        let key = |row: u32| Cell { column: 0, row }.key();
        let start = cells.partition_point(|cell| cell.cell < key(self.first_row));
        for (number, traced) in cells.iter().enumerate().skip(start) {
            let Cell { column, row } = Cell::from_key(traced.cell);
            if row >= self.first_row + TILE {
                break;
            }
            let at = (row - self.first_row) as usize * self.columns + column as usize;
            if self.cover[at] < unit {
                continue;
            }
            self.mentions.push(Mention { unit, number: number as u32, next: self.heads[at] });
            self.heads[at] = self.mentions.len() as u32 - 1;
            self.is_mixed[(column / TILE) as usize] = true;
        }
    }

    fn tile(&mut self, tile: usize) {
        let cells = |row: usize| row * self.columns + tile * TILE as usize..row * self.columns + (tile + 1) * TILE as usize;
        let first = self.cover[cells(0).start];
        let is_one = |row: usize| self.cover[cells(row)].iter().all(|&unit| unit == first);
        if !self.is_mixed[tile] && (0..TILE as usize).all(is_one) {
            self.band.tiles.push(Entry(first));
            return;
        }
        let block = self.band.blocks.len() / CELLS_OF_TILE;
        self.band.tiles.push(Entry(MORE | block as u32));
        for row in 0..TILE as usize {
            for cell in row * self.columns + tile * TILE as usize..row * self.columns + (tile + 1) * TILE as usize {
                let entry = self.cell(cell);
                self.band.blocks.push(entry);
            }
        }
    }

    fn cell(&mut self, cell: usize) -> Entry {
        let (first, cover) = (self.heads[cell], self.cover[cell]);
        if first == NONE {
            return Entry(cover);
        }
        let (otherwise, is_first_enough) =
            self.second(first).map_or((cover, false), |second| (second.unwrap_or(cover), true));
        let record = self.records.begin(otherwise);
        let mut next = first;
        while next != NONE {
            let mention = self.mentions[next as usize];
            self.group(mention);
            next = if is_first_enough { NONE } else { mention.next };
        }
        Entry(MORE | record as u32)
    }

    fn group(&mut self, mention: Mention) {
        let trace = &self.traces[mention.unit as usize];
        let coords = self.outlines[mention.unit as usize].coords();
        self.records.group(mention.unit, trace.cells[mention.number as usize].inside);
        for run in trace.runs_of(mention.number as usize) {
            self.records.run(path(coords, run), run.starts_east, run.ends_east);
        }
    }

    /// When there are just two units in a cell and their borders there are the same edges: the second one if whatever is not
    /// in the first is in it, or `None` in it if it is where the first is. The edges of the first are enough then.
    fn second(&self, first: u32) -> Option<Option<u32>> {
        let first = self.mentions[first as usize];
        let second = self.mentions.get(first.next as usize).filter(|second| second.next == NONE)?;
        let [(first_coords, first_runs, first_bit), (coords, runs, bit)] = [&first, second].map(|mention| {
            let trace = &self.traces[mention.unit as usize];
            let number = mention.number as usize;
            (self.outlines[mention.unit as usize].coords(), trace.runs_of(number), trace.cells[number].inside)
        });
        let mirrored = |(one, other): (&TracedRun, &TracedRun)| {
            let is_bit_alike = (one.starts_east, one.ends_east) == (other.ends_east, other.starts_east);
            is_bit_alike && path(first_coords, one).iter().eq(path(coords, other).iter().rev())
        };
        let is_same = first_runs.len() == runs.len() && first_runs.iter().zip(runs.iter().rev()).all(mirrored);
        is_same.then_some((first_bit != bit).then_some(second.unit))
    }
}

fn path<'c>(coords: &'c [Coord<f64>], run: &TracedRun) -> &'c [Coord<f64>] {
    &coords[run.start as usize..=run.end as usize]
}
