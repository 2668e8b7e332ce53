//! Text to changes.

use toml::de::DeTable;

use super::Change;
use crate::network::{LegWays, NewNumber};
use crate::scheme::{Diagnostic, SchemeDiagnostics, SchemeSource, Span, Spanned, Table, TableReader, suggestion};

/// The changes of an edit file, in the order in which they apply.
///
/// # Examples
/// ```
/// use ringshed::edit::RailEdit;
/// use ringshed::network::RailTable;
/// let text = "[[change_leg]]\nfrom = \"北京南\"\nto = \"沧州西\"\nminutes_factor = 0.8\n";
/// let edit = RailEdit::read("faster.toml", text)?;
/// let mut table = RailTable::embedded();
/// edit.apply(&mut table)?;
/// assert_ne!(table, RailTable::embedded());
/// let wrong = RailEdit::read("wrong.toml", "[[remove_station]]\nname = \"北京难\"\n")?;
/// let problems = wrong.apply(&mut table).expect_err("there is no such station");
/// assert!(problems.to_string().contains("北京南"));
/// # Ok::<(), ringshed::scheme::SchemeDiagnostics>(())
/// ```
#[derive(Clone, Debug)]
pub struct RailEdit {
    pub(super) source: SchemeSource,
    pub(super) changes: Vec<Change>,
}

impl RailEdit {
    /// Reads the text of an edit file. `name` is what messages call it.
    ///
    /// # Errors
    /// Everything that is wrong with the text, each with line and column.
    pub fn read(name: &str, text: &str) -> Result<Self, SchemeDiagnostics> {
        let source = SchemeSource::new(name, text);
        let (document, errors) = DeTable::parse_recoverable(source.text());
        let mut problems: Vec<Diagnostic> = errors.iter().map(|error| toml_error(error, source.text())).collect();
        let mut changes = Vec::new();
        if problems.is_empty() {
            let root = Table { entries: document.get_ref(), heading: Span::default() };
            changes = read_changes(root, &mut problems);
        }
        if problems.is_empty() && changes.is_empty() {
            let nothing = Diagnostic::error("empty-edit", Span::default(), "the edit changes nothing");
            problems
                .push(nothing.with_help("write [[add_leg]], [[change_leg]], [[remove_leg]] or another table of changes"));
        }
        if problems.is_empty() { Ok(Self { source, changes }) } else { Err(SchemeDiagnostics::new(source, problems)) }
    }

