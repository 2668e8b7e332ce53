//! [`RawScheme`] to text: the inverse of [`syntax`](super::syntax). Parsing what is printed gives the same scheme.

use std::fmt::{self, Write};

use crate::quantity::LonLat;

use super::raw::{RawAlias, RawFacility, RawHinterland, RawLink, RawPlace, RawRing, RawScheme};
use super::span::Spanned;

/// Lists longer than this many characters are written one item per line.
const WIDTH: usize = 100;

impl fmt::Display for RawScheme {
    /// Writes the scheme as TOML that [`SchemeFile::read`](super::SchemeFile::read) reads back to an equal scheme.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_text(f, "id", Some(&self.id))?;
        write_text(f, "name", Some(&self.name))?;
        write_text(f, "name_zh", self.name_zh.as_ref())?;
        write_text(f, "source", self.source.as_ref())?;
        write_links(f, &self.links)?;
        if !self.aliases.is_empty() {
            f.write_str("\n[aliases]\n")?;
        }
        self.aliases.iter().try_for_each(|alias| write_alias(f, alias))?;
        self.rings.iter().try_for_each(|ring| write_ring(f, ring))?;
        self.hinterland.iter().try_for_each(|hinterland| write_hinterland(f, hinterland))?;
        self.facilities.iter().try_for_each(|facility| write_facility(f, facility))
    }
}

fn write_links(f: &mut fmt::Formatter<'_>, links: &[RawLink]) -> fmt::Result {
    if links.is_empty() {
        return Ok(());
    }
    let pairs = links.iter().map(|link| format!("[{}, {}]", quoted(&link.from.value), quoted(&link.to.value)));
    writeln!(f, "links = [{}]", pairs.collect::<Vec<_>>().join(", "))
}

fn write_alias(f: &mut fmt::Formatter<'_>, alias: &RawAlias) -> fmt::Result {
    write!(f, "{} = {{ code = {}", quoted(&alias.key.value), quoted(&alias.code.value))?;
    for (key, name) in [("name_zh", &alias.name_zh), ("name_en", &alias.name_en)] {
        if let Some(name) = name {
            write!(f, ", {key} = {}", quoted(&name.value))?;
        }
    }
    write!(f, ", units = {}", one_line(&alias.units))?;
    if let Some(at) = &alias.at {
        write!(f, ", at = {}", position(at.value))?;
    }
    f.write_str(" }\n")
}

fn write_ring(f: &mut fmt::Formatter<'_>, ring: &RawRing) -> fmt::Result {
    f.write_str("\n[[ring]]\n")?;
    write_text(f, "id", Some(&ring.id))?;
    write_text(f, "name", ring.name.as_ref())?;
    write_text(f, "name_zh", ring.name_zh.as_ref())?;
    write_list(f, "members", &ring.members)?;
    write_text(f, "rule", ring.rule.as_ref())?;
    write_text(f, "of", ring.of.as_ref())?;
    write_text(f, "level", ring.level.as_ref())?;
    write_text(f, "model", ring.model.as_ref())?;
    write_list(f, "within", &ring.within)?;
    write_list(f, "except", &ring.except)?;
    if let Some(basis) = ring.basis {
        writeln!(f, "basis = \"{}\"", basis.value.word())?;
    }
    if let Some(contiguous) = ring.contiguous {
        writeln!(f, "contiguous = {}", contiguous.value)?;
    }
    if let Some(detour) = ring.detour {
        writeln!(f, "detour = {:?}", detour.value)?;
    }
    if let Some(speed) = ring.speed {
        writeln!(f, "speed = {:?}", speed.value.kilometres_per_hour())?;
    }
    ring.parameters.iter().try_for_each(|(key, value)| writeln!(f, "{key} = {:?}", value.value))
}

fn write_hinterland(f: &mut fmt::Formatter<'_>, hinterland: &RawHinterland) -> fmt::Result {
    f.write_str("\n[hinterland]\n")?;
    write_text(f, "name", hinterland.name.as_ref())?;
    write_list(f, "members", &hinterland.members)?;
    write_list(f, "baseline", &hinterland.baseline)
}

fn write_facility(f: &mut fmt::Formatter<'_>, facility: &RawFacility) -> fmt::Result {
    f.write_str("\n[[facility]]\n")?;
    write_text(f, "name", facility.name.as_ref())?;
    match &facility.place {
        RawPlace::At(at) => writeln!(f, "at = {}", position(at.value)),
        RawPlace::Unit(unit) => write_text(f, "unit", Some(unit)),
    }
}

fn write_text(f: &mut fmt::Formatter<'_>, key: &str, text: Option<&Spanned<String>>) -> fmt::Result {
    match text {
        Some(text) => writeln!(f, "{key} = {}", quoted(&text.value)),
        None => Ok(()),
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, key: &str, items: &[Spanned<String>]) -> fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    let line = one_line(items);
    if line.chars().count() <= WIDTH {
        return writeln!(f, "{key} = {line}");
    }
    writeln!(f, "{key} = [")?;
    items.iter().try_for_each(|item| writeln!(f, "    {},", quoted(&item.value)))?;
    f.write_str("]\n")
}

fn one_line(items: &[Spanned<String>]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| quoted(&item.value)).collect();
    format!("[{}]", quoted.join(", "))
}

/// Floats in their shortest form that reads back to the same number.
fn position(at: LonLat) -> String {
    format!("[{:?}, {:?}]", at.lon(), at.lat())
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            // Writing to a String cannot fail.
            control if control.is_ascii_control() => drop(write!(quoted, "\\u{:04X}", u32::from(control))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
#[path = "print_tests.rs"]
mod tests;
