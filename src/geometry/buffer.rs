//! stub
use crate::quantity::Metres;
use geo_types::MultiPolygon;
/// stub
pub fn buffer(a: &MultiPolygon<f64>, _r: Metres) -> Result<MultiPolygon<f64>, String> {
    Ok(a.clone())
}
