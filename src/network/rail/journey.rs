//! Journeys from door to station: access, boarding, rides, changes of train.
//!
//! Dijkstra (1959) on legs and not on stations, because what comes after a leg depends on the leg: a train that runs through costs
//! a dwell, another one a change ([`RailNetwork::runs_through`]). Of all legs that end at a station only the first to arrive is
//! worth changing from, so changes are tried once for each station and only through rides for each pair of legs.
//!
//! The ways between a place and the stations around it are tried from the nearest outwards and only as far as they can still
//! matter: a station that an earlier train has reached is not worth going to on one's own.

use crate::geometry::geodesic;
use crate::quantity::{LonLat, Metres, Minutes};

use super::graph::RailNetwork;
use super::heap::Queue;
use super::station::{LegId, StationId};

/// What boarding and changing costs, for every leg of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct JourneyCosts {
    dwell: f64,
    transfer: f64,
    through_trains: f64,
    board: Vec<f64>,
    wait: Vec<f64>,
    /// The least that boarding costs more than changing, over all legs.
    board_over_change: f64,
    /// The most that a change costs.
    longest_change: f64,
}

/// The way between a place and the stations it uses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// One station, whatever its distance.
    Pinned {
        /// The place.
        at: LonLat,
        /// Its station.
        station: StationId,
        /// Minutes for each metre of geodesic distance.
        minutes_per_metre: f64,
    },
    /// Every station, up to a limit if there is one.
    Around {
        /// The place.
        at: LonLat,
        /// Minutes for each metre of geodesic distance.
        minutes_per_metre: f64,
        /// The farthest station that is used.
        limit: Option<Metres>,
    },
}

/// A journey from a place to a station, in minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Journey {
    /// Where the first train is boarded.
    pub board: StationId,
    /// Where the last train is left.
    pub alight: StationId,
    /// From the place to the first station.
    pub access: Minutes,
    /// At the first station before waiting.
    pub entry: Minutes,
    /// Waiting for trains, the first and those changed to.
    pub wait: Minutes,
    /// Legs and the dwells of through rides.
    pub ride: Minutes,
    /// Changing trains, without the waiting.
    pub transfer: Minutes,
    /// How many changes of train.
    pub changes: u32,
}

/// The memory and the result of one search.
#[derive(Clone, Debug)]
pub struct Journeys<'n> {
    network: &'n RailNetwork,
    costs: &'n JourneyCosts,
    /// Minutes from the place to the end of a leg; infinite for not reached.
    cost: Vec<f64>,
    before: Vec<Before>,
    /// Minutes from the place to a station on one's own, where that was tried.
    access: Vec<f64>,
    /// Minutes from the place to the first arrival at a station by train; infinite for none.
    arrival: Vec<f64>,
    first: Vec<LegId>,
    queue: Queue,
}

/// What a leg comes after.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Before {
    Boarding,
    Through(LegId),
    Change(LegId),
}

impl JourneyCosts {
    /// What it costs: `dwell` at stops passed, `transfer` for each change; `entry_and_wait` of the trains a day of a leg gives the
    /// minutes of entry and of waiting, `through_trains` is as in [`RailNetwork::runs_through`]. Changing costs the transfer and
    /// the waiting. No minutes may be negative.
    pub fn new(
        network: &RailNetwork,
        dwell: Minutes,
        transfer: Minutes,
        through_trains: f64,
        entry_and_wait: impl Fn(f64) -> (Minutes, Minutes),
    ) -> Self {
        let both: Vec<(Minutes, Minutes)> = network.leg_ids().map(|leg| entry_and_wait(network.trains(leg))).collect();
        let wait: Vec<f64> = both.iter().map(|(_, wait)| wait.minutes()).collect();
        let board: Vec<f64> = both.iter().map(|(entry, wait)| (*entry + *wait).minutes()).collect();
        let transfer = transfer.minutes();
        let over = board.iter().zip(&wait).map(|(board, wait)| board - (transfer + wait)).fold(f64::INFINITY, f64::min);
        let longest_change = transfer + wait.iter().copied().fold(0.0, f64::max);
        Self { dwell: dwell.minutes(), transfer, through_trains, board, wait, board_over_change: over, longest_change }
    }

    fn board(&self, leg: LegId) -> f64 {
        self.board[leg.index()]
    }

    fn change(&self, leg: LegId) -> f64 {
        self.transfer + self.wait[leg.index()]
    }
}

impl Stop {
    /// Where the place is.
    pub const fn at(&self) -> LonLat {
        match self {
            Self::Pinned { at, .. } | Self::Around { at, .. } => *at,
        }
    }

