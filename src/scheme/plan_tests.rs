use super::super::test_atlas::{atlas, lines, plan};
use super::super::{SchemeFile, builtin};
use super::*;
use crate::finding::Severity;

const XIONGAN: &str = "[aliases]\n\"Xiong'an\" = { code = \"XA\", units = [\"130629\", \"130632\", \"130638\"] }\n";

fn rings(lists: &[(&str, &str)]) -> String {
    lists.iter().map(|(id, members)| format!("[[ring]]\nid = \"{id}\"\nmembers = [{members}]\n")).collect()
}

/// Members of every ring by label.
fn members(plan: &Plan) -> Vec<Vec<&str>> {
    let labels = |ring| plan.members_of(ring).map(|(_, member)| member.area().label()).collect();
    plan.ring_indices().map(labels).collect()
}

fn ring_of<'p>(plan: &'p Plan, code: &str) -> Option<&'p str> {
    let unit = atlas().find(code).expect("the code is in the test atlas");
    plan.ring_of(atlas(), unit).map(|ring| plan.ring(ring).id())
}

#[test]
fn the_most_specific_unit_wins() {
    let plan = plan(&rings(&[("core", "\"Beijing\""), ("first", "\"Tongzhou, Beijing\", \"Tianjin\"")]));
    assert_eq!(ring_of(&plan, "110000"), Some("core"));
    assert_eq!(ring_of(&plan, "110108"), Some("core"));
    assert_eq!(ring_of(&plan, "110112"), Some("first"));
    assert_eq!(ring_of(&plan, "110112004"), Some("first"));
    assert_eq!(ring_of(&plan, "130200"), None);
    let carved: Vec<&str> = plan.members()[0].carved_units().map(|unit| atlas().unit(unit).code()).collect();
    assert_eq!(carved, ["110112"]);
    assert_eq!(
        lines(plan.diagnostics()),
        [
            "note carved-out 8:12 \"Tongzhou, Beijing\" | Tongzhou (110112) of ring 'first' lies in Beijing (110000) of ring 'core' \
          and is carved out of it | -"
        ]
    );
    assert_eq!(
        plan.members()[0].reason().to_string(),
        "named as 'Beijing' in ring 'core' (line 5); without Tongzhou (110112), which is in ring 'first'"
    );
}

#[test]
fn carving_is_left_to_the_nearest_member() {
    let plan = plan(&rings(&[("core", "\"Beijing\""), ("first", "\"110112\""), ("second", "\"110112004\"")]));
    let carved =
        |index: usize| -> Vec<usize> { plan.members()[index].carved_out().iter().map(|c| c.member().index()).collect() };
    assert_eq!((carved(0), carved(1), carved(2)), (vec![1], vec![2], vec![]));
    assert_eq!(ring_of(&plan, "110112004"), Some("second"));
}

#[test]
fn an_inner_unit_is_carved_out_of_an_outer_ring() {
    let plan = plan(&rings(&[("core", "\"Tangshan\""), ("first", "\"130000\"")]));
    assert_eq!(ring_of(&plan, "130200"), Some("core"));
    assert_eq!(ring_of(&plan, "130629"), Some("first"));
    assert_eq!(plan.members()[1].carved_units().count(), 1);
}

#[test]
fn a_unit_in_two_rings_goes_to_the_innermost() {
    let plan =
        plan(&format!("{XIONGAN}{}", rings(&[("core", "\"Beijing\", \"Xiong'an\""), ("first", "\"Tianjin\", \"XA\"")])));
    assert_eq!(members(&plan), [vec!["Beijing", "Xiong'an"], vec!["Tianjin"]]);
    let outcomes: Vec<(&str, &str, Outcome)> =
        plan.rings()[1].listed().iter().map(|listed| (listed.named_as(), listed.code(), listed.outcome())).collect();
    assert_eq!(
        outcomes,
        [("Tianjin", "120000", Outcome::Kept(MemberIndex(2))), ("XA", "XA", Outcome::WentTo(RingIndex(0)))]
    );
    assert_eq!(
        lines(plan.diagnostics()),
        [
            "warning unit-in-two-rings 10:23 \"XA\" | Xiong'an (XA) is named in ring 'core' and in ring 'first'; it goes to the \
          innermost, 'core' | to settle it, remove it from one of the rings 'core' and 'first'"
        ]
    );
    assert_eq!(
        plan.members()[1].reason().to_string(),
        "named as 'Xiong'an' in ring 'core' (line 7); also named in ring 'first' (line 10), but the innermost ring wins"
    );
}

