//! What a map shows, as plain values: layers with their style, labels, tables, notes. Pictures and pages are made of it.

use crate::finding::Finding;
use crate::layer::Layer;
use crate::quantity::LonLat;

use super::colour::Colour;
use super::columns;

/// A text in English and, where there is one, in Chinese (or in the language of the place).
///
/// # Examples
/// ```
/// use ringshed::report::map::Names;
/// assert_eq!(Names::new("Core", "核心").to_string(), "Core 核心");
/// assert_eq!(Names::new("Marin", "Marin"), Names::english("Marin"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Names {
    /// The English text.
    pub en: String,
    /// The Chinese text; `None` when there is none or it is the same.
    pub zh: Option<String>,
}

impl Names {
    /// Both texts.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::with_optional(en, Some(zh.into()))
    }

    /// The English text alone.
    pub fn english(en: impl Into<String>) -> Self {
        Self { en: en.into(), zh: None }
    }

    /// The English text and the other one if there is any. A second text that is blank or the same counts as none.
    pub fn with_optional(en: impl Into<String>, zh: Option<String>) -> Self {
        let en = en.into();
        let zh = zh.filter(|zh| !zh.trim().is_empty() && *zh != en);
        Self { en, zh }
    }
}

impl std::fmt::Display for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.zh {
            Some(zh) => write!(f, "{} {zh}", self.en),
            None => f.write_str(&self.en),
        }
    }
}

/// Everything that a map shows and says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapDocument {
    /// The title.
    pub title: Names,
    /// The document that the scheme is taken from.
    pub cited: Option<String>,
    /// One map or two.
    pub panels: Panels,
    /// The layers, from the ground up.
    pub layers: Vec<MapLayer>,
    /// Names written on the map, the most important first.
    pub labels: Vec<PlaceLabel>,
    /// Identifiers of the layers that the map opens on; when there are none, all that have a switch.
    pub focus: Vec<String>,
    /// Tables beside the map, the first one also on the printed page.
    pub tables: Vec<MapTable>,
    /// What is doubtful.
    pub findings: Vec<Finding>,
    /// Method and data, sentence by sentence.
    pub notes: Vec<Names>,
    /// How everything was made: the manifest of the run.
    pub manifest: serde_json::Value,
}

/// One map, or two side by side that move together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Panels {
    /// One map.
    #[default]
    One,
    /// Two maps, each under its name.
    SideBySide(Names, Names),
}

/// On which of two maps a layer or label is; a single map has them all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// On both.
    #[default]
    Both,
    /// On the left one.
    Left,
    /// On the right one.
    Right,
}

/// Features with the way they look.
#[derive(Clone, Debug, PartialEq)]
pub struct MapLayer {
    /// Identifier, unique in the document: lower-case words joined by dashes.
    pub id: String,
    /// What the switch of the layer says.
    pub names: Names,
    /// Features. Columns are shown when a feature is pointed at; those called `name` and `name_en` are its heading.
    pub features: Layer,
    /// What each feature is called; those beyond its end are called by their columns.
    pub headings: Vec<Names>,
    /// How the features are drawn.
    pub style: Style,
    /// One colour per feature of [`MapLayer::features`]; [`Style::colour`] for those beyond its end.
    pub colours: Vec<Colour>,
    /// What the colours mean; without entries the legend shows the layer itself.
    pub legend: Vec<LegendEntry>,
    /// Whether it is seen before anybody asks for it.
    pub visibility: Visibility,
    /// On which map.
    pub side: Side,
}

impl MapLayer {
    /// A layer that is seen at once, on every map, without colours and headings of its own.
    pub fn new(id: impl Into<String>, names: Names, features: Layer, style: Style) -> Self {
        Self {
            id: id.into(),
            names,
            features,
            headings: Vec::new(),
            style,
            colours: Vec::new(),
            legend: Vec::new(),
            visibility: Visibility::Shown,
            side: Side::Both,
        }
    }

    /// The colour of a feature.
    pub(super) fn colour_of(&self, feature: usize) -> Colour {
        self.colours.get(feature).copied().unwrap_or(self.style.colour)
    }

    /// What a feature is called; `None` when neither the layer nor its columns say.
    pub(super) fn heading_of(&self, feature: usize) -> Option<Names> {
        self.headings.get(feature).cloned().or_else(|| columns::heading(&self.features, feature))
    }
}

/// An entry of the legend: a colour and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendEntry {
    /// The colour.
    pub colour: Colour,
    /// What it means.
    pub names: Names,
    /// Figures that belong to it, in a smaller line below.
    pub detail: Option<String>,
}

/// Whether a layer is seen before anybody asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// Seen at once.
    #[default]
    Shown,
    /// Seen when it is switched on. Pictures leave it out.
    OnRequest,
    /// Seen always, without a switch: the ground under everything.
    Always,
}

/// How features are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// As what.
    pub shape: Shape,
    /// Colour of fills, lines or points of features that have none of their own.
    pub colour: Colour,
    /// Width of lines, or radius of points, in pixels.
    pub width: f64,
    /// Lengths of dashes and gaps in pixels; `None` for an unbroken line.
    pub dash: Option<[f64; 2]>,
    /// Opacity of fills, 0 to 1.
    pub opacity: f64,
}

impl Style {
    /// Filled areas.
    pub const fn areas(colour: Colour, outline: Colour) -> Self {
        Self { shape: Shape::Areas { outline }, colour, width: 0.8, dash: None, opacity: 1.0 }
    }

    /// Borders of areas.
    pub const fn outlines(colour: Colour, width: f64) -> Self {
        Self { shape: Shape::Outlines, colour, width, dash: None, opacity: 1.0 }
    }

    /// Lines.
    pub const fn lines(colour: Colour, width: f64) -> Self {
        Self { shape: Shape::Lines, ..Self::outlines(colour, width) }
    }

    /// Points.
    pub const fn points(colour: Colour, radius: f64) -> Self {
        Self { shape: Shape::Points, ..Self::outlines(colour, radius) }
    }

    /// The same with broken lines: pixels of dash and gap.
    #[must_use]
    pub const fn dashed(self, dash: f64, gap: f64) -> Self {
        Self { dash: Some([dash, gap]), ..self }
    }
}

/// As what features are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Filled areas with an outline of this colour.
    Areas {
        /// Colour of the outline.
        outline: Colour,
    },
    /// Areas of which only the border is drawn.
    Outlines,
    /// Lines.
    Lines,
    /// Points.
    Points,
}

/// A name on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceLabel {
    /// What it says.
    pub names: Names,
    /// Where.
    pub at: LonLat,
    /// What is drawn at its place.
    pub mark: Mark,
    /// On which map.
    pub side: Side,
}

/// What is drawn at the place of a label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// A dot: the place is a centre.
    Dot,
    /// A square: the place is a facility.
    Square,
    /// Nothing: the name stands for an area.
    #[default]
    None,
}

/// A table beside the map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapTable {
    /// Its heading.
    pub names: Names,
    /// Its rows.
    pub rows: Layer,
    /// Which columns are shown, in order.
    pub columns: Vec<String>,
}
