//! The grid: from a coordinate to a cell, always in the same way.
//!
//! Border and questions are put into cells by one function, which never decreases when a coordinate grows: every operation in it
//! rounds monotonically. So an edge from x to x' meets only columns from that of x to that of x', whatever rounding does,
//! and nothing below depends on where exactly the limit between two cells lies.

use geo_types::Coord;

use super::outline::Extent;
use crate::quantity::Bounds;

/// Cells in a row (and in a column) of a tile.
pub(super) const TILE: u32 = 8;
/// Length of a cell in mean edge lengths. Smaller cells hold fewer edges, but there are more of them to build and to keep in the
/// caches: of 2 to 12, building and then counting 10 million points was cheapest at 4 to 7, counting alone at 2 to 3.
const EDGES_PER_CELL: f64 = 5.0;
const EDGES_PER_FINE_CELL: f64 = 2.5;
/// Most cells of a grid, which bounds the time for building it.
const MOST_CELLS: f64 = 67_108_864.0;
/// Most columns and rows, so that both fit in 16 bits, and fewest: one tile would not tell apart what lies outside.
const MOST_LINES: f64 = 65_528.0;
const FEWEST_LINES: f64 = 16.0;
/// Cells left free around the border of all units: what lies outside them lies in a cell outside them.
const MARGIN: f64 = 2.0;
/// Smallest extent of a grid in degrees; so a cell is never so small that rounding matters in [`Grid::columns_in_row`].
const SMALLEST_EXTENT: f64 = 1e-3;
/// Added to a number below 2^51 it leaves the nearest whole number in the low bits.
const TO_WHOLE: f64 = 4_503_599_627_370_496.0;

/// One axis of a grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) per_degree: f64,
    /// A multiple of [`TILE`].
    pub(super) cells: u32,
}

/// Columns from west to east and rows from south to north.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Grid {
    pub(super) columns: Axis,
    pub(super) rows: Axis,
}

/// A cell by its column and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) column: u32,
    pub(super) row: u32,
}

impl Cell {
    /// Cells in row-major order as one number.
    pub(super) const fn key(self) -> u32 {
        self.row << 16 | self.column
    }

    pub(super) const fn from_key(key: u32) -> Self {
        Self { column: key & 0xffff, row: key >> 16 }
    }
}

impl Axis {
    fn new(low: f64, high: f64, cells: f64) -> Self {
        let cells = (cells / f64::from(TILE)).ceil().max(1.0) as u32 * TILE;
        let middle = f64::midpoint(low, high);
        let half = f64::midpoint(-low, high).max(SMALLEST_EXTENT / 2.0);
        let step = 2.0 * half / (f64::from(cells) - 1.0 - 2.0 * MARGIN);
        let margin = half + MARGIN * step;
        Self { low: middle - margin, high: middle + margin, per_degree: step.recip(), cells }
    }

    /// The cell of a number. What lies beyond the ends (or is no number) is in the first or last cell, which are outside of
    /// everything.
    #[inline(always)]
    pub(super) fn cell(&self, number: f64) -> u32 {
        // Comparisons in this order take NaN to the low end, and are one instruction each.
        let number = if number > self.low { number } else { self.low };
        let number = if number < self.high { number } else { self.high };
        ((number - self.low) * self.per_degree + TO_WHOLE).to_bits() as u32
    }

    /// Whether it is an axis: what was read from a file may be anything.
    pub(super) fn is_sound(&self) -> bool {
        let numbers = [self.low, self.high, self.per_degree];
        let is_long = self.low < self.high && self.per_degree > 0.0 && numbers.into_iter().all(f64::is_finite);
        let has_tiles = self.cells > 0 && self.cells.is_multiple_of(TILE) && f64::from(self.cells) <= MOST_LINES;
        is_long && has_tiles && self.cell(self.high) < self.cells
    }

    /// About where a cell begins.
    fn begin(&self, cell: u32) -> f64 {
        self.low + (f64::from(cell) - 0.5) / self.per_degree
    }
}

impl Grid {
    /// A grid in which cells on the border hold a few edges each; `None` asks for the smallest grid, for no units at all.
    pub(super) fn new(extent: Option<Extent>) -> Self {
        Self::with_edges(extent, EDGES_PER_CELL)
    }

    /// The same with cells of half the length.
    pub(super) fn fine(extent: Option<Extent>) -> Self {
        Self::with_edges(extent, EDGES_PER_FINE_CELL)
    }

