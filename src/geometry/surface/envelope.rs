//! The lower envelope of cones, and distances fast enough to evaluate it in bulk.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use geo_types::Coord;

use crate::geometry::ellipsoid;
use crate::quantity::{LonLat, Metres};

/// A value that grows evenly with geodesic distance from an apex.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cone {
    /// Where the value is lowest.
    pub apex: LonLat,
    /// The value at the apex.
    pub start: f64,
    /// Growth of the value per metre, 0 or more.
    pub slope: f64,
    /// Beyond this distance the cone has no value.
    pub limit: Option<Metres>,
    /// Whose cone it is: what a [partition](super::partition) gives places to. Of equal values the smaller label wins.
    pub label: usize,
}

/// Up to this (metres) triangles are nearly as in the plane: angles are larger by 5 % at most.
const FLAT: f64 = 2_500_000.0;
/// Up to this chord (metres) distances are computed from the chord and the curvature at the apex.
const NEAR: f64 = 200_000.0;
/// What such a distance may be wrong by, in metres. Tests measure it against Karney's geodesics: 5 mm at most.
pub(super) const DISTANCE_ERROR: f64 = 0.01;
/// The smallest radius of curvature of the ellipsoid in metres: along the meridian at the equator.
const SMALLEST_RADIUS: f64 = 6_335_439.0;

/// A cone with what its distances are computed from.
#[derive(Clone, Copy, Debug)]
struct Prepared {
    cone: Cone,
    limit: f64,
    position: [f64; 3],
    east: [f64; 3],
    north: [f64; 3],
    /// Curvature of the ellipsoid at the apex to the east and to the north, per metre.
    curvature: [f64; 2],
}

/// The lower envelope of some cones: at every place the lowest value of any.
///
/// # Examples
/// ```
/// use ringshed::LonLat;
/// use ringshed::geometry::surface::{Cone, Envelope};
/// let cone = |lon, start| Ok::<_, ringshed::quantity::LonLatError>(Cone { apex: LonLat::new(lon, 0.0)?, start, slope: 0.001, limit: None, label: 0 });
/// let envelope = Envelope::new(&[cone(0.0, 0.0)?, cone(1.0, 10.0)?]);
/// assert_eq!(envelope.value(LonLat::new(1.0, 0.0)?), Some(10.0));
/// assert_eq!(envelope.value(LonLat::new(0.0, 0.0)?), Some(0.0));
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Envelope {
    cones: Vec<Prepared>,
}

/// A place as the envelope sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    place: Coord<f64>,
    position: [f64; 3],
}

impl Envelope {
    /// Takes the cones. Of cones that differ only in their start and label the lowest is kept.
    pub fn new(cones: &[Cone]) -> Self {
        let mut lowest: BTreeMap<[u64; 4], Cone> = BTreeMap::new();
        for &cone in cones {
            let limit = cone.limit.map_or(f64::INFINITY, Metres::metres);
            let key = [cone.apex.lon(), cone.apex.lat(), cone.slope, limit].map(f64::to_bits);
            let kept = lowest.entry(key).or_insert(cone);
            if cone.start.total_cmp(&kept.start).then(cone.label.cmp(&kept.label)).is_lt() {
                *kept = cone;
            }
        }
        Self { cones: lowest.into_values().map(Prepared::new).collect() }
    }

    /// The cones that start at or below a level: all that matter to what is below it.
    #[must_use]
    pub fn up_to(&self, level: f64) -> Self {
        Self { cones: self.cones.iter().filter(|cone| cone.cone.start <= level).copied().collect() }
    }

    /// The lowest value at a position, by Karney's geodesics; `None` where no cone reaches.
    pub fn value(&self, at: LonLat) -> Option<f64> {
        self.lowest(at).map(|(value, _)| value)
    }

