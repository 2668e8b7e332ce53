//! Points in Parquet files: row groups counted at the same time, or rows copied with columns added.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use rayon::prelude::*;

use super::count::Totals;
use super::rejects::RejectedRows;
use super::{Finder, Points};
use crate::cli::output;
use crate::cli::session::Session;
use crate::error::{Error, ErrorKind, Result};
use crate::io::atomic::AtomicFile;
use crate::io::manifest::InputFile;
use crate::io::parquet::{PointColumnsFile, PointRows};
use crate::quantity::LonLat;

/// Points that a thread takes at a time.
const SHARE: usize = 4096;

/// Counts points by what is found for them, reading nothing but the columns it takes.
pub(super) fn count<F: Finder>(points: &Points<'_>, session: &mut Session, finder: &F, sums: &[String]) -> Result<()> {
    let file = PointColumnsFile::open(Path::new(points.file), &points.columns, sums)?;
    finder.prepare();
    let progress = session.progress().steps(file.rows() as usize);
    let count_group = |group: usize| -> Result<(Totals, RejectedRows)> {
        let (mut totals, mut rejected) = (Totals::new(finder.groups(), sums.len()), RejectedRows::default());
        file.read_row_group(group, |block| {
            let positions: Vec<Option<LonLat>> =
                block[0].iter().zip(&block[1]).map(|(&lon, &lat)| rejected.checked([lon, lat])).collect();
            let answers = points.find(finder, &positions);
            for (row, answer) in answers.into_iter().enumerate().filter(|(row, _)| positions[*row].is_some()) {
                totals.add(finder.group(answer), block[2..].iter().map(|column| column[row]));
            }
            progress.inc(positions.len() as u64);
            Ok(())
        })?;
        Ok((totals, rejected))
    };
    let groups: Result<Vec<_>> = (0..file.row_groups()).into_par_iter().map(count_group).collect();
    progress.finish_and_clear();
    let (mut totals, mut rejected) = (Totals::new(finder.groups(), sums.len()), RejectedRows::default());
    for (counted, of_group) in groups? {
        totals.merge(&counted);
        rejected.append(of_group);
    }
    rejected.finish(session, points.file, points.rejects)?;
    add_input(points, session)?;
    totals.write(points, session, finder, sums)
}

/// Copies rows with what was found appended.
pub(super) fn rows<F: Finder>(points: &Points<'_>, session: &mut Session, finder: &F) -> Result<()> {
    let path = points.out.filter(|path| super::is_parquet(path)).ok_or_else(|| {
        Error::bad_request("points of a Parquet file are written as Parquet: give --out FILE.parquet, or --count")
    })?;
    let could_not =
        |reason: String| Error::new(ErrorKind::CouldNotWrite, format!("cannot write {}: {reason}", path.display()));
    let mut input = PointRows::open(Path::new(points.file), &points.columns)?;
    finder.prepare();
    let mut writer = input.writer(AtomicFile::create(path)?, F::COLUMNS).map_err(could_not)?;
    let mut rejected = RejectedRows::default();
    let progress = session.progress().bytes(None);
    while let Some(batch) = input.next_batch()? {
        let positions: Vec<Option<LonLat>> = batch.positions.iter().map(|&position| rejected.checked(position)).collect();
        let answers: Vec<F::Answer> =
            positions.par_chunks(SHARE).flat_map_iter(|positions| points.find(finder, positions)).collect();
        let keep: Vec<bool> = positions.iter().map(|position| position.is_some() || points.rejects.is_none()).collect();
        for (first, stretch) in batch.stretches(&keep) {
            let found = positions[first..].iter().zip(&answers[first..]).take(stretch.positions.len());
            let values = found.map(|(position, &answer)| finder.values(position.map(|_| answer)));
            writer.write(&stretch, values).map_err(could_not)?;
        }
        progress.inc(positions.len() as u64);
    }
    progress.finish_and_clear();
    let file = writer.finish().map_err(could_not)?;
    rejected.finish(session, points.file, points.rejects)?;
    add_input(points, session)?;
    session.gate()?;
    file.commit()?;
    output::write_manifest_beside(path, session.manifest())
}

fn add_input(points: &Points<'_>, session: &mut Session) -> Result<()> {
    let unreadable = |error| Error::unreadable(points.file, error);
    let mut file = BufReader::new(File::open(points.file).map_err(unreadable)?);
    session.add_input_file(InputFile::read(points.file, &mut file).map_err(unreadable)?);
    Ok(())
}
