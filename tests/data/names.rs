//! Every unit can be named.

use std::collections::BTreeSet;

use ringshed::UnitId;
use ringshed::atlas::NameError;

use super::{ATLAS, code};

/// Neighbours whose English names differ in nothing but the kind of unit or an apostrophe. In Chinese they are told apart.
const HOMONYMS: [&str; 7] = [
    "Chiayi, Taiwan",
    "Hotan, Hotan, Xinjiang",
    "Hsinchu, Taiwan",
    "Linxia, Linxia, Gansu",
    "Yining, Ili, Xinjiang",
    "Yun'an, Yunfu, Guangdong",
    "Yunan, Yunfu, Guangdong",
];

#[test]
fn every_unit_answers_to_its_code() {
    for id in ATLAS.ids() {
        let resolved = ATLAS.resolve(code(id), None).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(resolved.id, id, "{}", ATLAS.described(id));
        assert!(resolved.others.is_empty(), "{} has others", ATLAS.described(id));
    }
}

#[test]
fn qualified_names_are_of_one_unit_or_of_true_homonyms() {
    let mut homonyms = BTreeSet::new();
    for id in ATLAS.ids() {
        let name = ATLAS.qualified_name(id);
        match ATLAS.resolve(&name, None) {
            Ok(resolved) => assert_eq!(resolved.id, id, "'{name}' is {}", ATLAS.described(resolved.id)),
            Err(NameError::Ambiguous { candidates, .. }) => {
                let namesakes: Vec<UnitId> = ATLAS.ids().filter(|&other| are_homonyms(id, other)).collect();
                let codes: Vec<&str> = candidates.iter().map(|candidate| candidate.code.as_str()).collect();
                assert!(codes.contains(&code(id)), "'{name}' offers {codes:?}");
                assert_eq!(codes, namesakes.into_iter().map(code).collect::<Vec<_>>(), "'{name}'");
                homonyms.insert(name);
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(homonyms.iter().collect::<Vec<_>>(), HOMONYMS.iter().collect::<Vec<_>>());
}

/// True for units of one rank and one parent that are spelled alike in English.
fn are_homonyms(id: UnitId, other: UnitId) -> bool {
    let (a, b) = (ATLAS.unit(id), ATLAS.unit(other));
    a.level().rank() == b.level().rank() && a.parent() == b.parent() && spelling(a.label()) == spelling(b.label())
}

/// Letters alone, without the word for the kind of unit.
fn spelling(label: &str) -> String {
    let plain = label.trim_end_matches(" County").trim_end_matches(" City").trim_end_matches(" District");
    plain.chars().filter(|letter| letter.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

#[test]
fn chinese_names_with_their_province_resolve() {
    let mut resolved = 0;
    for id in ATLAS.ids().filter(|&id| ATLAS.unit(id).name().chars().all(|letter| !letter.is_ascii())) {
        let Some(province) = ATLAS.ancestors(id).last() else { continue };
        let name = format!("{}/{}", ATLAS.unit(province).name(), ATLAS.unit(id).name());
        match ATLAS.resolve(&name, None) {
            Ok(found) => {
                assert_eq!(found.id, id, "'{name}' is {}", ATLAS.described(found.id));
                resolved += 1;
            }
            Err(NameError::Ambiguous { candidates, .. }) => {
                assert!(candidates.iter().any(|candidate| candidate.code == code(id)), "'{name}'");
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(resolved > 3000, "only {resolved}");
}
