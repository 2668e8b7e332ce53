//! Other people's test suites, read from the folder named by RINGSHED_SUITES.

use std::path::PathBuf;

mod geodesic;
mod overlay;

/// The folder of a suite; `None`, said on stderr, when no suites are at hand. A named folder that lacks the suite is a failure.
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn folder(suite: &str) -> Option<PathBuf> {
    let Some(suites) = std::env::var_os("RINGSHED_SUITES") else {
        eprintln!("skipped: RINGSHED_SUITES is not set, so there is no suite '{suite}'");
        return None;
    };
    let folder = PathBuf::from(suites).join(suite);
    assert!(folder.is_dir(), "RINGSHED_SUITES is set but {} is missing", folder.display());
    Some(folder)
}
