//! A locator in a file.
//!
//! Everything is little-endian and stands where the part before it ends:
//!
//! ```text
//! magic              8 bytes  "RSLOCATE"
//! version            u32      1
//! level              text     word of the level, or empty                      text = length u32, UTF-8
//! source name        text     the file or data the units came from
//! source digest      text     SHA-256 in hexadecimal
//! units              u32      count, then code and name of each: text, text
//! columns, rows      2 axes   low f64, high f64, cells per degree f64, cells u32
//! seam               u32      1 when a unit reaches the antimeridian or a pole, else 0
//! poles              2 u32    unit at the south and at the north pole; the count of units for none
//! vertices           u64      of the outlines, for information
//! tiles              u32 each, rows / 8 times columns / 8 of them: a unit, or the count of units, or 2^31 + number of a block
//! blocks             u64      count, then 64 u32 each: a unit, or the count of units, or 2^31 + place of a record in its band
//! records            per band of 8 rows: u64 count of words, then the words, u64 each (see `record`)
//! digest             32 bytes SHA-256 of everything before
//! ```
//!
//! A file is checked as a whole before it is used: its digest, and that everything it refers to is there.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::grid::{Axis, Grid, TILE};
use super::record::Record;
use super::{CELLS_OF_TILE, CellIndex, Entry, MOST_UNITS, Seam};

const MAGIC: &[u8; 8] = b"RSLOCATE";
const VERSION: u32 = 1;
const DIGEST: usize = 32;

/// A locator with the names of its units, which can be kept in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct LocatorFile {
    /// Word of the level of the units; empty when they are of several.
    pub level: String,
    /// What the units were read from.
    pub source: String,
    /// SHA-256 of that, in hexadecimal; empty when it is not a file.
    pub source_digest: String,
    /// Code and name of each unit, in order of code.
    pub units: Vec<(String, String)>,
    /// From points to numbers of units.
    pub cells: CellIndex,
}

/// Why bytes are not a locator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LocatorFileError {
    /// It is something else.
    #[error("it is not a locator; make one with `ringshed index build ZONES -o FILE`")]
    NotALocator,
    /// Made by another version of the program.
    #[error("it is a locator of format {found}, and this version reads format {VERSION}; build it again")]
    OtherVersion {
        /// The version it has.
        found: u32,
    },
    /// The file is shorter than it says, or was changed.
    #[error("byte {offset}: {reason}; build it again")]
    Damaged {
        /// Where reading stopped.
        offset: usize,
        /// What is wrong.
        reason: &'static str,
    },
}

impl LocatorFile {
    /// Writes the file.
    ///
    /// # Errors
    /// What the output gives.
    pub fn write(&self, output: &mut impl Write) -> io::Result<()> {
        let mut writer = Writer { output, hasher: Sha256::new(), buffer: Vec::new() };
        writer.buffer.extend_from_slice(MAGIC);
        writer.number(VERSION);
        [&self.level, &self.source, &self.source_digest].into_iter().for_each(|text| writer.text(text));
        writer.number(self.units.len() as u32);
        for (code, name) in &self.units {
            writer.text(code);
            writer.text(name);
        }
        writer.cells(&self.cells)?;
        writer.flush()?;
        let digest = writer.hasher.finalize();
        output.write_all(&digest)
    }

    /// Reads the bytes of a file and checks them.
    ///
    /// # Errors
    /// [`LocatorFileError`]: they are something else, of another version, truncated or damaged.
    pub fn read(bytes: &[u8]) -> Result<Self, LocatorFileError> {
        let content = bytes.strip_prefix(MAGIC).ok_or(LocatorFileError::NotALocator)?;
        let damaged = |offset, reason| LocatorFileError::Damaged { offset, reason };
        let mut reader = Reader { bytes, at: MAGIC.len() };
        let found = reader.number()?;
        if found != VERSION {
            return Err(LocatorFileError::OtherVersion { found });
        }
        let end =
            content.len().checked_sub(DIGEST).ok_or_else(|| damaged(bytes.len(), "the file is truncated"))? + MAGIC.len();
        if Sha256::digest(&bytes[..end]).as_slice() != &bytes[end..] {
            return Err(damaged(end, "the digest is not that of the content: the file is truncated or was changed"));
        }
        reader.bytes = &bytes[..end];
        let [level, source, source_digest] = [reader.text()?, reader.text()?, reader.text()?];
        let count = reader.number()? as usize;
        let unit = |_| Ok((reader.text()?, reader.text()?));
        let units = (0..count).map(unit).collect::<Result<Vec<_>, _>>()?;
        let cells = reader.cells(units.len())?;
        if reader.at != end {
            return Err(damaged(reader.at, "there is more than a locator"));
        }
        Ok(Self { level, source, source_digest, units, cells })
    }
}

/// Bytes on their way to an output, which are digested as they pass.
struct Writer<'w, W> {
    output: &'w mut W,
    hasher: Sha256,
    buffer: Vec<u8>,
}

