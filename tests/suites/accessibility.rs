//! Floating catchments, cumulative accessibility and inequality as the R package `accessibility` (ipeaGIT) expects them.
//!
//! The suite gives the bodies of the package's tests, not its data. One test carries its data. For the others the data follow from
//! the tests themselves, which use five cells of Belo Horizonte, and only one set of numbers fits:
//!
//! - jobs 82, 308, 100, 109 and 0 in cells a to e: what is reached in 30 minutes (82, 408, 408, 109, 0), in 40 to 45 (the median of
//!   109 and 499 is 304), and at a price of 5 (499, all but 100);
//! - people 852, 394, 1969, 2189 and 0: who reaches each cell in 45 minutes (5404, 4552, 2363, 4552, 0) and in 40 to 45, and 3435 at a
//!   price of 5 (all but c);
//! - who reaches whom in 45 minutes: a itself, b and c all but e, d all but c and e;
//! - jobs in all of the city within 30 minutes: 22,239 and 36,567 for a and b as printed; 42,372 for c from the Palma ratio of a
//!   and c together with the mean shortfall without d; 55,570 (within 2) for d from the mean shortfall of all and the Palma
//!   ratio with it;
//! - by income c, b, d, a: the only order with the concentration index -0.0248; c is among the poorest, d and a among the wealthiest.

use ringshed::Minutes;
use ringshed::analysis::{
    Amounts, Decay, FloatingCatchment, Holding, MinutesTable, OwnSupply, accessibility_poverty, concentration,
    corrected_concentration, gini, palma, potentials, theil,
};
use serde_json::Value;

use super::folder;

/// The text of one of the suite's tests, without the space in it.
fn body(suite: &[Value], file: &str, test: &str) -> String {
    let found = suite.iter().find(|case| case["file"] == file && case["test"] == test);
    let body = found.unwrap_or_else(|| panic!("no test '{test}' in {file}"))["body"].as_str().expect("text");
    body.split_whitespace().collect()
}

/// The numbers of the suite that stand as `NAME=c(...)`, `NAME=rep(x,...)` or `NAME=x`, one list for each time.
fn numbers(body: &str, name: &str) -> Vec<Vec<f64>> {
    let key = format!("{name}=");
    let lists = body.split(key.as_str()).skip(1).filter_map(|rest| {
        let rest = rest.trim_start_matches("rep(").trim_start_matches("as.integer(").trim_start_matches("c(");
        let list = rest.split(')').next()?;
        let values: Vec<f64> = list.split(',').map_while(|text| text.trim_end_matches('L').parse().ok()).collect();
        (!values.is_empty()).then_some(values)
    });
    lists.collect()
}

fn suite() -> Option<Vec<Value>> {
    let text = std::fs::read_to_string(folder("accessibility")?.join("numeric_tests.json")).expect("readable");
    Some(serde_json::from_str(&text).expect("JSON"))
}

fn amounts(amounts: &[f64]) -> Amounts {
    Amounts::new(amounts.iter().copied().map(Some).collect()).expect("amounts")
}

const JOBS: [f64; 5] = [82.0, 308.0, 100.0, 109.0, 0.0];
const PEOPLE: [f64; 5] = [852.0, 394.0, 1969.0, 2189.0, 0.0];

/// A table in which a cell is 1 minute or cannot be reached.
fn reach(cells: [&str; 5]) -> MinutesTable {
    let row = |cells: &&str| cells.chars().map(|cell| (cell == '1').then(|| Minutes::new(1.0))).collect();
    MinutesTable::from_rows(5, cells.iter().map(row).collect::<Vec<_>>()).expect("a table")
}

fn within_45() -> MinutesTable {
    reach(["10000", "11110", "11110", "11010", "00000"])
}

#[track_caller]
fn assert_rounded(found: impl IntoIterator<Item = f64>, expected: &[f64], decimals: i32) {
    let scale = 10f64.powi(decimals);
    let found: Vec<f64> = found.into_iter().map(|number| (number * scale).round() / scale).collect();
    assert_eq!(found, expected);
}

#[test]
fn floating_catchments() {
    let Some(suite) = suite() else { return };
    let any = Decay::cutoff(Minutes::new(1.0)).expect("a cutoff");
    let methods = [("2sfca", FloatingCatchment::two_step(any.clone())), ("bfca", FloatingCatchment::balanced(any))];
    for (name, method) in methods {
        let body = body(&suite, "test-floating_catchment_area.R", &format!("calculates {name} correctly"));
        let expected = numbers(&body, "jobs").pop().expect("a result");
        let found = method.catchments(&within_45(), &amounts(&PEOPLE), &amounts(&JOBS));
        assert_rounded(found.access.into_iter().map(|access| access.expect("people everywhere")), &expected, 4);
    }
}

/// Soukhov et al. 2023: what falls to all people of a place is its two-step share times its people.
#[test]
fn spatial_availability() {
    let Some(suite) = suite() else { return };
    let body = body(&suite, "test-spatial_availability.R", "calculates spatial availability correctly");
    let minutes = numbers(&body, "travel_time").remove(0);
    let (people, jobs) = (numbers(&body, "population").remove(0), numbers(&body, "jobs"));
    assert_eq!((minutes.len(), people.len(), jobs.len()), (9, 6, 2));
    let rows = minutes.chunks(3).map(|row| row.iter().map(|&minutes| Some(Minutes::new(minutes))).collect());
    let table = MinutesTable::from_rows(3, rows.collect::<Vec<_>>()).expect("a table");
    // exp(-0.1 t)
    let decay = Decay::exponential(Minutes::new(std::f64::consts::LN_2 / 0.1)).expect("a half-life");
    let found = FloatingCatchment::two_step(decay).catchments(&table, &amounts(&people[..3]), &amounts(&jobs[0][3..]));
    let received = found.access.iter().zip(&people).map(|(access, people)| access.expect("people everywhere") * people);
    assert_rounded(received, &jobs[1], 0);
}

