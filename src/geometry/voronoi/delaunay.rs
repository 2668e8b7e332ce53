//! The geodesic Delaunay triangulation of centres: spherical by way of a plane, then flipped to the ellipsoid's.

use geo_types::Coord;
use spade::{DelaunayTriangulation, HasPosition, Point2, Triangulation as _};

use super::VoronoiError;
use super::bisector;
use super::sphere::{Stereographic, Vector};
use super::surface;
use crate::geometry::ellipsoid;
use crate::geometry::workers::Workers;

/// A centre is inside a circle only when it is so by more than this (metres): centres on one circle are in nobody's way.
const INSIDE: f64 = 1e-6;
/// Circumcentres closer than this (metres) are one vertex, so that centres on a regular grid give no edges of no length.
const SAME_VERTEX: f64 = 2e-3;

struct Numbered {
    position: Point2<f64>,
    number: u32,
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

/// The centres in the forms in which the triangulation wants them; all of one length.
#[derive(Clone, Copy)]
pub(super) struct Centres<'a> {
    /// Degrees.
    pub(super) places: &'a [Coord<f64>],
    /// On the conformal sphere.
    pub(super) vectors: &'a [Vector],
    /// From the earth's centre, in metres.
    pub(super) positions: &'a [Vector],
}

/// The place as far from the corners of a triangle.
#[derive(Clone, Copy)]
pub(super) struct Vertex {
    /// Vertices of one number are one.
    pub(super) number: u32,
    pub(super) place: Coord<f64>,
    pub(super) position: Vector,
    /// The chord to the corners, when it is so short that chords stand for geodesics.
    pub(super) chord: Option<f64>,
}

/// An edge of the triangulation: two centres, and what is on the left and on the right of the way from the first to the second.
pub(super) struct Edge {
    pub(super) centres: [usize; 2],
    pub(super) left: Option<Triangle>,
    pub(super) right: Option<Triangle>,
}

/// A triangle as seen from one of its edges.
#[derive(Clone, Copy)]
pub(super) struct Triangle {
    /// The third corner.
    pub(super) apex: usize,
    /// Its number.
    pub(super) triangle: u32,
}

/// A triangulation of numbered centres, correct where the circumcentre is within a cap.
///
/// Half-edge `k` runs from corner `k` to the next corner of triangle `k / 3`, which is on its left.
pub(super) struct Triangulation<'a> {
    centres: Centres<'a>,
    plane: Vec<[f64; 2]>,
    cap: Cap,
    /// Chords up to this length (metres) stand for geodesics.
    farthest: f64,
    corners: Vec<u32>,
    /// The half-edge the other way, where there is a triangle on the other side.
    twins: Vec<Option<u32>>,
    /// By triangle.
    vertices: Vec<Option<Vertex>>,
    /// All edges when centres are on one line and there are no triangles.
    lone: Vec<[usize; 2]>,
}

const fn next(edge: u32) -> u32 {
    if edge % 3 == 2 { edge - 2 } else { edge + 1 }
}

const fn previous(edge: u32) -> u32 {
    if edge.is_multiple_of(3) { edge + 2 } else { edge - 1 }
}

impl<'a> Triangulation<'a> {
    /// Triangulates centres that are all different. Chords up to `farthest` (metres) stand for geodesics.
    pub(super) fn new(centres: Centres<'a>, cap: Cap, farthest: f64, workers: &impl Workers) -> Result<Self, VoronoiError> {
        let projection = Stereographic::new(cap.middle);
        // Spade refuses numbers next to zero.
        let flushed = |part: f64| if part.abs() < 1e-30 { 0.0 } else { part };
        let plane = centres.vectors.iter().map(|vector| projection.project(*vector).map(flushed)).collect();
        let (corners, twins, vertices, lone) = Default::default();
        let mut new = Self { centres, plane, cap, farthest, corners, twins, vertices, lone };
        new.triangulate()?;
        let vertices = workers.ranges(new.corners.len() / 3, |range| {
            range.map(|triangle| new.circumcentre(triangle as u32)).collect::<Vec<_>>()
        });
        new.vertices = vertices.into_iter().flatten().collect();
        new.flip();
        new.weld();
        Ok(new)
    }

