//! p-median instances 1 to 20 of OR-Library (Beasley 1985, "A note on solving large p-median problems").
//!
//! A file gives a graph as edges; of an edge given twice the last cost counts. Costs are shortest paths. The optima are those that
//! Beasley published with the instances; those of p-centre were published by Daskin (2000) and Mladenovic, Labbe & Hansen (2003).

use std::path::Path;

use ringshed::analysis::{Effort, ServiceCosts, p_centre, p_median};

/// Instance, number of sites, best p-median, best p-centre.
const OPTIMA: [(usize, usize, f64, f64); 20] = [
    (1, 5, 5819.0, 127.0),
    (2, 10, 4093.0, 98.0),
    (3, 10, 4250.0, 93.0),
    (4, 20, 3034.0, 74.0),
    (5, 33, 1355.0, 48.0),
    (6, 5, 7824.0, 84.0),
    (7, 10, 5631.0, 64.0),
    (8, 20, 4445.0, 55.0),
    (9, 40, 2734.0, 37.0),
    (10, 67, 1255.0, 20.0),
    (11, 5, 7696.0, 59.0),
    (12, 10, 6634.0, 51.0),
    (13, 30, 4374.0, 36.0),
    (14, 60, 2968.0, 26.0),
    (15, 100, 1729.0, 18.0),
    (16, 5, 8162.0, 47.0),
    (17, 10, 6999.0, 39.0),
    (18, 40, 4809.0, 28.0),
    (19, 80, 2845.0, 18.0),
    (20, 133, 1789.0, 13.0),
];

fn read(path: &Path) -> (ServiceCosts, usize) {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let numbers: Vec<usize> = text.split_whitespace().map(|word| word.parse().expect("a whole number")).collect();
    let (size, sites) = (numbers[0], numbers[2]);
    let mut paths = vec![f64::INFINITY; size * size];
    (0..size).for_each(|at| paths[at * size + at] = 0.0);
    for edge in numbers[3..].chunks_exact(3) {
        let (a, b) = (edge[0] - 1, edge[1] - 1);
        (paths[a * size + b], paths[b * size + a]) = (edge[2] as f64, edge[2] as f64);
    }
    for over in 0..size {
        for from in 0..size {
            let first = paths[from * size + over];
            for to in 0..size {
                let way = first + paths[over * size + to];
                if way < paths[from * size + to] {
                    paths[from * size + to] = way;
                }
            }
        }
    }
    (ServiceCosts::new(&vec![1.0; size], size, |demand, site| Some(paths[site * size + demand])), sites)
}

#[test]
fn optima_are_reached_and_proven() {
    let Some(folder) = super::folder("pmedian") else { return };
    let (mut best, mut proven) = (0, 0);
    for (number, k, optimum, _) in OPTIMA {
        let (costs, sites) = read(&folder.join(format!("pmed{number}.txt")));
        assert_eq!(sites, k, "pmed{number}");
        let choice = p_median(&costs, k, &Effort::default()).expect("connected");
        println!(
            "pmed{number}: {} (optimum {optimum}), bound {:.2}, gap {:.4} %, {:?}",
            choice.value,
            choice.bound,
            100.0 * choice.gap(),
            choice.method
        );
        assert_eq!(costs.total(&choice.sites), Some(choice.value));
        assert!(choice.bound <= optimum && optimum <= choice.value, "pmed{number}");
        best += usize::from(choice.value == optimum);
        proven += usize::from(choice.gap() == 0.0);
    }
    println!("{best} of 20 optima, {proven} proven");
    assert!(best >= 18 && proven >= 18, "{best} of 20 optima, {proven} proven");
}

#[test]
fn centres_are_the_published_ones() {
    let Some(folder) = super::folder("pmedian") else { return };
    for (number, k, _, optimum) in OPTIMA {
        let (costs, _) = read(&folder.join(format!("pmed{number}.txt")));
        let choice = p_centre(&costs, k, &Effort::default()).expect("connected");
        println!("pmed{number}: centre {} (published {optimum}), bound {}, {:?}", choice.value, choice.bound, choice.method);
        assert!(choice.bound <= optimum && optimum <= choice.value, "pmed{number}");
    }
}
