//! The border of polygons, prepared for asking how far places are from it.
//!
//! Edges are straight in longitude and latitude. They are parted into stretches that are nearly straight in space, which an R-tree
//! of earth-centred positions ranks by chord; the few whose chord is about the shortest are measured on the ellipsoid.

use geo_types::{Coord, Line, MultiPolygon};
use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::ellipsoid;
use crate::quantity::{LonLat, Metres};

/// Longest stretch of an edge in metres: within 0.1 m of its chord up to middle latitudes.
const STRETCH: f64 = 2_000.0;
/// Stretches whose chord is longer than the shortest by up to this (metres) are measured, too.
const SLACK: f64 = 2.0;
const MOST_STEPS: usize = 50;
/// Mean radius of the earth in metres, as a scale only.
const EARTH: f64 = 6.371e6;

/// The border of polygons as an index: outer rings and holes.
///
/// # Examples
/// ```
/// use geo::{MultiPolygon, polygon};
/// use ringshed::LonLat;
/// use ringshed::geometry::border::Border;
/// let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)];
/// let border = Border::new(&MultiPolygon(vec![square]));
/// let distance = border.distance(LonLat::new(2.0, 0.5)?).expect("there is a border");
/// assert!((distance.metres() - 111_315.3).abs() < 1.0);
/// # Ok::<(), ringshed::quantity::LonLatError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Border {
    tree: RTree<Stretch>,
}

/// A place of the border and the way from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Foot {
    pub(super) place: Coord<f64>,
    pub(super) metres: f64,
    /// Azimuth at the place of the border towards where it was looked for from.
    pub(super) azimuth: f64,
}

impl Border {
    /// Indexes the border; coordinates in degrees.
    pub fn new(polygons: &MultiPolygon<f64>) -> Self {
        Self { tree: RTree::bulk_load(stretches_of(polygons)) }
    }

    /// Geodesic distance from a place to the border, whether inside or outside; `None` when there is no border.
    pub fn distance(&self, from: LonLat) -> Option<Metres> {
        self.foot(from.coord()).map(|foot| Metres::new(foot.metres))
    }

    /// Geodesic distance from this border to that of other polygons, which must not cross it; `None` when one of them has none.
    ///
    /// The nearest places of two edges that do not cross are the end of one and its foot on the other. Chords from the ends of the
    /// other's stretches rank the few stretches that are measured on the ellipsoid.
    pub fn distance_to(&self, other: &MultiPolygon<f64>) -> Option<Metres> {
        let theirs = stretches_of(other);
        let chord = |stretch: &Stretch| -> Option<f64> {
            let (_, square) = self.tree.nearest_neighbor_iter_with_distance_2(stretch.ends[0]).next()?;
            Some(square.sqrt())
        };
        let chords: Vec<f64> = theirs.iter().map(chord).collect::<Option<_>>()?;
        let shortest = chords.iter().copied().min_by(f64::total_cmp)?;
        if shortest == 0.0 {
            return Some(Metres::new(0.0));
        }
        let ranked = shortest * (1.0 + 0.01 * (shortest / EARTH).powi(2)) + SLACK;
        // An end that is nearest may be that of the other side's edge: then the stretch's own ends are further, by its length at most.
        let bound = ranked + STRETCH + SLACK;
        let near = theirs.iter().zip(&chords).filter(|(_, chord)| **chord <= bound);
        let metres = near.filter_map(|(stretch, _)| self.nearest_to(stretch, ranked));
        metres.min_by(f64::total_cmp).map(Metres::new)
    }

    /// The shortest distance to a stretch, in metres, among stretches whose chord is at most `bound`.
    fn nearest_to(&self, stretch: &Stretch, bound: f64) -> Option<f64> {
        let reach = bound + STRETCH + SLACK;
        let close = self.tree.locate_within_distance(stretch.ends[0], reach * reach);
        close.filter(|own| own.chord(stretch) <= bound).map(|own| own.distance(stretch)).min_by(f64::total_cmp)
    }

    /// The place of the border nearest to a place.
    pub(super) fn foot(&self, from: Coord<f64>) -> Option<Foot> {
        let position = ellipsoid::cartesian(from);
        let mut by_chord = self.tree.nearest_neighbor_iter_with_distance_2(position).peekable();
        let shortest = by_chord.peek()?.1.sqrt();
        // As in `nearest`: chords rank as geodesics do but for the ellipsoid's varying curvature.
        let bound = shortest * (1.0 + 0.01 * (shortest / EARTH).powi(2)) + SLACK;
        by_chord
            .take_while(|(_, square)| square.sqrt() <= bound)
            .map(|(stretch, _)| stretch.foot(from, position))
            .min_by(|a, b| a.metres.total_cmp(&b.metres))
    }
}

