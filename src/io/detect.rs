//! Which format an input has, by its name and its first bytes.

use std::path::Path;

use crate::error::{Error, Result};

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// One GeoJSON text.
    GeoJson,
    /// Newline-delimited GeoJSON: a Feature or geometry per line.
    GeoJsonLines,
    /// A table with a header and columns of longitude and latitude, or of geometries as WKT.
    Csv,
    /// Parquet or GeoParquet.
    Parquet,
    /// FlatGeobuf.
    FlatGeobuf,
    /// The .shp of a Shapefile.
    Shapefile,
}

/// How many first bytes [`detect`] makes use of.
pub const SNIFFED_BYTES: usize = 8 * 1024;

const EXTENSIONS: [(&str, Format); 16] = [
    ("geojson", Format::GeoJson),
    ("json", Format::GeoJson),
    ("geojsonl", Format::GeoJsonLines),
    ("geojsons", Format::GeoJsonLines),
    ("geojsonseq", Format::GeoJsonLines),
    ("ndjson", Format::GeoJsonLines),
    ("ndgeojson", Format::GeoJsonLines),
    ("jsonl", Format::GeoJsonLines),
    ("jsonlines", Format::GeoJsonLines),
    ("csv", Format::Csv),
    ("tsv", Format::Csv),
    ("txt", Format::Csv),
    ("parquet", Format::Parquet),
    ("geoparquet", Format::Parquet),
    ("fgb", Format::FlatGeobuf),
    ("shp", Format::Shapefile),
];

/// The first bytes of formats that are not text.
const MAGIC: [(&[u8], Format); 3] =
    [(b"PAR1", Format::Parquet), (b"fgb\x03fgb", Format::FlatGeobuf), (b"\x00\x00\x27\x0a", Format::Shapefile)];

/// Formats that are recognised but not read, by extension.
const UNREAD_EXTENSIONS: [(&str, &str); 11] = [
    ("dbf", "the attributes of a Shapefile (name its .shp)"),
    ("shx", "the index of a Shapefile (name its .shp)"),
    ("gpkg", "GeoPackage"),
    ("kml", "KML"),
    ("kmz", "KML"),
    ("gml", "GML"),
    ("gpx", "GPX"),
    ("topojson", "TopoJSON"),
    ("xlsx", "an Excel workbook"),
    ("pbf", "OpenStreetMap data"),
    ("zip", "a ZIP archive"),
];

/// Formats that are recognised but not read, by their first bytes.
const UNREAD_MAGIC: [(&[u8], &str); 4] = [
    (b"SQLite format 3\0", "SQLite or GeoPackage"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"ARROW1", "Arrow"),
];

/// The format of an input called `name` (`-` for standard input) that begins with `start` (up to [`SNIFFED_BYTES`]).
///
/// A known extension decides unless the first bytes are those of another known format; without one the bytes decide.
///
/// # Errors
/// [`UnreadableInput`](crate::ErrorKind::UnreadableInput) that names what was recognised and the formats that are read.
///
/// # Examples
/// ```
/// use ringshed::io::detect::{Format, detect};
/// assert_eq!(detect("zones.geojson", b"")?, Format::GeoJson);
/// assert_eq!(detect("-", b"lon,lat\n116.4,39.9\n")?, Format::Csv);
/// assert_eq!(detect("zones.shp", b"")?, Format::Shapefile);
/// assert!(detect("zones.gpkg", b"").is_err());
/// # Ok::<(), ringshed::Error>(())
/// ```
pub fn detect(name: &str, start: &[u8]) -> Result<Format> {
    if let Some((_, what)) = UNREAD_MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Err(not_read(name, what));
    }
    if let Some((_, format)) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Ok(*format);
    }
    let extension =
        Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    if let Some((_, what)) = UNREAD_EXTENSIONS.iter().find(|(known, _)| *known == extension) {
        return Err(not_read(name, what));
    }
    match EXTENSIONS.iter().find(|(known, _)| *known == extension) {
        Some((_, Format::GeoJson)) if extension == "json" => Ok(sniff(start).unwrap_or(Format::GeoJson)),
        Some((_, format)) => Ok(*format),
        None => sniff(start).ok_or_else(|| unknown(name, start)),
    }
}

