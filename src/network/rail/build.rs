//! Rows to network: names to numbers, one leg for each way, and everything that is wrong on the way.

use std::collections::HashMap;

use crate::finding::Finding;

use super::checks::{self, RailChecks, UsedLeg};
use super::graph::{LegDraft, RailNetwork, Shares};
use super::names;
use super::station::StationId;
use super::table::{LegRow, RailTable, RowOrigin, StationRow};

/// A network and what is wrong or doubtful about the rows it was made of.
#[derive(Clone, Debug)]
pub struct RailBuilt {
    /// The network of the rows that are right.
    pub network: RailNetwork,
    /// What was found, stations first, each with file and row.
    pub findings: Vec<Finding>,
}

pub(super) fn build(table: &RailTable, checks: &RailChecks) -> RailBuilt {
    let mut findings = Vec::new();
    let rows = unique_stations(table, &mut findings);
    let mut legs = Legs {
        table,
        by_name: index(&rows),
        drafts: HashMap::new(),
        shares: HashMap::new(),
        used: Vec::new(),
        unusable: table.unusable.iter().map(|(name, row)| (name.as_str(), *row)).collect(),
        remedies: HashMap::new(),
    };
    for row in &table.legs {
        findings.extend(legs.add(row));
    }
    findings.extend(checks::speeds(table, &rows, &legs.used, checks));
    let stations = rows.iter().map(|row| row.station());
    let shares = Shares { by_leg: legs.shares, removed: removed_departures(table, &legs.by_name) };
    let drafts = legs.drafts.into_values().map(|(draft, _)| draft).collect();
    let network = RailNetwork::new(stations.collect(), drafts, &shares);
    findings.extend(checks::parts(table, &network));
    RailBuilt { network, findings }
}

fn removed_departures(table: &RailTable, by_name: &HashMap<&str, StationId>) -> Vec<(StationId, f64)> {
    let removed = table.removed_departures.iter();
    removed.filter_map(|(name, trains)| Some((*by_name.get(name.as_str())?, *trains))).collect()
}

fn index<'a>(rows: &[&'a StationRow]) -> HashMap<&'a str, StationId> {
    rows.iter().enumerate().map(|(number, row)| (row.name.as_str(), StationId::of_index(number))).collect()
}

/// The stations, the first of each name.
fn unique_stations<'a>(table: &'a RailTable, findings: &mut Vec<Finding>) -> Vec<&'a StationRow> {
    let mut first: HashMap<&str, &StationRow> = HashMap::new();
    let mut unique = Vec::with_capacity(table.stations.len());
    for row in &table.stations {
        match first.get(row.name.as_str()) {
            None => {
                first.insert(&row.name, row);
                unique.push(row);
            }
            Some(earlier) => {
                let message =
                    format!("{} stands in {} already; this row is left out", row.name, earlier.origin.feature(&row.name));
                let finding = Finding::error("duplicate-station", message)
                    .with_remedy("remove one of them, or give them different names")
                    .in_file(&table.station_file)
                    .of_feature(row.origin.feature(&row.name))
                    .at_place(row.at);
                findings.push(finding);
            }
        }
    }
    unique
}

/// The legs found so far.
struct Legs<'a> {
    table: &'a RailTable,
    by_name: HashMap<&'a str, StationId>,
    drafts: HashMap<(StationId, StationId), (LegDraft, &'a LegRow)>,
    shares: HashMap<(StationId, StationId), f64>,
    used: Vec<UsedLeg<'a>>,
    /// Stations without a usable position, with their rows.
    unusable: HashMap<&'a str, usize>,
    /// What to do about names that no station has.
    remedies: HashMap<&'a str, String>,
}

/// For how many unknown names close spellings are looked for: a table of another network must not take minutes to refuse.
const LOOKED_UP: usize = 200;

