//! From longitude and latitude to pixels of a frame, and cutting at the frame.

use geo_types::{Coord, LineString};

use super::placement::Rect;
use crate::geometry::equal_area::{AUTHALIC_RADIUS, EqualArea};
use crate::quantity::LonLat;

/// Edges longer than this many degrees are drawn as several, because straight lines in longitude and latitude are bent on the map.
const LONGEST_EDGE: f64 = 1.0;
/// How far beyond the frame shapes go on, so that outlines along the cut are not seen.
const BEYOND: f64 = 12.0;

/// A map projection that fills a frame.
#[derive(Clone, Debug)]
pub(super) struct Projection {
    centre: LonLat,
    plane: EqualArea,
    /// Pixels per unit of the plane.
    scale: f64,
    /// Where the plane's origin lies, in pixels.
    origin: Coord<f64>,
    /// The box that what is shown takes in the plane.
    size: Coord<f64>,
}

impl Projection {
    /// The projection around some positions, not yet fitted to a frame; `None` without positions.
    pub(super) fn around(coords: &[Coord<f64>]) -> Option<Self> {
        let first = EqualArea::around(middle_of(coords)?);
        let bounds = planar_bounds(coords, &first)?;
        // Once more around the middle of what is shown, so that errors are the same on all sides.
        let centre = first.unproject((bounds.0 + bounds.1) / 2.0);
        let plane = EqualArea::around(centre);
        let (low, high) = planar_bounds(coords, &plane)?;
        let middle = (low + high) / 2.0;
        Some(Self { centre, plane, scale: 1.0, origin: -middle, size: high - low })
    }

    /// Height over width of what is shown.
    pub(super) fn aspect(&self) -> f64 {
        let aspect = self.size.y / self.size.x;
        if aspect.is_finite() && aspect > 0.0 { aspect } else { 1.0 }
    }

    /// Fitted into a frame, with a margin in pixels.
    pub(super) fn fitted(mut self, frame: Rect, margin: f64) -> Self {
        // One place alone is shown with 10 km around it.
        let least = 20_000.0 / AUTHALIC_RADIUS.metres();
        let (width, height) = (self.size.x.max(least), self.size.y.max(least));
        self.scale = ((frame.width - 2.0 * margin) / width).min((frame.height - 2.0 * margin) / height);
        self.origin = frame.middle() + Coord { x: self.origin.x, y: -self.origin.y } * self.scale;
        self
    }

    /// The pixel of a position.
    pub(super) fn pixel(&self, at: Coord<f64>) -> Coord<f64> {
        let planar = self.plane.project(at);
        Coord { x: self.origin.x + planar.x * self.scale, y: self.origin.y - planar.y * self.scale }
    }

    /// Pixels per metre in the middle of the map.
    pub(super) fn pixels_per_metre(&self) -> f64 {
        self.scale / AUTHALIC_RADIUS.metres()
    }

    /// Degrees of latitude per pixel.
    pub(super) fn degrees_per_pixel(&self) -> f64 {
        (1.0 / self.scale).to_degrees()
    }

    /// Where the map is true to scale: `39.1° N 116.9° E`.
    pub(super) fn described_centre(&self) -> String {
        let part = |value: f64, positive: char, negative: char| {
            format!("{:.1}° {}", value.abs(), if value < 0.0 { negative } else { positive })
        };
        format!("{} {}", part(self.centre.lat(), 'N', 'S'), part(self.centre.lon(), 'E', 'W'))
    }

    /// A line or ring in pixels.
    pub(super) fn line(&self, line: &[Coord<f64>]) -> Vec<Coord<f64>> {
        let Some(&first) = line.first() else { return Vec::new() };
        let mut pixels = vec![self.pixel(first)];
        for pair in line.windows(2) {
            let step = pair[1] - pair[0];
            let pieces = (step.x.abs().max(step.y.abs()) / LONGEST_EDGE).ceil().clamp(1.0, 400.0) as usize;
            pixels.extend((1..=pieces).map(|piece| self.pixel(pair[0] + step * (piece as f64 / pieces as f64))));
        }
        pixels
    }

    /// A ring in pixels, cut a little outside of the frame; empty when it does not reach it.
    pub(super) fn ring(&self, ring: &LineString<f64>, frame: Rect) -> Vec<Coord<f64>> {
        let mut pixels = self.line(&ring.0);
        pixels.pop();
        let (left, right) = (frame.left - BEYOND, frame.left + frame.width + BEYOND);
        let (top, bottom) = (frame.top - BEYOND, frame.top + frame.height + BEYOND);
        let is_inside = |at: &Coord<f64>| (left..=right).contains(&at.x) && (top..=bottom).contains(&at.y);
        if pixels.iter().all(is_inside) {
            return pixels;
        }
        let right_of_left = cut(&pixels, |at| at.x - left);
        let left_of_right = cut(&right_of_left, |at| right - at.x);
        let below_top = cut(&left_of_right, |at| at.y - top);
        cut(&below_top, |at| bottom - at.y)
    }
}

