//! Which cells the contours of some levels pass.

use super::envelope::Envelope;
use super::grid::{Near, Question, Verdict};
use super::lattice::Extent;

/// Mean radius of the earth in metres, as a scale only.
const EARTH: f64 = 6.371e6;

/// Is a cell above or below each level?
pub(super) struct Levels<'a> {
    pub(super) envelope: &'a Envelope,
    /// Lowest first.
    pub(super) levels: &'a [f64],
    /// How far a contour may be from the true one, in metres.
    pub(super) slack: f64,
}

impl Question for Levels<'_> {
    fn ceiling(&self) -> f64 {
        self.levels.last().copied().unwrap_or(f64::NEG_INFINITY)
    }

    fn verdict(&self, extent: &Extent, near: &[Near]) -> Verdict {
        let mut verdict = Verdict::Settled;
        for &level in self.levels {
            match self.verdict_of(level, extent, near) {
                Verdict::Split => return Verdict::Split,
                Verdict::Mixed => verdict = Verdict::Mixed,
                Verdict::Settled => {}
            }
        }
        verdict
    }
}

impl Levels<'_> {
    fn verdict_of(&self, level: f64, extent: &Extent, near: &[Near]) -> Verdict {
        let (mut arcs, mut radius) = (0, f64::INFINITY);
        for near in near {
            let Some(disk) = self.envelope.radius(near.cone, level) else { continue };
            if near.distance[1] <= disk {
                return Verdict::Settled;
            }
            if near.distance[0] <= disk {
                arcs += 1;
                radius = radius.min(disk);
            }
        }
        match arcs {
            0 => Verdict::Settled,
            1 if follows_arc(extent, radius, self.slack) => Verdict::Mixed,
            _ if 2.0 * extent.radius <= self.slack => Verdict::Mixed,
            _ => Verdict::Split,
        }
    }
}

/// True when a chord, straight in longitude and latitude, keeps within `slack` of an arc all through a cell.
pub(super) fn follows_arc(extent: &Extent, radius: f64, slack: f64) -> bool {
    let diagonal = 2.0 * extent.radius;
    // The sagitta of an arc over a chord not longer than its radius is at most 1.08 times the square over 8 radii.
    let sagitta = 1.08 * diagonal * diagonal / (8.0 * radius);
    diagonal <= radius && sagitta + strays(extent) <= slack
}

/// How far a line that is straight in longitude and latitude may be from the geodesic within a cell: a parallel bends with the tangent
/// of its latitude over the earth's radius.
pub(super) fn strays(extent: &Extent) -> f64 {
    let diagonal = 2.0 * extent.radius;
    diagonal * diagonal * extent.steepness / (8.0 * EARTH)
}
