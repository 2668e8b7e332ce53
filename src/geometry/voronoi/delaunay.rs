//! The geodesic Delaunay triangulation of centres: spherical by way of a plane, then flipped to the ellipsoid's.

use std::collections::{BTreeMap, BTreeSet};

use geo_types::Coord;
use spade::{DelaunayTriangulation, HasPosition, Point2, Triangulation as _};

use super::VoronoiError;
use super::bisector;
use super::sphere::{Stereographic, Vector};
use crate::geometry::ellipsoid;

/// A centre is inside a circle only when it is so by more than this (metres): centres on one circle are in nobody's way.
const INSIDE: f64 = 1e-6;
/// Circumcentres closer than this (metres) are one vertex, so that centres on a regular grid give no edges of no length.
const SAME_VERTEX: f64 = 2e-3;

struct Numbered {
    position: Point2<f64>,
    number: usize,
}

impl HasPosition for Numbered {
    type Scalar = f64;

    fn position(&self) -> Point2<f64> {
        self.position
    }
}

/// The part of the sphere where the diagram is wanted: a cap.
#[derive(Clone, Copy)]
pub(super) struct Cap {
    pub(super) middle: Vector,
    /// Radians.
    pub(super) radius: f64,
}

impl Cap {
    pub(super) fn holds_a_pole(self) -> bool {
        [1.0, -1.0].iter().any(|pole| self.middle.angle(Vector([0.0, 0.0, *pole])) <= self.radius)
    }
}

/// A triangulation of numbered centres, correct where the circumcentre is within a cap.
pub(super) struct Triangulation<'a> {
    places: &'a [Coord<f64>],
    vectors: &'a [Vector],
    plane: Vec<[f64; 2]>,
    cap: Cap,
    /// The edges, smaller number first.
    edges: BTreeSet<(usize, usize)>,
    /// For every directed edge with a triangle on its left, that triangle's third corner.
    apexes: BTreeMap<(usize, usize), usize>,
    /// The circumcentres within the cap, by sorted corners; `None` for those beyond.
    circumcentres: BTreeMap<[usize; 3], Option<Coord<f64>>>,
}

impl<'a> Triangulation<'a> {
    /// Triangulates centres that are all different.
    pub(super) fn new(places: &'a [Coord<f64>], vectors: &'a [Vector], cap: Cap) -> Result<Self, VoronoiError> {
        let projection = Stereographic::new(cap.middle);
        // Spade refuses numbers next to zero.
        let flushed = |part: f64| if part.abs() < 1e-30 { 0.0 } else { part };
        let plane: Vec<_> = vectors.iter().map(|vector| projection.project(*vector).map(flushed)).collect();
        let mut new = Self {
            places,
            vectors,
            plane,
            cap,
            edges: BTreeSet::new(),
            apexes: BTreeMap::new(),
            circumcentres: BTreeMap::new(),
        };
        new.triangulate()?;
        new.flip();
        new.weld();
        Ok(new)
    }

    fn triangulate(&mut self) -> Result<(), VoronoiError> {
        let numbered = self.plane.iter().enumerate();
        let numbered = numbered.map(|(number, [x, y])| Numbered { position: Point2::new(*x, *y), number }).collect();
        let planar = DelaunayTriangulation::<Numbered>::bulk_load(numbered).map_err(|_| VoronoiError::TooLarge)?;
        for edge in planar.undirected_edges() {
            let [a, b] = edge.vertices().map(|vertex| vertex.data().number);
            self.edges.insert((a.min(b), a.max(b)));
        }
        for face in planar.inner_faces() {
            self.add_triangle(face.vertices().map(|vertex| vertex.data().number));
        }
        Ok(())
    }

    /// Adds a counter-clockwise triangle.
    fn add_triangle(&mut self, [a, b, c]: [usize; 3]) {
        self.apexes.extend([((a, b), c), ((b, c), a), ((c, a), b)]);
    }

    /// The edges, smaller number first.
    pub(super) fn edges(&self) -> impl Iterator<Item = (usize, usize)> {
        self.edges.iter().copied()
    }

