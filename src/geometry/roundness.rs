//! The smallest circle around an area and its convex hull, for measures of shape.
//!
//! Both are found on the authalic sphere (the sphere of the ellipsoid's area, with latitudes moved so that every area stays the same):
//! the circle is a spherical cap, edges of the hull are arcs of great circles, and areas are those of the ellipsoid. There is no
//! projection to choose, and an area may lie anywhere, over the antimeridian or around a pole too. All parts of an area count
//! together. Areas that do not fit into half the sphere have neither.

use std::f64::consts::PI;

use geo_types::{Coord, MultiPolygon};

use super::equal_area::{AUTHALIC_RADIUS, authalic};
use crate::quantity::SquareMetres;

type Vector = [f64; 3];

/// The corners of the convex hull of an area, as directions from the centre of the sphere.
///
/// Corners of several areas can be [merged](HullCorners::merged): the hull of a region follows from those of its units without its
/// boundary.
///
/// # Examples
/// ```
/// use geo_types::polygon;
/// use ringshed::geometry::HullCorners;
/// let corner = polygon![(x: 0., y: 0.), (x: 0.1, y: 0.), (x: 0.1, y: 0.1), (x: 0.05, y: 0.05), (x: 0., y: 0.1)];
/// let hull = HullCorners::of(&corner.into());
/// // The square around it is 123 km2; the circle is as much larger as half of pi.
/// let square_kilometres = |area: Option<ringshed::SquareMetres>| area.expect("small").square_metres() / 1e6;
/// assert!((square_kilometres(hull.hull_area()) - 123.09).abs() < 0.01);
/// assert!((square_kilometres(hull.circle_area()) / 123.09 - 1.5708).abs() < 0.001);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HullCorners {
    /// In counter-clockwise order; all points, when they do not fit into half the sphere.
    corners: Vec<Vector>,
    fits: bool,
}

impl HullCorners {
    /// The hull of an area.
    pub fn of(area: &MultiPolygon<f64>) -> Self {
        let shells = area.iter().flat_map(|polygon| polygon.exterior().0.iter());
        Self::of_points(shells.map(|&coord| direction(coord)).collect())
    }

    /// The hull of several hulls together.
    pub fn merged<'h>(hulls: impl IntoIterator<Item = &'h Self>) -> Self {
        Self::of_points(hulls.into_iter().flat_map(|hull| hull.corners.iter().copied()).collect())
    }

    fn of_points(points: Vec<Vector>) -> Self {
        match convex_hull(&points) {
            Some(corners) => Self { corners, fits: true },
            None => Self { corners: points, fits: false },
        }
    }

    /// Area of the convex hull.
    pub fn hull_area(&self) -> Option<SquareMetres> {
        let (first, others) = self.corners.split_first().filter(|_| self.fits)?;
        let excess: f64 = others.windows(2).map(|pair| spherical_excess(*first, pair[0], pair[1])).sum();
        Some(SquareMetres::new(excess.abs() * squared_radius()))
    }

    /// Area of the smallest circle around it.
    pub fn circle_area(&self) -> Option<SquareMetres> {
        let cap = smallest_cap(&self.corners).filter(|_| self.fits)?;
        // A cap is as large as a flat circle with the chord from its pole to its rim for a radius.
        Some(SquareMetres::new(PI * cap.chord_squared * squared_radius()))
    }
}

/// The square of the authalic sphere's radius.
fn squared_radius() -> f64 {
    AUTHALIC_RADIUS.metres() * AUTHALIC_RADIUS.metres()
}

/// The direction of a position on the authalic sphere.
fn direction(place: Coord<f64>) -> Vector {
    let (sine, cosine) = authalic(place.y.to_radians()).sin_cos();
    let (east, north) = place.x.to_radians().sin_cos();
    [cosine * north, cosine * east, sine]
}

fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn difference(a: Vector, b: Vector) -> Vector {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn normalised(a: Vector) -> Option<Vector> {
    let length = dot(a, a).sqrt();
    (length > 0.0 && length.is_finite()).then(|| a.map(|part| part / length))
}

/// The area of a triangle on the unit sphere, positive when counter-clockwise (Eriksson 1990).
fn spherical_excess(a: Vector, b: Vector, c: Vector) -> f64 {
    let volume = dot(a, cross(difference(b, a), difference(c, a)));
    2.0 * volume.atan2(1.0 + dot(a, b) + dot(b, c) + dot(c, a))
}

/// The convex hull by great circles, counter-clockwise: they are straight in the gnomonic projection, where Andrew's monotone chain
/// (1979) finds it. `None` when the points do not fit into half the sphere around their mean.
fn convex_hull(points: &[Vector]) -> Option<Vec<Vector>> {
    let sum = points.iter().fold([0.0; 3], |sum, point| [sum[0] + point[0], sum[1] + point[1], sum[2] + point[2]]);
    let centre = normalised(sum)?;
    let aside = if centre[2].abs() < 0.9 { [0.0, 0.0, 1.0] } else { [1.0, 0.0, 0.0] };
    let east = normalised(cross(aside, centre))?;
    let north = cross(centre, east);
    let mut flat: Vec<(f64, f64, Vector)> = Vec::with_capacity(points.len());
    for &point in points {
        let height = dot(point, centre);
        if height < 0.01 {
            return None;
        }
        flat.push((dot(point, east) / height, dot(point, north) / height, point));
    }
    flat.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    flat.dedup_by(|a, b| a.0 == b.0 && a.1 == b.1);
    let mut hull = half_hull(flat.iter());
    let upper = half_hull(flat.iter().rev());
    hull.pop();
    hull.extend(&upper[..upper.len().saturating_sub(1)]);
    if hull.is_empty() {
        hull.extend(flat.first());
    }
    Some(hull.into_iter().map(|(_, _, point)| point).collect())
}

fn half_hull<'p>(points: impl Iterator<Item = &'p (f64, f64, Vector)>) -> Vec<(f64, f64, Vector)> {
    let flat = |point: &(f64, f64, Vector)| robust::Coord { x: point.0, y: point.1 };
    let mut hull: Vec<(f64, f64, Vector)> = Vec::new();
    for &point in points {
        while let [.., before, last] = &hull[..]
            && robust::orient2d(flat(before), flat(last), flat(&point)) <= 0.0
        {
            hull.pop();
        }
        hull.push(point);
    }
    hull
}

/// A circle on the unit sphere: its pole, and the square of the chord from there to its rim.
#[derive(Clone, Copy, Debug)]
struct Cap {
    pole: Vector,
    chord_squared: f64,
}

impl Cap {
    fn new(pole: Vector, rim: Vector) -> Self {
        let chord = difference(rim, pole);
        Self { pole, chord_squared: dot(chord, chord) }
    }

    fn contains(&self, point: Vector) -> bool {
        let chord = difference(point, self.pole);
        dot(chord, chord) <= self.chord_squared * (1.0 + 1e-12)
    }

    /// The smallest circle through two points.
    fn of_two(a: Vector, b: Vector) -> Option<Self> {
        normalised([a[0] + b[0], a[1] + b[1], a[2] + b[2]]).map(|pole| Self::new(pole, a))
    }

    /// The circle through three points, on the side of the sphere where they are.
    fn of_three(a: Vector, b: Vector, c: Vector) -> Option<Self> {
        let pole = normalised(cross(difference(b, a), difference(c, a)))?;
        let facing = if dot(pole, a) < 0.0 { pole.map(|part| -part) } else { pole };
        Some(Self::new(facing, a))
    }
}

/// The smallest cap around points of half a sphere, one point after the other (Welzl 1991, as loops).
fn smallest_cap(points: &[Vector]) -> Option<Cap> {
    let points = scattered(points);
    let mut cap = Cap::new(*points.first()?, *points.first()?);
    for (last, &a) in points.iter().enumerate() {
        if !cap.contains(a) {
            cap = smallest_cap_through(&points[..last], a).unwrap_or(cap);
        }
    }
    Some(cap)
}

/// The smallest cap around points with `a` on its rim.
fn smallest_cap_through(points: &[Vector], a: Vector) -> Option<Cap> {
    let mut cap = Cap::new(a, a);
    for (last, &b) in points.iter().enumerate() {
        if cap.contains(b) {
            continue;
        }
        cap = Cap::of_two(a, b)?;
        for &c in &points[..last] {
            if !cap.contains(c) {
                cap = Cap::of_three(a, b, c).unwrap_or(cap);
            }
        }
    }
    Some(cap)
}

