//! Edges above a base, cut to windows, and the area under both of two.

use geo_types::Coord;

/// A straight edge from west to east in a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    west: Coord<f64>,
    east: Coord<f64>,
    /// 1 when the area lies south of it, -1 when north.
    sign: f64,
}

/// A box in a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    pub(super) west: f64,
    pub(super) south: f64,
    pub(super) east: f64,
    pub(super) north: f64,
}

/// Windows with no more pairs than this are added up pair by pair.
const FEW_PAIRS: usize = 48;

/// Halvings after which a window is added up whatever is in it.
const MOST_HALVINGS: u32 = 48;

impl Edge {
    /// A directed edge with the area on its left; `None` for one without length or with numbers that are not finite.
    ///
    /// An edge that runs due north or south has nothing under it, but it is a crossing where it meets the upper side of a window.
    pub(super) fn new(from: Coord<f64>, to: Coord<f64>) -> Option<Self> {
        let is_finite = (to.x - from.x).is_finite() && (to.y - from.y).is_finite();
        if !is_finite || from == to {
            None
        } else if from.x <= to.x {
            Some(Self { west: from, east: to, sign: -1.0 })
        } else {
            Some(Self { west: to, east: from, sign: 1.0 })
        }
    }

    /// A level edge with the area south of it.
    fn level(west: f64, east: f64, y: f64) -> Self {
        Self { west: Coord { x: west, y }, east: Coord { x: east, y }, sign: 1.0 }
    }

    pub(super) fn south(&self) -> f64 {
        self.west.y.min(self.east.y)
    }

    pub(super) fn north(&self) -> f64 {
        self.west.y.max(self.east.y)
    }

    /// The signed area between it and a base south of it.
    pub(super) fn area_above(&self, base: f64) -> f64 {
        self.sign * (self.east.x - self.west.x) * ((self.west.y - base) + (self.east.y - base)) / 2.0
    }

    /// Its height at `x`, which it reaches.
    fn height(&self, x: f64) -> f64 {
        if x <= self.west.x {
            self.west.y
        } else if x >= self.east.x {
            self.east.y
        } else {
            let share = (x - self.west.x) / (self.east.x - self.west.x);
            self.west.y + share * (self.east.y - self.west.y)
        }
    }

    /// Where it crosses a height, with the sign of the area west of there: 1 when the area ends at the crossing. An edge
    /// includes its southern end and not its northern, so that a path that goes on is counted once.
    pub(super) fn crossing(&self, y: f64) -> Option<Crossing> {
        let rises = self.east.y > self.west.y;
        if (self.west.y <= y) == (self.east.y <= y) {
            return None;
        }
        let share = (y - self.west.y) / (self.east.y - self.west.y);
        let x = self.west.x + share * (self.east.x - self.west.x);
        Some(Crossing { x: x.clamp(self.west.x, self.east.x), sign: if rises { -self.sign } else { self.sign } })
    }

    /// The part of it in a window; `None` when that has nothing under it.
    pub(super) fn within(&self, window: &Window) -> Option<Self> {
        let cut = self.between(window.west, window.east)?;
        let lower = cut.part_below(window.north)?;
        lower.part_above(window.south)
    }

    fn between(&self, west: f64, east: f64) -> Option<Self> {
        if self.west.x >= east || self.east.x <= west || self.west.x == self.east.x {
            return None;
        }
        let end = |x: f64| Coord { x, y: self.height(x) };
        let (from, to) = (self.west.x.max(west), self.east.x.min(east));
        Some(Self {
            west: if from == self.west.x { self.west } else { end(from) },
            east: if to == self.east.x { self.east } else { end(to) },
            sign: self.sign,
        })
    }

    fn part_below(&self, y: f64) -> Option<Self> {
        match (self.west.y <= y, self.east.y <= y) {
            (true, true) => Some(*self),
            (false, false) => None,
            (true, false) => Some(Self { east: self.at_height(y), ..*self }),
            (false, true) => Some(Self { west: self.at_height(y), ..*self }),
        }
    }

    fn part_above(&self, y: f64) -> Option<Self> {
        match (self.west.y >= y, self.east.y >= y) {
            (true, true) => Some(*self),
            (false, false) => None,
            (true, false) => Some(Self { east: self.at_height(y), ..*self }),
            (false, true) => Some(Self { west: self.at_height(y), ..*self }),
        }
    }

    /// The place on it at a height between those of its ends.
    fn at_height(&self, y: f64) -> Coord<f64> {
        let share = (y - self.west.y) / (self.east.y - self.west.y);
        let x = self.west.x + share * (self.east.x - self.west.x);
        Coord { x: x.clamp(self.west.x, self.east.x), y }
    }
}

impl Window {
    /// The box around edges; empty without any.
    pub(super) fn around(edges: &[Edge]) -> Self {
        let nothing = Self { west: f64::INFINITY, south: f64::INFINITY, east: f64::NEG_INFINITY, north: f64::NEG_INFINITY };
        edges.iter().fold(nothing, |window, edge| Self {
            west: window.west.min(edge.west.x),
            south: window.south.min(edge.south()),
            east: window.east.max(edge.east.x),
            north: window.north.max(edge.north()),
        })
    }

    /// What two boxes have in common; `None` when that has no area.
    pub(super) fn common(&self, other: &Self) -> Option<Self> {
        let common = Self {
            west: self.west.max(other.west),
            south: self.south.max(other.south),
            east: self.east.min(other.east),
            north: self.north.min(other.north),
        };
        (common.west < common.east && common.south < common.north).then_some(common)
    }