impl<'a> Legs<'a> {
    /// Adds both ways of a row, or says why not.
    fn add(&mut self, row: &'a LegRow) -> Vec<Finding> {
        let found = [&row.from, &row.to].map(|name| self.by_name.get(name.as_str()).copied().ok_or(name.as_str()));
        let (from, to) = match found {
            [Ok(from), Ok(to)] if from == to => return vec![self.to_itself(row)],
            [Ok(from), Ok(to)] => (from, to),
            unknown => {
                let names = unknown.map(Result::err).into_iter().flatten();
                return names.map(|name| self.unknown(row, name)).collect();
            }
        };
        let ways = [(from, to, row.forward), (to, from, row.back)];
        for (from, to, run) in ways.into_iter().filter(|(_, _, run)| run.trains_of_file > 0.0) {
            self.shares.entry((from, to)).or_insert(run.trains_of_file);
        }
        let mut findings = Vec::new();
        let mut used = false;
        for (from, to, run) in ways.into_iter().filter(|(_, _, run)| run.trains > 0.0) {
            match self.drafts.get(&(from, to)) {
                Some((kept, earlier)) => findings.push(self.duplicate(row, earlier, *kept, from, to)),
                None => {
                    self.drafts.insert((from, to), (LegDraft { from, to, minutes: run.minutes, trains: run.trains }, row));
                    used = true;
                }
            }
        }
        if used {
            self.used.push(UsedLeg { row, from, to });
        } else if findings.is_empty() && row.origin != RowOrigin::Edit {
            findings.push(self.without_trains(row));
        }
        findings
    }

    fn about(&self, row: &LegRow, finding: Finding) -> Finding {
        finding.in_file(&self.table.leg_file).of_feature(row.origin.feature(&format!("{} - {}", row.from, row.to)))
    }

    fn to_itself(&self, row: &LegRow) -> Finding {
        let message = format!("the leg runs from {} to itself; it is left out", row.from);
        self.about(row, Finding::error("leg-to-itself", message).with_remedy("name two different stations"))
    }

    fn without_trains(&self, row: &LegRow) -> Finding {
        let message = format!("no train runs between {} and {} either way; there is no leg", row.from, row.to);
        self.about(row, Finding::note("leg-without-trains", message))
    }

    fn duplicate(&self, row: &LegRow, earlier: &LegRow, kept: LegDraft, from: StationId, to: StationId) -> Finding {
        let name = |station: StationId| self.table_name(station);
        let message = format!(
            "the way from {} to {} stands in {} already, with {} and {} trains a day; this one is left out",
            name(from),
            name(to),
            earlier.origin.feature("the edit"),
            kept.minutes,
            kept.trains
        );
        self.about(row, Finding::error("duplicate-leg", message).with_remedy("remove one of them"))
    }

    fn table_name(&self, station: StationId) -> &str {
        self.by_name.iter().find(|(_, id)| **id == station).map_or("", |(name, _)| name)
    }

    fn unknown(&mut self, row: &'a LegRow, name: &'a str) -> Finding {
        let (reason, remedy) = match self.unusable.get(name) {
            Some(station_row) => (
                format!("station {name} has no usable position"),
                format!("correct row {station_row} of {}", self.table.station_file),
            ),
            None => (format!("station {name} is not in the table of stations"), self.remedy(name)),
        };
        self.about(row, Finding::error("unknown-station", format!("{reason}; the leg is left out")).with_remedy(remedy))
    }

    fn remedy(&mut self, name: &'a str) -> String {
        if let Some(known) = self.remedies.get(name) {
            return known.clone();
        }
        let is_looked_up = self.remedies.len() < LOOKED_UP;
        let closest = if is_looked_up { names::closest(name, self.by_name.keys().copied(), 3) } else { Vec::new() };
        let remedy = match closest[..] {
            [] => "add it to the table of stations, or remove the leg".to_string(),
            _ => format!("did you mean {}? else add it to the table of stations", closest.join(", ")),
        };
        if is_looked_up {
            self.remedies.insert(name, remedy.clone());
        }
        remedy
    }
}
