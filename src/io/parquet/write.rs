//! A layer as GeoParquet, a table as Parquet.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use arrow_array::{ArrayRef, BinaryArray, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray, StructArray};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use geo::BoundingRect;
use geo_types::Rect;
use serde_json::Value as Json;

use super::geo_metadata::Written;
use super::geometry::{oriented, push_wkb, type_name};
use crate::io::column_type::{ColumnType, free_name, with_id_column};
use crate::io::hilbert::hilbert_order;
use crate::layer::{Feature, Layer, Value};

/// A row group ends when it has this many rows or bytes of geometry.
const GROUP_ROWS: usize = 65_536;
const GROUP_BYTES: usize = 4 << 20;
/// The fields of a bounding box.
const BOUNDS: [&str; 4] = ["xmin", "ymin", "xmax", "ymax"];

/// What is said in the metadata of a Parquet file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParquetOptions {
    /// The reference system as PROJJSON; `None` for WGS84 longitude, latitude.
    pub crs: Option<Json>,
    /// The manifest of the run.
    pub manifest: Option<Json>,
}

/// Writes a layer as GeoParquet 1.1: WKB geometries with shells counter-clockwise, a column `bbox` of bounding boxes, rows in Hilbert order.
/// Identifiers of features become a column `id`.
///
/// # Errors
/// What the output gives.
///
/// # Examples
/// ```
/// use bytes::Bytes;
/// use ringshed::io::ReadOptions;
/// use ringshed::io::parquet::{ParquetOptions, read_parquet, write_parquet};
/// use ringshed::layer::{Feature, Layer, Value};
/// let mut layer = Layer::new("places", ["name", "population"]);
/// layer.push(Feature::new(Some(geo_types::Point::new(116.4, 39.9).into()), vec!["北京".into(), Value::Integer(21_893_095)]));
/// let mut bytes = Vec::new();
/// write_parquet(&layer, &ParquetOptions::default(), &mut bytes)?;
/// let read = read_parquet(Bytes::from(bytes), "places.parquet", &ReadOptions::default())?;
/// assert_eq!(read.layer.features()[0].geometry, layer.features()[0].geometry);
/// assert_eq!(read.layer.features()[0].values, layer.features()[0].values);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_parquet(layer: &Layer, options: &ParquetOptions, output: &mut (impl Write + Send)) -> io::Result<()> {
    let layer = &*with_id_column(layer);
    let order = hilbert_order(layer);
    let geometry = Geometries { name: free_name(layer, "geometry"), bbox: free_name(layer, "bbox") };
    let geo = geometry.metadata(layer, options.crs.as_ref());
    let columns = columns(layer);
    let mut writer = Groups::open(columns, Some(geometry), Some(geo), options, output).map_err(failed)?;
    for number in order {
        writer.push(&layer.features()[number])?;
    }
    writer.finish().map(drop).map_err(failed)
}

/// Writes the columns of a layer as a plain Parquet table, rows in their order.
///
/// # Errors
/// What the output gives.
pub fn write_parquet_table(layer: &Layer, options: &ParquetOptions, output: &mut (impl Write + Send)) -> io::Result<()> {
    let mut writer = Groups::open(columns(layer), None, None, options, output).map_err(failed)?;
    for feature in layer.features() {
        writer.push(feature)?;
    }
    writer.finish().map(drop).map_err(failed)
}

/// Writes a plain Parquet table row by row; memory does not grow with their number.
///
/// # Examples
/// ```
/// use ringshed::io::parquet::{ColumnType, ParquetOptions, ParquetTableWriter};
/// use ringshed::layer::Value;
/// let columns = [("name".to_string(), ColumnType::Text), ("km".to_string(), ColumnType::Float)];
/// let mut table = ParquetTableWriter::new(&columns, &ParquetOptions::default(), Vec::new())?;
/// table.push(vec!["北京".into(), Value::Float(1.5)])?;
/// let bytes = table.finish()?;
/// assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct ParquetTableWriter<W: Write + Send> {
    groups: Groups<W>,
}

impl<W: Write + Send> ParquetTableWriter<W> {
    /// A table with columns of some types.
    ///
    /// # Errors
    /// What the output gives.
    pub fn new(columns: &[(String, ColumnType)], options: &ParquetOptions, output: W) -> io::Result<Self> {
        Ok(Self { groups: Groups::open(columns.to_vec(), None, None, options, output).map_err(failed)? })
    }

    /// Adds a row: a value for each column; one of another type than its column, and one that is not there, is missing.
    ///
    /// # Errors
    /// What the output gives.
    pub fn push(&mut self, values: Vec<Value>) -> io::Result<()> {
        let values = values.into_iter().chain(std::iter::repeat(Value::Null)).take(self.groups.columns.len());
        self.groups.push(&Feature::new(None, values.collect()))
    }

