//! A Parquet file as a layer.

use std::collections::BTreeMap;

use ::parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use ::parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use ::parquet::file::reader::ChunkReader;
use ::parquet::file::statistics::Statistics;
use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, SchemaRef};
use geo_types::{Geometry, Point};

use super::geo_metadata::{Covering, GeometryColumn};
use super::geometry::geometry_of_wkb;
use super::guard::guarded;
use super::value::{is_readable, value};
use crate::crs::Crs;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::io::raw::RawLayer;
use crate::io::read::{Numbers, ReadOptions};
use crate::io::{FindingList, counted};
use crate::layer::{Feature, Layer, Origin, Value};
use crate::quantity::Bounds;

/// Rows decoded at a time.
const BATCH: usize = 8192;

/// Columns that hold WKB in files without the metadata of GeoParquet.
const USUAL_GEOMETRIES: [&str; 5] = ["geometry", "geom", "the_geom", "wkb_geometry", "wkb"];

/// Reads a Parquet file: GeoParquet with WKB geometries, or a table with columns of longitude and latitude (or of WKB). `name` is what
/// messages call it. With [`ReadOptions::within`] only the row groups that may touch the box are read, and a finding says how many.
///
/// Dates and times are text as in ISO 8601; lists and structures are kept as JSON; binary columns are not read.
///
/// # Errors
/// Unreadable input: not Parquet, truncated, without geometry, or with one in another encoding.
///
/// # Examples
/// ```
/// use bytes::Bytes;
/// use ringshed::io::ReadOptions;
/// use ringshed::io::parquet::read_parquet;
/// let error = read_parquet(Bytes::from_static(b"PAR1PAR1"), "a.parquet", &ReadOptions::default()).expect_err("truncated");
/// assert!(error.to_string().starts_with("cannot read a.parquet:"));
/// ```
pub fn read_parquet<R: ChunkReader + 'static>(input: R, name: &str, options: &ReadOptions) -> Result<RawLayer> {
    let unreadable = |reason: String| Error::unreadable(name, reason);
    let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(input)).flatten();
    let builder = builder.map_err(|error| unreadable(said(&error)))?;
    let metadata = geo_metadata(builder.metadata()).transpose().map_err(unreadable)?;
    let source = Source::find(builder.schema(), metadata.as_ref(), options).map_err(unreadable)?;
    let covering = metadata.as_ref().and_then(|metadata| metadata.covering.as_ref());
    // The box is in degrees on WGS84; of a file in another system everything is read.
    let stated = metadata.as_ref().and_then(|metadata| metadata.crs.as_ref());
    let is_wgs84 = stated.is_none_or(Crs::is_wgs84_at_planning_scale) && options.numbers == Numbers::Degrees;
    let within = options.within.filter(|_| is_wgs84);
    let groups = needed_groups(builder.metadata(), within.as_ref(), &source, covering, builder.schema());
    let all = builder.metadata().num_row_groups();
    let mut reader = Reader::new(builder.schema(), source, covering, name);
    if let Some(within) = within.filter(|_| groups.len() < all) {
        let message = format!("read {} of {}: those that may touch {within}", groups.len(), counted(all, "row group"));
        reader.about_file.push(Finding::note("row-groups", message));
    }
    reader.about_file.extend(about_metadata(metadata.as_ref()));
    let first_rows = first_rows(builder.metadata(), &groups);
    let batches = guarded(|| builder.with_row_groups(groups).with_batch_size(BATCH).build()).flatten();
    let batches = batches.map_err(|error| unreadable(said(&error)))?;
    reader.batches(batches, first_rows).map_err(unreadable)?;
    let crs = metadata.and_then(|metadata| metadata.crs);
    Ok(reader.finish(name, crs))
}

/// What the reader of the format says, without its own name.
fn said(error: &::parquet::errors::ParquetError) -> String {
    let text = error.to_string();
    text.strip_prefix("Parquet error: ").unwrap_or(&text).to_string()
}

fn geo_metadata(metadata: &ParquetMetaData) -> Option<Result<GeometryColumn, String>> {
    let pairs = metadata.file_metadata().key_value_metadata()?;
    let text = pairs.iter().find(|pair| pair.key == "geo")?.value.as_ref()?;
    Some(GeometryColumn::parse(text))
}

