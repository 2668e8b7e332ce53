//! The rail model: minutes, parts, stations as places, tables of other networks, edits, and what bad input gets.

use super::{features, file, folder, json, number, ringshed, ringshed_in, text};

const STATIONS: &str = "station,lon,lat,unit\nAlpha,0,0,\nBeta,0.5,0,\nGamma,1,0,\nDelta,1.5,0,\n";
const LEGS: &str = "from_station,to_station,minutes,trains_forward,trains_back\nAlpha,Beta,15,40,40\nBeta,Gamma,16,40,40\n\
                    Gamma,Delta,17,40,0\n";

/// Two files of a rail table in a folder, and the arguments that name them.
struct Network {
    folder: tempfile::TempDir,
    stations: String,
    legs: String,
}

impl Network {
    fn new(stations: &str, legs: &str) -> Self {
        let folder = folder();
        let stations = file(&folder, "stations.csv", stations);
        let legs = file(&folder, "legs.csv", legs);
        Self { folder, stations, legs }
    }

    fn run(&self, verb: &[&str], options: &[&str]) -> super::Outcome {
        let rail = ["--model", "rail", "--rail", &self.stations, &self.legs];
        ringshed_in(self.folder.path(), &[verb, &rail, options].concat())
    }

    fn matrix(&self, from: &str, options: &[&str]) -> super::Outcome {
        self.run(&["matrix", from], options)
    }
}

#[test]
fn in_vehicle_minutes_are_those_of_the_documents_and_say_so() {
    let to = "Tianjin;Cangzhou;Baoding;Zhangjiakou;Shijiazhuang;Tangshan;Qinhuangdao;140200;Hohhot;Zhengzhou;Qingdao;Yantai;Dalian;\
              station:雄安";
    let table = ringshed(&["matrix", "Beijing", to, "--model", "rail", "--in-vehicle"]).exits(0).table();
    let minutes = ["30", "51", "35", "47", "60", "62", "90", "101", "129", "131", "179", "201", "222", "49"];
    let expected: Vec<String> = minutes.iter().map(|minutes| format!("{minutes}.00")).collect();
    assert_eq!(table.cells("minutes"), expected);
    assert_eq!(table.cells("ride_minutes"), expected);
    assert!(table.cells("model").iter().all(|model| *model == "rail"));
    assert!(table.cells("basis").iter().all(|basis| *basis == "in-vehicle"));
    assert_eq!(table.cell("alight", &[("to", "Qinhuangdao")]), "北戴河");
    assert_eq!(table.cell("dwell_min", &[("to", "Tianjin")]), "2");
    let back = ringshed(&["matrix", "Tianjin", "Cangzhou", "--model", "rail", "--in-vehicle"]).exits(0).table();
    assert_eq!(back.cells("minutes"), ["22.00"]);
}

#[test]
fn minutes_from_door_to_door_are_split_into_parts() {
    let cities = "Beijing;Tianjin;Baoding;Datong, Shanxi;Qingdao;Xilingol";
    let table = ringshed(&["matrix", cities, "--model", "rail"]).exits(0).table();
    let in_vehicle = ringshed(&["matrix", cities, "--model", "rail", "--in-vehicle"]).exits(0).table();
    let parts = ["access", "entry", "wait", "ride", "transfer", "egress"].map(|part| format!("{part}_minutes"));
    let number = |cell: &str| cell.parse::<f64>().expect("reached");
    let columns: Vec<Vec<f64>> = parts.iter().map(|part| table.cells(part).into_iter().map(number).collect()).collect();
    for (row, minutes) in table.cells("minutes").into_iter().map(number).enumerate() {
        let sum: f64 = columns.iter().map(|column| column[row]).sum();
        assert!((sum - minutes).abs() <= 0.005 * 7.0, "row {row}: {sum} and {minutes}");
        assert!(minutes >= number(in_vehicle.cells("minutes")[row]), "row {row}");
    }
    assert!(table.cells("basis").iter().all(|basis| *basis == "door-to-door"));
    let row = [("from", "Beijing"), ("to", "Tianjin")];
    // Beijing South: 5.33 km x 1.3 at 30 km/h; entry and wait 25; half an hour; exit 5 and 2.44 km.
    assert_eq!(table.cell("board", &row), "北京南");
    super::close(table.number("access_minutes", &row), 13.85, 1e-3);
    super::close(table.number("entry_minutes", &row) + table.number("wait_minutes", &row), 25.0, 1e-3);
    assert_eq!(table.cell("ride_minutes", &row), "30.00");
    super::close(table.number("minutes", &row), 80.20, 1e-3);
}

