//! Layers as RFC 7946 text: one feature per line, the same bytes for the same layer everywhere.

use std::io::{self, Write};

use geo_types::{Coord, Geometry, LineString, Polygon};
use serde_json::Value as Json;

use super::bbox::{Bbox, bbox_of};
use super::winding::{Turn, turn};
use crate::io::number_text::{push_rounded, push_shortest};
use crate::layer::{Feature, Layer, Value};

/// How a layer is written.
///
/// # Examples
/// ```
/// use ringshed::io::geojson::{BboxMember, WriteOptions, write_geojson};
/// use ringshed::layer::{Feature, Layer, Value};
/// let mut layer = Layer::new("centres", ["name"]);
/// layer.push(Feature::new(Some(geo_types::Point::new(116.4, 39.9).into()), vec![Value::from("北京")]));
/// let mut text = Vec::new();
/// write_geojson(&layer, &WriteOptions { bbox: BboxMember::Write, ..WriteOptions::default() }, &mut text)?;
/// assert_eq!(
///     String::from_utf8_lossy(&text),
///     r#"{"type":"FeatureCollection","bbox":[116.4,39.9,116.4,39.9],"features":[
/// {"type":"Feature","bbox":[116.4,39.9,116.4,39.9],"properties":{"name":"北京"},"geometry":{"type":"Point","coordinates":[116.4,39.9]}}
/// ]}
/// "#
/// );
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct WriteOptions {
    /// The most decimals of a coordinate. Coordinates are expected to be rounded to them already.
    pub decimals: usize,
    /// Whether the collection and its features have a `bbox`.
    pub bbox: BboxMember,
    /// The manifest of the run, a foreign member of the collection.
    pub manifest: Option<Json>,
}

impl Default for WriteOptions {
    /// Seven decimals (a centimetre), no `bbox`, no manifest.
    fn default() -> Self {
        Self { decimals: 7, bbox: BboxMember::Omit, manifest: None }
    }
}

/// Whether `bbox` members are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BboxMember {
    /// No `bbox`.
    #[default]
    Omit,
    /// A `bbox` for the collection and for each feature with a geometry.
    Write,
}

/// Writes a layer as a FeatureCollection, one feature per line: shells counter-clockwise, holes clockwise, no `crs`.
///
/// # Errors
/// What the output gives, and [`io::ErrorKind::InvalidData`] for a coordinate that is not finite.
pub fn write_geojson(layer: &Layer, options: &WriteOptions, output: &mut impl Write) -> io::Result<()> {
    let mut line = b"{\"type\":\"FeatureCollection\",".to_vec();
    if let Some(manifest) = &options.manifest {
        line.extend_from_slice(b"\"manifest\":");
        serde_json::to_writer(&mut line, manifest)?;
        line.push(b',');
    }
    if options.bbox == BboxMember::Write {
        let geometries = layer.features().iter().filter_map(|feature| feature.geometry.as_ref());
        push_bbox(&mut line, bbox_of(geometries), options.decimals);
    }
    line.extend_from_slice(b"\"features\":[");
    let names = quoted_names(layer)?;
    for (number, feature) in layer.features().iter().enumerate() {
        line.extend_from_slice(if number == 0 { b"\n" } else { b",\n" });
        push_feature(&mut line, &names, feature, options)?;
        output.write_all(&line)?;
        line.clear();
    }
    line.extend_from_slice(b"\n]}\n");
    output.write_all(&line)
}

/// Writes a layer as newline-delimited GeoJSON: each line a Feature.
///
/// # Errors
/// As [`write_geojson`].
pub fn write_geojson_lines(layer: &Layer, options: &WriteOptions, output: &mut impl Write) -> io::Result<()> {
    let names = quoted_names(layer)?;
    let mut line = Vec::new();
    for feature in layer.features() {
        push_feature(&mut line, &names, feature, options)?;
        line.push(b'\n');
        output.write_all(&line)?;
        line.clear();
    }
    Ok(())
}

/// The names of the columns as JSON texts with the colon.
fn quoted_names(layer: &Layer) -> io::Result<Vec<String>> {
    layer.columns().iter().map(|name| Ok(serde_json::to_string(name)? + ":")).collect()
}

fn push_feature(text: &mut Vec<u8>, names: &[String], feature: &Feature, options: &WriteOptions) -> io::Result<()> {
    text.extend_from_slice(b"{\"type\":\"Feature\",");
    if let Some(id @ (Value::Text(_) | Value::Integer(_) | Value::Float(_))) = &feature.id {
        text.extend_from_slice(b"\"id\":");
        push_value(text, id)?;
        text.push(b',');
    }
    if options.bbox == BboxMember::Write {
        push_bbox(text, bbox_of(&feature.geometry), options.decimals);
    }
    text.extend_from_slice(b"\"properties\":{");
    for (number, (name, value)) in names.iter().zip(&feature.values).enumerate() {
        if number > 0 {
            text.push(b',');
        }
        text.extend_from_slice(name.as_bytes());
        push_value(text, value)?;
    }
    text.extend_from_slice(b"},\"geometry\":");
    match &feature.geometry {
        Some(geometry) => push_geometry(text, geometry, options.decimals)?,
        None => text.extend_from_slice(b"null"),
    }
    text.push(b'}');
    Ok(())
}

