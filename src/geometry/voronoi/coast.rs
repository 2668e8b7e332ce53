//! The outline of the study area followed through the diagram: from cell to cell across their borders.
//!
//! The owner of the first vertex of a ring is found from its nearest centre, by the straight way from there; from then on every edge
//! is tested against the borders of the cell that it is in, and no other. Whether two segments cross is decided exactly, as if
//! all borders were shifted by an infinitely small way to the east and a still smaller one to the north (Edelsbrunner and Mücke
//! 1990, "Simulation of simplicity"): so there is no touching, no crossing in a vertex and no edge along a border, and crossings
//! always fit together.

use std::cmp::Ordering;

use geo_types::{Coord, MultiPolygon};
use robust::orient2d;

use super::delaunay::Centres;
use super::neighbourhood::Neighbourhood;
use super::surface;
use crate::geometry::ring_set::named_rings;
use crate::geometry::segment::Segment;

/// A place where the outline crosses a border.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crossing {
    pub(super) border: usize,
    /// The number of the border's chord, and how far along it: 0 at its start, 1 at its end.
    pub(super) chord: usize,
    pub(super) along: f64,
    pub(super) at: Coord<f64>,
    pub(super) passage: Passage,
}

/// Where one who goes along a border comes to at a crossing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Passage {
    In,
    Out,
}

/// The outline in pieces.
#[derive(Default)]
pub(super) struct Coast {
    /// Each with the site in whose cell it is; the study area is on its left.
    pub(super) pieces: Vec<(usize, Segment)>,
    pub(super) crossings: Vec<Crossing>,
}

/// Follows the outline of the study area (outer rings counter-clockwise); `None` when rounding made what was found contradictory.
pub(super) fn follow(within: &MultiPolygon<f64>, neighbourhood: &Neighbourhood<'_>, centres: Centres<'_>) -> Option<Coast> {
    let first = named_rings(within).find_map(|(_, ring)| ring.0.first().copied())?;
    let to_first = |site: &usize| centres.positions[*site].distance(surface::position(first));
    let site = (0..centres.positions.len()).min_by(|a, b| to_first(a).total_cmp(&to_first(b)))?;
    let mut walk = Walk { neighbourhood, centres, site, used: vec![], coast: Coast::default() };
    for (_, ring) in named_rings(within) {
        walk.around(&ring.0)?;
    }
    Some(walk.coast)
}

struct Walk<'a> {
    neighbourhood: &'a Neighbourhood<'a>,
    centres: Centres<'a>,
    /// In whose cell the walk is.
    site: usize,
    /// The chords that the present edge has crossed.
    used: Vec<(usize, usize)>,
    coast: Coast,
}

/// A way out of a cell: how far along the edge, and to whose.
struct Exit {
    after: f64,
    to: usize,
    crossing: Crossing,
}

impl Walk<'_> {
    fn around(&mut self, ring: &[Coord<f64>]) -> Option<()> {
        self.go_to(*ring.first()?)?;
        let site = self.site;
        ring.windows(2).for_each(|edge| self.along(edge[0], edge[1]));
        (self.site == site).then_some(())
    }

    /// Goes to a place, whose owner is where the walk is then.
    ///
    /// The straight way there from a centre near it leads to the owner, when that centre is in its own cell: a border
    /// traced coarsely may pass a very near centre on the wrong side.
    fn go_to(&mut self, place: Coord<f64>) -> Option<()> {
        self.go_near(place);
        self.site = self.sure_site()?;
        self.cross(self.neighbourhood.turned(self.centres.places[self.site]), place, |_, _| {}, |_| {});
        Some(())
    }

    /// The nearest site, in steps from cell to cell, that sees all borders of its cell.
    fn sure_site(&self) -> Option<usize> {
        let (mut sites, mut next) = (vec![self.site], 0);
        while let Some(&site) = sites.get(next) {
            if self.neighbourhood.is_seen_from_centre(site, self.neighbourhood.turned(self.centres.places[site])) {
                return Some(site);
            }
            let new = self.neighbourhood.sites_around(site).filter(|site| !sites.contains(site)).collect::<Vec<_>>();
            sites.extend(new);
            next += 1;
        }
        None
    }

    /// Goes to the cell of the nearest centre by way of neighbours that are ever nearer.
    fn go_near(&mut self, place: Coord<f64>) {
        let position = surface::position(place);
        let chord = |site: usize| self.centres.positions[site].distance(position);
        while let Some(nearer) = self.neighbourhood.sites_around(self.site).min_by(|a, b| chord(*a).total_cmp(&chord(*b))) {
            if chord(nearer) >= chord(self.site) {
                break;
            }
            self.site = nearer;
        }
    }

    fn along(&mut self, from: Coord<f64>, to: Coord<f64>) {
        let mut coast = std::mem::take(&mut self.coast);
        let Coast { pieces, crossings } = &mut coast;
        self.cross(from, to, |site, segment| pieces.push((site, segment)), |crossing| crossings.push(crossing));
        self.coast = coast;
    }

    /// Goes straight from one place to another, and hands out the pieces of the way with their sites, and the crossings.
    fn cross(
        &mut self,
        from: Coord<f64>,
        to: Coord<f64>,
        mut piece: impl FnMut(usize, Segment),
        mut crossing: impl FnMut(Crossing),
    ) {
        self.used.clear();
        let mut start = from;
        let mut push = |site: usize, start: Coord<f64>, end: Coord<f64>| {
            if start != end {
                piece(site, Segment { start, end });
            }
        };
        while let Some(exit) = self.exit(from, to) {
            let end = exit.crossing.at;
            push(self.site, start, end);
            self.used.push((exit.crossing.border, exit.crossing.chord));
            crossing(exit.crossing);
            (start, self.site) = (end, exit.to);
        }
        push(self.site, start, to);
    }

    /// The first way out of the present cell along an edge that has not been taken yet.
    fn exit(&self, from: Coord<f64>, to: Coord<f64>) -> Option<Exit> {
        let mut first: Option<Exit> = None;
        for (border, sides) in self.neighbourhood.borders_of(self.site) {
            let [own, other] = if sides.centres[0] == self.site { [0, 1] } else { [1, 0] };
            for (chord, ends) in self.neighbourhood.line(sides).windows(2).enumerate() {
                let Some(meeting) = Meeting::of([from, to], [ends[0], ends[1]]) else { continue };
                let leaves = (meeting.to_the_right) == (own == 0);
                if !leaves || first.as_ref().is_some_and(|first| first.after <= meeting.after) {
                    continue;
                }
                if !self.used.contains(&(border, chord)) {
                    // One who goes along the border has the study area, which is left of the outline, ahead where that goes to the right.
                    let passage = if meeting.to_the_right { Passage::In } else { Passage::Out };
                    let crossing = Crossing { border, chord, along: meeting.along, at: meeting.at, passage };
                    first = Some(Exit { after: meeting.after, to: sides.centres[other], crossing });
                }
            }
        }
        first
    }
}

