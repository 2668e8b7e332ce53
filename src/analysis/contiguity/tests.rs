use geo_types::Rect;

use super::*;
use crate::atlas::{Atlas, Level, UnitId};

/// Squares on a chessboard, row by row from the south-west.
fn board(columns: usize, rows: usize) -> Vec<MultiPolygon<f64>> {
    let square = |number: usize| {
        let (x, y) = ((number % columns) as f64, (number / columns) as f64);
        MultiPolygon::from(Rect::new((x, y), (x + 1.0, y + 1.0)).to_polygon())
    };
    (0..columns * rows).map(square).collect()
}

fn graph(areas: &[MultiPolygon<f64>], rule: ContiguityRule) -> Contiguity {
    Contiguity::of(&areas.iter().collect::<Vec<_>>(), rule, None)
}

#[test]
fn queen_and_rook_step_as_in_chess() {
    let board = board(5, 5);
    let (queen, rook) = (graph(&board, ContiguityRule::Queen), graph(&board, ContiguityRule::Rook));
    // Pairs side by side: 2 * 5 * 4; diagonally: 2 * 4 * 4.
    assert_eq!((rook.pairs(Orders::Exactly(1)).len(), queen.pairs(Orders::Exactly(1)).len()), (40, 72));
    let centre = 12;
    let (queen_steps, rook_steps) = (queen.steps_from(&[centre]), rook.steps_from(&[centre]));
    for number in 0..25_usize {
        let (dx, dy) = (usize::abs_diff(number % 5, 2), usize::abs_diff(number / 5, 2));
        assert_eq!(queen_steps[number], Some(dx.max(dy)), "a king's moves");
        assert_eq!(rook_steps[number], Some(dx + dy));
    }
    assert!(rook.outer_share(centre) < 1e-9 && (rook.outer_share(0) - 0.5).abs() < 0.01);
}

#[test]
fn higher_orders_leave_lower_ones_out() {
    let graph = graph(&board(4, 3), ContiguityRule::Rook);
    // Floyd and Warshall's algorithm as the twin.
    let count = graph.len();
    let mut distance = vec![vec![usize::MAX / 2; count]; count];
    for (area, row) in distance.iter_mut().enumerate() {
        row[area] = 0;
        graph.neighbours(area).for_each(|neighbour| row[neighbour] = 1);
    }
    for middle in 0..count {
        for a in 0..count {
            for b in 0..count {
                distance[a][b] = distance[a][b].min(distance[a][middle] + distance[middle][b]);
            }
        }
    }
    for order in 1..7 {
        let expected =
            (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b))).filter(|&(a, b)| distance[a][b] == order);
        let found = graph.pairs(Orders::Exactly(order)).into_iter().map(|pair| (pair.first, pair.second));
        assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "order {order}");
    }
    assert_eq!(graph.pairs(Orders::UpTo(5)).len(), count * (count - 1) / 2);
}

#[test]
fn links_join_what_is_apart() {
    let mut areas = board(2, 1);
    areas.push(MultiPolygon::from(Rect::new((5.0, 0.0), (6.0, 1.0)).to_polygon()));
    let mut graph = graph(&areas, ContiguityRule::Queen);
    assert_eq!((graph.islands(), graph.components()), (vec![2], vec![vec![0, 1], vec![2]]));
    assert_eq!(graph.steps_from(&[0])[2], None);
    graph.link(1, 2);
    graph.link(1, 1);
    graph.link(1, 99);
    assert_eq!(graph.steps_from(&[0])[2], Some(2));
    let linked = graph.pairs(Orders::Exactly(1))[1];
    assert_eq!((linked.first, linked.second, linked.shared), (1, 2, None));
    assert!(graph.islands().is_empty());
}

fn cities(atlas: &Atlas, rule: ContiguityRule) -> (Vec<UnitId>, Contiguity) {
    let units: Vec<UnitId> = atlas.ids_of_level(Level::City).collect();
    let areas: Vec<_> = units.iter().map(|&unit| atlas.boundary(unit)).collect();
    let graph = Contiguity::of(&areas, rule, None);
    (units, graph)
}

/// As on every map: Tianjin, Langfang, Baoding, Zhangjiakou and Chengde.
#[test]
fn beijing_has_the_neighbours_of_the_map() {
    let atlas = Atlas::embedded();
    for rule in [ContiguityRule::Queen, ContiguityRule::Rook] {
        let (units, graph) = cities(&atlas, rule);
        let beijing = units.iter().position(|&unit| atlas.unit(unit).code() == "110000").expect("Beijing is a city, too");
        let names: Vec<&str> = graph.neighbours(beijing).map(|number| atlas.unit(units[number]).label()).collect();
        assert_eq!(names, ["Tianjin", "Baoding", "Zhangjiakou", "Chengde", "Langfang"], "{}", rule.word());
    }
}
