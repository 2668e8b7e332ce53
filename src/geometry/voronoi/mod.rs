//! Catchment cells: which part of a study area is nearest to which centre, by geodesic distance on the ellipsoid.
//!
//! # Method
//! 1. The neighbourhood of the centres is their Delaunay triangulation: planar on a stereographic plane, which is that of the
//!    conformal sphere, then flipped wherever a geodesic circumcircle says otherwise (Lawson 1977; Okabe et al. 2000, ch. 2).
//! 2. Corners of cells are geodesic circumcentres; borders are geodesic bisectors between them, each traced once, with as many
//!    vertices as the tolerance asks for.
//! 3. Where there are many centres, cells are put together from borders and the pieces that the outline of the study area falls into
//!    when it is followed from cell to cell (`assembly`). Every crossing is computed once: neighbouring cells share their vertices to
//!    the last bit.
//! 4. Where there are few, or anything in step 3 does not fit together, the study area is cut along all borders at once, and every piece
//!    given to the centre nearest to one of its inner points. That is slower by far, and does not depend on how well the borders
//!    were found: a piece is never lost or given twice.
//!
//! Centres within some ten kilometres of each other need no iteration (`surface`).
//!
//! A pole within the study area is an edge of the map, along which borders that end there cut slivers: those are joined.

mod assembly;
mod bisector;
mod border;
mod coast;
mod delaunay;
mod footprint;
mod neighbourhood;
mod sphere;
mod surface;

use geo::unary_union;
use geo_types::{Coord, MultiPolygon};

use self::border::{BorderSet, Borders};
use self::delaunay::{Cap, Centres, Triangulation};
use self::footprint::Footprint;
use self::sphere::Vector;
use super::ellipsoid;
use super::nearest::NearestPlace;
use super::slice;
use super::workers::{OneThread, Workers};
use crate::quantity::{LonLat, Metres};

/// How far the border of a cell may stray from the true bisector unless asked otherwise.
pub const DEFAULT_TOLERANCE: Metres = Metres::new(0.05);

/// Finer tolerances drown in the 3 mm of the coordinate grid that areas are cut on.
const FINEST_TOLERANCE: f64 = 0.001;
/// Centres closer than this (metres) are at one place.
const COINCIDENT: f64 = 0.001;
/// The study area and all centres that matter must keep within this angle (radians; 88 degrees) of the area's middle.
const WIDEST: f64 = 88.0 * std::f64::consts::PI / 180.0;

/// Why there are no cells.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VoronoiError {
    /// There are no centres.
    #[error("cells need at least one centre; none was given")]
    NoCentre,
    /// The tolerance is too small or not a number.
    #[error("the tolerance of a cell border must be a length of at least 1 mm; {tolerance} was given")]
    Tolerance {
        /// The tolerance given.
        tolerance: Metres,
    },
    /// A coordinate of the study area is not a position.
    #[error("the study area has the coordinate {lon},{lat}, which is not a position in degrees")]
    NotAPosition {
        /// The longitude given.
        lon: f64,
        /// The latitude given.
        lat: f64,
    },
    /// The study area with the centres around it is larger than a hemisphere.
    #[error("the study area and the centres around it must fit into one hemisphere; split the study area into smaller ones")]
    TooLarge,
}

/// The cells of some centres.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// One cell per centre, in the order of the centres; empty where nothing of the study area is nearest to the centre.
    pub cells: Vec<MultiPolygon<f64>>,
    /// Centres at the place of an earlier one, with that one: `(later, earlier)`. The earlier one has the cell.
    pub coincident: Vec<(usize, usize)>,
}

