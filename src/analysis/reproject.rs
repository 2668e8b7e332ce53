//! Layers from one reference system and datum to another, on all threads.

use std::sync::{Mutex, PoisonError};

use geo::CoordsIter;
use geo_types::Coord;

use crate::crs::{Converter, CrsError, Frame, Review};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::layer::{Layer, Value};

/// Coordinates that a thread converts before it takes the next.
const BLOCK: usize = 16_384;

/// Brings all coordinates of a layer from one frame to another, in place. Gives findings: features with coordinates that cannot be
/// converted, which lose their geometry; eastings with a zone number; positions outside of the area a system is made for; how exact
/// the operation is, and whether a grid for a better one is missing.
///
/// # Errors
/// A bad request for a system that is not known, and for eastings that belong to another zone than the system's.
///
/// # Examples
/// ```
/// # #[cfg(feature = "proj")] {
/// use ringshed::analysis::reproject;
/// use ringshed::crs::{Crs, Frame};
/// use ringshed::layer::{Feature, Layer};
/// let mut layer = Layer::new("t", ["a"]);
/// layer.push(Feature::new(Some(geo_types::Point::new(500_000.0, 0.0).into()), vec![]));
/// let from = Frame { crs: Crs::new("EPSG:4549").expect("a code"), ..Frame::default() };
/// reproject(&mut layer, &from, &Frame::default())?;
/// let at = layer.coords()[0];
/// assert!((at.x - 120.0).abs() < 1e-9 && at.y.abs() < 1e-9);
/// # }
/// # Ok::<(), ringshed::Error>(())
/// ```
pub fn reproject(layer: &mut Layer, from: &Frame, to: &Frame) -> Result<Vec<Finding>> {
    if from == to || (from.is_wgs84() && to.is_wgs84()) {
        return Ok(Vec::new());
    }
    let refused = |error: CrsError| Error::bad_request(error.to_string()).with_source(error);
    let before = layer.coords();
    let mut review = Review::new(from, to);
    let shift = review.shift(&before).map_err(refused)?;
    let mut coords = before.clone();
    convert(&mut coords, from, to, shift).map_err(refused)?;
    review.result(&before, &coords, shift).map_err(refused)?;
    layer.set_coords(&coords);
    let mut findings = review.into_findings();
    findings.extend(without_impossible(layer));
    Ok(findings)
}

/// Converts coordinates in place on every thread of the pool; each takes blocks until there are no more, and each coordinate stays where
/// it is, so the result does not depend on their number.
fn convert(coords: &mut [Coord<f64>], from: &Frame, to: &Frame, shift: f64) -> Result<(), CrsError> {
    let new = || Converter::new(from, to, shift);
    if coords.len() <= BLOCK {
        new()?.convert(coords);
        return Ok(());
    }
    let blocks = Mutex::new(coords.chunks_mut(BLOCK));
    let next = || blocks.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = |_: rayon::BroadcastContext<'_>| -> Result<(), CrsError> {
        let converter = new()?;
        while let Some(block) = next() {
            converter.convert(block);
        }
        Ok(())
    };
    rayon::broadcast(work).into_iter().collect()
}

/// Takes the geometry from features that have a coordinate that could not be converted.
fn without_impossible(layer: &mut Layer) -> Vec<Finding> {
    let naming = layer.column_any(&["code", "adcode", "name", "id"]);
    let mut findings = Vec::new();
    for feature in layer.features_mut() {
        let Some(geometry) = &feature.geometry else { continue };
        let bad = geometry.coords_iter().filter(|at| !at.x.is_finite() || !at.y.is_finite()).count();
        if bad == 0 {
            continue;
        }
        let named = naming.and_then(|column| feature.values.get(column)).filter(|value| !value.is_null());
        let label = feature.id.as_ref().or(named).map_or_else(|| format!("number {}", feature.origin.row), Value::to_string);
        let message = format!(
            "{bad} of its positions cannot be converted: they are out of range of the reference system; it has no place now"
        );
        findings
            .push(Finding::error("not-convertible", message).with_remedy("is this the right --from-crs?").of_feature(label));
        feature.geometry = None;
    }
    findings
}
