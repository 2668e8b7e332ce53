//! Points counted by what is found for them, without writing them.

use std::io::Write as _;

use super::rejects::Rejects;
use super::stream::{Source, Stopped};
use super::{Finder, Points};
use crate::cli::output;
use crate::cli::session::Session;
use crate::error::Result;
use crate::finding::Finding;
use crate::io::atomic::AtomicFile;
use crate::io::points::{Numbers, PointChunk};
use crate::io::table::push_text;

/// Points, and sums of columns over them, by group.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Totals {
    sums: usize,
    /// Points of each group.
    counts: Vec<u64>,
    /// Per group and within it per column: the sum, and how many points have a value.
    columns: Vec<(f64, u64)>,
}

impl Totals {
    pub(super) fn new(groups: usize, sums: usize) -> Self {
        Self { sums, counts: vec![0; groups], columns: vec![(0.0, 0); groups * sums] }
    }

    /// Adds a point with the values of the columns; NaN is missing.
    pub(super) fn add(&mut self, group: usize, values: impl Iterator<Item = f64>) {
        self.counts[group] += 1;
        for ((sum, known), value) in self.columns[group * self.sums..(group + 1) * self.sums].iter_mut().zip(values) {
            if value.is_finite() {
                *sum += value;
                *known += 1;
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(sum, count)| *sum += count);
        for ((sum, known), (other_sum, other_known)) in self.columns.iter_mut().zip(&other.columns) {
            *sum += other_sum;
            *known += other_known;
        }
    }

    /// Points counted.
    fn points(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many points have a value in a column.
    fn known(&self, column: usize) -> u64 {
        self.columns.iter().skip(column).step_by(self.sums.max(1)).map(|(_, known)| known).sum()
    }

    /// As CSV, group by group.
    fn to_csv<F: Finder>(&self, finder: &F, sums: &[String]) -> Vec<u8> {
        let mut csv = Vec::new();
        for column in finder.group_columns() {
            push_text(&mut csv, column);
            csv.push(b',');
        }
        csv.extend_from_slice(b"count");
        for name in sums {
            for heading in [name.clone(), format!("{name}_known")] {
                csv.push(b',');
                push_text(&mut csv, &heading);
            }
        }
        csv.push(b'\n');
        for (group, &count) in self.counts.iter().enumerate() {
            if let Some(values) = finder.group_values(group, count) {
                self.push_row(&mut csv, group, &values);
            }
        }
        csv
    }

    fn push_row(&self, csv: &mut Vec<u8>, group: usize, values: &[&str]) {
        for value in values {
            push_text(csv, value);
            csv.push(b',');
        }
        let count = self.counts[group];
        csv.extend_from_slice(count.to_string().as_bytes());
        for (sum, known) in &self.columns[group * self.sums..(group + 1) * self.sums] {
            let sum = if *known > 0 { sum.to_string() } else { String::new() };
            let share = if count > 0 { (*known as f64 / count as f64).to_string() } else { String::new() };
            csv.extend_from_slice(format!(",{sum},{share}").as_bytes());
        }
        csv.push(b'\n');
    }

    /// Writes the counts.
    pub(super) fn write<F: Finder>(
        &self,
        points: &Points<'_>,
        session: &mut Session,
        finder: &F,
        sums: &[String],
    ) -> Result<()> {
        for (column, name) in sums.iter().enumerate() {
            if self.known(column) == 0 && self.points() > 0 {
                let message = format!("no point has a number in column '{name}'; its sums are empty");
                session.report([Finding::warning("sum-nothing-known", message).in_file(points.file)]);
            }
        }
        session.gate()?;
        let csv = self.to_csv(finder, sums);
        match points.out {
            None => {
                let text = String::from_utf8_lossy(&csv);
                output::text_to_stdout(&text)
            }
            Some(path) => {
                let mut file = AtomicFile::create(path)?;
                file.write_all(&csv).map_err(|error| file.error(error))?;
                file.commit()?;
                output::write_manifest_beside(path, session.manifest())
            }
        }
    }
}

/// Counts the points of a text format.
pub(super) fn stream<F: Finder>(points: &Points<'_>, session: &mut Session, finder: &F, sums: &[String]) -> Result<()> {
    let mut totals = Totals::new(finder.groups(), sums.len());
    let counted = count_rows(points, session, finder, sums, &mut totals);
    counted.or_else(|stopped| stopped.into_result(output::stdout_error))?;
    totals.write(points, session, finder, sums)
}

fn count_rows<F: Finder>(
    points: &Points<'_>,
    session: &mut Session,
    finder: &F,
    sums: &[String],
    totals: &mut Totals,
) -> Result<(), Stopped> {
    let mut source = Source::open(points, session)?;
    let numbers = source.reader.parser().numbers(sums)?;
    let mut rejects = Rejects::new(points.rejects)?;
    let work = |chunk: PointChunk| {
        let counted = count_chunk(points, &chunk, &numbers, finder);
        (chunk, counted)
    };
    source.run(finder, work, |first_row, (chunk, counted)| {
        rejects.take(session, &chunk.numbered_from(first_row))?;
        totals.merge(&counted);
        Ok(())
    })?;
    source.finish(points, session)?;
    Ok(rejects.finish(session)?)
}

/// Counts the rows of a chunk that have a position.
fn count_chunk<F: Finder>(points: &Points<'_>, chunk: &PointChunk, numbers: &Numbers, finder: &F) -> Totals {
    let positions: Vec<_> = chunk.positions().collect();
    let answers = points.find(finder, &positions);
    let mut totals = Totals::new(finder.groups(), numbers.len());
    for (row, answer) in answers.into_iter().enumerate().filter(|(row, _)| positions[*row].is_some()) {
        totals.add(finder.group(answer), numbers.of_row(chunk, row).into_iter());
    }
    totals
}
