//! A map as a picture in SVG, for reports: title, map, scale bar, legend, sources.
//!
//! The projection is Lambert's azimuthal equal-area around the middle of what is shown ([`equal_area`](crate::geometry::equal_area)),
//! so that areas can be compared by eye; the picture says so. The same document gives the same bytes.

mod legend;
mod placement;
mod projection;
mod scale_bar;
mod svg;
mod text_width;

use std::fmt::Display;

use geo_types::Coord;

use self::placement::{Placed, Rect, Wanted, place};
use self::projection::Projection;
use self::svg::{Svg, number, push_line};
use self::text_width::text_width;
use super::colour::{INK, PAPER, SEA};
use super::display::{self, DrawnConstant};
use super::document::{MapDocument, MapLayer, Mark, Names, Panels, PlaceLabel, Shape, Side, Visibility};

/// Fonts in order of preference: the first that a machine has is used, so Chinese is readable on the common systems.
const FONTS: &str = "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', \
                     'Hiragino Sans GB', 'WenQuanYi Micro Hei', 'DejaVu Sans', Arial, sans-serif";
const MARGIN: f64 = 20.0;
const LABEL_SIZE: f64 = 13.0;
const LINE_HEIGHT: f64 = 1.2;
/// How far a vertex may be from where it belongs, in pixels.
const TOLERANCE: f64 = 0.3;

/// How a picture is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureOptions {
    /// Width in pixels; at least 600.
    pub width: f64,
    /// In which languages names and texts are written.
    pub languages: Languages,
    /// Which layers are in it.
    pub layers: PicturedLayers,
}

/// In which languages names and texts are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Languages {
    /// English and Chinese.
    #[default]
    Both,
    /// English alone, where there is an English name.
    English,
}

/// Which layers are in a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PicturedLayers {
    /// Those seen before anybody asks for more.
    #[default]
    Shown,
    /// All; those that wait for a request are hidden, to be shown by a script.
    All,
}

impl Default for PictureOptions {
    fn default() -> Self {
        Self { width: 1400.0, languages: Languages::default(), layers: PicturedLayers::default() }
    }
}

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The SVG document.
    pub svg: String,
    /// Names for which there was no room.
    pub left_out: Vec<Names>,
}

/// Draws a document.
///
/// # Examples
/// ```
/// use ringshed::report::map::{MapDocument, Names, PictureOptions, picture};
/// let document = MapDocument { title: Names::new("Rings", "圈层"), ..MapDocument::default() };
/// let picture = picture(&document, &PictureOptions::default());
/// assert!(picture.svg.starts_with("<svg") && picture.svg.contains("圈层"));
/// ```
pub fn picture(document: &MapDocument, options: &PictureOptions) -> Picture {
    Drawing::new(document, options).draw()
}

/// The text of a name in the languages of a picture.
fn spoken(names: &Names, languages: Languages) -> String {
    match languages {
        Languages::Both => names.to_string(),
        Languages::English => names.en.clone(),
    }
}

/// A drawing in the making.
struct Drawing<'a> {
    document: &'a MapDocument,
    options: &'a PictureOptions,
    drawn: Vec<Vec<DrawnConstant>>,
    svg: Svg,
    left_out: Vec<Names>,
}

/// One map of the picture: where it is and how positions get there.
struct Frame {
    rect: Rect,
    side: Side,
    projection: Projection,
}

impl<'a> Drawing<'a> {
    fn new(document: &'a MapDocument, options: &'a PictureOptions) -> Self {
        Self { document, options, drawn: display::drawn(&document.layers, 0.0), svg: Svg::default(), left_out: Vec::new() }
    }

