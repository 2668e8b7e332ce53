//! The data block of a page: layers, labels and manifest as JSON.
//!
//! Coordinates are whole numbers of [`GRID`] degrees, each but the first of a line as the step from the one before. Rounding is by
//! position, so what shares a border in the data shares it here.

use geo_types::{Coord, LineString};
use serde_json::{Value as Json, json};

use crate::layer::Value;
use crate::report::map::columns;
use crate::report::map::display::{self, DrawnConstant};
use crate::report::map::document::{MapDocument, MapLayer, Mark, Names, Panels, PlaceLabel, Shape, Side, Visibility};

/// Degrees per unit of coordinates, about 11 m.
const GRID: f64 = 1e-4;
/// The finest detail kept, as a share of the extent of what is shown at first: a third of a pixel on a wide screen.
const DETAIL: f64 = 1.0 / 6000.0;
/// Detail beyond which vertices are never left out, in degrees.
const COARSEST: f64 = 4e-3;

/// Everything that the script of the page needs.
pub(super) fn data(document: &MapDocument) -> Json {
    let exact = display::drawn(&document.layers, 0.0);
    let extent = display::extent(&display::focus(document, &exact));
    let size = extent.map_or(0.0, |[west, south, east, north]| (east - west).max(north - south));
    let drawn = display::drawn(&document.layers, (size * DETAIL).clamp(GRID, COARSEST));
    let layers: Vec<Json> = document.layers.iter().zip(&drawn).map(|(layer, drawn)| layer_json(layer, drawn)).collect();
    json!({
        "title": names_json(&document.title),
        "panels": panels_json(&document.panels),
        "grid": GRID,
        "extent": extent,
        "layers": layers,
        "labels": document.labels.iter().map(label_json).collect::<Vec<_>>(),
        "missing": columns::MISSING,
        "manifest": document.manifest,
    })
}

fn names_json(names: &Names) -> Json {
    json!([names.en, names.zh])
}

fn panels_json(panels: &Panels) -> Json {
    match panels {
        Panels::One => json!(["both"]),
        Panels::SideBySide(..) => json!(["left", "right"]),
    }
}

fn side_word(side: Side) -> &'static str {
    match side {
        Side::Both => "both",
        Side::Left => "left",
        Side::Right => "right",
    }
}

fn layer_json(layer: &MapLayer, drawn: &[DrawnConstant]) -> Json {
    let style = layer.style;
    let (shape, outline) = match style.shape {
        Shape::Areas { outline } => ("areas", Some(outline.to_string())),
        Shape::Outlines => ("outlines", None),
        Shape::Lines => ("lines", None),
        Shape::Points => ("points", None),
    };
    let columns: Vec<(usize, &String)> =
        layer.features.columns().iter().enumerate().filter(|(_, column)| !columns::is_heading(column)).collect();
    let features: Vec<Json> =
        drawn.iter().enumerate().map(|(feature, drawn)| feature_json(layer, feature, &columns, drawn)).collect();
    json!({
        "id": layer.id,
        "names": names_json(&layer.names),
        "shape": shape,
        "side": side_word(layer.side),
        "visibility": visibility_word(layer.visibility),
        "colour": style.colour.to_string(),
        "outline": outline,
        "width": style.width,
        "dash": style.dash,
        "opacity": style.opacity,
        "columns": columns.iter().map(|(_, column)| names_json(&columns::names_of(column))).collect::<Vec<_>>(),
        "features": features,
    })
}

/// How a layer starts, for the script.
fn visibility_word(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Shown => "shown",
        Visibility::OnRequest => "on-request",
        Visibility::Always => "always",
    }
}

fn feature_json(layer: &MapLayer, feature: usize, columns: &[(usize, &String)], drawn: &DrawnConstant) -> Json {
    let values = &layer.features.features()[feature].values;
    let text = |(at, column): &(usize, &String)| columns::text_of(column, values.get(*at).unwrap_or(&Value::Null));
    let mut json = serde_json::Map::new();
    if let Some(names) = layer.heading_of(feature) {
        json.insert("names".into(), names_json(&names));
    }
    json.insert("colour".into(), json!(layer.colour_of(feature).to_string()));
    json.insert("values".into(), json!(columns.iter().map(text).collect::<Vec<_>>()));
    let areas: Vec<Vec<Vec<i64>>> = drawn
        .areas
        .0
        .iter()
        .map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()).filter_map(ring_steps).collect())
        .filter(|rings: &Vec<Vec<i64>>| !rings.is_empty())
        .collect();
    let lines: Vec<Vec<i64>> = drawn.lines.iter().map(|line| steps(&line.0)).collect();
    let points: Vec<Vec<i64>> = drawn.points.iter().map(|point| steps(&[*point])).collect();
    for (name, part) in [("areas", json!(areas)), ("lines", json!(lines)), ("points", json!(points))] {
        if part.as_array().is_some_and(|part| !part.is_empty()) {
            json.insert(name.into(), part);
        }
    }
    Json::Object(json)
}

/// A ring as steps; `None` when nothing is left of it on the grid.
fn ring_steps(ring: &LineString<f64>) -> Option<Vec<i64>> {
    let steps = steps(&ring.0);
    (steps.len() >= 8).then_some(steps)
}

/// Positions on the grid, each as the step from the one before; those that fall together stand once.
fn steps(line: &[Coord<f64>]) -> Vec<i64> {
    let mut steps = Vec::with_capacity(2 * line.len());
    let mut last = (0, 0);
    for (number, at) in line.iter().enumerate() {
        let next = ((at.x / GRID).round() as i64, (at.y / GRID).round() as i64);
        if number == 0 || next != last {
            steps.extend([next.0 - last.0, next.1 - last.1]);
        }
        last = next;
    }
    steps
}

fn label_json(label: &PlaceLabel) -> Json {
    let mark = match label.mark {
        Mark::Dot => "dot",
        Mark::Square => "square",
        Mark::None => "none",
    };
    json!({
        "names": names_json(&label.names),
        "at": [label.at.lon(), label.at.lat()],
        "mark": mark,
        "side": side_word(label.side),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_back_to_the_positions() {
        let line: Vec<Coord<f64>> =
            [(116.123_449, -39.9), (116.123_451, -39.9), (116.2, -40.0)].into_iter().map(Coord::from).collect();
        assert_eq!(steps(&line), [1_161_234, -399_000, 1, 0, 765, -1000]);
        assert_eq!(steps(&line[..1]), [1_161_234, -399_000]);
        let tiny = LineString(vec![line[0], line[1], line[0], line[0]]);
        assert_eq!(ring_steps(&tiny), None);
    }
}
