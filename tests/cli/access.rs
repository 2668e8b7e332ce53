//! `access`: every method by the binary, against the formulas of the manual on the command's own matrix.

use super::layers::check_layer;
use super::{Table, features, file, folder, json, number, ringshed, ringshed_in, text};

/// Three towns on the equator and two hospitals, one of them in the first town. One degree of longitude is 111.3195 km: at that
/// many km/h and without detour 60 minutes.
const TOWNS: &str = "name,lon,lat,people\na,0,0,1000\nb,0.25,0,3000\nc,1,0,500\n";
const HOSPITALS: &str = "name,lon,lat,beds\nx,0,0,40\ny,0.5,0,21\n";
const MODEL: [&str; 4] = ["--speed", "111.31949079327357", "--detour", "1"];
/// From town to hospital, in minutes.
const MINUTES: [[f64; 2]; 3] = [[0.0, 30.0], [15.0, 15.0], [60.0, 30.0]];
const PEOPLE: [f64; 3] = [1000.0, 3000.0, 500.0];
const BEDS: [f64; 2] = [40.0, 21.0];

fn access(extra: &[&str]) -> Table {
    let folder = folder();
    file(&folder, "towns.csv", TOWNS);
    file(&folder, "hospitals.csv", HOSPITALS);
    let mut arguments = vec!["access", "towns.csv", "hospitals.csv", "--supply", "beds", "--demand", "people"];
    arguments.extend(MODEL);
    arguments.extend(extra);
    ringshed_in(folder.path(), &arguments).exits(0).table()
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    table.cells(column).iter().map(|cell| cell.parse().unwrap_or_else(|_| panic!("'{cell}' in {column}"))).collect()
}

#[track_caller]
fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1e-6), "{found} is not {expected}");
    }
}

/// Two-step by its formula with some weights.
fn shared(weight: impl Fn(f64) -> f64) -> Vec<f64> {
    let weights = MINUTES.map(|row| row.map(&weight));
    let ratio = |supply: usize| BEDS[supply] / (0..3).map(|place| weights[place][supply] * PEOPLE[place]).sum::<f64>();
    (0..3).map(|place| (0..2).map(|supply| weights[place][supply] * ratio(supply)).sum()).collect()
}

/// A weight of minutes.
type Weight<'w> = &'w dyn Fn(f64) -> f64;

fn gaussian(limit: f64) -> impl Fn(f64) -> f64 {
    let g = |share: f64| ((-0.5 * share * share).exp() - (-0.5f64).exp()) / (1.0 - (-0.5f64).exp());
    move |minutes| if minutes <= limit { g(minutes / limit) } else { 0.0 }
}

#[test]
fn two_step_methods_are_their_formulas_and_hand_out_every_bed() {
    let within = |limit: f64| move |minutes: f64| if minutes <= limit { 1.0 } else { 0.0 };
    let zones = |minutes: f64| match minutes {
        minutes if minutes <= 10.0 => 1.0,
        minutes if minutes <= 20.0 => 0.68,
        minutes if minutes <= 30.0 => 0.22,
        _ => 0.0,
    };
    // Minutes on the border of a zone may fall on either side by the last bit; 31 and 16 are clear of it.
    let cases: [(&[&str], Vec<f64>); 4] = [
        (&["--minutes", "31"], shared(within(31.0))),
        (&["--method", "2sfca", "--minutes", "60.1"], shared(within(60.1))),
        (&["--method", "e2sfca", "--steps", "10:1,20:0.68,30.5:0.22"], shared(zones)),
        (&["--method", "gaussian", "--minutes", "40"], shared(gaussian(40.0))),
    ];
    for (extra, expected) in cases {
        let table = access(extra);
        let found = numbers(&table, "access");
        assert_close(&found, &expected);
        let handed_out: f64 = found.iter().zip(numbers(&table, "demand")).map(|(access, people)| access * people).sum();
        assert!((handed_out - 61.0).abs() < 1e-9 * 61.0, "{extra:?}: {handed_out}");
        assert_eq!(table.cells("nearest")[2], "y");
    }
}

#[test]
fn three_step_and_balanced() {
    let zones = |minutes: f64| match minutes {
        minutes if minutes <= 10.0 => 0.962,
        minutes if minutes <= 20.0 => 0.704,
        minutes if minutes <= 31.0 => 0.377,
        minutes if minutes <= 61.0 => 0.042,
        _ => 0.0,
    };
    let weights = MINUTES.map(|row| row.map(zones));
    let selected = weights.map(|row| row.map(|weight| weight * weight / (row[0] + row[1])));
    let ratio = |supply: usize| BEDS[supply] / (0..3).map(|place| selected[place][supply] * PEOPLE[place]).sum::<f64>();
    let expected: Vec<f64> =
        (0..3).map(|place| (0..2).map(|supply| selected[place][supply] * ratio(supply)).sum()).collect();
    let table = access(&["--method", "3sfca", "--steps", "10:0.962,20:0.704,31:0.377,61:0.042"]);
    assert_close(&numbers(&table, "access"), &expected);
    let handed_out: f64 = expected.iter().zip(PEOPLE).map(|(access, people)| access * people).sum();
    assert!((handed_out - 61.0).abs() < 1e-9);

    // Within 31 minutes a and b reach both, c reaches y alone.
    let demands = [(1000.0 + 3000.0) / 2.0, (1000.0 + 3000.0) / 2.0 + 500.0];
    let (x, y) = (40.0 / demands[0] / 2.0, 21.0 / demands[1] / 3.0);
    assert_close(&numbers(&access(&["--method", "balanced", "--minutes", "31"]), "access"), &[x + y, x + y, y]);
}