    /// Its halves, across the longer side.
    fn halves(&self) -> [Self; 2] {
        if self.east - self.west > self.north - self.south {
            let middle = self.west + (self.east - self.west) / 2.0;
            [Self { east: middle, ..*self }, Self { west: middle, ..*self }]
        } else {
            let middle = self.south + (self.north - self.south) / 2.0;
            [Self { north: middle, ..*self }, Self { south: middle, ..*self }]
        }
    }
}

/// Where the upper side of a window, or the line on from it to the east, enters or leaves an area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Crossing {
    x: f64,
    /// 1 where the area lies to the west, -1 where to the east.
    sign: f64,
}

/// Adds level edges along the upper side of a window where an area covers it, from the crossings of that line.
pub(super) fn push_cover(crossings: impl Iterator<Item = Crossing>, window: &Window, edges: &mut Vec<Edge>) {
    let mut beyond = 0.0;
    let mut within = Vec::new();
    for crossing in crossings {
        if crossing.x >= window.east {
            beyond += crossing.sign;
        } else if crossing.x > window.west {
            within.push(crossing);
        }
    }
    within.sort_unstable_by(|a, b| b.x.total_cmp(&a.x));
    let mut east = window.east;
    for crossing in within {
        if beyond > 0.5 && crossing.x < east {
            edges.push(Edge::level(crossing.x, east, window.north));
        }
        east = crossing.x;
        beyond += crossing.sign;
    }
    if beyond > 0.5 && window.west < east {
        edges.push(Edge::level(window.west, east, window.north));
    }
}

/// The area within a window that lies under the edges of both lists, which are cut to the window.
pub(super) fn shared(window: &Window, own: Vec<Edge>, others: Vec<Edge>) -> f64 {
    halved(window, own, others, MOST_HALVINGS)
}

fn halved(window: &Window, own: Vec<Edge>, others: Vec<Edge>, halvings: u32) -> f64 {
    if own.is_empty() || others.is_empty() {
        return 0.0;
    }
    if covers(&own, window) {
        return others.iter().map(|edge| edge.area_above(window.south)).sum();
    }
    if covers(&others, window) {
        return own.iter().map(|edge| edge.area_above(window.south)).sum();
    }
    if halvings == 0 || own.len() * others.len() <= FEW_PAIRS {
        return own.iter().map(|edge| others.iter().map(|other| under_both(edge, other, window.south)).sum::<f64>()).sum();
    }
    let halves = window.halves();
    let [first, second] = halves.map(|half| (cut(&own, &half), cut(&others, &half)));
    halved(&halves[0], first.0, first.1, halvings - 1) + halved(&halves[1], second.0, second.1, halvings - 1)
}

/// True when the only edge is the whole upper side.
fn covers(edges: &[Edge], window: &Window) -> bool {
    matches!(edges, [edge] if *edge == Edge::level(window.west, window.east, window.north))
}

/// Edges of a window in one of its halves: their parts in it, and its upper side where edges above it cover that.
fn cut(edges: &[Edge], half: &Window) -> Vec<Edge> {
    let mut inside = Vec::with_capacity(edges.len());
    let mut ends = Vec::new();
    for edge in edges.iter().filter_map(|edge| edge.between(half.west, half.east)) {
        inside.extend(
            edge.part_below(half.north).and_then(|lower| lower.part_above(half.south)).filter(|part| !lies_on(part, half)),
        );
        if let Some((west, east)) = span_above(&edge, half.north) {
            ends.push(Crossing { x: east, sign: edge.sign });
            ends.push(Crossing { x: west, sign: -edge.sign });
        }
    }
    push_cover(ends.into_iter(), half, &mut inside);
    inside
}

/// An edge along the upper side is counted as an edge above, so that the parts of the side come together.
fn lies_on(edge: &Edge, window: &Window) -> bool {
    edge.west.y == window.north && edge.east.y == window.north
}

/// From where to where an edge is at or above a height.
fn span_above(edge: &Edge, y: f64) -> Option<(f64, f64)> {
    let above = edge.part_above(y)?;
    (above.west.x < above.east.x).then_some((above.west.x, above.east.x))
}

/// The signed area above a base and under both edges, where both reach: the integral of the lower of two lines.
pub(super) fn under_both(a: &Edge, b: &Edge, base: f64) -> f64 {
    let (west, east) = (a.west.x.max(b.west.x), a.east.x.min(b.east.x));
    if west >= east {
        return 0.0;
    }
    let (a_west, a_east, b_west, b_east) = (a.height(west), a.height(east), b.height(west), b.height(east));
    let width = east - west;
    let strip = |width: f64, from: f64, to: f64| width * ((from - base) + (to - base)) / 2.0;
    let (gap_west, gap_east) = (a_west - b_west, a_east - b_east);
    let area = if gap_west <= 0.0 && gap_east <= 0.0 {
        strip(width, a_west, a_east)
    } else if gap_west >= 0.0 && gap_east >= 0.0 {
        strip(width, b_west, b_east)
    } else {
        let share = gap_west / (gap_west - gap_east);
        let meeting = a_west + share * (a_east - a_west);
        let (low_west, low_east) = (a_west.min(b_west), a_east.min(b_east));
        strip(width * share, low_west, meeting) + strip(width * (1.0 - share), meeting, low_east)
    };
    a.sign * b.sign * area
}
