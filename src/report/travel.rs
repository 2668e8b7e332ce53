//! Circles, surfaces, catchments and matrices as layers and tables.

use geo_types::Rect;

use super::geometry::Rounding;
use super::number;
use crate::analysis::{Catchment, Cell, Circle, TravelSurface};
use crate::atlas::Place;
use crate::layer::{Feature, Layer, Value};
use crate::network::StationId;
use crate::quantity::Minutes;
use crate::travel::{Description, Direction, Parts, TravelModel, Trip};

pub(super) fn parameter_names(description: &Description) -> Vec<String> {
    description.parameters.iter().map(|(name, _)| (*name).to_string()).collect()
}

pub(super) fn parameter_values(description: &Description) -> impl Iterator<Item = Value> + '_ {
    description.parameters.iter().map(|&(_, value)| Value::Float(value))
}

/// Fixed columns, then the parameters of the model.
pub(super) fn layer_with_parameters(name: &str, columns: &[&str], description: &Description) -> Layer {
    let columns = columns.iter().map(|column| (*column).to_string());
    Layer::new(name, columns.chain(parameter_names(description)))
}

/// The names of the parameters of several descriptions, each once, in the order in which they come.
fn all_parameter_names<'d>(descriptions: impl IntoIterator<Item = &'d Description>) -> Vec<&'static str> {
    let mut names = Vec::new();
    for (name, _) in descriptions.into_iter().flat_map(|description| &description.parameters) {
        if !names.contains(name) {
            names.push(*name);
        }
    }
    names
}

/// The values of parameters by name; those that the model does not have are missing.
fn values_of(description: &Description, names: &[&str]) -> Vec<Value> {
    let value = |name: &&str| description.parameters.iter().find(|(own, _)| own == name).map(|(_, value)| *value);
    names.iter().map(|name| value(name).map_or(Value::Null, Value::Float)).collect()
}

/// Circles, in their order. Columns that none of them has a value for (rings, places) are left out; circles of several bases may stand
/// in one layer.
pub fn circles_layer(circles: &[Circle], description: &Description, rounding: &mut Rounding) -> Layer {
    let parameters =
        all_parameter_names(std::iter::once(description).chain(circles.iter().map(|circle| &circle.description)));
    let has_rings = circles.iter().any(|circle| circle.after.is_some());
    let has_places = circles.iter().any(|circle| circle.places.is_some());
    let mut columns = vec![
        "centre",
        "minutes",
        "model",
        "basis",
        "area_km2",
        "population",
        "population_known",
        "reachable_share",
        "origin",
        "direction",
        "reachable_population_share",
        "share_in_units",
        "error_minutes",
        "error_m",
    ];
    columns.extend(has_rings.then_some("after_minutes"));
    columns.extend(has_places.then_some(["population_places", "places", "places_known"]).into_iter().flatten());
    let mut layer = Layer::new("circles", columns.into_iter().chain(parameters.iter().copied()));
    for circle in circles {
        let mut values = circle_values(circle);
        values.extend(has_rings.then(|| number::minutes(circle.after)));
        values.extend(has_places.then(|| place_values(circle)).into_iter().flatten());
        values.extend(values_of(&circle.description, &parameters));
        layer.push(Feature::new(rounding.polygons(&circle.centre, &circle.boundary), values));
    }
    layer
}

/// The cells of surfaces of minutes: `minutes` at the middle of each, and bounds of them in the cell. Missing where some place of a cell
/// cannot be reached.
pub fn surface_layer(surfaces: &[TravelSurface], description: &Description, rounding: &mut Rounding) -> Layer {
    let columns =
        ["centre", "minutes", "minutes_low", "minutes_high", "model", "basis", "direction", "error_minutes", "error_m"];
    let mut layer = layer_with_parameters("surface", &columns, description);
    for surface in surfaces {
        let bound = surface.surface.bound();
        for cell in surface.surface.cells() {
            let mut values = vec![
                Value::from(surface.centre.as_str()),
                number::minutes(cell.middle.map(Minutes::new)),
                number::minutes(Some(Minutes::new(cell.low))),
                number::minutes(cell.high.map(Minutes::new)),
                Value::from(surface.description.model),
                Value::from(surface.description.basis.to_string()),
                Value::from(direction_word(surface.direction)),
                number::rounded(bound.value, 4),
                number::rounded(bound.distance.metres(), 2),
            ];
            values.extend(parameter_values(&surface.description));
            let square = Rect::new(cell.bounds.min(), cell.bounds.max()).to_polygon();
            layer.push(Feature::new(rounding.polygons(&surface.centre, &square.into()), values));
        }
    }
    layer
}

