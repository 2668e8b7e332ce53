use proptest::prelude::*;

use super::super::test_atlas::{atlas, scheme_text, text_problems};
use super::*;

/// The problems of a scheme with a head and `rest`, which starts on line 3.
fn rest_problems(rest: &str) -> Vec<String> {
    text_problems(&scheme_text(rest))
}

const RING: &str = "[[ring]]\nid = \"core\"\nmembers = [\"a\"]\n";

/// The problems of a ring with one more line, which is line 6.
fn ring_problems(line: &str) -> Vec<String> {
    rest_problems(&format!("{RING}{line}\n"))
}

#[test]
fn everything_is_read() {
    let text = r#"
id = "beijing-bay"
name = "Beijing Bay"
name_zh = "北京湾"
source = "a paper"
[aliases]
"Xiong'an" = { code = "XA", name_zh = "雄安新区", name_en = "Xiongan", units = ["130629", "130632"], at = [116, 38.9] }
[[ring]]
id = "core"
name = "Core"
members = ["Beijing", "Xiong'an"]
[[ring]]
id = "commuting"
rule = "minutes <= 90"
of = "core"
level = "city"
model = "rail+crow"
except = ["Tianjin"]
basis = "door-to-door"
contiguous = true
detour = 1.3
speed = "10 m/s"
[hinterland]
name = "North"
members = ["Beijing", "Hebei"]
baseline = ["Beijing"]
[[facility]]
name = "Airport"
at = [116.41, 39.51]
[[facility]]
unit = "Tianjin"
"#;
    let file = SchemeFile::read("t.toml", text);
    let scheme = file.raw().expect("no errors");
    assert_eq!((scheme.id.value.as_str(), scheme.rings.len(), scheme.facilities.len()), ("beijing-bay", 2, 2));
    let alias = &scheme.aliases[0];
    assert_eq!((alias.code.value.as_str(), alias.units.len()), ("XA", 2));
    assert_eq!(alias.at.map(|at| (at.value.lon(), at.value.lat())), Some((116.0, 38.9)));
    let ring = &scheme.rings[1];
    assert_eq!(ring.speed.map(|speed| speed.value), Some(KilometresPerHour::new(36.0)));
    assert_eq!(ring.basis.map(|basis| basis.value), Some(Basis::DoorToDoor));
    assert_eq!(scheme.facilities[1].place, RawPlace::Unit("Tianjin".to_string().into()));
    assert_eq!(file.source().text().get(ring.id.span.start..ring.id.span.end), Some("\"commuting\""));
}

#[test]
fn several_toml_errors_are_reported_at_once() {
    assert_eq!(
        text_problems("id = \nname = \"T\n"),
        [
            "error malformed-toml 1:6  | not valid TOML: string values must be quoted, expected literal string | scheme files are \
             TOML: texts in double quotes, lists in [ ] with commas, one key = value per line",
            "error malformed-toml 2:10  | not valid TOML: invalid basic string, expected `\"` | scheme files are TOML: texts in \
             double quotes, lists in [ ] with commas, one key = value per line",
        ]
    );
    assert_eq!(
        text_problems("id = \"a\"\nid = \"b\"\n"),
        [
            "error malformed-toml 2:1 id | not valid TOML: duplicate key | every key may stand once in its table; a [table] may \
          stand once, a [[list of tables]] many times"
        ]
    );
    assert!(SchemeFile::read("t.toml", "id = ").resolve(atlas()).is_err());
}

#[test]
fn missing_keys_are_named_together() {
    assert_eq!(
        text_problems(""),
        [
            "error missing-key 1:1  | the scheme has no 'id' | add id = \"my-scheme\" at the top of the file",
            "error missing-key 1:1  | the scheme has no 'name' | add name = \"My scheme\" at the top of the file",
            "error missing-key 1:1  | the scheme has no 'ring' | add a [[ring]] with id = \"core\" and members = [\"...\"]",
        ]
    );
    assert_eq!(
        rest_problems("[[ring]]\n[hinterland]\n[[facility]]\n[aliases]\nX = {}\n"),
        [
            "error missing-key 3:1 [[ring]] | a ring has no 'id' | add id = \"...\", unique in the scheme",
            "error missing-key 3:1 [[ring]] | a ring has no 'members' and no 'rule' | add members = [\"...\"]",
            "error missing-key 4:1 [hinterland] | [hinterland] has no 'members' | add members = [\"...\"]",
            "error missing-key 5:1 [[facility]] | a [[facility]] has no 'at' and no 'unit' | add at = [lon, lat] or unit = \"...\"",
            "error missing-key 5:1 [[facility]] | a [[facility]] has no 'name' | add name = \"...\"",
            "error missing-key 7:1 X | alias 'X' has no 'code' | add code = \"...\", the code it has in outputs",
            "error missing-key 7:1 X | alias 'X' has no 'units' | add units = [\"...\"], the units it is made of",
        ]
    );
}

