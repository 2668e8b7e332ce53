//! Catchments: the area each centre serves because it is the nearest.

use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::areal::{PopulationCover, PopulationInside};
use crate::atlas::{Atlas, Place, UnitId};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::geometry::geodesic;
use crate::geometry::nearest::NearestPlace;
use crate::geometry::voronoi::geodesic_cells;
use crate::quantity::{LonLat, Metres, SquareMetres};
use crate::travel::{Description, TravelModel};

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
}

/// Catchments and what was doubtful about their centres.
#[derive(Clone, Debug, PartialEq)]
pub struct Catchments {
    /// One per centre, in their order.
    pub catchments: Vec<Catchment>,
    /// Centres that stand at the same place.
    pub findings: Vec<Finding>,
}

/// Divides a study area among centres: every place belongs to the centre with the least travel time.
///
/// Under the distance-based model that is the nearest by geodesic distance on WGS84, so borders are the Voronoi diagram of the
/// ellipsoid (Okabe et al. 2000), true to 2 cm, clipped to the study area: together the catchments are the study area.
/// Centres outside the study area take part. `units` are counted by their seats.
///
/// # Errors
/// A bad request without centres, or for a study area that is not on one hemisphere.
pub fn catchments(request: &CatchmentRequest<'_>, population: &PopulationCover<'_>, atlas: &Atlas) -> Result<Catchments> {
    let description = request.model.description();
    if !matches!(request.model, TravelModel::Crow(_)) {
        let message = format!("catchments of the model {} are not made yet; use --model crow", description.model);
        return Err(Error::bad_request(message));
    }
    let centres = request.centres;
    let places: Vec<LonLat> = centres.iter().map(|centre| centre.at).collect();
    let cells = geodesic_cells(&places, request.within, BORDER_TOLERANCE)
        .map_err(|error| Error::bad_request(format!("catchments: {error}")))?;
    let served = units_served(&places, request.units, atlas);
    let catchments = centres
        .par_iter()
        .zip(cells.cells)
        .zip(served)
        .map(|((centre, boundary), units)| Catchment {
            centre: centre.name.clone(),
            description: description.clone(),
            area: geodesic::area(&boundary),
            population: population.inside(&boundary),
            units,
            boundary,
        })
        .collect();
    let findings = cells.coincident.iter().map(|&(later, earlier)| coincidence(centres, later, earlier)).collect();
    Ok(Catchments { catchments, findings })
}

fn units_served(centres: &[LonLat], units: &[UnitId], atlas: &Atlas) -> Vec<Vec<UnitId>> {
    let mut served = vec![Vec::new(); centres.len()];
    let nearest = NearestPlace::new(centres);
    for &unit in units {
        let centre = atlas.unit(unit).seat().and_then(|seat| nearest.nearest(seat.at)).map(|(centre, _)| centre);
        if let Some(centre) = centre {
            served[centre].push(unit);
        }
    }
    served
}

fn coincidence(centres: &[Place], later: usize, earlier: usize) -> Finding {
    let message = format!("{} stands at the same place as {}", centres[later].name, centres[earlier].name);
    Finding::warning("coincident-centres", message)
        .with_remedy("the one listed first keeps the catchment, the other has none")
        .at_place(centres[later].at)
}
