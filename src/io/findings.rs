//! A list of findings that stays bounded whatever the input.

use std::collections::BTreeMap;

use crate::finding::{Finding, Severity};
use crate::quantity::LonLatError;

/// How many findings of one code are kept; the rest is counted. A file in which everything is wrong must not need more memory
/// for what is wrong than for what it holds.
const KEPT_PER_CODE: usize = 10_000;

/// Findings in the order in which they were made, at most [`KEPT_PER_CODE`] of each code.
#[derive(Debug, Default)]
pub(crate) struct FindingList {
    kept: Vec<Finding>,
    counts: BTreeMap<&'static str, (usize, Severity)>,
}

impl FindingList {
    /// Adds a finding.
    pub(crate) fn push(&mut self, finding: Finding) {
        let (count, severity) = self.counts.entry(finding.code()).or_insert((0, finding.severity()));
        *count += 1;
        *severity = (*severity).max(finding.severity());
        if *count <= KEPT_PER_CODE {
            self.kept.push(finding);
        }
    }

    /// Removes the findings of some codes.
    pub(crate) fn remove(&mut self, codes: &[&str]) {
        self.kept.retain(|finding| !codes.contains(&finding.code()));
        self.counts.retain(|code, _| !codes.contains(code));
    }

    /// The findings of a file, closed by one for each code of which some were not kept.
    pub(crate) fn into_vec(self, file: &str) -> Vec<Finding> {
        let more =
            self.counts.into_iter().filter(|(_, (count, _))| *count > KEPT_PER_CODE).map(|(code, (count, severity))| {
                let message = format!("{} more findings of this code", count - KEPT_PER_CODE);
                match severity {
                    Severity::Note => Finding::note(code, message),
                    Severity::Warning => Finding::warning(code, message),
                    Severity::Error => Finding::error(code, message),
                }
            });
        self.kept.into_iter().chain(more).map(|finding| finding.in_file(file)).collect()
    }
}

/// A position that is not on the globe: what it looks like, and what to do about it.
pub(crate) fn off_the_globe(error: &LonLatError) -> Finding {
    let (code, remedy) = match error {
        LonLatError::Swapped { .. } => ("axes-swapped", "swap the two numbers of each position"),
        LonLatError::Projected { .. } => (
            "projected-metres",
            "name its CRS: `ringshed convert IN OUT --from-crs EPSG:...`, or `ogr2ogr -s_srs EPSG:... -t_srs OGC:CRS84`",
        ),
        _ => ("position-out-of-range", "correct the position"),
    };
    Finding::error(code, error.to_string()).with_remedy(remedy)
}

/// `1 ring`, `2 rings`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_kept_is_counted() {
        let mut list = FindingList::default();
        (0..KEPT_PER_CODE + 5).for_each(|_| list.push(Finding::warning("many", "again")));
        list.push(Finding::note("one", "once"));
        let findings = list.into_vec("f");
        assert_eq!(findings.len(), KEPT_PER_CODE + 2);
        assert_eq!(findings.last().map(Finding::message), Some("5 more findings of this code"));
        assert!(findings.iter().all(|finding| finding.file() == Some("f")));
    }
}
