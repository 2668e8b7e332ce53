//! `suggest`: rings and centres that best meet an objective, against trying everything.

use super::layers::check_layer;
use super::{Table, file, folder, json, names_in, number, ringshed, ringshed_in};

/// Beijing, Tianjin and the eleven cities of Hebei.
const CITIES: [&str; 13] = [
    "110000", "120000", "130100", "130200", "130300", "130400", "130500", "130600", "130700", "130800", "130900", "131000",
    "131100",
];

/// Minutes by the crow model between all cities, and their people, from other verbs.
fn cities() -> (Vec<Vec<f64>>, Vec<f64>) {
    let matrix = ringshed(&["--quiet", "matrix", &CITIES.join(";")]).exits(0).table();
    let minutes: Vec<f64> = matrix.cells("minutes").iter().map(|cell| cell.parse().expect("a number")).collect();
    let units = ringshed(&["units", "--level", "city"]).exits(0).table();
    let people = CITIES.iter().map(|code| units.number("population", &[("code", code)])).collect();
    (minutes.chunks(CITIES.len()).map(<[f64]>::to_vec).collect(), people)
}

/// The least loss over all sets of `k` cities.
fn tried(k: u32, loss: impl Fn(&[usize]) -> f64) -> f64 {
    let sets = (0_u32..1 << CITIES.len()).filter(|set| set.count_ones() == k);
    let cities = |set: u32| (0..CITIES.len()).filter(|at| set & (1 << at) != 0).collect::<Vec<usize>>();
    sets.map(|set| loss(&cities(set))).fold(f64::INFINITY, f64::min)
}

fn summary(arguments: &[&str]) -> serde_json::Value {
    let all: Vec<&str> =
        ["--quiet", "suggest", "jing-jin-ji", "--form", "summary"].into_iter().chain(arguments.iter().copied()).collect();
    ringshed(&all).exits(0).json()
}

#[test]
fn centres_are_the_best_of_all_sets() {
    let (minutes, people) = cities();
    let nearest = |open: &[usize], city: usize| open.iter().map(|&site| minutes[city][site]).fold(f64::INFINITY, f64::min);
    let all = || 0..CITIES.len();
    let median = tried(3, |open| all().map(|city| people[city] * nearest(open, city)).sum());
    let found = summary(&["--rings", "3", "--objective", "p-median"]);
    // The matrix has two decimals.
    assert!((number(&found["value"]) / median - 1.0).abs() < 1e-4, "{found:#} {median}");
    let centre = tried(3, |open| all().map(|city| nearest(open, city)).fold(0.0, f64::max));
    assert!((number(&summary(&["--rings", "3", "--objective", "p-centre"])["value"]) - centre).abs() < 0.01);
    let missed = tried(2, |open| all().filter(|&city| nearest(open, city) > 100.0).map(|city| people[city]).sum());
    let covered = summary(&["--rings", "2", "--objective", "max-population", "--within", "100"]);
    assert_eq!(number(&covered["value"]), people.iter().sum::<f64>() - missed);
    for result in [found, covered] {
        assert_eq!(
            (&result["method"]["kind"], &result["gap"], &result["checked"]),
            (&"exact".into(), &0.0.into(), &true.into())
        );
    }
}

#[test]
fn constraints_hold_in_what_is_written() {
    let arguments = ["--quiet", "suggest", "jing-jin-ji", "--rings", "3", "--objective", "p-median"];
    let constrained: Vec<&str> =
        arguments.into_iter().chain(["--population", "25000000..50000000", "--contiguous"]).collect();
    let table = ringshed(&constrained).exits(0).table();
    assert_eq!(table.columns[..2], ["code", "ring"]);
    let rings: std::collections::BTreeSet<&str> = table.cells("ring").into_iter().collect();
    assert_eq!(rings.len(), 3);
    for ring in rings {
        let members = table.cells("ring").into_iter().zip(table.cells("population")).filter(|(of, _)| *of == ring);
        let people: u64 = members.map(|(_, people)| people.parse::<u64>().expect("known")).sum();
        assert!((25_000_000..=50_000_000).contains(&people), "{ring} {people}");
    }
    let free = number(&summary(&["--rings", "3", "--objective", "p-median"])["value"]);
    let bound = summary(&["--rings", "3", "--objective", "p-median", "--population", "25000000..50000000", "--contiguous"]);
    assert!(number(&bound["value"]) >= free);
}