/// One pass of Sutherland and Hodgman 1974 (doi 10.1145/360767.360802): the part of a ring where `inside` is not negative.
fn cut(ring: &[Coord<f64>], inside: impl Fn(Coord<f64>) -> f64) -> Vec<Coord<f64>> {
    let mut kept = Vec::with_capacity(ring.len());
    for (at, &next) in ring.iter().enumerate() {
        let last = ring[(at + ring.len() - 1) % ring.len()];
        let (before, after) = (inside(last), inside(next));
        if (before < 0.0) != (after < 0.0) {
            kept.push(last + (next - last) * (before / (before - after)));
        }
        if after >= 0.0 {
            kept.push(next);
        }
    }
    kept
}

/// The middle of positions as directions from the centre of the Earth, so that the antimeridian is no special case.
fn middle_of(coords: &[Coord<f64>]) -> Option<LonLat> {
    let first = coords.first()?;
    let mut sum = [0.0; 3];
    for at in coords {
        let (lon, lat) = (at.x.to_radians(), at.y.to_radians());
        let direction = [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()];
        sum.iter_mut().zip(direction).for_each(|(total, part)| *total += part);
    }
    let [x, y, z] = sum;
    let horizontal = x.hypot(y);
    if horizontal.hypot(z) < 1e-9 {
        return Some(LonLat::wrapped(first.x, first.y));
    }
    Some(LonLat::wrapped(y.atan2(x).to_degrees(), z.atan2(horizontal).to_degrees()))
}

fn planar_bounds(coords: &[Coord<f64>], plane: &EqualArea) -> Option<(Coord<f64>, Coord<f64>)> {
    let planar: Vec<Coord<f64>> = coords.iter().map(|&at| plane.project(at)).collect();
    let first = *planar.first()?;
    let low = planar.iter().fold(first, |low, at| Coord { x: low.x.min(at.x), y: low.y.min(at.y) });
    let high = planar.iter().fold(first, |high, at| Coord { x: high.x.max(at.x), y: high.y.max(at.y) });
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Rect = Rect { left: 100.0, top: 50.0, width: 400.0, height: 300.0 };

    fn at(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    #[test]
    fn what_is_shown_fills_the_frame() {
        let corners = [at(110.0, 34.0), at(122.0, 34.0), at(122.0, 42.0), at(110.0, 42.0)];
        let projection = Projection::around(&corners).expect("corners").fitted(FRAME, 10.0);
        let pixels: Vec<Coord<f64>> = corners.iter().map(|&corner| projection.pixel(corner)).collect();
        let inside = |pixel: &Coord<f64>| (110.0..=490.0).contains(&pixel.x) && (60.0..=340.0).contains(&pixel.y);
        assert!(pixels.iter().all(|pixel| inside(&at(pixel.x.round(), pixel.y.round()))), "{pixels:?}");
        // North is up, east is right.
        assert!(pixels[0].x < pixels[1].x && pixels[2].y < pixels[1].y);
        // A degree of latitude is about 111 km.
        let degree = projection.pixel(at(116.0, 38.0)).y - projection.pixel(at(116.0, 39.0)).y;
        assert!((degree / projection.pixels_per_metre() / 111_000.0 - 1.0).abs() < 0.01);
        assert!(projection.described_centre().ends_with("° E"), "{}", projection.described_centre());
    }

    #[test]
    fn fiji_is_no_special_case() {
        let coords = [at(177.0, -19.0), at(180.0, -16.0), at(-180.0, -16.0), at(-179.0, -18.0)];
        let projection = Projection::around(&coords).expect("positions").fitted(FRAME, 0.0);
        let distance = projection.pixel(at(180.0, -17.0)) - projection.pixel(at(-180.0, -17.0));
        assert!(distance.x.abs() < 1e-6 && distance.y.abs() < 1e-6);
    }

    #[test]
    fn rings_are_cut_at_the_frame() {
        let projection = Projection::around(&[at(0.0, 0.0), at(1.0, 1.0)]).expect("positions").fitted(FRAME, 0.0);
        let wide = LineString(vec![at(-9.0, -9.0), at(9.0, -9.0), at(9.0, 9.0), at(-9.0, 9.0), at(-9.0, -9.0)]);
        let ring = projection.ring(&wide, FRAME);
        assert!(ring.len() >= 4 && ring.iter().all(|pixel| (80.0..=520.0).contains(&pixel.x)));
        let far = LineString(vec![at(40.0, 0.0), at(41.0, 0.0), at(41.0, 1.0), at(40.0, 0.0)]);
        assert!(projection.ring(&far, FRAME).is_empty());
    }

    #[test]
    fn one_place_alone_has_ground_around_it() {
        let projection = Projection::around(&[at(116.0, 40.0)]).expect("a position").fitted(FRAME, 0.0);
        assert!((projection.pixel(at(116.0, 40.0)) - FRAME.middle()).x.abs() < 1e-6);
        assert!(projection.aspect() == 1.0 && projection.pixels_per_metre() < 0.1);
        assert!(Projection::around(&[]).is_none());
    }
}
