//! What the benchmarks share: clocks, repeatable data, and a table of results.

// Each benchmark uses some of it.
#![allow(dead_code)]

pub(crate) mod clock;
pub(crate) mod data;
pub(crate) mod rivals;

use geo_types::Geometry;
use ringshed::layer::{Feature, Layer, Value};
use ringshed::{Atlas, Level};

use clock::Cost;

/// As in the program.
#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Prints what ours and a baseline cost for the same.
pub(crate) fn compared(workload: &str, ours: Cost, name: &str, baseline: Cost) {
    println!(
        "{workload}: {:.4} s ({:.4} CPU s); {name}: {:.4} s ({:.4} CPU s): {:.1} times the CPU; peak of all so far {:.0} MB",
        ours.wall,
        ours.cpu,
        baseline.wall,
        baseline.cpu,
        baseline.cpu / ours.cpu,
        clock::peak_megabytes()
    );
}

/// The embedded districts as a layer.
pub(crate) fn atlas_layer() -> Layer {
    let atlas = Atlas::embedded();
    let mut layer = Layer::new("districts", ["code"]);
    for id in atlas.ids_of_level(Level::District) {
        let boundary = Geometry::MultiPolygon(atlas.boundary(id).clone());
        layer.push(Feature::new(Some(boundary), vec![Value::from(atlas.unit(id).code())]));
    }
    layer
}
