//! The one integration binary.

#![expect(clippy::panic, clippy::print_stdout, reason = "helpers of tests fail and say what was skipped")]

mod suites;
