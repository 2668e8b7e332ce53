//! How compact an area is.

use geo_types::MultiPolygon;

use super::geodesic;

/// Compactness after Polsby and Popper (1991): 4 pi times area by squared perimeter, 1 for a circle and towards 0 for ragged or
/// scattered areas; `None` when the area has no perimeter.
///
/// Area and perimeter are geodesic and taken over all parts together, coast lines and holes included.
///
/// # Examples
/// ```
/// use geo_types::polygon;
/// use ringshed::geometry::polsby_popper;
/// let square = polygon![(x: 0., y: 0.), (x: 0.1, y: 0.), (x: 0.1, y: 0.1), (x: 0., y: 0.1)];
/// let compactness = polsby_popper(&square.into()).expect("it has a perimeter");
/// assert!((compactness - std::f64::consts::PI / 4.0).abs() < 1e-4);
/// ```
pub fn polsby_popper(area: &MultiPolygon<f64>) -> Option<f64> {
    polsby_popper_of(&geodesic::measures(area))
}

/// The same of an area that has been measured already.
pub fn polsby_popper_of(measures: &geodesic::Measures) -> Option<f64> {
    let perimeter = measures.perimeter.metres();
    (perimeter > 0.0).then(|| 4.0 * std::f64::consts::PI * measures.area.square_metres() / (perimeter * perimeter))
}

#[cfg(test)]
mod tests {
    use geo_types::Polygon;

    use super::*;
    use crate::quantity::{LonLat, Metres};

    #[test]
    fn a_circle_is_most_compact() {
        let centre = LonLat::new(10.0, 50.0).expect("in range");
        let vertex = |k: i32| geodesic::destination(centre, f64::from(k), Metres::new(1000.0)).coord();
        let circle = Polygon::new((0..360).map(vertex).collect(), vec![]);
        assert!(polsby_popper(&circle.into()).is_some_and(|value| (value - 1.0).abs() < 1e-3));
        assert_eq!(polsby_popper(&MultiPolygon(vec![])), None);
    }
}