#[test]
fn potentials_are_their_formulas() {
    let sum = |weight: Weight<'_>| -> Vec<f64> {
        MINUTES.iter().map(|row| row.iter().zip(BEDS).map(|(minutes, beds)| beds * weight(*minutes)).sum()).collect()
    };
    let cases: [(&[&str], Weight<'_>); 6] = [
        (&["--method", "cumulative", "--minutes", "20"], &|minutes| if minutes <= 20.0 { 1.0 } else { 0.0 }),
        (&["--method", "exponential"], &|minutes: f64| 0.5f64.powf(minutes / 30.0)),
        (&["--method", "gaussian-potential", "--minutes", "70"], &gaussian(70.0)),
        (&["--method", "linear", "--minutes", "80"], &|minutes| 1.0 - minutes / 80.0),
        (&["--method", "power", "--exponent", "1.5", "--least-minutes", "5"], &|minutes: f64| minutes.max(5.0).powf(-1.5)),
        (&["--method", "logistic", "--minutes", "40", "--spread", "12"], &|minutes: f64| {
            1.0 / (1.0 + ((minutes - 40.0) * std::f64::consts::PI / (12.0 * 3f64.sqrt())).exp())
        }),
    ];
    for (extra, weight) in cases {
        assert_close(&numbers(&access(extra), "access"), &sum(weight));
    }
}

#[test]
fn huff_is_a_table_and_a_layer() {
    let utility = |place: usize, supply: usize| BEDS[supply] / MINUTES[place][supply].max(2.0).powi(2);
    let probability = |place: usize, supply: usize| utility(place, supply) / (utility(place, 0) + utility(place, 1));
    let options = ["--method", "huff", "--least-minutes", "2"];
    let table = access(&options);
    assert_eq!(table.columns[..4], ["place", "supply", "probability", "minutes"]);
    let expected: Vec<f64> = (0..3).flat_map(|place| [probability(place, 0), probability(place, 1)]).collect();
    let found = numbers(&table, "probability");
    assert_close(&found, &expected);
    assert!(found.chunks(2).all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-11));

    let folder = folder();
    file(&folder, "towns.csv", TOWNS);
    file(&folder, "hospitals.csv", HOSPITALS);
    let mut arguments = vec!["access", "towns.csv", "hospitals.csv", "--supply", "beds", "--demand", "people"];
    arguments.extend(MODEL);
    arguments.extend(options);
    arguments.extend(["--out", "huff.geojson"]);
    ringshed_in(folder.path(), &arguments).exits(0);
    let layer = json(&folder.path().join("huff.geojson"));
    check_layer("access", &layer, 7);
    for (place, feature) in features(&layer).iter().enumerate() {
        let dominant = if probability(place, 0) > 0.5 { "x" } else { "y" };
        assert_eq!(feature["properties"]["supply"], dominant);
        let most = probability(place, 0).max(probability(place, 1));
        assert!((number(&feature["properties"]["probability"]) - most).abs() < 1e-9);
        assert_eq!(feature["geometry"]["type"], "Point");
    }
}

/// Gutierrez's three measures over cities, whose people and product the atlas knows.
#[test]
fn measures_between_cities() {
    let cities = "Beijing;Tianjin;Qingdao";
    let units: Vec<(f64, f64)> = ["Beijing", "Tianjin", "Qingdao"]
        .iter()
        .map(|city| {
            let table =
                ringshed(&["access", city, city, "--method", "cumulative", "--supply", "population", "--own", "include"]);
            let gdp = ringshed(&["access", city, city, "--method", "cumulative", "--supply", "gdp"]);
            (numbers(&table.exits(0).table(), "access")[0], numbers(&gdp.exits(0).table(), "access")[0])
        })
        .collect();
    assert_eq!(units[0].0, 21_893_095.0);
    let matrix = ringshed(&["matrix", cities]).exits(0).table();
    let minutes = |from: usize, to: usize| -> f64 { numbers(&matrix, "minutes")[from * 3 + to] };
    let mass = |city: usize| (units[city].0 * units[city].1).sqrt();
    let others = |city: usize| (0..3).filter(move |&other| other != city);
    for (method, value) in [
        (
            "watt",
            &(|city: usize| {
                let all: f64 = others(city).map(mass).sum();
                others(city).map(|other| minutes(city, other) * mass(other)).sum::<f64>() / all
            }) as &dyn Fn(usize) -> f64,
        ),
        ("potential", &|city: usize| others(city).map(|other| mass(other) / minutes(city, other)).sum()),
    ] {
        let found = numbers(&ringshed(&["access", cities, cities, "--method", method]).exits(0).table(), "access");
        for (city, found) in found.iter().enumerate() {
            // The matrix is printed with 2 decimals.
            let expected = value(city);
            assert!((found - expected).abs() < 1e-3 * expected, "{method}: {found} {expected}");
        }
    }
    let daily = ringshed(&["access", cities, cities, "--method", "daily", "--minutes", "150"]).exits(0).table();
    assert_eq!(numbers(&daily, "access"), [units[0].0 + units[1].0, units[0].0 + units[1].0, units[2].0]);
}

