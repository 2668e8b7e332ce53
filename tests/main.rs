//! The integration tests, as one binary: a folder per subject.

// Helpers of tests may stop a test, and say that a suite is skipped.
#![allow(clippy::panic, clippy::print_stdout)]

mod architecture;
mod data;
mod suites;
