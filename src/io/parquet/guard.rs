//! Panics of the `parquet` crate on damaged files as errors.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ::parquet::errors::ParquetError;

thread_local! {
    /// Calls of [`guarded`] that this thread is in.
    static GUARDED: Cell<usize> = const { Cell::new(0) };
}

/// True while this thread reads a file whose damage may make the reader panic: such a panic becomes an error, of which a program
/// that prints panics need say nothing.
pub fn is_guarded() -> bool {
    GUARDED.try_with(Cell::get).is_ok_and(|calls| calls > 0)
}

/// Calls the reader of the format: it asserts some of what a file says (the width of packed numbers, for one), so on a damaged file it
/// may panic instead of giving an error. Who gets an error here drops the reader, so nothing sees what a panic left half done.
pub(super) fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, ParquetError> {
    let count = |change: fn(usize) -> usize| {
        // When the thread is ending there is nobody left to ask.
        let _ = GUARDED.try_with(|calls| calls.set(change(calls.get())));
    };
    count(|calls| calls + 1);
    let outcome = catch_unwind(AssertUnwindSafe(read));
    count(|calls| calls.saturating_sub(1));
    outcome.map_err(|_| ParquetError::General("the file is damaged".to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error() {
        assert_eq!(guarded(|| 7).expect("no panic"), 7);
        assert!(!is_guarded() && guarded(is_guarded).expect("no panic"));
        assert!(
            !guarded(|| std::thread::spawn(is_guarded).join().expect("joined")).expect("no panic"),
            "of its own thread only"
        );
        let error = guarded(|| assert!(std::hint::black_box(false), "damaged")).expect_err("a panic");
        assert!(!is_guarded(), "after a panic too");
        assert_eq!(error.to_string(), "Parquet error: the file is damaged");
    }
}
