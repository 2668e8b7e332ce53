//! The command line: arguments to objects, one library call, report, write. No logic of its own.
//!
//! Results go to stdout or `--out`; messages and progress to stderr. Exit codes: 0 done; 1 done, with findings of severity
//! error (or stopped by them under `--strict`); 2 bad request; 3 unreadable input; 4 could not write; 130 interrupted.

mod access_method;
mod amounts;
mod args;
mod atlas;
mod drawn;
#[cfg(feature = "proj")]
mod environment;
mod input;
mod interrupt;
mod layer_file;
mod messages;
mod output;
mod picture;
mod places;
mod points;
mod polygons;
mod population;
mod progress;
mod rail;
mod scheme;
mod session;
mod stations;
mod table_rows;
mod travel;
mod verbs;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use args::Cli;
use session::Session;

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    #[cfg(feature = "proj")]
    if let Some(code) = environment::leave_proj_alone() {
        return code;
    }
    let cli = Cli::parse_from(std::env::args_os().map(protect_negative_position));
    interrupt::install();
    #[cfg(feature = "parquet")]
    leave_guarded_panics_unsaid();
    let mut session = Session::new(cli.global);
    let outcome = session.run(cli.verb);
    session.finish(outcome)
}

/// A reader that panics on a damaged file gives an error of its own; what is printed about panics would be a second one.
#[cfg(feature = "parquet")]
fn leave_guarded_panics_unsaid() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !crate::io::parquet::is_guarded() {
            usual(panic);
        }
    }));
}

/// Lets `-74.006,40.7128` be a value and not an option: a leading space, which readers of positions ignore.
fn protect_negative_position(argument: OsString) -> OsString {
    let is_position = argument.to_str().is_some_and(|text| {
        let digits = text.strip_prefix('-').unwrap_or_default();
        digits.contains(',') && digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
    });
    if is_position { [OsString::from(" "), argument].into_iter().collect() } else { argument }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_positions_are_values() {
        let protect = |text: &str| protect_negative_position(text.into()).into_string().expect("UTF-8");
        assert_eq!(protect("-74.006,40.7128"), " -74.006,40.7128");
        assert_eq!(protect("-.5,1"), " -.5,1");
        for option in ["--minutes", "-o", "60,90", "-", "-5"] {
            assert_eq!(protect(option), option);
        }
    }

    #[test]
    fn the_argument_table_is_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
