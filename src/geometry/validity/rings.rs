//! Problems of single rings, lines and points.

use std::ops::ControlFlow;

use geo_types::{Coord, LineString};

use super::problem::{GeometryProblem, ProblemKind};
use super::{Report, RingName};
use crate::quantity::{LonLat, LonLatError};

/// Coordinates beyond this are not compared: products of them could overflow.
const LARGEST_COMPARABLE: f64 = 1e100;

/// Whether it makes sense to ask how a ring lies to itself and to others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Topology {
    Meaningful,
    Meaningless,
}

/// Checks a closed ring by itself.
pub(super) fn check_ring(name: RingName, ring: &[Coord<f64>], report: &mut Report) -> ControlFlow<(), Topology> {
    if ring.is_empty() {
        report.add(GeometryProblem::of_ring(ProblemKind::TooFewPoints, name, None))?;
        return ControlFlow::Continue(Topology::Meaningless);
    }
    check_positions(name, ring, report)?;
    let comparable = |coord: &Coord<f64>| coord.x.abs() < LARGEST_COMPARABLE && coord.y.abs() < LARGEST_COMPARABLE;
    if !ring.iter().all(comparable) {
        return ControlFlow::Continue(Topology::Meaningless);
    }
    check_duplicates(name, ring, report)?;
    if !has_distinct(ring, 3) {
        report.add(GeometryProblem::of_ring(ProblemKind::TooFewPoints, name, ring.first().copied()))?;
        return ControlFlow::Continue(Topology::Meaningless);
    }
    ControlFlow::Continue(Topology::Meaningful)
}

/// Names the first coordinate that is not finite and the first one out of range.
fn check_positions(name: RingName, coords: &[Coord<f64>], report: &mut Report) -> ControlFlow<()> {
    for kind in [ProblemKind::NotFinite, ProblemKind::OutOfRange] {
        let bad = coords.iter().find(|coord| position_problem(**coord) == Some(kind));
        if let Some(place) = bad {
            report.add(GeometryProblem::of_ring(kind, name, Some(*place)))?;
        }
    }
    ControlFlow::Continue(())
}

fn position_problem(coord: Coord<f64>) -> Option<ProblemKind> {
    match LonLat::try_from(coord) {
        Ok(_) => None,
        Err(LonLatError::NotFinite { .. }) => Some(ProblemKind::NotFinite),
        Err(_) => Some(ProblemKind::OutOfRange),
    }
}

fn check_duplicates(name: RingName, coords: &[Coord<f64>], report: &mut Report) -> ControlFlow<()> {
    match coords.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => report.add(GeometryProblem::of_ring(ProblemKind::DuplicateVertex, name, Some(pair[0]))),
        None => ControlFlow::Continue(()),
    }
}

/// True when there are at least `wanted` different coordinates.
fn has_distinct(coords: &[Coord<f64>], wanted: usize) -> bool {
    let mut distinct: Vec<Coord<f64>> = Vec::with_capacity(wanted);
    for coord in coords {
        if !distinct.contains(coord) {
            distinct.push(*coord);
        }
        if distinct.len() >= wanted {
            return true;
        }
    }
    false
}

/// Checks points; gives their number.
pub(super) fn check_points(points: impl IntoIterator<Item = Coord<f64>>, first_part: usize, report: &mut Report) -> usize {
    let mut count = 0;
    for coord in points {
        let _ = check_positions(RingName { part: first_part + count, ring: 0 }, &[coord], report);
        count += 1;
    }
    count
}

/// Checks lines; gives their number.
pub(super) fn check_lines<'a>(
    lines: impl IntoIterator<Item = &'a LineString<f64>>,
    first_part: usize,
    report: &mut Report,
) -> usize {
    let mut count = 0;
    for line in lines {
        let name = RingName { part: first_part + count, ring: 0 };
        let _ = check_positions(name, &line.0, report);
        let _ = check_duplicates(name, &line.0, report);
        if !has_distinct(&line.0, 2) {
            let _ = report.add(GeometryProblem::of_ring(ProblemKind::TooFewPoints, name, line.0.first().copied()));
        }
        count += 1;
    }
    count
}
