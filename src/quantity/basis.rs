//! What minutes are of: the ride alone or the whole way.

use std::fmt;

/// Whether minutes are of the ride alone or of the whole way from door to door. Every circle, matrix and link says which.
///
/// # Examples
/// ```
/// use ringshed::quantity::Basis;
/// assert_eq!(Basis::InVehicle.to_string(), "in-vehicle");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Rides and dwells only.
    InVehicle,
    /// Access, entry, waiting, ride, transfer and egress.
    DoorToDoor,
}

impl Basis {
    /// The words used in files, with what they mean.
    pub const WORDS: [(&'static str, Self); 2] = [("in-vehicle", Self::InVehicle), ("door-to-door", Self::DoorToDoor)];

    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InVehicle => "in-vehicle",
            Self::DoorToDoor => "door-to-door",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
