//! Every method against its formula, written down as it stands in the paper, over random tables with gaps.

use proptest::prelude::*;

use super::*;
use crate::finding::Severity;
use crate::quantity::{LonLat, Minutes};

/// A random request: minutes (`None` unreachable), people and capacities (`None` missing).
#[derive(Clone, Debug)]
struct Case {
    minutes: Vec<Vec<Option<f64>>>,
    demand: Vec<Option<f64>>,
    supply: Vec<Option<f64>>,
}

fn amounts(count: usize) -> impl Strategy<Value = Vec<Option<f64>>> {
    let amount = prop_oneof![1 => Just(None), 1 => Just(Some(0.0)), 8 => (1.0..1e6).prop_map(Some)];
    prop::collection::vec(amount, count)
}

fn cases() -> impl Strategy<Value = Case> {
    (1usize..9, 1usize..7).prop_flat_map(|(places, supplies)| {
        // Round numbers, so that limits are met exactly now and then.
        let cell = prop_oneof![1 => Just(None), 5 => (0u32..100).prop_map(|minutes| Some(f64::from(minutes)))];
        let minutes = prop::collection::vec(prop::collection::vec(cell, supplies), places);
        (minutes, amounts(places), amounts(supplies)).prop_map(|(minutes, demand, supply)| Case { minutes, demand, supply })
    })
}

impl Case {
    fn table(&self) -> MinutesTable {
        let rows = self.minutes.iter().map(|row| row.iter().map(|cell| cell.map(Minutes::new)).collect());
        MinutesTable::from_rows(self.supply.len(), rows).expect("a table")
    }

    fn amounts(&self) -> (Amounts, Amounts) {
        (Amounts::new(self.demand.clone()).expect("demand"), Amounts::new(self.supply.clone()).expect("supply"))
    }

    /// The weights as a full matrix, 0 where there is no way.
    fn weights(&self, decay: &Decay) -> Vec<Vec<f64>> {
        let weight = |cell: &Option<f64>| cell.map_or(0.0, |minutes| decay.weight(Minutes::new(minutes)));
        self.minutes.iter().map(|row| row.iter().map(weight).collect()).collect()
    }

    fn people(&self, place: usize) -> f64 {
        self.demand[place].unwrap_or(0.0)
    }
}

fn decays() -> Vec<Decay> {
    let forty = Minutes::new(40.0);
    let decays = [
        Decay::cutoff(forty),
        Decay::steps(&ENHANCED_STEPS),
        Decay::gaussian(forty),
        Decay::linear(forty),
        Decay::exponential(forty),
        Decay::logistic(forty, Minutes::new(8.0)),
        Decay::power(1.5, Minutes::new(2.0)),
    ];
    decays.into_iter().map(|decay| decay.expect("possible")).collect()
}

/// Ratios and accessibility from two matrices of weights: that which gathers demand and that which hands ratios back.
fn by_formula(case: &Case, gathering: &[Vec<f64>], handing: &[Vec<f64>]) -> (Vec<Option<f64>>, Vec<Option<f64>>) {
    let places = 0..case.demand.len();
    let ratio = |supply: usize| -> Option<f64> {
        let demand: f64 = places.clone().map(|place| gathering[place][supply] * case.people(place)).sum();
        case.supply[supply].filter(|_| demand > 0.0).map(|size| size / demand)
    };
    let ratios: Vec<Option<f64>> = (0..case.supply.len()).map(ratio).collect();
    let access = |place: usize| -> Option<f64> {
        let in_reach = (0..case.supply.len()).filter(|&supply| handing[place][supply] > 0.0);
        let counted = in_reach.filter(|&supply| case.supply[supply].is_some_and(|size| size > 0.0));
        counted.map(|supply| ratios[supply].map(|ratio| ratio * handing[place][supply])).sum()
    };
    (ratios.clone(), places.clone().map(access).collect())
}

#[track_caller]
fn assert_close(found: Option<f64>, expected: Option<f64>) {
    let is_close = match (found, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() <= 1e-12 * expected.abs().max(1e-12),
        (found, expected) => found == expected,
    };
    assert!(is_close, "{found:?} is not {expected:?}");
}

#[track_caller]
fn assert_same(found: &FloatingCatchments, expected: &(Vec<Option<f64>>, Vec<Option<f64>>)) {
    found.ratios.iter().zip(&expected.0).for_each(|(found, expected)| assert_close(*found, *expected));
    found.access.iter().zip(&expected.1).for_each(|(found, expected)| assert_close(*found, *expected));
}

