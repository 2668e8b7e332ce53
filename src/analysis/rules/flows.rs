//! Commuting flows: who lives where and works where, for the share of a unit's employed residents who work in a core.
//!
//! A functional urban area is a core and the units of which at least 15 % of the employed residents work there, without exclaves and
//! with enclaves (Dijkstra, Poelman and Veneri 2019, "The EU-OECD definition of a functional urban area"):
//! `rule = "commuting_share >= 0.15"`, `contiguous = true`.

use std::collections::BTreeMap;

use crate::atlas::{Atlas, UnitId};
use crate::error::{Error, Result};
use crate::finding::{Finding, TextPosition};
use crate::scheme::Measured;

/// A table of commuting flows between units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CommutingFlows {
    /// People who live in the first unit and work in the second.
    flows: Vec<(UnitId, UnitId, f64)>,
    /// Employed residents, of units for which the table gives them.
    residents: BTreeMap<UnitId, f64>,
}

/// A table that was read, and what is wrong or doubtful about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowTable {
    /// The flows that are usable.
    pub flows: CommutingFlows,
    /// Rows that are not, with their lines.
    pub findings: Vec<Finding>,
}

const FROM: [&str; 4] = ["from", "origin", "home", "residence"];
const TO: [&str; 4] = ["to", "destination", "work", "workplace"];
const FLOW: [&str; 4] = ["flow", "commuters", "count", "people"];
const RESIDENTS: [&str; 3] = ["employed_residents", "employed", "residents"];

struct Columns {
    from: usize,
    to: usize,
    flow: usize,
    residents: Option<usize>,
}

impl CommutingFlows {
    /// Reads a table with the columns `from,to,flow` (codes or names of units, and people) and, if it is known, `employed_residents` of
    /// the unit `from`; else these are the sum of the flows out of it, those that stay in it included. `name` is what messages call it.
    ///
    /// Rows with unknown units and numbers that are none are findings, and the others are used.
    ///
    /// # Errors
    /// Unreadable input when it is no table or has not the columns.
    ///
    /// # Examples
    /// ```
    /// use ringshed::{Atlas, analysis::CommutingFlows};
    /// let table = "from,to,flow\n131000,110000,150\n131000,131000,850\nLangfng,110000,1\n";
    /// let read = CommutingFlows::parse("flows.csv", table, &Atlas::embedded())?;
    /// assert_eq!(read.findings.len(), 1);
    /// assert!(read.findings[0].to_string().contains("Langfang"), "{}", read.findings[0]);
    /// # Ok::<(), ringshed::Error>(())
    /// ```
    pub fn parse(name: &str, text: &str, atlas: &Atlas) -> Result<FlowTable> {
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headers = reader.headers().map_err(|error| Error::unreadable(name, error))?.clone();
        let columns = Columns::of(name, &headers)?;
        let mut table = FlowTable::default();
        for (number, record) in reader.records().enumerate() {
            let record = record.map_err(|error| Error::unreadable(name, error))?;
            let line = record.position().map_or(number + 2, |position| position.line() as usize);
            if let Err(problems) = table.flows.add(&columns, &record, atlas) {
                let at = TextPosition { line, column: 1 };
                table.findings.extend(problems.into_iter().map(|finding| finding.in_file(name).at_position(at)));
            }
        }
        Ok(table)
    }

    fn add(&mut self, columns: &Columns, record: &csv::StringRecord, atlas: &Atlas) -> Result<(), Vec<Finding>> {
        let mut problems = Vec::new();
        let cell = |column: usize| record.get(column).unwrap_or_default().trim();
        let mut unit = |column: usize| match atlas.resolve(cell(column), None) {
            Ok(found) => Some(found.id),
            Err(error) => {
                problems.push(Finding::error("unknown-unit", format!("{error}; the row is left out")));
                None
            }
        };
        let (from, to) = (unit(columns.from), unit(columns.to));
        let mut number = |column: usize| match cell(column).parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => Some(number),
            _ => {
                let message = format!("'{}' is no number of people; the row is left out", cell(column));
                problems.push(Finding::error("not-a-number", message));
                None
            }
        };
        let flow = number(columns.flow);
        let residents = columns.residents.filter(|&column| !cell(column).is_empty()).map(&mut number);
        match (from, to, flow, residents) {
            (Some(from), Some(to), Some(flow), None | Some(Some(_))) => {
                self.flows.push((from, to, flow));
                if let Some(Some(residents)) = residents {
                    let known = *self.residents.entry(from).or_insert(residents);
                    if known != residents {
                        let message = format!(
                            "{} has {residents} employed residents here and {known} before; the first counts",
                            atlas.described(from)
                        );
                        return Err(vec![Finding::warning("different-residents", message)]);
                    }
                }
                Ok(())
            }
            _ => Err(problems),
        }
    }

    /// For each unit, the share of its employed residents who work in the core. Flows of smaller units inside count for the unit; a
    /// unit of which the table knows no residents has none.
    pub(super) fn shares(&self, atlas: &Atlas, core: &[UnitId], units: &[UnitId]) -> Vec<Measured> {
        let number = |unit: UnitId| {
            std::iter::once(unit).chain(atlas.ancestors(unit)).find_map(|unit| units.binary_search(&unit).ok())
        };
        let in_core = |unit: UnitId| core.iter().any(|&part| atlas.is_within(unit, part));
        let mut working = vec![0.0; units.len()];
        let mut residents: Vec<Option<f64>> = vec![None; units.len()];
        for &(from, to, flow) in &self.flows {
            let Some(home) = number(from) else { continue };
            if in_core(to) {
                working[home] += flow;
            }
            if !self.residents.contains_key(&from) {
                *residents[home].get_or_insert(0.0) += flow;
            }
        }
        for (&unit, &count) in &self.residents {
            if let Some(home) = number(unit) {
                *residents[home].get_or_insert(0.0) += count;
            }
        }
        let share = |(working, residents): (f64, Option<f64>)| match residents {
            Some(residents) if residents > 0.0 => Measured::Known(working / residents),
            _ => Measured::Missing,
        };
        working.into_iter().zip(residents).map(share).collect()
    }
}

impl Columns {
    fn of(name: &str, headers: &csv::StringRecord) -> Result<Self> {
        let find = |usual: &[&str]| {
            headers.iter().position(|header| usual.iter().any(|name| header.trim().eq_ignore_ascii_case(name)))
        };
        match (find(&FROM), find(&TO), find(&FLOW)) {
            (Some(from), Some(to), Some(flow)) => Ok(Self { from, to, flow, residents: find(&RESIDENTS) }),
            _ => {
                let there: Vec<&str> = headers.iter().collect();
                let reason = format!(
                    "a table of commuting flows has the columns from, to and flow (and employed_residents); this one has {}",
                    there.join(", ")
                );
                Err(Error::unreadable(name, reason))
            }
        }
    }
}
