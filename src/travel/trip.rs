//! The way from one place to another, and what its minutes are made of.

use super::crow::Crow;
use crate::network::StationId;
use crate::quantity::{Metres, Minutes};

/// The way from one place to another.
///
/// Minutes may differ between the two directions; the distance does not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trip {
    /// Geodesic distance.
    pub distance: Metres,
    /// Travel time; `None` when the destination cannot be reached.
    pub minutes: Option<Minutes>,
    /// What the minutes are made of, for a trip by train; `None` when minutes come from distance alone or there are none.
    pub parts: Option<Parts>,
    /// Where trains are boarded first and left last; `None` for a trip without a train.
    pub ride: Option<Ride>,
}

/// The stations at the two ends of the rides of a trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ride {
    /// Where the first train is boarded.
    pub board: StationId,
    /// Where the last train is left.
    pub alight: StationId,
    /// How often one changes trains in between; `None` for in-vehicle minutes, which take every ride for one that goes through.
    pub changes: Option<u32>,
}

/// What the minutes of a trip are made of. In-vehicle minutes are all `ride`.
///
/// # Examples
/// ```
/// use ringshed::Minutes;
/// use ringshed::travel::Parts;
/// let parts = Parts { access: Minutes::new(12.0), entry: Minutes::new(20.0), ride: Minutes::new(30.0), ..Parts::default() };
/// assert_eq!(parts.total(), Minutes::new(62.0));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// From the origin to the station.
    pub access: Minutes,
    /// Entry and security at the station.
    pub entry: Minutes,
    /// Waiting for trains.
    pub wait: Minutes,
    /// Rides, with the dwells at the stops passed.
    pub ride: Minutes,
    /// Changing trains.
    pub transfer: Minutes,
    /// Leaving the station and from there to the destination.
    pub egress: Minutes,
}

impl Trip {
    /// The same way by the distance-based model, where that is faster or there is no train.
    pub(super) fn or_faster(self, crow: &Crow) -> Self {
        let minutes = crow.minutes(self.distance);
        let by_train = self.minutes.is_some_and(|by_train| by_train <= minutes);
        if by_train { self } else { Self { minutes: Some(minutes), parts: None, ride: None, ..self } }
    }
}

impl Parts {
    /// The names of the parts, in the order of the way.
    pub const NAMES: [&'static str; 6] = ["access", "entry", "wait", "ride", "transfer", "egress"];

    /// The parts in the order of [`Parts::NAMES`].
    pub fn in_order(&self) -> [Minutes; 6] {
        [self.access, self.entry, self.wait, self.ride, self.transfer, self.egress]
    }

    /// Their sum: the minutes of the trip.
    pub fn total(&self) -> Minutes {
        self.in_order().into_iter().sum()
    }
}
