//! The length of the geodesic between two places, fast.
//!
//! The problem is solved on the auxiliary sphere: with the reduced latitudes of the ends, a longitude difference on the sphere
//! gives a great circle, and the series of Karney (2013, equations 17, 18, 24 and 25) say which longitude difference on the
//! ellipsoid that is. The two differ by at most a three-hundredth, so the wanted one is the fixed point of a strong contraction: two
//! steps, Aitken's extrapolation and mostly one more step leave an error below 1e-14. Karney's own solution by Newton's method also finds
//! azimuths and goes through degrees, which costs twice the time; it takes over where the contraction is weak, near the antipodes.
//!
//! The series are cut where their terms stay below a nanometre. Distances agree with Karney's to within a tenth of a
//! micrometre; tests hold that.

use std::f64::consts::PI;

use geo_types::Coord;

/// Beyond this arc the contraction is too weak.
const FARTHEST_ARC: f64 = 0.95 * PI;

/// After a step this short, in radians, a three-hundredth of it is left, which is less than a tenth of a micrometre.
const SETTLED: f64 = 3e-12;

/// Enough steps for every arc that is not too far.
const MOST_STEPS: usize = 12;

const FLATTENING: f64 = 1.0 / 298.257_223_563;
const EQUATORIAL_RADIUS: f64 = 6_378_137.0;
const POLAR_RADIUS: f64 = EQUATORIAL_RADIUS * (1.0 - FLATTENING);
const THIRD_FLATTENING: f64 = FLATTENING / (2.0 - FLATTENING);
const SECOND_ECCENTRICITY_SQUARED: f64 = FLATTENING * (2.0 - FLATTENING) / ((1.0 - FLATTENING) * (1.0 - FLATTENING));

/// An end of a geodesic: sine and cosine of its reduced latitude.
#[derive(Clone, Copy, Debug)]
struct End {
    sine: f64,
    cosine: f64,
}

impl End {
    fn at(latitude: f64) -> Self {
        let (sine, cosine) = latitude.to_radians().sin_cos();
        let sine = (1.0 - FLATTENING) * sine;
        let scale = 1.0 / sine.hypot(cosine);
        Self { sine: sine * scale, cosine: cosine * scale }
    }
}

/// Length in metres of the shortest geodesic between two places in degrees (any longitude); `None` near the antipodes, where
/// another method is needed, and for numbers that are not finite.
pub(super) fn distance(from: Coord<f64>, to: Coord<f64>) -> Option<f64> {
    let (from_end, to_end) = (End::at(from.y), End::at(to.y));
    let longitudes = longitude_difference(from.x, to.x);
    let difference = longitudes.to_radians();
    let step = |spherical: f64| {
        let arc = Arc::between(from_end, to_end, spherical);
        (arc, difference + arc.excess())
    };
    let (_, first) = step(difference);
    let (_, second) = step(first);
    let mut guess = extrapolated(difference, first, second);
    for _ in 0..MOST_STEPS {
        let (arc, next) = step(guess);
        if arc.is_far() {
            return None;
        }
        if (next - guess).abs() <= SETTLED {
            // What is left of the way to the fixed point changes the length by the component along the parallel (Clairaut).
            return Some(arc.metres() + EQUATORIAL_RADIUS * arc.sine_azimuth * (next - guess));
        }
        guess = next;
    }
    None
}

/// The difference of two longitudes in degrees, 0 to 180.
fn longitude_difference(from: f64, to: f64) -> f64 {
    let difference = (to - from).abs();
    if difference <= 180.0 {
        return difference;
    }
    let turned = difference.rem_euclid(360.0);
    turned.min(360.0 - turned)
}

/// The limit of a sequence of three whose steps shrink by a constant factor (Aitken 1926).
fn extrapolated(first: f64, second: f64, third: f64) -> f64 {
    let (before, after) = (second - first, third - second);
    let bend = after - before;
    if bend == 0.0 { third } else { third - after * after / bend }
}

