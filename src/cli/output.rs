//! Writing results: to stdout, to a file, or to a folder; files appear under their name only when complete.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::layer_file;
use super::session::Session;
use crate::crs::Frame;
use crate::error::{Error, ErrorKind, Result};
use crate::geometry::rounding::Precision;
use crate::io::atomic::{AtomicFile, OutputFolder};
use crate::io::geojson::{self, BboxMember, WriteOptions};
use crate::io::manifest::Manifest;
use crate::io::table::{TableOptions, write_table};
use crate::layer::Layer;
use crate::report::Rounding;

/// How layers are written.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(super) struct FormatArgs {
    /// Decimals of coordinates, 0 to 15.
    #[arg(long, default_value_t = 7, value_name = "DIGITS", value_parser = clap::value_parser!(u8).range(0..=15))]
    precision: u8,
    /// Write the bounding box of every layer.
    #[arg(long)]
    bbox: bool,
}

impl FormatArgs {
    /// Rounding to the asked-for decimals.
    pub(super) fn rounding(&self) -> Rounding {
        Rounding::new(self.precision())
    }

    /// The decimals of coordinates.
    pub(super) fn precision(&self) -> Precision {
        Precision::new(self.precision).unwrap_or_default()
    }

    fn options(&self, manifest: &Manifest) -> WriteOptions {
        let bbox = if self.bbox { BboxMember::Write } else { BboxMember::Omit };
        WriteOptions { decimals: usize::from(self.precision), bbox, manifest: Some(manifest.to_json()) }
    }
}

/// Where a layer goes.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(super) struct LayerArgs {
    /// File to write instead of stdout: .geojson, .geojsonl, .parquet, .fgb, .shp or .csv (columns only).
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
}

/// Where a table goes.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(super) struct TableArgs {
    /// CSV file to write instead of stdout.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl LayerArgs {
    /// True when a verb whose first form is a table writes one: on stdout, and into a file whose name ends in .csv.
    pub(super) fn is_table(&self) -> bool {
        let is_csv = |path: &PathBuf| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        self.out.as_ref().is_none_or(is_csv)
    }

    /// The file to write, if it is not stdout.
    pub(super) fn out(&self) -> Option<&PathBuf> {
        self.out.as_ref()
    }

    /// The decimals of coordinates.
    pub(super) fn precision(&self) -> Precision {
        self.format.precision()
    }

    /// A layer that goes to a file or to stdout.
    pub(super) fn to(out: Option<PathBuf>, format: FormatArgs) -> Self {
        Self { out, format }
    }

    pub(super) fn rounding(&self) -> Rounding {
        self.format.rounding()
    }

    /// The same form of layer in another file.
    pub(super) fn beside(&self, path: PathBuf) -> Self {
        Self { out: Some(path), ..self.clone() }
    }

    /// Writes a layer: GeoJSON on stdout, or what the extension of `--out` says.
    ///
    /// # Errors
    /// Findings of severity error under `--strict`; could not write.
    pub(super) fn write(&self, session: &mut Session, layer: &Layer) -> Result<()> {
        session.gate()?;
        let options = self.format.options(session.manifest());
        match &self.out {
            Some(path) => layer_file::write(session, path, layer, &Frame::default(), &options),
            None => geojson_to_stdout(layer, &options),
        }
    }

    /// Writes the columns of a layer as CSV.
    ///
    /// # Errors
    /// As [`LayerArgs::write`].
    pub(super) fn write_table(&self, session: &Session, layer: &Layer) -> Result<()> {
        TableArgs { out: self.out.clone() }.write(session, layer)
    }
}

impl TableArgs {
    /// A table that goes to a file.
    pub(super) fn to_file(path: PathBuf) -> Self {
        Self { out: Some(path) }
    }

    /// A table that goes to a file or to stdout.
    pub(super) fn to(out: Option<PathBuf>) -> Self {
        Self { out }
    }

    /// Writes a table as CSV.
    ///
    /// # Errors
    /// Findings of severity error under `--strict`; could not write.
    pub(super) fn write(&self, session: &Session, layer: &Layer) -> Result<()> {
        session.gate()?;
        match &self.out {
            Some(path) => table_to_file(table_name(path, ".csv")?, session.manifest(), layer),
            None => to_stdout(|output| write_table(layer, &table_options(), output)),
        }
    }
}

/// The name of a table in CSV, refused when it promises another format than those that there are.
pub(super) fn table_name<'p>(path: &'p Path, forms: &str) -> Result<&'p Path> {
    let is_csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    if is_csv || is_device(path) {
        return Ok(path);
    }
    Err(Error::bad_request(format!("--out {}: this table is written as {forms}", path.display())))
}

/// True for `/dev/null` and the like: no name to go by, and no place for a manifest beside it.
pub(super) fn is_device(path: &Path) -> bool {
    path.metadata().is_ok_and(|existing| !existing.is_file() && !existing.is_dir())
}

pub(super) fn table_to_file(path: &Path, manifest: &Manifest, layer: &Layer) -> Result<()> {
    to_file_with_manifest(path, manifest, |output| write_table(layer, &table_options(), output))
}