    fn with_edges(extent: Option<Extent>, edges_per_cell: f64) -> Self {
        let Some(Extent { bounds, vertices, length }) = extent else {
            let axis = Axis::new(0.0, 0.0, FEWEST_LINES);
            return Self { columns: axis, rows: axis };
        };
        let (min, max) = (bounds.min(), bounds.max());
        let cell = edges_per_cell * length / vertices as f64;
        let cells = |low: f64, high: f64| {
            let wanted = (high - low).max(SMALLEST_EXTENT) / cell;
            if wanted.is_finite() { wanted.clamp(FEWEST_LINES, MOST_LINES) } else { FEWEST_LINES }
        };
        let (columns, rows) = (cells(min.x, max.x), cells(min.y, max.y));
        let shrink = (MOST_CELLS / (columns * rows)).sqrt().min(1.0);
        Self::with_lines(&bounds, columns * shrink, rows * shrink)
    }

    /// A grid with at least so many columns and rows.
    pub(super) fn with_lines(bounds: &Bounds, columns: f64, rows: f64) -> Self {
        let (min, max) = (bounds.min(), bounds.max());
        let lines = |wanted: f64| wanted.clamp(FEWEST_LINES, MOST_LINES);
        Self { columns: Axis::new(min.x, max.x, lines(columns)), rows: Axis::new(min.y, max.y, lines(rows)) }
    }

    #[inline(always)]
    pub(super) fn cell(&self, place: Coord<f64>) -> Cell {
        Cell { column: self.columns.cell(place.x), row: self.rows.cell(place.y) }
    }

    /// The columns that an edge may meet in a row, a column more on either side, within the columns of its ends.
    ///
    /// For edges at least a row high. Computed with rounding, which is far less than the added column then: a grid spans at least
    /// [`SMALLEST_EXTENT`], so that a cell is larger than 1e-8 degrees.
    pub(super) fn columns_in_row(&self, from: Coord<f64>, to: Coord<f64>, row: u32) -> (u32, u32) {
        let at = |latitude: f64| {
            let part = ((latitude - from.y) / (to.y - from.y)).clamp(0.0, 1.0);
            self.columns.cell(from.x + (to.x - from.x) * part)
        };
        let ends = (self.columns.cell(from.x), self.columns.cell(to.x));
        let met = (at(self.rows.begin(row)), at(self.rows.begin(row + 1)));
        let west = met.0.min(met.1).saturating_sub(1).max(ends.0.min(ends.1));
        let east = (met.0.max(met.1) + 1).min(ends.0.max(ends.1));
        (west, east)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(west: f64, south: f64, east: f64, north: f64) -> Grid {
        let bounds = Bounds::of([(west, south), (east, north)].map(Into::into)).expect("corners");
        Grid::new(Some(Extent { bounds, vertices: 1000, length: 100.0 }))
    }

    #[test]
    fn cells_never_decrease_and_the_outermost_are_free() {
        for (low, high) in [(-180.0, 180.0), (0.1, 0.1 + 1e-9), (73.5, 135.1), (-1e-300, 1e-300)] {
            let axis = grid(low, low, high, high).columns;
            let mut numbers = vec![low, low.next_up(), low.next_down(), high, high.next_down(), high.next_up()];
            numbers.extend((0..5000).map(|step| low + (high - low) * f64::from(step) / 4999.0));
            numbers.sort_by(f64::total_cmp);
            assert!(numbers.windows(2).all(|pair| axis.cell(pair[0]) <= axis.cell(pair[1])));
            assert!(axis.cell(low) >= 1 && axis.cell(high) <= axis.cells - 2, "{axis:?}");
            assert_eq!(axis.cell(f64::NEG_INFINITY), 0);
            assert_eq!(axis.cell(f64::NAN), 0);
            assert_eq!(axis.cell(f64::INFINITY), axis.cells - 1);
            assert_eq!(axis.cells % TILE, 0);
        }
    }

    #[test]
    fn an_edge_is_in_the_cells_of_its_places() {
        let grid = grid(0.0, 0.0, 10.0, 7.0);
        for (from, to) in [((0.3, 0.1), (9.7, 6.9)), ((9.9, 0.0), (0.0, 0.5)), ((1.0, 5.0), (1.1, 0.2))] {
            let (from, to): (Coord<f64>, Coord<f64>) = (from.into(), to.into());
            for step in 0..=1000 {
                let place = from + (to - from) * (f64::from(step) / 1000.0);
                let cell = grid.cell(place);
                let (west, east) = grid.columns_in_row(from, to, cell.row);
                assert!((west..=east).contains(&cell.column), "{place:?}");
            }
        }
    }
}
