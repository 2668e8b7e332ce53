//! Geodesic circles: all places within a distance of a centre, as polygons.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::antimeridian::{self, CutOptions, Winding};
use super::{ellipsoid, map_edge};
use crate::quantity::{LonLat, Metres};

/// How many vertices a circle gets unless asked otherwise: its area is then within 0.006 % of the exact one.
pub const DEFAULT_VERTICES: usize = 360;

const FEWEST_VERTICES: usize = 8;
const MOST_VERTICES: usize = 1_000_000;

/// From here on a circle is the whole earth: no two places are more than 20,003.94 km apart, and what is left out around the
/// antipode is less than 0.007 % of the earth. Shorter geodesics are shortest paths whatever their azimuth.
const WHOLE_EARTH: Metres = Metres::new(19_900_000.0);

/// Neighbouring vertices further apart in longitude than this (near a pole) get more vertices between them.
const WIDEST_STEP: f64 = 30.0;
const MOST_HALVINGS: u32 = 24;

/// Why there is no such circle.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CircleError {
    /// The radius is zero, negative or not finite.
    #[error("a circle needs a radius greater than zero; {radius} was given")]
    Radius {
        /// The radius given.
        radius: Metres,
    },
    /// Too few or too many vertices.
    #[error("a circle needs 8 to 1000000 vertices; {vertices} were asked for")]
    Vertices {
        /// The number of vertices given.
        vertices: usize,
    },
}

/// The circle of `radius` around `centre` on the ellipsoid, with `vertices` vertices or a few more: where it passes near a
/// pole, and where it crosses the antimeridian.
///
/// Every vertex is at the geodesic distance `radius`, but for those along the map's edge of a circle around a pole. The
/// polygon is counter-clockwise, valid, cut at the antimeridian, and contains its centre. From 19,900 km on the answer is the whole earth.
///
/// # Errors
/// [`CircleError`] when the radius is not a positive finite number or the number of vertices is not within 8 to 1,000,000.
///
/// # Examples
/// ```
/// use geo::{Contains, GeodesicArea};
/// use ringshed::geometry::circle::{DEFAULT_VERTICES, geodesic_circle};
/// use ringshed::{LonLat, Metres};
/// let beijing = LonLat::new(116.397, 39.9075)?;
/// let circle = geodesic_circle(beijing, Metres::new(50_000.0), DEFAULT_VERTICES)?;
/// assert!(circle.contains(&beijing.coord()));
/// let exact = std::f64::consts::PI * 50_000.0_f64.powi(2);
/// assert!((circle.geodesic_area_unsigned() / exact - 1.0).abs() < 0.001);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn geodesic_circle(centre: LonLat, radius: Metres, vertices: usize) -> Result<MultiPolygon<f64>, CircleError> {
    if !(radius.metres() > 0.0 && radius.metres().is_finite()) {
        return Err(CircleError::Radius { radius });
    }
    if !(FEWEST_VERTICES..=MOST_VERTICES).contains(&vertices) {
        return Err(CircleError::Vertices { vertices });
    }
    if radius >= WHOLE_EARTH {
        return Ok(MultiPolygon(vec![antimeridian::whole_world()]));
    }
    let ring = Circle { centre: centre.coord(), radius: radius.metres(), vertices }.ring();
    let polygon = Polygon::new(LineString(ring), vec![]);
    Ok(antimeridian::cut_polygons([&polygon], CutOptions { winding: Winding::AsGiven, ..CutOptions::default() }))
}

struct Circle {
    centre: Coord<f64>,
    radius: f64,
    vertices: usize,
}

impl Circle {
    /// The place of the circle in a direction given in degrees counter-clockwise from north.
    fn at(&self, direction: f64) -> Coord<f64> {
        let place = ellipsoid::destination(self.centre, -direction, self.radius);
        Coord { x: LonLat::wrapped(place.x, place.y).lon(), y: place.y }
    }

    /// The closed ring, counter-clockwise around its centre (which, beyond a pole, need not be so on the map).
    fn ring(&self) -> Vec<Coord<f64>> {
        let direction = |step: usize| 360.0 * step as f64 / self.vertices as f64;
        let mut ring = vec![self.at(0.0)];
        for step in 0..self.vertices {
            let from = (direction(step), self.at(direction(step)));
            // The last vertex is the first one, to the last bit.
            let to = if step + 1 == self.vertices { self.at(0.0) } else { self.at(direction(step + 1)) };
            self.extend(&mut ring, from, (direction(step + 1), to), MOST_HALVINGS);
        }
        ring
    }

    /// Appends the arc between two places of the circle (each with its direction), the first left out.
    fn extend(&self, ring: &mut Vec<Coord<f64>>, from: (f64, Coord<f64>), to: (f64, Coord<f64>), halvings: u32) {
        let step = (to.1.x - from.1.x).abs();
        let jumps = step > 180.0;
        let width = if jumps { 360.0 - step } else { step };
        if halvings > 0 && (width > WIDEST_STEP || self.leaves_circle(from.1, to.1)) {
            let middle = f64::midpoint(from.0, to.0);
            let middle = (middle, self.at(middle));
            self.extend(ring, from, middle, halvings - 1);
            self.extend(ring, middle, to, halvings - 1);
            return;
        }
        if jumps {
            ring.extend(map_edge::crossing(from.1, to.1, |latitude| self.beyond(Coord { x: 180.0, y: latitude })));
        }
        ring.push(to.1);
    }

    /// How far beyond the circle a place is, in metres; negative inside.
    fn beyond(&self, place: Coord<f64>) -> f64 {
        ellipsoid::distance(self.centre, place) - self.radius
    }

    /// True when the straight edge between two places of the circle strays from it by more than twice the sagitta of its arc.
    fn leaves_circle(&self, from: Coord<f64>, to: Coord<f64>) -> bool {
        let x =
            if (to.x - from.x).abs() > 180.0 { f64::midpoint(from.x, to.x) + 180.0 } else { f64::midpoint(from.x, to.x) };
        let middle = Coord { x, y: f64::midpoint(from.y, to.y) };
        let sagitta = self.radius * (1.0 - (std::f64::consts::PI / self.vertices as f64).cos());
        self.beyond(middle).abs() > 2.0 * sagitta.max(1e-3)
    }
}

#[cfg(test)]
mod tests;