#[test]
fn the_combined_model_is_the_faster_of_both_for_each_pair() {
    let cities = "Beijing;Langfang;Tianjin;Baoding;Zhangjiakou;Qingdao";
    let minutes = |model: &str, basis: &str| {
        let table = ringshed(&["matrix", cities, "--model", model, basis]).exits(0).table();
        table.cells("minutes").into_iter().map(|cell| cell.parse::<f64>().expect("reached")).collect::<Vec<_>>()
    };
    for basis in ["--door-to-door", "--in-vehicle"] {
        let (rail, crow, both) = (minutes("rail", basis), minutes("crow", basis), minutes("rail+crow", basis));
        let faster: Vec<f64> = rail.iter().zip(&crow).map(|(rail, crow)| rail.min(*crow)).collect();
        assert_eq!(both, faster);
    }
    let table = ringshed(&["matrix", cities, "--model", "rail+crow"]).exits(0).table();
    // By road, and so without parts.
    assert_eq!(table.cell("ride_minutes", &[("from", "Beijing"), ("to", "Langfang")]), "");
    assert_ne!(table.cell("ride_minutes", &[("from", "Beijing"), ("to", "Qingdao")]), "");
}

#[test]
fn stations_are_places() {
    let rail = ["--model", "rail", "--in-vehicle"];
    let matrix = |from: &str| ringshed(&[&["matrix", from], &rail[..]].concat());
    let table = matrix("station:北京南站;station:沧州西").exits(0).table();
    assert_eq!(table.cell("minutes", &[("from", "北京南"), ("to", "沧州西")]), "51.00");
    matrix("station:北京难;station:沧洲西;Bejing").exits(2).says(&[
        "no station is called '北京难'; did you mean 北京",
        "did you mean 沧州西?",
        "'Bejing'",
    ]);
    ringshed(&["matrix", "station:北京南"]).exits(2).says(&["add --model rail"]);
}

#[test]
fn point_files_pin_places_to_stations() {
    let folder = folder();
    let places = "name,lon,lat,station\ncentre,116.39723,39.9075,\nwest,116.39723,39.9075,北京西\nonly,,,天津\nwrong,117.2,39.13,天京\n";
    let path = file(&folder, "places.csv", places);
    let outcome = ringshed(&["matrix", &path, "--model", "rail", "--in-vehicle"]).exits(1);
    let table = outcome.table();
    let minutes = |from: &str| table.number("minutes", &[("from", from), ("to", "only")]);
    assert_eq!(minutes("centre"), 30.0);
    assert!(minutes("west") > 30.0);
    assert_eq!(table.cell("board", &[("from", "west"), ("to", "only")]), "北京西");
    assert_eq!(minutes("wrong"), 0.0, "taken as if it were not pinned");
    outcome.says(&["unknown-station", "row 4", "did you mean 北京, 天津, 天镇?", "leave it empty"]);
    // The distance-based model has no use for the column.
    ringshed(&["matrix", &path]).exits(0).says(&["position-missing"]);
}

#[test]
fn any_network_can_be_used_and_unreachable_is_empty() {
    let network = Network::new(STATIONS, LEGS);
    let all = "station:Alpha;station:Gamma;station:Delta";
    let table = network.matrix(all, &["--in-vehicle"]).exits(0).table();
    let cell = |from: &str, to: &str| table.cell("minutes", &[("from", from), ("to", to)]).to_string();
    assert_eq!(cell("Alpha", "Delta"), "52.00", "15 + 2 + 16 + 2 + 17");
    assert_eq!(cell("Delta", "Alpha"), "", "no train runs back");
    assert_eq!(cell("Alpha", "Alpha"), "0.00");
    let slower = network.matrix(all, &["--in-vehicle", "--dwell", "5"]).exits(0).table();
    assert_eq!(slower.cell("minutes", &[("from", "Alpha"), ("to", "Delta")]), "58.00");
}

#[test]
fn a_link_has_the_minutes_of_the_slower_direction() {
    let legs = "from_station,to_station,minutes,trains_forward,trains_back,minutes_back\nAlpha,Beta,15,40,40,25\nBeta,Gamma,16,40,0,\n";
    let network = Network::new(STATIONS, legs);
    let stations = ["links", "station:Alpha", "station:Beta", "station:Gamma", "--minutes", "20,30", "--table"];
    let table = network.run(&stations, &["--in-vehicle"]).exits(0).table();
    let pairs: Vec<_> = table.cells("from").into_iter().zip(table.cells("to")).collect();
    assert_eq!(pairs, [("Alpha", "Beta")], "there is no way back from Gamma");
    let row = [("from", "Alpha")];
    assert_eq!((table.number("minutes", &row), table.number("band", &row)), (25.0, 30.0));
    assert_eq!(table.cell("basis", &row), "in-vehicle");
}

