//! The locator and its twins: the R-tree with prepared boundaries, and arithmetic in whole numbers of any size.

use geo_types::{LineString, MultiPolygon, Polygon};
use num_bigint::{BigInt, Sign};

use super::*;
use crate::atlas::{Atlas, AtlasBuilder, Level, UnitDraft};
use crate::index::{OneThread, UnitIndex};
use crate::quantity::Bounds;

/// A repeatable source of numbers (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A double as a whole number of 2^-1074, which every double is.
fn whole(number: f64) -> BigInt {
    let bits = number.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7ff) as usize, bits & ((1 << 52) - 1));
    let mantissa = if exponent == 0 { fraction } else { fraction | 1 << 52 };
    let magnitude = BigInt::from(mantissa) << exponent.saturating_sub(1);
    if number < 0.0 { -magnitude } else { magnitude }
}

/// On which side of an edge a place lies, without rounding.
fn exact_side(from: Coord<f64>, to: Coord<f64>, place: Coord<f64>) -> Sign {
    let [from, to, place] = [from, to, place].map(|coord| [whole(coord.x), whole(coord.y)]);
    let product = (&to[0] - &from[0]) * (&place[1] - &from[1]) - (&to[1] - &from[1]) * (&place[0] - &from[0]);
    product.sign()
}

/// Whether a place is inside of rings (even-odd) or on one of them, without rounding.
fn touches(outline: &Outline, place: Coord<f64>) -> bool {
    let mut inside = false;
    for ring in outline.rings() {
        for pair in outline.coords()[ring].windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let side = exact_side(from, to, place);
            let between = |a: f64, b: f64, value: f64| a.min(b) <= value && value <= a.max(b);
            if side == Sign::NoSign && between(from.x, to.x, place.x) && between(from.y, to.y, place.y) {
                return true;
            }
            let upward = from.y <= place.y && place.y < to.y && side == Sign::Plus;
            let downward = to.y <= place.y && place.y < from.y && side == Sign::Minus;
            inside ^= upward || downward;
        }
    }
    inside
}

fn exact(outlines: &[Outline], place: Coord<f64>) -> Option<u32> {
    outlines.iter().position(|outline| touches(outline, place)).map(|unit| unit as u32)
}

/// Locators of the same units on coarse, fine and lopsided grids.
fn on_several_grids(outlines: &[Outline]) -> Vec<CellIndex> {
    let Some(extent) = outlines.iter().filter_map(Outline::extent).reduce(Extent::union) else {
        return vec![CellIndex::new(outlines.to_vec(), &OneThread)];
    };
    let lines = [(1.0, 1.0), (40.0, 40.0), (300.0, 20.0), (16.0, 500.0)];
    let grids = lines.map(|(columns, rows)| Grid::with_lines(&extent.bounds, columns, rows));
    let forced = grids.map(|grid| CellIndex::on_grid(grid, Some(extent), outlines.to_vec(), &OneThread));
    let chosen = [CellIndex::new, CellIndex::fine].map(|new| new(outlines.to_vec(), &OneThread));
    forced.into_iter().chain(chosen).collect()
}

/// Compares all ways to ask with what is expected.
fn check(outlines: &[Outline], places: &[Coord<f64>], expected: impl Fn(Coord<f64>) -> Option<u32>) {
    let (longitudes, latitudes): (Vec<f64>, Vec<f64>) = places.iter().map(|place| (place.x, place.y)).unzip();
    let expected: Vec<Option<u32>> = places.iter().map(|&place| expected(place)).collect();
    for index in on_several_grids(outlines) {
        let mut units = vec![7; places.len()];
        index.locate_columns(&longitudes, &latitudes, &mut units);
        let mut counts = Counts::new(outlines.len());
        index.count(&longitudes, &latitudes, &mut counts);
        for ((&place, &unit), expected) in places.iter().zip(&units).zip(&expected) {
            let batch = (unit != outlines.len() as u32).then_some(unit);
            assert_eq!(batch, *expected, "{place:?} on {:?} among {outlines:?}", index.grid);
            let alone = LonLat::try_from(place).ok().and_then(|point| index.locate(point));
            assert_eq!(alone, *expected, "{place:?} alone on {:?}", index.grid);
        }
        for unit in 0..=outlines.len() as u32 {
            let count = units.iter().filter(|&&found| found == unit).count() as u64;
            let counted = counts.of_units().get(unit as usize).copied().unwrap_or(counts.outside());
            assert_eq!(counted, count);
        }
    }
}

