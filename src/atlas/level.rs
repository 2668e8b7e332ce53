//! Administrative levels and their order.

use std::fmt;
use std::str::FromStr;

/// The level of a unit. The rank orders levels from the largest areas to the smallest; levels of several countries share a
/// rank (a state of the United States and a province of China are both first-level).
///
/// # Examples
/// ```
/// use ringshed::Level;
/// assert_eq!("city".parse::<Level>()?, Level::City);
/// assert!(Level::Province.rank() < Level::District.rank());
/// assert_eq!(Level::State.rank(), Level::Province.rank());
/// # Ok::<(), ringshed::atlas::UnknownLevel>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// A country.
    Country,
    /// First level: province, municipality, autonomous or special administrative region of China.
    Province,
    /// First level: prefecture of Japan.
    Prefecture,
    /// First level: state of the United States.
    State,
    /// Second level: prefecture-level city, prefecture, league or municipality of China.
    City,
    /// Second level: county of the United States.
    County,
    /// Third level: district, county or county-level city of China.
    District,
    /// Fourth level: town, township or street office.
    Town,
    /// Fifth level: village or community.
    Village,
    /// Anything else: the level of boundary files that do not say one.
    Zone,
}

/// A word that is not a level.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{given}' is not a level; use one of {}", Level::ALL.map(Level::word).join(", "))]
pub struct UnknownLevel {
    given: String,
}

impl Level {
    /// Every level, largest areas first.
    pub const ALL: [Self; 10] = [
        Self::Country,
        Self::Province,
        Self::Prefecture,
        Self::State,
        Self::City,
        Self::County,
        Self::District,
        Self::Town,
        Self::Village,
        Self::Zone,
    ];

    /// The order of levels: 0 for countries, growing towards smaller areas.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Country => 0,
            Self::Province | Self::Prefecture | Self::State => 1,
            Self::City | Self::County => 2,
            Self::District => 3,
            Self::Town => 4,
            Self::Village => 5,
            Self::Zone => 6,
        }
    }

    /// The word used in files and options.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Province => "province",
            Self::Prefecture => "prefecture",
            Self::State => "state",
            Self::City => "city",
            Self::County => "county",
            Self::District => "district",
            Self::Town => "town",
            Self::Village => "village",
            Self::Zone => "zone",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(text: &str) -> Result<Self, UnknownLevel> {
        let word = text.trim();
        let found = Self::ALL.into_iter().find(|level| level.word().eq_ignore_ascii_case(word));
        found.ok_or_else(|| UnknownLevel { given: text.to_string() })
    }
}

/// A set of levels: a unit such as Beijing appears at several under one code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LevelSet(u16);

impl LevelSet {
    pub(crate) fn insert(&mut self, level: Level) {
        self.0 |= 1 << (level as u16);
    }

    pub(crate) fn contains(self, level: Level) -> bool {
        self.0 & (1 << (level as u16)) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_levels_correspond() {
        for level in Level::ALL {
            assert_eq!(level.to_string().parse(), Ok(level));
        }
        let error = "parish".parse::<Level>().expect_err("unknown word");
        assert!(error.to_string().contains("'parish'") && error.to_string().contains("district"), "{error}");
    }

    #[test]
    fn level_sets() {
        let mut levels = LevelSet::default();
        levels.insert(Level::Province);
        levels.insert(Level::City);
        let held: Vec<Level> = Level::ALL.into_iter().filter(|&level| levels.contains(level)).collect();
        assert_eq!(held, [Level::Province, Level::City]);
    }
}