#[test]
fn every_bad_row_is_a_finding_with_row_and_remedy_and_the_rest_goes_on() {
    let cases = [
        ("Alhpa,Gamma,9,1,1", "row 4", "station Alhpa is not in the table of stations", "did you mean Alpha?"),
        ("Alpha,Gamma,-9,1,1", "row 4", "holds -9: minutes must be above 0", "fastest minutes"),
        ("Alpha,Gamma,0,1,1", "row 4", "holds 0: minutes must be above 0", "fastest minutes"),
        ("Alpha,Gamma,9,-1,1", "row 4", "fewer than no trains", "0 where none runs"),
        ("Beta,Beta,9,1,1", "row 4", "from Beta to itself", "two different stations"),
        ("Beta,Alpha,9,1,1", "row 4", "stands in row 1 already", "remove one of them"),
        ("Alpha,Gamma,,1,1", "row 4", "column 'minutes' is empty", "fastest minutes"),
        ("Alpha,Gamma", "row 4", "the row has 2 fields, the header 5", "in quotes"),
    ];
    for (row, number, what, remedy) in cases {
        let network = Network::new(STATIONS, &format!("{LEGS}{row}\n"));
        let outcome = network.matrix("station:Alpha;station:Gamma", &["--in-vehicle"]).exits(1);
        assert_eq!(outcome.table().cell("minutes", &[("from", "Alpha"), ("to", "Gamma")]), "33.00", "{row}");
        outcome.says(&["legs.csv", number, what, remedy]);
        network.matrix("station:Alpha;station:Gamma", &["--strict"]).exits(1).says(&["nothing was written"]);
    }
}

#[test]
fn a_station_off_by_a_degree_and_parts_without_connection_are_findings() {
    let moved = STATIONS.replace("Beta,0.5,0", "Beta,0.5,1");
    let outcome = Network::new(&moved, LEGS).matrix("station:Alpha;station:Gamma", &[]).exits(0);
    outcome.says(&[
        "station-misplaced",
        "stations.csv",
        "row 2",
        "2 of its 2 legs",
        "km/h",
        "check its longitude and latitude",
    ]);
    let slow = Network::new(&moved, LEGS).matrix("station:Alpha", &["--max-train-speed", "500 km/h"]).exits(0);
    slow.says_times("station-misplaced", 0);
    let parts = Network::new(STATIONS, &LEGS.replace("Beta,Gamma", "Beta,Alpha"))
        .matrix("station:Alpha;station:Delta", &[])
        .exits(1);
    parts.says(&[
        "network-disconnected",
        "2 stations Gamma, Delta are not connected with the other 2",
        "add the missing legs",
    ]);
}

#[test]
fn files_that_are_no_rail_table_are_unreadable() {
    let network = Network::new("town,lon,lat\nAlpha,0,0\n", "from,to,time\nAlpha,Beta,15\n");
    network.matrix("station:Alpha", &[]).exits(3).says(&[
        "'station'",
        "'town'",
        "'minutes', 'trains_forward', 'trains_back'",
        "'time'",
    ]);
    Network::new(LEGS, STATIONS).matrix("station:Alpha", &[]).exits(3).says(&["longitude and latitude"]);
    let rail = ["matrix", "Beijing", "--model", "rail", "--rail", "no-stations.csv", "no-legs.csv"];
    ringshed(&rail).exits(3).says(&["no-stations.csv", "no-legs.csv"]);
    Network::new(STATIONS, "from_station,to_station,minutes,trains_forward,trains_back\nAlpha,Beta,-1,1,1\n")
        .matrix("station:Alpha", &[])
        .exits(2)
        .says(&["no usable leg"]);
}

#[test]
fn impossible_options_are_refused_all_at_once() {
    let options = ["--dwell", "-1", "--entry", "-5", "--service-hours", "0", "--access-speed", "0", "--detour", "0.5"];
    ringshed(&[&["matrix", "Beijing", "--model", "rail", "--max-train-speed", "-3"], &options[..]].concat()).exits(2).says(
        &[
            "dwell_min -1 is not possible",
            "entry_min -5",
            "service_hours 0",
            "access_speed_kmh 0",
            "detour 0.5",
            "--max-train-speed",
        ],
    );
    ringshed(&["matrix", "Beijing", "--dwell", "3", "--edit", "e.toml"])
        .exits(2)
        .says(&["--dwell has no effect on the distance-based model; add --model rail", "--edit has no effect"]);
}