    /// Completes the table and gives back the output.
    ///
    /// # Errors
    /// What the output gives.
    pub fn finish(self) -> io::Result<W> {
        self.groups.finish().map_err(failed)
    }
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

fn columns(layer: &Layer) -> Vec<(String, ColumnType)> {
    let names = layer.columns().iter().cloned().enumerate();
    names.map(|(column, name)| (name, ColumnType::of(layer, column))).collect()
}

/// Names of the columns that hold geometries and their boxes.
struct Geometries {
    name: String,
    bbox: String,
}

impl Geometries {
    fn metadata(&self, layer: &Layer, crs: Option<&Json>) -> String {
        let geometries = || layer.features().iter().filter_map(|feature| feature.geometry.as_ref());
        let types: BTreeSet<&'static str> = geometries().map(type_name).collect();
        let bounds = geometries().filter_map(|geometry| geometry.bounding_rect()).map(|found| corners(&found));
        let bounds = bounds.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
        Written { column: &self.name, bbox_column: &self.bbox, types: types.into_iter().collect(), bounds, crs }.to_text()
    }

    fn fields(&self) -> [Field; 2] {
        let bounds: Fields = BOUNDS.iter().map(|name| Field::new(*name, DataType::Float64, true)).collect();
        [Field::new(&self.name, DataType::Binary, true), Field::new(&self.bbox, DataType::Struct(bounds), true)]
    }
}

fn corners(rect: &Rect<f64>) -> [f64; 4] {
    [rect.min().x, rect.min().y, rect.max().x, rect.max().y]
}

/// Rows on their way into row groups.
struct Groups<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
    columns: Vec<(String, ColumnType)>,
    has_geometry: bool,
    values: Vec<Vec<Value>>,
    geometries: Vec<Option<Vec<u8>>>,
    boxes: Vec<Option<[f64; 4]>>,
    bytes: usize,
}

impl<W: Write + Send> Groups<W> {
    fn open(
        columns: Vec<(String, ColumnType)>,
        geometry: Option<Geometries>,
        geo: Option<String>,
        options: &ParquetOptions,
        output: W,
    ) -> Result<Self, ParquetError> {
        let attributes = columns.iter().map(|(name, kind)| Field::new(name, arrow_type(*kind), true));
        let geometries = geometry.iter().flat_map(Geometries::fields);
        let schema: SchemaRef = Arc::new(Schema::new(attributes.chain(geometries).collect::<Vec<Field>>()));
        let manifest =
            options.manifest.as_ref().map(|manifest| KeyValue::new("ringshed:manifest".to_string(), manifest.to_string()));
        let metadata = geo.map(|geo| KeyValue::new("geo".to_string(), geo)).into_iter().chain(manifest).collect();
        let properties = WriterProperties::builder()
            .set_created_by(concat!("ringshed ", env!("CARGO_PKG_VERSION")).to_string())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .set_key_value_metadata(Some(metadata))
            .build();
        Ok(Self {
            writer: ArrowWriter::try_new(output, schema.clone(), Some(properties))?,
            schema,
            values: columns.iter().map(|_| Vec::new()).collect(),
            columns,
            has_geometry: geometry.is_some(),
            geometries: Vec::new(),
            boxes: Vec::new(),
            bytes: 0,
        })
    }

    fn push(&mut self, feature: &Feature) -> io::Result<()> {
        for (column, value) in self.values.iter_mut().zip(&feature.values) {
            column.push(value.clone());
        }
        let mut wkb = None;
        if self.has_geometry
            && let Some(geometry) = &feature.geometry
        {
            let mut bytes = Vec::new();
            push_wkb(&mut bytes, &oriented(geometry)).map_err(io::Error::other)?;
            self.bytes += bytes.len();
            wkb = Some(bytes);
        }
        self.geometries.push(wkb);
        self.boxes.push(feature.geometry.as_ref().and_then(BoundingRect::bounding_rect).map(|found| corners(&found)));
        if self.geometries.len() == GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.end_group().map_err(failed)?;
        }
        Ok(())
    }

    fn end_group(&mut self) -> Result<(), ParquetError> {
        if self.geometries.is_empty() {
            return Ok(());
        }
        let mut arrays: Vec<ArrayRef> = self
            .columns
            .iter()
            .zip(&mut self.values)
            .map(|((_, kind), values)| array(*kind, std::mem::take(values)))
            .collect();
        let (geometries, boxes) = (std::mem::take(&mut self.geometries), std::mem::take(&mut self.boxes));
        if self.has_geometry {
            arrays.push(Arc::new(geometries.iter().map(Option::as_deref).collect::<BinaryArray>()));
            arrays.push(Arc::new(box_array(&boxes)?));
        }
        self.bytes = 0;
        self.writer.write(&RecordBatch::try_new(self.schema.clone(), arrays)?)?;
        self.writer.flush()
    }

    fn finish(mut self) -> Result<W, ParquetError> {
        self.end_group()?;
        self.writer.into_inner()
    }
}

