//! A table that is written row by row, as CSV or Parquet; memory does not grow with the number of rows.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::output::{closed_pipe_is_fine, table_name, write_manifest_beside};
use super::session::Session;
use crate::error::Result;
use crate::io::atomic::AtomicFile;
use crate::io::manifest::Manifest;
use crate::io::table::push_text;
use crate::layer::Value;
use crate::report::MatrixColumn;

/// A table on its way to a file or to stdout.
pub(super) struct TableRows {
    target: Target,
    columns: Vec<(String, MatrixColumn)>,
    line: Vec<u8>,
}

enum Target {
    Stdout(BufWriter<io::Stdout>),
    Csv(PathBuf, AtomicFile, Box<Manifest>),
    #[cfg(feature = "parquet")]
    Parquet(Box<parquet::Rows>),
}

impl TableRows {
    /// Opens a table: CSV on stdout, or what the extension of the file says.
    ///
    /// # Errors
    /// Findings of severity error under `--strict`; could not write; a bad request for another format, or one this build lacks.
    pub(super) fn open(session: &Session, out: Option<&Path>, columns: Vec<(String, MatrixColumn)>) -> Result<Self> {
        session.gate()?;
        let target = match out {
            None => Target::Stdout(BufWriter::new(io::stdout())),
            Some(path) if is_parquet(path) => Target::parquet(session, path, &columns)?,
            Some(path) => {
                let file = AtomicFile::create(table_name(path, ".csv or .parquet")?)?;
                Target::Csv(path.to_path_buf(), file, Box::new(session.manifest().clone()))
            }
        };
        let mut rows = Self { target, columns, line: Vec::new() };
        rows.set_line(|columns| columns.iter().map(|(name, _)| name.clone()).collect());
        rows.write_line()?;
        Ok(rows)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Could not write.
    pub(super) fn push(&mut self, values: Vec<Value>) -> Result<()> {
        #[cfg(feature = "parquet")]
        if let Target::Parquet(rows) = &mut self.target {
            return rows.push(values);
        }
        self.set_line(|columns| columns.iter().zip(&values).map(|((_, column), value)| column.text(value)).collect());
        self.write_line()
    }

    fn set_line(&mut self, cells: impl FnOnce(&[(String, MatrixColumn)]) -> Vec<String>) {
        self.line.clear();
        for (number, cell) in cells(&self.columns).iter().enumerate() {
            if number > 0 {
                self.line.push(b',');
            }
            push_text(&mut self.line, cell);
        }
        self.line.push(b'\n');
    }

    /// Writes the line, in formats that have lines.
    fn write_line(&mut self) -> Result<()> {
        match &mut self.target {
            Target::Stdout(stdout) => stdout.write_all(&self.line).or_else(closed_pipe_is_fine),
            Target::Csv(_, file, _) => file.write_all(&self.line).map_err(|error| file.error(error)),
            #[cfg(feature = "parquet")]
            Target::Parquet(_) => Ok(()),
        }
    }

    /// Completes the table; a file appears under its name.
    ///
    /// # Errors
    /// Could not write.
    pub(super) fn finish(self) -> Result<()> {
        match self.target {
            Target::Stdout(mut stdout) => stdout.flush().or_else(closed_pipe_is_fine),
            Target::Csv(path, file, manifest) => {
                file.commit()?;
                write_manifest_beside(&path, &manifest)
            }
            #[cfg(feature = "parquet")]
            Target::Parquet(rows) => rows.finish(),
        }
    }
}

impl Target {
    #[cfg(feature = "parquet")]
    fn parquet(session: &Session, path: &Path, columns: &[(String, MatrixColumn)]) -> Result<Self> {
        parquet::Rows::open(session, path, columns).map(|rows| Self::Parquet(Box::new(rows)))
    }

    #[cfg(not(feature = "parquet"))]
    fn parquet(_: &Session, path: &Path, _: &[(String, MatrixColumn)]) -> Result<Self> {
        Err(super::layer_file::feature_missing(path, "parquet"))
    }
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"))
}

#[cfg(feature = "parquet")]
mod parquet {
    use std::io;
    use std::path::{Path, PathBuf};

    use crate::cli::session::Session;
    use crate::error::{Error, Result};
    use crate::io::atomic::AtomicFile;
    use crate::io::parquet::{ColumnType, ParquetOptions, ParquetTableWriter};
    use crate::layer::Value;
    use crate::report::MatrixColumn;

    /// Rows of a Parquet file, the manifest in its metadata.
    pub(super) struct Rows {
        path: PathBuf,
        writer: ParquetTableWriter<AtomicFile>,
    }

    impl Rows {
        pub(super) fn open(session: &Session, path: &Path, columns: &[(String, MatrixColumn)]) -> Result<Self> {
            let of_type = |column: MatrixColumn| match column {
                MatrixColumn::Text => ColumnType::Text,
                MatrixColumn::Whole => ColumnType::Integer,
                MatrixColumn::Number(_) => ColumnType::Float,
            };
            let columns: Vec<_> = columns.iter().map(|(name, column)| (name.clone(), of_type(*column))).collect();
            let options = ParquetOptions { crs: None, manifest: Some(session.manifest().to_json()) };
            let writer = ParquetTableWriter::new(&columns, &options, AtomicFile::create(path)?);
            let path = path.to_path_buf();
            Ok(Self { writer: writer.map_err(|error| could_not(&path, error))?, path })
        }

        pub(super) fn push(&mut self, values: Vec<Value>) -> Result<()> {
            self.writer.push(values).map_err(|error| could_not(&self.path, error))
        }

        pub(super) fn finish(self) -> Result<()> {
            self.writer.finish().map_err(|error| could_not(&self.path, error))?.commit()
        }
    }

    fn could_not(path: &Path, error: io::Error) -> Error {
        Error::could_not_write(path, error)
    }
}
