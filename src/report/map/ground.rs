//! The ground under a map: the units around, drawn from the atlas itself. There are no map tiles.

use std::collections::BTreeSet;

use geo_types::Geometry;

use super::colour::{GROUND_BORDER, LAND, STUDY_AREA};
use super::document::{MapLayer, Names, Style, Visibility};
use crate::atlas::{Atlas, UnitId};
use crate::geometry::shape;
use crate::layer::{Feature, Layer, Value};
use crate::quantity::Bounds;
use crate::scheme::{Area, Plan};

/// How far beyond what is shown the ground goes on, as a share of its extent.
const AROUND: f64 = 0.35;

/// The topmost units in and around a box, with `study` set off from the rest.
pub(super) fn ground(atlas: &Atlas, shown: Option<Bounds>, study: &[UnitId]) -> Vec<MapLayer> {
    let study: BTreeSet<UnitId> = study.iter().copied().collect();
    let wide = shown.map(widened);
    let reaches = |unit: &UnitId| {
        let bounds = shape::bounds(atlas.boundary(*unit));
        wide.zip(bounds).is_some_and(|(wide, bounds)| wide.intersects(&bounds))
    };
    let is_topmost = |unit: &UnitId| atlas.unit(*unit).parent().is_none();
    let around = atlas.ids().filter(is_topmost).filter(|unit| !study.contains(unit)).filter(reaches);
    let mut layers = Vec::new();
    for (id, names, colour, units) in [
        ("land", Names::new("Land around", "周边"), LAND, around.collect::<Vec<_>>()),
        ("study-area", Names::new("Area of study", "研究范围"), STUDY_AREA, study.iter().copied().collect()),
    ] {
        if !units.is_empty() {
            let style = Style { width: 0.6, ..Style::areas(colour, GROUND_BORDER) };
            let layer = MapLayer::new(id, names, units_layer(atlas, id, &units), style);
            layers.push(MapLayer { visibility: Visibility::Always, ..layer });
        }
    }
    layers
}

/// The units of a plan's hinterland; without one, the topmost units in which its members lie.
pub(super) fn study_units(plan: &Plan, atlas: &Atlas) -> Vec<UnitId> {
    match plan.hinterland() {
        Some(hinterland) => hinterland.members().iter().flat_map(Area::parts).copied().collect(),
        None => {
            let parts = plan.members().iter().flat_map(|member| member.area().parts());
            let topmost = parts.map(|&unit| atlas.ancestors(unit).last().unwrap_or(unit));
            topmost.collect::<BTreeSet<UnitId>>().into_iter().collect()
        }
    }
}

fn widened(bounds: Bounds) -> Bounds {
    let (low, high) = (bounds.min(), bounds.max());
    let margin = (high - low) * AROUND;
    Bounds::of([low - margin, high + margin]).unwrap_or(bounds)
}

fn units_layer(atlas: &Atlas, name: &str, units: &[UnitId]) -> Layer {
    let mut layer = Layer::new(name, ["name", "name_en"]);
    for &id in units {
        let unit = atlas.unit(id);
        let geometry = Geometry::MultiPolygon(atlas.boundary(id).clone());
        layer.push(Feature::new(Some(geometry), vec![Value::from(unit.name()), Value::from(unit.name_en())]));
    }
    layer
}
