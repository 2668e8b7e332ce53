//! Places on the command line: files of points, names or codes of units, `lon,lat`.

use std::collections::BTreeSet;
use std::path::Path;

use clap::Args;
use geo_types::Geometry;

use super::session::Session;
use super::stations;
use crate::atlas::{Atlas, Place, UnitId};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::io::csv::PointColumns;
use crate::layer::{Feature, Layer, Value};
use crate::quantity::LonLat;
use crate::travel::TravelModel;

/// Which columns of a point file hold what.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Point files")]
pub(super) struct PointArgs {
    /// Column of the longitude of CSV points (default: lon, lng, longitude or x).
    #[arg(long, value_name = "COLUMN", requires = "lat")]
    lon: Option<String>,
    /// Column of the latitude of CSV points (default: lat, latitude or y).
    #[arg(long, value_name = "COLUMN", requires = "lon")]
    lat: Option<String>,
}

impl PointArgs {
    pub(super) fn columns(&self) -> PointColumns {
        match (&self.lon, &self.lat) {
            (Some(lon), Some(lat)) => PointColumns::Named { lon: lon.clone(), lat: lat.clone() },
            _ => PointColumns::ByUsualNames,
        }
    }
}

/// What one word on the command line means.
pub(super) enum Word<'w> {
    /// A file of points or polygons, or stdin.
    File(&'w str),
    /// A position.
    Position(LonLat),
    /// A rail station by its name.
    Station(&'w str),
    /// The name or code of a unit.
    Name(&'w str),
}

/// Sorts out what a word means. A word that looks like a file is one, so that a missing file is not taken for a misspelt name.
///
/// # Errors
/// The reason, for two numbers that are not a position.
pub(super) fn classify(word: &str) -> Result<Word<'_>, String> {
    let word = word.trim();
    if word == "-" || is_file(word) {
        return Ok(Word::File(word));
    }
    if let Some(station) = word.strip_prefix("station:") {
        return Ok(Word::Station(station.trim()));
    }
    if looks_like_position(word) {
        return word.parse().map(Word::Position).map_err(|error: crate::quantity::LonLatError| error.to_string());
    }
    Ok(Word::Name(word))
}

fn is_file(word: &str) -> bool {
    const EXTENSIONS: [&str; 12] =
        ["geojson", "json", "geojsonl", "geojsons", "ndjson", "csv", "tsv", "parquet", "fgb", "shp", "gpkg", "txt"];
    let path = Path::new(word);
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known)) || path.is_file()
}

fn looks_like_position(word: &str) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().is_ok();
    word.split_once(',').is_some_and(|(lon, lat)| number(lon) && number(lat))
}

/// The words of an argument that may hold several, separated by semicolons.
pub(super) fn words(argument: &str) -> Vec<String> {
    argument.split(';').map(str::trim).filter(|word| !word.is_empty()).map(str::to_string).collect()
}

/// The words of several arguments.
pub(super) fn all_words(arguments: &[String]) -> Vec<String> {
    arguments.iter().flat_map(|argument| words(argument)).collect()
}

/// Places with what is known of them: where each came from, and the files with all their columns.
#[derive(Debug, Default)]
pub(super) struct ReadPlaces {
    /// The places, in the order of the words.
    pub(super) places: Vec<Place>,
    /// Where each came from.
    pub(super) sources: Vec<Source>,
    /// Names and content of the files.
    pub(super) files: Vec<(String, Layer)>,
}

/// Where a place came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The seat of a unit.
    Unit(UnitId),
    /// A row of a file, both by number from 0.
    Row { file: usize, row: usize },
    /// A position, of which no more is known.
    Bare,
}

impl ReadPlaces {
    fn push(&mut self, place: Place, source: Source) {
        self.places.push(place);
        self.sources.push(source);
    }

    fn add_file(&mut self, path: &str, layer: Layer, rows: Vec<(usize, Place)>) {
        let file = self.files.len();
        rows.into_iter().for_each(|(row, place)| self.push(place, Source::Row { file, row }));
        self.files.push((path.to_string(), layer));
    }
}

/// Reads every place that some words mean, in their order. Names are resolved to the seats of units; stations are those of
/// `model`.
///
/// # Errors
/// A bad request with every word that means nothing; unreadable input for files.
pub(super) fn read(
    session: &mut Session,
    atlas: &Atlas,
    model: &TravelModel,
    words: &[String],
    points: &PointArgs,
) -> Result<Vec<Place>> {
    read_with_data(session, atlas, model, words, points).map(|read| read.places)
}

