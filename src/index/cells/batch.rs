//! Many points at once.
//!
//! Points are taken in blocks that stay in the nearest cache. A first pass over a block computes tiles, which is plain
//! arithmetic on columns, and a second one looks them up: independent loads, of which the processor keeps many under way at once. Nine
//! of ten points have their answer then. The rest is looked at cell by cell and, on the border, edge by edge.

use geo_types::Coord;

use super::decide::decide;
use super::grid::TILE;
use super::{CELLS_OF_TILE, CellIndex, MORE, Seam, is_on_seam};

/// Points of a block: three columns of them take half of a first-level cache.
const BLOCK: usize = 1024;

/// Number of points in each unit and outside of all: what [`CellIndex::count`] adds to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Units in order; then outside.
    counts: Vec<u64>,
}

impl Counts {
    /// Nothing counted yet, for an index of `units` units.
    pub fn new(units: usize) -> Self {
        Self { counts: vec![0; units + 1] }
    }

    /// Points in each unit, in order.
    pub fn of_units(&self) -> &[u64] {
        &self.counts[..self.counts.len() - 1]
    }

    /// Points outside of all units.
    pub fn outside(&self) -> u64 {
        self.counts.last().copied().unwrap_or_default()
    }

    /// Adds what was counted elsewhere with the same index.
    pub fn merge(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(sum, count)| *sum += count);
    }
}

/// Tiles and cells of the points of a block.
struct Block {
    tiles: [u32; BLOCK],
    within: [u32; BLOCK],
    /// Points of which the tile is not enough.
    open: [u32; BLOCK],
}

impl Block {
    const fn new() -> Self {
        Self { tiles: [0; BLOCK], within: [0; BLOCK], open: [0; BLOCK] }
    }
}

impl CellIndex {
    /// The unit of each of many points, given as columns of longitudes and latitudes in degrees, written to `units`: its number,
    /// or the [number of units](Self::unit_count) when the point is outside of all. A point with a number that is not finite is
    /// nowhere, thus outside. The shortest of the three columns decides how many points there are.
    pub fn locate_columns(&self, longitudes: &[f64], latitudes: &[f64], units: &mut [u32]) {
        let mut block = Block::new();
        let points = longitudes.chunks(BLOCK).zip(latitudes.chunks(BLOCK));
        for ((longitudes, latitudes), units) in points.zip(units.chunks_mut(BLOCK)) {
            let count = longitudes.len().min(latitudes.len()).min(units.len());
            self.locate_block(&mut block, &longitudes[..count], &latitudes[..count], &mut units[..count]);
        }
    }

    /// Counts many points, given as columns, by unit.
    pub fn count(&self, longitudes: &[f64], latitudes: &[f64], counts: &mut Counts) {
        let mut units = [0; BLOCK];
        let mut block = Block::new();
        for (longitudes, latitudes) in longitudes.chunks(BLOCK).zip(latitudes.chunks(BLOCK)) {
            let count = longitudes.len().min(latitudes.len());
            self.locate_block(&mut block, &longitudes[..count], &latitudes[..count], &mut units[..count]);
            units[..count].iter().for_each(|&unit| counts.counts[unit as usize] += 1);
        }
    }

    fn locate_block(&self, block: &mut Block, longitudes: &[f64], latitudes: &[f64], units: &mut [u32]) {
        self.find_tiles(block, longitudes, latitudes);
        let mut open = 0;
        for (number, (unit, &tile)) in units.iter_mut().zip(&block.tiles).enumerate() {
            *unit = self.tiles[tile as usize].0;
            block.open[open] = number as u32;
            open += (*unit >> 31) as usize;
        }
        let place = |number: usize| Coord { x: longitudes[number], y: latitudes[number] };
        let mut on_border = 0;
        for at in 0..open {
            let number = block.open[at];
            let (unit, within) = (&mut units[number as usize], block.within[number as usize]);
            *unit = self.blocks[(*unit ^ MORE) as usize * CELLS_OF_TILE + within as usize].0;
            block.open[on_border] = number;
            on_border += (*unit >> 31) as usize;
        }
        let tiles_of_band = self.grid.columns.cells / TILE;
        self.warm(tiles_of_band, block, &block.open[..on_border], units);
        for &number in &block.open[..on_border] {
            let unit = &mut units[number as usize];
            let band = block.tiles[number as usize] / tiles_of_band;
            *unit = decide(self.record(band, *unit ^ MORE), place(number as usize));
        }
        if self.seam == Seam::Met {
            self.correct_seam(longitudes, latitudes, units);
        }
    }

    /// Reads the beginning of each record that is about to be read. One by one every record would be waited for; these reads do not
    /// depend on each other, so that the processor waits for many at a time.
    fn warm(&self, tiles_of_band: u32, block: &Block, numbers: &[u32], units: &[u32]) {
        let mut read = 0;
        for &number in numbers {
            let words = &self.records[(block.tiles[number as usize] / tiles_of_band) as usize];
            let place = (units[number as usize] ^ MORE) as usize;
            read ^= words[place] ^ words[(place + 8).min(words.len() - 1)];
        }
        std::hint::black_box(read);
    }

    fn find_tiles(&self, block: &mut Block, longitudes: &[f64], latitudes: &[f64]) {
        let (columns, rows) = (self.grid.columns, self.grid.rows);
        let tile_columns = columns.cells / TILE;
        let cells = block.tiles.iter_mut().zip(&mut block.within);
        for ((tile, within), (&lon, &lat)) in cells.zip(longitudes.iter().zip(latitudes)) {
            let (column, row) = (columns.cell(lon), rows.cell(lat));
            *tile = (row / TILE) * tile_columns + column / TILE;
            *within = (row % TILE) * TILE + column % TILE;
        }
    }

    /// Points on the antimeridian and at the poles lie at several longitudes.
    fn correct_seam(&self, longitudes: &[f64], latitudes: &[f64], units: &mut [u32]) {
        for (unit, (&lon, &lat)) in units.iter_mut().zip(longitudes.iter().zip(latitudes)) {
            if is_on_seam(lon, lat) {
                *unit = self.on_seam(Coord { x: lon, y: lat });
            }
        }
    }
}