#[test]
fn outputs_say_how_they_were_made() {
    let folder = folder();
    let out = folder.path().join("access.csv");
    let arguments =
        ["access", "Beijing;Tianjin", "Beijing;Tianjin", "--supply", "gdp", "--method", "e2sfca", "--out", text(&out)];
    ringshed(&arguments).exits(0).says(&["Gini index"]);
    let table = Table::parse(&std::fs::read_to_string(&out).expect("readable"));
    assert_eq!(table.cells("basis"), ["door-to-door"; 2]);
    assert_eq!(table.cells("limit_minutes"), ["30"; 2]);
    let manifest = json(&folder.path().join("access.csv.manifest.json"));
    assert_eq!(manifest["parameters"]["method"], "e2sfca");
    assert_eq!(manifest["parameters"]["steps"], "10:1,20:0.68,30:0.22");
    assert_eq!(
        (&manifest["parameters"]["supply"], &manifest["parameters"]["demand"]),
        (&"gdp".into(), &"population".into())
    );
}

#[test]
fn one_and_many_threads_give_the_same_bytes() {
    let folder = folder();
    let points: String = (0..300)
        .map(|at| {
            format!(
                "p{at},{},{},{}\n",
                100.0 + f64::from(at * 37 % 300) / 20.0,
                30.0 + f64::from(at % 70) / 7.0,
                at * 13 % 101
            )
        })
        .collect();
    file(&folder, "points.csv", format!("name,lon,lat,population\n{points}"));
    for method in ["gaussian", "3sfca", "balanced", "huff", "exponential", "watt"] {
        let run = |threads: &str| {
            let arguments = [
                "--quiet",
                "--threads",
                threads,
                "access",
                "points.csv",
                "points.csv",
                "--method",
                method,
                "--supply",
                "population",
            ];
            ringshed_in(folder.path(), &arguments).exits(0).stdout
        };
        assert!(run("1") == run("4"), "{method}");
    }
}

/// Beijing South to Cangzhou West in 20 minutes instead of 51, and the effect on both cities.
#[test]
fn the_effect_of_a_faster_line_is_one_command() {
    let folder = folder();
    file(&folder, "faster.toml", "[[change_leg]]\nfrom = \"北京南\"\nto = \"沧州西\"\nminutes = 20\n");
    let cities = "Beijing;Cangzhou;Qingdao";
    let model = ["--model", "rail", "--in-vehicle"];
    let minutes = |edit: &[&str]| {
        numbers(&ringshed_in(folder.path(), &[&["matrix", cities], &model[..], edit].concat()).exits(0).table(), "minutes")
    };
    let (before, after) = (minutes(&[]), minutes(&["--edit", "faster.toml"]));
    assert!(after[1] < before[1] && after[3] < before[3], "{before:?} {after:?}");
    let run = |method: &[&str]| {
        let arguments =
            [&["access", cities, cities, "--edit", "faster.toml", "--supply", "population"], &model[..], method].concat();
        ringshed_in(folder.path(), &arguments).exits(0).table()
    };
    let watt = run(&["--method", "watt"]);
    assert_eq!(watt.columns[..7], ["place", "access", "access_after", "change", "change_share", "reached", "reached_after"]);
    let people: Vec<f64> = numbers(&watt, "demand");
    let average = |minutes: &[f64], city: usize| {
        let others: Vec<usize> = (0..3).filter(|&other| other != city).collect();
        let all: f64 = others.iter().map(|&other| people[other]).sum();
        others.iter().map(|&other| minutes[city * 3 + other] * people[other]).sum::<f64>() / all
    };
    for city in 0..3 {
        assert_close(&[numbers(&watt, "access")[city]], &[average(&before, city)]);
        assert_close(&[numbers(&watt, "access_after")[city]], &[average(&after, city)]);
        assert_close(&[numbers(&watt, "change")[city]], &[average(&after, city) - average(&before, city)]);
    }
    // A cutoff between: only the change brings Beijing within reach of Cangzhou.
    let limit = format!("{}", (before[1] + after[1]) / 2.0);
    let cumulative = run(&["--method", "cumulative", "--minutes", &limit]);
    assert_eq!(numbers(&cumulative, "change")[0], people[1]);
    let huff = run(&["--method", "huff"]);
    assert_eq!(huff.columns[..5], ["place", "supply", "probability", "probability_after", "change"]);
    assert!(huff.number("change", &[("place", "Beijing"), ("supply", "Cangzhou")]) > 0.0);
}
