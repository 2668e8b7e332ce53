//! Columns of numbers of a Parquet file, for work on points that needs nothing else of a row.
//!
//! Longitudes and latitudes come from two columns, or from the points of a GeoParquet file. Row groups are independent, so that
//! several threads can take one each; within a row group values come in blocks that stay in the cache, and memory does not
//! grow with the number of rows.

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use serde_json::Value;

use super::guard::guarded;
use crate::error::{Error, ErrorKind, Result};
use crate::io::csv::{PointColumns, usual_columns};

/// Rows of a block: a few columns of it stay in a second-level cache.
const BLOCK: usize = 8192;

/// A Parquet file of points, of which only columns of numbers are read.
///
/// A value that is missing, and the coordinates of a row without a point, are NaN in the columns.
#[derive(Clone, Debug)]
pub struct PointColumnsFile {
    path: PathBuf,
    places: Places,
    /// Numbers of further columns.
    extra: Vec<usize>,
    row_groups: usize,
    rows: u64,
}

/// Where the positions are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Places {
    Columns { lon: usize, lat: usize },
    Wkb { column: usize },
}

impl PointColumnsFile {
    /// Opens a file and finds its columns: those named for longitude and latitude, else the points of a GeoParquet file, else
    /// columns with usual names. `extra` are further columns of numbers.
    ///
    /// # Errors
    /// The file cannot be read or is not Parquet; it has no such columns, or they do not hold numbers: all that is wrong at once.
    pub fn open(path: &Path, columns: &PointColumns, extra: &[String]) -> Result<Self> {
        let name = path.display();
        let file = File::open(path).map_err(|error| Error::unreadable(&name, &error).with_source(error))?;
        let reader = guarded(|| SerializedFileReader::new(file)).flatten().map_err(|error| unreadable(path, error))?;
        let metadata = reader.metadata();
        let schema = metadata.file_metadata().schema_descr();
        let names: Vec<String> = schema.columns().iter().map(|column| column.path().string()).collect();
        let places = find_places(&names, columns, metadata);
        let find = |wanted: &String| names.iter().position(|name| name == wanted);
        let mut problems: Vec<String> = Vec::new();
        if places.is_none() {
            problems.push(no_places(path, columns, &names));
        }
        for missing in extra.iter().filter(|wanted| find(wanted).is_none()) {
            problems.push(format!("{name} has no column '{missing}'; its columns are {}", names.join(", ")));
        }
        let Some(places) = places.filter(|_| problems.is_empty()) else {
            return Err(Error::all(ErrorKind::BadRequest, problems));
        };
        let extra = extra.iter().filter_map(find).collect();
        let rows = metadata.file_metadata().num_rows().max(0) as u64;
        Ok(Self { path: path.to_path_buf(), places, extra, row_groups: reader.num_row_groups(), rows })
    }

