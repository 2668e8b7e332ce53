//! The `ringshed` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ringshed::cli::main()
}
