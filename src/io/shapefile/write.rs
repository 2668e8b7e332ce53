//! A layer as the files of a Shapefile.

use std::ops::AddAssign;

use ::shapefile::record::{EsriShape, WritableShape};
use ::shapefile::{Multipoint, Point, Polygon, Polyline, ShapeType};
use geo::BoundingRect;
use geo_types::Geometry;

use super::dbf_write::write_table;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::io::counted;
use crate::layer::{Feature, Layer};

/// The bytes of the files of a Shapefile.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShapefileBytes {
    /// Shapes.
    pub shp: Vec<u8>,
    /// Index of the shapes.
    pub shx: Vec<u8>,
    /// Attributes, in UTF-8.
    pub dbf: Vec<u8>,
    /// Coordinate reference system as WKT; empty when it is not known.
    pub prj: Vec<u8>,
    /// Name of the encoding of the attributes.
    pub cpg: Vec<u8>,
    /// What the format made of names and texts.
    pub findings: Vec<Finding>,
}

/// The longest .shp: its lengths are signed 32-bit counts of 16-bit words, and most programs stop at half of that.
const LONGEST: usize = i32::MAX as usize;
const FILE_HEADER: usize = 100;

/// Writes a layer as a Shapefile whose coordinates are in the system with the WKT `prj`. Features without geometry become null shapes.
///
/// Names of columns have at most 10 bytes and texts at most 254 in this format; what is cut is a finding.
///
/// # Errors
/// A bad request when the layer has geometries of several kinds or of one that the format does not have, or is larger than 2 GiB.
///
/// # Examples
/// ```
/// use ringshed::io::shapefile::{ShapefileParts, read_shapefile, write_shapefile};
/// use ringshed::layer::{Feature, Layer, Value};
/// let mut layer = Layer::new("places", ["name"]);
/// layer.push(Feature::new(Some(geo_types::Point::new(116.4, 39.9).into()), vec![Value::from("北京")]));
/// let files = write_shapefile(&layer, "")?;
/// let parts = ShapefileParts { shp: &files.shp, shx: Some(&files.shx), dbf: Some(&files.dbf), prj: None, cpg: Some(&files.cpg) };
/// let read = read_shapefile(parts, "places.shp")?;
/// assert_eq!(read.layer.value(0, "name"), Some(&Value::from("北京")));
/// assert_eq!(read.layer.features()[0].geometry, layer.features()[0].geometry);
/// # Ok::<(), ringshed::Error>(())
/// ```
pub fn write_shapefile(layer: &Layer, prj: &str) -> Result<ShapefileBytes> {
    let kind = kind_of(layer)?;
    let mut shapes = Shapes::new(kind, layer);
    for feature in layer.features() {
        shapes.push(feature)?;
    }
    let (shp, shx) = shapes.finish();
    let (dbf, findings) = write_table(layer);
    Ok(ShapefileBytes { shp, shx, dbf, prj: prj.as_bytes().to_vec(), cpg: b"UTF-8".to_vec(), findings })
}

/// How many geometries of which kind a layer has.
#[derive(Clone, Copy, Default)]
struct Kinds {
    points: usize,
    multi_points: usize,
    lines: usize,
    areas: usize,
    collections: usize,
}

impl AddAssign<&Feature> for Kinds {
    fn add_assign(&mut self, feature: &Feature) {
        match &feature.geometry {
            None => {}
            Some(Geometry::Point(_)) => self.points += 1,
            Some(Geometry::MultiPoint(_)) => self.multi_points += 1,
            Some(Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_)) => self.lines += 1,
            Some(Geometry::GeometryCollection(_)) => self.collections += 1,
            Some(_) => self.areas += 1,
        }
    }
}

fn kind_of(layer: &Layer) -> Result<ShapeType> {
    let mut kinds = Kinds::default();
    layer.features().iter().for_each(|feature| kinds += feature);
    let Kinds { points, multi_points, lines, areas, collections } = kinds;
    match (points, multi_points, lines, areas, collections) {
        (_, 0, 0, 0, 0) => Ok(ShapeType::Point),
        (_, _, 0, 0, 0) => Ok(ShapeType::Multipoint),
        (0, 0, _, 0, 0) => Ok(ShapeType::Polyline),
        (0, 0, 0, _, 0) => Ok(ShapeType::Polygon),
        _ => {
            let named = [(points + multi_points, "point"), (lines, "line"), (areas, "polygon"), (collections, "collection")];
            let there: Vec<String> =
                named.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(*count, noun)).collect();
            Err(Error::bad_request(format!(
                "a Shapefile holds geometries of one kind, points, lines or polygons, but the layer has {}; write .parquet, .fgb or \
                 .geojson, or a file for each kind",
                there.join(", ")
            )))
        }
    }
}

