//! How the layers that this program writes are drawn, by their name and columns.

use std::collections::BTreeMap;

use super::colour::{BLUE, Colour, GREY, INK, PAPER, PURPLE, TEAL, ring_colour};
use super::columns;
use super::document::{LegendEntry, MapLayer, Names, Shape, Style, Visibility};
use crate::layer::{Feature, Layer, Value};
use crate::scheme::Plan;

/// Names by the words that outputs use for a place: what is known in two languages of `Beijing`.
pub(super) type PlaceNames = BTreeMap<String, Names>;

/// A layer as map layers: one, or one for each kind of circles and links, so that each can be switched.
pub(super) fn styled(layer: &Layer, known: &PlaceNames) -> Vec<MapLayer> {
    let layers = match layer.name() {
        "rings" => vec![rings(layer)],
        "members" => vec![members(layer)],
        "circles" => split(layer, &["minutes", "model", "basis"], circles),
        "catchments" => split(layer, &["model", "basis"], catchments),
        "links" => split(layer, &["band", "model", "basis"], links),
        _ => vec![other(layer)],
    };
    layers.into_iter().map(|layer| MapLayer { headings: headings(&layer.features, known), ..layer }).collect()
}

fn headings(layer: &Layer, known: &PlaceNames) -> Vec<Names> {
    let translated = |names: Names| match known.get(&names.en) {
        Some(known) if names.zh.is_none() => known.clone(),
        _ => names,
    };
    let pair = |feature: usize| {
        let text = |column: &str| layer.value(feature, column).and_then(Value::text);
        let (from, to) = (known.get(text("from")?)?, known.get(text("to")?)?);
        let zh = from.zh.as_ref().zip(to.zh.as_ref()).map(|(from, to)| format!("{from} - {to}"));
        Some(Names::with_optional(format!("{} - {}", from.en, to.en), zh))
    };
    let heading = |feature| pair(feature).or_else(|| columns::heading(layer, feature).map(translated)).unwrap_or_default();
    (0..layer.features().len()).map(heading).collect()
}

fn rings(layer: &Layer) -> MapLayer {
    let count = layer.features().len();
    let colours: Vec<Colour> = (0..count).map(|index| ring_colour(index, count)).collect();
    let text = |feature: usize, column: &str| layer.value(feature, column).and_then(|value| columns::text_of(column, value));
    let entry = |feature: usize| {
        let names = columns::heading(layer, feature).unwrap_or_default();
        let known = |column: &str| {
            let share =
                text(feature, &format!("{column}_known")).filter(|share| share != "100\u{a0}%" && share != "0\u{a0}%");
            share.map(|share| format!(" ({share} known)")).unwrap_or_default()
        };
        let figure = |column: &str| text(feature, column).map(|text| text + &known(column));
        let area = figure("area_km2").unwrap_or_default();
        let people =
            figure("population").map_or_else(|| "population not known".to_string(), |text| format!("population {text}"));
        let product = figure("gdp").map_or_else(|| "GDP not known".to_string(), |text| format!("GDP {text}"));
        let detail = format!("{area}, {people}, {product}");
        LegendEntry { colour: colours[feature], names, detail: Some(detail) }
    };
    let legend = (0..count).map(entry).collect();
    let style = Style { opacity: 0.9, ..Style::areas(ring_colour(0, count.max(1)), INK) };
    MapLayer { colours, legend, ..MapLayer::new("rings", Names::new("Rings", "圈层"), layer.clone(), style) }
}

/// Gives a layer of rings the names that its plan has in both languages.
pub(super) fn named_rings(layer: &mut MapLayer, plan: &Plan) {
    let names: Vec<Names> =
        plan.rings().iter().map(|ring| Names::with_optional(ring.name(), ring.name_zh().map(str::to_string))).collect();
    for (entry, names) in layer.legend.iter_mut().zip(&names) {
        entry.names = names.clone();
    }
    layer.headings = names;
}

fn members(layer: &Layer) -> MapLayer {
    MapLayer::new("members", Names::new("Members", "成员"), layer.clone(), Style::outlines(INK, 0.9))
}

