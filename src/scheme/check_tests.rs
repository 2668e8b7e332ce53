use super::super::test_atlas::{scheme_text, text_problems};

/// The problems of rings with these identifiers; the identifier of ring n stands on line 1 + 3 n.
fn ring_ids(ids: &[&str]) -> Vec<String> {
    let rings: String = ids.iter().map(|id| format!("[[ring]]\nid = \"{id}\"\nmembers = [\"a\"]\n")).collect();
    text_problems(&scheme_text(&rings))
}

fn core_and(rest: &str) -> Vec<String> {
    text_problems(&scheme_text(&format!("[[ring]]\nid = \"core\"\nmembers = [\"a\"]\n{rest}\n")))
}

#[test]
fn identifiers_are_plain_and_unique() {
    assert_eq!(
        ring_ids(&["core", "the ring/1"]),
        [
            "error bad-id 7:6 \"the ring/1\" | the ring id 'the ring/1' has other characters than letters, digits, '-', '_' and '.' | \
          write id = \"the-ring-1\" and put the readable form into name"
        ]
    );
    assert_eq!(
        ring_ids(&["core", "a", "core"]),
        ["error duplicate-ring 10:6 \"core\" | two rings have the id 'core' | give every ring its own id",]
    );
    assert!(ring_ids(&["核心", "ring-1"]).is_empty());
}

#[test]
fn rings_stand_innermost_first() {
    assert_eq!(
        ring_ids(&["first", "core"]),
        [
            "error rings-out-of-order 7:6 \"core\" | rings out of order: 'core' stands after 'first' | rings go from the core \
          outward; move its [[ring]] up"
        ]
    );
    assert_eq!(
        ring_ids(&["anything", "core"]),
        [
            "error rings-out-of-order 7:6 \"core\" | rings out of order: 'core' stands after 'anything' | rings go from the core \
          outward; move its [[ring]] up"
        ]
    );
    assert_eq!(ring_ids(&["core", "third", "second", "first"]).len(), 2, "each ring that stands too late");
    assert_eq!(ring_ids(&["core", "ring-2", "ring-1"]).len(), 1);
    assert!(ring_ids(&["core", "first", "second", "third"]).is_empty());
    assert!(ring_ids(&["core", "inner", "commuting", "outer"]).is_empty());
    assert!(ring_ids(&["core", "first-ring", "ring2", "3"]).is_empty());
}

#[test]
fn of_names_a_ring_further_in() {
    let rule = |of: &str| core_and(&format!("[[ring]]\nid = \"b\"\nrule = \"true\"\nof = \"{of}\""));
    assert!(rule("core").is_empty());
    assert!(rule("cor").is_empty(), "it may be a unit: the atlas is asked");
    assert_eq!(
        rule("b"),
        [
            "error circular-of 9:6 \"b\" | ring 'b' measures from itself | every ring measures from one further in, from a unit or from \
          a place"
        ]
    );
}

#[test]
fn travel_models_are_known_words() {
    let model = |model: &str| core_and(&format!("rule = \"true\"\nmodel = \"{model}\""));
    assert!(model("rail + crow").is_empty());
    assert_eq!(model("rial"), ["error unknown-word 7:9 \"rial\" | 'rial' is no travel model | did you mean 'rail'?"]);
    assert_eq!(
        model("rail+bicycle"),
        [
            "error unknown-word 7:9 \"rail+bicycle\" | 'bicycle' is no travel model | one of, or several joined by '+': crow, rail, \
          drive, transit"
        ]
    );
}

#[test]
fn keys_of_a_rule_without_one_are_reported() {
    assert_eq!(
        core_and("model = \"rail\"\nspeed = 80\nexcept = [\"b\"]"),
        [
            "warning key-without-effect 6:9 \"rail\" | 'model' has no effect in ring 'core', which has no rule | remove it",
            "warning key-without-effect 7:9 80 | 'speed' has no effect in ring 'core', which has no rule | remove it",
            "warning key-without-effect 8:11 \"b\" | 'except' has no effect in ring 'core', which has no rule | remove it",
        ]
    );
}

#[test]
fn facilities_of_one_name_are_reported() {
    assert_eq!(
        core_and("[[facility]]\nname = \"F\"\nat = [1, 2]\n[[facility]]\nname = \"F\"\nat = [3, 4]"),
        ["warning duplicate-facility 10:8 \"F\" | two facilities are called 'F' | rename or remove one of them"]
    );
}

#[test]
fn aliases_share_no_names_and_make_no_circle() {
    assert_eq!(
        core_and("[aliases]\nA = { code = \"X\", units = [\"u\"] }\nB = { code = \"x\", units = [\"u\"] }"),
        [
            "error duplicate-alias 8:14 \"x\" | aliases 'A' and 'B' are both called 'x' | give every alias its own names and code"
        ]
    );
    assert_eq!(
        core_and("[aliases]\nA = { code = \"1\", units = [\"B\"] }\nB = { code = \"2\", units = [\"u\", \"A\"] }"),
        ["error alias-cycle 8:33 \"A\" | alias 'A' is made of itself | name units of the atlas by their codes"]
    );
    assert_eq!(
        core_and("[aliases]\nA = { code = \"1\", units = [\"a\"] }"),
        ["error alias-cycle 7:28 \"a\" | alias 'A' is made of itself | name units of the atlas by their codes"]
    );
    assert!(core_and("[aliases]\nA = { code = \"1\", units = [\"B\"] }\nB = { code = \"2\", units = [\"u\"] }").is_empty());
}
