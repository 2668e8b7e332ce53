//! The areas that two layers share.

use geo::{Area, BooleanOps};
use geo_types::{Coord, MultiPolygon, Polygon};
use rayon::prelude::*;
use ringshed::geometry::areal::PreparedArea;
use ringshed::index::BoxIndex;
use ringshed::{Atlas, Level};
use serde_json::json;

use crate::support::clock::measured;
use crate::support::{compared, rivals};

/// The number of pairs that share some area, and the sum of these areas (planar).
fn shared(zones: &[MultiPolygon<f64>], cells: &[MultiPolygon<f64>]) -> (usize, f64) {
    let zones: Vec<PreparedArea> = zones.par_iter().map(PreparedArea::planar).collect();
    let index = BoxIndex::new(zones.iter().map(PreparedArea::bounds));
    let of_cell = |cell: &MultiPolygon<f64>| {
        let cell = PreparedArea::planar(cell);
        let candidates = cell.bounds().map_or_else(Vec::new, |bounds| index.candidates(&bounds));
        let areas = candidates.into_iter().map(|zone| zones[zone].shared_with(&cell).square_metres());
        areas.filter(|area| *area > 0.0).fold((0, 0.0), |(pairs, sum), area| (pairs + 1, sum + area))
    };
    let parts: Vec<(usize, f64)> = cells.par_iter().map(of_cell).collect();
    parts.into_iter().fold((0, 0.0), |(pairs, sum), part| (pairs + part.0, sum + part.1))
}

/// The same by general overlay of every pair whose boxes meet.
fn by_overlay(zones: &[MultiPolygon<f64>], cells: &[MultiPolygon<f64>]) -> f64 {
    let bounds = |area: &MultiPolygon<f64>| ringshed::geometry::shape::bounds(area);
    let index = BoxIndex::new(zones.iter().map(bounds));
    let of_cell = |cell: &MultiPolygon<f64>| {
        let candidates = bounds(cell).map_or_else(Vec::new, |bounds| index.candidates(&bounds));
        candidates.into_iter().map(|zone| zones[zone].intersection(cell).unsigned_area()).sum::<f64>()
    };
    cells.par_iter().map(of_cell).collect::<Vec<f64>>().into_iter().sum()
}

/// Hexagons over a box, of this circumradius.
fn hexagons(low: Coord<f64>, high: Coord<f64>, radius: f64) -> Vec<MultiPolygon<f64>> {
    let (across, along) = (radius * 3.0_f64.sqrt(), radius * 1.5);
    let hexagon = |column: i32, row: i32| {
        let x = low.x + across * (f64::from(column) + if row % 2 == 0 { 0.0 } else { 0.5 });
        let y = low.y + along * f64::from(row);
        let corner = |turn: i32| {
            let angle = f64::from(turn * 60 + 30).to_radians();
            Coord { x: x + radius * angle.cos(), y: y + radius * angle.sin() }
        };
        MultiPolygon(vec![Polygon::new((0..6).map(corner).collect(), vec![])])
    };
    let (columns, rows) = ((high.x - low.x) / across, (high.y - low.y) / along);
    (0..=rows as i32)
        .flat_map(|row| (0..=columns as i32).map(move |column| (column, row)))
        .map(|(column, row)| hexagon(column, row))
        .collect()
}

pub(crate) fn own() {
    let atlas = Atlas::embedded();
    let zones: Vec<MultiPolygon<f64>> = atlas.ids_of_level(Level::City).map(|id| atlas.boundary(id).clone()).collect();
    let cells = hexagons(Coord { x: 105.0, y: 30.0 }, Coord { x: 122.0, y: 42.0 }, 0.1);
    let ((pairs, area), ours) = measured(3, || shared(&zones, &cells));
    let few: Vec<_> = cells.iter().step_by(20).cloned().collect();
    let (expected, baseline) = measured(1, || by_overlay(&zones, &few));
    let (_, own_area) = shared(&zones, &few);
    assert!((own_area / expected - 1.0).abs() < 1e-6, "{own_area} by ours, {expected} by overlay");
    println!("  {pairs} pairs share {area:.6} square degrees");
    let name = format!("overlap of {} cities, 10,000 hexagons", zones.len());
    compared(&name, ours.per(cells.len(), 10_000), "geo BooleanOps", baseline.per(few.len(), 10_000));
}

pub(crate) fn rivals() -> Option<()> {
    let zones = rivals::areas(&rivals::file("china_pref_albers.parquet")?);
    let cells = rivals::areas(&rivals::file("hex5_albers.parquet")?);
    let ((pairs, area), cost) = measured(2, || shared(&zones, &cells));
    let checksum = json!({"pairs": pairs, "area_km2": rivals::rounded(area / 1e6, 3)});
    rivals::print("W3_overlap:prefxhex5", zones.len() * cells.len(), cost, &checksum);
    Some(())
}
