//! Every point is in exactly one city or outside all of them, on borders and vertices too: the index against plain scanning.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use geo_types::Coord;
use ringshed::geometry::{Position, PreparedBoundary};
use ringshed::{Level, LonLat, UnitId, UnitIndex};

use super::plain::{Place, PlainBoundary};
use super::random::Random;
use super::{ATLAS, code};

const RANDOM_POINTS: usize = 1_000_000;
/// How many of the random points are compared with plain scanning.
const SCANNED_POINTS: usize = 20_000;

/// The cities in order of code, with their plain boundaries.
static CITIES: LazyLock<Vec<(UnitId, PlainBoundary)>> =
    LazyLock::new(|| ATLAS.ids_of_level(Level::City).map(|id| (id, PlainBoundary::new(ATLAS.boundary(id)))).collect());

fn index() -> UnitIndex<'static> {
    UnitIndex::new(&ATLAS, ATLAS.ids_of_level(Level::City))
}

fn position(point: Coord<f64>) -> LonLat {
    LonLat::new(point.x, point.y).expect("a point of the data")
}

/// Every city that a point touches, in order of code.
fn touched(point: Coord<f64>) -> impl Iterator<Item = (UnitId, Place)> {
    CITIES.iter().map(move |(id, boundary)| (*id, boundary.place_of(point))).filter(|(_, place)| *place != Place::Outside)
}

/// The box around all cities: smallest, then largest longitude and latitude.
fn bounds() -> [Coord<f64>; 2] {
    CITIES.iter().map(|(_, boundary)| boundary.bounds()).fold(CITIES[0].1.bounds(), |[min, max], [low, high]| {
        [Coord { x: min.x.min(low.x), y: min.y.min(low.y) }, Coord { x: max.x.max(high.x), y: max.y.max(high.y) }]
    })
}

fn random_points(count: usize) -> impl Iterator<Item = Coord<f64>> {
    let [min, max] = bounds();
    let mut random = Random::seeded(20_220_930);
    (0..count).map(move |_| Coord { x: random.between(min.x, max.x), y: random.between(min.y, max.y) })
}

#[test]
fn random_points_as_scanning_finds_them() {
    let index = index();
    let mut inside = 0;
    for point in random_points(SCANNED_POINTS) {
        let touched: Vec<(UnitId, Place)> = touched(point).collect();
        assert!(touched.len() <= 1, "{point:?} is in {touched:?}");
        assert_eq!(index.locate(position(point)), touched.first().map(|(id, _)| *id), "{point:?}");
        inside += touched.len();
    }
    assert!((SCANNED_POINTS / 4..SCANNED_POINTS).contains(&inside), "{inside} inside");
}

/// A million points: the located city contains the point, the order in which cities are indexed does not matter, and each
/// city gets the share of points that its plane area is of the box (within six standard deviations), so none is lost.
#[test]
fn a_million_random_points_are_each_in_one_city_or_outside() {
    let index = index();
    let mut reversed: Vec<UnitId> = index.ids().collect();
    reversed.reverse();
    let other_index = UnitIndex::new(&ATLAS, reversed);
    let prepared: BTreeMap<UnitId, PreparedBoundary> =
        index.ids().map(|id| (id, PreparedBoundary::new(ATLAS.boundary(id)))).collect();
    let mut counts: BTreeMap<UnitId, usize> = BTreeMap::new();
    for point in random_points(RANDOM_POINTS).map(position) {
        let located = index.locate(point);
        assert_eq!(other_index.locate(point), located, "{point:?}");
        if let Some(id) = located {
            assert_ne!(prepared[&id].position(point), Position::Outside, "{point:?} in {}", code(id));
            *counts.entry(id).or_default() += 1;
        }
    }
    let [min, max] = bounds();
    for (id, boundary) in CITIES.iter() {
        let share = plane_area(boundary) / ((max.x - min.x) * (max.y - min.y));
        let expected = share * RANDOM_POINTS as f64;
        let found = counts.get(id).copied().unwrap_or_default() as f64;
        assert!((found - expected).abs() <= 6.0 * expected.sqrt() + 1.0, "{}: {found}, expected {expected:.1}", code(*id));
    }
}

/// Area in square degrees, by the trapezoids below the edges; holes run the other way round.
fn plane_area(boundary: &PlainBoundary) -> f64 {
    boundary.edges().iter().map(|[a, b]| (a.x - b.x) * (a.y + b.y) / 2.0).sum()
}

/// Every vertex of every city: the city located is the smallest code of those that touch the vertex.
#[test]
fn vertices_are_in_the_city_of_the_smallest_code() {
    let index = index();
    let mut owners: HashMap<(u64, u64), Vec<UnitId>> = HashMap::new();
    for (id, boundary) in CITIES.iter() {
        for [vertex, _] in boundary.edges() {
            owners.entry((vertex.x.to_bits(), vertex.y.to_bits())).or_default().push(*id);
        }
    }
    assert!(owners.len() > 90_000, "{} vertices", owners.len());
    let mut shared = 0;
    for ((x, y), cities) in &owners {
        let vertex = Coord { x: f64::from_bits(*x), y: f64::from_bits(*y) };
        let located = index.locate(position(vertex));
        let smallest = touched(vertex).next().map(|(id, _)| id);
        assert_eq!(located, smallest, "{vertex:?} of {:?}", cities.iter().map(|&id| code(id)).collect::<Vec<_>>());
        assert!(located <= cities.first().copied(), "{vertex:?}: a smaller code has this vertex");
        shared += usize::from(cities.len() > 1);
    }
    assert!(shared > 50_000, "only {shared} vertices are shared");
}

/// The middle of every edge that two cities share. Rounding puts it on the edge or beside it, and it is in one city either way.
#[test]
fn middles_of_shared_edges_are_in_exactly_one_city() {
    let index = index();
    let middles = shared_edges();
    assert!(middles.len() > 50_000, "only {} shared edges", middles.len());
    let mut on_border = 0;
    for (middle, cities) in middles {
        let touched: Vec<(UnitId, Place)> = touched(middle).collect();
        let inside = touched.iter().filter(|(_, place)| *place == Place::Inside).count();
        assert!(inside == usize::from(touched.len() == 1), "{middle:?} touches {touched:?}");
        assert_eq!(index.locate(position(middle)), touched.first().map(|(id, _)| *id), "{middle:?} of {cities:?}");
        assert!(touched.iter().all(|(id, _)| cities.contains(id)), "{middle:?} touches {touched:?}");
        on_border += usize::from(inside == 0);
    }
    assert!(on_border > 1000, "only {on_border} middles are exactly on their edge");
}

/// The middle of each edge that belongs to two cities, in opposite directions, with the two.
fn shared_edges() -> Vec<(Coord<f64>, [UnitId; 2])> {
    let key = |[a, b]: [Coord<f64>; 2]| [a.x, a.y, b.x, b.y].map(f64::to_bits);
    let mut first: HashMap<[u64; 4], UnitId> = HashMap::new();
    let mut shared = Vec::new();
    for (id, boundary) in CITIES.iter() {
        for &[a, b] in boundary.edges() {
            match first.remove(&key([b, a])) {
                Some(other) => shared.push((Coord { x: (a.x + b.x) / 2.0, y: (a.y + b.y) / 2.0 }, [other, *id])),
                None => {
                    first.insert(key([a, b]), *id);
                }
            }
        }
    }
    shared
}
