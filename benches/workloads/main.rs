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

/// A workload: on embedded and generated data with a baseline, and on the rivals' data, `None` where these are not there.
struct Workload {
    name: &'static str,
    own: fn(),
    rivals: fn() -> Option<()>,
}

const WORKLOADS: &[Workload] = &[
    Workload { name: "read", own: read::own, rivals: read::rivals },
    Workload { name: "nearest", own: nearest::own, rivals: nearest::rivals },
    Workload { name: "matrix", own: matrix::own, rivals: matrix::rivals },
    Workload { name: "overlap", own: overlap::own, rivals: overlap::rivals },
    Workload { name: "dissolve", own: dissolve::own, rivals: dissolve::rivals },
    Workload { name: "voronoi", own: voronoi::own, rivals: voronoi::rivals },
    Workload { name: "write", own: write::own, rivals: write::rivals },
    #[cfg(feature = "proj")]
    Workload { name: "convert", own: convert::own, rivals: convert::rivals },
];

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let are_rivals = words.iter().any(|word| word == "rivals");
    words.retain(|word| word != "rivals");
    if let Some(unknown) = words.iter().find(|word| !WORKLOADS.iter().any(|workload| workload.name == **word)) {
        let names: Vec<&str> = WORKLOADS.iter().map(|workload| workload.name).collect();
        eprintln!("there is no workload '{unknown}'; there are {}", names.join(", "));
        std::process::exit(2);
    }
    let is_chosen = |workload: &&Workload| words.is_empty() || words.iter().any(|word| word == workload.name);
    for workload in WORKLOADS.iter().filter(is_chosen) {
        if !are_rivals {
            (workload.own)();
        } else if (workload.rivals)().is_none() {
            eprintln!("{}: set RIVALS to the folder in which benches/rivals made data/", workload.name);
            std::process::exit(1);
        }
    }
}