/// Places that are hard to decide: vertices, middles of edges, what is next to them, and some anywhere.
fn hard_places(outlines: &[Outline], numbers: &mut Numbers) -> Vec<Coord<f64>> {
    let mut places = Vec::new();
    for outline in outlines {
        for ring in outline.rings() {
            for pair in outline.coords()[ring].windows(2) {
                places.push(pair[0]);
                places.push((pair[0] + pair[1]) / 2.0);
                places.push(Coord { x: pair[0].x, y: pair[1].y });
            }
        }
    }
    let next: Vec<Coord<f64>> = places.iter().map(|place| nudged(*place, numbers.below(9))).collect();
    places.extend(next);
    if let Some(bounds) = Bounds::of(places.iter().copied()) {
        let (min, max) = (bounds.min(), bounds.max());
        let around = (max.x - min.x).max(max.y - min.y) * 0.1;
        let mut anywhere = |low: f64, high: f64| numbers.within(low - around, high + around);
        places.extend((0..40).map(|_| Coord { x: anywhere(min.x, max.x), y: anywhere(min.y, max.y) }));
    }
    places
}

/// The place, or one of its eight neighbours among doubles. The neighbours of zero are too small for the predicates, whose products
/// must not underflow; these stand in for them.
fn nudged(place: Coord<f64>, way: u64) -> Coord<f64> {
    let along = |number: f64, way: u64| match (way, number == 0.0) {
        (1, _) => number,
        (0, true) => -1e-100,
        (_, true) => 1e-100,
        (0, false) => number.next_down(),
        (_, false) => number.next_up(),
    };
    Coord { x: along(place.x, way % 3), y: along(place.y, way / 3) }
}

/// Units with rings of any shape between few places, so that everything coincides that can: shared vertices and edges,
/// collinear edges, spikes, edges that cross, rings within rings. `place` gives the places by their numbers.
fn hard_units(numbers: &mut Numbers, place: impl Fn(u64, u64) -> Coord<f64>) -> Vec<Outline> {
    let count = 1 + numbers.below(5);
    let mut units = Vec::new();
    for _ in 0..count {
        let mut outline = Outline::default();
        for _ in 0..1 + numbers.below(3) {
            let vertices = 3 + numbers.below(9);
            let nudge = numbers.below(3) == 0;
            let ring: Vec<Coord<f64>> = (0..vertices)
                .map(|_| {
                    let at = place(numbers.below(7), numbers.below(7));
                    if nudge { nudged(at, numbers.below(9)) } else { at }
                })
                .collect();
            outline.push_ring(ring);
        }
        units.push(outline);
    }
    units
}

#[test]
fn equal_to_exact_arithmetic_on_hard_units() {
    let places: [fn(u64, u64) -> Coord<f64>; 5] = [
        |column, row| Coord { x: column as f64, y: row as f64 },
        |column, row| Coord { x: 116.0 + 0.1 * column as f64, y: 39.9 + 0.1 * row as f64 },
        |column, row| Coord { x: 0.1 * column as f64 - 0.3, y: 0.3 * row as f64 - 0.9 },
        // Neighbouring doubles: nothing between them.
        |column, row| Coord { x: f64::from_bits(116.4_f64.to_bits() + column), y: f64::from_bits(39.9_f64.to_bits() + row) },
        // Far apart and close together at once.
        |column, row| Coord { x: 1e-9 * column.pow(11) as f64, y: 40.0 + 1e-7 * row.pow(8) as f64 },
    ];
    let mut numbers = Numbers(5);
    for round in 0..60 {
        let units = hard_units(&mut numbers, places[round % places.len()]);
        let asked = hard_places(&units, &mut numbers);
        check(&units, &asked, |place| exact(&units, place));
    }
}

