//! The integration tests, as one binary: a folder per subject.

mod architecture;
mod data;
mod suites;
