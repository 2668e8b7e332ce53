//! The heavy workloads one by one: ours beside a baseline, answers held against each other.
//!
//! `cargo bench --bench workloads` runs them on embedded and generated data; words choose some: `-- voronoi dissolve`.
//! With the word `rivals` each is the rivals' workload of the same name on the data under `$RIVALS`, and a line of JSON
//! as their scripts print it is all that is said.

#[path = "../support/mod.rs"]
mod support;

#[cfg(feature = "proj")]
mod convert;
mod dissolve;
mod matrix;
mod nearest;
mod overlap;
mod read;
mod voronoi;
mod write;

/// On what a workload runs.
#[derive(Clone, Copy, PartialEq)]
enum Source {
    /// Embedded and generated data, with a baseline.
    Own,
    /// The rivals' data.
    Rivals,
}

type Workload = (&'static str, fn(Source) -> Option<()>);

const WORKLOADS: &[Workload] = &[
    ("read", read::run),
    ("nearest", nearest::run),
    ("matrix", matrix::run),
    ("overlap", overlap::run),
    ("dissolve", dissolve::run),
    ("voronoi", voronoi::run),
    ("write", write::run),
    #[cfg(feature = "proj")]
    ("convert", convert::run),
];

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let source = if words.iter().any(|word| word == "rivals") { Source::Rivals } else { Source::Own };
    words.retain(|word| word != "rivals");
    if let Some(unknown) = words.iter().find(|word| !WORKLOADS.iter().any(|(name, _)| name == word)) {
        let names: Vec<&str> = WORKLOADS.iter().map(|(name, _)| *name).collect();
        eprintln!("there is no workload '{unknown}'; there are {}", names.join(", "));
        std::process::exit(2);
    }
    for (name, run) in WORKLOADS.iter().filter(|(name, _)| words.is_empty() || words.iter().any(|word| word == name)) {
        if run(source).is_none() {
            eprintln!("{name}: set RIVALS to the folder in which benches/rivals made data/");
            std::process::exit(1);
        }
    }
}
