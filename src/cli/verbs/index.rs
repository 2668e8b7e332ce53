//! `index build`: a locator saved to one file, for `locate --index FILE`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::analysis::AllThreads;
use crate::atlas::{Atlas, Level, UnitId};
use crate::cli::atlas::{self as boundaries, BoundaryArgs, Zoned};
use crate::cli::output;
use crate::cli::session::Session;
use crate::error::Result;
use crate::finding::Finding;
use crate::index::{CellIndex, LocatorFile, Outline};
use crate::io::atomic::AtomicFile;

const EXAMPLES: &str = "Examples:\n  ringshed index build --level district -o d.locator\n  \
                        printf 'lon,lat\\n116.65,39.91\\n' | ringshed locate - --index d.locator";

/// Locators in files: built once, loaded by `locate --index FILE`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct IndexArgs {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Build(BuildArgs),
}

/// Builds a locator of the polygons of a file, or of units of the atlas, and saves it.
///
/// The file holds codes, names and exact borders, so that `locate --index FILE` needs nothing else. With --scheme, `locate` finds
/// the ring of each unit by its code: build the locator of units that are of one ring each (--level district).
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
struct BuildArgs {
    /// Polygons to locate in (default: the atlas).
    #[arg(value_name = "ZONES", conflicts_with = "boundaries")]
    zones: Option<String>,
    /// File to write.
    #[arg(long, short, value_name = "FILE", required = true)]
    out: PathBuf,
    #[command(flatten)]
    boundaries: BoundaryArgs,
}

impl IndexArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let Task::Build(args) = self.task;
        args.run(session)
    }
}

impl BuildArgs {
    fn run(&self, session: &mut Session) -> Result<()> {
        let atlas = match &self.zones {
            Some(file) => boundaries::zones(session, file, &self.boundaries.fields())?,
            None => self.boundaries.atlas(session)?,
        };
        let level = self.boundaries.one_level(&atlas, Zoned::by(self.zones.as_ref()))?;
        session.parameter("level", Some(level.to_string()));
        session.gate()?;
        let built = locator_file(session, &atlas, level);
        let mut file = AtomicFile::create(&self.out)?;
        built.write(&mut file).map_err(|error| file.error(error))?;
        file.flush().map_err(|error| file.error(error))?;
        file.commit()?;
        let figures = built.cells.figures();
        let message = format!(
            "{} units, {} vertices; {} x {} cells, {} of them on the border, {:.1} MB",
            figures.units,
            figures.vertices,
            figures.columns,
            figures.rows,
            figures.cells_on_border,
            figures.bytes as f64 / 1e6
        );
        session.report([Finding::note("locator-built", message)]);
        output::write_manifest_beside(&self.out, session.manifest())
    }
}

fn locator_file(session: &Session, atlas: &Atlas, level: Level) -> LocatorFile {
    let ids: Vec<UnitId> = atlas.ids_of_level(level).collect();
    let outlines = ids.iter().map(|&id| Outline::from(atlas.boundary(id))).collect();
    let name = |&id: &UnitId| (atlas.unit(id).code().to_string(), atlas.unit(id).name().to_string());
    let inputs = &session.manifest().inputs;
    let joined = |part: fn(&crate::io::manifest::InputFile) -> String| inputs.iter().map(part).collect::<Vec<_>>().join(",");
    LocatorFile {
        level: level.to_string(),
        source: if inputs.is_empty() { "embedded atlas".to_string() } else { joined(|input| input.name.clone()) },
        source_digest: joined(|input| input.sha256.to_string()),
        units: ids.iter().map(name).collect(),
        cells: CellIndex::fine(outlines, &AllThreads),
    }
}
