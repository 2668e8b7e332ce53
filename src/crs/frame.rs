//! What coordinates mean, and the way from one meaning to another.

use geo_types::Coord;

use super::{Crs, CrsError, Datum, Transformation};
use crate::quantity::LonLat;

/// A reference system, and the datum of Chinese web maps by which its longitudes and latitudes have been displaced.
///
/// # Examples
/// ```
/// use ringshed::crs::{Crs, Datum, Frame};
/// let gaode = Frame { crs: Crs::wgs84(), datum: Datum::Gcj02 };
/// assert!(!gaode.is_wgs84() && Frame::default().is_wgs84());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The reference system.
    pub crs: Crs,
    /// The datum, [`Datum::Wgs84`] for coordinates that are not displaced.
    pub datum: Datum,
}

impl Default for Frame {
    /// WGS84 longitude, latitude.
    fn default() -> Self {
        Self { crs: Crs::wgs84(), datum: Datum::Wgs84 }
    }
}

impl Frame {
    /// True for WGS84 longitude, latitude, at planning scale.
    pub fn is_wgs84(&self) -> bool {
        self.crs.is_wgs84_at_planning_scale() && self.datum == Datum::Wgs84
    }
}

/// The way from one frame to another, for one thread.
///
/// # Examples
/// ```
/// use ringshed::crs::{Converter, Datum, Frame};
/// let gaode = Frame { datum: Datum::Gcj02, ..Frame::default() };
/// let mut coords = [geo_types::Coord { x: 116.39752, y: 39.906995 }];
/// Converter::new(&gaode, &Frame::default(), 0.0)?.convert(&mut coords);
/// assert!((coords[0].x - 116.391276).abs() < 1e-5 && (coords[0].y - 39.905594).abs() < 1e-5);
/// # Ok::<(), ringshed::crs::CrsError>(())
/// ```
#[derive(Debug)]
pub struct Converter {
    steps: Vec<Step>,
}

#[derive(Debug)]
pub(super) enum Step {
    /// Metres added to the easting.
    Shift(f64),
    By(Transformation),
    Undo(Datum),
    Apply(Datum),
}

impl Converter {
    /// Finds the way. `shift` is added to eastings first, in metres: what a zone number in them is off.
    ///
    /// # Errors
    /// A system is not known or there is no way.
    pub fn new(from: &Frame, to: &Frame, shift: f64) -> Result<Self, CrsError> {
        let mut steps = Vec::new();
        if shift != 0.0 {
            steps.push(Step::Shift(shift));
        }
        if from.datum == to.datum && from.datum == Datum::Wgs84 {
            // One operation may be more exact than two by way of WGS84.
            if !(from.crs.is_wgs84_at_planning_scale() && to.crs.is_wgs84_at_planning_scale()) && from.crs != to.crs {
                steps.push(Step::By(Transformation::new(&from.crs, &to.crs)?));
            }
            return Ok(Self { steps });
        }
        if !from.crs.is_wgs84_at_planning_scale() {
            steps.push(Step::By(Transformation::new(&from.crs, &Crs::wgs84())?));
        }
        if from.datum != to.datum {
            steps.push(Step::Undo(from.datum));
            steps.push(Step::Apply(to.datum));
        }
        if !to.crs.is_wgs84_at_planning_scale() {
            steps.push(Step::By(Transformation::new(&Crs::wgs84(), &to.crs)?));
        }
        Ok(Self { steps })
    }

    /// Converts coordinates in place. Those that cannot be converted become NaN.
    pub fn convert(&self, coords: &mut [Coord<f64>]) {
        self.steps.iter().for_each(|step| step.convert(coords));
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl Step {
    pub(super) fn convert(&self, coords: &mut [Coord<f64>]) {
        match self {
            Self::Shift(metres) => coords.iter_mut().for_each(|coord| coord.x += metres),
            Self::By(transformation) => transformation.convert(coords),
            Self::Undo(datum) => each_position(coords, |at| datum.to_wgs84(at)),
            Self::Apply(datum) => each_position(coords, |at| datum.from_wgs84(at)),
        }
    }
}

/// Positions that are not on the globe have no datum; they become NaN.
fn each_position(coords: &mut [Coord<f64>], convert: impl Fn(LonLat) -> LonLat) {
    for coord in coords {
        *coord = match LonLat::try_from(*coord) {
            Ok(position) => convert(position).coord(),
            Err(_) => Coord { x: f64::NAN, y: f64::NAN },
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datums_go_both_ways_and_leave_the_rest_of_the_world_alone() {
        let frames = [Datum::Gcj02, Datum::Bd09].map(|datum| Frame { datum, ..Frame::default() });
        let places = [Coord { x: 116.4, y: 39.9 }, Coord { x: 2.35, y: 48.85 }];
        let convert = |from: &Frame, to: &Frame, coords: &mut [Coord<f64>]| {
            Converter::new(from, to, 0.0).expect("no PROJ needed").convert(coords);
        };
        for frame in &frames {
            let mut coords = places;
            convert(&Frame::default(), frame, &mut coords);
            assert_ne!(coords[0], places[0]);
            assert_eq!(coords[1] == places[1], frame.datum == Datum::Gcj02);
            convert(frame, &Frame::default(), &mut coords);
            let apart = |a: Coord<f64>, b: Coord<f64>| (a.x - b.x).abs().max((a.y - b.y).abs());
            assert!(coords.iter().zip(places).all(|(back, was)| apart(*back, was) < 1e-9));
        }
        let mut nowhere = [Coord { x: 500_000.0, y: 4e6 }];
        convert(&frames[0], &Frame::default(), &mut nowhere);
        assert!(nowhere[0].x.is_nan());
    }
}
