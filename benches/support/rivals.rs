//! The rivals' data, where they have been made, and the line that each run prints.
//!
//! `RIVALS` names the folder; its `data/` is made by the scripts in `benches/rivals`.

use std::env;
use std::fs::File;
use std::path::PathBuf;

use geo_types::Coord;
use parquet::column::reader::ColumnReader;
use parquet::data_type::ByteArray;
use parquet::file::reader::{FileReader, SerializedFileReader};
use rayon::prelude::*;
use ringshed::index::Outline;

use super::clock::{Cost, peak_megabytes};

/// A file of the rivals' data; `None` when there is none.
pub(crate) fn file(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env::var_os("RIVALS")?).join("data").join(name);
    path.exists().then_some(path)
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
pub(crate) fn outlines(path: &PathBuf) -> Vec<Outline> {
    let values = geometries(path);
    values.par_iter().map(|value| outline(value.data())).collect()
}

fn geometries(path: &PathBuf) -> Vec<ByteArray> {
    let reader = SerializedFileReader::new(File::open(path).expect("there")).expect("Parquet");
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let column = schema.columns().iter().position(|column| column.name() == "geometry").expect("a column geometry");
    let mut all = Vec::new();
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).expect("a row group");
        let ColumnReader::ByteArrayColumnReader(mut values) = group.get_column_reader(column).expect("a column") else {
            panic!("WKB is bytes");
        };
        let rows = group.metadata().num_rows() as usize;
        values.read_records(rows, Some(&mut Vec::new()), None, &mut all).expect("values");
    }
    all
}

/// The rings of a polygon or multipolygon in little-endian WKB.
fn outline(mut wkb: &[u8]) -> Outline {
    let mut outline = Outline::with_capacity(wkb.len() / 16);
    let mut polygons = 1;
    while polygons > 0 {
        let (header, rest) = wkb.split_at(9);
        let [kind, count] = [1, 5].map(|at| u32::from_le_bytes(header[at..at + 4].try_into().expect("4 bytes")));
        wkb = rest;
        polygons -= 1;
        match (header[0], kind) {
            (1, 3) => (0..count).for_each(|_| wkb = ring(wkb, &mut outline)),
            (1, 6) => polygons += count,
            other => panic!("not a little-endian polygon: {other:?}"),
        }
    }
    outline
}

fn ring<'w>(wkb: &'w [u8], outline: &mut Outline) -> &'w [u8] {
    let (count, rest) = wkb.split_first_chunk::<4>().expect("a ring");
    let (vertices, rest) = rest.split_at(u32::from_le_bytes(*count) as usize * 16);
    let number = |bytes: &[u8]| f64::from_le_bytes(bytes.try_into().expect("8 bytes"));
    outline.push_ring(vertices.chunks_exact(16).map(|pair| Coord { x: number(&pair[..8]), y: number(&pair[8..]) }));
    rest
}
