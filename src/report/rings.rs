//! Rings and members as layers, and the ring table.

use super::geometry::Rounding;
use super::number;
use crate::analysis::{Regions, RingStatistics, Statistics};
use crate::layer::{Feature, Layer, Value};
use crate::scheme::{Plan, Ring};

const RING_COLUMNS: [&str; 12] = [
    "id",
    "name",
    "ring_index",
    "units",
    "area_km2",
    "population",
    "population_known",
    "gdp",
    "gdp_known",
    "density",
    "share_area",
    "share_population",
];

const MEMBER_COLUMNS: [&str; 10] =
    ["code", "name", "name_en", "ring", "ring_index", "level", "reason", "area_km2", "population", "gdp"];

/// Dissolved ring polygons with their statistics, innermost first.
pub fn rings_layer(plan: &Plan, regions: &Regions, statistics: &Statistics, rounding: &mut Rounding) -> Layer {
    let mut layer = Layer::new("rings", RING_COLUMNS);
    for (index, ring) in plan.rings().iter().enumerate() {
        let geometry = rounding.polygons(&ring.id, &regions.rings[index].boundary);
        layer.push(Feature::new(geometry, ring_values(index, ring, &statistics.rings[index])));
    }
    layer
}

/// The same without geometry.
pub fn ring_table(plan: &Plan, statistics: &Statistics) -> Layer {
    let mut layer = Layer::new("rings", RING_COLUMNS);
    for (index, (ring, figures)) in plan.rings().iter().zip(&statistics.rings).enumerate() {
        layer.push(Feature::new(None, ring_values(index, ring, figures)));
    }
    layer
}

fn ring_values(index: usize, ring: &Ring, statistics: &RingStatistics) -> Vec<Value> {
    let totals = &statistics.totals;
    vec![
        Value::from(ring.id.as_str()),
        Value::from(ring.name.as_str()),
        number::count(index),
        number::count(totals.units),
        number::area_km2(totals.area),
        number::people(totals.population.sum()),
        number::share(totals.population.known_share()),
        number::product(totals.gdp.sum()),
        number::share(totals.gdp.known_share()),
        number::density(totals.density()),
        number::share(Some(statistics.share_area)),
        number::share(statistics.share_population),
    ]
}

/// Members with their ring and the reason why, in order of ring, then as the scheme names them.
pub fn members_layer(plan: &Plan, regions: &Regions, statistics: &Statistics, rounding: &mut Rounding) -> Layer {
    let mut layer = Layer::new("members", MEMBER_COLUMNS);
    let mut order: Vec<usize> = (0..plan.members().len()).collect();
    order.sort_by_key(|&member| plan.members()[member].ring.index());
    for at in order {
        let member = &plan.members()[at];
        let figures = &statistics.members[at];
        let ring = member.ring.index();
        let values = vec![
            Value::from(member.code.as_str()),
            Value::from(member.name.as_str()),
            Value::from(member.name_en.clone()),
            Value::from(plan.rings()[ring].id.as_str()),
            number::count(ring),
            Value::from(member.level.map(|level| level.to_string())),
            Value::from(member.reason.to_string()),
            number::area_km2(figures.area),
            number::people(figures.population),
            number::product(figures.gdp),
        ];
        layer.push(Feature::new(rounding.polygons(&member.code, &regions.members[at].boundary), values));
    }
    layer
}
