//! Reading a whole file of any known format into a layer.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::csv::{PointColumns, read_places};
use super::detect::{Format, SNIFFED_BYTES, detect};
use super::geojson::{read_geojson, read_geojson_in_any_crs, read_lines};
use super::manifest::InputFile;
use super::{Parsed, RawLayer};
use crate::crs::{Crs, Transformation};
use crate::error::{Error, Result};
use crate::quantity::Bounds;

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

/// How a file is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadOptions {
    /// Which columns of a table hold longitude and latitude.
    pub columns: PointColumns,
    /// What the numbers of text formats may be.
    pub numbers: Numbers,
    /// Only what may touch this box, in degrees on WGS84, where the format has an index to tell: the row groups of GeoParquet, the features
    /// of FlatGeobuf. The layer may have more.
    pub within: Option<Bounds>,
}

/// What numbers the coordinates of a text may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// Degrees: a feature with a position that is not on the globe is left out, with a finding.
    #[default]
    Degrees,
    /// Any finite numbers: they are in a reference system that is told apart from the file.
    Any,
}

/// Reads a file of boundaries, places or points into a layer, in degrees on WGS84: a file that says that it is in another coordinate
/// reference system is converted. `-` is standard input. Messages call the file by its path as given.
///
/// # Errors
/// As [`read_raw`]; and when the file names a reference system that is not known, or this build has no PROJ to convert from it.
/// What is wrong with single features is a finding.
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
    let mut raw = read_raw(path, &ReadOptions::default())?;
    if let Some(crs) = raw.crs.take().filter(|crs| !crs.is_wgs84_at_planning_scale()) {
        let refused = |error| Error::unreadable(shown(path), &error).with_source(error);
        let transformation = Transformation::new(&crs, &Crs::wgs84()).map_err(refused)?;
        let mut coords = raw.layer.coords();
        transformation.convert(&mut coords);
        raw.layer.set_coords(&coords);
    }
    Ok(raw.into_parsed())
}

/// Reads a file into a layer with the coordinates that stand in it, and what it says about them. `-` is standard input.
///
/// # Errors
/// The file cannot be read or is not of its format; this build lacks the feature that reads the format.
pub fn read_raw(path: &Path, options: &ReadOptions) -> Result<RawLayer> {
    let name = shown(path);
    let (mut input, format) = open(path)?;
    if format == Format::Parquet && path.is_file() {
        return parquet_file(path, &name, options);
    }
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| Error::unreadable(&name, &error).with_source(error))?;
    if format == Format::Shapefile {
        return with_sidecars(path, &name, &bytes);
    }
    read_as(format, &bytes, &name, options)
}

/// The same from bytes at hand; of a Shapefile they are the shapes alone.
///
/// # Errors
/// As [`read_raw`], but for what opening a file can give.
pub fn parse_raw(bytes: &[u8], name: &str, options: &ReadOptions) -> Result<RawLayer> {
    read_as(detect(name, &bytes[..bytes.len().min(SNIFFED_BYTES)])?, bytes, name, options)
}

/// A layer in degrees on WGS84 from bytes at hand. `columns` is for tables.
///
/// # Errors
/// As [`parse_raw`], and when the bytes say that they are in another reference system.
pub fn parse_layer(bytes: &[u8], name: &str, columns: &PointColumns) -> Result<Parsed> {
    let raw = parse_raw(bytes, name, &ReadOptions { columns: columns.clone(), ..ReadOptions::default() })?;
    match raw.crs.as_ref().filter(|crs| !crs.is_wgs84_at_planning_scale()) {
        Some(crs) => Err(Error::unreadable(name, format!("it is in {crs}, not in WGS84 longitude, latitude"))),
        None => Ok(raw.into_parsed()),
    }
}

fn read_as(format: Format, bytes: &[u8], name: &str, options: &ReadOptions) -> Result<RawLayer> {
    let raw: RawLayer = match format {
        Format::Csv => RawLayer::of_text(read_places(bytes, name, &options.columns, options.numbers)?, options.numbers),
        Format::GeoJsonLines => RawLayer::of_text(read_lines(bytes, name, options.numbers)?, options.numbers),
        Format::GeoJson => geojson(bytes, name, options)?,
        Format::Shapefile => shapes(bytes, name)?,
        Format::Parquet => parquet(bytes, name, options)?,
        Format::FlatGeobuf => flatgeobuf(bytes, name, options)?,
    };
    Ok(raw.with_input(name, bytes))
}

