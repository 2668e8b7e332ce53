//! The environment that PROJ finds itself in.
//!
//! PROJ looks into the folders of `PROJ_DATA` and `PROJ_LIB`, and beside the program, before it uses the database that is built in: a
//! folder of an older PROJ breaks it. It also prints what it thinks on stderr. Both are set by the environment alone, which a running program cannot
//! change safely; so the command starts itself again, once, with another one (2 milliseconds).

use std::env;
use std::process::{Command, ExitCode};

/// Says that the environment has been set already.
const DONE: &str = "RINGSHED_PROJ_ENVIRONMENT";

/// Starts the command again with an environment that leaves PROJ to its built-in database: silent, without network, with grids from
/// PROJ's folder in the user's home only. `None` when that has been done already, or cannot be done.
pub(super) fn leave_proj_alone() -> Option<ExitCode> {
    if env::var_os(DONE).is_some() {
        return None;
    }
    let program = env::current_exe().ok()?;
    let mut command = Command::new(&program);
    command.args(env::args_os().skip(1)).env(DONE, "1").env_remove("PROJ_LIB").env_remove("PROJ_NETWORK");
    // A folder that cannot be: the program is a file. Unset, PROJ would look beside the program.
    command.env("PROJ_DATA", &program).env("PROJ_DEBUG", "0");
    started(command)
}

#[cfg(unix)]
fn started(mut command: Command) -> Option<ExitCode> {
    use std::os::unix::process::CommandExt;
    if let Some(name) = env::args_os().next() {
        command.arg0(name);
    }
    // Comes back only when it fails; the command then goes on as it is.
    let _ = command.exec();
    None
}

#[cfg(not(unix))]
fn started(mut command: Command) -> Option<ExitCode> {
    let status = command.status().ok()?;
    Some(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}
