//! Gauss-Kruger zones of China, and the zone numbers that stand before eastings.
//!
//! Surveys in Beijing 1954, Xian 1980 and CGCS2000 use transverse Mercator zones of 6 degrees (numbers 13 to 23) and of 3 degrees (25 to
//! 45). An easting is often written with the number of its zone before it: 39,512,345 is 512,345 m in zone 39, whose
//! central meridian is 117 E. The EPSG dataset has two codes for each zone and datum, with the number in the false easting and
//! without.

use std::fmt;

/// Eastings without zone number lie in this range in the zones of China, in metres.
const EASTINGS: std::ops::Range<f64> = 100_000.0..900_000.0;
/// Northings of China, in metres.
const NORTHINGS: std::ops::Range<f64> = 1_500_000.0..6_500_000.0;
/// What a zone number counts for in an easting.
const MILLION: f64 = 1_000_000.0;

/// A Gauss-Kruger zone of China.
///
/// # Examples
/// ```
/// use ringshed::crs::Zone;
/// let zone = Zone::of_easting(39_512_345.0).expect("a zone number");
/// assert_eq!((zone.number(), zone.width(), zone.meridian()), (39, 3, 117.0));
/// assert_eq!(Zone::of_easting(512_345.0), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Zone(u8);

/// A geodetic datum of Chinese surveys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurveyDatum {
    /// Beijing 1954, on the Krassowsky ellipsoid.
    Beijing1954,
    /// Xian 1980.
    Xian1980,
    /// CGCS2000.
    Cgcs2000,
}

impl SurveyDatum {
    /// Every datum, the current one first.
    pub const ALL: [Self; 3] = [Self::Cgcs2000, Self::Xian1980, Self::Beijing1954];

    /// The datum of a reference system by the name it has in the EPSG dataset.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|datum| name.starts_with(datum.name()))
    }

    /// The name in the EPSG dataset.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Beijing1954 => "Beijing 1954",
            Self::Xian1980 => "Xian 1980",
            Self::Cgcs2000 => "CGCS2000",
        }
    }
}

impl Zone {
    /// The zone whose number stands before an easting in metres.
    pub fn of_easting(easting: f64) -> Option<Self> {
        let number = (easting / MILLION).floor();
        let zone = Self::of_number(number)?;
        EASTINGS.contains(&(easting - number * MILLION)).then_some(zone)
    }

    /// The zone of a number: 13 to 23 or 25 to 45.
    pub fn of_number(number: f64) -> Option<Self> {
        let is_zone = number.fract() == 0.0 && ((13.0..=23.0).contains(&number) || (25.0..=45.0).contains(&number));
        is_zone.then_some(Self(number as u8))
    }

    /// Its number.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// How many degrees wide it is: 3 or 6.
    pub const fn width(self) -> u8 {
        if self.0 < 24 { 6 } else { 3 }
    }

    /// Its central meridian in degrees east.
    pub fn meridian(self) -> f64 {
        match self.width() {
            6 => 6.0 * f64::from(self.0) - 3.0,
            _ => 3.0 * f64::from(self.0),
        }
    }

    /// The metres that the number adds to eastings.
    pub fn prefix(self) -> f64 {
        f64::from(self.0) * MILLION
    }

    /// The EPSG code of the system with this zone's number in its eastings.
    pub const fn code_with_number(self, datum: SurveyDatum) -> u32 {
        let number = self.0 as u32;
        match (datum, self.width()) {
            (SurveyDatum::Cgcs2000, 6) => 4491 + number - 13,
            (SurveyDatum::Cgcs2000, _) => 4513 + number - 25,
            (SurveyDatum::Xian1980, 6) => 2327 + number - 13,
            (SurveyDatum::Xian1980, _) => 2349 + number - 25,
            (SurveyDatum::Beijing1954, 6) => 21413 + number - 13,
            (SurveyDatum::Beijing1954, _) => 2401 + number - 25,
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "zone {} ({} degrees wide, central meridian {} E)", self.number(), self.width(), self.meridian())
    }
}

