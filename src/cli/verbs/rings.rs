//! `rings`: ring polygons, members, or the ring table of a scheme.

use clap::Args;

use crate::analysis::{Regions, Statistics};
use crate::cli::atlas::BoundaryArgs;
use crate::cli::output::LayerArgs;
use crate::cli::picture::PictureArgs;
use crate::cli::scheme::{self, RuleArgs};
use crate::cli::session::Session;
use crate::error::Result;
use crate::report;
use crate::report::map::plan_map;

/// Dissolved ring polygons of a scheme, with statistics.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  ringshed rings beijing-bay --table\n  ringshed rings beijing-bay --members --out members.geojson\n  ringshed rings beijing-bay --assignment --out rings.csv"
)]
pub(in crate::cli) struct RingsArgs {
    /// A built-in scheme, a scheme file, or a CSV table of codes and rings.
    #[arg(value_name = "SCHEME")]
    scheme: String,
    /// The statistics as CSV instead of polygons.
    #[arg(long, conflicts_with = "members")]
    table: bool,
    /// The units with their rings as CSV (code,ring), which can be given wherever a scheme can.
    #[arg(long, conflicts_with_all = ["members", "table"])]
    assignment: bool,
    /// The members instead of the dissolved rings.
    #[arg(long)]
    members: bool,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    boundaries: BoundaryArgs,
    #[command(flatten)]
    output: LayerArgs,
    #[command(flatten)]
    pictures: PictureArgs,
}

impl RingsArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        self.pictures.check()?;
        let atlas = self.boundaries.atlas(session)?;
        let plan = scheme::plan_with(session, &self.scheme, &atlas, &self.rules)?;
        session.parameter("scheme", Some(plan.id().to_string()));
        if self.assignment {
            return self.output.write_table(session, &report::assignment_table(&plan, &atlas));
        }
        let regions = Regions::of(&plan, &atlas);
        let statistics = Statistics::of(&plan, &atlas, &regions);
        session.report(statistics.findings(&plan));
        self.pictures.write(session, |session| {
            let mut rounding = self.output.rounding();
            let rings = report::rings_layer(&plan, &regions, &statistics, &mut rounding);
            let members = report::members_layer(&plan, &regions, &statistics, &mut rounding);
            plan_map(&plan, &statistics, &[&rings, &members], session.map_context(&atlas))
        })?;
        if self.table {
            return self.output.write_table(session, &report::ring_table(&plan, &statistics));
        }
        let mut rounding = self.output.rounding();
        let layer = if self.members {
            report::members_layer(&plan, &regions, &statistics, &mut rounding)
        } else {
            report::rings_layer(&plan, &regions, &statistics, &mut rounding)
        };
        session.report(rounding.into_findings());
        self.output.write(session, &layer)
    }
}
