//! Catchments: the area each centre serves because the way to it takes the least minutes.

use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::areal::{PopulationCover, PopulationInside};
use super::surface::{DEFAULT_TOLERANCE, envelope, tolerance};
use super::threads::AllThreads;
use crate::atlas::{Atlas, Place, UnitId};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::geometry::geodesic;
use crate::geometry::nearest::NearestPlace;
use crate::geometry::rounding::Precision;
use crate::geometry::surface::{ErrorBound, partition};
use crate::geometry::voronoi::geodesic_cells_by;
use crate::quantity::{LonLat, Metres, Minutes, SquareMetres};
use crate::travel::{Description, Direction, Reach, TravelModel};

/// How far a border between two catchments may be from the line of equal distance.
const BORDER_TOLERANCE: Metres = Metres::new(0.02);

/// The area one centre serves.
#[derive(Clone, Debug, PartialEq)]
pub struct Catchment {
    /// Name of the centre.
    pub centre: String,
    /// Model, basis and parameters.
    pub description: Description,
    /// Longitude and latitude in degrees; empty when another centre stands at the same place.
    pub boundary: MultiPolygon<f64>,
    /// Area on WGS84.
    pub area: SquareMetres,
    /// People inside.
    pub population: PopulationInside,
    /// The units whose seat is nearest to this centre, in order of code.
    pub units: Vec<UnitId>,
    /// How far the border may be from that of equal minutes (value in minutes); `None` for borders that are exact.
    pub error: Option<ErrorBound>,
}

/// Which catchments to make.
#[derive(Clone, Copy, Debug)]
pub struct CatchmentRequest<'a> {
    /// The centres.
    pub centres: &'a [Place],
    /// The study area, longitude and latitude in degrees.
    pub within: &'a MultiPolygon<f64>,
    /// How minutes come about.
    pub model: &'a TravelModel,
    /// Units to count by their seats.
    pub units: &'a [UnitId],
    /// How to make them.
    pub options: CatchmentOptions,
}

/// How catchments are to be made, beyond what they are of.
#[derive(Clone, Copy, Debug)]
pub struct CatchmentOptions {
    /// Whether minutes are those to the centres, as people served travel, or from them.
    pub direction: Direction,
    /// By how many minutes the centre of a place may be slower than the fastest, where borders are cut from surfaces.
    pub tolerance: Minutes,
    /// The digits with which coordinates will be written.
    pub precision: Precision,
}

impl Default for CatchmentOptions {
    fn default() -> Self {
        Self { direction: Direction::To, tolerance: DEFAULT_TOLERANCE, precision: Precision::default() }
    }
}

/// Catchments and what was doubtful about their centres.
#[derive(Clone, Debug, PartialEq)]
pub struct Catchments {
    /// One per centre, in their order.
    pub catchments: Vec<Catchment>,
    /// Centres that stand at the same place, and units that reach no centre.
    pub findings: Vec<Finding>,
}

/// Divides a study area among centres: every place belongs to the centre with the least travel time.
///
/// Under the distance-based model that is the nearest by geodesic distance on WGS84, so borders are the Voronoi diagram of the
/// ellipsoid (Okabe et al. 2000), true to 2 cm, clipped to the study area: together the catchments are the study area.
/// Under other models they are cut from the surfaces of minutes of all centres, true to the tolerance of the options: together they are
/// all of the study area from where any centre can be reached. Centres outside the study area take part. `units` are counted by
/// the minutes of their seats; equal minutes go to the centre listed first.
///
/// # Errors
/// A bad request without centres, for a study area that is not on one hemisphere, or for an impossible tolerance.
pub fn catchments(request: &CatchmentRequest<'_>, population: &PopulationCover<'_>, atlas: &Atlas) -> Result<Catchments> {
    let Divided { areas, coincident, error } = match request.model {
        TravelModel::Crow(_) => by_distance(request)?,
        model => by_minutes(request, model)?,
    };
    let served = units_served(request, atlas);
    let mut findings: Vec<Finding> =
        coincident.iter().map(|&(later, earlier)| coincidence(request.centres, later, earlier)).collect();
    findings.extend(unserved(request, &served, atlas));
    let catchments = request
        .centres
        .par_iter()
        .zip(areas)
        .zip(served)
        .map(|((centre, boundary), units)| Catchment {
            centre: centre.name.clone(),
            description: request.model.description(),
            area: geodesic::area(&boundary),
            population: population.inside(&boundary),
            units,
            error,
            boundary,
        })
        .collect();
    Ok(Catchments { catchments, findings })
}

