//! Assignment tables: a plan as rows of unit and ring, to load what was drawn elsewhere and to hand on what was made here.
//!
//! A CSV file with a header. Names of columns whatever their case:
//!
//! | column | holds |
//! |---|---|
//! | `code` (also `adcode`, `unit_code`, `unit`) | code or name of a unit |
//! | `ring` (also `ring_id`) | identifier of its ring; a row without one is left out |
//! | `ring_index` | the place of the ring, 0 for the core; without it rings stand in order of first appearance |
//! | `ring_name` | the ring's name for people |
//!
//! Other columns are ignored. The table is read as a scheme with listed members, whose places are those of the table's cells: unknown
//! and duplicate codes are reported with row and column, as in any scheme.

use std::collections::HashMap;
use std::ops::Range;

use crate::atlas::Atlas;

use super::diagnostic::{Diagnostic, SchemeSource};
use super::plan::Plan;
use super::raw::{Heading, RawRing, RawScheme};
use super::span::{Span, Spanned};
use super::suggest::suggestion;
use super::syntax::SchemeFile;

const CODE: [&str; 5] = ["code", "adcode", "unit_code", "unit", "geoid"];
const RING: [&str; 2] = ["ring", "ring_id"];
const INDEX: [&str; 1] = ["ring_index"];
const NAME: [&str; 1] = ["ring_name"];

/// A row of an assignment table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The code of the unit.
    pub code: String,
    /// Its label.
    pub name: String,
    /// The identifier of its ring.
    pub ring: String,
    /// The place of the ring, 0 for the core.
    pub ring_index: usize,
    /// The ring's name for people.
    pub ring_name: String,
}

impl Plan {
    /// The plan as an assignment: one row for every unit that a member consists of, by ring, then in the order of the members. Reading
    /// it back gives every unit the same ring; what is carved out of a unit stands in a row of its own.
    pub fn assignment(&self, atlas: &Atlas) -> Vec<Assignment> {
        let row = |unit: crate::atlas::UnitId, member: &super::plan::Member| {
            let ring = self.ring(member.ring());
            Assignment {
                code: atlas.unit(unit).code().to_string(),
                name: atlas.unit(unit).label().to_string(),
                ring: ring.id().to_string(),
                ring_index: member.ring().index(),
                ring_name: ring.name().to_string(),
            }
        };
        let members = self.ring_indices().flat_map(|ring| self.members_of(ring));
        members.flat_map(|(_, member)| member.area().parts().iter().map(move |&unit| row(unit, member))).collect()
    }
}

impl SchemeFile {
    /// Reads an assignment table. `name` is what messages call it (mostly the file name); the scheme is called after it.
    ///
    /// # Examples
    /// ```
    /// use ringshed::{Atlas, scheme::SchemeFile};
    /// let atlas = Atlas::embedded();
    /// let table = "code,ring\n110000,core\n120000,first\n130200,first\n";
    /// let plan = SchemeFile::read_assignment("drawn.csv", table).resolve(&atlas)?.plan(&atlas);
    /// assert_eq!((plan.id(), plan.rings().len(), plan.members().len()), ("drawn", 2, 3));
    /// let again: Vec<String> = plan.assignment(&atlas).iter().map(|row| format!("{},{}", row.code, row.ring)).collect();
    /// assert_eq!(again, ["110000,core", "120000,first", "130200,first"]);
    /// let wrong = SchemeFile::read_assignment("t.csv", "code,ring\n13020,first\n").resolve(&atlas).expect_err("no such code");
    /// assert!(wrong.to_string().starts_with("error[unknown-unit]: t.csv:2:1: no unit is called '13020'"), "{wrong}");
    /// # Ok::<(), ringshed::scheme::SchemeDiagnostics>(())
    /// ```
    pub fn read_assignment(name: &str, text: &str) -> Self {
        let source = SchemeSource::new(name, text);
        let mut diagnostics = Vec::new();
        let raw = Table::read(source.text(), &mut diagnostics).map(|table| table.scheme(name, &mut diagnostics));
        Self::of_parts(source, raw.unwrap_or_default(), diagnostics)
    }
}

/// The rows that have a ring, with the places of their cells.
struct Table {
    rows: Vec<Row>,
    header: Span,
}