    /// The lowest value at a position and the label of its cone; of equal values the smallest label.
    pub fn lowest(&self, at: LonLat) -> Option<(f64, usize)> {
        let seen = self.seen_from(at.coord());
        // No geodesic is shorter than its chord, so most cones need not be measured.
        let least = |cone: &Prepared| {
            let chord = cone.chord(&seen);
            if chord <= cone.limit { cone.cone.start + cone.cone.slope * chord } else { f64::INFINITY }
        };
        let first = self.cones.iter().min_by(|a, b| least(a).total_cmp(&least(b)))?;
        let mut best = first.measured(&seen);
        for cone in &self.cones {
            let least = least(cone);
            if least.is_finite() && best.is_none_or(|(value, _)| least <= value) {
                best = [best, cone.measured(&seen)].into_iter().flatten().min_by(by_value_and_label);
            }
        }
        best
    }

    pub(super) fn len(&self) -> usize {
        self.cones.len()
    }

    pub(super) fn cone(&self, number: u32) -> &Cone {
        &self.cones[number as usize].cone
    }

    /// The largest slope of any cone.
    pub(super) fn steepest(&self) -> f64 {
        self.cones.iter().map(|cone| cone.cone.slope).fold(0.0, f64::max)
    }

    /// The radius of the disk in which a cone is at or below a level; `None` when it starts above.
    pub(super) fn radius(&self, number: u32, level: f64) -> Option<f64> {
        let Prepared { cone, limit, .. } = &self.cones[number as usize];
        let room = level - cone.start;
        let by_value = if cone.slope > 0.0 { room / cone.slope } else { f64::INFINITY };
        (room >= 0.0).then_some(by_value.min(*limit))
    }

    pub(super) fn limit(&self, number: u32) -> f64 {
        self.cones[number as usize].limit
    }

    pub(super) fn seen_from(&self, place: Coord<f64>) -> Seen {
        Seen { place, position: ellipsoid::cartesian(place) }
    }

    /// The lowest value of some cones at a place; infinite (the infimum of nothing) where none reaches.
    pub(super) fn value_among(&self, seen: &Seen, cones: &[u32]) -> f64 {
        cones.iter().map(|&number| self.cones[number as usize].value(seen)).fold(f64::INFINITY, f64::min)
    }

    /// The label of the lowest of some cones at a place; of equal values the smallest.
    pub(super) fn label_among(&self, seen: &Seen, cones: &[u32]) -> Option<usize> {
        let values = cones.iter().map(|&number| {
            let cone = &self.cones[number as usize];
            (cone.value(seen), cone.cone.label)
        });
        values.filter(|(value, _)| value.is_finite()).min_by(by_value_and_label).map(|(_, label)| label)
    }

    /// As [`Envelope::distance_bounds`], within a centimetre.
    pub(super) fn close_bounds(&self, number: u32, seen: &Seen) -> [f64; 2] {
        let metres = self.cones[number as usize].distance(seen);
        [(metres - DISTANCE_ERROR).max(0.0), metres + DISTANCE_ERROR]
    }

    /// How much the difference between the values of two cones changes per metre, at most, at places that are at least some distances from
    /// their apexes: the directions to two apexes differ by no more than twice the way between them over the sum of those distances
    /// (as vectors of unit length, in the plane; a tenth more covers the curvature of the earth up to the distances allowed).
    pub(super) fn parting(&self, a: u32, b: u32, least_a: f64, least_b: f64) -> f64 {
        let (a, b) = (&self.cones[a as usize], &self.cones[b as usize]);
        let [x, y, z] = difference(a.position, b.position);
        let (apart, sum) = ((x * x + y * y + z * z).sqrt(), least_a + least_b);
        let is_flat = apart <= FLAT && sum <= FLAT;
        let directions = if is_flat && sum > 0.0 { (1.1 * 2.0 * apart / sum).min(2.0) } else { 2.0 };
        (a.cone.slope - b.cone.slope).abs() + a.cone.slope.min(b.cone.slope) * directions
    }

