//! `schemes`: the built-in schemes.

use clap::Args;

use crate::cli::output;
use crate::cli::session::Session;
use crate::error::Result;
use crate::scheme::builtin;

/// List the built-in schemes.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  ringshed schemes")]
pub(in crate::cli) struct SchemesArgs {}

impl SchemesArgs {
    pub(in crate::cli) fn run(self, _session: &mut Session) -> Result<()> {
        let width = builtin::all().iter().map(|scheme| scheme.id().len()).max().unwrap_or(0);
        let lines: String =
            builtin::all().iter().map(|scheme| format!("{:width$}  {}\n", scheme.id(), scheme.name())).collect();
        output::text_to_stdout(&lines)
    }
}
