//! The integration tests, as one binary: a folder per subject.

#![expect(clippy::panic, clippy::print_stdout, reason = "helpers of tests fail and say what was skipped")]

mod architecture;
mod data;
mod suites;