fn circle_values(circle: &Circle) -> Vec<Value> {
    vec![
        Value::from(circle.centre.as_str()),
        number::minutes(Some(circle.minutes)),
        Value::from(circle.description.model),
        Value::from(circle.description.basis.to_string()),
        number::area_km2(circle.area),
        number::estimated_people(circle.population.people),
        number::share(circle.population.known_share),
        number::share(circle.reachable_share),
        Value::from(circle.origin),
        Value::from(direction_word(circle.direction)),
        number::share(circle.reachable_population_share),
        number::share(circle.share_in_units),
        number::rounded(circle.error.map(|error| error.value), 4),
        number::rounded(circle.error.map(|error| error.distance.metres()), 2),
    ]
}

fn place_values(circle: &Circle) -> [Value; 3] {
    let places = circle.places.unwrap_or_default();
    [number::estimated_people(places.people), number::count(places.places), number::count(places.known)]
}

/// The word for a direction in outputs.
pub(super) const fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::From => "from",
        Direction::To => "to",
    }
}

/// Catchments, one per centre.
pub fn catchments_layer(catchments: &[Catchment], description: &Description, rounding: &mut Rounding) -> Layer {
    let columns =
        ["centre", "model", "area_km2", "population", "units", "population_known", "basis", "error_minutes", "error_m"];
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
            number::rounded(catchment.error.map(|error| error.value), 4),
            number::rounded(catchment.error.map(|error| error.distance.metres()), 2),
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
pub(super) fn trip_columns(model: &TravelModel) -> &'static [&'static str] {
    if model.rail_network().is_some() { &TRIP_COLUMNS } else { &[] }
}

/// The values of [`trip_columns`]; missing for a trip without minutes, and in the combined model for one that is faster without
/// a train.
pub(super) fn trip_values(trip: &Trip, model: &TravelModel) -> Vec<Value> {
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

/// What a column of a matrix holds, and how a text shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatrixColumn {
    /// Text.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers with so many decimals; with as many as each needs when there is no such rule.
    Number(Option<usize>),
}

impl MatrixColumn {
    /// A value of the column as a text has it; missing is empty.
    pub fn text(self, value: &Value) -> String {
        match (self, value) {
            (Self::Number(Some(decimals)), Value::Float(number)) => format!("{number:.decimals$}"),
            _ => value.to_string(),
        }
    }
}

/// The columns of a matrix with what they hold: the four of every matrix, then what says how the minutes came about. `km` has 6 decimals
/// and minutes 2.
pub fn matrix_columns(model: &TravelModel) -> Vec<(String, MatrixColumn)> {
    let kind = |name: &str| match name {
        "km" => MatrixColumn::Number(Some(6)),
        "changes" => MatrixColumn::Whole,
        "from" | "to" | "model" | "basis" | "board" | "alight" => MatrixColumn::Text,
        _ => MatrixColumn::Number(Some(2)),
    };
    let fixed = [&["from", "to", "km", "minutes", "model", "basis"], trip_columns(model)].concat();
    let fixed = fixed.iter().map(|name| ((*name).to_string(), kind(name)));
    let parameters = parameter_names(&model.description()).into_iter().map(|name| (name, MatrixColumn::Number(None)));
    fixed.chain(parameters).collect()
}

/// One row of a matrix, in the order of [`matrix_columns`]; unreachable is missing.
pub fn matrix_values(cell: &Cell, origins: &[Place], destinations: &[Place], model: &TravelModel) -> Vec<Value> {
    let description = model.description();
    let mut values = vec![
        Value::from(origins[cell.from].name.as_str()),
        Value::from(destinations[cell.to].name.as_str()),
        Value::Float(cell.trip.distance.metres() / 1000.0),
        cell.trip.minutes.map_or(Value::Null, |minutes| Value::Float(minutes.minutes())),
        Value::from(description.model),
        Value::from(description.basis.to_string()),
    ];
    values.extend(trip_values(&cell.trip, model));
    values.extend(parameter_values(&description));
    values
}
