//! Trips by rail: rules that hold for any places, and surfaces against trips.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use super::*;
use crate::network::{RailChecks, RailTable};
use crate::quantity::{LonLat, Minutes};
use crate::travel::{Crow, Parts, TravelModel};

fn network() -> Arc<RailNetwork> {
    static NETWORK: LazyLock<Arc<RailNetwork>> =
        LazyLock::new(|| Arc::new(RailTable::embedded().build(&RailChecks::default()).network));
    Arc::clone(&NETWORK)
}

fn rail(basis: Basis) -> Rail {
    Rail::new(network(), RailParameters::default(), basis).expect("defaults are possible")
}

fn place(name: &str, lon: f64, lat: f64) -> Place {
    Place::new(name, LonLat::new(lon, lat).expect("on the globe"))
}

fn beijing() -> Place {
    place("Beijing", 116.39723, 39.9075)
}

#[test]
fn in_vehicle_minutes_are_rides_between_the_stations_near_both_places() {
    let rail = rail(Basis::InVehicle);
    let trip = rail.trip(&beijing(), &place("Cangzhou", 116.86667, 38.31667));
    let ride = trip.ride.expect("there is a train");
    assert_eq!(trip.minutes, Some(Minutes::new(51.0)));
    assert_eq!(trip.parts, Some(Parts { ride: Minutes::new(51.0), ..Parts::default() }));
    assert_eq!(rail.network().station(ride.board).name, "北京南");
    assert_eq!(rail.network().station(ride.alight).name, "沧州西");
    assert_eq!(ride.changes, None);
    let pinned = beijing().with_station("北京西");
    let from_west = rail.trip(&pinned, &place("Cangzhou", 116.86667, 38.31667));
    assert!(from_west.minutes > trip.minutes, "pinned to a station without direct trains");
    assert_eq!(rail.trip(&beijing().with_station("no such"), &beijing()).minutes, None);
}

#[test]
fn a_place_without_a_station_near_is_reached_from_the_nearest() {
    // Anxin is 20.5 km from 白洋淀.
    let anxin = place("Anxin", 115.89, 38.885);
    let in_vehicle = rail(Basis::InVehicle);
    assert_eq!(in_vehicle.trip(&beijing(), &anxin).minutes, Some(Minutes::new(51.0)));
    assert!(
        in_vehicle.far_from_stations(&anxin, Metres::new(20_000.0)).is_some_and(|(station, _)| station.name == "白洋淀")
    );
    let door = rail(Basis::DoorToDoor).trip(&beijing(), &anxin);
    let parts = door.parts.expect("reached");
    assert!(parts.egress.minutes() > 50.0, "the way from the station is paid for: {parts:?}");
    // From door to door another station is better than the nearest one.
    assert_ne!(door.ride.map(|ride| ride.alight), in_vehicle.trip(&beijing(), &anxin).ride.map(|ride| ride.alight));
}

#[test]
fn unreachable_is_missing() {
    let parts = network().parts();
    let name = |part: usize| network().station(parts[part][0]).name.clone();
    let (one, other) = (beijing().with_station(name(0)), place("island", 111.0, 41.0).with_station(name(1)));
    let trip = rail(Basis::InVehicle).trip(&one, &other);
    assert_eq!((trip.minutes, trip.parts, trip.ride), (None, None, None));
    let limited = RailParameters { access_limit: Some(Metres::new(30_000.0)), ..RailParameters::default() };
    let limited = rail(Basis::DoorToDoor).with_parameters(limited).expect("possible");
    assert_eq!(limited.trip(&one, &other).minutes, None);
    let combined = TravelModel::RailAndCrow(limited, Crow::default());
    assert!(combined.trip(&one, &other).minutes.is_some());
}

#[test]
fn who_needs_no_train_takes_none() {
    let trip = rail(Basis::DoorToDoor).trip(&beijing(), &place("near", 116.42, 39.91));
    let parts = trip.parts.expect("reached");
    assert_eq!(trip.ride, None);
    assert_eq!(parts.total(), parts.access);
    assert_eq!(rail(Basis::DoorToDoor).trip(&beijing(), &beijing()).minutes, Some(Minutes::new(0.0)));
}

