//! The embedded atlas and the rules of name resolution.

use geo_types::{MultiPolygon, Rect};

use super::*;

fn code(atlas: &Atlas, name: &str) -> String {
    match atlas.resolve(name, None) {
        Ok(found) => atlas.unit(found.id).code().to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn embedded_levels_are_complete() {
    let atlas = Atlas::embedded();
    let count = |level| atlas.ids_of_level(level).count();
    assert_eq!((count(Level::Province), count(Level::City), count(Level::District)), (34, 375, 2891));
    let codes: Vec<&str> = atlas.ids().map(|id| atlas.unit(id).code()).collect();
    assert!(codes.is_sorted(), "ids follow codes");
}

#[test]
fn every_unit_has_a_boundary_and_its_parents_exist() {
    let (atlas, findings) = AtlasBuilder::embedded().build();
    assert_eq!(findings, []);
    for id in atlas.ids() {
        assert!(!atlas.boundary(id).0.is_empty(), "{}", atlas.unit(id).code());
    }
}

#[test]
fn names_in_every_form_resolve() {
    let atlas = Atlas::embedded();
    for name in ["Beijing", "beijing", "北京", "北京市", "110000", "Beijing City", "Beijing Province"] {
        assert_eq!(code(&atlas, name), "110000", "{name}");
    }
    for name in ["Tongzhou, Beijing", "北京/通州", "北京市通州区", "110112", "Tongzhou District, Beijing"] {
        assert_eq!(code(&atlas, name), "110112", "{name}");
    }
    assert_eq!(code(&atlas, "内蒙古"), "150000");
    assert_eq!(code(&atlas, "呼和浩特"), "150100");
}

#[test]
fn the_highest_level_wins_and_the_others_are_named() {
    let atlas = Atlas::embedded();
    let hebei = atlas.resolve("Hebei", None).expect("the province");
    assert_eq!(atlas.unit(hebei.id).code(), "130000");
    assert_eq!(hebei.others.iter().map(|&id| atlas.unit(id).code()).collect::<Vec<_>>(), ["120105"]);
    assert_eq!(code(&atlas, "Datong"), "140200");
    let district = atlas.resolve("Hebei", Some(Level::District)).expect("Tianjin's district");
    assert_eq!(atlas.unit(district.id).code(), "120105");
}

#[test]
fn ambiguous_names_list_their_candidates() {
    let atlas = Atlas::embedded();
    let error = atlas.resolve("通州区", None).expect_err("two districts");
    let text = error.to_string();
    assert!(text.contains("110112") && text.contains("320612") && text.contains("Tongzhou, Beijing"), "{text}");
    assert!(matches!(error, NameError::Ambiguous { ref candidates, .. } if candidates.len() == 2), "{text}");
}

#[test]
fn unknown_names_suggest_the_closest_spelling() {
    let atlas = Atlas::embedded();
    let NameError::Unknown { suggestions, .. } = atlas.resolve("Bejing", None).expect_err("misspelt") else {
        panic!("not ambiguous");
    };
    assert_eq!(suggestions[0].code, "110000");
    assert!(atlas.resolve("", None).is_err());
    assert!(atlas.resolve(",", None).is_err());
    assert!(atlas.resolve("/", None).is_err());
}

#[test]
fn units_at_several_levels_are_one() {
    let atlas = Atlas::embedded();
    for (code, levels) in [
        ("110000", [Level::Province, Level::City].as_slice()),
        ("441900", &[Level::City, Level::District]),
        ("820000", &[Level::Province, Level::City, Level::District]),
    ] {
        let unit = atlas.unit(atlas.find(code).expect("embedded"));
        let held: Vec<Level> = Level::ALL.into_iter().filter(|&level| unit.is_of_level(level)).collect();
        assert_eq!(held, levels, "{code}");
    }
}

#[test]
fn figures_of_areas_that_are_no_units() {
    let atlas = Atlas::embedded();
    let population = |code: &str| atlas.figures(code)?.population.as_ref().map(|figure| figure.value);
    assert_eq!(population("XA"), Some(1_205_440));
    assert_eq!(population("110000"), Some(21_893_095));
    assert_eq!(population("650000"), None, "missing is missing");
}

fn square(x: f64) -> MultiPolygon<f64> {
    MultiPolygon::new(vec![Rect::new((x, 0.0), (x + 1.0, 1.0)).to_polygon()])
}

#[test]
fn duplicates_missing_parents_and_cycles_are_findings() {
    let draft = |code: &str, parent: Option<&str>| UnitDraft {
        parent: parent.map(str::to_string),
        ..UnitDraft::new(code, code, Level::City)
    };
    let mut builder = AtlasBuilder::new();
    builder.add_file([
        (draft("A", Some("nowhere")), square(0.0)),
        (draft("B", Some("C")), square(1.0)),
        (draft("C", Some("B")), square(2.0)),
        (draft("A", None), square(3.0)),
    ]);
    let (atlas, findings) = builder.build();
    let codes: Vec<&str> = findings.iter().map(Finding::code).collect();
    assert_eq!(codes, ["duplicate-code", "unknown-parent", "parent-cycle"]);
    assert_eq!(atlas.len(), 3);
    assert!(atlas.ids().all(|id| atlas.ancestors(id).count() <= 1), "every chain of parents ends");
}

use crate::finding::Finding;
