//! Places equally far from two or three centres on the ellipsoid, by Newton's method on geodesic distances.
//!
//! The gradient of the distance from a centre is the direction of the geodesic that arrives from it, which every distance
//! computation gives along; so a step costs no more than the distances do.

use geo_types::Coord;

use super::sphere::Vector;
use crate::geometry::ellipsoid;

/// Steps end when the next one would be shorter than this (metres).
const CLOSE_ENOUGH: f64 = 1e-6;
const MOST_STEPS: usize = 20;
/// No step is longer than this (metres): far from the goal the linear model is not to be trusted.
const LONGEST_STEP: f64 = 200_000.0;

/// How far a place is from a centre, and the direction away from it (east, north; length one).
fn reach(centre: Coord<f64>, place: Coord<f64>) -> (f64, [f64; 2]) {
    let course = ellipsoid::course(centre, place);
    (course.metres, course.azimuth_to.to_radians().sin_cos().into())
}

/// The place reached by going some metres east and north. Its longitude is continuous with that of `place`.
fn moved(place: Coord<f64>, [east, north]: [f64; 2]) -> Coord<f64> {
    let metres = east.hypot(north);
    let factor = if metres > LONGEST_STEP { LONGEST_STEP / metres } else { 1.0 };
    continuous(ellipsoid::destination(place, east.atan2(north).to_degrees(), metres * factor), place.x)
}

/// The place with its longitude turned to within half a turn of `longitude`.
pub(super) fn continuous(place: Coord<f64>, longitude: f64) -> Coord<f64> {
    Coord { x: place.x + 360.0 * ((longitude - place.x) / 360.0).round(), y: place.y }
}

/// The place that is equally far from three centres, starting from a guess.
pub(super) fn circumcentre(centres: [Coord<f64>; 3], guess: Coord<f64>) -> Coord<f64> {
    let mut place = guess;
    for _ in 0..MOST_STEPS {
        let [(a, away_a), (b, away_b), (c, away_c)] = centres.map(|centre| reach(centre, place));
        let (first, second) =
            ([away_a[0] - away_b[0], away_a[1] - away_b[1]], [away_a[0] - away_c[0], away_a[1] - away_c[1]]);
        let determinant = first[0] * second[1] - first[1] * second[0];
        let east = ((b - a) * second[1] - (c - a) * first[1]) / determinant;
        let north = ((c - a) * first[0] - (b - a) * second[0]) / determinant;
        if !(east.is_finite() && north.is_finite()) || east.hypot(north) < CLOSE_ENOUGH {
            break;
        }
        place = moved(place, [east, north]);
    }
    place
}

/// The curve of places equally far from two centres.
pub(super) struct Bisector {
    pub(super) centres: [Coord<f64>; 2],
    /// How far a chord (straight in longitude and latitude) may stray from the curve, in metres.
    pub(super) tolerance: f64,
    /// Beyond this distance (radians) from `middle` chords may be as long as they like.
    pub(super) middle: Vector,
    pub(super) radius: f64,
}

/// Shorter chords (degrees) cannot bend both ways noticeably: looking at their middle is enough.
const SHORT_CHORD: f64 = 0.05;
const MOST_HALVINGS: u32 = 20;

impl Bisector {
    /// The place of the curve next to a guess: straight down the difference of distances.
    pub(super) fn settle(&self, guess: Coord<f64>) -> Coord<f64> {
        let mut place = guess;
        for _ in 0..MOST_STEPS {
            let [(a, away_a), (b, away_b)] = self.centres.map(|centre| reach(centre, place));
            let slope = [away_a[0] - away_b[0], away_a[1] - away_b[1]];
            let factor = (b - a) / (slope[0] * slope[0] + slope[1] * slope[1]);
            let step = slope.map(|part| part * factor);
            // Half a millimetre of step leaves an error far below it: the next step would be about its square by the distance.
            let length = step[0].hypot(step[1]);
            if !length.is_finite() || length < CLOSE_ENOUGH {
                break;
            }
            place = moved(place, step);
            if length < 5e-4 {
                break;
            }
        }
        place
    }

    /// The curve between two of its places as a line whose chords keep to the tolerance; both ends as given.
    pub(super) fn trace(&self, from: Coord<f64>, to: Coord<f64>) -> Vec<Coord<f64>> {
        let mut line = vec![from];
        self.extend(&mut line, from, continuous(to, from.x), MOST_HALVINGS);
        line
    }

    fn extend(&self, line: &mut Vec<Coord<f64>>, from: Coord<f64>, to: Coord<f64>, halvings: u32) {
        let middle = self.settle(between(from, to, 0.5));
        if halvings == 0 || self.is_beyond(from, to) || self.is_straight(from, to, middle) {
            line.push(to);
            return;
        }
        self.extend(line, from, middle, halvings - 1);
        self.extend(line, middle, to, halvings - 1);
    }

    /// True when the curve keeps to its chord; a long chord is looked at in two more places, for the curve may bend both ways.
    fn is_straight(&self, from: Coord<f64>, to: Coord<f64>, middle: Coord<f64>) -> bool {
        let strays = |at: Coord<f64>, chord: Coord<f64>| ellipsoid::distance(at, chord) > self.tolerance;
        let quarter_strays = |part: f64| {
            let chord = between(from, to, part);
            strays(self.settle(chord), chord)
        };
        let is_short = (to.x - from.x).abs() + (to.y - from.y).abs() < SHORT_CHORD;
        !strays(middle, between(from, to, 0.5)) && (is_short || !(quarter_strays(0.25) || quarter_strays(0.75)))
    }

    /// True when no place of the curve between two of its places can be in the study area.
    fn is_beyond(&self, from: Coord<f64>, to: Coord<f64>) -> bool {
        let (from, to) = (Vector::of(from), Vector::of(to));
        from.angle(self.middle).min(to.angle(self.middle)) - from.angle(to) > self.radius
    }
}

fn between(from: Coord<f64>, to: Coord<f64>, part: f64) -> Coord<f64> {
    from + (to - from) * part
}
