//! Geometries as they are drawn: fewer vertices than the data have, with shared borders still shared.

use geo_types::{Coord, Geometry, LineString, MultiPolygon};

use super::document::{MapDocument, MapLayer, Visibility};
use crate::geometry::shape;
use crate::geometry::simplify::simplify_together;

/// What of a feature is drawn. Positions that are not finite are left out with their part.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DrawnConstant {
    pub(super) areas: MultiPolygon<f64>,
    pub(super) lines: Vec<LineString<f64>>,
    pub(super) points: Vec<Coord<f64>>,
}

/// The features of all layers, polygons simplified together so that what touches in one layer or between layers still does.
/// `tolerance` is in degrees.
pub(super) fn drawn(layers: &[MapLayer], tolerance: f64) -> Vec<Vec<DrawnConstant>> {
    let mut drawn: Vec<Vec<DrawnConstant>> = layers.iter().map(features_of).collect();
    let areas: Vec<&MultiPolygon<f64>> = drawn.iter().flatten().map(|feature| &feature.areas).collect();
    let simplified = simplify_together(&areas, tolerance);
    for (feature, areas) in drawn.iter_mut().flatten().zip(simplified) {
        feature.areas = areas;
    }
    drawn
}

fn features_of(layer: &MapLayer) -> Vec<DrawnConstant> {
    layer
        .features
        .features()
        .iter()
        .map(|feature| feature.geometry.as_ref().map(DrawnConstant::of).unwrap_or_default())
        .collect()
}

impl Default for DrawnConstant {
    fn default() -> Self {
        Self { areas: MultiPolygon(Vec::new()), lines: Vec::new(), points: Vec::new() }
    }
}

impl DrawnConstant {
    fn of(geometry: &Geometry<f64>) -> Self {
        let mut drawn = Self::default();
        for leaf in shape::leaves(geometry).into_iter().filter(|leaf| is_finite(leaf)) {
            match leaf {
                Geometry::LineString(line) => drawn.lines.push(line.clone()),
                Geometry::MultiLineString(lines) => drawn.lines.extend(lines.0.iter().cloned()),
                Geometry::Line(line) => drawn.lines.push(LineString(vec![line.start, line.end])),
                Geometry::Point(point) => drawn.points.push(point.0),
                Geometry::MultiPoint(points) => drawn.points.extend(points.0.iter().map(|point| point.0)),
                other => drawn.areas.0.extend(shape::area_of(other).into_iter().flatten()),
            }
        }
        drawn
    }

    /// All positions.
    pub(super) fn coords(&self) -> impl Iterator<Item = Coord<f64>> + '_ {
        let exteriors = self.areas.0.iter().flat_map(|polygon| &polygon.exterior().0);
        exteriors.chain(self.lines.iter().flat_map(|line| &line.0)).chain(&self.points).copied()
    }
}

fn is_finite(geometry: &Geometry<f64>) -> bool {
    use geo::CoordsIter as _;
    geometry.coords_iter().all(|at| at.x.is_finite() && at.y.is_finite())
}

/// What a document opens on: the layers it names, else the labels and all layers that have a switch, else all. Only what has a place
/// counts.
pub(super) fn focus(document: &MapDocument, drawn: &[Vec<DrawnConstant>]) -> Vec<Coord<f64>> {
    let coords = |wanted: &dyn Fn(&MapLayer) -> bool| -> Vec<Coord<f64>> {
        let layers = document.layers.iter().zip(drawn).filter(|(layer, _)| wanted(layer));
        layers.flat_map(|(_, features)| features).flat_map(DrawnConstant::coords).collect()
    };
    let named = |layer: &MapLayer| document.focus.contains(&layer.id);
    let switched = |layer: &MapLayer| layer.visibility != Visibility::Always;
    let attempts: [&dyn Fn(&MapLayer) -> bool; 3] = [&named, &switched, &|_| true];
    let mut found = attempts.into_iter().map(coords).find(|coords| !coords.is_empty()).unwrap_or_default();
    if document.focus.is_empty() {
        found.extend(document.labels.iter().map(|label| label.at.coord()));
    }
    found
}

/// West, south, east and north of positions, in degrees; the short way round the globe, so that east may be beyond 180.
pub(super) fn extent(coords: &[Coord<f64>]) -> Option<[f64; 4]> {
    let span = |turned: f64| {
        let lon = |at: &Coord<f64>| if at.x < turned { at.x + 360.0 } else { at.x };
        let west = coords.iter().map(lon).fold(f64::INFINITY, f64::min);
        let east = coords.iter().map(lon).fold(f64::NEG_INFINITY, f64::max);
        (west, east)
    };
    let (plain, turned) = (span(-180.0), span(0.0));
    let (west, east) = if turned.1 - turned.0 < plain.1 - plain.0 { turned } else { plain };
    let south = coords.iter().map(|at| at.y).fold(f64::INFINITY, f64::min);
    let north = coords.iter().map(|at| at.y).fold(f64::NEG_INFINITY, f64::max);
    (west.is_finite() && south.is_finite()).then_some([west, south, east, north])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extents_go_the_short_way_round() {
        let at = |x: f64, y: f64| Coord { x, y };
        assert_eq!(extent(&[at(110.0, 30.0), at(120.0, 40.0)]), Some([110.0, 30.0, 120.0, 40.0]));
        assert_eq!(extent(&[at(178.0, -18.0), at(-179.0, -16.0)]), Some([178.0, -18.0, 181.0, -16.0]));
        assert_eq!(extent(&[]), None);
    }
}