#[test]
fn a_misspelt_key_is_one_problem() {
    assert_eq!(
        rest_problems("[[ring]]\nid = \"core\"\nmemebrs = [\"a\"]\n"),
        ["error unknown-key 5:1 memebrs | unknown key 'memebrs' in ring 'core' | did you mean 'members'?"]
    );
    assert_eq!(
        rest_problems(&format!("rings = 1\n{RING}")),
        ["error unknown-key 3:1 rings | unknown key 'rings' in the scheme | did you mean 'ring'?"]
    );
    assert_eq!(
        rest_problems(&format!("{RING}[aliases]\nX = {{ code = \"X\", units = [\"a\"], zzzzzz = 1 }}\n")),
        [
            "error unknown-key 7:34 zzzzzz | unknown key 'zzzzzz' in alias 'X' | known keys: code, name_zh, name_en, units, at"
        ]
    );
}

#[test]
fn wrong_types_say_what_is_needed() {
    assert_eq!(
        rest_problems("[[ring]]\nid = 1\nmembers = \"Beijing\"\n[[ring]]\nid = \"b\"\nmembers = [110000, [\"x\"]]\n"),
        [
            "error wrong-type 4:6 1 | 'id' of a ring must be a text, not a number | write id = \"...\"",
            "error wrong-type 5:11 \"Beijing\" | 'members' of a ring must be a list of texts, not a text | write members = \
             [\"Beijing\"]",
            "error wrong-type 8:12 110000 | 'members' of ring 'b' must be a text, not a number | put the code into quotes: \
             \"110000\"",
            "error wrong-type 8:20 [\"x\"] | 'members' of ring 'b' must be a text, not a list | write a text in quotes",
        ]
    );
    assert_eq!(
        rest_problems(
            "ring = { id = \"core\", members = 3 }\nhinterland = 1\nfacility = [2]\naliases = { X = 1979-05-27 }\n"
        ),
        [
            "error wrong-type 3:8 { id = \"core\", members = 3 } | 'ring' of the scheme must be a list of tables, not a table | \
             write [[ring]] with double brackets",
            "error wrong-type 3:33 3 | 'members' of ring 'core' must be a list of texts, not a number | write members = \
             [\"...\", \"...\"]",
            "error wrong-type 4:14 1 | 'hinterland' of the scheme must be a table, not a number | write [hinterland] with single \
             brackets, once",
            "error wrong-type 5:13 2 | 'facility' of the scheme must be a list of tables, not a number | write [[facility]] with \
             double brackets",
            "error wrong-type 6:17 1979-05-27 | alias 'X' must be a table | write \"X\" = { code = \"...\", units = [\"...\"] }",
        ]
    );
    assert_eq!(
        ring_problems("rule = \"true\"\ncontiguous = \"yes\"\ndetour = true"),
        [
            "error wrong-type 7:14 \"yes\" | 'contiguous' of ring 'core' must be true or false, not a text | write contiguous = \
             true",
            "error wrong-type 8:10 true | 'detour' of ring 'core' must be a number, not true or false | write detour = 1.3",
        ]
    );
}

#[test]
fn blank_texts_are_refused() {
    assert_eq!(
        rest_problems("[[ring]]\nid = \" \"\nmembers = [\"\"]\n[aliases]\n\"\" = { code = \"X\", units = [\"a\"] }\n"),
        [
            "error blank-text 4:6 \" \" | 'id' of ring ' ' is blank | remove it or fill it in",
            "error blank-text 5:12 \"\" | 'members' of ring ' ' is blank | remove it or fill it in",
            "error blank-text 7:1 \"\" | an alias has a blank name | name it as members will call it",
        ]
    );
}

#[test]
fn empty_lists_are_refused() {
    assert_eq!(
        rest_problems("ring = []\n"),
        ["error no-ring 3:8 [] | the scheme has no rings | add a [[ring]] with id and members"]
    );
    assert_eq!(
        rest_problems(
            "[[ring]]\nid = \"core\"\nmembers = []\n[hinterland]\nmembers = []\n[aliases]\nX = { code = \"X\", units = [] }\n"
        ),
        [
            "error empty-ring 5:11 [] | ring 'core' has no members | list its members, or remove the ring",
            "error empty-hinterland 7:11 [] | the hinterland has no members | list its units, or remove [hinterland]",
            "error empty-alias 9:27 [] | alias 'X' is made of nothing | list the units it is made of",
        ]
    );
    assert_eq!(rest_problems("[[ring]]\nid = \"core\"\nmembers = []\nrule = \"true\"\n"), Vec::<String>::new());
}