/// A study area in parts, one for each centre.
struct Divided {
    areas: Vec<MultiPolygon<f64>>,
    /// Centres at the place of an earlier one: `(later, earlier)`.
    coincident: Vec<(usize, usize)>,
    error: Option<ErrorBound>,
}

fn by_distance(request: &CatchmentRequest<'_>) -> Result<Divided> {
    let places: Vec<LonLat> = request.centres.iter().map(|centre| centre.at).collect();
    let cells = geodesic_cells_by(&AllThreads, &places, request.within, BORDER_TOLERANCE).map_err(refused)?;
    Ok(Divided { areas: cells.cells, coincident: cells.coincident, error: None })
}

fn by_minutes(request: &CatchmentRequest<'_>, model: &TravelModel) -> Result<Divided> {
    let CatchmentRequest { centres, within, options, .. } = *request;
    if centres.is_empty() {
        return Err(refused("they need at least one centre; none was given"));
    }
    let reaches: Vec<Reach> = centres.par_iter().map(|centre| model.reach(centre, options.direction)).collect();
    let tolerance = tolerance(options.tolerance, options.precision);
    let divided = partition(&envelope(&reaches), within, centres.len(), tolerance).map_err(refused)?;
    Ok(Divided { areas: divided.areas, coincident: alike(centres), error: Some(divided.bound) })
}

fn refused(reason: impl std::fmt::Display) -> Error {
    Error::bad_request(format!("catchments: {reason}"))
}

/// Centres that no minutes can tell from an earlier one.
fn alike(centres: &[Place]) -> Vec<(usize, usize)> {
    let same = |a: &Place, b: &Place| a.at == b.at && a.station == b.station;
    let first = |later: usize| (0..later).find(|&earlier| same(&centres[earlier], &centres[later]));
    (0..centres.len()).filter_map(|later| Some((later, first(later)?))).collect()
}

/// The units of each centre.
fn units_served(request: &CatchmentRequest<'_>, atlas: &Atlas) -> Vec<Vec<UnitId>> {
    let centre_of: Vec<Option<usize>> = match request.model {
        TravelModel::Crow(_) => {
            let places: Vec<LonLat> = request.centres.iter().map(|centre| centre.at).collect();
            let nearest = NearestPlace::new(&places);
            let find = |&unit: &UnitId| Some(nearest.nearest(atlas.unit(unit).seat()?.at)?.0);
            request.units.iter().map(find).collect()
        }
        model => request.units.par_iter().map(|&unit| fastest(request, model, unit, atlas)).collect(),
    };
    let mut served = vec![Vec::new(); request.centres.len()];
    for (&unit, centre) in request.units.iter().zip(centre_of) {
        if let Some(served) = centre.and_then(|centre| served.get_mut(centre)) {
            served.push(unit);
        }
    }
    served
}

/// The centre with the least minutes for the seat of a unit.
fn fastest(request: &CatchmentRequest<'_>, model: &TravelModel, unit: UnitId, atlas: &Atlas) -> Option<usize> {
    let unit = atlas.unit(unit);
    let seat = Place::new(unit.label(), unit.seat()?.at);
    let minutes: Vec<Option<Minutes>> = match request.options.direction {
        Direction::To => model.trips_from(&seat, request.centres).into_iter().map(|trip| trip.minutes).collect(),
        Direction::From => request.centres.iter().map(|centre| model.trip(centre, &seat).minutes).collect(),
    };
    let reached = minutes.into_iter().enumerate().filter_map(|(centre, minutes)| Some((centre, minutes?)));
    reached.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0))).map(|(centre, _)| centre)
}

/// Units in no catchment because no way leads from their seat to any centre.
fn unserved(request: &CatchmentRequest<'_>, served: &[Vec<UnitId>], atlas: &Atlas) -> Option<Finding> {
    let without: Vec<&str> = request
        .units
        .iter()
        .filter(|unit| atlas.unit(**unit).seat().is_some() && !served.iter().any(|units| units.contains(unit)))
        .map(|&unit| atlas.unit(unit).label())
        .collect();
    let message = format!("the seats of {} units reach no centre: {}", without.len(), without.join(", "));
    (!without.is_empty()).then(|| {
        Finding::note("no-centre-reached", message)
            .with_remedy("they are in no catchment; a model that goes everywhere (--model rail+crow) puts each in one")
    })
}

fn coincidence(centres: &[Place], later: usize, earlier: usize) -> Finding {
    let message = format!("{} stands at the same place as {}", centres[later].name, centres[earlier].name);
    Finding::warning("coincident-centres", message)
        .with_remedy("the one listed first keeps the catchment, the other has none")
        .at_place(centres[later].at)
}
