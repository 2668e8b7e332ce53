//! Where a curve that is given by a distance crosses the antimeridian.

use geo_types::Coord;

/// The two vertices (one on each side of the map) at which a curve crosses the antimeridian between two neighbouring
/// vertices. `excess` is zero on the curve (metres, at a latitude on the antimeridian); the straight edge's crossing is the first guess.
pub(super) fn crossing(from: Coord<f64>, to: Coord<f64>, excess: impl Fn(f64) -> f64) -> [Coord<f64>; 2] {
    let side = if from.x > 0.0 { 180.0 } else { -180.0 };
    let (ahead, behind) = (180.0 - from.x.abs(), 180.0 - to.x.abs());
    let width = ahead + behind;
    let straight = if width > 0.0 { from.y + (to.y - from.y) * (ahead / width) } else { from.y };
    let latitude = root_near(straight, &excess);
    [Coord { x: side, y: latitude }, Coord { x: -side, y: latitude }]
}

/// The latitude next to `guess` where `excess` is zero, by the secant method; `guess` itself where that finds none.
fn root_near(guess: f64, excess: impl Fn(f64) -> f64) -> f64 {
    let (mut before, mut at) = (guess + 1e-6, guess);
    let (mut excess_before, mut excess_at) = (excess(before), excess(at));
    for _ in 0..30 {
        if excess_at.abs() < 1e-6 {
            return at;
        }
        let next = at - excess_at * (at - before) / (excess_at - excess_before);
        if !next.is_finite() || next.abs() > 90.0 || (next - guess).abs() > 1.0 {
            break;
        }
        (before, excess_before) = (at, excess_at);
        (at, excess_at) = (next, excess(next));
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crossing_is_where_the_excess_vanishes() {
        let curve = |latitude: f64| (latitude - 10.25) * 111_000.0;
        let [leaving, entering] = crossing(Coord { x: 179.0, y: 10.0 }, Coord { x: -178.0, y: 11.0 }, curve);
        assert!((leaving.y - 10.25).abs() < 1e-9 && leaving.y == entering.y);
        assert_eq!((leaving.x, entering.x), (180.0, -180.0));
    }

    #[test]
    fn no_root_keeps_the_straight_edge() {
        let [leaving, _] = crossing(Coord { x: -179.0, y: 10.0 }, Coord { x: 179.0, y: 12.0 }, |_| 5.0);
        assert_eq!(leaving, Coord { x: -180.0, y: 11.0 });
    }
}
