//! How fast alternatives are compared and swept. Results are checked, so that a fast wrong answer fails.
//!
//! `cargo bench --bench laboratory`: the best of several rounds on all cores.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ringshed::analysis::{BandModel, BorderKind, Change, Drawn, RingModel, Seed, Stream, compare, draws};
use ringshed::network::{RailChecks, RailTable};
use ringshed::scheme::{Plan, SchemeFile};
use ringshed::travel::{Basis, Rail, RailParameters, TravelModel};
use ringshed::{Atlas, Level, Minutes, Place, UnitId};

/// The shortest of some rounds, and what the last one gave.
fn best<T>(rounds: usize, mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut shortest = Duration::MAX;
    let mut result = None;
    for _ in 0..rounds {
        let start = Instant::now();
        result = Some(black_box(work()));
        shortest = shortest.min(start.elapsed());
    }
    (shortest, result.expect("at least one round"))
}

/// A scheme that puts every city of the atlas into one of four rings at random.
fn scheme(atlas: &Atlas, cities: &[UnitId], number: u64) -> Plan {
    let mut random = Stream::new(Seed(1), number);
    let mut rings = vec![Vec::new(); 4];
    cities.iter().for_each(|&city| rings[random.below(4)].push(format!("\"{}\"", atlas.unit(city).code())));
    let mut text = format!("id = \"s{number}\"\nname = \"S\"\n");
    for (ring, members) in rings.iter().enumerate() {
        text.push_str(&format!("[[ring]]\nid = \"r{ring}\"\nmembers = [{}]\n", members.join(", ")));
    }
    SchemeFile::read("s.toml", &text).resolve(atlas).expect("codes of the atlas").plan(atlas)
}

fn main() {
    let atlas = Atlas::embedded();
    let cities: Vec<UnitId> = atlas.ids_of_level(Level::City).collect();
    // Boundaries are unpacked when first asked for: not what is measured here.
    assert!(cities.iter().all(|&city| !atlas.boundary(city).0.is_empty()));
    let plans: Vec<Plan> = (0..100).map(|number| scheme(&atlas, &cities, number)).collect();
    let plans: Vec<&Plan> = plans.iter().collect();
    let (elapsed, comparison) = best(3, || compare(&plans, &atlas, BorderKind::Shared));
    assert_eq!((comparison.pairs.len(), comparison.grounds.len()), (4950, cities.len()));
    let first = &comparison.pairs[0];
    let units: i64 = [Change::Both, Change::Moved].map(|change| first.total(change).units).iter().sum();
    assert_eq!(units, cities.len() as i64);
    println!("100 schemes of {} cities, tables, shapes and 4,950 pairs: {elapsed:?}", cities.len());

    let provinces = ["110000", "120000", "370000", "130000", "410000", "140000", "150000", "210000"];
    let provinces: Vec<UnitId> = provinces.iter().filter_map(|code| atlas.find(code)).collect();
    let beijing = provinces[0];
    let network = Arc::new(RailTable::embedded().build(&RailChecks::default()).network);
    let rail = Rail::new(network, RailParameters::default(), Basis::DoorToDoor).expect("possible");
    for level in [Level::City, Level::District] {
        let units = atlas.units_inside(&provinces, level);
        let seat = atlas.unit(beijing).seat().expect("a capital has a seat").at;
        let core = vec![Place::new("Beijing", seat)];
        let model = TravelModel::Rail(rail.clone());
        let bands = BandModel::new(&atlas, units.clone(), core, &[beijing], &[Minutes::new(120.0)], &model);
        let ranges = bands.constants().iter().enumerate();
        let drawn: Vec<Drawn> =
            ranges.filter_map(|(constant, of)| of.range.map(|(low, high)| Drawn { constant, low, high })).collect();
        let (elapsed, result) = best(3, || draws(&bands, &drawn, 1000, Seed(7)).expect("possible"));
        assert_eq!(result.points.len(), 1000);
        let fared = result.units(2);
        assert!(fared.iter().any(|unit| unit.share > 0.0 && unit.share < 1.0));
        println!("1,000 rail draws, {} units of level {level}: {elapsed:?}", units.len());
    }
}