    /// The stations with minutes that the way there is not below, in order of these.
    fn candidates<'n>(&self, network: &'n RailNetwork) -> impl Iterator<Item = (StationId, Minutes)> + use<'n> {
        let (pinned, around) = match *self {
            Self::Pinned { station, .. } => (Some((station, Minutes::new(0.0))), None),
            Self::Around { at, minutes_per_metre, limit } => {
                let near = network.by_chord(at).take_while(move |(_, chord)| limit.is_none_or(|limit| *chord <= limit));
                (None, Some(near.map(move |(station, chord)| (station, minutes(minutes_per_metre, chord)))))
            }
        };
        pinned.into_iter().chain(around.into_iter().flatten())
    }

    /// The same in the order of the stations. Faster where all are needed.
    pub fn bounds<'n>(&self, network: &'n RailNetwork) -> impl Iterator<Item = (StationId, Minutes)> + use<'n> {
        let (pinned, around) = match *self {
            Self::Pinned { station, .. } => (Some((station, Minutes::new(0.0))), None),
            Self::Around { at, minutes_per_metre, .. } => {
                let all = network.chords(at);
                (None, Some(all.map(move |(station, chord)| (station, minutes(minutes_per_metre, chord)))))
            }
        };
        pinned.into_iter().chain(around.into_iter().flatten())
    }

    /// The minutes between the place and a station; `None` beyond the limit.
    pub fn minutes(&self, network: &RailNetwork, station: StationId) -> Option<Minutes> {
        let distance = geodesic::distance(self.at(), network.station(station).at);
        let (minutes_per_metre, limit) = match *self {
            Self::Pinned { minutes_per_metre, .. } => (minutes_per_metre, None),
            Self::Around { minutes_per_metre, limit, .. } => (minutes_per_metre, limit),
        };
        limit.is_none_or(|limit| distance <= limit).then(|| minutes(minutes_per_metre, distance))
    }
}

fn minutes(minutes_per_metre: f64, distance: Metres) -> Minutes {
    Minutes::new(minutes_per_metre * distance.metres())
}

impl RailNetwork {
    /// The fastest journeys from a place to every station.
    pub fn journeys_from<'n>(&'n self, start: &Stop, costs: &'n JourneyCosts) -> Journeys<'n> {
        let mut journeys = Journeys::new(self, costs);
        let mut candidates = start.candidates(self).peekable();
        loop {
            let next = journeys.queue.least();
            match candidates.next_if(|(_, bound)| next.is_none_or(|next| bound.minutes() <= next)) {
                Some((station, bound)) => journeys.board(start, station, bound),
                None => match journeys.queue.pop() {
                    Some((cost, leg)) => journeys.arrive(cost, LegId::of_index(leg)),
                    None => return journeys,
                },
            }
        }
    }

    /// The least minutes from every station, before entering it, to a place; `None` for stations from which no train leads there.
    /// `exit` is charged for leaving the last station.
    pub fn journeys_to(&self, end: &Stop, exit: Minutes, costs: &JourneyCosts) -> Vec<Option<Minutes>> {
        let mut search = Backwards::new(self, costs);
        let mut candidates = end.candidates(self).peekable();
        loop {
            let next = search.queue.least();
            match candidates.next_if(|(_, bound)| next.is_none_or(|next| (*bound + exit).minutes() <= next)) {
                Some((station, bound)) => search.leave(end, station, bound, exit),
                None => match search.queue.pop() {
                    Some((cost, leg)) => search.ride(cost, LegId::of_index(leg)),
                    None => break,
                },
            }
        }
        search.boarded.into_iter().map(|minutes| minutes.is_finite().then(|| Minutes::new(minutes))).collect()
    }
}

impl<'n> Journeys<'n> {
    fn new(network: &'n RailNetwork, costs: &'n JourneyCosts) -> Self {
        let (legs, stations) = (network.leg_count(), network.stations().len());
        Self {
            network,
            costs,
            cost: vec![f64::INFINITY; legs],
            before: vec![Before::Boarding; legs],
            access: vec![f64::INFINITY; stations],
            arrival: vec![f64::INFINITY; stations],
            first: vec![LegId::of_index(0); stations],
            queue: Queue::default(),
        }
    }

    /// Goes to a station on one's own, unless a train was there early enough.
    fn board(&mut self, start: &Stop, station: StationId, bound: Minutes) {
        let changed = self.arrival[station.index()] - self.costs.board_over_change;
        if bound.minutes() >= changed {
            return;
        }
        let Some(access) = start.minutes(self.network, station).map(Minutes::minutes) else { return };
        if access < changed {
            self.access[station.index()] = access;
            for leg in self.network.departing(station) {
                self.relax(leg, access + self.costs.board(leg), Before::Boarding);
            }
        }
    }

    /// Ends a leg: the first arrival at a station may change to every train there, every arrival may ride through.
    fn arrive(&mut self, cost: f64, leg: LegId) {
        if cost > self.cost[leg.index()] {
            return;
        }
        let station = self.network.to(leg);
        if self.arrival[station.index()].is_infinite() {
            self.arrival[station.index()] = cost;
            self.first[station.index()] = leg;
            for next in self.network.departing(station) {
                self.relax(next, cost + self.costs.change(next), Before::Change(leg));
            }
        }
        let through = cost + self.costs.dwell;
        if through >= self.arrival[station.index()] + self.costs.longest_change {
            return;
        }
        for next in self.network.departing(station) {
            let better = through + self.network.minutes(next).minutes() < self.cost[next.index()];
            if better && self.network.runs_through(leg, next, self.costs.through_trains) {
                self.relax(next, through, Before::Through(leg));
            }
        }
    }