    /// Bounds of the distance from a cone's apex to a place, in metres.
    pub(super) fn distance_bounds(&self, number: u32, seen: &Seen) -> [f64; 2] {
        let cone = &self.cones[number as usize];
        let chord = cone.chord(seen);
        if chord <= NEAR {
            let metres = cone.near_distance(seen, chord);
            return [(metres - DISTANCE_ERROR).max(0.0), metres + DISTANCE_ERROR];
        }
        // A curve that bends less than a circle is not longer than the circle's arc over the same chord (Schur's theorem).
        let half = (chord / (2.0 * SMALLEST_RADIUS)).min(1.0);
        let arc = 2.0 * SMALLEST_RADIUS * half.asin();
        // Beyond the circle there is no such arc: half around the earth is the most.
        [chord, if half < 1.0 { arc + 1.0 } else { 20_040_000.0 }]
    }
}

impl Prepared {
    fn new(cone: Cone) -> Self {
        let place = cone.apex.coord();
        let (sin_lon, cos_lon) = place.x.to_radians().sin_cos();
        let (sin_lat, cos_lat) = place.y.to_radians().sin_cos();
        // Metres per radian along the parallel are the normal's length times the cosine: take it where the cosine is not zero.
        let [_, per_latitude] = ellipsoid::metres_per_degree(place.y);
        let normal = f64::hypot(ellipsoid::cartesian(place)[0], ellipsoid::cartesian(place)[1]) / cos_lat.max(1e-12);
        let eastward = if cos_lat > 1e-6 { 1.0 / normal } else { per_latitude.to_degrees().recip() };
        Self {
            cone,
            limit: cone.limit.map_or(f64::INFINITY, Metres::metres),
            position: ellipsoid::cartesian(place),
            east: [-sin_lon, cos_lon, 0.0],
            north: [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
            curvature: [eastward, per_latitude.to_degrees().recip()],
        }
    }

    fn chord(&self, seen: &Seen) -> f64 {
        let [x, y, z] = difference(seen.position, self.position);
        (x * x + y * y + z * z).sqrt()
    }

    /// The geodesic over a short chord: an arc whose curvature is that of the ellipsoid in its direction (Euler's theorem).
    fn near_distance(&self, seen: &Seen, chord: f64) -> f64 {
        let away = difference(seen.position, self.position);
        let (east, north) = (dot(away, self.east), dot(away, self.north));
        let square = east * east + north * north;
        if square < 1e-6 {
            return chord;
        }
        let curvature = (east * east * self.curvature[0] + north * north * self.curvature[1]) / square;
        let turn = (chord * curvature) * (chord * curvature);
        chord * (1.0 + turn / 24.0 + turn * turn * (3.0 / 640.0))
    }

    fn distance(&self, seen: &Seen) -> f64 {
        let chord = self.chord(seen);
        if chord <= NEAR { self.near_distance(seen, chord) } else { ellipsoid::distance(self.cone.apex.coord(), seen.place) }
    }

    /// Value and label by Karney's geodesic; `None` beyond the limit.
    fn measured(&self, seen: &Seen) -> Option<(f64, usize)> {
        let metres = ellipsoid::distance(self.cone.apex.coord(), seen.place);
        (metres <= self.limit).then_some((self.cone.start + self.cone.slope * metres, self.cone.label))
    }

    fn value(&self, seen: &Seen) -> f64 {
        let metres = self.distance(seen);
        if metres <= self.limit { self.cone.start + self.cone.slope * metres } else { f64::INFINITY }
    }
}

fn by_value_and_label(a: &(f64, usize), b: &(f64, usize)) -> Ordering {
    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
}

fn difference(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::testing::Numbers;

    fn place(lon: f64, lat: f64) -> LonLat {
        LonLat::wrapped(lon, lat)
    }

    #[test]
    fn near_distances_agree_with_karney() {
        let mut numbers = Numbers(11);
        let mut worst = 0.0_f64;
        for _ in 0..20_000 {
            let apex = place(numbers.within(-180.0, 180.0), numbers.within(-90.0, 90.0));
            let cone = Prepared::new(Cone { apex, start: 0.0, slope: 1.0, limit: None, label: 0 });
            let metres = numbers.within(0.0, 199_000.0);
            let away = ellipsoid::destination(apex.coord(), numbers.within(0.0, 360.0), metres);
            let seen = Seen { place: away, position: ellipsoid::cartesian(away) };
            worst = worst.max((cone.near_distance(&seen, cone.chord(&seen)) - metres).abs());
        }
        assert!(worst < DISTANCE_ERROR, "{worst}");
    }

    #[test]
    fn bounds_hold_at_any_distance() {
        let mut numbers = Numbers(12);
        for _ in 0..5_000 {
            let mut any = || place(numbers.within(-180.0, 180.0), numbers.within(-90.0, 90.0));
            let (apex, at) = (any(), any());
            let envelope = Envelope::new(&[Cone { apex, start: 0.0, slope: 1.0, limit: None, label: 0 }]);
            let metres = ellipsoid::distance(apex.coord(), at.coord());
            let [least, most] = envelope.distance_bounds(0, &envelope.seen_from(at.coord()));
            assert!(least <= metres && metres <= most, "{apex} {at}: {least} {metres} {most}");
        }
    }

    #[test]
    fn differences_change_no_faster_than_said() {
        let mut numbers = Numbers(14);
        for _ in 0..3_000 {
            let apex = place(numbers.within(-180.0, 180.0), numbers.within(-89.0, 89.0));
            let mut beside = |from: LonLat, most: f64| {
                let at = ellipsoid::destination(from.coord(), numbers.within(0.0, 360.0), numbers.within(0.0, most));
                place(at.x, at.y)
            };
            let other = beside(apex, 2e5);
            let here = beside(apex, 2e6);
            let there = beside(here, 5e3);
            let cone = |apex, slope| Cone { apex, start: 0.0, slope, limit: None, label: 0 };
            let envelope = Envelope::new(&[cone(apex, 1.0), cone(other, 0.7)]);
            let metres = |cone: u32, at: LonLat| ellipsoid::distance(envelope.cone(cone).apex.coord(), at.coord());
            let excess = |at: LonLat| (0..2).map(|cone| metres(cone, at) * envelope.cone(cone).slope).reduce(|a, b| a - b);
            let step = ellipsoid::distance(here.coord(), there.coord());
            let least = |cone: u32| (metres(cone, here) - step).max(0.0);
            let change = (excess(here).expect("two") - excess(there).expect("two")).abs();
            assert!(change <= envelope.parting(0, 1, least(0), least(1)) * step + 1e-6, "{apex} {other} {here} {there}");
        }
    }

    #[test]
    fn the_lowest_cone_is_found_as_by_measuring_all() {
        let mut numbers = Numbers(13);
        let cones: Vec<Cone> = (0..60)
            .map(|number| Cone {
                apex: place(numbers.within(110.0, 120.0), numbers.within(35.0, 42.0)),
                start: numbers.within(0.0, 60.0),
                slope: if number % 3 == 0 { 0.0 } else { numbers.within(0.0005, 0.003) },
                limit: (number % 2 == 0).then(|| Metres::new(numbers.within(5e3, 1e5))),
                label: number % 7,
            })
            .collect();
        let envelope = Envelope::new(&cones);
        for _ in 0..2_000 {
            let at = place(numbers.within(109.0, 121.0), numbers.within(34.0, 43.0));
            let all = cones.iter().filter_map(|cone| {
                let metres = ellipsoid::distance(cone.apex.coord(), at.coord());
                let within = cone.limit.is_none_or(|limit| metres <= limit.metres());
                within.then_some((cone.start + cone.slope * metres, cone.label))
            });
            let brute = all.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            assert_eq!(envelope.lowest(at), brute);
        }
    }

    #[test]
    fn of_cones_at_one_place_the_lowest_is_kept() {
        let cone = |start, label| Cone { apex: place(1.0, 2.0), start, slope: 0.0, limit: None, label };
        let envelope = Envelope::new(&[cone(5.0, 0), cone(3.0, 2), cone(3.0, 1)]);
        assert_eq!(envelope.len(), 1);
        assert_eq!(envelope.lowest(place(1.0, 2.0)), Some((3.0, 1)));
        assert_eq!(Envelope::new(&[]).value(place(0.0, 0.0)), None);
    }
}
