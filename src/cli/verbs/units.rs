//! `units`: the atlas as a table.

use clap::Args;
use rayon::prelude::*;

use crate::analysis::unit_statistics;
use crate::atlas::UnitId;
use crate::cli::atlas::BoundaryArgs;
use crate::cli::output::TableArgs;
use crate::cli::session::Session;
use crate::error::Result;
use crate::report;

/// List or search the units of the atlas.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed units --level province\n  ringshed units --match tongzhou")]
pub(in crate::cli) struct UnitsArgs {
    /// Only units whose code, name or English name contains this text.
    #[arg(long = "match", value_name = "TEXT")]
    matching: Option<String>,
    #[command(flatten)]
    boundaries: BoundaryArgs,
    #[command(flatten)]
    output: TableArgs,
}

impl UnitsArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let atlas = self.boundaries.atlas(session)?;
        let mut units: Vec<UnitId> = match &self.matching {
            Some(text) => atlas.matching(text),
            None => atlas.ids().collect(),
        };
        if let Some(level) = self.boundaries.level() {
            units.retain(|&id| atlas.unit(id).is_of_level(level));
        }
        session.parameter("level", self.boundaries.level().map(|level| level.to_string()));
        session.parameter("match", self.matching);
        let rows: Vec<_> = units.into_par_iter().map(|id| (id, unit_statistics(&atlas, id))).collect();
        self.output.write(session, &report::units_table(&atlas, &rows))
    }
}
