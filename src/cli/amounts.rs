//! Numbers of people, capacities and the like, of places on the command line: columns of files, figures of units.

use super::places::{ReadPlaces, Source};
use super::session::Session;
use crate::analysis::{Amounts, mass};
use crate::atlas::{Atlas, Unit};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::layer::{Layer, Value};
use crate::scheme::suggestion;

/// The figures that units have.
const UNIT_FIGURES: [&str; 3] = ["population", "gdp", "mass"];

/// What to do about places that do not have the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    /// A bad request.
    IsRefused,
    /// Their amounts are missing.
    IsMissing,
}

/// The amounts in a column of files, or of a figure of units (`population`, `gdp`, or `mass`, which is `sqrt(gdp * population)`);
/// missing for places of which no more is known than where they are. A cell that is no amount is a finding, and missing.
///
/// # Errors
/// A bad request that names `option`, for every file without the column and for a figure that units do not have.
pub(super) fn amounts(
    session: &mut Session,
    atlas: &Atlas,
    read: &ReadPlaces,
    option: &str,
    column: &str,
    absent: Absent,
) -> Result<Amounts> {
    let columns: Vec<Option<Column>> = read.files.iter().map(|(_, layer)| Column::of(layer, column)).collect();
    if absent == Absent::IsRefused {
        let problems = problems(read, &columns, option, column);
        if !problems.is_empty() {
            return Err(Error::bad_requests(problems));
        }
    }
    let mut findings = Vec::new();
    let mut amount = |source: &Source| match *source {
        Source::Bare => None,
        Source::Unit(unit) => unit_figure(atlas.unit(unit), column),
        Source::Row { file, row } => {
            let (path, layer) = &read.files[file];
            columns[file].as_ref().and_then(|column| column.amount(layer, row, path, &mut findings))
        }
    };
    let amounts = read.sources.iter().map(&mut amount).collect();
    session.report(findings);
    // Every amount was checked where it was read.
    Amounts::new(amounts).map_err(|error| Error::bad_request(format!("{option} {column}: {error}")))
}

/// The columns and figures that can be named, for messages.
pub(super) fn names(read: &ReadPlaces) -> Vec<String> {
    let mut names: Vec<String> = read.files.iter().flat_map(|(_, layer)| layer.columns().iter().cloned()).collect();
    if read.sources.iter().any(|source| matches!(source, Source::Unit(_))) {
        names.extend(UNIT_FIGURES.map(str::to_string));
    }
    names.dedup();
    names
}

fn problems(read: &ReadPlaces, columns: &[Option<Column>], option: &str, column: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for ((path, layer), found) in read.files.iter().zip(columns) {
        if found.is_none() {
            let names: Vec<&str> = layer.columns().iter().map(String::as_str).collect();
            let way_out = suggestion(column, &names, "its columns are");
            problems.push(format!("{option} '{column}': {path} has no such column; {way_out}"));
        }
    }
    let has_units = read.sources.iter().any(|source| matches!(source, Source::Unit(_)));
    if has_units && !UNIT_FIGURES.contains(&column) {
        let way_out = suggestion(column, &UNIT_FIGURES, "units have");
        problems.push(format!("{option} '{column}': units have no such figure; {way_out}"));
    }
    problems
}

fn unit_figure(unit: &Unit, column: &str) -> Option<f64> {
    let population = unit.figures().population.as_ref().map(|figure| figure.value as f64);
    let gdp = unit.figures().gdp.as_ref().map(|figure| figure.value);
    match column {
        "population" => population,
        "gdp" => gdp,
        "mass" => mass(population, gdp),
        _ => None,
    }
}

/// Where a file has the amount.
enum Column {
    At(usize),
    /// `mass` of a file with the columns `population` and `gdp`.
    Mass {
        population: usize,
        gdp: usize,
    },
}

impl Column {
    fn of(layer: &Layer, name: &str) -> Option<Self> {
        let exact = layer.column(name).or_else(|| layer.column_any(&[name])).map(Self::At);
        let mass = || Some(Self::Mass { population: layer.column_any(&["population"])?, gdp: layer.column_any(&["gdp"])? });
        exact.or_else(|| if name == "mass" { mass() } else { None })
    }

    fn amount(&self, layer: &Layer, row: usize, path: &str, findings: &mut Vec<Finding>) -> Option<f64> {
        match *self {
            Self::At(column) => cell(layer, row, column, path, findings),
            Self::Mass { population, gdp } => {
                mass(cell(layer, row, population, path, findings), cell(layer, row, gdp, path, findings))
            }
        }
    }
}

/// The amount in a cell. One that is not a number, or below 0, is a finding.
fn cell(layer: &Layer, row: usize, column: usize, path: &str, findings: &mut Vec<Finding>) -> Option<f64> {
    let feature = layer.features().get(row)?;
    let value = feature.values.get(column)?;
    let name = &layer.columns()[column];
    let finding = |code, message: String| {
        Finding::error(code, message)
            .with_remedy("it is taken for missing; correct the cell, or leave it empty when the number is not known")
            .in_file(path)
            .of_feature(format!("row {}", feature.origin.row))
    };
    match value.to_number() {
        Some(number) if number >= 0.0 && number.is_finite() => Some(number),
        Some(number) => {
            findings.push(finding("negative-amount", format!("{name} is {number}: an amount must be 0 or more")));
            None
        }
        None if is_empty(value) => None,
        None => {
            findings.push(finding("not-a-number", format!("{name} is '{value}', which is not a number")));
            None
        }
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.text().is_some_and(|text| text.trim().is_empty())
}
