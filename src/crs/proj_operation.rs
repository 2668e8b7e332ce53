//! Operations in PROJ's own words, such as pipelines.

use std::borrow::Cow;

use geo_types::Coord;
use proj::Proj;

use super::CrsError;

/// From radians to degrees, and a step whose input and output are metres.
const TO_RADIANS: &str = "+step +proj=unitconvert +xy_in=deg +xy_out=rad";
const TO_DEGREES: &str = "+step +proj=unitconvert +xy_in=rad +xy_out=deg";
const METRES_OUT: &str = "+step +proj=utm +zone=30 +ellps=GRS80";
const METRES_IN: &str = "+step +proj=utm +zone=30 +ellps=GRS80 +inv";

/// A projection or pipeline that PROJ runs as it is written, axis order and all. Angles are degrees on both sides, as in PROJ's own programs.
///
/// # Examples
/// ```
/// use ringshed::crs::ProjOperation;
/// let mercator = ProjOperation::new("+proj=merc +R=1")?;
/// let mut coords = [geo_types::Coord { x: 180.0, y: 0.0 }];
/// mercator.forward(&mut coords);
/// assert!((coords[0].x - std::f64::consts::PI).abs() < 1e-12);
/// mercator.inverse(&mut coords);
/// assert!((coords[0].x - 180.0).abs() < 1e-9);
/// # Ok::<(), ringshed::crs::CrsError>(())
/// ```
#[derive(Debug)]
pub struct ProjOperation {
    proj: Proj,
    takes_degrees: bool,
    gives_degrees: bool,
}

impl ProjOperation {
    /// Reads an operation. Whether it takes and gives angles is found by whether PROJ joins it to a step in metres: it
    /// refuses pipelines whose units do not match.
    ///
    /// # Errors
    /// [`CrsError::Unknown`] for what PROJ does not understand.
    pub fn new(text: &str) -> Result<Self, CrsError> {
        let text: Cow<'_, str> = if text.contains('\\') { text.replace('\\', " ").into() } else { text.into() };
        let unknown = |reason: String| CrsError::Unknown { given: text.to_string(), reason, similar: Vec::new() };
        let plain = Proj::new(&text).map_err(|error| unknown(error.to_string()))?;
        let joins = |before: &str, after: &str| Proj::new(&joined(&text, before, after)).is_ok();
        let takes_radians = !joins(METRES_OUT, "") && joins(TO_RADIANS, "");
        let gives_radians = !joins("", METRES_IN) && joins("", TO_DEGREES);
        let (before, after) = (if takes_radians { TO_RADIANS } else { "" }, if gives_radians { TO_DEGREES } else { "" });
        let proj = if takes_radians || gives_radians {
            Proj::new(&joined(&text, before, after)).map_err(|error| unknown(error.to_string()))?
        } else {
            plain
        };
        let takes_degrees = takes_radians || !joins(METRES_OUT, "");
        let gives_degrees = gives_radians || !joins("", METRES_IN);
        Ok(Self { proj, takes_degrees, gives_degrees })
    }

    /// True when it takes angles.
    pub fn takes_degrees(&self) -> bool {
        self.takes_degrees
    }

    /// True when it gives angles.
    pub fn gives_degrees(&self) -> bool {
        self.gives_degrees
    }

    /// Runs it on coordinates in place; those that cannot be converted become NaN.
    pub fn forward(&self, coords: &mut [Coord<f64>]) {
        self.run(coords, Way::Forward);
    }

    /// Runs it backwards; coordinates that cannot be converted become NaN.
    pub fn inverse(&self, coords: &mut [Coord<f64>]) {
        self.run(coords, Way::Inverse);
    }

    fn run(&self, coords: &mut [Coord<f64>], way: Way) {
        let nowhere = Coord { x: f64::NAN, y: f64::NAN };
        coords.iter_mut().for_each(|coord| *coord = self.proj.project(*coord, way == Way::Inverse).unwrap_or(nowhere));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Forward,
    Inverse,
}

/// An operation with steps before and after it; those of a pipeline go between its own, since pipelines do not nest.
fn joined(text: &str, before: &str, after: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| word.trim_start_matches('+').to_string();
    let is_pipeline = words.iter().any(|word| bare(word) == "proj=pipeline");
    let first_step = words.iter().position(|word| bare(word) == "step");
    match first_step.filter(|_| is_pipeline) {
        Some(first) => format!("{} {before} {} {after}", words[..first].join(" "), words[first..].join(" ")),
        None => format!("+proj=pipeline {before} +step {text} {after}"),
    }
}