    /// How many changes there are.
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    /// Never: an edit without changes is an error.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

fn toml_error(error: &toml::de::Error, text: &str) -> Diagnostic {
    let span = error.span().map_or(Span { start: text.len(), end: text.len() }, Span::from);
    let help = "edit files are TOML: texts in double quotes, lists in [ ] with commas, one key = value per line";
    Diagnostic::error("malformed-toml", span, error.message().to_string()).with_help(help)
}

fn read_changes(root: Table<'_, '_>, problems: &mut Vec<Diagnostic>) -> Vec<Change> {
    let mut reader = TableReader::new(root, "the edit", problems);
    let mut changes = Vec::new();
    let remove_leg = reader.tables("remove_leg");
    let remove_station = reader.tables("remove_station");
    let add_station = reader.tables("add_station");
    let move_station = reader.tables("move_station");
    let add_leg = reader.tables("add_leg");
    let change_leg = reader.tables("change_leg");
    let sink = reader.sink();
    remove_leg.into_iter().for_each(|table| changes.extend(read_remove_leg(table, sink)));
    remove_station.into_iter().for_each(|table| changes.extend(read_remove_station(table, sink)));
    add_station.into_iter().for_each(|table| changes.extend(read_add_station(table, sink)));
    move_station.into_iter().for_each(|table| changes.extend(read_move_station(table, sink)));
    add_leg.into_iter().for_each(|table| changes.extend(read_add_leg(table, sink)));
    change_leg.into_iter().for_each(|table| changes.extend(read_change_leg(table, sink)));
    reader.finish();
    changes
}

type Ends = [Spanned<String>; 2];

/// The legs that a table is about: `from` and `to`, or each leg along a line.
fn legs(reader: &mut TableReader<'_, '_, '_>, heading: Span, what: &str) -> Vec<Ends> {
    let (from, to) = (reader.text("from"), reader.text("to"));
    let along = reader.texts("along");
    match (from, to, along.is_empty()) {
        (Some(from), Some(to), true) => vec![[from, to]],
        (None, None, false) if along.len() >= 2 => {
            along.windows(2).filter_map(|pair| <Ends>::try_from(pair.to_vec()).ok()).collect()
        }
        (from, _, true) => {
            let key = if from.is_none() { "from" } else { "to" };
            let message = format!("{what} has no '{key}'");
            let help = "add from = \"...\" and to = \"...\", or along = [\"...\", \"...\"] with the stations of a line";
            reader.sink().push(Diagnostic::error("missing-key", heading, message).with_help(help));
            Vec::new()
        }
        (_, _, false) => {
            let message = format!("{what} needs either 'from' and 'to', or 'along' with two stations or more");
            reader.sink().push(Diagnostic::error("bad-legs", heading, message));
            Vec::new()
        }
    }
}

fn ways(reader: &mut TableReader<'_, '_, '_>) -> LegWays {
    const WORDS: [&str; 2] = ["both", "forward"];
    match reader.text("ways") {
        None => LegWays::Both,
        Some(word) if word.value == "both" => LegWays::Both,
        Some(word) if word.value == "forward" => LegWays::Forward,
        Some(word) => {
            let message = format!("'{}' is no choice for 'ways'", word.value);
            let help = suggestion(&word.value, &WORDS, "one of");
            reader.sink().push(Diagnostic::error("unknown-word", word.span, message).with_help(help));
            LegWays::Both
        }
    }
}

fn read_remove_leg(table: Table<'_, '_>, problems: &mut Vec<Diagnostic>) -> Vec<Change> {
    let mut reader = TableReader::new(table, "[[remove_leg]]", problems);
    let legs = legs(&mut reader, table.heading, "[[remove_leg]]");
    let ways = ways(&mut reader);
    reader.finish();
    legs.into_iter().map(|ends| Change::RemoveLeg { ends, ways }).collect()
}

fn read_remove_station(table: Table<'_, '_>, problems: &mut Vec<Diagnostic>) -> Option<Change> {
    let mut reader = TableReader::new(table, "[[remove_station]]", problems);
    reader.require(&["name"], "name = \"...\"");
    let name = reader.text("name");
    reader.finish();
    Some(Change::RemoveStation { name: name? })
}

fn read_add_station(table: Table<'_, '_>, problems: &mut Vec<Diagnostic>) -> Option<Change> {
    let mut reader = TableReader::new(table, "[[add_station]]", problems);
    reader.require(&["name"], "name = \"...\"");
    reader.require(&["at"], "at = [116.41, 39.51], longitude first");
    let (name, at) = (reader.text("name"), reader.position("at"));
    let unit = reader.text("unit").map(|unit| unit.value);
    reader.finish();
    Some(Change::AddStation { name: name?, at: at?.value, unit })
}

fn read_move_station(table: Table<'_, '_>, problems: &mut Vec<Diagnostic>) -> Option<Change> {
    let mut reader = TableReader::new(table, "[[move_station]]", problems);
    reader.require(&["name"], "name = \"...\"");
    reader.require(&["at"], "at = [116.41, 39.51], longitude first");
    let (name, at) = (reader.text("name"), reader.position("at"));
    reader.finish();
    Some(Change::MoveStation { name: name?, at: at?.value })
}

fn read_add_leg(table: Table<'_, '_>, problems: &mut Vec<Diagnostic>) -> Option<Change> {
    let mut reader = TableReader::new(table, "[[add_leg]]", problems);
    reader.require(&["from"], "from = \"...\"");
    reader.require(&["to"], "to = \"...\"");
    reader.require(&["minutes"], "minutes = 25");
    reader.require(&["trains", "trains_forward"], "trains = 20, a day each way");
    let (from, to) = (reader.text("from"), reader.text("to"));
    let minutes = reader.number("minutes").map(|number| number.value);
    let minutes_back = reader.number("minutes_back").map(|number| number.value);
    let trains = reader.number("trains").map(|number| number.value);
    let trains_forward = reader.number("trains_forward").map(|number| number.value);
    let trains_back = reader.number("trains_back").map(|number| number.value);
    reader.finish();
    let forward = trains_forward.or(trains)?;
    // Trains that are given one way only run that way only.
    let back = trains_back.or(trains).unwrap_or(0.0);
    let minutes = minutes?;
    Some(Change::AddLeg { ends: [from?, to?], minutes: (minutes, minutes_back.unwrap_or(minutes)), trains: (forward, back) })
}

fn read_change_leg(table: Table<'_, '_>, problems: &mut Vec<Diagnostic>) -> Vec<Change> {
    let mut reader = TableReader::new(table, "[[change_leg]]", problems);
    let legs = legs(&mut reader, table.heading, "[[change_leg]]");
    let ways = ways(&mut reader);
    reader.require(
        &["minutes", "minutes_factor", "trains", "trains_factor"],
        "what changes: minutes = 25, minutes_factor = 0.8, trains = 40 or trains_factor = 2",
    );
    let minutes = new_number(&mut reader, "minutes", "minutes_factor");
    let trains = new_number(&mut reader, "trains", "trains_factor");
    reader.finish();
    legs.into_iter().map(|ends| Change::SetLeg { ends, ways, minutes, trains }).collect()
}

/// A number that is set or multiplied, and not both.
fn new_number(reader: &mut TableReader<'_, '_, '_>, key: &'static str, factor_key: &'static str) -> Option<NewNumber> {
    let (number, factor) = (reader.number(key), reader.number(factor_key));
    if let (Some(_), Some(factor)) = (&number, &factor) {
        let message = format!("'{key}' and '{factor_key}' exclude each other");
        reader.sink().push(Diagnostic::error("conflicting-keys", factor.span, message).with_help("keep one of them"));
    }
    number.map(|number| NewNumber::To(number.value)).or(factor.map(|factor| NewNumber::Times(factor.value)))
}
