//! Points in Parquet files: row groups counted at the same time, or rows copied with columns added.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use rayon::prelude::*;

use super::count::Totals;
use super::places::{Answer, Places};
use super::rejects::RejectedRows;
use super::{ADDED, LocateArgs};
use crate::cli::output;
use crate::cli::session::Session;
use crate::error::{Error, ErrorKind, Result};
use crate::io::atomic::AtomicFile;
use crate::io::manifest::InputFile;
use crate::io::parquet::{PointColumnsFile, PointRows};
use crate::quantity::LonLat;

/// Points that a thread takes at a time.
const SHARE: usize = 4096;

/// Counts points by unit, reading nothing but the columns it takes.
pub(super) fn count(args: &LocateArgs, session: &mut Session, places: &Places<'_>) -> Result<()> {
    let file = PointColumnsFile::open(Path::new(&args.points), &args.columns.columns(), &args.sum)?;
    places.prepare();
    let progress = session.progress().steps(file.rows() as usize);
    let count_group = |group: usize| -> Result<(Totals, RejectedRows)> {
        let (mut totals, mut rejected) = (Totals::new(places, args.sum.len()), RejectedRows::default());
        file.read_row_group(group, |block| {
            let points: Vec<Option<LonLat>> =
                block[0].iter().zip(&block[1]).map(|(&lon, &lat)| rejected.checked([lon, lat])).collect();
            for (row, answer) in places.find(&points).into_iter().enumerate().filter(|(row, _)| points[*row].is_some()) {
                totals.add(answer, block[2..].iter().map(|column| column[row]));
            }
            progress.inc(points.len() as u64);
            Ok(())
        })?;
        Ok((totals, rejected))
    };
    let groups: Result<Vec<_>> = (0..file.row_groups()).into_par_iter().map(count_group).collect();
    progress.finish_and_clear();
    let (mut totals, mut rejected) = (Totals::new(places, args.sum.len()), RejectedRows::default());
    for (counted, of_group) in groups? {
        totals.merge(&counted);
        rejected.append(of_group);
    }
    rejected.finish(session, &args.points, args.rejects.as_ref())?;
    add_input(args, session)?;
    totals.write(args, session, places)
}

/// Copies rows with what was found appended.
pub(super) fn rows(args: &LocateArgs, session: &mut Session, places: &Places<'_>) -> Result<()> {
    let path = args.out.as_deref().filter(|path| super::is_parquet(&path.to_string_lossy())).ok_or_else(|| {
        Error::bad_request("points of a Parquet file are written as Parquet: give --out FILE.parquet, or --count")
    })?;
    let could_not =
        |reason: String| Error::new(ErrorKind::CouldNotWrite, format!("cannot write {}: {reason}", path.display()));
    let mut input = PointRows::open(Path::new(&args.points), &args.columns.columns())?;
    places.prepare();
    let mut writer = input.writer(AtomicFile::create(path)?, ADDED).map_err(could_not)?;
    let mut rejected = RejectedRows::default();
    let progress = session.progress().bytes(None);
    while let Some(batch) = input.next_batch()? {
        let points: Vec<Option<LonLat>> = batch.positions.iter().map(|&position| rejected.checked(position)).collect();
        let answers: Vec<Answer> = points.par_chunks(SHARE).flat_map_iter(|points| places.find(points)).collect();
        let keep: Vec<bool> = points.iter().map(|point| point.is_some() || args.rejects.is_none()).collect();
        for (first, stretch) in batch.stretches(&keep) {
            let values = answers[first..].iter().take(stretch.positions.len()).map(|&answer| places.values(answer));
            writer.write(&stretch, values).map_err(could_not)?;
        }
        progress.inc(points.len() as u64);
    }
    progress.finish_and_clear();
    let file = writer.finish().map_err(could_not)?;
    rejected.finish(session, &args.points, args.rejects.as_ref())?;
    add_input(args, session)?;
    session.gate()?;
    file.commit()?;
    output::write_manifest_beside(path, session.manifest())
}

fn add_input(args: &LocateArgs, session: &mut Session) -> Result<()> {
    let unreadable = |error| Error::unreadable(&args.points, error);
    let mut file = BufReader::new(File::open(&args.points).map_err(unreadable)?);
    session.add_input_file(InputFile::read(&args.points, &mut file).map_err(unreadable)?);
    Ok(())
}
