//! Borders that run side by side without meeting: digitised twice, or rounded apart.

use std::collections::BTreeMap;

use geo_types::Coord;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::super::ellipsoid;
use super::super::segment::Segment;
use super::{Edges, Found};

/// Stretches that an edge is cut into at most.
const MOST_STRETCHES: usize = 10_000;
/// A stretch side by side must be longer than this many tolerances to be more than a corner.
const CORNER: f64 = 4.0;

/// Adds contacts of edges that only one area has, where they come within `tolerance` (metres) of such an edge of another area.
pub(super) fn add(edges: &Edges, tolerance: f64, found: &mut Found) {
    let single: Vec<(Segment, u32)> = (0..edges.segments.len())
        .filter_map(|edge| match edges.owners(edge) {
            [only] => Some((edges.segments[edge], *only)),
            _ => None,
        })
        .collect();
    let index = Index::new(&single);
    // From one area's side to the other's: ordered, so that sums are made in one order.
    let mut sides: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for (segment, owner) in &single {
        for end in [segment.start, segment.end] {
            index.near(end, tolerance, *owner).into_iter().for_each(|other| found.add(*owner, other, 0.0));
        }
        let metres = ellipsoid::distance(segment.start, segment.end);
        let count = ((metres / tolerance).ceil() as usize).clamp(1, MOST_STRETCHES);
        for number in 0..count {
            let middle = segment.start + (segment.end - segment.start) * ((number as f64 + 0.5) / count as f64);
            for other in index.near(middle, tolerance, *owner) {
                *sides.entry((*owner, other)).or_insert(0.0) += metres / count as f64;
            }
        }
    }
    for (&(owner, other), &metres) in &sides {
        let back = sides.get(&(other, owner)).copied().unwrap_or(0.0);
        let mean = f64::midpoint(metres, back);
        let counts = mean > CORNER * tolerance;
        if counts {
            found.outer[owner as usize] -= metres;
        }
        // Each pair stands there twice, once from each side.
        if owner < other || back == 0.0 {
            found.add(owner, other, if counts { mean } else { 0.0 });
        }
    }
}

/// Edges by their boxes in degrees.
struct Index<'e> {
    edges: &'e [(Segment, u32)],
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl<'e> Index<'e> {
    fn new(edges: &'e [(Segment, u32)]) -> Self {
        let entry = |(number, (segment, _)): (usize, &(Segment, u32))| {
            let (min, max) = (segment.min(), segment.max());
            GeomWithData::new(Rectangle::from_corners([min.x, min.y], [max.x, max.y]), number)
        };
        Self { edges, tree: RTree::bulk_load(edges.iter().enumerate().map(entry).collect()) }
    }

    /// The areas other than `own` with an edge within `tolerance` metres of a place, each once, ascending.
    fn near(&self, place: Coord<f64>, tolerance: f64, own: u32) -> Vec<u32> {
        let scale = ellipsoid::metres_per_degree(place.y);
        let reach = [tolerance / scale[0].max(1.0), tolerance / scale[1]];
        let window = AABB::from_corners([place.x - reach[0], place.y - reach[1]], [place.x + reach[0], place.y + reach[1]]);
        let candidates = self.tree.locate_in_envelope_intersecting(window).map(|entry| &self.edges[entry.data]);
        let close = candidates.filter(|(segment, owner)| *owner != own && distance(place, segment, scale) <= tolerance);
        let mut areas: Vec<u32> = close.map(|(_, owner)| *owner).collect();
        areas.sort_unstable();
        areas.dedup();
        areas
    }
}

/// Metres from a place to a segment near it, on the plane that touches the ellipsoid there.
fn distance(place: Coord<f64>, segment: &Segment, scale: [f64; 2]) -> f64 {
    let plane = |coord: Coord<f64>| [(coord.x - place.x) * scale[0], (coord.y - place.y) * scale[1]];
    let (start, end) = (plane(segment.start), plane(segment.end));
    let along = [end[0] - start[0], end[1] - start[1]];
    let square = along[0] * along[0] + along[1] * along[1];
    let part = if square > 0.0 { (-(start[0] * along[0] + start[1] * along[1]) / square).clamp(0.0, 1.0) } else { 0.0 };
    (start[0] + part * along[0]).hypot(start[1] + part * along[1])
}
