//! One ring: unrolled, wound as asked, and cut into chains at the antimeridian.

use geo_types::{Coord, LineString};

use super::{Crossing, CutOptions, Winding};

/// A longitude this close to the antimeridian (degrees; 0.1 mm on the ground) is on it.
const SNAP: f64 = 1e-9;

/// What a ring bounds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Shell,
    Hole,
}

/// What is left of a ring within the world map.
pub(super) enum Pieces {
    /// A closed ring that does not meet the antimeridian; first and last coordinate are equal.
    Ring(Vec<Coord<f64>>),
    /// Chains that start and end on the antimeridian.
    Chains(Vec<Vec<Coord<f64>>>),
}

/// Cuts one ring of a polygon.
pub(super) fn pieces(line: &LineString<f64>, role: Role, options: CutOptions) -> Pieces {
    let mut closed = line.clone();
    closed.close();
    let mut unrolled = unrolled(&closed.0);
    if must_be_reversed(&unrolled, role, options.winding) {
        unrolled.reverse();
    }
    start_on_antimeridian(&mut unrolled, options.crossing);
    let chains = chains(&unrolled, options.crossing);
    match <[_; 1]>::try_from(chains) {
        Ok([ring]) if ring.first() == ring.last() && !ring.iter().any(|place| place.x.abs() == 180.0) => Pieces::Ring(ring),
        Ok(chain) => Pieces::Chains(chain.into_iter().filter(|chain| chain.len() > 1).collect()),
        Err(chains) => Pieces::Chains(chains.into_iter().filter(|chain| chain.len() > 1).collect()),
    }
}

/// The places with continuous longitudes: each edge goes the short way round.
///
/// An edge from antimeridian to antimeridian (360 degrees) is of no length, unless it runs along a pole, or the ring would
/// have no area: then it is a band around the world.
pub(super) fn unrolled(places: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let short_way = unrolled_by(places, |from, to| is_on_pole(from) && is_on_pole(to));
    let has_full_turns = places.windows(2).any(|edge| (edge[1].x - edge[0].x).abs() == 360.0);
    if has_full_turns && !goes_round_a_pole(&short_way) && doubled_area(&short_way) == 0.0 {
        return unrolled_by(places, |from, to| (to.x - from.x).abs() <= 360.0);
    }
    short_way
}

fn unrolled_by(places: &[Coord<f64>], goes_as_given: impl Fn(Coord<f64>, Coord<f64>) -> bool) -> Vec<Coord<f64>> {
    let mut result: Vec<Coord<f64>> = Vec::with_capacity(places.len());
    let mut before: Option<Coord<f64>> = None;
    for place in places.iter().map(|place| Coord { x: snapped(place.x), y: place.y }) {
        let x = match (before, result.last()) {
            (Some(from), Some(reached)) => {
                let step = place.x - from.x;
                // Adding the exact longitude of the place, not the sum of steps, keeps vertices where they are.
                let turns = if step.abs() <= 180.0 || goes_as_given(from, place) { 0.0 } else { (step / 360.0).round() };
                let turned_before = ((reached.x - from.x) / 360.0).round();
                place.x + 360.0 * (turned_before - turns)
            }
            _ => place.x,
        };
        before = Some(place);
        result.push(Coord { x, y: place.y });
    }
    result
}

/// True when an unrolled ring ends a turn or more away from where it starts.
fn goes_round_a_pole(unrolled: &[Coord<f64>]) -> bool {
    unrolled.first().map(|place| place.x) != unrolled.last().map(|place| place.x)
}

fn is_on_pole(place: Coord<f64>) -> bool {
    place.y.abs() >= 90.0
}

/// A longitude next to an odd multiple of 180 degrees is put on it.
fn snapped(longitude: f64) -> f64 {
    let nearest = 360.0 * ((longitude - 180.0) / 360.0).round() + 180.0;
    if (longitude - nearest).abs() <= SNAP { nearest } else { longitude }
}

fn doubled_area(ring: &[Coord<f64>]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    ring.windows(2)
        .map(|edge| (edge[0].x - origin.x) * (edge[1].y - origin.y) - (edge[1].x - origin.x) * (edge[0].y - origin.y))
        .sum()
}

fn must_be_reversed(unrolled: &[Coord<f64>], role: Role, winding: Winding) -> bool {
    match winding {
        Winding::AsGiven => false,
        Winding::Reversed => true,
        Winding::Repair if goes_round_a_pole(unrolled) => false,
        Winding::Repair => (doubled_area(unrolled) < 0.0) == (role == Role::Shell),
    }
}