/// Geodesic distance from a place to the border of polygons, whether inside or outside; `None` when there is no border. For many
/// places make a [`Border`] once.
pub fn distance_to_border(polygons: &MultiPolygon<f64>, from: LonLat) -> Option<Metres> {
    Border::new(polygons).distance(from)
}

/// A part of an edge, short enough to be nearly straight in space.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    line: Line<f64>,
    ends: [[f64; 3]; 2],
}

fn stretches_of(polygons: &MultiPolygon<f64>) -> Vec<Stretch> {
    let rings = polygons.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    rings.flat_map(|ring| ring.lines().flat_map(stretches)).collect()
}

fn stretches(edge: Line<f64>) -> impl Iterator<Item = Stretch> {
    let [east, north] = ellipsoid::metres_per_degree(edge.start.y.abs().min(edge.end.y.abs()));
    let length = (edge.dx() * east).hypot(edge.dy() * north);
    let count = 1 + (length / STRETCH) as usize;
    (0..count).map(move |number| {
        let at = |number: usize| match number {
            // The end as it is, whatever rounding makes of the sum.
            number if number == count => edge.end,
            number => edge.start + edge.delta() * (number as f64 / count as f64),
        };
        let line = Line::new(at(number), at(number + 1));
        Stretch { line, ends: [ellipsoid::cartesian(line.start), ellipsoid::cartesian(line.end)] }
    })
}

impl Stretch {
    /// How far along the chord (0 to 1) the place next to a position is.
    fn part(&self, position: &[f64; 3]) -> f64 {
        let [start, end] = &self.ends;
        let along = |axis: usize| end[axis] - start[axis];
        let square: f64 = (0..3).map(|axis| along(axis) * along(axis)).sum();
        let product: f64 = (0..3).map(|axis| along(axis) * (position[axis] - start[axis])).sum();
        if square > 0.0 { (product / square).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// The shortest chord between an end of one of two stretches and the other.
    fn chord(&self, other: &Self) -> f64 {
        let one_way = |from: &Self, to: &Self| from.ends.iter().map(|end| to.distance_2(end)).fold(f64::INFINITY, f64::min);
        one_way(self, other).min(one_way(other, self)).sqrt()
    }

    /// The geodesic distance in metres between two stretches that do not cross.
    fn distance(&self, other: &Self) -> f64 {
        let one_way = |from: &Self, to: &Self| {
            let places = [(from.line.start, from.ends[0]), (from.line.end, from.ends[1])];
            places.into_iter().map(|(place, position)| to.foot(place, position).metres).fold(f64::INFINITY, f64::min)
        };
        one_way(self, other).min(one_way(other, self))
    }

    /// The nearest place of the stretch: where the geodesic arrives at a right angle, or an end.
    fn foot(&self, from: Coord<f64>, position: [f64; 3]) -> Foot {
        let (mut low, mut high) = (0.0, 1.0);
        let mut part = self.part(&position);
        let (mut foot, mut step, mut length) = self.measured(from, part);
        for _ in 0..MOST_STEPS {
            // The distance falls towards the side the step points to: the foot is between here and the end there.
            if step > 0.0 {
                low = part
            } else {
                high = part
            }
            let plane = (part + step).clamp(0.0, 1.0);
            // Near a pole edges bend so much that plane steps overshoot: then halve.
            let next = if (low..=high).contains(&plane) { plane } else { f64::midpoint(low, high) };
            // A step of e metres changes the distance by e^2 / 2 distances.
            let moved = (next - part).abs() * length;
            if !(moved > 1e-5 && moved * moved > 2e-4 * foot.metres) {
                break;
            }
            part = next;
            (foot, step, length) = self.measured(from, part);
        }
        foot
    }

    /// A place of the stretch, how much further along it (as a part) the foot would be in a plane, and its length in metres.
    fn measured(&self, from: Coord<f64>, part: f64) -> (Foot, f64, f64) {
        let delta = self.line.delta();
        let place = self.line.start + delta * part;
        let course = ellipsoid::course(place, from);
        let [east, north] = ellipsoid::metres_per_degree(place.y);
        let along = [delta.x * east, delta.y * north];
        let square = along[0] * along[0] + along[1] * along[1];
        let (sine, cosine) = course.azimuth_from.to_radians().sin_cos();
        let step = course.metres * (sine * along[0] + cosine * along[1]) / square;
        (Foot { place, metres: course.metres, azimuth: course.azimuth_from }, step, square.sqrt())
    }
}

impl RTreeObject for Stretch {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.ends[0], self.ends[1])
    }
}

impl PointDistance for Stretch {
    fn distance_2(&self, position: &[f64; 3]) -> f64 {
        let part = self.part(position);
        let [start, end] = &self.ends;
        (0..3).map(|axis| (start[axis] + part * (end[axis] - start[axis]) - position[axis]).powi(2)).sum()
    }
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;
    use crate::geometry::testing::Numbers;

