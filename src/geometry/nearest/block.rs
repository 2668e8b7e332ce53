//! A part of the globe, with the places that can be nearest there.

use geo_types::Coord;

use super::super::ellipsoid;
use super::square::Square;
use super::{NearestPlace, longest_chord};
use crate::quantity::{LonLat, Metres};

/// Degrees of longitude and latitude that a block covers.
pub(super) const SIZE: f64 = 1.0;
/// Beyond this latitude a block is no rectangle.
const HIGHEST_LATITUDE: f64 = 85.0;
/// With more contenders than this a block is cut finer...
const MANY: usize = 40;
/// ...and with more than this the tree is asked.
const TOO_MANY: usize = 4000;
/// Cells along a side of a block.
const CELLS: usize = 4;
const FINE_CELLS: usize = 16;
/// With more contenders in a cell than this the tree is faster.
const MOST_IN_CELL: usize = 16;
/// Squares of distances are fitted for at most so many places of a block: each takes the time of 50 distances.
const MOST_SQUARES: usize = 24;
/// Below this square of a distance, in square metres, the distance is measured.
const NEAR: f64 = 1e6;

/// Longitudes and latitudes from a corner on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rectangle {
    pub(super) west: f64,
    pub(super) south: f64,
    /// Degrees along each side.
    pub(super) size: f64,
}

impl Rectangle {
    /// A position by coordinates that go from -1 to 1; `None` off the globe.
    pub(super) fn at(&self, u: f64, v: f64) -> Option<LonLat> {
        let along = |start: f64, part: f64| start + self.size * (part + 1.0) / 2.0;
        LonLat::new(along(self.west, u), along(self.south, v)).ok()
    }

    /// The longest way from the middle to another position.
    fn radius(&self) -> Option<f64> {
        let middle = self.at(0.0, 0.0)?.coord();
        let to_corner = |v: f64| self.at(-1.0, v).map(|corner| ellipsoid::distance(middle, corner.coord()));
        Some(to_corner(-1.0)?.max(to_corner(1.0)?))
    }
}

/// The contenders of each cell of a rectangle.
#[derive(Clone, Debug)]
pub(super) struct Block {
    rectangle: Rectangle,
    cells_per_side: usize,
    /// Numbers of the places that contend in any cell.
    places: Box<[u32]>,
    /// Where the contenders of each cell begin, and where those of the last end.
    starts: Box<[u32]>,
    /// Positions among `places`, cell by cell, in the order of the places.
    contenders: Box<[u16]>,
    /// The squares of the distances to the `places`; none when there are too many or they are not smooth.
    squares: Box<[Square]>,
}

impl Block {
    /// The block with a corner; `None` where the tree has to be asked.
    pub(super) fn new(index: &NearestPlace, west: f64, south: f64) -> Option<Self> {
        let rectangle = Rectangle { west, south, size: SIZE };
        let near = near(index, &rectangle)?;
        let cells_per_side = if near.len() > MANY { FINE_CELLS } else { CELLS };
        let lists = lists(index, &rectangle, cells_per_side, &near)?;
        let mut places: Vec<u32> = lists.iter().flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        let position = |number: &u32| places.binary_search(number).ok().and_then(|position| u16::try_from(position).ok());
        let (mut starts, mut contenders) = (vec![0], Vec::new());
        for list in &lists {
            contenders.extend(list.iter().filter_map(position));
            starts.push(contenders.len() as u32);
        }
        let squares = squares(index, &rectangle, &places);
        Some(Self {
            rectangle,
            cells_per_side,
            places: places.into(),
            starts: starts.into(),
            contenders: contenders.into(),
            squares: squares.into(),
        })
    }

    /// The nearest place to a position in the block, and how far it is.
    pub(super) fn nearest(&self, index: &NearestPlace, from: LonLat) -> Option<(usize, Metres)> {
        let (x, y) = (from.lon() - self.rectangle.west, from.lat() - self.rectangle.south);
        let contenders = self.contenders(x / SIZE, y / SIZE);
        if self.squares.is_empty() {
            return self.nearest_by_chord(index, from, contenders);
        }
        let (u, v) = (2.0 * x / SIZE - 1.0, 2.0 * y / SIZE - 1.0);
        let (mut nearest, mut shortest, mut second) = (0, f64::INFINITY, f64::INFINITY);
        for &contender in contenders {
            let square = self.squares[usize::from(contender)].at(u, v);
            if square < shortest {
                (nearest, shortest, second) = (contender, square, shortest);
            } else if square < second {
                second = square;
            }
        }
        if shortest >= NEAR && second > undecided(shortest) {
            return Some((self.places[usize::from(nearest)] as usize, Metres::new(shortest.sqrt())));
        }
        let bound = undecided(shortest.max(0.0));
        let is_close = |contender: &&u16| self.squares[usize::from(**contender)].at(u, v) <= bound;
        index.nearest_of(from, contenders.iter().filter(is_close).map(|contender| self.number(*contender)))
    }

