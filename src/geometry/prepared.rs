//! A boundary prepared for many exact point-in-polygon questions.

use geo_types::{Coord, MultiPolygon};

use super::segment::{RayHit, Segment, normalised};
use super::stripes::{LatitudeRange, Stripes};
use crate::quantity::{Bounds, LonLat};

/// Where a position lies relative to a boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// Strictly inside.
    Inside,
    /// On an edge or a vertex of any ring, those of holes included.
    OnBorder,
    /// Strictly outside, the inside of holes included.
    Outside,
}

/// The rings of an area, prepared once and asked many times: is this position inside, on the border or outside?
///
/// Edges are straight in longitude/latitude (RFC 7946) and every answer is exact for the given doubles: there is no epsilon. All
/// rings count alike by the even-odd rule, so holes and islands in holes need no special care and the direction of rings does
/// not matter.
///
/// A question costs O(log n + k), k being about the number of edges cut by a line of latitude. The structure owns the vertices
/// (16 bytes each) and at most four list entries of 4 bytes per edge; it does not refer to the polygons it was made from.
///
/// # Examples
/// ```
/// use geo_types::polygon;
/// use ringshed::LonLat;
/// use ringshed::geometry::{Position, PreparedBoundary};
/// let square = polygon![(x: 116., y: 39.), (x: 117., y: 39.), (x: 117., y: 40.), (x: 116., y: 40.)];
/// let boundary = PreparedBoundary::new(&square.into());
/// assert_eq!(boundary.position(LonLat::new(116.5, 39.5)?), Position::Inside);
/// assert_eq!(boundary.position(LonLat::new(117.0, 39.5)?), Position::OnBorder);
/// assert_eq!(boundary.position(LonLat::new(117.5, 39.5)?), Position::Outside);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Clone, Debug)]
pub struct PreparedBoundary {
    bounds: Option<Bounds>,
    /// The rings' coordinates one after the other.
    coords: Vec<Coord<f64>>,
    /// Per edge, the number of the coordinate it starts at; it ends at the next one.
    edges: Vec<u32>,
    stripes: Stripes,
}

impl PreparedBoundary {
    /// Prepares the rings of an area. Edges with a coordinate that is not finite are left out.
    pub fn new(area: &MultiPolygon<f64>) -> Self {
        let (mut coords, mut edges) = (Vec::new(), Vec::new());
        for (_, ring) in super::ring_set::named_rings(area) {
            let start = coords.len();
            coords.extend(ring.0.iter().copied().map(normalised));
            let is_edge = |number: &usize| is_finite(coords[*number]) && is_finite(coords[*number + 1]);
            edges.extend((start..coords.len().saturating_sub(1)).filter(is_edge).map(|number| number as u32));
        }
        let range = |start: &u32| {
            let edge = edge_at(&coords, *start);
            LatitudeRange { south: edge.min().y, north: edge.max().y }
        };
        let stripes = Stripes::new(&edges.iter().map(range).collect::<Vec<_>>());
        let bounds = Bounds::of(coords.iter().copied().filter(|coord| is_finite(*coord)));
        Self { bounds, coords, edges, stripes }
    }

    /// Where a position lies. Exact; see the type's documentation.
    pub fn position(&self, position: LonLat) -> Position {
        let place = position.coord();
        if !self.bounds.is_some_and(|bounds| bounds.contains(place)) {
            return Position::Outside;
        }
        let mut inside = false;
        for edge in self.stripes.at(place.y) {
            match edge_at(&self.coords, self.edges[*edge as usize]).ray_hit(place) {
                RayHit::Miss => {}
                RayHit::Crosses => inside = !inside,
                RayHit::OnSegment => return Position::OnBorder,
            }
        }
        if inside { Position::Inside } else { Position::Outside }
    }

    /// The box around the area; `None` when it has no vertices.
    pub fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&self.coords[..]) + size_of_val(&self.edges[..]) + self.stripes.bytes()
    }
}

fn is_finite(coord: Coord<f64>) -> bool {
    coord.x.is_finite() && coord.y.is_finite()
}

fn edge_at(coords: &[Coord<f64>], start: u32) -> Segment {
    let start = start as usize;
    Segment { start: coords[start], end: coords[start + 1] }
}

#[cfg(test)]
#[path = "prepared_tests.rs"]
mod tests;
