//! Text to [`RawScheme`]: the grammar as code. The grammar in words stands in the documentation of [`scheme`](super).

use toml::de::{DeTable, DeValue};

use crate::quantity::{Basis, KilometresPerHour};

use super::check;
use super::diagnostic::{Diagnostic, SchemeDiagnostics, SchemeSource};
use super::measures::TRAVEL_KEYS;
use super::raw::{Heading, RawAlias, RawFacility, RawHinterland, RawLink, RawPlace, RawRing, RawScheme};
use super::span::{Span, Spanned};
use super::suggest::suggestion;
use super::table::{Table, TableReader};

/// A scheme file that was read: its text, what it says, and what is wrong with it.
///
/// Reading never fails: what can be understood is kept even when there are errors, so that the names in a file with a misspelled
/// key are looked up too and everything is reported at once. Only a text that is no TOML at all stops there, because what
/// follows a syntax error would be guesses.
#[derive(Clone, Debug)]
pub struct SchemeFile {
    source: SchemeSource,
    raw: RawScheme,
    diagnostics: Vec<Diagnostic>,
}

impl SchemeFile {
    /// Reads the text of a scheme file. `name` is what messages call it (mostly the file name).
    pub fn read(name: &str, text: &str) -> Self {
        let source = SchemeSource::new(name, text);
        let (document, errors) = DeTable::parse_recoverable(source.text());
        let mut diagnostics: Vec<Diagnostic> = errors.iter().map(|error| toml_error(error, source.text())).collect();
        let mut raw = RawScheme::default();
        if diagnostics.is_empty() {
            let root = Table { entries: document.get_ref(), heading: Span::default() };
            raw = read_scheme(root, &mut diagnostics);
            check::check(&raw, source.text(), &mut diagnostics);
        }
        Self { source, raw, diagnostics }
    }

    /// A file whose parts were read from another form than TOML.
    pub(super) fn of_parts(source: SchemeSource, raw: RawScheme, mut diagnostics: Vec<Diagnostic>) -> Self {
        check::check(&raw, source.text(), &mut diagnostics);
        Self { source, raw, diagnostics }
    }

    /// The scheme as it is written.
    ///
    /// # Errors
    /// All problems of the text, when one of them is an error.
    pub fn raw(&self) -> Result<&RawScheme, SchemeDiagnostics> {
        let diagnostics = self.diagnostics();
        if diagnostics.has_errors() { Err(diagnostics) } else { Ok(&self.raw) }
    }

    /// The problems of the text: errors, warnings and notes that need no atlas to be seen.
    pub fn diagnostics(&self) -> SchemeDiagnostics {
        SchemeDiagnostics::new(self.source.clone(), self.diagnostics.clone())
    }

    /// The name and the text.
    pub fn source(&self) -> &SchemeSource {
        &self.source
    }

    /// What could be understood, errors or not.
    pub(super) fn partial(&self) -> &RawScheme {
        &self.raw
    }

    /// Whether the text is TOML, so that what was understood is not a guess.
    pub(super) fn is_toml(&self) -> bool {
        !self.diagnostics.iter().any(|diagnostic| diagnostic.code() == MALFORMED)
    }
}

const MALFORMED: &str = "malformed-toml";

fn toml_error(error: &toml::de::Error, text: &str) -> Diagnostic {
    let span = error.span().map_or(Span { start: text.len(), end: text.len() }, Span::from);
    let help = match error.message() {
        "duplicate key" => {
            "every key may stand once in its table; a [table] may stand once, a [[list of tables]] many times"
        }
        _ => "scheme files are TOML: texts in double quotes, lists in [ ] with commas, one key = value per line",
    };
    Diagnostic::error(MALFORMED, span, format!("not valid TOML: {}", error.message())).with_help(help)
}