#[test]
fn numbers_out_of_range_are_refused() {
    assert_eq!(
        ring_problems("rule = \"true\"\ndetour = 0.9\nspeed = 0"),
        [
            "error out-of-range 7:10 0.9 | a detour of 0.9 is impossible: no route is shorter than the straight line | write a \
             number from 1, like 1.3",
            "error out-of-range 8:9 0 | a speed of 0 km/h is impossible | write km/h, like speed = 80",
        ]
    );
    for speed in ["inf", "nan", "-3", "1e400", "0x0", "\"0 km/h\"", "\"fast\"", "true"] {
        assert_eq!(ring_problems(&format!("rule = \"true\"\nspeed = {speed}")).len(), 1, "{speed}");
    }
    assert!(ring_problems("rule = \"true\"\nspeed = 0x50\ndetour = 1").is_empty());
}

#[test]
fn coordinates_are_checked() {
    let facility = |at: &str| rest_problems(&format!("{RING}[[facility]]\nname = \"F\"\nat = {at}\n"));
    assert_eq!(
        facility("[39.9, 116.4]"),
        [
            "error bad-coordinates 8:6 [39.9, 116.4] | 'at' of a [[facility]] is no position: latitude 116.4 is not within -90..90; \
          the axes look swapped: give longitude first, then latitude | -"
        ]
    );
    assert_eq!(
        facility("[116.4]"),
        [
            "error wrong-type 8:6 [116.4] | 'at' of a [[facility]] must be two numbers, longitude and latitude, not a list | write \
          at = [116.41, 39.51], longitude first"
        ]
    );
    for at in ["[nan, 1]", "[1e400, 1]", "\"116,39\"", "[\"116\", \"39\"]", "[1, 2, 3]"] {
        assert_eq!(facility(at).len(), 1, "{at}");
    }
    assert!(facility("[-74, 40.7]").is_empty());
}

#[test]
fn a_facility_has_one_place() {
    assert_eq!(
        rest_problems(&format!("{RING}[[facility]]\nname = \"F\"\nat = [1, 2]\nunit = \"a\"\n")),
        ["error two-places 9:8 \"a\" | a facility has both 'at' and 'unit' | keep one of them"]
    );
}

#[test]
fn words_of_a_basis_are_known() {
    assert_eq!(
        ring_problems("rule = \"true\"\nbasis = \"in-vehicel\""),
        ["error unknown-word 7:9 \"in-vehicel\" | 'in-vehicel' is no basis | did you mean 'in-vehicle'?"]
    );
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let deep = format!("id = {}{}", "[".repeat(200_000), "]".repeat(200_000));
    assert!(SchemeFile::read("t.toml", &deep).raw().is_err());
    let long_chain: String =
        (0..20_000).map(|n| format!("A{n} = {{ code = \"C{n}\", units = [\"A{}\"] }}\n", n + 1)).collect();
    let text = scheme_text(&format!("{RING}[aliases]\n{long_chain}"));
    assert!(SchemeFile::read("t.toml", &text).raw().is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    /// Nothing that is put into a file makes the reader, the resolver or the printer panic, and spans always lie on characters.
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*") {
        exercise(&text);
    }

    /// The same with texts that are nearly schemes: lines of valid and broken files in any order.
    #[test]
    fn shuffled_lines_never_panic(picks in proptest::collection::vec(0..FRAGMENTS.len(), 0..14)) {
        let text: Vec<&str> = picks.iter().map(|&pick| FRAGMENTS[pick]).collect();
        exercise(&text.join("\n"));
    }
}

const FRAGMENTS: [&str; 22] = [
    "id = \"a\"",
    "name = \"北京湾\"",
    "[[ring]]",
    "[ring]",
    "id = \"core\"",
    "id = \"first\"",
    "members = [\"Beijing\", \"110112\", \"X\"]",
    "members = [\"Tongzhou\", 5, \"雄安\"]",
    "members = [\"Hebei\",",
    "rule = \"minutes < 90\"",
    "of = \"core\"",
    "level = \"city\"",
    "[aliases]",
    "X = { code = \"X\", name_zh = \"雄安\", units = [\"130629\", \"Y\"] }",
    "Y = { code = \"Y\", units = [\"X\", \"130600\"] }",
    "[hinterland]",
    "baseline = [\"Hebei\", \"X\"]",
    "[[facility]]",
    "at = [116, 39]",
    "unit = \"X\"",
    "speed = 1e999",
    "\u{0} = \u{85}",
];

fn exercise(text: &str) {
    let file = SchemeFile::read("t.toml", text);
    super::super::test_atlas::lines(&file.diagnostics());
    let _ = file.partial().to_string();
    match file.resolve(atlas()) {
        Ok(scheme) => {
            let plan = scheme.plan(atlas());
            super::super::test_atlas::lines(plan.diagnostics());
            for id in atlas().ids() {
                let _ = plan.explain(atlas(), id).to_string();
            }
        }
        Err(problems) => drop(super::super::test_atlas::lines(&problems)),
    }
}
