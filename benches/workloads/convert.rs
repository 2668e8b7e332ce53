//! Positions converted to another coordinate reference system, by ours on all threads and by the `proj` crate on one.

use geo_types::Coord;
use proj::Proj;
use ringshed::analysis::convert_coords;
use ringshed::crs::{Crs, Frame};
use serde_json::json;

use crate::support::clock::{Cost, measured};
use crate::support::data::uniform;
use crate::support::{compared, rivals};

const POINTS: usize = 2_000_000;

fn converted(places: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let to = Frame { crs: Crs::new("EPSG:4549").expect("known"), ..Frame::default() };
    let mut places = places.to_vec();
    convert_coords(&mut places, &Frame::default(), &to).expect("a way");
    places
}

pub(crate) fn own() {
    let [lon, lat] = uniform(POINTS);
    let places: Vec<Coord<f64>> = lon.into_iter().zip(lat).map(Coord::from).collect();
    let (found, ours) = measured(2, || converted(&places));
    let (expected, baseline) = measured(1, || {
        let proj = Proj::new_known_crs("EPSG:4326", "EPSG:4549", None).expect("a way");
        let mut places = places.clone();
        proj.convert_array(&mut places).expect("converted");
        places
    });
    assert_eq!(found, expected, "PROJ's own numbers");
    compared("two million points to EPSG:4549", ours, "proj crate, one thread", baseline);
}

pub(crate) fn rivals() -> Option<()> {
    let file = rivals::file("pts_10m_uniform.parquet")?;
    let [lon, lat] = ["lon", "lat"].map(|column| rivals::numbers(&file, column));
    let places: Vec<Coord<f64>> = lon.into_iter().zip(lat).take(POINTS).map(Coord::from).collect();
    for (name, threads) in [("", 1), ("_2thr", 2)] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let (found, cost): (Vec<Coord<f64>>, Cost) = pool.install(|| measured(3, || converted(&places)));
        let sum = found.iter().fold((0.0, 0.0), |(x, y), place| (x + place.x, y + place.y));
        let checksum = json!({"x": rivals::rounded(sum.0 / 1e3, 0), "y": rivals::rounded(sum.1 / 1e3, 0)});
        rivals::print(&format!("W12_convert:2m->4549{name}"), POINTS, cost, &checksum);
    }
    Some(())
}
