//! The locator: a grid of cells that answers most points with one look, and the rest exactly from the few edges nearby.
//!
//! | step | where |
//! |---|---|
//! | rings of a unit as one column of coordinates | [`outline`] |
//! | from a coordinate to a cell, always in the same way | [`grid`] |
//! | the cells one unit's border passes through, and those inside it | [`trace`] |
//! | all units of a band of rows, put together | [`band`] |
//! | what is known about a cell on the border | [`record`] |
//! | exact decisions in cells on the border | [`decide`] |
//! | many points at once | [`batch`] |
//! | a file of it | [`file`] |
//!
//! # Layout
//! Tiles of 8 by 8 cells cover the bounding box of all units. A tile that lies in one unit (or outside of all) is one entry of 4
//! bytes; any other has a block of 64 entries. A cell that lies in one unit answers at once, too. A cell on the border has a
//! record: the units whose border passes through it in order of code, each with its edges there, up to the first unit that
//! covers the cell as a whole. The first in the list that touches the point is the answer: overlapping units, shared borders, gaps
//! and holes need no care of their own. Where the borders of two units are the same edges, these are kept once.

mod band;
mod batch;
mod decide;
mod file;
mod grid;
mod outline;
mod record;
mod trace;

use geo_types::Coord;

pub use batch::Counts;
pub use file::{LocatorFile, LocatorFileError};
pub use outline::Outline;

use band::Band;
use decide::decide;
use grid::{Grid, TILE};
use outline::Extent;
use record::Record;
use trace::Trace;

use crate::geometry::workers::Workers;
use crate::quantity::LonLat;

/// From points to units at the speed of memory, exactly.
///
/// Units are numbered by the order in which their outlines were given, which is the order of the border rule: a point on a
/// shared border or vertex, or in several overlapping units, is in the one with the smallest number. The index owns all it needs
/// and can be kept in a [file](LocatorFile).
///
/// # Examples
/// ```
/// use geo_types::Rect;
/// use ringshed::LonLat;
/// use ringshed::index::{CellIndex, OneThread, Outline};
/// let square = |west: f64| Outline::from(&Rect::new((west, 0.0), (west + 1.0, 1.0)).to_polygon().into());
/// let index = CellIndex::new(vec![square(1.0), square(0.0)], &OneThread);
/// assert_eq!(index.locate(LonLat::new(0.5, 0.5)?), Some(1));
/// assert_eq!(index.locate(LonLat::new(1.0, 0.5)?), Some(0), "the border of both");
/// assert_eq!(index.locate(LonLat::new(3.0, 0.5)?), None);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CellIndex {
    grid: Grid,
    /// Per tile an [`Entry`]: a unit or a block.
    tiles: Vec<Entry>,
    /// Per cell of each block an [`Entry`]: a unit, or a record by its place among those of its band.
    blocks: Vec<Entry>,
    /// The records of each band of tiles.
    records: Vec<Vec<u64>>,
    units: u32,
    vertices: usize,
    /// What lies at the south and north pole, where all longitudes meet.
    poles: [u32; 2],
    /// Whether a unit reaches the antimeridian or a pole.
    seam: Seam,
}

/// What is known about a tile or a cell, in 4 bytes: the number of a unit; the number of units when it is outside of all; or, with
/// the highest bit set, where more is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry(u32);

const MORE: u32 = 1 << 31;

/// Most units of an index: numbers of units and of what is outside fit beside the highest bit.
const MOST_UNITS: usize = (1 << 30) - 1;

/// Whether points at the antimeridian and the poles need care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seam {
    /// No unit reaches there: nothing does but "outside".
    Free,
    /// Points there are looked up at all their longitudes.
    Met,
}

impl Entry {
    const fn more(self) -> Option<u32> {
        if self.0 & MORE == 0 { None } else { Some(self.0 ^ MORE) }
    }
}

impl CellIndex {
    /// Indexes units, in order of code. Those beyond 2^30 - 1 are left out.
    ///
    /// Costs some 40 nanoseconds of work per vertex, which `workers` may share: units are traced on the grid one by one, then
    /// bands of rows are put together one by one.
    pub fn new(outlines: Vec<Outline>, workers: &impl Workers) -> Self {
        Self::with_grid(outlines, Grid::new, workers)
    }

    /// The same with four times as many cells: takes twice the time to build and half as much more memory, and answers up to
    /// twice as fast where points crowd along borders. For an index that is kept or asked for hundreds of millions of points.
    pub fn fine(outlines: Vec<Outline>, workers: &impl Workers) -> Self {
        Self::with_grid(outlines, Grid::fine, workers)
    }

    fn with_grid(mut outlines: Vec<Outline>, grid: impl FnOnce(Option<Extent>) -> Grid, workers: &impl Workers) -> Self {
        outlines.truncate(MOST_UNITS);
        let extents = workers.map(outlines.len(), |unit| outlines[unit].extent());
        let extent = extents.iter().flatten().copied().reduce(Extent::union);
        Self::on_grid(grid(extent), extent, outlines, workers)
    }

