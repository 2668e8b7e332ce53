//! The nearest of many places by geodesic distance.
//!
//! Chords through the earth rank nearly as geodesics do: an R-tree of earth-centred positions gives the few places whose
//! chord is as short as the shortest to within what the ellipsoid can change, and those are measured exactly.

use std::sync::OnceLock;

use geo_types::Coord;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::ellipsoid;
use crate::quantity::{LonLat, Metres};

/// Mean radius of the earth in metres, as a scale only.
const EARTH: f64 = 6.371e6;

/// An index of places that answers which one is nearest by geodesic distance on the ellipsoid.
///
/// # Examples
/// ```
/// use ringshed::LonLat;
/// use ringshed::geometry::nearest::NearestPlace;
/// let places = [LonLat::new(116.397, 39.9075)?, LonLat::new(117.2, 39.13)?];
/// let index = NearestPlace::new(&places);
/// let (position, distance) = index.nearest(LonLat::new(117.0, 39.2)?).expect("there are places");
/// assert_eq!(position, 1);
/// assert!(distance.metres() < 20_000.0);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Clone, Debug)]
pub struct NearestPlace {
    places: Vec<Coord<f64>>,
    /// The same from the earth's centre, in metres.
    cartesian: Vec<[f64; 3]>,
    tree: RTree<GeomWithData<[f64; 3], usize>>,
}

impl NearestPlace {
    /// Indexes the places.
    pub fn new(places: &[LonLat]) -> Self {
        let places: Vec<_> = places.iter().map(|place| place.coord()).collect();
        let cartesian: Vec<_> = places.iter().map(|place| ellipsoid::cartesian(*place)).collect();
        let numbered = cartesian.iter().enumerate();
        let tree = RTree::bulk_load(numbered.map(|(number, place)| GeomWithData::new(*place, number)).collect());
        Self { places, cartesian, tree }
    }

    /// The position (in the order given) and the distance of the nearest place; of equally near ones the first. `None` when there
    /// are no places.
    pub fn nearest(&self, from: LonLat) -> Option<(usize, Metres)> {
        self.nearest_of(from, self.candidates(from))
    }

    /// The nearest of some places by their numbers.
    fn nearest_of(&self, from: LonLat, numbers: impl Iterator<Item = usize>) -> Option<(usize, Metres)> {
        let measured = numbers.map(|number| (number, ellipsoid::distance(from.coord(), self.places[number])));
        measured.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0))).map(|(number, metres)| (number, Metres::new(metres)))
    }

    /// The places within a distance, in the order given, with their distances.
    ///
    /// # Examples
    /// ```
    /// use ringshed::geometry::nearest::NearestPlace;
    /// use ringshed::{LonLat, Metres};
    /// let index = NearestPlace::new(&[LonLat::new(0.0, 0.0)?, LonLat::new(1.0, 0.0)?]);
    /// assert_eq!(index.within(LonLat::new(0.1, 0.0)?, Metres::new(20_000.0)).len(), 1);
    /// # Ok::<(), ringshed::quantity::LonLatError>(())
    /// ```
    pub fn within(&self, from: LonLat, radius: Metres) -> Vec<(usize, Metres)> {
        // Chords are no longer than geodesics; a micrometre more is for the rounding of both.
        let chord = radius.metres().max(0.0) + 1e-6;
        let near = self.tree.locate_within_distance(ellipsoid::cartesian(from.coord()), chord * chord);
        let measured = near.map(|place| (place.data, self.distance(from, place.data)));
        let mut within: Vec<_> = measured.filter(|(_, distance)| *distance <= radius).collect();
        within.sort_unstable_by_key(|(number, _)| *number);
        within
    }

    /// Every place with the length of the straight line through the earth, in order of it. The geodesic distance is never below
    /// it, and above it by less than a hundred-thousandth within 100 km.
    pub fn by_chord(&self, from: LonLat) -> impl Iterator<Item = (usize, Metres)> {
        let ordered = self.tree.nearest_neighbor_iter_with_distance_2(ellipsoid::cartesian(from.coord()));
        // A micrometre less, for the rounding of both.
        ordered.map(|(place, square)| (place.data, Metres::new((square.sqrt() - 1e-6).max(0.0))))
    }

    /// The same bounds in the order of the places. Faster where all are needed.
    pub fn chords(&self, from: LonLat) -> impl ExactSizeIterator<Item = Metres> + '_ {
        let [x, y, z] = ellipsoid::cartesian(from.coord());
        self.cartesian.iter().map(move |place| {
            let square = (place[0] - x).powi(2) + (place[1] - y).powi(2) + (place[2] - z).powi(2);
            Metres::new((square.sqrt() - 1e-6).max(0.0))
        })
    }

    fn distance(&self, from: LonLat, number: usize) -> Metres {
        Metres::new(ellipsoid::distance(from.coord(), self.places[number]))
    }

    /// The places that may be nearest, by chord.
    fn candidates(&self, from: LonLat) -> impl Iterator<Item = usize> {
        let mut by_chord = self.tree.nearest_neighbor_iter_with_distance_2(ellipsoid::cartesian(from.coord())).peekable();
        let bound = longest_chord(by_chord.peek().map_or(0.0, |(_, square)| square.sqrt()));
        by_chord.take_while(move |(_, square)| square.sqrt() <= bound).map(|(place, _)| place.data)
    }
}

