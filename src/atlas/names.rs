//! Resolving names to units: Chinese, pinyin or English, short names, codes and qualified names.

use std::collections::HashMap;
use std::fmt;

use super::level::Level;
use super::unit::{Unit, UnitId};

/// Chinese words for kinds of units that a short name leaves out, longest first.
const SUFFIXES_ZH: [&str; 16] = [
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "林区",
    "地区",
    "省",
    "市",
    "区",
    "县",
    "盟",
    "旗",
];

/// English words for kinds of units that a name may carry, as normalised by [`key`].
const SUFFIXES_EN: [&str; 9] =
    ["autonomousregion", "province", "municipality", "prefecture", "city", "district", "county", "state", "shi"];

/// A name reduced to what matters for comparison: lower case, without spaces, apostrophes, dashes, dots and accents.
pub(super) fn key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).map(without_accent).collect()
}

fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ǎ' => 'a',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ě' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ǐ' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ō' | 'ǒ' => 'o',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ǔ' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

/// The name without the word for its kind: 通州区 gives 通州. A stem of one character is kept whole: 雄县.
fn stem_zh(name: &str) -> Option<&str> {
    let stem = SUFFIXES_ZH.iter().find_map(|suffix| name.strip_suffix(suffix))?;
    (stem.chars().count() >= 2).then_some(stem)
}

fn stem_en(key: &str) -> Option<&str> {
    let stem = SUFFIXES_EN.iter().find_map(|suffix| key.strip_suffix(suffix))?;
    (!stem.is_empty()).then_some(stem)
}

/// Every key under which a unit is found.
fn keys_of(unit: &Unit) -> Vec<String> {
    let mut keys = vec![key(&unit.name)];
    keys.extend(stem_zh(&unit.name).map(key));
    if let Some(name_en) = &unit.name_en {
        let english = key(name_en);
        keys.extend(stem_en(&english).map(str::to_string));
        keys.extend(
            Level::ALL.into_iter().filter(|&level| unit.is_of_level(level)).map(|level| format!("{english}{level}")),
        );
        keys.push(english);
    }
    keys.sort();
    keys.dedup();
    keys
}

/// A name that was found: the unit of the highest level, and those of lower levels with the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The unit.
    pub id: UnitId,
    /// Units of lower levels that have the same name, in order of code.
    pub others: Vec<UnitId>,
}

/// A unit offered in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its code.
    pub code: String,
    /// Its name with those above it: `Tongzhou, Beijing`.
    pub qualified_name: String,
    /// Its level.
    pub level: Level,
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {})", self.qualified_name, self.code, self.level)
    }
}

/// Why a name does not resolve to exactly one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// No unit has this name.
    Unknown {
        /// The name given.
        given: String,
        /// Units with the closest spellings, closest first.
        suggestions: Vec<Candidate>,
    },
    /// Several units of one level have this name.
    Ambiguous {
        /// The name given.
        given: String,
        /// The units that have it, in order of code.
        candidates: Vec<Candidate>,
    },
}

impl std::error::Error for NameError {}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |units: &[Candidate]| units.iter().map(Candidate::to_string).collect::<Vec<_>>().join("; ");
        match self {
            Self::Unknown { given, suggestions } if suggestions.is_empty() => {
                write!(f, "no unit is called '{given}'; search with 'ringshed units --match TEXT'")
            }
            Self::Unknown { given, suggestions } => {
                write!(f, "no unit is called '{given}'; did you mean {}?", list(suggestions))
            }
            Self::Ambiguous { given, candidates } => {
                write!(
                    f,
                    "'{given}' is the name of {} units: {}; write the qualified name or the code",
                    candidates.len(),
                    list(candidates)
                )
            }
        }
    }
}

/// From keys to units.
#[derive(Debug, Default)]
pub(super) struct NameIndex {
    units: HashMap<String, Vec<UnitId>>,
}

impl NameIndex {
    pub(super) fn new(units: &[Unit]) -> Self {
        let mut index = Self::default();
        for (number, unit) in units.iter().enumerate() {
            for key in keys_of(unit) {
                index.units.entry(key).or_default().push(UnitId::from_index(number));
            }
        }
        index
    }

    /// The units that have this name, in order of id.
    pub(super) fn named(&self, name: &str) -> &[UnitId] {
        self.units.get(&key(name)).map_or(&[], Vec::as_slice)
    }

    /// Units whose names are spelled most like `name`: at most `count`, closest first, then by id.
    pub(super) fn closest(&self, name: &str, count: usize) -> Vec<UnitId> {
        let wanted = key(name);
        let length = wanted.chars().count();
        let furthest = (length / 3).max(1);
        let mut near: Vec<(usize, UnitId)> = Vec::new();
        // The distance is at least the difference of the lengths.
        for (key, units) in self.units.iter().filter(|(key, _)| key.chars().count().abs_diff(length) <= furthest) {
            let distance = strsim::damerau_levenshtein(&wanted, key);
            if distance <= furthest {
                near.extend(units.iter().map(|&unit| (distance, unit)));
            }
        }
        near.sort_unstable();
        let mut best: Vec<UnitId> = Vec::new();
        for (_, unit) in near {
            if best.len() < count && !best.contains(&unit) {
                best.push(unit);
            }
        }
        best
    }
}

/// The parts of a qualified name, from the inside out: `Tongzhou, Beijing` and `北京/通州` both give Tongzhou, Beijing.
pub(super) fn qualified_parts(name: &str) -> Vec<&str> {
    if name.contains('/') {
        return name.split('/').rev().map(str::trim).collect();
    }
    name.split([',', '，']).map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_forget_spelling_habits() {
        assert_eq!(key("Xi'an"), "xian");
        assert_eq!(key(" Xi’an "), "xian");
        assert_eq!(key("Lüliang"), "luliang");
        assert_eq!(key("New York"), key("new-york"));
        assert_eq!(key("通州区"), "通州区");
    }

    #[test]
    fn stems_leave_out_the_kind() {
        assert_eq!(stem_zh("内蒙古自治区"), Some("内蒙古"));
        assert_eq!(stem_zh("通州区"), Some("通州"));
        assert_eq!(stem_zh("雄县"), None);
        assert_eq!(stem_en("tongzhoudistrict"), Some("tongzhou"));
        assert_eq!(stem_en("city"), None);
    }

    #[test]
    fn qualified_names_read_from_the_inside_out() {
        assert_eq!(qualified_parts("Tongzhou, Beijing"), ["Tongzhou", "Beijing"]);
        assert_eq!(qualified_parts("北京/通州"), ["通州", "北京"]);
        assert_eq!(qualified_parts("Beijing"), ["Beijing"]);
    }
}
