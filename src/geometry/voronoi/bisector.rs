//! Places equally far from two or three centres on the ellipsoid, by Newton's method on geodesic distances.
//!
//! The gradient of the distance from a centre is the direction of the geodesic that arrives from it, which every distance
//! computation gives along; so a step costs no more than the distances do.

use geo_types::Coord;

use super::footprint::Footprint;
use super::sphere::Vector;
use super::surface::{self, PlaneCut};
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
pub(super) struct Bisector<'a> {
    pub(super) centres: [Coord<f64>; 2],
    /// How far a chord (straight in longitude and latitude) may stray from the curve, in metres.
    pub(super) tolerance: f64,
    /// Away from it chords may be as long as they like.
    pub(super) footprint: &'a Footprint,
}

/// Longer chords (radians) are always parted: a coarse guess could settle on another stretch of the curve.
const LONGEST_CHORD: f64 = 0.015;
/// Shorter chords (radians) cannot bend both ways noticeably: looking at their middle is enough.
const SHORT_CHORD: f64 = 0.000_5;
const MOST_HALVINGS: u32 = 30;
/// Metres per radian of the conformal sphere, to within 0.5 %.
const METRES_PER_RADIAN: f64 = 6.38e6;

impl Bisector<'_> {
    /// The place of the curve next to a guess: straight down the difference of distances.
    pub(super) fn settle(&self, guess: Coord<f64>) -> Coord<f64> {
        let cut = PlaneCut::new(self.centres.map(surface::position));
        let above = cut.and_then(|cut| cut.above(surface::position(guess)));
        let mut place = above.map_or(guess, surface::place);
        for _ in 0..MOST_STEPS {
            let [(a, away_a), (b, away_b)] = self.centres.map(|centre| reach(centre, place));
            let slope = [away_a[0] - away_b[0], away_a[1] - away_b[1]];
            let factor = (b - a) / (slope[0] * slope[0] + slope[1] * slope[1]);
            let step = slope.map(|part| part * factor);
            let length = step[0].hypot(step[1]);
            if !length.is_finite() || length < CLOSE_ENOUGH {
                break;
            }
            place = moved(place, step);
            // The error left is about the square of the step by the distance.
            if length * length < CLOSE_ENOUGH * a.min(b) {
                break;
            }
        }
        place
    }

    /// The curve between two of its places as a line whose chords keep to the tolerance; both ends as given, but for whole turns.
    pub(super) fn trace(&self, from: Coord<f64>, to: Coord<f64>) -> Vec<Coord<f64>> {
        let mut line = vec![from];
        self.extend(&mut line, to, MOST_HALVINGS);
        line
    }

    fn extend(&self, line: &mut Vec<Coord<f64>>, to: Coord<f64>, halvings: u32) {
        let Some(from) = line.last().copied() else { return };
        let chord = Chord::new(from, to);
        if halvings == 0 || chord.is_away(self.footprint) {
            return line.push(chord.to);
        }
        let middle = self.on_curve(&chord, 0.5);
        if self.is_straight(&chord, middle) {
            return line.push(chord.to);
        }
        self.extend(line, middle, halvings - 1);
        self.extend(line, to, halvings - 1);
    }

    /// The place of the curve next to a part of the way along a chord.
    fn on_curve(&self, chord: &Chord, part: f64) -> Coord<f64> {
        continuous(self.settle(chord.on_sphere(part)), chord.from.x)
    }

    /// True when the curve keeps to its chord; a long chord is looked at in two more places, for the curve may bend both ways.
    fn is_straight(&self, chord: &Chord, middle: Coord<f64>) -> bool {
        let strays = |part: f64, place: Coord<f64>| chord.strayed(part, place) > self.tolerance;
        chord.length < LONGEST_CHORD
            && !strays(0.5, middle)
            && (chord.length < SHORT_CHORD || [0.25, 0.75].iter().all(|part| !strays(*part, self.on_curve(chord, *part))))
    }
}

/// A line that is straight in longitude and latitude, between two places of a curve.
struct Chord {
    from: Coord<f64>,
    to: Coord<f64>,
    ends: [Vector; 2],
    /// Radians.
    length: f64,
}

impl Chord {
    fn new(from: Coord<f64>, to: Coord<f64>) -> Self {
        let ends = [Vector::of(from), Vector::of(to)];
        Self { from, to: continuous(to, from.x), ends, length: ends[0].angle(ends[1]) }
    }

    /// The place some part of the way along the great circle between the ends.
    fn on_sphere(&self, part: f64) -> Coord<f64> {
        let [from, to] = self.ends;
        from.times(1.0 - part).plus(to, part).unit().map_or(self.from, Vector::place)
    }

    /// How far aside of the chord, some part of the way along it, a place of the curve is, in metres.
    fn strayed(&self, part: f64, place: Coord<f64>) -> f64 {
        let away = Vector::of(self.from + (self.to - self.from) * part).plus(Vector::of(place), -1.0);
        let along = self.ends[1].plus(self.ends[0], -1.0).unit().map_or(0.0, |direction| away.dot(direction));
        METRES_PER_RADIAN * (away.dot(away) - along * along).max(0.0).sqrt()
    }

    /// True when no place of the curve between the ends can be in the study area: none is farther from both ends than these from
    /// each other.
    fn is_away(&self, footprint: &Footprint) -> bool {
        let bounds = footprint.bounds();
        let from = continuous(self.from, (bounds.min().x + bounds.max().x) / 2.0);
        let to = continuous(self.to, from.x);
        let reach = self.length.to_degrees() * 1.01;
        let steepest = (from.y.abs().max(to.y.abs()) + reach).min(90.0).to_radians().cos();
        let away = Coord { x: (reach / steepest).min(360.0), y: reach };
        let low = Coord { x: from.x.min(to.x), y: from.y.min(to.y) } - away;
        let high = Coord { x: from.x.max(to.x), y: from.y.max(to.y) } + away;
        // A wide study area may meet the chord once around the globe, too.
        let turns = [-360.0, 0.0, 360.0].map(|x| Coord { x, y: 0.0 });
        turns.iter().all(|turn| footprint.is_clear(low + *turn, high + *turn))
    }
}
