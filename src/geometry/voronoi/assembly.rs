//! Cells put together from their borders and the outline's pieces, without an overlay.
//!
//! Most cells are wholly inside or wholly outside the study area: those inside are their borders, one after the other. Which
//! borders are inside is known from the outline's crossings, and from border to border across their common ends. Cells that
//! the outline runs through get the inner pieces of their borders and their pieces of the outline.
//!
//! All this holds only when borders cross nowhere, which their chords, straight in longitude and latitude, could do where two
//! meet at a very small angle. Cells in which that is so have their borders traced finer. Where anything does not fit
//! together there is no answer, and the study area has to be cut by overlay.

use std::collections::VecDeque;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::bisector::continuous;
use super::border::{Border, BorderSet, Borders};
use super::coast::{self, Crossing, Passage};
use super::delaunay::{Centres, Triangulation, root};
use super::neighbourhood::{Neighbourhood, starts};
use crate::geometry::chain;
use crate::geometry::segment::{Segment, sweep_order};
use crate::geometry::winding::orient_outward;
use crate::geometry::workers::Workers;

/// With more chords to a border than this, centres are so few that cutting by overlay is fast.
const MOST_CHORDS: usize = 64;
/// Each round traces borders that cross others sixteen times finer.
const ROUNDS: i32 = 4;

/// The cells of all sites; `None` when the study area has to be cut by overlay.
pub(super) fn cells(
    within: &MultiPolygon<f64>,
    tracer: &Borders<'_>,
    triangulation: &Triangulation<'_>,
    set: &mut BorderSet,
    workers: &impl Workers,
) -> Option<Vec<MultiPolygon<f64>>> {
    let (bounds, sites) = (tracer.footprint.bounds(), tracer.centres.places.len());
    let is_local = bounds.max().x - bounds.min().x < 180.0 && !tracer.wide.holds_a_pole();
    if !is_local || set.borders.is_empty() || set.place_count() > MOST_CHORDS * set.borders.len() {
        return None;
    }
    let longitude = (bounds.min().x + bounds.max().x) / 2.0;
    set.turn_to(longitude);
    let mut rounds = 1..=ROUNDS;
    let neighbourhood = loop {
        let neighbourhood = Neighbourhood::new(set, longitude, sites);
        let tangled = tangled(&neighbourhood, &tracer.centres, workers);
        if tangled.is_empty() {
            break neighbourhood;
        }
        let tolerance = tracer.tolerance / 16_f64.powi(rounds.next()?);
        for number in tangled {
            if let Some(mut line) = tracer.finer(&set.borders[number], triangulation, tolerance) {
                line.iter_mut().for_each(|place| *place = continuous(*place, longitude));
                set.replace(number, &line);
            }
        }
    };
    let mut coast = coast::follow(&orient_outward(within), &neighbourhood, tracer.centres)?;
    let inside = Inside::new(&set.borders, std::mem::take(&mut coast.crossings))?;
    Assembly { neighbourhood, inside, outline: Outline::new(coast.pieces, sites) }.cells(sites, workers)
}

/// The borders of cells of which borders cross.
fn tangled(neighbourhood: &Neighbourhood<'_>, centres: &Centres<'_>, workers: &impl Workers) -> Vec<usize> {
    let sites = centres.places.len();
    let tangled = workers.ranges(sites, |range| {
        let is_tangled = |site: &usize| is_tangled(*site, neighbourhood, centres.places[*site]);
        range.filter(is_tangled).collect::<Vec<_>>()
    });
    tangled.into_iter().flatten().flat_map(|site| neighbourhood.borders_of(site).map(|(number, _)| number)).collect()
}

/// True when borders of a cell cross. They do not when its centre sees all of them from the inside, which is mostly so.
fn is_tangled(site: usize, neighbourhood: &Neighbourhood<'_>, centre: Coord<f64>) -> bool {
    if neighbourhood.is_seen_from_centre(site, neighbourhood.turned(centre)) {
        return false;
    }
    let chords = neighbourhood.borders_of(site).flat_map(|(_, border)| neighbourhood.line(border).windows(2));
    let mut chords: Vec<Segment> = chords.map(|ends| Segment { start: ends[0], end: ends[1] }).collect();
    let meet_at_an_end = |a: &Segment, b: &Segment| [b.start, b.end].iter().any(|end| *end == a.start || *end == a.end);
    chords.sort_unstable_by(|a, b| a.min().x.total_cmp(&b.min().x));
    chords.iter().enumerate().any(|(number, a)| {
        let beside = chords[number + 1..].iter().take_while(|b| b.min().x <= a.max().x);
        beside.into_iter().any(|b| !meet_at_an_end(a, b) && a.contact(b).is_some())
    })
}

/// Which parts of borders are inside the study area.
struct Inside {
    /// By border: whether it starts inside.
    starts: Vec<bool>,
    /// Crossings in the order of borders, and along each.
    crossings: Vec<Crossing>,
    /// By border: where its crossings start in `crossings`, and the end of the last one.
    first: Vec<u32>,
}