/// Turns the ring so that it starts where it first meets the antimeridian: else its first chain would be in two halves.
fn start_on_antimeridian(ring: &mut Vec<Coord<f64>>, crossing: Crossing) {
    let Some(first) = ring.first().copied() else { return };
    let Some(at) = ring.windows(2).position(|edge| next_meeting(edge[0], edge[1]).is_some()) else { return };
    let Some(meeting) = meeting_place(ring[at], ring[at + 1], crossing) else { return };
    let turn = ring.last().map_or(0.0, |last| last.x - first.x);
    let mut turned = vec![meeting];
    turned.extend_from_slice(&ring[at + 1..]);
    turned.extend(ring[1..=at].iter().map(|place| Coord { x: place.x + turn, y: place.y }));
    turned.push(Coord { x: meeting.x + turn, y: meeting.y });
    turned.dedup();
    *ring = turned;
}

/// The first odd multiple of 180 degrees that the edge meets after its start (at its end included).
fn next_meeting(from: Coord<f64>, to: Coord<f64>) -> Option<f64> {
    let strip = (from.x - 180.0) / 360.0;
    if to.x > from.x {
        let line = (strip.floor() + 1.0) * 360.0 + 180.0;
        (line <= to.x).then_some(line)
    } else {
        let line = (strip.ceil() - 1.0) * 360.0 + 180.0;
        (line >= to.x && to.x < from.x).then_some(line)
    }
}

fn meeting_place(from: Coord<f64>, to: Coord<f64>, crossing: Crossing) -> Option<Coord<f64>> {
    let x = next_meeting(from, to)?;
    if x == to.x {
        return Some(to);
    }
    let y = match crossing {
        Crossing::StraightLonLat => from.y + (to.y - from.y) * ((x - from.x) / (to.x - from.x)),
        Crossing::GreatCircle => great_circle_latitude(from, to, x),
    };
    Some(Coord { x, y })
}

/// Latitude of the great circle through two places at a longitude between theirs.
fn great_circle_latitude(from: Coord<f64>, to: Coord<f64>, longitude: f64) -> f64 {
    let whole = (to.x - from.x).to_radians().sin();
    if whole == 0.0 || is_on_pole(from) || is_on_pole(to) {
        return from.y + (to.y - from.y) * ((longitude - from.x) / (to.x - from.x));
    }
    let part = |place: Coord<f64>, other: f64| place.y.to_radians().tan() * (other - longitude).to_radians().sin();
    // tan(latitude) is the sine-weighted mean of both ends, since the circle lies in a plane through the centre.
    ((part(from, to.x) - part(to, from.x)) / whole).atan().to_degrees()
}

/// The pieces of a line within -180..=180, each from one meeting with the antimeridian to the next. Edges along the
/// antimeridian are left out: the frame of the map runs there.
pub(super) fn chains(unrolled: &[Coord<f64>], crossing: Crossing) -> Vec<Vec<Coord<f64>>> {
    let mut chains = Vec::new();
    let mut chain: Vec<Coord<f64>> = unrolled.first().copied().into_iter().collect();
    for edge in unrolled.windows(2) {
        let (mut from, to) = (edge[0], edge[1]);
        while let Some(meeting) = meeting_place(from, to, crossing) {
            chain.push(meeting);
            chains.push(std::mem::replace(&mut chain, vec![meeting]));
            from = meeting;
        }
        if from == to {
            continue;
        }
        if from.x == to.x && snapped_to_antimeridian(from.x) {
            chains.push(std::mem::replace(&mut chain, vec![to]));
        } else {
            chain.push(to);
        }
    }
    chains.push(chain);
    chains.into_iter().filter(|chain| chain.len() > 1).map(|chain| within_strip(&chain)).collect()
}

fn snapped_to_antimeridian(longitude: f64) -> bool {
    (longitude - 180.0).rem_euclid(360.0) == 0.0
}

/// Moves a chain by whole turns into -180..=180.
fn within_strip(chain: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let (west, east) =
        chain.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(west, east), place| (west.min(place.x), east.max(place.x)));
    let turn = ((west + east) / 720.0).round() * 360.0;
    chain.iter().map(|place| Coord { x: place.x - turn, y: place.y }).collect()
}
