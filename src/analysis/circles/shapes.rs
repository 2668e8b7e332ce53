//! The polygons of the circles of one centre, or of several dissolved.

use geo_types::MultiPolygon;

use super::reachable::Truth;
use super::{Bands, Centre, CircleRequest, Group, Origin, refused};
use crate::analysis::surface::{cones, envelope, tolerance};
use crate::atlas::Place;
use crate::error::Result;
use crate::geometry::circle::{DEFAULT_VERTICES, geodesic_circle};
use crate::geometry::surface::{Cone, Envelope, ErrorBound, Surface, SurfaceError};
use crate::geometry::{buffer, clip, coverage, holes};
use crate::quantity::{Kilometres, Metres, Minutes};
use crate::travel::{Crow, Reach, TravelModel};

/// A quarter of a meridian: circles up to here cover at most half of the Earth, so that areas are unambiguous.
const FARTHEST: Metres = Metres::new(10_000_000.0);

/// A circle holds at least this much around its centre.
const AROUND_CENTRE: f64 = 500.0;

/// Polygons for the minutes asked for, and what they are measured by.
pub(super) struct Shapes {
    /// In the order of the minutes.
    pub(super) boundaries: Vec<MultiPolygon<f64>>,
    /// The exact minutes.
    pub(super) truth: Truth,
    /// How far the polygons may be off; `None` when they are exact.
    pub(super) error: Option<ErrorBound>,
}

/// Makes the polygons, nested, then rings where asked for.
pub(super) fn shapes(request: &CircleRequest<'_>, group: Group<'_>, minutes: &[Minutes]) -> Result<Shapes> {
    let options = &request.options;
    let (mut boundaries, truth, error) = match &request.model {
        TravelModel::Crow(crow) => {
            let exact = |&minutes: &Minutes| {
                dissolved(group, crow, minutes).map_err(|reason| refused(group, format!("{minutes}: {reason}")))
            };
            (minutes.iter().map(exact).collect::<Result<Vec<_>>>()?, Truth::of_crow(crow, group.0), None)
        }
        model => {
            let places = places(group.0).map_err(|reason| refused(group, reason))?;
            let reaches: Vec<Reach> = places.iter().map(|place| model.reach(place, options.direction)).collect();
            let surface = surface(request, &places, &reaches, minutes).map_err(|reason| refused(group, reason))?;
            let boundaries = surface.contours().map_err(|reason| refused(group, reason))?;
            (boundaries, Truth::Surface(envelope(&reaches)), Some(surface.bound()))
        }
    };
    if options.smallest_hole.square_metres() > 0.0 {
        boundaries = boundaries.iter().map(|area| holes::without_small_holes(area, options.smallest_hole)).collect();
    }
    if let Some(within) = &options.within {
        boundaries = clip::nested_within(&boundaries, within);
    }
    if options.bands == Bands::Rings {
        boundaries = rings(&boundaries);
    }
    Ok(Shapes { boundaries, truth, error })
}

/// The exact circle of all centres together.
fn dissolved(group: Group<'_>, crow: &Crow, minutes: Minutes) -> Result<MultiPolygon<f64>, String> {
    let mut circles: Vec<MultiPolygon<f64>> =
        group.0.iter().map(|centre| exact(crow, &centre.origin, minutes)).collect::<Result<_, _>>()?;
    match circles.len() {
        1 => Ok(circles.remove(0)),
        _ => Ok(coverage::dissolve(&circles.iter().collect::<Vec<_>>()).geometry),
    }
}

fn exact(crow: &Crow, origin: &Origin<'_>, minutes: Minutes) -> Result<MultiPolygon<f64>, String> {
    let radius = crow.reach(minutes);
    if radius > FARTHEST {
        return Err(format!(
            "it would cover more than half of the Earth; a radius of {} is the most",
            Kilometres::from(FARTHEST)
        ));
    }
    match origin {
        Origin::Place(place) => geodesic_circle(place.at, radius, DEFAULT_VERTICES).map_err(|error| error.to_string()),
        Origin::Border(boundary) => buffer::buffer(boundary, radius).map_err(|error| error.to_string()),
    }
}

/// The surface of all centres together.
pub(super) fn surface(
    request: &CircleRequest<'_>,
    places: &[&Place],
    reaches: &[Reach],
    minutes: &[Minutes],
) -> Result<Surface, SurfaceError> {
    let tolerance = tolerance(request.options.tolerance, request.options.precision);
    let levels: Vec<f64> = minutes.iter().map(|minutes| minutes.minutes()).collect();
    let lowest = levels.first().copied().unwrap_or(0.0);
    let limit = Metres::new(tolerance.resolvable().metres().max(AROUND_CENTRE));
    let around = places.iter().map(|place| Cone { apex: place.at, start: lowest, slope: 0.0, limit: Some(limit), label: 0 });
    let all: Vec<Cone> = cones(reaches).into_iter().chain(around).collect();
    Surface::new(Envelope::new(&all), &levels, tolerance)
}

pub(super) fn places<'c>(centres: &'c [Centre<'_>]) -> Result<Vec<&'c Place>, String> {
    let place = |centre: &'c Centre<'_>| match &centre.origin {
        Origin::Place(place) => Ok(place),
        Origin::Border(_) => Err("circles grow from a border under the distance-based model only; use --model crow, or \
                                  leave --from-border out"
            .to_string()),
    };
    centres.iter().map(place).collect()
}

/// Each area less the one before it.
fn rings(disks: &[MultiPolygon<f64>]) -> Vec<MultiPolygon<f64>> {
    let ring = |(number, disk): (usize, &MultiPolygon<f64>)| match number.checked_sub(1).map(|inner| &disks[inner]) {
        Some(inner) => coverage::subtract(disk, &[inner]).geometry,
        None => disk.clone(),
    };
    disks.iter().enumerate().map(ring).collect()
}
