//! A box in longitude and latitude.

use std::fmt;

use geo_types::Coord;

/// A box in degrees on WGS84: west, south, east, north. It never crosses the antimeridian (geometries are cut there).
///
/// # Examples
/// ```
/// use ringshed::Bounds;
/// let square = Bounds::of([(0.0, 0.0), (2.0, 1.0)].map(Into::into)).expect("two corners");
/// assert!(square.contains((1.0, 0.5).into()));
/// assert!(!square.contains((3.0, 0.5).into()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    min: Coord<f64>,
    max: Coord<f64>,
}

impl Bounds {
    /// The smallest box around some coordinates; `None` for no coordinates.
    pub fn of(coords: impl IntoIterator<Item = Coord<f64>>) -> Option<Self> {
        let mut coords = coords.into_iter();
        let first = coords.next()?;
        let start = Self { min: first, max: first };
        Some(coords.fold(start, |bounds, coord| bounds.extended(coord)))
    }

    /// The box between two corners, whichever they are.
    pub fn between(a: Coord<f64>, b: Coord<f64>) -> Self {
        Self { min: a, max: a }.extended(b)
    }

    fn extended(self, coord: Coord<f64>) -> Self {
        Self {
            min: Coord { x: self.min.x.min(coord.x), y: self.min.y.min(coord.y) },
            max: Coord { x: self.max.x.max(coord.x), y: self.max.y.max(coord.y) },
        }
    }

    /// The smallest box around this box and another.
    pub fn union(self, other: Self) -> Self {
        self.extended(other.min).extended(other.max)
    }

    /// South-west corner (x = longitude, y = latitude).
    pub const fn min(&self) -> Coord<f64> {
        self.min
    }

    /// North-east corner (x = longitude, y = latitude).
    pub const fn max(&self) -> Coord<f64> {
        self.max
    }

    /// True when the coordinate is inside the box or on its edge.
    pub fn contains(&self, coord: Coord<f64>) -> bool {
        (self.min.x..=self.max.x).contains(&coord.x) && (self.min.y..=self.max.y).contains(&coord.y)
    }

    /// True when the boxes share at least a point.
    pub fn intersects(&self, other: &Self) -> bool {
        self.min.x <= other.max.x && other.min.x <= self.max.x && self.min.y <= other.max.y && other.min.y <= self.max.y
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{},{}", self.min.x, self.min.y, self.max.x, self.max.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_coordinates_no_bounds() {
        assert_eq!(Bounds::of(std::iter::empty()), None);
    }

    #[test]
    fn touching_boxes_intersect() {
        let a = Bounds::of([(0.0, 0.0), (1.0, 1.0)].map(Coord::from)).expect("corners");
        let b = Bounds::of([(1.0, 1.0), (2.0, 2.0)].map(Coord::from)).expect("corners");
        let c = Bounds::of([(1.5, 1.5), (2.0, 2.0)].map(Coord::from)).expect("corners");
        assert!(a.intersects(&b) && !a.intersects(&c));
        assert_eq!(a.union(c).to_string(), "0,0,2,2");
    }
}