impl<W: Write> Writer<'_, W> {
    fn number(&mut self, number: u32) {
        self.buffer.extend_from_slice(&number.to_le_bytes());
    }

    fn long(&mut self, number: u64) {
        self.buffer.extend_from_slice(&number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u32);
        self.buffer.extend_from_slice(text.as_bytes());
    }

    fn axis(&mut self, axis: &Axis) {
        [axis.low, axis.high, axis.per_degree].into_iter().for_each(|number| self.long(number.to_bits()));
        self.number(axis.cells);
    }

    fn cells(&mut self, index: &CellIndex) -> io::Result<()> {
        self.axis(&index.grid.columns);
        self.axis(&index.grid.rows);
        self.number(u32::from(index.seam == Seam::Met));
        index.poles.into_iter().for_each(|unit| self.number(unit));
        self.long(index.vertices as u64);
        index.tiles.iter().for_each(|entry| self.number(entry.0));
        self.long((index.blocks.len() / CELLS_OF_TILE) as u64);
        index.blocks.iter().for_each(|entry| self.number(entry.0));
        for words in &index.records {
            self.long(words.len() as u64);
            words.iter().for_each(|&word| self.long(word));
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hasher.update(&self.buffer);
        self.output.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

/// Takes a file apart.
struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    fn damaged<T>(&self, reason: &'static str) -> Result<T, LocatorFileError> {
        Err(LocatorFileError::Damaged { offset: self.at, reason })
    }

    fn take(&mut self, count: usize) -> Result<&'b [u8], LocatorFileError> {
        match self.bytes.get(self.at..).and_then(|rest| rest.get(..count)) {
            Some(taken) => {
                self.at += count;
                Ok(taken)
            }
            None => self.damaged("the file is truncated"),
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], LocatorFileError> {
        match self.take(N)?.first_chunk() {
            Some(array) => Ok(*array),
            None => self.damaged("the file is truncated"),
        }
    }

    fn number(&mut self) -> Result<u32, LocatorFileError> {
        self.array().map(u32::from_le_bytes)
    }

    fn long(&mut self) -> Result<u64, LocatorFileError> {
        self.array().map(u64::from_le_bytes)
    }

    fn text(&mut self) -> Result<String, LocatorFileError> {
        let length = self.number()? as usize;
        match std::str::from_utf8(self.take(length)?) {
            Ok(text) => Ok(text.to_string()),
            Err(_) => self.damaged("a name is not UTF-8"),
        }
    }

    fn axis(&mut self) -> Result<Axis, LocatorFileError> {
        let [low, high, per_degree] = [self.long()?, self.long()?, self.long()?].map(f64::from_bits);
        let axis = Axis { low, high, per_degree, cells: self.number()? };
        if axis.is_sound() { Ok(axis) } else { self.damaged("the grid is not one") }
    }

    fn entries(&mut self, count: usize) -> Result<Vec<Entry>, LocatorFileError> {
        let Some(length) = count.checked_mul(4) else { return self.damaged("the file is truncated") };
        let entry = |bytes: &[u8]| bytes.first_chunk().map(|bytes| Entry(u32::from_le_bytes(*bytes)));
        Ok(self.take(length)?.chunks_exact(4).filter_map(entry).collect())
    }

    fn words(&mut self) -> Result<Vec<u64>, LocatorFileError> {
        let count = usize::try_from(self.long()?).ok().and_then(|count| count.checked_mul(8));
        let Some(length) = count else { return self.damaged("the file is truncated") };
        let word = |bytes: &[u8]| bytes.first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
        Ok(self.take(length)?.chunks_exact(8).filter_map(word).collect())
    }

    fn cells(&mut self, units: usize) -> Result<CellIndex, LocatorFileError> {
        if units > MOST_UNITS {
            return self.damaged("there are more units than a locator holds");
        }
        let grid = Grid { columns: self.axis()?, rows: self.axis()? };
        let seam = if self.number()? == 0 { Seam::Free } else { Seam::Met };
        let poles = [self.number()?, self.number()?];
        let vertices = usize::try_from(self.long()?).unwrap_or(usize::MAX);
        let bands = (grid.rows.cells / TILE) as usize;
        let tiles = self.entries(bands * (grid.columns.cells / TILE) as usize)?;
        let count = usize::try_from(self.long()?).ok().and_then(|count| count.checked_mul(CELLS_OF_TILE));
        let blocks = self.entries(count.unwrap_or(usize::MAX))?;
        let records = (0..bands).map(|_| self.words()).collect::<Result<Vec<_>, _>>()?;
        let index = CellIndex { grid, tiles, blocks, records, units: units as u32, vertices, poles, seam };
        if index.is_sound() { Ok(index) } else { self.damaged("an entry leads nowhere") }
    }
}

impl CellIndex {
    /// Whether everything that is referred to is there.
    fn is_sound(&self) -> bool {
        let is_unit = |unit: u32| unit <= self.units;
        let tiles_of_band = (self.grid.columns.cells / TILE) as usize;
        let in_block = |band: usize, block: u32| {
            let start = block as usize * CELLS_OF_TILE;
            let entries = self.blocks.get(start..start + CELLS_OF_TILE);
            entries.is_some_and(|entries| {
                entries.iter().all(|entry| match entry.more() {
                    None => is_unit(entry.0),
                    Some(place) => self.records[band].get(place as usize..).is_some_and(|words| {
                        let record = Record::new(words);
                        record.is_sound(self.units)
                    }),
                })
            })
        };
        let tile = |(number, entry): (usize, &Entry)| match entry.more() {
            None => is_unit(entry.0),
            Some(block) => in_block(number / tiles_of_band, block),
        };
        self.poles.into_iter().all(is_unit) && self.tiles.iter().enumerate().all(tile)
    }
}
