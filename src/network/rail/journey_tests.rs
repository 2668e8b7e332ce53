//! Journeys against Bellman and Ford's method, which relaxes everything until nothing gets better, and both directions
//! against each other.

use proptest::prelude::*;

use super::tests::{any_legs, ring_network, ring_table};
use super::*;
use crate::quantity::{LonLat, Metres, Minutes};

/// Costs as the rail model has them: 12 hours of service, at most 30 minutes of waiting, entry and wait at least 25.
fn entry_and_wait(trains: f64) -> (Minutes, Minutes) {
    let wait = (360.0 / trains).min(30.0);
    (Minutes::new((25.0 - wait).max(10.0)), Minutes::new(wait))
}

const DWELL: f64 = 2.0;
const TRANSFER: f64 = 15.0;
const PACE: f64 = 0.0026;

fn costs(network: &RailNetwork, through_trains: f64) -> JourneyCosts {
    JourneyCosts::new(network, Minutes::new(DWELL), Minutes::new(TRANSFER), through_trains, entry_and_wait)
}

fn around(lon: f64, lat: f64, limit: Option<f64>) -> Stop {
    let at = LonLat::new(lon, lat).expect("on the globe");
    Stop::Around { at, minutes_per_metre: PACE, limit: limit.map(Metres::new) }
}

/// The least minutes to the arrival at every station, by relaxing every boarding, change and through ride until all is still.
fn bellman_ford(network: &RailNetwork, start: &Stop, through_trains: f64) -> Vec<f64> {
    let legs: Vec<LegId> = network.leg_ids().collect();
    let wait = |leg: LegId| entry_and_wait(network.trains(leg)).1.minutes();
    let entry = |leg: LegId| entry_and_wait(network.trains(leg)).0.minutes();
    let mut arrival = vec![f64::INFINITY; legs.len()];
    for &leg in &legs {
        if let Some(access) = start.minutes(network, network.from(leg)) {
            arrival[leg.index()] = access.minutes() + entry(leg) + wait(leg) + network.minutes(leg).minutes();
        }
    }
    let mut is_still = false;
    while !is_still {
        is_still = true;
        for &leg in &legs {
            for next in network.departing(network.to(leg)) {
                let through = network.runs_through(leg, next, through_trains);
                let change = TRANSFER + wait(next);
                let between = if through { DWELL.min(change) } else { change };
                let cost = arrival[leg.index()] + between + network.minutes(next).minutes();
                if cost < arrival[next.index()] {
                    arrival[next.index()] = cost;
                    is_still = false;
                }
            }
        }
    }
    let at =
        |station: StationId| network.arriving(station).iter().map(|leg| arrival[leg.index()]).fold(f64::INFINITY, f64::min);
    network.station_ids().map(at).collect()
}

fn near(one: f64, other: f64) -> bool {
    one == other || (one - other).abs() < 1e-9
}

#[test]
fn journeys_agree_with_bellman_and_ford_on_the_embedded_network() {
    let network = RailTable::embedded().build(&RailChecks::default()).network;
    for (lon, lat) in [(116.397, 39.9075), (113.26, 23.13), (122.0, 45.0)] {
        for through_trains in [0.0, 1.0, 5.0] {
            let start = around(lon, lat, None);
            let expected = bellman_ford(&network, &start, through_trains);
            let costs = costs(&network, through_trains);
            let journeys = network.journeys_from(&start, &costs);
            for station in network.station_ids() {
                let found = journeys.arrival(station).map_or(f64::INFINITY, Minutes::minutes);
                assert!(near(found, expected[station.index()]), "{}: {found}", network.station(station).name);
            }
        }
    }
}

#[test]
fn a_change_costs_and_a_through_ride_dwells() {
    // Two lines that cross in S1: trains from S0 go on to S2, and few enough to S3.
    let network = ring_network(&[(0, 1, 20, 12, 12), (1, 2, 20, 12, 12), (1, 3, 20, 1, 1)]);
    let costs = costs(&network, 1.0);
    let station = |name: &str| network.find(name).expect("there");
    let at = network.station(station("S0")).at;
    let start = Stop::Pinned { at, station: station("S0"), minutes_per_metre: PACE };
    let journeys = network.journeys_from(&start, &costs);
    let through = journeys.journey(station("S2")).expect("reached");
    assert_eq!((through.changes, through.ride, through.transfer), (0, Minutes::new(42.0), Minutes::new(0.0)));
    assert_eq!((through.entry, through.wait), (Minutes::new(10.0), Minutes::new(30.0)), "12 trains in 12 hours");
    // 12 x 1 / 13 trains go on to S3: less than one.
    let changed = journeys.journey(station("S3")).expect("reached");
    assert_eq!((changed.changes, changed.ride, changed.transfer), (1, Minutes::new(40.0), Minutes::new(15.0)));
    assert_eq!(changed.wait, Minutes::new(60.0));
    assert_eq!(journeys.arrival(station("S3")), Some(Minutes::new(10.0 + 60.0 + 40.0 + 15.0)));
    assert_eq!(journeys.journey(station("S5")), None);
}

