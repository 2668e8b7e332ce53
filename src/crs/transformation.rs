//! From one coordinate reference system to another, by PROJ (Evers & Knudsen 2017, <https://proj.org>).
//!
//! The order of coordinates is easting, northing or longitude, latitude on both sides ([`proj_normalize_for_visualization`]), whatever
//! the axes of the definitions. PROJ itself chooses among the operations between two systems by where a position lies; which one
//! it took last, and how exact that is, tells [`Transformation::operation`].
//!
//! [`proj_normalize_for_visualization`]: https://proj.org/en/stable/development/reference/functions.html

use std::cell::OnceCell;

use geo_types::Coord;
use proj::Proj;

use super::definition::Definition;
use super::operation::Operation;
use super::{Crs, CrsError};

/// Coordinates given to PROJ at a time: one that cannot be converted makes it necessary to try those beside it one by one.
const BLOCK: usize = 4096;

/// A way from one coordinate reference system to another. PROJ's objects belong to one thread: each thread makes its own.
///
/// # Examples
/// ```
/// use ringshed::crs::{Crs, Transformation};
/// let to_metres = Transformation::new(&Crs::wgs84(), &Crs::new("EPSG:4549")?)?;
/// let mut coords = [geo_types::Coord { x: 120.0, y: 0.0 }, geo_types::Coord { x: 121.0, y: 31.0 }];
/// to_metres.convert(&mut coords);
/// assert!((coords[0].x - 500_000.0).abs() < 1e-6 && coords[0].y.abs() < 1e-6);
/// // By pyproj 3.7.2: 595506.5563, 3431403.6101.
/// assert!((coords[1].x - 595_506.5563).abs() < 1e-3 && (coords[1].y - 3_431_403.6101).abs() < 1e-3);
/// # Ok::<(), ringshed::crs::CrsError>(())
/// ```
#[derive(Debug)]
pub struct Transformation {
    proj: Proj,
    from: Crs,
    to: Crs,
    /// The same, but refusing where the best operation lacks a grid. Made when it is asked for: that takes as long as converting
    /// a hundred thousand positions.
    strict: OnceCell<Option<Strict>>,
}

/// The best operation between two systems only, in the axis order of the definition.
#[derive(Debug)]
struct Strict {
    proj: Proj,
    swapped: bool,
}

impl Transformation {
    /// Finds the way from one system to another.
    ///
    /// # Errors
    /// [`CrsError::Unknown`] for a definition that PROJ does not know, [`CrsError::NoOperation`] when there is no way.
    pub fn new(from: &Crs, to: &Crs) -> Result<Self, CrsError> {
        let known = Proj::new_known_crs(from.definition(), to.definition(), None);
        // Between codes there is a way only when both are systems. A text may be an operation; and what is not known is told best
        // by itself.
        if known.is_err() || !(is_code(from) && is_code(to)) {
            Definition::of(from)?;
            Definition::of(to)?;
        }
        let refused = |reason: String| CrsError::NoOperation { from: from.to_string(), to: to.to_string(), reason };
        let proj = known.map_err(|error| refused(error.to_string()))?;
        // Of an object that could not be turned to the usual axis order PROJ has no definition.
        if proj.proj_info().description.is_none() && proj.proj_info().definition.is_none() {
            return Err(refused("PROJ cannot bring its axes into the order easting, northing".to_string()));
        }
        Ok(Self { proj, from: from.clone(), to: to.clone(), strict: OnceCell::new() })
    }

    /// Converts coordinates in place. Those that cannot be converted become NaN.
    pub fn convert(&self, coords: &mut [Coord<f64>]) {
        for block in coords.chunks_mut(BLOCK) {
            if self.proj.convert_array(block).is_err() {
                block.iter_mut().for_each(|coord| *coord = self.proj.convert(*coord).unwrap_or(NOWHERE));
            }
            block.iter_mut().filter(|coord| !coord.x.is_finite() || !coord.y.is_finite()).for_each(|coord| *coord = NOWHERE);
        }
    }

    /// What was done with the position converted last.
    pub fn operation(&self) -> Operation {
        let info = self.proj.proj_info();
        let name = info.description.unwrap_or_default();
        let is_ballpark = name.contains("Ballpark");
        Operation { name, accuracy: (info.accuracy >= 0.0).then_some(info.accuracy), is_ballpark }
    }

    /// True when a better operation is known for a position, but a grid that it needs is not installed.
    pub fn lacks_a_grid(&self, position: Coord<f64>) -> bool {
        let converts = self.proj.convert(position).is_ok();
        let strict = || self.strict.get_or_init(|| Strict::new(&self.from, &self.to)).as_ref();
        converts && strict().is_some_and(|strict| !strict.converts(position))
    }
}

/// Whether a definition is an authority and a code, as `EPSG:4549`.
fn is_code(crs: &Crs) -> bool {
    let parts = crs.definition().split_once(':');
    parts.is_some_and(|(authority, code)| {
        !authority.contains([' ', '=', '[']) && code.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// What a coordinate becomes that cannot be converted.
const NOWHERE: Coord<f64> = Coord { x: f64::NAN, y: f64::NAN };

impl Strict {
    /// `None` where there is just one operation or PROJ makes no such object.
    fn new(from: &Crs, to: &Crs) -> Option<Self> {
        let source = Definition::of(from).ok()?;
        let (a, b) = (Proj::new(from.definition()).ok()?, Proj::new(to.definition()).ok()?);
        let proj = a.create_crs_to_crs_from_pj(&b, None, Some(vec!["ONLY_BEST=YES"])).ok()?;
        Some(Self { proj, swapped: source.is_northing_first() })
    }

    fn converts(&self, position: Coord<f64>) -> bool {
        let Coord { x, y } = position;
        self.proj.convert(if self.swapped { Coord { x: y, y: x } } else { position }).is_ok()
    }
}
