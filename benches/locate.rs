//! Points to units: cells against the R-tree, build cost and memory beside speed.
//!
//! `cargo bench --bench locate` runs on the embedded districts. `cargo bench --bench locate -- rivals` runs the rivals'
//! workload (points and polygons read from Parquet, the locator built in the run, counts per polygon) on the data under `$RIVALS`.

mod support;

use rayon::prelude::*;
use ringshed::analysis::AllThreads;
use ringshed::index::{CellIndex, Counts, Outline};
use ringshed::io::csv::PointColumns;
use ringshed::io::parquet::PointColumnsFile;
use ringshed::{Atlas, Level, LonLat, UnitIndex};
use serde_json::json;
use support::clock::measured;
use support::data::{Columns, clustered, uniform};
use support::rivals;

/// Points of the R-tree's part, which is slower by two orders of magnitude.
const FEW: usize = 200_000;
const MANY: usize = 10_000_000;
/// Points a thread takes at a time.
const SHARE: usize = 1 << 16;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.first().map(String::as_str) {
        Some("rivals") => rivals_workload(&words[1..]),
        _ => embedded(),
    }
}

fn embedded() {
    let atlas = Atlas::embedded();
    for level in [Level::City, Level::District] {
        let units = || atlas.ids_of_level(level);
        let tree = UnitIndex::new(&atlas, units());
        let outlines: Vec<Outline> = tree.outlines().collect();
        let (_, build_once) = measured(3, || CellIndex::new(outlines.clone(), &AllThreads));
        let (cells, build) = measured(3, || CellIndex::fine(outlines.clone(), &AllThreads));
        let figures = cells.figures();
        println!(
            "{level}: {} units, {} vertices; built in {:.1} ms ({:.1} ms CPU), to keep in {:.1} ms ({:.1} ms CPU), {:.1} MB, \
             {} x {} cells, {} on the border",
            figures.units,
            figures.vertices,
            build_once.wall * 1e3,
            build_once.cpu * 1e3,
            build.wall * 1e3,
            build.cpu * 1e3,
            figures.bytes as f64 / 1e6,
            figures.columns,
            figures.rows,
            figures.cells_on_border
        );
        let seats: Vec<LonLat> = units().filter_map(|id| atlas.unit(id).seat()).map(|seat| seat.at).collect();
        compare(&tree, &cells, "uniform", &uniform(MANY));
        compare(&tree, &cells, "clustered", &clustered(MANY, &seats));
    }
}

/// Times the tree and the cells on the same points, and holds their answers against each other.
fn compare(tree: &UnitIndex<'_>, cells: &CellIndex, name: &str, points: &Columns) {
    let ids: Vec<_> = tree.ids().collect();
    let few: Vec<LonLat> = (0..FEW).map(|row| LonLat::new(points[0][row], points[1][row]).expect("on the globe")).collect();
    let (expected, by_tree) = measured(1, || few.par_iter().map(|&point| tree.locate(point)).collect::<Vec<_>>());
    let mut units = vec![0_u32; MANY];
    let ((), by_cells) = measured(3, || locate_all(cells, points, &mut units));
    let found: Vec<_> = units[..FEW].iter().map(|&unit| ids.get(unit as usize).copied()).collect();
    assert_eq!(found, expected, "cells and tree agree");
    let (counts, counting) = measured(3, || count_all(cells, points));
    assert_eq!(counts.of_units().iter().sum::<u64>() + counts.outside(), MANY as u64, "every point is counted once");
    let rate = |points: usize, seconds: f64| points as f64 / seconds / 1e6;
    println!(
        "  {name}: tree {:.2} M points/s, cells {:.1} M/s ({:.1} M/s per CPU second), counting {:.1} M/s ({:.1} M/s per CPU second)",
        rate(FEW, by_tree.wall),
        rate(MANY, by_cells.wall),
        rate(MANY, by_cells.cpu),
        rate(MANY, counting.wall),
        rate(MANY, counting.cpu),
    );
}

fn locate_all(cells: &CellIndex, points: &Columns, units: &mut [u32]) {
    let shares = points[0].par_chunks(SHARE).zip(points[1].par_chunks(SHARE)).zip(units.par_chunks_mut(SHARE));
    shares.for_each(|((lon, lat), units)| cells.locate_columns(lon, lat, units));
}

fn count_all(cells: &CellIndex, points: &Columns) -> Counts {
    let shares = points[0].par_chunks(SHARE).zip(points[1].par_chunks(SHARE));
    let counted = shares.map(|(lon, lat)| {
        let mut counts = Counts::new(cells.unit_count());
        cells.count(lon, lat, &mut counts);
        counts
    });
    merged(cells, counted.collect())
}

fn merged(cells: &CellIndex, parts: Vec<Counts>) -> Counts {
    parts.iter().fold(Counts::new(cells.unit_count()), |mut sum, part| {
        sum.merge(part);
        sum
    })
}

/// All four, or the one of the points and polygons named.
fn rivals_workload(chosen: &[String]) {
    for points in ["10m_uniform", "10m_clustered"] {
        for polygons in ["pref", "county"] {
            if !chosen.iter().all(|word| word == points || word == polygons) {
                continue;
            }
            let files =
                rivals::file(&format!("pts_{points}.parquet")).zip(rivals::file(&format!("china_{polygons}.parquet")));
            let Some((points_file, polygons_file)) = files else {
                eprintln!(
                    "set RIVALS to the folder in which benches/rivals made data/ (no pts_{points} or china_{polygons})"
                );
                return;
            };
            let work = || {
                let cells = CellIndex::new(rivals::outlines(&polygons_file), &AllThreads);
                let file = PointColumnsFile::open(&points_file, &PointColumns::default(), &[]).expect("points");
                let count = |group| {
                    let mut counts = Counts::new(cells.unit_count());
                    let use_block = |block: &[Vec<f64>]| {
                        cells.count(&block[0], &block[1], &mut counts);
                        Ok(())
                    };
                    file.read_row_group(group, use_block).expect("readable");
                    counts
                };
                let parts = (0..file.row_groups()).into_par_iter().map(count).collect();
                (merged(&cells, parts), file.rows())
            };
            let ((counts, rows), cost) = measured(5, work);
            let weighted: u64 = counts.of_units().iter().zip(0_u64..).map(|(count, id)| count * id).sum();
            let checksum = json!({
                "pairs": counts.of_units().iter().sum::<u64>(),
                "polys_hit": counts.of_units().iter().filter(|&&count| count > 0).count(),
                "weighted": weighted,
            });
            rivals::print(&format!("W2_pip:{points}x{polygons}"), rows as usize, cost, &checksum);
        }
    }
}