    fn draw(mut self) -> Picture {
        let width = self.options.width.max(600.0);
        let title = spoken(&self.document.title, self.options.languages);
        let title_size = (1.6 * (width - 2.0 * MARGIN) / text_width(&title, 1.6).max(1.0)).clamp(12.0, 26.0);
        let mut top = MARGIN + title_size * 1.4;
        let frames = self.frames(width, &mut top);
        let entries = legend::entries(self.document, self.options);
        let beside = matches!(self.document.panels, Panels::One);
        let columns = if beside { 1 } else { 3 };
        let legend_left = if beside { map_width(width) + 2.0 * MARGIN } else { MARGIN };
        let legend_width = if beside { width - legend_left - MARGIN } else { (width - 2.0 * MARGIN) / 3.0 - MARGIN };
        let maps_end = frames.first().map_or(top, |frame| frame.rect.top + frame.rect.height);
        let legend_top = if beside { top } else { maps_end + MARGIN };
        let block = legend::layout(&entries, legend_width, columns);
        let notes_top = maps_end.max(legend_top + block.height) + MARGIN;
        let notes =
            legend::notes(self.document, frames.first().map(|frame| &frame.projection), self.options, width - 2.0 * MARGIN);
        let height = notes_top + notes.len() as f64 * legend::NOTE_HEIGHT + MARGIN / 2.0;
        self.begin(width, height, &title, title_size);
        self.simplify(frames.first());
        for (at, frame) in frames.iter().enumerate() {
            self.map(frame, at);
        }
        legend::draw(&mut self.svg, &block, legend_left, legend_top);
        legend::draw_notes(&mut self.svg, &notes, MARGIN, notes_top);
        self.svg.close("svg");
        Picture { svg: self.svg.finish(), left_out: self.left_out }
    }

    fn begin(&mut self, width: f64, height: f64, title: &str, title_size: f64) {
        let (width, height) = (number(width), number(height));
        let view = format!("0 0 {width} {height}");
        let root: [(&str, &dyn Display); 8] = [
            ("xmlns", &"http://www.w3.org/2000/svg"),
            ("width", &width),
            ("height", &height),
            ("viewBox", &view),
            ("font-family", &FONTS),
            ("fill", &INK),
            ("role", &"img"),
            ("aria-label", &title),
        ];
        self.svg.open("svg", &root);
        self.svg.leaf("title", &[], title);
        self.svg.empty("rect", &[("width", &width), ("height", &height), ("fill", &PAPER)]);
        let (size, top) = (number(title_size), number(MARGIN + title_size));
        self.svg.leaf("text", &[("x", &number(MARGIN)), ("y", &top), ("font-size", &size), ("font-weight", &"bold")], title);
    }

    /// The frames of the maps; `top` is moved below their headings.
    fn frames(&self, width: f64, top: &mut f64) -> Vec<Frame> {
        let focus = display::focus(self.document, &self.drawn);
        let Some(projection) = Projection::around(&focus) else { return Vec::new() };
        let (sides, frame_width) = match &self.document.panels {
            Panels::One => (vec![Side::Both], map_width(width)),
            Panels::SideBySide(..) => {
                *top += 24.0;
                (vec![Side::Left, Side::Right], (width - 3.0 * MARGIN) / 2.0)
            }
        };
        let height = (frame_width * projection.aspect()).clamp(0.5 * frame_width, 1.1 * frame_width);
        let frame = |(at, side)| {
            let left = MARGIN + at as f64 * (frame_width + MARGIN);
            let rect = Rect { left, top: *top, width: frame_width, height };
            Frame { rect, side, projection: projection.clone().fitted(rect, 14.0) }
        };
        sides.into_iter().enumerate().map(frame).collect()
    }

    /// Leaves vertices out that make no difference at the scale of the frame.
    fn simplify(&mut self, frame: Option<&Frame>) {
        if let Some(frame) = frame {
            self.drawn = display::drawn(&self.document.layers, TOLERANCE * frame.projection.degrees_per_pixel());
        }
    }