/// `sum P A` and `sum S` over supplies with demand. A place whose accessibility is not defined has no people with a ratio there.
fn handed_out(case: &Case, found: &FloatingCatchments) -> (f64, f64) {
    let got = (0..case.demand.len()).map(|place| case.people(place) * found.access[place].unwrap_or(0.0)).sum();
    let served = (0..case.supply.len()).filter(|&supply| found.demands[supply] > 0.0);
    (got, served.map(|supply| case.supply[supply].unwrap_or(0.0)).sum())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, rng_seed: prop::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn two_step_family_is_its_formula_and_hands_out_every_supply(case in cases()) {
        let (demand, supply) = case.amounts();
        for decay in decays() {
            let weights = case.weights(&decay);
            let method = FloatingCatchment::two_step(decay);
            let found = method.catchments(&case.table(), &demand, &supply);
            assert_same(&found, &by_formula(&case, &weights, &weights));
            let known = found.access.iter().zip(&case.demand).all(|(access, people)| access.is_some() || people.unwrap_or(0.0) == 0.0);
            let (got, given) = handed_out(&case, &found);
            prop_assert!(method.hands_out_supply() && known);
            prop_assert!((got - given).abs() <= 1e-9 * given.max(1.0), "{} handed out of {}", got, given);
        }
    }

    #[test]
    fn three_step_is_its_formula_and_hands_out_every_supply(case in cases()) {
        let (demand, supply) = case.amounts();
        let weights = case.weights(&Decay::steps(&THREE_STEP_STEPS).expect("steps"));
        let selected: Vec<Vec<f64>> = weights.iter().map(|row| {
            let sum: f64 = row.iter().sum();
            row.iter().map(|weight| if sum > 0.0 { weight / sum * weight } else { 0.0 }).collect()
        }).collect();
        let method = FloatingCatchment::three_step(&THREE_STEP_STEPS).expect("steps");
        let found = method.catchments(&case.table(), &demand, &supply);
        assert_same(&found, &by_formula(&case, &selected, &selected));
        let (got, given) = handed_out(&case, &found);
        prop_assert!((got - given).abs() <= 1e-9 * given.max(1.0), "{} handed out of {}", got, given);
    }

    #[test]
    fn balanced_is_its_formula_and_counts_everyone_once(case in cases()) {
        let (demand, supply) = case.amounts();
        for decay in decays() {
            let weights = case.weights(&decay);
            let share = |weight: f64, sum: f64| if sum > 0.0 { weight / sum } else { 0.0 };
            let of_place: Vec<Vec<f64>> =
                weights.iter().map(|row| row.iter().map(|weight| share(*weight, row.iter().sum())).collect()).collect();
            let column = |supply: usize| weights.iter().map(|row| row[supply]).sum::<f64>();
            let of_supply: Vec<Vec<f64>> =
                weights.iter().map(|row| row.iter().enumerate().map(|(at, weight)| share(*weight, column(at))).collect()).collect();
            let method = FloatingCatchment::balanced(decay);
            let found = method.catchments(&case.table(), &demand, &supply);
            assert_same(&found, &by_formula(&case, &of_place, &of_supply));
            let reached = |place: &usize| weights[*place].iter().any(|weight| *weight > 0.0);
            let people: f64 = (0..case.demand.len()).filter(reached).map(|place| case.people(place)).sum();
            let counted: f64 = found.demands.iter().sum();
            prop_assert!(!method.hands_out_supply());
            prop_assert!((counted - people).abs() <= 1e-9 * people.max(1.0), "{} people counted of {}", counted, people);
            if found.access.iter().all(Option::is_some) {
                let (access, ratios): (f64, f64) = (found.access.iter().flatten().sum(), found.ratios.iter().flatten().sum());
                prop_assert!((access - ratios).abs() <= 1e-9 * ratios.max(1.0), "{} of {}", access, ratios);
            }
        }
    }

    #[test]
    fn potentials_are_their_formula(case in cases()) {
        let (_, supply) = case.amounts();
        for decay in decays() {
            let weights = case.weights(&decay);
            let found = potentials(&case.table(), &supply, &decay, &OwnSupply::none());
            for (row, found) in weights.iter().zip(found) {
                let expected: f64 = row.iter().zip(&case.supply).map(|(weight, size)| weight * size.unwrap_or(0.0)).sum();
                assert_close(Some(found), Some(expected));
            }
        }
    }

    #[test]
    fn choices_sum_to_one_and_are_their_formula(case in cases(), attraction in 0.3..2.0, friction in 0.5..4.0) {
        let (_, supply) = case.amounts();
        let huff = Huff::new(attraction, friction, Minutes::new(2.0)).expect("possible");
        for (choice, row) in huff.choices(&case.table(), &supply).iter().zip(&case.minutes) {
            let utility = |supply: usize| {
                let minutes = row[supply]?.max(2.0);
                case.supply[supply].filter(|size| *size > 0.0).map(|size| size.powf(attraction) * minutes.powf(-friction))
            };
            let sum: f64 = (0..case.supply.len()).filter_map(utility).sum();
            for supply in 0..case.supply.len() {
                let expected = utility(supply).map_or(0.0, |utility| utility / sum);
                prop_assert!((choice.probability(supply) - expected).abs() <= 1e-12);
            }
            let total: f64 = choice.probabilities.iter().map(|(_, probability)| probability).sum();
            prop_assert!(choice.probabilities.is_empty() || (total - 1.0).abs() <= 1e-12);
        }
    }

    #[test]
    fn average_times_are_their_formula(case in cases()) {
        let (_, supply) = case.amounts();
        let all: f64 = case.supply.iter().flatten().sum();
        for (average, row) in average_times(&case.table(), &supply, &OwnSupply::none()).iter().zip(&case.minutes) {
            let pairs: Vec<(f64, f64)> = row.iter().zip(&case.supply).filter_map(|(minutes, size)| (*minutes).zip(*size)).collect();
            let mass: f64 = pairs.iter().map(|(_, size)| size).sum();
            let expected = (mass > 0.0).then(|| pairs.iter().map(|(minutes, size)| minutes * size).sum::<f64>() / mass);
            assert_close(average.map(|average| average.minutes.minutes()), expected);
            assert_close(average.map(|average| average.reached), expected.map(|_| mass / all));
        }
    }
}

