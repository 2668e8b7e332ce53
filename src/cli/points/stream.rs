//! Rows of text formats, worked on as they stream by.
//!
//! One thread reads, cuts the input into chunks of whole rows, digests it for the manifest, and takes results; meanwhile all threads
//! look into the chunks read before and work on them. Only so many chunks are under way at a time, so memory does not grow with
//! the number of points, and results are taken in the order of the input.

use std::fs;
use std::io::{self, BufRead, BufWriter, Write};
use std::path::Path;

use indicatif::ProgressBar;
use rayon::prelude::*;

use super::rejects::Rejects;
use super::{ADDED, Finder, Points};
use crate::cli::output;
use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::io::atomic::AtomicFile;
use crate::io::manifest::HashingReader;
use crate::io::points::{PointChunk, PointReader, PointWriter, RawChunk, RowWriter};

/// Bytes of a chunk: enough work for a thread to take it, few enough for many under way.
const CHUNK: usize = 1 << 20;
/// Chunks under way for each thread.
const CHUNKS_PER_THREAD: usize = 3;

/// Writes the rows of a stream with what was found appended.
pub(super) fn rows<F: Finder>(points: &Points<'_>, session: &mut Session, finder: &F) -> Result<()> {
    match points.out {
        None => {
            let output = BufWriter::with_capacity(CHUNK, io::stdout());
            write_rows(points, session, finder, output)
                .map(drop)
                .or_else(|stopped| stopped.into_result(output::stdout_error))
        }
        Some(path) => match write_rows(points, session, finder, AtomicFile::create(path)?) {
            Ok(file) => {
                session.gate()?;
                file.commit()?;
                output::write_manifest_beside(path, session.manifest())
            }
            Err(stopped) => stopped.into_result(|error| Error::could_not_write(path, error)),
        },
    }
}

/// Streams all rows to an output and gives it back.
fn write_rows<F: Finder, W: Write + Send>(
    points: &Points<'_>,
    session: &mut Session,
    finder: &F,
    output: W,
) -> Result<W, Stopped> {
    let mut source = Source::open(points, session)?;
    let mut rejects = Rejects::new(points.rejects)?;
    let mut writer = PointWriter::new(output, source.reader.layout(), F::COLUMNS)?;
    let (rows, are_apart) = (writer.rows(), rejects.are_kept_apart());
    let work = |chunk: PointChunk| {
        let text = text_of(points, &rows, &chunk, finder, are_apart);
        (chunk, text)
    };
    source.run(finder, work, |first_row, (chunk, text)| {
        rejects.take(session, &chunk.numbered_from(first_row))?;
        Ok(writer.write_rows(&text)?)
    })?;
    let output = writer.finish(source.reader.tail())?;
    source.finish(points, session)?;
    rejects.finish(session)?;
    Ok(output)
}

/// The text of the rows of a chunk with what was found appended.
fn text_of<F: Finder>(
    points: &Points<'_>,
    rows: &RowWriter<ADDED>,
    chunk: &PointChunk,
    finder: &F,
    are_rejects_apart: bool,
) -> Vec<u8> {
    let positions: Vec<_> = chunk.positions().collect();
    let answers = points.find(finder, &positions);
    let mut text = Vec::with_capacity(chunk.len() * 32 + CHUNK);
    let values = |row: usize| finder.values(positions[row].map(|_| answers[row]));
    if are_rejects_apart {
        rows.push_located(&mut text, chunk, values);
    } else {
        rows.push_chunk(&mut text, chunk, values);
    }
    text
}

type Input = CountingReader<HashingReader<Box<dyn BufRead + Send>>>;

/// A stream of rows.
pub(super) struct Source {
    pub(super) reader: PointReader<Input>,
    progress: ProgressBar,
}

impl Source {
    pub(super) fn open(points: &Points<'_>, session: &Session) -> Result<Self> {
        let (input, format) = crate::io::open(Path::new(points.file))?;
        let size = fs::metadata(points.file).ok().map(|file| file.len());
        let progress = session.progress().bytes(size);
        let counted = CountingReader { input: HashingReader::new(input), progress: progress.clone() };
        let reader = PointReader::open(counted, points.file, format, &points.columns)?;
        Ok(Self { reader, progress })
    }

    /// Works on every chunk, on all threads, and has the results taken in order, each with the number of its first row.
    pub(super) fn run<T: Counted + Send>(
        &mut self,
        finder: &impl Finder,
        work: impl Fn(PointChunk) -> T + Sync,
        mut take: impl FnMut(usize, T) -> Result<(), Stopped> + Send,
    ) -> Result<(), Stopped> {
        let parser = self.reader.parser();
        let mut raw = self.next_chunks()?;
        if raw.len() > 1 {
            finder.prepare();
        }
        let mut done: Vec<Result<T>> = Vec::new();
        let mut first_row = 1;
        while !(raw.is_empty() && done.is_empty()) {
            let here = || -> Result<Vec<RawChunk>, Stopped> {
                for result in std::mem::take(&mut done) {
                    let result = result?;
                    let rows = result.rows();
                    take(first_row, result)?;
                    first_row += rows;
                }
                Ok(self.next_chunks()?)
            };
            let elsewhere = || raw.into_par_iter().map(|raw| parser.parse(raw).map(&work)).collect();
            let (next, fresh) = rayon::join(here, elsewhere);
            (raw, done) = (next?, fresh);
        }
        Ok(())
    }

    fn next_chunks(&mut self) -> Result<Vec<RawChunk>> {
        let wanted = CHUNKS_PER_THREAD * rayon::current_num_threads();
        let mut chunks = Vec::with_capacity(wanted);
        while chunks.len() < wanted {
            match self.reader.next_raw(CHUNK)? {
                Some(chunk) => chunks.push(chunk),
                None => break,
            }
        }
        Ok(chunks)
    }

    /// Notes the input for the manifest.
    pub(super) fn finish(self, points: &Points<'_>, session: &mut Session) -> Result<()> {
        self.progress.finish_and_clear();
        let hashing = self.reader.into_input().input;
        let input = hashing.finish(points.file).map_err(|error| Error::unreadable(points.file, error))?;
        session.add_input_file(input);
        Ok(())
    }
}

/// What was made of some rows.
pub(super) trait Counted {
    /// How many rows.
    fn rows(&self) -> usize;
}

impl<T> Counted for (PointChunk, T) {
    fn rows(&self) -> usize {
        self.0.len()
    }
}

/// Why a stream stopped before its end.
pub(super) enum Stopped {
    Input(Error),
    Output(io::Error),
}

impl Stopped {
    /// The error, but for a reader of the output that went away: that is a quiet success.
    pub(super) fn into_result(self, could_not: impl Fn(io::Error) -> Error) -> Result<()> {
        match self {
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Self::Output(error) => Err(could_not(error)),
            Self::Input(error) => Err(error),
        }
    }
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
pub(super) struct CountingReader<R> {
    input: R,
    progress: ProgressBar,
}

impl<R: BufRead> io::Read for CountingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.progress.inc(count as u64);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for CountingReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.progress.inc(count as u64);
        self.input.consume(count);
    }
}