/// A great circle between two ends on the auxiliary sphere.
#[derive(Clone, Copy, Debug)]
struct Arc {
    /// Its length in radians, with sine and cosine.
    length: f64,
    sine: f64,
    cosine: f64,
    /// Sine of its azimuth where it crosses the equator.
    sine_azimuth: f64,
    /// Cosine of the sum of the arcs from the equator to its ends.
    cosine_sum: f64,
    /// Karney's expansion parameter, at most 0.0017.
    epsilon: f64,
}

impl Arc {
    fn between(from: End, to: End, longitudes: f64) -> Self {
        let (sine_longitudes, cosine_longitudes) = longitudes.sin_cos();
        let across = to.cosine * sine_longitudes;
        let along = from.cosine * to.sine - from.sine * to.cosine * cosine_longitudes;
        let sine = (across * across + along * along).sqrt();
        let cosine = from.sine * to.sine + from.cosine * to.cosine * cosine_longitudes;
        let sine_azimuth = if sine > 0.0 { from.cosine * across / sine } else { 0.0 };
        let cosine_azimuth_squared = 1.0 - sine_azimuth * sine_azimuth;
        // Along the equator the sum is not defined and not needed: every term with it has the factor epsilon, which is 0 there.
        let cosine_sum =
            if cosine_azimuth_squared > 1e-14 { cosine - 2.0 * from.sine * to.sine / cosine_azimuth_squared } else { 0.0 };
        let k_squared = SECOND_ECCENTRICITY_SQUARED * cosine_azimuth_squared;
        let epsilon = k_squared / (2.0 * (1.0 + (1.0 + k_squared).sqrt()) + k_squared);
        Self { length: sine.atan2(cosine), sine, cosine, sine_azimuth, cosine_sum, epsilon }
    }

    fn is_far(&self) -> bool {
        // Also true for what is not a number.
        !matches!(self.length.partial_cmp(&FARTHEST_ARC), Some(std::cmp::Ordering::Less))
    }

    /// By how much the longitude difference on the sphere exceeds that on the ellipsoid (equations 8, 23 to 25).
    fn excess(&self) -> f64 {
        const N: f64 = THIRD_FLATTENING;
        let e = self.epsilon;
        let scale = 1.0
            - e * ((0.5 - N / 2.0)
                + e * ((0.25 + N / 8.0 - 3.0 * N * N / 8.0)
                    + e * ((1.0 / 16.0 + 3.0 * N / 16.0) + e * (3.0 / 64.0 + N / 32.0))));
        let first = e
            * ((0.25 - N / 4.0) + e * ((1.0 / 8.0 - N * N / 8.0) + e * ((3.0 / 64.0 + 3.0 * N / 64.0) + e * (5.0 / 128.0))));
        let second = e * e * ((1.0 / 16.0 - 3.0 * N / 32.0) + e * ((3.0 / 64.0 - N / 32.0) + e * (3.0 / 128.0)));
        let third = e * e * e * ((5.0 / 192.0 - 3.0 * N / 64.0) + e * (3.0 / 128.0));
        FLATTENING * self.sine_azimuth * scale * (self.length + self.periodic([first, second, third, 0.0]))
    }

    /// Its length on the ellipsoid in metres (equations 7, 15 to 18).
    fn metres(&self) -> f64 {
        let e = self.epsilon;
        let squared = e * e;
        let scale = (1.0 + squared * (0.25 + squared / 64.0)) / (1.0 - e);
        let first = e * (-0.5 + squared * (3.0 / 16.0));
        let second = squared * (-1.0 / 16.0 + squared / 32.0);
        let third = squared * e * (-1.0 / 48.0);
        let fourth = squared * squared * (-5.0 / 512.0);
        POLAR_RADIUS * scale * (self.length + self.periodic([first, second, third, fourth]))
    }

