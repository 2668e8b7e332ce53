//! The legend beside or below the map, and the notes at the foot of the picture.

use std::fmt::Display;

use super::projection::Projection;
use super::svg::{Svg, number};
use super::text_width::wrapped;
use super::{Languages, PictureOptions, is_pictured, spoken};
use crate::report::map::colour::{Colour, INK};
use crate::report::map::document::{LegendEntry, MapDocument, MapLayer, Names, Shape, Style, Visibility};

const SIZE: f64 = 13.0;
const SMALL: f64 = 11.0;
const SWATCH: f64 = 26.0;
/// Height of a line of the notes.
pub(super) const NOTE_HEIGHT: f64 = 15.0;

/// An entry: what is drawn beside which text.
pub(super) struct Entry<'a> {
    layer: &'a MapLayer,
    style: Style,
    names: Names,
    detail: Option<String>,
}

/// The entries of all layers that have a switch and are in the picture, the uppermost first.
pub(super) fn entries<'a>(document: &'a MapDocument, options: &PictureOptions) -> Vec<Entry<'a>> {
    let has_entry = |layer: &&MapLayer| layer.visibility != Visibility::Always && is_pictured(layer, options);
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for layer in document.layers.iter().rev().filter(has_entry) {
        if layer.legend.is_empty() {
            push_distinct(
                &mut entries,
                entry(layer, layer.style.colour, in_languages(&layer.names, options.languages), None),
            );
        }
        for LegendEntry { colour, names, detail } in &layer.legend {
            push_distinct(&mut entries, entry(layer, *colour, in_languages(names, options.languages), detail.clone()));
        }
    }
    entries
}

/// Layers of both maps that mean the same stand once.
fn push_distinct<'a>(entries: &mut Vec<Entry<'a>>, entry: Entry<'a>) {
    let same = |other: &Entry<'_>| other.names == entry.names && other.detail == entry.detail && other.style == entry.style;
    if !entries.iter().any(same) {
        entries.push(entry);
    }
}

fn entry(layer: &MapLayer, colour: Colour, names: Names, detail: Option<String>) -> Entry<'_> {
    Entry { layer, style: Style { colour, ..layer.style }, names, detail }
}

fn in_languages(names: &Names, languages: Languages) -> Names {
    match languages {
        Languages::Both => names.clone(),
        Languages::English => Names::english(names.en.as_str()),
    }
}

/// Both texts on one line where they fit, else each on its own.
fn name_lines(names: &Names, width: f64) -> Vec<String> {
    let together = wrapped(&names.to_string(), SIZE, width);
    match &names.zh {
        Some(zh) if together.len() > 1 => [wrapped(&names.en, SIZE, width), wrapped(zh, SIZE, width)].concat(),
        _ => together,
    }
}

/// Entries with their places.
pub(super) struct Block<'a> {
    items: Vec<Item<'a>>,
    pub(super) height: f64,
}

struct Item<'a> {
    entry: &'a Entry<'a>,
    left: f64,
    top: f64,
    lines: Vec<String>,
    detail: Vec<String>,
}

