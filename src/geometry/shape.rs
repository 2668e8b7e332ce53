//! Small questions about any geometry: its parts, its box, its number of vertices.

use std::borrow::Cow;

use geo::CoordsIter;
use geo_types::{Geometry, MultiPolygon};

use crate::quantity::Bounds;

/// The box around a geometry; `None` when it has no coordinates.
///
/// # Examples
/// ```
/// use geo_types::line_string;
/// use ringshed::geometry::shape;
/// let line = line_string![(x: 3., y: 1.), (x: 0., y: 2.)];
/// assert_eq!(shape::bounds(&line).expect("two positions").to_string(), "0,1,3,2");
/// ```
pub fn bounds(geometry: &impl CoordsIter<Scalar = f64>) -> Option<Bounds> {
    Bounds::of(geometry.coords_iter())
}

/// The number of positions as written: the repeated last one of rings counts.
pub fn vertex_count(geometry: &impl CoordsIter) -> usize {
    geometry.coords_count()
}

/// The polygons of a geometry as one area; `None` when it has none. Rectangles and triangles count as polygons, other kinds
/// in a collection are left out.
///
/// # Examples
/// ```
/// use geo_types::{Geometry, Point, Rect};
/// use ringshed::geometry::shape;
/// let square = Geometry::Rect(Rect::new((0., 0.), (1., 1.)));
/// assert_eq!(shape::area_of(&square).expect("a polygon").0.len(), 1);
/// assert_eq!(shape::area_of(&Geometry::Point(Point::new(1., 1.))), None);
/// ```
pub fn area_of(geometry: &Geometry<f64>) -> Option<MultiPolygon<f64>> {
    let mut polygons = Vec::new();
    for leaf in leaves(geometry) {
        match leaf {
            Geometry::Polygon(polygon) => polygons.push(polygon.clone()),
            Geometry::MultiPolygon(several) => polygons.extend(several.0.iter().cloned()),
            Geometry::Rect(rect) => polygons.push(rect.to_polygon()),
            Geometry::Triangle(triangle) => polygons.push(triangle.to_polygon()),
            _ => {}
        }
    }
    (!polygons.is_empty()).then_some(MultiPolygon(polygons))
}

/// The area of a polygon or several; `None` for every other kind, collections too.
///
/// # Examples
/// ```
/// use geo_types::{Geometry, Point, polygon};
/// use ringshed::geometry::shape;
/// let square = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)];
/// assert_eq!(shape::polygons(&square.clone().into()).map(|area| area.into_owned()), Some(square.into()));
/// assert_eq!(shape::polygons(&Geometry::Point(Point::new(1., 1.))), None);
/// ```
pub fn polygons(geometry: &Geometry<f64>) -> Option<Cow<'_, MultiPolygon<f64>>> {
    match geometry {
        Geometry::Polygon(polygon) => Some(Cow::Owned(MultiPolygon(vec![polygon.clone()]))),
        Geometry::MultiPolygon(polygons) => Some(Cow::Borrowed(polygons)),
        _ => None,
    }
}

/// The geometry itself or, for collections, their members however deep, in order; without recursion.
pub(crate) fn leaves(geometry: &Geometry<f64>) -> Vec<&Geometry<f64>> {
    let (mut open, mut found) = (vec![geometry], Vec::new());
    while let Some(next) = open.pop() {
        match next {
            Geometry::GeometryCollection(collection) => open.extend(collection.0.iter().rev()),
            leaf => found.push(leaf),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use geo_types::{GeometryCollection, Point, Rect, Triangle};

    use super::*;

    #[test]
    fn collections_are_flattened_in_order() {
        let point = |x: f64| Geometry::Point(Point::new(x, 0.0));
        let inner = Geometry::GeometryCollection(GeometryCollection(vec![point(2.0), point(3.0)]));
        let all = Geometry::GeometryCollection(GeometryCollection(vec![point(1.0), inner, point(4.0)]));
        assert_eq!(leaves(&all), [&point(1.0), &point(2.0), &point(3.0), &point(4.0)]);
        assert_eq!(vertex_count(&all), 4);
        assert_eq!(bounds(&all).map(|bounds| bounds.to_string()), Some("1,0,4,0".into()));
    }

    #[test]
    fn areas_of_all_kinds() {
        let triangle = Triangle::new((0., 0.).into(), (1., 0.).into(), (0., 1.).into());
        let several = vec![Rect::new((0., 0.), (1., 1.)).into(), triangle.into(), Point::new(0., 0.).into()];
        let all = Geometry::GeometryCollection(GeometryCollection(several));
        assert_eq!(area_of(&all).map(|area| area.0.len()), Some(2));
        assert_eq!(bounds(&Geometry::GeometryCollection(GeometryCollection(vec![]))), None);
    }
}
