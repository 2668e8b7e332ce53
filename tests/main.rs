//! The integration tests, as one binary.

#![expect(clippy::panic, clippy::print_stdout, reason = "helpers of tests fail and say what was skipped")]

// Helpers of tests may stop a test, and say that a suite is skipped.
#![allow(clippy::panic, clippy::print_stdout)]

mod suites;
