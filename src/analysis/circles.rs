//! Commuting circles: the area reachable from a centre in some minutes.

use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::areal::{PopulationCover, PopulationInside};
use crate::error::{Error, Result};
use crate::geometry::circle::{DEFAULT_VERTICES, geodesic_circle};
use crate::geometry::{buffer, geodesic};
use crate::quantity::{Kilometres, LonLat, Metres, Minutes, SquareMetres};
use crate::travel::{Description, TravelModel};

/// A quarter of a meridian: circles up to here cover at most half of the Earth, so that areas are unambiguous.
const FARTHEST: Metres = Metres::new(10_000_000.0);

/// Where a circle starts.
#[derive(Clone, Debug)]
pub enum Origin<'a> {
    /// A point.
    Point(LonLat),
    /// Anywhere in a unit: the circle grows from its border.
    Border(&'a MultiPolygon<f64>),
}

impl Origin<'_> {
    /// The word for it in outputs: `point` or `border`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Point(_) => "point",
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

/// The area reachable from a centre in some minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct Circle {
    /// Name of the centre.
    pub centre: String,
    /// `point` or `border`.
    pub origin: &'static str,
    /// The minutes.
    pub minutes: Minutes,
    /// Model, basis and parameters.
    pub description: Description,
    /// Longitude and latitude in degrees.
    pub boundary: MultiPolygon<f64>,
    /// Area on WGS84.
    pub area: SquareMetres,
    /// People inside.
    pub population: PopulationInside,
    /// Share of the polygon's area that can truly be reached within the minutes, 0 to 1. The distance-based model reaches
    /// every place inside, so its circles have 1.
    pub reachable_share: f64,
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
}

/// Makes circles, in order of centre, then of minutes.
///
/// Circles of the distance-based model are geodesic: every vertex is at the distance that the minutes allow, measured on WGS84 from
/// the point or from the border of the unit (Karney 2013). Larger minutes contain smaller ones.
///
/// # Errors
/// A bad request when minutes are not above 0, or so many that the circle would cover more than half the globe.
pub fn circles(request: &CircleRequest<'_>, population: Option<&PopulationCover<'_>>) -> Result<Vec<Circle>> {
    let mut minutes = request.minutes.clone();
    minutes.sort_by(Minutes::total_cmp);
    minutes.dedup();
    let tasks: Vec<(&Centre<'_>, Minutes)> =
        request.centres.iter().flat_map(|centre| minutes.iter().map(move |&minutes| (centre, minutes))).collect();
    tasks.into_par_iter().map(|(centre, minutes)| circle(request, centre, minutes, population)).collect()
}

fn circle(
    request: &CircleRequest<'_>,
    centre: &Centre<'_>,
    minutes: Minutes,
    population: Option<&PopulationCover<'_>>,
) -> Result<Circle> {
    let boundary = reach(&request.model, &centre.origin, minutes)
        .map_err(|reason| Error::bad_request(format!("circle of {minutes} around {}: {reason}", centre.name)))?;
    Ok(Circle {
        centre: centre.name.clone(),
        origin: centre.origin.word(),
        minutes,
        description: request.model.description(),
        area: geodesic::area(&boundary),
        population: population.map(|cover| cover.inside(&boundary)).unwrap_or_default(),
        reachable_share: 1.0,
        boundary,
    })
}

fn reach(model: &TravelModel, origin: &Origin<'_>, minutes: Minutes) -> Result<MultiPolygon<f64>, String> {
    let TravelModel::Crow(crow) = model else {
        return Err(format!("circles of the model {} are not made yet; use --model crow", model.description().model));
    };
    let radius = crow.reach(minutes);
    if radius > FARTHEST {
        return Err(format!(
            "it would cover more than half of the Earth; a radius of {} is the most",
            Kilometres::from(FARTHEST)
        ));
    }
    match origin {
        Origin::Point(centre) => geodesic_circle(*centre, radius, DEFAULT_VERTICES).map_err(|error| error.to_string()),
        Origin::Border(boundary) => buffer::buffer(boundary, radius).map_err(|error| error.to_string()),
    }
}
