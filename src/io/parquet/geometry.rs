//! Geometries as WKB, and back.

use std::borrow::Cow;

use geo::algorithm::orient::{Direction, Orient};
use geo_types::Geometry;
use wkb::writer::{WriteOptions, write_geometry};

use super::wkb_reader::WkbReader;

/// Reads WKB or EWKB. Heights and measures are left out; an empty geometry is none.
///
/// # Errors
/// What is wrong with the bytes.
pub(crate) fn geometry_of_wkb(bytes: &[u8]) -> Result<Option<Geometry<f64>>, String> {
    Ok(WkbReader::new(bytes).geometry(0)?.filter(|geometry| !is_empty(geometry)))
}

fn is_empty(geometry: &Geometry<f64>) -> bool {
    use geo::CoordsIter;
    // An empty point has coordinates that are not numbers.
    geometry.coords_iter().all(|at| at.x.is_nan() && at.y.is_nan())
}

/// Appends a geometry as WKB in the byte order of this format.
pub(super) fn push_wkb(bytes: &mut Vec<u8>, geometry: &Geometry<f64>) -> Result<(), String> {
    write_geometry(bytes, geometry, &WriteOptions::default()).map_err(|error| error.to_string())
}

/// The geometry with shells counter-clockwise and holes clockwise, as the metadata promise.
pub(super) fn oriented(geometry: &Geometry<f64>) -> Cow<'_, Geometry<f64>> {
    match geometry {
        Geometry::Polygon(polygon) => Cow::Owned(polygon.orient(Direction::Default).into()),
        Geometry::MultiPolygon(polygons) => Cow::Owned(polygons.orient(Direction::Default).into()),
        other => Cow::Borrowed(other),
    }
}

/// The name of the type of a geometry in the metadata.
pub(super) fn type_name(geometry: &Geometry<f64>) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{
        GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, line_string, polygon,
    };

    fn every_type() -> Vec<Geometry<f64>> {
        let line = line_string![(x: 1.0, y: 2.0), (x: 3.0, y: 4.5)];
        let square = polygon!(exterior: [(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.)], interiors: [[(x: 5., y: 1.), (x: 6., y: 2.), (x: 6., y: 1.)]]);
        let point = Point::new(116.4, -39.9);
        vec![
            point.into(),
            line.clone().into(),
            square.clone().into(),
            MultiPoint(vec![point, Point::new(0.0, 0.0)]).into(),
            MultiLineString(vec![line.clone(), line.clone()]).into(),
            MultiPolygon(vec![square.clone(), square]).into(),
            Geometry::GeometryCollection(GeometryCollection(vec![point.into(), line.into()])),
        ]
    }

    #[test]
    fn every_type_comes_back() {
        for geometry in every_type() {
            let mut bytes = Vec::new();
            push_wkb(&mut bytes, &geometry).expect("written");
            assert_eq!(geometry_of_wkb(&bytes), Ok(Some(geometry)));
        }
        let mut bytes = Vec::new();
        push_wkb(&mut bytes, &LineString::<f64>::new(vec![]).into()).expect("written");
        assert_eq!(geometry_of_wkb(&bytes), Ok(None));
    }

    #[test]
    fn damaged_bytes_are_refused_or_read() {
        for geometry in every_type() {
            let mut bytes = Vec::new();
            push_wkb(&mut bytes, &geometry).expect("written");
            assert!((0..bytes.len()).all(|length| geometry_of_wkb(&bytes[..length]).is_err()));
            for at in 0..bytes.len() {
                let mut bad = bytes.clone();
                bad[at] ^= 0xff;
                let _ = geometry_of_wkb(&bad);
            }
        }
        let deep = [1, 7, 0, 0, 0, 1, 0, 0, 0].repeat(100_000);
        assert!(geometry_of_wkb(&deep).is_err());
    }
}
