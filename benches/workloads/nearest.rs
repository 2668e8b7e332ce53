//! Points to the nearest centre on the ellipsoid, with the distance.

use rayon::prelude::*;
use ringshed::analysis::nearest_centres;
use ringshed::geometry::geodesic;
use ringshed::geometry::nearest::NearestPlaces;
use ringshed::io::csv::PointColumns;
use ringshed::io::parquet::PointColumnsFile;
use ringshed::{Atlas, Level, LonLat};
use serde_json::json;

use crate::support::clock::measured;
use crate::support::data::uniform;
use crate::support::{compared, rivals};

/// Every point measured against every centre is the baseline, on fewer points.
pub(crate) fn own() {
    const MANY: usize = 2_000_000;
    const FEW: usize = 5_000;
    let atlas = Atlas::embedded();
    let centres: Vec<LonLat> =
        atlas.ids_of_level(Level::City).filter_map(|id| atlas.unit(id).seat()).map(|seat| seat.at).collect();
    let points = rivals::places(&uniform(MANY));
    let (found, ours) = measured(3, || nearest_centres(&points, &centres));
    let brute_force = || -> Vec<usize> {
        let nearest = |point: &LonLat| {
            let distances = centres.iter().map(|&centre| geodesic::distance(*point, centre)).enumerate();
            distances.min_by(|a, b| a.1.total_cmp(&b.1)).expect("centres").0
        };
        points[..FEW].par_iter().map(nearest).collect()
    };
    let (expected, baseline) = measured(1, brute_force);
    assert!(found.iter().zip(&expected).all(|(found, expected)| found.0 == *expected), "the nearest of all");
    let name = format!("nearest of {} centres, a million points", centres.len());
    compared(&name, ours.per(MANY, 1_000_000), "every centre measured", baseline.per(FEW, 1_000_000));
}

pub(crate) fn rivals() -> Option<()> {
    let (points_file, centres_file) = (rivals::file("pts_10m_uniform.parquet")?, rivals::file("fac_300.parquet")?);
    let work = || {
        let centres = rivals::places(&["lon", "lat"].map(|column| rivals::numbers(&centres_file, column)));
        let index = NearestPlaces::new(&centres);
        let file = PointColumnsFile::open(&points_file, &PointColumns::default(), &[]).expect("points");
        let group = |group| {
            let mut found: Vec<(u32, f64)> = Vec::new();
            let use_block = |block: &[Vec<f64>]| {
                found.extend(block[0].iter().zip(&block[1]).map(|(&lon, &lat)| {
                    let at = LonLat::new(lon, lat).expect("on the globe");
                    let (centre, distance) = index.nearest(at).expect("centres");
                    (centre as u32, distance.metres())
                }));
                Ok(())
            };
            file.read_row_group(group, use_block).expect("readable");
            found
        };
        (0..file.row_groups()).into_par_iter().map(group).collect::<Vec<_>>()
    };
    let (groups, cost) = measured(2, work);
    let found = groups.iter().flatten();
    let mut checksum = (0_u64, 0_u64, 0_u64, 0.0);
    for (row, (centre, metres)) in (0_u64..).zip(found) {
        let centre = u64::from(*centre);
        checksum = (checksum.0 + 1, checksum.1 + centre, checksum.2 + centre * (row % 1009), checksum.3 + metres);
    }
    let (n, idsum, idsq, metres) = checksum;
    let checksum = json!({"n": n, "idsum": idsum, "idsq": idsq, "dist_km": rivals::rounded(metres / 1e3, 3)});
    rivals::print("W4_nearest:10m_uniformxfac300", n as usize, cost, &checksum);
    Some(())
}
