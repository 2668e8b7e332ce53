//! Where a study area is, roughly and fast: so that borders far from it need not be traced.

use geo_types::{Coord, MultiPolygon};

use crate::geometry::ring_set::named_rings;
use crate::quantity::Bounds;

/// Cells along each side of the grid.
const SIDE: usize = 256;

/// A grid over a study area that tells which of its cells the area reaches into.
pub(super) struct Footprint {
    bounds: Bounds,
    /// Cells per degree.
    scale: [f64; 2],
    /// The number of cells reached into, west and south of each corner of the grid, row by row.
    counts: Vec<u32>,
}

impl Footprint {
    /// `None` for an empty area.
    pub(super) fn new(area: &MultiPolygon<f64>) -> Option<Self> {
        let bounds = crate::geometry::shape::bounds(area)?;
        let size = bounds.max() - bounds.min();
        let scale = [size.x, size.y].map(|size| if size > 0.0 { SIDE as f64 / size } else { 0.0 });
        let mut new = Self { bounds, scale, counts: vec![0; (SIDE + 1) * (SIDE + 1)] };
        let (mut reached, mut turns) = (vec![false; SIDE * SIDE], vec![false; SIDE * SIDE]);
        for (_, ring) in named_rings(area) {
            for edge in ring.0.windows(2) {
                new.mark(edge[0], edge[1], &mut reached, &mut turns);
            }
        }
        new.sum(&reached, &turns);
        Some(new)
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// True when the area reaches into none of the cells that a box touches (which may be outside of the grid).
    pub(super) fn is_clear(&self, low: Coord<f64>, high: Coord<f64>) -> bool {
        let (min, max) = (self.bounds.min(), self.bounds.max());
        if high.x < min.x || low.x > max.x || high.y < min.y || low.y > max.y {
            return true;
        }
        let ([west, south], [east, north]) = (self.cell(low), self.cell(high));
        let count = |column: usize, row: usize| i64::from(self.counts[row * (SIDE + 1) + column]);
        count(east + 1, north + 1) - count(west, north + 1) - count(east + 1, south) + count(west, south) == 0
    }

    fn cell(&self, place: Coord<f64>) -> [usize; 2] {
        let away = place - self.bounds.min();
        [away.x * self.scale[0], away.y * self.scale[1]].map(|cells| (cells as usize).min(SIDE - 1))
    }

    /// Marks the cells that an edge may touch, and for every row whose middle it crosses the cell where it does.
    fn mark(&self, from: Coord<f64>, to: Coord<f64>, reached: &mut [bool], turns: &mut [bool]) {
        let (low, high) = if from.y <= to.y { (from, to) } else { (to, from) };
        let slope = (high.x - low.x) / (high.y - low.y);
        let x_at = |row: f64| {
            let y = self.bounds.min().y + row / self.scale[1];
            if slope.is_finite() { (low.x + (y - low.y) * slope).clamp(low.x.min(high.x), low.x.max(high.x)) } else { low.x }
        };
        let (first, last) = (self.cell(low)[1], self.cell(high)[1]);
        for row in first..=last {
            let start = if row == first { low.x } else { x_at(row as f64) };
            let end = if row == last { high.x } else { x_at(row as f64 + 1.0) };
            let [west, east] = [start.min(end), start.max(end)].map(|x| self.cell(Coord { x, y: low.y })[0]);
            // One more on each side for rounding.
            reached[row * SIDE + west.saturating_sub(1)..=row * SIDE + (east + 1).min(SIDE - 1)].fill(true);
            let middle = self.bounds.min().y + (row as f64 + 0.5) / self.scale[1];
            if low.y <= middle && middle < high.y {
                turns[row * SIDE + self.cell(Coord { x: x_at(row as f64 + 0.5), y: middle })[0]] ^= true;
            }
        }
    }

    /// A cell that no edge touches is inside the area when an odd number of edges is west of its middle.
    fn sum(&mut self, reached: &[bool], turns: &[bool]) {
        for row in 0..SIDE {
            let (mut is_inside, mut count) = (false, 0);
            for column in 0..SIDE {
                is_inside ^= turns[row * SIDE + column];
                count += u32::from(reached[row * SIDE + column] || is_inside);
                let below = self.counts[row * (SIDE + 1) + column + 1];
                self.counts[(row + 1) * (SIDE + 1) + column + 1] = below + count;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use geo_types::polygon;

    use super::*;
    use crate::geometry::testing::Numbers;
    use crate::geometry::{Position, PreparedBoundary};
    use crate::quantity::LonLat;

    #[test]
    fn what_is_clear_holds_no_place_of_the_area() {
        let area: MultiPolygon<f64> = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 40.0, y: 3.0), (x: 44.0, y: 30.0), (x: 20.0, y: 8.0), (x: 3.0, y: 28.0)],
            interiors: [[(x: 10.0, y: 5.0), (x: 10.0, y: 9.0), (x: 18.0, y: 6.0)]],
        )
        .into();
        let (footprint, prepared) = (Footprint::new(&area).expect("not empty"), PreparedBoundary::new(&area));
        let (mut numbers, mut clear, mut held) = (Numbers(5), 0, 0);
        for _ in 0..4000 {
            let low = Coord { x: numbers.within(-2.0, 45.0), y: numbers.within(-2.0, 31.0) };
            let high = low + Coord { x: numbers.within(0.0, 2.0), y: numbers.within(0.0, 2.0) };
            let mut place = || LonLat::new(numbers.within(low.x, high.x), numbers.within(low.y, high.y)).expect("in range");
            let holds = (0..20).any(|_| prepared.position(place()) != Position::Outside);
            let is_clear = footprint.is_clear(low, high);
            assert!(!(holds && is_clear), "{low:?} {high:?}");
            clear += i32::from(is_clear);
            held += i32::from(holds);
        }
        assert!(clear > 1000 && held > 1000 && clear + held > 3600, "{clear} clear and {held} holding of 4000");
        assert!(Footprint::new(&MultiPolygon(vec![])).is_none());
    }
}
