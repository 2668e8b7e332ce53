//! Proposals as a table, a layer, a summary and a scheme.

use serde_json::json;

use super::geometry::Rounding;
use super::number;
use crate::analysis::{Method, Proposal, ProposedUnit};
use crate::atlas::Atlas;
use crate::layer::{Feature, Layer, Value};
use crate::scheme::Plan;

const COLUMNS: [&str; 8] = ["code", "ring", "name", "name_en", "centre", "minutes", "km", "population"];

/// Each unit with its ring (empty: in none, or served by the core): an assignment table, with the centre's name, minutes and km to it or
/// from the core.
pub fn proposal_table(proposal: &Proposal, atlas: &Atlas) -> Layer {
    let mut table = Layer::new("suggestion", COLUMNS);
    proposal.units.iter().for_each(|unit| table.push(Feature::new(None, values(proposal, unit, atlas))));
    table
}

/// The same with boundaries.
pub fn proposal_layer(proposal: &Proposal, atlas: &Atlas, rounding: &mut Rounding) -> Layer {
    let mut layer = Layer::new("suggestion", COLUMNS);
    for unit in &proposal.units {
        let geometry = rounding.polygons(atlas.unit(unit.unit).code(), atlas.boundary(unit.unit));
        layer.push(Feature::new(geometry, values(proposal, unit, atlas)));
    }
    layer
}

fn values(proposal: &Proposal, proposed: &ProposedUnit, atlas: &Atlas) -> Vec<Value> {
    let unit = atlas.unit(proposed.unit);
    let ring = proposed.ring.map(|ring| &proposal.rings[ring]);
    vec![
        Value::from(unit.code()),
        Value::from(ring.map(|ring| ring.id.as_str())),
        Value::from(unit.name()),
        Value::from(unit.name_en()),
        Value::from(ring.and_then(|ring| ring.centre).map(|centre| atlas.unit(centre).label())),
        number::minutes(proposed.minutes),
        proposed.distance.map_or(Value::Null, number::kilometres),
        number::people(unit.figures().population.as_ref().map(|figure| figure.value)),
    ]
}

/// How a proposal was found, in one sentence.
pub fn proposal_text(proposal: &Proposal) -> String {
    let names: Vec<&str> = proposal.rings.iter().map(|ring| ring.name.as_str()).collect();
    let proof = match proposal.method {
        Method::Exact { .. } => "nothing better exists (exact)".to_string(),
        Method::Search { starts } => format!(
            "found by a search from {starts} starts; the best is not below {:.6}, so at most {:.3} % better",
            proposal.bound,
            100.0 * proposal.gap()
        ),
    };
    let checked =
        if proposal.faults.is_empty() { "an independent check confirms every constraint" } else { "THE CHECK FAILED" };
    format!("{}: objective {:.6}; {proof}; {checked}", names.join(", "), proposal.value)
}

/// Objective, bound, gap, method, rings and what the independent check says.
pub fn proposal_json(proposal: &Proposal, atlas: &Atlas, objective: &str) -> serde_json::Value {
    let method = match proposal.method {
        Method::Exact { looked_at } => json!({ "kind": "exact", "looked_at": looked_at }),
        Method::Search { starts } => json!({ "kind": "search", "starts": starts }),
    };
    let rings: Vec<serde_json::Value> = proposal
        .rings
        .iter()
        .map(|ring| {
            json!({
                "id": ring.id,
                "name": ring.name,
                "threshold_minutes": ring.threshold.map(|threshold| threshold.minutes()),
                "centre": ring.centre.map(|centre| atlas.unit(centre).code()),
                "units": ring.units,
                "population": ring.population,
            })
        })
        .collect();
    json!({
        "objective": objective,
        "value": proposal.value,
        "bound": proposal.bound,
        "gap": proposal.gap(),
        "method": method,
        "checked": proposal.faults.is_empty(),
        "faults": proposal.faults,
        "rings": rings,
    })
}

/// The proposal as a scheme file: the core of the scheme it was made for, then the proposed rings by their members.
pub fn proposal_scheme(proposal: &Proposal, plan: &Plan, atlas: &Atlas, objective: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let list = |codes: Vec<String>| format!("members = [{}]\n", codes.join(", "));
    let id = format!("{}-{objective}", plan.id());
    let mut text = format!("# {}\n", proposal_text(proposal));
    text.push_str(&format!("id = {}\nname = {}\n", quoted(&id), quoted(&format!("{}: {objective}", plan.name()))));
    let keeps_core = proposal.rings.iter().all(|ring| ring.centre.is_none());
    if let Some(core) = plan.ring_indices().next().filter(|_| keeps_core) {
        let parts = plan.members_of(core).flat_map(|(_, member)| member.area().parts());
        let codes: Vec<String> = parts.map(|&part| quoted(atlas.unit(part).code())).collect();
        text.push_str(&format!(
            "\n[[ring]]\nid = {}\nname = {}\n",
            quoted(plan.ring(core).id()),
            quoted(plan.ring(core).name())
        ));
        text.push_str(&list(codes));
    }
    for (number, ring) in proposal.rings.iter().enumerate() {
        let members = proposal.units.iter().filter(|unit| unit.ring == Some(number));
        let codes: Vec<String> = members.map(|unit| quoted(atlas.unit(unit.unit).code())).collect();
        text.push_str(&format!("\n[[ring]]\nid = {}\nname = {}\n{}", quoted(&ring.id), quoted(&ring.name), list(codes)));
    }
    text
}
