//! The one integration binary.

mod suites;
