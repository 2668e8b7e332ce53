//! `locate`: each point to its unit and ring.

use std::fs;
use std::io::{self, BufRead, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::ProgressBar;

use crate::analysis::{Located, Locator};
use crate::atlas::{Atlas, Level, UnitId};
use crate::cli::atlas::{self as boundaries, BoundaryArgs};
use crate::cli::output;
use crate::cli::places::PointArgs;
use crate::cli::scheme;
use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::io::atomic::AtomicFile;
use crate::io::manifest::HashingReader;
use crate::io::points::{PointReader, PointWriter};
use crate::scheme::Plan;

/// Rows located between two writes: enough work for many threads, a few megabytes of memory.
const ROWS: usize = 65_536;

/// Each point to its unit and ring: rows pass through in their order, with unit_code, unit_name and ring added.
///
/// Reads CSV, GeoJSON and newline-delimited GeoJSON as a stream and writes the same format. A point on a border belongs to the
/// unit with the smallest code among those that touch it; outside every unit the cells are empty. Without --level the units are
/// cities, or those of the only level that --zones or --boundaries have.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  printf 'lon,lat\\n116.65,39.91\\n' | ringshed locate - --scheme beijing-bay\n  \
                  printf 'lon,lat\\n-122.27,37.80\\n' | ringshed locate - --level county")]
pub(in crate::cli) struct LocateArgs {
    /// Points: .csv, .geojson, .geojsonl, or '-' for stdin.
    #[arg(value_name = "POINTS")]
    points: String,
    /// Polygons to locate in instead of the atlas.
    #[arg(long, value_name = "FILE", conflicts_with = "boundaries")]
    zones: Option<String>,
    /// A built-in scheme or a scheme file, for the column ring.
    #[arg(long, value_name = "SCHEME")]
    scheme: Option<String>,
    /// File to write instead of stdout.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    columns: PointArgs,
    #[command(flatten)]
    boundaries: BoundaryArgs,
}

impl LocateArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let atlas = self.atlas(session)?;
        let level = self.level(&atlas)?;
        let plan = self.scheme.as_deref().map(|scheme| scheme::plan(session, scheme, &atlas)).transpose()?;
        session.parameter("level", Some(level.to_string()));
        session.parameter("scheme", plan.as_ref().map(|plan| plan.id().to_string()));
        let mut locator = Locator::new(&atlas, level);
        if let Some(plan) = &plan {
            locator = locator.with_plan(plan);
        }
        session.gate()?;
        let job = Job { atlas: &atlas, plan: plan.as_ref(), locator };
        match &self.out {
            None => job.stream(session, &self, BufWriter::new(io::stdout()), output::stdout_error).map(drop),
            Some(path) => {
                let could_not = |error| Error::could_not_write(path, error);
                let file = job.stream(session, &self, AtomicFile::create(path)?, could_not)?;
                session.gate()?;
                file.map_or(Ok(()), AtomicFile::commit)?;
                output::write_manifest_beside(path, session.manifest())
            }
        }
    }

    fn atlas(&self, session: &mut Session) -> Result<Atlas> {
        match &self.zones {
            Some(file) => boundaries::zones(session, file, &self.boundaries.fields()),
            None => self.boundaries.atlas(session),
        }
    }

    fn level(&self, atlas: &Atlas) -> Result<Level> {
        let levels = atlas.levels();
        let listed = || levels.iter().map(Level::to_string).collect::<Vec<String>>().join(", ");
        match self.boundaries.level() {
            Some(level) if levels.contains(&level) => Ok(level),
            Some(level) => {
                Err(Error::bad_request(format!("--level {level}: there are no such units; there are {}", listed())))
            }
            None if self.zones.is_none() && self.boundaries.are_embedded() => Ok(Level::City),
            None => match levels[..] {
                [level] => Ok(level),
                _ => Err(Error::bad_request(format!(
                    "the units are of several levels: choose one with --level: {}",
                    listed()
                ))),
            },
        }
    }
}

/// What every row is located with.
struct Job<'a> {
    atlas: &'a Atlas,
    plan: Option<&'a Plan>,
    locator: Locator<'a>,
}

impl Job<'_> {
    /// Streams all rows to an output and gives it back; `None` when its reader went away, which is a quiet success.
    fn stream<W: Write>(
        &self,
        session: &mut Session,
        args: &LocateArgs,
        output: W,
        could_not: impl Fn(io::Error) -> Error,
    ) -> Result<Option<W>> {
        let (input, format) = crate::io::open(Path::new(&args.points))?;
        let size = fs::metadata(&args.points).ok().map(|file| file.len());
        let progress = session.progress().bytes(size);
        let mut hashing = HashingReader::new(input);
        let outcome = {
            let counted = CountingReader { input: &mut hashing, progress: &progress };
            let mut reader = PointReader::open(counted, &args.points, format, &args.columns.columns())?;
            self.rows(session, &mut reader, output)
        };
        progress.finish_and_clear();
        match outcome {
            Ok(output) => {
                let input = hashing.finish(&args.points).map_err(|error| Error::unreadable(&args.points, error))?;
                session.add_input_file(input);
                Ok(Some(output))
            }
            Err(Stopped::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(None),
            Err(Stopped::Output(error)) => Err(could_not(error)),
            Err(Stopped::Input(error)) => Err(error),
        }
    }

    fn rows<R: BufRead, W: Write>(
        &self,
        session: &mut Session,
        reader: &mut PointReader<R>,
        output: W,
    ) -> Result<W, Stopped> {
        let mut writer = PointWriter::new(output, reader.layout(), ["unit_code", "unit_name", "ring"])?;
        while let Some(chunk) = reader.next_chunk(ROWS)? {
            session.report(chunk.findings().iter().cloned());
            let points: Vec<_> = chunk.positions().collect();
            let located = self.locator.locate_all(&points);
            writer.write_chunk(&chunk, |row| self.values(located[row]))?;
        }
        Ok(writer.finish(reader.tail())?)
    }

    fn values(&self, located: Located) -> [Option<&str>; 3] {
        let unit = located.unit.map(|id: UnitId| self.atlas.unit(id));
        let ring = self.plan.zip(located.ring).map(|(plan, ring)| plan.ring(ring).id());
        [unit.map(|unit| unit.code()), unit.map(|unit| unit.name()), ring]
    }
}

/// Why a stream stopped before its end.
enum Stopped {
    Input(Error),
    Output(io::Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Input(error)
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Tells the progress bar how many bytes have been read.
struct CountingReader<'a, R> {
    input: &'a mut R,
    progress: &'a ProgressBar,
}

impl<R: BufRead> io::Read for CountingReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.progress.inc(count as u64);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for CountingReader<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.progress.inc(count as u64);
        self.input.consume(count);
    }
}
