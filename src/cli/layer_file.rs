//! A layer as a file of the format that its name promises.

use std::path::Path;

use super::output::{is_device, table_to_file, to_file, to_file_with_manifest};
use super::session::Session;
use crate::crs::{Crs, CrsError, Datum, Definition, Frame};
use crate::error::{Error, Result};
use crate::io::geojson::{WriteOptions, write_geojson, write_geojson_lines};
use crate::layer::Layer;

/// WGS84 longitude, latitude as .prj files have it.
#[cfg(feature = "shapefile")]
const WGS84_WKT: &str = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],\
                         PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";

/// The forms a layer can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LayerForm {
    GeoJson,
    GeoJsonLines,
    Table,
    Parquet,
    FlatGeobuf,
    Shapefile,
}

impl LayerForm {
    /// The form that a file name asks for.
    ///
    /// # Errors
    /// A bad request for other names.
    pub(super) fn of(path: &Path) -> Result<Self> {
        if is_device(path) {
            return Ok(Self::GeoJson);
        }
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
        match extension.as_str() {
            "geojson" | "json" => Ok(Self::GeoJson),
            "geojsonl" | "geojsons" | "ndjson" | "jsonl" => Ok(Self::GeoJsonLines),
            "csv" => Ok(Self::Table),
            "parquet" | "geoparquet" => Ok(Self::Parquet),
            "fgb" => Ok(Self::FlatGeobuf),
            "shp" => Ok(Self::Shapefile),
            _ => Err(Error::bad_request(format!(
                "--out {}: layers are written as .geojson, .geojsonl, .parquet, .fgb, .shp and .csv",
                path.display()
            ))),
        }
    }

    /// True for GeoJSON, whose coordinates are longitude and latitude.
    pub(super) fn is_geojson(self) -> bool {
        matches!(self, Self::GeoJson | Self::GeoJsonLines)
    }

    /// True for text, in which numbers are rounded.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::GeoJson | Self::GeoJsonLines | Self::Table)
    }
}

/// Writes a layer whose coordinates are in `frame`.
///
/// # Errors
/// Could not write; a bad request when the format cannot hold the layer or this build lacks its feature.
pub(super) fn write(session: &mut Session, path: &Path, layer: &Layer, frame: &Frame, options: &WriteOptions) -> Result<()> {
    match LayerForm::of(path)? {
        LayerForm::GeoJson => to_file(path, |output| write_geojson(layer, options, output)),
        LayerForm::GeoJsonLines => {
            to_file_with_manifest(path, session.manifest(), |output| write_geojson_lines(layer, options, output))
        }
        LayerForm::Table => table_to_file(path, session.manifest(), layer),
        LayerForm::Parquet => parquet(session, path, layer, frame),
        LayerForm::FlatGeobuf => flatgeobuf(session, path, layer, frame),
        LayerForm::Shapefile => shapefile(session, path, layer, frame),
    }
}

/// What a file says about its coordinates.
enum Stated {
    Wgs84,
    /// Displaced by a datum that no reference system has: better nothing than something wrong.
    Unknown,
    Defined(Definition),
}

#[cfg_attr(not(any(feature = "parquet", feature = "flatgeobuf", feature = "shapefile")), expect(dead_code))]
fn stated(frame: &Frame) -> Result<Stated> {
    let refused = |error: CrsError| Error::bad_request(error.to_string()).with_source(error);
    match frame {
        Frame { datum, .. } if *datum != Datum::Wgs84 => Ok(Stated::Unknown),
        Frame { crs, .. } if crs.is_wgs84() || *crs == Crs::wgs84() => Ok(Stated::Wgs84),
        Frame { crs, .. } => Definition::of(crs).map(Stated::Defined).map_err(refused),
    }
}

#[cfg(feature = "parquet")]
fn parquet(session: &mut Session, path: &Path, layer: &Layer, frame: &Frame) -> Result<()> {
    use crate::io::parquet::{ParquetOptions, write_parquet};
    let crs = match stated(frame)? {
        Stated::Wgs84 => None,
        Stated::Unknown => Some(serde_json::Value::Null),
        Stated::Defined(definition) => Some(definition.projjson().clone()),
    };
    let options = ParquetOptions { crs, manifest: Some(session.manifest().to_json()) };
    to_file(path, |output| write_parquet(layer, &options, output))
}

#[cfg(feature = "flatgeobuf")]
fn flatgeobuf(session: &mut Session, path: &Path, layer: &Layer, frame: &Frame) -> Result<()> {
    use crate::io::flatgeobuf::{FlatGeobufOptions, write_flatgeobuf};
    let (epsg_code, wkt) = match stated(frame)? {
        Stated::Wgs84 => (Some(4326), None),
        Stated::Unknown => (None, None),
        Stated::Defined(definition) => (frame.crs.epsg_code(), Some(definition.wkt())),
    };
    let options = FlatGeobufOptions { epsg_code, wkt, manifest: Some(session.manifest().to_json().to_string()) };
    let mut findings = Vec::new();
    to_file(path, |output| {
        findings = write_flatgeobuf(layer, &options, output)?;
        Ok(())
    })?;
    session.report(findings);
    Ok(())
}

#[cfg(feature = "shapefile")]
fn shapefile(session: &mut Session, path: &Path, layer: &Layer, frame: &Frame) -> Result<()> {
    use crate::io::atomic::OutputFolder;
    use crate::io::shapefile::write_shapefile;
    let prj = match stated(frame)? {
        Stated::Wgs84 => WGS84_WKT.to_string(),
        Stated::Unknown => String::new(),
        Stated::Defined(definition) => definition.wkt(),
    };
    let bytes = write_shapefile(layer, &prj)?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !parent.is_dir() {
        let missing = std::io::Error::new(
            std::io::ErrorKind::NotFound,
            format!("the folder {} does not exist; create it first", parent.display()),
        );
        return Err(Error::could_not_write(path, missing));
    }
    let mut folder = OutputFolder::create(parent)?;
    let name = |extension: &str| {
        let file = path.with_extension(extension);
        file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    for (extension, content) in bytes.files() {
        folder.write(&name(extension), |output| output.write_all(content))?;
    }
    let manifest = session.manifest().to_pretty_json();
    folder.write(&name("shp.manifest.json"), |output| output.write_all(manifest.as_bytes()))?;
    folder.commit()?;
    session.report(bytes.findings);
    Ok(())
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &mut Session, path: &Path, _: &Layer, _: &Frame) -> Result<()> {
    Err(feature_missing(path, "parquet"))
}

#[cfg(not(feature = "flatgeobuf"))]
fn flatgeobuf(_: &mut Session, path: &Path, _: &Layer, _: &Frame) -> Result<()> {
    Err(feature_missing(path, "flatgeobuf"))
}

#[cfg(not(feature = "shapefile"))]
fn shapefile(_: &mut Session, path: &Path, _: &Layer, _: &Frame) -> Result<()> {
    Err(feature_missing(path, "shapefile"))
}

/// Why a format is not written by this build.
#[cfg(not(all(feature = "parquet", feature = "flatgeobuf", feature = "shapefile")))]
pub(super) fn feature_missing(path: &Path, feature: &str) -> Error {
    Error::bad_request(format!(
        "--out {}: this build was made without the feature '{feature}', which writes it (on by default)",
        path.display()
    ))
}
