//! The rail table that the binary carries: 481 high-speed and intercity stations of eight northern provinces, Guangdong, Hong Kong
//! and Macao, September 2023.

use std::collections::HashMap;

use crate::layer::{Feature, Layer, Origin, Value};

use super::read;
use super::table::RailTable;

const STATIONS: &str = include_str!("../../../geodata/facts/rail_stations.csv");
/// Pinyin of the stations, for who cannot type Chinese.
const NAMES: &str = include_str!("../../../geodata/facts/rail_names.csv");
const LEGS: &str = include_str!("../../../geodata/facts/rail_legs.csv");

/// Where a rail table comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RailSource {
    /// What it is.
    pub name: &'static str,
    /// Who compiled it, and from what.
    pub origin: &'static str,
    /// As of when.
    pub version: &'static str,
    /// Licence.
    pub licence: &'static str,
}

/// Where the embedded rail table comes from, for manifests.
pub const DATA_SOURCE: RailSource = RailSource {
    name: "rail stations and legs (eight northern provinces, Guangdong, Hong Kong, Macao)",
    origin: "compiled for this project from timetables: fastest minutes and trains a day between consecutive stops",
    version: "2023-09",
    licence: "published facts",
};

impl RailTable {
    /// The embedded tables.
    pub fn embedded() -> Self {
        let (stations, legs) = (layer("rail_stations.csv", STATIONS), layer("rail_legs.csv", LEGS));
        // The tests read the same text: it has its columns and no bad row.
        let mut table = read::tables(&stations, &legs).map(|(table, _)| table).unwrap_or_default();
        let names: HashMap<&str, &str> = NAMES.lines().filter_map(|line| line.split_once(',')).collect();
        for station in &mut table.stations {
            station.name_en = names.get(station.name.as_str()).map(|name| (*name).to_string());
        }
        table
    }
}

/// The text of a table with its columns `lon` and `lat` as points.
fn layer(name: &str, text: &'static str) -> Layer {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns: Vec<String> =
        reader.headers().map(|header| header.iter().map(str::to_string).collect()).unwrap_or_default();
    let mut layer = Layer::new(name, columns);
    let position = layer.column("lon").zip(layer.column("lat"));
    for (number, record) in reader.into_records().filter_map(Result::ok).enumerate() {
        let values: Vec<Value> = record.iter().map(|cell| if cell.is_empty() { Value::Null } else { cell.into() }).collect();
        let degrees = |column: usize| values.get(column).and_then(Value::to_number);
        let point = position.and_then(|(lon, lat)| Some(geo_types::Point::new(degrees(lon)?, degrees(lat)?)));
        let origin = Origin { row: number + 1, byte_offset: 0 };
        layer.push(Feature { id: None, geometry: point.map(geo_types::Geometry::Point), values, origin });
    }
    layer
}
