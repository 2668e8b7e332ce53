//! What rows say together: legs faster than trains run, stations in the wrong place, parts without connection.

use crate::finding::Finding;
use crate::geometry::geodesic;
use crate::quantity::{Kilometres, KilometresPerHour, Minutes};

use super::graph::RailNetwork;
use super::station::StationId;
use super::table::{LegRow, RailTable, StationRow};

/// What a rail table is held against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RailChecks {
    /// The fastest a train can be on the straight line between two stops. Default 350 km/h, the fastest service in China.
    pub fastest: KilometresPerHour,
}

impl Default for RailChecks {
    fn default() -> Self {
        Self { fastest: KilometresPerHour::new(350.0) }
    }
}

/// A leg that is in the network, by its row, with its stations.
pub(super) struct UsedLeg<'a> {
    pub(super) row: &'a LegRow,
    pub(super) from: StationId,
    pub(super) to: StationId,
}

impl UsedLeg<'_> {
    fn fastest_minutes(&self) -> Minutes {
        let runs = [self.row.forward, self.row.back].into_iter().filter(|run| run.trains > 0.0);
        runs.map(|run| run.minutes).min_by(Minutes::total_cmp).unwrap_or(self.row.forward.minutes)
    }
}

/// Speeds that no train has. A station most of whose legs are too fast stands in the wrong place: it gets one finding instead
/// of one for each leg.
pub(super) fn speeds(table: &RailTable, rows: &[&StationRow], legs: &[UsedLeg<'_>], checks: &RailChecks) -> Vec<Finding> {
    let speed = |leg: &UsedLeg<'_>| {
        let way = Kilometres::from(geodesic::distance(rows[leg.from.index()].at, rows[leg.to.index()].at));
        way.kilometres() / leg.fastest_minutes().minutes() * 60.0
    };
    let limit = checks.fastest.kilometres_per_hour();
    let too_fast: Vec<(&UsedLeg<'_>, f64)> =
        legs.iter().map(|leg| (leg, speed(leg))).filter(|(_, speed)| *speed > limit).collect();
    let mut legs_of = vec![0_usize; rows.len()];
    let mut fast_of = vec![0_usize; rows.len()];
    legs.iter().flat_map(|leg| [leg.from, leg.to]).for_each(|station| legs_of[station.index()] += 1);
    too_fast.iter().flat_map(|(leg, _)| [leg.from, leg.to]).for_each(|station| fast_of[station.index()] += 1);
    let misplaced = |station: StationId| {
        let (fast, all) = (fast_of[station.index()], legs_of[station.index()]);
        fast >= 2 && 2 * fast > all
    };
    let mut findings = Vec::new();
    for (number, row) in rows.iter().enumerate().filter(|(number, _)| misplaced(StationId::of_index(*number))) {
        let of_station = |leg: &UsedLeg<'_>| leg.from.index() == number || leg.to.index() == number;
        let fastest = too_fast.iter().filter(|(leg, _)| of_station(leg)).max_by(|a, b| a.1.total_cmp(&b.1));
        findings.extend(fastest.map(|(leg, speed)| wrong_place(table, row, leg, *speed, fast_of[number], legs_of[number])));
    }
    let unexplained = too_fast.iter().filter(|(leg, _)| !misplaced(leg.from) && !misplaced(leg.to));
    findings.extend(unexplained.map(|(leg, speed)| too_fast_leg(table, leg, *speed, limit)));
    findings
}

fn wrong_place(table: &RailTable, row: &StationRow, leg: &UsedLeg<'_>, speed: f64, fast: usize, all: usize) -> Finding {
    let other = if leg.row.from == row.name { &leg.row.to } else { &leg.row.from };
    let message = format!(
        "{} looks misplaced: {fast} of its {all} legs are faster than any train on the straight line ({other} in {}: {speed:.0} \
         km/h)",
        row.name,
        leg.fastest_minutes(),
    );
    Finding::warning("station-misplaced", message)
        .with_remedy("check its longitude and latitude, a degree is about 100 km; or allow more with --max-train-speed")
        .in_file(&table.station_file)
        .of_feature(row.origin.feature(&row.name))
        .at_place(row.at)
}

fn too_fast_leg(table: &RailTable, leg: &UsedLeg<'_>, speed: f64, limit: f64) -> Finding {
    let LegRow { from, to, .. } = leg.row;
    let message = format!(
        "{from} - {to} in {} is {speed:.0} km/h on the straight line, and no train is faster than {limit} km/h",
        leg.fastest_minutes()
    );
    Finding::warning("impossible-speed", message)
        .with_remedy("check the minutes, and the positions of both stations; or allow more with --max-train-speed")
        .in_file(&table.leg_file)
        .of_feature(leg.row.origin.feature(&format!("{from} - {to}")))
}

/// Parts of the network that no train connects with the largest one.
pub(super) fn parts(table: &RailTable, network: &RailNetwork) -> Vec<Finding> {
    let parts = network.parts();
    let Some(largest) = parts.first().map(Vec::len) else { return Vec::new() };
    parts.iter().skip(1).map(|part| unconnected(table, network, part, largest)).collect()
}

fn unconnected(table: &RailTable, network: &RailNetwork, part: &[StationId], largest: usize) -> Finding {
    const NAMED: usize = 5;
    let names: Vec<&str> = part.iter().take(NAMED).map(|&station| network.station(station).name.as_str()).collect();
    let more = if part.len() > NAMED { format!(" and {} more", part.len() - NAMED) } else { String::new() };
    let (count, verb) =
        if part.len() == 1 { ("the station".to_string(), "is") } else { (format!("{} stations", part.len()), "are") };
    let message = format!(
        "{count} {}{more} {verb} not connected with the other {largest}: no train runs between them",
        names.join(", ")
    );
    let finding = Finding::warning("network-disconnected", message)
        .with_remedy("add the missing legs, or leave it if there are none; places there are reached by other stations only")
        .in_file(&table.leg_file);
    match part.first() {
        Some(&first) => finding.at_place(network.station(first).at),
        None => finding,
    }
}