/// Entries in columns of a width, filled one after the other to about the same height.
pub(super) fn layout<'a>(entries: &'a [Entry<'a>], width: f64, columns: usize) -> Block<'a> {
    let measured: Vec<(Vec<String>, Vec<String>)> = entries
        .iter()
        .map(|entry| {
            let detail = entry.detail.as_deref().unwrap_or_default();
            (name_lines(&entry.names, width - SWATCH - 8.0), wrapped(detail, SMALL, width - SWATCH - 8.0))
        })
        .collect();
    let heights: Vec<f64> = measured.iter().map(|(lines, detail)| height_of(lines, detail)).collect();
    let most = heights.iter().sum::<f64>() / columns.max(1) as f64;
    let (mut column, mut top, mut height) = (0, 0.0, 0.0_f64);
    let mut items = Vec::new();
    for ((entry, (lines, detail)), own) in entries.iter().zip(measured).zip(heights) {
        if top > 0.0 && top + own / 2.0 > most && column + 1 < columns {
            column += 1;
            top = 0.0;
        }
        items.push(Item { entry, left: column as f64 * (width + 20.0), top, lines, detail });
        top += own;
        height = height.max(top);
    }
    Block { items, height }
}

fn height_of(lines: &[String], detail: &[String]) -> f64 {
    lines.len() as f64 * SIZE * 1.3 + detail.len() as f64 * SMALL * 1.3 + 9.0
}

/// Draws the legend.
pub(super) fn draw(svg: &mut Svg, block: &Block<'_>, left: f64, top: f64) {
    for item in &block.items {
        let (left, top) = (left + item.left, top + item.top);
        let layer = item.entry.layer;
        let hidden: &[(&str, &dyn Display)] =
            if layer.visibility == Visibility::OnRequest { &[("style", &"display:none")] } else { &[] };
        svg.open("g", &[&[("data-legend", &layer.id as &dyn Display)], hidden].concat());
        swatch(svg, item.entry.style, left, top + 3.0);
        let x = number(left + SWATCH + 8.0);
        let mut baseline = top + SIZE;
        for line in &item.lines {
            svg.leaf("text", &[("x", &x), ("y", &number(baseline)), ("font-size", &SIZE)], line);
            baseline += SIZE * 1.3;
        }
        for line in &item.detail {
            svg.leaf(
                "text",
                &[("x", &x), ("y", &number(baseline - 1.0)), ("font-size", &SMALL), ("fill-opacity", &"0.8")],
                line,
            );
            baseline += SMALL * 1.3;
        }
        svg.close("g");
    }
}

fn swatch(svg: &mut Svg, style: Style, left: f64, top: f64) {
    let (width, middle) = (number(style.width.max(1.0)), number(top + 6.0));
    let dash = style.dash.map_or_else(|| "none".to_string(), |[dash, gap]| format!("{} {}", number(dash), number(gap)));
    match style.shape {
        Shape::Areas { outline } => {
            let opacity = format!("{:.2}", style.opacity);
            let rect: [(&str, &dyn Display); 8] = [
                ("x", &number(left)),
                ("y", &number(top)),
                ("width", &SWATCH),
                ("height", &"13"),
                ("fill", &style.colour),
                ("fill-opacity", &opacity),
                ("stroke", &outline),
                ("stroke-width", &"1"),
            ];
            svg.empty("rect", &rect);
        }
        Shape::Outlines | Shape::Lines => {
            let line = format!("M{} {middle}h{SWATCH}", number(left));
            let attributes: [(&str, &dyn Display); 5] = [
                ("d", &line),
                ("stroke", &style.colour),
                ("stroke-width", &width),
                ("stroke-dasharray", &dash),
                ("fill", &"none"),
            ];
            svg.empty("path", &attributes);
        }
        Shape::Points => {
            let x = number(left + SWATCH / 2.0);
            svg.empty(
                "circle",
                &[("cx", &x), ("cy", &middle), ("r", &number(style.width.max(2.0))), ("fill", &style.colour)],
            );
        }
    }
}

/// What stands at the foot: source, projection, who made it of which data.
pub(super) fn notes(
    document: &MapDocument,
    projection: Option<&Projection>,
    options: &PictureOptions,
    width: f64,
) -> Vec<String> {
    let cited = document.cited.iter().map(|cited| format!("Scheme after {cited}."));
    let projected = projection.map(|projection| {
        let centre = projection.described_centre();
        format!("Lambert azimuthal equal-area projection around {centre}; the scale bar holds in the middle.")
    });
    let notes = document.notes.iter().map(|names| spoken(names, options.languages));
    let text = cited.chain(notes).chain(projected).collect::<Vec<_>>().join(" ");
    wrapped(&text, SMALL, width)
}

/// Draws the notes.
pub(super) fn draw_notes(svg: &mut Svg, notes: &[String], left: f64, top: f64) {
    for (at, line) in notes.iter().enumerate() {
        let baseline = number(top + NOTE_HEIGHT * (at as f64 + 0.7));
        let place: [(&str, &dyn Display); 4] =
            [("x", &number(left)), ("y", &baseline), ("font-size", &SMALL), ("fill", &INK)];
        svg.leaf("text", &place, line);
    }
}
