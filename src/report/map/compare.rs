//! Two plans side by side, and areas coloured by a share.

use super::build::{MapContext, assembled, plan_labels, plan_names, ring_table};
use super::colour::{Colour, FIRST_ONLY, INK, MOVED, PALE, SECOND_ONLY, share_colour};
use super::document::{LegendEntry, MapDocument, MapLayer, MapTable, Names, Panels, Side, Style, Visibility};
use super::ground::study_units;
use super::styles::{named_rings, styled};
use crate::analysis::Statistics;
use crate::layer::{Layer, Value};
use crate::scheme::Plan;

/// One of two plans that are compared.
#[derive(Clone, Copy, Debug)]
pub struct ComparedPlan<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its figures.
    pub statistics: &'a Statistics,
    /// Its ring polygons, as [`rings_layer`](crate::report::rings_layer) gives them.
    pub rings: &'a Layer,
}

/// What a map of two plans is made of.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    /// The first plan, on the left.
    pub a: ComparedPlan<'a>,
    /// The second plan, on the right.
    pub b: ComparedPlan<'a>,
    /// Every unit that is in a ring of either: polygons with a column `change` that says `both`, `only A`, `only B` or `moved`, and any
    /// others (`code`, `name`, `name_en`, `ring_a`, `ring_b`, ...), which are shown when a unit is pointed at.
    pub changes: &'a Layer,
    /// Tables to show after the ring tables of both: the flow table first.
    pub tables: Vec<MapTable>,
}

/// The words of the column `change`, in the order of the legend.
pub const CHANGES: [&str; 4] = ["both", "only A", "only B", "moved"];

/// The map of two plans: rings of A on the left and of B on the right, moving together, and over them what differs.
///
/// Features whose `change` is another word are drawn as `both`.
pub fn comparison_map(comparison: &Comparison<'_>, context: MapContext<'_>) -> MapDocument {
    let Comparison { a, b, changes, tables } = comparison;
    let atlas = context.atlas;
    let mut layers = vec![side(a, Side::Left), side(b, Side::Right)];
    layers.extend(CHANGES.iter().filter_map(|change| changed(changes, change)));
    let mut study = study_units(a.plan, atlas);
    study.extend(study_units(b.plan, atlas));
    study.sort_unstable();
    study.dedup();
    let mut labels = plan_labels(a.plan, atlas);
    let others = plan_labels(b.plan, atlas);
    labels.extend(
        others.into_iter().filter(|label| !labels.iter().any(|known| known.names == label.names)).collect::<Vec<_>>(),
    );
    let (first, second) = (plan_names(a.plan), plan_names(b.plan));
    let title_zh = first.zh.as_ref().zip(second.zh.as_ref()).map(|(first, second)| format!("{first}与{second}比较"));
    let ring_tables = [(a, "A"), (b, "B")].map(|(side, letter)| MapTable {
        names: lettered(&plan_names(side.plan), letter),
        ..ring_table(side.plan, side.statistics)
    });
    MapDocument {
        title: Names::with_optional(format!("{} against {}", first.en, second.en), title_zh),
        panels: Panels::SideBySide(lettered(&first, "A"), lettered(&second, "B")),
        labels,
        tables: ring_tables.into_iter().chain(tables.iter().cloned()).collect(),
        ..assembled(layers, &study, context)
    }
}

fn lettered(names: &Names, letter: &str) -> Names {
    Names { en: format!("{letter}: {}", names.en), zh: names.zh.clone() }
}

/// The rings of one plan on its map.
fn side(compared: &ComparedPlan<'_>, side: Side) -> MapLayer {
    let (id, letter) = if side == Side::Left { ("rings-a", "A") } else { ("rings-b", "B") };
    let layer = styled(compared.rings, &Default::default()).pop();
    let mut layer =
        layer.unwrap_or_else(|| MapLayer::new(id, Names::default(), compared.rings.clone(), Style::areas(PALE, INK)));
    named_rings(&mut layer, compared.plan);
    MapLayer {
        id: id.into(), names: Names::new(format!("Rings of {letter}"), format!("方案{letter}圈层")), side, ..layer
    }
}

