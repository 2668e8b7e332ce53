//! Reading whole inputs: files, or stdin for `-`.

use std::fs;
use std::io::Read;

use crate::error::{Error, Result};
use crate::io::Parsed;
use crate::io::csv::{PointColumns, read_csv};
use crate::io::detect::{Format, SNIFFED_BYTES, detect};
use crate::io::geojson::{read_geojson, read_geojson_lines};

/// The bytes of a file, or of stdin for `-`.
///
/// # Errors
/// Unreadable input.
pub(super) fn read(file: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let outcome = match file {
        "-" => std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
        _ => fs::read(file).map(|read| bytes = read),
    };
    outcome.map_err(|error| Error::unreadable(if file == "-" { "stdin" } else { file }, &error).with_source(error))?;
    Ok(bytes)
}

/// A layer of any format that is read.
///
/// # Errors
/// Unreadable input.
pub(super) fn parse(bytes: &[u8], file: &str, columns: &PointColumns) -> Result<Parsed> {
    match detect(file, &bytes[..bytes.len().min(SNIFFED_BYTES)])? {
        Format::Csv => read_csv(bytes, file, columns),
        Format::GeoJsonLines => read_geojson_lines(bytes, file),
        Format::GeoJson => Ok(read_geojson(bytes, file)?),
    }
}