/// Minutes out and back differ: only the way from the place to the supply counts.
#[test]
fn minutes_are_from_place_to_supply() {
    let minutes = |minutes: f64| Some(Minutes::new(minutes));
    // From a to b 10 minutes, from b to a 90.
    let table = MinutesTable::from_rows(2, vec![vec![minutes(0.0), minutes(10.0)], vec![minutes(90.0), minutes(0.0)]]);
    let hundred = Amounts::new(vec![Some(100.0), Some(100.0)]).expect("amounts");
    let two_step = FloatingCatchment::two_step(Decay::cutoff(Minutes::new(30.0)).expect("a cutoff"));
    let found = two_step.catchments(&table.expect("a table"), &hundred, &hundred);
    // b's own supply is shared with a; a's supply is a's alone.
    assert_eq!(found.ratios, [Some(1.0), Some(0.5)]);
    assert_eq!(found.access, [Some(1.5), Some(0.5)]);
}

fn place(name: &str, lon: f64) -> Place {
    Place::new(name, LonLat::new(lon, 40.0).expect("a position"))
}

fn codes(findings: &[crate::finding::Finding]) -> Vec<&'static str> {
    findings.iter().map(crate::finding::Finding::code).collect()
}

#[test]
fn doubtful_inputs_are_findings() {
    let minutes = |minutes: f64| Some(Minutes::new(minutes));
    let places = [place("a", 1.0), place("b", 2.0), place("c", 3.0)];
    let supplies = [place("x", 1.0), place("y", 2.0), place("z", 3.0)];
    // Nobody has a way to z, only c (whose people are not known) one to y; b reaches nothing.
    let rows = vec![vec![minutes(5.0), None, None], vec![None; 3], vec![None, minutes(5.0), None]];
    let table = MinutesTable::from_rows(3, rows).expect("a table");
    let demand = Amounts::new(vec![Some(10.0), Some(20.0), None]).expect("amounts");
    let supply = Amounts::new(vec![Some(1.0), Some(2.0), Some(3.0)]).expect("amounts");
    let own = OwnSupply::none();
    let request =
        AccessRequest { places: &places, demand: &demand, supplies: &supplies, supply: &supply, minutes: &table, own: &own };
    let method =
        AccessMethod::FloatingCatchment(FloatingCatchment::two_step(Decay::cutoff(Minutes::new(30.0)).expect("ok")));
    let result = access(&request, &method);
    assert_eq!((result.value(0), result.value(1), result.value(2)), (Some(0.1), Some(0.0), None));
    let findings = access_findings(&request, &method, &result);
    assert_eq!(codes(&findings), ["missing-figures", "unreachable-supply", "supply-without-demand", "nothing-in-reach"]);
    assert!(findings[0].message().contains("2 of 3 (67 %); not counted: c"), "{}", findings[0]);
    assert!(findings[2].message().contains("y, z; a capacity of 5"), "{}", findings[2]);

    let zero = Amounts::new(vec![Some(0.0); 3]).expect("amounts");
    let request = AccessRequest { demand: &zero, ..request };
    let result = access(&request, &method);
    assert_eq!((result.value(0), result.value(1)), (None, Some(0.0)));
    let findings = access_findings(&request, &method, &result);
    assert!(
        findings.iter().any(|finding| finding.code() == "no-demand" && finding.severity() == Severity::Error),
        "{findings:?}"
    );
    // A potential asks for no demand.
    let cumulative = AccessMethod::Potential(Decay::cutoff(Minutes::new(30.0)).expect("ok"));
    let findings = access_findings(&request, &cumulative, &access(&request, &cumulative));
    assert_eq!(codes(&findings), ["unreachable-supply", "nothing-in-reach"]);
}

