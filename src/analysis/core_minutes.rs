//! How far the members of a plan are from its core, in minutes of every basis.

use rayon::prelude::*;

use crate::atlas::Place;
use crate::quantity::{Basis, Metres, Minutes};
use crate::scheme::MemberIndex;
use crate::travel::{Parts, TravelModel, Trip};

/// A member of a plan with its centre.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberPlace {
    /// The member.
    pub member: MemberIndex,
    /// Its centre.
    pub place: Place,
}

/// The way from a centre of the core to that of a member.
#[derive(Clone, Debug, PartialEq)]
pub struct CoreMinutes {
    /// The member of the core.
    pub from: MemberIndex,
    /// The member.
    pub to: MemberIndex,
    /// The word for the travel model.
    pub model: &'static str,
    /// Geodesic distance.
    pub distance: Metres,
    /// What door-to-door minutes by train are made of.
    pub parts: Option<Parts>,
    /// True for the member of the core from which this member is reached first; of equally fast ones for the first.
    pub is_fastest: bool,
    minutes: Vec<(Basis, Option<Minutes>)>,
}

impl CoreMinutes {
    /// The minutes of a basis; `None` when there is no way, or the basis was not asked for.
    pub fn minutes(&self, basis: Basis) -> Option<Minutes> {
        self.minutes.iter().find(|(own, _)| *own == basis).and_then(|(_, minutes)| *minutes)
    }
}

/// The ways from every centre of the core to every other member, by member, then by centre of the core, under the same model with minutes of
/// several bases.
pub fn core_minutes(
    core: &[MemberPlace],
    members: &[MemberPlace],
    model: &TravelModel,
    bases: &[Basis],
) -> Vec<CoreMinutes> {
    let models: Vec<TravelModel> = bases.iter().map(|&basis| model.with_basis(basis)).collect();
    let places: Vec<Place> = members.iter().map(|member| member.place.clone()).collect();
    // For each centre of the core and each basis the trips to all members.
    let trips: Vec<Vec<Vec<Trip>>> =
        core.par_iter().map(|from| models.iter().map(|model| model.trips_from(&from.place, &places)).collect()).collect();
    let mut rows = Vec::new();
    for (to, member) in members.iter().enumerate() {
        let others = core.iter().zip(&trips).filter(|(from, _)| from.member != member.member);
        let mut of_member: Vec<CoreMinutes> = others
            .map(|(from, trips)| row(from.member, member.member, &models, trips.iter().map(|trips| trips[to])))
            .collect();
        mark_fastest(&mut of_member);
        rows.extend(of_member);
    }
    rows
}

fn row(from: MemberIndex, to: MemberIndex, models: &[TravelModel], trips: impl Iterator<Item = Trip>) -> CoreMinutes {
    let by_basis: Vec<(&TravelModel, Trip)> = models.iter().zip(trips).collect();
    let whole_way = by_basis.iter().find(|(model, _)| model.basis() == Basis::DoorToDoor);
    CoreMinutes {
        from,
        to,
        model: models.first().map_or("", |model| model.description().model),
        distance: by_basis.first().map_or(Metres::default(), |(_, trip)| trip.distance),
        parts: whole_way.and_then(|(_, trip)| trip.parts),
        is_fastest: false,
        minutes: by_basis.iter().map(|(model, trip)| (model.basis(), trip.minutes)).collect(),
    }
}

fn mark_fastest(rows: &mut [CoreMinutes]) {
    let compared = |row: &CoreMinutes| row.minutes(Basis::DoorToDoor).or(row.minutes(Basis::InVehicle));
    let reached = rows.iter().enumerate().filter_map(|(number, row)| Some((number, compared(row)?)));
    let fastest = reached.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0))).map(|(number, _)| number);
    if let Some(row) = fastest.and_then(|number| rows.get_mut(number)) {
        row.is_fastest = true;
    }
}
