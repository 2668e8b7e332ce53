//! One area of a layer and the unit of the atlas that it seems to be: how far their borders lie apart under a hypothesis.

use geo_types::{Coord, MultiPolygon};
use rstar::primitives::Line;
use rstar::{PointDistance, RTree};

use crate::atlas::UnitId;
use crate::crs::Datum;
use crate::geometry::shape;
use crate::quantity::LonLat;

/// Vertices that are compared.
const MOST_POINTS: usize = 240;
/// Rounds of matching points to lines, and the step in metres that ends it.
const MOST_ROUNDS: usize = 40;
const LAST_STEP: f64 = 0.1;
/// Metres within which points count alike.
const CLOSE: f64 = 5.0;

/// What may have happened to the layer.
#[derive(Clone, Copy)]
pub(super) enum Hypothesis {
    /// Its numbers are of this datum.
    Datum(Datum),
    /// It was moved by metres.
    Translation { east: f64, north: f64 },
}

/// Whose vertices are measured against whose edges.
#[derive(Clone, Copy, PartialEq)]
enum Measured {
    Atlas,
    Layer,
}

/// An area of the layer and the unit of the atlas that it seems to be.
pub(super) struct Pairing {
    pub(super) unit: UnitId,
    pub(super) middle: LonLat,
    /// The longer side of the unit's box in degrees.
    pub(super) reach: f64,
    measured: Measured,
    pub(super) points: Vec<LonLat>,
    lines: RTree<Line<[f64; 2]>>,
    plane: Plane,
}

impl Pairing {
    pub(super) fn new(area: &MultiPolygon<f64>, unit: UnitId, boundary: &MultiPolygon<f64>) -> Option<Self> {
        let bounds = shape::bounds(boundary)?;
        let sides = bounds.max() - bounds.min();
        let middle = (bounds.min() + bounds.max()) / 2.0;
        let middle = LonLat::new(rounded(middle.x), rounded(middle.y)).ok()?;
        let plane = Plane::around(middle);
        let layer_is_coarser = shape::vertex_count(area) < shape::vertex_count(boundary);
        let (measured, vertices, edges) =
            if layer_is_coarser { (Measured::Layer, area, boundary) } else { (Measured::Atlas, boundary, area) };
        let lines = RTree::bulk_load(rings(edges).flat_map(|ring| plane.lines(ring)).collect());
        let all: Vec<Coord<f64>> = rings(vertices).flat_map(|ring| ring.iter().skip(1).copied()).collect();
        let step = all.len().div_ceil(MOST_POINTS).max(1);
        let points = all.into_iter().step_by(step).filter_map(|coord| LonLat::try_from(coord).ok()).collect();
        Some(Self { unit, middle, reach: sides.x.max(sides.y), measured, points, lines, plane })
    }

    /// A vertex where it would be next to the edges if the hypothesis were true, in metres on the plane.
    fn moved(&self, point: LonLat, hypothesis: Hypothesis) -> [f64; 2] {
        match (hypothesis, self.measured) {
            (Hypothesis::Datum(datum), Measured::Atlas) => self.plane.project(datum.from_wgs84(point).coord()),
            (Hypothesis::Datum(datum), Measured::Layer) => self.plane.project(datum.to_wgs84(point).coord()),
            (Hypothesis::Translation { east, north }, _) => {
                let [x, y] = self.plane.project(point.coord());
                [x + self.towards() * east, y + self.towards() * north]
            }
        }
    }

    pub(super) fn distances(&self, hypothesis: Hypothesis) -> impl Iterator<Item = f64> {
        let moved = self.points.iter().map(move |point| self.moved(*point, hypothesis));
        moved.filter_map(|at| self.lines.nearest_neighbor(at).map(|line| line.distance_2(&at).sqrt()))
    }

    pub(super) fn median_distance(&self, hypothesis: Hypothesis) -> f64 {
        median(self.distances(hypothesis).collect())
    }

    /// How a datum displaces the border on average, in metres east and north.
    pub(super) fn displacement_of(&self, datum: Datum) -> (f64, f64) {
        let (mut east, mut north) = (0.0, 0.0);
        for point in &self.points {
            let [x, y] = self.plane.project(point.coord());
            let [moved_x, moved_y] = self.moved(*point, Hypothesis::Datum(datum));
            east += moved_x - x;
            north += moved_y - y;
        }
        let count = self.points.len() as f64 * self.towards();
        (east / count, north / count)
    }

