//! `locate`.
use crate::cli::session::Session;
use crate::error::Result;
use clap::Args;
/// locate
#[derive(Args, Debug)]
pub(in crate::cli) struct LocateArgs {}
impl LocateArgs {
    pub(in crate::cli) fn run(self, _session: &mut Session) -> Result<()> {
        Ok(())
    }
}
