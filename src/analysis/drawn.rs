//! Rings drawn as polygons to rings of units: which unit belongs to which drawn area.

use std::fmt;
use std::str::FromStr;

use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::zone_shares::zone_shares;
use crate::geometry::{Position, PreparedBoundary, geodesic};

/// When a unit belongs to a drawn area.
///
/// # Examples
/// ```
/// use ringshed::analysis::AssignRule;
/// assert_eq!("majority".parse(), Ok(AssignRule::Majority));
/// assert_eq!("fraction=0.3".parse(), Ok(AssignRule::Fraction(0.3)));
/// assert!("mostly".parse::<AssignRule>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum AssignRule {
    /// It belongs to the area that holds most of it, if that is more than lies in none.
    #[default]
    Majority,
    /// It belongs to the innermost area that its centroid lies in or on.
    Centroid,
    /// It belongs to the innermost area that holds any part of it.
    Any,
    /// It belongs to the innermost area that holds at least this share of it.
    Fraction(f64),
}

/// A word that is no such rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{given}' does not say when a unit belongs to a drawn area; use majority, centroid, any or fraction=0.3 (above 0, at most 1)"
)]
pub struct UnknownAssignRule {
    given: String,
}

impl FromStr for AssignRule {
    type Err = UnknownAssignRule;

    fn from_str(text: &str) -> Result<Self, UnknownAssignRule> {
        let unknown = || UnknownAssignRule { given: text.to_string() };
        match text.trim() {
            "majority" => Ok(Self::Majority),
            "centroid" => Ok(Self::Centroid),
            "any" => Ok(Self::Any),
            other => {
                let share: f64 = other.strip_prefix("fraction=").and_then(|share| share.parse().ok()).ok_or_else(unknown)?;
                if share > 0.0 && share <= 1.0 { Ok(Self::Fraction(share)) } else { Err(unknown()) }
            }
        }
    }
}

impl fmt::Display for AssignRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Majority => f.write_str("majority"),
            Self::Centroid => f.write_str("centroid"),
            Self::Any => f.write_str("any"),
            Self::Fraction(share) => write!(f, "fraction={share}"),
        }
    }
}

/// The drawn area that a unit belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// The number of the area.
    pub area: usize,
    /// The share of the unit's area in it.
    pub share: f64,
}

/// For each unit, the drawn area it belongs to. `areas` stand innermost first: of several that qualify, the innermost wins, as it does
/// between rings.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, Rect};
/// use ringshed::analysis::{AssignRule, assign_to_drawn};
/// let strip = |west: f64, east: f64| MultiPolygon::from(Rect::new((west, 0.0), (east, 1.0)).to_polygon());
/// let (units, drawn) = ([strip(0.0, 1.0), strip(1.0, 2.0), strip(2.0, 3.0)], [strip(0.0, 1.3), strip(1.3, 2.4)]);
/// let of = |rule| {
///     let found = assign_to_drawn(&units.iter().collect::<Vec<_>>(), &drawn.iter().collect::<Vec<_>>(), rule);
///     found.iter().map(|drawn| drawn.map(|drawn| drawn.area)).collect::<Vec<_>>()
/// };
/// assert_eq!(of(AssignRule::Majority), [Some(0), Some(1), None]);
/// assert_eq!(of(AssignRule::Any), [Some(0), Some(0), Some(1)]);
/// assert_eq!(of(AssignRule::Fraction(0.35)), [Some(0), Some(1), Some(1)]);
/// assert_eq!(of(AssignRule::Centroid), [Some(0), Some(1), None]);
/// ```
pub fn assign_to_drawn(units: &[&MultiPolygon<f64>], areas: &[&MultiPolygon<f64>], rule: AssignRule) -> Vec<Option<Drawn>> {
    let features: Vec<Option<MultiPolygon<f64>>> = units.iter().map(|unit| Some((*unit).clone())).collect();
    let mut shares: Vec<Vec<(Option<usize>, f64)>> = vec![Vec::new(); units.len()];
    for row in zone_shares(&features, areas).rows {
        shares[row.feature].push((row.zone, row.share));
    }
    let prepared: Vec<PreparedBoundary> = match rule {
        AssignRule::Centroid => areas.iter().map(|area| PreparedBoundary::new(area)).collect(),
        _ => Vec::new(),
    };
    let of_unit = |(unit, shares): (&&MultiPolygon<f64>, &Vec<(Option<usize>, f64)>)| {
        let share_of = |area: usize| shares.iter().find(|(zone, _)| *zone == Some(area)).map_or(0.0, |(_, share)| *share);
        let area = match rule {
            AssignRule::Majority => majority(shares),
            AssignRule::Any => first(shares, 0.0),
            AssignRule::Fraction(least) => first(shares, least),
            AssignRule::Centroid => {
                let centroid = geodesic::centroid(unit)?;
                prepared.iter().position(|area| area.position(centroid) != Position::Outside)
            }
        }?;
        Some(Drawn { area, share: share_of(area) })
    };
    units.par_iter().zip(&shares).map(of_unit).collect()
}

/// The area with the largest share, the innermost of equal ones, unless more lies in none.
fn majority(shares: &[(Option<usize>, f64)]) -> Option<usize> {
    let mut best: (Option<usize>, f64) = (None, 0.0);
    for &(zone, share) in shares {
        if share > best.1 {
            best = (zone, share);
        }
    }
    best.0
}

/// The innermost area that holds at least a share. Shares are right to some 1e-12: what is equal to people counts as enough.
fn first(shares: &[(Option<usize>, f64)], least: f64) -> Option<usize> {
    shares.iter().filter(|(_, share)| *share >= least - 1e-9).filter_map(|(zone, _)| *zone).min()
}
