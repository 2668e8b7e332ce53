use super::super::test_atlas::{atlas, lines, plan, problems};
use super::*;

#[test]
fn all_unknown_and_ambiguous_names_are_reported_at_once() {
    let rest = "[[ring]]\nid = \"core\"\nmembers = [\"Bejing\", \"通州区\", \"Tianjin\"]\nlevle = 1\n\
                [hinterland]\nmembers = [\"Hebei Province\", \"Qwertyuiop\"]\n";
    assert_eq!(
        lines(&problems(rest)),
        [
            "error unknown-unit 5:12 \"Bejing\" | no unit is called 'Bejing' | did you mean Beijing (110000, province)?",
            "error ambiguous-unit 5:22 \"通州区\" | '通州区' is the name of 2 units | write the qualified name or the code of one of \
             them: Tongzhou, Beijing (110112, district); Tongzhou, Nantong, Jiangsu (320612, district)",
            "error unknown-key 6:1 levle | unknown key 'levle' in ring 'core' | did you mean 'level'?",
            "error unknown-unit 8:30 \"Qwertyuiop\" | no unit is called 'Qwertyuiop' | search with 'ringshed units --match TEXT'",
        ]
    );
}

#[test]
fn a_name_at_several_levels_is_noted() {
    let plan = plan("[[ring]]\nid = \"core\"\nmembers = [\"Hebei\", \"大同\"]\n");
    assert_eq!(
        lines(plan.diagnostics()),
        [
            "note name-at-several-levels 5:12 \"Hebei\" | 'Hebei' is read as Hebei (130000, province); it is also the name of \
             Hebei, Tianjin (120105, district) | to name another one, write its qualified name or code",
            "note name-at-several-levels 5:21 \"大同\" | '大同' is read as Datong, Shanxi (140200, city); it is also the name of \
             Datong, Heilongjiang (230606, district) | to name another one, write its qualified name or code",
        ]
    );
}

#[test]
fn a_level_narrows_names() {
    let plan = plan("[[ring]]\nid = \"core\"\nlevel = \"district\"\nmembers = [\"Hebei\", \"Datong\"]\n");
    let codes: Vec<&str> = plan.members().iter().map(|member| member.area().code()).collect();
    assert_eq!(codes, ["120105", "230606"]);
    assert!(plan.findings().is_empty());
    assert_eq!(
        lines(&problems("[[ring]]\nid = \"core\"\nlevel = \"town\"\nmembers = [\"Tianjin\"]\n")),
        ["error unknown-unit 6:12 \"Tianjin\" | no unit of level town is called 'Tianjin' | did you mean Tianjin (120000, \
          province)?"]
    );
}

#[test]
fn levels_are_known_words() {
    assert_eq!(
        lines(&problems("[[ring]]\nid = \"core\"\nlevel = \"citty\"\nmembers = [\"Tangshan\"]\n")),
        ["error unknown-level 5:9 \"citty\" | 'citty' is no level | did you mean 'city'?"]
    );
}

/// Problems of the second of two rings, the first of which is Beijing; the second begins on line 6.
fn second(keys: &str) -> Vec<String> {
    lines(&problems(&format!("[[ring]]\nid = \"core\"\nmembers = [\"Beijing\"]\n[[ring]]\nid = \"b\"\n{keys}\n")))
}