/// The units with one kind of change; `None` when there are none.
fn changed(changes: &Layer, change: &str) -> Option<MapLayer> {
    let column = changes.column("change");
    let word = |values: &[Value]| {
        let word = column.and_then(|column| values.get(column)?.text()).unwrap_or_default();
        CHANGES.into_iter().find(|known| *known == word).unwrap_or(CHANGES[0])
    };
    let mut layer = Layer::new("changes", changes.columns().iter().cloned());
    changes
        .features()
        .iter()
        .filter(|feature| word(&feature.values) == change)
        .for_each(|feature| layer.push(feature.clone()));
    let (id, names, colour) = match change {
        "only A" => ("only-a", Names::new("Only in A", "仅在方案A"), FIRST_ONLY),
        "only B" => ("only-b", Names::new("Only in B", "仅在方案B"), SECOND_ONLY),
        "moved" => ("moved", Names::new("In another ring", "圈层变动"), MOVED),
        _ => ("unchanged", Names::new("Same ring in both", "圈层相同"), PALE),
    };
    let style = Style { opacity: 0.45, width: 2.0, ..Style::areas(colour, colour) };
    let visibility = if id == "unchanged" { Visibility::OnRequest } else { Visibility::Shown };
    (!layer.features().is_empty()).then(|| MapLayer { visibility, ..MapLayer::new(id, names, layer, style) })
}

/// A layer of areas coloured by a column with shares from 0 to 1, such as the share of random draws in which a unit is a member.
///
/// Areas whose share is missing are grey, and the legend says so when there are any.
///
/// # Examples
/// ```
/// use ringshed::layer::{Feature, Layer, Value};
/// use ringshed::report::map::{Names, share_colour, share_layer};
/// let mut units = Layer::new("stability", ["name", "share"]);
/// units.push(Feature::new(None, vec![Value::from("Datong"), Value::Float(0.25)]));
/// units.push(Feature::new(None, vec![Value::from("Hohhot"), Value::Null]));
/// let layer = share_layer("stability", Names::new("Share of draws", "抽样占比"), &units, "share");
/// assert_eq!(layer.colours[0], share_colour(0.25));
/// assert_eq!(layer.legend.last().map(|entry| entry.names.en.as_str()), Some("not known"));
/// ```
pub fn share_layer(id: &str, names: Names, areas: &Layer, column: &str) -> MapLayer {
    let share = |feature: usize| areas.value(feature, column).and_then(Value::number).filter(|share| share.is_finite());
    let shares: Vec<Option<f64>> = (0..areas.features().len()).map(share).collect();
    let colours: Vec<Colour> = shares.iter().map(|share| share.map_or(PALE, share_colour)).collect();
    let step = |percent: u32| LegendEntry {
        colour: share_colour(f64::from(percent) / 100.0),
        names: Names::english(format!("{percent} %")),
        detail: None,
    };
    let unknown = LegendEntry { colour: PALE, names: Names::new("not known", "未知"), detail: None };
    let mut legend: Vec<LegendEntry> = [0, 25, 50, 75, 100].map(step).into();
    legend.extend(shares.iter().any(Option::is_none).then_some(unknown));
    MapLayer { colours, legend, ..MapLayer::new(id, names, areas.clone(), Style::areas(PALE, INK)) }
}

/// The map of one plan with areas coloured by a share over its ground: a stability map.
///
/// `areas` as in [`share_layer`]; `tables` are shown beside it.
pub fn share_map(plan: &Plan, layer: MapLayer, tables: Vec<MapTable>, context: MapContext<'_>) -> MapDocument {
    let atlas = context.atlas;
    let (names, plan_title) = (layer.names.clone(), plan_names(plan));
    let zh = plan_title.zh.as_ref().zip(names.zh.as_ref()).map(|(plan, layer)| format!("{plan}：{layer}"));
    let focus = vec![layer.id.clone()];
    MapDocument {
        title: Names::with_optional(format!("{}: {}", plan_title.en, names.en), zh),
        cited: plan.cited_source().map(str::to_string),
        labels: plan_labels(plan, atlas),
        tables,
        focus,
        ..assembled(vec![layer], &study_units(plan, atlas), context)
    }
}