struct Row {
    code: Spanned<String>,
    ring: Spanned<String>,
    index: Option<Spanned<String>>,
    name: Option<Spanned<String>>,
}

struct Columns {
    code: usize,
    ring: usize,
    index: Option<usize>,
    name: Option<usize>,
}

impl Columns {
    fn of(header: &[Spanned<String>], place: Span, sink: &mut Vec<Diagnostic>) -> Option<Self> {
        let find = |usual: &[&str]| {
            let is_usual = |cell: &Spanned<String>| usual.iter().any(|name| cell.value.eq_ignore_ascii_case(name));
            header.iter().position(is_usual)
        };
        let mut need = |usual: &[&'static str]| {
            let found = find(usual);
            if found.is_none() {
                let message = format!("the assignment table has no column '{}'", usual[0]);
                let there: Vec<&str> = header.iter().map(|cell| cell.value.as_str()).collect();
                let help = suggestion(usual[0], &there, "it needs the columns code and ring; it has");
                sink.push(Diagnostic::error("missing-column", place, message).with_help(help));
            }
            found
        };
        let (code, ring) = (need(&CODE), need(&RING));
        Some(Self { code: code?, ring: ring?, index: find(&INDEX), name: find(&NAME) })
    }
}

impl Table {
    fn read(text: &str, sink: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut records = records(text, sink).into_iter();
        let Some(header) = records.next() else {
            let problem = Diagnostic::error("missing-column", Span::default(), "the assignment table is empty");
            sink.push(problem.with_help("it needs a header with the columns code and ring"));
            return None;
        };
        let place = line_of(&header);
        let columns = Columns::of(&header, place, sink)?;
        let mut rows = Vec::new();
        for record in records {
            rows.extend(row(&columns, &record, sink));
        }
        Some(Self { rows, header: place })
    }

    /// The table as a scheme: rings in their order, each with its units as members.
    fn scheme(self, name: &str, sink: &mut Vec<Diagnostic>) -> RawScheme {
        let mut rings: Vec<(RawRing, Option<i64>)> = Vec::new();
        let mut number_of: HashMap<String, usize> = HashMap::new();
        for row in self.rows {
            let next = rings.len();
            let number = *number_of.entry(row.ring.value.clone()).or_insert(next);
            let index = row.index.as_ref().and_then(|cell| ring_index(cell, sink));
            if number == next {
                rings.push((new_ring(&row), index));
            }
            let (ring, known) = &mut rings[number];
            ring.members.push(row.code);
            match (*known, index) {
                (Some(known), Some(other)) if known != other => {
                    let message = format!("ring '{}' has the index {other} here and {known} before", ring.id.value);
                    let span = row.index.as_ref().map_or(row.ring.span, |cell| cell.span);
                    sink.push(Diagnostic::error("different-index", span, message).with_help("give every ring one index"));
                }
                (None, index) => *known = index,
                _ => {}
            }
        }
        if rings.is_empty() {
            let problem = Diagnostic::error("no-ring", self.header, "no row of the table has a ring");
            sink.push(problem.with_help("write the ring of each unit into the column ring"));
        }
        // Rings without an index stay behind those with one, in order of appearance.
        rings.sort_by_key(|(_, index)| index.unwrap_or(i64::MAX));
        let id = identifier(name);
        RawScheme {
            name: Spanned::from(id.clone()),
            id: Spanned::from(id),
            rings: rings.into_iter().map(|(ring, _)| ring).collect(),
            ..RawScheme::default()
        }
    }
}

/// A row, when it has a ring and a code.
fn row(columns: &Columns, record: &[Spanned<String>], sink: &mut Vec<Diagnostic>) -> Option<Row> {
    let cell = |column: usize| record.get(column).filter(|cell| !cell.value.is_empty()).cloned();
    let ring = cell(columns.ring)?;
    let Some(code) = cell(columns.code) else {
        let problem = Diagnostic::error("missing-code", ring.span, format!("a row of ring '{}' has no code", ring.value));
        sink.push(problem.with_help("give the code of a unit, or remove the row"));
        return None;
    };
    Some(Row { code, ring, index: columns.index.and_then(cell), name: columns.name.and_then(cell) })
}

