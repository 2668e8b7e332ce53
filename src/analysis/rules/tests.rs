use super::*;
use crate::analysis::test_plans;
use crate::geometry::geodesic::distance;
use crate::scheme::{Attribute, RuleOutcome, SchemeFile, builtin};

fn scheme(atlas: &Atlas, rest: &str) -> Scheme {
    let text = format!("id = \"t\"\nname = \"T\"\n{rest}");
    SchemeFile::read("t.toml", &text).resolve(atlas).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The plan of rings, the first of which is given by its members and the others by their keys.
fn plan(atlas: &Atlas, core: &str, rings: &[&str]) -> Plan {
    let mut text = format!("[[ring]]\nid = \"core\"\nmembers = [{core:?}]\n");
    for (number, keys) in rings.iter().enumerate() {
        text += &format!("[[ring]]\nid = \"r{}\"\n{keys}\n", number + 1);
    }
    let scheme = scheme(atlas, &text);
    RuleMeasures::new(atlas).plan(&scheme).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The codes of the members of each ring.
fn rings(plan: &Plan) -> Vec<Vec<&str>> {
    plan.ring_indices().map(|ring| plan.members_of(ring).map(|(_, member)| member.area().code()).collect()).collect()
}

fn codes(plan: &Plan) -> Vec<&'static str> {
    plan.diagnostics().as_slice().iter().map(crate::scheme::Diagnostic::code).collect()
}

#[test]
fn rules_measure_the_small_world() {
    let atlas = test_plans::atlas();
    // Degrees of longitude at 1.5 degrees north are some 111 km wide; seats are in the middle of squares.
    let found =
        |rule: &str| rings(&plan(&atlas, "11", &[&format!("rule = {rule:?}\nlevel = \"city\"")])).remove(1).join(" ");
    assert_eq!(found("distance_km < 112"), "12");
    assert_eq!(found("distance_km < 223"), "12 21");
    assert_eq!(found("border_km = 0"), "12");
    assert_eq!(found("border_km > 0 AND border_km < 112"), "21");
    assert_eq!(found("order = 1"), "12");
    assert_eq!(found("order <= 3"), "12 21 22");
    assert_eq!(found("area_km2 > 1"), "12 21 22");
    assert_eq!(found("population >= 100"), "12");
    // 80 km/h and 1.3: 111 km take 108 minutes.
    assert_eq!(found("minutes <= 109"), "12");
    assert_eq!(found("minutes <= 107"), "");
}

#[test]
fn rings_of_rings_measure_from_the_nearest_member() {
    let atlas = test_plans::atlas();
    let next = "rule = \"order = 1\"\nlevel = \"city\"";
    let plan = plan(&atlas, "11", &[next, &format!("{next}\nof = \"r1\""), &format!("{next}\nof = \"r2\"")]);
    assert_eq!(rings(&plan), [["11"], ["12"], ["21"], ["22"]]);
}

#[test]
fn a_unit_around_a_part_of_the_core_is_its_neighbour() {
    let atlas = test_plans::atlas();
    // 121 is a half of 12.
    let plan = plan(&atlas, "121", &["rule = \"order <= 2\"\nlevel = \"city\""]);
    assert_eq!(rings(&plan)[1], ["11", "12", "21"]);
    assert_eq!(rings(&self::plan(&atlas, "P1", &["rule = \"order = 1\"\nlevel = \"city\""]))[1], ["21"]);
}

#[test]
fn what_is_not_known_is_left_out_and_said() {
    let atlas = test_plans::atlas();
    let plan = plan(&atlas, "11", &["rule = \"population >= 1\"\nlevel = \"city\""]);
    assert_eq!(rings(&plan)[1], ["12", "21"]);
    let finding =
        plan.findings().into_iter().find(|finding| finding.code() == "missing-in-rule").expect("22 has no population");
    assert!(finding.message().contains("22") && finding.message().contains("population >= 1"), "{finding}");
    let explained = plan.explain(&atlas, atlas.find("22").expect("a unit"));
    assert_eq!(explained.rules[0].outcome, RuleOutcome::Unknown);
    assert!(explained.to_string().contains("population >= 1: not known"), "{explained}");
}

#[test]
fn members_and_rule_combine_and_except_takes_away() {
    let atlas = test_plans::atlas();
    let plan =
        plan(&atlas, "11", &["members = [\"22\"]\nrule = \"order <= 2\"\nexcept = [\"12\", \"P2\"]\nlevel = \"city\""]);
    assert_eq!(rings(&plan)[1], ["22"]);
    let none = self::plan(&atlas, "11", &["rule = \"order = 1\"\nexcept = [\"22\"]\nlevel = \"city\""]);
    assert!(codes(&none).contains(&"except-without-effect"), "{:?}", codes(&none));
}

#[test]
fn an_empty_ring_names_the_nearest_miss() {
    let atlas = test_plans::atlas();
    let plan = plan(&atlas, "11", &["rule = \"distance_km <= 100\"\nlevel = \"city\""]);
    let finding = plan.findings().into_iter().find(|finding| finding.code() == "rule-selects-nothing").expect("empty");
    assert!(finding.message().contains("the nearest miss is Unit 12 (12): distance_km <= 100: has 111"), "{finding}");
    let narrower =
        self::plan(&atlas, "11", &["rule = \"order <= 2\"\nlevel = \"city\"", "rule = \"order = 1\"\nlevel = \"city\""]);
    let finding = narrower.findings().into_iter().find(|finding| finding.code() == "rule-selects-nothing").expect("empty");
    assert!(finding.message().contains("are in rings further in"), "{finding}");
    assert!(codes(&narrower).contains(&"rings-overlap"));
}

#[test]
fn contiguous_rings_drop_exclaves_and_say_so() {
    let atlas = test_plans::atlas();
    // 12 has 200 people, 21 has 50, 22 none that are known.
    let rule = "rule = \"area_km2 > 1 AND code <> '12'\"\nlevel = \"city\"";
    assert_eq!(rings(&plan(&atlas, "11", &[rule]))[1], ["21", "22"]);
    let connected = plan(&atlas, "11", &[&format!("{rule}\ncontiguous = true")]);
    assert!(rings(&connected)[1].is_empty());
    assert_eq!(codes(&connected).iter().filter(|code| **code == "exclave-dropped").count(), 2);
    // A link by hand joins them.
    let linked = format!(
        "links = [[\"11\", \"22\"]]\n[[ring]]\nid = \"core\"\nmembers = [\"11\"]\n[[ring]]\nid = \"r\"\n{rule}\ncontiguous = true\n"
    );
    let scheme = scheme(&atlas, &linked);
    assert_eq!(rings(&RuleMeasures::new(&atlas).plan(&scheme).expect("a plan"))[1], ["21", "22"]);
}

#[test]
fn rules_that_cannot_be_evaluated_are_refused_together() {
    let atlas = test_plans::atlas();
    let text = "[[ring]]\nid = \"core\"\nmembers = [\"11\"]\n[[ring]]\nid = \"a\"\nrule = \"minutes <= 9\"\nlevel = \"city\"\nmodel = \"transit\"\n\
                [[ring]]\nid = \"b\"\nrule = \"minutes <= 19\"\nlevel = \"city\"\nmodel = \"drive\"\n";
    let problems = RuleMeasures::new(&atlas).plan(&scheme(&atlas, text)).expect_err("models that are not there");
    let text = problems.to_string();
    assert!(text.contains("'transit'") && text.contains("'drive'"), "{text}");
    let text = "[[ring]]\nid = \"core\"\nmembers = [\"11\"]\n[[ring]]\nid = \"a\"\nrule = \"commuting_share >= 0.15\"\nlevel = \"city\"\n";
    let problems = RuleMeasures::new(&atlas).plan(&scheme(&atlas, text)).expect_err("no flows");
    assert!(problems.to_string().contains("--flows"), "{problems}");
}

#[test]
fn a_functional_urban_area_is_what_commutes_into_the_core() {
    let atlas = test_plans::atlas();
    let table = "from,to,flow,employed_residents\n12,11,30,100\n121,122,60,\n21,11,14,100\n22,11,20,100\n22,22,80,\nxx,11,5,10\n12,11,-1,\n";
    let read = CommutingFlows::parse("flows.csv", table, &atlas).expect("a table");
    let found: Vec<_> = read.findings.iter().map(|finding| (finding.code(), finding.position().map(|at| at.line))).collect();
    assert_eq!(found, [("unknown-unit", Some(7)), ("not-a-number", Some(8))]);
    let measures = RuleMeasures::new(&atlas).with_flows(read.flows);
    let text = "[[ring]]\nid = \"core\"\nmembers = [\"11\"]\n[[ring]]\nid = \"zone\"\nrule = \"commuting_share >= 0.15\"\nlevel = \"city\"\n";
    // 12: 30 of 100 and 60 that live in its part 121; 21: 14 of 100; 22: 20 of 100.
    let free = measures.plan(&scheme(&atlas, text)).expect("a plan");
    assert_eq!(rings(&free)[1], ["12", "22"]);
    let share = |code: &str| {
        let selection = free.selections()[1].as_ref().expect("a rule");
        let number = selection.candidate_of(&atlas, atlas.find(code).expect("a unit")).expect("a city");
        selection.column(Attribute::Measure(Measure::CommutingShare)).expect("measured")[number]
    };
    assert_eq!((share("12"), share("21")), (Measured::Known(30.0 / 160.0), Measured::Known(0.14)));
    // 22 is an exclave: 21 lies between.
    let connected = measures.plan(&scheme(&atlas, &format!("{text}contiguous = true\n"))).expect("a plan");
    assert_eq!(rings(&connected)[1], ["12"]);
}

#[test]
fn other_numbers_give_other_rings_without_another_file() {
    let atlas = test_plans::atlas();
    let text =
        "[[ring]]\nid = \"core\"\nmembers = [\"11\"]\n[[ring]]\nid = \"r\"\nrule = \"minutes <= 109\"\nlevel = \"city\"\n";
    let scheme = scheme(&atlas, text);
    let measures = RuleMeasures::new(&atlas);
    let constant = scheme.constants().remove(0);
    assert_eq!((constant.ring.as_str(), constant.name.as_str(), constant.value), ("r", "minutes", 109.0));
    let of = |settings: Settings| {
        let plan = scheme.plan_with(&atlas, &measures, &settings).expect("a plan");
        rings(&plan)[1].join(" ")
    };
    assert_eq!(of(Settings::default()), "12");
    assert_eq!(of(Settings::default().with_constant(constant.id, 220.0)), "12 21");
    assert_eq!(of(Settings::default().with_parameter("speed", 160.0)), "12 21");
    assert_eq!(of(Settings::default().with_parameter("detour", 1.4)), "");
}

/// On the embedded atlas, distances as measured here one by one.
#[test]
fn a_ring_by_distance_is_what_is_that_near() {
    let atlas = Atlas::embedded();
    let plan = plan(&atlas, "Beijing", &["rule = \"distance_km <= 200\"\nlevel = \"city\""]);
    let beijing = atlas.unit(atlas.find("110000").expect("a unit")).seat().expect("a seat").at;
    let near = |&unit: &UnitId| {
        let seat = atlas.unit(unit).seat();
        seat.is_some_and(|seat| distance(beijing, seat.at).metres() <= 200_000.0) && atlas.unit(unit).code() != "110000"
    };
    let wanted: Vec<&str> = atlas.ids_of_level(Level::City).filter(near).map(|unit| atlas.unit(unit).code()).collect();
    assert_eq!(rings(&plan)[1], wanted);
    assert!(wanted.len() > 3, "{wanted:?}");
}

/// The explanation of every city re-evaluates to its membership, by the values and thresholds it gives.
#[test]
fn explanations_re_evaluate_to_memberships() {
    let atlas = Atlas::embedded();
    let rules = [
        "rule = \"distance_km <= 200 AND population >= 3000000\"\nlevel = \"city\"",
        "rule = \"order <= 2 OR border_km <= 50\"\nlevel = \"city\"\ncontiguous = true",
        "rule = \"minutes BETWEEN 100 AND 700 AND NOT (area_km2 > 30000)\"\nlevel = \"city\"\nexcept = [\"Shanghai\"]",
    ];
    let plan = plan(&atlas, "Beijing", &rules);
    for unit in atlas.ids_of_level(Level::City) {
        let explained = plan.explain(&atlas, unit);
        let ring = plan.ring_of(&atlas, unit).map(|ring| plan.ring(ring).id().to_string());
        assert_eq!(explained.ring.map(|ring| ring.id), ring);
        let selecting: Vec<&str> = explained
            .rules
            .iter()
            .filter(|judged| matches!(judged.outcome, RuleOutcome::Selected | RuleOutcome::Enclave))
            .map(|judged| judged.ring.id.as_str())
            .collect();
        let expected: Vec<&str> = ring.as_deref().into_iter().filter(|ring| *ring != "core").collect();
        assert_eq!(selecting, expected, "{}", atlas.described(unit));
        for judged in &explained.rules {
            for check in &judged.checks {
                let (Some(margin), Some(holds)) = (check.margin, check.holds) else { continue };
                assert_eq!(holds, margin >= 0.0, "{check:?}");
                let value = serde_json::to_value(&check.value).expect("JSON").as_f64().expect("a number");
                let threshold = check.threshold.expect("a threshold");
                assert!(((value - threshold).abs() - margin.abs()).abs() <= 1e-9 * value.abs().max(1.0), "{check:?}");
            }
            let parts: Vec<Option<bool>> = judged.checks.iter().map(|check| check.holds).collect();
            let truth = match (judged.ring.index, &parts[..]) {
                (1, [near, large]) => both(*near, *large),
                (2, [near, close]) => both(near.map(|near| !near), close.map(|close| !close)).map(|neither| !neither),
                (3, [minutes, large]) => both(*minutes, large.map(|large| !large)),
                other => panic!("{other:?}"),
            };
            assert_eq!(truth, judged.holds, "{judged:?}");
            assert_eq!(
                judged.holds == Some(true),
                !matches!(judged.outcome, RuleOutcome::NotSelected | RuleOutcome::Unknown | RuleOutcome::Enclave)
            );
        }
    }
}

fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Every built-in scheme makes a plan without an empty ring.
#[test]
fn every_built_in_scheme_makes_a_plan() {
    let atlas = Atlas::embedded();
    let measures = RuleMeasures::new(&atlas);
    for builtin in builtin::all() {
        let scheme = builtin.file().resolve(&atlas).unwrap_or_else(|problems| panic!("{problems}"));
        let plan = measures.plan(&scheme).unwrap_or_else(|problems| panic!("{}: {problems}", builtin.id()));
        assert!(plan.rings().iter().all(|ring| !ring.members().is_empty()), "{}", builtin.id());
    }
}