fn read_scheme(root: Table<'_, '_>, sink: &mut Vec<Diagnostic>) -> RawScheme {
    let mut reader = TableReader::new(root, "the scheme", sink);
    reader.require(&["id"], "id = \"my-scheme\" at the top of the file");
    reader.require(&["name"], "name = \"My scheme\" at the top of the file");
    reader.require(&["ring"], "a [[ring]] with id = \"core\" and members = [\"...\"]");
    reader.refuse_empty_list("ring", "no-ring", "the scheme has no rings".to_string(), "add a [[ring]] with id and members");
    let scheme = RawScheme {
        id: reader.text("id").unwrap_or_default(),
        name: reader.text("name").unwrap_or_default(),
        name_zh: reader.text("name_zh"),
        source: reader.text("source"),
        aliases: reader.table("aliases").map(|table| read_aliases(table, reader.sink())).unwrap_or_default(),
        rings: reader.tables("ring").into_iter().map(|table| read_ring(table, reader.sink())).collect(),
        hinterland: reader.table("hinterland").map(|table| read_hinterland(table, reader.sink())),
        facilities: reader.tables("facility").into_iter().filter_map(|table| read_facility(table, reader.sink())).collect(),
        links: reader.pairs("links").into_iter().map(|[from, to]| RawLink { from, to }).collect(),
    };
    reader.finish();
    scheme
}

/// Aliases in the order of the file (the table itself is sorted by key).
fn read_aliases(table: Table<'_, '_>, sink: &mut Vec<Diagnostic>) -> Vec<RawAlias> {
    let mut entries: Vec<_> = table.entries.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let mut aliases = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let key = Spanned::new(key.get_ref().to_string(), key.span());
        match value.get_ref() {
            DeValue::Table(entries) => aliases.push(read_alias(key, entries, sink)),
            _ => {
                let message = format!("alias '{}' must be a table", key.value);
                let help = format!("write \"{}\" = {{ code = \"...\", units = [\"...\"] }}", key.value);
                sink.push(Diagnostic::error("wrong-type", value.span().into(), message).with_help(help));
            }
        }
    }
    aliases
}

fn read_alias(key: Spanned<String>, entries: &DeTable<'_>, sink: &mut Vec<Diagnostic>) -> RawAlias {
    if key.value.trim().is_empty() {
        let problem = Diagnostic::error("blank-text", key.span, "an alias has a blank name");
        sink.push(problem.with_help("name it as members will call it"));
    }
    let table = Table { entries, heading: key.span };
    let mut reader = TableReader::new(table, format!("alias '{}'", key.value), sink);
    reader.require(&["code"], "code = \"...\", the code it has in outputs");
    reader.require(&["units"], "units = [\"...\"], the units it is made of");
    let message = format!("alias '{}' is made of nothing", key.value);
    reader.refuse_empty_list("units", "empty-alias", message, "list the units it is made of");
    let alias = RawAlias {
        key,
        code: reader.text("code").unwrap_or_default(),
        name_zh: reader.text("name_zh"),
        name_en: reader.text("name_en"),
        units: reader.texts("units"),
        at: reader.position("at"),
    };
    reader.finish();
    alias
}

fn read_ring(table: Table<'_, '_>, sink: &mut Vec<Diagnostic>) -> RawRing {
    let id = table.entries.get("id").and_then(|id| id.get_ref().as_str());
    let title = id.map_or("a ring".to_string(), |id| format!("ring '{id}'"));
    let mut reader = TableReader::new(table, title, sink);
    reader.require(&["id"], "id = \"...\", unique in the scheme");
    reader.require(&["members", "rule"], "members = [\"...\"]");
    if !table.entries.contains_key("rule") {
        let message = format!("ring '{}' has no members", id.unwrap_or_default());
        reader.refuse_empty_list("members", "empty-ring", message, "list its members, or remove the ring");
    }
    let ring = RawRing {
        id: reader.text("id").unwrap_or_default(),
        name: reader.text("name"),
        name_zh: reader.text("name_zh"),
        members: reader.texts("members"),
        rule: reader.text("rule"),
        of: reader.text("of"),
        level: reader.text("level"),
        model: reader.text("model"),
        within: reader.texts("within"),
        except: reader.texts("except"),
        basis: read_basis(&mut reader),
        contiguous: reader.flag("contiguous"),
        detour: read_detour(&mut reader),
        speed: read_speed(&mut reader),
        parameters: TRAVEL_KEYS[2..].iter().filter_map(|key| Some((*key, reader.number(key)?))).collect(),
        heading: Heading(table.heading),
    };
    reader.finish();
    ring
}

