//! The order of features along a Hilbert curve, in which those that are near each other on the map are near each other in the file.

use geo::BoundingRect;
use geo_types::Coord;

use crate::layer::Layer;
use crate::quantity::Bounds;

/// Cells of the curve in each direction, as a power of two.
const ORDER: u32 = 16;

/// The numbers of the features of a layer in the order of the curve by the middles of their boxes; features without geometry come last, in
/// their order.
pub(crate) fn hilbert_order(layer: &Layer) -> Vec<usize> {
    let middle = |number: &usize| {
        let found = layer.features()[*number].geometry.as_ref()?.bounding_rect()?.center();
        (found.x.is_finite() && found.y.is_finite()).then_some(found)
    };
    let mut order: Vec<usize> = (0..layer.features().len()).collect();
    let Some(whole) = Bounds::of(order.iter().filter_map(middle)) else { return order };
    order.sort_by_cached_key(|number| middle(number).map_or(u64::MAX, |at| u64::from(distance(cell(at, &whole)))));
    order
}

fn cell(at: Coord<f64>, whole: &Bounds) -> (u32, u32) {
    let cells = f64::from((1_u32 << ORDER) - 1);
    let along = |value: f64, low: f64, high: f64| if high > low { ((value - low) / (high - low) * cells) as u32 } else { 0 };
    (along(at.x, whole.min().x, whole.max().x), along(at.y, whole.min().y, whole.max().y))
}

/// How far along the curve a cell lies (Hilbert 1891; the loop is that of Warren, Hacker's Delight, 2nd ed., section 16-2).
fn distance((mut x, mut y): (u32, u32)) -> u32 {
    let mut distance = 0;
    for level in (0..ORDER).rev() {
        let (right, up) = (x >> level & 1, y >> level & 1);
        distance = distance << 2 | (3 * right) ^ up;
        if up == 0 {
            if right == 1 {
                let all = (1 << ORDER) - 1;
                (x, y) = (all - x, all - y);
            }
            (x, y) = (y, x);
        }
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Feature;

    #[test]
    fn steps_along_the_curve_go_to_neighbours() {
        // The first cells of the curve fill a square of 64 x 64 at the corner.
        let mut cells: Vec<((u32, u32), u32)> =
            (0..64).flat_map(|x| (0..64).map(move |y| ((x, y), distance((x, y))))).collect();
        cells.sort_by_key(|(_, distance)| *distance);
        assert_eq!(cells.last().map(|(_, distance)| *distance), Some(4095));
        for pair in cells.windows(2) {
            let ((ax, ay), (bx, by)) = (pair[0].0, pair[1].0);
            assert_eq!(ax.abs_diff(bx) + ay.abs_diff(by), 1, "{pair:?}");
        }
    }

    #[test]
    fn features_without_geometry_come_last() {
        let mut layer = Layer::new("t", [""; 0]);
        layer.push(Feature::new(None, vec![]));
        layer.push(Feature::new(Some(geo_types::Point::new(1.0, 1.0).into()), vec![]));
        layer.push(Feature::new(Some(geo_types::Point::new(0.0, 0.0).into()), vec![]));
        assert_eq!(hilbert_order(&layer), [2, 1, 0]);
    }
}