    /// Every edge in steps of some ten metres.
    pub(super) fn brute_force(polygons: &MultiPolygon<f64>, from: Coord<f64>) -> f64 {
        let rings = polygons.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        let distance = |edge: Line<f64>, part: f64| ellipsoid::distance(edge.start + edge.delta() * part, from);
        let nearest = |edge: Line<f64>| {
            let (mut low, mut high) = (0.0, 1.0);
            for _ in 0..8 {
                let parts: Vec<f64> = (0..=20).map(|step| low + (high - low) * f64::from(step) / 20.0).collect();
                let best = (0..=20).min_by(|a, b| distance(edge, parts[*a]).total_cmp(&distance(edge, parts[*b])));
                let best = best.expect("not empty");
                (low, high) = (parts[best.saturating_sub(1)], parts[(best + 1).min(20)]);
            }
            distance(edge, f64::midpoint(low, high))
        };
        rings.flat_map(|ring| ring.lines().map(nearest).collect::<Vec<_>>()).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn distances_are_those_of_brute_force() {
        let with_hole = polygon![
            exterior: [(x: 110.0, y: 40.0), (x: 121.0, y: 41.0), (x: 118.0, y: 52.0), (x: 111.0, y: 50.5)],
            interiors: [[(x: 114.0, y: 44.0), (x: 115.0, y: 44.0), (x: 115.0, y: 45.0)]],
        ];
        let polygons = MultiPolygon(vec![with_hole]);
        let border = Border::new(&polygons);
        let mut numbers = Numbers(2);
        for _ in 0..150 {
            let from = LonLat::new(numbers.within(106.0, 124.0), numbers.within(37.0, 55.0)).expect("in range");
            let (ours, wanted) = (border.distance(from).expect("a border").metres(), brute_force(&polygons, from.coord()));
            assert!((ours - wanted).abs() < 2e-3, "{from}: {ours} instead of {wanted}");
        }
    }

    #[test]
    fn from_border_to_border_is_as_near_as_any_of_their_places() {
        let mut numbers = Numbers(4);
        for _ in 0..20 {
            let (west, south) = (numbers.within(100.0, 110.0), numbers.within(20.0, 50.0));
            let mut corner = |x: f64, y: f64| Coord { x: x + numbers.within(0.0, 0.9), y: y + numbers.within(0.0, 0.9) };
            // Two triangles, the second one two degrees to the east.
            let mut triangle = |west: f64| {
                let ring = vec![corner(west, south), corner(west, south + 1.0), corner(west - 1.0, south + 2.0)];
                MultiPolygon(vec![geo::Polygon::new(geo::LineString(ring), vec![])])
            };
            let (a, b) = (triangle(west), triangle(west + 2.2));
            let ours = Border::new(&a).distance_to(&b).expect("two borders").metres();
            let places = |polygons: &MultiPolygon<f64>| -> Vec<Coord<f64>> {
                let lines: Vec<Line<f64>> = polygons.0[0].exterior().lines().collect();
                lines.iter().flat_map(|line| (0..100).map(|n| line.start + line.delta() * (f64::from(n) / 100.0))).collect()
            };
            // Places of one, each measured alone.
            let border = Border::new(&a);
            let measured = places(&b).into_iter().filter_map(|place| border.foot(place)).map(|foot| foot.metres);
            let wanted = measured.fold(f64::INFINITY, f64::min);
            assert!(ours <= wanted + 1e-6 && ours > wanted - 50.0, "{ours} instead of {wanted}");
            let back = Border::new(&b).distance_to(&a).expect("two borders").metres();
            assert!((ours - back).abs() < 1e-3, "{ours} and {back}");
        }
    }

    #[test]
    fn borders_that_touch_are_at_no_distance() {
        let square =
            |west: f64| polygon![(x: west, y: 0.0), (x: west + 1.0, y: 0.0), (x: west + 1.0, y: 1.0), (x: west, y: 1.0)];
        let border = Border::new(&MultiPolygon(vec![square(0.0)]));
        assert_eq!(border.distance_to(&MultiPolygon(vec![square(1.0)])), Some(Metres::new(0.0)));
        assert_eq!(border.distance_to(&MultiPolygon(vec![])), None);
    }

    #[test]
    fn on_the_border_the_distance_is_zero() {
        let triangle = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 0.0, y: 1.0)];
        let polygons = MultiPolygon(vec![triangle]);
        let on_edge = LonLat::new(0.5, 0.5).expect("in range");
        assert!(distance_to_border(&polygons, on_edge).expect("a border").metres() < 1e-6);
        assert!(distance_to_border(&MultiPolygon(vec![]), on_edge).is_none());
    }
}
