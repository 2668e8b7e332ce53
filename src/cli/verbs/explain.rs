//! `explain`: why a unit is in its ring.

use clap::Args;

use crate::cli::atlas::BoundaryArgs;
use crate::cli::output;
use crate::cli::scheme::{self, RuleArgs};
use crate::cli::session::Session;
use crate::error::{Error, Result};

/// Why a unit is in its ring, or in none: what named it, what it overrode.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  ringshed explain beijing-bay Tongzhou,Beijing\n  ringshed explain beijing-bay XA --json"
)]
pub(in crate::cli) struct ExplainArgs {
    /// A built-in scheme, a scheme file, or a CSV table of codes and rings.
    #[arg(value_name = "SCHEME")]
    scheme: String,
    /// Name or code of a unit, or of an alias of the scheme.
    #[arg(value_name = "UNIT")]
    unit: String,
    /// JSON instead of text.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    boundaries: BoundaryArgs,
}

impl ExplainArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let atlas = self.boundaries.atlas(session)?;
        let plan = scheme::plan_quietly_with(session, &self.scheme, &atlas, &self.rules)?;
        let explanation = plan.explain_name(&atlas, &self.unit).map_err(|error| Error::bad_request(error.to_string()))?;
        if self.json {
            let json = serde_json::to_value(&explanation).unwrap_or_default();
            return output::text_to_stdout(&format!("{json:#}\n"));
        }
        output::text_to_stdout(&format!("{explanation}\n"))
    }
}
