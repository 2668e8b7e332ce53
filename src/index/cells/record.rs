//! What is known about a cell on the border, in one piece of memory: a question costs one jump there and reads on.
//!
//! A record is a sequence of 64-bit words, of which those that are no coordinates hold two numbers (high and low half):
//!
//! ```text
//! record = (otherwise, count of groups), group*
//! group  = (unit, count of runs << 1 | bit of the cell), run*
//! run    = (0, count of vertices << 2 | ends east << 1 | starts east), (x, y)*       coordinates as the bits of doubles
//! ```
//!
//! *Otherwise* is the answer when the place is in none of the groups' units: the unit that covers the cell, or outside. The bit of the
//! cell and the ends in the east: see [`trace`](super::trace).

use geo_types::Coord;

/// A record: the words from its beginning on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    words: &'a [u64],
}

/// A unit whose border passes through a cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group<'a> {
    pub(super) unit: u32,
    /// The bit of the cell.
    pub(super) inside: bool,
    run_count: u32,
    words: &'a [u64],
}

/// A chain of edges.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<'a> {
    pub(super) starts_east: bool,
    pub(super) ends_east: bool,
    words: &'a [u64],
}

const fn word(high: u32, low: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

const fn halves(word: u64) -> (u32, u32) {
    ((word >> 32) as u32, word as u32)
}

impl<'a> Record<'a> {
    pub(super) const fn new(words: &'a [u64]) -> Self {
        Self { words }
    }

    pub(super) fn otherwise(self) -> u32 {
        self.words.first().map_or(0, |&first| halves(first).0)
    }

    /// Whether it is whole and names units below `units` only; `otherwise` may be that number itself.
    pub(super) fn is_sound(self, units: u32) -> bool {
        let Some(&first) = self.words.first() else { return false };
        let is_whole = |group: &Group<'_>| {
            let runs = group.runs();
            let is_run =
                |run: &Run<'_>| !run.words.is_empty() && run.path().all(|coord| coord.x.is_finite() && coord.y.is_finite());
            group.unit < units && runs.filter(is_run).count() == group.run_count as usize
        };
        self.otherwise() <= units && self.groups().filter(is_whole).count() == halves(first).1 as usize
    }

    /// The units, in order.
    pub(super) fn groups(self) -> impl Iterator<Item = Group<'a>> {
        let count = self.words.first().map_or(0, |&first| halves(first).1);
        let mut rest = self.words.get(1..).unwrap_or_default();
        let mut left = count;
        std::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            let (group, behind) = Group::split(rest)?;
            rest = behind;
            Some(group)
        })
    }
}

impl<'a> Group<'a> {
    /// The group at the beginning of some words, and what is behind it.
    ///
    /// What is behind is needed only when the place is not in this unit, so a group is passed over run by run then.
    fn split(words: &'a [u64]) -> Option<(Self, &'a [u64])> {
        let (&first, rest) = words.split_first()?;
        let (unit, count_and_bit) = halves(first);
        let group = Self { unit, inside: count_and_bit & 1 == 1, run_count: count_and_bit >> 1, words: rest };
        let behind = group.runs().fold(rest, |rest, run| rest.get(1 + run.words.len()..).unwrap_or_default());
        Some((group, behind))
    }

    pub(super) fn runs(&self) -> impl Iterator<Item = Run<'a>> + use<'a> {
        let mut rest = self.words;
        (0..self.run_count).map_while(move |_| {
            let (&first, behind) = rest.split_first()?;
            let bits = halves(first).1;
            let (words, behind) = behind.split_at_checked((bits >> 2) as usize * 2)?;
            rest = behind;
            Some(Run { starts_east: bits & 1 == 1, ends_east: bits & 2 == 2, words })
        })
    }
}

impl<'a> Run<'a> {
    /// The vertices, in order.
    pub(super) fn path(&self) -> impl DoubleEndedIterator<Item = Coord<f64>> + ExactSizeIterator + use<'a> {
        self.words.chunks_exact(2).map(|pair| Coord { x: f64::from_bits(pair[0]), y: f64::from_bits(pair[1]) })
    }
}

/// Writes records one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RecordWriter {
    pub(super) words: Vec<u64>,
    record: usize,
    group: usize,
}

impl RecordWriter {
    /// Begins a record and gives its place.
    pub(super) fn begin(&mut self, otherwise: u32) -> usize {
        self.record = self.words.len();
        self.words.push(word(otherwise, 0));
        self.record
    }

    /// Adds a unit to the record.
    pub(super) fn group(&mut self, unit: u32, inside: bool) {
        self.words[self.record] += 1;
        self.group = self.words.len();
        self.words.push(word(unit, u32::from(inside)));
    }

    /// Adds a chain of edges to the unit.
    pub(super) fn run(&mut self, path: &[Coord<f64>], starts_east: bool, ends_east: bool) {
        self.words[self.group] += 2;
        let bits = u32::from(starts_east) | u32::from(ends_east) << 1;
        self.words.push(word(0, (path.len() as u32) << 2 | bits));
        self.words.extend(path.iter().flat_map(|coord| [coord.x.to_bits(), coord.y.to_bits()]));
    }
}