    /// The sum over the ends of `coefficient * sin(2 l sigma)`, far end less near end; by addition theorems it is
    /// `2 coefficient cos(l (sigma1 + sigma2)) sin(l (sigma2 - sigma1))`.
    fn periodic(&self, [first, second, third, fourth]: [f64; 4]) -> f64 {
        let (cos1, sin1) = (self.cosine_sum, self.sine);
        let cos2 = 2.0 * cos1 * cos1 - 1.0;
        let sin2 = 2.0 * self.sine * self.cosine;
        let (cos3, sin3) = (2.0 * cos1 * cos2 - cos1, 2.0 * self.cosine * sin2 - sin1);
        let (cos4, sin4) = (2.0 * cos1 * cos3 - cos2, 2.0 * self.cosine * sin3 - sin2);
        2.0 * (first * cos1 * sin1 + second * cos2 * sin2 + third * cos3 * sin3 + fourth * cos4 * sin4)
    }
}

#[cfg(test)]
mod tests {
    use geographiclib_rs::InverseGeodesic;
    use proptest::prelude::*;

    use super::super::ellipsoid::WGS84;
    use super::*;

    /// How far a distance may be from Karney's, in metres.
    const ERROR_METRES: f64 = 1e-7;

    fn karney(from: Coord<f64>, to: Coord<f64>) -> f64 {
        WGS84.inverse(from.y, from.x, to.y, to.x)
    }

    fn agrees(from: (f64, f64), to: (f64, f64)) {
        let (from, to) = (Coord::from(from), Coord::from(to));
        let found = distance(from, to).expect("not near the antipodes");
        let wanted = karney(from, to);
        assert!((found - wanted).abs() <= ERROR_METRES, "{from:?} {to:?}: {found} for {wanted}");
    }

    #[test]
    fn poles_equator_meridians_and_equal_places() {
        agrees((0.0, 0.0), (0.0, 90.0));
        agrees((20.0, 90.0), (70.0, 89.0));
        agrees((0.0, 0.0), (90.0, 0.0));
        agrees((10.0, 0.0), (10.000_001, 0.0));
        agrees((10.0, -30.0), (10.0, 60.0));
        agrees((179.5, 10.0), (-179.5, 11.0));
        agrees((-170.0, 40.0), (530.0, 41.0));
        assert_eq!(distance(Coord { x: 5.0, y: 5.0 }, Coord { x: 5.0, y: 5.0 }), Some(0.0));
        assert_eq!(distance(Coord { x: 5.0, y: 90.0 }, Coord { x: 105.0, y: 90.0 }).map(|metres| metres < 1e-7), Some(true));
    }

    #[test]
    fn near_the_antipodes_there_is_no_answer() {
        assert_eq!(distance(Coord { x: 0.0, y: 30.0 }, Coord { x: 179.9, y: -30.0 }), None);
        assert_eq!(distance(Coord { x: 0.0, y: 0.0 }, Coord { x: 180.0, y: 0.0 }), None);
        assert_eq!(distance(Coord { x: f64::NAN, y: 0.0 }, Coord { x: 1.0, y: 0.0 }), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, rng_seed: prop::test_runner::RngSeed::Fixed(17), ..ProptestConfig::default() })]

        #[test]
        fn as_karney_all_over_the_globe(lon in -180.0..180.0, lat in -90.0..90.0, to_lon in -180.0..180.0, to_lat in -90.0..90.0) {
            let (from, to): (Coord<f64>, Coord<f64>) = (Coord { x: lon, y: lat }, Coord { x: to_lon, y: to_lat });
            let wanted = karney(from, to);
            match distance(from, to) {
                Some(found) => prop_assert!((found - wanted).abs() <= ERROR_METRES, "{} for {}", found, wanted),
                None => prop_assert!(wanted > 18_000_000.0, "{}", wanted),
            }
        }

        #[test]
        fn as_karney_nearby(lon in -180.0..180.0, lat in -90.0..90.0_f64, east in -1.0..1.0, north in -1.0..1.0_f64, scale in 0_i32..9) {
            let scale = 10_f64.powi(-scale);
            let to_lat: f64 = lat + north * scale;
            let (from, to) = (Coord { x: lon, y: lat }, Coord { x: lon + east * scale, y: to_lat.clamp(-90.0, 90.0) });
            let found = distance(from, to).expect("near each other");
            prop_assert!((found - karney(from, to)).abs() <= ERROR_METRES);
        }
    }
}
