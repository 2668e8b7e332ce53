//! The network as columns: legs sorted by the station they leave, and offsets into them.

use std::collections::HashMap;
use std::ops::Range;

use crate::geometry::nearest::NearestPlace;
use crate::quantity::{LonLat, Metres, Minutes};

use super::names::{StationNameError, StationNames};
use super::station::{LegId, Station, StationId};

/// A checked rail network. Never changes; made by [`RailTable::build`](super::RailTable::build).
///
/// # Examples
/// ```
/// use ringshed::network::{RailChecks, RailTable};
/// let network = RailTable::embedded().build(&RailChecks::default()).network;
/// let south = network.resolve("北京南站")?;
/// assert_eq!(network.station(south).unit.as_deref(), Some("110000"));
/// assert!(network.departing(south).count() > 10);
/// # Ok::<(), ringshed::network::StationNameError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RailNetwork {
    stations: Vec<Station>,
    names: StationNames,
    nearest: NearestPlace,
    from: Vec<StationId>,
    to: Vec<StationId>,
    minutes: Vec<f64>,
    trains: Vec<f64>,
    /// Trains a day of the leg the other way, as the file has them.
    trains_back: Vec<f64>,
    /// Legs that leave station `s` are `departing[s]..departing[s + 1]`.
    departing: Vec<u32>,
    /// Legs that end at station `s` are `arriving[first_arriving[s]..first_arriving[s + 1]]`.
    first_arriving: Vec<u32>,
    arriving: Vec<LegId>,
    /// Trains a day that leave a station by all its legs, as the file has them.
    departures: Vec<f64>,
}

/// The trains a day of the file, before any edit: by these trains are shared out where lines meet.
pub(super) struct Shares {
    pub(super) by_leg: HashMap<(StationId, StationId), f64>,
    /// Of legs whose other end is no station any more.
    pub(super) removed: Vec<(StationId, f64)>,
}

/// A leg one way, before it has a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LegDraft {
    pub(super) from: StationId,
    pub(super) to: StationId,
    pub(super) minutes: Minutes,
    pub(super) trains: f64,
}

impl RailNetwork {
    /// The network of some stations and legs, at most one for each way between two stations.
    pub(super) fn new(stations: Vec<Station>, mut legs: Vec<LegDraft>, shares: &Shares) -> Self {
        legs.sort_by_key(|leg| (leg.from, leg.to));
        let back = |leg: &LegDraft| shares.by_leg.get(&(leg.to, leg.from)).copied().unwrap_or(0.0);
        let mut arriving: Vec<LegId> = (0..legs.len()).map(LegId::of_index).collect();
        arriving.sort_by_key(|leg| (legs[leg.index()].to, *leg));
        let count = stations.len();
        let mut departures = vec![0.0; count];
        let by_leg = shares.by_leg.iter().map(|((from, _), trains)| (*from, *trains));
        for (from, trains) in by_leg.chain(shares.removed.iter().copied()) {
            departures[from.index()] += trains;
        }
        let places: Vec<LonLat> = stations.iter().map(|station| station.at).collect();
        Self {
            names: StationNames::new(&stations),
            nearest: NearestPlace::new(&places),
            from: legs.iter().map(|leg| leg.from).collect(),
            to: legs.iter().map(|leg| leg.to).collect(),
            minutes: legs.iter().map(|leg| leg.minutes.minutes()).collect(),
            trains: legs.iter().map(|leg| leg.trains).collect(),
            trains_back: legs.iter().map(back).collect(),
            departing: offsets(count, legs.iter().map(|leg| leg.from)),
            first_arriving: offsets(count, legs.iter().map(|leg| leg.to)),
            arriving,
            departures,
            stations,
        }
    }

    /// The stations, in the order of their numbers.
    pub fn stations(&self) -> &[Station] {
        &self.stations
    }

    /// The numbers of all stations, in order.
    pub fn station_ids(&self) -> impl ExactSizeIterator<Item = StationId> + use<> {
        (0..self.stations.len()).map(StationId::of_index)
    }

    /// A station of this network.
    pub fn station(&self, id: StationId) -> &Station {
        &self.stations[id.index()]
    }

    /// How many legs there are, each way counted.
    pub fn leg_count(&self) -> usize {
        self.to.len()
    }

    /// The numbers of all legs, in order.
    pub fn leg_ids(&self) -> impl ExactSizeIterator<Item = LegId> + use<> {
        (0..self.to.len()).map(LegId::of_index)
    }

    /// The station a leg leaves.
    pub fn from(&self, leg: LegId) -> StationId {
        self.from[leg.index()]
    }

    /// The station a leg ends at.
    pub fn to(&self, leg: LegId) -> StationId {
        self.to[leg.index()]
    }

    /// The fastest minutes of a leg, from departure to arrival.
    pub fn minutes(&self, leg: LegId) -> Minutes {
        Minutes::new(self.minutes[leg.index()])
    }

    /// The trains a day of a leg, above 0.
    pub fn trains(&self, leg: LegId) -> f64 {
        self.trains[leg.index()]
    }

