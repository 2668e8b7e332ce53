//! The integration tests, as one binary: a folder per subject.

mod architecture;
mod cli;
mod data;
mod examples;
mod suites;
