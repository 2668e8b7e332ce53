use super::*;
use crate::analysis::random::Stream;

/// Towns at random places of a square, distances rounded up to whole numbers, some pairs out of reach.
fn towns(case: u64, count: usize, reach: f64) -> (ServiceCosts, Vec<f64>) {
    let mut random = Stream::new(Seed(77), case);
    let at: Vec<(f64, f64)> = (0..count).map(|_| (random.fraction() * 100.0, random.fraction() * 100.0)).collect();
    let weights: Vec<f64> = (0..count).map(|_| random.below(20) as f64).collect();
    let cost = |a: usize, b: usize| {
        let metres = (at[a].0 - at[b].0).hypot(at[a].1 - at[b].1).ceil();
        (metres <= reach).then_some(metres)
    };
    (ServiceCosts::new(&weights, count, cost), weights)
}

/// Every set of `k` of `n` numbers.
fn sets(n: usize, k: usize) -> Vec<Vec<usize>> {
    (0_u32..1 << n)
        .filter(|set| set.count_ones() as usize == k)
        .map(|set| (0..n).filter(|at| set & (1 << at) != 0).collect())
        .collect()
}

fn least(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    values.flatten().min_by(f64::total_cmp)
}

#[test]
fn the_best_set_is_that_of_trying_every_set() {
    for case in 0..40 {
        let (costs, weights) = towns(case, 11, if case % 2 == 0 { 1000.0 } else { 45.0 });
        for k in 1..=4 {
            let effort = Effort { starts: 4, ..Effort::default() };
            let best = least(sets(11, k).iter().map(|open| costs.total(open)));
            let found = p_median(&costs, k, &effort).ok();
            assert_eq!(found.as_ref().map(|choice| choice.value), best, "case {case}, {k} sites");
            assert_eq!(found.map_or(0.0, |choice| choice.gap()), 0.0);
            let best = least(sets(11, k).iter().map(|open| costs.largest(open)));
            let found = p_centre(&costs, k, &effort).ok();
            assert_eq!(found.as_ref().map(|choice| choice.value), best, "case {case}, {k} centres");
            assert_eq!(found.map_or(0.0, |choice| choice.gap()), 0.0);
            let covered = |open: &[usize]| -> f64 {
                (0..11)
                    .filter(|&d| open.iter().any(|&s| costs.cost(d, s).is_some_and(|c| c <= 30.0)))
                    .map(|d| weights[d])
                    .sum()
            };
            let most = sets(11, k).iter().map(|open| covered(open)).fold(0.0, f64::max);
            let choice = largest_coverage(&costs, &weights, 30.0, k, &effort).expect("any set will do");
            assert_eq!((choice.value, choice.bound), (most, most), "case {case}, {k} covering");
            assert_eq!(covered(&choice.sites), most);
        }
    }
}

#[test]
fn bounds_hold_without_proof_too() {
    for case in 0..10 {
        let (costs, _) = towns(case, 11, 1000.0);
        let best = least(sets(11, 3).iter().map(|open| costs.total(open))).expect("all in reach");
        let few = p_median(&costs, 3, &Effort { starts: 1, branches: 1, ..Effort::default() }).expect("possible");
        assert!(few.bound <= best && best <= few.value, "{} {best} {}", few.bound, few.value);
        let none = p_median(&costs, 3, &Effort { branches: 0, ..Effort::default() }).expect("possible");
        assert!(matches!(none.method, Method::Search { .. }) && none.bound == f64::NEG_INFINITY);
    }
}

#[test]
fn impossible_requests_say_why() {
    let (costs, _) = towns(1, 5, 1000.0);
    for k in [0, 6] {
        assert_eq!(p_median(&costs, k, &Effort::default()), Err(NoChoice::Count { wanted: k, sites: 5 }));
        assert!(p_centre(&costs, k, &Effort::default()).is_err());
    }
    // Two islands and a demand on a third one without a candidate.
    let island = ServiceCosts::new(&[1.0; 3], 2, |demand, site| (demand == site).then_some(1.0));
    assert_eq!(p_median(&island, 2, &Effort::default()), Err(NoChoice::OutOfReach { demands: vec![2] }));
    let two = ServiceCosts::new(&[1.0; 2], 2, |demand, site| (demand == site).then_some(1.0));
    let too_few = NoChoice::TooFew { wanted: 1, proven: true };
    assert_eq!(p_median(&two, 1, &Effort::default()).as_ref(), Err(&too_few));
    assert_eq!(p_centre(&two, 1, &Effort::default()), Err(too_few));
    assert_eq!(p_median(&two, 2, &Effort::default()).map(|choice| choice.value), Ok(2.0));
}

#[test]
fn one_and_many_threads_choose_the_same() {
    let (costs, _) = towns(3, 60, 1000.0);
    let solve = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| p_median(&costs, 6, &Effort::default()))
    };
    assert_eq!(solve(1), solve(4));
}