    fn triangulate(&mut self) -> Result<(), VoronoiError> {
        let numbered = (0_u32..).zip(&self.plane);
        let numbered = numbered.map(|(number, [x, y])| Numbered { position: Point2::new(*x, *y), number }).collect();
        let planar = DelaunayTriangulation::<Numbered>::bulk_load(numbered).map_err(|_| VoronoiError::TooLarge)?;
        let mut half_edges = vec![None; 2 * planar.num_undirected_edges()];
        for (face, first) in planar.inner_faces().zip((0_u32..).step_by(3)) {
            for (edge, number) in face.adjacent_edges().into_iter().zip(first..) {
                self.corners.push(edge.from().data().number);
                half_edges[edge.fix().index()] = Some(number);
            }
        }
        for face in planar.inner_faces() {
            self.twins.extend(face.adjacent_edges().map(|edge| half_edges[edge.rev().fix().index()]));
        }
        if self.corners.is_empty() {
            let edges = planar.undirected_edges();
            self.lone = edges.map(|edge| edge.vertices().map(|vertex| vertex.data().number as usize)).collect();
        }
        Ok(())
    }

    /// Every edge once.
    pub(super) fn edges(&self) -> impl Iterator<Item = Edge> {
        let lone = self.lone.iter().map(|centres| Edge { centres: *centres, left: None, right: None });
        let once = |edge: &u32| self.twins[*edge as usize].is_none_or(|twin| *edge < twin);
        let between = (0..self.corners.len() as u32).filter(once).map(|edge| Edge {
            centres: [self.corner(edge), self.corner(next(edge))],
            left: Some(self.triangle_of(edge)),
            right: self.twins[edge as usize].map(|twin| self.triangle_of(twin)),
        });
        lone.chain(between)
    }

    fn triangle_of(&self, edge: u32) -> Triangle {
        Triangle { apex: self.corner(previous(edge)), triangle: edge / 3 }
    }

    /// The circumcentre of a triangle, when it is within the cap.
    pub(super) fn vertex(&self, triangle: u32) -> Option<&Vertex> {
        self.vertices[triangle as usize].as_ref()
    }

    fn corner(&self, edge: u32) -> usize {
        self.corners[edge as usize] as usize
    }

    /// Lawson's flips until no centre is inside the geodesic circle of a neighbouring triangle.
    fn flip(&mut self) {
        let mut queue: Vec<u32> = (0..self.corners.len() as u32).collect();
        // Rounding could make flips go in circles; a sane run needs far fewer than this.
        let mut flips_left = 64 * queue.len();
        while let Some(edge) = queue.pop() {
            let Some(twin) = self.twins[edge as usize] else { continue };
            if flips_left > 0 && self.is_illegal(edge, twin) && self.is_convex(edge, twin) {
                flips_left -= 1;
                self.turn(edge, twin);
                queue.extend([edge, twin].into_iter().flat_map(|edge| [edge, next(edge), previous(edge)]));
            }
        }
    }

    /// Puts the other diagonal of the quadrangle in the place of an edge.
    fn turn(&mut self, edge: u32, twin: u32) {
        // From a to b with c on the left and d on the right becomes two triangles (d, b, c) and (c, a, d).
        let [left, right] = [previous(edge), previous(twin)];
        let [beyond_left, beyond_right] = [left, right].map(|side| self.twins[side as usize]);
        self.corners[edge as usize] = self.corners[right as usize];
        self.corners[twin as usize] = self.corners[left as usize];
        self.join(edge, beyond_right);
        self.join(twin, beyond_left);
        self.join(left, Some(right));
        for triangle in [edge / 3, twin / 3] {
            self.vertices[triangle as usize] = self.circumcentre(triangle);
        }
    }

