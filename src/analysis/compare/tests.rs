use proptest::prelude::*;

use super::*;
use crate::analysis::random::{Seed, Stream};
use crate::analysis::test_plans::{atlas, plan};
use crate::analysis::{Regions, Statistics};
use crate::geometry::{HullCorners, coverage, geodesic};
use crate::scheme::SchemeFile;

fn ring(pair: &Pair, from: usize, to: usize) -> Option<&Flow> {
    let index = |ring: Option<crate::scheme::RingIndex>| ring.map_or(99, crate::scheme::RingIndex::index);
    pair.flows.iter().find(|flow| (index(flow.from), index(flow.to)) == (from, to))
}

#[test]
fn plans_of_different_levels_meet_at_the_finest() {
    let atlas = atlas();
    // The first names the city 12, the second its district 121 and the province P1 around both.
    let (a, b) = (plan(&atlas, &["12", "11"]), plan(&atlas, &["P1", "121"]));
    let comparison = compare(&[&a, &b], &atlas, BorderKind::Shared);
    let codes: Vec<&str> = comparison.grounds.iter().map(|ground| ground.code.as_str()).collect();
    // P1 without 11 and 12 is nothing; 12 without 121 is the ground of 122.
    assert_eq!(codes, ["11", "12", "121"]);
    assert_eq!(comparison.counted, [Level::District]);
    let pair = &comparison.pairs[0];
    assert_eq!(ring(pair, 0, 0).map(|flow| flow.sums.population.sum()), Some(Some(50)), "12 less 121");
    assert_eq!(ring(pair, 0, 1).map(|flow| flow.sums.population.sum()), Some(Some(150)), "121 moves out");
    assert_eq!(ring(pair, 1, 0).map(|flow| flow.sums.population.sum()), Some(Some(100)), "11 moves in");
    assert_eq!(pair.flows.iter().map(|flow| flow.sums.units).sum::<i64>(), 3, "11 has no districts and counts itself");
    assert_eq!(pair.rings[0].difference.population.sum(), Some(100 - 150));
}

#[test]
fn how_a_region_is_named_does_not_matter() {
    let atlas = atlas();
    let (cities, province) = (plan(&atlas, &["11 12"]), plan(&atlas, &["P1"]));
    let comparison = compare(&[&cities, &province], &atlas, BorderKind::Shared);
    let pair = &comparison.pairs[0];
    assert_eq!(pair.flows.len(), 1);
    assert_eq!((pair.total(Change::Both).units, pair.adjusted_rand_index), (2, Some(1.0)));
    assert_eq!(comparison.rings[0], comparison.rings[1]);
}

#[test]
fn missing_stays_missing() {
    let atlas = atlas();
    let (a, b) = (plan(&atlas, &["11 22"]), plan(&atlas, &["11", "22"]));
    let comparison = compare(&[&a, &b], &atlas, BorderKind::Shared);
    let first = &comparison.rings[0][0].sums;
    assert_eq!((first.population.sum(), first.population.known_share()), (Some(100), 0.5));
    // Only 22 moves, and its population is not known.
    let change = &comparison.pairs[0].rings[0].difference;
    assert_eq!((change.population.sum(), change.population.known_share(), change.units), (None, 0.0, -1));
    assert!(change.area().square_metres() < 0.0);
}

