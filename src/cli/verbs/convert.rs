//! `convert`: formats, reference systems, datums.

use std::path::{Path, PathBuf};

use clap::Args;
use geo::Intersects;
use geo_types::{Geometry, MultiPolygon};

use crate::analysis::{dissolve_layer, reproject, simplify_layer};
use crate::atlas::Atlas;
use crate::cli::layer_file::{self, LayerForm};
use crate::cli::output;
use crate::cli::places::PointArgs;
use crate::cli::session::Session;
use crate::crs::{Crs, Datum, Frame};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::geometry::rounding::Precision;
use crate::io::geojson::{BboxMember, WriteOptions};
use crate::layer::Layer;
use crate::quantity::{Bounds, Kilometres, LonLat};
use crate::report;
use crate::scheme::suggestion;

/// Decimals of metres: a tenth of a millimetre.
const METRE_DIGITS: u8 = 4;

/// Convert a layer: its format, its coordinate reference system, its datum.
///
/// Reads and writes .geojson, .geojsonl, .parquet (GeoParquet), .fgb (FlatGeobuf), .shp (Shapefile) and .csv (points or WKT). What the
/// input says about its coordinates is believed unless --from-crs says otherwise. Coordinates are always easting, northing or
/// longitude, latitude, whatever the axis order of an EPSG code. How exact a conversion is, and whether a grid is missing for a better one,
/// is said.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  ringshed rings tokyo-bay --out rings.geojson\n  ringshed convert rings.geojson rings.parquet\n  \
                  ringshed convert rings.geojson rings.shp --to-crs EPSG:32654\n  \
                  ringshed convert rings.geojson simple.fgb --simplify '200 m'"
)]
pub(in crate::cli) struct ConvertArgs {
    /// A layer; '-' is stdin.
    #[arg(value_name = "IN")]
    input: String,
    /// File to write; its extension is its format, '-' is GeoJSON on stdout.
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Coordinate reference system to write: EPSG:4549, a PROJ string or WKT (default: WGS84).
    #[arg(long, value_name = "CRS")]
    to_crs: Option<String>,
    /// Datum to write: gcj02 (Gaode, Tencent) or bd09 (Baidu).
    #[arg(long, value_name = "DATUM")]
    to_datum: Option<Datum>,
    /// Only features that touch a unit of the atlas (name or code) or a box: west,south,east,north in degrees. Of a GeoParquet file only
    /// the row groups are read that may do so, of a FlatGeobuf only the features.
    #[arg(long, value_name = "UNIT|BOX", allow_hyphen_values = true)]
    within: Option<String>,
    /// Dissolve polygons by the values of a column: one feature for each value, with the count of those it was made of.
    #[arg(long, value_name = "COLUMN")]
    dissolve: Option<String>,
    /// Simplify lines of polygons: shared borders stay shared, and no polygon disappears. A vertex goes when the triangle with its
    /// neighbours is at most the square of this length ('200 m', '1 km').
    #[arg(long, value_name = "LENGTH")]
    simplify: Option<Kilometres>,
    /// Decimals of coordinates, 0 to 15 (default: 7 for degrees and 4 for metres in text; all there are in binary formats).
    #[arg(long, value_name = "DIGITS", value_parser = clap::value_parser!(u8).range(0..=15))]
    precision: Option<u8>,
    /// Write the bounding box of every feature (GeoJSON).
    #[arg(long)]
    bbox: bool,
    #[command(flatten)]
    points: PointArgs,
}

/// Where features have to be.
enum Within {
    Box(Bounds),
    Unit(MultiPolygon<f64>, Bounds),
}