    fn join(&mut self, edge: u32, other: Option<u32>) {
        self.twins[edge as usize] = other;
        if let Some(other) = other {
            self.twins[other as usize] = Some(edge);
        }
    }

    fn is_illegal(&self, edge: u32, twin: u32) -> bool {
        self.is_inside(edge / 3, self.corner(previous(twin))) || self.is_inside(twin / 3, self.corner(previous(edge)))
    }

    /// True when a centre is inside the geodesic circle through the corners of a triangle, and that circle matters.
    fn is_inside(&self, triangle: u32, centre: usize) -> bool {
        let Some(vertex) = self.vertices[triangle as usize] else { return false };
        match vertex.chord {
            Some(chord) => self.centres.positions[centre].distance(vertex.position) < chord - INSIDE,
            None => {
                let distance = |centre: usize| ellipsoid::distance(self.centres.places[centre], vertex.place);
                distance(centre) < distance(self.corner(3 * triangle)) - INSIDE
            }
        }
    }

    /// True when the two triangles at an edge are a convex quadrangle.
    fn is_convex(&self, edge: u32, twin: u32) -> bool {
        let point = |corner: u32| {
            let [x, y] = self.plane[self.corner(corner)];
            robust::Coord { x, y }
        };
        let [a, right, b, left] = [edge, previous(twin), twin, previous(edge)].map(point);
        let turns_left = |a, b, c| robust::orient2d(a, b, c) > 0.0;
        turns_left(a, right, left) && turns_left(right, b, left)
    }

    /// The circumcentre of a triangle when it is within the cap.
    fn circumcentre(&self, triangle: u32) -> Option<Vertex> {
        let mut corners = [0, 1, 2].map(|side| self.corner(3 * triangle + side));
        let [a, b, c] = corners.map(|corner| self.centres.vectors[corner]);
        let spherical = b.plus(a, -1.0).cross(c.plus(a, -1.0)).unit()?;
        if spherical.dot(self.cap.middle) < self.cap.radius.cos() {
            return None;
        }
        // The same to the last bit wherever the triangle starts.
        corners.sort_unstable();
        let near = spherical.distance(a) < self.farthest / surface::LEAST_RADIUS;
        near.then(|| self.near(triangle, corners)).flatten().or_else(|| {
            let place = bisector::circumcentre(corners.map(|corner| self.centres.places[corner]), spherical.place());
            Some(Vertex { number: triangle, place, position: surface::position(place), chord: None })
        })
    }

    fn near(&self, triangle: u32, corners: [usize; 3]) -> Option<Vertex> {
        let corners = corners.map(|corner| self.centres.positions[corner]);
        let position = surface::equidistant(corners)?;
        let chord = position.distance(corners[0]);
        let place = surface::place(position);
        (chord < self.farthest).then_some(Vertex { number: triangle, place, position, chord: Some(chord) })
    }

    /// Makes circumcentres at the two ends of an edge of no length one.
    fn weld(&mut self) {
        let mut one: Vec<u32> = (0..self.vertices.len() as u32).collect();
        for (edge, twin) in (0_u32..).zip(&self.twins) {
            let Some(twin) = twin.filter(|twin| edge < *twin) else { continue };
            let at = |edge: u32| self.vertices[edge as usize / 3];
            let (Some(left), Some(right)) = (at(edge), at(twin)) else { continue };
            if left.position.distance(right.position) < SAME_VERTEX {
                let [left, right] = [edge, twin].map(|edge| root(&mut one, edge / 3));
                one[left.max(right) as usize] = left.min(right);
            }
        }
        for triangle in 0..one.len() as u32 {
            let first = root(&mut one, triangle);
            if first != triangle {
                self.vertices[triangle as usize] = self.vertices[first as usize];
            }
        }
    }
}

/// The first of the numbers that are one with a number.
pub(super) fn root(one: &mut [u32], mut number: u32) -> u32 {
    while one[number as usize] != number {
        let up = one[one[number as usize] as usize];
        one[number as usize] = up;
        number = up;
    }
    number
}
