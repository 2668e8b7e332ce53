//! Borders of cells: for every edge of the triangulation, the part of the bisector of its ends that lies in the study area's cap.

use geo_types::Coord;

use super::bisector::{Bisector, continuous};
use super::delaunay::{Cap, Centres, Edge, Triangulation, Vertex};
use super::footprint::Footprint;
use super::sphere::Vector;
use super::surface::{self, PlaneCut};
use crate::geometry::ellipsoid;
use crate::geometry::workers::Workers;

/// What borders are traced from.
pub(super) struct Borders<'a> {
    pub(super) centres: Centres<'a>,
    /// Of the study area.
    pub(super) footprint: &'a Footprint,
    /// A little larger than the study area: corners of cells within it are computed, beyond it borders just end.
    pub(super) wide: Cap,
    /// How far a chord may stray from its bisector, in metres.
    pub(super) tolerance: f64,
}

/// The border between two cells.
#[derive(Clone, Copy)]
pub(super) struct Border {
    /// Whose cells are on its left and on its right.
    pub(super) centres: [usize; 2],
    /// The numbers of the vertices where it starts and ends; none where it goes on beyond the cap.
    pub(super) ends: [Option<u32>; 2],
    /// Where its line starts and ends among all places.
    line: [u32; 2],
}

/// All borders and their lines. Longitudes are continuous along each line, and may be beyond 180 degrees.
#[derive(Default)]
pub(super) struct BorderSet {
    pub(super) borders: Vec<Border>,
    places: Vec<Coord<f64>>,
}

impl BorderSet {
    /// The line of a border from one end to the other.
    pub(super) fn line(&self, border: &Border) -> &[Coord<f64>] {
        &self.places[border.line[0] as usize..border.line[1] as usize]
    }

    /// The number of places of all lines.
    pub(super) fn place_count(&self) -> usize {
        self.places.len()
    }

    /// Turns all longitudes to within half a turn of one.
    pub(super) fn turn_to(&mut self, longitude: f64) {
        self.places.iter_mut().for_each(|place| *place = continuous(*place, longitude));
    }

    /// Gives a border another line.
    pub(super) fn replace(&mut self, number: usize, line: &[Coord<f64>]) {
        self.borders[number].line = self.added(line);
    }

    fn push(&mut self, centres: [usize; 2], ends: [Option<u32>; 2], line: &[Coord<f64>]) {
        let line = self.added(line);
        self.borders.push(Border { centres, ends, line });
    }

    fn added(&mut self, line: &[Coord<f64>]) -> [u32; 2] {
        let start = self.places.len() as u32;
        self.places.extend(line);
        [start, self.places.len() as u32]
    }

    fn append(&mut self, other: &Self) {
        let shift = self.places.len() as u32;
        self.places.extend(&other.places);
        let shifted = |border: &Border| Border { line: border.line.map(|place| place + shift), ..*border };
        self.borders.extend(other.borders.iter().map(shifted));
    }
}

/// How far beyond the wide cap a border without an end there goes, in radians.
const OVERSHOOT: f64 = 0.01;

/// The great circle of the places equally far from two centres on the sphere: angles along it are counted from the middle
/// between both, positive on the left of the way from the first to the second.
struct GreatCircle {
    middle: Vector,
    left: Vector,
    from: Vector,
}

impl GreatCircle {
    fn new(from: Vector, to: Vector) -> Option<Self> {
        Some(Self { middle: from.plus(to, 1.0).unit()?, left: from.cross(to).unit()?, from })
    }

    fn at(&self, angle: f64) -> Vector {
        let (sine, cosine) = angle.sin_cos();
        self.middle.times(cosine).plus(self.left, sine)
    }

    /// The angles between which the circle is inside a cap; `None` when it never is.
    fn within(&self, cap: Cap) -> Option<(f64, f64)> {
        let (ahead, aside) = (cap.middle.dot(self.middle), cap.middle.dot(self.left));
        let ratio = cap.radius.cos() / ahead.hypot(aside);
        let half = (ratio < 1.0).then(|| ratio.max(-1.0).acos())?;
        let nearest = aside.atan2(ahead);
        Some((nearest - half, nearest + half))
    }

