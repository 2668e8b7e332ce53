//! Administrative units and what is known about them.

use std::sync::Arc;

use super::level::{Level, LevelSet};
use crate::quantity::LonLat;

/// The number of a unit within its [`Atlas`](super::Atlas). Ids of different atlases must not be mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(u32);

impl UnitId {
    pub(crate) fn from_index(index: usize) -> Self {
        Self(index as u32)
    }

    /// The position of the unit in its atlas.
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A published number with its year and source.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure<T> {
    /// The number.
    pub value: T,
    /// The year it is for.
    pub year: Option<i32>,
    /// Where it was published.
    pub source: Option<Arc<str>>,
}

impl<T> Figure<T> {
    /// A number whose year and source are not known.
    pub const fn new(value: T) -> Self {
        Self { value, year: None, source: None }
    }
}

/// The figures of a unit. Missing is `None`, never zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Number of people.
    pub population: Option<Figure<u64>>,
    /// Gross domestic product, in the unit of the data (embedded China: 100 million yuan).
    pub gdp: Option<Figure<f64>>,
}

/// The centre of a unit: its seat, with the source of the position.
#[derive(Clone, Debug, PartialEq)]
pub struct Seat {
    /// Where it is.
    pub at: LonLat,
    /// What the position was taken from, for example `geonames:1816670`.
    pub source: Option<Arc<str>>,
}

/// An administrative unit: code, names, level, parent, seat and figures. Its boundary is with the
/// [`Atlas`](super::Atlas::boundary).
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) name_en: Option<String>,
    pub(super) level: Level,
    pub(super) levels: LevelSet,
    pub(super) parent: Option<UnitId>,
    pub(super) seat: Option<Seat>,
    pub(super) figures: Figures,
    pub(super) boundary: BoundarySlot,
}

/// Which boundary belongs to a unit: the number of the file and of the feature in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BoundarySlot {
    pub(super) file: u32,
    pub(super) feature: u32,
}

impl Unit {
    /// The code: GB/T 2260 adcode, ISO 3166-2, FIPS, or any text that is unique in the atlas.
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

    /// The highest level at which the unit appears.
    pub fn level(&self) -> Level {
        self.level
    }

    /// True when the unit appears at this level (Beijing is a province and a city under one code).
    pub fn is_of_level(&self, level: Level) -> bool {
        self.levels.contains(level)
    }

    /// The unit directly above.
    pub fn parent(&self) -> Option<UnitId> {
        self.parent
    }

    /// The centre: the unit's seat.
    pub fn seat(&self) -> Option<&Seat> {
        self.seat.as_ref()
    }

    /// Population and gross domestic product, where known.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }
}
