//! `locate`.
use clap::Args;
use crate::cli::session::Session;
use crate::error::Result;
/// locate
#[derive(Args, Debug)]
pub(in crate::cli) struct LocateArgs {}
impl LocateArgs {
    pub(in crate::cli) fn run(self, _session: &mut Session) -> Result<()> { Ok(()) }
}
