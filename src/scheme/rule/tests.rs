use proptest::prelude::*;
use serde_json::json;

use super::*;

/// A row of known and missing values.
#[derive(Clone, Debug, Default)]
struct Unit {
    minutes: Option<f64>,
    population: Option<f64>,
    order: Option<f64>,
    name: Option<String>,
}

impl Row for Unit {
    fn value(&self, attribute: Attribute) -> Value<'_> {
        let number = |value: Option<f64>| value.map_or(Value::Missing, Value::Number);
        match attribute {
            Attribute::Measure(Measure::Minutes) => number(self.minutes),
            Attribute::Measure(Measure::Order) => number(self.order),
            Attribute::Population => number(self.population),
            Attribute::Name => self.name.as_deref().map_or(Value::Missing, Value::Text),
            _ => Value::Missing,
        }
    }
}

fn rule(text: &str) -> Rule {
    Rule::read(text).unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

fn holds(text: &str, unit: &Unit) -> Option<bool> {
    let rule = rule(text);
    rule.condition().holds(unit, &rule.constant_values())
}

/// Each problem as `code underlined | message | help`.
fn problems(text: &str) -> Vec<String> {
    let problems = Rule::read(text).expect_err("the rule is wrong");
    let line = |problem: &RuleProblem| {
        format!("{} {} | {} | {}", problem.code, &text[problem.place.clone()], problem.message, problem.help)
    };
    problems.iter().map(line).collect()
}

#[test]
fn rules_select() {
    let datong =
        Unit { minutes: Some(83.2), population: Some(3_105_591.0), order: Some(2.0), name: Some("大同市".into()) };
    for (text, expected) in [
        ("minutes <= 90", Some(true)),
        ("minutes < 83.2", Some(false)),
        ("90 >= minutes AND population >= 1000000", Some(true)),
        ("minutes BETWEEN 60 AND 90 AND NOT order = 1", Some(true)),
        ("order IN (1, 2)", Some(true)),
        ("order NOT IN (1, 2)", Some(false)),
        ("name LIKE '大%' AND name <> '大连市'", Some(true)),
        ("CASEI(name_en) = 'x' OR minutes <= 90", Some(true)),
        ("CASEI(name_en) = 'x' OR minutes > 90", None),
        ("gdp >= 100", None),
        ("gdp IS NULL", Some(true)),
        ("gdp IS NOT NULL", Some(false)),
        ("gdp >= 100 AND minutes > 90", Some(false)),
        ("population / 1000 > 3105", Some(true)),
        ("minutes - 10 * 2 + 1 <= 64.21", Some(true)),
        ("-minutes < -83", Some(true)),
        ("TRUE", Some(true)),
    ] {
        assert_eq!(holds(text, &datong), expected, "{text}");
    }
}

#[test]
fn what_cannot_be_reached_is_far_and_not_missing() {
    let island = Unit { minutes: Some(f64::INFINITY), ..Unit::default() };
    assert_eq!(holds("minutes <= 90", &island), Some(false));
    assert_eq!(holds("minutes > 90", &island), Some(true));
    assert_eq!(holds("minutes IS NULL", &island), Some(true));
    assert_eq!(holds("minutes <= 90", &Unit::default()), None);
}

#[test]
fn all_mistakes_are_reported_with_their_places() {
    assert_eq!(
        problems("minuts <= 90 AND population >= 'x' OR time < 3"),
        [
            "unknown-name minuts | 'minuts' is no attribute or measure of a unit | did you mean 'minutes'?",
            "wrong-type 'x' | population is a number, but 'x' is a text | write a number without quotes, like population >= 1000000",
            "unknown-name time | 'time' is no attribute or measure of a unit | did you mean 'minutes'?",
        ]
    );
    assert_eq!(
        problems("minutes"),
        ["wrong-type minutes | minutes is a number, not a condition | compare it: minutes <= 90"]
    );
    assert_eq!(
        problems("name = \"Datong\""),
        [
            "unknown-name \"Datong\" | 'Datong' is no attribute or measure of a unit | texts stand in single quotes: 'Datong'; double \
          quotes are for names"
        ]
    );
    assert!(
        problems("s_intersects(geometry, POINT(1 2))")[0].starts_with("unsupported-in-rule s_intersects | S_INTERSECTS()")
    );
    assert!(problems("minutes = NULL")[0].contains("write IS NULL"));
    assert!(problems("minutes LIKE 'x'")[0].contains("LIKE is for texts"));
    assert!(problems("name + 1 > 2")[0].contains("a text cannot be computed with"));
}

#[test]
fn what_cannot_be_read_says_from_where() {
    for (text, word, help) in [
        ("minutes <= 90 AND", "AND", "a rule is a condition"),
        ("minutes <= <= 90", "<=", "a rule is a condition"),
        ("minutes == 90", "==", "write = for equality"),
        ("minutes =< 90", "=<", "write <= or >="),
        ("minutes <= 90 min", "min", "numbers have no unit"),
        ("minutes <= 90 && order = 1", "&", "write AND"),
        ("(minutes <= 90", "(", "add )"),
        ("minutes <= 90)", ")", "remove it"),
        ("name = 'Datong", "'Datong", "second quote"),
        ("minutes ≤ 90", "≤", "write <="),
    ] {
        let problems = problems(text);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with(&format!("bad-rule {word} |")) && problems[0].contains(help), "{problems:?}");
    }
}

