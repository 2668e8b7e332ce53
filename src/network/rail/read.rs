//! Layers to rows: which columns there are, and what is wrong with single rows.

use geo_types::Geometry;

use crate::error::{Error, ErrorKind, Result};
use crate::finding::Finding;
use crate::layer::{Feature, Layer, Value};
use crate::quantity::{LonLat, Minutes};

use super::table::{LegRow, RailTable, RowOrigin, Run, StationRow};

const STATION: &[&str] = &["station", "name"];
const STATION_EN: &[&str] = &["station_en", "name_en"];
const UNIT: &[&str] = &["unit", "unit_code", "adcode"];
const FROM: &[&str] = &["from_station", "from"];
const TO: &[&str] = &["to_station", "to"];
const MINUTES: &[&str] = &["minutes"];
const MINUTES_BACK: &[&str] = &["minutes_back"];
const TRAINS_FORWARD: &[&str] = &["trains_forward"];
const TRAINS_BACK: &[&str] = &["trains_back"];

/// The rows of both tables and what is wrong with single rows.
///
/// # Errors
/// Columns are missing: in which file, and which.
pub(super) fn tables(stations: &Layer, legs: &Layer) -> Result<(RailTable, Vec<Finding>)> {
    let (station_columns, leg_columns) = columns(stations, legs)?;
    let mut table =
        RailTable { station_file: stations.name().to_string(), leg_file: legs.name().to_string(), ..RailTable::default() };
    let mut findings = Vec::new();
    read_stations(stations, &station_columns, &mut table, &mut findings);
    for feature in legs.features() {
        match leg(feature, &leg_columns) {
            Ok(leg) => table.legs.push(leg),
            Err(found) => findings.extend(found.into_iter().map(|finding| of_row(finding, legs, feature))),
        }
    }
    Ok((table, findings))
}

struct StationColumns {
    name: usize,
    name_en: Option<usize>,
    unit: Option<usize>,
}

struct LegColumns {
    from: usize,
    to: usize,
    minutes: usize,
    minutes_back: Option<usize>,
    trains_forward: usize,
    trains_back: usize,
}

fn columns(stations: &Layer, legs: &Layer) -> Result<(StationColumns, LegColumns)> {
    let mut missing = (Missing::of(stations), Missing::of(legs));
    let name = missing.0.column(STATION);
    let from = missing.1.column(FROM);
    let to = missing.1.column(TO);
    let minutes = missing.1.column(MINUTES);
    let trains_forward = missing.1.column(TRAINS_FORWARD);
    let trains_back = missing.1.column(TRAINS_BACK);
    let swapped = stations.column_any(FROM).is_some() && legs.column_any(FROM).is_none();
    let problems: Vec<String> =
        [missing.0.problem("stations", swapped), missing.1.problem("legs", swapped)].into_iter().flatten().collect();
    match (name, from, to, minutes, trains_forward, trains_back) {
        (Some(name), Some(from), Some(to), Some(minutes), Some(trains_forward), Some(trains_back)) => Ok((
            StationColumns { name, name_en: stations.column_any(STATION_EN), unit: stations.column_any(UNIT) },
            LegColumns { from, to, minutes, minutes_back: legs.column_any(MINUTES_BACK), trains_forward, trains_back },
        )),
        _ => Err(Error::all(ErrorKind::UnreadableInput, problems)),
    }
}

/// Columns that a table needs and does not have.
struct Missing<'a> {
    layer: &'a Layer,
    names: Vec<&'static str>,
}

impl<'a> Missing<'a> {
    fn of(layer: &'a Layer) -> Self {
        Self { layer, names: Vec::new() }
    }