#[test]
fn stations_beyond_the_limit_are_not_used() {
    let network = ring_network(&[(0, 1, 20, 12, 12)]);
    let at = network.station(StationId::of_index(0)).at;
    let costs = costs(&network, 1.0);
    let arrives = |limit: f64| {
        let start = around(at.lon() + 0.1, at.lat(), Some(limit));
        network.journeys_from(&start, &costs).first_arrival().is_some()
    };
    assert!(arrives(9_000.0) && !arrives(8_000.0), "S0 is 8.65 km away");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: proptest::test_runner::RngSeed::Fixed(32), ..ProptestConfig::default() })]

    #[test]
    fn journeys_of_any_network_agree_with_bellman_and_ford_and_add_up(
        legs in any_legs(), through_trains in 0.0..6.0_f64, lon in 115.2..116.8_f64, lat in 38.4..39.6_f64, is_limited in any::<bool>(),
    ) {
        let network = ring_network(&legs);
        let costs = costs(&network, through_trains);
        let start = around(lon, lat, is_limited.then_some(60_000.0));
        let expected = bellman_ford(&network, &start, through_trains);
        let journeys = network.journeys_from(&start, &costs);
        for station in network.station_ids() {
            let arrival = journeys.arrival(station).map_or(f64::INFINITY, Minutes::minutes);
            prop_assert!(near(arrival, expected[station.index()]), "{} and {}", arrival, expected[station.index()]);
            if let Some(journey) = journeys.journey(station) {
                let parts = [journey.access, journey.entry, journey.wait, journey.ride, journey.transfer];
                prop_assert!(near(parts.into_iter().sum::<Minutes>().minutes(), arrival));
                prop_assert_eq!(journey.access, start.minutes(&network, journey.board).expect("within the limit"));
                prop_assert_eq!(journey.alight, station);
            }
        }
    }

    #[test]
    fn removing_a_leg_never_makes_a_journey_shorter_nor_adding_one_longer(
        legs in any_legs(), gone in 0..24_usize, through_trains in 0.0..6.0_f64, added in (0..8_usize, 0..8_usize, 1..60_u32, 1..90_u32),
    ) {
        let table = ring_table(&legs);
        let (from, to, ..) = legs[gone % legs.len()];
        let mut fewer = table.clone();
        let mut more = table.clone();
        // Some rows repeat others or run from a station to itself; then there is nothing to remove or to add.
        let _ = fewer.remove_leg(&format!("S{from}"), &format!("S{to}"), LegWays::Both);
        let minutes = f64::from(added.2);
        let trains = f64::from(added.3);
        let (from, to) = (format!("S{}", added.0), format!("S{}", added.1));
        let _ = more.add_leg(&NewLeg { from: &from, to: &to, minutes: (minutes, minutes), trains: (trains, trains) });
        let without_station = |mut table: RailTable| {
            table.remove_station("S7").expect("it is there");
            table
        };
        let start = around(116.0, 39.0, None);
        let arrivals = |table: &RailTable| {
            let network = table.build(&RailChecks::default()).network;
            let costs = costs(&network, through_trains);
            let journeys = network.journeys_from(&start, &costs);
            let minutes = |station| journeys.arrival(station).map_or(f64::INFINITY, Minutes::minutes);
            network.station_ids().map(minutes).collect::<Vec<f64>>()
        };
        let before = arrivals(&table);
        let not_shorter = |after: &[f64]| after.iter().zip(&before).all(|(after, before)| *after >= before - 1e-9);
        prop_assert!(not_shorter(&arrivals(&fewer)));
        prop_assert!(not_shorter(&arrivals(&without_station(table.clone()))));
        prop_assert!(arrivals(&more).iter().zip(&before).all(|(after, before)| *after <= before + 1e-9));
    }

    #[test]
    fn journeys_to_a_place_are_those_from_the_stations(
        legs in any_legs(), through_trains in 0.0..6.0_f64, lon in 115.2..116.8_f64, lat in 38.4..39.6_f64,
    ) {
        let network = ring_network(&legs);
        let costs = costs(&network, through_trains);
        let exit = Minutes::new(5.0);
        let end = around(lon, lat, None);
        let backwards = network.journeys_to(&end, exit, &costs);
        for station in network.station_ids() {
            let at = network.station(station).at;
            let start = Stop::Pinned { at, station, minutes_per_metre: PACE };
            let journeys = network.journeys_from(&start, &costs);
            let total = |last| Some((journeys.arrival(last)? + exit + end.minutes(&network, last)?).minutes());
            let forwards = network.station_ids().filter_map(total).fold(f64::INFINITY, f64::min);
            let backwards = backwards[station.index()].map_or(f64::INFINITY, Minutes::minutes);
            prop_assert!(near(forwards, backwards), "{}: {} and {}", network.station(station).name, forwards, backwards);
        }
    }
}
