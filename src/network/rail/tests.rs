//! Tables, checks, names and changes on small networks, and rides against Floyd and Warshall's all-pairs method.

use proptest::prelude::*;

use super::*;
use crate::finding::{Finding, Severity};
use crate::layer::{Feature, Layer, Origin, Value};
use crate::network::Direction;
use crate::quantity::{KilometresPerHour, LonLat, Minutes};

/// A layer of CSV text whose columns `lon` and `lat` are points.
fn layer(name: &str, text: &str) -> Layer {
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let mut layer = Layer::new(name, lines.next().expect("a header").iter().copied());
    let position = layer.column("lon").zip(layer.column("lat"));
    for (number, cells) in lines.enumerate() {
        let degrees = |column: usize| cells[column].parse::<f64>().ok();
        let point = position.and_then(|(lon, lat)| Some(geo_types::Point::new(degrees(lon)?, degrees(lat)?)));
        let values = cells.iter().map(|cell| if cell.is_empty() { Value::Null } else { Value::from(*cell) }).collect();
        let origin = Origin { row: number + 1, byte_offset: 0 };
        layer.push(Feature { id: None, geometry: point.map(geo_types::Geometry::Point), values, origin });
    }
    layer
}

/// Four stations on the equator, about 111 km from each other.
const STATIONS: &str = "station,lon,lat,station_en\nA,0,0,Alpha\nB,1,0,Beta\nC,2,0,\nD,3,0,Beta";
const HEADER: &str = "from_station,to_station,minutes,trains_forward,trains_back\n";

fn table(stations: &str, legs: &str) -> (RailTable, Vec<Finding>) {
    let legs = format!("{HEADER}{legs}");
    RailTable::from_layers(&layer("s.csv", stations), &layer("l.csv", &legs)).expect("the columns are there")
}

fn network(legs: &str) -> RailNetwork {
    table(STATIONS, legs).0.build(&RailChecks::default()).network
}

fn all_findings(stations: &str, legs: &str) -> Vec<Finding> {
    let (table, mut findings) = table(stations, legs);
    findings.extend(table.build(&RailChecks::default()).findings);
    findings
}

fn summary(findings: &[Finding]) -> Vec<(&str, &str, &str)> {
    let of_one = |finding| (Finding::file(finding).unwrap_or(""), Finding::feature(finding).unwrap_or(""), finding.code());
    findings.iter().map(of_one).collect()
}

#[test]
fn every_bad_row_is_a_finding_that_names_row_and_remedy() {
    let legs = "A,B,30,5,5\nA,Bb,30,5,5\nB,B,30,5,5\nB,C,-3,5,5\nB,C,0,5,5\nB,C,soon,5,5\nB,C,40,-1,5\nB,C,40,,5\nB,A,31,4,0\n\
                ,C,40,1,1\nB,C,40,3,3\nC,D,40,2,2\nC,D,45,0,0";
    let findings = all_findings(&format!("{STATIONS}\nC,2.5,0,\n,9,9,\nE,,,"), legs);
    assert_eq!(
        summary(&findings),
        [
            ("s.csv", "row 6", "station-without-name"),
            ("l.csv", "row 4", "bad-minutes"),
            ("l.csv", "row 5", "bad-minutes"),
            ("l.csv", "row 6", "bad-minutes"),
            ("l.csv", "row 7", "bad-trains"),
            ("l.csv", "row 8", "bad-trains"),
            ("l.csv", "row 10", "leg-without-station"),
            ("s.csv", "row 5", "duplicate-station"),
            ("l.csv", "row 2", "unknown-station"),
            ("l.csv", "row 3", "leg-to-itself"),
            ("l.csv", "row 9", "duplicate-leg"),
            ("l.csv", "row 13", "leg-without-trains"),
        ]
    );
    assert!(findings.iter().all(|finding| finding.remedy().is_some() || finding.severity() == Severity::Note));
    let text = |code: &str| findings.iter().find(|finding| finding.code() == code).expect("found").to_string();
    assert!(text("duplicate-leg").contains("row 1 already, with 30 min and 5 trains a day"), "{}", text("duplicate-leg"));
    assert!(text("bad-trains").contains("-1"));
}

#[test]
fn unknown_stations_are_answered_with_close_ones_and_unusable_ones_with_their_row() {
    let stations = "station,lon,lat\n北京南,116.37,39.86\n北京西,116.32,39.89\n沧州西,116.77,38.31\n丢失,,";
    let findings = all_findings(stations, "北京难,沧州西,51,9,9\n丢失,沧州西,20,9,9\n北京南,沧州西,51,9,9");
    let unknown: Vec<String> =
        findings.iter().filter(|finding| finding.code() == "unknown-station").map(ToString::to_string).collect();
    assert!(unknown[0].contains("did you mean 北京南, 北京西?"), "{}", unknown[0]);
    assert!(unknown[1].contains("no usable position") && unknown[1].contains("correct row 4 of s.csv"), "{}", unknown[1]);
}

