//! `explain`: why a unit is in its ring. The texts as a whole stand in the golden files.

use super::ringshed;

fn explain(unit: &str) -> String {
    ringshed(&["explain", "beijing-bay", unit]).exits(0).stdout
}

#[test]
fn tongzhou_overrides_beijing() {
    for name in ["Tongzhou, Beijing", "Tongzhou,Beijing", "北京/通州", "110112"] {
        let text = explain(name);
        assert!(text.starts_with("Tongzhou (110112) is in ring 1 'first'"), "{text}");
        assert!(text.contains("line 25") && text.contains("overrides Beijing (110000) of ring 'core'"), "{text}");
    }
}

#[test]
fn a_district_is_in_the_ring_of_what_it_lies_in() {
    let text = explain("Haidian");
    assert!(text.starts_with("Haidian (110108) is in ring 0 'core'"), "{text}");
    assert!(text.contains("lies in Beijing (110000)") && text.contains("hinterland"), "{text}");
}

#[test]
fn an_alias_and_its_parts_are_explained() {
    let text = explain("Xiong'an");
    assert!(text.contains("ring 0 'core'") && text.contains("also named in ring 'first'"), "{text}");
    assert!(explain("130629").contains("a part of Xiong'an (XA)"));
    assert_eq!(explain("XA"), text);
}

#[test]
fn outside_is_an_answer() {
    let text = explain("Shanghai");
    assert!(text.starts_with("Shanghai (310000) is outside every ring"), "{text}");
    assert!(!text.contains("hinterland"), "{text}");
    // Around Xiong'an, which is carved out of it, Baoding is in no ring, but in the hinterland.
    let text = explain("Baoding");
    assert!(text.contains("outside every ring") && text.contains("contains Xiong'an (XA)"), "{text}");
    assert!(text.contains("in the hinterland, by Hebei"), "{text}");
}

#[test]
fn json_has_the_same_facts() {
    let json = ringshed(&["explain", "beijing-bay", "110112", "--json"]).exits(0).json();
    assert_eq!((&json["scheme"], &json["unit"]["code"]), (&"beijing-bay".into(), &"110112".into()));
    assert_eq!((&json["ring"]["id"], &json["ring"]["index"]), (&"first".into(), &1.into()));
    assert_eq!(json["verdict"]["reason"]["position"]["line"], 25);
    let json = ringshed(&["explain", "beijing-bay", "Shanghai", "--json"]).exits(0).json();
    assert!(json["ring"].is_null(), "{json}");
}

#[test]
fn names_that_mean_nothing_or_too_much_are_refused() {
    ringshed(&["explain", "beijing-bay", "Bejing"]).exits(2).says(&["'Bejing'", "Beijing (110000"]);
    ringshed(&["explain", "beijing-bay", "Tongzhou"])
        .exits(2)
        .says(&["Tongzhou, Beijing (110112", "Tongzhou, Nantong, Jiangsu (320612"]);
}