    /// The angle at which a third centre is as far as the two are: a corner of a triangle with them, on the left of the way
    /// from the first to the second or on its right. (Of three centres in one line that cannot be told from their numbers.)
    fn turning_point(&self, third: Vector, side: Side) -> f64 {
        let difference = third.plus(self.from, -1.0);
        let (ahead, aside) = (difference.dot(self.middle), difference.dot(self.left).abs());
        match side {
            Side::Left => (-ahead).atan2(aside),
            Side::Right => ahead.atan2(aside),
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

impl Borders<'_> {
    /// All borders.
    pub(super) fn traced(&self, triangulation: &Triangulation<'_>, workers: &impl Workers) -> BorderSet {
        let edges: Vec<Edge> = triangulation.edges().collect();
        let parts = workers.ranges(edges.len(), |range| {
            let mut part = BorderSet::default();
            for edge in &edges[range] {
                self.add(edge, triangulation, &mut part);
            }
            part
        });
        let mut all = BorderSet::default();
        parts.iter().for_each(|part| all.append(part));
        all
    }

    fn add(&self, edge: &Edge, triangulation: &Triangulation<'_>, set: &mut BorderSet) {
        let ends = [edge.right, edge.left].map(|side| triangulation.vertex(side?.triangle));
        let line = match ends {
            [Some(right), Some(left)] if right.number == left.number => None,
            [Some(right), Some(left)] => Some(self.between(edge.centres, right, left, self.tolerance)),
            _ => self.open(edge, ends),
        };
        if let Some(line) = line {
            set.push(edge.centres, ends.map(|end| end.map(|vertex| vertex.number)), &line);
        }
    }

    /// The line of a border again with a finer tolerance, when it has two ends.
    pub(super) fn finer(
        &self,
        border: &Border,
        triangulation: &Triangulation<'_>,
        tolerance: f64,
    ) -> Option<Vec<Coord<f64>>> {
        let [right, left] = border.ends.map(|end| triangulation.vertex(end?));
        Some(self.between(border.centres, right?, left?, tolerance))
    }

    fn between(&self, centres: [usize; 2], from: &Vertex, to: &Vertex, tolerance: f64) -> Vec<Coord<f64>> {
        let near = from.chord.is_some() && to.chord.is_some();
        let cut = near.then(|| PlaneCut::new(centres.map(|centre| self.centres.positions[centre])));
        let line = cut.flatten().and_then(|cut| plane_line(&cut, from, to, tolerance));
        line.unwrap_or_else(|| self.bisector(centres, tolerance).trace(from.place, to.place))
    }

    fn bisector(&self, centres: [usize; 2], tolerance: f64) -> Bisector<'_> {
        let centres = centres.map(|centre| self.centres.places[centre]);
        Bisector { centres, tolerance, footprint: self.footprint }
    }

    /// A border that goes on beyond the cap on one side at least.
    fn open(&self, edge: &Edge, ends: [Option<&Vertex>; 2]) -> Option<Vec<Coord<f64>>> {
        let vectors = self.centres.vectors;
        let bisector = self.bisector(edge.centres, self.tolerance);
        let circle = GreatCircle::new(vectors[edge.centres[0]], vectors[edge.centres[1]])?;
        let (first, last) = circle.within(Cap { radius: self.wide.radius + OVERSHOOT, ..self.wide })?;
        let turning = |apex: usize, side: Side| circle.turning_point(vectors[apex], side);
        let right = edge.right.map_or(first, |right| turning(right.apex, Side::Right).max(first));
        let left = edge.left.map_or(last, |left| turning(left.apex, Side::Left).min(last));
        let [from, to] = ends.map(|vertex| vertex.map(|vertex| vertex.place));
        if from.is_none() && to.is_none() && right >= left {
            return None;
        }
        let end = |known: Option<Coord<f64>>, angle: f64| known.unwrap_or_else(|| bisector.settle(circle.at(angle).place()));
        Some(bisector.trace(end(from, right), end(to, left)))
    }
}

/// The border between near centres, in as many equal parts as the tolerance asks for: over so short a way it bends evenly.
fn plane_line(cut: &PlaneCut, from: &Vertex, to: &Vertex, tolerance: f64) -> Option<Vec<Coord<f64>>> {
    let start = from.place;
    let end = continuous(to.place, start.x);
    // A part of the tolerance is for chords that stand for geodesics, and for uneven bends.
    let parts = (1.4 * bend(start, end) / tolerance).sqrt().ceil().clamp(1.0, 1e4) as u32;
    let mut line = Vec::with_capacity(parts as usize + 1);
    line.push(start);
    for part in 1..parts {
        let part = f64::from(part) / f64::from(parts);
        let on_curve = cut.above(from.position.times(1.0 - part).plus(to.position, part))?;
        line.push(continuous(surface::place(on_curve), start.x));
    }
    line.push(end);
    Some(line)
}

/// How far a line that is straight in longitude and latitude strays from the geodesic between its ends, in metres.
///
/// Along a geodesic the azimuth a turns by sin(latitude) d(longitude), along the line by -cos(a)^2 of that: its curvature is
/// tan(latitude) sin(a) (1 + cos(a)^2) / N, N being the radius of curvature across the meridian, and never more than 1.09
/// tan(latitude) / N.
fn bend(from: Coord<f64>, to: Coord<f64>) -> f64 {
    const LEAST_N: f64 = 6.378e6;
    let latitude = from.y.abs().max(to.y.abs());
    let scale = ellipsoid::metres_per_degree(latitude);
    let (east, north) = ((to.x - from.x) * scale[0], (to.y - from.y) * scale[1]);
    let square = east * east + north * north;
    // Near the poles the azimuth changes along the line.
    let by_azimuth = if latitude > 80.0 { 1.09 } else { (east * east / square).sqrt() * (1.0 + north * north / square) };
    // A thousandth more, for the borders of an ellipsoid are no geodesics.
    square / (8.0 * LEAST_N) * (latitude.to_radians().tan() * by_azimuth + 1e-3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_strays_from_the_geodesic_as_far_as_told() {
        for (from, to) in [((100.0, 30.0), (101.0, 30.0)), ((100.0, 60.0), (100.4, 60.3)), ((20.0, -45.0), (20.5, -45.2))] {
            let (from, to) = (Coord::from(from), Coord::from(to));
            let course = ellipsoid::course(from, to);
            let middle = ellipsoid::destination(from, course.azimuth_from, course.metres / 2.0);
            let aside = ellipsoid::course((from + to) / 2.0, middle);
            let across = (aside.azimuth_from - course.azimuth_to).to_radians().sin() * aside.metres;
            let told = bend(from, to);
            assert!((across.abs() / told - 1.0).abs() < 0.03, "{told} instead of {across}");
        }
        assert!(bend(Coord { x: 5.0, y: 0.0 }, Coord { x: 5.0, y: 0.5 }) < 0.1, "a meridian is a geodesic");
    }
}