    fn map(&mut self, frame: &Frame, at: usize) {
        let rect = frame.rect;
        let clip = format!("frame{at}");
        let corners: [(&str, &dyn Display); 4] = [
            ("x", &number(rect.left)),
            ("y", &number(rect.top)),
            ("width", &number(rect.width)),
            ("height", &number(rect.height)),
        ];
        self.svg.open("clipPath", &[("id", &clip)]);
        self.svg.empty("rect", &corners);
        self.svg.close("clipPath");
        self.svg.empty("rect", &[&corners[..], &[("fill", &SEA as &dyn Display)]].concat());
        self.svg.open("g", &[("clip-path", &format!("url(#{clip})"))]);
        let document = self.document;
        for (number, layer) in document.layers.iter().enumerate() {
            if is_on(layer.side, frame.side) && is_pictured(layer, self.options) {
                self.layer(layer, number, frame);
            }
        }
        self.svg.close("g");
        let bar = scale_bar::draw(&mut self.svg, rect, frame.projection.pixels_per_metre());
        self.labels(frame, bar);
        self.svg.empty("rect", &[&corners[..], &[("fill", &"none" as &dyn Display), ("stroke", &INK)]].concat());
        self.heading(frame);
    }

    fn heading(&mut self, frame: &Frame) {
        let Panels::SideBySide(left, right) = &self.document.panels else { return };
        let names = if frame.side == Side::Left { left } else { right };
        let (x, y) = (number(frame.rect.left), number(frame.rect.top - 8.0));
        let text = spoken(names, self.options.languages);
        self.svg.leaf("text", &[("x", &x), ("y", &y), ("font-size", &"15"), ("font-weight", &"bold")], &text);
    }

    fn layer(&mut self, layer: &MapLayer, number_of_layer: usize, frame: &Frame) {
        let style = layer.style;
        let (width, dash) = (number(style.width), style.dash.map(|[dash, gap]| format!("{} {}", number(dash), number(gap))));
        let mut attributes: Vec<(&str, &dyn Display)> = vec![("data-layer", &layer.id), ("stroke-linejoin", &"round")];
        let opacity = format!("{:.2}", style.opacity.clamp(0.0, 1.0));
        let stroke = match style.shape {
            Shape::Areas { outline } => outline,
            Shape::Points => PAPER,
            Shape::Outlines | Shape::Lines => style.colour,
        };
        attributes.extend([("stroke", &stroke as &dyn Display), ("stroke-width", &width)]);
        if let Shape::Areas { .. } = style.shape {
            attributes.extend([("fill-opacity", &opacity as &dyn Display), ("fill-rule", &"evenodd")]);
        } else if style.shape != Shape::Points {
            attributes.push(("fill", &"none"));
        }
        attributes.extend(dash.as_ref().map(|dash| ("stroke-dasharray", dash as &dyn Display)));
        if layer.visibility == Visibility::OnRequest {
            attributes.push(("style", &"display:none"));
        }
        self.svg.open("g", &attributes);
        for feature in 0..layer.features.features().len() {
            self.feature(layer, number_of_layer, feature, frame);
        }
        self.svg.close("g");
    }

