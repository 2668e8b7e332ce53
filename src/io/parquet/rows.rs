//! Rows of a Parquet file with columns appended.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::guard::guarded;
use super::points::{Places, find_places, no_places, point_of_wkb};
use crate::error::{Error, Result};
use crate::io::csv::PointColumns;
use crate::io::points::{Added, AddedColumn, AddedKind};

/// Rows read at a time.
const BATCH: usize = 65_536;

/// Reads the rows of a Parquet file with points, batch by batch.
pub struct PointRows {
    reader: ParquetRecordBatchReader,
    schema: SchemaRef,
    places: Places,
    /// What the file says about itself beside its schema, such as the description of its geometry columns.
    notes: Vec<KeyValue>,
    name: String,
}

/// Some rows.
pub struct PointBatch {
    batch: RecordBatch,
    /// Longitude and latitude of each row, NaN where there is none.
    pub positions: Vec<[f64; 2]>,
}

/// Writes rows with `N` columns appended.
pub struct PointBatchWriter<W: Write + Send, const N: usize> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
    kinds: [AddedKind; N],
}

impl PointRows {
    /// Opens a file and finds longitudes and latitudes as [`PointColumnsFile::open`](super::PointColumnsFile::open) does.
    ///
    /// # Errors
    /// The file cannot be read or is not Parquet; it has no such columns.
    pub fn open(path: &Path, columns: &PointColumns) -> Result<Self> {
        let name = path.display().to_string();
        let failed = |error| unreadable(&name, error);
        let file = File::open(path).map_err(|error| Error::unreadable(&name, &error).with_source(error))?;
        let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file)).flatten().map_err(failed)?;
        let builder = builder.with_batch_size(BATCH);
        let schema = Arc::clone(builder.schema());
        let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
        let places = find_places(&names, columns, builder.metadata())
            .ok_or_else(|| Error::bad_request(no_places(path, columns, &names)))?;
        let notes = builder.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
        let notes = notes.into_iter().filter(|note| note.key != "ARROW:schema").collect();
        let reader = guarded(|| builder.build()).flatten().map_err(failed)?;
        Ok(Self { reader, schema, places, notes, name })
    }

    /// The next rows; `None` when there are no more.
    ///
    /// # Errors
    /// The file cannot be read on, or its columns of positions hold something else.
    pub fn next_batch(&mut self) -> Result<Option<PointBatch>> {
        let next = guarded(|| self.reader.next()).map_err(|error| unreadable(&self.name, error))?;
        let Some(batch) = next else { return Ok(None) };
        let batch = batch.map_err(|error| Error::unreadable(&self.name, &error).with_source(error))?;
        let positions = match self.places {
            Places::Columns { lon, lat } => {
                let column = |number: usize| {
                    numbers(batch.column(number)).ok_or_else(|| {
                        let column = self.schema.field(number).name();
                        Error::bad_request(format!("{}: column '{column}' does not hold numbers", self.name))
                    })
                };
                column(lon)?.into_iter().zip(column(lat)?).map(|(lon, lat)| [lon, lat]).collect()
            }
            Places::Wkb { column } => points(batch.column(column))
                .ok_or_else(|| Error::unreadable(&self.name, "its geometry column does not hold WKB"))?,
        };
        Ok(Some(PointBatch { batch, positions }))
    }

    /// A writer of the same rows; a name that is taken gets `_2` behind it.
    ///
    /// # Errors
    /// What the output gives, as text.
    pub fn writer<W: Write + Send, const N: usize>(
        &self,
        output: W,
        columns: [AddedColumn; N],
    ) -> Result<PointBatchWriter<W, N>, String> {
        let mut fields: Vec<Field> = self.schema.fields().iter().map(|field| field.as_ref().clone()).collect();
        for AddedColumn { name, kind } in columns {
            let is_taken = |name: &str| self.schema.fields().iter().any(|field| field.name() == name);
            let free = std::iter::once(name.to_string()).chain((2..).map(|number| format!("{name}_{number}")));
            let name = free.into_iter().find(|name| !is_taken(name)).unwrap_or_default();
            let of_type = if kind == AddedKind::Text { DataType::Utf8 } else { DataType::Float64 };
            fields.push(Field::new(name, of_type, true));
        }
        let schema = Arc::new(Schema::new_with_metadata(fields, self.schema.metadata().clone()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(Some(self.notes.clone()))
            .build();
        let writer =
            ArrowWriter::try_new(output, Arc::clone(&schema), Some(properties)).map_err(|error| error.to_string())?;
        Ok(PointBatchWriter { writer, schema, kinds: columns.map(|column| column.kind) })
    }
}

impl PointBatch {
    /// Stretches of rows for which `keep` is true, one by one.
    pub fn stretches<'b>(&'b self, keep: &'b [bool]) -> impl Iterator<Item = (usize, Self)> + 'b {
        let mut start = 0;
        keep.chunk_by(|a, b| a == b).filter_map(move |part| {
            let first = start;
            start += part.len();
            let positions = self.positions.get(first..start)?.to_vec();
            part.first()?.then(|| (first, Self { batch: self.batch.slice(first, part.len()), positions }))
        })
    }
}

impl<W: Write + Send, const N: usize> PointBatchWriter<W, N> {
    /// Writes rows with the values of the further columns.
    ///
    /// # Errors
    /// What the output gives, as text.
    pub fn write<'v>(
        &mut self,
        rows: &PointBatch,
        values: impl ExactSizeIterator<Item = [Added<'v>; N]>,
    ) -> Result<(), String> {
        let mut added: [Vec<Added<'v>>; N] = std::array::from_fn(|_| Vec::with_capacity(values.len()));
        for row in values {
            added.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
        }
        let mut columns: Vec<ArrayRef> = rows.batch.columns().to_vec();
        columns.extend(added.into_iter().zip(self.kinds).map(|(values, kind)| column(values, kind)));
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(|error| error.to_string())?;
        self.writer.write(&batch).map_err(|error| error.to_string())
    }

    /// Writes what comes after the rows, and gives back the output.
    ///
    /// # Errors
    /// What the output gives, as text.
    pub fn finish(self) -> Result<W, String> {
        self.writer.into_inner().map_err(|error| error.to_string())
    }
}

fn column(values: Vec<Added<'_>>, kind: AddedKind) -> ArrayRef {
    match kind {
        AddedKind::Text => Arc::new(values.into_iter().map(Added::as_text).collect::<StringArray>()),
        AddedKind::Number { .. } => Arc::new(values.into_iter().map(Added::as_number).collect::<Float64Array>()),
    }
}

fn unreadable(name: &str, error: ParquetError) -> Error {
    Error::unreadable(name, &error).with_source(error)
}

/// A column as numbers, NaN where there is none; `None` when it holds something else.
fn numbers(column: &ArrayRef) -> Option<Vec<f64>> {
    let value = |number: Option<f64>| number.unwrap_or(f64::NAN);
    Some(match column.data_type() {
        DataType::Float64 => column.as_primitive::<Float64Type>().iter().map(value).collect(),
        DataType::Float32 => {
            column.as_primitive::<Float32Type>().iter().map(|number| value(number.map(f64::from))).collect()
        }
        DataType::Int32 => column.as_primitive::<Int32Type>().iter().map(|number| value(number.map(f64::from))).collect(),
        DataType::Int64 => column.as_primitive::<Int64Type>().iter().map(|number| value(number.map(|n| n as f64))).collect(),
        _ => return None,
    })
}

/// The positions of a column of WKB; `None` when it holds something else.
fn points(column: &ArrayRef) -> Option<Vec<[f64; 2]>> {
    let place = |bytes: Option<&[u8]>| bytes.and_then(point_of_wkb).unwrap_or([f64::NAN; 2]);
    Some(match column.data_type() {
        DataType::Binary => column.as_binary::<i32>().iter().map(place).collect(),
        DataType::LargeBinary => column.as_binary::<i64>().iter().map(place).collect(),
        _ => return None,
    })
}
