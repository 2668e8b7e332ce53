//! The integers on which grids live, and cells between them.

use geo_types::Coord;

use crate::geometry::ellipsoid;
use crate::geometry::rounding::Precision;

/// Longitudes and latitudes that can be written with some digits, as integers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lattice {
    per_degree: f64,
}

/// A position on the lattice; ordered from south to north, then from west to east.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node {
    pub(super) y: i64,
    pub(super) x: i64,
}

/// A box between lattice positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) west: i64,
    pub(super) south: i64,
    pub(super) east: i64,
    pub(super) north: i64,
}

/// The size of a cell on the ground.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// No place of the cell is further from its middle than this, in metres.
    pub(super) radius: f64,
    /// Upper bounds of its sides in metres.
    width: f64,
    height: f64,
    /// Tangent of the latitude furthest from the equator.
    pub(super) steepness: f64,
}

/// More digits than these (a tenth of a millimetre) are noise.
const MOST_DIGITS: u8 = 9;

impl Lattice {
    pub(super) fn new(precision: Precision) -> Self {
        Self { per_degree: 10_f64.powi(i32::from(precision.digits().min(MOST_DIGITS))) }
    }

    pub(super) fn degrees(self, steps: i64) -> f64 {
        steps as f64 / self.per_degree
    }

    /// The last lattice position at or below some degrees.
    pub(super) fn floor(self, degrees: f64) -> i64 {
        (degrees * self.per_degree).floor() as i64
    }

    /// The first lattice position at or above some degrees.
    pub(super) fn ceil(self, degrees: f64) -> i64 {
        (degrees * self.per_degree).ceil() as i64
    }

    pub(super) fn place(self, node: Node) -> Coord<f64> {
        Coord { x: self.degrees(node.x), y: self.degrees(node.y) }
    }

    /// The diagonal of a step in metres, where it is longest.
    pub(super) fn widest_step(self) -> f64 {
        let [east, _] = ellipsoid::metres_per_degree(0.0);
        let [_, north] = ellipsoid::metres_per_degree(90.0);
        east.hypot(north) / self.per_degree
    }

    pub(super) fn extent(self, cell: &Cell) -> Extent {
        let middle = cell.middle();
        let (south, north) = (self.degrees(cell.south), self.degrees(cell.north));
        let nearest_equator = if south <= 0.0 && north >= 0.0 { 0.0 } else { south.abs().min(north.abs()) };
        let farthest = south.abs().max(north.abs());
        let [per_longitude, _] = ellipsoid::metres_per_degree(nearest_equator);
        let [_, per_latitude] = ellipsoid::metres_per_degree(farthest);
        let across = |steps: i64| self.degrees(steps) * per_longitude;
        let along = |steps: i64| self.degrees(steps) * per_latitude;
        let half_width = across((middle.x - cell.west).max(cell.east - middle.x));
        let half_height = along((middle.y - cell.south).max(cell.north - middle.y));
        Extent {
            radius: half_width.hypot(half_height),
            width: across(cell.east - cell.west),
            height: along(cell.north - cell.south),
            steepness: farthest.to_radians().tan().abs(),
        }
    }
}

impl Cell {
    pub(super) fn middle(&self) -> Node {
        Node { x: self.west + (self.east - self.west) / 2, y: self.south + (self.north - self.south) / 2 }
    }

    /// The corners, counter-clockwise from the south-west.
    pub(super) fn corners(&self) -> [Node; 4] {
        let Self { west, south, east, north } = *self;
        [(west, south), (east, south), (east, north), (west, north)].map(|(x, y)| Node { y, x })
    }

    /// The halves across the longer side; `None` for a cell of a single step.
    pub(super) fn halves(&self, extent: &Extent) -> Option<[Self; 2]> {
        let middle = self.middle();
        let (wide, high) = (self.east - self.west > 1, self.north - self.south > 1);
        let by_width = [Self { east: middle.x, ..*self }, Self { west: middle.x, ..*self }];
        let by_height = [Self { north: middle.y, ..*self }, Self { south: middle.y, ..*self }];
        match (wide, high) {
            (false, false) => None,
            (true, false) => Some(by_width),
            (false, true) => Some(by_height),
            (true, true) => Some(if extent.width > extent.height { by_width } else { by_height }),
        }
    }

    pub(super) fn contains(&self, x: f64, y: f64) -> bool {
        (self.west as f64..=self.east as f64).contains(&x) && (self.south as f64..=self.north as f64).contains(&y)
    }
}

impl Lattice {
    /// A place in steps, not rounded.
    pub(super) fn steps(self, place: Coord<f64>) -> (f64, f64) {
        (place.x * self.per_degree, place.y * self.per_degree)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::testing::Numbers;

    #[test]
    fn no_place_of_a_cell_is_further_than_its_radius() {
        let lattice = Lattice::new(Precision::new(5).expect("digits"));
        let mut numbers = Numbers(5);
        for _ in 0..300 {
            let (west, south) = (numbers.within(-180.0, 170.0), numbers.within(-90.0, 80.0));
            let (width, height) = (numbers.within(1e-4, 10.0), numbers.within(1e-4, 10.0));
            let cell = Cell {
                west: lattice.ceil(west),
                south: lattice.ceil(south),
                east: lattice.ceil(west + width),
                north: lattice.ceil(south + height),
            };
            let (middle, radius) = (lattice.place(cell.middle()), lattice.extent(&cell).radius);
            for corner in cell.corners() {
                assert!(ellipsoid::distance(middle, lattice.place(corner)) <= radius * (1.0 + 1e-12), "{cell:?}");
            }
        }
    }

    #[test]
    fn lattice_positions_are_those_of_rounding() {
        let precision = Precision::new(7).expect("digits");
        let lattice = Lattice::new(precision);
        for steps in [1_163_972_301, -1_799_999_999, 3, 0, 399_075_123] {
            let degrees = lattice.degrees(steps);
            assert_eq!(precision.round(degrees), degrees);
        }
    }

    #[test]
    fn halves_cut_the_longer_side_on_the_ground() {
        let lattice = Lattice::new(Precision::new(0).expect("digits"));
        let high = Cell { west: 0, south: 60, east: 12, north: 70 };
        let [lower, upper] = high.halves(&lattice.extent(&high)).expect("two");
        assert_eq!((lower.north, upper.south), (65, 65), "at 60 degrees a degree of longitude is half as long");
        let single = Cell { west: 3, south: 3, east: 4, north: 4 };
        assert!(single.halves(&lattice.extent(&single)).is_none());
    }
}