#[cfg(feature = "rules")]
#[test]
fn mistakes_in_rules_are_reported_together_with_their_places() {
    assert_eq!(
        second("rule = \"minuts <= 90 AND population >= 'x'\"\nof = \"Bejing\"\nlevel = \"city\"\nexcept = [\"Tangshn\"]"),
        [
            "error unknown-name 8:9 minuts | 'minuts' is no attribute or measure of a unit | did you mean 'minutes'?",
            "error wrong-type 8:40 'x' | population is a number, but 'x' is a text | write a number without quotes, like population >= \
          1000000",
            "error unknown-unit 9:6 \"Bejing\" | no unit is called 'Bejing' | did you mean Beijing (110000, province)?",
            "error unknown-unit 11:11 \"Tangshn\" | no unit of level city is called 'Tangshn' | did you mean Tangshan, Hebei (130200, \
          city)?",
        ]
    );
    assert_eq!(
        second("rule = \"minutes <= 90\"\nof = \"cor\"\nlevel = \"village\""),
        [
            "error unknown-unit 9:6 \"cor\" | no unit is called 'cor' | did you mean ring 'core'? search with 'ringshed units --match \
          TEXT'",
            "error no-units-of-level 10:9 \"village\" | the atlas has no units of level village for ring 'b' to select among | it has the \
          levels province, city, district, town",
        ]
    );
    assert_eq!(
        second("rule = \"order = 1\"\nlevel = \"village\""),
        [
            "error no-units-of-level 9:9 \"village\" | the atlas has no units of level village for ring 'b' to select among | it has the \
          levels province, city, district, town",
        ]
    );
    assert!(second("rule = \"order = 1\"\nof = \"39.9,116.4\"")[0].contains("bad-coordinates"));
}

#[cfg(feature = "rules")]
#[test]
fn a_first_ring_has_nothing_to_measure_from() {
    assert_eq!(
        lines(&problems("[[ring]]\nid = \"core\"\nrule = \"minutes <= 90\"\n")),
        [
            "error missing-key 5:8 \"minutes <= 90\" | ring 'core' has no ring further in to measure from | add of = \"...\": a unit, or a \
          position like \"116.4,39.9\""
        ]
    );
}

#[cfg(feature = "rules")]
#[test]
fn rings_of_each_other_are_a_circle() {
    let text = "[[ring]]\nid = \"core\"\nmembers = [\"Beijing\"]\n[[ring]]\nid = \"a\"\nrule = \"order = 1\"\nof = \"b\"\n\
                [[ring]]\nid = \"b\"\nrule = \"order = 1\"\nof = \"a\"\n";
    assert_eq!(
        lines(&problems(text)),
        [
            "error circular-of 9:6 \"b\" | rings measure from each other in a circle: 'a' of 'b' of 'a' | every ring measures from one \
          further in, from a unit or from a place"
        ]
    );
}

#[cfg(not(feature = "rules"))]
#[test]
fn without_the_feature_rules_are_refused_by_name() {
    let found = second("rule = \"population >= 1\"\nlevel = \"city\"");
    assert!(
        found[0].starts_with("error feature-missing 8:8 \"population >= 1\" | rules need the feature 'rules'"),
        "{found:?}"
    );
}

const XIONGAN: &str = "[aliases]\n\"Xiong'an\" = { code = \"XA\", name_zh = \"雄安新区\", units = [\"130629\", \"130632\", \"130638\"], at = [116, 39] }\n";

#[test]
fn aliases_are_found_by_every_name() {
    for name in ["Xiong'an", "xiong’an", "XA", "雄安新区"] {
        let plan = plan(&format!("{XIONGAN}[[ring]]\nid = \"core\"\nmembers = [\"{name}\"]\n"));
        let area = plan.members()[0].area();
        assert_eq!((area.code(), area.name(), area.name_en(), area.level()), ("XA", "雄安新区", Some("Xiong'an"), None));
        assert_eq!(area.centre(), LonLat::new(116.0, 39.0).ok());
        let codes: Vec<&str> = area.parts().iter().map(|&part| atlas().unit(part).code()).collect();
        assert_eq!(codes, ["130629", "130632", "130638"]);
    }
}

#[test]
fn near_alias_names_are_suggested() {
    let rest = format!("{XIONGAN}[[ring]]\nid = \"core\"\nmembers = [\"Xiongn'an\"]\n");
    assert_eq!(
        lines(&problems(&rest)),
        ["error unknown-unit 7:12 \"Xiongn'an\" | no unit is called 'Xiongn'an' | did you mean alias 'Xiong'an'?"]
    );
}

