//! `check`.
use crate::cli::session::Session;
use crate::error::Result;
use clap::Args;
/// check
#[derive(Args, Debug)]
pub(in crate::cli) struct CheckArgs {}
impl CheckArgs {
    pub(in crate::cli) fn run(self, _session: &mut Session) -> Result<()> {
        Ok(())
    }
}
