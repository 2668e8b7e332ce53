//! Records and fields of RFC 4180 text in a byte buffer.
//!
//! How a record is found: `memchr` jumps from line end to quote to line end. A quote opens a quoted field only at the
//! beginning of a field (as in the `csv` crate), so that `5" pipe` swallows nothing; within one, line ends do not count.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2_iter};

/// A quoted field longer than this is taken for a quote that was never closed.
const LONGEST_QUOTED: usize = 1 << 20;

/// A record in a buffer: its content is `start..end`, the next one begins at `next`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) next: usize,
}

/// What [`record_end`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordEnd {
    /// A whole record.
    Whole(Record),
    /// A line with a quote that is never closed; the record is that line.
    OpenQuote(Record),
    /// The buffer ends within the record.
    More,
    /// There is no further record.
    Finished,
}

/// Whether a buffer holds all that is left of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Buffered {
    Partly,
    ToTheEnd,
}

/// Finds the record that begins at `start`. Blank lines before it are passed over.
pub(crate) fn record_end(buffer: &[u8], start: usize, delimiter: u8, buffered: Buffered) -> RecordEnd {
    let blank = buffer[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let start = start + blank;
    if start == buffer.len() {
        return if buffered == Buffered::ToTheEnd { RecordEnd::Finished } else { RecordEnd::More };
    }
    let mut quote = Quote::Outside;
    for found in memchr2_iter(b'\n', b'"', &buffer[start..]).map(|distance| start + distance) {
        match (buffer[found], quote) {
            (b'\n', Quote::Inside) => {}
            (b'\n', _) => {
                return RecordEnd::Whole(Record { start, end: without_return(buffer, start, found), next: found + 1 });
            }
            (_, Quote::Inside) => quote = Quote::ClosedAt(found),
            (_, Quote::ClosedAt(before)) if before + 1 == found => quote = Quote::Inside,
            _ if found == start || buffer[found - 1] == delimiter => quote = Quote::Inside,
            _ => {}
        }
    }
    let is_open = quote == Quote::Inside;
    match buffered {
        Buffered::Partly if !is_open || buffer.len() - start <= LONGEST_QUOTED => RecordEnd::More,
        _ if is_open => RecordEnd::OpenQuote(first_line(buffer, start)),
        _ => RecordEnd::Whole(Record { start, end: without_return(buffer, start, buffer.len()), next: buffer.len() }),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    Outside,
    Inside,
    ClosedAt(usize),
}

fn first_line(buffer: &[u8], start: usize) -> Record {
    match memchr(b'\n', &buffer[start..]) {
        Some(distance) => Record { start, end: without_return(buffer, start, start + distance), next: start + distance + 1 },
        None => Record { start, end: buffer.len(), next: buffer.len() },
    }
}

fn without_return(buffer: &[u8], start: usize, end: usize) -> usize {
    if end > start && buffer[end - 1] == b'\r' { end - 1 } else { end }
}

/// The fields of a record, in order, as they stand (with their quotes).
pub(crate) struct Fields<'a> {
    rest: Option<&'a [u8]>,
    delimiter: u8,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(record: &'a [u8], delimiter: u8) -> Self {
        Self { rest: Some(record), delimiter }
    }

    /// How many fields there are.
    pub(crate) fn count_in(record: &[u8], delimiter: u8) -> usize {
        match memchr(b'"', record) {
            None => memchr_iter(delimiter, record).count() + 1,
            Some(_) => Fields::of(record, delimiter).count(),
        }
    }

    /// The value of a field: without quotes, doubled quotes single.
    pub(crate) fn value(field: &[u8]) -> Cow<'_, str> {
        let text = String::from_utf8_lossy(field);
        let inner = text.strip_prefix('"').map(|rest| rest.strip_suffix('"').unwrap_or(rest));
        match inner {
            Some(inner) => Cow::Owned(inner.replace("\"\"", "\"")),
            None => text,
        }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let quoted = if rest.first() == Some(&b'"') { closing_quote(rest) } else { 0 };
        match memchr(self.delimiter, &rest[quoted..]) {
            Some(distance) => {
                self.rest = Some(&rest[quoted + distance + 1..]);
                Some(&rest[..quoted + distance])
            }
            None => {
                self.rest = None;
                Some(rest)
            }
        }
    }
}

/// Where the quoted field at the beginning ends.
fn closing_quote(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(distance) = memchr(b'"', &text[at..]) {
        at += distance + 1;
        if text.get(at) != Some(&b'"') {
            return at;
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(text: &str) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        let mut at = 0;
        while let RecordEnd::Whole(record) | RecordEnd::OpenQuote(record) =
            record_end(text.as_bytes(), at, b',', Buffered::ToTheEnd)
        {
            let content = &text.as_bytes()[record.start..record.end];
            found.push(Fields::of(content, b',').map(|field| Fields::value(field).into_owned()).collect());
            at = record.next;
        }
        found
    }

    #[test]
    fn quotes_line_ends_and_blank_lines() {
        assert_eq!(records("a,b\r\n\r\n\"x,\n\"\"y\"\"\",2"), [["a", "b"], ["x,\n\"y\"", "2"]]);
        assert_eq!(records("5\" pipe,1\n2,3\n"), [["5\" pipe", "1"], ["2", "3"]]);
        assert_eq!(records(",\n"), [["", ""]]);
    }

    #[test]
    fn an_open_quote_costs_one_line() {
        let text = b"\"open,1\n2,3\n";
        assert_eq!(record_end(text, 0, b',', Buffered::Partly), RecordEnd::More);
        let record = Record { start: 0, end: 7, next: 8 };
        assert_eq!(record_end(text, 0, b',', Buffered::ToTheEnd), RecordEnd::OpenQuote(record));
    }

    #[test]
    fn a_partial_buffer_asks_for_more() {
        assert_eq!(record_end(b"1,2", 0, b',', Buffered::Partly), RecordEnd::More);
        assert_eq!(record_end(b"\n\n", 0, b',', Buffered::Partly), RecordEnd::More);
        assert_eq!(record_end(b"\n\n", 0, b',', Buffered::ToTheEnd), RecordEnd::Finished);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, rng_seed: proptest::test_runner::RngSeed::Fixed(3), ..ProptestConfig::default() })]

        #[test]
        fn what_the_csv_crate_writes_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a\",\n\r 北]{0,6}", 2..4), 1..5)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("written");
            }
            let text = String::from_utf8(writer.into_inner().expect("flushed")).expect("UTF-8");
            prop_assert_eq!(records(&text), rows.clone());
            let counts: Vec<usize> = rows.iter().map(Vec::len).collect();
            let first = record_end(text.as_bytes(), 0, b',', Buffered::ToTheEnd);
            let RecordEnd::Whole(record) = first else { panic!("a record") };
            prop_assert_eq!(Fields::count_in(&text.as_bytes()[record.start..record.end], b','), counts[0]);
        }
    }
}
