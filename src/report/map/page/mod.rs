//! A map as one HTML file that opens without network: MapLibre GL JS and the data are in it.
//!
//! What can be read needs no script: the picture, the legend, tables, findings, notes. The script adds the map that moves, and leaves
//! the picture in its place where the browser has no WebGL. The page's content security policy forbids every request.

mod data;
mod html;

use super::document::{MapDocument, Panels};
use super::escape::{markup, script_json};
use super::picture::{PictureOptions, PicturedLayers, picture};

/// MapLibre GL JS with its worker and style sheet, packed; see the folder's README.md.
const ENGINE: [(&str, &str); 3] = [
    ("maplibre-script", include_str!("../maplibre/maplibre-gl.js.gz.base64")),
    ("maplibre-worker", include_str!("../maplibre/maplibre-gl-worker.js.gz.base64")),
    ("maplibre-style", include_str!("../maplibre/maplibre-gl.css.gz.base64")),
];
const ENGINE_LICENCE: &str = include_str!("../maplibre/LICENSE.txt");
const SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");
/// No request leaves the page; the worker and what the engine makes are blobs of the page itself.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; \
                      worker-src blob:; connect-src blob:; base-uri 'none'; form-action 'none'";
/// Findings on the printed page; the others are counted.
const PRINTED_FINDINGS: usize = 3;

/// The page of a document.
///
/// # Examples
/// ```
/// use ringshed::report::map::{MapDocument, Names, page};
/// let html = page(&MapDocument { title: Names::new("Rings </script>", "圈层"), ..MapDocument::default() });
/// assert!(html.starts_with("<!doctype html>") && html.contains("Rings &lt;/script&gt;"));
/// ```
pub fn page(document: &MapDocument) -> String {
    let mut html = String::with_capacity(2 << 20);
    head(document, &mut html);
    html.push_str("<body>\n");
    body(document, &mut html);
    scripts(document, &mut html);
    html.push_str("</body>\n</html>\n");
    html
}

fn head(document: &MapDocument, html: &mut String) {
    for part in [
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"",
        POLICY,
        "\">\n<title>",
        &markup(&document.title.to_string()),
        "</title>\n<style>\n",
        STYLE,
        "</style>\n</head>\n",
    ] {
        html.push_str(part);
    }
}

fn body(document: &MapDocument, html: &mut String) {
    let cited =
        document.cited.as_ref().map(|cited| format!("<p>Scheme after 方案来源 {}</p>\n", markup(cited))).unwrap_or_default();
    let drawn = picture(document, &PictureOptions { layers: PicturedLayers::All, ..PictureOptions::default() });
    for part in [
        "<header><h1>",
        &html::names(&document.title),
        "</h1>\n",
        &cited,
        "</header>\n<main>\n<section class=\"stage\" aria-label=\"Map 地图\">\n",
        &maps(document),
        "<div id=\"tooltip\" role=\"tooltip\" hidden></div>\n<p id=\"notice\" role=\"status\"></p>\n",
        "<figure id=\"picture\">\n",
        &drawn.svg,
        "</figure>\n</section>\n<aside>\n<fieldset id=\"layers\"><legend>Layers 图层</legend>\n",
        "<div class=\"layer\"><label><input type=\"checkbox\" data-switch=\"labels\" checked><span>Names 地名</span></label></div>\n",
        &html::switches(document),
        "</fieldset>\n<details><summary>Places 地点</summary>\n",
        &html::places(&document.labels),
        "</details>\n</aside>\n<section class=\"tables\">\n",
        &document.tables.iter().map(html::table).collect::<String>(),
        "</section>\n",
    ] {
        html.push_str(part);
    }
    background(document, html);
    html.push_str("</main>\n");
}

/// One frame for each map, with its heading where there are two.
fn maps(document: &MapDocument) -> String {
    let frame = |side: &str, heading: &str| {
        format!("<div class=\"frame\">{heading}<div class=\"map\" id=\"map-{side}\"></div></div>\n")
    };
    match &document.panels {
        Panels::One => frame("both", ""),
        Panels::SideBySide(left, right) => {
            let heading = |names| format!("<h2>{}</h2>", html::names(names));
            frame("left", &heading(left)) + &frame("right", &heading(right))
        }
    }
}

/// Findings, method, data, licences.
fn background(document: &MapDocument, html: &mut String) {
    let count = document.findings.len();
    let printed = html::findings(&document.findings[..count.min(PRINTED_FINDINGS)]);
    for part in [
        &format!("<details id=\"findings\"><summary>Findings 数据问题 ({count})</summary>\n"),
        &html::findings(&document.findings),
        "</details>\n<div class=\"printed-findings\">\n",
        &printed,
        &(if count > PRINTED_FINDINGS {
            format!("<p>{} more findings in the page.</p>\n", count - PRINTED_FINDINGS)
        } else {
            String::new()
        }),
        "</div>\n<details id=\"method\" open><summary>Method and data 方法与数据</summary>\n",
        &html::notes(&document.notes),
        "<p class=\"missing-note\">n/k: not known 未知. A share beside a sum says how much of it is known.</p>\n",
        "</details>\n<details><summary>Manifest 运行清单</summary>\n<pre>",
        &markup_lines(&format!("{:#}", document.manifest)),
        "</pre>\n</details>\n<details><summary>Licence of the map engine, MapLibre GL JS 地图引擎许可</summary>\n<pre>",
        &markup_lines(ENGINE_LICENCE),
        "</pre>\n</details>\n",
    ] {
        html.push_str(part);
    }
}

fn markup_lines(text: &str) -> String {
    text.lines().map(markup).collect::<Vec<_>>().join("\n")
}

fn scripts(document: &MapDocument, html: &mut String) {
    html.push_str("<script type=\"application/json\" id=\"data\">");
    html.push_str(&script_json(&data::data(document)));
    html.push_str("</script>\n");
    for (id, packed) in ENGINE {
        html.push_str(&format!("<script type=\"application/octet-stream\" id=\"{id}\">{packed}</script>\n"));
    }
    html.push_str("<script>\n");
    html.push_str(SCRIPT);
    html.push_str("</script>\n");
}
