//! Workers on all threads.

use rayon::prelude::*;

use crate::geometry::workers::Workers;

/// As many tasks at once as there are threads; results are in the order of the tasks.
///
/// # Examples
/// ```
/// use ringshed::analysis::Threads;
/// use ringshed::geometry::workers::Workers;
/// assert_eq!(Threads.each(3, |number| number * number), [0, 1, 4]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Threads;

impl Workers for Threads {
    fn each<R: Send>(&self, count: usize, task: impl Fn(usize) -> R + Sync + Send) -> Vec<R> {
        (0..count).into_par_iter().map(task).collect()
    }
}
