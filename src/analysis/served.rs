//! Which centre serves a position: point by point, where [`catchments`](super::catchments) gives areas.

use rayon::prelude::*;

use super::membership::Areas;
use super::surface;
use crate::atlas::{Atlas, Place, UnitId};
use crate::error::{Error, Result};
use crate::geometry::geodesic;
use crate::geometry::nearest::NearestPlaces;
use crate::geometry::surface::Envelope;
use crate::quantity::{LonLat, Metres, Minutes};
use crate::travel::{Crow, Direction, Reach, TravelModel};

/// The centre that serves a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Served {
    /// Its number, from 0.
    pub centre: usize,
    /// The geodesic distance to it.
    pub distance: Metres,
    /// The minutes of the way, in the direction that was asked for.
    pub minutes: Minutes,
}

/// Finds for any position the centre with the least minutes; of equal ones the one listed first.
///
/// Minutes of the distance-based model grow with distance, so that is the nearest centre on the ellipsoid, at some tens of
/// nanoseconds a point. Under other models the sources of minutes of all centres are looked through, which takes some microseconds.
///
/// # Examples
/// ```
/// use ringshed::analysis::CentreFinder;
/// use ringshed::travel::{Crow, Direction, TravelModel};
/// use ringshed::{LonLat, Place};
/// let centres = [Place::new("Beijing", LonLat::new(116.397, 39.9075)?), Place::new("Tianjin", LonLat::new(117.177, 39.142)?)];
/// let finder = CentreFinder::new(&centres, &TravelModel::Crow(Crow::default()), Direction::To)?;
/// let served = finder.find(LonLat::new(117.0, 39.2)?).expect("the distance-based model goes everywhere");
/// assert_eq!(centres[served.centre].name, "Tianjin");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct CentreFinder<'a> {
    by: By,
    within: Option<Areas<'a>>,
}

#[derive(Debug)]
enum By {
    Distance(Box<NearestPlaces>, Crow),
    Minutes { envelope: Envelope, places: Vec<LonLat> },
}

impl<'a> CentreFinder<'a> {
    /// A finder among some centres.
    ///
    /// # Errors
    /// A bad request without centres.
    pub fn new(centres: &[Place], model: &TravelModel, direction: Direction) -> Result<Self> {
        if centres.is_empty() {
            return Err(Error::bad_request("points: there is no centre to serve them; give one at least"));
        }
        let places: Vec<LonLat> = centres.iter().map(|centre| centre.at).collect();
        let by = match model {
            TravelModel::Crow(crow) => By::Distance(Box::new(NearestPlaces::new(&places)), *crow),
            _ => {
                let reaches: Vec<Reach> = centres.par_iter().map(|centre| model.reach(centre, direction)).collect();
                By::Minutes { envelope: surface::envelope(&reaches), places }
            }
        };
        Ok(Self { by, within: None })
    }

    /// The same, but positions outside of some units are served by none.
    #[must_use]
    pub fn within(mut self, atlas: &'a Atlas, units: &[UnitId]) -> Self {
        // Units in others of them add nothing.
        let is_outer = |unit: &&UnitId| !units.iter().any(|other| other != *unit && atlas.is_within(**unit, *other));
        self.within = Some(Areas::new(atlas, units.iter().filter(is_outer).copied()));
        self
    }

    /// Builds what makes many positions quick.
    pub fn prepare(&self) {
        if let Some(areas) = &self.within {
            areas.prepare();
        }
    }

    /// The centre of one position; `None` outside of the units, and where no way leads to or from any centre.
    pub fn find(&self, from: LonLat) -> Option<Served> {
        self.find_some(&[Some(from)])[0]
    }

    /// The centres of some positions, in their order, on the thread of the caller. A missing position has none.
    pub fn find_some(&self, points: &[Option<LonLat>]) -> Vec<Option<Served>> {
        let Some(areas) = &self.within else {
            return points.iter().map(|&point| self.among_all(point?)).collect();
        };
        let column = |number: fn(LonLat) -> f64| points.iter().map(|point| point.map_or(f64::NAN, number)).collect();
        let units = areas.locate_columns(&[column(LonLat::lon), column(LonLat::lat)]);
        let served = |(&point, unit): (&Option<LonLat>, Option<UnitId>)| {
            unit?;
            self.among_all(point?)
        };
        points.iter().zip(units).map(served).collect()
    }

    /// The centre of a position wherever it lies.
    fn among_all(&self, from: LonLat) -> Option<Served> {
        match &self.by {
            By::Distance(places, crow) => {
                let (centre, distance) = places.nearest(from)?;
                Some(Served { centre, distance, minutes: crow.minutes(distance) })
            }
            By::Minutes { envelope, places } => {
                let (minutes, centre) = envelope.lowest(from)?;
                let distance = geodesic::distance(from, *places.get(centre)?);
                Some(Served { centre, distance, minutes: Minutes::new(minutes) })
            }
        }
    }
}
