//! Which label is lowest where: an area divided among the labels of an envelope.

use geo_types::{Coord, MultiPolygon};

use super::envelope::Envelope;
use super::grid::{Grid, Leaf, Near, Question, Verdict};
use super::lattice::{Cell, Extent, Lattice, Node};
use super::levels::{follows_arc, strays};
use super::mesh::{Mesh, at_nodes, last_that_holds, mixed};
use super::{ErrorBound, SurfaceError, Tolerance, accuracy};
use crate::geometry::{coverage, shape, slice};

/// An area divided among labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// The area of each label, by number; empty where it is lowest nowhere. What no cone reaches is in none.
    pub areas: Vec<MultiPolygon<f64>>,
    /// How far borders may be from the true ones: in value, by how much the label of a place may be off the lowest.
    pub bound: ErrorBound,
}

/// Divides an area (`within`: degrees, valid, cut at the antimeridian) among the labels `0..labels` of an envelope: every place goes to
/// the label whose cones have the lowest value there.
///
/// Borders are found on an adaptive grid as contours are. The area is then cut along all of them at once, so that neighbours share
/// their vertices to the last bit, and every piece is given to the label that is lowest at one of its inner places: a piece is never lost or
/// given twice.
///
/// # Errors
/// [`SurfaceError`] when the tolerance is impossible or the grid would have too many cells.
///
/// # Examples
/// ```
/// use geo::{Area, MultiPolygon, polygon};
/// use ringshed::geometry::rounding::Precision;
/// use ringshed::geometry::surface::{Cone, Envelope, Tolerance, partition};
/// use ringshed::{LonLat, Metres};
/// let area = polygon![(x: 110.0, y: 35.0), (x: 120.0, y: 35.0), (x: 120.0, y: 42.0), (x: 110.0, y: 42.0)];
/// let cone = |lon, label| Ok::<_, ringshed::quantity::LonLatError>(Cone { apex: LonLat::new(lon, 38.0)?, start: 0.0, slope: 0.001, limit: None, label });
/// let envelope = Envelope::new(&[cone(112.0, 0)?, cone(118.0, 1)?]);
/// let tolerance = Tolerance { value: 0.1, distance: Metres::new(100.0), precision: Precision::default() };
/// let divided = partition(&envelope, &MultiPolygon(vec![area]), 2, tolerance)?;
/// // Both apexes are on one parallel, so that the border is the meridian between them.
/// assert!((divided.areas[0].unsigned_area() - 35.0).abs() < 0.01);
/// assert!((divided.areas[0].unsigned_area() + divided.areas[1].unsigned_area() - 70.0).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn partition(
    envelope: &Envelope,
    within: &MultiPolygon<f64>,
    labels: usize,
    tolerance: Tolerance,
) -> Result<Partition, SurfaceError> {
    let lattice = Lattice::new(tolerance.precision);
    let (slack, bound) = accuracy(envelope, lattice, tolerance)?;
    let Some(bounds) = shape::bounds(within) else {
        return Ok(Partition { areas: vec![MultiPolygon(vec![]); labels], bound });
    };
    let domain = Cell {
        west: lattice.floor(bounds.min().x),
        south: lattice.floor(bounds.min().y),
        east: lattice.ceil(bounds.max().x),
        north: lattice.ceil(bounds.max().y),
    };
    let question = Labels { envelope, slack, value: tolerance.value };
    let grid = Grid::grown(envelope, lattice, &[domain], &question)?;
    let lines = borders(envelope, lattice, &grid);
    let owner = |at| envelope.lowest(at).map(|(_, label)| label);
    let mut parts: Vec<Vec<MultiPolygon<f64>>> = vec![Vec::new(); labels];
    for (label, piece) in slice::pieces(within, &lines, owner) {
        if let Some(parts) = parts.get_mut(label) {
            parts.push(piece.into());
        }
    }
    let areas = parts.iter().map(|parts| coverage::dissolve(&parts.iter().collect::<Vec<_>>()).geometry).collect();
    Ok(Partition { areas, bound })
}

/// Which label is lowest in a cell?
struct Labels<'a> {
    envelope: &'a Envelope,
    /// How far a border may be from the true one, in metres.
    slack: f64,
    /// How much higher than the lowest the value of a place's label may be.
    value: f64,
}