impl Inside {
    fn new(borders: &[Border], mut crossings: Vec<Crossing>) -> Option<Self> {
        crossings.sort_by(|a, b| (a.border, a.chord).cmp(&(b.border, b.chord)).then(a.along.total_cmp(&b.along)));
        let first = starts(crossings.iter().map(|crossing| crossing.border), borders.len());
        let mut new = Self { starts: vec![false; borders.len()], first, crossings };
        (0..borders.len()).all(|border| is_alternating(new.of(border))).then_some(())?;
        new.spread(borders)?;
        Some(new)
    }

    fn of(&self, border: usize) -> &[Crossing] {
        &self.crossings[self.first[border] as usize..self.first[border + 1] as usize]
    }

    /// Finds where each border starts: from its crossings, or from the borders that it hangs together with.
    fn spread(&mut self, borders: &[Border]) -> Option<()> {
        // The last number stands for everything beyond the cap.
        let beyond = borders.iter().flat_map(|border| border.ends).flatten().map(|vertex| vertex + 1).max().unwrap_or(0);
        let ends = |border: &Border| border.ends.map(|vertex| vertex.unwrap_or(beyond));
        let mut one: Vec<u32> = (0..=beyond).collect();
        for (number, border) in borders.iter().enumerate() {
            if self.of(number).is_empty() {
                let [a, b] = ends(border).map(|end| root(&mut one, end));
                one[a.max(b) as usize] = a.min(b);
            }
        }
        let mut known: Vec<Option<bool>> = vec![None; one.len()];
        known[root(&mut one, beyond) as usize] = Some(false);
        for (number, border) in borders.iter().enumerate() {
            let [Some(first), Some(last)] = [self.of(number).first(), self.of(number).last()] else { continue };
            let states = [first.passage == Passage::Out, last.passage == Passage::In];
            for (end, state) in ends(border).into_iter().zip(states) {
                let known = &mut known[root(&mut one, end) as usize];
                (*known.get_or_insert(state) == state).then_some(())?;
            }
        }
        for (number, border) in borders.iter().enumerate() {
            self.starts[number] = known[root(&mut one, ends(border)[0]) as usize]?;
        }
        Some(())
    }
}

fn is_alternating(crossings: &[Crossing]) -> bool {
    crossings.windows(2).all(|pair| pair[0].passage != pair[1].passage)
}

/// Edges without those that are there in both directions, where the outline runs along a border.
fn without_opposites(mut edges: Vec<Segment>) -> Vec<Segment> {
    edges.sort_unstable_by(|a, b| sweep_order(a.min(), b.min()).then(sweep_order(a.max(), b.max())));
    let mut kept: Vec<Segment> = Vec::with_capacity(edges.len());
    for edge in edges {
        match kept.last() {
            Some(last) if last.start == edge.end && last.end == edge.start => _ = kept.pop(),
            _ => kept.push(edge),
        }
    }
    kept
}

/// The polygons without the spikes of no width that are left where a corner of the outline is on a border.
fn without_spikes(polygons: MultiPolygon<f64>) -> MultiPolygon<f64> {
    let has_spike = |ring: &LineString<f64>| {
        let corners = ring.0.windows(3).map(|corner| [corner[0], corner[1], corner[2]]);
        let last = ring.0.len().checked_sub(2).map(|last| [ring.0[last], ring.0[0], ring.0[1]]);
        corners.chain(last).any(is_spike)
    };
    let rings = |polygon: Polygon<f64>| {
        let (shell, holes) = polygon.into_inner();
        let mut rings =
            std::iter::once(shell).chain(holes).map(|ring| if has_spike(&ring) { cut_back(&ring) } else { ring });
        let shell = rings.next().filter(|shell| shell.0.len() > 3)?;
        Some(Polygon::new(shell, rings.filter(|hole| hole.0.len() > 3).collect()))
    };
    polygons.into_iter().filter_map(rings).collect()
}

fn cut_back(ring: &LineString<f64>) -> LineString<f64> {
    let mut kept: VecDeque<Coord<f64>> = VecDeque::with_capacity(ring.0.len());
    let ends_in_spike = |kept: &VecDeque<Coord<f64>>, next: Coord<f64>| match kept.len() {
        0 | 1 => false,
        count => kept[count - 1] == next || is_spike([kept[count - 2], kept[count - 1], next]),
    };
    for &place in ring.0.iter().skip(1) {
        while ends_in_spike(&kept, place) {
            kept.pop_back();
        }
        kept.push_back(place);
    }
    while kept.len() > 2 && (ends_in_spike(&kept, kept[0]) || is_spike([kept[kept.len() - 1], kept[0], kept[1]])) {
        if ends_in_spike(&kept, kept[0]) {
            kept.pop_back()
        } else {
            kept.pop_front()
        };
    }
    kept.push_back(kept[0]);
    LineString(kept.into())
}

