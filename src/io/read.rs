//! Reading a whole file of any known format into a layer.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::Parsed;
use super::csv::{PointColumns, read_csv};
use super::detect::{Format, SNIFFED_BYTES, detect};
use super::geojson::{read_geojson, read_geojson_lines};
use crate::error::{Error, Result};

/// What messages call a path.
fn shown(path: &Path) -> Cow<'_, str> {
    if path == Path::new("-") { Cow::Borrowed("standard input") } else { path.to_string_lossy() }
}

/// Opens a file for streaming, `-` for standard input, and finds its format by name and first bytes.
///
/// # Errors
/// The file is missing, is a folder or cannot be read, or its format is not one that is read.
pub fn open(path: &Path) -> Result<(Box<dyn BufRead + Send>, Format)> {
    let name = shown(path);
    let unreadable = |error: io::Error| Error::unreadable(&name, &error).with_source(error);
    let mut input: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else if path.is_dir() {
        return Err(Error::unreadable(&name, "it is a folder; name a file in it"));
    } else {
        Box::new(File::open(path).map_err(unreadable)?)
    };
    let mut start = Vec::new();
    input.by_ref().take(SNIFFED_BYTES as u64).read_to_end(&mut start).map_err(unreadable)?;
    let format = detect(&name, &start)?;
    let whole = io::Cursor::new(start).chain(input);
    Ok((Box::new(BufReader::with_capacity(256 * 1024, whole)), format))
}

/// Reads a file of boundaries, places or points into a layer: GeoJSON, newline-delimited GeoJSON, or CSV with columns of
/// longitude and latitude. `-` is standard input. Messages call the file by its path as given.
///
/// # Errors
/// As [`open`] and the readers of the formats. What is wrong with single features is a finding.
///
/// # Examples
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("centres.csv");
/// std::fs::write(&path, "name,lon,lat\n北京,116.4,39.9\n")?;
/// let parsed = ringshed::io::read_layer(&path)?;
/// assert_eq!(parsed.layer.features().len(), 1);
/// assert!(ringshed::io::read_layer(&folder.path().join("missing.geojson")).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_layer(path: &Path) -> Result<Parsed> {
    let name = shown(path);
    let (mut input, format) = open(path)?;
    if format == Format::GeoJsonLines {
        return read_geojson_lines(input, &name);
    }
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| Error::unreadable(&name, &error).with_source(error))?;
    read_as(format, &bytes, &name, &PointColumns::ByUsualNames)
}

/// The same from bytes at hand. `columns` is for tables.
///
/// # Errors
/// As [`read_layer`], but for what opening a file can give.
pub fn parse_layer(bytes: &[u8], name: &str, columns: &PointColumns) -> Result<Parsed> {
    read_as(detect(name, &bytes[..bytes.len().min(SNIFFED_BYTES)])?, bytes, name, columns)
}

fn read_as(format: Format, bytes: &[u8], name: &str, columns: &PointColumns) -> Result<Parsed> {
    match format {
        Format::Csv => read_csv(bytes, name, columns),
        Format::GeoJsonLines => read_geojson_lines(bytes, name),
        Format::GeoJson => Ok(read_geojson(bytes, name)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let read = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            read_layer(&path).map(|parsed| parsed.layer.features().len())
        };
        let point = r#"{"type":"Point","coordinates":[1,2]}"#;
        assert_eq!(read("a.geojson", point).ok(), Some(1));
        assert_eq!(read("a.geojsonl", &format!("{point}\n{point}\n")).ok(), Some(2));
        assert_eq!(read("a", &format!("{point}\n{point}\n")).ok(), Some(2));
        assert_eq!(read("a.csv", "x,y\n1,2\n3,4\n5,6").ok(), Some(3));
        assert!(read("a.shp", "").is_err_and(|error| error.to_string().contains("Shapefile")));
        assert!(read_layer(folder.path()).is_err_and(|error| error.to_string().contains("folder")));
    }
}
