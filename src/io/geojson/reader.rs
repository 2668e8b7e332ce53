//! What reading one GeoJSON object needs: the scanner, the findings so far, and what is counted over the whole file.

use crate::finding::Finding;
use crate::io::json::{JsonError, Scanner};
use crate::io::{Numbers, counted};

pub(super) type Result<T> = std::result::Result<T, JsonError>;

/// Decimals of a coordinate that mean something: the seventh is a centimetre.
pub(super) const USEFUL_DECIMALS: usize = 7;

/// Reads objects from a text and collects what is wrong with them.
pub(super) struct Reader<'a> {
    pub(super) scanner: Scanner<'a>,
    /// How many bytes of the input come before the text.
    before: u64,
    /// What is wrong with the object that is being read.
    pub(super) findings: Vec<Finding>,
    pub(super) counts: Counts,
    /// What the coordinates may be.
    pub(super) numbers: Numbers,
    /// The reference system that a file in other numbers than degrees names.
    pub(super) named_crs: Option<String>,
}

/// What is told once for the whole file instead of for each feature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Positions with a third number.
    pub(super) heights: usize,
    /// Positions with more than [`USEFUL_DECIMALS`] decimals.
    pub(super) overprecise: usize,
    /// The most decimals of a coordinate.
    pub(super) most_decimals: usize,
}

impl<'a> Reader<'a> {
    /// A reader of a text that `before` bytes of the input precede.
    pub(super) fn new(text: &'a str, before: u64) -> Self {
        Self {
            scanner: Scanner::new(text),
            before,
            findings: Vec::new(),
            counts: Counts::default(),
            numbers: Numbers::Degrees,
            named_crs: None,
        }
    }

    /// Adds a finding about what stands at an offset of the text.
    pub(super) fn report(&mut self, finding: Finding, offset: usize) {
        self.findings.push(finding.at_byte(self.in_input(offset)));
    }

    /// The offset in the input of an offset in the text.
    pub(super) fn in_input(&self, offset: usize) -> u64 {
        self.before + offset as u64
    }
}

impl Counts {
    /// Adds what was counted in another part of the file.
    pub(super) fn add(&mut self, other: Self) {
        self.heights += other.heights;
        self.overprecise += other.overprecise;
        self.most_decimals = self.most_decimals.max(other.most_decimals);
    }

    /// The findings about the whole file.
    pub(super) fn findings(self) -> Vec<Finding> {
        let heights = (self.heights > 0).then(|| {
            let positions = counted(self.heights, "position");
            Finding::note("heights-ignored", format!("{positions} with a height (a third number), which is not read"))
        });
        let overprecise = (self.overprecise > 0).then(|| {
            let positions = counted(self.overprecise, "position");
            let most = self.most_decimals;
            let message =
                format!("{positions} with more than {USEFUL_DECIMALS} decimals (up to {most}); the seventh is a centimetre");
            Finding::note("precision-excessive", message)
        });
        heights.into_iter().chain(overprecise).collect()
    }
}
