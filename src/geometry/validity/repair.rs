//! Repairs that have only one meaning.
//!
//! | problem | repair |
//! |---|---|
//! | repeated vertices, spikes | removed |
//! | rings that enclose nothing | removed; a part whose exterior ring is one is removed with its holes |
//! | the same hole twice in a part, the same part twice | one of them removed |
//! | wrong winding | reversed |
//! | crossings, touches, overlaps, rings that share edges, insides cut apart | rebuilt from the linework, if the readings agree |
//!
//! Bad linework has two usual readings: *structural* (inside of an exterior ring, in whatever direction and however often it winds
//! around, and not in a hole of that part) and *even-odd* (inside an odd number of rings). They are those of the two methods of
//! `ST_MakeValid`. Where both give the same area, there is no doubt and that area is the repair: a bow-tie becomes two
//! triangles, a ring that touches itself becomes a ring with a hole, parts with a common border become one. Where they differ
//! (nested shells, overlapping parts, a hole across or outside of its exterior ring, a ring that winds twice around something)
//! nobody but the author knows what was meant, and the answer is an error. A dispute about less than a millionth of the area (the
//! curl of a digitising hand) does not count: the structural reading, which fills it, is taken.

use std::collections::BTreeSet;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::problem::{GeometryProblem, ProblemKind};
use super::topology::canonical;
use super::{is_valid, problems};
use crate::geometry::linework::{self, Readings};
use crate::geometry::segment::{Passage, normalised};
use crate::geometry::winding::{orient_outward, planar_area};

/// Share of the area about which the readings may differ without the repair being doubtful.
const LARGEST_NEGLIGIBLE_SHARE: f64 = 1e-6;

/// A repaired area.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// Valid, exterior rings counter-clockwise, holes clockwise.
    pub geometry: MultiPolygon<f64>,
    /// The kinds of problems that were repaired, each once; empty when there was nothing to do.
    pub changes: Vec<ProblemKind>,
}

/// Why an area cannot be repaired without guessing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RepairError {
    /// A coordinate is no position.
    #[error("{0}")]
    NoPosition(GeometryProblem),
    /// Nothing is left after removing what encloses nothing.
    #[error("no ring encloses anything")]
    NothingLeft,
    /// The rings can be read in two ways that give different areas.
    #[error("the rings can be read in different ways near {},{}: {}", place.x, place.y, list(kinds))]
    Ambiguous {
        /// A vertex of what is in doubt.
        place: Coord<f64>,
        /// The problems that cause the doubt.
        kinds: Vec<ProblemKind>,
    },
    /// The rings cross too often to be made sense of.
    #[error("the rings cross too often to be untangled")]
    Tangled,
}

