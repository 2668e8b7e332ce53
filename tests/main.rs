//! The integration tests, as one binary.

#![expect(clippy::panic, clippy::print_stdout, reason = "helpers of tests fail and say what was skipped")]

mod cli;
mod suites;
