//! PNG pictures from SVG, through resvg, with the fonts of the machine.

use std::collections::BTreeSet;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

/// The fonts of a machine.
#[derive(Clone, Debug)]
pub struct Fonts {
    database: Arc<fontdb::Database>,
}

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PngError {
    /// The SVG is not one that the renderer takes.
    #[error("the picture cannot be drawn: {0}")]
    Svg(#[from] usvg::Error),
    /// The picture would not fit into memory.
    #[error("a picture of {width} by {height} pixels is too large; ask for a smaller --picture-width")]
    TooLarge {
        /// Width in pixels.
        width: f32,
        /// Height in pixels.
        height: f32,
    },
    /// The picture could not be packed.
    #[error("the picture cannot be packed: {0}")]
    Packed(String),
}

impl Fonts {
    /// The fonts that the operating system knows.
    pub fn of_this_machine() -> Self {
        let mut database = fontdb::Database::new();
        database.load_system_fonts();
        let first = database.faces().find_map(|face| face.families.first().map(|(name, _)| name.clone()));
        let families: BTreeSet<String> =
            database.faces().flat_map(|face| face.families.iter().map(|(name, _)| name.clone())).collect();
        let preferred = ["Noto Sans CJK SC", "DejaVu Sans", "Arial", "Helvetica", "Liberation Sans"];
        let generic = preferred.iter().find(|name| families.contains(**name)).map(|name| (*name).to_string()).or(first);
        if let Some(family) = generic {
            database.set_sans_serif_family(family);
        }
        Self { database: Arc::new(database) }
    }

    /// No fonts at all.
    pub fn none() -> Self {
        Self { database: Arc::new(fontdb::Database::new()) }
    }

    /// The letters of the texts of an SVG document that no font has, each once, in order of code point.
    pub fn missing(&self, svg: &str) -> String {
        let letters: BTreeSet<char> =
            texts(svg).chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()).collect();
        let mut open: Vec<char> = letters.into_iter().collect();
        for face in self.database.faces() {
            if open.is_empty() {
                break;
            }
            let remaining = self.database.with_face_data(face.id, |data, index| without_glyph(data, index, &open));
            open = remaining.flatten().unwrap_or(open);
        }
        open.into_iter().collect()
    }
}

/// Those of some letters that a font face does not have; `None` for a face that cannot be read.
fn without_glyph(data: &[u8], index: u32, letters: &[char]) -> Option<Vec<char>> {
    use skrifa::MetadataProvider as _;
    let face = skrifa::FontRef::from_index(data, index).ok()?;
    let glyphs = face.charmap();
    Some(letters.iter().copied().filter(|&letter| glyphs.map(letter).is_none()).collect())
}

/// The contents of all text elements.
fn texts(svg: &str) -> String {
    let Ok(document) = usvg::roxmltree::Document::parse(svg) else { return String::new() };
    let elements = document.descendants().filter(|node| node.has_tag_name("text") || node.tag_name().name() == "text");
    elements.filter_map(|node| node.text()).collect()
}

/// Draws an SVG document, `scale` pixels for each of its own, and packs it as PNG. Letters that no font has are left out.
///
/// # Errors
/// [`PngError`] for an SVG that cannot be read and for a picture too large for memory.
pub fn write_png(svg: &str, fonts: &Fonts, scale: f32) -> Result<Vec<u8>, PngError> {
    let options = usvg::Options { fontdb: fonts.database.clone(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options)?;
    let (width, height) = ((tree.size().width() * scale).ceil(), (tree.size().height() * scale).ceil());
    let mut pixels = Pixmap::new(width as u32, height as u32).ok_or(PngError::TooLarge { width, height })?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| PngError::Packed(error.to_string()))
}
