//! Polygons to zones by share of area, and what that carries over: areal weighting (Goodchild & Lam 1980).

use std::sync::OnceLock;

use geo_types::MultiPolygon;
use rayon::prelude::*;

use crate::geometry::areal::PreparedArea;
use crate::geometry::{geodesic, shape};
use crate::index::BoxIndex;
use crate::quantity::SquareMetres;

/// Shares smaller than this are rounding.
const LEAST_SHARE: f64 = 1e-9;

/// How much of a polygon lies in one zone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ZoneShare {
    /// Number of the polygon.
    pub feature: usize,
    /// Number of the zone; `None` for what lies in no zone.
    pub zone: Option<usize>,
    /// Share of the polygon's area, 0 to 1.
    pub share: f64,
    /// That share of the polygon's geodesic area.
    pub area: SquareMetres,
}

/// The shares of polygons in zones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ZoneShares {
    /// By polygon, then by zone, what lies in none last.
    pub rows: Vec<ZoneShare>,
    /// Polygons whose shares add up to more than 1, because zones overlap there, with the sum.
    pub beyond_one: Vec<(usize, f64)>,
}

/// How much of every polygon lies in which zone. Polygons that are `None` have no rows.
///
/// The shares of a polygon add up to 1, with a row for what lies in no zone, unless zones overlap. Shares are by area on the
/// ellipsoid ([`PreparedArea`]) with edges straight in longitude/latitude; zones that only touch a polygon have no row.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, polygon};
/// use ringshed::analysis::zone_shares;
/// let square = |x: f64| -> MultiPolygon { polygon![(x: x, y: 0.), (x: x + 1., y: 0.), (x: x + 1., y: 1.), (x: x, y: 1.)].into() };
/// let (west, east) = (square(0.0), square(1.0));
/// let shares = zone_shares(&[Some(square(0.25))], &[&west, &east]);
/// assert_eq!(shares.rows.len(), 2);
/// assert!((shares.rows[0].share - 0.75).abs() < 1e-12);
/// ```
pub fn zone_shares(features: &[Option<MultiPolygon<f64>>], zones: &[&MultiPolygon<f64>]) -> ZoneShares {
    let index = BoxIndex::new(zones.iter().map(|zone| shape::bounds(*zone)));
    let prepared: Vec<OnceLock<PreparedArea>> = vec![OnceLock::new(); zones.len()];
    let rows: Vec<Vec<ZoneShare>> = features
        .par_iter()
        .enumerate()
        .map(|(number, feature)| {
            let Some(boundary) = feature else { return Vec::new() };
            let area = PreparedArea::new(boundary);
            let candidates = area.bounds().map(|bounds| index.candidates(&bounds)).unwrap_or_default();
            let shared = candidates.into_iter().map(|zone| {
                let zone_area = prepared[zone].get_or_init(|| PreparedArea::new(zones[zone]));
                (zone, area.shared_with(zone_area) / area.area())
            });
            shares_of(number, shared, geodesic::area(boundary))
        })
        .collect();
    let beyond = |rows: &Vec<ZoneShare>| {
        let sum: f64 = rows.iter().map(|row| row.share).sum();
        rows.first().filter(|_| sum > 1.0 + LEAST_SHARE).map(|row| (row.feature, sum))
    };
    let beyond_one = rows.iter().filter_map(beyond).collect();
    ZoneShares { rows: rows.into_iter().flatten().collect(), beyond_one }
}

fn shares_of(feature: usize, shared: impl Iterator<Item = (usize, f64)>, area: SquareMetres) -> Vec<ZoneShare> {
    let row = |zone: Option<usize>, share: f64| ZoneShare { feature, zone, share, area: area * share };
    let mut rows: Vec<ZoneShare> =
        shared.filter(|(_, share)| *share > LEAST_SHARE).map(|(zone, share)| row(Some(zone), share)).collect();
    let rest = 1.0 - rows.iter().map(|row| row.share).sum::<f64>();
    if rest > LEAST_SHARE {
        rows.push(row(None, rest));
    }
    rows
}

/// What a zone gets of a column of the polygons, each polygon's value divided by area.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Transferred {
    /// The sum over the polygons that have a value; `None` when none has.
    pub value: Option<f64>,
    /// Share of the zone's covered ground whose polygons have a value, 0 to 1; `None` without any ground.
    pub known_share: Option<f64>,
}

/// The totals of one zone.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneTotal {
    /// Number of the zone; `None` for what lies in no zone.
    pub zone: Option<usize>,
    /// How many polygons have a share in it.
    pub features: usize,
    /// Ground of polygons in it.
    pub area: SquareMetres,
    /// One per column.
    pub transferred: Vec<Transferred>,
}