/// Where an edge of the outline crosses a chord of a border.
struct Meeting {
    /// How far along the edge and along the chord, 0 to 1.
    after: f64,
    along: f64,
    at: Coord<f64>,
    /// The edge goes from the left of the chord to its right.
    to_the_right: bool,
}

impl Meeting {
    fn of(edge: [Coord<f64>; 2], chord: [Coord<f64>; 2]) -> Option<Self> {
        if are_apart(edge.map(|end| end.x), chord.map(|end| end.x))
            || are_apart(edge.map(|end| end.y), chord.map(|end| end.y))
        {
            return None;
        }
        let [from, to] = edge.map(|end| Side::of_chord(chord, end));
        if from.is_left == to.is_left {
            return None;
        }
        let [start, end] = chord.map(|end| Side::of_edge(edge, end));
        if start.is_left == end.is_left {
            return None;
        }
        let part = |from: f64, to: f64| if from == to { 0.0 } else { from / (from - to) };
        let (after, along) = (part(from.measure, to.measure), part(start.measure, end.measure));
        Some(Self { after, along, at: common_place(edge, after, chord), to_the_right: from.is_left })
    }
}

/// Nearer to an end of a segment than this (degrees; a tenth of a millimetre), a crossing is put there.
pub(super) const SNAP: f64 = 1e-9;

/// Where two segments cross: at an end of one of them when it is very near to that, so that outlines along borders and through
/// corners of cells leave no slivers.
fn common_place(edge: [Coord<f64>; 2], after: f64, chord: [Coord<f64>; 2]) -> Coord<f64> {
    let place = edge[0] + (edge[1] - edge[0]) * after.clamp(0.0, 1.0);
    let is_near = |end: &Coord<f64>| (end.x - place.x).abs() < SNAP && (end.y - place.y).abs() < SNAP;
    chord.into_iter().chain(edge).find(is_near).unwrap_or(place)
}

fn are_apart(a: [f64; 2], b: [f64; 2]) -> bool {
    a[0].max(a[1]) < b[0].min(b[1]) || b[0].max(b[1]) < a[0].min(a[1])
}

/// On which side of a segment a place is. In its line it is not: chords are shifted a little.
struct Side {
    /// Twice the signed area of the triangle.
    measure: f64,
    is_left: bool,
}

impl Side {
    /// Of an end of the outline's edge along a chord, which is shifted.
    fn of_chord(chord: [Coord<f64>; 2], place: Coord<f64>) -> Self {
        Self::new(chord, place, Ordering::Less)
    }

    /// Of an end of a chord, which is shifted, along the outline's edge.
    fn of_edge(edge: [Coord<f64>; 2], place: Coord<f64>) -> Self {
        Self::new(edge, place, Ordering::Greater)
    }

    /// `shift`: whether the place is, compared with the segment, shifted by more to the east and north or by less.
    fn new([start, end]: [Coord<f64>; 2], place: Coord<f64>, shift: Ordering) -> Self {
        let point = |coord: Coord<f64>| robust::Coord { x: coord.x, y: coord.y };
        let measure = orient2d(point(start), point(end), point(place));
        // A shift to the east is to the right of a segment that goes north; one to the north, to the left of one that goes east.
        let by_shift = || {
            let order = |a: f64, b: f64| a.partial_cmp(&b).unwrap_or(Ordering::Equal);
            order(start.y, end.y).then(order(end.x, start.x)) == shift
        };
        Self { measure, is_left: if measure == 0.0 { by_shift() } else { measure > 0.0 } }
    }
}