/// The longest chord to a place that can still be nearest, when the shortest chord to any is this long.
///
/// A geodesic of length s has a chord of s (1 - s^2 / 24 R^2), and R varies by 1 % with place and direction: by far less than this
/// over any distance.
fn longest_chord(shortest: f64) -> f64 {
    shortest * (1.0 + 0.01 * (shortest / EARTH).powi(2)) + 1e-3
}

/// The nearest place for very many positions: the same answers as [`NearestPlace::nearest`], several times faster.
///
/// The globe is cut into cells of a quarter of a degree. For the first position in a cell those places are listed that can be nearest
/// anywhere in it: by the triangle inequality no farther from its middle than the nearest one there and twice the way to
/// its corners. Mostly that is one place or a few, of which chords tell the one to measure. In cells with many, and near the
/// poles, where cells are no rectangles, the tree is asked.
///
/// # Examples
/// ```
/// use ringshed::LonLat;
/// use ringshed::geometry::nearest::{NearestPlace, NearestPlaces};
/// let places = [LonLat::new(116.397, 39.9075)?, LonLat::new(117.2, 39.13)?];
/// let index = NearestPlace::new(&places);
/// let batch = NearestPlaces::new(&index);
/// let position = LonLat::new(117.0, 39.2)?;
/// assert_eq!(batch.nearest(position), index.nearest(position));
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Debug)]
pub struct NearestPlaces<'a> {
    index: &'a NearestPlace,
    chords: Vec<[f64; 3]>,
    cells: Vec<OnceLock<Candidates>>,
}

#[derive(Debug)]
enum Candidates {
    Few(Box<[u32]>),
    Many,
}

const CELLS_PER_DEGREE: f64 = 4.0;
const COLUMNS: usize = 360 * CELLS_PER_DEGREE as usize;
const ROWS: usize = 180 * CELLS_PER_DEGREE as usize;
/// With more candidates than this the tree is faster.
const FEW: usize = 16;
/// Beyond this latitude the middle of a cell is not a good centre of it.
const HIGHEST_LATITUDE: f64 = 85.0;

impl<'a> NearestPlaces<'a> {
    /// Prepares for batches; cells are looked at when a position falls into them.
    pub fn new(index: &'a NearestPlace) -> Self {
        let cells = std::iter::repeat_with(OnceLock::new).take(COLUMNS * ROWS).collect();
        Self { index, chords: index.places.iter().map(|place| ellipsoid::cartesian(*place)).collect(), cells }
    }

    /// As [`NearestPlace::nearest`].
    pub fn nearest(&self, from: LonLat) -> Option<(usize, Metres)> {
        let column = (((from.lon() + 180.0) * CELLS_PER_DEGREE) as usize).min(COLUMNS - 1);
        let row = (((from.lat() + 90.0) * CELLS_PER_DEGREE) as usize).min(ROWS - 1);
        match self.cells[row * COLUMNS + column].get_or_init(|| self.candidates(column, row)) {
            Candidates::Few(numbers) => self.nearest_of_few(from, numbers),
            Candidates::Many => self.index.nearest(from),
        }
    }

    fn nearest_of_few(&self, from: LonLat, numbers: &[u32]) -> Option<(usize, Metres)> {
        if let [only] = numbers {
            return self.index.nearest_of(from, std::iter::once(*only as usize));
        }
        let position = ellipsoid::cartesian(from.coord());
        let square = |number: &u32| {
            let place = self.chords[*number as usize];
            (0..3).map(|axis| (place[axis] - position[axis]).powi(2)).sum::<f64>()
        };
        let shortest = numbers.iter().map(square).fold(f64::INFINITY, f64::min);
        let bound = longest_chord(shortest.sqrt()).powi(2);
        self.index.nearest_of(from, numbers.iter().filter(|number| square(number) <= bound).map(|number| *number as usize))
    }

