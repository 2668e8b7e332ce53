//! Documents made of plans and layers.

use std::collections::BTreeSet;

use geo_types::MultiPolygon;

use super::document::{MapDocument, MapLayer, MapTable, Mark, Names, PlaceLabel, Side, Visibility};
use super::ground::{ground, study_units};
use super::notes;
use super::styles::{named_rings, styled};
use crate::analysis::Statistics;
use crate::atlas::{Atlas, Place, UnitId};
use crate::finding::Finding;
use crate::geometry::{geodesic, shape};
use crate::layer::{Layer, Value};
use crate::quantity::{Bounds, LonLat};
use crate::report::summary::summary_table;
use crate::scheme::{Area, Plan};

/// The columns of the ring table.
const RING_TABLE: [&str; 8] = ["name", "units", "area_km2", "population", "population_known", "gdp", "gdp_known", "density"];

/// What a map is made of, besides its layers.
#[derive(Clone, Debug)]
pub struct MapContext<'a> {
    /// Where boundaries of the ground and names come from.
    pub atlas: &'a Atlas,
    /// What is doubtful.
    pub findings: &'a [Finding],
    /// The manifest of the run as JSON.
    pub manifest: serde_json::Value,
}

/// The map of a plan: rings, members, and whatever other layers there are of it, with the ring table.
///
/// `layers` are those of the outputs (`rings`, `members`, `catchments`, `circles`, `links` or any other), drawn in the order ground,
/// rings, areas, lines; circles and links are one switchable layer for each kind of minutes, model and basis.
pub fn plan_map(plan: &Plan, statistics: &Statistics, layers: &[&Layer], context: MapContext<'_>) -> MapDocument {
    let labels = plan_labels(plan, context.atlas);
    let known = labels.iter().map(|label| (label.names.en.clone(), label.names.clone())).collect();
    let mut shown: Vec<MapLayer> = layers.iter().flat_map(|layer| styled(layer, &known)).collect();
    shown.iter_mut().filter(|layer| layer.features.name() == "rings").for_each(|layer| named_rings(layer, plan));
    let study = study_units(plan, context.atlas);
    MapDocument {
        title: plan_names(plan),
        cited: plan.cited_source().map(str::to_string),
        tables: vec![ring_table(plan, statistics)],
        labels,
        ..assembled(shown, &study, context)
    }
}

/// The ring table with the Chinese names that the plan has.
pub(super) fn ring_table(plan: &Plan, statistics: &Statistics) -> MapTable {
    let mut rows = summary_table(plan, statistics);
    let column = rows.add_column("name_zh");
    for (row, ring) in rows.features_mut().iter_mut().zip(plan.rings()) {
        row.values[column] = Value::from(ring.name_zh());
    }
    MapTable { names: Names::new("Rings", "圈层"), rows, columns: RING_TABLE.map(str::to_string).to_vec() }
}

/// The map of layers without a plan, such as the circles of some centres.
///
/// `places` get a name on the map. The areas of study are the topmost units in which they lie.
pub fn layers_map(title: Names, layers: &[&Layer], places: &[Place], context: MapContext<'_>) -> MapDocument {
    let labels: Vec<PlaceLabel> = places.iter().map(|place| place_label(context.atlas, place)).collect();
    let known = labels.iter().zip(places).map(|(label, place)| (place.name.clone(), label.names.clone())).collect();
    let shown: Vec<MapLayer> = layers.iter().flat_map(|layer| styled(layer, &known)).map(visible).collect();
    MapDocument { title, labels, ..assembled(shown, &[], context) }
}

/// Layers that a map is made for are seen at once.
fn visible(layer: MapLayer) -> MapLayer {
    MapLayer { visibility: Visibility::Shown, ..layer }
}

