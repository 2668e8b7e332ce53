//! In the place of PROJ in a build without it: every definition and conversion is refused with the reason.

use std::convert::Infallible;

use geo_types::Coord;

use super::operation::{Operation, TransverseMercator};
use super::{Crs, CrsError};
use crate::quantity::Bounds;

/// A reference system as PROJ describes it; not to be had in a build without the feature `proj`.
#[derive(Debug)]
pub struct Definition {
    never: Infallible,
}

/// A way from one coordinate reference system to another; not to be had in a build without the feature `proj`.
#[derive(Debug)]
pub struct Transformation {
    never: Infallible,
}

impl Definition {
    /// Refuses.
    ///
    /// # Errors
    /// Always [`CrsError::NoProj`].
    pub fn of(crs: &Crs) -> Result<Self, CrsError> {
        Err(CrsError::NoProj { given: crs.to_string() })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self.never {}
    }

    /// Where it is meant to be used, in degrees.
    pub fn area_of_use(&self) -> Option<Bounds> {
        match self.never {}
    }

    /// True for longitude and latitude.
    pub fn is_geographic(&self) -> bool {
        match self.never {}
    }

    /// True when its longitudes and latitudes are those of WGS84, at planning scale.
    pub fn is_on_wgs84_at_planning_scale(&self) -> bool {
        match self.never {}
    }

    /// The projection, if it is transverse Mercator.
    pub fn transverse_mercator(&self) -> Option<TransverseMercator> {
        match self.never {}
    }

    /// As PROJJSON.
    pub fn projjson(&self) -> &serde_json::Value {
        match self.never {}
    }

    /// As WKT.
    pub fn wkt(&self) -> String {
        match self.never {}
    }
}

impl Transformation {
    /// Refuses.
    ///
    /// # Errors
    /// Always [`CrsError::NoProj`].
    pub fn new(from: &Crs, to: &Crs) -> Result<Self, CrsError> {
        let given = if from.is_wgs84_at_planning_scale() { to } else { from };
        Err(CrsError::NoProj { given: given.to_string() })
    }

    /// Converts coordinates in place.
    pub fn convert(&self, _coords: &mut [Coord<f64>]) {
        match self.never {}
    }

    /// What was done with the position converted last.
    pub fn operation(&self) -> Operation {
        match self.never {}
    }

    /// True when a better operation is known for a position.
    pub fn lacks_a_grid(&self, _position: Coord<f64>) -> bool {
        match self.never {}
    }
}
