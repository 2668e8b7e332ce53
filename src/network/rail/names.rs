//! Stations by name, and the closest spellings of a name that no station has.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use strsim::damerau_levenshtein;

use super::station::{Station, StationId};

/// How many stations an unknown name is answered with.
const SUGGESTIONS: usize = 5;

/// Why a name does not stand for exactly one station.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StationNameError {
    /// No station has this name.
    Unknown {
        /// The name given.
        given: String,
        /// Stations with the closest spellings, closest first.
        suggestions: Vec<String>,
    },
    /// Several stations have this name as their second one.
    Ambiguous {
        /// The name given.
        given: String,
        /// The stations that have it, in order of the table.
        candidates: Vec<String>,
    },
}

impl std::error::Error for StationNameError {}

impl fmt::Display for StationNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { given, suggestions } if suggestions.is_empty() => {
                write!(f, "no station is called '{given}'; the table of stations lists those there are")
            }
            Self::Unknown { given, suggestions } => {
                write!(f, "no station is called '{given}'; did you mean {}?", suggestions.join(", "))
            }
            Self::Ambiguous { given, candidates } => {
                write!(
                    f,
                    "'{given}' is the name of {} stations: {}; write the full name",
                    candidates.len(),
                    candidates.join(", ")
                )
            }
        }
    }
}

/// A name reduced to what matters for comparison: lower case, without spaces, dashes and apostrophes.
fn key(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words that a name may carry for "station", in Chinese and English.
fn without_kind(key: &str) -> Option<&str> {
    let stem = ["火车站", "高铁站", "站", "railwaystation", "station"].iter().find_map(|kind| key.strip_suffix(kind))?;
    (!stem.is_empty()).then_some(stem)
}

/// The key of a Latin name whose last syllable is a side of the city, with that side in English: 北京南, Beijingnan gives
/// `beijingsouth`.
fn with_english_side(name: &str, name_en: &str) -> Option<String> {
    let sides = [('东', "dong", "east"), ('南', "nan", "south"), ('西', "xi", "west"), ('北', "bei", "north")];
    let (_, syllable, english) = sides.into_iter().find(|(side, ..)| name.ends_with(*side))?;
    Some(key(name_en).strip_suffix(syllable)?.to_string() + english)
}

/// From names to stations.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct StationNames {
    exact: HashMap<String, StationId>,
    keys: HashMap<String, Vec<StationId>>,
}

impl StationNames {
    pub(super) fn new(stations: &[Station]) -> Self {
        let mut names = Self::default();
        for (number, station) in stations.iter().enumerate() {
            let id = StationId::of_index(number);
            names.exact.insert(station.name.clone(), id);
            let second = station.name_en.as_deref();
            let mut keys: BTreeSet<String> = [Some(station.name.as_str()), second].into_iter().flatten().map(key).collect();
            keys.extend(second.and_then(|second| with_english_side(&station.name, second)));
            for key in keys {
                names.keys.entry(key).or_default().push(id);
            }
        }
        names
    }

    pub(super) fn exact(&self, name: &str) -> Option<StationId> {
        self.exact.get(name).copied()
    }

    /// The station of a name: as it stands, else whatever its case, spaces and the word for station.
    pub(super) fn resolve(&self, name: &str, stations: &[Station]) -> Result<StationId, StationNameError> {
        let name = name.trim();
        if let Some(id) = self.exact(name) {
            return Ok(id);
        }
        let wanted = key(name);
        let found = self.keys.get(&wanted).or_else(|| self.keys.get(without_kind(&wanted)?));
        match found.map(Vec::as_slice) {
            Some([id]) => Ok(*id),
            Some(several) => {
                let candidates = several.iter().map(|id| stations[id.index()].name.clone()).collect();
                Err(StationNameError::Ambiguous { given: name.to_string(), candidates })
            }
            None => Err(StationNameError::Unknown { given: name.to_string(), suggestions: suggestions(&wanted, stations) }),
        }
    }
}

fn suggestions(wanted: &str, stations: &[Station]) -> Vec<String> {
    let names = stations.iter().flat_map(|station| [Some(station.name.as_str()), station.name_en.as_deref()]).flatten();
    closest(wanted, names, SUGGESTIONS).into_iter().map(str::to_string).collect()
}

/// The names spelled most like `given`, closest first: at most one edit in three characters (one at least), or names that
/// begin with it.
pub(super) fn closest<'n>(given: &str, names: impl IntoIterator<Item = &'n str>, count: usize) -> Vec<&'n str> {
    let wanted = key(given);
    let length = wanted.chars().count();
    let allowed = (length / 3).max(1);
    let mut near: Vec<(usize, &str)> = Vec::new();
    for name in names {
        let folded = key(name);
        let begins = length >= 2 && folded.starts_with(&wanted);
        // The distance is at least the difference of the lengths.
        let possible = begins || folded.chars().count().abs_diff(length) <= allowed;
        if possible {
            let distance = damerau_levenshtein(&wanted, &folded);
            if distance <= allowed || begins {
                near.push((distance, name));
            }
        }
    }
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(count).map(|(_, name)| name).collect()
}
