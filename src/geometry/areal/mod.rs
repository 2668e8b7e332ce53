//! How much ground two areas share, without computing the shape of what they share.
//!
//! An area is the sum of the strips under its edges, those of edges that run west counted positive and those that run east
//! negative. So the area that two areas share is, over all pairs of an edge of one and an edge of the other, the signed area
//! under the lower of the two (`edges::under_both`): a sum without cases, to which collinear edges, touching corners and
//! shared borders are nothing special, and that general overlay with its noding, sorting and tracing of rings has no part in.
//!
//! Pairs are kept few by windows: in a window where one of the areas has no edge, it is all there or not at all; other
//! windows are halved until they hold a handful of edges. Edges above a window matter only for where the area covers
//! the window's upper side, those below it not at all.
//!
//! Areas are those of the cylindrical equal-area projection of WGS84 (Snyder 1987, "Map projections: a working manual", equations 3-12
//! and 10-15 to 10-18), in which area is area on the ellipsoid to rounding; edges, straight in longitude/latitude, get vertices where
//! they would leave it by more than a decimetre. So shares of one area add up to its whole, to about 1e-12 of it.

mod edges;
mod plane;

use geo_types::{Coord, MultiPolygon};

use self::edges::{Edge, Window, shared};
use super::ring_set::named_rings;
use super::winding::orient_outward;
use crate::quantity::{Bounds, SquareMetres};

/// Edges a row should hold.
const EDGES_PER_ROW: usize = 16;

/// An area prepared for being measured against many others.
///
/// It holds about 60 bytes per edge and does not refer to the polygons that it was made from.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, polygon};
/// use ringshed::geometry::areal::PreparedArea;
/// let square: MultiPolygon = polygon![(x: 0., y: 0.), (x: 2., y: 0.), (x: 2., y: 1.), (x: 0., y: 1.)].into();
/// let east: MultiPolygon = polygon![(x: 1., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.), (x: 1., y: 9.)].into();
/// let (square, east) = (PreparedArea::new(&square), PreparedArea::new(&east));
/// let share = square.shared_with(&east) / square.area();
/// assert!((share - 0.5).abs() < 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct PreparedArea {
    /// Of the polygons as given, in degrees.
    bounds: Option<Bounds>,
    window: Window,
    edges: Vec<Edge>,
    rows: Rows,
    area: f64,
}

impl PreparedArea {
    /// Prepares an area in degrees of longitude and latitude. It should be valid: an area that overlaps itself counts twice there.
    pub fn new(area: &MultiPolygon<f64>) -> Self {
        let bounds = super::shape::bounds(area);
        Self::of_edges(bounds, directed(area).flat_map(|edge| plane::equal_area(edge[0], edge[1])))
    }

    /// Prepares an area in the metres of a plane: coordinates are taken as they are.
    pub fn planar(area: &MultiPolygon<f64>) -> Self {
        Self::of_edges(super::shape::bounds(area), directed(area).map(|edge| [edge[0], edge[1]]))
    }

    fn of_edges(bounds: Option<Bounds>, lines: impl Iterator<Item = [Coord<f64>; 2]>) -> Self {
        let edges: Vec<Edge> = lines.filter_map(|[from, to]| Edge::new(from, to)).collect();
        let window = Window::around(&edges);
        let area = edges.iter().map(|edge| edge.area_above(window.south)).sum();
        let rows = Rows::new(&edges, &window);
        Self { bounds, window, edges, rows, area }
    }

    /// The box around the polygons as they were given; `None` without any.
    pub fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// The whole area.
    pub fn area(&self) -> SquareMetres {
        SquareMetres::new(self.area)
    }

    /// The area that both cover; rounding noise below a billionth of the smaller area counts as nothing.
    pub fn shared_with(&self, other: &Self) -> SquareMetres {
        let Some(window) = self.window.common(&other.window) else { return SquareMetres::default() };
        let shared = shared(&window, self.edges_in(&window), other.edges_in(&window));
        let noise = 1e-12 * self.area.min(other.area);
        SquareMetres::new(if shared > noise { shared.min(self.area).min(other.area) } else { 0.0 })
    }

    /// The edges within a window, and along its upper side where the area covers that.
    fn edges_in(&self, window: &Window) -> Vec<Edge> {
        let mut inside = Vec::new();
        for number in self.rows.meeting(window) {
            inside.extend(self.edges[number as usize].within(window));
        }
        let crossings = self.rows.at(window.north).filter_map(|number| self.edges[number as usize].crossing(window.north));
        edges::push_cover(crossings, window, &mut inside);
        inside
    }
}

/// The edges of all rings with the inside on their left.
fn directed(area: &MultiPolygon<f64>) -> impl Iterator<Item = [Coord<f64>; 2]> {
    let oriented = orient_outward(area);
    let mut edges = Vec::new();
    for (_, ring) in named_rings(&oriented) {
        edges.extend(ring.0.windows(2).map(|pair| [pair[0], pair[1]]));
    }
    edges.into_iter()
}

/// Which edges meet which horizontal row of the plane; rows are of equal height.
#[derive(Clone, Debug)]
struct Rows {
    south: f64,
    rows_per_metre: f64,
    /// Where each row's list starts in `items`, and the end of the last one.
    starts: Vec<u32>,
    items: Vec<u32>,
    /// The first row of each edge.
    first_rows: Vec<u32>,
}

impl Rows {
    fn new(edges: &[Edge], window: &Window) -> Self {
        let count = (edges.len() / EDGES_PER_ROW).clamp(1, 1 << 16);
        let height = window.north - window.south;
        let rows_per_metre = if height > 0.0 { count as f64 / height } else { 0.0 };
        let mut rows = Self {
            south: window.south,
            rows_per_metre,
            starts: vec![0; count + 1],
            items: Vec::new(),
            first_rows: Vec::new(),
        };
        let spans: Vec<[usize; 2]> = edges.iter().map(|edge| rows.span(edge.south(), edge.north())).collect();
        for &[first, last] in &spans {
            rows.first_rows.push(first as u32);
            rows.starts[first..=last].iter_mut().for_each(|start| *start += 1);
        }
        let mut total = 0;
        for start in &mut rows.starts {
            total += std::mem::replace(start, total);
        }
        let mut next = rows.starts.clone();
        rows.items = vec![0; total as usize];
        for (number, &[first, last]) in (0_u32..).zip(&spans) {
            for place in &mut next[first..=last] {
                rows.items[*place as usize] = number;
                *place += 1;
            }
        }
        rows
    }

    fn row(&self, y: f64) -> usize {
        // Saturates at 0 for places south of all rows and for NaN.
        (((y - self.south) * self.rows_per_metre) as usize).min(self.starts.len() - 2)
    }

    fn span(&self, south: f64, north: f64) -> [usize; 2] {
        [self.row(south), self.row(north)]
    }

    fn list(&self, row: usize) -> &[u32] {
        &self.items[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// The edges that may be met at a height, each once.
    fn at(&self, y: f64) -> impl Iterator<Item = u32> + '_ {
        self.list(self.row(y)).iter().copied()
    }

    /// The edges of the rows that a window meets, each once: an edge is taken from the first of these rows that lists it.
    fn meeting(&self, window: &Window) -> impl Iterator<Item = u32> + '_ {
        let [first, last] = self.span(window.south, window.north);
        (first..=last).flat_map(move |row| {
            let is_first = move |number: &u32| (self.first_rows[*number as usize] as usize).max(first) == row;
            self.list(row).iter().copied().filter(is_first)
        })
    }
}

#[cfg(test)]
mod tests;
