//! Commuting circles: the area reachable from a centre in some minutes.
//!
//! Circles of the distance-based model are exact: geodesic circles around places, geodesic buffers around units. Those of every other
//! model are contours of its surface of minutes ([`crate::geometry::surface`]), all bands cut from the one surface, true to a tolerance that
//! the result states. Minutes are those of the model whatever the ground: a circle may reach over water and beyond borders as far as
//! the model's ways do, unless it is clipped to a study area; [`Circle::share_in_units`] says how much of it is land of the atlas.

mod members;
mod reachable;
mod shapes;

use geo_types::MultiPolygon;
use rayon::prelude::*;

pub use self::members::{CircleMember, MemberRule, circle_members};
pub use self::reachable::{PeopleInPlaces, PopulatedPlace};
use super::areal::{PopulationCover, PopulationInside};
use super::surface::DEFAULT_TOLERANCE;
use crate::atlas::Place;
use crate::error::{Error, Result};
use crate::geometry::geodesic;
use crate::geometry::rounding::Precision;
use crate::geometry::surface::{ErrorBound, Surface};
use crate::quantity::{Minutes, SquareMetres};
use crate::travel::{Description, Direction, Reach, TravelModel};

/// Where a circle starts.
#[derive(Clone, Debug)]
pub enum Origin<'a> {
    /// A place.
    Place(Place),
    /// Anywhere in a unit: the circle grows from its border.
    Border(&'a MultiPolygon<f64>),
}

impl Origin<'_> {
    /// The word for it in outputs: `point` or `border`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Place(_) => "point",
            Self::Border(_) => "border",
        }
    }
}

/// A named start of circles.
#[derive(Clone, Debug)]
pub struct Centre<'a> {
    /// What outputs call it.
    pub name: String,
    /// Where circles start.
    pub origin: Origin<'a>,
}

impl From<Place> for Centre<'_> {
    fn from(place: Place) -> Self {
        Self { name: place.name.clone(), origin: Origin::Place(place) }
    }
}

/// Whether each circle holds the smaller ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bands {
    /// Everything within the minutes.
    #[default]
    Disks,
    /// What is within the minutes but not within the next smaller ones.
    Rings,
}

/// Whether several centres have circles of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Circles for each centre, which may overlap.
    #[default]
    Split,
    /// One circle for all centres: what can be reached from any of them.
    Dissolved,
}

/// How circles are to be made, beyond what they are of.
#[derive(Clone, Debug)]
pub struct CircleOptions {
    /// Whether minutes are those from the centre or to it.
    pub direction: Direction,
    /// Disks or rings.
    pub bands: Bands,
    /// Circles per centre, or dissolved.
    pub grouping: Grouping,
    /// Holes that enclose less than this are filled.
    pub smallest_hole: SquareMetres,
    /// By how many minutes the border of a circle that is cut from a surface may be off.
    pub tolerance: Minutes,
    /// The digits with which coordinates will be written: borders cut from a surface have no more, so nothing is rounded later.
    pub precision: Precision,
    /// What circles are clipped to, if anything.
    pub within: Option<MultiPolygon<f64>>,
    /// Places whose people are counted.
    pub places: Vec<PopulatedPlace>,
}

impl Default for CircleOptions {
    fn default() -> Self {
        Self {
            direction: Direction::From,
            bands: Bands::Disks,
            grouping: Grouping::Split,
            smallest_hole: SquareMetres::new(0.0),
            tolerance: DEFAULT_TOLERANCE,
            precision: Precision::default(),
            within: None,
            places: Vec::new(),
        }
    }
}

/// The area reachable from a centre in some minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct Circle {
    /// Name of the centre; of dissolved ones all names, separated by semicolons.
    pub centre: String,
    /// `point` or `border`.
    pub origin: &'static str,
    /// The minutes.
    pub minutes: Minutes,
    /// The minutes that a ring starts after; `None` for a disk and for the innermost ring.
    pub after: Option<Minutes>,
    /// Whether minutes are those from the centre or to it.
    pub direction: Direction,
    /// Model, basis and parameters.
    pub description: Description,
    /// Longitude and latitude in degrees.
    pub boundary: MultiPolygon<f64>,
    /// Area on WGS84.
    pub area: SquareMetres,
    /// People inside, from units by their share of area.
    pub population: PopulationInside,
    /// People inside, from places; `None` when no places were given.
    pub places: Option<PeopleInPlaces>,
    /// Share of the polygon's area that lies in units of the atlas: not in the sea or outside. `None` when it is not known.
    pub share_in_units: Option<f64>,
    /// Share of the polygon's area that can truly be reached within the minutes, 0 to 1, measured by the exact minutes at some 4,000
    /// places of it. `None` for an empty polygon.
    pub reachable_share: Option<f64>,
    /// The same for the people inside: those of places when given, else those of units.
    pub reachable_population_share: Option<f64>,
    /// How far the border may be from the true one (value in minutes); `None` for circles that are exact.
    pub error: Option<ErrorBound>,
}

/// What circles to make.
#[derive(Clone, Debug)]
pub struct CircleRequest<'a> {
    /// Where they start.
    pub centres: Vec<Centre<'a>>,
    /// For how many minutes each.
    pub minutes: Vec<Minutes>,
    /// How minutes come about.
    pub model: TravelModel,
    /// How to make them.
    pub options: CircleOptions,
}

impl<'a> CircleRequest<'a> {
    /// The usual circles: disks for each centre, minutes from it, not clipped.
    pub fn new(centres: Vec<Centre<'a>>, minutes: Vec<Minutes>, model: TravelModel) -> Self {
        Self { centres, minutes, model, options: CircleOptions::default() }
    }

