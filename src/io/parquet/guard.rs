//! Panics of the `parquet` crate on damaged files as errors.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ::parquet::errors::ParquetError;

/// Calls the reader of the format: it asserts some of what a file says (the width of packed numbers, for one), so on a damaged file it
/// may panic instead of giving an error. Who gets an error here drops the reader, so nothing sees what a panic left half done.
pub(super) fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, ParquetError> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| ParquetError::General("the file is damaged".to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error() {
        assert_eq!(guarded(|| 7).expect("no panic"), 7);
        let error = guarded(|| assert!(std::hint::black_box(false), "damaged")).expect_err("a panic");
        assert_eq!(error.to_string(), "Parquet error: the file is damaged");
    }
}
