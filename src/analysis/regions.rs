//! The ground that members and rings of a plan cover: members less what more specific members carve out of them, dissolved.

use geo_types::MultiPolygon;
use rayon::prelude::*;

use crate::atlas::{Atlas, UnitId};
use crate::geometry::{coverage, geodesic};
use crate::quantity::SquareMetres;
use crate::scheme::{Area, Member, Plan, RingIndex};

/// A boundary and its geodesic area.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Longitude and latitude in degrees; valid, shells counter-clockwise, holes where they are.
    pub boundary: MultiPolygon<f64>,
    /// Area on WGS84.
    pub area: SquareMetres,
}

impl Region {
    fn new(boundary: MultiPolygon<f64>) -> Self {
        let area = geodesic::area(&boundary);
        Self { boundary, area }
    }

    /// Some units dissolved into one region.
    pub fn of_units(atlas: &Atlas, units: &[UnitId]) -> Self {
        Self::new(dissolved(atlas, units))
    }
}

/// The regions of every member and every ring of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Regions {
    /// In the order of [`Plan::members`].
    pub members: Vec<Region>,
    /// In the order of [`Plan::rings`].
    pub rings: Vec<Region>,
}

impl Regions {
    /// Carves and dissolves.
    ///
    /// A member's region is its units less every member that lies in it, whatever ring that one is in; so regions of members never
    /// overlap, and neither do those of rings.
    pub fn of(plan: &Plan, atlas: &Atlas) -> Self {
        let members: Vec<Region> = plan.members().par_iter().map(|member| carved(atlas, member)).collect();
        let ring = |ring: RingIndex| {
            let parts: Vec<&MultiPolygon<f64>> =
                plan.members_of(ring).map(|(member, _)| &members[member.index()].boundary).collect();
            Region::new(coverage::dissolve(&parts).geometry)
        };
        let rings = plan.ring_indices().collect::<Vec<_>>().into_par_iter().map(ring).collect();
        Self { members, rings }
    }

    /// The ground of all rings together.
    pub fn all_rings(&self) -> Region {
        let parts: Vec<&MultiPolygon<f64>> = self.rings.iter().map(|ring| &ring.boundary).collect();
        Region::new(coverage::dissolve(&parts).geometry)
    }
}

/// The area that catchments of a plan divide: its hinterland, else all its rings.
pub fn study_area(plan: &Plan, atlas: &Atlas, regions: &Regions) -> Region {
    match plan.hinterland() {
        Some(hinterland) => {
            let units: Vec<UnitId> = hinterland.members().iter().flat_map(Area::parts).copied().collect();
            Region::of_units(atlas, &units)
        }
        None => regions.all_rings(),
    }
}

fn carved(atlas: &Atlas, member: &Member) -> Region {
    let whole = dissolved(atlas, member.area().parts());
    let inner: Vec<&MultiPolygon<f64>> = member.carved_units().map(|unit| atlas.boundary(unit)).collect();
    if inner.is_empty() {
        return Region::new(whole);
    }
    Region::new(coverage::subtract(&whole, &inner).geometry)
}

fn dissolved(atlas: &Atlas, units: &[UnitId]) -> MultiPolygon<f64> {
    match units {
        [unit] => atlas.boundary(*unit).clone(),
        _ => {
            let parts: Vec<&MultiPolygon<f64>> = units.iter().map(|&unit| atlas.boundary(unit)).collect();
            coverage::dissolve(&parts).geometry
        }
    }
}