    /// The minutes, smallest first, each once.
    fn bands(&self) -> Vec<Minutes> {
        let mut minutes = self.minutes.clone();
        minutes.sort_by(Minutes::total_cmp);
        minutes.dedup();
        minutes
    }

    fn groups(&self) -> Vec<Group<'_>> {
        match self.options.grouping {
            Grouping::Split => self.centres.chunks(1).map(Group).collect(),
            Grouping::Dissolved if self.centres.is_empty() => vec![],
            Grouping::Dissolved => vec![Group(&self.centres)],
        }
    }
}

/// Centres that have their circles together.
#[derive(Clone, Copy)]
struct Group<'a>(&'a [Centre<'a>]);

impl Group<'_> {
    fn name(&self) -> String {
        self.0.iter().map(|centre| centre.name.as_str()).collect::<Vec<_>>().join("; ")
    }

    fn origin(&self) -> &'static str {
        self.0.first().map_or("point", |centre| centre.origin.word())
    }
}

/// Makes circles, in order of centre, then of minutes.
///
/// Circles of the distance-based model are geodesic: every vertex is at the distance that the minutes allow, measured on WGS84 from
/// the point or from the border of the unit (Karney 2013). Those of other models are contours of their surface, true to the
/// tolerance of the options. Larger minutes contain smaller ones, and every circle around a place contains that place: when the model
/// itself has no way there, as the smallest disk that can be told from nothing, at least half a kilometre, which the reachable share
/// then does not count.
///
/// # Errors
/// A bad request when minutes are not above 0, or so many that the circle would cover more than half the globe; when
/// circles should grow from a border under a model other than the distance-based one; or when the tolerance is impossible.
pub fn circles(request: &CircleRequest<'_>, population: Option<&PopulationCover<'_>>) -> Result<Vec<Circle>> {
    let (minutes, groups) = (request.bands(), request.groups());
    let shapes: Vec<shapes::Shapes> =
        groups.par_iter().map(|group| shapes::shapes(request, *group, &minutes)).collect::<Result<_>>()?;
    let tasks: Vec<(Group<'_>, &shapes::Shapes, usize)> = groups
        .iter()
        .zip(&shapes)
        .flat_map(|(group, shapes)| (0..minutes.len()).map(move |band| (*group, shapes, band)))
        .collect();
    Ok(tasks
        .into_par_iter()
        .map(|(group, shapes, band)| circle(request, group, shapes, &minutes, band, population))
        .collect())
}

/// The surface of minutes that circles are cut from, on its adaptive grid.
#[derive(Clone, Debug)]
pub struct TravelSurface {
    /// Name of the centre; of dissolved ones all names, separated by semicolons.
    pub centre: String,
    /// Whether minutes are those from the centre or to it.
    pub direction: Direction,
    /// Model, basis and parameters.
    pub description: Description,
    /// The surface, up to the largest of the minutes.
    pub surface: Surface,
}

/// Makes the surfaces of minutes of a request, in order of centre; also under the distance-based model, whose circles do not need one.
///
/// # Errors
/// As [`circles`], and for circles from a border.
pub fn travel_surfaces(request: &CircleRequest<'_>) -> Result<Vec<TravelSurface>> {
    let (minutes, options) = (request.bands(), &request.options);
    let surface = |group: &Group<'_>| {
        let places = shapes::places(group.0).map_err(|reason| refused(*group, reason))?;
        let reaches: Vec<Reach> = places.iter().map(|place| request.model.reach(place, options.direction)).collect();
        let made = shapes::surface(request, &places, &reaches, &minutes).map_err(|reason| refused(*group, reason))?;
        let description = request.model.description();
        Ok(TravelSurface { centre: group.name(), direction: options.direction, description, surface: made })
    };
    request.groups().par_iter().map(surface).collect()
}

fn circle(
    request: &CircleRequest<'_>,
    group: Group<'_>,
    shapes: &shapes::Shapes,
    minutes: &[Minutes],
    band: usize,
    cover: Option<&PopulationCover<'_>>,
) -> Circle {
    let boundary = shapes.boundaries[band].clone();
    let area = geodesic::area(&boundary);
    let population = cover.map(|cover| cover.inside(&boundary)).unwrap_or_default();
    let truth = shapes.truth.up_to(minutes[band]);
    let sample = reachable::sample(&boundary, &truth);
    let after = (request.options.bands == Bands::Rings && band > 0).then(|| minutes[band - 1]);
    let places =
        (!request.options.places.is_empty()).then(|| PeopleInPlaces::count(&request.options.places, &boundary, &truth));
    let reachable_population_share = match &places {
        Some(places) => places.reachable_share(),
        None => cover.and_then(|cover| sample.share_of_people(cover, population.people)),
    };
    Circle {
        centre: group.name(),
        origin: group.origin(),
        minutes: minutes[band],
        after,
        direction: request.options.direction,
        description: request.model.description(),
        area,
        population,
        places,
        share_in_units: cover.filter(|_| area.square_metres() > 0.0).map(|_| (population.ground / area).min(1.0)),
        reachable_share: sample.share,
        reachable_population_share,
        error: shapes.error,
        boundary,
    }
}

/// The error of one centre's circles.
fn refused(group: Group<'_>, reason: impl std::fmt::Display) -> Error {
    Error::bad_request(format!("circles around {}: {reason}", group.name()))
}

#[cfg(test)]
mod tests;
