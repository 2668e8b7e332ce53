//! Exact decisions in cells on the border.

use geo_types::Coord;

use crate::geometry::{Turn, turn};

use super::record::{Group, Record, Run};

/// The unit of a place in a cell on the border: the first, in order of code, in which or on whose border it lies.
pub(super) fn decide(record: Record<'_>, place: Coord<f64>) -> u32 {
    let otherwise = record.otherwise();
    record.groups().find(|group| touches(group, place)).map_or(otherwise, |group| group.unit)
}

/// Whether a place lies in a unit or on its border.
fn touches(group: &Group<'_>, place: Coord<f64>) -> bool {
    let mut inside = group.inside;
    for run in group.runs() {
        inside ^= flipped_by_ends(&run, place);
        match odd_crossings(run.path(), place) {
            Some(odd) => inside ^= odd,
            None => return true,
        }
    }
    inside
}

/// Whether an odd number of the ends of a run that lie east of the cell are not north of a place.
fn flipped_by_ends(run: &Run<'_>, place: Coord<f64>) -> bool {
    let not_north = |end: Option<Coord<f64>>| end.is_some_and(|end| end.y <= place.y);
    (run.starts_east && not_north(run.path().next())) ^ (run.ends_east && not_north(run.path().next_back()))
}

/// Whether a ray to the east crosses a path an odd number of times; `None` when the place is on the path.
///
/// Most edges lie wholly north or south of the place: one comparison each. An edge across its latitude that is not wholly west or
/// east of it is decided exactly. Like every ray of this crate it takes an edge with its southern end and without its
/// northern one.
fn odd_crossings(mut path: impl Iterator<Item = Coord<f64>>, place: Coord<f64>) -> Option<bool> {
    let mut odd = false;
    let Some(mut from) = path.next() else { return Some(false) };
    for to in path {
        if (from.y > place.y) != (to.y > place.y) {
            odd ^= crosses(from, to, place)?;
        } else if to.y == place.y && is_at(from, to, place) {
            return None;
        }
        from = to;
    }
    Some(odd)
}

/// Whether an edge across the latitude of a place is east of it; `None` when the place is on the edge.
fn crosses(from: Coord<f64>, to: Coord<f64>, place: Coord<f64>) -> Option<bool> {
    if from.x > place.x && to.x > place.x {
        return Some(true);
    }
    if from.x < place.x && to.x < place.x {
        return Some(false);
    }
    let (south, north) = if from.y < to.y { (from, to) } else { (to, from) };
    match turn(south, north, place) {
        Turn::Left => Some(true),
        Turn::Right => Some(false),
        Turn::Straight => None,
    }
}

/// Whether a place is the end of an edge that ends at its latitude, or lies on such an edge that is level.
fn is_at(from: Coord<f64>, to: Coord<f64>, place: Coord<f64>) -> bool {
    to.x == place.x || (from.y == to.y && (from.x <= place.x) != (to.x <= place.x))
}
