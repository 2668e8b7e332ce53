//! Cuts an area along lines, all in one pass over one coordinate grid, and gives every piece an owner.

use geo::InteriorPoint;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::solver::Solver;
use i_overlay::float::overlay::OverlayOptions;
use i_overlay::float::slice::FloatSlice;
use rstar::RTree;

use super::antimeridian::{self, CutOptions};
use crate::quantity::{Bounds, LonLat};

/// The pieces of an area between the lines (which need not end at its border), each with the owner of one of its inner
/// positions; pieces without owner are left out.
pub(super) fn pieces(
    within: &MultiPolygon<f64>,
    lines: &[Vec<Coord<f64>>],
    owner_at: impl Fn(LonLat) -> Option<usize>,
) -> Vec<(usize, Polygon<f64>)> {
    let Some(bounds) = Bounds::of(rings(within).flat_map(|ring| ring.0.iter().copied())) else { return vec![] };
    let lines = on_the_map(lines, bounds);
    let polygons = if lines.is_empty() { oriented(within) } else { sliced(within, &lines, bounds) };
    polygons.into_iter().filter_map(|polygon| Some((owner(&polygon, &owner_at)?, polygon))).collect()
}

fn rings(polygons: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    polygons.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
}

fn oriented(within: &MultiPolygon<f64>) -> Vec<Polygon<f64>> {
    use geo::algorithm::orient::{Direction, Orient};
    within.orient(Direction::Default).0
}

fn owner(polygon: &Polygon<f64>, owner_at: impl Fn(LonLat) -> Option<usize>) -> Option<usize> {
    let place = polygon.interior_point()?;
    owner_at(LonLat::new(place.x(), place.y()).ok()?)
}

/// The lines within -180..=180, without the stretches that are beyond some bounds.
fn on_the_map(lines: &[Vec<Coord<f64>>], bounds: Bounds) -> Vec<Vec<[f64; 2]>> {
    let lines: Vec<_> = lines.iter().map(|line| LineString(line.clone())).collect();
    let mut stretches = Vec::new();
    for line in antimeridian::cut_lines(&lines, CutOptions::default()) {
        let mut stretch: Vec<[f64; 2]> = Vec::new();
        for edge in line.lines() {
            let touches = Bounds::of([edge.start, edge.end]).is_some_and(|edge| edge.intersects(&bounds));
            if touches && stretch.is_empty() {
                stretch.push([edge.start.x, edge.start.y]);
            }
            if touches {
                stretch.push([edge.end.x, edge.end.y]);
            } else if !stretch.is_empty() {
                stretches.push(std::mem::take(&mut stretch));
            }
        }
        stretches.extend(Some(stretch).filter(|stretch| !stretch.is_empty()));
    }
    stretches
}

fn sliced(within: &MultiPolygon<f64>, lines: &Vec<Vec<[f64; 2]>>, bounds: Bounds) -> Vec<Polygon<f64>> {
    let path = |ring: &LineString<f64>| ring.0.iter().skip(1).map(|place| [place.x, place.y]).collect::<Vec<_>>();
    let contours: Vec<Vec<[f64; 2]>> = rings(within).map(path).collect();
    let shapes = contours.slice_custom_by(lines, FillRule::EvenOdd, OverlayOptions::ogc(), Solver::default());
    let exact = ExactPlaces::new(contours.iter().chain(lines).flatten().copied().collect(), bounds);
    let ring = |path: Vec<[f64; 2]>| {
        let mut ring = LineString(path.into_iter().map(|place| exact.restored(place)).collect());
        ring.0.dedup();
        ring.close();
        ring
    };
    let polygon = |shape: Vec<Vec<[f64; 2]>>| {
        let mut rings = shape.into_iter().map(ring).filter(|ring| ring.0.len() > 3);
        Some(Polygon::new(rings.next()?, rings.collect()))
    };
    shapes.into_iter().filter_map(polygon).collect()
}

/// The coordinates that went into the cut: what came out within a step of the cutting grid of one of them is that one, so that
/// cells keep the vertices of the study area to the last bit.
struct ExactPlaces {
    tree: RTree<[f64; 2]>,
    step: f64,
}

impl ExactPlaces {
    fn new(places: Vec<[f64; 2]>, bounds: Bounds) -> Self {
        let size = places.iter().fold((bounds.max() - bounds.min()).x, |size, place| {
            size.max(2.0 * (place[0] - bounds.min().x).abs()).max(2.0 * (place[1] - bounds.min().y).abs())
        });
        // The grid has 2^29 to 2^30 steps to half the size.
        Self { tree: RTree::bulk_load(places), step: size / f64::from(1 << 29) }
    }

    fn restored(&self, [x, y]: [f64; 2]) -> Coord<f64> {
        let nearest = self.tree.nearest_neighbor([x, y]);
        let exact = nearest.filter(|place| (place[0] - x).abs() <= self.step && (place[1] - y).abs() <= self.step);
        exact.map_or(Coord { x, y }, |place| Coord { x: place[0], y: place[1] })
    }
}
