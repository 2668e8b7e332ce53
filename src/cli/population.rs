//! Places with their people, from a point file.

use geo_types::Geometry;

use super::places::PointArgs;
use super::session::Session;
use crate::analysis::PopulatedPlace;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::layer::{Feature, Layer, Value};
use crate::quantity::LonLat;

/// Names of the column, the first that there is.
const COLUMNS: [&str; 4] = ["population", "pop", "people", "人口"];

/// Reads places with a column of population. Rows without a position are findings of the reader; an empty cell is not known, not zero.
///
/// # Errors
/// Unreadable input; a bad request when there is no such column.
pub(super) fn read(session: &mut Session, file: &str, points: &PointArgs) -> Result<Vec<PopulatedPlace>> {
    let layer = session.read_layer(file, &points.columns())?;
    let Some(column) = layer.column_any(&COLUMNS) else {
        let message = format!(
            "--population {file}: there is no column {}; it has {}",
            COLUMNS.join(" or "),
            layer.columns().join(", ")
        );
        return Err(Error::bad_request(message));
    };
    let findings = not_numbers(&layer, column, file);
    session.report(findings);
    Ok(layer.features().iter().filter_map(|feature| place(feature, column)).collect())
}

fn place(feature: &Feature, column: usize) -> Option<PopulatedPlace> {
    let Some(Geometry::Point(point)) = &feature.geometry else { return None };
    let people = feature.values.get(column).and_then(Value::to_number).filter(|people| *people >= 0.0);
    Some(PopulatedPlace { at: LonLat::new(point.x(), point.y()).ok()?, people })
}

/// Cells that are neither empty nor a number of people.
fn not_numbers(layer: &Layer, column: usize, file: &str) -> Vec<Finding> {
    let is_wrong = |value: &Value| !value.is_null() && value.to_number().is_none_or(|people| people < 0.0);
    let wrong = layer.features().iter().filter_map(|feature| {
        let value = feature.values.get(column).filter(|value| is_wrong(value))?;
        let message = format!("'{value}' is not a number of people; the place counts as one without known population");
        let finding =
            Finding::warning("no-number", message).with_remedy("give a number, 0 or more, or leave the cell empty");
        Some(finding.in_file(file).of_feature(format!("row {}", feature.origin.row)))
    });
    wrong.collect()
}