    /// How many groups of rows there are.
    pub fn row_groups(&self) -> usize {
        self.row_groups
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Reads a row group block by block: longitudes, latitudes, then the further columns, all of one length.
    ///
    /// # Errors
    /// The file cannot be read on, or a column does not hold numbers; what `use_block` gives.
    pub fn read_row_group(&self, number: usize, mut use_block: impl FnMut(&[Vec<f64>]) -> Result<()>) -> Result<()> {
        let file =
            File::open(&self.path).map_err(|error| Error::unreadable(self.path.display(), &error).with_source(error))?;
        let failed = |error| unreadable(&self.path, error);
        let reader = guarded(|| SerializedFileReader::new(file)).flatten().map_err(failed)?;
        let group = reader.get_row_group(number).map_err(failed)?;
        let mut columns = self.columns(group.as_ref())?;
        let mut block: Vec<Vec<f64>> = vec![Vec::new(); 2 + self.extra.len()];
        loop {
            let mut left = block.as_mut_slice();
            for column in &mut columns {
                let taken;
                (taken, left) = std::mem::take(&mut left).split_at_mut(column.width());
                guarded(|| column.read(taken)).flatten().map_err(failed)?;
            }
            let rows = block[0].len();
            if rows == 0 {
                return Ok(());
            }
            if block.iter().any(|column| column.len() != rows) {
                return Err(Error::unreadable(self.path.display(), "its columns differ in length"));
            }
            use_block(&block)?;
        }
    }

    fn columns(&self, group: &dyn RowGroupReader) -> Result<Vec<Column>> {
        let numbers = |column: usize| {
            let reader = group.get_column_reader(column).map_err(|error| unreadable(&self.path, error))?;
            Column::of_numbers(reader).ok_or_else(|| {
                let name = group.metadata().column(column).column_descr().path().string();
                Error::bad_request(format!("{}: column '{name}' does not hold numbers", self.path.display()))
            })
        };
        let mut columns = match self.places {
            Places::Columns { lon, lat } => vec![numbers(lon)?, numbers(lat)?],
            Places::Wkb { column } => {
                let reader = group.get_column_reader(column).map_err(|error| unreadable(&self.path, error))?;
                let ColumnReader::ByteArrayColumnReader(reader) = reader else {
                    return Err(Error::unreadable(self.path.display(), "its geometry column does not hold WKB"));
                };
                vec![Column::Points(Values::new(reader))]
            }
        };
        for &column in &self.extra {
            columns.push(numbers(column)?);
        }
        Ok(columns)
    }
}

fn unreadable(path: &Path, error: ParquetError) -> Error {
    Error::unreadable(path.display(), &error).with_source(error)
}

pub(super) fn find_places(names: &[String], columns: &PointColumns, metadata: &ParquetMetaData) -> Option<Places> {
    let in_columns = |(lon, lat)| Places::Columns { lon, lat };
    match columns {
        PointColumns::Named { lon, lat } => {
            let find = |wanted: &String| names.iter().position(|name| name == wanted);
            find(lon).zip(find(lat)).map(in_columns)
        }
        PointColumns::ByUsualNames => {
            let geometry = wkb_column(metadata).and_then(|wanted| names.iter().position(|name| *name == wanted));
            geometry.map(|column| Places::Wkb { column }).or_else(|| usual_columns(names).map(in_columns))
        }
    }
}

/// The primary geometry column of a GeoParquet file, when it is encoded as WKB.
fn wkb_column(metadata: &ParquetMetaData) -> Option<String> {
    let entries = metadata.file_metadata().key_value_metadata()?;
    let geo = entries.iter().find(|entry| entry.key == "geo")?.value.as_ref()?;
    let geo: Value = serde_json::from_str(geo).ok()?;
    let primary = geo.get("primary_column")?.as_str()?;
    let encoding = geo.get("columns")?.get(primary)?.get("encoding")?.as_str()?;
    (encoding == "WKB").then(|| primary.to_string())
}

pub(super) fn no_places(path: &Path, columns: &PointColumns, names: &[String]) -> String {
    let (name, there) = (path.display(), names.join(", "));
    match columns {
        PointColumns::Named { lon, lat } => {
            format!("{name} has no columns '{lon}' and '{lat}' for longitude and latitude; its columns are {there}")
        }
        PointColumns::ByUsualNames => format!(
            "{name} has neither a geometry column (GeoParquet) nor columns of longitude and latitude (lon,lat; lng,lat; \
             longitude,latitude; x,y); its columns are {there}; name them with --lon COLUMN --lat COLUMN"
        ),
    }
}

/// A column of a row group that is read block by block.
enum Column {
    Doubles(Values<DoubleType>),
    Floats(Values<FloatType>),
    Longs(Values<Int64Type>),
    Integers(Values<Int32Type>),
    Points(Values<ByteArrayType>),
}

impl Column {
    fn of_numbers(reader: ColumnReader) -> Option<Self> {
        Some(match reader {
            ColumnReader::DoubleColumnReader(reader) => Self::Doubles(Values::new(reader)),
            ColumnReader::FloatColumnReader(reader) => Self::Floats(Values::new(reader)),
            ColumnReader::Int64ColumnReader(reader) => Self::Longs(Values::new(reader)),
            ColumnReader::Int32ColumnReader(reader) => Self::Integers(Values::new(reader)),
            _ => return None,
        })
    }

    /// How many columns of numbers it gives.
    const fn width(&self) -> usize {
        if matches!(self, Self::Points(_)) { 2 } else { 1 }
    }

    fn read(&mut self, columns: &mut [Vec<f64>]) -> Result<(), ParquetError> {
        columns.iter_mut().for_each(Vec::clear);
        match (self, columns) {
            (Self::Doubles(values), [column]) => values.read_doubles(column),
            (Self::Floats(values), [column]) => values.read(|&value| f64::from(value), column),
            (Self::Longs(values), [column]) => values.read(|&value| value as f64, column),
            (Self::Integers(values), [column]) => values.read(|&value| f64::from(value), column),
            (Self::Points(values), [lon, lat]) => values.read_points(lon, lat),
            _ => Ok(()),
        }
    }
}

/// A reader with its buffers.
struct Values<T: DataType> {
    reader: ColumnReaderImpl<T>,
    values: Vec<T::T>,
    /// Definition levels: the highest one says that a value is there.
    levels: Vec<i16>,
}

impl<T: DataType> Values<T> {
    const fn new(reader: ColumnReaderImpl<T>) -> Self {
        Self { reader, values: Vec::new(), levels: Vec::new() }
    }