#[test]
fn missing_columns_are_said_for_both_tables_at_once() {
    let (stations, legs) = (layer("s.csv", "town,lon,lat\nA,0,0"), layer("l.csv", "from,to,time\nA,B,3"));
    let error = RailTable::from_layers(&stations, &legs).expect_err("columns are missing");
    assert_eq!(error.problems().len(), 2);
    assert!(error.problems()[0].contains("s.csv") && error.problems()[0].contains("'station'"), "{error}");
    assert!(
        error.problems()[1].contains("'minutes', 'trains_forward', 'trains_back'") && error.problems()[1].contains("'time'")
    );
    let swapped = RailTable::from_layers(&layer("l.csv", HEADER.trim()), &layer("s.csv", STATIONS)).expect_err("swapped");
    assert!(swapped.to_string().contains("stations first"), "{swapped}");
}

#[test]
fn a_station_off_by_a_degree_is_found_by_the_speed_of_its_legs() {
    let embedded = RailTable::embedded();
    assert!(embedded.build(&RailChecks::default()).findings.iter().all(|finding| finding.code() == "network-disconnected"));
    let (mut found, mut moved_stations) = (0, 0);
    let network = embedded.build(&RailChecks::default()).network;
    for station in network.stations().iter().step_by(4) {
        moved_stations += 1;
        let mut moved = embedded.clone();
        let at = LonLat::new(station.at.lon(), station.at.lat() + 1.0).expect("on the globe");
        moved.move_station(&station.name, at).expect("it is there");
        let findings = moved.build(&RailChecks::default()).findings;
        let speeds = findings.iter().filter(|finding| ["station-misplaced", "impossible-speed"].contains(&finding.code()));
        found += usize::from(speeds.clone().any(|finding| finding.message().contains(&station.name)));
        assert!(
            speeds.filter(|finding| finding.code() == "station-misplaced").count() <= 1,
            "only {} was moved",
            station.name
        );
    }
    // The others have only long legs, which a degree does not make impossible.
    assert!(found * 100 >= moved_stations * 90, "{found} of {moved_stations}");
}

#[test]
fn one_fast_leg_is_about_the_leg_and_the_limit_can_be_raised() {
    let legs = "A,B,30,5,5\nB,C,15,5,5\nC,D,30,5,5";
    let findings = all_findings(STATIONS, legs);
    assert_eq!(summary(&findings), [("l.csv", "row 2", "impossible-speed")]);
    assert!(findings[0].message().contains("445 km/h"), "{}", findings[0]);
    let checks = RailChecks { fastest: KilometresPerHour::new(450.0) };
    assert_eq!(table(STATIONS, legs).0.build(&checks).findings, []);
}

#[test]
fn parts_without_connection_are_named() {
    let findings = all_findings(STATIONS, "A,B,30,5,5");
    let texts: Vec<&str> = findings.iter().map(Finding::message).collect();
    assert_eq!(
        texts,
        [
            "the station C is not connected with the other 2: no train runs between them",
            "the station D is not connected with the other 2: no train runs between them",
        ]
    );
    // A leg in one direction connects for this purpose.
    assert_eq!(network("A,B,30,5,5\nC,B,30,1,0\nD,C,40,1,1").parts().len(), 1);
}

#[test]
fn minutes_back_may_differ_and_no_trains_are_no_leg() {
    let legs = "from,to,minutes,trains_forward,trains_back,minutes_back\nA,B,30,5,5,35\nB,C,40,5,0,\nC,D,40,5,5,";
    let (table, findings) = RailTable::from_layers(&layer("s.csv", STATIONS), &layer("l.csv", legs)).expect("columns");
    assert_eq!(findings, []);
    let network = table.build(&RailChecks::default()).network;
    let ids: Vec<StationId> = network.station_ids().collect();
    let mut scratch = Scratch::default();
    let mut minutes = |from: usize, to: usize| {
        network.rides(&[ids[from]], Direction::From, Minutes::new(2.0), &mut scratch).minutes(ids[to]).map(Minutes::minutes)
    };
    assert_eq!(minutes(0, 1), Some(30.0));
    assert_eq!(minutes(1, 0), Some(35.0));
    assert_eq!(minutes(0, 2), Some(72.0), "a dwell at the stop passed");
    assert_eq!(minutes(2, 0), None, "no train runs back");
    assert_eq!(minutes(0, 0), Some(0.0));
}