/// A random plan over the small world: every city, and sometimes a district, in one of three rings or in none.
fn random_plan(atlas: &Atlas, case: u64) -> Plan {
    let mut random = Stream::new(Seed(31), case);
    let mut rings = vec![Vec::new(); 3];
    for code in ["11", "12", "21", "22", "121"] {
        let place = random.below(4);
        if let Some(ring) = rings.get_mut(place) {
            ring.push(code);
        }
    }
    rings.retain(|members| !members.is_empty());
    if rings.is_empty() {
        rings.push(vec!["11"]);
    }
    let lists: Vec<String> = rings.iter().map(|members| members.join(" ")).collect();
    plan(atlas, &lists.iter().map(String::as_str).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, rng_seed: prop::test_runner::RngSeed::Fixed(41), ..ProptestConfig::default() })]

    #[test]
    fn a_plan_against_itself_moves_nothing(case in 0_u64..1000) {
        let atlas = atlas();
        let plan = random_plan(&atlas, case);
        let comparison = compare(&[&plan, &plan], &atlas, BorderKind::Shared);
        let pair = &comparison.pairs[0];
        prop_assert_eq!(pair.adjusted_rand_index, Some(1.0));
        for change in [Change::Moved, Change::OnlyA, Change::OnlyB] {
            prop_assert_eq!(pair.total(change), Sums::default());
        }
        prop_assert!(pair.rings.iter().all(|ring| ring.difference == Sums::default()));
    }

    #[test]
    fn turned_around_it_is_the_negative(first in 0_u64..1000, second in 0_u64..1000) {
        let atlas = atlas();
        let (a, b) = (random_plan(&atlas, first), random_plan(&atlas, second));
        let there = compare(&[&a, &b], &atlas, BorderKind::Shared);
        let back = compare(&[&b, &a], &atlas, BorderKind::Shared);
        let (there, back) = (&there.pairs[0], &back.pairs[0]);
        prop_assert_eq!(there.flows.len(), back.flows.len());
        for flow in &there.flows {
            let twin = back.flows.iter().find(|twin| (twin.from, twin.to) == (flow.to, flow.from));
            prop_assert_eq!(twin.map(|twin| twin.sums), Some(flow.sums));
        }
        for ring in &there.rings {
            let twin = back.rings.iter().find(|twin| (twin.a, twin.b) == (ring.b, ring.a)).expect("rings match both ways");
            let (d, t) = (&ring.difference, &twin.difference);
            prop_assert_eq!((d.units, d.area().square_metres()), (-t.units, -t.area().square_metres()));
            prop_assert_eq!(d.population.sum(), t.population.sum().map(|people| -people));
            prop_assert_eq!(d.gdp(), t.gdp().map(|gdp| 0.0 - gdp));
        }
        let close = |a: Option<f64>, b: Option<f64>| a.zip(b).is_some_and(|(a, b)| (a - b).abs() < 1e-12);
        prop_assert!(close(there.adjusted_rand_index, back.adjusted_rand_index));
    }

    #[test]
    fn totals_over_rings_are_totals_over_grounds(first in 0_u64..1000, second in 0_u64..1000) {
        let atlas = atlas();
        let plans = [random_plan(&atlas, first), random_plan(&atlas, second)];
        let comparison = compare(&[&plans[0], &plans[1]], &atlas, BorderKind::Shared);
        for number in 0..2 {
            let mut over_grounds = Sums::default();
            let inside = comparison.grounds.iter().filter(|ground| ground.rings[number].is_some());
            inside.for_each(|ground| over_grounds.add(ground.units, &ground.figures));
            let over_rings = comparison.rings[number].iter().fold(Sums::default(), |sum, ring| sum.plus(&ring.sums));
            prop_assert_eq!(over_rings, over_grounds);
        }
        // Second less first, ring by ring, is the change that the pair gives.
        for ring in &comparison.pairs[0].rings {
            let area = |number: usize, ring: Option<crate::scheme::RingIndex>| {
                ring.map_or(0.0, |ring| comparison.rings[number][ring.index()].sums.area().square_metres())
            };
            prop_assert_eq!(ring.difference.area().square_metres(), area(1, ring.b) - area(0, ring.a));
        }
    }
}

fn builtin(atlas: &Atlas, id: &str) -> Plan {
    crate::scheme::builtin::by_id(id).and_then(|scheme| Ok(scheme.plan(atlas)?)).expect("built in")
}

#[test]
fn figures_are_those_of_the_ring_table() {
    let atlas = Atlas::embedded();
    let plan = builtin(&atlas, "beijing-bay");
    let comparison = compare(&[&plan], &atlas, BorderKind::Shared);
    let statistics = Statistics::of(&plan, &atlas, &Regions::of(&plan, &atlas));
    for (profile, ring) in comparison.rings[0].iter().zip(&statistics.rings) {
        let people = ring.totals.population.sum().and_then(|people| i64::try_from(people).ok());
        assert_eq!(profile.sums.population.sum(), people);
        assert!((profile.sums.area() - ring.totals.area).square_metres().abs() < 10.0);
    }
}

