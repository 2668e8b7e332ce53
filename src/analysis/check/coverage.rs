//! Overlaps and gaps of areas that should cover the ground once.

use geo::InteriorPoint;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::geometry::overlaps::{OverlappingPair, overlapping_pairs};
use crate::geometry::{Position, PreparedBoundary, coverage, geodesic, shape};
use crate::quantity::{LonLat, Metres, SquareMetres};

/// Overlaps that are listed; shapes that overlap all over have a pair for every two of them, which nobody reads.
const MOST_OVERLAPS: usize = 10_000;

/// What is wrong with some areas as a coverage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoverageFaults {
    /// Pairs of areas that overlap, in order of their numbers; at most 10,000.
    pub overlaps: Vec<Overlap>,
    /// Whether these are all.
    pub listed: Listed,
    /// Holes of the union that no area fills; not looked for when not all overlaps are listed, for then it is no coverage.
    pub gaps: Vec<Patch>,
}

/// Whether a list has everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listed {
    /// It has.
    #[default]
    All,
    /// There is more.
    Some,
}

/// Two areas that overlap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// The number of the first area in the list given.
    pub first: usize,
    /// The number of the second area.
    pub second: usize,
    /// What both cover.
    pub patch: Patch,
}

/// A piece of ground: its size and a place in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patch {
    /// Geodesic area. An overlap thinner than the grid of the overlay engine (about a billionth of the extent) has none.
    pub area: SquareMetres,
    /// Twice the area over the perimeter: the width of a strip of that area and perimeter.
    pub mean_width: Metres,
    /// A place in it (to a centimetre), or on its border when it is too thin to have an inside.
    pub place: LonLat,
}

impl Patch {
    fn of(ground: &MultiPolygon<f64>, on_border: Coord<f64>) -> Self {
        let measures = geodesic::measures(ground);
        let (area, perimeter) = (measures.area.square_metres(), measures.perimeter.metres());
        let mean_width = Metres::new(if perimeter > 0.0 { 2.0 * area / perimeter } else { 0.0 });
        let inside = ground.interior_point().map_or(on_border, |point| point.0);
        Self { area: measures.area, mean_width, place: LonLat::wrapped(centimetres(inside.x), centimetres(inside.y)) }
    }
}

/// Finds overlaps and gaps of valid areas.
///
/// Overlaps are found by [`overlapping_pairs`], exactly and in near-linear time; only those found are intersected. A gap is a hole
/// of the union, less the areas that lie in it as islands: it may be a mistake or a real enclave or lake. Ground missing at the
/// outer border cannot be told from the outside.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, Rect};
/// use ringshed::analysis::coverage_faults;
/// let square = |west: f64| MultiPolygon::from(Rect::new((west, 0.0), (west + 1.0, 1.0)).to_polygon());
/// let faults = coverage_faults(&[&square(0.0), &square(0.9)]);
/// let overlap = faults.overlaps[0];
/// assert_eq!((overlap.first, overlap.second), (0, 1));
/// assert!((overlap.patch.area.square_metres() / 1.2309e9 - 1.0).abs() < 1e-3);
/// assert!(faults.gaps.is_empty());
/// ```
pub fn coverage_faults(areas: &[&MultiPolygon<f64>]) -> CoverageFaults {
    let mut pairs = overlapping_pairs(areas, MOST_OVERLAPS + 1);
    let listed = if pairs.len() > MOST_OVERLAPS { Listed::Some } else { Listed::All };
    pairs.truncate(MOST_OVERLAPS);
    let overlaps = pairs.par_iter().map(|pair| overlap(areas, pair)).collect();
    let gaps = if listed == Listed::All { gaps(areas) } else { Vec::new() };
    CoverageFaults { overlaps, listed, gaps }
}

fn overlap(areas: &[&MultiPolygon<f64>], pair: &OverlappingPair) -> Overlap {
    let shared = coverage::intersection(areas[pair.first], areas[pair.second]);
    Overlap { first: pair.first, second: pair.second, patch: Patch::of(&shared, pair.place) }
}

