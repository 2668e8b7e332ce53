//! The rivals' data, where they have been made, and the line that each run prints.
//!
//! `RIVALS` names the folder; its `data/` is made by the scripts in `benches/rivals`.

use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use parquet::column::reader::ColumnReader;
use parquet::data_type::ByteArray;
use parquet::file::reader::{FileReader, SerializedFileReader};
use rayon::prelude::*;
use ringshed::LonLat;
use ringshed::index::Outline;

use super::clock::{Cost, peak_megabytes};

/// The folder of the rivals; `None` when none is named.
pub(crate) fn folder() -> Option<PathBuf> {
    env::var_os("RIVALS").map(PathBuf::from)
}

/// A file of the rivals' data; `None` when there is none.
pub(crate) fn file(name: &str) -> Option<PathBuf> {
    let path = folder()?.join("data").join(name);
    path.exists().then_some(path)
}

/// A number rounded to some decimals, as Python rounds.
pub(crate) fn rounded(number: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (number * scale).round() / scale
}

/// Positions from columns.
pub(crate) fn places([lon, lat]: &[Vec<f64>; 2]) -> Vec<LonLat> {
    lon.iter().zip(lat).map(|(&lon, &lat)| LonLat::new(lon, lat).expect("on the globe")).collect()
}

/// A column of doubles of a Parquet file.
pub(crate) fn numbers(path: &Path, name: &str) -> Vec<f64> {
    let mut all = Vec::new();
    for_each_group(path, name, |reader, rows| {
        let ColumnReader::DoubleColumnReader(mut values) = reader else { panic!("{name} is no column of doubles") };
        values.read_records(rows, Some(&mut Vec::new()), None, &mut all).expect("values");
    });
    all
}

/// The polygons of a GeoParquet file with a column `geometry` in WKB.
pub(crate) fn areas(path: &Path) -> Vec<MultiPolygon<f64>> {
    geometries(path).par_iter().map(|value| area(value.data())).collect()
}

/// Prints a result as the rivals' scripts do.
pub(crate) fn print(workload: &str, rows: usize, cost: Cost, checksum: &serde_json::Value) {
    let line = serde_json::json!({
        "workload": workload,
        "rival": "ringshed",
        "version": env!("CARGO_PKG_VERSION"),
        "n": rows,
        "seconds": (cost.wall * 1e4).round() / 1e4,
        "cpu_seconds": (cost.cpu * 1e3).round() / 1e3,
        "peak_rss_mb": (peak_megabytes() * 10.0).round() / 10.0,
        "checksum": checksum,
    });
    println!("{line}");
}

/// The polygons of a GeoParquet file with a column `geometry` in WKB.
pub(crate) fn outlines(path: &Path) -> Vec<Outline> {
    let values = geometries(path);
    values.par_iter().map(|value| outline(value.data())).collect()
}

fn geometries(path: &Path) -> Vec<ByteArray> {
    let mut all = Vec::new();
    for_each_group(path, "geometry", |reader, rows| {
        let ColumnReader::ByteArrayColumnReader(mut values) = reader else { panic!("WKB is bytes") };
        values.read_records(rows, Some(&mut Vec::new()), None, &mut all).expect("values");
    });
    all
}

/// Hands out a column of each row group with the number of rows.
fn for_each_group(path: &Path, name: &str, mut take: impl FnMut(ColumnReader, usize)) {
    let reader = SerializedFileReader::new(File::open(path).expect("there")).expect("Parquet");
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let column = schema.columns().iter().position(|column| column.name() == name).expect("the column");
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).expect("a row group");
        take(group.get_column_reader(column).expect("a column"), group.metadata().num_rows() as usize);
    }
}

fn outline(wkb: &[u8]) -> Outline {
    let mut outline = Outline::with_capacity(wkb.len() / 16);
    for_each_ring(wkb, |_, ring| outline.push_ring(ring));
    outline
}

fn area(wkb: &[u8]) -> MultiPolygon<f64> {
    let mut polygons: Vec<Polygon<f64>> = Vec::new();
    for_each_ring(wkb, |number, ring| match (number, polygons.last_mut()) {
        (0, _) | (_, None) => polygons.push(Polygon::new(ring.collect(), vec![])),
        (_, Some(polygon)) => polygon.interiors_push(ring.collect::<LineString<f64>>()),
    });
    MultiPolygon(polygons)
}

/// Hands out the rings of a polygon or multipolygon in little-endian WKB with their numbers within each polygon.
fn for_each_ring(mut wkb: &[u8], mut take: impl FnMut(u32, Ring<'_>)) {
    let mut polygons = 1;
    while polygons > 0 {
        let (header, rest) = wkb.split_at(9);
        let [kind, count] = [1, 5].map(|at| u32::from_le_bytes(header[at..at + 4].try_into().expect("4 bytes")));
        wkb = rest;
        polygons -= 1;
        match (header[0], kind) {
            (1, 3) => {
                for ring in 0..count {
                    let (vertices, rest) = wkb.split_first_chunk::<4>().expect("a ring");
                    let (vertices, rest) = rest.split_at(u32::from_le_bytes(*vertices) as usize * 16);
                    take(ring, vertices.chunks_exact(16).map(position));
                    wkb = rest;
                }
            }
            (1, 6) => polygons += count,
            other => panic!("not a little-endian polygon: {other:?}"),
        }
    }
}

type Ring<'w> = std::iter::Map<std::slice::ChunksExact<'w, u8>, fn(&[u8]) -> Coord<f64>>;

fn position(pair: &[u8]) -> Coord<f64> {
    let number = |bytes: &[u8]| f64::from_le_bytes(bytes.try_into().expect("8 bytes"));
    Coord { x: number(&pair[..8]), y: number(&pair[8..]) }
}
