//! GCJ-02 and BD-09, the datums of Chinese web maps.
//!
//! GCJ-02 ("Mars coordinates": Gaode/AMap, Tencent, Google in China) displaces WGS84 by 100 to 700 m with sums of sines; BD-09 (Baidu) displaces GCJ-02 by
//! another 0.9 km or so. The formulas were never published officially; these are the ones on which the public implementations
//! agree: on the Krasovsky 1940 ellipsoid (a = 6378245 m, e2 = 0.00669342162296594323), with the origin 105 E, 35 N.
//!
//! - GCJ-02 leaves positions outside of China's bounding region (73.66 to 135.05 E, 3.86 to 53.55 N) as they are, as those implementations
//!   do: the step at its edge is theirs. BD-09 has no such limit.
//! - The constant of BD-09 is pi * 3000 / 180. One widely copied implementation has pi, which is 80 m wrong.
//! - The inverse has no closed form. It is found by fixed-point iteration to 1e-9 degrees (0.1 mm): the displacement changes by
//!   less than 1 % of the way, so each step gains two digits.

use std::f64::consts::PI;
use std::fmt;
use std::str::FromStr;

use crate::quantity::LonLat;

/// Krasovsky 1940: semi-major axis in metres, and square of the eccentricity.
const MAJOR_AXIS: f64 = 6_378_245.0;
const SQUARE_ECCENTRICITY: f64 = 0.006_693_421_622_965_943;

/// The region in which GCJ-02 differs from WGS84.
const LONGITUDES: std::ops::RangeInclusive<f64> = 73.66..=135.05;
const LATITUDES: std::ops::RangeInclusive<f64> = 3.86..=53.55;

/// Frequency of the periodic part of BD-09, per degree, and its constant offset in degrees.
const BAIDU_FREQUENCY: f64 = PI * 3000.0 / 180.0;
const BAIDU_OFFSET: (f64, f64) = (0.0065, 0.006);

/// Where the iteration of the inverses stops, in degrees, and after how many steps at the latest (five are usual).
const CLOSE_ENOUGH: f64 = 1e-10;
const MOST_STEPS: usize = 30;

/// A datum in which longitude and latitude may be given.
///
/// # Examples
/// ```
/// use ringshed::LonLat;
/// use ringshed::crs::Datum;
/// let tiananmen = LonLat::new(116.3912757, 39.9055937)?;
/// let on_gaode = Datum::Gcj02.from_wgs84(tiananmen);
/// assert!((on_gaode.lon() - 116.397_52).abs() < 1e-5 && (on_gaode.lat() - 39.906_995).abs() < 1e-5);
/// let back = Datum::Gcj02.to_wgs84(on_gaode);
/// assert!((back.lon() - tiananmen.lon()).abs() < 1e-9 && (back.lat() - tiananmen.lat()).abs() < 1e-9);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Datum {
    /// WGS84, at planning scale also CGCS2000.
    Wgs84,
    /// GCJ-02: Gaode (AMap), Tencent, Google in China.
    Gcj02,
    /// BD-09: Baidu.
    Bd09,
}

/// A word that is not a datum.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{given}' is not a datum; use one of {}", Datum::ALL.map(Datum::word).join(", "))]
pub struct UnknownDatum {
    given: String,
}

impl Datum {
    /// Every datum.
    pub const ALL: [Self; 3] = [Self::Wgs84, Self::Gcj02, Self::Bd09];

    /// The word used in options.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }

    /// As people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wgs84 => "WGS84",
            Self::Gcj02 => "GCJ-02",
            Self::Bd09 => "BD-09",
        }
    }

    /// The numbers that a WGS84 position has in this datum (degrees in, degrees out).
    #[must_use]
    pub fn from_wgs84(self, position: LonLat) -> LonLat {
        match self {
            Self::Wgs84 => position,
            Self::Gcj02 => gcj02_of_wgs84(position),
            Self::Bd09 => bd09_of_gcj02(gcj02_of_wgs84(position)),
        }
    }

    /// The WGS84 position of numbers in this datum, to 1e-9 degrees (degrees in, degrees out).
    #[must_use]
    pub fn to_wgs84(self, position: LonLat) -> LonLat {
        match self {
            Self::Wgs84 => position,
            Self::Gcj02 => inverse(gcj02_of_wgs84, position),
            Self::Bd09 => inverse(gcj02_of_wgs84, inverse(bd09_of_gcj02, position)),
        }
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Datum {
    type Err = UnknownDatum;

    fn from_str(text: &str) -> Result<Self, UnknownDatum> {
        let word = text.trim().replace('-', "");
        let found = Self::ALL.into_iter().find(|datum| datum.word().eq_ignore_ascii_case(&word));
        found.ok_or_else(|| UnknownDatum { given: text.to_string() })
    }
}

fn gcj02_of_wgs84(position: LonLat) -> LonLat {
    let (lon, lat) = (position.lon(), position.lat());
    if !LONGITUDES.contains(&lon) || !LATITUDES.contains(&lat) {
        return position;
    }
    let (east, north) = displacement_metres(lon - 105.0, lat - 35.0);
    let (sine, cosine) = lat.to_radians().sin_cos();
    let flattened = 1.0 - SQUARE_ECCENTRICITY * sine * sine;
    let prime_vertical = MAJOR_AXIS / flattened.sqrt();
    let meridian = MAJOR_AXIS * (1.0 - SQUARE_ECCENTRICITY) / (flattened * flattened.sqrt());
    LonLat::wrapped(lon + (east / (prime_vertical * cosine)).to_degrees(), lat + (north / meridian).to_degrees())
}

/// The displacement to the east and north in metres; `x` and `y` are degrees from the origin.
fn displacement_metres(x: f64, y: f64) -> (f64, f64) {
    let wave = |amplitude: f64, degrees: f64| amplitude * (degrees * PI).sin();
    let common = (wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x)) * 2.0 / 3.0;
    let root = x.abs().sqrt();
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + common
        + (wave(20.0, x) + wave(40.0, x / 3.0)) * 2.0 / 3.0
        + (wave(150.0, x / 12.0) + wave(300.0, x / 30.0)) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + common
        + (wave(20.0, y) + wave(40.0, y / 3.0)) * 2.0 / 3.0
        + (wave(160.0, y / 12.0) + wave(320.0, y / 30.0)) * 2.0 / 3.0;
    (east, north)
}

fn bd09_of_gcj02(position: LonLat) -> LonLat {
    let (x, y) = (position.lon(), position.lat());
    let radius = x.hypot(y) + 0.000_02 * (y * BAIDU_FREQUENCY).sin();
    let angle = y.atan2(x) + 0.000_003 * (x * BAIDU_FREQUENCY).cos();
    LonLat::wrapped(radius * angle.cos() + BAIDU_OFFSET.0, radius * angle.sin() + BAIDU_OFFSET.1)
}

/// The position that `forward` takes to `target`. Just outside of the region of GCJ-02 the iteration has no fixed point; the last
/// step is given then, which is within the region's displacement of both sides.
fn inverse(forward: impl Fn(LonLat) -> LonLat, target: LonLat) -> LonLat {
    let mut guess = target;
    for _ in 0..MOST_STEPS {
        let reached = forward(guess);
        let (east, north) = (target.lon() - reached.lon(), target.lat() - reached.lat());
        guess = LonLat::wrapped(guess.lon() + east, guess.lat() + north);
        if east.abs().max(north.abs()) < CLOSE_ENOUGH {
            break;
        }
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).expect("in range")
    }

    #[test]
    fn shifts_at_beijing_and_shenzhen() {
        for (at, east, north) in [(place(116.397, 39.9075), 526.0, 143.0), (place(114.0596, 22.5429), 499.0, -329.0)] {
            let shifted = Datum::Gcj02.from_wgs84(at);
            let found_east = (shifted.lon() - at.lon()) * 111_320.0 * at.lat().to_radians().cos();
            let found_north = (shifted.lat() - at.lat()) * 110_900.0;
            // The figures are means over the borders of a city; within it the short waves of the shift add or take some 30 m.
            assert!((found_east - east).abs() < 40.0 && (found_north - north).abs() < 40.0, "{found_east} {found_north}");
        }
    }

    #[test]
    fn inverses_invert() {
        for lon in 0..60 {
            for lat in 0..48 {
                let at = place(74.01 + f64::from(lon), 4.51 + f64::from(lat));
                for datum in Datum::ALL {
                    let back = datum.to_wgs84(datum.from_wgs84(at));
                    let error = (back.lon() - at.lon()).abs().max((back.lat() - at.lat()).abs());
                    assert!(error < 1e-9, "{datum} {at}: {error}");
                }
            }
        }
    }

    #[test]
    fn outside_of_china_nothing_moves_in_gcj02() {
        for at in [place(139.69, 35.69), place(-74.0, 40.7), place(116.4, -39.9), place(73.659, 38.0), place(100.0, 54.0)] {
            assert_eq!((Datum::Gcj02.from_wgs84(at), Datum::Gcj02.to_wgs84(at)), (at, at));
        }
    }

    #[test]
    fn words_and_datums_correspond() {
        for datum in Datum::ALL {
            assert_eq!(datum.word().parse(), Ok(datum));
            assert_eq!(datum.name().parse(), Ok(datum));
        }
        assert!("mars".parse::<Datum>().expect_err("unknown").to_string().contains("gcj02"));
    }
}