    fn relax(&mut self, leg: LegId, departure: f64, before: Before) {
        let cost = departure + self.network.minutes(leg).minutes();
        if cost < self.cost[leg.index()] {
            self.cost[leg.index()] = cost;
            self.before[leg.index()] = before;
            self.queue.push(cost, leg.index());
        }
    }

    /// The least minutes from the place to an arrival at a station by train; `None` when no train leads there.
    pub fn arrival(&self, station: StationId) -> Option<Minutes> {
        let arrival = self.arrival[station.index()];
        arrival.is_finite().then(|| Minutes::new(arrival))
    }

    /// The least minutes to an arrival by train anywhere.
    pub fn first_arrival(&self) -> Option<Minutes> {
        let first = self.arrival.iter().copied().fold(f64::INFINITY, f64::min);
        first.is_finite().then(|| Minutes::new(first))
    }

    /// The length of the fastest journey to a station, straight from stop to stop.
    pub fn length(&self, station: StationId) -> Option<Metres> {
        self.arrival(station)?;
        let mut leg = self.first[station.index()];
        let mut length = self.network.length(leg);
        while let Before::Through(earlier) | Before::Change(earlier) = self.before[leg.index()] {
            length += self.network.length(earlier);
            leg = earlier;
        }
        Some(length)
    }

    /// The fastest journey to a station, in its parts.
    pub fn journey(&self, station: StationId) -> Option<Journey> {
        self.arrival(station)?;
        let [mut wait, mut ride, mut transfer] = [0.0; 3];
        let mut changes = 0;
        let mut leg = self.first[station.index()];
        loop {
            ride += self.network.minutes(leg).minutes();
            match self.before[leg.index()] {
                Before::Boarding => break,
                Before::Through(earlier) => {
                    ride += self.costs.dwell;
                    leg = earlier;
                }
                Before::Change(earlier) => {
                    changes += 1;
                    transfer += self.costs.transfer;
                    wait += self.costs.wait[leg.index()];
                    leg = earlier;
                }
            }
        }
        let board = self.network.from(leg);
        let first_wait = self.costs.wait[leg.index()];
        Some(Journey {
            board,
            alight: station,
            access: Minutes::new(self.access[board.index()]),
            entry: Minutes::new(self.costs.board(leg) - first_wait),
            wait: Minutes::new(first_wait + wait),
            ride: Minutes::new(ride),
            transfer: Minutes::new(transfer),
            changes,
        })
    }
}

/// The search from a place backwards along the legs.
struct Backwards<'n> {
    network: &'n RailNetwork,
    costs: &'n JourneyCosts,
    /// Minutes from the departure of a leg to the place; infinite for not reached.
    cost: Vec<f64>,
    /// Minutes to the place for who changes trains at a station, from the arrival.
    changed: Vec<f64>,
    /// Minutes to the place for who is before a station.
    boarded: Vec<f64>,
    queue: Queue,
}

impl<'n> Backwards<'n> {
    fn new(network: &'n RailNetwork, costs: &'n JourneyCosts) -> Self {
        let (legs, stations) = (network.leg_count(), network.stations().len());
        Self {
            network,
            costs,
            cost: vec![f64::INFINITY; legs],
            changed: vec![f64::INFINITY; stations],
            boarded: vec![f64::INFINITY; stations],
            queue: Queue::default(),
        }
    }

    /// Leaves the train at a station for the place.
    fn leave(&mut self, end: &Stop, station: StationId, bound: Minutes, exit: Minutes) {
        if (bound + exit).minutes() >= self.changed[station.index()] {
            return;
        }
        if let Some(egress) = end.minutes(self.network, station) {
            self.arrive_by_any(station, (exit + egress).minutes());
        }
    }

    fn ride(&mut self, cost: f64, leg: LegId) {
        if cost > self.cost[leg.index()] {
            return;
        }
        let station = self.network.from(leg);
        let boarded = cost + self.costs.board(leg);
        if boarded < self.boarded[station.index()] {
            self.boarded[station.index()] = boarded;
        }
        let changed = cost + self.costs.change(leg);
        if changed < self.changed[station.index()] {
            self.changed[station.index()] = changed;
            self.arrive_by_any(station, changed);
        }
        let through = cost + self.costs.dwell;
        for &before in self.network.arriving(station) {
            let better = through + self.network.minutes(before).minutes() < self.cost[before.index()];
            if better && self.network.runs_through(before, leg, self.costs.through_trains) {
                self.relax(before, through);
            }
        }
    }

    /// Every leg that ends at a station, with what follows its arrival.
    fn arrive_by_any(&mut self, station: StationId, rest: f64) {
        for &leg in self.network.arriving(station) {
            self.relax(leg, rest);
        }
    }

    fn relax(&mut self, leg: LegId, rest: f64) {
        let cost = rest + self.network.minutes(leg).minutes();
        if cost < self.cost[leg.index()] {
            self.cost[leg.index()] = cost;
            self.queue.push(cost, leg.index());
        }
    }
}
