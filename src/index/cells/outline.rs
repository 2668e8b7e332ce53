//! The rings of one unit as one column of coordinates, with what the choice of a grid needs to know about them.

use geo_types::{Coord, MultiPolygon};

use crate::quantity::Bounds;

/// The border of one unit: closed rings, one after the other. All rings count alike by the even-odd rule, so that holes and
/// islands in holes need no special care and the direction of rings does not matter.
///
/// # Examples
/// ```
/// use geo_types::polygon;
/// use ringshed::index::Outline;
/// let square = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.), (x: 0., y: 1.)];
/// let outline = Outline::from(&square.into());
/// assert_eq!(outline.vertex_count(), 5);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// Closed rings: the first vertex of each is repeated at its end.
    coords: Vec<Coord<f64>>,
    /// Where each ring ends in `coords`.
    ring_ends: Vec<u32>,
}

/// How large a border is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Extent {
    pub(super) bounds: Bounds,
    pub(super) vertices: usize,
    /// Sum of the widths and heights of all edges, in degrees.
    pub(super) length: f64,
}

impl Outline {
    /// An outline without rings, with room for a number of vertices.
    pub fn with_capacity(vertices: usize) -> Self {
        Self { coords: Vec::with_capacity(vertices), ring_ends: Vec::new() }
    }

    /// Adds a ring, which is closed when it is not. Vertices that are not finite are passed over; a ring with fewer than two
    /// vertices is left out.
    pub fn push_ring(&mut self, ring: impl IntoIterator<Item = Coord<f64>>) {
        let start = self.coords.len();
        self.coords.extend(ring.into_iter().filter(|coord| coord.x.is_finite() && coord.y.is_finite()));
        if self.coords.len() < start + 2 || u32::try_from(self.coords.len() + 1).is_err() {
            self.coords.truncate(start);
            return;
        }
        let first = self.coords[start];
        if self.coords.last() != Some(&first) {
            self.coords.push(first);
        }
        self.ring_ends.push(self.coords.len() as u32);
    }

    /// How many vertices there are, the repeated last one of each ring included.
    pub fn vertex_count(&self) -> usize {
        self.coords.len()
    }

    /// Where the vertices of each ring are in [`coords`](Self::coords).
    pub(super) fn rings(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let starts = std::iter::once(0).chain(self.ring_ends.iter().map(|&end| end as usize));
        starts.zip(self.ring_ends.iter().map(|&end| end as usize)).map(|(start, end)| start..end)
    }

    pub(super) fn coords(&self) -> &[Coord<f64>] {
        &self.coords
    }

    /// `None` when there are no rings.
    pub(super) fn extent(&self) -> Option<Extent> {
        let first = *self.coords.first()?;
        let (mut min, mut max, mut length) = (first, first, 0.0);
        for ring in self.rings() {
            let mut last = self.coords[ring.start];
            for &coord in &self.coords[ring] {
                min = Coord { x: lower(min.x, coord.x), y: lower(min.y, coord.y) };
                max = Coord { x: -lower(-max.x, -coord.x), y: -lower(-max.y, -coord.y) };
                length += (coord.x - last.x).abs() + (coord.y - last.y).abs();
                last = coord;
            }
        }
        let bounds = Bounds::of([min, max])?;
        Some(Extent { bounds, vertices: self.coords.len(), length })
    }
}

/// The lower of two finite numbers: one instruction, where `f64::min` also minds NaN.
fn lower(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

impl Extent {
    /// What two borders need together.
    pub(super) fn union(self, other: Self) -> Self {
        Self {
            bounds: self.bounds.union(other.bounds),
            vertices: self.vertices + other.vertices,
            length: self.length + other.length,
        }
    }
}

impl From<&MultiPolygon<f64>> for Outline {
    fn from(area: &MultiPolygon<f64>) -> Self {
        let rings = || area.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        let mut outline = Self::with_capacity(rings().map(|ring| ring.0.len() + 1).sum());
        rings().for_each(|ring| outline.push_ring(ring.0.iter().copied()));
        outline
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_are_closed_and_numbers_that_are_none_left_out() {
        let at = |x, y| Coord { x, y };
        let mut outline = Outline::default();
        outline.push_ring([at(0.0, 0.0), at(f64::NAN, 1.0), at(2.0, 0.0), at(2.0, 1.0)]);
        outline.push_ring([at(5.0, 5.0)]);
        outline.push_ring([at(0.0, 0.0), at(1.0, 1.0), at(0.0, 0.0)]);
        assert_eq!(outline.rings().collect::<Vec<_>>(), [0..4, 4..7]);
        let extent = outline.extent().expect("two rings");
        assert_eq!((extent.vertices, extent.length), (7, 6.0 + 4.0));
        assert_eq!(extent.bounds.to_string(), "0,0,2,1");
        assert_eq!(Outline::default().extent(), None);
    }
}