/// A coverage: squares of a board whose inner vertices are moved about, with the borders between them in many vertices.
fn coverage(side: usize, numbers: &mut Numbers, west: f64, south: f64) -> Vec<MultiPolygon<f64>> {
    let vertex: Vec<Vec<Coord<f64>>> = (0..=side)
        .map(|row| {
            (0..=side)
                .map(|column| {
                    let moved = |number: f64, numbers: &mut Numbers| number + numbers.within(-0.3, 0.3);
                    let x = if column % side == 0 { column as f64 } else { moved(column as f64, numbers) };
                    let y = if row % side == 0 { row as f64 } else { moved(row as f64, numbers) };
                    Coord { x: west + x, y: south + y }
                })
                .collect()
        })
        .collect();
    let corners = |number: usize| {
        let (column, row) = (number % side, number / side);
        [vertex[row][column], vertex[row][column + 1], vertex[row + 1][column + 1], vertex[row + 1][column]]
    };
    (0..side * side).map(|number| polygon_between(corners(number))).collect()
}

/// The same vertices whichever way an edge is walked.
fn polygon_between(corners: [Coord<f64>; 4]) -> MultiPolygon<f64> {
    let mut ring = Vec::new();
    for (number, &from) in corners.iter().enumerate() {
        let to = corners[(number + 1) % 4];
        let is_forward = (from.x, from.y) < (to.x, to.y);
        let (low, high) = if is_forward { (from, to) } else { (to, from) };
        let part = |step: u32| low + (high - low) * (f64::from(step) / 50.0);
        let bent = |step: u32| part(step) + Coord { x: 0.004, y: -0.003 } * f64::from(step % 7 % 3);
        let inner: Vec<Coord<f64>> = (1..50).map(bent).collect();
        ring.push(from);
        if is_forward { ring.extend(inner) } else { ring.extend(inner.into_iter().rev()) }
    }
    MultiPolygon::new(vec![Polygon::new(LineString(ring), vec![])])
}

fn atlas_of(areas: Vec<MultiPolygon<f64>>) -> Atlas {
    let mut builder = AtlasBuilder::new();
    builder.add_file(areas.into_iter().enumerate().map(|(number, area)| {
        let code = format!("{number:04}");
        (UnitDraft::new(code.clone(), code, Level::Zone), area)
    }));
    builder.build().0
}

/// Compares with the R-tree, which numbers units in the same order.
fn check_with_tree(areas: Vec<MultiPolygon<f64>>, places: &[Coord<f64>]) {
    let outlines: Vec<Outline> = areas.iter().map(Outline::from).collect();
    let atlas = atlas_of(areas);
    let tree = UnitIndex::new(&atlas, atlas.ids());
    check(&outlines, places, |place| {
        LonLat::try_from(place).ok().and_then(|point| tree.locate(point)).map(|id| id.index() as u32)
    });
}

#[test]
fn equal_to_the_tree_on_a_coverage() {
    let mut numbers = Numbers(11);
    let areas = coverage(6, &mut numbers, 100.0, 30.0);
    let outlines: Vec<Outline> = areas.iter().map(Outline::from).collect();
    let mut places = hard_places(&outlines, &mut numbers);
    places.extend((0..3000).map(|_| Coord { x: numbers.within(99.0, 107.0), y: numbers.within(29.0, 37.0) }));
    check_with_tree(areas, &places);
}