/// What coordinates in metres look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Eastings without zone number.
    Plain,
    /// Eastings with this zone's number.
    Numbered(Zone),
    /// Eastings of several zones.
    SeveralZones(Zone, Zone),
    /// The northing stands first.
    NorthingFirst,
    /// Anything else.
    Other,
}

/// Looks at pairs of numbers.
pub(super) fn look(pairs: impl IntoIterator<Item = (f64, f64)>) -> Look {
    let mut look = None;
    for (x, y) in pairs {
        let this = look_of(x, y);
        look = match (look, this) {
            (None, this) => Some(this),
            (Some(Look::Numbered(a)), Look::Numbered(b)) if a != b => Some(Look::SeveralZones(a.min(b), a.max(b))),
            (Some(before @ Look::SeveralZones(..)), Look::Numbered(_)) => Some(before),
            (Some(before), this) if before == this => Some(before),
            _ => return Look::Other,
        };
    }
    look.unwrap_or(Look::Other)
}

fn look_of(x: f64, y: f64) -> Look {
    match (Zone::of_easting(x), NORTHINGS.contains(&y)) {
        (Some(zone), true) => Look::Numbered(zone),
        (None, true) if EASTINGS.contains(&x) => Look::Plain,
        _ if NORTHINGS.contains(&x) && (EASTINGS.contains(&y) || Zone::of_easting(y).is_some()) => Look::NorthingFirst,
        _ => Look::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_have_their_meridians() {
        let meridian = |number: f64| Zone::of_number(number).map(Zone::meridian);
        assert_eq!([13.0, 20.0, 23.0, 25.0, 39.0, 45.0].map(meridian), [75.0, 117.0, 135.0, 75.0, 117.0, 135.0].map(Some));
        assert_eq!([12.0, 24.0, 46.0, 20.5].map(meridian), [None; 4]);
    }

    #[test]
    fn coordinates_are_told_by_their_looks() {
        let zone = |number| Zone::of_number(number).expect("a zone");
        assert_eq!(look([(39_512_345.0, 4_400_000.0), (39_450_000.0, 4_300_000.0)]), Look::Numbered(zone(39.0)));
        assert_eq!(
            look([(39_512_345.0, 4_400_000.0), (40_450_000.0, 4_300_000.0)]),
            Look::SeveralZones(zone(39.0), zone(40.0))
        );
        assert_eq!(look([(512_345.0, 4_400_000.0)]), Look::Plain);
        assert_eq!(look([(4_400_000.0, 512_345.0)]), Look::NorthingFirst);
        assert_eq!(look([(4_400_000.0, 20_512_345.0)]), Look::NorthingFirst);
        assert_eq!(look([(512_345.0, 4_400_000.0), (20_512_345.0, 4_400_000.0)]), Look::Other);
        assert_eq!(look([(116.4, 39.9)]), Look::Other);
    }

    #[cfg(feature = "proj")]
    #[test]
    fn codes_are_those_of_the_epsg_dataset() {
        use super::super::{Crs, Definition};
        for zone in [13.0, 20.0, 23.0, 25.0, 39.0, 45.0].into_iter().filter_map(Zone::of_number) {
            for datum in SurveyDatum::ALL {
                let crs = Crs::new(&format!("EPSG:{}", zone.code_with_number(datum))).expect("a code");
                let definition = Definition::of(&crs).expect("known");
                let projection = definition.transverse_mercator().expect("Gauss-Kruger");
                assert_eq!(
                    (projection.meridian, projection.false_easting),
                    (zone.meridian(), zone.prefix() + 500_000.0),
                    "{crs}"
                );
                assert_eq!(SurveyDatum::of_name(definition.name()), Some(datum), "{crs}");
            }
        }
    }
}