/// The features of a layer by the values of some columns, each group a layer of its own; columns that are missing do not matter.
fn split(layer: &Layer, by: &[&str], style: fn(usize, &[String], Layer) -> MapLayer) -> Vec<MapLayer> {
    let mut groups: Vec<(Vec<String>, Vec<Feature>)> = Vec::new();
    for (at, feature) in layer.features().iter().enumerate() {
        let shown =
            |column: &&str| layer.value(at, column).and_then(|value| columns::text_of(column, value)).unwrap_or_default();
        let key: Vec<String> = by.iter().map(shown).collect();
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, features)) => features.push(feature.clone()),
            None => groups.push((key, vec![feature.clone()])),
        }
    }
    // In order of minutes, so that dashes tell which is longer.
    groups.sort_by(|(a, _), (b, _)| {
        (leading_number(a), &a[1..]).partial_cmp(&(leading_number(b), &b[1..])).unwrap_or(std::cmp::Ordering::Equal)
    });
    let numbered = groups.into_iter().enumerate();
    numbered.map(|(number, (key, features))| style(number, &key, with_features(layer, features))).collect()
}

fn leading_number(key: &[String]) -> f64 {
    key.first().and_then(|first| first.split(' ').next()?.parse().ok()).unwrap_or(0.0)
}

fn with_features(layer: &Layer, features: Vec<Feature>) -> Layer {
    let mut part = Layer::new(layer.name(), layer.columns().iter().cloned());
    features.into_iter().for_each(|feature| part.push(feature));
    part
}

/// An identifier of words: letters and digits, the rest dashes.
fn identifier(words: &[&str]) -> String {
    let letters = |word: &&str| {
        word.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect::<String>()
    };
    words.iter().map(letters).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// Model and basis as people read them.
fn travel(model: &str, basis: &str) -> (String, String) {
    let zh = match basis {
        "door-to-door" => "门到门",
        "in-vehicle" => "车内时间",
        other => other,
    };
    (format!("{model}, {basis}"), format!("{model}，{zh}"))
}

fn circles(number: usize, key: &[String], layer: Layer) -> MapLayer {
    let [minutes, model, basis] = key else { return other(&layer) };
    let (en, zh) = travel(model, basis);
    let names =
        Names::new(format!("Circles of {minutes} ({en})"), format!("{} 分钟圈（{zh}）", minutes.trim_end_matches(" min")));
    let colour = if basis == "in-vehicle" { PURPLE } else { BLUE };
    let line = Style::outlines(colour, 1.4);
    let style = match number_within_basis(number, minutes) {
        0 => line,
        1 => line.dashed(5.0, 3.0),
        _ => line.dashed(1.5, 2.5),
    };
    MapLayer::new(identifier(&["circles", minutes, model, basis]), names, layer, style)
}

/// Up to 60 minutes are drawn as an unbroken line, up to 90 dashed, beyond dotted, whatever else there is.
fn number_within_basis(number: usize, minutes: &str) -> usize {
    match minutes.split(' ').next().and_then(|minutes| minutes.parse::<f64>().ok()) {
        Some(minutes) if minutes <= 60.0 => 0,
        Some(minutes) if minutes <= 90.0 => 1,
        Some(_) => 2,
        None => number,
    }
}

fn catchments(_number: usize, key: &[String], layer: Layer) -> MapLayer {
    let [model, basis] = key else { return other(&layer) };
    let (en, zh) = travel(model, basis);
    let names = Names::new(format!("Catchments ({en})"), format!("服务范围（{zh}）"));
    MapLayer::new(identifier(&["catchments", model, basis]), names, layer, Style::outlines(GREY, 1.0).dashed(2.0, 2.0))
}

fn links(_number: usize, key: &[String], layer: Layer) -> MapLayer {
    let [band, model, basis] = key else { return other(&layer) };
    let (en, zh) = travel(model, basis);
    let names =
        Names::new(format!("Links within {band} ({en})"), format!("{} 分钟联系（{zh}）", band.trim_end_matches(" min")));
    let minutes: f64 = leading_number(key);
    let style = if minutes <= 60.0 { Style::lines(TEAL, 2.0) } else { Style::lines(TEAL, 1.1).dashed(4.0, 2.0) };
    let layer = MapLayer::new(identifier(&["links", band, model, basis]), names, layer, style);
    MapLayer { visibility: Visibility::OnRequest, ..layer }
}

/// A layer that nothing particular is known of: drawn as what it mostly is.
fn other(layer: &Layer) -> MapLayer {
    use geo_types::Geometry::{Line, LineString, MultiLineString, MultiPoint, Point};
    let first = layer.features().iter().find_map(|feature| feature.geometry.as_ref());
    let style = match first {
        Some(Point(_) | MultiPoint(_)) => Style::points(INK, 4.0),
        Some(Line(_) | LineString(_) | MultiLineString(_)) => Style::lines(GREY, 1.4),
        _ => Style { shape: Shape::Areas { outline: INK }, opacity: 0.25, ..Style::areas(GREY, PAPER) },
    };
    MapLayer::new(identifier(&[layer.name()]), Names::english(layer.name()), layer.clone(), style)
}