impl ConvertArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let to = self.target()?;
        let within = self.within.as_deref().map(|text| Within::parse(session, text)).transpose()?;
        session.parameter("to_crs", self.to_crs.clone());
        session.parameter("to_datum", self.to_datum.map(|datum| datum.word().to_string()));
        session.parameter("within", self.within.clone());
        session.parameter("dissolve", self.dissolve.clone());
        session.parameter("simplify", self.simplify.map(|length| length.to_string()));
        let mut raw = session.raw_within(&self.input, &self.points.columns(), within.as_ref().map(Within::bounds))?;
        let from = session.frame_of(&self.input, &mut raw)?;
        let is_changed = within.is_some() || self.dissolve.is_some() || self.simplify.is_some();
        let by_way_of_wgs84 = is_changed || to.is_wgs84() || from.is_wgs84();
        let findings = if by_way_of_wgs84 {
            reproject(&mut raw.layer, &from, &Frame::default())?
        } else {
            reproject(&mut raw.layer, &from, &to)?
        };
        raw.findings.extend(findings.into_iter().map(|finding| finding.in_file(&self.input)));
        let (mut layer, findings) = if by_way_of_wgs84 {
            let parsed = raw.into_parsed();
            (parsed.layer, parsed.findings)
        } else {
            (raw.layer, raw.findings)
        };
        session.report(findings.into_iter().map(|finding| finding.in_file(&self.input)));
        if by_way_of_wgs84 {
            layer = self.selected(session, layer, within.as_ref())?;
            session.report(reproject(&mut layer, &Frame::default(), &to)?);
        }
        self.write(session, layer, &to)
    }

    fn target(&self) -> Result<Frame> {
        let refused = |error: crate::crs::CrsError| Error::bad_request(format!("--to-crs: {error}"));
        let crs = self.to_crs.as_deref().map(Crs::new).transpose().map_err(refused)?.unwrap_or_else(Crs::wgs84);
        let to = Frame { crs, datum: self.to_datum.unwrap_or(Datum::Wgs84) };
        let is_geojson = self.is_stdout() || LayerForm::of(&self.out)?.is_geojson();
        if is_geojson && !to.crs.is_wgs84_at_planning_scale() {
            return Err(Error::bad_request(format!(
                "--to-crs {}: GeoJSON is longitude, latitude on WGS84 (RFC 7946); write .parquet, .fgb, .shp or .csv",
                to.crs
            )));
        }
        Ok(to)
    }

    fn is_stdout(&self) -> bool {
        self.out == Path::new("-")
    }

    /// The features that lie where they have to, dissolved and simplified.
    fn selected(&self, session: &mut Session, mut layer: Layer, within: Option<&Within>) -> Result<Layer> {
        if let Some(within) = within {
            let before = layer.features().len();
            layer.retain(|feature| feature.geometry.as_ref().is_some_and(|geometry| within.touches(geometry)));
            session.messages().note(&format!("{} of {before} features touch --within", layer.features().len()));
        }
        if let Some(name) = &self.dissolve {
            let column = layer.column(name).ok_or_else(|| no_column(name, &self.input, &layer))?;
            let dissolved = dissolve_layer(&layer, column);
            session.report(dissolved.findings.into_iter().map(|finding| finding.in_file(&self.input)));
            layer = dissolved.layer;
        }
        if let Some(tolerance) = self.simplify {
            let counts = simplify_layer(&mut layer, tolerance.into());
            session.messages().note(&format!("--simplify left {} of {} vertices", counts.after, counts.before));
        }
        Ok(layer)
    }

    fn write(&self, session: &mut Session, layer: Layer, to: &Frame) -> Result<()> {
        let form = if self.is_stdout() { LayerForm::GeoJson } else { LayerForm::of(&self.out)? };
        if form.is_geojson() && to.datum != Datum::Wgs84 {
            let message = format!("coordinates are displaced to {}; readers of GeoJSON take them for WGS84", to.datum);
            session.report([Finding::note("datum-not-wgs84", message)]);
        }
        let in_degrees = to.crs.is_wgs84_at_planning_scale();
        let digits = self.precision.or(form.is_text().then_some(if in_degrees { 7 } else { METRE_DIGITS }));
        let mut layer = layer;
        if let Some(digits) = digits {
            let mut rounding = report::Rounding::new(Precision::new(digits).unwrap_or_default());
            layer = report::rounded_layer(layer, &mut rounding);
            session.report(rounding.into_findings());
        }
        if form == LayerForm::Table {
            layer = report::with_geometry_columns(layer, if in_degrees { ["lon", "lat"] } else { ["x", "y"] });
        }
        session.gate()?;
        let bbox = if self.bbox { BboxMember::Write } else { BboxMember::Omit };
        let decimals = usize::from(digits.unwrap_or(7));
        let options = WriteOptions { decimals, bbox, manifest: Some(session.manifest().to_json()) };
        if self.is_stdout() {
            return output::geojson_to_stdout(&layer, &options);
        }
        layer_file::write(session, &self.out, &layer, to, &options)
    }
}

impl Within {
    fn parse(session: &mut Session, text: &str) -> Result<Self> {
        let numbers: Vec<f64> = text.split(',').filter_map(|number| number.trim().parse().ok()).collect();
        if let [west, south, east, north] = numbers[..] {
            let problem = |error| Error::bad_request(format!("--within {text}: {error}"));
            let (low, high) = (LonLat::new(west, south).map_err(problem)?, LonLat::new(east, north).map_err(problem)?);
            if west > east || south > north {
                return Err(Error::bad_request(format!(
                    "--within {text}: give west,south,east,north with west < east and south < north"
                )));
            }
            return Ok(Self::Box(Bounds::between(low.coord(), high.coord())));
        }
        session.add_embedded_data();
        let atlas = Atlas::embedded();
        let unit = atlas.resolve(text, None).map_err(|error| Error::bad_request(format!("--within: {error}")))?.id;
        let boundary = atlas.boundary(unit).clone();
        let bounds = crate::geometry::shape::bounds(&boundary);
        let bounds = bounds.ok_or_else(|| Error::bad_request(format!("--within {text}: the unit has no boundary")))?;
        Ok(Self::Unit(boundary, bounds))
    }

    fn bounds(&self) -> Bounds {
        match self {
            Self::Box(bounds) | Self::Unit(_, bounds) => *bounds,
        }
    }

    fn touches(&self, geometry: &Geometry<f64>) -> bool {
        use geo::BoundingRect;
        let Some(found) = geometry.bounding_rect() else { return false };
        if !Bounds::between(found.min(), found.max()).intersects(&self.bounds()) {
            return false;
        }
        match self {
            Self::Box(bounds) => geometry.intersects(&geo_types::Rect::new(bounds.min(), bounds.max())),
            Self::Unit(boundary, _) => boundary.intersects(geometry),
        }
    }
}

fn no_column(name: &str, file: &str, layer: &Layer) -> Error {
    let columns: Vec<&str> = layer.columns().iter().map(String::as_str).collect();
    let way_out = suggestion(name, &columns, "the columns are");
    Error::bad_request(format!("--dissolve {name}: {file} has no such column; {way_out}"))
}