    /// The legs that leave a station, in order of where they end.
    pub fn departing(&self, station: StationId) -> impl ExactSizeIterator<Item = LegId> + use<> {
        range(&self.departing, station).map(LegId::of_index)
    }

    /// The legs that end at a station, in order of where they begin.
    pub fn arriving(&self, station: StationId) -> &[LegId] {
        &self.arriving[range(&self.first_arriving, station)]
    }

    /// The station of exactly this name.
    pub fn find(&self, name: &str) -> Option<StationId> {
        self.names.exact(name)
    }

    /// The station that a name stands for: as the table has it, or whatever its case, spaces and the word for station
    /// (`北京南站`), or the second name of the table.
    ///
    /// # Errors
    /// [`StationNameError`] when no station has the name (with the closest spellings) or several have it.
    pub fn resolve(&self, name: &str) -> Result<StationId, StationNameError> {
        self.names.resolve(name, &self.stations)
    }

    /// The stations within a geodesic distance of a position, in order of their numbers, with their distances.
    pub fn within(&self, at: LonLat, radius: Metres) -> Vec<(StationId, Metres)> {
        let found = self.nearest.within(at, radius).into_iter();
        found.map(|(number, distance)| (StationId::of_index(number), distance)).collect()
    }

    /// The nearest station and its geodesic distance; `None` without stations.
    pub fn nearest(&self, at: LonLat) -> Option<(StationId, Metres)> {
        self.nearest.nearest(at).map(|(number, distance)| (StationId::of_index(number), distance))
    }

    /// Every station with a length that its geodesic distance is not below, in order of that length.
    pub(super) fn by_chord(&self, at: LonLat) -> impl Iterator<Item = (StationId, Metres)> + '_ {
        self.nearest.by_chord(at).map(|(number, chord)| (StationId::of_index(number), chord))
    }

    /// The same lengths in the order of the stations.
    pub(super) fn chords(&self, at: LonLat) -> impl Iterator<Item = (StationId, Metres)> + '_ {
        self.nearest.chords(at).enumerate().map(|(number, chord)| (StationId::of_index(number), chord))
    }

    /// Whether at least `least` trains a day are expected to run through from one leg to the next.
    ///
    /// The table has legs and not trains, so through trains are estimated: the trains that arrive by `leg` go on by the legs that
    /// leave the station, except back to where they came from, in proportion to the trains of these; where fewer trains leave
    /// than arrive, the rest end there. So `n(leg) n(next) / max(n(leg), trains leaving elsewhere)` run through. (Ours; with
    /// `least` 0 every ride goes through.)
    ///
    /// The trains leaving elsewhere are those of the file, whatever an edit changes: a new line takes no through trains from the
    /// others, so that adding never makes a trip longer, nor removing one shorter.
    pub fn runs_through(&self, leg: LegId, next: LegId, least: f64) -> bool {
        let (leg, next) = (leg.index(), next.index());
        if self.to[leg] != self.from[next] || self.from[leg] == self.to[next] {
            return false;
        }
        let elsewhere = self.departures[self.to[leg].index()] - self.trains_back[leg];
        self.trains[leg] * self.trains[next] >= least * elsewhere.max(self.trains[leg])
    }

    /// The stations in parts between which no train runs, the largest part first, then by the first station.
    pub fn parts(&self) -> Vec<Vec<StationId>> {
        let mut part_of: Vec<Option<usize>> = vec![None; self.stations.len()];
        let mut parts: Vec<Vec<StationId>> = Vec::new();
        for start in self.station_ids() {
            if part_of[start.index()].is_none() {
                let part = self.part(start, parts.len(), &mut part_of);
                parts.push(part);
            }
        }
        parts.sort_by_key(|part| (std::cmp::Reverse(part.len()), part.first().copied()));
        parts
    }

    fn part(&self, start: StationId, number: usize, part_of: &mut [Option<usize>]) -> Vec<StationId> {
        part_of[start.index()] = Some(number);
        let mut part = vec![start];
        let mut next = 0;
        while let Some(&station) = part.get(next) {
            next += 1;
            let there = self.departing(station).map(|leg| self.to(leg));
            let back = self.arriving(station).iter().map(|&leg| self.from(leg));
            for neighbour in there.chain(back) {
                if part_of[neighbour.index()].is_none() {
                    part_of[neighbour.index()] = Some(number);
                    part.push(neighbour);
                }
            }
        }
        part.sort_unstable();
        part
    }
}

/// Where the items of each station begin in a list sorted by station.
fn offsets(stations: usize, sorted: impl Iterator<Item = StationId>) -> Vec<u32> {
    let mut first = vec![0_u32; stations + 1];
    sorted.for_each(|station| first[station.index() + 1] += 1);
    for station in 0..stations {
        first[station + 1] += first[station];
    }
    first
}

fn range(first: &[u32], station: StationId) -> Range<usize> {
    first[station.index()] as usize..first[station.index() + 1] as usize
}