/// Ground, layers in their order and notes.
pub(super) fn assembled(shown: Vec<MapLayer>, study: &[UnitId], context: MapContext<'_>) -> MapDocument {
    let focused = |layer: &&MapLayer| ["rings", "circles"].iter().any(|name| layer.features.name() == *name);
    let focus: Vec<String> = shown.iter().filter(focused).map(|layer| layer.id.clone()).collect();
    let is_shown = |layer: &&MapLayer| focus.is_empty() || focus.contains(&layer.id);
    let bounds = shown.iter().filter(is_shown).filter_map(layer_bounds).reduce(Bounds::union);
    let mut layers = ground(context.atlas, bounds, study);
    layers.extend(in_order(shown));
    MapDocument {
        layers,
        focus,
        findings: context.findings.to_vec(),
        notes: notes::of(&context.manifest),
        manifest: context.manifest,
        ..MapDocument::default()
    }
}

fn layer_bounds(layer: &MapLayer) -> Option<Bounds> {
    let geometries = layer.features.features().iter().filter_map(|feature| feature.geometry.as_ref());
    geometries.filter_map(shape::bounds).reduce(Bounds::union)
}

/// Filled areas below borders, borders below lines, lines below points; otherwise as they come. The largest circles lowest.
fn in_order(mut layers: Vec<MapLayer>) -> Vec<MapLayer> {
    use super::document::Shape::{Areas, Lines, Outlines, Points};
    let height = |layer: &MapLayer| match (layer.style.shape, layer.features.name()) {
        (Areas { .. }, _) => 0,
        (Outlines, "members") => 1,
        (Outlines, "catchments") => 2,
        (Outlines, _) => 3,
        (Lines, _) => 4,
        (Points, _) => 5,
    };
    layers.sort_by_key(height);
    layers
}

pub(super) fn plan_names(plan: &Plan) -> Names {
    Names::with_optional(plan.name(), plan.name_zh().map(str::to_string))
}

/// Names of members, inner rings first, then of facilities. Facilities with the name of a member stand for it.
pub(super) fn plan_labels(plan: &Plan, atlas: &Atlas) -> Vec<PlaceLabel> {
    let members = plan.members().iter().filter_map(|member| area_label(member.area(), atlas));
    let facilities = plan.facilities().iter().filter_map(|facility| {
        let at = facility.position()?;
        Some(PlaceLabel { names: Names::english(facility.name()), at, mark: Mark::Square, side: Side::Both })
    });
    let mut seen = BTreeSet::new();
    members.chain(facilities).filter(|label| seen.insert(label.names.clone())).collect()
}

/// The name of an area at its centre, else in its middle.
fn area_label(area: &Area, atlas: &Atlas) -> Option<PlaceLabel> {
    let names = Names::with_optional(area.label(), Some(area.name().to_string()));
    let seat = area.centre().or_else(|| area.parts().iter().find_map(|&unit| atlas.unit(unit).seat().map(|seat| seat.at)));
    let middle = || {
        let parts: MultiPolygon<f64> = area.parts().iter().flat_map(|&unit| atlas.boundary(unit).0.clone()).collect();
        geodesic::centroid(&parts)
    };
    let (at, mark) = match seat {
        Some(at) => (at, Mark::Dot),
        None => (middle()?, Mark::None),
    };
    Some(PlaceLabel { names, at, mark, side: Side::Both })
}

fn place_label(atlas: &Atlas, place: &Place) -> PlaceLabel {
    let unit = atlas.resolve(&place.name, None).ok().map(|found| atlas.unit(found.id));
    // A place of a file may have the name of a unit somewhere else.
    let is_its_seat = |unit: &&crate::atlas::Unit| unit.seat().is_some_and(|seat| near(seat.at, place.at));
    let names = match unit.filter(is_its_seat) {
        Some(unit) => Names::with_optional(unit.label(), Some(unit.name().to_string())),
        None => Names::english(place.name.as_str()),
    };
    PlaceLabel { names, at: place.at, mark: Mark::Dot, side: Side::Both }
}

fn near(a: LonLat, b: LonLat) -> bool {
    geodesic::distance(a, b).metres() < 1000.0
}
