//! Rings drawn as polygons, as a table of units and rings.

use std::borrow::Cow;

use geo_types::MultiPolygon;

use super::session::Session;
use crate::analysis::{AssignRule, Drawn, assign_to_drawn};
use crate::atlas::{Atlas, Level, UnitId, repaired};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::geometry::{coverage, shape};
use crate::io::csv::PointColumns;
use crate::layer::{Feature, Layer, Value};
use crate::report::{self, DrawnRow};

/// A ring of the file: polygons with the same identifier.
struct Ring {
    id: String,
    name: String,
    index: Option<f64>,
    parts: Vec<MultiPolygon<f64>>,
}

/// The units of a level that drawn rings hold, by ring, then in order of code.
///
/// # Errors
/// Unreadable input; a bad request when the file has no column `ring` or `id`, or no level was asked for and there are several.
pub(super) fn assignment(
    session: &mut Session,
    file: &str,
    atlas: &Atlas,
    level: Option<Level>,
    rule: AssignRule,
) -> Result<Layer> {
    let layer = session.read_layer(file, &PointColumns::default())?;
    let rings = rings(session, file, &layer)?;
    let units: Vec<UnitId> = atlas.ids_of_level(checked_level(atlas, level)?).collect();
    session.parameter("assign", Some(rule.to_string()));
    let areas: Vec<MultiPolygon<f64>> =
        rings.iter().map(|ring| coverage::dissolve(&ring.parts.iter().collect::<Vec<_>>()).geometry).collect();
    let boundaries: Vec<&MultiPolygon<f64>> = units.iter().map(|&unit| atlas.boundary(unit)).collect();
    let found = assign_to_drawn(&boundaries, &areas.iter().collect::<Vec<_>>(), rule);
    let row = |(&unit, drawn): (&UnitId, &Option<Drawn>)| {
        let drawn = (*drawn)?;
        let Ring { id, name, .. } = &rings[drawn.area];
        Some(DrawnRow { unit, ring: id.clone(), ring_index: drawn.area, ring_name: name.clone(), share: drawn.share })
    };
    let mut rows: Vec<DrawnRow> = units.iter().zip(&found).filter_map(row).collect();
    rows.sort_by_key(|row| row.ring_index);
    for ring in rings.iter().filter(|ring| rows.iter().all(|row| row.ring != ring.id)) {
        let message = format!("no unit belongs to the drawn ring '{}' by the rule {rule}", ring.id);
        session.report([Finding::warning("ring-without-units", message).in_file(file)]);
    }
    Ok(report::drawn_table(atlas, &rows))
}

fn checked_level(atlas: &Atlas, level: Option<Level>) -> Result<Level> {
    let levels = atlas.levels();
    let usual = if levels.contains(&Level::City) {
        Some(Level::City)
    } else {
        levels.first().copied().filter(|_| levels.len() == 1)
    };
    match level.or(usual) {
        Some(level) if levels.contains(&level) => Ok(level),
        _ => {
            let words: Vec<&str> = levels.into_iter().map(Level::word).collect();
            Err(Error::bad_request(format!("give the level of the units with --level L, one of {}", words.join(", "))))
        }
    }
}

/// The rings of the file: by the column `ring_index` where there is one, else in the order of the file.
fn rings(session: &mut Session, file: &str, layer: &Layer) -> Result<Vec<Ring>> {
    let Some(id_column) = layer.column_any(&["ring", "ring_id", "id"]) else {
        let columns: Vec<&str> = layer.columns().iter().map(String::as_str).collect();
        let message = format!("{file}: drawn rings need a column 'ring' or 'id'; there are {}", columns.join(", "));
        return Err(Error::bad_request(message));
    };
    let (index_column, name_column) = (layer.column_any(&["ring_index"]), layer.column_any(&["ring_name", "name"]));
    let mut rings: Vec<Ring> = Vec::new();
    for (number, feature) in layer.features().iter().enumerate() {
        let id = feature.values[id_column].to_string();
        let Some(part) = polygons(session, file, feature, number + 1).filter(|_| !id.trim().is_empty()) else { continue };
        match rings.iter_mut().find(|ring| ring.id == id) {
            Some(ring) => ring.parts.push(part),
            None => {
                let index = index_column.and_then(|column| feature.values[column].to_number());
                let name = name_column.map(|column| feature.values[column].to_string()).filter(|name| !name.is_empty());
                rings.push(Ring { name: name.unwrap_or_else(|| id.clone()), id, index, parts: vec![part] });
            }
        }
    }
    if rings.is_empty() {
        return Err(Error::bad_request(format!("{file}: no feature has both a polygon and a ring")));
    }
    rings.sort_by(|a, b| a.index.unwrap_or(f64::INFINITY).total_cmp(&b.index.unwrap_or(f64::INFINITY)));
    Ok(rings)
}

/// The polygons of a feature, repaired where that is unambiguous; what is wrong is reported.
fn polygons(session: &mut Session, file: &str, feature: &Feature, number: usize) -> Option<MultiPolygon<f64>> {
    let Some(polygons) = feature.geometry.as_ref().and_then(shape::polygons).map(Cow::into_owned) else {
        let finding = Finding::error("not-a-polygon", "a drawn ring must be a polygon; the feature is left out");
        session.report([finding.in_file(file).of_feature(number.to_string())]);
        return None;
    };
    let mut findings = Vec::new();
    let label = feature.id.as_ref().map_or_else(|| number.to_string(), Value::to_string);
    let sound = repaired(&polygons, &label, &mut findings);
    session.report(findings.into_iter().map(|finding| finding.in_file(file)));
    sound
}
