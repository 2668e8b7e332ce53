//! What can be wrong with a geometry.

use std::cmp::Ordering;
use std::fmt;

use geo_types::Coord;

use crate::finding::Finding;
use crate::geometry::ring_set::RingName;
use crate::quantity::LonLat;

/// Something wrong or unusual about a geometry, with its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GeometryProblem {
    /// What it is.
    pub kind: ProblemKind,
    /// Where: a vertex, or the (rounded) place of a crossing. It may be no position at all: see [`ProblemKind::NotFinite`].
    pub place: Option<Coord<f64>>,
    /// The ring, or for points and lines their number as part; `None` when it concerns the whole.
    pub ring: Option<RingName>,
    /// The other ring of problems that concern two.
    pub other: Option<RingName>,
}

/// The kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ProblemKind {
    /// No coordinates at all.
    Empty,
    /// A number is NaN or infinite.
    NotFinite,
    /// A coordinate that is no longitude and latitude; the message guesses what it is.
    OutOfRange,
    /// A ring with fewer than three, a line with fewer than two different positions.
    TooFewPoints,
    /// The ring's last position is not its first one.
    Unclosed,
    /// The same position twice in a row (valid).
    DuplicateVertex,
    /// The boundary goes somewhere and comes straight back.
    Spike,
    /// A ring crosses itself.
    SelfCrossing,
    /// A ring touches itself at a point.
    SelfTouch,
    /// A ring runs along itself.
    SelfOverlap,
    /// Two rings of a polygon cross.
    RingsCross,
    /// Two rings share a stretch of border.
    RingsShareEdge,
    /// Two rings are the same.
    DuplicateRing,
    /// A hole is outside of its exterior ring.
    HoleOutsideShell,
    /// A hole is inside another hole.
    NestedHoles,
    /// A part is inside another part and not in a hole of it.
    NestedShells,
    /// The borders of two parts cross.
    PartsOverlap,
    /// Rings that touch cut the inside of a polygon apart.
    DisconnectedInterior,
    /// An exterior ring is clockwise or a hole counter-clockwise (valid, but not what RFC 7946 asks).
    WrongWinding,
    /// There are more problems than are listed.
    TooManyProblems,
}

impl ProblemKind {
    /// True when the geometry is invalid because of it; false for what is only worth a note.
    pub const fn is_invalid(self) -> bool {
        !matches!(self, Self::DuplicateVertex | Self::WrongWinding)
    }

    /// A stable word-with-dashes, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty-geometry",
            Self::NotFinite => "not-finite",
            Self::OutOfRange => "out-of-range",
            Self::TooFewPoints => "too-few-points",
            Self::Unclosed => "unclosed-ring",
            Self::DuplicateVertex => "duplicate-vertex",
            Self::Spike => "spike",
            Self::SelfCrossing => "self-crossing",
            Self::SelfTouch => "self-touch",
            Self::SelfOverlap => "self-overlap",
            Self::RingsCross => "rings-cross",
            Self::RingsShareEdge => "rings-share-edge",
            Self::DuplicateRing => "duplicate-ring",
            Self::HoleOutsideShell => "hole-outside-shell",
            Self::NestedHoles => "nested-holes",
            Self::NestedShells => "nested-shells",
            Self::PartsOverlap => "parts-overlap",
            Self::DisconnectedInterior => "disconnected-interior",
            Self::WrongWinding => "wrong-winding",
            Self::TooManyProblems => "too-many-problems",
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "the geometry has no coordinates",
            Self::NotFinite => "a coordinate is not a finite number",
            Self::OutOfRange => "a coordinate is out of range",
            Self::TooFewPoints => "too few different positions (a ring needs three, a line two)",
            Self::Unclosed => "the ring does not end where it starts",
            Self::DuplicateVertex => "the same position comes twice in a row",
            Self::Spike => "the border has a spike: it goes out and comes straight back",
            Self::SelfCrossing => "the ring crosses itself",
            Self::SelfTouch => "the ring touches itself",
            Self::SelfOverlap => "the ring runs along itself",
            Self::RingsCross => "rings of one polygon cross",
            Self::RingsShareEdge => "two rings share a stretch of border",
            Self::DuplicateRing => "the same ring comes twice",
            Self::HoleOutsideShell => "a hole is outside of its polygon",
            Self::NestedHoles => "a hole is inside another hole",
            Self::NestedShells => "a part is inside another part",
            Self::PartsOverlap => "two parts overlap",
            Self::DisconnectedInterior => "touching rings cut the polygon apart",
            Self::WrongWinding => "the ring runs the wrong way (exterior counter-clockwise, holes clockwise)",
            Self::TooManyProblems => "there are more problems than are listed",
        }
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl GeometryProblem {
    pub(super) fn of_whole(kind: ProblemKind) -> Self {
        Self { kind, place: None, ring: None, other: None }
    }

    pub(super) fn of_ring(kind: ProblemKind, ring: RingName, place: Option<Coord<f64>>) -> Self {
        Self { kind, place, ring: Some(ring), other: None }
    }

    pub(super) fn of_rings(kind: ProblemKind, ring: RingName, other: RingName, place: Option<Coord<f64>>) -> Self {
        Self { kind, place, ring: Some(ring.min(other)), other: Some(ring.max(other)) }
    }

    /// By ring, kind, and place.
    pub(super) fn reading_order(&self, other: &Self) -> Ordering {
        let place = |problem: &Self| problem.place.unwrap_or_default();
        let rings = (self.ring, self.kind, self.other).cmp(&(other.ring, other.kind, other.other));
        rings.then(place(self).x.total_cmp(&place(other).x)).then(place(self).y.total_cmp(&place(other).y))
    }

    /// The problem as a finding: an error when it makes the geometry invalid, else a note.
    ///
    /// # Examples
    /// ```
    /// use geo_types::point;
    /// use ringshed::geometry::validity::problems;
    /// let swapped = point!(x: 39.9, y: 116.4);
    /// let finding = problems(&swapped.into())[0].finding();
    /// assert!(finding.message().contains("look swapped"));
    /// ```
    pub fn finding(&self) -> Finding {
        let new = if self.kind.is_invalid() { Finding::error } else { Finding::note };
        let finding = new(self.kind.code(), self.to_string());
        match self.place.map(LonLat::try_from) {
            Some(Ok(place)) => finding.at_place(place),
            _ => finding,
        }
    }
}

impl fmt::Display for GeometryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.map(LonLat::try_from) {
            Some(Err(error)) if matches!(self.kind, ProblemKind::NotFinite | ProblemKind::OutOfRange) => {
                write!(f, "{error}")?
            }
            _ => write!(f, "{}", self.kind)?,
        }
        match (self.ring, self.other) {
            (Some(ring), Some(other)) => write!(f, " ({ring} and {other})"),
            (Some(ring), None) => write!(f, " ({ring})"),
            (None, _) => Ok(()),
        }
    }
}
