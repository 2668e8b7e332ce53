//! Is a layer of boundaries displaced against the atlas, and by which datum?
//!
//! Each of some areas is matched with the unit of the atlas whose box it fills best. Borders of two sources differ by their
//! generalisation, but where both draw the same line, vertices of one lie near the other. So the vertices of whichever border has
//! fewer are measured against the nearest edges of the other: as they are, with GCJ-02 undone, with BD-09 undone. The median of
//! these distances is robust against the stretches where the borders truly differ. A hypothesis is believed only when it explains
//! most of the distance and clearly more than the others; a layer of other units, or one generalised by more than the shift,
//! stays undecided.
//!
//! The displacement that is told for a datum is the one it gives that border. A displacement by no known datum is
//! measured by matching points to lines: the translation that brings the points closest to the
//! nearest edges, found by iteration (the point-to-line variant of iterated closest points, Chen & Medioni 1992,
//! doi:10.1016/0262-8856(92)90066-C). Each point counts by the inverse of its distance, so that the sum of distances is
//! minimised and not that of their squares: stretches where the borders truly differ have little say.

use geo_types::MultiPolygon;

use super::pairing::{Hypothesis, Pairing, median};
use crate::atlas::{Atlas, UnitId};
use crate::crs::Datum;
use crate::geometry::shape;
use crate::index::UnitIndex;
use crate::quantity::{Bounds, LonLat, Metres};

/// Areas that are compared, evenly spread over the layer.
const MOST_AREAS: usize = 24;
/// Fewer points than this decide nothing.
const FEWEST_POINTS: usize = 12;
/// Boxes of an area and its unit share at least this part of their union.
const ALIKE: f64 = 0.7;
/// Median distances below this need no explanation: GCJ-02 is 100 m at least nearly everywhere.
const UNSUSPICIOUS: Metres = Metres::new(40.0);
/// A datum must leave at most this share of the distance, and of what the other datum leaves.
const MUCH_BETTER: f64 = 0.6;
const BETTER_THAN_OTHER: f64 = 0.75;
/// A plain translation, which can fit anything a little, must leave less, be longer than this, and be alike everywhere.
const MUCH_BETTER_MOVED: f64 = 0.3;
const SHORTEST_TRANSLATION: Metres = Metres::new(150.0);
const TRANSLATION_SPREAD: f64 = 0.25;
/// Degrees: a displacement measured over a larger unit is an average that holds nowhere.
const LARGEST_MEASURED: f64 = 4.0;

/// How a layer is displaced against an atlas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// The datum that explains it; `None` for a displacement that is alike everywhere.
    pub datum: Option<Datum>,
    /// How far east of the atlas the layer lies at [`Shift::at`].
    pub east: Metres,
    /// How far north.
    pub north: Metres,
    /// The unit where it was measured.
    pub at: UnitId,
    /// The middle of that unit's box.
    pub place: LonLat,
    /// How many border points were compared in all.
    pub points: usize,
    /// Median distance of the borders as they are.
    pub as_is: Metres,
    /// Median distance with the displacement undone.
    pub undone: Metres,
}

/// Compares some areas with an atlas; `None` when they are not displaced or when it cannot be decided.
///
/// # Examples
/// ```
/// use geo::MapCoords;
/// use ringshed::analysis::detect_shift;
/// use ringshed::crs::Datum;
/// use ringshed::{Atlas, LonLat};
/// let atlas = Atlas::embedded();
/// let beijing = atlas.resolve("Beijing", None)?.id;
/// let on_gaode = |at: geo_types::Coord<f64>| LonLat::try_from(at).map_or(at, |at| Datum::Gcj02.from_wgs84(at).coord());
/// let displaced = atlas.boundary(beijing).map_coords(on_gaode);
/// let shift = detect_shift(&[&displaced], &atlas).expect("it is displaced");
/// assert_eq!((shift.datum, shift.at), (Some(Datum::Gcj02), beijing));
/// assert!(shift.east.metres() > 450.0 && shift.undone.metres() < 1.0);
/// assert_eq!(detect_shift(&[atlas.boundary(beijing)], &atlas), None);
/// # Ok::<(), ringshed::atlas::NameError>(())
/// ```
pub fn detect_shift(areas: &[&MultiPolygon<f64>], atlas: &Atlas) -> Option<Shift> {
    let pairings = pairings(areas, atlas);
    let points = pairings.iter().map(|pairing| pairing.points.len()).sum();
    if points < FEWEST_POINTS {
        return None;
    }
    let as_is = median_distance(&pairings, Hypothesis::Datum(Datum::Wgs84));
    if as_is < UNSUSPICIOUS {
        return None;
    }
    let found = explained_by_datum(&pairings, as_is).or_else(|| explained_by_translation(&pairings, as_is))?;
    let (east, north) = found.translation;
    let Pairing { unit, middle, .. } = *found.pairing;
    let (east, north) = (Metres::new(east), Metres::new(north));
    Some(Shift { datum: found.datum, east, north, at: unit, place: middle, points, as_is, undone: found.undone })
}

