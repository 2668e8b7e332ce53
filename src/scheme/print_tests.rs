use proptest::prelude::*;

use super::super::raw::Heading;
use super::super::{SchemeFile, builtin};
use super::*;
use crate::quantity::{Basis, KilometresPerHour};

#[test]
fn the_built_in_schemes_survive_printing() {
    for builtin in builtin::all() {
        let file = builtin.file();
        let scheme = file.raw().expect("built-in schemes have no errors");
        let again = SchemeFile::read("printed", &scheme.to_string());
        assert_eq!(again.raw().expect("printed schemes have no errors"), scheme, "{}", builtin.id());
    }
}

#[test]
fn short_lists_take_one_line_and_long_ones_many() {
    let ring = |count: usize| {
        let members = (0..count).map(|n| format!("member {n}").into()).collect();
        RawRing { id: "r".to_string().into(), members, ..RawRing::default() }
    };
    let printed = |count| RawScheme { rings: vec![ring(count)], ..RawScheme::default() }.to_string();
    assert!(printed(2).contains("members = [\"member 0\", \"member 1\"]\n"), "{}", printed(2));
    assert!(printed(30).contains("members = [\n    \"member 0\",\n    \"member 1\",\n"), "{}", printed(30));
}

#[test]
fn controls_are_escaped() {
    assert_eq!(quoted("a\"b\\c\n\u{1}\u{7f}é"), "\"a\\\"b\\\\c\\n\\u0001\\u007Fé\"");
}

/// Any text that is not blank, control characters and quotes included.
fn text() -> impl Strategy<Value = Spanned<String>> {
    proptest::collection::vec(any::<char>(), 0..6).prop_map(|letters| format!("t{}", String::from_iter(letters)).into())
}

fn texts() -> impl Strategy<Value = Vec<Spanned<String>>> {
    proptest::collection::vec(text(), 1..20)
}

fn optional<T: std::fmt::Debug>(inner: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    proptest::option::of(inner)
}

fn place() -> impl Strategy<Value = Spanned<LonLat>> {
    (-180.0..180.0, -90.0..90.0).prop_map(|(lon, lat)| LonLat::new(lon, lat).expect("in range").into())
}

fn alias(number: usize) -> impl Strategy<Value = RawAlias> {
    // Names carry the number, so that no two aliases share one and none contains another.
    let name = move |kind: &'static str| Spanned::from(format!("{kind}{number}"));
    (text(), optional(place()), any::<bool>()).prop_map(move |(unit, at, named)| RawAlias {
        key: name("key \"quoted\" "),
        code: name("code"),
        name_zh: named.then(|| name("中文")),
        name_en: (!named).then(|| name("english")),
        units: vec![format!("unit {}", unit.value).into()],
        at,
    })
}

fn ring(number: usize) -> impl Strategy<Value = RawRing> {
    let travel = (optional(any::<bool>()), optional(1.0..9.0_f64), optional(0.1..400.0_f64), any::<bool>());
    // A rule has to be one; what stands in its texts can be anything.
    let rule = text().prop_map(|text| format!("minutes <= 90 AND name <> '{}'", text.value.replace('\'', "''")).into());
    let words = (optional(text()), optional(text()), texts(), optional(rule), proptest::collection::vec(text(), 0..3));
    (words, travel).prop_map(move |((name, name_zh, members, rule, except), (contiguous, detour, speed, basis))| RawRing {
        id: format!("ring-{number}").into(),
        name,
        name_zh,
        members,
        rule,
        of: (number > 0).then(|| "ring-0".to_string().into()),
        level: Some("city".to_string().into()),
        model: Some("rail+crow".to_string().into()),
        except,
        basis: Some(if basis { Basis::InVehicle } else { Basis::DoorToDoor }.into()),
        contiguous: contiguous.map(Spanned::from),
        detour: detour.map(Spanned::from),
        speed: speed.map(|speed| KilometresPerHour::new(speed).into()),
        within: vec!["x".to_string().into()],
        parameters: vec![("dwell_min", 2.5.into()), ("access_limit_km", 1e3.into())],
        heading: Heading::default(),
    })
}

fn facility() -> impl Strategy<Value = RawFacility> {
    let at = (text(), place()).prop_map(|(name, at)| RawFacility { name: Some(name), place: RawPlace::At(at) });
    let unit = (optional(text()), text()).prop_map(|(name, unit)| RawFacility { name, place: RawPlace::Unit(unit) });
    prop_oneof![at, unit]
}

fn scheme() -> impl Strategy<Value = RawScheme> {
    let hinterland = (optional(text()), texts(), proptest::collection::vec(text(), 0..3))
        .prop_map(|(name, members, baseline)| RawHinterland { name, members, baseline });
    let head = (text(), optional(text()), optional(text()));
    let parts = (
        (0..3usize).prop_flat_map(|count| (0..count).map(alias).collect::<Vec<_>>()),
        (1..4usize).prop_flat_map(|count| (0..count).map(ring).collect::<Vec<_>>()),
        optional(hinterland),
        proptest::collection::vec(facility(), 0..3),
    );
    (head, parts).prop_map(|((name, name_zh, source), (aliases, rings, hinterland, facilities))| RawScheme {
        id: "id-1".to_string().into(),
        name,
        name_zh,
        source,
        aliases,
        rings,
        hinterland,
        facilities,
        links: vec![RawLink { from: "a \"b".to_string().into(), to: "c".to_string().into() }],
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn parsing_what_was_printed_gives_the_same_scheme(scheme in scheme()) {
        let printed = scheme.to_string();
        let file = SchemeFile::read("printed", &printed);
        let again = file.raw().map_err(|problems| TestCaseError::fail(format!("{problems}\n{printed}")))?;
        prop_assert_eq!(again, &scheme, "{}", printed);
        prop_assert_eq!(again.to_string(), printed);
    }
}