    /// The third corner of the triangle on the left of an edge.
    pub(super) fn apex(&self, from: usize, to: usize) -> Option<usize> {
        self.apexes.get(&(from, to)).copied()
    }

    /// The circumcentre of the triangle on the left of an edge, when there is one and it is within the cap.
    pub(super) fn vertex(&self, from: usize, to: usize) -> Option<Coord<f64>> {
        let apex = self.apex(from, to)?;
        self.circumcentres.get(&sorted([from, to, apex])).copied().flatten()
    }

    /// Lawson's flips until no centre is inside the geodesic circle of a neighbouring triangle.
    fn flip(&mut self) {
        let mut queue: Vec<(usize, usize)> = self.edges.iter().copied().collect();
        // Rounding could make flips go in circles; a sane run needs far fewer than this.
        let mut flips_left = 64 * queue.len();
        while let Some((a, b)) = queue.pop() {
            let (Some(left), Some(right)) = (self.apex(a, b), self.apex(b, a)) else { continue };
            if flips_left == 0 || !self.is_illegal([a, b], left, right) || !self.is_convex([a, right, b, left]) {
                continue;
            }
            flips_left -= 1;
            self.edges.remove(&(a.min(b), a.max(b)));
            self.edges.insert((left.min(right), left.max(right)));
            self.apexes.remove(&(a, b));
            self.apexes.remove(&(b, a));
            self.add_triangle([a, right, left]);
            self.add_triangle([right, b, left]);
            queue.extend([(a, right), (right, b), (b, left), (left, a)]);
        }
        let triangles: Vec<_> = self.apexes.iter().map(|((a, b), apex)| [*a, *b, *apex]).collect();
        for triangle in triangles {
            self.circumcentre(triangle);
        }
    }

    fn is_illegal(&mut self, [a, b]: [usize; 2], left: usize, right: usize) -> bool {
        self.is_inside([a, b, left], right) || self.is_inside([b, a, right], left)
    }

    /// True when a centre is inside the geodesic circle through the corners of a triangle, and that circle matters.
    fn is_inside(&mut self, triangle: [usize; 3], centre: usize) -> bool {
        self.circumcentre(triangle).is_some_and(|middle| {
            let distance = |number: usize| ellipsoid::distance(self.places[number], middle);
            distance(centre) < distance(triangle[0]) - INSIDE
        })
    }

    fn is_convex(&self, corners: [usize; 4]) -> bool {
        let point = |corner: usize| robust::Coord { x: self.plane[corner][0], y: self.plane[corner][1] };
        let [a, b, c, d] = corners.map(point);
        let turns_left = |a, b, c| robust::orient2d(a, b, c) > 0.0;
        turns_left(a, b, d) && turns_left(b, c, d)
    }

    /// The circumcentre of a counter-clockwise triangle when it is within the cap.
    fn circumcentre(&mut self, triangle: [usize; 3]) -> Option<Coord<f64>> {
        let corners = sorted(triangle);
        if let Some(known) = self.circumcentres.get(&corners) {
            return *known;
        }
        let [a, b, c] = triangle.map(|corner| self.vectors[corner]);
        let spherical = b.plus(a, -1.0).cross(c.plus(a, -1.0)).unit();
        let within = spherical.filter(|vector| vector.angle(self.cap.middle) <= self.cap.radius);
        // Corners in sorted order: the same place to the last bit from whichever edge it is asked for.
        let found = within.map(|vector| bisector::circumcentre(corners.map(|corner| self.places[corner]), vector.place()));
        self.circumcentres.insert(corners, found);
        found
    }

    /// Gives circumcentres at the two ends of an edge of no length one place.
    fn weld(&mut self) {
        for (a, b) in self.edges.clone() {
            let (Some(left), Some(right)) = (self.vertex(a, b), self.vertex(b, a)) else { continue };
            if left != right && ellipsoid::distance(left, right) < SAME_VERTEX {
                let moved = self.circumcentres.values_mut().filter(|place| **place == Some(right));
                moved.for_each(|place| *place = Some(left));
            }
        }
    }
}

fn sorted(mut corners: [usize; 3]) -> [usize; 3] {
    corners.sort_unstable();
    corners
}