/// Distances have 6 decimals and minutes 2, whatever their last digits.
fn table_options() -> TableOptions {
    let minutes = ["minutes", "in_vehicle_minutes", "door_to_door_minutes"];
    minutes.iter().fold(TableOptions::default().with_decimals("km", 6), |options, column| options.with_decimals(column, 2))
}

/// Adds a layer to a folder as `NAME.geojson`, the manifest in it.
///
/// # Errors
/// Could not write.
pub(super) fn layer_into(folder: &mut OutputFolder, layer: &Layer, format: &FormatArgs, manifest: &Manifest) -> Result<()> {
    let options = format.options(manifest);
    folder.write(&format!("{}.geojson", layer.name()), |mut output| geojson::write_geojson(layer, &options, &mut output))
}

/// Adds a table to a folder as `NAME.csv`.
///
/// # Errors
/// Could not write.
pub(super) fn table_into(folder: &mut OutputFolder, table: &Layer) -> Result<()> {
    folder.write(&format!("{}.csv", table.name()), |mut output| write_table(table, &table_options(), &mut output))
}

/// Adds a JSON file to a folder.
///
/// # Errors
/// Could not write.
pub(super) fn json_into(folder: &mut OutputFolder, name: &str, value: &serde_json::Value) -> Result<()> {
    folder.write(name, |output| writeln!(output, "{value:#}"))
}

/// Writes text that carries no manifest of its own to stdout, or to a file with the manifest beside it. `--strict` does not keep it
/// back: it is for results that are findings themselves.
///
/// # Errors
/// Could not write.
pub(super) fn text_to(path: Option<&Path>, text: &str, manifest: &Manifest) -> Result<()> {
    match path {
        Some(path) => to_file_with_manifest(path, manifest, |output| output.write_all(text.as_bytes())),
        None => text_to_stdout(text),
    }
}

/// Writes a layer as GeoJSON, with the manifest in it, to stdout or to a file. `--strict` does not keep it back.
///
/// # Errors
/// Could not write.
pub(super) fn findings_to(path: Option<&Path>, layer: &Layer, manifest: &Manifest) -> Result<()> {
    let options = WriteOptions { manifest: Some(manifest.to_json()), ..WriteOptions::default() };
    match path {
        Some(path) => to_file(path, |output| geojson::write_geojson(layer, &options, output)),
        None => to_stdout(|output| geojson::write_geojson(layer, &options, output)),
    }
}

/// Adds a page or other text to a folder.
///
/// # Errors
/// Could not write.
pub(super) fn text_into(folder: &mut OutputFolder, name: &str, text: &str) -> Result<()> {
    folder.write(name, |output| output.write_all(text.as_bytes()))
}

/// Writes a picture, with the manifest in a file beside it.
///
/// # Errors
/// Could not write.
pub(super) fn picture_to(path: &Path, bytes: &[u8], manifest: &Manifest) -> Result<()> {
    to_file_with_manifest(path, manifest, |output| output.write_all(bytes))
}

/// Writes a layer as GeoJSON to stdout.
///
/// # Errors
/// Could not write; a closed pipe is a quiet success.
pub(super) fn geojson_to_stdout(layer: &Layer, options: &WriteOptions) -> Result<()> {
    to_stdout(|output| geojson::write_geojson(layer, options, output))
}

/// Writes text to stdout.
///
/// # Errors
/// Could not write; a closed pipe is a quiet success.
pub(super) fn text_to_stdout(text: &str) -> Result<()> {
    to_stdout(|output| output.write_all(text.as_bytes()))
}

fn to_stdout(write: impl FnOnce(&mut BufWriter<io::StdoutLock<'static>>) -> io::Result<()>) -> Result<()> {
    let mut output = BufWriter::new(io::stdout().lock());
    write(&mut output).and_then(|()| output.flush()).or_else(closed_pipe_is_fine)
}

/// The reader of a pipe may stop when it has what it wants: `ringshed units | head`.
pub(super) fn closed_pipe_is_fine(error: io::Error) -> Result<()> {
    if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(stdout_error(error)) }
}

/// The error of writing to stdout.
pub(super) fn stdout_error(error: io::Error) -> Error {
    Error::new(ErrorKind::CouldNotWrite, format!("cannot write to stdout: {error}")).with_source(error)
}

pub(super) fn to_file(path: &Path, write: impl FnOnce(&mut AtomicFile) -> io::Result<()>) -> Result<()> {
    let mut file = AtomicFile::create(path)?;
    write(&mut file).map_err(|error| file.error(error))?;
    file.commit()
}

/// For formats that cannot carry the manifest: it goes into a file beside.
pub(super) fn to_file_with_manifest(
    path: &Path,
    manifest: &Manifest,
    write: impl FnOnce(&mut AtomicFile) -> io::Result<()>,
) -> Result<()> {
    to_file(path, write)?;
    write_manifest_beside(path, manifest)
}

/// Writes the manifest of an output that cannot carry it into a file beside.
///
/// # Errors
/// Could not write.
pub(super) fn write_manifest_beside(path: &Path, manifest: &Manifest) -> Result<()> {
    if is_device(path) {
        return Ok(());
    }
    let mut name = path.as_os_str().to_os_string();
    name.push(".manifest.json");
    to_file(Path::new(&name), |output| output.write_all(manifest.to_pretty_json().as_bytes()))
}
