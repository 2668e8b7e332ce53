//! The nearest of many places by geodesic distance.
//!
//! Chords through the earth rank nearly as geodesics do: an R-tree of earth-centred positions gives the few places whose
//! chord is as short as the shortest to within what the ellipsoid can change, and those are measured exactly.

mod block;
mod many;
mod square;

pub use many::NearestPlaces;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::testing::Numbers;

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