    /// 1 where vertices of the atlas are moved like the layer, -1 where those of the layer are moved back.
    fn towards(&self) -> f64 {
        if self.measured == Measured::Atlas { 1.0 } else { -1.0 }
    }

    /// The translation of the layer against the atlas, in metres east and north, that fits best.
    pub(super) fn translation(&self) -> (f64, f64) {
        let (mut east, mut north) = (0.0, 0.0);
        let towards = self.towards();
        for _ in 0..MOST_ROUNDS {
            let hypothesis = Hypothesis::Translation { east, north };
            let mut fit = LineFit::default();
            for at in self.points.iter().map(|point| self.moved(*point, hypothesis)) {
                if let Some(line) = self.lines.nearest_neighbor(at) {
                    fit.add(line, at);
                }
            }
            let Some((step_east, step_north)) = fit.step() else { break };
            east += towards * step_east;
            north += towards * step_north;
            if step_east.hypot(step_north) < LAST_STEP {
                break;
            }
        }
        (east, north)
    }
}

/// Weighted sums of the normal equations: the step that brings points closest to their lines.
#[derive(Default)]
struct LineFit {
    xx: f64,
    xy: f64,
    yy: f64,
    x: f64,
    y: f64,
}

impl LineFit {
    fn add(&mut self, line: &Line<[f64; 2]>, at: [f64; 2]) {
        let along = [line.to[0] - line.from[0], line.to[1] - line.from[1]];
        let length = along[0].hypot(along[1]);
        if length == 0.0 {
            return;
        }
        let (x, y) = (-along[1] / length, along[0] / length);
        let off = x * (at[0] - line.from[0]) + y * (at[1] - line.from[1]);
        let weight = 1.0 / (line.distance_2(&at).sqrt() + CLOSE);
        self.xx += weight * x * x;
        self.xy += weight * x * y;
        self.yy += weight * y * y;
        self.x -= weight * x * off;
        self.y -= weight * y * off;
    }

    /// `None` when all lines run in one direction, so that the step along them is open.
    fn step(&self) -> Option<(f64, f64)> {
        let determinant = self.xx * self.yy - self.xy * self.xy;
        let solvable = determinant > 1e-3 * (self.xx + self.yy).powi(2);
        solvable.then(|| {
            ((self.x * self.yy - self.y * self.xy) / determinant, (self.y * self.xx - self.x * self.xy) / determinant)
        })
    }
}

/// Metres east and north of a place. Good for displacements of a kilometre, not for distances across a province.
#[derive(Clone, Copy)]
pub(super) struct Plane {
    origin: Coord<f64>,
    metres_per_degree: [f64; 2],
}

impl Plane {
    pub(super) fn around(origin: LonLat) -> Self {
        // Radii of curvature of WGS84 at the latitude.
        let (major, square_eccentricity) = (6_378_137.0_f64, 0.006_694_379_990_141_3);
        let (sine, cosine) = origin.lat().to_radians().sin_cos();
        let flattened = 1.0 - square_eccentricity * sine * sine;
        let prime_vertical = major / flattened.sqrt();
        let meridian = prime_vertical * (1.0 - square_eccentricity) / flattened;
        let per_degree = [(prime_vertical * cosine).to_radians(), meridian.to_radians()];
        Self { origin: origin.coord(), metres_per_degree: per_degree }
    }

    pub(super) fn project(&self, coord: Coord<f64>) -> [f64; 2] {
        let [east, north] = self.metres_per_degree;
        [(coord.x - self.origin.x) * east, (coord.y - self.origin.y) * north]
    }

    fn lines(&self, ring: &[Coord<f64>]) -> Vec<Line<[f64; 2]>> {
        ring.windows(2).map(|pair| Line::new(self.project(pair[0]), self.project(pair[1]))).collect()
    }
}

/// Degrees with five decimals: the middle of a box is no exact place.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}

fn rings(area: &MultiPolygon<f64>) -> impl Iterator<Item = &[Coord<f64>]> {
    area.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors())).map(|ring| ring.0.as_slice())
}

/// The middle value; infinite when there is none.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    if values.is_empty() {
        return f64::INFINITY;
    }
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}
