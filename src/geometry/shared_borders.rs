//! How long the borders are that areas share, and from that the outlines of groups of them without dissolving.
//!
//! As in [`coverage`](super::coverage), neighbours share the very same vertices: an edge that comes in two areas is their common
//! border. Where a border has a vertex on one side only it is not recognised; the caller knows whether its areas are such.

use geo_types::MultiPolygon;

use super::contiguity::Contacts;
use crate::quantity::Metres;

/// Borders of some areas, by their numbers.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, Rect};
/// use ringshed::geometry::{SharedBorders, geodesic};
/// let square = |west: f64| MultiPolygon::new(vec![Rect::new((west, 0.0), (west + 1.0, 1.0)).to_polygon()]);
/// let (left, right, far) = (square(0.0), square(1.0), square(5.0));
/// let borders = SharedBorders::of(&[&left, &right, &far]);
/// assert_eq!(borders.neighbours(0).map(|(area, _)| area).collect::<Vec<_>>(), [1]);
/// assert_eq!(borders.pieces(&[true, true, true]), 2);
/// // The outline of both squares together is that of the rectangle they make.
/// let both = MultiPolygon::new(vec![Rect::new((0.0, 0.0), (2.0, 1.0)).to_polygon()]);
/// let outline = borders.outline(&[true, true, false]).metres();
/// assert!((outline / geodesic::perimeter(&both).metres() - 1.0).abs() < 1e-4);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SharedBorders {
    perimeters: Vec<f64>,
    /// For each area its neighbours, ascending, with metres of common border.
    neighbours: Vec<Vec<(usize, f64)>>,
}

impl SharedBorders {
    /// The borders of areas that are valid each by itself.
    pub fn of(areas: &[&MultiPolygon<f64>]) -> Self {
        let contacts = Contacts::of_equal_edges(areas);
        let mut neighbours = vec![Vec::new(); areas.len()];
        // In order of both numbers, so that those of each area come in ascending order.
        for pair in contacts.pairs() {
            let metres = pair.shared.metres();
            neighbours[pair.first].push((pair.second, metres));
            neighbours[pair.second].push((pair.first, metres));
        }
        Self { perimeters: contacts.perimeters().iter().map(|length| length.metres()).collect(), neighbours }
    }

    /// The areas that share a border of positive length with one, and how long it is.
    pub fn neighbours(&self, area: usize) -> impl Iterator<Item = (usize, Metres)> + '_ {
        self.neighbours[area].iter().filter(|(_, metres)| *metres > 0.0).map(|&(area, metres)| (area, Metres::new(metres)))
    }

    /// The length of the outline of some areas together, holes and coasts included; `chosen` says for each area whether it is one of
    /// them.
    pub fn outline(&self, chosen: &[bool]) -> Metres {
        let of_area = |area: usize| {
            let inside = self.neighbours[area].iter().filter(|(other, _)| chosen[*other]).map(|(_, metres)| metres);
            self.perimeters[area] - inside.sum::<f64>()
        };
        Metres::new((0..chosen.len()).filter(|&area| chosen[area]).map(of_area).sum())
    }

    /// In how many pieces some areas are: two areas belong together when they share a border of positive length, directly or over
    /// others. An area of several parts (islands) counts as one piece.
    pub fn pieces(&self, chosen: &[bool]) -> usize {
        let mut waiting = chosen.to_vec();
        let mut pieces = 0;
        for start in 0..chosen.len() {
            if !std::mem::take(&mut waiting[start]) {
                continue;
            }
            pieces += 1;
            let mut reached = vec![start];
            while let Some(area) = reached.pop() {
                for (next, _) in self.neighbours(area) {
                    if std::mem::take(&mut waiting[next]) {
                        reached.push(next);
                    }
                }
            }
        }
        pieces
    }
}
