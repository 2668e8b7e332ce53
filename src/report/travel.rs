//! Circles, catchments, links and matrices as layers and tables.

use geo_types::{Geometry, LineString};

use super::geometry::Rounding;
use super::number;
use crate::analysis::{Catchment, Cell, Circle, Link};
use crate::atlas::Place;
use crate::geometry::{antimeridian, geodesic};
use crate::layer::{Feature, Layer, Value};
use crate::network::StationId;
use crate::quantity::{LonLat, Metres};
use crate::travel::{Description, Parts, TravelModel, Trip};

/// Length of the pieces of which a link's line is made, so that it follows the geodesic on a map.
const LINE_STEP: Metres = Metres::new(50_000.0);

fn parameter_names(description: &Description) -> Vec<String> {
    description.parameters.iter().map(|(name, _)| (*name).to_string()).collect()
}

fn parameter_values(description: &Description) -> impl Iterator<Item = Value> + '_ {
    description.parameters.iter().map(|&(_, value)| Value::Float(value))
}

/// Fixed columns, then the parameters of the model.
fn layer_with_parameters(name: &str, columns: &[&str], description: &Description) -> Layer {
    let columns = columns.iter().map(|column| (*column).to_string());
    Layer::new(name, columns.chain(parameter_names(description)))
}

/// Circles, largest minutes first within a centre, so that a map that draws in file order shows the small above the large.
pub fn circles_layer(circles: &[Circle], description: &Description, rounding: &mut Rounding) -> Layer {
    let columns =
        ["centre", "minutes", "model", "basis", "area_km2", "population", "population_known", "reachable_share", "origin"];
    let mut layer = layer_with_parameters("circles", &columns, description);
    for circle in circles {
        let mut values = vec![
            Value::from(circle.centre.as_str()),
            number::minutes(Some(circle.minutes)),
            Value::from(circle.description.model),
            Value::from(circle.description.basis.to_string()),
            number::area_km2(circle.area),
            number::estimated_people(circle.population.people),
            number::share(circle.population.known_share),
            number::share(Some(circle.reachable_share)),
            Value::from(circle.origin),
        ];
        values.extend(parameter_values(&circle.description));
        layer.push(Feature::new(rounding.polygons(&circle.centre, &circle.boundary), values));
    }
    layer
}

/// Catchments, one per centre.
pub fn catchments_layer(catchments: &[Catchment], description: &Description, rounding: &mut Rounding) -> Layer {
    let columns = ["centre", "model", "area_km2", "population", "units", "population_known", "basis"];
    let mut layer = layer_with_parameters("catchments", &columns, description);
    for catchment in catchments {
        let mut values = vec![
            Value::from(catchment.centre.as_str()),
            Value::from(catchment.description.model),
            number::area_km2(catchment.area),
            number::estimated_people(catchment.population.people),
            number::count(catchment.units.len()),
            number::share(catchment.population.known_share),
            Value::from(catchment.description.basis.to_string()),
        ];
        values.extend(parameter_values(&catchment.description));
        layer.push(Feature::new(rounding.polygons(&catchment.centre, &catchment.boundary), values));
    }
    layer
}

/// The columns that say what minutes by train are made of: the parts, the stations at both ends, the changes of train.
const TRIP_COLUMNS: [&str; 9] = [
    "access_minutes",
    "entry_minutes",
    "wait_minutes",
    "ride_minutes",
    "transfer_minutes",
    "egress_minutes",
    "board",
    "alight",
    "changes",
];

/// [`TRIP_COLUMNS`] for models with trains, none for others.
fn trip_columns(model: &TravelModel) -> &'static [&'static str] {
    if model.rail_network().is_some() { &TRIP_COLUMNS } else { &[] }
}

/// The values of [`trip_columns`]; missing for a trip without minutes, and in the combined model for one that is faster without
/// a train.
fn trip_values(trip: &Trip, model: &TravelModel) -> Vec<Value> {
    let Some(network) = model.rail_network() else { return Vec::new() };
    let parts = trip.parts.map(|parts| parts.in_order());
    let part = |number: usize| number::minutes(parts.map(|parts| parts[number]));
    let station = |id: Option<StationId>| Value::from(id.map(|id| network.station(id).name.clone()));
    let mut values: Vec<Value> = (0..Parts::NAMES.len()).map(part).collect();
    values.push(station(trip.ride.map(|ride| ride.board)));
    values.push(station(trip.ride.map(|ride| ride.alight)));
    values.push(Value::from(trip.ride.and_then(|ride| ride.changes).map(i64::from)));
    values
}

/// Links as geodesic lines.
pub fn links_layer(links: &[Link], places: &[Place], model: &TravelModel, rounding: &mut Rounding) -> Layer {
    let description = &model.description();
    let columns = [&["from", "to", "km", "minutes", "band", "model", "basis"], trip_columns(model)].concat();
    let mut layer = layer_with_parameters("links", &columns, description);
    for link in links {
        let (from, to) = (&places[link.cell.from], &places[link.cell.to]);
        let mut values = vec![
            Value::from(from.name.as_str()),
            Value::from(to.name.as_str()),
            number::kilometres(link.cell.trip.distance),
            number::minutes(link.cell.trip.minutes),
            number::minutes(Some(link.band)),
            Value::from(description.model),
            Value::from(description.basis.to_string()),
        ];
        values.extend(trip_values(&link.cell.trip, model));
        values.extend(parameter_values(description));
        let line = antimeridian::cut(&Geometry::LineString(link_line(from.at, to.at)));
        layer.push(Feature::new(rounding.geometry(&from.name, &line), values));
    }
    layer
}

fn link_line(from: LonLat, to: LonLat) -> LineString<f64> {
    geodesic::sampled_line(from, to, LINE_STEP).map(LonLat::coord).collect()
}

/// The columns of a matrix: the four of every matrix, then what says how the minutes came about.
pub fn matrix_columns(model: &TravelModel) -> Vec<String> {
    let fixed = [&["from", "to", "km", "minutes", "model", "basis"], trip_columns(model)].concat();
    fixed.iter().map(|column| (*column).to_string()).chain(parameter_names(&model.description())).collect()
}

/// One row of a matrix, in the order of [`matrix_columns`]. `km` has 6 decimals and `minutes` 2; unreachable is empty.
pub fn matrix_values(cell: &Cell, origins: &[Place], destinations: &[Place], model: &TravelModel) -> Vec<String> {
    let description = model.description();
    let minutes = cell.trip.minutes.map_or_else(String::new, |minutes| format!("{:.2}", minutes.minutes()));
    let mut values = vec![
        origins[cell.from].name.clone(),
        destinations[cell.to].name.clone(),
        format!("{:.6}", cell.trip.distance.metres() / 1000.0),
        minutes,
        description.model.to_string(),
        description.basis.to_string(),
    ];
    values.extend(trip_values(&cell.trip, model).iter().map(cell_text));
    values.extend(description.parameters.iter().map(|(_, value)| value.to_string()));
    values
}

/// Minutes with 2 decimals as in the column `minutes`; the rest as in every table.
fn cell_text(value: &Value) -> String {
    match value {
        Value::Float(minutes) => format!("{minutes:.2}"),
        other => other.to_string(),
    }
}