fn arrow_type(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::Bool => DataType::Boolean,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Text => DataType::Utf8,
    }
}

fn array(kind: ColumnType, values: Vec<Value>) -> ArrayRef {
    let whole = |value: &Value| if let Value::Integer(number) = value { Some(*number) } else { None };
    let flag = |value: &Value| if let Value::Bool(flag) = value { Some(*flag) } else { None };
    match kind {
        ColumnType::Bool => Arc::new(values.iter().map(flag).collect::<BooleanArray>()),
        ColumnType::Integer => Arc::new(values.iter().map(whole).collect::<Int64Array>()),
        ColumnType::Float => Arc::new(values.iter().map(Value::number).collect::<Float64Array>()),
        ColumnType::Text => {
            let text = |value: &Value| (!value.is_null()).then(|| value.to_string());
            Arc::new(values.iter().map(text).collect::<StringArray>())
        }
    }
}

fn box_array(boxes: &[Option<[f64; 4]>]) -> Result<StructArray, ParquetError> {
    let side = |number: usize| -> ArrayRef {
        Arc::new(boxes.iter().map(|found| found.map(|found| found[number])).collect::<Float64Array>())
    };
    let fields: Fields = BOUNDS.iter().map(|name| Field::new(*name, DataType::Float64, true)).collect();
    Ok(StructArray::try_new(fields, (0..4).map(side).collect(), None)?)
}

#[cfg(test)]
mod tests {
    use super::super::read_parquet;
    use super::*;
    use crate::io::read::ReadOptions;
    use crate::quantity::Bounds;
    use bytes::Bytes;
    use geo_types::{Geometry, Point, polygon};

    fn written(layer: &Layer) -> Bytes {
        let mut bytes = Vec::new();
        write_parquet(layer, &ParquetOptions::default(), &mut bytes).expect("written");
        Bytes::from(bytes)
    }

    #[test]
    fn values_and_geometries_come_back() {
        let mut layer = Layer::new("t", ["flag", "whole", "number", "text", "geometry"]);
        let square = polygon![(x: 0., y: 0.), (x: 0., y: 1.), (x: 1., y: 1.), (x: 1., y: 0.)];
        layer.push(Feature::new(
            Some(square.clone().into()),
            vec![Value::Bool(true), Value::Integer(7), Value::Float(0.1), "北京".into(), "taken".into()],
        ));
        layer.push(Feature::new(None, vec![]));
        let read = read_parquet(written(&layer), "t", &ReadOptions::default()).expect("read");
        assert_eq!(read.layer.columns(), layer.columns());
        assert_eq!(read.layer.features()[0].values, layer.features()[0].values);
        assert_eq!(read.layer.features()[0].geometry, Some(Geometry::Polygon(square.orient_outward())));
        assert!(read.layer.features()[1].geometry.is_none() && read.layer.features()[1].values.iter().all(Value::is_null));
        assert!(read.crs.is_some_and(|crs| crs.is_wgs84()) && read.findings.is_empty());
    }

    trait OrientOutward {
        fn orient_outward(self) -> Self;
    }

    impl OrientOutward for geo_types::Polygon<f64> {
        fn orient_outward(self) -> Self {
            use geo::algorithm::orient::{Direction, Orient};
            self.orient(Direction::Default)
        }
    }

    #[test]
    fn a_box_needs_few_row_groups() {
        let mut layer = Layer::new("t", ["n"]);
        for number in 0..200_000_i64 {
            let at = Point::new((number % 500) as f64 / 10.0, (number / 500) as f64 / 10.0);
            layer.push(Feature::new(Some(at.into()), vec![Value::Integer(number)]));
        }
        let bytes = written(&layer);
        let within = Bounds::between((1.0, 1.0).into(), (2.0, 2.0).into());
        let read = read_parquet(bytes, "t", &ReadOptions { within: Some(within), ..ReadOptions::default() }).expect("read");
        let inside = |layer: &Layer| layer.coords().into_iter().filter(|at| within.contains(*at)).count();
        assert_eq!((inside(&read.layer), inside(&layer)), (121, 121));
        assert!(read.layer.features().len() < 140_000, "{}", read.layer.features().len());
        assert!(read.findings[0].message().starts_with("read ") && read.findings[0].message().contains(" of 4 row groups"));
    }

    #[test]
    fn damaged_files_are_refused_or_read() {
        let mut layer = Layer::new("t", ["a"]);
        (0..50)
            .for_each(|number| layer.push(Feature::new(Some(Point::new(f64::from(number), 0.0).into()), vec!["x".into()])));
        let bytes = written(&layer);
        for at in 0..bytes.len() {
            assert!(read_parquet(bytes.slice(..at), "t", &ReadOptions::default()).is_err());
            let mut bad = bytes.to_vec();
            bad[at] ^= 0x5a;
            let _ = read_parquet(Bytes::from(bad), "t", &ReadOptions::default());
        }
    }
}