#[test]
fn the_antimeridian_is_one_line_and_a_pole_one_point() {
    let rect = |west: f64, south: f64, east: f64, north: f64| {
        MultiPolygon::new(vec![geo_types::Rect::new((west, south), (east, north)).to_polygon()])
    };
    let areas = vec![rect(-180.0, 0.0, -170.0, 10.0), rect(170.0, -5.0, 180.0, 5.0), rect(60.0, 60.0, 70.0, 90.0)];
    let mut places: Vec<Coord<f64>> = Vec::new();
    for lat in [-90.0, -5.0, -1.0, 0.0, 3.0, 5.0, 7.0, 10.0, 11.0, 75.0, 90.0] {
        places.extend([-180.0, -175.0, 0.0, 65.0, 175.0, 180.0].map(|lon| Coord { x: lon, y: lat }));
    }
    check_with_tree(areas.clone(), &places);
    let index = CellIndex::new(areas.iter().map(Outline::from).collect(), &OneThread);
    let at = |lon, lat| index.locate(LonLat::new(lon, lat).expect("on the globe"));
    assert_eq!((at(180.0, 7.0), at(180.0, 3.0), at(-180.0, -3.0)), (Some(0), Some(0), Some(1)));
    assert_eq!((at(-100.0, 90.0), at(0.0, -90.0)), (Some(2), None));
}

#[test]
fn numbers_that_are_none_are_nowhere() {
    let square = Outline::from(&MultiPolygon::new(vec![geo_types::Rect::new((-180.0, -90.0), (180.0, 90.0)).to_polygon()]));
    let index = CellIndex::new(vec![square], &OneThread);
    let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300];
    for value in bad {
        for (lon, lat) in [(value, 0.0), (0.0, value), (value, value), (180.0, value), (value, 90.0)] {
            let mut units = [0];
            index.locate_columns(&[lon], &[lat], &mut units);
            assert_eq!(units, [1], "{lon} {lat}");
        }
    }
}

#[test]
fn no_units_and_units_without_rings() {
    let mut numbers = Numbers(2);
    let places: Vec<Coord<f64>> = (0..50).map(|_| Coord { x: numbers.within(-180.0, 180.0), y: 1.0 }).collect();
    check(&[], &places, |_| None);
    check(&[Outline::default(), Outline::default()], &places, |_| None);
}

fn file_of(units: &[Outline]) -> LocatorFile {
    LocatorFile {
        level: "zone".to_string(),
        source: "zones.geojson".to_string(),
        source_digest: String::new(),
        units: (0..units.len()).map(|unit| (unit.to_string(), format!("单位 {unit}"))).collect(),
        cells: CellIndex::new(units.to_vec(), &OneThread),
    }
}

#[test]
fn a_file_holds_all_of_it() {
    let mut numbers = Numbers(3);
    let outlines: Vec<Outline> = coverage(4, &mut numbers, 178.0, 85.0).iter().map(Outline::from).collect();
    for units in [outlines, vec![], vec![Outline::default()]] {
        let file = file_of(&units);
        let mut bytes = Vec::new();
        file.write(&mut bytes).expect("memory never fails");
        assert_eq!(LocatorFile::read(&bytes).expect("just written"), file);
    }
}

#[test]
fn damaged_files_are_errors() {
    use sha2::{Digest, Sha256};
    let mut numbers = Numbers(4);
    let units: Vec<Outline> = coverage(2, &mut numbers, 100.0, 30.0).iter().map(Outline::from).collect();
    let mut bytes = Vec::new();
    file_of(&units).write(&mut bytes).expect("memory never fails");
    let content = bytes.len() - 32;
    for _ in 0..3000 {
        // Damage that the digest does not show: whoever changes a file can make its digest, too.
        let mut damaged = bytes[..content].to_vec();
        let at = numbers.below(content as u64) as usize;
        damaged[at] = numbers.next() as u8;
        if numbers.below(4) == 0 {
            damaged.truncate(at);
        }
        let digest = Sha256::digest(&damaged);
        damaged.extend_from_slice(&digest);
        if let Ok(file) = LocatorFile::read(&damaged) {
            // Whatever it is now: asking it must not fail.
            let _ = file.cells.locate(LonLat::new(numbers.within(99.0, 103.0), numbers.within(29.0, 33.0)).expect("valid"));
        }
    }
    for length in 0..bytes.len().min(200) {
        assert!(LocatorFile::read(&bytes[..length]).is_err());
    }
}
