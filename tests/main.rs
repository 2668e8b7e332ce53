//! The one integration binary.

// Helpers of tests may stop a test, and say that a suite is skipped.
#![allow(clippy::panic, clippy::print_stdout)]

mod suites;