    fn feature(&mut self, layer: &MapLayer, number_of_layer: usize, feature: usize, frame: &Frame) {
        let colour = layer.colour_of(feature);
        let drawn = &self.drawn[number_of_layer][feature];
        let mut path = String::new();
        for polygon in &drawn.areas.0 {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                push_line(&mut path, &frame.projection.ring(ring, frame.rect), true);
            }
        }
        for line in &drawn.lines {
            push_line(&mut path, &frame.projection.line(&line.0), false);
        }
        let points: Vec<Coord<f64>> = drawn.points.iter().map(|&at| frame.projection.pixel(at)).collect();
        let paint = if matches!(layer.style.shape, Shape::Areas { .. } | Shape::Points) { "fill" } else { "stroke" };
        let heading = layer.heading_of(feature);
        if !path.is_empty() {
            self.svg.open("path", &[("d", &path), (paint, &colour)]);
            heading.iter().for_each(|names| self.svg.leaf("title", &[], &spoken(names, self.options.languages)));
            self.svg.close("path");
        }
        for at in points {
            let (x, y, radius) = (number(at.x), number(at.y), number(layer.style.width.max(2.0)));
            self.svg.empty("circle", &[("cx", &x), ("cy", &y), ("r", &radius), ("fill", &colour), ("stroke-width", &"1")]);
        }
    }

    fn labels(&mut self, frame: &Frame, scale_bar: Rect) {
        let document = self.document;
        let labels: Vec<&PlaceLabel> = document.labels.iter().filter(|label| is_on(label.side, frame.side)).collect();
        let wanted: Vec<Wanted> = labels.iter().map(|label| self.wanted(label, frame)).collect();
        let placed = place(&wanted, frame.rect, &[scale_bar]);
        self.svg.open("g", &[("data-layer", &"labels"), ("font-size", &LABEL_SIZE), ("text-anchor", &"middle")]);
        for ((label, wanted), placed) in labels.iter().zip(&wanted).zip(&placed) {
            self.label(label, wanted, placed.as_ref());
        }
        self.svg.close("g");
    }

    /// The lines of a label: English above Chinese.
    fn label_lines(&self, names: &Names) -> Vec<String> {
        let zh = if self.options.languages == Languages::Both { names.zh.clone() } else { None };
        std::iter::once(names.en.clone()).chain(zh).collect()
    }

    fn wanted(&self, label: &PlaceLabel, frame: &Frame) -> Wanted {
        let lines = self.label_lines(&label.names);
        let width = lines.iter().map(|line| text_width(line, LABEL_SIZE)).fold(0.0, f64::max);
        Wanted {
            at: frame.projection.pixel(label.at.coord()),
            width: width + 2.0,
            height: lines.len() as f64 * LABEL_SIZE * LINE_HEIGHT,
            mark: if label.mark == Mark::None { 0.0 } else { 3.0 },
        }
    }

    fn label(&mut self, label: &PlaceLabel, wanted: &Wanted, placed: Option<&Placed>) {
        let Some(placed) = placed else {
            self.left_out.push(label.names.clone());
            return;
        };
        let text = placed.text;
        if placed.needs_line {
            let end = nearest_on(text, wanted.at);
            let line = format!("M{} {}L{} {}", number(wanted.at.x), number(wanted.at.y), number(end.x), number(end.y));
            self.svg.empty("path", &[("d", &line), ("stroke", &INK), ("stroke-width", &"0.7"), ("fill", &"none")]);
        }
        self.mark(label.mark, wanted.at);
        let halo: [(&str, &dyn Display); 4] =
            [("stroke", &PAPER), ("stroke-width", &"3"), ("stroke-linejoin", &"round"), ("paint-order", &"stroke")];
        for (line, words) in self.label_lines(&label.names).iter().enumerate() {
            let baseline = text.top + LABEL_SIZE * (line as f64 * LINE_HEIGHT + 0.95);
            let (x, y) = (number(text.middle().x), number(baseline));
            self.svg.leaf("text", &[&[("x", &x as &dyn Display), ("y", &y)], &halo[..]].concat(), words);
        }
    }

    fn mark(&mut self, mark: Mark, at: Coord<f64>) {
        let (x, y) = (number(at.x), number(at.y));
        match mark {
            Mark::Dot => {
                self.svg.empty("circle", &[("cx", &x), ("cy", &y), ("r", &"2.6"), ("fill", &INK), ("stroke", &PAPER)]);
            }
            Mark::Square => {
                let (x, y) = (number(at.x - 2.5), number(at.y - 2.5));
                let size: [(&str, &dyn Display); 4] = [("x", &x), ("y", &y), ("width", &"5"), ("height", &"5")];
                self.svg.empty("rect", &[&size[..], &[("fill", &INK as &dyn Display), ("stroke", &PAPER)]].concat());
            }
            Mark::None => {}
        }
    }
}

/// The width of the map when the legend stands beside it.
fn map_width(width: f64) -> f64 {
    ((width - 3.0 * MARGIN) * 0.74).round()
}

fn is_on(side: Side, frame: Side) -> bool {
    side == Side::Both || frame == Side::Both || side == frame
}

fn is_pictured(layer: &MapLayer, options: &PictureOptions) -> bool {
    layer.visibility != Visibility::OnRequest || options.layers == PicturedLayers::All
}

fn nearest_on(rect: Rect, at: Coord<f64>) -> Coord<f64> {
    Coord { x: at.x.clamp(rect.left, rect.left + rect.width), y: at.y.clamp(rect.top, rect.top + rect.height) }
}
