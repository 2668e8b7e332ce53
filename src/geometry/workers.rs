//! Who does many like tasks: one after the other, or several threads at once.
//!
//! Algorithms of this module that are worth more than one thread take the workers as an argument, and leave threads to their caller.

use std::ops::Range;

/// Something that does numbered tasks, in any order, and gives the results in the order of the numbers.
pub trait Workers: Sync {
    /// The results of the tasks `0..count`.
    fn each<R: Send>(&self, count: usize, task: impl Fn(usize) -> R + Sync + Send) -> Vec<R>;

    /// The results for all numbers of `0..count`, handed out in ranges of some thousands.
    fn ranges<R: Send>(&self, count: usize, task: impl Fn(Range<usize>) -> R + Sync + Send) -> Vec<R> {
        const RANGE: usize = 4096;
        self.each(count.div_ceil(RANGE), |range| task(range * RANGE..count.min((range + 1) * RANGE)))
    }
}

/// One task after the other.
///
/// # Examples
/// ```
/// use ringshed::geometry::workers::{InOrder, Workers};
/// assert_eq!(InOrder.each(3, |number| number * number), [0, 1, 4]);
/// assert_eq!(InOrder.ranges(5000, |range| range.len()), [4096, 904]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct InOrder;

impl Workers for InOrder {
    fn each<R: Send>(&self, count: usize, task: impl Fn(usize) -> R + Sync + Send) -> Vec<R> {
        (0..count).map(task).collect()
    }
}
