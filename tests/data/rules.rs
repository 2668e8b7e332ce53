//! The built-in schemes by rule, against computations of their own: Dijkstra's method on the rows of the rail table, distances one by
//! one, neighbours by the map.
#![cfg(feature = "rules")]

use std::collections::BTreeMap;

use ringshed::analysis::RuleMeasures;
use ringshed::geometry::geodesic::distance;
use ringshed::scheme::{Plan, builtin};
use ringshed::{Level, LonLat, UnitId};

use super::ATLAS;
use super::rail::{dijkstra, rows};

fn plan(id: &str) -> Plan {
    let scheme = builtin::by_id(id).expect("built in").file().resolve(&ATLAS).expect("a good scheme");
    RuleMeasures::new(&ATLAS).plan(&scheme).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The ring of every city; 0 is the core.
fn rings(id: &str) -> BTreeMap<&'static str, Option<usize>> {
    let plan = plan(id);
    let ring = |unit: UnitId| (ATLAS.unit(unit).code(), plan.ring_of(&ATLAS, unit).map(|ring| ring.index()));
    ATLAS.ids_of_level(Level::City).map(ring).collect()
}

fn seat(code: &str) -> LonLat {
    ATLAS.unit(super::unit_of_code(code)).seat().expect("a seat").at
}

fn kilometres(from: LonLat, to: LonLat) -> f64 {
    distance(from, to).metres() / 1000.0
}

/// The centres of the core: Beijing, and Rongcheng for Xiong'an.
fn core() -> [LonLat; 2] {
    [seat("110000"), seat("130629")]
}

/// The stations of the file with their positions.
fn stations() -> Vec<(String, LonLat)> {
    let mut reader = csv::Reader::from_path("geodata/facts/rail_stations.csv").expect("the file is there");
    let columns = reader.headers().expect("a header").clone();
    let column = |name: &str| columns.iter().position(|column| column == name).expect(name);
    let (name, lon, lat) = (column("station"), column("lon"), column("lat"));
    let station = |row: csv::StringRecord| {
        let number = |column: usize| row[column].parse().expect("a number");
        (row[name].to_string(), LonLat::new(number(lon), number(lat)).expect("on the globe"))
    };
    reader.records().map(|row| station(row.expect("a row"))).collect()
}

/// The stations within 20 km of a place, else the nearest.
fn boarding(stations: &[(String, LonLat)], at: LonLat) -> Vec<&str> {
    let near = |(name, place): &'_ (String, LonLat)| (kilometres(at, *place), name.clone());
    let mut by_distance: Vec<(f64, String)> = stations.iter().map(near).collect();
    by_distance.sort_by(|a, b| a.0.total_cmp(&b.0));
    let within = by_distance.iter().take_while(|(km, _)| *km <= 20.0).count();
    let names: Vec<String> = by_distance.into_iter().take(within.max(1)).map(|(_, name)| name).collect();
    stations.iter().map(|(name, _)| name.as_str()).filter(|name| names.iter().any(|known| known == name)).collect()
}

#[test]
fn rings_by_rail_are_those_of_dijkstra_on_the_rows() {
    let (stations, legs) = (stations(), rows());
    let reached: Vec<BTreeMap<String, f64>> =
        core().iter().map(|&centre| dijkstra(&legs, &boarding(&stations, centre))).collect();
    let provinces = ["11", "12", "13", "37", "41", "14", "15", "21"];
    for (code, found) in rings("beijing-bay-by-rail") {
        let ends = boarding(&stations, seat(code));
        let minutes = reached.iter().flat_map(|reached| ends.iter().filter_map(|end| reached.get(*end))).copied();
        let fastest = minutes.fold(f64::INFINITY, f64::min);
        let expected = match fastest {
            _ if code == "110000" => Some(0),
            // Off the network: Xilinhot is 250 km from the next station of the table.
            _ if stations.iter().all(|(_, at)| kilometres(*at, seat(code)) > 100.0) => None,
            _ if !provinces.contains(&&code[..2]) => None,
            _ if fastest <= 60.0 => Some(1),
            _ if fastest <= 90.0 => Some(2),
            _ if fastest <= 240.0 => Some(3),
            _ => None,
        };
        assert_eq!(found, expected, "{code}: {fastest} minutes");
    }
}

#[test]
fn rings_by_distance_are_those_of_the_distances() {
    for (code, found) in rings("beijing-bay-by-distance") {
        let nearest = core().into_iter().map(|centre| kilometres(centre, seat(code))).fold(f64::INFINITY, f64::min);
        let ring = [120.0, 300.0, 600.0].iter().position(|limit| nearest <= *limit).map(|ring| ring + 1);
        assert_eq!(found, if code == "110000" { Some(0) } else { ring }, "{code}: {nearest} km");
    }
}

/// As on every map; Baoding lies around Xiong'an and beside Beijing.
#[test]
fn rings_by_neighbourhood_are_those_of_the_map() {
    let rings = rings("beijing-bay-by-order");
    let of =
        |ring: usize| rings.iter().filter(|(_, found)| **found == Some(ring)).map(|(code, _)| *code).collect::<Vec<_>>();
    assert_eq!(of(0), ["110000"]);
    assert_eq!(of(1), ["120000", "130600", "130700", "130800", "131000"]);
    // Shijiazhuang, Tangshan, Qinhuangdao, Cangzhou, Hengshui, Datong, Xinzhou, Chifeng, Ulanqab, Xilingol, Chaoyang.
    assert_eq!(
        of(2),
        ["130100", "130200", "130300", "130900", "131100", "140200", "140900", "150400", "150900", "152500", "211300"]
    );
}
