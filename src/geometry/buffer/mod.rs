//! Buffers: all places within a geodesic distance of polygons.
//!
//! # Method
//! The outline is found in planes, then every vertex is moved along the geodesic from the nearest place of the border until it is at the
//! radius on the ellipsoid. So planes decide only how arcs join, and the radius is that of the ellipsoid.

mod mend;
mod outline;
mod plane;

use geo::Area;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use self::plane::Plane;
use super::antimeridian::{self, CutOptions, Winding};
use super::border::Border;
use super::{ellipsoid, map_edge};
use crate::quantity::{LonLat, Metres};

/// No vertex of a buffer may be further than this (metres) from the place's neighbourhood: the plane would fold over.
const FARTHEST: f64 = 15_000_000.0;
/// Vertices closer together than this share of the radius are thinned out.
const CLOSEST_VERTICES: f64 = 0.002;
/// A hole smaller than a square with this share of the radius is where pieces of the outline do not quite meet.
const SMALLEST_HOLE: f64 = 0.005;
/// Metres per degree of latitude, roughly.
const METRES_PER_DEGREE: f64 = 111_000.0;
/// A vertex is at the radius when it is so to within this (metres); one that does not get there within `KEPT` is dropped.
const AT_RADIUS: f64 = 0.01;
const KEPT: f64 = 0.5;
const MOST_MOVES: usize = 40;

/// Why there is no such buffer.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BufferError {
    /// The radius is zero, negative or not finite.
    #[error("a buffer needs a radius greater than zero; {radius} was given")]
    Radius {
        /// The radius given.
        radius: Metres,
    },
    /// A coordinate is not a position.
    #[error("the polygon has the coordinate {lon},{lat}, which is not a position in degrees")]
    NotAPosition {
        /// The longitude given.
        lon: f64,
        /// The latitude given.
        lat: f64,
    },
    /// The polygons and the radius together reach nearly around the earth.
    #[error(
        "the polygons and {radius} around them reach nearly around the earth; choose a smaller radius or fewer polygons"
    )]
    TooLarge {
        /// The radius given.
        radius: Metres,
    },
}

/// All places within `radius` of the polygons (degrees, valid, cut at the antimeridian), their inside included.
///
/// Every vertex is at the geodesic distance `radius` from the polygons, but for those along the map's edge around a pole.
/// Holes wider than twice the radius stay, smaller. The result is valid, counter-clockwise and cut at the antimeridian.
///
/// # Errors
/// [`BufferError`] when the radius is not a positive finite number, a coordinate is not a position, or the buffer would reach nearly around the
/// earth.
///
/// # Examples
/// ```
/// use geo::{Contains, MultiPolygon, Point, polygon};
/// use ringshed::Metres;
/// use ringshed::geometry::buffer::buffer;
/// let square = polygon![(x: 116.0, y: 39.0), (x: 117.0, y: 39.0), (x: 117.0, y: 40.0), (x: 116.0, y: 40.0)];
/// let around = buffer(&MultiPolygon(vec![square]), Metres::new(50_000.0))?;
/// assert!(around.contains(&Point::new(117.5, 39.5)));
/// assert!(!around.contains(&Point::new(117.5, 40.4)));
/// # Ok::<(), ringshed::geometry::buffer::BufferError>(())
/// ```
pub fn buffer(polygons: &MultiPolygon<f64>, radius: Metres) -> Result<MultiPolygon<f64>, BufferError> {
    if !(radius.metres() > 0.0 && radius.metres().is_finite()) {
        return Err(BufferError::Radius { radius });
    }
    let places = || polygons.iter().flat_map(|polygon| polygon.exterior().0.iter().copied());
    if let Some(place) = places().find(|place| LonLat::try_from(*place).is_err()) {
        return Err(BufferError::NotAPosition { lon: place.x, lat: place.y });
    }
    if places().next().is_none() {
        return Ok(MultiPolygon(vec![]));
    }
    let centre = plane::middle(places()).ok_or(BufferError::TooLarge { radius })?;
    let reach = places().map(|place| ellipsoid::distance(centre, place)).fold(0.0, f64::max);
    if reach + radius.metres() > FARTHEST {
        return Err(BufferError::TooLarge { radius });
    }
    let plane = Plane::around(centre);
    let goal = Goal { border: Border::new(polygons), radius: radius.metres(), plane };
    let settled: Vec<_> =
        outline::outline(polygons, radius.metres(), plane).iter().filter_map(|part| goal.polygon(part)).collect();
    let as_given = CutOptions { winding: Winding::AsGiven, ..CutOptions::default() };
    let smallest = (SMALLEST_HOLE * radius.metres() / METRES_PER_DEGREE).powi(2);
    Ok(mend::mended(antimeridian::cut_polygons(&settled, as_given), smallest))
}

