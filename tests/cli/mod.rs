//! The command line, by running the binary as people do.
//!
//! Expected numbers are from the source documents (REGIONS.md), from GeographicLib's Python implementation run apart from this
//! program, or derived in a comment. Outputs that are compared as a whole stand in `tests/golden/` ([`golden`]).

mod access;
mod access_bad_input;
mod audit;
mod bad_geometry;
mod bad_input;
mod bad_scheme;
mod boundaries;
mod catchments;
mod catchments_points;
mod check;
mod circle;
mod circle_shapes;
mod compare;
mod connectivity;
mod determinism;
mod dissolve;
mod explain;
#[cfg(all(feature = "parquet", feature = "flatgeobuf", feature = "shapefile"))]
mod formats;
mod golden;
mod help;
mod layers;
mod links;
mod locate;
mod map;
mod matrix;
mod measure;
mod messages;
mod overlap;
mod places;
mod rail;
mod rings;
mod rules;
mod run_facts;

mod run_files;
mod run_rail;
mod suggest;
mod sweep;
mod units;
mod weights;
mod writing;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// What one run of the command gave.
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    /// Checks the exit code; what went wrong is shown with what the command said.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", shortened(&self.stdout), shortened(&self.stderr));
        self
    }

    /// Checks that stderr has every one of these texts.
    #[track_caller]
    pub(crate) fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.stderr.contains(text), "'{text}' is not in: {}", shortened(&self.stderr));
        }
        self
    }

    /// Checks that stderr has this text a number of times.
    #[track_caller]
    pub(crate) fn says_times(self, text: &str, times: usize) -> Self {
        assert_eq!(self.stderr.matches(text).count(), times, "'{text}' in: {}", shortened(&self.stderr));
        self
    }

    /// Stdout as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", shortened(&self.stdout)))
    }

    /// Stdout as a table.
    #[track_caller]
    pub(crate) fn table(&self) -> Table {
        Table::parse(&self.stdout)
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(4000).collect()
}

/// The command, to be given arguments.
pub(crate) fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_ringshed"))
}

/// Runs the command in the current folder.
#[track_caller]
pub(crate) fn ringshed(arguments: &[&str]) -> Outcome {
    finish(command().args(arguments), b"")
}

/// Runs the command in a folder of its own.
#[track_caller]
pub(crate) fn ringshed_in(folder: &Path, arguments: &[&str]) -> Outcome {
    finish(command().current_dir(folder).args(arguments), b"")
}

/// Runs the command with something on stdin.
#[track_caller]
pub(crate) fn ringshed_reading(stdin: &[u8], arguments: &[&str]) -> Outcome {
    finish(command().args(arguments), stdin)
}

/// Runs a command to its end.
#[track_caller]
pub(crate) fn finish(command: &mut Command, stdin: &[u8]) -> Outcome {
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("the command starts");
    // A command that stops before it has read everything closes the pipe, which is no matter here.
    let _ = child.stdin.take().expect("a pipe").write_all(stdin);
    let output = child.wait_with_output().expect("the command ends");
    Outcome {
        code: output.status.code().expect("ended by itself, not by a signal"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8 on stdout"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8 on stderr"),
    }
}

/// A folder that goes away with the value.
pub(crate) fn folder() -> TempDir {
    TempDir::new().expect("a folder")
}

/// Writes a file into a folder and gives its path as text.
pub(crate) fn file(folder: &TempDir, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    fs::write(&path, content).expect("written");
    text(&path).to_string()
}

/// A path as text.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Names of the files in a folder, hidden ones too, sorted.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

/// Reads a JSON file.
pub(crate) fn json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The features of a collection.
pub(crate) fn features(collection: &Value) -> &[Value] {
    assert_eq!(collection["type"], "FeatureCollection");
    collection["features"].as_array().expect("features")
}

/// A number.
#[track_caller]
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// The folder with the outputs of `run beijing-bay`, made once for all tests.
pub(crate) fn beijing_bay() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("beijing-bay");
        let _ = fs::remove_dir_all(&folder);
        ringshed(&["--quiet", "run", "beijing-bay", "--out", text(&folder)]).exits(0);
        folder
    })
}

/// A CSV table with a header.
pub(crate) struct Table {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a table.
    #[track_caller]
    pub(crate) fn parse(text: &str) -> Self {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().expect("a header").iter().map(str::to_string).collect();
        let records = reader.records().map(|record| record.expect("a row").iter().map(str::to_string).collect());
        Self { columns, rows: records.collect() }
    }

    fn column(&self, name: &str) -> usize {
        self.columns.iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name}"))
    }

    /// All cells of a column.
    pub(crate) fn cells(&self, name: &str) -> Vec<&str> {
        let column = self.column(name);
        self.rows.iter().map(|row| row[column].as_str()).collect()
    }

    /// The cell of a column in the only row in which other columns have some values.
    #[track_caller]
    pub(crate) fn cell(&self, name: &str, of: &[(&str, &str)]) -> &str {
        let matches = |row: &&Vec<String>| of.iter().all(|(column, value)| row[self.column(column)] == *value);
        let mut found = self.rows.iter().filter(matches);
        let row = found.next().unwrap_or_else(|| panic!("no row with {of:?}"));
        assert!(found.next().is_none(), "several rows with {of:?}");
        &row[self.column(name)]
    }

    /// The same as a number.
    #[track_caller]
    pub(crate) fn number(&self, name: &str, of: &[(&str, &str)]) -> f64 {
        let cell = self.cell(name, of);
        cell.parse().unwrap_or_else(|_| panic!("'{cell}' is no number"))
    }
}

/// Checks that two numbers differ by at most a share of the second.
#[track_caller]
pub(crate) fn close(value: f64, expected: f64, relative: f64) {
    assert!((value - expected).abs() <= relative * expected.abs(), "{value} is not {expected} within {relative:e}");
}
