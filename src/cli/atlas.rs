//! The atlas of one run: embedded, or made of boundary files.

use std::collections::BTreeSet;

use clap::Args;

use super::session::Session;
use crate::atlas::{Atlas, AtlasBuilder, FieldNames, Level, UnitId};
use crate::error::{Error, Result};
use crate::io::csv::PointColumns;

/// Whether a zone file takes the place of the atlas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zoned {
    /// The units are those of the atlas.
    No,
    /// The units are those of a zone file.
    Yes,
}

impl Zoned {
    /// Whether a file was given.
    pub(super) fn by(file: Option<&String>) -> Self {
        if file.is_some() { Self::Yes } else { Self::No }
    }
}

/// Which boundaries to use.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Boundaries")]
pub(super) struct BoundaryArgs {
    /// Boundary files (GeoJSON) instead of the embedded atlas. Several files may hold several levels.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    boundaries: Vec<String>,
    /// Add the boundary files to the embedded atlas instead of replacing it.
    #[arg(long, requires = "boundaries")]
    extend: bool,
    /// Level of the units that are listed, located or counted, and of those of boundary files without a column 'level'.
    #[arg(long, value_name = "L")]
    level: Option<Level>,
    /// Column of the unit's code (default: code, adcode, id, geoid, fips, iso_3166_2 or gid).
    #[arg(long, value_name = "COLUMN")]
    code_field: Option<String>,
    /// Column of the unit's name (default: name, name_zh, 名称 or label).
    #[arg(long, value_name = "COLUMN")]
    name_field: Option<String>,
    /// Column of the code of the unit above (default: parent or parent_code).
    #[arg(long, value_name = "COLUMN")]
    parent_field: Option<String>,
}

impl BoundaryArgs {
    /// Builds the atlas; findings about the files are reported.
    ///
    /// # Errors
    /// Unreadable input; a bad request when no file has a usable boundary or a named column does not exist.
    pub(super) fn atlas(&self, session: &mut Session) -> Result<Atlas> {
        if self.boundaries.is_empty() {
            session.add_embedded_data();
            return Ok(Atlas::embedded());
        }
        let mut builder = if self.extend { AtlasBuilder::embedded() } else { AtlasBuilder::new() };
        if self.extend {
            session.add_embedded_data();
        }
        let fields = self.fields();
        for file in &self.boundaries {
            add_file(session, &mut builder, file, &fields)?;
        }
        finish(session, builder)
    }
}

impl BoundaryArgs {
    /// The columns that were named.
    pub(super) fn fields(&self) -> FieldNames {
        FieldNames {
            code: self.code_field.clone(),
            name: self.name_field.clone(),
            parent: self.parent_field.clone(),
            level: self.level,
        }
    }

    /// The level that was asked for.
    pub(super) fn level(&self) -> Option<Level> {
        self.level
    }

    /// True when boundary files replace the embedded atlas or add to it.
    pub(super) fn have_files(&self) -> bool {
        !self.boundaries.is_empty()
    }

    /// The one level of units that are compared or located: the one asked for, the only one of the files, else cities of the embedded
    /// atlas.
    ///
    /// # Errors
    /// A bad request when there are no units of that level, or when the files hold several and none was asked for.
    pub(super) fn one_level(&self, atlas: &Atlas, of_zones: Zoned) -> Result<Level> {
        let levels = atlas.levels();
        let listed = || levels.iter().map(Level::to_string).collect::<Vec<String>>().join(", ");
        match self.level {
            Some(level) if levels.contains(&level) => Ok(level),
            Some(level) => {
                Err(Error::bad_request(format!("--level {level}: there are no such units; there are {}", listed())))
            }
            None if of_zones == Zoned::No && self.are_embedded() => Ok(Level::City),
            None => match levels[..] {
                [level] => Ok(level),
                _ => Err(Error::bad_request(format!(
                    "the units are of several levels: choose one with --level: {}",
                    listed()
                ))),
            },
        }
    }

    /// True when no boundary file takes the place of the embedded atlas.
    fn are_embedded(&self) -> bool {
        self.boundaries.is_empty() || self.extend
    }
}

/// The units that an option names, each once.
///
/// # Errors
/// A bad request with every name that is unknown or ambiguous.
pub(super) fn named_units(atlas: &Atlas, names: &[String], option: &str) -> Result<Vec<UnitId>> {
    let (mut problems, mut units) = (Vec::new(), BTreeSet::new());
    for name in names {
        match atlas.resolve(name, None) {
            Ok(found) => drop(units.insert(found.id)),
            Err(error) => problems.push(format!("{option}: {error}")),
        }
    }
    if problems.is_empty() { Ok(units.into_iter().collect()) } else { Err(Error::bad_requests(problems)) }
}

/// The zones of a file, as an atlas of one level.
///
/// # Errors
/// As [`BoundaryArgs::atlas`].
pub(super) fn zones(session: &mut Session, file: &str, fields: &FieldNames) -> Result<Atlas> {
    let mut builder = AtlasBuilder::new();
    add_file(session, &mut builder, file, fields)?;
    finish(session, builder)
}

fn add_file(session: &mut Session, builder: &mut AtlasBuilder, file: &str, fields: &FieldNames) -> Result<()> {
    let layer = session.read_layer(file, &PointColumns::default())?;
    let findings = builder.add_layer(&layer, fields)?;
    session.report(findings.into_iter().map(|finding| finding.in_file(file)));
    Ok(())
}

fn finish(session: &mut Session, builder: AtlasBuilder) -> Result<Atlas> {
    let (atlas, findings) = builder.build();
    session.report(findings);
    if atlas.is_empty() {
        return Err(Error::bad_request("the boundary files hold no usable polygon; see the findings above"));
    }
    Ok(atlas)
}
