use super::super::test_atlas::{atlas, plan};

const SCHEME: &str = "\
[aliases]\n\"Xiong'an\" = { code = \"XA\", units = [\"130629\", \"130632\"] }\n\
[[ring]]\nid = \"core\"\nname = \"Core\"\nmembers = [\"Beijing\", \"Xiong'an\"]\n\
[[ring]]\nid = \"first\"\nmembers = [\"Tongzhou, Beijing\", \"Xiong'an\", \"Tianjin\"]\n\
[hinterland]\nmembers = [\"Beijing\", \"130000\"]\n";

fn explained(name: &str) -> String {
    plan(SCHEME).explain_name(atlas(), name).expect("the name is known").to_string()
}

#[test]
fn a_member_is_explained_by_its_reason() {
    assert_eq!(
        explained("Beijing"),
        "Beijing (110000) is in ring 0 'core' (Core) of t\n  because it is named as 'Beijing' in ring 'core' (line 8); without \
         Tongzhou (110112), which is in ring 'first'\n  contains Tongzhou (110112) of ring 'first'\n  in the hinterland, by \
         Beijing (110000)"
    );
    assert_eq!(
        explained("Tongzhou, Beijing"),
        "Tongzhou (110112) is in ring 1 'first' (first) of t\n  because it is named as 'Tongzhou, Beijing' in ring 'first' (line \
         11); more specific than Beijing (110000) of ring 'core', which it is carved out of\n  overrides Beijing (110000) of ring \
         'core', which is less specific\n  in the hinterland, by Beijing (110000)"
    );
}

#[test]
fn a_unit_inside_a_member_is_explained_by_it() {
    assert!(
        explained("Haidian").starts_with(
            "Haidian (110108) is in ring 0 'core' (Core) of t\n  because it lies in Beijing (110000), named as"
        )
    );
    assert!(
        explained("Liyuan").contains("because it lies in Tongzhou (110112)")
            && explained("Liyuan").contains("overrides Beijing")
    );
}

#[test]
fn aliases_and_their_parts_are_explained() {
    let alias = explained("Xiong'an");
    assert!(
        alias.starts_with("Xiong'an (XA) is in ring 0 'core'") && alias.contains("also named in ring 'first' (line 11)"),
        "{alias}"
    );
    assert!(explained("130629").contains("because it is a part of Xiong'an (XA), named as"), "{}", explained("130629"));
}

#[test]
fn units_outside_say_what_they_contain() {
    assert_eq!(
        explained("Baoding"),
        "Baoding (130600) is outside every ring of t\n  because it is not named and lies in no member\n  contains Xiong'an (XA) of \
         ring 'core'\n  in the hinterland, by Hebei (130000)"
    );
    assert_eq!(
        explained("Jiangsu"),
        "Jiangsu (320000) is outside every ring of t\n  because it is not named and lies in no member"
    );
    assert!(plan(SCHEME).explain_name(atlas(), "Nowhere").is_err());
}

#[test]
fn an_explanation_is_json() {
    let explanation = plan(SCHEME).explain_name(atlas(), "110112").expect("known");
    let json = serde_json::to_value(&explanation).expect("serialises");
    assert_eq!(json["ring"]["id"], "first");
    assert_eq!(json["verdict"]["rule"], "member");
    assert_eq!(json["verdict"]["reason"]["rule"], "explicit-member");
    assert_eq!(json["verdict"]["reason"]["settled"][0]["kind"], "carved-from");
    assert_eq!(json["overridden"][0]["unit"]["code"], "110000");
}
