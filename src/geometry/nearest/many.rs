//! The nearest place for very many positions.

use std::sync::OnceLock;

use super::NearestPlace;
use super::block::{Block, SIZE};
use crate::quantity::{LonLat, Metres};

const COLUMNS: usize = (360.0 / SIZE) as usize;
const ROWS: usize = (180.0 / SIZE) as usize;

/// The nearest place for very many positions: the answers of [`NearestPlace::nearest`], up to twenty times faster.
///
/// The globe is cut into blocks of a degree and these into cells. For the first position in a block those places are listed that
/// can be nearest anywhere in each cell, and the squares of the distances to them are fitted by polynomials over the block. A position then
/// takes a polynomial for each place of its cell, mostly one or a few. Only distances that are equal to within 0.1 mm, and those below a
/// kilometre, are measured; others come from the polynomial, which is off by at most some tenths of a micrometre. Where
/// many places contend chords tell the one to measure, and near the poles the tree is asked.
///
/// # Examples
/// ```
/// use ringshed::LonLat;
/// use ringshed::geometry::nearest::{NearestPlace, NearestPlaces};
/// let places = [LonLat::new(116.397, 39.9075)?, LonLat::new(117.2, 39.13)?];
/// let many = NearestPlaces::new(&places);
/// let position = LonLat::new(117.0, 39.2)?;
/// let (place, distance) = many.nearest(position).expect("there are places");
/// let (same, measured) = NearestPlace::new(&places).nearest(position).expect("there are places");
/// assert_eq!(place, same);
/// assert!((distance - measured).metres().abs() < 1e-6);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Debug)]
pub struct NearestPlaces {
    index: NearestPlace,
    blocks: Vec<OnceLock<Option<Box<Block>>>>,
}

impl NearestPlaces {
    /// Indexes the places; blocks are looked at when a position falls into them.
    pub fn new(places: &[LonLat]) -> Self {
        let blocks = std::iter::repeat_with(OnceLock::new).take(COLUMNS * ROWS).collect();
        Self { index: NearestPlace::new(places), blocks }
    }

    /// The position (in the order given) and the distance of the nearest place; of equally near ones the first. `None` when there
    /// are no places.
    pub fn nearest(&self, from: LonLat) -> Option<(usize, Metres)> {
        let column = (((from.lon() + 180.0) / SIZE) as usize).min(COLUMNS - 1);
        let row = (((from.lat() + 90.0) / SIZE) as usize).min(ROWS - 1);
        let block = self.blocks[row * COLUMNS + column].get_or_init(|| {
            let (west, south) = (column as f64 * SIZE - 180.0, row as f64 * SIZE - 90.0);
            Block::new(&self.index, west, south).map(Box::new)
        });
        match block {
            Some(block) => block.nearest(&self.index, from),
            None => self.index.nearest(from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::testing::Numbers;

    /// Both say the same place, and distances that are the same to a micrometre.
    fn agrees(many: &NearestPlaces, from: LonLat) {
        let (place, distance) = many.nearest(from).expect("there are places");
        let (same, measured) = many.index.nearest(from).expect("there are places");
        assert_eq!(place, same, "{from}");
        assert!((distance - measured).metres().abs() < 1e-6, "{from}: {distance} for {measured}");
    }

    #[test]
    fn many_get_the_same_answers() {
        let mut numbers = Numbers(23);
        for (count, [west, east, south, north]) in [
            (300, [73.0, 135.0, 18.0, 54.0]),
            (1, [100.0, 101.0, 30.0, 31.0]),
            (40, [-180.0, 180.0, -90.0, 90.0]),
            (20, [0.0, 1.0, 0.0, 1.0]),
            (300, [116.0, 117.0, 39.0, 40.0]),
            (6000, [116.0, 117.0, 39.0, 40.0]),
            (30_000, [73.0, 135.0, 18.0, 54.0]),
        ] {
            let mut place = || LonLat::new(numbers.within(west, east), numbers.within(south, north)).expect("in range");
            let places: Vec<_> = (0..count).map(|_| place()).collect();
            let many = NearestPlaces::new(&places);
            for _ in 0..2000 {
                agrees(&many, place());
            }
            // At the places themselves, and all over the globe, antipodes too.
            places.iter().take(300).for_each(|place| agrees(&many, *place));
            for _ in 0..300 {
                agrees(&many, LonLat::new(numbers.within(-180.0, 180.0), numbers.within(-90.0, 90.0)).expect("in range"));
            }
        }
        assert_eq!(NearestPlaces::new(&[]).nearest(LonLat::new(0.0, 0.0).expect("in range")), None);
    }

    #[test]
    fn equally_near_places_and_corners_of_the_globe() {
        let place = |lon, lat| LonLat::new(lon, lat).expect("in range");
        let mirrored = NearestPlaces::new(&[place(12.0, 10.0), place(3.0, 10.0), place(-3.0, 10.0), place(3.0, 10.0)]);
        for lat in [0.0, 9.5, 10.0, 47.25] {
            assert_eq!(mirrored.nearest(place(0.0, lat)).map(|found| found.0), Some(1), "the first of three equally near");
        }
        for (lon, lat) in [(180.0, 90.0), (-180.0, -90.0), (180.0, 0.0), (-180.0, 0.0), (0.0, 84.999), (0.0, 85.5)] {
            agrees(&mirrored, place(lon, lat));
        }
    }
}