#[test]
fn names_are_found_whatever_their_spelling_and_never_guessed() {
    let network = network("A,B,30,5,5");
    let name = |given: &str| network.resolve(given).map(|id| network.station(id).name.clone());
    assert_eq!(name(" a "), Ok("A".to_string()));
    assert_eq!(name("Alpha Station"), Ok("A".to_string()));
    let beta = name("beta").expect_err("two stations");
    assert_eq!(beta.to_string(), "'beta' is the name of 2 stations: B, D; write the full name");
    assert!(name("Alpah").is_err_and(|error| error.to_string().contains("did you mean Alpha?")));
    assert!(name("Xyzzy").is_err_and(|error| error.to_string().contains("no station is called 'Xyzzy'")));
    assert!(name("").is_err() && name("站").is_err());
}

#[test]
fn through_trains_are_shared_out_in_proportion() {
    // 10 trains arrive at B from A; 30 leave it for C and 10 for D, besides those back to A.
    let network = network("A,B,30,10,10\nB,C,30,30,30\nB,D,40,10,10");
    let leg = |from: &str, to: &str| {
        let (from, to) = (network.find(from).expect("there"), network.find(to).expect("there"));
        network.departing(from).find(|&leg| network.to(leg) == to).expect("a leg")
    };
    let through = |least: f64| network.runs_through(leg("A", "B"), leg("B", "C"), least);
    assert!(through(7.5) && !through(7.6), "10 x 30 / 40");
    // 30 arrive from C and only 20 leave elsewhere: a third ends here.
    assert!(network.runs_through(leg("C", "B"), leg("B", "A"), 10.0));
    assert!(!network.runs_through(leg("C", "B"), leg("B", "A"), 10.1));
    assert!(!network.runs_through(leg("A", "B"), leg("B", "A"), 0.0), "no train turns back");
    assert!(!network.runs_through(leg("A", "B"), leg("C", "B"), 0.0), "the legs do not meet");
}

#[test]
fn changes_of_the_table_are_made_or_refused_with_the_reason() {
    let (mut table, _) = table(STATIONS, "A,B,30,5,5\nB,C,40,5,0");
    let both = LegWays::Both;
    table.change_leg("alpha", "B", both, Some(NewNumber::Times(0.5)), None).expect("there is such a leg");
    table.add_leg(&NewLeg { from: "C", to: "D", minutes: (20.0, 25.0), trains: (3.0, 4.0) }).expect("it is new");
    table.add_station("E", LonLat::new(4.0, 0.0).expect("valid"), None).expect("it is new");
    let network = table.build(&RailChecks { fastest: KilometresPerHour::new(1e4) }).network;
    assert_eq!(network.leg_count(), 5);
    assert_eq!(network.minutes(network.departing(network.find("A").expect("A")).next().expect("a leg")), Minutes::new(15.0));
    let reason = |outcome: Result<(), RailChangeError>| outcome.expect_err("not possible").to_string();
    assert_eq!(
        reason(table.remove_leg("A", "C", both)),
        "no train runs from A to C without a stop; from there legs end at B"
    );
    assert!(reason(table.remove_leg("A", "Q", both)).contains("no station is called 'Q'"));
    assert_eq!(
        reason(table.add_leg(&NewLeg { from: "B", to: "A", minutes: (1.0, 1.0), trains: (1.0, 1.0) })),
        "there is a leg from B to A already"
    );
    assert!(reason(table.change_leg("A", "B", both, Some(NewNumber::To(-1.0)), None)).contains("above 0"));
    assert!(reason(table.change_leg("A", "B", both, None, Some(NewNumber::To(f64::NAN)))).contains("0 or more"));
    assert!(
        reason(table.add_leg(&NewLeg { from: "B", to: "b", minutes: (1.0, 1.0), trains: (1.0, 1.0) })).contains("itself")
    );
    assert!(reason(table.add_station("E", LonLat::new(0.0, 0.0).expect("valid"), None)).contains("already"));
    table.remove_leg("A", "B", LegWays::Forward).expect("trains run");
    assert!(table.remove_leg("A", "B", LegWays::Forward).is_err(), "they do not any more");
    assert_eq!(table.remove_station("C").expect("there"), 2);
    assert_eq!(table.build(&RailChecks::default()).network.leg_count(), 1, "B to A is left");
}