#[test]
fn names_given_twice_are_findings() {
    let findings = duplicate_names("places", &[place("a", 1.0), place("b", 2.0), place("a", 3.0)]);
    assert_eq!(codes(&findings), ["duplicate-name"]);
    assert!(findings[0].to_string().contains("2 places are called 'a'"), "{}", findings[0]);
}

#[test]
fn own_supply_is_left_out_where_centres_are_compared() {
    let minutes = |minutes: f64| Some(Minutes::new(minutes));
    let places = [place("a", 1.0), place("b", 2.0)];
    let table = MinutesTable::from_rows(2, vec![vec![minutes(0.0), minutes(30.0)], vec![minutes(40.0), minutes(0.0)]]);
    let (table, masses) = (table.expect("a table"), Amounts::new(vec![Some(3.0), Some(1.0)]).expect("amounts"));
    let own = OwnSupply::of(&places, &places);
    let averages = average_times(&table, &masses, &own);
    assert_eq!(averages[0].map(|average| (average.minutes.minutes(), average.reached)), Some((30.0, 1.0)));
    let economic = Decay::power(1.0, Minutes::new(1.0)).expect("a power");
    assert_eq!(potentials(&table, &masses, &economic, &own), [30f64.powf(-1.0), 3.0 * 40f64.powf(-1.0)]);
    assert_eq!(
        potentials(&table, &masses, &economic, &OwnSupply::none()),
        [3.0 + 30f64.powf(-1.0), 3.0 * 40f64.powf(-1.0) + 1.0]
    );
}

#[test]
fn inequality_of_known_cases() {
    let holding = |people, access| Holding { people, access };
    // One person in four has everything: Gini 3/4, Theil ln 4.
    let one_of_four = [holding(3.0, 0.0), holding(1.0, 8.0)];
    assert_eq!(gini(&one_of_four), Some(0.75));
    assert!((theil(&[one_of_four.to_vec()]).expect("people").total() - 4f64.ln()).abs() < 1e-15);
    let split = theil(&[vec![one_of_four[0]], vec![one_of_four[1]]]).expect("people");
    assert_eq!((split.within, (split.between - 4f64.ln()).abs() < 1e-15), (0.0, true));
    assert_eq!(concentration(&[holding(1.0, 8.0), holding(3.0, 0.0)]), Some(-0.75));
    assert_eq!(palma(&[holding(1.0, 8.0)], &[holding(1.0, 2.0), holding(3.0, 2.0)]), Some(4.0));
    assert_eq!(accessibility_poverty(&one_of_four, 4.0, 0), Some(0.75));
    assert_eq!(accessibility_poverty(&[holding(1.0, 1.0)], 4.0, 2), Some(0.5625));
    assert_eq!((gini(&[]), palma(&[], &[]), corrected_concentration(&[holding(1.0, 1.0)])), (None, None, None));
}

/// The index by sorting is the double sum of its definition.
#[test]
fn gini_is_its_double_sum() {
    let holdings: Vec<Holding> =
        (0..40).map(|at| Holding { people: f64::from(at * 7 % 13), access: f64::from(at * 11 % 17) }).collect();
    let people: f64 = holdings.iter().map(|holding| holding.people).sum();
    let mean = holdings.iter().map(|holding| holding.people * holding.access).sum::<f64>() / people;
    let pairs = holdings.iter().flat_map(|left| holdings.iter().map(move |right| (left, right)));
    let sum: f64 = pairs.map(|(left, right)| left.people * right.people * (left.access - right.access).abs()).sum();
    assert!((gini(&holdings).expect("people") - sum / (2.0 * people * people * mean)).abs() < 1e-14);
}
