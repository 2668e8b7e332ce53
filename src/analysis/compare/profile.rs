//! The rings of one plan: totals, pieces and shape.

use geo_types::MultiPolygon;

use super::grounds::{Ground, Laid};
use super::sums::Sums;
use crate::geometry::{HullCorners, SharedBorders, coverage, geodesic, polsby_popper_of};
use crate::quantity::{Metres, SquareMetres};
use crate::scheme::RingIndex;

/// Whether the borders of neighbours are the same vertex for vertex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BorderKind {
    /// They are, as in the embedded atlas: outlines follow from shared borders.
    Shared,
    /// They may not be: every ring is dissolved and measured.
    Unknown,
}

/// How compact an area is: each 1 for a circle and less the more it departs from one; `None` for what has no area.
///
/// All parts of the area count together, with holes and coast lines as they are in the data, so an area with islands is less
/// compact than its mainland.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shape {
    /// Polsby & Popper (1991): 4 pi times area by squared perimeter, both geodesic.
    pub polsby_popper: Option<f64>,
    /// Reock (1961): area by that of the smallest circle around it.
    pub reock: Option<f64>,
    /// Area by that of its convex hull.
    pub hull_ratio: Option<f64>,
}

/// One ring of one plan.
#[derive(Clone, Debug, PartialEq)]
pub struct RingProfile {
    /// Its figures.
    pub sums: Sums,
    /// In how many pieces it is: grounds that share a border of positive length are of one piece.
    pub pieces: usize,
    /// How compact it is.
    pub shape: Shape,
}

/// What shape and pieces of any ring follow from.
pub(super) struct Shapes<'g, 'a> {
    laid: &'g Laid<'a>,
    borders: SharedBorders,
    hulls: Vec<HullCorners>,
    kind: BorderKind,
}

impl<'g, 'a> Shapes<'g, 'a> {
    pub(super) fn new(laid: &'g Laid<'a>, kind: BorderKind) -> Self {
        let boundaries: Vec<&MultiPolygon<f64>> = laid.grounds.iter().map(|ground| &*ground.boundary).collect();
        let (borders, hulls) = rayon::join(
            || SharedBorders::of(&boundaries),
            || laid.grounds.iter().map(|ground| HullCorners::of(&ground.boundary)).collect(),
        );
        Self { laid, borders, hulls, kind }
    }

    /// A ring of the plan of this number.
    pub(super) fn profile(&self, plan: usize, ring: RingIndex) -> RingProfile {
        let is_member = |ground: &Ground<'_>| ground.rings[plan] == Some(ring);
        let chosen: Vec<bool> = self.laid.grounds.iter().map(is_member).collect();
        let numbers: Vec<usize> = (0..chosen.len()).filter(|&at| chosen[at]).collect();
        let sums = self.laid.sums(&numbers);
        let perimeter = match self.kind {
            BorderKind::Shared => self.borders.outline(&chosen),
            BorderKind::Unknown => {
                let boundaries: Vec<&MultiPolygon<f64>> =
                    numbers.iter().map(|&at| &*self.laid.grounds[at].boundary).collect();
                geodesic::perimeter(&coverage::dissolve(&boundaries).geometry)
            }
        };
        let hulls = self.hulls.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|(hull, _)| hull);
        let shape = Shape::new(sums.area(), perimeter, &HullCorners::merged(hulls));
        RingProfile { sums, pieces: self.borders.pieces(&chosen), shape }
    }
}

impl Shape {
    /// The shape of an area with its outline and hull.
    ///
    /// # Examples
    /// ```
    /// use ringshed::analysis::Shape;
    /// use ringshed::geometry::{HullCorners, geodesic};
    /// let square = geo_types::MultiPolygon::new(vec![geo_types::Rect::new((0.0, 0.0), (0.1, 0.1)).to_polygon()]);
    /// let measures = geodesic::measures(&square);
    /// let shape = Shape::new(measures.area, measures.perimeter, &HullCorners::of(&square));
    /// let close = |value: Option<f64>, expected: f64| value.is_some_and(|value| (value - expected).abs() < 1e-3);
    /// assert!(close(shape.polsby_popper, std::f64::consts::PI / 4.0) && close(shape.hull_ratio, 1.0));
    /// assert!(close(shape.reock, 2.0 / std::f64::consts::PI));
    /// ```
    pub fn new(area: SquareMetres, perimeter: Metres, hull: &HullCorners) -> Self {
        let ratio = |whole: Option<SquareMetres>| {
            let whole = whole.filter(|whole| whole.square_metres() > 0.0)?;
            Some((area / whole).min(1.0))
        };
        Self {
            polsby_popper: polsby_popper_of(&geodesic::Measures { area, perimeter }),
            reock: ratio(hull.circle_area()),
            hull_ratio: ratio(hull.hull_area()),
        }
    }
}