#[test]
fn aliases_of_aliases_expand_and_count_every_unit_once() {
    let rest = "[aliases]\nBoth = { code = \"B\", units = [\"Xa\", \"130629\", \"Baoding\"] }\n\
                Xa = { code = \"X\", units = [\"130629\", \"130632\"] }\n[[ring]]\nid = \"core\"\nmembers = [\"Both\"]\n";
    let plan = plan(rest);
    let codes: Vec<&str> = plan.members()[0].area().parts().iter().map(|&part| atlas().unit(part).code()).collect();
    assert_eq!(codes, ["130600"]);
    assert_eq!(
        lines(plan.diagnostics()),
        [
            "warning duplicate-member 4:31 \"Xa\" | Rongcheng (130629) is in this alias already | remove it",
            "warning duplicate-member 4:31 \"Xa\" | Anxin (130632) is in this alias already | remove it",
            "warning duplicate-member 4:37 \"130629\" | Rongcheng (130629) is in this alias already | remove it",
        ]
    );
}

#[test]
fn an_alias_that_hides_a_unit_is_noted() {
    let rest = "[aliases]\nTangshan = { code = \"130200\", units = [\"130629\"] }\n[[ring]]\nid = \"core\"\nmembers = [\"Tangshan\"]\n";
    assert_eq!(
        lines(plan(rest).diagnostics()),
        [
            "warning alias-takes-code 4:21 \"130200\" | alias 'Tangshan' has the code of the unit Tangshan (130200) | give the \
             alias a code of its own",
        ]
    );
    let rest =
        "[aliases]\nTangshan = { code = \"T\", units = [\"130629\"] }\n[[ring]]\nid = \"core\"\nmembers = [\"Tangshan\"]\n";
    assert_eq!(
        lines(plan(rest).diagnostics()),
        [
            "note alias-hides-unit 4:1 Tangshan | alias 'Tangshan' hides the unit Tangshan (130200) of the same name | members \
             that mean the unit must name it by its code"
        ]
    );
}

#[test]
fn unknown_units_of_aliases_and_facilities_are_reported_too() {
    let rest = "[aliases]\nX = { code = \"X\", units = [\"130692\"] }\n[[ring]]\nid = \"core\"\nmembers = [\"X\"]\n\
                [[facility]]\nunit = \"Nowhere\"\n";
    let codes: Vec<String> =
        lines(&problems(rest)).iter().map(|line| line.split(" | ").next().unwrap_or("").to_string()).collect();
    assert_eq!(codes, ["error unknown-unit 4:28 \"130692\"", "error unknown-unit 9:8 \"Nowhere\""]);
}

#[test]
fn the_baseline_lies_within_the_hinterland() {
    let rest = "[[ring]]\nid = \"core\"\nmembers = [\"Beijing\"]\n[hinterland]\nmembers = [\"Beijing\", \"Hebei Province\"]\n\
                baseline = [\"Tangshan\", \"Tianjin\"]\n";
    assert_eq!(
        lines(&problems(rest)),
        [
            "error baseline-outside-hinterland 8:25 \"Tianjin\" | baseline member Tianjin (120000) lies outside the hinterland | add \
          it to the members of [hinterland], or remove it from baseline"
        ]
    );
}

#[test]
fn facilities_have_names_and_places() {
    let plan = plan(
        "[[ring]]\nid = \"core\"\nmembers = [\"Beijing\"]\n[[facility]]\nname = \"Airport\"\nat = [116.41, 39.51]\n\
                     [[facility]]\nunit = \"Tianjin\"\n",
    );
    let names: Vec<&str> = plan.facilities().iter().map(Facility::name).collect();
    assert_eq!(names, ["Airport", "Tianjin"]);
    assert_eq!(plan.facilities()[0].position(), LonLat::new(116.41, 39.51).ok());
    assert!(matches!(plan.facilities()[1].place(), FacilityPlace::Area(area) if area.code() == "120000"));
}

#[test]
fn a_name_of_several_levels_is_explained_once() {
    let plan = super::super::builtin::by_id("beijing-bay").expect("built in").plan(&Atlas::embedded()).expect("good");
    let notes = plan.findings().iter().filter(|finding| finding.message().starts_with("'Hebei' is read as")).count();
    assert_eq!(notes, 1, "the hinterland and its baseline both name it");
}
