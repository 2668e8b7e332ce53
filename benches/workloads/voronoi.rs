//! Cells of very many centres, clipped to an outline.

use geo::{Area, BooleanOps, unary_union};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use ringshed::analysis::AllThreads;
use ringshed::geometry::nearest::NearestPlaces;
use ringshed::geometry::voronoi::geodesic_cells_by;
use ringshed::geometry::{Position, PreparedBoundary};
use ringshed::{Atlas, Level, LonLat, Metres};
use serde_json::json;
use spade::{DelaunayTriangulation, Point2, Triangulation};

use crate::support::clock::measured;
use crate::support::data::uniform;
use crate::support::{compared, rivals};

/// How far a border may be from the true one: the rivals' are of the plane of degrees, kilometres off.
const TOLERANCE: Metres = Metres::new(1.0);

fn cells(centres: &[LonLat], within: &MultiPolygon<f64>) -> Vec<MultiPolygon<f64>> {
    geodesic_cells_by(&AllThreads, centres, within, TOLERANCE).expect("cells").cells
}

fn total(cells: &[MultiPolygon<f64>]) -> f64 {
    cells.iter().map(Area::unsigned_area).sum()
}

pub(crate) fn own() {
    const MANY: usize = 50_000;
    const FEW: usize = 1000;
    let atlas = Atlas::embedded();
    let provinces = atlas.ids_of_level(Level::Province).map(|id| atlas.boundary(id));
    let within = unary_union(provinces);
    let prepared = PreparedBoundary::new(&within);
    let inside = |place: &LonLat| prepared.position(*place) == Position::Inside;
    let centres: Vec<LonLat> = rivals::places(&uniform(20 * MANY)).into_iter().filter(inside).take(MANY).collect();
    let (found, ours) = measured(2, || cells(&centres, &within));
    assert!((total(&found) / within.unsigned_area() - 1.0).abs() < 1e-9, "cells are the whole area");
    owners_are_nearest(&centres, &found);
    let (clipped, baseline) = measured(1, || planar_cells(&centres[..FEW], &within));
    assert!((total(&clipped) / within.unsigned_area() - 1.0).abs() < 1e-6, "the baseline's, too");
    let name = format!("cells of {} centres, a thousand cells", centres.len());
    compared(&name, ours.per(MANY, 1000), "spade and geo, planar", baseline.per(FEW, 1000));
}

/// Some vertices of cells are no nearer to another centre.
fn owners_are_nearest(centres: &[LonLat], cells: &[MultiPolygon<f64>]) {
    let index = NearestPlaces::new(centres);
    for (number, cell) in cells.iter().enumerate().step_by(97) {
        for vertex in cell.iter().flat_map(|part| &part.exterior().0) {
            let at = LonLat::new(vertex.x, vertex.y).expect("on the globe");
            let (_, nearest) = index.nearest(at).expect("centres");
            let own = ringshed::geometry::geodesic::distance(at, centres[number]);
            assert!(own.metres() - nearest.metres() < 2.5, "{at} in cell {number}");
        }
    }
}

/// The diagram of the plane of degrees, every cell clipped by general overlay.
fn planar_cells(centres: &[LonLat], within: &MultiPolygon<f64>) -> Vec<MultiPolygon<f64>> {
    let mut diagram = DelaunayTriangulation::<Point2<f64>>::new();
    for centre in centres {
        diagram.insert(Point2::new(centre.lon(), centre.lat())).expect("finite");
    }
    // Far centres close all cells that matter.
    for (x, y) in [(-2000.0, -2000.0), (2000.0, -2000.0), (2000.0, 2000.0), (-2000.0, 2000.0)] {
        diagram.insert(Point2::new(x, y)).expect("finite");
    }
    let cell = |face: spade::handles::VoronoiFace<'_, _, _, _, _>| {
        let corners: Option<LineString<f64>> = face
            .adjacent_edges()
            .map(|edge| edge.from().position().map(|corner: Point2<f64>| Coord { x: corner.x, y: corner.y }))
            .collect();
        let cell = Polygon::new(corners?, vec![]);
        Some(MultiPolygon(vec![cell]).intersection(within))
    };
    diagram.voronoi_faces().filter_map(cell).collect()
}

pub(crate) fn rivals() -> Option<()> {
    let bytes = std::fs::read(rivals::file("vor_100000.f64")?).expect("readable");
    let numbers: Vec<f64> =
        bytes.chunks_exact(8).map(|bytes| f64::from_le_bytes(bytes.try_into().expect("8 bytes"))).collect();
    let centres: Vec<LonLat> =
        numbers.chunks_exact(2).map(|pair| LonLat::new(pair[0], pair[1]).expect("on the globe")).collect();
    let within = MultiPolygon(rivals::areas(&rivals::file("china_outline.parquet")?).into_iter().flatten().collect());
    let (found, cost) = measured(3, || cells(&centres, &within));
    let checksum = json!({
        "cells": found.iter().filter(|cell| !cell.0.is_empty()).count(),
        "area_deg2": rivals::rounded(total(&found), 8),
    });
    rivals::print(&format!("W10_voronoi:{}", centres.len()), centres.len(), cost, &checksum);
    Some(())
}
