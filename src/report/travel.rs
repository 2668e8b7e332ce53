//! Circles, catchments and matrices as layers and tables.

use super::geometry::Rounding;
use super::number;
use crate::analysis::{Catchment, Cell, Circle};
use crate::atlas::Place;
use crate::layer::{Feature, Layer, Value};
use crate::travel::Description;

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

/// The columns of a matrix: the four of every matrix, then what says how the minutes came about.
pub fn matrix_columns(description: &Description) -> Vec<String> {
    let fixed = ["from", "to", "km", "minutes", "model", "basis"];
    fixed.iter().map(|column| (*column).to_string()).chain(parameter_names(description)).collect()
}

/// One row of a matrix, in the order of [`matrix_columns`]. `km` has 6 decimals and `minutes` 2; unreachable is empty.
pub fn matrix_values(cell: &Cell, origins: &[Place], destinations: &[Place], description: &Description) -> Vec<String> {
    let minutes = cell.trip.minutes.map_or_else(String::new, |minutes| format!("{:.2}", minutes.minutes()));
    let mut values = vec![
        origins[cell.from].name.clone(),
        destinations[cell.to].name.clone(),
        format!("{:.6}", cell.trip.distance.metres() / 1000.0),
        minutes,
        description.model.to_string(),
        description.basis.to_string(),
    ];
    values.extend(description.parameters.iter().map(|(_, value)| value.to_string()));
    values
}