    fn candidates(&self, column: usize, row: usize) -> Candidates {
        let corner = |east: f64, north: f64| Coord {
            x: (column as f64 + east) / CELLS_PER_DEGREE - 180.0,
            y: (row as f64 + north) / CELLS_PER_DEGREE - 90.0,
        };
        let middle = corner(0.5, 0.5);
        let Some((_, nearest)) = LonLat::try_from(middle).ok().and_then(|middle| self.index.nearest(middle)) else {
            return Candidates::Few(Box::new([]));
        };
        if middle.y.abs() > HIGHEST_LATITUDE {
            return Candidates::Many;
        }
        let corners = [corner(0.0, 0.0), corner(0.0, 1.0)].map(|corner| ellipsoid::distance(middle, corner));
        // A chord is never longer than its geodesic.
        let limit = (nearest.metres() + 2.01 * corners[0].max(corners[1])).powi(2);
        let by_chord = self.index.tree.nearest_neighbor_iter_with_distance_2(ellipsoid::cartesian(middle));
        let within = by_chord.take_while(|(_, square)| *square <= limit).map(|(place, _)| place.data as u32);
        let mut numbers: Vec<u32> = within.take(FEW + 1).collect();
        numbers.sort_unstable();
        if numbers.len() > FEW { Candidates::Many } else { Candidates::Few(numbers.into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::testing::Numbers;

    #[test]
    fn batches_give_the_same_answers() {
        let mut numbers = Numbers(23);
        for (count, [west, east, south, north]) in
            [(300, [73.0, 135.0, 18.0, 54.0]), (40, [-180.0, 180.0, -90.0, 90.0]), (300, [116.0, 117.0, 39.0, 40.0])]
        {
            let mut place = || LonLat::new(numbers.within(west, east), numbers.within(south, north)).expect("in range");
            let places: Vec<_> = (0..count).map(|_| place()).collect();
            let index = NearestPlace::new(&places);
            let batch = NearestPlaces::new(&index);
            for _ in 0..2000 {
                let from = place();
                assert_eq!(batch.nearest(from), index.nearest(from), "{from}");
            }
        }
        assert_eq!(NearestPlaces::new(&NearestPlace::new(&[])).nearest(LonLat::new(0.0, 0.0).expect("in range")), None);
    }

    fn brute_force(places: &[LonLat], from: LonLat) -> Option<usize> {
        let distance = |place: &LonLat| ellipsoid::distance(from.coord(), place.coord());
        (0..places.len()).min_by(|a, b| distance(&places[*a]).total_cmp(&distance(&places[*b])).then(a.cmp(b)))
    }

    #[test]
    fn within_agrees_with_measuring_every_place_and_chords_are_bounds() {
        let mut numbers = Numbers(11);
        let mut place = || LonLat::new(numbers.within(100.0, 130.0), numbers.within(20.0, 50.0)).expect("on the globe");
        let places: Vec<LonLat> = (0..500).map(|_| place()).collect();
        let index = NearestPlace::new(&places);
        for radius in [0.0, 20_000.0, 150_000.0, 3_000_000.0] {
            for _ in 0..20 {
                let from = place();
                let found: Vec<usize> =
                    index.within(from, Metres::new(radius)).into_iter().map(|(number, _)| number).collect();
                let distance = |number: &usize| ellipsoid::distance(from.coord(), places[*number].coord());
                let expected: Vec<usize> = (0..places.len()).filter(|number| distance(number) <= radius).collect();
                assert_eq!(found, expected, "{from} {radius}");
                let chords: Vec<(usize, Metres)> = index.by_chord(from).collect();
                assert_eq!(chords.len(), places.len());
                assert!(chords.is_sorted_by(|a, b| a.1 <= b.1));
                assert!(chords.iter().all(|(number, chord)| chord.metres() <= distance(number)));
                let in_order: Vec<Metres> = index.chords(from).collect();
                assert!(chords.iter().all(|(number, chord)| (in_order[*number] - *chord).metres().abs() < 1e-6));
            }
        }
    }

    #[test]
    fn agrees_with_measuring_all() {
        let mut numbers = Numbers(3);
        let mut place = || LonLat::new(numbers.within(-180.0, 180.0), numbers.within(-90.0, 90.0)).expect("in range");
        for count in [1, 2, 5, 40] {
            let places: Vec<_> = (0..count).map(|_| place()).collect();
            let index = NearestPlace::new(&places);
            for _ in 0..1000 {
                let from = place();
                assert_eq!(index.nearest(from).map(|found| found.0), brute_force(&places, from), "{from} of {places:?}");
            }
        }
    }

    #[test]
    fn ties_go_to_the_first() {
        let place = |lon: f64| LonLat::new(lon, 10.0).expect("in range");
        let index = NearestPlace::new(&[place(5.0), place(1.0), place(-1.0), place(1.0)]);
        assert_eq!(index.nearest(place(0.0)).map(|found| found.0), Some(1));
        assert!(NearestPlace::new(&[]).nearest(place(0.0)).is_none());
    }
}
