//! Rides and dwells only.

use super::Rail;
use crate::atlas::Place;
use crate::geometry::geodesic;
use crate::network::{Direction, Rides, Scratch, StationId};
use crate::quantity::{Metres, Minutes};
use crate::travel::reach::{Reach, Source, Spread};
use crate::travel::trip::{Parts, Ride, Trip};

/// The stations at which a place boards and ends: the one it is pinned to, else those within the radius, else the nearest.
fn stations(rail: &Rail, place: &Place) -> Vec<StationId> {
    if let Some(pinned) = rail.pinned(place) {
        return pinned.into_iter().collect();
    }
    let near: Vec<StationId> =
        rail.network.within(place.at, rail.parameters.boarding_radius).into_iter().map(|(station, _)| station).collect();
    if near.is_empty() { rail.network.nearest(place.at).map(|(station, _)| station).into_iter().collect() } else { near }
}

pub(super) fn trip(rail: &Rail, from: &Place, to: &Place) -> Trip {
    let mut scratch = Scratch::default();
    let rides = rail.network.rides(&stations(rail, from), Direction::From, rail.parameters.dwell, &mut scratch);
    ride_to(rail, from, to, &rides)
}

pub(super) fn trips(rail: &Rail, from: &Place, to: &[Place]) -> Vec<Trip> {
    let mut scratch = Scratch::default();
    let rides = rail.network.rides(&stations(rail, from), Direction::From, rail.parameters.dwell, &mut scratch);
    to.iter().map(|to| ride_to(rail, from, to, &rides)).collect()
}

/// The length of the way to each place, along the stations of the ride.
pub(super) fn ways(rail: &Rail, from: &Place, to: &[Place]) -> Vec<Option<Metres>> {
    let mut scratch = Scratch::default();
    let rides = rail.network.rides(&stations(rail, from), Direction::From, rail.parameters.dwell, &mut scratch);
    let way = |to: &Place| {
        let ride = ride_to(rail, from, to, &rides).ride?;
        let along = rail.network.length_of_ride(&rides, ride.alight, rail.parameters.dwell);
        Some(rail.way(from, to, ride, along))
    };
    to.iter().map(way).collect()
}

fn ride_to(rail: &Rail, from: &Place, to: &Place, rides: &Rides<'_>) -> Trip {
    let ends = stations(rail, to).into_iter();
    let reached = ends.filter_map(|station| Some((rides.minutes(station)?, rides.end(station)?, station)));
    let best = reached.min_by(|a, b| a.0.total_cmp(&b.0));
    Trip {
        distance: geodesic::distance(from.at, to.at),
        minutes: best.map(|(minutes, ..)| minutes),
        parts: best.map(|(ride, ..)| Parts { ride, ..Parts::default() }),
        ride: best.map(|(_, board, alight)| Ride { board, alight, changes: None }),
    }
}

/// A disk around every station that trains reach: who is within the boarding radius of a station is there with the train.
pub(super) fn reach(rail: &Rail, place: &Place, direction: Direction) -> Reach {
    let mut scratch = Scratch::default();
    let rides = rail.network.rides(&stations(rail, place), direction, rail.parameters.dwell, &mut scratch);
    let spread = Spread::Disk { radius: rail.parameters.boarding_radius };
    let source = |station: StationId| {
        let start: Minutes = rides.minutes(station)?;
        Some(Source { at: rail.network.station(station).at, start, spread })
    };
    Reach { sources: rail.network.station_ids().filter_map(source).collect() }
}