fn read_basis(reader: &mut TableReader<'_, '_, '_>) -> Option<Spanned<Basis>> {
    let text = reader.text("basis")?;
    let found = Basis::WORDS.iter().find(|(word, _)| *word == text.value);
    if found.is_none() {
        let words = Basis::WORDS.map(|(word, _)| word);
        let problem = Diagnostic::error("unknown-word", text.span, format!("'{}' is no basis", text.value));
        reader.sink().push(problem.with_help(suggestion(&text.value, &words, "one of")));
    }
    found.map(|(_, basis)| Spanned::new(*basis, text.span))
}

fn read_detour(reader: &mut TableReader<'_, '_, '_>) -> Option<Spanned<f64>> {
    let detour = reader.number("detour")?;
    if detour.value.is_finite() && detour.value >= 1.0 {
        return Some(detour);
    }
    let message = format!("a detour of {} is impossible: no route is shorter than the straight line", detour.value);
    reader.sink().push(Diagnostic::error("out-of-range", detour.span, message).with_help("write a number from 1, like 1.3"));
    None
}

/// A speed is a number of km/h or a text with a unit ("22 m/s").
fn read_speed(reader: &mut TableReader<'_, '_, '_>) -> Option<Spanned<KilometresPerHour>> {
    let value = reader.value("speed")?;
    let speed = match value.get_ref().as_str() {
        Some(text) => text.parse::<KilometresPerHour>().map_err(|problem| problem.to_string()),
        None => Ok(KilometresPerHour::new(reader.number("speed")?.value)),
    };
    let problem = match speed {
        Ok(speed) if speed.kilometres_per_hour().is_finite() && speed.kilometres_per_hour() > 0.0 => {
            return Some(Spanned::new(speed, value.span()));
        }
        Ok(speed) => format!("a speed of {speed} is impossible"),
        Err(problem) => problem,
    };
    let help = "write km/h, like speed = 80";
    reader.sink().push(Diagnostic::error("out-of-range", value.span().into(), problem).with_help(help));
    None
}

fn read_hinterland(table: Table<'_, '_>, sink: &mut Vec<Diagnostic>) -> RawHinterland {
    let mut reader = TableReader::new(table, "[hinterland]", sink);
    reader.require(&["members"], "members = [\"...\"]");
    let hinterland =
        RawHinterland { name: reader.text("name"), members: reader.texts("members"), baseline: reader.texts("baseline") };
    let message = "the hinterland has no members".to_string();
    reader.refuse_empty_list("members", "empty-hinterland", message, "list its units, or remove [hinterland]");
    reader.finish();
    hinterland
}

fn read_facility(table: Table<'_, '_>, sink: &mut Vec<Diagnostic>) -> Option<RawFacility> {
    let mut reader = TableReader::new(table, "a [[facility]]", sink);
    reader.require(&["at", "unit"], "at = [lon, lat] or unit = \"...\"");
    if !table.entries.contains_key("unit") {
        reader.require(&["name"], "name = \"...\"");
    }
    let (name, at, unit) = (reader.text("name"), reader.position("at"), reader.text("unit"));
    if let (Some(at), Some(unit)) = (&at, &unit) {
        let problem = Diagnostic::error("two-places", unit.span, "a facility has both 'at' and 'unit'");
        reader.sink().push(problem.with_related(at.span, "the other place").with_help("keep one of them"));
    }
    reader.finish();
    let place = at.map(RawPlace::At).or_else(|| unit.map(RawPlace::Unit))?;
    Some(RawFacility { name, place })
}

#[cfg(test)]
#[path = "syntax_tests.rs"]
mod tests;
