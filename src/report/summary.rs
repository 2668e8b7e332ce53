//! The summary of a run: rings, all rings, hinterland and baseline.

use serde_json::{Map, json};

use super::number;
use crate::analysis::{GrowthMultiples, HinterlandStatistics, MemberStatistics, Statistics, Totals};
use crate::atlas::{Atlas, UnitId};
use crate::layer::{Feature, Layer, Value};
use crate::scheme::{Outcome, Plan, Ring};

const COLUMNS: [&str; 15] = [
    "kind",
    "id",
    "name",
    "units",
    "area_km2",
    "population",
    "population_known",
    "gdp",
    "gdp_known",
    "density",
    "share_area",
    "share_population",
    "growth_area",
    "growth_population",
    "growth_gdp",
];

/// One row per ring, then the rings together, each unit of the hinterland, the hinterland and its baseline. Growth is
/// `(total - baseline) / baseline` and stands in the row of the hinterland; shares of rings are of all rings together.
pub fn summary_table(plan: &Plan, atlas: &Atlas, statistics: &Statistics) -> Layer {
    let mut layer = Layer::new("summary", COLUMNS);
    for (ring, figures) in plan.rings().iter().zip(&statistics.rings) {
        let mut row = totals_row("ring", &ring.id, &ring.name, &figures.totals);
        row.push(number::share(Some(figures.share_area)));
        row.push(number::share(figures.share_population));
        layer.push(Feature::new(None, row));
    }
    layer.push(Feature::new(None, totals_row("rings", "rings", "All rings", &statistics.total)));
    if let Some(hinterland) = &statistics.hinterland {
        add_hinterland(&mut layer, atlas, hinterland);
    }
    layer
}

fn add_hinterland(layer: &mut Layer, atlas: &Atlas, hinterland: &HinterlandStatistics) {
    for (unit, figures) in &hinterland.units {
        layer.push(Feature::new(None, unit_row(atlas, *unit, figures)));
    }
    let mut row = totals_row("hinterland", "hinterland", "Hinterland", &hinterland.total);
    if let Some(growth) = &hinterland.growth {
        row.extend([Value::Null, Value::Null]);
        row.extend(growth_values(growth));
    }
    layer.push(Feature::new(None, row));
    if let Some(baseline) = &hinterland.baseline {
        layer.push(Feature::new(None, totals_row("baseline", "baseline", "Baseline", baseline)));
    }
}

fn totals_row(kind: &str, id: &str, name: &str, totals: &Totals) -> Vec<Value> {
    vec![
        Value::from(kind),
        Value::from(id),
        Value::from(name),
        number::count(totals.units),
        number::area_km2(totals.area),
        number::people(totals.population.sum()),
        number::share(totals.population.known_share()),
        number::product(totals.gdp.sum()),
        number::share(totals.gdp.known_share()),
        number::density(totals.density()),
    ]
}

fn unit_row(atlas: &Atlas, unit: UnitId, figures: &MemberStatistics) -> Vec<Value> {
    let mut totals = Totals::default();
    totals.add(atlas.unit(unit).code(), figures);
    totals_row("hinterland unit", atlas.unit(unit).code(), atlas.unit(unit).label(), &totals)
}

fn growth_values(growth: &GrowthMultiples) -> [Value; 3] {
    [
        number::rounded(growth.area, 6),
        number::rounded(growth.population, 6),
        number::rounded(growth.gdp, 6),
    ]
}

/// The summary as one JSON object, with the members whose figures are missing and what became of every name the scheme lists.
pub fn summary_json(plan: &Plan, atlas: &Atlas, statistics: &Statistics) -> serde_json::Value {
    let table = summary_table(plan, atlas, statistics);
    let rings: Vec<serde_json::Value> =
        plan.rings().iter().zip(&statistics.rings).map(|(ring, figures)| ring_json(plan, ring, &figures.totals)).collect();
    json!({
        "scheme": { "id": plan.id(), "name": plan.name(), "source": plan.source() },
        "units": { "area": "km2", "population": "people", "gdp": "unit of the data (embedded China: 100 million yuan)" },
        "rows": table.features().iter().map(|row| row_json(&table, row)).collect::<Vec<_>>(),
        "rings": rings,
    })
}

fn ring_json(plan: &Plan, ring: &Ring, totals: &Totals) -> serde_json::Value {
    let listed = ring.listed.iter().map(|listed| {
        let became = match &listed.outcome {
            Outcome::Kept => "member".to_string(),
            Outcome::WentTo(other) => format!("went to ring '{}'", plan.rings()[other.index()].id),
            Outcome::Duplicate => "named twice".to_string(),
        };
        json!({ "named_as": listed.named_as, "code": listed.code, "became": became })
    });
    json!({
        "id": ring.id,
        "listed": listed.collect::<Vec<_>>(),
        "members": ring.members.iter().map(|&member| plan.members()[member.index()].code.as_str()).collect::<Vec<_>>(),
        "population_unknown": totals.population.unknown(),
        "gdp_unknown": totals.gdp.unknown(),
    })
}

fn row_json(table: &Layer, row: &Feature) -> serde_json::Value {
    let cells = table.columns().iter().zip(&row.values).filter(|(_, value)| !value.is_null());
    serde_json::Value::Object(cells.map(|(column, value)| (column.clone(), json_value(value))).collect::<Map<_, _>>())
}

fn json_value(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => json!(value),
        Value::Integer(value) => json!(value),
        Value::Float(value) => json!(value),
        Value::Text(value) => json!(value),
        Value::Json(value) => value.clone(),
    }
}
