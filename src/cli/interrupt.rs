//! Ctrl-C: temporary files are removed and the exit code is 130. Nothing half-written stays.

use crate::error::ErrorKind;
use crate::io::atomic;

/// Installs the handler. Without one (the platform refused) Ctrl-C still ends the process, but temporary files may stay.
pub(super) fn install() {
    let _ = ctrlc::set_handler(|| {
        atomic::remove_all_temporary();
        #[allow(clippy::exit, reason = "an interrupted command ends here, on the handler's own thread")]
        std::process::exit(i32::from(ErrorKind::Interrupted.exit_code()));
    });
}
