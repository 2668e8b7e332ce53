//! Surfaces of minutes: what travel models say about everywhere, as envelopes that geometry can cut.

use crate::geometry::rounding::Precision;
use crate::geometry::surface::{Cone, Envelope, Tolerance};
use crate::quantity::{Metres, Minutes};
use crate::travel::{Reach, Source, Spread};

/// Minutes by which the border of a circle or a catchment may be off, unless asked otherwise.
pub const DEFAULT_TOLERANCE: Minutes = Minutes::new(0.1);

/// Where minutes jump (at the end of a boarding radius) no slope turns minutes into metres: a kilometre a minute stands in.
const METRES_PER_MINUTE: f64 = 1000.0;

/// The tolerance of surfaces for one in minutes.
pub(super) fn tolerance(minutes: Minutes, precision: Precision) -> Tolerance {
    let distance = Metres::new(minutes.minutes() * METRES_PER_MINUTE);
    Tolerance { value: minutes.minutes(), distance, precision }
}

/// The least minutes of several reaches; each one's number is the label of its cones.
pub(super) fn envelope(reaches: &[Reach]) -> Envelope {
    Envelope::new(&cones(reaches))
}

pub(super) fn cones(reaches: &[Reach]) -> Vec<Cone> {
    let numbered = reaches.iter().enumerate();
    numbered.flat_map(|(label, reach)| reach.sources.iter().map(move |source| cone(source, label))).collect()
}

fn cone(source: &Source, label: usize) -> Cone {
    let (slope, limit) = match source.spread {
        Spread::Way { minutes_per_metre, limit } => (minutes_per_metre, limit),
        Spread::Disk { radius } => (0.0, Some(radius)),
    };
    Cone { apex: source.at, start: source.start.minutes(), slope, limit, label }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::LonLat;

    #[test]
    fn envelopes_say_what_reaches_say() {
        let at = |lon: f64, lat: f64| LonLat::new(lon, lat).expect("in range");
        let source = |lon: f64, start: f64, spread| Source { at: at(lon, 40.0), start: Minutes::new(start), spread };
        let way = |limit: Option<f64>| Spread::Way { minutes_per_metre: 0.0026, limit: limit.map(Metres::new) };
        let disk = Spread::Disk { radius: Metres::new(20_000.0) };
        let sources =
            vec![source(116.0, 0.0, way(None)), source(117.0, 30.0, disk), source(118.0, 25.0, way(Some(15_000.0)))];
        let reach = Reach { sources };
        let envelope = envelope(std::slice::from_ref(&reach));
        for step in 0..400 {
            let here = at(115.5 + 0.008 * f64::from(step), 39.8 + 0.001 * f64::from(step));
            assert_eq!(envelope.value(here).map(Minutes::new), reach.minutes_at(here), "{here}");
        }
    }
}
