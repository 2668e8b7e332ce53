//! `--svg` and `--png`: the result as a picture besides its layers.

use std::path::PathBuf;

use clap::Args;

use super::output;
use super::session::Session;
use crate::error::{Error, Result};
use crate::finding::Finding;
#[cfg(feature = "png")]
use crate::report::map::Languages;
use crate::report::map::{MapDocument, Picture, PictureOptions, picture};

/// Which pictures are written.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Pictures")]
pub(super) struct PictureArgs {
    /// Also draw a map for reports, as SVG.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Also draw it as PNG, with the fonts of this machine.
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Width of the picture in pixels; a PNG has twice as many.
    #[arg(long, default_value_t = 1400, value_name = "PIXELS", value_parser = clap::value_parser!(u16).range(600..=8000))]
    picture_width: u16,
}

impl PictureArgs {
    /// True when a picture is asked for.
    pub(super) fn wanted(&self) -> bool {
        self.svg.is_some() || self.png.is_some()
    }

    /// Refuses what this build cannot draw, before anything is computed.
    ///
    /// # Errors
    /// A bad request for `--png` in a build without the feature `png`.
    pub(super) fn check(&self) -> Result<()> {
        if self.png.is_some() && cfg!(not(feature = "png")) {
            let message =
                "--png: this build has no feature 'png'; build with it (cargo build --features png), or write --svg";
            return Err(Error::bad_request(message));
        }
        Ok(())
    }

    /// Draws and writes the pictures. What could not be written on them is reported.
    ///
    /// # Errors
    /// Findings of severity error under `--strict`; could not write.
    pub(super) fn write(&self, session: &mut Session, document: impl FnOnce(&Session) -> MapDocument) -> Result<()> {
        if !self.wanted() {
            return Ok(());
        }
        session.gate()?;
        let document = document(session);
        let options = PictureOptions { width: f64::from(self.picture_width), ..PictureOptions::default() };
        if let Some(path) = &self.svg {
            let drawn = picture(&document, &options);
            session.report(left_out(&drawn));
            output::picture_to(path, drawn.svg.as_bytes(), session.manifest())?;
        }
        if let Some(path) = &self.png {
            let bytes = self.raster(session, &document, &options)?;
            output::picture_to(path, &bytes, session.manifest())?;
        }
        Ok(())
    }

    /// The picture as PNG. Without a font for Chinese, names are written in English.
    #[cfg(feature = "png")]
    fn raster(&self, session: &mut Session, document: &MapDocument, options: &PictureOptions) -> Result<Vec<u8>> {
        use crate::io::png::{Fonts, write_png};
        let fonts = Fonts::of_this_machine();
        let mut drawn = picture(document, options);
        let missing = fonts.missing(&drawn.svg);
        if !missing.is_empty() {
            drawn = picture(document, &PictureOptions { languages: Languages::English, ..*options });
            session.report([no_font(&missing, &fonts.missing(&drawn.svg))]);
        }
        session.report(left_out(&drawn));
        write_png(&drawn.svg, &fonts, 2.0).map_err(|error| Error::bad_request(format!("--png: {error}")))
    }

    #[cfg(not(feature = "png"))]
    fn raster(&self, _: &mut Session, _: &MapDocument, _: &PictureOptions) -> Result<Vec<u8>> {
        self.check().map(|()| Vec::new())
    }
}

fn left_out(drawn: &Picture) -> Option<Finding> {
    let names: Vec<&str> = drawn.left_out.iter().map(|names| names.en.as_str()).collect();
    let message = format!("there was no room on the picture for the names of {}", names.join(", "));
    (!names.is_empty()).then(|| Finding::note("names-left-out", message).with_remedy("give it more --picture-width"))
}

#[cfg(feature = "png")]
fn no_font(missing: &str, still_missing: &str) -> Finding {
    let some = |letters: &str| letters.chars().take(8).collect::<String>();
    let message = if still_missing.is_empty() {
        format!("no font of this machine has the letters {} ...; the PNG is in English alone", some(missing))
    } else {
        format!("no font of this machine has the letters {} ...; they are left out of the PNG", some(still_missing))
    };
    let remedy =
        "install a font such as Noto Sans CJK (Debian: fonts-noto-cjk), or use --svg, which takes the reader's fonts";
    Finding::warning("no-font", message).with_remedy(remedy)
}
