//! `scheme`: one built-in scheme as TOML.

use clap::Args;

use crate::cli::output;
use crate::cli::session::Session;
use crate::error::Result;
use crate::scheme::builtin;

/// Print a built-in scheme as TOML, to be changed and used as a file.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  ringshed scheme beijing-bay > my-rings.toml")]
pub(in crate::cli) struct SchemeArgs {
    /// Identifier of the scheme; see 'ringshed schemes'.
    #[arg(value_name = "ID")]
    id: String,
}

impl SchemeArgs {
    pub(in crate::cli) fn run(self, _session: &mut Session) -> Result<()> {
        output::text_to_stdout(builtin::by_id(&self.id)?.text())
    }
}