/// The same, with where each place came from.
///
/// # Errors
/// As [`read`].
pub(super) fn read_with_data(
    session: &mut Session,
    atlas: &Atlas,
    model: &TravelModel,
    words: &[String],
    points: &PointArgs,
) -> Result<ReadPlaces> {
    let mut read = ReadPlaces::default();
    let mut problems = Vec::new();
    for word in words {
        match classify(word) {
            Ok(Word::File(path)) => {
                let (layer, rows) = from_file(session, model, path, points)?;
                read.add_file(path, layer, rows);
            }
            Ok(Word::Station(name)) => match stations::place(model, name) {
                Ok(place) => read.push(place, Source::Bare),
                Err(problem) => problems.push(problem),
            },
            Ok(Word::Position(at)) => read.push(Place::new(word.trim(), at), Source::Bare),
            Ok(Word::Name(name)) => match from_name(session, atlas, name) {
                Ok((unit, place)) => read.push(place, Source::Unit(unit)),
                Err(problem) => problems.push(problem),
            },
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(Error::bad_requests(problems));
    }
    if read.places.is_empty() {
        return Err(Error::bad_request("no place was given: name a unit, give lon,lat, or a file of points"));
    }
    session.report(stations::far(model, &read.places));
    Ok(read)
}

fn from_name(session: &mut Session, atlas: &Atlas, name: &str) -> Result<(UnitId, Place), String> {
    let found = atlas.resolve(name, None).map_err(|error| error.to_string())?;
    if !found.others.is_empty() {
        let others: Vec<String> = found.others.iter().map(|&other| atlas.described(other)).collect();
        let message = format!("'{name}' is taken for {}; also {}", atlas.described(found.id), others.join(", "));
        session.report([Finding::note("name-at-several-levels", message)]);
    }
    let unit = atlas.unit(found.id);
    let seat = unit.seat().ok_or_else(|| format!("{} has no known centre; give lon,lat", atlas.described(found.id)))?;
    Ok((found.id, Place::new(unit.label(), seat.at)))
}

/// The rows of a file that are places, with their numbers, and the file.
fn from_file(
    session: &mut Session,
    model: &TravelModel,
    path: &str,
    points: &PointArgs,
) -> Result<(Layer, Vec<(usize, Place)>)> {
    let before = session.findings().len();
    let layer = session.read_layer(path, &points.columns())?;
    // Of these rows the reader has said already why they have no position.
    let explained: BTreeSet<String> =
        session.findings()[before..].iter().filter_map(|finding| finding.feature().map(str::to_string)).collect();
    let name_column = name_column(&layer);
    let pins = stations::Pins::of(&layer, model);
    let mut places = Vec::new();
    for (row, feature) in layer.features().iter().enumerate() {
        let pin = pins.station(feature).unwrap_or_else(|finding| {
            session.report([finding.in_file(path)]);
            None
        });
        match position(feature).or(pin.map(|station| station.at)) {
            Some(at) => {
                let place = Place::new(name_of(feature, name_column, at), at);
                let place = match pin {
                    Some(station) => place.with_station(station.name.as_str()),
                    None => place,
                };
                places.push((row, place));
            }
            None if explained.contains(&format!("row {}", feature.origin.row)) => {}
            None => {
                let finding = Finding::error("no-point", "there is no point to start from")
                    .with_remedy("give a point geometry, or columns lon and lat")
                    .in_file(path)
                    .of_feature((row + 1).to_string());
                session.report([finding]);
            }
        }
    }
    Ok((layer, places))
}

/// The column `name`, else the first that holds text.
fn name_column(layer: &Layer) -> Option<usize> {
    let first_text = || {
        let holds_text = |column: &usize| {
            layer
                .features()
                .iter()
                .any(|feature| feature.values[*column].text().is_some_and(|text| text.parse::<f64>().is_err()))
        };
        (0..layer.columns().len()).find(holds_text)
    };
    layer.column_any(&["name"]).or_else(first_text)
}

fn name_of(feature: &Feature, column: Option<usize>, at: LonLat) -> String {
    let value = column.and_then(|column| feature.values.get(column)).filter(|value| !value.is_null());
    value.map_or_else(|| at.to_string(), Value::to_string)
}

fn position(feature: &Feature) -> Option<LonLat> {
    match feature.geometry.as_ref()? {
        Geometry::Point(point) => LonLat::new(point.x(), point.y()).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_out() {
        assert!(matches!(classify("Beijing"), Ok(Word::Name("Beijing"))));
        assert!(matches!(classify("Tongzhou, Beijing"), Ok(Word::Name(_))));
        assert!(matches!(classify(" -74.006,40.7128"), Ok(Word::Position(at)) if at.lon() == -74.006));
        assert!(matches!(classify("missing.csv"), Ok(Word::File("missing.csv"))));
        assert!(matches!(classify("-"), Ok(Word::File("-"))));
        assert!(classify("39.9,116.4").is_err_and(|problem| problem.contains("swapped")));
        assert!(matches!(classify("station:北京南"), Ok(Word::Station("北京南"))));
    }
}
