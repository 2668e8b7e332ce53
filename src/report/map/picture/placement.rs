//! Where names go: near their place, over no other name, inside the frame.
//!
//! Greedy in the order given, eight positions around a place and then the same ones farther away with a line to the place (after
//! Imhof 1975, "Positioning names on maps", whose order of preference is kept: right and above first). A name that fits nowhere is
//! left out and counted.

use geo_types::Coord;

/// A box in pixels, y downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rect {
    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }

    fn contains(&self, inner: &Self) -> bool {
        self.left <= inner.left
            && self.top <= inner.top
            && inner.left + inner.width <= self.left + self.width
            && inner.top + inner.height <= self.top + self.height
    }

    fn contains_point(&self, at: Coord<f64>) -> bool {
        self.contains(&Self { left: at.x, top: at.y, width: 0.0, height: 0.0 })
    }

    pub(super) fn middle(&self) -> Coord<f64> {
        Coord { x: self.left + self.width / 2.0, y: self.top + self.height / 2.0 }
    }
}

/// A name to be placed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// Its place.
    pub(super) at: Coord<f64>,
    /// Size of its text.
    pub(super) width: f64,
    pub(super) height: f64,
    /// Radius of the mark at its place; 0 when there is none and the text may lie on the place.
    pub(super) mark: f64,
}

/// Where a name went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) text: Rect,
    /// True when it is so far away that a line must lead to the place.
    pub(super) needs_line: bool,
}

/// Directions in order of preference: x to the right, y downwards.
const DIRECTIONS: [(f64, f64); 8] =
    [(1.0, 0.0), (1.0, -1.0), (-1.0, 0.0), (-1.0, -1.0), (0.0, -1.0), (0.0, 1.0), (1.0, 1.0), (-1.0, 1.0)];
/// Pixels between a mark and its name; from the second on, a line is drawn.
const GAPS: [f64; 5] = [3.0, 14.0, 28.0, 44.0, 62.0];

/// Places names in order. `None` for those that fit nowhere or whose place is outside of the frame.
pub(super) fn place(wanted: &[Wanted], frame: Rect, obstacles: &[Rect]) -> Vec<Option<Placed>> {
    let marks = wanted.iter().filter(|name| name.mark > 0.0).map(|name| square(name.at, name.mark + 1.0));
    let marks: Vec<Rect> = marks.chain(obstacles.iter().copied()).collect();
    let mut taken: Vec<Rect> = Vec::new();
    let mut placed = Vec::with_capacity(wanted.len());
    for name in wanted {
        let is_free = |candidate: &Placed| {
            let text = &candidate.text;
            frame.contains(text) && !taken.iter().chain(&marks).any(|other| other.overlaps(text))
        };
        let found = if frame.contains_point(name.at) { candidates(name).find(is_free) } else { None };
        taken.extend(found.map(|found| found.text));
        placed.push(found);
    }
    placed
}

fn square(at: Coord<f64>, radius: f64) -> Rect {
    Rect { left: at.x - radius, top: at.y - radius, width: 2.0 * radius, height: 2.0 * radius }
}

fn candidates(name: &Wanted) -> impl Iterator<Item = Placed> {
    let name = *name;
    let on_the_place = Rect {
        left: name.at.x - name.width / 2.0,
        top: name.at.y - name.height / 2.0,
        width: name.width,
        height: name.height,
    };
    let first = (name.mark == 0.0).then_some(Placed { text: on_the_place, needs_line: false });
    let around = GAPS.into_iter().enumerate().flat_map(move |(round, gap)| {
        DIRECTIONS.into_iter().map(move |(x, y)| Placed { text: beside(&name, x, y, gap), needs_line: round > 0 })
    });
    first.into_iter().chain(around)
}

fn beside(name: &Wanted, x: f64, y: f64, gap: f64) -> Rect {
    let distance = name.mark + gap;
    Rect {
        left: name.at.x - name.width / 2.0 + x * (distance + name.width / 2.0),
        top: name.at.y - name.height / 2.0 + y * (distance + name.height / 2.0),
        width: name.width,
        height: name.height,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FRAME: Rect = Rect { left: 0.0, top: 0.0, width: 400.0, height: 300.0 };

    proptest! {
        #[test]
        fn names_overlap_neither_each_other_nor_marks(places in prop::collection::vec((0.0..400.0_f64, 0.0..300.0_f64), 0..60)) {
            let wanted: Vec<Wanted> = places
                .iter()
                .map(|&(x, y)| Wanted { at: Coord { x, y }, width: 50.0, height: 24.0, mark: 3.0 })
                .collect();
            let obstacle = Rect { left: 10.0, top: 250.0, width: 100.0, height: 40.0 };
            let placed = place(&wanted, FRAME, &[obstacle]);
            let texts: Vec<Rect> = placed.iter().flatten().map(|placed| placed.text).collect();
            for (at, text) in texts.iter().enumerate() {
                prop_assert!(FRAME.contains(text) && !text.overlaps(&obstacle));
                prop_assert!(texts[..at].iter().all(|other| !other.overlaps(text)));
                prop_assert!(wanted.iter().all(|name| !text.overlaps(&square(name.at, 3.0))));
            }
        }
    }

    #[test]
    fn a_name_alone_is_to_the_right_and_a_second_one_elsewhere() {
        let name = Wanted { at: Coord { x: 200.0, y: 150.0 }, width: 40.0, height: 10.0, mark: 3.0 };
        let placed = place(&[name, name], FRAME, &[]);
        assert_eq!(placed[0].map(|placed| placed.text.left), Some(206.0));
        assert!(placed[1].is_some_and(|placed| placed.text.left < 206.0 || placed.text.top < 145.0));
    }

    #[test]
    fn names_of_areas_lie_on_them_and_what_is_outside_is_left_out() {
        let area = Wanted { at: Coord { x: 200.0, y: 150.0 }, width: 40.0, height: 10.0, mark: 0.0 };
        let outside = Wanted { at: Coord { x: 500.0, y: 150.0 }, ..area };
        let placed = place(&[area, outside], FRAME, &[]);
        assert_eq!(placed[0].map(|placed| placed.text.middle()), Some(area.at));
        assert_eq!(placed[1], None);
    }
}
