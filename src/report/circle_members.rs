//! Which units are in which circles, and the minutes of the members of a plan from its core, as tables.

use super::number;
use crate::analysis::{Circle, CircleMember, CoreMinutes, MemberRule};
use crate::atlas::Atlas;
use crate::layer::{Feature, Layer, Value};
use crate::quantity::Basis;
use crate::scheme::Plan;
use crate::travel::Parts;

/// The units in circles by a rule, with what the other rules say. `band` is the circle's minutes, `minutes` those of the trip between the
/// centres; `differs` where the centre and the majority of the area do not agree.
pub fn circle_members_table(circles: &[Circle], members: &[CircleMember], rule: MemberRule, atlas: &Atlas) -> Layer {
    let columns = [
        "centre",
        "band",
        "model",
        "basis",
        "code",
        "name",
        "name_en",
        "minutes",
        "share",
        "by_centre",
        "by_majority",
        "by_any",
        "differs",
    ];
    let mut layer = Layer::new("circle_members", columns);
    for member in members.iter().filter(|member| member.is_inside(rule)) {
        let (circle, unit) = (&circles[member.circle], atlas.unit(member.unit));
        let values = vec![
            Value::from(circle.centre.as_str()),
            number::minutes(Some(circle.minutes)),
            Value::from(circle.description.model),
            Value::from(circle.description.basis.to_string()),
            Value::from(unit.code()),
            Value::from(unit.name()),
            Value::from(unit.name_en()),
            number::minutes(member.minutes),
            number::share(Some(member.share)),
            Value::Bool(member.is_inside(MemberRule::Centre)),
            Value::Bool(member.is_inside(MemberRule::Majority)),
            Value::Bool(member.is_inside(MemberRule::Any)),
            Value::Bool(member.differs()),
        ];
        layer.push(Feature::new(None, values));
    }
    layer
}

/// The minutes of every member of a plan from each centre of its core, in-vehicle and door to door side by side, and what the latter are made of.
/// `fastest` marks the centre of the core from which the member is reached first (door to door where known).
pub fn minutes_table(plan: &Plan, rows: &[CoreMinutes]) -> Layer {
    let columns = [
        "from",
        "code",
        "name",
        "name_en",
        "ring",
        "ring_index",
        "model",
        "km",
        "in_vehicle_minutes",
        "door_to_door_minutes",
        "fastest",
    ];
    let mut layer = Layer::new("minutes", columns.into_iter().chain(Parts::NAMES));
    for row in rows {
        let member = plan.member(row.to);
        let area = member.area();
        let mut values = vec![
            Value::from(plan.member(row.from).area().label()),
            Value::from(area.code()),
            Value::from(area.name()),
            Value::from(area.name_en()),
            Value::from(plan.ring(member.ring()).id()),
            number::count(member.ring().index()),
            Value::from(row.model),
            number::kilometres(row.distance),
            number::minutes(row.minutes(Basis::InVehicle)),
            number::minutes(row.minutes(Basis::DoorToDoor)),
            Value::Bool(row.is_fastest),
        ];
        let parts = row.parts.map(|parts| parts.in_order());
        values.extend((0..Parts::NAMES.len()).map(|part| number::minutes(parts.map(|parts| parts[part]))));
        layer.push(Feature::new(None, values));
    }
    layer
}
