//! Is a geometry valid (OGC 06-103r4, 6.1.11), what exactly is wrong, and can it be repaired?
//!
//! [`problems`] lists everything, with its place; nothing stops at the first problem. All decisions are made with exact
//! predicates. Close edges are found by stripes of latitude, so a national boundary of 100,000 vertices takes a fraction of a
//! second. [`repair`] mends what has only one meaning.

mod problem;
mod repair;
mod rings;
mod topology;

use std::ops::ControlFlow;

use geo_types::{Coord, Geometry, LineString, MultiPolygon};

pub use super::ring_set::RingName;
use super::ring_set::named_rings;
use super::shape;
pub use problem::{GeometryProblem, ProblemKind};
pub(crate) use repair::cleaned;
pub use repair::{Repair, RepairError, repair};

/// Problems listed before the rest is left out (and said so): a tangle can have a quadratic number of crossings.
const MOST_PROBLEMS: usize = 10_000;

/// Everything that is wrong or unusual with a geometry, sorted by part, ring and kind; empty when nothing is.
///
/// Kinds that say so ([`ProblemKind::is_invalid`]) make the geometry invalid; the others are worth a note. Per ring, only the
/// first vertex is named that is repeated, not finite, or out of range. After 10,000 problems the list ends with
/// [`ProblemKind::TooManyProblems`].
///
/// # Examples
/// ```
/// use geo_types::polygon;
/// use ringshed::geometry::validity::{ProblemKind, problems};
/// let bow_tie = polygon![(x: 0., y: 0.), (x: 2., y: 2.), (x: 2., y: 0.), (x: 0., y: 2.)];
/// let found = problems(&bow_tie.into());
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].kind, ProblemKind::SelfCrossing);
/// assert_eq!(found[0].place, Some((1.0, 1.0).into()));
/// ```
pub fn problems(geometry: &Geometry<f64>) -> Vec<GeometryProblem> {
    let mut report = Report::new(MOST_PROBLEMS, Wanted::Everything);
    if shape::vertex_count(geometry) == 0 {
        let _ = report.add(GeometryProblem::of_whole(ProblemKind::Empty));
        return report.problems;
    }
    let mut first_part = 0;
    for leaf in shape::leaves(geometry) {
        let parts = check_leaf(leaf, first_part, &mut report);
        first_part += parts;
    }
    report.finish()
}

/// Checks a geometry that is no collection; gives the number of its parts.
fn check_leaf(leaf: &Geometry<f64>, first_part: usize, report: &mut Report) -> usize {
    match leaf {
        Geometry::Point(point) => rings::check_points([point.0], first_part, report),
        Geometry::MultiPoint(points) => rings::check_points(points.iter().map(|point| point.0), first_part, report),
        Geometry::Line(line) => rings::check_lines([&LineString(vec![line.start, line.end])], first_part, report),
        Geometry::LineString(line) => rings::check_lines([line], first_part, report),
        Geometry::MultiLineString(lines) => rings::check_lines(lines, first_part, report),
        polygonal => {
            let area = shape::area_of(polygonal).unwrap_or_else(|| MultiPolygon(vec![]));
            let _ = check_area(&area, first_part, report);
            area.0.len()
        }
    }
}

fn check_area(area: &MultiPolygon<f64>, first_part: usize, report: &mut Report) -> ControlFlow<()> {
    let mut usable: Vec<(RingName, &[Coord<f64>])> = Vec::new();
    for (name, ring) in named_rings(area) {
        let name = RingName { part: name.part + first_part, ring: name.ring };
        if rings::check_ring(name, &ring.0, report)? == rings::Topology::Meaningful {
            usable.push((name, &ring.0));
        }
    }
    topology::check(usable, report)
}

/// What is wrong with a single ring as a file has it, before it becomes a polygon (which closes it silently): unclosed, too
/// short, repeated or spiked vertices, numbers that are no positions. The ring is called exterior of part 0.
pub fn ring_problems(ring: &LineString<f64>) -> Vec<GeometryProblem> {
    let mut report = Report::new(MOST_PROBLEMS, Wanted::Everything);
    let name = RingName { part: 0, ring: 0 };
    let closed = ring.0.first() == ring.0.last();
    let open_end = ring.0.last().filter(|_| !closed).copied();
    let _ = open_end.map(|place| report.add(GeometryProblem::of_ring(ProblemKind::Unclosed, name, Some(place))));
    let mut whole = ring.clone();
    whole.close();
    if let ControlFlow::Continue(rings::Topology::Meaningful) = rings::check_ring(name, &whole.0, &mut report) {
        let set = super::ring_set::RingSet::new([(name, whole.0.as_slice())]);
        let _ = topology::check_spikes(&set, &mut report);
    }
    report.finish()
}

/// True when some polygons have no problem that makes them invalid. No polygons at all are valid.
pub fn is_valid(area: &MultiPolygon<f64>) -> bool {
    let mut report = Report::new(1, Wanted::Invalid);
    check_area(area, 0, &mut report).is_continue()
}

/// As [`is_valid`], but coordinates may be any finite numbers, such as a longitude of 190.
pub(crate) fn has_valid_topology(area: &MultiPolygon<f64>) -> bool {
    let mut report = Report::new(1, Wanted::InvalidTopology);
    check_area(area, 0, &mut report).is_continue()
}

/// What a [`Report`] keeps.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Everything,
    Invalid,
    InvalidTopology,
}

impl Wanted {
    fn includes(self, kind: ProblemKind) -> bool {
        match self {
            Self::Everything => true,
            Self::Invalid => kind.is_invalid(),
            Self::InvalidTopology => kind.is_invalid() && kind != ProblemKind::OutOfRange,
        }
    }
}

/// Problems found so far, up to a limit.
struct Report {
    problems: Vec<GeometryProblem>,
    limit: usize,
    wanted: Wanted,
}

impl Report {
    fn new(limit: usize, wanted: Wanted) -> Self {
        Self { problems: vec![], limit, wanted }
    }

    /// Notes a problem; breaks off when there are enough.
    fn add(&mut self, problem: GeometryProblem) -> ControlFlow<()> {
        if self.wanted.includes(problem.kind) {
            self.problems.push(problem);
        }
        if self.problems.len() >= self.limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn finish(mut self) -> Vec<GeometryProblem> {
        self.problems.sort_by(GeometryProblem::reading_order);
        if self.problems.len() >= self.limit {
            self.problems.push(GeometryProblem::of_whole(ProblemKind::TooManyProblems));
        }
        self.problems
    }
}

#[cfg(test)]
mod tests;
