//! Boxes found by place: candidates for whatever is in them.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::envelope;
use crate::quantity::Bounds;

/// An R-tree over the boxes of some numbered things. It never owns the things.
///
/// # Examples
/// ```
/// use ringshed::index::BoxIndex;
/// use ringshed::quantity::Bounds;
/// let bounds = |x: f64| Bounds::of([[x, 0.0].into(), [x + 1.0, 1.0].into()].into_iter());
/// let index = BoxIndex::new([bounds(0.0), None, bounds(1.0), bounds(3.0)]);
/// let probe = bounds(1.0).expect("a box");
/// assert_eq!(index.candidates(&probe), [0, 2]); // boxes that touch are candidates
/// ```
#[derive(Clone, Debug)]
pub struct BoxIndex {
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl BoxIndex {
    /// Indexes boxes by their numbers in the order given; things without a box are never candidates.
    pub fn new(boxes: impl IntoIterator<Item = Option<Bounds>>) -> Self {
        let entry = |(number, bounds): (usize, Option<Bounds>)| {
            bounds.map(|bounds| GeomWithData::new(Rectangle::from_aabb(envelope(&bounds)), number))
        };
        Self { tree: RTree::bulk_load(boxes.into_iter().enumerate().filter_map(entry).collect()) }
    }

    /// The numbers of the boxes that meet a box, in ascending order.
    pub fn candidates(&self, bounds: &Bounds) -> Vec<usize> {
        let area: AABB<[f64; 2]> = envelope(bounds);
        let mut found: Vec<usize> = self.tree.locate_in_envelope_intersecting(area).map(|entry| entry.data).collect();
        found.sort_unstable();
        found
    }
}
