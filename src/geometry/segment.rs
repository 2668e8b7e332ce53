//! Exact predicates on straight segments in longitude/latitude.
//!
//! Every decision (left, right, on the line, crossing, touching, overlapping) is made with the adaptive predicates of Shewchuk
//! (1997, "Adaptive precision floating-point arithmetic and fast robust geometric predicates") in the crate `robust`: the sign is
//! exact for the given doubles, there is no epsilon (numbers closer to zero than 1e-120 but for zero itself are excepted, as their
//! products underflow). Only the *place* of a proper crossing is computed with rounding.

use std::cmp::Ordering;

use geo_types::Coord;

/// Which way a path a, b, c turns at b.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    Left,
    Straight,
    Right,
}

/// Which way the path `a`, `b`, `c` turns; also on which side of the directed line `a`, `b` the position `c` lies. Exact.
pub(crate) fn turn(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>) -> Turn {
    let exact = |coord: Coord<f64>| robust::Coord { x: coord.x, y: coord.y };
    let sign = robust::orient2d(exact(a), exact(b), exact(c));
    if sign > 0.0 {
        Turn::Left
    } else if sign < 0.0 {
        Turn::Right
    } else {
        Turn::Straight
    }
}

/// South to north, then west to east: the order of sweeps, canonical edges and nodes.
pub(crate) fn sweep_order(a: Coord<f64>, b: Coord<f64>) -> Ordering {
    a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x))
}

/// The coordinate with negative zeros made positive, so that equal numbers have equal bits.
pub(crate) fn normalised(coord: Coord<f64>) -> Coord<f64> {
    Coord { x: coord.x + 0.0, y: coord.y + 0.0 }
}

/// What two segments have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Contact {
    /// One point, which is an end of at least one of them (exact).
    Touch(Coord<f64>),
    /// One point inside both (rounded to doubles).
    Crossing(Coord<f64>),
    /// A stretch; both its ends are ends of the segments (exact).
    Overlap { from: Coord<f64>, to: Coord<f64> },
}

/// How a ray from a position to the east meets a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RayHit {
    /// It does not, or only at the segment's northern end.
    Miss,
    /// It crosses the segment.
    Crosses,
    /// The position itself is on the segment.
    OnSegment,
}

/// A straight segment with two different ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Segment {
    pub(crate) start: Coord<f64>,
    pub(crate) end: Coord<f64>,
}

impl Segment {
    /// South-west corner of the segment's box.
    pub(crate) fn min(&self) -> Coord<f64> {
        Coord { x: self.start.x.min(self.end.x), y: self.start.y.min(self.end.y) }
    }

    /// North-east corner of the segment's box.
    pub(crate) fn max(&self) -> Coord<f64> {
        Coord { x: self.start.x.max(self.end.x), y: self.start.y.max(self.end.y) }
    }

    /// The ends in [`sweep_order`].
    fn sorted(&self) -> (Coord<f64>, Coord<f64>) {
        if sweep_order(self.start, self.end).is_gt() { (self.end, self.start) } else { (self.start, self.end) }
    }

    /// What this segment shares with another; `None` when they are apart. Exact but for the place of a crossing.
    pub(crate) fn contact(&self, other: &Self) -> Option<Contact> {
        let other_start = turn(self.start, self.end, other.start);
        let other_end = turn(self.start, self.end, other.end);
        if other_start == other_end {
            return if other_start == Turn::Straight { self.collinear_contact(other) } else { None };
        }
        let own_start = turn(other.start, other.end, self.start);
        let own_end = turn(other.start, other.end, self.end);
        if own_start == own_end {
            return None;
        }
        let touching = [(other_start, other.start), (other_end, other.end), (own_start, self.start), (own_end, self.end)];
        match touching.into_iter().find(|(side, _)| *side == Turn::Straight) {
            Some((_, place)) => Some(Contact::Touch(place)),
            None => Some(Contact::Crossing(self.crossing_place(other))),
        }
    }

    fn collinear_contact(&self, other: &Self) -> Option<Contact> {
        let (own, others) = (self.sorted(), other.sorted());
        let from = if sweep_order(own.0, others.0).is_lt() { others.0 } else { own.0 };
        let to = if sweep_order(own.1, others.1).is_lt() { own.1 } else { others.1 };
        match sweep_order(from, to) {
            Ordering::Less => Some(Contact::Overlap { from, to }),
            Ordering::Equal => Some(Contact::Touch(from)),
            Ordering::Greater => None,
        }
    }

    /// Where two properly crossing segments meet, in doubles; always within both boxes.
    fn crossing_place(&self, other: &Self) -> Coord<f64> {
        let (along, across) = (self.end - self.start, other.end - other.start);
        let offset = other.start - self.start;
        let share = (offset.x * across.y - offset.y * across.x) / (along.x * across.y - along.y * across.x);
        let place = self.start + along * share.clamp(0.0, 1.0);
        let (min, max, other_min, other_max) = (self.min(), self.max(), other.min(), other.max());
        let within = |value: f64, low: f64, high: f64| if value.is_finite() { value.max(low).min(high) } else { low };
        Coord {
            x: within(place.x, min.x.max(other_min.x), max.x.min(other_max.x)),
            y: within(place.y, min.y.max(other_min.y), max.y.min(other_max.y)),
        }
    }

