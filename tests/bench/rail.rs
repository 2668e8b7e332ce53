//! How fast the rail model is, on the embedded network of 481 stations. Results are checked, so that a fast wrong answer fails.
//!
//! `cargo bench --bench rail`: the best of several rounds, on one thread.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ringshed::network::{Direction, RailChecks, RailNetwork, RailTable, Scratch, StationId};
use ringshed::travel::{Basis, Rail, RailParameters, TravelModel};
use ringshed::{Minutes, Place};

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

fn all_pairs(network: &RailNetwork, ids: &[StationId]) -> usize {
    let mut scratch = Scratch::default();
    let mut reached = 0;
    for &from in ids {
        let rides = network.rides(&[from], Direction::From, Minutes::new(2.0), &mut scratch);
        reached += ids.iter().filter(|to| rides.minutes(**to).is_some()).count();
    }
    reached
}

fn main() {
    let (elapsed, network) = best(5, || RailTable::embedded().build(&RailChecks::default()).network);
    println!("table read, checked and built: {elapsed:?}");
    let network = Arc::new(network);
    let ids: Vec<StationId> = network.station_ids().collect();
    let (elapsed, reached) = best(10, || all_pairs(&network, &ids));
    // Counted by another program on the same rows; some stations are served one way only.
    assert_eq!(reached, 220_515);
    println!("in-vehicle minutes of all pairs of 481 stations: {elapsed:?}");

    let new = || Rail::new(Arc::clone(&network), RailParameters::default(), Basis::DoorToDoor).expect("possible");
    let (elapsed, rail) = best(100, new);
    println!("model with other constants: {elapsed:?}");
    let places: Vec<Place> = network.stations().iter().map(|station| Place::new(station.name.clone(), station.at)).collect();
    for (what, rail) in [("door-to-door", rail.clone()), ("in-vehicle", rail.with_basis(Basis::InVehicle))] {
        let model = TravelModel::Rail(rail);
        let origin = &places[0];
        let (elapsed, trips) = best(50, || model.trips_from(origin, &places));
        assert!(trips.iter().filter(|trip| trip.minutes.is_some()).count() >= 470);
        println!("{what} trips from one place to 481: {elapsed:?}");
        let (elapsed, reach) = best(50, || model.reach(origin, Direction::To));
        assert!(reach.sources.len() >= 460);
        println!("{what} reach to one place: {elapsed:?}");
    }
}