/// Divides a study area (`within`: degrees, valid, cut at the antimeridian) among centres by least geodesic distance.
///
/// Cells are valid, counter-clockwise, and partition the study area; their borders keep within `tolerance` of the true
/// bisectors. Centres outside the study area take part.
///
/// # Errors
/// [`VoronoiError`] when there is no centre, the tolerance is below 1 mm, or the study area and the centres that could matter to it
/// do not fit into a hemisphere.
///
/// # Examples
/// ```
/// use geo::{Area, MultiPolygon, polygon};
/// use ringshed::LonLat;
/// use ringshed::geometry::voronoi::{DEFAULT_TOLERANCE, geodesic_cells};
/// let area = polygon![(x: 110.0, y: 35.0), (x: 120.0, y: 35.0), (x: 120.0, y: 42.0), (x: 110.0, y: 42.0)];
/// let centres = [LonLat::new(112.0, 38.0)?, LonLat::new(118.0, 38.0)?];
/// let divided = geodesic_cells(&centres, &MultiPolygon(vec![area]), DEFAULT_TOLERANCE)?;
/// // Both centres are on one parallel, so that the border is the meridian between them.
/// assert!((divided.cells[0].unsigned_area() - 35.0).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn geodesic_cells(centres: &[LonLat], within: &MultiPolygon<f64>, tolerance: Metres) -> Result<Cells, VoronoiError> {
    geodesic_cells_by(&OneThread, centres, within, tolerance)
}

/// The same cells found by some workers.
///
/// # Errors
/// As of [`geodesic_cells`].
pub fn geodesic_cells_by(
    workers: &impl Workers,
    centres: &[LonLat],
    within: &MultiPolygon<f64>,
    tolerance: Metres,
) -> Result<Cells, VoronoiError> {
    if centres.is_empty() {
        return Err(VoronoiError::NoCentre);
    }
    if tolerance.metres().is_nan() || tolerance.metres() < FINEST_TOLERANCE {
        return Err(VoronoiError::Tolerance { tolerance });
    }
    let coincident = coincident(centres);
    let empty = vec![MultiPolygon(vec![]); centres.len()];
    let (Some(cap), Some(footprint)) = (cap_around(within)?, Footprint::new(within)) else {
        return Ok(Cells { cells: empty, coincident });
    };
    let sites = Sites::relevant(centres, &coincident, cap)?;
    let area = StudyArea { within, cap, footprint };
    let mut cells = empty;
    for (number, cell) in sites.numbers.iter().zip(sites.divide(&area, tolerance, workers)?) {
        cells[*number] = cell;
    }
    if cap.holds_a_pole() {
        cells = cells.iter().map(|cell| unary_union(&cell.0)).collect();
    }
    Ok(Cells { cells, coincident })
}

struct StudyArea<'a> {
    within: &'a MultiPolygon<f64>,
    /// Around it.
    cap: Cap,
    footprint: Footprint,
}

/// The centres that can be nearest to a place of the study area, one per place.
struct Sites {
    /// Which centre each site is.
    numbers: Vec<usize>,
    positions: Vec<LonLat>,
    places: Vec<Coord<f64>>,
    vectors: Vec<Vector>,
}

impl Sites {
    fn relevant(centres: &[LonLat], coincident: &[(usize, usize)], cap: Cap) -> Result<Self, VoronoiError> {
        let vectors: Vec<_> = centres.iter().map(|centre| Vector::of(centre.coord())).collect();
        let away = |vector: &Vector| vector.angle(cap.middle);
        let nearest = vectors.iter().map(away).fold(f64::INFINITY, f64::min);
        // Every place of the cap is within `nearest + radius` of some centre; the slack covers sphere against ellipsoid.
        let limit = (nearest + 2.0 * cap.radius) * 1.01;
        let matters = |number: &usize| {
            away(&vectors[*number]) <= limit && coincident.binary_search_by_key(number, |pair| pair.0).is_err()
        };
        let numbers: Vec<usize> = (0..centres.len()).filter(matters).collect();
        let farthest = numbers.iter().map(|number| away(&vectors[*number])).fold(0.0, f64::max);
        if numbers.len() > 1 && farthest + cap.radius > WIDEST {
            return Err(VoronoiError::TooLarge);
        }
        let positions: Vec<_> = numbers.iter().map(|number| centres[*number]).collect();
        let places = positions.iter().map(|position| position.coord()).collect();
        let vectors = numbers.iter().map(|number| vectors[*number]).collect();
        Ok(Self { numbers, positions, places, vectors })
    }