#[test]
fn figures_of_a_unit_count_where_those_of_its_parts_are_not_known() {
    let atlas = Atlas::embedded();
    let plans = [builtin(&atlas, "beijing-bay"), builtin(&atlas, "jing-jin-ji")];
    let comparison = compare(&[&plans[0], &plans[1]], &atlas, BorderKind::Shared);
    // The product of Tongzhou is not known, so neither is that of Beijing without it; that of Beijing is.
    assert_eq!(comparison.rings[0][0].sums.gdp(), None);
    let beijing = atlas.figures("110000").and_then(|figures| figures.gdp.as_ref()).expect("listed").value;
    let core = &comparison.rings[1][0].sums;
    assert_eq!((core.gdp(), core.gdp_known()), (Some(beijing), 1.0));
    for (number, plan) in plans.iter().enumerate() {
        let statistics = Statistics::of(plan, &atlas, &Regions::of(plan, &atlas));
        for (profile, ring) in comparison.rings[number].iter().zip(&statistics.rings) {
            let people = ring.totals.population.sum().and_then(|people| i64::try_from(people).ok());
            assert_eq!(profile.sums.population.sum(), people);
            let close = |a: f64, b: f64| (a - b).abs() < 1e-3;
            assert!(profile.sums.gdp().zip(ring.totals.gdp.sum()).is_none_or(|(own, other)| close(own, other)));
            assert_eq!(profile.sums.gdp().is_some(), ring.totals.gdp.sum().is_some());
        }
    }
}

#[test]
fn shapes_are_those_of_the_dissolved_rings() {
    let atlas = Atlas::embedded();
    let plans = [builtin(&atlas, "beijing-bay"), builtin(&atlas, "greater-bay-area")];
    let fast = compare(&[&plans[0], &plans[1]], &atlas, BorderKind::Shared);
    let slow = compare(&[&plans[0], &plans[1]], &atlas, BorderKind::Unknown);
    for (number, plan) in plans.iter().enumerate() {
        for (index, region) in Regions::of(plan, &atlas).rings.iter().enumerate() {
            let measures = geodesic::measures(&region.boundary);
            let expected = Shape::new(measures.area, measures.perimeter, &HullCorners::of(&region.boundary));
            let close = |a: Option<f64>, b: Option<f64>| (a.expect("a shape") / b.expect("a shape") - 1.0).abs() < 1e-7;
            for shape in [fast.rings[number][index].shape, slow.rings[number][index].shape] {
                assert!(close(shape.polsby_popper, expected.polsby_popper), "{number} {index}: {shape:?} {expected:?}");
                assert!(close(shape.reock, expected.reock) && close(shape.hull_ratio, expected.hull_ratio));
            }
        }
    }
}

#[test]
fn pieces_are_those_of_the_map() {
    let atlas = Atlas::embedded();
    let text = "id = \"x\"\nname = \"X\"\n[[ring]]\nid = \"core\"\nmembers = [\"Beijing\"]\n[[ring]]\nid = \"around\"\n\
                members = [\"Tianjin\", \"Langfang\", \"Chengde\", \"Zhangjiakou\", \"Shanghai\"]\n";
    let plan = SchemeFile::read("x.toml", text).resolve(&atlas).expect("good names").plan(&atlas);
    let comparison = compare(&[&plan], &atlas, BorderKind::Shared);
    // Around Beijing all touch each other in turn (Langfang on both sides of Tianjin's Jizhou and Beijing); Shanghai is far off.
    assert_eq!(comparison.rings[0].iter().map(|ring| ring.pieces).collect::<Vec<_>>(), [1, 2]);
    let parts: Vec<_> = comparison.grounds.iter().map(|ground| &*ground.boundary).collect();
    assert!(coverage::dissolve(&parts).geometry.0.len() > 2, "islands of Shanghai are parts but not pieces");
}

#[test]
fn figures_of_an_alias_are_known_for_it_as_a_whole() {
    let atlas = Atlas::embedded();
    let xiongan = builtin(&atlas, "beijing-bay");
    let baoding = SchemeFile::read("b.toml", "id = \"b\"\nname = \"B\"\n[[ring]]\nid = \"core\"\nmembers = [\"Baoding\"]\n");
    let baoding = baoding.resolve(&atlas).expect("a good name").plan(&atlas);
    let comparison = compare(&[&xiongan, &baoding], &atlas, BorderKind::Shared);
    let figure =
        |code: &str| comparison.grounds.iter().find(|ground| ground.code == code).and_then(|g| g.figures.population());
    // The counties' own populations are not listed, that of the New Area and of the city are.
    assert_eq!(figure("XA"), Some(1_205_440));
    let whole = atlas.figures("130600").and_then(|figures| figures.population.as_ref()).expect("listed").value;
    assert_eq!(figure("130600"), i64::try_from(whole).ok().map(|whole| whole - 1_205_440));
    assert_eq!(comparison.rings[1][0].sums.population.sum(), i64::try_from(whole).ok());
}
