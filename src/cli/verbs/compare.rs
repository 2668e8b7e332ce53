//! `compare`: alternative ring definitions side by side.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::analysis::{BorderKind, Regions, Statistics, compare};
use crate::atlas::Atlas;
use crate::cli::atlas::BoundaryArgs;
use crate::cli::output::{self, FormatArgs, LayerArgs, TableArgs};
use crate::cli::picture::PictureArgs;
use crate::cli::scheme;
use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::geometry::rounding::Precision;
use crate::io::atomic::OutputFolder;
use crate::layer::Layer;
use crate::report::map::{ComparedPlan, Comparison, MapDocument, MapTable, Names, comparison_map, page};
use crate::report::{CompareReport, Rounding, rings_layer};
use crate::scheme::Plan;

/// Ring definitions side by side: what moves from ring to ring, how rings change, how far the plans agree.
///
/// Prints a Markdown document. With --out DIR writes compare.md, pairs.csv, rings.csv, flows.csv, changes.csv, units.csv,
/// compare.geojson (for each further plan compare-N.geojson, against the first), map.html (the first two plans) and manifest.json into
/// the folder, all or none.
/// Rings stand for each other by identifier, else by position from the core outwards. Units are counted at the finest level
/// that any plan names.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed compare beijing-bay jing-jin-ji\n  \
                  ringshed scheme beijing-bay > mine.toml\n  \
                  ringshed compare beijing-bay mine.toml --table flows\n  \
                  ringshed compare beijing-bay mine.toml jing-jin-ji --out compared")]
pub(in crate::cli) struct CompareArgs {
    /// Two or more built-in schemes, scheme files or assignment tables; each is compared with each later one.
    #[arg(value_name = "SCHEME", num_args = 2.., required = true)]
    schemes: Vec<String>,
    /// One table as CSV instead of the document.
    #[arg(long, value_enum, value_name = "TABLE", conflicts_with = "layer")]
    table: Option<TableName>,
    /// The layer of the first two plans as GeoJSON: in both, moved, only in A, only in B.
    #[arg(long)]
    layer: bool,
    /// Folder for all outputs; with --table or --layer the one file, .csv or .geojson; or a .md file for the document alone.
    #[arg(long, short, value_name = "PATH")]
    out: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    pictures: PictureArgs,
    #[command(flatten)]
    boundaries: BoundaryArgs,
}

/// The tables of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TableName {
    /// Each plan against each later one: what stays and moves, adjusted Rand index.
    Pairs,
    /// Each ring of each plan: figures, pieces, Polsby-Popper, Reock, hull ratio.
    Rings,
    /// From each ring to each ring.
    Flows,
    /// Ring by ring, the second plan less the first.
    Changes,
    /// Each piece of ground with its ring in every plan.
    Units,
}