    /// The cell of each site.
    fn divide(
        &self,
        area: &StudyArea<'_>,
        tolerance: Metres,
        workers: &impl Workers,
    ) -> Result<Vec<MultiPolygon<f64>>, VoronoiError> {
        if self.places.len() == 1 {
            return Ok(self.by_overlay(area.within, &BorderSet::default()));
        }
        let positions: Vec<Vector> = self.places.iter().map(|place| surface::position(*place)).collect();
        let centres = Centres { places: &self.places, vectors: &self.vectors, positions: &positions };
        let wide = Cap { radius: 1.02 * area.cap.radius + 0.01, ..area.cap };
        let tracer = Borders { centres, footprint: &area.footprint, wide, tolerance: tolerance.metres() };
        let farthest = surface::farthest(tolerance.metres() / 8.0);
        let triangulation = Triangulation::new(centres, wide, farthest, workers)?;
        let mut borders = tracer.traced(&triangulation, workers);
        let assembled = assembly::cells(area.within, &tracer, &triangulation, &mut borders, workers);
        Ok(assembled.unwrap_or_else(|| self.by_overlay(area.within, &borders)))
    }

    /// Cuts the study area along all borders at once, and gives every piece to the site nearest to one of its inner points.
    fn by_overlay(&self, within: &MultiPolygon<f64>, set: &BorderSet) -> Vec<MultiPolygon<f64>> {
        let lines: Vec<_> = set.borders.iter().map(|border| set.line(border).to_vec()).collect();
        let index = NearestPlace::new(&self.positions);
        let mut cells = vec![MultiPolygon(vec![]); self.places.len()];
        for (site, polygon) in slice::pieces(within, &lines, |at| Some(index.nearest(at)?.0)) {
            cells[site].0.push(polygon);
        }
        cells
    }
}

/// Pairs `(later, earlier)` of centres at one place, by the later one.
fn coincident(centres: &[LonLat]) -> Vec<(usize, usize)> {
    let mut by_latitude: Vec<usize> = (0..centres.len()).collect();
    by_latitude.sort_by(|a, b| centres[*a].lat().total_cmp(&centres[*b].lat()).then(a.cmp(b)));
    let mut first_of: Vec<usize> = (0..centres.len()).collect();
    for (position, &a) in by_latitude.iter().enumerate() {
        let near = |b: &&usize| centres[**b].lat() - centres[a].lat() < 1e-8;
        for &b in by_latitude[position + 1..].iter().take_while(near) {
            if ellipsoid::distance(centres[a].coord(), centres[b].coord()) < COINCIDENT {
                let first = first_of[a].min(first_of[b]);
                (first_of[a], first_of[b]) = (first, first);
            }
        }
    }
    first_of.into_iter().enumerate().filter(|(number, first)| number != first).collect()
}

/// The cap around the study area; `None` when that is empty.
fn cap_around(within: &MultiPolygon<f64>) -> Result<Option<Cap>, VoronoiError> {
    let rings = || within.iter().map(|polygon| polygon.exterior());
    if let Some(place) = rings().flat_map(|ring| &ring.0).find(|place| LonLat::try_from(**place).is_err()) {
        return Err(VoronoiError::NotAPosition { lon: place.x, lat: place.y });
    }
    // Long edges along a parallel bulge on the sphere: places along them are looked at, too.
    let along = |edge: geo_types::Line<f64>| {
        let steps = 1 + (edge.dx().abs().max(edge.dy().abs()) / 0.5) as usize;
        (0..steps).map(move |step| Vector::of(edge.start + edge.delta() * (step as f64 / steps as f64)))
    };
    let places: Vec<Vector> = rings().flat_map(|ring| ring.lines().flat_map(along)).collect();
    if places.is_empty() {
        return Ok(None);
    }
    let (low, high) = places.iter().fold(([2.0_f64; 3], [-2.0_f64; 3]), |(low, high), place| {
        let part = |axis: usize| place.0[axis];
        ([0, 1, 2].map(|axis| low[axis].min(part(axis))), [0, 1, 2].map(|axis| high[axis].max(part(axis))))
    });
    let middle = Vector(low).plus(Vector(high), 1.0).unit().ok_or(VoronoiError::TooLarge)?;
    let radius = places.iter().map(|place| place.angle(middle)).fold(0.0, f64::max);
    if radius > WIDEST { Err(VoronoiError::TooLarge) } else { Ok(Some(Cap { middle, radius })) }
}

#[cfg(test)]
mod tests;