    fn on_grid(grid: Grid, extent: Option<Extent>, outlines: Vec<Outline>, workers: &impl Workers) -> Self {
        let traces = workers.map(outlines.len(), |unit| Trace::new(&grid, &outlines[unit]));
        let by_band = band::units_by_band(&grid, &traces);
        let parts: Vec<&[Vec<u32>]> = by_band.chunks(BANDS_AT_A_TIME).collect();
        let several = |part: usize| Band::several(&grid, part * BANDS_AT_A_TIME, parts[part], &outlines, &traces);
        let bands = workers.map(parts.len(), several).into_iter().flatten().collect();
        let seam = extent.map_or(Seam::Free, |extent| Seam::of(&extent));
        let poles = match seam {
            Seam::Free => [outlines.len() as u32; 2],
            Seam::Met => [-90.0, 90.0].map(|latitude| first_at(latitude, &outlines)),
        };
        let (units, vertices) = (outlines.len() as u32, outlines.iter().map(Outline::vertex_count).sum());
        let mut index =
            Self { grid, tiles: Vec::new(), blocks: Vec::new(), records: Vec::new(), units, vertices, poles, seam };
        index.join(bands);
        index
    }

    fn join(&mut self, bands: Vec<Band>) {
        let total = |part: fn(&Band) -> usize| bands.iter().map(part).sum::<usize>();
        self.tiles.reserve_exact(total(|band| band.tiles.len()));
        self.blocks.reserve_exact(total(|band| band.blocks.len()));
        for band in bands {
            let before = (self.blocks.len() / CELLS_OF_TILE) as u32;
            let behind = |entry: Entry| entry.more().map_or(entry, |block| Entry(MORE | (block + before)));
            self.tiles.extend(band.tiles.iter().map(|&entry| behind(entry)));
            self.blocks.extend_from_slice(&band.blocks);
            self.records.push(band.records);
        }
    }

    /// How many units are indexed.
    pub fn unit_count(&self) -> usize {
        self.units as usize
    }

    /// The number of the one unit in which a point lies; `None` when it is outside all of them.
    ///
    /// The antimeridian is one line whether it is written 180 or -180, and a pole is one point at every longitude.
    pub fn locate(&self, point: LonLat) -> Option<u32> {
        let unit = match self.seam {
            Seam::Met if is_on_seam(point.lon(), point.lat()) => self.on_seam(point.coord()),
            Seam::Met | Seam::Free => self.in_plane(point.coord()),
        };
        (unit != self.outside()).then_some(unit)
    }

    fn in_plane(&self, place: Coord<f64>) -> u32 {
        let cell = self.grid.cell(place);
        let band = cell.row / TILE;
        let tile = band * (self.grid.columns.cells / TILE) + cell.column / TILE;
        let entry = self.tiles[tile as usize];
        let Some(block) = entry.more() else { return entry.0 };
        let within = (cell.row % TILE) * TILE + cell.column % TILE;
        let entry = self.blocks[block as usize * CELLS_OF_TILE + within as usize];
        entry.more().map_or(entry.0, |record| decide(self.record(band, record), place))
    }

    fn record(&self, band: u32, place: u32) -> Record<'_> {
        Record::new(&self.records[band as usize][place as usize..])
    }

    fn on_seam(&self, place: Coord<f64>) -> u32 {
        match place.y {
            -90.0 => self.poles[0],
            90.0 => self.poles[1],
            _ => self.in_plane(place).min(self.in_plane(Coord { x: -place.x, y: place.y })),
        }
    }

    fn outside(&self) -> u32 {
        self.units
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        let records: usize = self.records.iter().map(|words| size_of_val(&words[..])).sum();
        size_of::<Self>() + size_of_val(&self.tiles[..]) + size_of_val(&self.blocks[..]) + records
    }

    /// What the index is made of, for people who choose or measure it.
    pub fn figures(&self) -> CellFigures {
        CellFigures {
            units: self.unit_count(),
            vertices: self.vertices,
            columns: self.grid.columns.cells as usize,
            rows: self.grid.rows.cells as usize,
            tiles_on_border: self.blocks.len() / CELLS_OF_TILE,
            cells_on_border: self.blocks.iter().filter(|entry| entry.more().is_some()).count(),
            bytes: self.bytes(),
        }
    }
}

/// Sizes of a [`CellIndex`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellFigures {
    /// Units.
    pub units: usize,
    /// Vertices of all units.
    pub vertices: usize,
    /// Columns of cells.
    pub columns: usize,
    /// Rows of cells.
    pub rows: usize,
    /// Tiles that lie neither in one unit nor outside.
    pub tiles_on_border: usize,
    /// Cells that lie neither in one unit nor outside.
    pub cells_on_border: usize,
    /// Memory held.
    pub bytes: usize,
}

/// Bands that are put together in the same memory.
const BANDS_AT_A_TIME: usize = 8;

const CELLS_OF_TILE: usize = (TILE * TILE) as usize;

impl Seam {
    fn of(extent: &Extent) -> Self {
        let (min, max) = (extent.bounds.min(), extent.bounds.max());
        let is_met = min.x <= -180.0 || max.x >= 180.0 || min.y <= -90.0 || max.y >= 90.0;
        if is_met { Self::Met } else { Self::Free }
    }
}

fn is_on_seam(lon: f64, lat: f64) -> bool {
    (lon.abs() == 180.0 && lat.abs() <= 90.0) || (lat.abs() == 90.0 && lon.abs() <= 180.0)
}

/// The first unit with a vertex at a latitude; the number of units when there is none. A unit that touches a pole has a vertex
/// there, for nothing lies beyond it.
fn first_at(latitude: f64, outlines: &[Outline]) -> u32 {
    let is_there = |outline: &Outline| outline.coords().iter().any(|coord| coord.y == latitude);
    outlines.iter().position(is_there).unwrap_or(outlines.len()) as u32
}

#[cfg(test)]
mod tests;
