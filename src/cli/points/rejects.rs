//! Rows without a usable position: told one by one up to a limit, or written to a file of their own.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use crate::cli::output;
use crate::cli::session::Session;
use crate::error::Result;
use crate::finding::{Finding, Severity};
use crate::io::atomic::AtomicFile;
use crate::io::counted;
use crate::io::points::PointChunk;
use crate::io::table::push_text;
#[cfg(feature = "parquet")]
use crate::quantity::LonLat;

/// Findings of one kind that are told; the others are counted.
const MOST_TOLD: usize = 100;

/// Takes the findings about rows as they come.
pub(super) struct Rejects {
    file: Option<(PathBuf, AtomicFile)>,
    rows: usize,
    worst: Option<Severity>,
    told: BTreeMap<&'static str, (usize, Severity)>,
}

impl Rejects {
    /// # Errors
    /// Could not write.
    pub(super) fn new(path: Option<&PathBuf>) -> Result<Self> {
        let file = match path {
            None => None,
            Some(path) => {
                let mut file = AtomicFile::create(path)?;
                file.write_all(b"row,reason,text\n").map_err(|error| file.error(error))?;
                Some((path.clone(), file))
            }
        };
        Ok(Self { file, rows: 0, worst: None, told: BTreeMap::new() })
    }

    /// Whether rows without a position go to a file and not to the output.
    pub(super) fn are_kept_apart(&self) -> bool {
        self.file.is_some()
    }

    /// Takes what is wrong with the rows of a chunk.
    ///
    /// # Errors
    /// Could not write.
    pub(super) fn take(&mut self, session: &mut Session, chunk: &PointChunk) -> Result<()> {
        let mut last = None;
        for (row, finding) in chunk.findings_by_row() {
            let is_rejected = chunk.position(row).is_none();
            match &mut self.file {
                Some((_, file)) if is_rejected => {
                    self.worst = self.worst.max(Some(finding.severity()));
                    if last.replace(row) != Some(row) {
                        self.rows += 1;
                        let line = rejected(chunk.first_row() + row, finding, chunk.text(row));
                        file.write_all(&line).map_err(|error| file.error(error))?;
                    }
                }
                _ => self.tell(session, finding),
            }
        }
        Ok(())
    }

    fn tell(&mut self, session: &mut Session, finding: &Finding) {
        let (count, severity) = self.told.entry(finding.code()).or_insert((0, finding.severity()));
        *count += 1;
        *severity = (*severity).max(finding.severity());
        if *count <= MOST_TOLD {
            session.report([finding.clone()]);
        }
    }

    /// Says what was not told one by one, and completes the file.
    ///
    /// # Errors
    /// Could not write.
    pub(super) fn finish(self, session: &mut Session) -> Result<()> {
        for (code, (count, severity)) in &self.told {
            if *count > MOST_TOLD {
                let message = format!("{} more rows like these ({code}); --rejects FILE lists them all", count - MOST_TOLD);
                session.report([of_severity(*severity, "more-findings", message)]);
            }
        }
        let Some((path, file)) = self.file else { return Ok(()) };
        if let Some(severity) = self.worst {
            let message =
                format!("{} without a usable position left out, written to {}", counted(self.rows, "row"), path.display());
            session.report([of_severity(severity, "rows-rejected", message)]);
        }
        file.commit()?;
        output::write_manifest_beside(&path, session.manifest())
    }
}

/// Rows without a usable position of a file that has no text of its own.
#[cfg(feature = "parquet")]
#[derive(Debug, Default)]
pub(super) struct RejectedRows {
    read: usize,
    /// Row, from 0, and what stood there.
    rows: Vec<(usize, [f64; 2])>,
}

#[cfg(feature = "parquet")]
impl RejectedRows {
    /// The position of the next row, if it is one.
    pub(super) fn checked(&mut self, [lon, lat]: [f64; 2]) -> Option<LonLat> {
        let row = self.read;
        self.read += 1;
        let point = LonLat::new(lon, lat).ok();
        if point.is_none() {
            self.rows.push((row, [lon, lat]));
        }
        point
    }

    /// Adds the rows that come after these.
    pub(super) fn append(&mut self, other: Self) {
        self.rows.extend(other.rows.into_iter().map(|(row, position)| (self.read + row, position)));
        self.read += other.read;
    }

    /// Says how many rows there are, and writes them to a file when one is given.
    ///
    /// # Errors
    /// Could not write.
    pub(super) fn finish(self, session: &mut Session, points: &str, path: Option<&PathBuf>) -> Result<()> {
        if let Some(path) = path {
            let mut file = AtomicFile::create(path)?;
            let mut lines = b"row,reason,text\n".to_vec();
            for &(row, [lon, lat]) in &self.rows {
                lines.extend_from_slice(format!("{},", row + 1).as_bytes());
                push_text(&mut lines, &reason(lon, lat));
                lines.push(b',');
                push_text(&mut lines, &format!("{lon},{lat}"));
                lines.push(b'\n');
            }
            file.write_all(&lines).map_err(|error| file.error(error))?;
            file.commit()?;
            output::write_manifest_beside(path, session.manifest())?;
        }
        if let Some(&(row, [lon, lat])) = self.rows.first() {
            let message = format!(
                "{} without a usable position, the first of them row {}: {}",
                counted(self.rows.len(), "row"),
                row + 1,
                reason(lon, lat)
            );
            let is_missing = |&(_, [lon, lat]): &(usize, [f64; 2])| lon.is_nan() || lat.is_nan();
            let severity = if self.rows.iter().all(is_missing) { Severity::Warning } else { Severity::Error };
            session.report([of_severity(severity, "rows-rejected", message).in_file(points)]);
        }
        Ok(())
    }
}

#[cfg(feature = "parquet")]
fn reason(lon: f64, lat: f64) -> String {
    if lon.is_nan() || lat.is_nan() {
        return "longitude or latitude is missing".to_string();
    }
    LonLat::new(lon, lat).err().map(|error| error.to_string()).unwrap_or_default()
}

fn of_severity(severity: Severity, code: &'static str, message: String) -> Finding {
    match severity {
        Severity::Error => Finding::error(code, message),
        Severity::Warning => Finding::warning(code, message),
        Severity::Note => Finding::note(code, message),
    }
}

fn rejected(row: usize, finding: &Finding, text: &[u8]) -> Vec<u8> {
    let mut line = row.to_string().into_bytes();
    line.push(b',');
    push_text(&mut line, finding.message());
    line.push(b',');
    let text = String::from_utf8_lossy(text);
    push_text(&mut line, text.trim().trim_start_matches(',').trim_start());
    line.push(b'\n');
    line
}
