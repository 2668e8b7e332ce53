//! Geodesic distances of all pairs.

use geographiclib_rs::{Geodesic, InverseGeodesic};
use rayon::prelude::*;
use ringshed::LonLat;
use ringshed::geometry::geodesic;
use serde_json::json;

use crate::support::clock::measured;
use crate::support::data::uniform;
use crate::support::{compared, rivals};

/// The sum and the longest of all distances, in metres.
fn all_pairs(places: &[LonLat]) -> (f64, f64) {
    reduced(places, |from, to| geodesic::distance(from, to).metres())
}

fn reduced(places: &[LonLat], distance: impl Fn(LonLat, LonLat) -> f64 + Sync) -> (f64, f64) {
    let row = |from: &LonLat| {
        let row = places.iter().map(|to| distance(*from, *to));
        row.fold((0.0, 0.0_f64), |(sum, longest), metres| (sum + metres, longest.max(metres)))
    };
    let rows: Vec<(f64, f64)> = places.par_iter().map(row).collect();
    rows.into_iter().fold((0.0, 0.0), |(sum, longest), row| (sum + row.0, f64::max(longest, row.1)))
}

pub(crate) fn own() {
    const MANY: usize = 2000;
    const FEW: usize = 400;
    let places = rivals::places(&uniform(MANY));
    let (_, ours) = measured(3, || all_pairs(&places));
    let wgs84 = Geodesic::wgs84();
    let karney = |from: LonLat, to: LonLat| -> f64 { wgs84.inverse(from.lat(), from.lon(), to.lat(), to.lon()) };
    let (_, baseline) = measured(1, || reduced(&places[..FEW], karney));
    let worst = places[..FEW].par_iter().map(|from| {
        let error = |to: &LonLat| (geodesic::distance(*from, *to).metres() - karney(*from, *to)).abs();
        places[..FEW].iter().map(error).fold(0.0, f64::max)
    });
    let worst = worst.reduce(|| 0.0, f64::max);
    assert!(worst < 1e-6, "{worst} m from GeographicLib");
    compared(
        "a million geodesic distances",
        ours.per(MANY * MANY, 1_000_000),
        "geographiclib-rs",
        baseline.per(FEW * FEW, 1_000_000),
    );
}

pub(crate) fn rivals() -> Option<()> {
    const SIDE: usize = 5000;
    let file = rivals::file("cities_10k.parquet")?;
    let mut places = rivals::places(&["lon", "lat"].map(|column| rivals::numbers(&file, column)));
    places.truncate(SIDE);
    let ((sum, longest), cost) = measured(2, || all_pairs(&places));
    let checksum = json!({"sum_km": rivals::rounded(sum / 1e3, 3), "max_m": rivals::rounded(longest, 4)});
    rivals::print(&format!("W5_matrix:{SIDE}x{SIDE}"), SIDE * SIDE, cost, &checksum);
    Some(())
}
