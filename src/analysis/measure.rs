//! Geodesic measures of boundaries.

use geo_types::MultiPolygon;
use rayon::prelude::*;

use crate::geometry::{geodesic, polsby_popper_of};
use crate::quantity::{LonLat, Metres, SquareMetres};

/// What is measured of one boundary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// Area on WGS84.
    pub area: SquareMetres,
    /// Length of all rings, holes included.
    pub perimeter: Metres,
    /// Centroid; `None` for a boundary without area.
    pub centroid: Option<LonLat>,
    /// Polsby-Popper compactness, 4 pi A / P^2: 1 for a circle, near 0 for a ribbon. `None` without perimeter.
    pub compactness: Option<f64>,
}

/// Measures boundaries, in their order, in parallel.
///
/// # Examples
/// ```
/// use ringshed::analysis::measure;
/// let square = geo_types::MultiPolygon::new(vec![geo_types::Rect::new((0.0, 0.0), (1.0, 1.0)).to_polygon()]);
/// let measures = measure(&[Some(square), None]);
/// let area = measures[0].expect("a square has an area").area;
/// assert!((area.square_metres() / 1e6 - 12_308.778).abs() < 0.001);
/// assert_eq!(measures[1], None);
/// ```
pub fn measure(boundaries: &[Option<MultiPolygon<f64>>]) -> Vec<Option<Measures>> {
    boundaries.par_iter().map(|boundary| boundary.as_ref().map(measures_of)).collect()
}

fn measures_of(boundary: &MultiPolygon<f64>) -> Measures {
    let measured = geodesic::measures(boundary);
    Measures {
        area: measured.area,
        perimeter: measured.perimeter,
        centroid: geodesic::centroid(boundary),
        compactness: polsby_popper_of(&measured),
    }
}
