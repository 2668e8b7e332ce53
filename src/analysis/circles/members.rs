//! Which units are inside circles: by their centre, by the majority of their area, or by any part.

use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::reachable::least_minutes;
use super::{Circle, CircleRequest};
use crate::atlas::{Atlas, Place, UnitId};
use crate::geometry::{coverage, geodesic, shape};
use crate::quantity::{Bounds, Minutes};

/// When a unit counts as inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberRule {
    /// The trip between the centre of the circle and that of the unit takes no more than the minutes.
    Centre,
    /// At least half of the unit's area is in the circle.
    Majority,
    /// Some of the unit's area is in the circle.
    Any,
}

/// A unit and a circle that have to do with each other by any of the rules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CircleMember {
    /// The number of the circle.
    pub circle: usize,
    /// The unit.
    pub unit: UnitId,
    /// The minutes of the trip between the centres; `None` when there is no way, or the unit has no known centre.
    pub minutes: Option<Minutes>,
    /// Share of the unit's area that is in the circle, 0 to 1.
    pub share: f64,
    is_within_minutes: bool,
}

/// A share of a unit's area below this is a border that is shared, not a part.
const SMALLEST_SHARE: f64 = 1e-9;

impl CircleMember {
    /// Whether the unit is inside by a rule.
    pub fn is_inside(&self, rule: MemberRule) -> bool {
        match rule {
            MemberRule::Centre => self.is_within_minutes,
            MemberRule::Majority => self.share >= 0.5,
            MemberRule::Any => self.share > SMALLEST_SHARE,
        }
    }

    /// The same when its circle comes after some others.
    #[must_use]
    pub fn after(self, others: usize) -> Self {
        Self { circle: self.circle + others, ..self }
    }

    /// True when the centre and the majority of the area do not agree.
    pub fn differs(&self) -> bool {
        self.is_inside(MemberRule::Centre) != self.is_inside(MemberRule::Majority)
    }
}

/// The units inside circles that were made of a request, by circle, then in the order of the units. Units that are in a circle by no rule
/// are left out.
pub fn circle_members(
    circles: &[Circle],
    request: &CircleRequest<'_>,
    units: &[UnitId],
    atlas: &Atlas,
) -> Vec<CircleMember> {
    let minutes: Vec<Vec<Option<Minutes>>> =
        request.groups().par_iter().map(|group| minutes_to_units(request, group.0, units, atlas)).collect();
    let bands = request.bands().len();
    let rows: Vec<Vec<CircleMember>> = circles
        .par_iter()
        .enumerate()
        .map(|(number, circle)| members_of(number, circle, units, &minutes[number / bands.max(1)], atlas))
        .collect();
    rows.into_iter().flatten().collect()
}

/// Minutes between the centres of a group and the seat of each unit.
fn minutes_to_units(
    request: &CircleRequest<'_>,
    centres: &[super::Centre<'_>],
    units: &[UnitId],
    atlas: &Atlas,
) -> Vec<Option<Minutes>> {
    let seat = |&id: &UnitId| {
        let unit = atlas.unit(id);
        unit.seat().map(|seat| Place::new(unit.label(), seat.at))
    };
    let seats: Vec<Option<Place>> = units.iter().map(seat).collect();
    let known: Vec<Place> = seats.iter().flatten().cloned().collect();
    let mut found = least_minutes(&request.model, request.options.direction, centres, &known).into_iter();
    seats.iter().map(|seat| seat.as_ref().and_then(|_| found.next().flatten())).collect()
}

fn members_of(
    number: usize,
    circle: &Circle,
    units: &[UnitId],
    minutes: &[Option<Minutes>],
    atlas: &Atlas,
) -> Vec<CircleMember> {
    let parts: Vec<(Bounds, MultiPolygon<f64>)> =
        circle.boundary.iter().filter_map(|part| Some((shape::bounds(part)?, part.clone().into()))).collect();
    let member = |(&unit, &minutes): (&UnitId, &Option<Minutes>)| CircleMember {
        circle: number,
        unit,
        minutes,
        share: share_inside(atlas.boundary(unit), &parts),
        is_within_minutes: minutes
            .is_some_and(|minutes| minutes <= circle.minutes && circle.after.is_none_or(|after| minutes > after)),
    };
    let rules = [MemberRule::Centre, MemberRule::Majority, MemberRule::Any];
    let is_member = |member: &CircleMember| rules.iter().any(|rule| member.is_inside(*rule));
    units.iter().zip(minutes).map(member).filter(is_member).collect()
}

fn share_inside(unit: &MultiPolygon<f64>, parts: &[(Bounds, MultiPolygon<f64>)]) -> f64 {
    let Some(bounds) = shape::bounds(unit) else { return 0.0 };
    let near = parts.iter().filter(|(part, _)| part.intersects(&bounds));
    let shared: f64 = near.map(|(_, part)| geodesic::area(&coverage::intersection(unit, part)).square_metres()).sum();
    if shared == 0.0 { 0.0 } else { (shared / geodesic::area(unit).square_metres()).min(1.0) }
}
