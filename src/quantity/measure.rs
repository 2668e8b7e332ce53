//! Lengths, areas, times and speeds: thin wrappers over `f64` that keep their unit in the type.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Sub};

macro_rules! measure {
    ($(#[$doc:meta])* $name:ident, $accessor:ident, $unit:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            #[doc = concat!("Wraps a number that is in ", $unit, ".")]
            pub const fn new(value: f64) -> Self {
                Self(value)
            }

            #[doc = concat!("The number in ", $unit, ".")]
            pub const fn $accessor(self) -> f64 {
                self.0
            }

            /// Total order by value (no NaN is ever constructed from validated input; NaN sorts last).
            pub fn total_cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.0.total_cmp(&other.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {}", self.0, $unit)
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Mul<f64> for $name {
            type Output = Self;
            fn mul(self, factor: f64) -> Self {
                Self(self.0 * factor)
            }
        }

        impl Div for $name {
            type Output = f64;
            fn div(self, other: Self) -> f64 {
                self.0 / other.0
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
                Self(iter.map(|item| item.0).sum())
            }
        }
    };
}

measure!(
    /// A length in metres.
    Metres,
    metres,
    "m"
);
measure!(
    /// A length in kilometres.
    Kilometres,
    kilometres,
    "km"
);
measure!(
    /// An area in square metres.
    SquareMetres,
    square_metres,
    "m2"
);
measure!(
    /// An area in square kilometres.
    SquareKilometres,
    square_kilometres,
    "km2"
);
measure!(
    /// A time in seconds.
    Seconds,
    seconds,
    "s"
);
measure!(
    /// A time in minutes.
    Minutes,
    minutes,
    "min"
);
measure!(
    /// A speed in kilometres per hour.
    KilometresPerHour,
    kilometres_per_hour,
    "km/h"
);

impl From<Metres> for Kilometres {
    fn from(length: Metres) -> Self {
        Self(length.0 / 1000.0)
    }
}

impl From<Kilometres> for Metres {
    fn from(length: Kilometres) -> Self {
        Self(length.0 * 1000.0)
    }
}

impl From<SquareMetres> for SquareKilometres {
    fn from(area: SquareMetres) -> Self {
        Self(area.0 / 1e6)
    }
}

impl From<SquareKilometres> for SquareMetres {
    fn from(area: SquareKilometres) -> Self {
        Self(area.0 * 1e6)
    }
}

impl From<Seconds> for Minutes {
    fn from(time: Seconds) -> Self {
        Self(time.0 / 60.0)
    }
}

impl From<Minutes> for Seconds {
    fn from(time: Minutes) -> Self {
        Self(time.0 * 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_keep_the_quantity() {
        assert_eq!(Kilometres::from(Metres::new(1500.0)), Kilometres::new(1.5));
        assert_eq!(Metres::from(Kilometres::new(1.5)), Metres::new(1500.0));
        assert_eq!(SquareKilometres::from(SquareMetres::new(2.5e6)), SquareKilometres::new(2.5));
        assert_eq!(SquareMetres::from(SquareKilometres::new(2.5)), SquareMetres::new(2.5e6));
        assert_eq!(Minutes::from(Seconds::new(90.0)), Minutes::new(1.5));
        assert_eq!(Seconds::from(Minutes::new(1.5)), Seconds::new(90.0));
    }

    #[test]
    fn sums_and_ratios() {
        let total: Metres = [1.0, 2.0, 3.5].into_iter().map(Metres::new).sum();
        assert_eq!(total, Metres::new(6.5));
        assert_eq!(Metres::new(3.0) / Metres::new(2.0), 1.5);
        assert_eq!(Minutes::new(60.0).to_string(), "60 min");
    }
}
