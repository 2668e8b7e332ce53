//! Documents, pictures and pages of plans, of two plans, and of nothing.

use geo_types::{Geometry, polygon};
use serde_json::Value as Json;

use super::*;
use crate::analysis::{Regions, RuleMeasures, Statistics};
use crate::atlas::{Atlas, Place};
use crate::finding::Finding;
use crate::geometry::rounding::Precision;
use crate::layer::{Feature, Layer, Value};
use crate::quantity::LonLat;
use crate::report::{Rounding, members_layer, rings_layer};
use crate::scheme::{Plan, builtin};

struct Planned {
    plan: Plan,
    statistics: Statistics,
    rings: Layer,
    members: Layer,
}

fn planned(atlas: &Atlas, scheme: &str) -> Planned {
    let resolved = builtin::by_id(scheme).expect("built in").file().resolve(atlas).expect("a good scheme");
    let plan = RuleMeasures::new(atlas).plan(&resolved).expect("a plan");
    let regions = Regions::of(&plan, atlas);
    let statistics = Statistics::of(&plan, atlas, &regions);
    let mut rounding = Rounding::new(Precision::default());
    let rings = rings_layer(&plan, &regions, &statistics, &mut rounding);
    let members = members_layer(&plan, &regions, &statistics, &mut rounding);
    Planned { plan, statistics, rings, members }
}

fn context(atlas: &Atlas) -> MapContext<'_> {
    MapContext { atlas, findings: &[], manifest: Json::Null }
}

fn places_of(document: &MapDocument) -> Vec<&str> {
    document.labels.iter().map(|label| label.names.en.as_str()).collect()
}

#[test]
fn every_built_in_scheme_has_a_map_with_all_its_names() {
    let atlas = Atlas::embedded();
    for scheme in builtin::all() {
        let Planned { plan, statistics, rings, members } = planned(&atlas, scheme.id());
        let document = plan_map(&plan, &statistics, &[&rings, &members], context(&atlas));
        let picture = picture(&document, &PictureOptions::default());
        let most = document.labels.len() / 3;
        assert!(picture.left_out.len() <= most, "{}: {:?} left out", scheme.id(), picture.left_out);
        assert!(page(&document).len() < 3_000_000, "{}", scheme.id());
    }
}

#[test]
fn pictures_in_english_have_no_chinese() {
    let atlas = Atlas::embedded();
    let Planned { plan, statistics, rings, members } = planned(&atlas, "jing-jin-ji");
    let document = plan_map(&plan, &statistics, &[&rings, &members], context(&atlas));
    let drawn = picture(&document, &PictureOptions { languages: Languages::English, ..PictureOptions::default() });
    let is_chinese = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    assert!(!drawn.svg.contains(is_chinese));
    assert!(picture(&document, &PictureOptions::default()).svg.contains(is_chinese));
}

#[test]
fn two_plans_stand_side_by_side() {
    let atlas = Atlas::embedded();
    let (a, b) = (planned(&atlas, "beijing-bay"), planned(&atlas, "jing-jin-ji"));
    let mut changes = Layer::new("changes", ["code", "name", "name_en", "change", "ring_a", "ring_b"]);
    let square =
        |x: f64| Geometry::Polygon(polygon![(x: x, y: 39.), (x: x + 1., y: 39.), (x: x + 1., y: 40.), (x: x, y: 40.)]);
    for (number, change) in ["both", "only A", "moved", "moved", "something else"].into_iter().enumerate() {
        let text = |word: &str| Value::from(word);
        let values = vec![text("1"), text("甲"), text("Jia"), text(change), text("core"), text("first")];
        changes.push(Feature::new(Some(square(112.0 + number as f64)), values));
    }
    let [a, b] = [&a, &b].map(|side| ComparedPlan { plan: &side.plan, statistics: &side.statistics, rings: &side.rings });
    let comparison = Comparison { a, b, changes: &changes, tables: vec![] };
    let document = comparison_map(&comparison, context(&atlas));
    let layer = |id: &str| document.layers.iter().find(|layer| layer.id == id);
    assert_eq!(layer("rings-a").map(|layer| layer.side), Some(Side::Left));
    assert_eq!(layer("rings-b").map(|layer| layer.side), Some(Side::Right));
    let count = |id: &str| layer(id).map(|layer| layer.features.features().len());
    assert_eq!((count("only-a"), count("only-b"), count("moved"), count("unchanged")), (Some(1), None, Some(2), Some(2)));
    assert_eq!(document.tables.len(), 2);
    let drawn = picture(&document, &PictureOptions::default());
    assert!(drawn.svg.contains("A: Beijing Bay") && drawn.svg.matches("<clipPath").count() == 2);
    let page = page(&document);
    assert!(page.contains("id=\"map-left\"") && page.contains("id=\"map-right\""));
}

#[test]
fn layers_without_a_plan_have_their_places() {
    let atlas = Atlas::embedded();
    let datong = atlas.resolve("Datong", None).expect("a city").id;
    let seat = atlas.unit(datong).seat().expect("a seat").at;
    let elsewhere = LonLat::new(-74.0, 40.7).expect("on the globe");
    let places = [Place::new("Datong", seat), Place::new("Datong", elsewhere)];
    let document = layers_map(Names::english("Places"), &[], &places, context(&atlas));
    assert_eq!(places_of(&document), ["Datong", "Datong"]);
    assert_eq!(document.labels[0].names.zh.as_deref(), Some("大同市"));
    assert_eq!(document.labels[1].names.zh, None, "a namesake far away is not the unit");
}

#[test]
fn findings_and_missing_figures_are_on_the_page() {
    let atlas = Atlas::embedded();
    let Planned { plan, statistics, rings, .. } = planned(&atlas, "beijing-bay");
    let findings = [Finding::warning("odd", "a <b> is odd")];
    let context = MapContext { findings: &findings, ..context(&atlas) };
    let page = page(&plan_map(&plan, &statistics, &[&rings], context));
    assert!(page.contains("<li class=\"warning\"><bdi>warning[odd]: a &lt;b&gt; is odd</bdi></li>"));
    assert!(page.contains("<abbr title=\"not known 未知\">n/k</abbr>"));
    assert!(page.contains("GDP 16,311.3 (50\u{a0}% known)"));
}

#[test]
fn documents_with_nothing_in_them_are_drawn_too() {
    let empty = MapDocument::default();
    assert!(picture(&empty, &PictureOptions::default()).svg.ends_with("</svg>\n"));
    assert!(page(&empty).ends_with("</html>\n"));
    let mut broken = Layer::new("x", ["name"]);
    broken.push(Feature::new(None, vec![Value::Null]));
    let nan = Geometry::Polygon(polygon![(x: f64::NAN, y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)]);
    broken.push(Feature::new(Some(nan), vec![Value::from("nowhere")]));
    let style = Style::areas(ring_colour(0, 1), ring_colour(0, 2));
    let layers = vec![MapLayer::new("x", Names::english("x"), broken, style)];
    let document = MapDocument { layers, ..MapDocument::default() };
    assert!(!picture(&document, &PictureOptions::default()).svg.contains("NaN"));
    let page = page(&document);
    let own = page.split("application/octet-stream").next().expect("what comes before the engine");
    assert!(!own.contains("NaN"));
}
