use geo_types::{MultiPolygon, Rect};

use super::super::check::check_sites;
use super::*;

/// A square of towns, one degree apart, with their people.
struct Town {
    costs: ServiceCosts,
    weights: Vec<f64>,
    people: Vec<u64>,
    borders: SharedBorders,
}

fn town(case: u64, width: usize) -> Town {
    let mut random = Stream::new(Seed(61), case);
    let count = width * width;
    let people: Vec<u64> = (0..count).map(|_| 1 + random.below(9) as u64).collect();
    let weights: Vec<f64> = people.iter().map(|&people| people as f64).collect();
    let at = |unit: usize| ((unit % width) as f64, (unit / width) as f64);
    let cost = |a: usize, b: usize| Some((at(a).0 - at(b).0).hypot(at(a).1 - at(b).1));
    let square = |unit: usize| {
        let (x, y) = at(unit);
        MultiPolygon::new(vec![Rect::new((x, y), (x + 1.0, y + 1.0)).to_polygon()])
    };
    let squares: Vec<MultiPolygon<f64>> = (0..count).map(square).collect();
    let borders = SharedBorders::of(&squares.iter().collect::<Vec<_>>());
    Town { costs: ServiceCosts::new(&weights, count, cost), weights, people, borders }
}

impl Town {
    fn request(&self, sites: usize, objective: SiteObjective, population: Option<RangeInclusive<u64>>) -> SiteRequest<'_> {
        let rules = CatchmentRules { people: &self.people, population, contiguity: Some(&self.borders) };
        SiteRequest { costs: &self.costs, weights: &self.weights, sites, objective, rules }
    }
}

const OBJECTIVES: [SiteObjective; 3] =
    [SiteObjective::Median, SiteObjective::Centre, SiteObjective::Coverage { limit: 1.0 }];

#[test]
fn every_constraint_holds_by_the_checker() {
    for case in 0..6 {
        let town = town(case, 4);
        let all: u64 = town.people.iter().sum();
        for objective in OBJECTIVES {
            let request = town.request(3, objective, Some(all / 5..=all / 2));
            let choice = choose_sites(&request, &Effort::default()).expect("balanced catchments exist");
            assert_eq!(check_sites(&request, &choice), Vec::<String>::new(), "case {case}");
            assert_eq!(choice.gap(), 0.0, "few sets: every one was looked at");
        }
    }
}

#[test]
fn the_search_meets_constraints_and_is_bounded() {
    let town = town(9, 8);
    let all: u64 = town.people.iter().sum();
    let request = town.request(6, SiteObjective::Median, Some(all / 8..=all / 5));
    let choice = choose_sites(&request, &Effort { starts: 6, ..Effort::default() }).expect("balanced catchments exist");
    assert_eq!(check_sites(&request, &choice), Vec::<String>::new());
    assert!(choice.bound <= choice.value);
}

#[test]
fn impossible_constraints_show_the_nearest_set() {
    let town = town(1, 3);
    let all: u64 = town.people.iter().sum();
    let request = town.request(2, SiteObjective::Median, Some(all..=all + 10));
    let Err(NoChoice::Constraints { wanted: 2, nearest, proven: true }) = choose_sites(&request, &Effort::default()) else {
        panic!("two catchments cannot both hold everybody");
    };
    assert!(!nearest.is_empty() && nearest.iter().all(|shortfall| shortfall.people < all));
}

#[test]
fn the_checker_sees_what_is_wrong() {
    let town = town(2, 3);
    let request = town.request(2, SiteObjective::Median, None);
    let good = choose_sites(&request, &Effort::default()).expect("possible");
    let with = |change: fn(&mut SiteChoice)| {
        let mut choice = good.clone();
        change(&mut choice);
        check_sites(&request, &choice).len()
    };
    assert_eq!(with(|_| ()), 0);
    assert_eq!(with(|choice| choice.value += 1.0), 1);
    assert_eq!(with(|choice| choice.sites = vec![0]), 1);
    assert_eq!(with(|choice| choice.sites = vec![0, 99]), 1);
    let strict = town.request(2, SiteObjective::Median, Some(0..=1));
    assert_eq!(check_sites(&strict, &good).len(), 2, "both catchments are too large");
}

#[test]
fn sets_are_all_there() {
    let mut set = vec![0, 1, 2];
    let mut count = 1;
    while next_set(&mut set, 6) {
        count += 1;
    }
    assert_eq!((count, number_of_sets(6, 3)), (20, 20.0));
}