/// The shapes written so far.
struct Shapes {
    kind: ShapeType,
    bounds: [f64; 4],
    shp: Vec<u8>,
    shx: Vec<u8>,
    written: i32,
}

impl Shapes {
    fn new(kind: ShapeType, layer: &Layer) -> Self {
        let boxes = layer.features().iter().filter_map(|feature| feature.geometry.as_ref()?.bounding_rect());
        let bounds = boxes
            .map(|found| [found.min().x, found.min().y, found.max().x, found.max().y])
            .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
        let header = vec![0; FILE_HEADER];
        Self { kind, bounds: bounds.unwrap_or_default(), shp: header.clone(), shx: header, written: 0 }
    }

    fn push(&mut self, feature: &Feature) -> Result<()> {
        let start = self.shp.len();
        self.shp.extend([0; 8]);
        match &feature.geometry {
            Some(geometry) if geometry.bounding_rect().is_some() => self.push_geometry(geometry)?,
            _ => self.shp.extend((ShapeType::NullShape as i32).to_le_bytes()),
        }
        if self.shp.len() > LONGEST {
            return Err(Error::bad_request("the layer is larger than a Shapefile can be (2 GiB); write .parquet or .fgb"));
        }
        self.written += 1;
        let words = ((self.shp.len() - start - 8) / 2) as i32;
        self.shp[start..start + 4].copy_from_slice(&self.written.to_be_bytes());
        self.shp[start + 4..start + 8].copy_from_slice(&words.to_be_bytes());
        self.shx.extend([((start / 2) as i32).to_be_bytes(), words.to_be_bytes()].concat());
        Ok(())
    }

    fn push_geometry(&mut self, geometry: &Geometry<f64>) -> Result<()> {
        let point = |at: &geo_types::Point<f64>| Point::new(at.x(), at.y());
        match (geometry, self.kind) {
            (Geometry::Point(at), ShapeType::Point) => self.push_shape(&point(at)),
            (Geometry::Point(at), _) => self.push_shape(&Multipoint::new(vec![point(at)])),
            (Geometry::MultiPoint(points), _) => self.push_shape(&Multipoint::new(points.iter().map(point).collect())),
            (Geometry::Line(line), _) => self.push_shape(&Polyline::from(*line)),
            (Geometry::LineString(line), _) => self.push_shape(&Polyline::from(line.clone())),
            (Geometry::MultiLineString(lines), _) => self.push_shape(&Polyline::from(lines.clone())),
            (Geometry::Polygon(area), _) => self.push_shape(&Polygon::from(area.clone())),
            (Geometry::MultiPolygon(areas), _) => self.push_shape(&Polygon::from(areas.clone())),
            (Geometry::Rect(area), _) => self.push_shape(&Polygon::from(area.to_polygon())),
            (Geometry::Triangle(area), _) => self.push_shape(&Polygon::from(area.to_polygon())),
            // Refused before.
            (Geometry::GeometryCollection(_), _) => Ok(()),
        }
    }

    fn push_shape<S: EsriShape + WritableShape>(&mut self, shape: &S) -> Result<()> {
        self.shp.extend((self.kind as i32).to_le_bytes());
        shape.write_to(&mut self.shp).map_err(|error| Error::bad_request(format!("a shape cannot be written: {error}")))
    }

    fn finish(mut self) -> (Vec<u8>, Vec<u8>) {
        for bytes in [&mut self.shp, &mut self.shx] {
            let words = (bytes.len() / 2) as i32;
            let mut header = 9994_i32.to_be_bytes().to_vec();
            header.resize(24, 0);
            header.extend(words.to_be_bytes());
            header.extend(1000_i32.to_le_bytes());
            header.extend((self.kind as i32).to_le_bytes());
            self.bounds.iter().for_each(|bound| header.extend(bound.to_le_bytes()));
            header.resize(FILE_HEADER, 0);
            bytes[..FILE_HEADER].copy_from_slice(&header);
        }
        (self.shp, self.shx)
    }
}

impl ShapefileBytes {
    /// Each file with its extension, those that are empty left out; the .shp comes last, so that whoever waits for it finds the
    /// others.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        let all = [("dbf", &self.dbf), ("shx", &self.shx), ("prj", &self.prj), ("cpg", &self.cpg), ("shp", &self.shp)];
        all.into_iter().filter(|(_, bytes)| !bytes.is_empty()).map(|(extension, bytes)| (extension, bytes.as_slice()))
    }
}
