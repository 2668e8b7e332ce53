//! The command line, by running the binary as people do.

mod check;