#[test]
fn hostile_rules_are_refused_quickly() {
    let deep = |count: usize| format!("{}minutes < 1{}", "(".repeat(count), ")".repeat(count));
    assert_eq!(holds(&deep(10), &Unit { minutes: Some(0.0), ..Unit::default() }), Some(true));
    for text in [deep(11), deep(100_000), "NOT ".repeat(100_000), "-".repeat(10_000), "minutes < 1 AND ".repeat(2_000)] {
        assert!(Rule::read(&text).is_err());
    }
    let long = format!("{} minutes < 1", "NOT ".repeat(390));
    assert_eq!(holds(&long, &Unit { minutes: Some(0.0), ..Unit::default() }), Some(true));
    let lists = format!("minutes < 1 AND {}1, 2{}", "(".repeat(10), ")".repeat(10));
    assert!(Rule::read(&lists).is_err());
}

#[test]
fn constants_have_names_and_can_be_changed() {
    let rule = rule("minutes >= 30 AND minutes <= 60 AND 1000000 <= population AND order > -2");
    let names: Vec<&str> = rule.constants().iter().map(Constant::name).collect();
    assert_eq!(names, ["minutes", "minutes_2", "population", "order"]);
    assert_eq!(rule.constant_values(), [30.0, 60.0, 1e6, -2.0]);
    let changed = rule.text_with(&[30.0, 90.5, 1e6, -3.0]);
    assert_eq!(changed, "minutes >= 30 AND minutes <= 90.5 AND 1000000 <= population AND order > -3");
}

#[test]
fn checks_have_value_threshold_and_margin() {
    let rule = rule("minutes <= 90 AND population >= 1000000");
    let unit = Unit { minutes: Some(83.2), population: Some(3e6), ..Unit::default() };
    let found = checks(rule.condition(), &unit, &rule.constant_values());
    assert_eq!(found[0].sentence(), "minutes <= 90: has 83.2 min, margin 6.8 min");
    assert!(found.iter().all(|check| check.decisive));
    assert_eq!(
        change(&found, "leaves"),
        [
            "leaves if minutes rises above 90 min (has 83.2 min, margin 6.8 min)",
            "leaves if population falls below 1000000 (has 3000000, margin 2000000)",
        ]
    );
    let unit = Unit { minutes: Some(97.25), population: Some(3e6), ..Unit::default() };
    let found = checks(rule.condition(), &unit, &rule.constant_values());
    assert_eq!((found[0].decisive, found[1].decisive), (true, false));
    assert_eq!(change(&found, "joins"), ["joins if minutes falls to 90 min (has 97.25 min, missed by 7.25 min)"]);
    let unit = Unit { minutes: Some(f64::INFINITY), population: None, ..Unit::default() };
    let found = checks(rule.condition(), &unit, &rule.constant_values());
    assert_eq!(found[0].state(), "cannot be reached");
    assert_eq!(found[1].state(), "not known");
    assert!(change(&found, "joins")[0].starts_with("joins only if several change"));
}