    fn column(&mut self, names: &[&'static str]) -> Option<usize> {
        let found = self.layer.column_any(names);
        if found.is_none() {
            self.names.extend(names.first());
        }
        found
    }

    fn problem(&self, what: &str, swapped: bool) -> Option<String> {
        if self.names.is_empty() {
            return None;
        }
        let quoted =
            |names: &mut dyn Iterator<Item = &str>| names.map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
        let hint = if swapped { "; give the table of stations first, then that of legs" } else { "" };
        Some(format!(
            "cannot read {}: the table of {what} needs the column{} {}; its columns are {}{hint}",
            self.layer.name(),
            if self.names.len() == 1 { "" } else { "s" },
            quoted(&mut self.names.iter().copied()),
            quoted(&mut self.layer.columns().iter().take(30).map(String::as_str)),
        ))
    }
}

fn read_stations(layer: &Layer, columns: &StationColumns, table: &mut RailTable, findings: &mut Vec<Finding>) {
    for feature in layer.features() {
        let name = text(feature, columns.name);
        let at = match &feature.geometry {
            Some(Geometry::Point(point)) => LonLat::new(point.x(), point.y()).ok(),
            _ => None,
        };
        match (name, at) {
            (Some(name), Some(at)) => table.stations.push(StationRow {
                name,
                name_en: columns.name_en.and_then(|column| text(feature, column)),
                unit: columns.unit.and_then(|column| text(feature, column)),
                at,
                origin: RowOrigin::Row(feature.origin.row),
            }),
            // The reader has said already what is wrong with the position.
            (Some(name), None) => table.unusable.push((name, feature.origin.row)),
            (None, _) => {
                let finding = Finding::error("station-without-name", "the station has no name; it is left out")
                    .with_remedy("fill in the column 'station'");
                findings.push(of_row(finding, layer, feature));
            }
        }
    }
}

fn text(feature: &Feature, column: usize) -> Option<String> {
    let text = feature.values.get(column).filter(|value| !value.is_null())?.to_string();
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_string())
}

fn of_row(finding: Finding, layer: &Layer, feature: &Feature) -> Finding {
    finding.in_file(layer.name()).of_feature(format!("row {}", feature.origin.row))
}

/// A leg, or everything that is wrong with its row.
fn leg(feature: &Feature, columns: &LegColumns) -> Result<LegRow, Vec<Finding>> {
    let mut wrong = Vec::new();
    let mut station = |column: usize, name: &str| match text(feature, column) {
        Some(station) => station,
        None => {
            let message = format!("column '{name}' is empty; the leg is left out");
            wrong.push(Finding::error("leg-without-station", message).with_remedy("name the station"));
            String::new()
        }
    };
    let (from, to) = (station(columns.from, "from_station"), station(columns.to, "to_station"));
    let trains_forward = trains(feature, columns.trains_forward, "trains_forward", &mut wrong);
    let trains_back = trains(feature, columns.trains_back, "trains_back", &mut wrong);
    let forward = minutes(feature, columns.minutes, "minutes", &mut wrong);
    let own = columns.minutes_back.filter(|&column| feature.values.get(column).is_some_and(|value| !value.is_null()));
    let back = match own {
        Some(column) => minutes(feature, column, "minutes_back", &mut wrong),
        None => forward,
    };
    match (forward, back, trains_forward, trains_back) {
        (Some(there), Some(back), Some(trains_forward), Some(trains_back)) if wrong.is_empty() => Ok(LegRow {
            from,
            to,
            forward: Run { minutes: there, trains: trains_forward, trains_of_file: trains_forward },
            back: Run { minutes: back, trains: trains_back, trains_of_file: trains_back },
            origin: RowOrigin::Row(feature.origin.row),
        }),
        _ => Err(wrong),
    }
}

/// Why a cell is not the number it should be.
fn number(feature: &Feature, column: usize) -> Result<f64, String> {
    match feature.values.get(column) {
        None | Some(Value::Null) => Err("is empty".to_string()),
        Some(value) => match value.to_number() {
            Some(number) => Ok(number),
            None => Err(format!("holds '{}', which is no number", value.to_string().chars().take(40).collect::<String>())),
        },
    }
}

fn minutes(feature: &Feature, column: usize, name: &str, wrong: &mut Vec<Finding>) -> Option<Minutes> {
    let problem = match number(feature, column) {
        Ok(minutes) if minutes > 0.0 => return Some(Minutes::new(minutes)),
        Ok(minutes) => format!("holds {minutes}: minutes must be above 0"),
        Err(problem) => problem,
    };
    let message = format!("column '{name}' {problem}; the leg is left out");
    wrong.push(Finding::error("bad-minutes", message).with_remedy("give the fastest minutes from departure to arrival"));
    None
}

fn trains(feature: &Feature, column: usize, name: &str, wrong: &mut Vec<Finding>) -> Option<f64> {
    let problem = match number(feature, column) {
        Ok(trains) if trains >= 0.0 => return Some(trains),
        Ok(trains) => format!("holds {trains}: there cannot be fewer than no trains"),
        Err(problem) => problem,
    };
    let message = format!("column '{name}' {problem}; the leg is left out");
    wrong.push(Finding::error("bad-trains", message).with_remedy("give the trains a day; 0 where none runs that way"));
    None
}
