//! Maps that people look at: a picture in SVG for reports, and a page that needs nothing but a browser.
//!
//! A [`MapDocument`] says what is shown: layers with their style, labels, tables, findings, notes. [`plan_map`] makes one of a plan and
//! the layers of its outputs, [`layers_map`] one of layers alone; a caller may as well fill in its own. [`picture`] draws it.
//!
//! ```
//! use ringshed::analysis::{Regions, Statistics};
//! use ringshed::geometry::rounding::Precision;
//! use ringshed::report::map::{MapContext, PictureOptions, picture, plan_map};
//! use ringshed::report::{Rounding, rings_layer};
//! use ringshed::{Atlas, scheme::builtin};
//! let atlas = Atlas::embedded();
//! let plan = builtin::by_id("tokyo-bay")?.plan(&atlas)?;
//! let regions = Regions::of(&plan, &atlas);
//! let statistics = Statistics::of(&plan, &atlas, &regions);
//! let rings = rings_layer(&plan, &regions, &statistics, &mut Rounding::new(Precision::default()));
//! let context = MapContext { atlas: &atlas, findings: &[], manifest: serde_json::Value::Null };
//! let drawn = picture(&plan_map(&plan, &statistics, &[&rings], context), &PictureOptions::default());
//! assert!(drawn.svg.contains("Chiba") && drawn.left_out.is_empty());
//! # Ok::<(), ringshed::Error>(())
//! ```

mod build;
mod colour;
mod columns;
mod compare;
mod display;
mod document;
mod escape;
mod ground;
mod notes;
mod page;
mod picture;
mod styles;

pub use build::{MapContext, layers_map, plan_map};
pub use colour::{Colour, ring_colour, share_colour};
pub use compare::{CHANGES, ComparedPlan, Comparison, comparison_map, share_layer, share_map};
pub use document::{
    LegendEntry, MapDocument, MapLayer, MapTable, Mark, Names, Panels, PlaceLabel, Shape, Side, Style, Visibility,
};
pub use page::page;
pub use picture::{Languages, Picture, PictureOptions, PicturedLayers, picture};

#[cfg(test)]
mod tests;
