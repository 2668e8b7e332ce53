//! Which way rings turn.

use geo_types::LineString;

/// A sense of rotation as seen on a map with north up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// As shells turn by the right-hand rule of RFC 7946.
    CounterClockwise,
    /// As holes turn.
    Clockwise,
}

/// Which way a closed ring turns by the sign of its area in the plane (shoelace formula, relative to its first position so
/// that small rings far from the origin keep their digits); `None` for a ring without area.
pub(super) fn turn(ring: &LineString<f64>) -> Option<Turn> {
    let origin = *ring.0.first()?;
    let doubled_area: f64 = ring
        .lines()
        .map(|line| {
            let (start, end) = (line.start - origin, line.end - origin);
            start.x * end.y - end.x * start.y
        })
        .sum();
    if doubled_area == 0.0 {
        return None;
    }
    Some(if doubled_area > 0.0 { Turn::CounterClockwise } else { Turn::Clockwise })
}
