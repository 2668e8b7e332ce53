//! Workers on all threads.

use rayon::prelude::*;

use crate::geometry::workers::Workers;

/// All threads of the current pool.
///
/// # Examples
/// ```
/// use ringshed::analysis::AllThreads;
/// use ringshed::geometry::workers::Workers;
/// assert_eq!(AllThreads.map(3, |number| number * number), [0, 1, 4]);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct AllThreads;

impl Workers for AllThreads {
    fn map<R: Send>(&self, count: usize, work: impl Fn(usize) -> R + Send + Sync) -> Vec<R> {
        (0..count).into_par_iter().map(work).collect()
    }
}
