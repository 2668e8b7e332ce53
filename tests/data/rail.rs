//! The embedded rail table: the minutes that the source documents print, and circles of stations against Dijkstra's method on
//! the rows of the files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use ringshed::network::{Direction, RailChecks, RailNetwork, RailTable, Scratch};
use ringshed::travel::{Basis, Rail, RailParameters, TravelModel};
use ringshed::{Minutes, Place};

use super::ATLAS;

static NETWORK: LazyLock<Arc<RailNetwork>> =
    LazyLock::new(|| Arc::new(RailTable::embedded().build(&RailChecks::default()).network));

fn model(basis: Basis) -> TravelModel {
    let rail = Rail::new(Arc::clone(&NETWORK), RailParameters::default(), basis);
    TravelModel::Rail(rail.expect("the defaults are possible"))
}

fn seat(name: &str) -> Place {
    let unit = ATLAS.unit(ATLAS.resolve(name, None).expect("a unit").id);
    Place::new(name, unit.seat().expect("a seat").at)
}

/// Minutes, and the stations at both ends.
fn ride(from: &str, to: &Place) -> (f64, String, String) {
    let trip = model(Basis::InVehicle).trip(&seat(from), to);
    let ride = trip.ride.expect("there is a train");
    let name = |id| NETWORK.station(id).name.clone();
    (trip.minutes.expect("reached").minutes(), name(ride.board), name(ride.alight))
}

#[test]
fn in_vehicle_minutes_are_those_of_the_documents() {
    for (from, to, minutes) in [("Beijing", "Cangzhou", 51.0), ("Beijing", "Tianjin", 30.0), ("Tianjin", "Cangzhou", 22.0)] {
        assert_eq!(ride(from, &seat(to)).0, minutes, "{from} - {to}");
    }
    let from_beijing = [
        ("Baoding", 35.0, "北京西", "保定东"),
        ("Zhangjiakou", 47.0, "清河", "张家口"),
        ("Shijiazhuang", 60.0, "北京西", "石家庄"),
        ("Tangshan", 62.0, "北京南", "唐山"),
        ("Qinhuangdao", 90.0, "北京", "北戴河"),
        ("Datong, Shanxi", 101.0, "清河", "大同南"),
        ("Hohhot", 129.0, "清河", "呼和浩特东"),
        ("Zhengzhou", 131.0, "北京西", "郑州东"),
        ("Qingdao", 179.0, "北京南", "青岛北"),
        ("Yantai", 201.0, "北京南", "烟台南"),
        ("Dalian", 222.0, "北京朝阳", "大连北"),
    ];
    for (to, minutes, board, alight) in from_beijing {
        assert_eq!(ride("Beijing", &seat(to)), (minutes, board.to_string(), alight.to_string()), "{to}");
    }
    // Xiong'an by its own station; from the centre of Rongcheng, its largest town, 白洋淀 is nearer and 2 minutes farther.
    let station = NETWORK.station(NETWORK.find("雄安").expect("a station"));
    let xiongan = Place::new("Xiong'an", station.at).with_station("雄安");
    assert_eq!(ride("Beijing", &xiongan).0, 49.0);
    assert_eq!(ride("Beijing", &seat("130629")), (51.0, "北京西".to_string(), "白洋淀".to_string()));
}

#[test]
fn both_directions_differ_where_the_trains_do() {
    let cities = ["Beijing", "Tianjin", "Datong, Shanxi", "Qingdao", "Dalian", "Guangzhou", "Hohhot"].map(seat);
    let model = model(Basis::DoorToDoor);
    let minutes = |from: &Place, to: &Place| model.trip(from, to).minutes;
    let pairs = cities.iter().flat_map(|from| cities.iter().map(move |to| (from, to)));
    assert!(pairs.into_iter().any(|(from, to)| minutes(from, to) != minutes(to, from)));
}

/// The legs as the file has them, both ways where trains run: station to (station, minutes).
pub(super) fn rows() -> BTreeMap<String, Vec<(String, f64)>> {
    let mut legs: BTreeMap<String, Vec<(String, f64)>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path("geodata/facts/rail_legs.csv").expect("the file is there");
    for row in reader.deserialize::<(String, String, f64, u32, u32)>() {
        let (from, to, minutes, there, back) = row.expect("a row");
        if there > 0 {
            legs.entry(from.clone()).or_default().push((to.clone(), minutes));
        }
        if back > 0 {
            legs.entry(to).or_default().push((from, minutes));
        }
    }
    legs
}

