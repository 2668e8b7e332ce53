//! Streams of points: rows in, the same rows with more columns out, in memory that does not grow with their number.
//!
//! [`PointReader`] cuts its input into [`PointChunk`]s of rows: the text of each row as it stands, and the position in it. Cutting
//! ([`RawChunk`]) is quick; looking into the rows ([`RowParser`]) can be done for several chunks at the same time.
//! [`PointWriter`] writes the rows back unchanged with values appended: cells in CSV, properties in GeoJSON. Rows tile the
//! input (line ends and commas between features belong to them), so whatever is not appended is passed on byte for byte.
//!
//! ```
//! use ringshed::io::csv::PointColumns;
//! use ringshed::io::detect::Format;
//! use ringshed::io::points::{PointReader, PointWriter};
//! let input = "name,lon,lat\n北京,116.4,39.9\nnowhere,,\n";
//! let mut reader = PointReader::open(input.as_bytes(), "p.csv", Format::Csv, &PointColumns::default())?;
//! let mut writer = PointWriter::new(Vec::new(), reader.layout(), ["hemisphere"])?;
//! while let Some(chunk) = reader.next_chunk(65_536)? {
//!     let side = |row| chunk.position(row).map(|position| if position.lat() < 0.0 { "south" } else { "north" });
//!     writer.write_chunk(&chunk, |row| [side(row)])?;
//! }
//! let output = writer.finish(reader.tail())?;
//! assert_eq!(String::from_utf8_lossy(&output), "name,lon,lat,hemisphere\n北京,116.4,39.9,north\nnowhere,,,\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod added;
mod chunk;
mod csv_rows;
mod feature_rows;
mod line_rows;
mod numbers;
mod raw;
mod structure;
mod window;
mod writer;

use std::io::BufRead;

pub use added::{Added, AddedColumn, AddedKind};
pub use chunk::{Layout, PointChunk};
pub use numbers::Numbers;
pub use raw::{RawChunk, RowParser};
pub use writer::{PointWriter, RowWriter};

use crate::error::{Error, Result};
use crate::io::csv::PointColumns;
use crate::io::detect::Format;

use csv_rows::CsvRows;
use feature_rows::FeatureRows;
use line_rows::LineRows;
use raw::RowKind;

/// Reads rows with points from a stream.
#[derive(Debug)]
pub struct PointReader<R> {
    rows: Rows<R>,
    rows_read: usize,
}

#[derive(Debug)]
enum Rows<R> {
    Csv(CsvRows<R>),
    Features(FeatureRows<R>),
    Lines(LineRows<R>),
}

impl<R: BufRead> PointReader<R> {
    /// Reads what comes before the rows: the header of a table, the beginning of a collection. `name` is what messages call
    /// the input; `columns` is for tables only.
    ///
    /// # Errors
    /// The input cannot be read, is empty, or has no columns of longitude and latitude.
    pub fn open(input: R, name: &str, format: Format, columns: &PointColumns) -> Result<Self> {
        let rows = match format {
            Format::Csv => Rows::Csv(CsvRows::open(input, name, columns)?),
            Format::GeoJson => Rows::Features(FeatureRows::open(input, name)?),
            Format::GeoJsonLines => Rows::Lines(LineRows::open(input, name)),
            Format::Parquet | Format::FlatGeobuf | Format::Shapefile => {
                let reason = "points are read as a stream of CSV, GeoJSON or newline-delimited GeoJSON; `ringshed convert IN points.csv` \
                              makes one of it";
                return Err(Error::unreadable(name, reason));
            }
        };
        Ok(Self { rows, rows_read: 0 })
    }

    /// What a writer of the same rows needs to know.
    pub fn layout(&self) -> &Layout {
        match &self.rows {
            Rows::Csv(rows) => rows.layout(),
            Rows::Features(rows) => rows.layout(),
            Rows::Lines(rows) => rows.layout(),
        }
    }

    /// The input, of which at most the tail has not been read.
    pub fn into_input(self) -> R {
        match self.rows {
            Rows::Csv(rows) => rows.into_input(),
            Rows::Features(rows) => rows.into_input(),
            Rows::Lines(rows) => rows.into_input(),
        }
    }

    /// Looks into the rows that [`next_raw`](Self::next_raw) gives.
    pub fn parser(&self) -> RowParser {
        let (name, kind) = match &self.rows {
            Rows::Csv(rows) => (rows.name(), rows.kind()),
            Rows::Features(rows) => (rows.name(), rows.kind()),
            Rows::Lines(rows) => (rows.name(), RowKind::Lines),
        };
        RowParser { name: name.to_string(), kind }
    }

    /// The next whole rows of about so many bytes, one at least; `None` when there are no more.
    ///
    /// # Errors
    /// The input cannot be read on, or is not JSON between features; with the byte offset.
    pub fn next_raw(&mut self, bytes: usize) -> Result<Option<RawChunk>> {
        match &mut self.rows {
            Rows::Csv(rows) => rows.next_raw(bytes),
            Rows::Features(rows) => rows.next_raw(bytes),
            Rows::Lines(rows) => rows.next_raw(bytes),
        }
    }

    /// The next rows of about so many bytes, one at least, looked into; `None` when there are no more.
    ///
    /// # Errors
    /// The input cannot be read on: not UTF-8, not JSON, truncated; with the byte offset. Rows whose position cannot be used
    /// are no error: they are in the chunk, without a position and with a finding.
    pub fn next_chunk(&mut self, bytes: usize) -> Result<Option<PointChunk>> {
        let parser = self.parser();
        let Some(raw) = self.next_raw(bytes)? else { return Ok(None) };
        let chunk = parser.parse(raw)?.numbered_from(self.rows_read + 1);
        self.rows_read += chunk.len();
        Ok(Some(chunk))
    }

    /// What comes after the last row: blank lines, the end of a collection. Complete when [`next_chunk`](Self::next_chunk) has given
    /// `None`.
    pub fn tail(&self) -> &[u8] {
        match &self.rows {
            Rows::Csv(rows) => rows.tail(),
            Rows::Lines(rows) => rows.tail(),
            Rows::Features(rows) => rows.tail(),
        }
    }
}

#[cfg(test)]
#[path = "points_tests.rs"]
mod tests;