/// The points in another order, always the same: the corners of a hull one after the other are the worst order there is.
fn scattered(points: &[Vector]) -> Vec<Vector> {
    let mut order: Vec<(u64, Vector)> =
        points.iter().enumerate().map(|(at, &point)| ((at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15), point)).collect();
    order.sort_by_key(|(key, _)| *key);
    order.into_iter().map(|(_, point)| point).collect()
}

#[cfg(test)]
mod tests {
    use geo_types::{LineString, Polygon};
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::geodesic;
    use crate::quantity::{LonLat, Metres};

    fn circle(lon: f64, lat: f64, metres: f64) -> MultiPolygon<f64> {
        let centre = LonLat::new(lon, lat).expect("in range");
        let vertex = |k: i32| geodesic::destination(centre, f64::from(k), Metres::new(metres)).coord();
        Polygon::new((0..360).map(vertex).collect::<LineString<f64>>(), vec![]).into()
    }

    #[test]
    fn a_circle_is_its_own_hull_and_circle() {
        for (lon, lat) in [(116.0, 40.0), (179.9, 0.0), (0.0, 89.0)] {
            let area = circle(lon, lat, 50_000.0);
            let hull = HullCorners::of(&area);
            let measured = geodesic::area(&area);
            assert!((hull.hull_area().expect("small") / measured - 1.0).abs() < 1e-4, "{lon} {lat}");
            assert!((hull.circle_area().expect("small") / measured - 1.0).abs() < 5e-3, "{lon} {lat}");
        }
    }

    #[test]
    fn what_goes_around_the_globe_has_none() {
        let band: LineString<f64> =
            vec![(-180.0, -80.0), (0.0, -80.0), (180.0, -80.0), (180.0, 80.0), (0.0, 80.0), (-180.0, 80.0)].into();
        let hull = HullCorners::of(&Polygon::new(band, vec![]).into());
        assert_eq!((hull.hull_area(), hull.circle_area()), (None, None));
        assert_eq!(HullCorners::of(&MultiPolygon(vec![])).circle_area(), None);
    }

    /// The smallest of all circles through two or three points that contain every point.
    fn tried(points: &[Vector]) -> f64 {
        let mut least = f64::INFINITY;
        let mut look_at = |cap: Option<Cap>| {
            if let Some(cap) = cap {
                let wide = Cap { chord_squared: cap.chord_squared * (1.0 + 1e-9), ..cap };
                if points.iter().all(|&point| wide.contains(point)) {
                    least = least.min(cap.chord_squared);
                }
            }
        };
        for (at, &a) in points.iter().enumerate() {
            for (before, &b) in points[..at].iter().enumerate() {
                look_at(Cap::of_two(a, b));
                points[..before].iter().for_each(|&c| look_at(Cap::of_three(a, b, c)));
            }
        }
        least
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, rng_seed: prop::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

        #[test]
        fn the_circle_is_the_smallest_and_merging_changes_nothing(places in prop::collection::vec((100.0..130.0, 20.0..50.0), 3..14)) {
            let points: Vec<Vector> = places.iter().map(|&(x, y)| direction(Coord { x, y })).collect();
            let cap = smallest_cap(&points).expect("some points");
            prop_assert!((cap.chord_squared / tried(&points) - 1.0).abs() < 1e-6);
            let whole = HullCorners::of_points(points.clone());
            let halves = points.split_at(points.len() / 2);
            let merged = HullCorners::merged([&HullCorners::of_points(halves.0.to_vec()), &HullCorners::of_points(halves.1.to_vec())]);
            let close = |a: Option<SquareMetres>, b: Option<SquareMetres>| (a.expect("small") - b.expect("small")).square_metres().abs() < 1.0 + 1e-9 * b.expect("small").square_metres();
            prop_assert!(close(merged.hull_area(), whole.hull_area()));
            prop_assert!(close(merged.circle_area(), whole.circle_area()));
            prop_assert!(whole.hull_area() <= whole.circle_area());
        }
    }
}