fn number() -> impl Strategy<Value = String> {
    (-100..200_i32).prop_map(|number| if number % 2 == 0 { number.to_string() } else { format!("{number}.5") })
}

/// Conditions over three numbers, written as text.
fn condition() -> impl Strategy<Value = String> {
    let name = || proptest::sample::select(vec!["minutes", "population", "order"]);
    let sign = proptest::sample::select(vec!["<", "<=", ">", ">=", "=", "<>"]);
    let computed = proptest::sample::select(vec!["+", "-", "*"]);
    let comparison = (name(), sign.clone(), number()).prop_map(|(name, sign, number)| format!("{name} {sign} {number}"));
    let between = (name(), number(), number()).prop_map(|(name, low, high)| format!("{name} BETWEEN {low} AND {high}"));
    let two = (name(), computed, name(), sign, number())
        .prop_map(|(a, operator, b, sign, number)| format!("{a} {operator} {b} {sign} {number}"));
    let list = (name(), number(), number()).prop_map(|(name, a, b)| format!("{name} IN ({a}, {b})"));
    let leaf = prop_oneof![comparison, between, two, list];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} AND {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            inner.prop_map(|a| format!("NOT ({a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(5), ..ProptestConfig::default() })]

    /// Where everything is known, `cql2` itself evaluates the same text on a JSON document.
    #[test]
    fn evaluation_agrees_with_cql2(text in condition(), a in -50..100_i32, b in -50..100_i32, c in 0..4_i32) {
        let unit = Unit { minutes: Some(f64::from(a)), population: Some(f64::from(b)), order: Some(f64::from(c)), name: None };
        let item = json!({ "minutes": a, "population": b, "order": c });
        let theirs = cql2::parse_text(&text).expect("a rule").matches(Some(&item)).expect("all names are known");
        prop_assert_eq!(holds(&text, &unit), Some(theirs), "{} on {}", text, item);
    }

    /// With a value missing: true or false only if it is so whatever the value is.
    #[test]
    fn unknown_means_that_it_depends(text in condition(), a in -50..100_i32, c in 0..4_i32) {
        let unit = |population: Option<f64>| Unit { minutes: Some(f64::from(a)), population, order: Some(f64::from(c)), name: None };
        if let Some(truth) = holds(&text, &unit(None)) {
            for population in [-1e9, -100.0, -3.0, 0.0, 0.5, 7.0, 50.0, 150.0, 1e9] {
                prop_assert_eq!(holds(&text, &unit(Some(population))), Some(truth), "{} with {}", text, population);
            }
        }
    }

    /// The checks alone, put into the condition, give the verdict again; and margins have the sign of what holds.
    #[test]
    fn checks_agree_with_the_verdict(text in condition(), a in -50..100_i32, b in -50..100_i32) {
        let rule = rule(&text);
        let unit = Unit { minutes: Some(f64::from(a)), population: Some(f64::from(b)), order: None, name: None };
        for check in checks(rule.condition(), &unit, &rule.constant_values()) {
            if let (Some(holds), Some(margin)) = (check.holds, check.margin) {
                prop_assert!(if holds { margin >= 0.0 } else { margin <= 0.0 }, "{:?}", check);
            }
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(letters in "[a-zA-Z0-9 ()<>=,.'\"+*/%^-]{0,60}", any in any::<String>()) {
        let _ = Rule::read(&letters);
        let _ = Rule::read(&any);
    }
}