/// Dijkstra's method without a queue: settles the nearest unsettled station until none is left.
pub(super) fn dijkstra(legs: &BTreeMap<String, Vec<(String, f64)>>, starts: &[&str]) -> BTreeMap<String, f64> {
    let mut tentative: BTreeMap<String, f64> = starts.iter().map(|start| ((*start).to_string(), 0.0)).collect();
    let mut settled = BTreeMap::new();
    while let Some((station, minutes)) =
        tentative.iter().min_by(|a, b| a.1.total_cmp(b.1)).map(|(station, minutes)| (station.clone(), *minutes))
    {
        tentative.remove(&station);
        let dwell = if minutes == 0.0 { 0.0 } else { 2.0 };
        for (next, leg) in legs.get(&station).into_iter().flatten() {
            let arrival = minutes + dwell + leg;
            if next != &station && !settled.contains_key(next) && tentative.get(next).is_none_or(|&known| arrival < known) {
                tentative.insert(next.clone(), arrival);
            }
        }
        settled.insert(station, minutes);
    }
    settled
}

#[test]
fn circles_of_stations_around_beijing_agree_with_dijkstra_on_the_rows() {
    let starts = ["北京", "北京南", "北京北", "北京西", "北京朝阳", "北京丰台", "清河"];
    let expected = dijkstra(&rows(), &starts);
    let ids: Vec<_> = starts.iter().map(|start| NETWORK.find(start).expect("a station")).collect();
    let within = NETWORK.within(seat("Beijing").at, ringshed::Metres::new(20_000.0));
    assert_eq!(
        within.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>(),
        ids.iter().copied().collect(),
        "Beijing's stations"
    );
    let mut scratch = Scratch::default();
    let rides = NETWORK.rides(&ids, Direction::From, Minutes::new(2.0), &mut scratch);
    let found: BTreeMap<String, f64> = NETWORK
        .station_ids()
        .filter_map(|id| Some((NETWORK.station(id).name.clone(), rides.minutes(id)?.minutes())))
        .collect();
    assert_eq!(found, expected);
    let count = |limit: f64| found.values().filter(|&&minutes| minutes <= limit).count();
    assert_eq!((count(60.0), count(90.0)), (54, 82));
}

#[test]
fn all_pairs_agree_with_dijkstra_on_the_rows() {
    let legs = rows();
    let mut scratch = Scratch::default();
    for id in NETWORK.station_ids().step_by(7) {
        let expected = dijkstra(&legs, &[&NETWORK.station(id).name]);
        let rides = NETWORK.rides(&[id], Direction::From, Minutes::new(2.0), &mut scratch);
        for to in NETWORK.station_ids() {
            let name = &NETWORK.station(to).name;
            assert_eq!(rides.minutes(to).map(Minutes::minutes), expected.get(name).copied(), "{name}");
        }
    }
}

#[test]
fn the_table_is_complete_and_in_three_parts() {
    assert_eq!(NETWORK.stations().len(), 481);
    // 1,645 rows, of which 441 have trains one way only.
    assert_eq!(NETWORK.leg_count(), 2 * 1645 - 441);
    assert_eq!(NETWORK.parts().iter().map(Vec::len).collect::<Vec<_>>(), [470, 9, 2]);
    let coded = NETWORK.stations().iter().filter(|station| station.unit.is_some()).count();
    assert_eq!(coded, 481);
}

#[test]
fn an_hour_from_door_to_door_leaves_15_to_25_minutes_on_a_train() {
    // REGIONS.md section 3: what is left of an hour once access, entry, waiting and egress are counted, at a station that is itself
    // the destination.
    let model = model(Basis::DoorToDoor);
    let places: Vec<Place> = NETWORK.stations().iter().map(|station| Place::new(station.name.clone(), station.at)).collect();
    for city in ["Beijing", "Tianjin", "Shijiazhuang", "Langfang"] {
        let trips = model.trips_from(&seat(city), &places);
        let besides = trips.iter().filter(|trip| trip.ride.is_some()).filter_map(|trip| trip.parts);
        let least = besides.map(|parts| (parts.total() - parts.ride).minutes()).fold(f64::INFINITY, f64::min);
        assert!((15.0..=25.0).contains(&(60.0 - least)), "{city}: {least}");
    }
}