impl CompareArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        self.pictures.check()?;
        let atlas = self.boundaries.atlas(session)?;
        let plans = self.plans(session, &atlas)?;
        let plans: Vec<&Plan> = plans.iter().collect();
        session.parameter("schemes", Some(plans.iter().map(|plan| plan.id()).collect::<Vec<_>>().join(",")));
        let borders = if self.boundaries.have_files() { BorderKind::Unknown } else { BorderKind::Shared };
        let comparison = compare(&plans, &atlas, borders);
        let report = CompareReport::new(&plans, &comparison);
        self.write(session, &atlas, &plans, &report)?;
        if self.pictures.wanted() {
            let layers = self.layers(session, &report, 1);
            let sides = [Mapped::new(plans[0], &atlas), Mapped::new(plans[1], &atlas)];
            self.pictures.write(session, |session| map(session, &atlas, &sides, &report, &layers[0]))?;
        }
        Ok(())
    }

    fn write(&self, session: &mut Session, atlas: &Atlas, plans: &[&Plan], report: &CompareReport<'_>) -> Result<()> {
        if let Some(table) = self.table {
            return TableArgs::to(self.out.clone()).write(session, &table.of(report));
        }
        if self.layer {
            let layers = self.layers(session, report, 1);
            return LayerArgs::to(self.out.clone(), self.format.clone()).write(session, &layers[0]);
        }
        session.gate()?;
        match &self.out {
            None => output::text_to_stdout(&report.markdown()),
            Some(file) if file.extension().is_some_and(|extension| extension == "md") => {
                output::text_to(Some(file), &report.markdown(), session.manifest())
            }
            Some(folder) => self.write_all(session, atlas, plans, report, folder),
        }
    }

    /// The plan of every scheme; what is wrong with any of them is said before stopping.
    fn plans(&self, session: &mut Session, atlas: &Atlas) -> Result<Vec<Plan>> {
        let plans: Vec<Result<Plan>> = self.schemes.iter().map(|name| scheme::plan(session, name, atlas)).collect();
        let errors: Vec<&Error> = plans.iter().filter_map(|plan| plan.as_ref().err()).collect();
        if errors.len() > 1 {
            let problems = errors.iter().flat_map(|error| error.problems().to_vec()).collect();
            return Err(Error::all(errors[0].kind(), problems));
        }
        plans.into_iter().collect()
    }

    /// The first plan against the following ones, `most` of them.
    fn layers(&self, session: &mut Session, report: &CompareReport<'_>, most: usize) -> Vec<Layer> {
        let mut rounding = self.format.rounding();
        let layers = report.layers_against_first(most, &mut rounding);
        session.report(rounding.into_findings());
        layers
    }

    fn write_all(
        &self,
        session: &mut Session,
        atlas: &Atlas,
        plans: &[&Plan],
        report: &CompareReport<'_>,
        path: &Path,
    ) -> Result<()> {
        let layers = self.layers(session, report, self.schemes.len() - 1);
        let sides = [Mapped::new(plans[0], atlas), Mapped::new(plans[1], atlas)];
        let page = page(&map(session, atlas, &sides, report, &layers[0]));
        session.gate()?;
        let manifest = session.manifest();
        let mut folder = OutputFolder::create(path)?;
        folder.write("compare.md", |output| std::io::Write::write_all(output, report.markdown().as_bytes()))?;
        for table in [TableName::Pairs, TableName::Rings, TableName::Flows, TableName::Changes, TableName::Units] {
            output::table_into(&mut folder, &table.of(report))?;
        }
        for layer in &layers {
            output::layer_into(&mut folder, layer, &self.format, manifest)?;
        }
        output::text_into(&mut folder, "map.html", &page)?;
        output::json_into(&mut folder, "manifest.json", &manifest.to_json())?;
        folder.commit()?;
        session.messages().note(&format!("tables, layers and compare.md are in {}", path.display()));
        Ok(())
    }
}

/// What the map needs of a plan besides the comparison.
struct Mapped<'a> {
    plan: &'a Plan,
    statistics: Statistics,
    rings: Layer,
}

impl<'a> Mapped<'a> {
    fn new(plan: &'a Plan, atlas: &Atlas) -> Self {
        let regions = Regions::of(plan, atlas);
        let statistics = Statistics::of(plan, atlas, &regions);
        // What rounding does to the rings is reported for the layer of changes already.
        let rings = rings_layer(plan, &regions, &statistics, &mut Rounding::new(Precision::default()));
        Self { plan, statistics, rings }
    }

    fn compared(&self) -> ComparedPlan<'_> {
        ComparedPlan { plan: self.plan, statistics: &self.statistics, rings: &self.rings }
    }
}

/// The first two plans side by side.
fn map(
    session: &Session,
    atlas: &Atlas,
    sides: &[Mapped<'_>; 2],
    report: &CompareReport<'_>,
    changes: &Layer,
) -> MapDocument {
    let columns = ["from", "to", "change", "units", "area_km2", "population"].map(str::to_string).to_vec();
    let flows =
        MapTable { names: Names::new("From ring to ring", "圈层之间的变动"), rows: report.first_flows(), columns };
    let comparison = Comparison { a: sides[0].compared(), b: sides[1].compared(), changes, tables: vec![flows] };
    comparison_map(&comparison, session.map_context(atlas))
}

impl TableName {
    fn of(self, report: &CompareReport<'_>) -> Layer {
        match self {
            Self::Pairs => report.pairs(),
            Self::Rings => report.rings(),
            Self::Flows => report.flows(),
            Self::Changes => report.changes(),
            Self::Units => report.units(),
        }
    }
}
