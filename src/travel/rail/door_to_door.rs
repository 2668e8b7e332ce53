//! Access, entry, waiting, rides, changes of train and egress.

use super::Rail;
use crate::atlas::Place;
use crate::geometry::geodesic;
use crate::network::{Direction, Journeys, StationId, Stop};
use crate::quantity::{Metres, Minutes};
use crate::travel::reach::{Reach, Source, Spread};
use crate::travel::trip::{Parts, Ride, Trip};

/// How a place reaches stations; `None` when it is pinned to one that the network does not have.
fn stop(rail: &Rail, place: &Place) -> Option<Stop> {
    let minutes_per_metre = minutes_per_metre(rail);
    match rail.pinned(place) {
        Some(station) => station.map(|station| Stop::Pinned { at: place.at, station, minutes_per_metre }),
        None => Some(Stop::Around { at: place.at, minutes_per_metre, limit: rail.parameters.access_limit }),
    }
}

fn minutes_per_metre(rail: &Rail) -> f64 {
    rail.parameters.access().minutes(Metres::new(1.0)).minutes()
}

pub(super) fn trip(rail: &Rail, from: &Place, to: &Place) -> Trip {
    let journeys = stop(rail, from).map(|start| rail.network.journeys_from(&start, &rail.costs));
    journey_to(rail, from, to, journeys.as_ref())
}

pub(super) fn trips(rail: &Rail, from: &Place, to: &[Place]) -> Vec<Trip> {
    let journeys = stop(rail, from).map(|start| rail.network.journeys_from(&start, &rail.costs));
    to.iter().map(|to| journey_to(rail, from, to, journeys.as_ref())).collect()
}

/// The length of the way to each place, along the stations of the journey; without a train, of the way on one's own.
pub(super) fn ways(rail: &Rail, from: &Place, to: &[Place]) -> Vec<Option<Metres>> {
    let journeys = stop(rail, from).map(|start| rail.network.journeys_from(&start, &rail.costs));
    let way = |to: &Place| {
        let trip = journey_to(rail, from, to, journeys.as_ref());
        match (trip.ride, &journeys) {
            (Some(ride), Some(journeys)) => Some(rail.way(from, to, ride, journeys.length(ride.alight)?)),
            _ => trip.minutes.map(|_| trip.distance * rail.parameters.access_detour),
        }
    };
    to.iter().map(way).collect()
}

fn journey_to(rail: &Rail, from: &Place, to: &Place, journeys: Option<&Journeys<'_>>) -> Trip {
    let distance = geodesic::distance(from.at, to.at);
    let within = rail.parameters.access_limit.is_none_or(|limit| distance <= limit);
    let without_train = within.then(|| Minutes::new(minutes_per_metre(rail) * distance.metres()));
    let with_train = journeys.zip(stop(rail, to));
    let last = with_train.and_then(|(journeys, end)| last_station(rail, journeys, &end, without_train));
    if let Some((journey, egress)) = last.and_then(|(station, egress)| Some((journeys?.journey(station)?, egress))) {
        let parts = Parts {
            access: journey.access,
            entry: journey.entry,
            wait: journey.wait,
            ride: journey.ride,
            transfer: journey.transfer,
            egress: rail.parameters.exit + egress,
        };
        let ride = Ride { board: journey.board, alight: journey.alight, changes: Some(journey.changes) };
        return Trip { distance, minutes: Some(parts.total()), parts: Some(parts), ride: Some(ride) };
    }
    let parts = without_train.map(|access| Parts { access, ..Parts::default() });
    Trip { distance, minutes: without_train, parts, ride: None }
}

/// The station at which to leave the train, and the minutes from there; `None` when it is faster without a train or no train
/// leads there.
fn last_station(
    rail: &Rail,
    journeys: &Journeys<'_>,
    end: &Stop,
    without_train: Option<Minutes>,
) -> Option<(StationId, Minutes)> {
    let exit = rail.parameters.exit;
    let bound = |(station, egress)| Some((station, journeys.arrival(station)? + exit + egress));
    let bounds: Vec<(StationId, Minutes)> = end.bounds(&rail.network).filter_map(bound).collect();
    let exact = |station| Some((station, journeys.arrival(station)? + exit, end.minutes(&rail.network, station)?));
    // The station with the least bound is mostly the best, and few others have a bound below its minutes.
    let (first, _) = *bounds.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let total = |(_, left, egress): (StationId, Minutes, Minutes)| left + egress;
    let limit = exact(first).map(total).into_iter().chain(without_train).min_by(Minutes::total_cmp);
    let worth_a_look = bounds.into_iter().filter(|(_, bound)| limit.is_none_or(|limit| *bound <= limit));
    let best =
        worth_a_look.filter_map(|(station, _)| exact(station)).min_by(|one, other| total(*one).total_cmp(&total(*other)))?;
    // Who is as fast without a train takes none.
    without_train.is_none_or(|without| total(best) < without).then_some((best.0, best.2))
}

/// The place itself, and every station that trains lead to or from.
pub(super) fn reach(rail: &Rail, place: &Place, direction: Direction) -> Reach {
    let spread = Spread::Way { minutes_per_metre: minutes_per_metre(rail), limit: rail.parameters.access_limit };
    let mut sources = vec![Source { at: place.at, start: Minutes::new(0.0), spread }];
    let Some(stop) = stop(rail, place) else { return Reach { sources } };
    let network = &rail.network;
    let exit = rail.parameters.exit;
    let starts: Vec<Option<Minutes>> = match direction {
        Direction::From => {
            let journeys = network.journeys_from(&stop, &rail.costs);
            network.station_ids().map(|station| journeys.arrival(station).map(|arrival| arrival + exit)).collect()
        }
        Direction::To => network.journeys_to(&stop, exit, &rail.costs),
    };
    let reached = network.stations().iter().zip(starts);
    sources.extend(reached.filter_map(|(station, start)| Some(Source { at: station.at, start: start?, spread })));
    Reach { sources }
}