fn not_read(name: &str, what: &str) -> Error {
    Error::unreadable(name, format!("it is {what}, which is not read yet; {}", formats_read()))
}

fn formats_read() -> &'static str {
    "formats read are GeoJSON (.geojson, .json), newline-delimited GeoJSON (.geojsonl, .ndjson), GeoParquet (.parquet), \
     FlatGeobuf (.fgb), Shapefile (.shp) and CSV (.csv, .tsv); `ogr2ogr out.geojson IN` converts most others"
}

fn unknown(name: &str, start: &[u8]) -> Error {
    let reason = if start.is_empty() { "it is empty" } else { "its format is not recognised" };
    Error::unreadable(name, format!("{reason}; {}", formats_read()))
}

fn sniff(start: &[u8]) -> Option<Format> {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    match text.first()? {
        0x1e => Some(Format::GeoJsonLines),
        b'{' if begins_with_whole_objects(text) => Some(Format::GeoJsonLines),
        b'{' | b'[' => Some(Format::GeoJson),
        b'<' | 0 => None,
        _ => {
            let header = text.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
            let delimited = header.iter().any(|byte| matches!(byte, b',' | b';' | b'\t'));
            delimited.then_some(Format::Csv)
        }
    }
}

/// True when the first line is a whole JSON object and another one follows.
fn begins_with_whole_objects(text: &[u8]) -> bool {
    let mut lines = text.splitn(2, |byte| *byte == b'\n');
    let (Some(first), Some(rest)) = (lines.next(), lines.next()) else { return false };
    rest.trim_ascii_start().first() == Some(&b'{') && serde_json::from_slice::<serde::de::IgnoredAny>(first).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_without_an_extension() {
        let feature = br#"{"type":"Feature","properties":null,"geometry":null}"#;
        let lines = [feature.as_slice(), feature.as_slice()].join(b"\n".as_slice());
        assert_eq!(detect("-", feature).ok(), Some(Format::GeoJson));
        assert_eq!(detect("-", &lines).ok(), Some(Format::GeoJsonLines));
        assert_eq!(detect("points.json", &lines).ok(), Some(Format::GeoJsonLines));
        assert_eq!(detect("-", b"\xef\xbb\xbf\x1e{").ok(), Some(Format::GeoJsonLines));
        assert_eq!(detect("-", b"name;lon;lat\n").ok(), Some(Format::Csv));
        assert_eq!(detect("POINTS.CSV", b"").ok(), Some(Format::Csv));
    }

    #[test]
    fn binary_formats_are_known_by_their_first_bytes_or_their_name() {
        assert_eq!(detect("-", b"fgb\x03fgb\x01").ok(), Some(Format::FlatGeobuf));
        assert_eq!(detect("zones.geojson", b"PAR1....").ok(), Some(Format::Parquet));
        assert_eq!(detect("zones", b"\x00\x00\x27\x0a").ok(), Some(Format::Shapefile));
        assert_eq!(detect("zones.PARQUET", b"").ok(), Some(Format::Parquet));
    }

    #[test]
    fn what_is_not_read_is_named() {
        let message = |name: &str, start: &[u8]| detect(name, start).expect_err("not read").to_string();
        assert!(message("zones.dbf", b"").contains("name its .shp"));
        assert!(message("zones.geojson", b"SQLite format 3\0").contains("GeoPackage"));
        assert!(message("zones.kml", b"<kml>").contains("KML"));
        assert!(message("-", b"").contains("empty"));
        assert!(message("-", b"\x7fELF").contains("not recognised"));
        assert!(message("-", b"<xml/>").contains("formats read are GeoJSON"));
    }
}
