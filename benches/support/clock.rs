//! Wall time, CPU time and memory of this process.

use std::fs;
use std::time::Instant;

/// What a piece of work cost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// Seconds on the wall.
    pub(crate) wall: f64,
    /// Seconds of all threads together.
    pub(crate) cpu: f64,
}

impl Cost {
    /// What `wanted` pieces cost when this is the cost of `done`.
    pub(crate) fn per(self, done: usize, wanted: usize) -> Self {
        let share = wanted as f64 / done as f64;
        Self { wall: self.wall * share, cpu: self.cpu * share }
    }
}

/// Does some work once without counting and then `times` times; gives the last result and the median costs.
pub(crate) fn measured<R>(times: usize, mut work: impl FnMut() -> R) -> (R, Cost) {
    let mut result = work();
    let (mut walls, mut cpus) = (Vec::new(), Vec::new());
    for _ in 0..times.max(1) {
        let (start, cpu) = (Instant::now(), cpu_seconds());
        result = work();
        walls.push(start.elapsed().as_secs_f64());
        cpus.push(cpu_seconds() - cpu);
    }
    (result, Cost { wall: median(walls), cpu: median(cpus) })
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    if numbers.len() % 2 == 1 { numbers[middle] } else { f64::midpoint(numbers[middle - 1], numbers[middle]) }
}

/// CPU seconds of the threads there are, to the nanosecond; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else { return 0.0 };
    let nanoseconds = |task: fs::DirEntry| -> Option<f64> {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    tasks.flatten().filter_map(nanoseconds).sum::<f64>() / 1e9
}

/// The most memory this process has had, in megabytes; 0 where the system does not tell.
pub(crate) fn peak_megabytes() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}
