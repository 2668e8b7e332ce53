//! A surface of values over the earth, and the areas below some of them: contours that nest.
//!
//! The surface is the lower envelope of [cones](Cone): a value at an apex that grows evenly with geodesic distance, up to a limit.
//! A cone without slope is a disk of one value. The area below a level is therefore a union of geodesic disks, whose border has
//! corners wherever disks meet.
//!
//! # Method
//! 1. An adaptive grid: the box around everything below the highest level is split, the longer side first, until a cell is
//!    surely above or below every level, or the border within it is one arc that its chord follows closely enough, or the cell is smaller
//!    than the tolerance. A cone changes by at most its slope per metre, so its value at a cell's middle bounds it in the whole cell:
//!    far from any level nothing is split, and cones that are nowhere lowest in a cell are no longer looked at in its parts.
//! 2. Contours of all levels are cut from that one grid by marching squares (Lorensen & Cline 1987) with three changes that make
//!    the result valid and nested by construction rather than by repair. Corners of cells are integers: multiples of the last digit of the
//!    output, in degrees of longitude and latitude, in which edges are straight; so what is cut is what is written, and
//!    nothing is left to round. A cell counts the corners of smaller neighbours along its sides as its own, so contours meet without gaps where cells
//!    of different size do. And where a contour crosses a side is found by bisection over these integers, not by interpolation: values may
//!    jump there, as they do at the limit of a cone, and a lower level is never found beyond a higher one.
//! 3. Within a cell, each stretch of its outline that is below the level is cut off by a chord. Stretches below a lower level are parts of
//!    those below a higher one, and cells are convex: so are the areas.
//!
//! The map's edges (the antimeridian, the poles) are sides of cells. General marching squares (the crate `contour`) work on one raster,
//! which for the same tolerance would have a thousand times as many cells, and interpolate across jumps.

mod domain;
mod envelope;
mod grid;
mod lattice;
mod levels;
mod mesh;
mod partition;
mod trace;

use geo_types::MultiPolygon;

pub use self::envelope::{Cone, Envelope};
use self::grid::Grid;
use self::lattice::Lattice;
use self::levels::Levels;
pub use self::partition::{Partition, partition};
use super::rounding::Precision;
use crate::quantity::{Bounds, LonLat, Metres};

/// The farthest that a level may reach from an apex: a quarter of a meridian, so that what is below it is at most half of the
/// earth.
const FARTHEST: f64 = 10_000_000.0;

/// How closely a surface is followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// How much the value at a border may differ from its level.
    pub value: f64,
    /// How far a border may be from the true one, whatever the slopes.
    pub distance: Metres,
    /// The digits of the coordinates of borders (at most nine are used).
    pub precision: Precision,
}

impl Tolerance {
    /// The radius from which on a disk is sure to hold its centre after all that the tolerance allows.
    pub fn resolvable(&self) -> Metres {
        Metres::new(3.0 * (self.distance.metres() + 2.0 * Lattice::new(self.precision).widest_step()))
    }
}

/// A cell of a surface's grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurfaceCell {
    /// The cell.
    pub bounds: Bounds,
    /// The value at its middle; `None` where no cone reaches.
    pub middle: Option<f64>,
    /// No value in the cell is lower.
    pub low: f64,
    /// No value in the cell is higher; `None` when some place of it may be reached by no cone.
    pub high: Option<f64>,
}

/// How far borders may be from the true ones: what a [`Tolerance`] came to, coarse coordinates included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErrorBound {
    /// In the unit of the values: everywhere but next to a jump.
    pub value: f64,
    /// As a distance: everywhere.
    pub distance: Metres,
}

/// Why there is no such surface.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SurfaceError {
    /// A level is not a finite number.
    #[error("a level must be a finite number; {level} was given")]
    Level {
        /// The level given.
        level: f64,
    },
    /// The tolerance is not above zero.
    #[error("a tolerance must be above 0; {tolerance} was given")]
    Tolerance {
        /// The tolerance given.
        tolerance: f64,
    },
    /// What is below a level would cover more than half of the earth.
    #[error("it would cover more than half of the Earth; a radius of 10000 km is the most")]
    TooLarge,
    /// The grid would have more cells than memory allows.
    #[error("the tolerance is too fine for an area of this size: more than {most} cells; choose a larger tolerance")]
    TooFine {
        /// The most cells there may be.
        most: usize,
    },
    /// The pieces of a contour do not close. Not known to happen.
    #[error("the contour of {level} does not close; choose another tolerance")]
    Open {
        /// The level.
        level: f64,
    },
}

