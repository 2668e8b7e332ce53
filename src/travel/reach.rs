//! What can be reached from a place, or from where it can be reached: a surface of minutes as a lower envelope.

use crate::geometry::geodesic;
use crate::quantity::{LonLat, Metres, Minutes};

/// Minutes between a place and everywhere: at each position the least that one of the sources gives.
///
/// # Examples
/// ```
/// use ringshed::travel::{Crow, Direction, TravelModel};
/// use ringshed::{LonLat, Minutes, Place};
/// let model = TravelModel::Crow(Crow::default());
/// let beijing = Place::new("Beijing", LonLat::new(116.397, 39.9075)?);
/// let reach = model.reach(&beijing, Direction::From);
/// assert_eq!(reach.minutes_at(beijing.at), Some(Minutes::new(0.0)));
/// assert_eq!(reach.sources.len(), 1);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reach {
    /// What the surface is the lower envelope of, in a fixed order.
    pub sources: Vec<Source>,
}

/// Where minutes spread out from, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Source {
    /// Where they spread from.
    pub at: LonLat,
    /// The minutes there.
    pub start: Minutes,
    /// How they grow around it.
    pub spread: Spread,
}

/// How minutes grow around a source, by geodesic distance on WGS84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// With the distance, up to a limit if there is one.
    Way {
        /// Minutes for each metre of geodesic distance, above 0.
        minutes_per_metre: f64,
        /// The farthest distance that is covered this way.
        limit: Option<Metres>,
    },
    /// Not at all up to a radius: everything within it is there already.
    Disk {
        /// The farthest distance that is covered.
        radius: Metres,
    },
}

impl Reach {
    /// The minutes at a position, by looking at every source; `None` where no source reaches.
    pub fn minutes_at(&self, at: LonLat) -> Option<Minutes> {
        self.sources.iter().filter_map(|source| source.minutes_at(at)).min_by(Minutes::total_cmp)
    }
}

impl Source {
    /// The minutes that this source alone gives a position; `None` beyond its limit.
    pub fn minutes_at(&self, at: LonLat) -> Option<Minutes> {
        let distance = geodesic::distance(self.at, at);
        match self.spread {
            Spread::Way { minutes_per_metre, limit } => {
                let within = limit.is_none_or(|limit| distance <= limit);
                within.then(|| self.start + Minutes::new(minutes_per_metre * distance.metres()))
            }
            Spread::Disk { radius } => (distance <= radius).then_some(self.start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64) -> LonLat {
        LonLat::new(lon, 0.0).expect("on the globe")
    }

    #[test]
    fn the_least_source_counts_and_limits_end_it() {
        // A degree of longitude on the equator is 111,319.49 m.
        let way = |lon, start, limit| Source {
            at: at(lon),
            start: Minutes::new(start),
            spread: Spread::Way { minutes_per_metre: 1e-3, limit },
        };
        let disk = Source { at: at(5.0), start: Minutes::new(7.0), spread: Spread::Disk { radius: Metres::new(1000.0) } };
        let reach = Reach { sources: vec![way(0.0, 10.0, Some(Metres::new(200_000.0))), way(1.0, 90.0, None), disk] };
        let minutes = |lon| reach.minutes_at(at(lon)).map(Minutes::minutes);
        assert_eq!(minutes(0.0), Some(10.0));
        assert!((minutes(1.0).expect("reached") - 90.0).abs() < 1e-9, "the second source is nearer by time");
        assert!((minutes(-1.0).expect("reached") - 121.319).abs() < 1e-3);
        assert!((minutes(-2.0).expect("by the second") - (90.0 + 333.958)).abs() < 1e-3, "beyond the limit of the first");
        assert_eq!(minutes(5.005), Some(7.0));
        let nowhere = Reach { sources: vec![disk] };
        assert_eq!(nowhere.minutes_at(at(0.0)), None);
    }
}
