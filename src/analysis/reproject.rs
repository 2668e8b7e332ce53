//! Layers from one reference system and datum to another, on all threads.

use std::cell::RefCell;
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
    convert_shifted(&mut coords, from, to, shift).map_err(refused)?;
    review.result(&before, &coords, shift).map_err(refused)?;
    layer.set_coords(&coords);
    let mut findings = review.into_findings();
    findings.extend(without_impossible(layer));
    Ok(findings)
}

/// Converts coordinates in place on every thread of the pool, without looking at what they mean ([`reproject`] does). Those that
/// cannot be converted become NaN.
///
/// Each thread takes blocks until there are no more, and each coordinate stays where it is, so the result does not depend on their number.
///
/// # Errors
/// A system is not known or there is no way.
///
/// # Examples
/// ```
/// # #[cfg(feature = "proj")] {
/// use ringshed::analysis::convert_coords;
/// use ringshed::crs::{Crs, Frame};
/// let to = Frame { crs: Crs::new("EPSG:4549")?, ..Frame::default() };
/// let mut coords = [geo_types::Coord { x: 120.0, y: 0.0 }];
/// convert_coords(&mut coords, &Frame::default(), &to)?;
/// assert!((coords[0].x - 500_000.0).abs() < 1e-6 && coords[0].y.abs() < 1e-6);
/// # }
/// # Ok::<(), ringshed::crs::CrsError>(())
/// ```
pub fn convert_coords(coords: &mut [Coord<f64>], from: &Frame, to: &Frame) -> Result<(), CrsError> {
    convert_shifted(coords, from, to, 0.0)
}

/// The same with some metres added to eastings first.
fn convert_shifted(coords: &mut [Coord<f64>], from: &Frame, to: &Frame, shift: f64) -> Result<(), CrsError> {
    let way = (from, to, shift);
    if coords.len() <= BLOCK {
        return with_converter(way, |converter| converter.convert(coords));
    }
    let blocks = Mutex::new(coords.chunks_mut(BLOCK));
    let next = || blocks.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = |_: rayon::BroadcastContext<'_>| -> Result<(), CrsError> {
        with_converter(way, |converter| {
            while let Some(block) = next() {
                converter.convert(block);
            }
        })
    };
    rayon::broadcast(work).into_iter().collect()
}

thread_local! {
    /// The converter used last by a thread: PROJ's objects belong to one thread, and finding the way takes as long as converting some
    /// hundred thousand positions.
    static LAST: RefCell<Option<(Frame, Frame, f64, Converter)>> = const { RefCell::new(None) };
}

fn with_converter((from, to, shift): (&Frame, &Frame, f64), work: impl FnOnce(&Converter)) -> Result<(), CrsError> {
    let known = LAST.take().filter(|known| (&known.0, &known.1, known.2) == (from, to, shift));
    let converter = match known {
        Some((.., converter)) => converter,
        None => Converter::new(from, to, shift)?,
    };
    work(&converter);
    LAST.set(Some((from.clone(), to.clone(), shift, converter)));
    Ok(())
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