struct Explanation<'p> {
    datum: Option<Datum>,
    pairing: &'p Pairing,
    translation: (f64, f64),
    undone: Metres,
}

fn explained_by_datum(pairings: &[Pairing], as_is: Metres) -> Option<Explanation<'_>> {
    let undone = |datum| median_distance(pairings, Hypothesis::Datum(datum));
    let (gcj02, bd09) = (undone(Datum::Gcj02), undone(Datum::Bd09));
    let (datum, best, other) = if gcj02 <= bd09 { (Datum::Gcj02, gcj02, bd09) } else { (Datum::Bd09, bd09, gcj02) };
    if best > as_is * MUCH_BETTER || best > other * BETTER_THAN_OTHER {
        return None;
    }
    let key = |pairing: &&Pairing| (pairing.reach.max(LARGEST_MEASURED), pairing.median_distance(Hypothesis::Datum(datum)));
    let order = |a: &(f64, f64), b: &(f64, f64)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
    let pairing = pairings.iter().min_by(|a, b| order(&key(a), &key(b)))?;
    let translation = pairing.displacement_of(datum);
    Some(Explanation { datum: Some(datum), pairing, translation, undone: best })
}

fn explained_by_translation(pairings: &[Pairing], as_is: Metres) -> Option<Explanation<'_>> {
    let translations: Vec<(f64, f64)> = pairings.iter().map(|pairing| pairing.translation()).collect();
    let typical = |part: fn(&(f64, f64)) -> f64| median(translations.iter().map(part).collect());
    let (east, north) = (typical(|translation| translation.0), typical(|translation| translation.1));
    let length = east.hypot(north);
    let apart = |translation: &(f64, f64)| (translation.0 - east).hypot(translation.1 - north);
    let spread = median(translations.iter().map(apart).collect());
    let undone = median_distance(pairings, Hypothesis::Translation { east, north });
    let believed = length >= SHORTEST_TRANSLATION.metres()
        && spread <= length * TRANSLATION_SPREAD
        && undone <= as_is * MUCH_BETTER_MOVED;
    let typical_one = (0..pairings.len()).min_by(|a, b| apart(&translations[*a]).total_cmp(&apart(&translations[*b])))?;
    believed.then(|| Explanation {
        datum: None,
        pairing: &pairings[typical_one],
        translation: translations[typical_one],
        undone,
    })
}

fn median_distance(pairings: &[Pairing], hypothesis: Hypothesis) -> Metres {
    let distances = pairings.iter().flat_map(|pairing| pairing.distances(hypothesis)).collect();
    Metres::new(median(distances))
}

fn pairings(areas: &[&MultiPolygon<f64>], atlas: &Atlas) -> Vec<Pairing> {
    let index = UnitIndex::new(atlas, atlas.ids());
    let step = areas.len().div_ceil(MOST_AREAS).max(1);
    let pairing = |area: &&MultiPolygon<f64>| {
        let unit = most_alike(&shape::bounds(*area)?, &index)?;
        Pairing::new(area, unit, atlas.boundary(unit))
    };
    areas.iter().step_by(step).filter_map(pairing).collect()
}

/// The unit whose box is most like a box, if one is like it at all.
fn most_alike(bounds: &Bounds, index: &UnitIndex<'_>) -> Option<UnitId> {
    let likeness = |id: UnitId| Some((id, shared_part(bounds, &shape::bounds(index.atlas().boundary(id))?)));
    let alike = index.candidates(bounds).into_iter().filter_map(likeness).filter(|(_, shared)| *shared >= ALIKE);
    alike.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(id, _)| id)
}

/// The intersection of two boxes as a share of their union.
fn shared_part(a: &Bounds, b: &Bounds) -> f64 {
    let size = |width: f64, height: f64| width.max(0.0) * height.max(0.0);
    let area = |bounds: &Bounds| size(bounds.max().x - bounds.min().x, bounds.max().y - bounds.min().y);
    let width = a.max().x.min(b.max().x) - a.min().x.max(b.min().x);
    let height = a.max().y.min(b.max().y) - a.min().y.max(b.min().y);
    let shared = size(width, height);
    shared / (area(a) + area(b) - shared)
}

#[cfg(test)]
#[path = "shift_tests.rs"]
mod tests;
