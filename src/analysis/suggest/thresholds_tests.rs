use geo_types::{MultiPolygon, Rect};
use proptest::prelude::*;

use super::super::check::check_thresholds;
use super::*;

fn units(minutes: &[u32], people: &[u64]) -> Vec<RingCandidate> {
    let unit = |(&minutes, &population): (&u32, &u64)| RingCandidate {
        minutes: (minutes < 300).then(|| Minutes::new(f64::from(minutes))),
        population,
    };
    minutes.iter().zip(people).map(unit).collect()
}

/// The least value over every way to choose thresholds among the minutes there are, by the definitions.
fn tried(request: &ThresholdRequest<'_>) -> Option<f64> {
    let limit = request.most_minutes.map_or(f64::INFINITY, Minutes::minutes);
    let mut distinct: Vec<f64> =
        request.units.iter().filter_map(|unit| unit.minutes).map(Minutes::minutes).filter(|m| *m <= limit).collect();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    let count = distinct.len();
    let mut least: Option<f64> = None;
    for set in 0_u32..1 << count {
        if set.count_ones() as usize != request.rings || set & (1 << (count.max(1) - 1)) == 0 {
            continue;
        }
        let thresholds: Vec<f64> = (0..count).filter(|at| set & (1 << at) != 0).map(|at| distinct[at]).collect();
        let ring_of: Vec<Option<usize>> = request
            .units
            .iter()
            .map(|unit| thresholds.iter().position(|threshold| unit.minutes.is_some_and(|m| m.minutes() <= *threshold)))
            .collect();
        let mut value = 0.0;
        let all: u64 =
            request.units.iter().zip(&ring_of).filter(|(_, ring)| ring.is_some()).map(|(unit, _)| unit.population).sum();
        let mut allowed = true;
        for ring in 0..request.rings {
            let members: Vec<&RingCandidate> =
                request.units.iter().zip(&ring_of).filter(|(_, of)| **of == Some(ring)).map(|(unit, _)| unit).collect();
            let people: u64 = members.iter().map(|unit| unit.population).sum();
            allowed &= request.population.as_ref().is_none_or(|range| range.contains(&people));
            let weight = |unit: &RingCandidate| match request.objective {
                ThresholdObjective::NaturalBreaksOfPeople => unit.population as f64,
                _ => 1.0,
            };
            let time = |unit: &RingCandidate| unit.minutes.map_or(0.0, Minutes::minutes);
            let total: f64 = members.iter().map(|unit| weight(unit)).sum();
            let mean = members.iter().map(|unit| weight(unit) * time(unit)).sum::<f64>() / total;
            value += match request.objective {
                ThresholdObjective::EqualPopulation => (people as f64 - all as f64 / request.rings as f64).powi(2),
                _ if total == 0.0 => 0.0,
                _ => members.iter().map(|unit| weight(unit) * (time(unit) - mean).powi(2)).sum(),
            };
        }
        if allowed && least.is_none_or(|least| value < least) {
            least = Some(value);
        }
    }
    least
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, rng_seed: prop::test_runner::RngSeed::Fixed(51), ..ProptestConfig::default() })]

    #[test]
    fn the_cuts_are_the_best_of_all(
        minutes in prop::collection::vec(0_u32..330, 9),
        people in prop::collection::vec(0_u64..50, 9),
        rings in 1_usize..4,
        which in 0_usize..3,
        limit in prop::option::of(50.0..300.0),
        low in prop::option::of(0_u64..60),
    ) {
        let objectives =
            [ThresholdObjective::NaturalBreaks, ThresholdObjective::NaturalBreaksOfPeople, ThresholdObjective::EqualPopulation];
        let units = units(&minutes, &people);
        let request = ThresholdRequest {
            units: &units,
            rings,
            objective: objectives[which],
            most_minutes: limit.map(Minutes::new),
            population: low.map(|low| low..=low + 200),
            contiguity: None,
        };
        match choose_thresholds(&request) {
            Ok(choice) => {
                let best = tried(&request).expect("the choice is one way");
                prop_assert!((choice.value - best).abs() <= 1e-6 * (1.0 + best), "{} is not {best}", choice.value);
                prop_assert_eq!(check_thresholds(&request, &choice), Vec::<String>::new());
            }
            Err(_) => prop_assert_eq!(tried(&request), None),
        }
    }
}

/// Squares in a row, one degree each; the core is the last area.
fn row(places: &[f64]) -> CoreNeighbours {
    let squares: Vec<MultiPolygon<f64>> =
        places.iter().map(|&west| MultiPolygon::new(vec![Rect::new((west, 0.0), (west + 1.0, 1.0)).to_polygon()])).collect();
    CoreNeighbours { borders: SharedBorders::of(&squares.iter().collect::<Vec<_>>()) }
}

#[test]
fn a_ring_that_would_leave_an_exclave_is_not_cut() {
    // The unit at 20 minutes touches the core only over the one at 30.
    let units = units(&[10, 20, 30, 90], &[1, 1, 1, 1]);
    let neighbours = row(&[1.0, 3.0, 2.0, 4.0, 0.0]);
    let mut request = ThresholdRequest {
        units: &units,
        rings: 3,
        objective: ThresholdObjective::EqualPopulation,
        most_minutes: None,
        population: Some(1..=2),
        contiguity: Some(&neighbours),
    };
    let choice = choose_thresholds(&request).expect("10 | 20, 30 | 90");
    assert_eq!(choice.thresholds, [10.0, 30.0, 90.0].map(Minutes::new));
    assert_eq!(check_thresholds(&request, &choice), Vec::<String>::new());
    request.rings = 4;
    let error = choose_thresholds(&request).expect_err("no cut at 20");
    assert!(error.to_string().contains("4 rings"), "{error}");
    request.contiguity = None;
    let free = choose_thresholds(&request).expect("without contiguity");
    request.contiguity = Some(&neighbours);
    assert_eq!(check_thresholds(&request, &free).len(), 1, "the checker sees the exclave");
}

#[test]
fn impossible_constraints_say_why() {
    let units = units(&[10, 20, 310], &[5, 5, 100]);
    let request = |rings, population| ThresholdRequest {
        units: &units,
        rings,
        objective: ThresholdObjective::NaturalBreaks,
        most_minutes: None,
        population,
        contiguity: None,
    };
    let says = |request: &ThresholdRequest<'_>| choose_thresholds(request).expect_err("impossible").to_string();
    assert_eq!(says(&request(3, None)), "3 rings need units at 3 different minutes at least; 2 are in reach");
    assert!(says(&request(2, Some(6..=9))).contains("10 people are in reach, and that many rings hold 12 to 18"));
    assert!(says(&request(2, Some(1..=4))).contains("10 people are in reach"));
    assert!(choose_thresholds(&request(0, None)).is_err());
}
