//! Fewer digits, still valid.
//!
//! Rounding moves vertices by up to half a unit of the last digit. Where detail is finer than that, vertices coincide, rings
//! collapse, and edges may come to touch or cross. Repeated vertices, spikes and collapsed rings are removed; where the result is
//! then still invalid, it is rebuilt from its linework with every new vertex rounded as well (see
//! [snap rounding](https://doi.org/10.1016/S0925-7721(98)00021-8), Hobby 1999).

use std::fmt;

use geo::MapCoords;
use geo_types::{Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPolygon};

use super::validity::{cleaned, has_valid_topology};
use super::winding::orient_outward;
use super::{linework, shape};

/// Digits after the decimal point of a degree, 0 to 15. Seven (the default) are about a centimetre.
///
/// # Examples
/// ```
/// use ringshed::geometry::rounding::Precision;
/// assert_eq!(Precision::default(), Precision::new(7)?);
/// assert!(Precision::new(16).is_err());
/// # Ok::<(), ringshed::geometry::rounding::PrecisionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Precision(u8);

/// The number of digits is not within 0..=15.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a precision of {given} digits is not possible: give 0 to 15 (7 is about a centimetre)")]
pub struct PrecisionError {
    given: u8,
}

impl Precision {
    /// Digits after the decimal point.
    ///
    /// # Errors
    /// [`PrecisionError`] for more than 15 digits, which doubles do not have.
    pub const fn new(digits: u8) -> Result<Self, PrecisionError> {
        if digits <= 15 { Ok(Self(digits)) } else { Err(PrecisionError { given: digits }) }
    }

    /// The number of digits.
    pub const fn digits(self) -> u8 {
        self.0
    }

    /// The double nearest to the number rounded to these digits, halves away from zero. The shortest text of the result has no
    /// more digits than these.
    pub fn round(self, number: f64) -> f64 {
        let scale = 10_f64.powi(i32::from(self.0));
        let scaled = number * scale;
        // Beyond 2^52 doubles have no digits left to round; also keeps NaN and infinities.
        if scaled.abs() < 4_503_599_627_370_496.0 { scaled.round() / scale + 0.0 } else { number }
    }

    fn round_coord(self, coord: Coord<f64>) -> Coord<f64> {
        Coord { x: self.round(coord.x), y: self.round(coord.y) }
    }
}

impl Default for Precision {
    fn default() -> Self {
        Self(7)
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} digits", self.0)
    }
}

/// A rounded geometry.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounded {
    /// The geometry. Areas are valid, with exterior rings counter-clockwise and holes clockwise; they may be empty.
    pub geometry: Geometry<f64>,
    /// How many rings and lines collapsed and were left out.
    pub collapsed: usize,
    /// True when rounding (or the input) made rings touch or cross and the area was rebuilt.
    pub repaired: bool,
}