/// Degrees with seven decimals, as people can read them.
fn centimetres(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

fn gaps(areas: &[&MultiPolygon<f64>]) -> Vec<Patch> {
    let union = coverage::dissolve(areas).geometry;
    let holes: Vec<&LineString<f64>> = union.iter().flat_map(Polygon::interiors).collect();
    let mut islands: Vec<Vec<LineString<f64>>> = vec![Vec::new(); holes.len()];
    let index = HoleIndex::new(&holes);
    for part in &union {
        if let Some(hole) = index.smallest_around(part.exterior()) {
            islands[hole].push(part.exterior().clone());
        }
    }
    let gap = |(hole, islands): (&LineString<f64>, Vec<LineString<f64>>)| {
        let on_border = hole.0.first().copied().unwrap_or_default();
        Patch::of(&Polygon::new(hole.clone(), islands).into(), on_border)
    };
    holes.into_iter().zip(islands).map(gap).collect()
}

/// The holes of a union, to find the one in which a part lies as an island.
struct HoleIndex {
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    prepared: Vec<PreparedBoundary>,
    areas: Vec<SquareMetres>,
}

impl HoleIndex {
    fn new(holes: &[&LineString<f64>]) -> Self {
        let alone: Vec<MultiPolygon<f64>> =
            holes.iter().map(|hole| Polygon::new((*hole).clone(), Vec::new()).into()).collect();
        let boxed = |(number, hole): (usize, &MultiPolygon<f64>)| {
            let bounds = shape::bounds(hole)?;
            Some(GeomWithData::new(Rectangle::from_corners(bounds.min().into(), bounds.max().into()), number))
        };
        Self {
            tree: RTree::bulk_load(alone.iter().enumerate().filter_map(boxed).collect()),
            prepared: alone.iter().map(PreparedBoundary::new).collect(),
            areas: alone.iter().map(geodesic::area).collect(),
        }
    }

    fn smallest_around(&self, ring: &LineString<f64>) -> Option<usize> {
        let first = ring.0.first()?;
        let candidates = self.tree.locate_in_envelope_intersecting(AABB::from_point([first.x, first.y]));
        let around = candidates.map(|entry| entry.data).filter(|hole| is_inside(ring, &self.prepared[*hole]));
        around.min_by(|a, b| self.areas[*a].total_cmp(&self.areas[*b]).then(a.cmp(b)))
    }
}

/// Where the first vertex that is not on the border lies decides: rings of a valid union do not cross.
fn is_inside(ring: &LineString<f64>, boundary: &PreparedBoundary) -> bool {
    let position = |coord: &Coord<f64>| LonLat::try_from(*coord).map_or(Position::Outside, |at| boundary.position(at));
    ring.0.iter().map(position).find(|position| *position != Position::OnBorder) == Some(Position::Inside)
}

#[cfg(test)]
mod tests {
    use geo_types::Rect;

    use super::*;

    fn rectangle(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
        Rect::new((west, south), (east, north)).to_polygon().into()
    }

    /// A frame of four rectangles around an empty square.
    fn frame(outer: f64, inner: f64) -> Vec<MultiPolygon<f64>> {
        vec![
            rectangle(-outer, inner, outer, outer),
            rectangle(-outer, -outer, outer, -inner),
            rectangle(-outer, -inner, -inner, inner),
            rectangle(inner, -inner, outer, inner),
        ]
    }

    fn faults(areas: &[MultiPolygon<f64>]) -> CoverageFaults {
        coverage_faults(&areas.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_gap_is_measured_without_its_islands() {
        let mut areas = frame(3.0, 2.0);
        areas.extend(frame(1.0, 0.5));
        let found = faults(&areas);
        assert!(found.overlaps.is_empty());
        let mut sizes: Vec<f64> = found.gaps.iter().map(|gap| gap.area.square_metres()).collect();
        sizes.sort_by(f64::total_cmp);
        let size = |half: f64| geodesic::area(&rectangle(-half, -half, half, half)).square_metres();
        assert_eq!(sizes.len(), 2);
        assert!(
            (sizes[0] / size(0.5) - 1.0).abs() < 1e-3 && (sizes[1] / (size(2.0) - size(1.0)) - 1.0).abs() < 1e-3,
            "{sizes:?}"
        );
        let places: Vec<f64> = found.gaps.iter().map(|gap| gap.place.lat().abs().max(gap.place.lon().abs())).collect();
        assert!(places.iter().all(|reach| *reach < 0.5 || (1.0..2.0).contains(reach)), "{places:?}");
    }

    #[test]
    fn overlaps_have_the_area_of_the_intersection() {
        let areas = [rectangle(0., 0., 2., 2.), rectangle(1., 1., 3., 3.), rectangle(2., 0., 4., 1.5)];
        let found = faults(&areas);
        let pairs: Vec<(usize, usize)> = found.overlaps.iter().map(|overlap| (overlap.first, overlap.second)).collect();
        assert_eq!(pairs, [(0, 1), (1, 2)]);
        let wanted = geodesic::area(&rectangle(1., 1., 2., 2.));
        assert!((found.overlaps[0].patch.area / wanted - 1.0).abs() < 1e-6);
        assert!((found.overlaps[0].patch.place.lon() - 1.5).abs() < 0.5);
        assert!((found.overlaps[0].patch.mean_width.metres() - 55_000.0).abs() < 1_000.0);
    }

    #[test]
    fn hairlines_have_a_place() {
        let areas = [rectangle(0., 0., 1., 1.), rectangle(1.0_f64.next_down(), 0., 2., 1.)];
        let found = faults(&areas);
        assert_eq!(found.overlaps.len(), 1);
        assert!(found.overlaps[0].patch.mean_width.metres() < 0.01 && found.gaps.is_empty());
        assert!((found.overlaps[0].patch.place.lon() - 1.0).abs() < 1e-6);
    }
}
