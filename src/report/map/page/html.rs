//! The parts of a page that can be read without its script: switches, legend, tables, findings, notes.

use std::fmt::Write as _;

use crate::finding::Finding;
use crate::layer::Value;
use crate::report::map::colour::Colour;
use crate::report::map::columns;
use crate::report::map::document::{MapDocument, MapLayer, MapTable, Names, Panels, PlaceLabel, Shape, Style, Visibility};
use crate::report::map::escape::markup;

/// Both texts of a name, each in its language and apart from what stands around, whatever its direction of writing.
pub(super) fn names(names: &Names) -> String {
    let zh = names.zh.as_ref().map(|zh| format!(" <bdi lang=\"zh\">{}</bdi>", markup(zh))).unwrap_or_default();
    format!("<bdi>{}</bdi>{zh}", markup(&names.en))
}

/// The switches of the layers, the uppermost first, each with what its colours mean.
pub(super) fn switches(document: &MapDocument) -> String {
    let mut html = String::new();
    for layer in document.layers.iter().rev().filter(|layer| layer.visibility != Visibility::Always) {
        let checked = if layer.visibility == Visibility::Shown { " checked" } else { "" };
        let on = side_note(layer, &document.panels);
        let _ = writeln!(
            html,
            "<div class=\"layer\"><label><input type=\"checkbox\" data-switch=\"{id}\"{checked}>{swatch}<span>{names}{on}</span></label>",
            id = markup(&layer.id),
            swatch = if layer.legend.is_empty() { swatch(layer.style, layer.style.colour) } else { String::new() },
            names = names(&layer.names),
        );
        if !layer.legend.is_empty() {
            html.push_str("<ul class=\"legend\">\n");
            for entry in &layer.legend {
                let detail =
                    entry.detail.as_ref().map(|detail| format!("<small>{}</small>", markup(detail))).unwrap_or_default();
                let _ = writeln!(
                    html,
                    "<li>{}<span>{}{detail}</span></li>",
                    swatch(layer.style, entry.colour),
                    names(&entry.names)
                );
            }
            html.push_str("</ul>\n");
        }
        html.push_str("</div>\n");
    }
    html
}

/// On which of two maps a layer is.
fn side_note(layer: &MapLayer, panels: &Panels) -> String {
    use crate::report::map::document::Side::{Both, Left, Right};
    match (panels, layer.side) {
        (Panels::SideBySide(left, _), Left) => format!(" ({})", names(left)),
        (Panels::SideBySide(_, right), Right) => format!(" ({})", names(right)),
        (Panels::One, _) | (_, Both) => String::new(),
    }
}

fn swatch(style: Style, colour: Colour) -> String {
    let inside = match style.shape {
        Shape::Areas { outline } => {
            let opacity = style.opacity;
            format!(
                "<rect x=\".5\" y=\".5\" width=\"23\" height=\"13\" fill=\"{colour}\" fill-opacity=\"{opacity}\" stroke=\"{outline}\"/>"
            )
        }
        Shape::Outlines | Shape::Lines => {
            let dash = style.dash.map(|[dash, gap]| format!(" stroke-dasharray=\"{dash} {gap}\"")).unwrap_or_default();
            format!("<path d=\"M0 7h24\" stroke=\"{colour}\" stroke-width=\"{}\"{dash}/>", style.width.max(1.0))
        }
        Shape::Points => format!("<circle cx=\"12\" cy=\"7\" r=\"{}\" fill=\"{colour}\"/>", style.width.clamp(2.0, 6.0)),
    };
    format!("<svg class=\"swatch\" width=\"24\" height=\"14\" aria-hidden=\"true\">{inside}</svg>")
}

/// The places with a name on the map, as buttons that lead there.
pub(super) fn places(labels: &[PlaceLabel]) -> String {
    let mut html = String::from("<ul class=\"places\">\n");
    for (number, label) in labels.iter().enumerate() {
        let _ = writeln!(html, "<li><button type=\"button\" data-place=\"{number}\">{}</button></li>", names(&label.names));
    }
    html.push_str("</ul>\n");
    html
}

/// A table: columns that the rows do not have are left out, missing values are said to be missing.
pub(super) fn table(table: &MapTable) -> String {
    let columns: Vec<(usize, &String)> =
        table.columns.iter().filter_map(|column| Some((table.rows.column(column)?, column))).collect();
    let mut html = format!("<table><caption>{}</caption>\n<thead><tr>", names(&table.names));
    for (_, column) in &columns {
        let _ = write!(html, "<th scope=\"col\">{}</th>", names(&columns::names_of(column)));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in table.rows.features() {
        html.push_str("<tr>");
        for (place, (at, column)) in columns.iter().enumerate() {
            let zh = table.rows.column("name_zh").filter(|_| column.as_str() == "name").and_then(|zh| row.values[zh].text());
            html.push_str(&cell(column, &row.values[*at], place, zh));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody></table>\n");
    html
}

fn cell(column: &str, value: &Value, place: usize, zh: Option<&str>) -> String {
    match columns::text_of(column, value) {
        Some(text) if place == 0 => {
            format!("<th scope=\"row\">{}</th>", names(&Names::with_optional(text, zh.map(str::to_string))))
        }
        Some(text) if value.number().is_some() => format!("<td class=\"number\">{}</td>", markup(&text)),
        Some(text) => format!("<td><bdi>{}</bdi></td>", markup(&text)),
        None => "<td class=\"number missing\"><abbr title=\"not known 未知\">n/k</abbr></td>".to_string(),
    }
}

/// The findings as a list.
pub(super) fn findings(findings: &[Finding]) -> String {
    let mut html = String::from("<ul class=\"findings\">\n");
    for finding in findings {
        let _ = writeln!(html, "<li class=\"{}\"><bdi>{}</bdi></li>", finding.severity(), markup(&finding.to_string()));
    }
    html.push_str("</ul>\n");
    html
}

/// Sentences as a list.
pub(super) fn notes(notes: &[Names]) -> String {
    let mut html = String::from("<ul class=\"notes\">\n");
    for note in notes {
        let _ = writeln!(html, "<li>{}</li>", names(note));
    }
    html.push_str("</ul>\n");
    html
}