/// True when the way to a corner and on goes back on itself.
fn is_spike([from, corner, to]: [Coord<f64>; 3]) -> bool {
    let (there, back) = (corner - from, to - corner);
    let width = (there.x * back.y - there.y * back.x).abs();
    let longer = (there.x * there.x + there.y * there.y).max(back.x * back.x + back.y * back.y).sqrt();
    there.x * back.x + there.y * back.y < 0.0 && width < coast::SNAP * longer
}

/// The pieces of the outline by the cells in which they are.
struct Outline {
    pieces: Vec<(usize, Segment)>,
    first: Vec<u32>,
}

impl Outline {
    fn new(mut pieces: Vec<(usize, Segment)>, sites: usize) -> Self {
        pieces.sort_by_key(|(site, _)| *site);
        Self { first: starts(pieces.iter().map(|(site, _)| *site), sites), pieces }
    }

    fn of(&self, site: usize) -> &[(usize, Segment)] {
        &self.pieces[self.first[site] as usize..self.first[site + 1] as usize]
    }
}

struct Assembly<'a> {
    neighbourhood: Neighbourhood<'a>,
    inside: Inside,
    outline: Outline,
}

impl Assembly<'_> {
    fn cells(&self, sites: usize, workers: &impl Workers) -> Option<Vec<MultiPolygon<f64>>> {
        let parts = workers.ranges(sites, |range| range.map(|site| self.cell(site)).collect::<Option<Vec<_>>>());
        let mut cells = Vec::with_capacity(sites);
        for part in parts {
            cells.extend(part?);
        }
        Some(cells)
    }

    fn cell(&self, site: usize) -> Option<MultiPolygon<f64>> {
        let outline = self.outline.of(site);
        let mut borders = self.neighbourhood.borders_of(site);
        let is_whole = outline.is_empty() && borders.all(|(number, _)| self.inside.of(number).is_empty());
        if is_whole { self.whole(site) } else { self.cut(site, outline) }
    }

    /// A cell that the outline does not run through.
    fn whole(&self, site: usize) -> Option<MultiPolygon<f64>> {
        let is_inside = |(number, _): (usize, &Border)| self.inside.starts[number];
        if !self.neighbourhood.borders_of(site).any(is_inside) {
            return Some(MultiPolygon(vec![]));
        }
        let borders = || self.neighbourhood.borders_of(site).map(|(_, border)| border);
        let count = borders().map(|border| self.neighbourhood.line(border).len()).sum();
        let mut ring: Vec<Coord<f64>> = Vec::with_capacity(count);
        // Which end of a border comes first when one goes around the cell with it on the left.
        let first_end = |border: &Border| usize::from(border.centres[0] != site);
        let mut border = borders().next()?;
        let start = border.ends[first_end(border)]?;
        for left in (0..borders().count()).rev() {
            let line = self.neighbourhood.line(border);
            if first_end(border) == 0 {
                ring.extend(&line[..line.len() - 1])
            } else {
                ring.extend(line[1..].iter().rev())
            }
            let end = border.ends[1 - first_end(border)]?;
            if left == 0 {
                (end == start).then_some(())?;
            } else {
                border = borders().find(|border| border.ends[first_end(border)] == Some(end))?;
            }
        }
        ring.push(*ring.first()?);
        Some(Polygon::new(LineString(ring), vec![]).into())
    }

    /// A cell through which the outline runs in some pieces.
    fn cut(&self, site: usize, outline: &[(usize, Segment)]) -> Option<MultiPolygon<f64>> {
        let mut edges: Vec<Segment> = outline.iter().map(|(_, segment)| *segment).collect();
        for (number, border) in self.neighbourhood.borders_of(site) {
            let is_left = border.centres[0] == site;
            self.inner_parts(number, border, |segment| {
                edges.push(if is_left { segment } else { Segment { start: segment.end, end: segment.start } });
            });
        }
        Some(without_spikes(chain::polygons(without_opposites(edges))?))
    }

    /// Hands out the parts of a border that are inside the study area, chord by chord.
    fn inner_parts(&self, number: usize, border: &Border, mut take: impl FnMut(Segment)) {
        let (mut is_inside, mut crossings) = (self.inside.starts[number], self.inside.of(number).iter().peekable());
        for (chord, ends) in self.neighbourhood.line(border).windows(2).enumerate() {
            let mut start = ends[0];
            let mut part = |end: Coord<f64>, is_inside: bool| {
                if is_inside && start != end {
                    take(Segment { start, end });
                }
                start = end;
            };
            while let Some(crossing) = crossings.next_if(|crossing| crossing.chord == chord) {
                part(crossing.at, is_inside);
                is_inside = crossing.passage == Passage::In;
            }
            part(ends[1], is_inside);
        }
    }
}