#[test]
fn descriptions_name_the_constants_that_count() {
    let names = |model: &TravelModel| model.description().parameters.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    assert_eq!(names(&TravelModel::Rail(rail(Basis::InVehicle))), ["dwell_min", "boarding_radius_km"]);
    let door = names(&TravelModel::Rail(rail(Basis::DoorToDoor)));
    assert!(door.contains(&"entry_min") && !door.contains(&"boarding_radius_km"), "{door:?}");
    let both = TravelModel::RailAndCrow(rail(Basis::DoorToDoor), Crow::default());
    assert_eq!(both.description().model, "rail+crow");
    assert!(names(&both).contains(&"speed_kmh"));
}

fn any_place() -> impl Strategy<Value = Place> {
    // Northern China, more densely around Beijing, and Guangdong.
    let lon_lat = prop_oneof![
        (110.0..124.0_f64, 33.0..43.0_f64),
        (115.5..118.0_f64, 38.0..40.5_f64),
        (111.0..116.0_f64, 21.5..24.5_f64)
    ];
    lon_lat.prop_map(|(lon, lat)| place("any", lon, lat))
}

fn close(one: Option<Minutes>, other: Option<Minutes>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).minutes().abs() < 1e-7,
        _ => one == other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, rng_seed: proptest::test_runner::RngSeed::Fixed(33), ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_and_the_combined_model_is_the_faster(from in any_place(), to in prop::collection::vec(any_place(), 1..8)) {
        let crow = Crow::default();
        for basis in [Basis::InVehicle, Basis::DoorToDoor] {
            let rail = rail(basis);
            let by_train = rail.trips_from(&from, &to);
            let combined = TravelModel::RailAndCrow(rail.clone(), crow).trips_from(&from, &to);
            for ((trip, combined), to) in by_train.iter().zip(combined).zip(&to) {
                prop_assert_eq!(trip.parts.map(|parts| parts.total()), trip.minutes);
                prop_assert_eq!(*trip, rail.trip(&from, to));
                let direct = crow.minutes(trip.distance);
                prop_assert_eq!(combined.minutes, Some(trip.minutes.map_or(direct, |minutes| if minutes <= direct { minutes } else { direct })));
            }
        }
    }

    #[test]
    fn the_surface_has_the_minutes_of_the_trips(one in any_place(), other in any_place()) {
        for model in [TravelModel::Rail(rail(Basis::DoorToDoor)), TravelModel::RailAndCrow(rail(Basis::DoorToDoor), Crow::default())] {
            let there = model.reach(&one, Direction::From).minutes_at(other.at);
            prop_assert!(close(there, model.trip(&one, &other).minutes), "{:?} {:?}", there, model.trip(&one, &other));
            let back = model.reach(&one, Direction::To).minutes_at(other.at);
            prop_assert!(close(back, model.trip(&other, &one).minutes), "{:?} {:?}", back, model.trip(&other, &one));
        }
        let model = TravelModel::Rail(rail(Basis::InVehicle));
        if let Some(minutes) = model.reach(&one, Direction::From).minutes_at(other.at) {
            prop_assert_eq!(Some(minutes), model.trip(&one, &other).minutes);
        }
    }

    #[test]
    fn pinned_ends_are_reached_at_their_stations(from in any_place(), numbers in (0..481_usize, 0..481_usize)) {
        let rail = rail(Basis::DoorToDoor);
        let station = |number: usize| {
            let station = &rail.network().stations()[number];
            Place::new(station.name.as_str(), station.at).with_station(station.name.as_str())
        };
        let trip = rail.trip(&from, &station(numbers.0));
        if let Some(ride) = trip.ride {
            prop_assert_eq!(ride.alight.index(), numbers.0);
            prop_assert!(close(trip.parts.map(|parts| parts.egress), Some(Minutes::new(5.0))));
        }
        let back = rail.trip(&station(numbers.1), &from);
        if let Some(ride) = back.ride {
            prop_assert_eq!(ride.board.index(), numbers.1);
            prop_assert_eq!(back.parts.map(|parts| parts.access), Some(Minutes::new(0.0)));
        }
    }

    #[test]
    fn a_longer_entry_never_makes_a_trip_shorter(from in any_place(), to in any_place(), entry in 25.0..60.0_f64) {
        let rail = rail(Basis::DoorToDoor);
        let slower = RailParameters { entry: Minutes::new(entry), ..RailParameters::default() };
        let slower = rail.with_parameters(slower).expect("possible");
        prop_assert!(slower.trip(&from, &to).minutes >= rail.trip(&from, &to).minutes);
    }
}
