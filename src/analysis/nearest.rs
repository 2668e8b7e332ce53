//! The nearest of some centres for many points.

use rayon::prelude::*;

use crate::geometry::nearest::NearestPlaces;
use crate::quantity::{LonLat, Metres};

/// Points that a thread takes at a time.
const SHARE: usize = 4096;

/// For each point the nearest centre by geodesic distance on WGS84 (of equally near ones the first), by its number from 0, and
/// how far it is. Empty when there are no centres.
///
/// # Examples
/// ```
/// use ringshed::LonLat;
/// use ringshed::analysis::nearest_centres;
/// let centres = [LonLat::new(116.397, 39.9075)?, LonLat::new(117.2, 39.13)?];
/// let found = nearest_centres(&[LonLat::new(117.0, 39.2)?, centres[0]], &centres);
/// assert_eq!((found[0].0, found[1].0), (1, 0));
/// assert_eq!(found[1].1.metres(), 0.0);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
pub fn nearest_centres(points: &[LonLat], centres: &[LonLat]) -> Vec<(usize, Metres)> {
    if centres.is_empty() {
        return Vec::new();
    }
    let index = NearestPlaces::new(centres);
    // Every element is overwritten: with centres there is a nearest one.
    let mut found = vec![(0, Metres::new(0.0)); points.len()];
    found.par_chunks_mut(SHARE).zip(points.par_chunks(SHARE)).for_each(|(found, points)| {
        for (found, &point) in found.iter_mut().zip(points) {
            *found = index.nearest(point).unwrap_or(*found);
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::geodesic;

    #[test]
    fn every_point_in_order_as_if_measured_against_every_centre() {
        let at = |step: u32, by: f64, start: f64, span: f64| start + span * (f64::from(step) * by).fract();
        let place = |step, by: [f64; 2]| {
            LonLat::new(at(step, by[0], 73.0, 62.0), at(step, by[1], 18.0, 36.0)).expect("on the globe")
        };
        let centres: Vec<LonLat> = (0..60).map(|step| place(step, [0.618_034, 0.414_214])).collect();
        let points: Vec<LonLat> = (0..10_000).map(|step| place(step, [0.754_878, 0.569_84])).collect();
        let found = nearest_centres(&points, &centres);
        assert_eq!(found.len(), points.len());
        for (point, (centre, distance)) in points.iter().zip(found) {
            let measured: Vec<Metres> = centres.iter().map(|&centre| geodesic::distance(*point, centre)).collect();
            let first = (0..centres.len()).min_by(|&a, &b| measured[a].total_cmp(&measured[b])).expect("there are centres");
            assert_eq!(centre, first, "{point}");
            assert!((distance - measured[first]).metres().abs() < 1e-6);
        }
        assert_eq!(nearest_centres(&points, &[]), []);
    }
}