#[test]
fn an_edit_shows_the_effect_of_a_line_and_the_manifest_says_it() {
    let folder = folder();
    let edit = "[[change_leg]]\nfrom = \"北京南\"\nto = \"沧州西\"\nminutes_factor = 0.5\n";
    let path = file(&folder, "faster.toml", edit);
    let rail = ["--model", "rail", "--in-vehicle"];
    let out = folder.path().join("links.geojson");
    let links = ["links", "Beijing", "Cangzhou", "--edit", &path, "--out", text(&out)];
    ringshed(&[&links[..], &rail[..]].concat()).exits(0);
    let layer = json(&out);
    assert_eq!(number(&features(&layer)[0]["properties"]["minutes"]), 25.5);
    let manifest = &layer["manifest"];
    assert_eq!(manifest["parameters"]["edit"], "1 change");
    assert_eq!(manifest["parameters"]["model"], "rail");
    assert_eq!(manifest["inputs"][0]["name"], "faster.toml");
    let data = manifest["data"].as_array().expect("provenance");
    assert!(data.iter().any(|source| source["version"] == "2023-09"), "{data:?}");
}

#[test]
fn an_edit_that_names_nothing_is_an_error_with_the_closest_spelling() {
    let folder = folder();
    let edit = "[[remove_station]]\nname = \"北京难\"\n\n[[change_leg]]\nfrom = \"北京南\"\nto = \"广州南\"\nminutes = 60\n\n[[remove_legs]]\n\
                from = \"a\"\n";
    let run = |text: &str| {
        let path = file(&folder, "e.toml", text);
        ringshed(&["matrix", "Beijing", "--model", "rail", "--edit", &path])
    };
    run(edit).exits(2).says(&["'remove_legs'", "did you mean 'remove_leg'?", "e.toml"]);
    let names = edit.split("\n[[remove_legs]]").next().expect("the first part");
    run(names).exits(2).says(&[
        "'北京难'",
        "did you mean 北京",
        "no train runs from 北京南 to 广州南",
        "2 problems, listed above",
    ]);
    run("").exits(2).says(&["changes nothing"]);
    run("[[add_leg]]\nfrom = ").exits(2).says(&["malformed-toml"]);
    // What an edit makes doubtful is said; what is doubtful about the embedded table is not.
    let cut = run("[[add_station]]\nname = \"孤岛\"\nat = [120.0, 41.0]\n").exits(0);
    cut.says(&["the station 孤岛 is not connected"]).says_times("network-disconnected", 1);
}

#[test]
fn places_far_from_every_station_are_kept_and_said() {
    let outcome = ringshed(&["matrix", "Beijing", "Tokyo", "--model", "rail"]).exits(0);
    assert_ne!(outcome.table().cells("minutes"), [""]);
    outcome.says(&["station-far-away", "Tokyo", "--rail"]);
    let limited = ringshed(&["matrix", "Beijing", "Tokyo", "--model", "rail", "--access-limit", "50"]).exits(0);
    assert_eq!(limited.table().cells("minutes"), [""]);
    ringshed(&["matrix", "Beijing", "130632", "--model", "rail", "--in-vehicle"])
        .exits(0)
        .says(&["no-station-near", "白洋淀"]);
}

#[test]
fn one_and_many_threads_give_the_same_bytes() {
    let cities = "Beijing;Tianjin;Baoding;Langfang;Tangshan;Qinhuangdao;Cangzhou;Hengshui;Xingtai;Handan";
    let run = |threads: &str| ringshed(&["matrix", cities, "--model", "rail+crow", "--threads", threads]).exits(0).stdout;
    assert_eq!(run("1"), run("3"));
}

#[test]
fn check_lists_the_findings_of_a_rail_table() {
    let network = Network::new(&STATIONS.replace("Beta,0.5,0", "Beta,0.5,1"), &format!("{LEGS}Beta,Beta,9,1,1\n"));
    let outcome = ringshed(&["check", "--rail", &network.stations, &network.legs]).exits(1);
    for expected in ["station-misplaced", "leg-to-itself", "row 4", "1 error, 1 warning in 4 stations, 5 legs"] {
        assert!(outcome.stdout.contains(expected), "'{expected}' is not in {}", outcome.stdout);
    }
    let good = Network::new(STATIONS, LEGS);
    let outcome = ringshed(&["check", "--rail", &good.stations, &good.legs]).exits(0);
    assert!(outcome.stdout.contains("nothing found in 4 stations, 5 legs"), "{}", outcome.stdout);
    let slow = ["check", "--rail", &good.stations, &good.legs, "--max-train-speed"];
    let outcome = ringshed(&[&slow[..], &["20"]].concat());
    assert!(outcome.stdout.contains("2 warnings in 4 stations"), "{}", outcome.stdout);
    ringshed(&[&slow[..], &["-3"]].concat()).exits(2).says(&["--max-train-speed", "above 0"]);
    let unreadable = ringshed(&["check", "--rail", "no.csv", &good.legs]).exits(3);
    assert!(unreadable.stderr.contains("no.csv"));
}
