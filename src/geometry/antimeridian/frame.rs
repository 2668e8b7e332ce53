//! Joins chains into rings along the frame of the world map, and rings into polygons.

use geo::algorithm::coordinate_position::{CoordPos, CoordinatePosition};
use geo_types::{Coord, LineString, Polygon};

use super::ring::Pieces;

/// The corners of the map in counter-clockwise order, each with its place along the frame.
const CORNERS: [(f64, Coord<f64>); 4] = [
    (180.0, Coord { x: 180.0, y: 90.0 }),
    (360.0, Coord { x: -180.0, y: 90.0 }),
    (540.0, Coord { x: -180.0, y: -90.0 }),
    (720.0, Coord { x: 180.0, y: -90.0 }),
];
const FRAME_LENGTH: f64 = 720.0;

/// How far along the frame a place on the antimeridian is, from the south-east corner counter-clockwise.
fn along_frame(place: Coord<f64>) -> f64 {
    if place.x > 0.0 { place.y + 90.0 } else { 450.0 - place.y }
}

/// The polygons that the pieces of all rings of one polygon make.
pub(super) fn polygons(pieces: Vec<Pieces>) -> Vec<Polygon<f64>> {
    let (mut rings, mut chains) = (Vec::new(), Vec::new());
    for piece in pieces {
        match piece {
            Pieces::Ring(ring) => rings.push(LineString(ring)),
            Pieces::Chains(more) => chains.extend(more),
        }
    }
    rings.extend(joined(chains));
    into_polygons(rings)
}

/// Joins the end of every chain with the start of another one (or its own) further along the frame.
fn joined(chains: Vec<Vec<Coord<f64>>>) -> Vec<LineString<f64>> {
    let follower = followers(&chains);
    let mut used = vec![false; chains.len()];
    let mut rings = Vec::new();
    for first in 0..chains.len() {
        let mut ring: Vec<Coord<f64>> = Vec::new();
        let mut current = first;
        while !std::mem::replace(&mut used[current], true) {
            ring.extend_from_slice(&chains[current]);
            let next = follower[current];
            if let (Some(end), Some(start)) = (chains[current].last(), chains[next].first()) {
                ring.extend(corners_between(*end, *start));
            }
            current = next;
        }
        ring.dedup();
        let mut ring = LineString(ring);
        ring.close();
        // Three coordinates are a line to the antimeridian and back.
        if ring.0.len() > 3 {
            rings.push(ring);
        }
    }
    rings
}

/// For every chain the one that follows it. Along the frame of a valid polygon ends and starts alternate; where rings overlap
/// they nest, and are matched as parentheses are.
fn followers(chains: &[Vec<Coord<f64>>]) -> Vec<usize> {
    let mut meetings: Vec<(f64, Side, usize)> = Vec::with_capacity(2 * chains.len());
    for (number, chain) in chains.iter().enumerate() {
        if let (Some(start), Some(end)) = (chain.first(), chain.last()) {
            meetings.push((along_frame(*end), Side::End, number));
            meetings.push((along_frame(*start), Side::Start, number));
        }
    }
    meetings.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut follower: Vec<usize> = (0..chains.len()).collect();
    let mut open = Vec::new();
    // The second round gives the ends before the frame's origin the starts after it.
    for (_, side, number) in meetings.iter().chain(&meetings) {
        match side {
            Side::End => open.push(*number),
            Side::Start => {
                if let Some(end) = open.pop() {
                    follower[end] = *number;
                }
            }
        }
    }
    follower
}

/// Which end of a chain meets the frame; at the same place an end comes before the start that continues it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    End,
    Start,
}

/// The corners passed on the way along the frame from one place to another.
fn corners_between(from: Coord<f64>, to: Coord<f64>) -> Vec<Coord<f64>> {
    let (start, mut end) = (along_frame(from), along_frame(to));
    if end < start {
        end += FRAME_LENGTH;
    }
    let twice = CORNERS.iter().chain(&CORNERS).enumerate().map(|(number, (at, corner))| {
        let round = if number < CORNERS.len() { 0.0 } else { FRAME_LENGTH };
        (at + round, *corner)
    });
    twice.filter(|(at, _)| start < *at && *at < end).map(|(_, corner)| corner).collect()
}

/// Sorts rings into shells (counter-clockwise) and holes, and gives every hole to the shell around it; a hole without any is one in the
/// whole world.
fn into_polygons(rings: Vec<LineString<f64>>) -> Vec<Polygon<f64>> {
    let (mut shells, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|ring| signed_area(ring) >= 0.0);
    shells.retain(|ring| signed_area(ring) > 0.0);
    let mut polygons: Vec<Polygon<f64>> = shells.into_iter().map(|shell| Polygon::new(shell, vec![])).collect();
    if polygons.is_empty() && !holes.is_empty() {
        polygons.push(whole_world());
    }
    for hole in holes {
        let owner = polygons.iter().position(|polygon| holds(polygon, &hole)).unwrap_or(0);
        if let Some(polygon) = polygons.get_mut(owner) {
            polygon.interiors_push(hole);
        }
    }
    polygons
}

/// The whole world map as one polygon, counter-clockwise.
pub(in crate::geometry) fn whole_world() -> Polygon<f64> {
    Polygon::new(LineString(CORNERS.map(|(_, corner)| corner).to_vec()), vec![])
}

fn signed_area(ring: &LineString<f64>) -> f64 {
    let origin = ring.0.first().copied().unwrap_or_default();
    ring.lines()
        .map(|edge| (edge.start - origin).x * (edge.end - origin).y - (edge.end - origin).x * (edge.start - origin).y)
        .sum()
}

/// True when the hole lies in the shell: judged by its first coordinate that is not on the shell.
fn holds(polygon: &Polygon<f64>, hole: &LineString<f64>) -> bool {
    let shell = Polygon::new(polygon.exterior().clone(), vec![]);
    hole.0.iter().map(|place| shell.coordinate_position(place)).find(|position| *position != CoordPos::OnBoundary)
        == Some(CoordPos::Inside)
}
