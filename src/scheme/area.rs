//! What a name in a scheme stands for: a unit of the atlas, or an alias made of several.

use std::collections::HashSet;

use crate::atlas::{Atlas, Level, UnitId};
use crate::quantity::LonLat;

use super::span::Spanned;

/// A unit or an alias, with the units it consists of.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    pub(super) target: Target,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) name_en: Option<String>,
    pub(super) level: Option<Level>,
    pub(super) parts: Vec<UnitId>,
    pub(super) at: Option<LonLat>,
}

/// Identity of an area: two mentions with equal targets mean the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target {
    Unit(UnitId),
    /// The number of the alias in its file.
    Alias(usize),
}

impl Area {
    pub(super) fn of_unit(atlas: &Atlas, id: UnitId) -> Self {
        let unit = atlas.unit(id);
        Self {
            target: Target::Unit(id),
            code: unit.code().to_string(),
            name: unit.name().to_string(),
            name_en: unit.name_en().map(str::to_string),
            level: Some(unit.level()),
            parts: vec![id],
            at: unit.seat().map(|seat| seat.at),
        }
    }

    /// The code of the unit or alias.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The name in the language of the place.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The English name, where there is one.
    pub fn name_en(&self) -> Option<&str> {
        self.name_en.as_deref()
    }

    /// The English name, else the name.
    pub fn label(&self) -> &str {
        self.name_en.as_deref().unwrap_or(&self.name)
    }

    /// The level of the unit; `None` for an alias.
    pub fn level(&self) -> Option<Level> {
        self.level
    }

    /// The units it consists of: an ordinary unit of itself, an alias of several. None lies in another.
    pub fn parts(&self) -> &[UnitId] {
        &self.parts
    }

    /// The centre: the unit's seat, or what the alias gives as `at`.
    pub fn centre(&self) -> Option<LonLat> {
        self.at
    }

    /// True when `unit` is one of the parts or lies in one.
    pub fn contains(&self, atlas: &Atlas, unit: UnitId) -> bool {
        self.parts.iter().any(|&part| atlas.is_within(unit, part))
    }

    /// Label and code for messages: `Beijing (110000)`.
    pub(super) fn described(&self) -> String {
        format!("{} ({})", self.label(), self.code)
    }
}

/// A name in the file and what it stands for.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub(super) named_as: Spanned<String>,
    pub(super) area: Area,
}

/// What remains of a list of mentions when every place may count once.
pub(super) struct Disjoint {
    /// For each mention, the parts that no other mention covers.
    pub(super) parts: Vec<Vec<UnitId>>,
    /// The others.
    pub(super) redundant: Vec<Redundant>,
}

/// A part that is covered already.
pub(super) struct Redundant {
    /// The number of its mention.
    pub(super) mention: usize,
    pub(super) part: UnitId,
    /// The unit that covers it: itself when it was mentioned before, else the nearest mentioned ancestor.
    pub(super) covered_by: UnitId,
}

impl Disjoint {
    /// Sorts out parts that were mentioned before or lie in a part of any mention.
    pub(super) fn new(atlas: &Atlas, mentions: &[Mention]) -> Self {
        let mentioned: HashSet<UnitId> = mentions.iter().flat_map(|mention| mention.area.parts.iter().copied()).collect();
        let mut seen = HashSet::new();
        let mut result = Self { parts: vec![Vec::new(); mentions.len()], redundant: Vec::new() };
        for (number, mention) in mentions.iter().enumerate() {
            for &part in &mention.area.parts {
                let above = atlas.ancestors(part).find(|above| mentioned.contains(above));
                match above.or((!seen.insert(part)).then_some(part)) {
                    Some(covered_by) => result.redundant.push(Redundant { mention: number, part, covered_by }),
                    None => result.parts[number].push(part),
                }
            }
        }
        result
    }
}