#[test]
fn natural_breaks_are_those_of_trying_every_cut() {
    let (minutes, _) = cities();
    let mut times: Vec<f64> = minutes[0][1..].to_vec();
    times.sort_by(f64::total_cmp);
    let spread = |part: &[f64]| {
        let mean = part.iter().sum::<f64>() / part.len() as f64;
        part.iter().map(|time| (time - mean).powi(2)).sum::<f64>()
    };
    let mut least = f64::INFINITY;
    for a in 1..times.len() - 1 {
        for b in a + 1..times.len() {
            least = least.min(spread(&times[..a]) + spread(&times[a..b]) + spread(&times[b..]));
        }
    }
    let found = summary(&["--rings", "3", "--objective", "natural-breaks"]);
    assert!((number(&found["value"]) - least).abs() < 1.0, "{found:#} {least}");
    let thresholds: Vec<f64> =
        found["rings"].as_array().expect("rings").iter().map(|ring| number(&ring["threshold_minutes"])).collect();
    assert!(thresholds.windows(2).all(|pair| pair[0] < pair[1]));
    assert!((thresholds[2] - times[times.len() - 1]).abs() < 0.01);
}

#[test]
fn a_proposed_scheme_is_a_scheme_and_layers_are_clean() {
    let folder = folder();
    let suggest = |out: &str| {
        let arguments =
            ["--quiet", "suggest", "jing-jin-ji", "--rings", "2", "--objective", "equal-population", "--out", out];
        ringshed_in(folder.path(), &arguments).exits(0)
    };
    suggest("mine.toml");
    suggest("mine.geojson");
    suggest("mine.json");
    suggest("mine.csv");
    check_layer("suggestion", &json(&folder.path().join("mine.geojson")), 7);
    let rings = ringshed_in(folder.path(), &["--quiet", "rings", "mine.toml", "--table"]).exits(0).table();
    assert_eq!(rings.cells("id"), ["core", "ring-1", "ring-2"]);
    let summary = json(&folder.path().join("mine.json"));
    for (ring, number) in summary["rings"].as_array().expect("rings").iter().zip(["ring-1", "ring-2"]) {
        assert_eq!(rings.number("population", &[("id", number)]), self::number(&ring["population"]));
    }
    let table = Table::parse(&std::fs::read_to_string(folder.path().join("mine.csv")).expect("readable"));
    assert_eq!(table.rows.len(), 12, "the core is in no proposed ring");
    assert!(names_in(folder.path()).contains(&"mine.csv.manifest.json".to_string()));
}

#[test]
fn seeds_and_threads_do_not_matter_to_a_proven_result() {
    let suggest = |threads: &str, seed: &str| {
        let arguments = [
            "--quiet",
            "--threads",
            threads,
            "suggest",
            "beijing-bay",
            "--rings",
            "5",
            "--objective",
            "p-median",
            "--seed",
            seed,
        ];
        ringshed(&arguments).exits(0).stdout
    };
    assert_eq!(suggest("1", "1"), suggest("4", "1"));
    assert_eq!(suggest("2", "1"), suggest("2", "2"));
}

#[test]
fn bad_requests_say_everything_at_once() {
    let bad = |arguments: &[&str], texts: &[&str]| {
        let all: Vec<&str> = ["suggest", "jing-jin-ji"].into_iter().chain(arguments.iter().copied()).collect();
        ringshed(&all).exits(2).says(texts);
    };
    bad(&["--rings", "3", "--objective", "p-mediam"], &["'p-mediam'", "p-median"]);
    bad(&["--rings", "0", "--objective", "p-median"], &["--rings"]);
    bad(&["--rings", "14", "--objective", "p-median"], &["--rings 14", "13 candidates", "1 to 13"]);
    bad(&["--rings", "30", "--objective", "natural-breaks"], &["30 rings", "12 are in reach"]);
    bad(
        &["--rings", "2", "--objective", "p-median", "--population", "9..1", "--max-minutes", "-5", "--out", "x.pdf"],
        &["wrong way round", "--max-minutes -5", "x.pdf"].map(|text| if text == "x.pdf" { "*.pdf" } else { text }),
    );
    bad(&["--rings", "2", "--objective", "p-median", "--population", "many"], &["'..' is missing", "5000000..20000000"]);
    bad(&["--rings", "2", "--objective", "max-population"], &["--within"]);
    bad(&["--rings", "2", "--objective", "p-median", "--within", "5"], &["--max-minutes for a limit"]);
    bad(
        &["--rings", "1", "--objective", "p-median", "--max-minutes", "60"],
        &["no 1 centres reach every unit within 60 minutes"],
    );
    bad(&["--rings", "2", "--objective", "p-median", "--population", "..20000000"], &["every set was looked at", "people"]);
    bad(&["--rings", "2", "--objective", "equal-population", "--population", "1..2"], &["people are in reach"]);
    bad(&["--rings", "2", "--objective", "p-median", "--beside-core", "--contiguous"], &["--beside-core does not go with"]);
    let folder = folder();
    let path = file(&folder, "empty.toml", "id = \"e\"\nname = \"E\"\n");
    ringshed(&["suggest", &path, "--rings", "2", "--objective", "p-median"]).exits(2);
}
