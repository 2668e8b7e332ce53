//! The `bbox` member (RFC 7946 section 5).

use geo_types::{Coord, Geometry};

use crate::quantity::Bounds;

/// West, south, east, north. West is greater than east for a shape that was cut at the antimeridian (section 5.2).
pub(super) type Bbox = [f64; 4];

/// The box around geometries; `None` when there are no coordinates.
///
/// Shapes are cut at the antimeridian in layers, so a shape that crosses it has parts that end at 180 and parts that begin at
/// -180. The box then runs from the westernmost of the parts east of Greenwich to the easternmost of those west of it.
pub(super) fn bbox_of<'a>(geometries: impl IntoIterator<Item = &'a Geometry<f64>>) -> Option<Bbox> {
    let mut parts = Vec::new();
    geometries.into_iter().for_each(|geometry| part_bounds(geometry, &mut parts));
    let whole = parts.iter().copied().reduce(Bounds::union)?;
    let (mut west, mut east) = (whole.min().x, whole.max().x);
    let is_world = parts.iter().any(|part| part.min().x == -180.0 && part.max().x == 180.0);
    if west == -180.0 && east == 180.0 && !is_world {
        let is_eastern = |part: &&Bounds| part.min().x + part.max().x > 0.0;
        west = parts.iter().filter(is_eastern).map(|part| part.min().x).fold(180.0, f64::min);
        east = parts.iter().filter(|part| !is_eastern(part)).map(|part| part.max().x).fold(-180.0, f64::max);
        if west <= east {
            (west, east) = (-180.0, 180.0);
        }
    }
    Some([west, whole.min().y, east, whole.max().y])
}

fn part_bounds(geometry: &Geometry<f64>, parts: &mut Vec<Bounds>) {
    let mut add = |coords: &[Coord<f64>]| parts.extend(Bounds::of(coords.iter().copied()));
    match geometry {
        Geometry::Point(point) => add(&[point.0]),
        Geometry::MultiPoint(points) => points.iter().for_each(|point| add(&[point.0])),
        Geometry::Line(line) => add(&[line.start, line.end]),
        Geometry::LineString(line) => add(&line.0),
        Geometry::MultiLineString(lines) => lines.iter().for_each(|line| add(&line.0)),
        Geometry::Polygon(polygon) => add(&polygon.exterior().0),
        Geometry::MultiPolygon(polygons) => polygons.iter().for_each(|polygon| add(&polygon.exterior().0)),
        Geometry::Rect(rect) => add(&[rect.min(), rect.max()]),
        Geometry::Triangle(triangle) => add(&triangle.to_array()),
        Geometry::GeometryCollection(members) => members.iter().for_each(|member| part_bounds(member, parts)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{MultiPolygon, Rect};

    fn boxes(corners: &[[f64; 4]]) -> Geometry<f64> {
        let rects =
            corners.iter().map(|[west, south, east, north]| Rect::new((*west, *south), (*east, *north)).to_polygon());
        Geometry::MultiPolygon(MultiPolygon(rects.collect()))
    }

    #[test]
    fn a_shape_cut_at_the_antimeridian_has_west_beyond_east() {
        let fiji = boxes(&[[177.0, -20.0, 180.0, -16.0], [-180.0, -20.0, -178.0, -16.0]]);
        assert_eq!(bbox_of([&fiji]), Some([177.0, -20.0, -178.0, -16.0]));
    }

    #[test]
    fn ordinary_shapes_and_the_whole_world() {
        assert_eq!(bbox_of([&boxes(&[[1.0, 2.0, 3.0, 4.0], [-5.0, 0.0, 0.0, 1.0]])]), Some([-5.0, 0.0, 3.0, 4.0]));
        assert_eq!(bbox_of([&boxes(&[[-180.0, -90.0, 180.0, -60.0]])]), Some([-180.0, -90.0, 180.0, -60.0]));
        assert_eq!(bbox_of([]), None);
    }
}
