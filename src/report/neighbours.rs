//! Neighbours as a table, and in the format of spatial statistics.

use std::fmt::Write;

use crate::analysis::NeighbourPair;
use crate::atlas::{Atlas, UnitId};
use crate::layer::{Feature, Layer, Value};

/// One row for each pair: codes, steps between them, and the border they share in km (empty for links by hand and more than one
/// step).
pub fn neighbours_table(atlas: &Atlas, units: &[UnitId], pairs: &[NeighbourPair]) -> Layer {
    let mut layer = Layer::new("neighbours", ["from", "to", "order", "shared_km"]);
    for pair in pairs {
        let code = |area: usize| Value::from(atlas.unit(units[area]).code());
        layer.push(Feature::new(
            None,
            vec![
                code(pair.first),
                code(pair.second),
                super::number::count(pair.order),
                pair.shared.map_or(Value::Null, super::number::kilometres),
            ],
        ));
    }
    layer
}

/// GAL, the format of GeoDa and PySAL: a head with the number of areas, then for each area its code and the number of its neighbours,
/// and their codes on the next line. Spaces in codes become underscores, because spaces part the fields.
pub fn neighbours_gal(name: &str, atlas: &Atlas, units: &[UnitId], pairs: &[NeighbourPair]) -> String {
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); units.len()];
    for pair in pairs {
        neighbours[pair.first].push(pair.second);
        neighbours[pair.second].push(pair.first);
    }
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("_");
    let code = |area: usize| plain(atlas.unit(units[area]).code());
    let mut text = format!("0 {} {} code\n", units.len(), plain(name));
    for (area, near) in neighbours.iter_mut().enumerate() {
        near.sort_unstable();
        let codes: Vec<String> = near.iter().map(|&area| code(area)).collect();
        // Writing to a text does not fail.
        let _ = writeln!(text, "{} {}\n{}", code(area), codes.len(), codes.join(" "));
    }
    text
}