fn list(kinds: &[ProblemKind]) -> String {
    kinds.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Repairs an area where there is only one way to do it; see the module's table.
///
/// # Errors
/// [`RepairError`] says why the area is ambiguous or beyond repair; the caller should leave it out and say so.
///
/// # Examples
/// ```
/// use geo_types::polygon;
/// use ringshed::geometry::validity::{ProblemKind, repair};
/// let bow_tie = polygon![(x: 0., y: 0.), (x: 2., y: 2.), (x: 2., y: 0.), (x: 0., y: 2.)];
/// let repaired = repair(&bow_tie.into())?;
/// assert_eq!(repaired.geometry.0.len(), 2);
/// assert_eq!(repaired.changes, [ProblemKind::SelfCrossing]);
/// # Ok::<(), ringshed::geometry::validity::RepairError>(())
/// ```
pub fn repair(area: &MultiPolygon<f64>) -> Result<Repair, RepairError> {
    let found = problems(&area.clone().into());
    let is_position = |problem: &&GeometryProblem| matches!(problem.kind, ProblemKind::NotFinite | ProblemKind::OutOfRange);
    if let Some(problem) = found.iter().find(is_position) {
        return Err(RepairError::NoPosition(*problem));
    }
    let changes = kinds(&found);
    if changes.is_empty() {
        return Ok(Repair { geometry: area.clone(), changes });
    }
    let cleaned = orient_outward(&without_repetitions(&cleaned(area).area));
    if cleaned.0.is_empty() {
        return Err(RepairError::NothingLeft);
    }
    let geometry = if is_valid(&cleaned) { cleaned } else { untangled(&cleaned)? };
    Ok(Repair { geometry, changes })
}

fn kinds(problems: &[GeometryProblem]) -> Vec<ProblemKind> {
    let mut kinds: Vec<ProblemKind> = problems.iter().map(|problem| problem.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn untangled(area: &MultiPolygon<f64>) -> Result<MultiPolygon<f64>, RepairError> {
    let resolved = linework::resolve(area, |place| place).ok_or(RepairError::Tangled)?;
    let negligible = LARGEST_NEGLIGIBLE_SHARE * planar_area(&resolved.geometry);
    if let Readings::Differ { place, area: disputed } = resolved.readings
        && disputed > negligible
    {
        let mut kinds = kinds(&problems(&area.clone().into()));
        kinds.retain(|kind| kind.is_invalid());
        return Err(RepairError::Ambiguous { place, kinds });
    }
    if resolved.geometry.0.is_empty() {
        return Err(RepairError::NothingLeft);
    }
    if is_valid(&resolved.geometry) { Ok(resolved.geometry) } else { Err(RepairError::Tangled) }
}

/// An area without repeated vertices, spikes and rings that enclose nothing.
pub(crate) struct Cleaned {
    pub(crate) area: MultiPolygon<f64>,
    /// How many rings enclosed nothing (holes of removed parts included).
    pub(crate) collapsed: usize,
}

pub(crate) fn cleaned(area: &MultiPolygon<f64>) -> Cleaned {
    let (mut parts, mut collapsed) = (Vec::new(), 0);
    for polygon in area {
        let Some(exterior) = clean_ring(polygon.exterior()) else {
            collapsed += 1 + polygon.interiors().len();
            continue;
        };
        let holes: Vec<LineString<f64>> = polygon.interiors().iter().filter_map(clean_ring).collect();
        collapsed += polygon.interiors().len() - holes.len();
        parts.push(Polygon::new(exterior, holes));
    }
    Cleaned { area: MultiPolygon(parts), collapsed }
}

/// The ring without repeated vertices and spikes; `None` when fewer than three vertices are left.
fn clean_ring(ring: &LineString<f64>) -> Option<LineString<f64>> {
    let mut kept: Vec<Coord<f64>> = Vec::with_capacity(ring.0.len());
    for &coord in &ring.0 {
        push_clean(&mut kept, normalised(coord));
    }
    // The ring is closed: its first vertex may be the tip or the shaft of a spike, or come again at the end.
    let mut first = 0;
    while kept.len() >= first + 2 {
        let (head, second, last, before_last) = (kept[first], kept[first + 1], kept[kept.len() - 1], kept[kept.len() - 2]);
        if head == last || is_tip(before_last, last, head) {
            kept.pop();
        } else if is_tip(last, head, second) {
            first += 1;
        } else {
            break;
        }
    }
    let open = kept.get(first..).filter(|open| open.len() >= 3)?;
    let mut clean = LineString(open.to_vec());
    clean.close();
    Some(clean)
}

fn is_tip(from: Coord<f64>, at: Coord<f64>, to: Coord<f64>) -> bool {
    from == at || at == to || Passage { from, at, to }.is_spike()
}

fn push_clean(kept: &mut Vec<Coord<f64>>, coord: Coord<f64>) {
    while let [.., from, at] = kept[..] {
        if !is_tip(from, at, coord) {
            break;
        }
        kept.pop();
    }
    if kept.last() != Some(&coord) {
        kept.push(coord);
    }
}

/// Removes holes that come twice in a part, and parts that come twice.
fn without_repetitions(area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let mut seen_parts = BTreeSet::new();
    let mut kept = Vec::new();
    for polygon in area {
        let mut seen_holes = BTreeSet::new();
        let holes = polygon.interiors().iter().filter(|hole| seen_holes.insert(canonical(&hole.0))).cloned();
        let polygon = Polygon::new(polygon.exterior().clone(), holes.collect());
        if seen_parts.insert((canonical(&polygon.exterior().0), seen_holes)) {
            kept.push(polygon);
        }
    }
    MultiPolygon(kept)
}