#[test]
fn parts_of_an_alias_go_to_the_innermost_ring_that_names_them() {
    let plan = plan(&format!("{XIONGAN}{}", rings(&[("core", "\"130638\""), ("first", "\"Xiong'an\"")])));
    let parts: Vec<&str> = plan.members()[1].area().parts().iter().map(|&part| atlas().unit(part).code()).collect();
    assert_eq!(parts, ["130629", "130632"]);
    assert_eq!((ring_of(&plan, "130638"), ring_of(&plan, "130629")), (Some("core"), Some("first")));
    assert!(
        lines(plan.diagnostics())[0].contains("Xiong (130638) of Xiong'an (XA) is named in ring 'core' and in ring 'first'")
    );
    assert_eq!(
        plan.members()[1].reason().to_string(),
        "named as 'Xiong'an' in ring 'first' (line 10); its part Xiong (130638) belongs to ring 'core', which names it too"
    );
    let reversed = super::super::test_atlas::plan(&format!(
        "{XIONGAN}{}",
        rings(&[("core", "\"XA\""), ("first", "\"130638\", \"Tianjin\"")])
    ));
    assert_eq!(ring_of(&reversed, "130638"), Some("core"));
    assert_eq!(reversed.rings()[1].listed()[0].outcome(), Outcome::WentTo(RingIndex(0)));
}

#[test]
fn an_alias_is_carved_out_of_what_surrounds_its_parts() {
    let plan = plan(&format!("{XIONGAN}{}", rings(&[("core", "\"XA\""), ("first", "\"Baoding\"")])));
    assert_eq!(plan.members()[1].carved_out().len(), 1);
    assert_eq!(plan.members()[1].carved_units().count(), 3);
}

#[test]
fn duplicates_and_nesting_in_one_ring_are_reported() {
    let plan = plan(&rings(&[("core", "\"Beijing\", \"110112\", \"北京\"")]));
    assert_eq!(members(&plan), [["Beijing", "Tongzhou"]]);
    assert_eq!(plan.rings()[0].listed()[2].outcome(), Outcome::Duplicate(MemberIndex(0)));
    assert_eq!(plan.members()[0].carved_units().count(), 1, "counted once");
    assert_eq!(
        lines(plan.diagnostics()),
        [
            "warning nested-in-same-ring 5:23 \"110112\" | Tongzhou (110112) lies in Beijing (110000), and both are in ring \
             'core'; it is counted once | remove one of the two",
            "warning duplicate-member 5:33 \"北京\" | Beijing (110000) is in ring 'core' already, named as 'Beijing' | remove one \
             of the two",
        ]
    );
}

#[test]
fn a_member_used_up_by_others_is_reported() {
    let plan = plan(&rings(&[("core", "\"Beijing\", \"Tianjin\""), ("first", "\"110112\", \"Haidian\"")]));
    let used_up: Vec<String> =
        lines(plan.diagnostics()).into_iter().filter(|line| line.contains("member-left-empty")).collect();
    assert_eq!(
        used_up,
        ["warning member-left-empty 5:12 \"Beijing\" | nothing is left of Beijing (110000): every unit inside is named \
          separately | remove it, or some of the units inside"]
    );
}

#[test]
fn a_ring_left_empty_is_an_error_finding() {
    let plan = plan(&rings(&[("core", "\"Beijing\""), ("first", "\"110000\"")]));
    let findings = plan.findings();
    let empty = findings.iter().find(|finding| finding.code() == "ring-left-empty").expect("reported");
    assert_eq!((empty.severity(), empty.position().map(|at| at.line)), (Severity::Error, Some(6)));
    assert_eq!(empty.message(), "ring 'first' is empty: every member went to a ring further in");
}

#[test]
fn the_hinterland_counts_no_place_twice() {
    let text = format!(
        "{}[hinterland]\nname = \"North\"\nmembers = [\"Tangshan\", \"130000\", \"Beijing\", \"北京\"]\nbaseline = [\"Beijing\"]\n",
        rings(&[("core", "\"Beijing\"")])
    );
    let plan = plan(&text);
    let hinterland = plan.hinterland().expect("there is one");
    let labels = |areas: &'_ [Area]| areas.iter().map(|area| area.label().to_string()).collect::<Vec<_>>();
    assert_eq!(labels(hinterland.members()), ["Hebei", "Beijing"]);
    assert_eq!((labels(hinterland.baseline()), hinterland.name()), (vec!["Beijing".to_string()], Some("North")));
    assert_eq!(
        lines(plan.diagnostics()),
        [
            "warning nested-in-hinterland 8:12 \"Tangshan\" | Tangshan (130200) lies in Hebei (130000), which is in the \
             hinterland too; it is counted once | remove it",
            "warning duplicate-member 8:45 \"北京\" | Beijing (110000) is in the hinterland already | remove it",
        ]
    );
}

/// Ring by ring, from the innermost, the slow way: a unit belongs to the ring that names the nearest of it and its ancestors.
fn ring_by_brute_force(lists: &[Vec<UnitId>], unit: UnitId) -> Option<usize> {
    let chain = std::iter::once(unit).chain(atlas().ancestors(unit));
    chain.into_iter().find_map(|above| lists.iter().position(|list| list.contains(&above)))
}

