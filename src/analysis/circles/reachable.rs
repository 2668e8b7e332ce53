//! How much of a circle can truly be reached: measured by exact minutes, whatever way its polygon was made.
//!
//! Places are spread evenly over every part of the polygon by a sequence of low discrepancy (Roberts 2018: multiples of the powers of the
//! plastic number), which for the same number of places is far closer than chance.

use geo_types::{MultiPolygon, Polygon};

use super::{Centre, Origin};
use crate::analysis::areal::PopulationCover;
use crate::atlas::Place;
use crate::geometry::border::Border;
use crate::geometry::surface::Envelope;
use crate::geometry::{Position, PreparedBoundary, geodesic, shape};
use crate::quantity::{LonLat, Metres, Minutes, SquareMetres};
use crate::travel::{Crow, Direction, TravelModel};

/// How many places of a circle are looked at, about; of each of its parts at least the fewest.
const PLACES: f64 = 4096.0;
const FEWEST: f64 = 16.0;
/// Places tried for one that is in the part.
const TRIES: usize = 64;
/// The inverse of the plastic number and its square.
const STEP: [f64; 2] = [0.754_877_666_246_692_7, 0.569_840_290_998_053_3];

/// The exact minutes of a centre, or of several together.
pub(super) enum Truth {
    /// From the sources of travel models.
    Surface(Envelope),
    /// From the distance to borders.
    Borders { borders: Vec<(Border, PreparedBoundary)>, crow: Crow },
}

/// Exact minutes, for telling what is within some.
pub(super) struct Within<'a> {
    truth: &'a Truth,
    /// Only what may be within.
    nearby: Option<Envelope>,
    minutes: Minutes,
}

impl Truth {
    /// The distance-based model from places or borders. Its minutes are the same either way.
    pub(super) fn of_crow(crow: &Crow, centres: &[Centre<'_>]) -> Self {
        let border = |centre: &Centre<'_>| match centre.origin {
            Origin::Border(boundary) => Some((Border::new(boundary), PreparedBoundary::new(boundary))),
            Origin::Place(_) => None,
        };
        let place = |centre: &Centre<'_>| match &centre.origin {
            Origin::Place(place) => Some(TravelModel::Crow(*crow).reach(place, Direction::From)),
            Origin::Border(_) => None,
        };
        let borders: Vec<_> = centres.iter().filter_map(border).collect();
        if !borders.is_empty() {
            return Self::Borders { borders, crow: *crow };
        }
        Self::Surface(crate::analysis::surface::envelope(&centres.iter().filter_map(place).collect::<Vec<_>>()))
    }

    /// The exact minutes at a position; `None` where it cannot be reached.
    pub(super) fn minutes_at(&self, at: LonLat) -> Option<Minutes> {
        match self {
            Self::Surface(envelope) => envelope.value(at).map(Minutes::new),
            Self::Borders { borders, crow } => {
                let distance = |(border, inside): &(Border, PreparedBoundary)| match inside.position(at) {
                    Position::Outside => border.distance(at),
                    Position::Inside | Position::OnBorder => Some(Metres::new(0.0)),
                };
                borders.iter().filter_map(distance).min_by(Metres::total_cmp).map(|distance| crow.minutes(distance))
            }
        }
    }

    pub(super) fn up_to(&self, minutes: Minutes) -> Within<'_> {
        let nearby = match self {
            Self::Surface(envelope) => Some(envelope.up_to(minutes.minutes())),
            Self::Borders { .. } => None,
        };
        Within { truth: self, nearby, minutes }
    }
}

impl Within<'_> {
    fn reaches(&self, at: LonLat) -> bool {
        let minutes = match &self.nearby {
            Some(nearby) => nearby.value(at).map(Minutes::new),
            None => self.truth.minutes_at(at),
        };
        // A thousandth of a second is the rounding of distances, not of places.
        minutes.is_some_and(|found| found.minutes() <= self.minutes.minutes() + 1e-6)
    }
}

/// What looking at places of a polygon gave.
#[derive(Debug, Default)]
pub(super) struct Sample {
    /// Share of the area that is within the minutes; `None` for an empty polygon.
    pub(super) share: Option<f64>,
    /// Places that are not, each with the area it stands for.
    unreached: Vec<(LonLat, SquareMetres)>,
}