#[test]
fn cumulative_accessibility_out_and_back() {
    let Some(suite) = suite() else { return };
    let body = body(&suite, "test-cumulative_cutoff.R", "active and passive accessibility is correctly calculated");
    let cutoff = Decay::cutoff(Minutes::new(1.0)).expect("a cutoff");
    // The suite lists e first.
    let e_first = |reached: Vec<f64>| [4, 0, 1, 2, 3].map(|cell| reached[cell]);
    let within_30 = reach(["10000", "01100", "01100", "00010", "00000"]);
    let found = potentials(&within_30, &amounts(&JOBS), &cutoff, &OwnSupply::none());
    assert_rounded(e_first(found), &numbers(&body, "jobs")[0], 0);
    // Passive: who reaches the cell, from the table the other way round.
    let back = reach(["11110", "01110", "01100", "01110", "00000"]);
    let found = potentials(&back, &amounts(&PEOPLE), &cutoff, &OwnSupply::none());
    assert_rounded(e_first(found), &numbers(&body, "population")[0], 0);
}

/// Cells a, b, c, d with the jobs of the whole city within 30 minutes.
const A: Holding = Holding { people: 852.0, access: 22_239.0 };
const B: Holding = Holding { people: 394.0, access: 36_567.0 };
const C: Holding = Holding { people: 1969.0, access: 42_372.0 };
const D: Holding = Holding { people: 2189.0, access: 55_570.0 };
const CELLS: [Holding; 4] = [A, B, C, D];

#[test]
fn gini_index() {
    let Some(suite) = suite() else { return };
    let body = body(&suite, "test-gini_index.R", "gini index is correctly calculated");
    // Once for both modes alike, once with a cell less in the second.
    assert!(body.contains("gini_index=rep(0.1386,2)"), "{body}");
    let expected = numbers(&body, "gini_index").pop().expect("a result");
    assert_rounded([gini(&CELLS).expect("people"), gini(&CELLS[..3]).expect("people")], &expected, 4);
}

#[test]
fn concentration_index() {
    let Some(suite) = suite() else { return };
    let body = body(&suite, "test-concentration_index.R", "concentration index is correctly calculated");
    let expected: Vec<Vec<f64>> = numbers(&body, "concentration_index");
    let pairs: Vec<&Vec<f64>> = expected.iter().filter(|pair| pair.len() == 2).collect();
    let (all, without_d) = ([C, B, D, A], [C, B, A]);
    let plain = [concentration(&all), concentration(&without_d)].map(|index| index.expect("people"));
    assert_rounded(plain, &[-0.0248, -0.1148], 4);
    assert!(pairs.iter().any(|pair| pair.as_slice() == [-0.0248, -0.1148]), "{expected:?}");
    let corrected = [corrected_concentration(&all), corrected_concentration(&without_d)].map(|index| index.expect("people"));
    assert_rounded(corrected, &[-0.1314, -0.8282], 4);
    assert!(pairs.iter().any(|pair| pair.as_slice() == [-0.1314, -0.8282]), "{expected:?}");
}

#[test]
fn palma_ratio() {
    let Some(suite) = suite() else { return };
    let body = body(&suite, "test-palma_ratio.R", "palma ratio is correctly calculated");
    let expected = numbers(&body, "palma_ratio").pop().expect("a result");
    let found = [palma(&[D, A], &[C]), palma(&[A], &[C])].map(|ratio| ratio.expect("people"));
    assert_rounded(found, &expected, 4);
    assert_eq!(palma(&[], &[C]), None);
}

#[test]
fn accessibility_poverty_of_foster_greer_and_thorbecke() {
    let Some(suite) = suite() else { return };
    let body = body(&suite, "test-fgt_poverty.R", "poverty levels are correctly calculated");
    let printed = |name: &str| numbers(&body, name).into_iter().map(|list| list.to_vec()).collect::<Vec<_>>();
    let measure = |cells: &[Holding], line, severity| accessibility_poverty(cells, line, severity).expect("people");
    // Nobody is below 10,000.
    assert_eq!([0, 1, 2].map(|severity| measure(&CELLS, 10_000.0, severity)), [0.0; 3]);
    for (severity, name) in [(1, "FGT1"), (2, "FGT2")] {
        let expected = printed(name);
        let pair = expected.iter().find(|list| list.len() == 2).expect("all, and without d");
        let found = [measure(&CELLS, 100_000.0, severity), measure(&CELLS[..3], 100_000.0, severity)];
        assert_rounded(found, pair, 4);
    }
    assert_eq!(measure(&CELLS, 100_000.0, 0), 1.0);
}

/// The half of the test whose cells are known: without the one that no other test uses.
#[test]
fn theil_index_between_and_within_groups() {
    let Some(suite) = suite() else { return };
    let body = body(&suite, "test-theil_t.R", "theil t is correctly calculated");
    let expected = numbers(&body, "value").into_iter().find(|list| list.len() == 6).expect("all parts of both");
    let parts = theil(&[vec![C], vec![B], vec![D, A]]).expect("people");
    assert_rounded([parts.between, parts.within, parts.total()], &[expected[1], expected[3], expected[5]], 4);
}