    /// How the ray from `place` to the east meets the segment. A segment includes its southern end and excludes its northern
    /// one, so that a ray through a vertex counts right; `place` on the segment is found exactly, horizontal ones included.
    pub(crate) fn ray_hit(&self, place: Coord<f64>) -> RayHit {
        let (south, north) = if self.start.y <= self.end.y { (self.start, self.end) } else { (self.end, self.start) };
        if place.y < south.y || place.y > north.y || place.x > south.x.max(north.x) {
            return RayHit::Miss;
        }
        if south.y == north.y {
            return if place.x >= south.x.min(north.x) { RayHit::OnSegment } else { RayHit::Miss };
        }
        let side = if place.x < south.x.min(north.x) { Turn::Left } else { turn(south, north, place) };
        match side {
            Turn::Straight => RayHit::OnSegment,
            Turn::Left if place.y < north.y => RayHit::Crosses,
            Turn::Left | Turn::Right => RayHit::Miss,
        }
    }
}

/// The path of a ring through a point: where it comes from, the point, where it goes to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passage {
    pub(crate) from: Coord<f64>,
    pub(crate) at: Coord<f64>,
    pub(crate) to: Coord<f64>,
}

impl Passage {
    /// On which side of the path the direction from its point to `place` lies; `Straight` when it runs along the path.
    pub(crate) fn side_of(&self, place: Coord<f64>) -> Turn {
        if same_direction(self.at, self.from, place) || same_direction(self.at, self.to, place) {
            return Turn::Straight;
        }
        // Counter-clockwise from `to`, everything before `from` is on the left.
        if clockwise_order(self.at, self.from, place, self.to).is_lt() { Turn::Left } else { Turn::Right }
    }

    /// True when another path through the same point changes sides of this one there. A path that runs along this one does not
    /// count: that is an overlap of edges.
    pub(crate) fn is_crossed_by(&self, other: &Self) -> bool {
        matches!((self.side_of(other.from), self.side_of(other.to)), (Turn::Left, Turn::Right) | (Turn::Right, Turn::Left))
    }

    /// True when the path goes back the way it came: the point is the tip of a spike.
    pub(crate) fn is_spike(&self) -> bool {
        same_direction(self.at, self.from, self.to)
    }
}

/// True when two places lie in the same direction from a centre. Exact.
fn same_direction(centre: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> bool {
    turn(centre, a, b) == Turn::Straight
        && a.x.total_cmp(&centre.x) == b.x.total_cmp(&centre.x)
        && a.y.total_cmp(&centre.y) == b.y.total_cmp(&centre.y)
}

/// Which of two directions from a centre comes first when turning clockwise from the direction to `zero`. Exact.
pub(crate) fn clockwise_order(centre: Coord<f64>, zero: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> Ordering {
    let half = |place| match turn(centre, zero, place) {
        Turn::Right => 0,
        Turn::Straight if !same_direction(centre, zero, place) => 1,
        Turn::Left => 2,
        Turn::Straight => 3,
    };
    half(a).cmp(&half(b)).then_with(|| match turn(centre, a, b) {
        Turn::Right => Ordering::Less,
        Turn::Straight => Ordering::Equal,
        Turn::Left => Ordering::Greater,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(x0: f64, y0: f64, x1: f64, y1: f64) -> Segment {
        Segment { start: Coord { x: x0, y: y0 }, end: Coord { x: x1, y: y1 } }
    }

    #[test]
    fn contacts_of_all_kinds() {
        let base = segment(0.0, 0.0, 4.0, 0.0);
        let at = |x, y| Coord { x, y };
        assert_eq!(base.contact(&segment(1.0, -1.0, 1.0, 1.0)), Some(Contact::Crossing(at(1.0, 0.0))));
        assert_eq!(base.contact(&segment(1.0, 0.0, 1.0, 1.0)), Some(Contact::Touch(at(1.0, 0.0))));
        assert_eq!(base.contact(&segment(4.0, 0.0, 6.0, 0.0)), Some(Contact::Touch(at(4.0, 0.0))));
        assert_eq!(
            base.contact(&segment(6.0, 0.0, 3.0, 0.0)),
            Some(Contact::Overlap { from: at(3.0, 0.0), to: at(4.0, 0.0) })
        );
        assert_eq!(base.contact(&segment(5.0, 0.0, 6.0, 0.0)), None);
        assert_eq!(base.contact(&segment(1.0, 1.0, 3.0, 1.0)), None);
        assert_eq!(base.contact(&segment(5.0, -1.0, 5.0, 1.0)), None);
    }

    #[test]
    fn one_ulp_decides() {
        let diagonal = segment(0.0, 0.0, 1.0, 1.0);
        let on = Coord { x: 0.3, y: 0.3 };
        assert_eq!(diagonal.ray_hit(on), RayHit::OnSegment);
        assert_eq!(diagonal.ray_hit(Coord { x: 0.3_f64.next_down(), y: 0.3 }), RayHit::Crosses);
        assert_eq!(diagonal.ray_hit(Coord { x: 0.3_f64.next_up(), y: 0.3 }), RayHit::Miss);
    }

    #[test]
    fn passages_cross_or_touch() {
        let path = |from: (f64, f64), to: (f64, f64)| Passage { from: from.into(), at: (0.0, 0.0).into(), to: to.into() };
        let corner = path((1.0, 0.0), (0.0, 1.0));
        assert!(!corner.is_crossed_by(&path((-1.0, 0.0), (0.0, -1.0))), "corners of two squares touch");
        assert!(!corner.is_crossed_by(&path((2.0, 1.0), (1.0, 2.0))), "nested wedges touch");
        assert!(corner.is_crossed_by(&path((1.0, 1.0), (-1.0, -1.0))));
        assert!(!corner.is_crossed_by(&path((2.0, 0.0), (-1.0, -1.0))), "runs along");
        assert_eq!(corner.side_of((1.0, 1.0).into()), Turn::Right);
        assert_eq!(corner.side_of((-1.0, 1.0).into()), Turn::Left);
        assert!(path((1.0, 1.0), (2.0, 2.0)).is_spike() && !path((1.0, 1.0), (-2.0, -2.0)).is_spike());
    }
}