/// A surface on an adaptive grid, from which contours are cut.
///
/// # Examples
/// ```
/// use ringshed::geometry::rounding::Precision;
/// use ringshed::geometry::surface::{Cone, Envelope, Surface, Tolerance};
/// use ringshed::geometry::{Position, PreparedBoundary};
/// use ringshed::{LonLat, Metres};
/// let apex = LonLat::new(116.4, 39.9)?;
/// // One minute per kilometre; and a disk of 20 km around another place with 30 minutes all over.
/// let cones = vec![
///     Cone { apex, start: 0.0, slope: 0.001, limit: None, label: 0 },
///     Cone { apex: LonLat::new(118.0, 39.9)?, start: 30.0, slope: 0.0, limit: Some(Metres::new(20_000.0)), label: 0 },
/// ];
/// let tolerance = Tolerance { value: 0.1, distance: Metres::new(100.0), precision: Precision::default() };
/// let surface = Surface::new(Envelope::new(&cones), &[20.0, 45.0], tolerance)?;
/// let areas = surface.contours()?;
/// assert_eq!((areas[0].0.len(), areas[1].0.len()), (1, 2));
/// assert_eq!(PreparedBoundary::new(&areas[0]).position(apex), Position::Inside);
/// assert_eq!(surface.value(LonLat::new(118.1, 39.9)?), Some(30.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Surface {
    envelope: Envelope,
    levels: Vec<f64>,
    lattice: Lattice,
    grid: Grid,
    bound: ErrorBound,
}

impl Surface {
    /// Makes the grid for some levels, lowest first.
    ///
    /// # Errors
    /// [`SurfaceError`] when a level or the tolerance is impossible, what is below the highest level is too large, or the grid has too many
    /// cells.
    pub fn new(envelope: Envelope, levels: &[f64], tolerance: Tolerance) -> Result<Self, SurfaceError> {
        if let Some(&level) = levels.iter().find(|level| !level.is_finite()) {
            return Err(SurfaceError::Level { level });
        }
        let mut levels = levels.to_vec();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        let lattice = Lattice::new(tolerance.precision);
        let (slack, bound) = accuracy(&envelope, lattice, tolerance)?;
        let highest = levels.last().copied().unwrap_or(f64::NEG_INFINITY);
        let domains = domain::below(&envelope, highest, lattice)?;
        let question = Levels { envelope: &envelope, levels: &levels, slack };
        let grid = Grid::grown(&envelope, lattice, &domains, &question)?;
        Ok(Self { envelope, levels, lattice, grid, bound })
    }

    /// The areas at or below each level, lowest first: valid, counter-clockwise, each one in the next, cut at the antimeridian.
    ///
    /// Coordinates have the digits of the tolerance's precision already.
    ///
    /// # Errors
    /// [`SurfaceError::Open`], which is not known to happen.
    pub fn contours(&self) -> Result<Vec<MultiPolygon<f64>>, SurfaceError> {
        trace::contours(&self.envelope, self.lattice, &self.grid, &self.levels)
    }

    /// The levels, lowest first, each once.
    pub fn levels(&self) -> &[f64] {
        &self.levels
    }

    /// The value at a position; `None` above the highest level. Within a centimetre's worth of the slope of the exact one.
    pub fn value(&self, at: LonLat) -> Option<f64> {
        let cones = self.grid.candidates_at(self.lattice, at)?;
        let value = self.envelope.value_among(&self.envelope.seen_from(at.coord()), cones);
        (value <= self.levels.last().copied()?).then_some(value)
    }

    /// The cells in which some value may be at or below the highest level, with bounds of their values. Cells are small along contours
    /// and large elsewhere; they do not overlap.
    pub fn cells(&self) -> impl Iterator<Item = SurfaceCell> + '_ {
        self.grid.leaves().iter().filter_map(|leaf| self.cell(leaf))
    }

    fn cell(&self, leaf: &grid::Leaf) -> Option<SurfaceCell> {
        let (cell, cones) = (&leaf.cell, self.grid.candidates(leaf));
        let [low, high] = grid::bounds_of_value(&self.envelope, self.lattice, cell, cones);
        if low > self.levels.last().copied()? {
            return None;
        }
        let middle = self.lattice.place(cell.middle());
        let value = self.envelope.value_among(&self.envelope.seen_from(middle), cones);
        let bounds = Bounds::of(cell.corners().map(|corner| self.lattice.place(corner)))?;
        Some(SurfaceCell { bounds, middle: value.is_finite().then_some(value), low, high: high.is_finite().then_some(high) })
    }

    /// How far contours may be from the true ones.
    pub fn bound(&self) -> ErrorBound {
        self.bound
    }

    /// How many cells the grid has.
    pub fn cell_count(&self) -> usize {
        self.grid.leaf_count()
    }
}

/// How far borders within the grid may be from the true ones (metres), and how far what is written is.
fn accuracy(envelope: &Envelope, lattice: Lattice, tolerance: Tolerance) -> Result<(f64, ErrorBound), SurfaceError> {
    for tolerance in [tolerance.value, tolerance.distance.metres()] {
        if tolerance.is_nan() || tolerance <= 0.0 {
            return Err(SurfaceError::Tolerance { tolerance });
        }
    }
    let steepest = envelope.steepest();
    let by_value = if steepest > 0.0 { tolerance.value / steepest } else { f64::INFINITY };
    let slack = by_value.min(tolerance.distance.metres());
    let distance = slack.max(lattice.widest_step()) + lattice.widest_step() + envelope::DISTANCE_ERROR;
    Ok((slack, ErrorBound { value: distance * steepest, distance: Metres::new(distance) }))
}

#[cfg(test)]
mod tests;