fn about_metadata(metadata: Option<&GeometryColumn>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(metadata) = metadata {
        if metadata.crs.is_none() {
            let message = "the file says that its reference system is not known; it is read as WGS84 longitude, latitude";
            findings.push(Finding::warning("crs-unknown", message).with_remedy("name it with --from-crs"));
        }
        if metadata.has_spherical_edges {
            let message = "its edges are said to be geodesics; they are taken as straight in longitude and latitude";
            findings.push(Finding::note("edges-spherical", message));
        }
    }
    findings
}

/// Which columns the positions come from.
#[derive(Debug)]
enum Source {
    Wkb(usize),
    Position { lon: usize, lat: usize },
}

impl Source {
    fn find(schema: &SchemaRef, metadata: Option<&GeometryColumn>, options: &ReadOptions) -> Result<Self, String> {
        let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
        let is_binary = |column: usize| {
            matches!(schema.field(column).data_type(), DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
        };
        if let Some(metadata) = metadata {
            if !metadata.encoding.eq_ignore_ascii_case("wkb") {
                return Err(format!(
                    "its geometries are encoded as '{}'; WKB is read: `gpio convert` or geopandas' to_parquet(geometry_encoding='WKB') writes it",
                    metadata.encoding
                ));
            }
            let column = names.iter().position(|name| *name == metadata.name);
            return match column {
                Some(column) if is_binary(column) => Ok(Self::Wkb(column)),
                Some(_) => Err(format!("its geometry column '{}' is not binary", metadata.name)),
                None => Err(format!("there is no column '{}', which its metadata name as geometry", metadata.name)),
            };
        }
        if let Some((lon, lat)) = options.columns.find(&names) {
            return Ok(Self::Position { lon, lat });
        }
        let usual = |name: &&str| names.iter().position(|column| column.eq_ignore_ascii_case(name));
        let wkb = USUAL_GEOMETRIES.iter().find_map(usual).filter(|column| is_binary(*column));
        wkb.map(Self::Wkb).ok_or_else(|| {
            format!(
                "it has no metadata of GeoParquet and no columns of longitude and latitude; its columns are {}",
                names.join(", ")
            )
        })
    }
}

/// The numbers of the row groups that may touch a box by the bounds that their columns state.
fn needed_groups(
    metadata: &ParquetMetaData,
    within: Option<&Bounds>,
    source: &Source,
    covering: Option<&Covering>,
    schema: &SchemaRef,
) -> Vec<usize> {
    let paths: Option<[String; 4]> = match (source, covering) {
        (Source::Wkb(_), Some(Covering { column, fields })) => {
            Some(fields.each_ref().map(|field| format!("{column}.{field}")))
        }
        (Source::Wkb(_), None) => None,
        (Source::Position { lon, lat }, _) => {
            let [lon, lat] = [lon, lat].map(|column| schema.field(*column).name().clone());
            Some([lon.clone(), lat.clone(), lon, lat])
        }
    };
    let touches = |group: &usize| match (within, &paths) {
        (Some(within), Some(paths)) => {
            bounds_of(metadata.row_group(*group), paths).is_none_or(|bounds| bounds.intersects(within))
        }
        _ => true,
    };
    (0..metadata.num_row_groups()).filter(touches).collect()
}

/// West, south, east, north of a row group; `None` when a bound is not stated.
fn bounds_of(group: &RowGroupMetaData, paths: &[String; 4]) -> Option<Bounds> {
    let statistics = |path: &str| {
        group.columns().iter().find(|column| column.column_path().string() == path)?.statistics().and_then(range)
    };
    let [west, south, east, north] = paths;
    let (low, high) = ((statistics(west)?.0, statistics(south)?.0), (statistics(east)?.1, statistics(north)?.1));
    Some(Bounds::between(low.into(), high.into()))
}

fn range(statistics: &Statistics) -> Option<(f64, f64)> {
    match statistics {
        Statistics::Double(found) => Some((*found.min_opt()?, *found.max_opt()?)),
        Statistics::Float(found) => Some((f64::from(*found.min_opt()?), f64::from(*found.max_opt()?))),
        _ => None,
    }
}

/// For each row group that is read, how many rows it has and the number of its first row in the file, from 1.
fn first_rows(metadata: &ParquetMetaData, groups: &[usize]) -> Vec<(usize, usize)> {
    let mut next = 1;
    let mut rows = BTreeMap::new();
    for group in 0..metadata.num_row_groups() {
        let count = usize::try_from(metadata.row_group(group).num_rows()).unwrap_or(0);
        rows.insert(group, (count, next));
        next += count;
    }
    groups.iter().filter_map(|group| rows.get(group).copied()).collect()
}

struct Reader {
    layer: Layer,
    source: Source,
    /// Columns that become columns of the layer.
    columns: Vec<usize>,
    names: Vec<String>,
    findings: FindingList,
    about_file: Vec<Finding>,
}

impl Reader {
    fn new(schema: &SchemaRef, source: Source, covering: Option<&Covering>, name: &str) -> Self {
        let is_attribute = |column: &usize| {
            let field = schema.field(*column);
            !matches!(source, Source::Wkb(geometry) if geometry == *column)
                && covering.is_none_or(|covering| covering.column != *field.name())
        };
        let attributes: Vec<usize> = (0..schema.fields().len()).filter(is_attribute).collect();
        let (columns, unread): (Vec<usize>, Vec<usize>) =
            attributes.into_iter().partition(|column| is_readable(schema.field(*column).data_type()));
        let name_of = |column: &usize| schema.field(*column).name().clone();
        let mut about_file = Vec::new();
        if !unread.is_empty() {
            let described = |column: &usize| format!("{} ({})", name_of(column), schema.field(*column).data_type());
            let list: Vec<String> = unread.iter().map(described).collect();
            about_file
                .push(Finding::note("column-unread", format!("columns of types that are not read: {}", list.join(", "))));
        }
        Self {
            layer: Layer::new(name, columns.iter().map(name_of)),
            source,
            columns,
            names: (0..schema.fields().len()).map(|column| name_of(&column)).collect(),
            findings: FindingList::default(),
            about_file,
        }
    }

