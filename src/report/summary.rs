//! The summary of a run: rings, all rings, hinterland and baseline.

use serde_json::{Map, json};

use super::number;
use super::totals::{SHARE_COLUMNS, TOTALS_COLUMNS, totals_values};
use crate::analysis::{AreaStatistics, GrowthMultiples, HinterlandStatistics, Statistics, Totals};
use crate::layer::{Feature, Layer, Value};
use crate::scheme::{Area, Hinterland, Listed, Outcome, Plan, Ring};

const GROWTH_COLUMNS: [&str; 3] = ["growth_area", "growth_population", "growth_gdp"];

/// One row per ring, then the rings together, each unit of the hinterland, the hinterland and its baseline. Growth is
/// `(total - baseline) / baseline` and stands in the row of the hinterland; shares of rings are of all rings together.
pub fn summary_table(plan: &Plan, statistics: &Statistics) -> Layer {
    let columns = ["kind", "id", "name"].into_iter().chain(TOTALS_COLUMNS).chain(SHARE_COLUMNS).chain(GROWTH_COLUMNS);
    let mut layer = Layer::new("summary", columns);
    for (ring, figures) in plan.rings().iter().zip(&statistics.rings) {
        let mut row = totals_row("ring", ring.id(), ring.name(), &figures.totals);
        row.push(number::share(Some(figures.share_area)));
        row.push(number::share(figures.share_population));
        layer.push(Feature::new(None, row));
    }
    layer.push(Feature::new(None, totals_row("rings", "rings", "All rings", &statistics.total)));
    if let (Some(hinterland), Some(figures)) = (plan.hinterland(), &statistics.hinterland) {
        add_hinterland(&mut layer, hinterland, figures);
    }
    layer
}

fn add_hinterland(layer: &mut Layer, hinterland: &Hinterland, statistics: &HinterlandStatistics) {
    for (member, figures) in hinterland.members().iter().zip(&statistics.members) {
        layer.push(Feature::new(None, area_row(member, figures)));
    }
    let name = hinterland.name().unwrap_or("Hinterland");
    let mut row = totals_row("hinterland", "hinterland", name, &statistics.total);
    if let Some(growth) = &statistics.growth {
        row.extend([Value::Null, Value::Null]);
        row.extend(growth_values(growth));
    }
    layer.push(Feature::new(None, row));
    if let Some(baseline) = &statistics.baseline {
        layer.push(Feature::new(None, totals_row("baseline", "baseline", "Baseline", baseline)));
    }
}

fn totals_row(kind: &str, id: &str, name: &str, totals: &Totals) -> Vec<Value> {
    let mut row = vec![Value::from(kind), Value::from(id), Value::from(name)];
    row.extend(totals_values(totals));
    row
}

fn area_row(area: &Area, figures: &AreaStatistics) -> Vec<Value> {
    totals_row("hinterland member", area.code(), area.label(), &Totals::of([(area.code(), figures)]))
}

fn growth_values(growth: &GrowthMultiples) -> [Value; 3] {
    [number::rounded(growth.area, 6), number::rounded(growth.population, 6), number::rounded(growth.gdp, 6)]
}

/// The summary as one JSON object, with the members whose figures are missing and what became of every name the scheme lists.
pub fn summary_json(plan: &Plan, statistics: &Statistics) -> serde_json::Value {
    let table = summary_table(plan, statistics);
    let rings: Vec<serde_json::Value> =
        plan.rings().iter().zip(&statistics.rings).map(|(ring, figures)| ring_json(plan, ring, &figures.totals)).collect();
    json!({
        "scheme": { "id": plan.id(), "name": plan.name(), "source": plan.cited_source() },
        "units": { "area": "km2", "population": "people", "gdp": "unit of the data (embedded China: 100 million yuan)" },
        "rows": table.features().iter().map(|row| row_json(&table, row)).collect::<Vec<_>>(),
        "rings": rings,
    })
}

fn ring_json(plan: &Plan, ring: &Ring, totals: &Totals) -> serde_json::Value {
    json!({
        "id": ring.id(),
        "listed": ring.listed().iter().map(|listed| listed_json(plan, listed)).collect::<Vec<_>>(),
        "members": ring.members().iter().map(|&member| plan.member(member).area().code()).collect::<Vec<_>>(),
        "population_unknown": totals.population.unknown(),
        "gdp_unknown": totals.gdp.unknown(),
    })
}

fn listed_json(plan: &Plan, listed: &Listed) -> serde_json::Value {
    let became = match listed.outcome() {
        Outcome::Kept(_) => "member".to_string(),
        Outcome::WentTo(ring) => format!("went to ring '{}'", plan.ring(ring).id()),
        Outcome::Duplicate(_) => "named twice".to_string(),
    };
    json!({ "named_as": listed.named_as(), "code": listed.code(), "became": became })
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
        Value::Json(value) => (**value).clone(),
    }
}