/// All-pairs in-vehicle minutes by Floyd (1962) and Warshall over the departures of legs: `minutes[from][to]`.
fn floyd(network: &RailNetwork, dwell: f64) -> Vec<Vec<f64>> {
    let count = network.stations().len();
    let mut minutes = vec![vec![f64::INFINITY; count]; count];
    for leg in network.leg_ids() {
        minutes[network.from(leg).index()][network.to(leg).index()] = network.minutes(leg).minutes();
    }
    for by in 0..count {
        for from in 0..count {
            for to in 0..count {
                let way = minutes[from][by] + dwell + minutes[by][to];
                if way < minutes[from][to] {
                    minutes[from][to] = way;
                }
            }
        }
    }
    (0..count).for_each(|station| minutes[station][station] = 0.0);
    minutes
}

#[test]
fn rides_agree_with_floyd_on_the_embedded_network_both_ways() {
    let network = RailTable::embedded().build(&RailChecks::default()).network;
    let expected = floyd(&network, 2.0);
    let ids: Vec<StationId> = network.station_ids().collect();
    let mut scratch = Scratch::default();
    for &one in &ids {
        for direction in [Direction::From, Direction::To] {
            let rides = network.rides(&[one], direction, Minutes::new(2.0), &mut scratch);
            for &other in &ids {
                let (from, to) = if direction == Direction::From { (one, other) } else { (other, one) };
                let expected = expected[from.index()][to.index()];
                let found = rides.minutes(other).map_or(f64::INFINITY, Minutes::minutes);
                assert_eq!(found, expected, "{} - {}", network.station(from).name, network.station(to).name);
            }
        }
    }
}

/// Legs between a few stations: ends, minutes, trains there and back.
pub(super) fn any_legs() -> impl Strategy<Value = Vec<(usize, usize, u32, u32, u32)>> {
    prop::collection::vec((0..8_usize, 0..8_usize, 1..90_u32, 0..40_u32, 0..40_u32), 1..24)
}

/// A network of eight stations in a circle of about 50 km.
pub(super) fn ring_network(legs: &[(usize, usize, u32, u32, u32)]) -> RailNetwork {
    ring_table(legs).build(&RailChecks::default()).network
}

/// The rows of such a network.
pub(super) fn ring_table(legs: &[(usize, usize, u32, u32, u32)]) -> RailTable {
    let position = |number: usize| {
        let angle = std::f64::consts::TAU * number as f64 / 8.0;
        (116.0 + 0.6 * angle.cos(), 39.0 + 0.45 * angle.sin())
    };
    let stations: String =
        (0..8).map(|number| format!("S{number},{:.5},{:.5}\n", position(number).0, position(number).1)).collect();
    let legs: String =
        legs.iter().map(|(from, to, minutes, there, back)| format!("S{from},S{to},{minutes},{there},{back}\n")).collect();
    let stations = format!("station,lon,lat\n{stations}");
    table(stations.trim_end(), legs.trim_end()).0
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: proptest::test_runner::RngSeed::Fixed(31), ..ProptestConfig::default() })]

    #[test]
    fn rides_of_any_network_agree_with_floyd(legs in any_legs(), starts in prop::collection::vec(0..8_usize, 1..3)) {
        let network = ring_network(&legs);
        let expected = floyd(&network, 2.0);
        let starts: Vec<StationId> = starts.into_iter().map(StationId::of_index).collect();
        let mut scratch = Scratch::default();
        let rides = network.rides(&starts, Direction::From, Minutes::new(2.0), &mut scratch);
        for to in network.station_ids() {
            let least = starts.iter().map(|from| expected[from.index()][to.index()]).fold(f64::INFINITY, f64::min);
            prop_assert_eq!(rides.minutes(to).map_or(f64::INFINITY, Minutes::minutes), least);
        }
    }

    #[test]
    fn removing_a_leg_never_speeds_up(legs in any_legs(), gone in 0..24_usize) {
        let fewer: Vec<_> = legs.iter().enumerate().filter(|(number, _)| *number != gone % legs.len()).map(|(_, leg)| *leg).collect();
        let (all, fewer) = (ring_network(&legs), ring_network(&fewer));
        let start = [StationId::of_index(0)];
        let (mut one, mut other) = (Scratch::default(), Scratch::default());
        let before = all.rides(&start, Direction::From, Minutes::new(2.0), &mut one);
        let after = fewer.rides(&start, Direction::From, Minutes::new(2.0), &mut other);
        for to in all.station_ids() {
            let of = |rides: &Rides<'_>| rides.minutes(to).map_or(f64::INFINITY, Minutes::minutes);
            // A row that repeats another is left out; without the first the second counts.
            let repeats = legs.iter().enumerate().any(|(number, leg)| {
                let other = legs[gone % legs.len()];
                number != gone % legs.len() && [leg.0.min(leg.1), leg.0.max(leg.1)] == [other.0.min(other.1), other.0.max(other.1)]
            });
            prop_assert!(repeats || of(&after) >= of(&before));
        }
    }
}