#[test]
fn every_unit_is_in_the_ring_that_brute_force_finds() {
    let ids: Vec<UnitId> = atlas().ids().collect();
    // A linear congruential generator: the same lists in every run.
    let mut state = 12_345_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..300 {
        let lists: Vec<Vec<UnitId>> = (0..3).map(|_| (0..1 + next(5)).map(|_| ids[next(ids.len())]).collect()).collect();
        let quoted = |list: &Vec<UnitId>| {
            list.iter().map(|&id| format!("\"{}\"", atlas().unit(id).code())).collect::<Vec<_>>().join(",")
        };
        let texts: Vec<String> = lists.iter().map(quoted).collect();
        let plan = plan(&rings(&[("core", &texts[0]), ("first", &texts[1]), ("second", &texts[2])]));
        for &unit in &ids {
            let ring = plan.ring_of(atlas(), unit).map(RingIndex::index);
            assert_eq!(ring, ring_by_brute_force(&lists, unit), "{} {texts:?}", atlas().unit(unit).code());
        }
        assert_carving_is_exact(&plan, &ids);
    }
}

/// A unit without units inside counts for a member when it lies in its parts and not in what is carved out of it.
fn assert_carving_is_exact(plan: &Plan, ids: &[UnitId]) {
    let leaves = ids.iter().filter(|&&id| !ids.iter().any(|&other| atlas().unit(other).parent() == Some(id)));
    for &leaf in leaves {
        let counts_for = |member: &&Member| {
            let carved = member.carved_units().any(|unit| atlas().is_within(leaf, unit));
            member.area().contains(atlas(), leaf) && !carved
        };
        let counted: Vec<RingIndex> = plan.members().iter().filter(counts_for).map(Member::ring).collect();
        assert_eq!(counted, Vec::from_iter(plan.ring_of(atlas(), leaf)), "{}", atlas().unit(leaf).code());
    }
}

#[test]
fn names_resolve_with_the_aliases_of_the_scheme() {
    let plan = plan(&format!("{XIONGAN}{}", rings(&[("core", "\"XA\"")])));
    assert_eq!(plan.resolve(atlas(), "Xiong'an").expect("an alias").code(), "XA");
    assert_eq!(plan.resolve(atlas(), "Tangshan").expect("a unit").code(), "130200");
    assert!(plan.resolve(atlas(), "Nowhere").is_err());
}

#[test]
fn findings_do_not_depend_on_the_run() {
    let text =
        format!("id = \"t\"\nname = \"T\"\n{XIONGAN}{}", rings(&[("core", "\"XA\""), ("first", "\"Baoding\", \"130000\"")]));
    let findings = || SchemeFile::read("t", &text).resolve(atlas()).expect("no errors").plan(atlas()).findings();
    let first = findings();
    assert!((0..20).all(|_| findings() == first));
}

#[test]
fn beijing_bay_is_as_in_the_paper() {
    let atlas = Atlas::embedded();
    let plan = builtin::by_id("beijing-bay").expect("built in").plan(&atlas).expect("no errors");
    let listed: Vec<usize> = plan.rings().iter().map(|ring| ring.listed().len()).collect();
    let kept: Vec<usize> = plan.rings().iter().map(|ring| ring.members().len()).collect();
    assert_eq!((listed, kept), (vec![2, 3, 4, 5], vec![2, 2, 4, 5]));
    let codes = |code| plan.findings().iter().filter(|finding| finding.code() == code).count();
    assert_eq!((codes("unit-in-two-rings"), codes("carved-out")), (1, 1));
    let hinterland = plan.hinterland().expect("there is one");
    assert_eq!((hinterland.members().len(), hinterland.baseline().len()), (8, 3));
    assert!(plan.facilities().is_empty());
}

#[test]
fn the_greater_bay_area_keeps_zhaoqing() {
    let atlas = Atlas::embedded();
    let plan = builtin::by_id("greater-bay-area").expect("built in").plan(&atlas).expect("no errors");
    let kept: Vec<usize> = plan.rings().iter().map(|ring| ring.members().len()).collect();
    assert_eq!(kept, [11, 12]);
    let conflicts: Vec<String> =
        plan.findings().iter().filter(|finding| finding.code() == "unit-in-two-rings").map(ToString::to_string).collect();
    assert!(matches!(&conflicts[..], [one] if one.contains("Zhaoqing (441200)")), "{conflicts:?}");
}

#[test]
fn every_built_in_scheme_has_a_plan_without_errors() {
    let atlas = Atlas::embedded();
    let expected = [
        ("beijing-bay", 13),
        ("jing-jin-ji", 13),
        ("greater-bay-area", 23),
        ("yangtze-delta", 27),
        ("tokyo-bay", 4),
        ("san-francisco-bay", 12),
        ("new-york-bay", 35),
    ];
    let sizes: Vec<(&str, usize)> = builtin::all()
        .iter()
        .filter(|builtin| builtin.file().partial().rings.iter().all(|ring| ring.rule.is_none()))
        .map(|builtin| (builtin.id(), builtin.plan(&atlas).unwrap_or_else(|problems| panic!("{problems}")).members().len()))
        .collect();
    assert_eq!(sizes, expected);
}
