//! Rings and members as layers, and the ring table.

use super::geometry::Rounding;
use super::number;
use super::summary::summary_table;
use super::text::{Shown, aligned};
use super::totals::{SHARE_COLUMNS, TOTALS_COLUMNS, totals_values};
use crate::analysis::{Regions, RingStatistics, Statistics};
use crate::atlas::Atlas;
use crate::layer::{Feature, Layer, Value};
use crate::scheme::{Plan, Ring};

const MEMBER_COLUMNS: [&str; 10] =
    ["code", "name", "name_en", "ring", "ring_index", "level", "reason", "area_km2", "population", "gdp"];

/// Dissolved ring polygons with their statistics, innermost first.
pub fn rings_layer(plan: &Plan, regions: &Regions, statistics: &Statistics, rounding: &mut Rounding) -> Layer {
    let mut layer = ring_layer();
    for (index, ring) in plan.rings().iter().enumerate() {
        let geometry = rounding.polygons(ring.id(), &regions.rings[index].boundary);
        layer.push(Feature::new(geometry, ring_values(index, ring, &statistics.rings[index])));
    }
    layer
}

/// The same without geometry.
pub fn ring_table(plan: &Plan, statistics: &Statistics) -> Layer {
    let mut layer = ring_layer();
    for (index, (ring, figures)) in plan.rings().iter().zip(&statistics.rings).enumerate() {
        layer.push(Feature::new(None, ring_values(index, ring, figures)));
    }
    layer
}

/// The ring table for people: rings, all rings, hinterland and baseline.
pub fn ring_text(plan: &Plan, statistics: &Statistics) -> String {
    let shown = [
        Shown("name", "ring", 0),
        Shown("units", "units", 0),
        Shown("area_km2", "area km2", 0),
        Shown("population", "population", 0),
        Shown("population_known", "known", 2),
        Shown("gdp", "GDP 10^8", 1),
        Shown("gdp_known", "known", 2),
        Shown("density", "per km2", 1),
        Shown("growth_area", "area growth", 2),
        Shown("growth_population", "pop. growth", 2),
    ];
    format!("{}\n{}", plan.name(), aligned(&summary_table(plan, statistics), &shown))
}

/// An empty layer with the columns of rings.
fn ring_layer() -> Layer {
    Layer::new("rings", ["id", "name", "ring_index"].into_iter().chain(TOTALS_COLUMNS).chain(SHARE_COLUMNS))
}

fn ring_values(index: usize, ring: &Ring, statistics: &RingStatistics) -> Vec<Value> {
    let mut values = vec![Value::from(ring.id()), Value::from(ring.name()), number::count(index)];
    values.extend(totals_values(&statistics.totals));
    values.extend([number::share(Some(statistics.share_area)), number::share(statistics.share_population)]);
    values
}

/// The units of a plan with their rings, as [`SchemeFile::read_assignment`](crate::scheme::SchemeFile::read_assignment) reads them back.
pub fn assignment_table(plan: &Plan, atlas: &Atlas) -> Layer {
    let mut layer = Layer::new("assignment", ["code", "name", "ring", "ring_index", "ring_name"]);
    for row in plan.assignment(atlas) {
        let values = vec![
            Value::from(row.code.as_str()),
            Value::from(row.name.as_str()),
            Value::from(row.ring.as_str()),
            number::count(row.ring_index),
            Value::from(row.ring_name.as_str()),
        ];
        layer.push(Feature::new(None, values));
    }
    layer
}

/// Members with their ring and the reason why, in order of ring, then as the scheme names them.
pub fn members_layer(plan: &Plan, regions: &Regions, statistics: &Statistics, rounding: &mut Rounding) -> Layer {
    let mut layer = Layer::new("members", MEMBER_COLUMNS);
    for (at, member) in plan.members().iter().enumerate() {
        let (area, figures) = (member.area(), &statistics.members[at]);
        let values = vec![
            Value::from(area.code()),
            Value::from(area.name()),
            Value::from(area.name_en()),
            Value::from(plan.ring(member.ring()).id()),
            number::count(member.ring().index()),
            Value::from(area.level().map(|level| level.to_string())),
            Value::from(member.reason().to_string()),
            number::area_km2(figures.area),
            number::people(figures.population),
            number::product(figures.gdp),
        ];
        layer.push(Feature::new(rounding.polygons(area.code(), &regions.members[at].boundary), values));
    }
    layer
}