/// Where vertices have to be: at a distance from a border.
struct Goal {
    border: Border,
    radius: f64,
    plane: Plane,
}

impl Goal {
    fn polygon(&self, outline: &Polygon<f64>) -> Option<Polygon<f64>> {
        let shell = self.ring(outline.exterior())?;
        let smallest = (SMALLEST_HOLE * self.radius).powi(2);
        let holes = outline.interiors().iter().filter(|hole| area(hole) > smallest);
        Some(Polygon::new(shell, holes.filter_map(|hole| self.ring(hole)).collect()))
    }

    /// A ring of the outline, on the ellipsoid; `None` when nothing is left of it.
    fn ring(&self, outline: &LineString<f64>) -> Option<LineString<f64>> {
        let mut places: Vec<Coord<f64>> = Vec::with_capacity(outline.0.len());
        for point in self.thinned(outline) {
            let Some(place) = self.settled(self.plane.place(point)) else { continue };
            self.push(&mut places, place);
        }
        let first = *places.first()?;
        self.push(&mut places, first);
        (places.len() > 3).then_some(LineString(places))
    }

    /// The vertices of a ring without those next to the one before, and without its closing one.
    fn thinned(&self, outline: &LineString<f64>) -> Vec<Coord<f64>> {
        let mut kept: Vec<Coord<f64>> = Vec::with_capacity(outline.0.len());
        let closest = CLOSEST_VERTICES * self.radius;
        for point in outline.0.iter().skip(1) {
            if kept.last().is_none_or(|last| (*point - *last).x.hypot((*point - *last).y) >= closest) {
                kept.push(*point);
            }
        }
        kept
    }

    /// Appends a place, and before it where the border of the map is crossed on the way.
    fn push(&self, places: &mut Vec<Coord<f64>>, place: Coord<f64>) {
        if let Some(last) = places.last().copied().filter(|last| (last.x - place.x).abs() > 180.0) {
            let excess = |latitude: f64| self.distance(Coord { x: 180.0, y: latitude }) - self.radius;
            places.extend(map_edge::crossing(last, place, excess));
        }
        places.push(place);
    }

    fn distance(&self, place: Coord<f64>) -> f64 {
        self.border.foot(place).map_or(0.0, |foot| foot.metres)
    }

    /// Moves a place along the geodesic from the nearest place of the border to the radius, until no other part of the border is nearer.
    /// `None` for a place in a narrow gap, where everything is within the radius.
    fn settled(&self, place: Coord<f64>) -> Option<Coord<f64>> {
        let mut place = place;
        for _ in 0..MOST_MOVES {
            let foot = self.border.foot(place)?;
            if (foot.metres - self.radius).abs() < AT_RADIUS {
                return Some(wrapped(place));
            }
            place = ellipsoid::destination(foot.place, foot.azimuth, self.radius);
        }
        ((self.distance(place) - self.radius).abs() < KEPT).then(|| wrapped(place))
    }
}

fn area(ring: &LineString<f64>) -> f64 {
    Polygon::new(ring.clone(), vec![]).unsigned_area()
}

fn wrapped(place: Coord<f64>) -> Coord<f64> {
    LonLat::wrapped(place.x, place.y).coord()
}

#[cfg(test)]
mod tests;
