//! What a rule can ask about a unit: its attributes and the measures from the place or ring the rule is `of`.

use std::fmt;

/// A name in a rule, and what it stands for.
///
/// # Examples
/// ```
/// use ringshed::scheme::{Attribute, Kind, Measure};
/// assert_eq!(Attribute::from_name("minutes"), Some(Attribute::Measure(Measure::Minutes)));
/// assert_eq!(Attribute::Population.kind(), Kind::Number);
/// assert_eq!(Attribute::from_name("minuts"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Attribute {
    /// The code of the unit.
    Code,
    /// Its name in the language of the place.
    Name,
    /// Its English name.
    NameEn,
    /// The level the rule selects among.
    Level,
    /// The code of the unit directly above.
    Parent,
    /// Number of people.
    Population,
    /// Gross domestic product, in the unit of the data.
    Gdp,
    /// A measure.
    Measure(Measure),
}

/// What is measured, of a unit alone or from the place or ring that a rule is `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Measure {
    /// Geodesic kilometres from centre to centre, to the nearest member of the ring.
    DistanceKm,
    /// Geodesic kilometres from border to border; 0 for neighbours and for what lies inside.
    BorderKm,
    /// Minutes under the travel model from the centre to the unit's, from the nearest member of the ring.
    Minutes,
    /// Steps over common borders: 0 for the ring itself, 1 for its neighbours.
    Order,
    /// Geodesic square kilometres of the unit.
    AreaKm2,
    /// The share of the unit's employed residents who work in the ring (0 to 1), from a table of commuting flows.
    CommutingShare,
}

/// What kind of value a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// A text.
    Text,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number => "a number",
            Self::Text => "a text",
        })
    }
}

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 6] =
        [Self::DistanceKm, Self::BorderKm, Self::Minutes, Self::Order, Self::AreaKm2, Self::CommutingShare];

    /// The name in rules.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DistanceKm => "distance_km",
            Self::BorderKm => "border_km",
            Self::Minutes => "minutes",
            Self::Order => "order",
            Self::AreaKm2 => "area_km2",
            Self::CommutingShare => "commuting_share",
        }
    }

    /// Whether it is measured from somewhere, so that the rule needs an `of`.
    pub const fn needs_origin(self) -> bool {
        !matches!(self, Self::AreaKm2)
    }
}

impl Attribute {
    /// Everything a rule can name.
    pub const ALL: [Self; 13] = [
        Self::Measure(Measure::Minutes),
        Self::Measure(Measure::DistanceKm),
        Self::Measure(Measure::BorderKm),
        Self::Measure(Measure::Order),
        Self::Measure(Measure::AreaKm2),
        Self::Measure(Measure::CommutingShare),
        Self::Population,
        Self::Gdp,
        Self::Code,
        Self::Name,
        Self::NameEn,
        Self::Level,
        Self::Parent,
    ];

    /// The attribute with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|attribute| attribute.name() == name)
    }

    /// The name in rules.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::NameEn => "name_en",
            Self::Level => "level",
            Self::Parent => "parent",
            Self::Population => "population",
            Self::Gdp => "gdp",
            Self::Measure(measure) => measure.name(),
        }
    }

    /// Number or text.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Code | Self::Name | Self::NameEn | Self::Level | Self::Parent => Kind::Text,
            Self::Population | Self::Gdp | Self::Measure(_) => Kind::Number,
        }
    }

    /// The unit of its values as messages write it behind a number; empty for counts and shares.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Measure(Measure::Minutes) => " min",
            Self::Measure(Measure::DistanceKm | Measure::BorderKm) => " km",
            Self::Measure(Measure::AreaKm2) => " km2",
            _ => "",
        }
    }

    /// The measure it is, if it is one.
    pub const fn measure(self) -> Option<Measure> {
        match self {
            Self::Measure(measure) => Some(measure),
            _ => None,
        }
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_one_attribute() {
        for attribute in Attribute::ALL {
            assert_eq!(Attribute::from_name(attribute.name()), Some(attribute));
        }
        for measure in Measure::ALL {
            assert!(Attribute::ALL.contains(&Attribute::Measure(measure)), "{measure:?}");
        }
    }
}