fn push_bbox(text: &mut Vec<u8>, bbox: Option<Bbox>, decimals: usize) {
    let Some(bbox) = bbox else { return };
    text.extend_from_slice(b"\"bbox\":[");
    for (number, value) in bbox.into_iter().enumerate() {
        if number > 0 {
            text.push(b',');
        }
        push_rounded(text, value, decimals);
    }
    text.extend_from_slice(b"],");
}

/// A value as JSON. Numbers with a fraction keep a decimal point when they are whole, so that a column of them is read back
/// as what it is; NaN and infinity are missing.
fn push_value(text: &mut Vec<u8>, value: &Value) -> io::Result<()> {
    match value {
        Value::Null => text.extend_from_slice(b"null"),
        Value::Float(number) if !number.is_finite() => text.extend_from_slice(b"null"),
        Value::Float(number) => {
            push_shortest(text, *number);
            if number.fract() == 0.0 {
                text.extend_from_slice(b".0");
            }
        }
        Value::Bool(value) => serde_json::to_writer(text, value)?,
        Value::Integer(number) => serde_json::to_writer(text, number)?,
        Value::Text(value) => serde_json::to_writer(text, value)?,
        Value::Json(value) => serde_json::to_writer(text, value)?,
    }
    Ok(())
}

fn push_geometry(text: &mut Vec<u8>, geometry: &Geometry<f64>, decimals: usize) -> io::Result<()> {
    let mut writer = CoordinateWriter { text, decimals };
    match geometry {
        Geometry::Point(point) => writer.geometry("Point", |writer| writer.position(point.0)),
        Geometry::MultiPoint(points) => {
            writer.geometry("MultiPoint", |writer| writer.list(points, |writer, point| writer.position(point.0)))
        }
        Geometry::Line(line) => writer.geometry("LineString", |writer| writer.positions(&[line.start, line.end])),
        Geometry::LineString(line) => writer.geometry("LineString", |writer| writer.positions(&line.0)),
        Geometry::MultiLineString(lines) => {
            writer.geometry("MultiLineString", |writer| writer.list(lines, |writer, line| writer.positions(&line.0)))
        }
        Geometry::Polygon(polygon) => writer.geometry("Polygon", |writer| writer.polygon(polygon)),
        Geometry::MultiPolygon(polygons) => {
            writer.geometry("MultiPolygon", |writer| writer.list(polygons, CoordinateWriter::polygon))
        }
        Geometry::Rect(rect) => writer.geometry("Polygon", |writer| writer.polygon(&rect.to_polygon())),
        Geometry::Triangle(triangle) => writer.geometry("Polygon", |writer| writer.polygon(&triangle.to_polygon())),
        Geometry::GeometryCollection(members) => {
            text.extend_from_slice(b"{\"type\":\"GeometryCollection\",\"geometries\":[");
            for (number, member) in members.iter().enumerate() {
                if number > 0 {
                    text.push(b',');
                }
                push_geometry(text, member, decimals)?;
            }
            text.extend_from_slice(b"]}");
            Ok(())
        }
    }
}

/// Writes nested arrays of coordinates.
struct CoordinateWriter<'a> {
    text: &'a mut Vec<u8>,
    decimals: usize,
}

impl CoordinateWriter<'_> {
    fn geometry(&mut self, name: &str, coordinates: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.text.extend_from_slice(b"{\"type\":\"");
        self.text.extend_from_slice(name.as_bytes());
        self.text.extend_from_slice(b"\",\"coordinates\":");
        coordinates(self)?;
        self.text.push(b'}');
        Ok(())
    }

    fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut item: impl FnMut(&mut Self, T) -> io::Result<()>,
    ) -> io::Result<()> {
        self.text.push(b'[');
        for (number, value) in items.into_iter().enumerate() {
            if number > 0 {
                self.text.push(b',');
            }
            item(self, value)?;
        }
        self.text.push(b']');
        Ok(())
    }

    fn position(&mut self, coord: Coord<f64>) -> io::Result<()> {
        if !coord.x.is_finite() || !coord.y.is_finite() {
            let message = format!("the position {},{} is not finite and cannot be written", coord.x, coord.y);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        self.text.push(b'[');
        push_rounded(self.text, coord.x, self.decimals);
        self.text.push(b',');
        push_rounded(self.text, coord.y, self.decimals);
        self.text.push(b']');
        Ok(())
    }

    fn positions(&mut self, coords: &[Coord<f64>]) -> io::Result<()> {
        self.list(coords, |writer, coord| writer.position(*coord))
    }

    fn polygon(&mut self, polygon: &Polygon<f64>) -> io::Result<()> {
        if polygon.exterior().0.is_empty() {
            return self.list::<()>([], |_, ()| Ok(()));
        }
        let holes = polygon.interiors().iter().map(|hole| (hole, Turn::Clockwise));
        let rings = std::iter::once((polygon.exterior(), Turn::CounterClockwise)).chain(holes);
        self.list(rings, |writer, (ring, needed)| writer.ring(ring, needed))
    }

    fn ring(&mut self, ring: &LineString<f64>, needed: Turn) -> io::Result<()> {
        if turn(ring).is_some_and(|turn| turn != needed) {
            return self.list(ring.0.iter().rev(), |writer, coord| writer.position(*coord));
        }
        self.positions(&ring.0)
    }
}