    fn batches(&mut self, mut batches: ParquetRecordBatchReader, groups: Vec<(usize, usize)>) -> Result<(), String> {
        let mut numbers = groups.into_iter().flat_map(|(count, first)| first..first + count);
        while let Some(batch) = guarded(|| batches.next()).map_err(|error| said(&error))? {
            let batch = batch.map_err(|error| error.to_string())?;
            for row in 0..batch.num_rows() {
                let origin = Origin { row: numbers.next().unwrap_or_default(), byte_offset: 0 };
                let values: Vec<Value> =
                    self.columns.iter().map(|column| value(batch.column(*column).as_ref(), row)).collect();
                if let Some(geometry) = self.geometry(&batch, row, &values, origin) {
                    self.layer.push(Feature { id: None, geometry, values, origin });
                }
            }
        }
        Ok(())
    }

    /// The geometry of a row, if any; `None` when the row cannot be used.
    fn geometry(
        &mut self,
        batch: &RecordBatch,
        row: usize,
        values: &[Value],
        origin: Origin,
    ) -> Option<Option<Geometry<f64>>> {
        match self.source {
            Source::Wkb(column) => match wkb(batch.column(column).as_ref(), row).map(geometry_of_wkb).transpose() {
                Ok(geometry) => Some(geometry.flatten()),
                Err(reason) => {
                    let message = format!("the geometry cannot be read: {reason}; the feature is left out");
                    self.report(Finding::error("geometry-unreadable", message), values, origin);
                    None
                }
            },
            Source::Position { lon, lat } => {
                let number = |column: usize| value(batch.column(column).as_ref(), row).to_number();
                let position = number(lon).zip(number(lat));
                if position.is_none() {
                    let message = format!(
                        "'{}' or '{}' is missing or no number; the row has no place",
                        self.names[lon], self.names[lat]
                    );
                    self.report(Finding::warning("position-missing", message), values, origin);
                }
                Some(position.map(|(lon, lat)| Point::new(lon, lat).into()))
            }
        }
    }

    fn report(&mut self, finding: Finding, values: &[Value], origin: Origin) {
        let named = self.layer.column_any(&["code", "adcode", "name", "id"]).and_then(|column| values.get(column));
        let label = named.filter(|value| !value.is_null()).map(Value::to_string);
        self.findings.push(finding.of_feature(label.unwrap_or_else(|| format!("number {}", origin.row))));
    }

    fn finish(mut self, name: &str, crs: Option<Crs>) -> RawLayer {
        self.about_file.into_iter().for_each(|finding| self.findings.push(finding));
        RawLayer { layer: self.layer, findings: self.findings.into_vec(name), crs, ..RawLayer::default() }
    }
}

fn wkb(array: &dyn Array, row: usize) -> Option<&[u8]> {
    if row >= array.len() || array.is_null(row) {
        return None;
    }
    match array.data_type() {
        DataType::Binary => Some(array.as_binary_opt::<i32>()?.value(row)),
        DataType::LargeBinary => Some(array.as_binary_opt::<i64>()?.value(row)),
        DataType::BinaryView => Some(array.as_binary_view_opt()?.value(row)),
        _ => None,
    }
}
