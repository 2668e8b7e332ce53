//! Cutting geometries at the antimeridian (RFC 7946, section 3.1.9).
//!
//! An edge whose longitudes differ by more than 180 degrees is taken to go the short way round, across the antimeridian;
//! longitudes beyond 180 degrees are brought back. The result lies within -180..=180, its rings meet the antimeridian
//! instead of jumping across it, and a ring around a pole runs along the antimeridian to the pole and back.
//!
//! # Method
//! Every ring is unrolled into a continuous line, cut into *chains* wherever it meets the antimeridian, and the chains are
//! joined along the frame of the world map: from the end of a chain the frame is followed counter-clockwise, interior on the
//! left, to the start of the next one. Rings around a pole need no special case: their frame walk passes the map's corners.
//! No boolean operation is involved, so that every vertex of the input keeps its exact place.

mod frame;
mod ring;

pub(super) use frame::whole_world;

use geo::algorithm::orient::{Direction, Orient};
use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

/// The latitude at which an edge crosses the antimeridian.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Crossing {
    /// The edge is straight in longitude and latitude, as RFC 7946 has it and as all edges of this crate are.
    #[default]
    StraightLonLat,
    /// The edge is a great circle on the sphere.
    GreatCircle,
}

/// What the direction of a ring means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Winding {
    /// A ring around neither pole bounds a region smaller than its complement, whichever way it is wound; a ring around
    /// one pole has its interior on the left.
    #[default]
    Repair,
    /// The interior is on the left of every exterior ring: a clockwise one stands for the world without its region.
    AsGiven,
    /// The interior is on the right of every exterior ring.
    Reversed,
}

/// How to cut: see [`Crossing`] and [`Winding`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CutOptions {
    /// The latitude at which an edge crosses.
    pub crossing: Crossing,
    /// What the direction of a ring means.
    pub winding: Winding,
}

/// Cuts a geometry (degrees) at the antimeridian; see the [module](self) for what that means. Polygons and lines that fall apart
/// become multi-geometries; exterior rings of the result are counter-clockwise. A geometry that needs no cut comes back with its coordinates
/// as they are.
///
/// # Examples
/// ```
/// use geo::{Area, Geometry, polygon};
/// use ringshed::geometry::antimeridian::cut;
/// let fiji: Geometry<f64> =
///     polygon![(x: 177.0, y: -19.0), (x: -179.0, y: -19.0), (x: -179.0, y: -16.0), (x: 177.0, y: -16.0)].into();
/// let Geometry::MultiPolygon(parts) = cut(&fiji) else { panic!("two parts") };
/// assert_eq!(parts.0.len(), 2);
/// assert_eq!(parts.unsigned_area(), 12.0);
/// ```
pub fn cut(geometry: &Geometry<f64>) -> Geometry<f64> {
    cut_with(geometry, CutOptions::default())
}

/// [`cut`] with options.
pub fn cut_with(geometry: &Geometry<f64>, options: CutOptions) -> Geometry<f64> {
    match geometry {
        Geometry::Point(point) => Point(within_map(point.0)).into(),
        Geometry::MultiPoint(points) => points.iter().map(|point| Point(within_map(point.0))).collect::<MultiPoint>().into(),
        Geometry::Line(line) => single_line(cut_lines([&LineString::from(*line)], options)),
        Geometry::LineString(line) => single_line(cut_lines([line], options)),
        Geometry::MultiLineString(lines) => cut_lines(lines, options).into(),
        Geometry::Polygon(polygon) => single_polygon(cut_polygons([polygon], options)),
        Geometry::Rect(rect) => single_polygon(cut_polygons([&rect.to_polygon()], options)),
        Geometry::Triangle(triangle) => single_polygon(cut_polygons([&triangle.to_polygon()], options)),
        Geometry::MultiPolygon(polygons) => cut_polygons(polygons, options).into(),
        Geometry::GeometryCollection(members) => {
            Geometry::GeometryCollection(members.iter().map(|member| cut_with(member, options)).collect())
        }
    }
}

/// [`cut_with`] for polygons; the parts come in the order of the input.
pub fn cut_polygons<'a>(polygons: impl IntoIterator<Item = &'a Polygon<f64>>, options: CutOptions) -> MultiPolygon<f64> {
    polygons.into_iter().flat_map(|polygon| cut_polygon(polygon, options)).collect()
}

/// [`cut_with`] for lines; the parts come in the order of the input.
pub fn cut_lines<'a>(lines: impl IntoIterator<Item = &'a LineString<f64>>, options: CutOptions) -> MultiLineString<f64> {
    lines.into_iter().flat_map(|line| cut_line(line, options)).collect()
}

fn single_line(mut lines: MultiLineString<f64>) -> Geometry<f64> {
    match lines.0.pop() {
        Some(line) if lines.0.is_empty() => line.into(),
        last => MultiLineString(lines.0.into_iter().chain(last).collect()).into(),
    }
}

fn single_polygon(mut polygons: MultiPolygon<f64>) -> Geometry<f64> {
    match polygons.0.pop() {
        Some(polygon) if polygons.0.is_empty() => polygon.into(),
        last => MultiPolygon(polygons.0.into_iter().chain(last).collect()).into(),
    }
}

/// The same place with its longitude within -180..=180.
fn within_map(place: Coord<f64>) -> Coord<f64> {
    let x = if place.x.abs() <= 180.0 { place.x } else { (place.x + 180.0).rem_euclid(360.0) - 180.0 };
    Coord { x, y: place.y }
}

/// True when no edge jumps and no longitude is beyond the map: then there is nothing to cut.
fn is_within_map(line: &LineString<f64>) -> bool {
    line.0.iter().all(|place| place.x.abs() <= 180.0) && line.lines().all(|edge| edge.dx().abs() <= 180.0)
}

fn cut_line(line: &LineString<f64>, options: CutOptions) -> Vec<LineString<f64>> {
    if is_within_map(line) || line.0.iter().any(|place| !place.x.is_finite()) {
        return vec![line.clone()];
    }
    let unrolled = ring::unrolled(&line.0);
    ring::chains(&unrolled, options.crossing).into_iter().filter(|chain| chain.len() > 1).map(LineString).collect()
}

fn cut_polygon(polygon: &Polygon<f64>, options: CutOptions) -> Vec<Polygon<f64>> {
    let rings = || std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let untouched = rings().all(is_within_map) || rings().flat_map(|ring| &ring.0).any(|place| !place.x.is_finite());
    if untouched && options.winding == Winding::Repair {
        return vec![polygon.orient(Direction::Default)];
    }
    let pieces = rings().enumerate().map(|(position, line)| {
        let role = if position == 0 { ring::Role::Shell } else { ring::Role::Hole };
        ring::pieces(line, role, options)
    });
    frame::polygons(pieces.collect())
}

#[cfg(test)]
mod tests;