/// A GeoJSON text; read again where it turns out to name another reference system.
fn geojson(bytes: &[u8], name: &str, options: &ReadOptions) -> Result<RawLayer> {
    if options.numbers == Numbers::Degrees {
        let parsed = read_geojson(bytes, name)?;
        if parsed.findings.iter().all(|finding| finding.code() != "crs-unsupported") {
            return Ok(parsed.into());
        }
        // Only a name that stands for the whole file can be followed.
        let (other, named) = read_geojson_in_any_crs(bytes, name)?;
        return Ok(match named.and_then(|named| Crs::new(&named).ok()).filter(|_| parsed.layer.features().is_empty()) {
            Some(crs) => RawLayer { crs: Some(crs), ..RawLayer::of_text(other, Numbers::Any) },
            None => parsed.into(),
        });
    }
    let (parsed, named) = read_geojson_in_any_crs(bytes, name)?;
    let crs = named.and_then(|named| Crs::new(&named).ok());
    Ok(RawLayer { crs, ..RawLayer::of_text(parsed, Numbers::Any) })
}

#[cfg(feature = "parquet")]
fn parquet(bytes: &[u8], name: &str, options: &ReadOptions) -> Result<RawLayer> {
    super::parquet::read_parquet(bytes::Bytes::copy_from_slice(bytes), name, options)
}

/// Reads only those parts of a file that are needed; all of it for the manifest, in pieces.
#[cfg(feature = "parquet")]
fn parquet_file(path: &Path, name: &str, options: &ReadOptions) -> Result<RawLayer> {
    let unreadable = |error: io::Error| Error::unreadable(name, &error).with_source(error);
    let mut file = File::open(path).map_err(unreadable)?;
    let input = InputFile::read(name, &mut file).map_err(unreadable)?;
    let mut raw = super::parquet::read_parquet(file, name, options)?;
    raw.inputs.push(input);
    Ok(raw)
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &[u8], name: &str, _: &ReadOptions) -> Result<RawLayer> {
    Err(feature_missing(name, "Parquet", "parquet"))
}

#[cfg(not(feature = "parquet"))]
fn parquet_file(_: &Path, name: &str, options: &ReadOptions) -> Result<RawLayer> {
    parquet(&[], name, options)
}

#[cfg(feature = "flatgeobuf")]
fn flatgeobuf(bytes: &[u8], name: &str, options: &ReadOptions) -> Result<RawLayer> {
    let within = options.within.as_ref().filter(|_| options.numbers == Numbers::Degrees);
    Ok(super::flatgeobuf::read_flatgeobuf(bytes, name, within)?)
}

#[cfg(not(feature = "flatgeobuf"))]
fn flatgeobuf(_: &[u8], name: &str, _: &ReadOptions) -> Result<RawLayer> {
    Err(feature_missing(name, "FlatGeobuf", "flatgeobuf"))
}

#[cfg(feature = "shapefile")]
fn shapes(bytes: &[u8], name: &str) -> Result<RawLayer> {
    use super::shapefile::{ShapefileParts, read_shapefile};
    Ok(read_shapefile(ShapefileParts { shp: bytes, ..ShapefileParts::default() }, name)?)
}

/// A Shapefile with the files beside its .shp.
#[cfg(feature = "shapefile")]
fn with_sidecars(path: &Path, name: &str, shp: &[u8]) -> Result<RawLayer> {
    use super::shapefile::{SIDECARS, ShapefileParts, read_shapefile, sidecar};
    let mut beside = Vec::new();
    for extension in SIDECARS {
        let Some(file) = sidecar(path, extension) else { continue };
        let unreadable = |error: io::Error| Error::unreadable(file.display(), &error).with_source(error);
        beside.push((extension, file.to_string_lossy().into_owned(), std::fs::read(&file).map_err(unreadable)?));
    }
    let part = |wanted: &str| beside.iter().find(|(extension, ..)| *extension == wanted).map(|(.., bytes)| bytes.as_slice());
    let parts = ShapefileParts { shp, shx: part("shx"), dbf: part("dbf"), prj: part("prj"), cpg: part("cpg") };
    let read = read_shapefile(parts, name)?.with_input(name, shp);
    Ok(beside.iter().fold(read, |raw, (_, name, bytes)| raw.with_input(name, bytes)))
}

#[cfg(not(feature = "shapefile"))]
fn shapes(_: &[u8], name: &str) -> Result<RawLayer> {
    Err(feature_missing(name, "a Shapefile", "shapefile"))
}

#[cfg(not(feature = "shapefile"))]
fn with_sidecars(_: &Path, name: &str, bytes: &[u8]) -> Result<RawLayer> {
    shapes(bytes, name)
}

/// Why a format that is known is not read by this build.
#[cfg(not(all(feature = "shapefile", feature = "parquet", feature = "flatgeobuf")))]
fn feature_missing(name: &str, what: &str, feature: &str) -> Error {
    Error::unreadable(
        name,
        format!("it is {what}; this build was made without the feature '{feature}', which reads it (on by default)"),
    )
}

impl RawLayer {
    /// Adds a file that was read.
    fn with_input(mut self, name: &str, mut bytes: &[u8]) -> Self {
        // Reading from memory does not fail.
        self.inputs.extend(InputFile::read(name, &mut bytes));
        self
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
