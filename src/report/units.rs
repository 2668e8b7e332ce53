//! The atlas as a table.

use super::number;
use crate::analysis::AreaStatistics;
use crate::atlas::{Atlas, UnitId};
use crate::layer::{Feature, Layer, Value};

/// Units with area and population, in the order given.
pub fn units_table(atlas: &Atlas, units: &[(UnitId, AreaStatistics)]) -> Layer {
    let mut layer = Layer::new("units", ["code", "name", "name_en", "level", "parent", "area_km2", "population"]);
    for (id, figures) in units {
        let unit = atlas.unit(*id);
        let parent = unit.parent().map(|above| atlas.unit(above).code());
        layer.push(Feature::new(
            None,
            vec![
                Value::from(unit.code()),
                Value::from(unit.name()),
                Value::from(unit.name_en()),
                Value::from(unit.level().to_string()),
                Value::from(parent),
                number::area_km2(figures.area),
                number::people(figures.population),
            ],
        ));
    }
    layer
}
