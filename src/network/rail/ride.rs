//! In-vehicle minutes: rides and the dwells at the stops passed, from some stations to all.
//!
//! Dijkstra (1959) on stations. A dwell is added before every leg but the first, so minutes end with the arrival.

use crate::geometry::geodesic;
use crate::quantity::{Metres, Minutes};

use super::graph::RailNetwork;
use super::heap::Queue;
use super::station::{LegId, StationId};
use crate::network::Direction;

/// The memory of searches, to be used again for the next one.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// Least minutes so far by station; infinite for not reached.
    cost: Vec<f64>,
    /// The start of the way to each station.
    start: Vec<StationId>,
    queue: Queue,
}

/// The in-vehicle minutes between some stations and all others.
#[derive(Clone, Copy, Debug)]
pub struct Rides<'s> {
    scratch: &'s Scratch,
}

impl RailNetwork {
    /// The least in-vehicle minutes from the nearest by time of `ends` to every station, or the other way. Dwells are at every stop
    /// passed.
    ///
    /// # Examples
    /// ```
    /// use ringshed::Minutes;
    /// use ringshed::network::{Direction, RailChecks, RailTable, Scratch};
    /// let network = RailTable::embedded().build(&RailChecks::default()).network;
    /// let (south, cangzhou) = (network.resolve("北京南")?, network.resolve("沧州西")?);
    /// let mut scratch = Scratch::default();
    /// let rides = network.rides(&[south], Direction::From, Minutes::new(2.0), &mut scratch);
    /// assert_eq!(rides.minutes(cangzhou), Some(Minutes::new(51.0)));
    /// # Ok::<(), ringshed::network::StationNameError>(())
    /// ```
    pub fn rides<'s>(
        &self,
        ends: &[StationId],
        direction: Direction,
        dwell: Minutes,
        scratch: &'s mut Scratch,
    ) -> Rides<'s> {
        scratch.reset(self.stations().len());
        for &end in ends {
            scratch.cost[end.index()] = 0.0;
            scratch.start[end.index()] = end;
            scratch.queue.push(0.0, end.index());
        }
        while let Some((cost, station)) = scratch.queue.pop() {
            if cost > scratch.cost[station] {
                continue;
            }
            let station = StationId::of_index(station);
            let is_end = scratch.start[station.index()] == station;
            let here = if is_end { cost } else { cost + dwell.minutes() };
            match direction {
                Direction::From => self.departing(station).for_each(|leg| {
                    scratch.relax(station, self.to(leg), here + self.minutes(leg).minutes());
                }),
                Direction::To => self.arriving(station).iter().for_each(|&leg| {
                    scratch.relax(station, self.from(leg), here + self.minutes(leg).minutes());
                }),
            }
        }
        Rides { scratch }
    }
}

impl RailNetwork {
    /// The length of the ride that leads from the nearest of the ends to a station, straight from stop to stop; 0 for the ends
    /// themselves and for stations that are not reached. `rides` are from the ends, with the same dwell.
    pub fn length_of_ride(&self, rides: &Rides<'_>, station: StationId, dwell: Minutes) -> Metres {
        let mut length = Metres::new(0.0);
        let mut here = station;
        while let Some(leg) = self.last_leg(rides, here, dwell) {
            length += self.length(leg);
            here = self.from(leg);
        }
        length
    }

    /// The leg by which a ride arrives: its minutes and those before it are the minutes of the station, to the last bit, because they
    /// were added up in the same order.
    fn last_leg(&self, rides: &Rides<'_>, station: StationId, dwell: Minutes) -> Option<LegId> {
        let arrival = rides.minutes(station)?;
        if rides.end(station) == Some(station) {
            return None;
        }
        let arrives = |leg: &LegId| {
            let before = self.from(*leg);
            let departure = rides
                .minutes(before)
                .map(|minutes| if rides.end(before) == Some(before) { minutes } else { minutes + dwell });
            departure.is_some_and(|departure| departure + self.minutes(*leg) == arrival)
        };
        self.arriving(station).iter().copied().find(arrives)
    }

    /// The straight length of a leg.
    pub(super) fn length(&self, leg: LegId) -> Metres {
        geodesic::distance(self.station(self.from(leg)).at, self.station(self.to(leg)).at)
    }
}

impl Scratch {
    fn reset(&mut self, stations: usize) {
        self.cost.clear();
        self.cost.resize(stations, f64::INFINITY);
        self.start.clear();
        self.start.resize(stations, StationId::new(0));
        self.queue.clear();
    }

    fn relax(&mut self, before: StationId, station: StationId, cost: f64) {
        if cost < self.cost[station.index()] {
            self.cost[station.index()] = cost;
            self.start[station.index()] = self.start[before.index()];
            self.queue.push(cost, station.index());
        }
    }
}

impl Rides<'_> {
    /// The least minutes between one of the ends and a station; `None` when no train connects them.
    pub fn minutes(&self, station: StationId) -> Option<Minutes> {
        let cost = self.scratch.cost[station.index()];
        cost.is_finite().then(|| Minutes::new(cost))
    }

    /// The end that these minutes are from or to.
    pub fn end(&self, station: StationId) -> Option<StationId> {
        self.minutes(station).map(|_| self.scratch.start[station.index()])
    }
}