    /// The contenders at a position that is given in parts of the sides.
    fn contenders(&self, east: f64, north: f64) -> &[u16] {
        let along = |part: f64| ((part * self.cells_per_side as f64) as usize).min(self.cells_per_side - 1);
        let cell = along(north) * self.cells_per_side + along(east);
        &self.contenders[self.starts[cell] as usize..self.starts[cell + 1] as usize]
    }

    fn number(&self, contender: u16) -> usize {
        self.places[usize::from(contender)] as usize
    }

    /// By the straight line through the earth, which tells all but nearly equal distances apart.
    fn nearest_by_chord(&self, index: &NearestPlace, from: LonLat, contenders: &[u16]) -> Option<(usize, Metres)> {
        match contenders {
            [only] => return index.nearest_of(from, std::iter::once(self.number(*only))),
            many if many.len() > MOST_IN_CELL => return index.nearest(from),
            _ => {}
        }
        let position = ellipsoid::cartesian(from.coord());
        let square = |contender: &u16| chord_square(position, index.cartesian[self.number(*contender)]);
        let shortest = contenders.iter().map(square).fold(f64::INFINITY, f64::min);
        let bound = longest_chord(shortest.sqrt()).powi(2);
        let close = contenders.iter().filter(|contender| square(contender) <= bound);
        index.nearest_of(from, close.map(|contender| self.number(*contender)))
    }
}

/// The square up to which distances are measured when the shortest has this one: 0.1 mm more in distance, much more than polynomials
/// and measured distances are off.
fn undecided(shortest: f64) -> f64 {
    shortest + 2e-4 * shortest.sqrt() + 1e-3
}

fn chord_square(from: [f64; 3], to: [f64; 3]) -> f64 {
    (0..3).map(|axis| (to[axis] - from[axis]).powi(2)).sum()
}

/// The places that can be nearest somewhere in a rectangle, in order: by the triangle inequality no farther from its middle
/// than the nearest one there and twice the way to its corners. A chord is never longer than its geodesic.
fn near(index: &NearestPlace, rectangle: &Rectangle) -> Option<Vec<u32>> {
    let middle = rectangle.at(0.0, 0.0).filter(|middle| middle.lat().abs() <= HIGHEST_LATITUDE)?;
    let (_, nearest) = index.nearest(middle)?;
    let limit = nearest.metres() + 2.01 * rectangle.radius()?;
    let within = index.tree.locate_within_distance(ellipsoid::cartesian(middle.coord()), limit * limit);
    let mut numbers: Vec<u32> = within.take(TOO_MANY + 1).map(|place| place.data as u32).collect();
    numbers.sort_unstable();
    (numbers.len() <= TOO_MANY).then_some(numbers)
}

/// Of some places those that can be nearest in each cell of a rectangle, from the south-west on, row by row.
fn lists(index: &NearestPlace, rectangle: &Rectangle, cells_per_side: usize, near: &[u32]) -> Option<Vec<Vec<u32>>> {
    let size = rectangle.size / cells_per_side as f64;
    let mut lists = Vec::with_capacity(cells_per_side * cells_per_side);
    for row in 0..cells_per_side {
        let south = rectangle.south + row as f64 * size;
        // Cells of one row are of one shape.
        let radius = Rectangle { west: rectangle.west, south, size }.radius()?;
        for column in 0..cells_per_side {
            let cell = Rectangle { west: rectangle.west + column as f64 * size, south, size };
            lists.push(near_middle(index, cell.at(0.0, 0.0)?.coord(), radius, near)?);
        }
    }
    Some(lists)
}

fn near_middle(index: &NearestPlace, middle: Coord<f64>, radius: f64, near: &[u32]) -> Option<Vec<u32>> {
    let position = ellipsoid::cartesian(middle);
    let square = |number: &u32| chord_square(position, index.cartesian[*number as usize]);
    let nearest = near.iter().min_by(|a, b| square(a).total_cmp(&square(b)))?;
    let limit = ellipsoid::distance(middle, index.places[*nearest as usize]) + 2.01 * radius;
    Some(near.iter().copied().filter(|number| square(number) <= limit * limit).collect())
}

/// The squares of the distances to some places; none when there are many, or when one is not smooth.
fn squares(index: &NearestPlace, rectangle: &Rectangle, places: &[u32]) -> Vec<Square> {
    if places.len() > MOST_SQUARES {
        return Vec::new();
    }
    let square = |number: &u32| {
        let place = index.places[*number as usize];
        Square::fitted(rectangle, |at| ellipsoid::distance(at.coord(), place))
    };
    places.iter().map(square).collect::<Option<Vec<Square>>>().unwrap_or_default()
}
