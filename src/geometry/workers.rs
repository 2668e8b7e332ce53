//! Who does many like pieces of work: one after the other, or several threads at once.
//!
//! What is worth more than one thread takes the workers as an argument, and starts no threads of its own: who calls it says how.

use std::ops::Range;

/// Does independent pieces of work, one after the other or at the same time.
pub trait Workers: Sync {
    /// The results for 0 up to but not including `count`, in that order.
    fn map<R: Send>(&self, count: usize, work: impl Fn(usize) -> R + Send + Sync) -> Vec<R>;

    /// The results for ranges of some thousands of the numbers `0..count`, in that order.
    fn ranges<R: Send>(&self, count: usize, work: impl Fn(Range<usize>) -> R + Send + Sync) -> Vec<R> {
        const RANGE: usize = 4096;
        self.map(count.div_ceil(RANGE), |range| work(range * RANGE..count.min((range + 1) * RANGE)))
    }
}

/// One piece of work after the other.
///
/// # Examples
/// ```
/// use ringshed::geometry::workers::{OneThread, Workers};
/// assert_eq!(OneThread.map(3, |number| number * number), [0, 1, 4]);
/// assert_eq!(OneThread.ranges(5000, |range| range.len()), [4096, 904]);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct OneThread;

impl Workers for OneThread {
    fn map<R: Send>(&self, count: usize, work: impl Fn(usize) -> R + Send + Sync) -> Vec<R> {
        (0..count).map(work).collect()
    }
}
