//! The tree and its brute-force twin, and the border rule.

use geo_types::{MultiPolygon, Rect};

use super::*;
use crate::atlas::{AtlasBuilder, Level, UnitDraft};

/// Squares of a chessboard, with codes in the reverse order of their places.
fn board(side: usize) -> Atlas {
    let squares = (0..side * side).map(|number| {
        let (x, y) = ((number % side) as f64, (number / side) as f64);
        let code = format!("{:03}", side * side - number);
        let square = Rect::new((x, y), (x + 1.0, y + 1.0)).to_polygon();
        (UnitDraft::new(code.clone(), code, Level::City), MultiPolygon::new(vec![square]))
    });
    let mut builder = AtlasBuilder::new();
    builder.add_file(squares);
    builder.build().0
}

fn brute_force(atlas: &Atlas, point: LonLat) -> Option<UnitId> {
    atlas.ids().find(|&id| PreparedBoundary::new(atlas.boundary(id)).position(point) != Position::Outside)
}

#[test]
fn inside_on_borders_and_on_vertices_there_is_exactly_one_unit() {
    let atlas = board(5);
    let index = UnitIndex::new(&atlas, atlas.ids());
    for step_x in -1..=21 {
        for step_y in -1..=21 {
            let point = LonLat::new(f64::from(step_x) * 0.25, f64::from(step_y) * 0.25).expect("on the globe");
            let found = index.locate(point);
            assert_eq!(found, brute_force(&atlas, point), "{point}");
            let on_board = (0..=20).contains(&step_x) && (0..=20).contains(&step_y);
            assert_eq!(found.is_some(), on_board, "{point}");
        }
    }
}

#[test]
fn the_smallest_code_takes_the_border() {
    let atlas = board(2);
    let index = UnitIndex::new(&atlas, atlas.ids());
    let code = |lon, lat| index.locate(LonLat::new(lon, lat).expect("valid")).map(|id| atlas.unit(id).code());
    assert_eq!(code(1.0, 1.0), Some("001"), "the vertex shared by all four");
    assert_eq!(code(1.0, 0.5), Some("003"), "the border of 003 and 004");
    assert_eq!(code(0.0, 0.0), Some("004"), "a vertex of one unit only");
}

#[test]
fn many_units_over_one_point() {
    let square = || MultiPolygon::new(vec![Rect::new((0.0, 0.0), (1.0, 1.0)).to_polygon()]);
    let mut builder = AtlasBuilder::new();
    builder.add_file((0..20).rev().map(|number| {
        let code = format!("{number:02}");
        (UnitDraft::new(code.clone(), code, Level::Zone), square())
    }));
    let (atlas, _) = builder.build();
    let index = UnitIndex::new(&atlas, atlas.ids());
    let found = index.locate(LonLat::new(0.5, 0.5).expect("valid"));
    assert_eq!(found.map(|id| atlas.unit(id).code()), Some("00"));
}

#[test]
fn candidates_are_those_whose_boxes_meet() {
    let atlas = board(3);
    let index = UnitIndex::new(&atlas, atlas.ids());
    let bounds = Bounds::of([(0.5, 0.5), (0.6, 0.6)].map(Into::into)).expect("corners");
    assert_eq!(index.candidates(&bounds).len(), 1);
    let bounds = Bounds::of([(0.5, 0.5), (1.0, 0.6)].map(Into::into)).expect("corners");
    assert_eq!(index.candidates(&bounds).len(), 2);
}