/// Adds up shares by zone, in order of zone, what lies in none last; zones without any are left out. `columns` hold one value per
/// polygon. The totals over all zones are those of the polygons.
pub fn zone_totals(shares: &ZoneShares, zones: usize, columns: &[Vec<Option<f64>>]) -> Vec<ZoneTotal> {
    let mut sums: Vec<ZoneSum> = vec![ZoneSum::new(columns.len()); zones + 1];
    for row in &shares.rows {
        sums[row.zone.unwrap_or(zones)].add(row, columns);
    }
    let total = |(number, sum): (usize, ZoneSum)| {
        (sum.features > 0).then(|| sum.total(Some(number).filter(|&number| number < zones)))
    };
    sums.into_iter().enumerate().filter_map(total).collect()
}

#[derive(Clone)]
struct ZoneSum {
    features: usize,
    area: SquareMetres,
    /// Per column the sum and the ground with a value.
    columns: Vec<(f64, SquareMetres)>,
}

impl ZoneSum {
    fn new(columns: usize) -> Self {
        Self { features: 0, area: SquareMetres::default(), columns: vec![(0.0, SquareMetres::default()); columns] }
    }

    fn add(&mut self, row: &ZoneShare, columns: &[Vec<Option<f64>>]) {
        self.features += 1;
        self.area += row.area;
        for ((sum, known), column) in self.columns.iter_mut().zip(columns) {
            if let Some(value) = column[row.feature] {
                *sum += value * row.share;
                *known += row.area;
            }
        }
    }

    fn total(self, zone: Option<usize>) -> ZoneTotal {
        let has_ground = self.area > SquareMetres::default();
        let transferred = |(sum, known): (f64, SquareMetres)| Transferred {
            value: (known > SquareMetres::default()).then_some(sum),
            known_share: has_ground.then(|| known / self.area),
        };
        let transferred = self.columns.into_iter().map(transferred).collect();
        ZoneTotal { zone, features: self.features, area: self.area, transferred }
    }
}

#[cfg(test)]
mod tests {
    use geo_types::polygon;

    use super::*;

    fn square(x: f64, y: f64, side: f64) -> MultiPolygon<f64> {
        polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)].into()
    }

    #[test]
    fn shares_and_what_is_outside_add_up() {
        let zones = [square(0.0, 0.0, 1.0), square(1.0, 0.0, 1.0), square(5.0, 5.0, 1.0)];
        let zones: Vec<&MultiPolygon<f64>> = zones.iter().collect();
        let features = [Some(square(0.5, 0.0, 1.0)), None, Some(square(1.5, 0.25, 1.0)), Some(square(9.0, 9.0, 1.0))];
        let shares = zone_shares(&features, &zones);
        let by_feature = |feature: usize| shares.rows.iter().filter(move |row| row.feature == feature);
        assert_eq!(by_feature(0).map(|row| row.zone).collect::<Vec<_>>(), [Some(0), Some(1)]);
        assert_eq!(by_feature(1).count(), 0);
        assert_eq!(by_feature(2).map(|row| row.zone).collect::<Vec<_>>(), [Some(1), None]);
        assert_eq!(by_feature(3).map(|row| row.zone).collect::<Vec<_>>(), [None]);
        for feature in [0, 2, 3] {
            assert!((by_feature(feature).map(|row| row.share).sum::<f64>() - 1.0).abs() < 1e-12);
        }
        assert!(shares.beyond_one.is_empty());
    }

    #[test]
    fn zones_that_overlap_are_told() {
        let zones = [square(0.0, 0.0, 1.0), square(0.0, 0.0, 1.0)];
        let shares = zone_shares(&[Some(square(0.0, 0.0, 1.0))], &zones.iter().collect::<Vec<_>>());
        assert_eq!(shares.beyond_one.len(), 1);
        assert!((shares.beyond_one[0].1 - 2.0).abs() < 1e-12);
    }

    #[test]
    fn totals_are_conserved_and_missing_is_missing() {
        let zones = [square(0.0, 0.0, 1.0), square(1.0, 0.0, 1.0)];
        let features = [Some(square(0.5, 0.0, 1.0)), Some(square(1.5, 0.0, 1.0)), Some(square(0.0, 0.0, 0.5))];
        let shares = zone_shares(&features, &zones.iter().collect::<Vec<_>>());
        let totals = zone_totals(&shares, 2, &[vec![Some(10.0), Some(20.0), None], vec![None; 3]]);
        let people: f64 = totals.iter().filter_map(|total| total.transferred[0].value).sum();
        assert!((people - 30.0).abs() < 1e-9);
        assert_eq!(totals.last().map(|total| total.zone), Some(None));
        assert!(totals[0].transferred[0].known_share.is_some_and(|share| share > 0.6 && share < 0.7));
        assert!(totals.iter().all(|total| total.transferred[1].value.is_none()));
    }
}