/// Looks at places of a polygon.
pub(super) fn sample(boundary: &MultiPolygon<f64>, within: &Within<'_>) -> Sample {
    let areas: Vec<f64> = boundary.iter().map(|part| geodesic::area(&part.clone().into()).square_metres()).collect();
    let whole: f64 = areas.iter().sum();
    if whole <= 0.0 {
        return Sample::default();
    }
    let mut unreached = Vec::new();
    for (part, &area) in boundary.iter().zip(&areas) {
        let places = places_in(part, (PLACES * area / whole).max(FEWEST) as usize);
        let weights: f64 = places.iter().map(|at| weight(*at)).sum();
        let missed = places.into_iter().filter(|at| !within.reaches(*at));
        unreached.extend(missed.map(|at| (at, SquareMetres::new(area * weight(at) / weights))));
    }
    let missed: f64 = unreached.iter().map(|(_, area)| area.square_metres()).sum();
    Sample { share: Some((1.0 - missed / whole).max(0.0)), unreached }
}

/// Area per square degree.
fn weight(at: LonLat) -> f64 {
    at.lat().to_radians().cos()
}

/// Places spread evenly over a polygon (in degrees).
fn places_in(part: &Polygon<f64>, count: usize) -> Vec<LonLat> {
    let prepared = PreparedBoundary::new(&part.clone().into());
    let Some(bounds) = shape::bounds(part) else { return vec![] };
    let (low, size) = (bounds.min(), bounds.max() - bounds.min());
    let place = |number: usize| {
        let [x, y] = STEP.map(|step| (0.5 + step * number as f64).fract());
        LonLat::new(low.x + x * size.x, low.y + y * size.y).ok()
    };
    let tried = (1..=count * TRIES).filter_map(place);
    tried.filter(|at| prepared.position(*at) == Position::Inside).take(count).collect()
}

impl Sample {
    /// Share of the people of units who are within the minutes; `None` when no people are known.
    pub(super) fn share_of_people(&self, cover: &PopulationCover<'_>, people: Option<f64>) -> Option<f64> {
        let people = people.filter(|people| *people > 0.0)?;
        let missed = self.unreached.iter().filter_map(|(at, area)| Some(cover.density(*at)? * area.square_metres()));
        Some((1.0 - missed.sum::<f64>() / people).max(0.0))
    }
}

/// A place with its people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PopulatedPlace {
    /// Where it is.
    pub at: LonLat,
    /// How many people live there; `None` when it is not known.
    pub people: Option<f64>,
}

/// The people of the places inside a circle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PeopleInPlaces {
    /// How many places are inside or on the border.
    pub places: usize,
    /// How many of those have a known population.
    pub known: usize,
    /// Their people; `None` when no place inside has a known population.
    pub people: Option<f64>,
    /// Those of them whose place can truly be reached within the minutes.
    pub reachable: Option<f64>,
}

impl PeopleInPlaces {
    pub(super) fn count(places: &[PopulatedPlace], boundary: &MultiPolygon<f64>, within: &Within<'_>) -> Self {
        let prepared = PreparedBoundary::new(boundary);
        let mut found = Self::default();
        for place in places.iter().filter(|place| prepared.position(place.at) != Position::Outside) {
            found.places += 1;
            let Some(people) = place.people else { continue };
            found.known += 1;
            let reached = if within.reaches(place.at) { people } else { 0.0 };
            found.people = Some(found.people.unwrap_or(0.0) + people);
            found.reachable = Some(found.reachable.unwrap_or(0.0) + reached);
        }
        found
    }

    /// Share of the people who can truly reach (or be reached) within the minutes; `None` when there are none.
    pub fn reachable_share(&self) -> Option<f64> {
        let people = self.people.filter(|people| *people > 0.0)?;
        Some(self.reachable? / people)
    }
}

/// The minutes between a centre or several and a place, whatever way is shorter.
pub(super) fn least_minutes(
    model: &TravelModel,
    direction: Direction,
    centres: &[Centre<'_>],
    to: &[Place],
) -> Vec<Option<Minutes>> {
    let mut least: Vec<Option<Minutes>> = vec![None; to.len()];
    for centre in centres {
        let found: Vec<Option<Minutes>> = match (&centre.origin, model, direction) {
            (Origin::Border(_), TravelModel::Crow(crow), _) => {
                let truth = Truth::of_crow(crow, std::slice::from_ref(centre));
                to.iter().map(|place| truth.minutes_at(place.at)).collect()
            }
            (Origin::Border(_), _, _) => vec![None; to.len()],
            (Origin::Place(place), _, Direction::From) => {
                model.trips_from(place, to).into_iter().map(|trip| trip.minutes).collect()
            }
            (Origin::Place(place), _, Direction::To) => to.iter().map(|from| model.trip(from, place).minutes).collect(),
        };
        for (least, found) in least.iter_mut().zip(found) {
            *least = [*least, found].into_iter().flatten().min_by(Minutes::total_cmp);
        }
    }
    least
}
