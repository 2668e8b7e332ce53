//! Points counted by unit, without writing them.

use std::io::Write as _;

use super::LocateArgs;
use super::places::{Answer, Places};
use super::rejects::Rejects;
use super::stream::{Source, Stopped};
use crate::cli::output;
use crate::cli::session::Session;
use crate::error::Result;
use crate::finding::Finding;
use crate::io::atomic::AtomicFile;
use crate::io::points::{Numbers, PointChunk};
use crate::io::table::push_text;

/// Points, and sums of columns over them, by unit and ring.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Totals {
    rings: usize,
    sums: usize,
    /// Per unit (the last is outside) and within it per ring (the last is none): points.
    counts: Vec<u64>,
    /// The same and within it per column: the sum, and how many points have a value.
    columns: Vec<(f64, u64)>,
}

impl Totals {
    pub(super) fn new(places: &Places<'_>, sums: usize) -> Self {
        let rings = places.rings.len();
        let slots = (places.units.len() + 1) * (rings + 1);
        Self { rings, sums, counts: vec![0; slots], columns: vec![(0.0, 0); slots * sums] }
    }

    /// Adds a point with the values of the columns; NaN is missing.
    pub(super) fn add(&mut self, answer: Answer, values: impl Iterator<Item = f64>) {
        let units = self.counts.len() / (self.rings + 1) - 1;
        let unit = answer.unit.map_or(units, |unit| unit as usize);
        let slot = unit * (self.rings + 1) + answer.ring.map_or(self.rings, |ring| ring as usize);
        self.counts[slot] += 1;
        for ((sum, known), value) in self.columns[slot * self.sums..(slot + 1) * self.sums].iter_mut().zip(values) {
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

    /// As CSV: every unit, then outside; with a scheme, the rings of each that have points.
    fn to_csv(&self, places: &Places<'_>, sums: &[String]) -> Vec<u8> {
        let mut csv = b"unit_code,unit_name".to_vec();
        if self.rings > 0 {
            csv.extend_from_slice(b",ring");
        }
        csv.extend_from_slice(b",count");
        for name in sums {
            for heading in [name.clone(), format!("{name}_known")] {
                csv.push(b',');
                push_text(&mut csv, &heading);
            }
        }
        csv.push(b'\n');
        for slot in 0..self.counts.len() {
            let (unit, ring) = (slot / (self.rings + 1), slot % (self.rings + 1));
            if self.rings == 0 || self.counts[slot] > 0 {
                self.push_row(&mut csv, slot, places.units.get(unit), places.rings.get(ring));
            }
        }
        csv
    }

    fn push_row(&self, csv: &mut Vec<u8>, slot: usize, unit: Option<&(String, String)>, ring: Option<&String>) {
        let (code, name) = unit.map_or(("", "(outside)"), |(code, name)| (code.as_str(), name.as_str()));
        push_text(csv, code);
        csv.push(b',');
        push_text(csv, name);
        if self.rings > 0 {
            csv.push(b',');
            push_text(csv, ring.map_or("", String::as_str));
        }
        let count = self.counts[slot];
        csv.extend_from_slice(format!(",{count}").as_bytes());
        for (sum, known) in &self.columns[slot * self.sums..(slot + 1) * self.sums] {
            let sum = if *known > 0 { sum.to_string() } else { String::new() };
            let share = if count > 0 { (*known as f64 / count as f64).to_string() } else { String::new() };
            csv.extend_from_slice(format!(",{sum},{share}").as_bytes());
        }
        csv.push(b'\n');
    }

    /// Writes the counts.
    pub(super) fn write(&self, args: &LocateArgs, session: &mut Session, places: &Places<'_>) -> Result<()> {
        for (column, name) in args.sum.iter().enumerate() {
            if self.known(column) == 0 && self.points() > 0 {
                let message = format!("no point has a number in column '{name}'; its sums are empty");
                session.report([Finding::warning("sum-nothing-known", message).in_file(&args.points)]);
            }
        }
        session.gate()?;
        let csv = self.to_csv(places, &args.sum);
        match &args.out {
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
pub(super) fn stream(args: &LocateArgs, session: &mut Session, places: &Places<'_>) -> Result<()> {
    let mut totals = Totals::new(places, args.sum.len());
    let counted = count_rows(args, session, places, &mut totals);
    counted.or_else(|stopped| stopped.into_result(output::stdout_error))?;
    totals.write(args, session, places)
}

fn count_rows(args: &LocateArgs, session: &mut Session, places: &Places<'_>, totals: &mut Totals) -> Result<(), Stopped> {
    let mut source = Source::open(args, session)?;
    let numbers = source.reader.parser().numbers(&args.sum)?;
    let mut rejects = Rejects::new(args.rejects.as_ref())?;
    let work = |chunk: PointChunk| {
        let counted = count_chunk(&chunk, &numbers, places);
        (chunk, counted)
    };
    source.run(places, work, |first_row, (chunk, counted)| {
        rejects.take(session, &chunk.numbered_from(first_row))?;
        totals.merge(&counted);
        Ok(())
    })?;
    source.finish(args, session)?;
    Ok(rejects.finish(session)?)
}

/// Counts the rows of a chunk that have a position.
fn count_chunk(chunk: &PointChunk, numbers: &Numbers, places: &Places<'_>) -> Totals {
    let points: Vec<_> = chunk.positions().collect();
    let answers = places.find(&points);
    let mut totals = Totals::new(places, numbers.len());
    for (row, answer) in answers.into_iter().enumerate().filter(|(row, _)| points[*row].is_some()) {
        totals.add(answer, numbers.of_row(chunk, row).into_iter());
    }
    totals
}