    /// Reads a block and gives its number of rows.
    fn next_block(&mut self) -> Result<usize, ParquetError> {
        self.values.clear();
        self.levels.clear();
        self.reader.read_records(BLOCK, Some(&mut self.levels), None, &mut self.values).map(|(rows, _, _)| rows)
    }

    fn read(&mut self, number: impl Fn(&T::T) -> f64, column: &mut Vec<f64>) -> Result<(), ParquetError> {
        let rows = self.next_block()?;
        let mut values = self.values.iter();
        if values.len() == rows {
            column.extend(values.map(number));
            return Ok(());
        }
        let highest = self.levels.iter().copied().max().unwrap_or_default();
        let of_level = |&level: &i16| if level == highest { values.next().map_or(f64::NAN, &number) } else { f64::NAN };
        column.extend(self.levels.iter().map(of_level));
        Ok(())
    }
}

impl Values<DoubleType> {
    /// As [`read`](Self::read), but without a copy when no value is missing.
    fn read_doubles(&mut self, column: &mut Vec<f64>) -> Result<(), ParquetError> {
        self.levels.clear();
        let (rows, values, _) = self.reader.read_records(BLOCK, Some(&mut self.levels), None, column)?;
        if values == rows {
            return Ok(());
        }
        let mut values = std::mem::take(column).into_iter();
        let highest = self.levels.iter().copied().max().unwrap_or_default();
        let of_level = |&level: &i16| if level == highest { values.next().unwrap_or(f64::NAN) } else { f64::NAN };
        column.extend(self.levels.iter().map(of_level));
        Ok(())
    }
}

impl Values<ByteArrayType> {
    fn read_points(&mut self, lon: &mut Vec<f64>, lat: &mut Vec<f64>) -> Result<(), ParquetError> {
        let rows = self.next_block()?;
        let mut values = self.values.iter();
        let all = values.len() == rows;
        let highest = self.levels.iter().copied().max().unwrap_or_default();
        for row in 0..rows {
            let is_there = all || self.levels.get(row) == Some(&highest);
            let place = if is_there { values.next().and_then(|value| point_of_wkb(value.data())) } else { None };
            let [x, y] = place.unwrap_or([f64::NAN; 2]);
            lon.push(x);
            lat.push(y);
        }
        Ok(())
    }
}

/// The position of a point in WKB, in either byte order, with or without further dimensions.
pub(super) fn point_of_wkb(bytes: &[u8]) -> Option<[f64; 2]> {
    const POINT: u32 = 1;
    const SRID: u32 = 0x2000_0000;
    let (&order, rest) = bytes.split_first()?;
    let (kind, rest) = rest.split_first_chunk::<4>()?;
    let kind = if order == 1 { u32::from_le_bytes(*kind) } else { u32::from_be_bytes(*kind) };
    if (kind & 0x0fff_ffff) % 1000 != POINT {
        return None;
    }
    let rest = if kind & SRID != 0 { rest.get(4..)? } else { rest };
    let (x, rest) = rest.split_first_chunk::<8>()?;
    let (y, _) = rest.split_first_chunk::<8>()?;
    let number = |bytes: [u8; 8]| if order == 1 { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) };
    Some([number(*x), number(*y)])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, BinaryArray, Float32Array, Float64Array, Int32Array, RecordBatch};
    use parquet::arrow::ArrowWriter;
    use parquet::file::metadata::KeyValue;
    use parquet::file::properties::WriterProperties;

    use super::*;

    /// A file of columns in row groups of 1000 rows.
    fn file(folder: &tempfile::TempDir, columns: Vec<(&str, ArrayRef)>, geo: Option<&str>) -> PathBuf {
        let path = folder.path().join("p.parquet");
        let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
        let notes = geo.map(|geo| vec![KeyValue::new("geo".to_string(), geo.to_string())]);
        let properties =
            WriterProperties::builder().set_max_row_group_row_count(Some(1000)).set_key_value_metadata(notes).build();
        let output = File::create(&path).expect("made");
        let mut writer = ArrowWriter::try_new(output, batch.schema(), Some(properties)).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
        path
    }

    fn read(file: &PointColumnsFile) -> Vec<Vec<f64>> {
        let mut columns: Vec<Vec<f64>> = Vec::new();
        for group in 0..file.row_groups() {
            let take = |block: &[Vec<f64>]| {
                columns.resize(block.len(), Vec::new());
                columns.iter_mut().zip(block).for_each(|(all, part)| all.extend_from_slice(part));
                Ok(())
            };
            file.read_row_group(group, take).expect("readable");
        }
        columns
    }

    fn bits(numbers: impl IntoIterator<Item = Option<f64>>) -> Vec<u64> {
        numbers.into_iter().map(|number| number.unwrap_or(f64::NAN).to_bits()).collect()
    }

    #[test]
    fn columns_with_missing_values_over_several_row_groups() {
        let folder = tempfile::tempdir().expect("a folder");
        let lon: Vec<Option<f64>> = (0..2500).map(|row| (row % 7 != 0).then_some(f64::from(row) * 0.05)).collect();
        let lat: Vec<Option<f64>> =
            (0..2500).map(|row| (!(1000..=1999).contains(&row)).then_some(f64::from(row) * 0.01)).collect();
        let people: Vec<Option<i32>> = (0..2500).map(|row| (row % 3 == 0).then_some(row)).collect();
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("people", Arc::new(Int32Array::from(people.clone()))),
            ("Lat", Arc::new(Float32Array::from(lat.iter().map(|lat| lat.map(|lat| lat as f32)).collect::<Vec<_>>()))),
            ("lon", Arc::new(Float64Array::from(lon.clone()))),
        ];
        let path = file(&folder, columns, None);
        let file = PointColumnsFile::open(&path, &PointColumns::default(), &["people".to_string()]).expect("points");
        assert_eq!((file.row_groups(), file.rows()), (3, 2500));
        let [read_lon, read_lat, read_people] = &read(&file)[..] else { panic!("three columns") };
        assert_eq!(bits(read_lon.iter().copied().map(Some)), bits(lon));
        assert_eq!(
            bits(read_lat.iter().copied().map(Some)),
            bits(lat.iter().map(|lat| lat.map(|lat| f64::from(lat as f32))))
        );
        assert_eq!(bits(read_people.iter().copied().map(Some)), bits(people.iter().map(|people| people.map(f64::from))));
        let error =
            PointColumnsFile::open(&path, &PointColumns::default(), &["pop".to_string()]).expect_err("no such column");
        assert!(error.to_string().contains("'pop'") && error.to_string().contains("people, Lat, lon"), "{error}");
    }

    #[test]
    fn points_of_geoparquet_in_either_byte_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let little = [&[1, 1, 0, 0, 0][..], &116.4_f64.to_le_bytes(), &39.9_f64.to_le_bytes()].concat();
        let with_height = [&[0, 0, 0, 0x03, 0xe9][..], &1.0_f64.to_be_bytes(), &2.0_f64.to_be_bytes(), &[0; 8]].concat();
        let line = [2_u8; 40];
        let shapes = [Some(&little[..]), None, Some(&with_height[..]), Some(&line[..]), Some(&little[..9])];
        let columns: Vec<(&str, ArrayRef)> = vec![("geometry", Arc::new(BinaryArray::from_iter(shapes)))];
        let geo = r#"{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB"}}}"#;
        let path = file(&folder, columns, Some(geo));
        let file = PointColumnsFile::open(&path, &PointColumns::default(), &[]).expect("points");
        let [lon, lat] = &read(&file)[..] else { panic!("two columns") };
        let expected = [Some(116.4), None, Some(1.0), None, None];
        assert_eq!(bits(lon.iter().copied().map(Some)), bits(expected));
        assert_eq!(bits(lat.iter().copied().map(Some)), bits([Some(39.9), None, Some(2.0), None, None]));
    }

    #[test]
    fn other_files_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("p.parquet");
        std::fs::write(&path, b"lon,lat\n").expect("written");
        let open = |path: &Path| PointColumnsFile::open(path, &PointColumns::default(), &[]).map_err(|error| error.kind());
        assert_eq!(open(&path).err(), Some(ErrorKind::UnreadableInput));
        let columns: Vec<(&str, ArrayRef)> = vec![("east", Arc::new(Float64Array::from(vec![1.0])))];
        assert_eq!(open(&file(&folder, columns, None)).err(), Some(ErrorKind::BadRequest));
    }
}