impl Question for Labels<'_> {
    fn ceiling(&self) -> f64 {
        f64::INFINITY
    }

    fn verdict(&self, extent: &Extent, near: &[Near]) -> Verdict {
        let Some(first) = near.first() else { return Verdict::Settled };
        let label = |near: &Near| self.envelope.cone(near.cone).label;
        let is_covered = near.iter().any(|near| near.value[1].is_finite());
        if is_covered && near.iter().all(|near| label(near) == label(first)) {
            return Verdict::Settled;
        }
        let is_fine = 2.0 * extent.radius <= self.slack;
        if is_fine || self.is_one_arc(extent, near) || self.is_one_bisector(extent, near) || self.is_even(near) {
            return Verdict::Mixed;
        }
        Verdict::Split
    }
}

impl Labels<'_> {
    fn ends_within(&self, near: &Near) -> bool {
        near.distance[1] > self.envelope.limit(near.cone)
    }

    /// The only border in the cell is where one cone ends, and its chord follows it.
    fn is_one_arc(&self, extent: &Extent, near: &[Near]) -> bool {
        let mut ending = near.iter().filter(|near| self.ends_within(near));
        let (Some(arc), None) = (ending.next(), ending.next()) else { return false };
        let is_flat = |near: &Near| self.envelope.cone(near.cone).slope == 0.0;
        let no_bisector = near.len() == 1 || (near.len() == 2 && near.iter().all(is_flat));
        no_bisector && follows_arc(extent, self.envelope.limit(arc.cone), self.slack)
    }

    /// The only border in the cell is where two cones are equal, and its chord follows it: along a chord their difference
    /// is at most an eighth of its square times the second derivative, which for a distance is at most its inverse.
    fn is_one_bisector(&self, extent: &Extent, near: &[Near]) -> bool {
        let [a, b] = near else { return false };
        let diagonal = 2.0 * extent.radius;
        let is_near_apex = a.distance[0].min(b.distance[0]) < diagonal;
        if self.ends_within(a) || self.ends_within(b) || is_near_apex {
            return false;
        }
        let slope = |near: &Near| self.envelope.cone(near.cone).slope;
        let bend = slope(a) / a.distance[0] + slope(b) / b.distance[0];
        diagonal * diagonal / 8.0 * bend + strays(extent) * (slope(a) + slope(b)) <= self.value
    }

    /// Whichever label a place of the cell gets, its value is close enough to the lowest.
    fn is_even(&self, near: &[Near]) -> bool {
        let high = near.iter().map(|near| near.excess[1]).fold(0.0, f64::max);
        let low = near.iter().map(|near| near.excess[0]).fold(0.0, f64::min);
        near.iter().all(|near| near.value[1].is_finite()) && high - low <= self.value
    }
}

/// The borders between labels, as lines through the mixed cells: a chord where a border enters and leaves, a star from the middle where
/// several meet.
fn borders(envelope: &Envelope, lattice: Lattice, grid: &Grid) -> Vec<Vec<Coord<f64>>> {
    let mesh = Mesh::new(grid);
    let label = |node: Node, cones: &[u32]| envelope.label_among(&envelope.seen_from(lattice.place(node)), cones);
    let labels = at_nodes(grid, &mesh, label);
    let mut lines = Vec::new();
    for leaf in mixed(grid) {
        let crossings = crossings(&mesh, grid, leaf, &labels, label);
        let mut places: Vec<Coord<f64>> = crossings.into_iter().map(|node| lattice.place(node)).collect();
        places.dedup();
        match places.as_slice() {
            [] | [_] => {}
            [_, _] => lines.push(places),
            several => {
                let middle = lattice.place(leaf.cell.middle());
                lines.extend(several.iter().map(|&place| vec![place, middle]));
            }
        }
    }
    lines
}

/// Where the label changes along the outline of a cell.
fn crossings(
    mesh: &Mesh,
    grid: &Grid,
    leaf: &Leaf,
    labels: &[Option<usize>],
    label: impl Fn(Node, &[u32]) -> Option<usize>,
) -> Vec<Node> {
    let (outline, cones) = (mesh.outline(&leaf.cell), grid.candidates(leaf));
    let mut found = Vec::new();
    for (at, &here) in outline.iter().enumerate() {
        let next = outline[(at + 1) % outline.len()];
        // Both cells along a side ask in the same direction and so find the same place.
        let (first, second) = (here.min(next), here.max(next));
        let held = labels[first as usize];
        if held != labels[second as usize] {
            found.push(last_that_holds(mesh.node(first), mesh.node(second), |node| label(node, cones) == held));
        }
    }
    found
}