fn new_ring(row: &Row) -> RawRing {
    let id = plain(&row.ring.value);
    let name = row.name.clone().or_else(|| (id != row.ring.value).then(|| row.ring.clone()));
    RawRing { id: Spanned { value: id, span: row.ring.span }, name, heading: Heading(row.ring.span), ..RawRing::default() }
}

fn ring_index(cell: &Spanned<String>, sink: &mut Vec<Diagnostic>) -> Option<i64> {
    let index = cell.value.parse().ok();
    if index.is_none() {
        let problem =
            Diagnostic::error("wrong-type", cell.span, format!("the ring_index '{}' is no whole number", cell.value));
        sink.push(problem.with_help("0 is the core, 1 the first ring"));
    }
    index
}

/// The name of a file without folder and extension, as an identifier.
fn identifier(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let id = plain(stem);
    if id.is_empty() { "assignment".to_string() } else { id }
}

/// A text with letters, digits, `-`, `_` and `.` alone.
fn plain(text: &str) -> String {
    text.trim().chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect()
}

fn line_of(record: &[Spanned<String>]) -> Span {
    let start = record.first().map_or(0, |cell| cell.span.start);
    Span { start, end: record.last().map_or(start, |cell| cell.span.end) }
}

/// The records of a table (RFC 4180; the delimiter is a comma, a semicolon or a tab, whichever the header has most of), every cell
/// trimmed and with its place in the text. Lines without any cell are left out.
fn records(text: &str, sink: &mut Vec<Diagnostic>) -> Vec<Vec<Spanned<String>>> {
    let header = text.lines().next().unwrap_or_default();
    let delimiter = ['\t', ';', ','].into_iter().max_by_key(|letter| header.matches(*letter).count()).unwrap_or(',');
    let mut records = vec![Vec::new()];
    let mut at = 0;
    while at < text.len() {
        let (cell, next) = cell(text, at, delimiter, sink);
        if let Some(record) = records.last_mut() {
            record.push(cell);
        }
        match text[next..].chars().next() {
            Some(letter) if letter == delimiter => {
                at = next + letter.len_utf8();
                if at == text.len()
                    && let Some(record) = records.last_mut()
                {
                    record.push(Spanned::new(String::new(), at..at));
                }
            }
            Some(_) => {
                at = next + if text[next..].starts_with("\r\n") { 2 } else { 1 };
                records.push(Vec::new());
            }
            None => at = next,
        }
    }
    records.retain(|record: &Vec<Spanned<String>>| record.iter().any(|cell| !cell.value.is_empty()));
    records
}

/// The cell that starts at a place, and where its delimiter, its line's end or the end of the text stands.
fn cell(text: &str, start: usize, delimiter: char, sink: &mut Vec<Diagnostic>) -> (Spanned<String>, usize) {
    let ends = |letter: char| letter == delimiter || letter == '\n' || letter == '\r';
    if !text[start..].starts_with('"') {
        let end = text[start..].find(ends).map_or(text.len(), |length| start + length);
        return (trimmed(text, start..end), end);
    }
    let mut value = String::new();
    let mut at = start + 1;
    loop {
        let Some(quote) = text[at..].find('"').map(|length| at + length) else {
            let problem = Diagnostic::error("row-quote-open", Span { start, end: start + 1 }, "a quote is never closed");
            sink.push(problem.with_help("close it, or remove it"));
            return (Spanned::new(value, start..text.len()), text.len());
        };
        value.push_str(&text[at..quote]);
        at = quote + 1;
        if !text[at..].starts_with('"') {
            break;
        }
        value.push('"');
        at += 1;
    }
    let end = text[at..].find(ends).map_or(text.len(), |length| at + length);
    (Spanned::new(value.trim().to_string(), start..at), end)
}

fn trimmed(text: &str, place: Range<usize>) -> Spanned<String> {
    let cell = &text[place.clone()];
    let start = place.start + (cell.len() - cell.trim_start().len());
    let value = cell.trim();
    Spanned::new(value.to_string(), start..start + value.len())
}

#[cfg(test)]
#[path = "assignment_tests.rs"]
mod tests;