/// Rounds all coordinates to the given digits and keeps areas valid. Lines lose repeated vertices; lines that are left with one
/// position, and rings that enclose nothing, are left out and counted, as are areas too tangled to be rebuilt (which
/// [`validity::problems`](super::validity::problems) finds beforehand).
///
/// # Examples
/// ```
/// use geo_types::{Geometry, polygon};
/// use ringshed::geometry::rounding::{Precision, round};
/// let square = polygon![(x: 0.14, y: 0.), (x: 1.06, y: 0.), (x: 1., y: 0.96), (x: 0., y: 1.)];
/// let rounded = round(&square.into(), Precision::new(1)?);
/// let expected = polygon![(x: 0.1, y: 0.), (x: 1.1, y: 0.), (x: 1., y: 1.), (x: 0., y: 1.)];
/// assert_eq!(rounded.geometry, Geometry::Polygon(expected));
/// # Ok::<(), ringshed::geometry::rounding::PrecisionError>(())
/// ```
pub fn round(geometry: &Geometry<f64>, precision: Precision) -> Rounded {
    match geometry {
        Geometry::Polygon(polygon) => {
            let rounded = round_area(&MultiPolygon(vec![polygon.clone()]), precision);
            Rounded { geometry: simplest(rounded.area), collapsed: rounded.collapsed, repaired: rounded.repaired }
        }
        Geometry::Rect(_) | Geometry::Triangle(_) => {
            let rounded = round_area(&shape::area_of(geometry).unwrap_or_else(|| MultiPolygon(vec![])), precision);
            Rounded { geometry: simplest(rounded.area), collapsed: rounded.collapsed, repaired: rounded.repaired }
        }
        Geometry::MultiPolygon(area) => {
            let RoundedArea { area, collapsed, repaired } = round_area(area, precision);
            Rounded { geometry: area.into(), collapsed, repaired }
        }
        Geometry::LineString(line) => {
            let rounded = round_line(line, precision);
            let collapsed = usize::from(rounded.is_none());
            Rounded { geometry: rounded.unwrap_or_else(|| LineString(vec![])).into(), collapsed, repaired: false }
        }
        Geometry::MultiLineString(lines) => {
            let kept: Vec<LineString<f64>> = lines.iter().filter_map(|line| round_line(line, precision)).collect();
            let collapsed = lines.0.len() - kept.len();
            Rounded { geometry: MultiLineString(kept).into(), collapsed, repaired: false }
        }
        Geometry::GeometryCollection(_) => round_collection(geometry, precision),
        other => {
            let geometry = other.map_coords(|coord| precision.round_coord(coord));
            Rounded { geometry, collapsed: 0, repaired: false }
        }
    }
}

/// Collections within collections are flattened.
fn round_collection(geometry: &Geometry<f64>, precision: Precision) -> Rounded {
    let members: Vec<Rounded> = shape::leaves(geometry).into_iter().map(|leaf| round(leaf, precision)).collect();
    Rounded {
        collapsed: members.iter().map(|member| member.collapsed).sum(),
        repaired: members.iter().any(|member| member.repaired),
        geometry: Geometry::GeometryCollection(GeometryCollection(
            members.into_iter().map(|member| member.geometry).collect(),
        )),
    }
}

/// One polygon as such, none or several as a multi-polygon.
fn simplest(area: MultiPolygon<f64>) -> Geometry<f64> {
    match <[_; 1]>::try_from(area.0) {
        Ok([polygon]) => polygon.into(),
        Err(polygons) => MultiPolygon(polygons).into(),
    }
}

struct RoundedArea {
    area: MultiPolygon<f64>,
    collapsed: usize,
    repaired: bool,
}

fn round_area(area: &MultiPolygon<f64>, precision: Precision) -> RoundedArea {
    let cleaned = cleaned(&area.map_coords(|coord| precision.round_coord(coord)));
    let (area, collapsed) = (orient_outward(&cleaned.area), cleaned.collapsed);
    if has_valid_topology(&area) {
        return RoundedArea { area, collapsed, repaired: false };
    }
    match linework::resolve(&area, |place| precision.round_coord(place)) {
        Some(resolved) if has_valid_topology(&resolved.geometry) => {
            RoundedArea { area: resolved.geometry, collapsed, repaired: true }
        }
        // Only for input that was a tangle already: nothing valid can be made of it.
        _ => {
            let lost = area.iter().map(|part| 1 + part.interiors().len()).sum::<usize>();
            RoundedArea { area: MultiPolygon(vec![]), collapsed: collapsed + lost, repaired: true }
        }
    }
}

/// `None` when fewer than two different positions are left in a row.
fn round_line(line: &LineString<f64>, precision: Precision) -> Option<LineString<f64>> {
    let mut coords: Vec<Coord<f64>> = line.0.iter().map(|coord| precision.round_coord(*coord)).collect();
    coords.dedup();
    (coords.len() >= 2).then_some(LineString(coords))
}

#[cfg(test)]
#[path = "rounding_tests.rs"]
mod tests;
