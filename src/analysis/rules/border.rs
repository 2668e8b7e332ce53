//! From border to border.

use geo_types::MultiPolygon;
use rayon::prelude::*;

use crate::atlas::{Atlas, UnitId};
use crate::geometry::border::Border;
use crate::geometry::coverage;
use crate::index::UnitIndex;
use crate::quantity::{Kilometres, LonLat, Metres};
use crate::scheme::Measured;

/// Kilometres from the border of some units together to that of each other unit; 0 for what touches, lies inside or lies around.
pub(super) fn from_units(atlas: &Atlas, parts: &[UnitId], units: &[UnitId]) -> Vec<Measured> {
    if parts.is_empty() {
        return vec![Measured::Missing; units.len()];
    }
    let boundaries: Vec<&MultiPolygon<f64>> = parts.iter().map(|&part| atlas.boundary(part)).collect();
    let border = Border::new(&coverage::dissolve(&boundaries).geometry);
    let distance = |&unit: &UnitId| {
        let is_same_ground = parts.iter().any(|&part| atlas.is_within(unit, part) || atlas.is_within(part, unit));
        if is_same_ground {
            return Measured::Known(0.0);
        }
        known(border.distance_to(atlas.boundary(unit)))
    };
    units.par_iter().map(distance).collect()
}

/// Kilometres from the nearest of some positions to the border of each unit; 0 for the unit around one.
pub(super) fn from_positions(atlas: &Atlas, positions: &[LonLat], units: &[UnitId]) -> Vec<Measured> {
    let index = UnitIndex::new(atlas, units.iter().copied());
    let around: Vec<UnitId> = positions.iter().filter_map(|&position| index.locate(position)).collect();
    let distance = |&unit: &UnitId| {
        if around.contains(&unit) {
            return Measured::Known(0.0);
        }
        let border = Border::new(atlas.boundary(unit));
        known(positions.iter().filter_map(|&position| border.distance(position)).min_by(Metres::total_cmp))
    };
    units.par_iter().map(distance).collect()
}

fn known(distance: Option<Metres>) -> Measured {
    distance.map_or(Measured::Missing, |metres| Measured::Known(Kilometres::from(metres).kilometres()))
}
