//! Stripes of latitude: which segments may be met at a latitude, and which pairs of segments may meet.
//!
//! The world is cut into horizontal stripes at the southern ends of some of the items, so detail concentrated in one place gets
//! narrow stripes there. An item is listed in every stripe it reaches; the number of stripes is halved until there are at most
//! four list entries per item, so memory stays linear whatever the shape (tall items make few, fuller stripes). A look-up
//! at one latitude costs a binary search plus the entries of one stripe: O(log n + k) with k about the number of items cut by a
//! line of that latitude.

use std::ops::ControlFlow;

use geo_types::Coord;

use super::segment::Segment;

/// Items a stripe should hold of its own, beside those that only pass through.
const ITEMS_PER_STRIPE: usize = 4;
/// List entries allowed per item.
const ENTRIES_PER_ITEM: usize = 4;
/// Segments taken together when close pairs are looked for.
const SEGMENTS_PER_RUN: usize = 16;

/// Lists of item numbers by stripe of latitude (plain columns).
#[derive(Clone, Debug)]
pub(crate) struct Stripes {
    /// Northern limits of all stripes but the last, ascending. Stripe `s` holds latitudes from limit `s - 1` up to limit `s`,
    /// the southern limit included.
    limits: Vec<f64>,
    /// Where each stripe's list starts in `items`, and the end of the last one.
    starts: Vec<u32>,
    items: Vec<u32>,
}

/// From the southern to the northern end of an item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LatitudeRange {
    pub(crate) south: f64,
    pub(crate) north: f64,
}

impl Stripes {
    /// Lists items, numbered in the given order, by the stripes they reach.
    pub(crate) fn new(ranges: &[LatitudeRange]) -> Self {
        // Some of the items tell where all are: neighbours come one after the other, as in rings.
        let mut souths: Vec<f64> = ranges.iter().skip(1).step_by(ITEMS_PER_STRIPE).map(|range| range.south).collect();
        souths.sort_unstable_by(f64::total_cmp);
        let mut step = 1;
        loop {
            let limits = limits_at(&souths, step);
            let mut near = 0;
            let spans: Vec<[u32; 2]> = ranges.iter().map(|range| reach(&limits, range, &mut near)).collect();
            let entries: usize = spans.iter().map(|[first, last]| (last - first + 1) as usize).sum();
            if entries <= ENTRIES_PER_ITEM * ranges.len() || limits.is_empty() {
                return Self::fill(limits, &spans);
            }
            step *= 2;
        }
    }

    fn fill(limits: Vec<f64>, spans: &[[u32; 2]]) -> Self {
        let mut starts = vec![0_u32; limits.len() + 2];
        for &[first, last] in spans {
            starts[first as usize + 1..=last as usize + 1].iter_mut().for_each(|start| *start += 1);
        }
        for stripe in 1..starts.len() {
            starts[stripe] += starts[stripe - 1];
        }
        let mut next = starts.clone();
        let mut items = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (item, &[first, last]) in (0_u32..).zip(spans) {
            for place in &mut next[first as usize..=last as usize] {
                items[*place as usize] = item;
                *place += 1;
            }
        }
        Self { limits, starts, items }
    }

    fn list(&self, stripe: usize) -> &[u32] {
        &self.items[self.starts[stripe] as usize..self.starts[stripe + 1] as usize]
    }

    /// The items that may include a latitude (each once, ascending): all that do, and some neighbours.
    pub(crate) fn at(&self, latitude: f64) -> &[u32] {
        self.list(stripe_of(&self.limits, latitude))
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&self.limits[..]) + size_of_val(&self.starts[..]) + size_of_val(&self.items[..])
    }
}

fn limits_at(sorted_souths: &[f64], step: usize) -> Vec<f64> {
    let mut limits: Vec<f64> = sorted_souths.iter().step_by(step).copied().collect();
    limits.dedup();
    limits
}

fn stripe_of(limits: &[f64], latitude: f64) -> usize {
    limits.partition_point(|limit| *limit <= latitude)
}

/// The first and the last stripe that a range reaches; `near` is where the search begins, and then the first one.
fn reach(limits: &[f64], range: &LatitudeRange, near: &mut usize) -> [u32; 2] {
    let first = stripe_near(limits, range.south, *near);
    *near = first;
    // Most items are short: look for the last stripe from the first one on.
    let beyond = limits[first..].iter().take(8).take_while(|limit| **limit <= range.north).count();
    let last = if beyond < 8 { first + beyond } else { stripe_of(limits, range.north) };
    [first as u32, last as u32]
}

/// As [`stripe_of`], for a latitude that is probably in or near some stripe.
fn stripe_near(limits: &[f64], latitude: f64, near: usize) -> usize {
    let mut width = 4;
    loop {
        let (low, high) = (near.saturating_sub(width), limits.len().min(near + width));
        let is_above = low == 0 || limits[low - 1] <= latitude;
        let is_below = high == limits.len() || limits[high] > latitude;
        if is_above && is_below {
            return low + stripe_of(&limits[low..high], latitude);
        }
        width *= 8;
    }
}

/// Calls `visit` once for every pair of segments whose boxes meet, until it breaks off.
///
/// Segments that follow each other, as in rings, are taken together in runs: first pairs of runs whose boxes meet are found, then pairs
/// of segments in them.
pub(crate) fn visit_close_pairs(
    segments: &[Segment],
    mut visit: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let runs = runs(segments);
    for run in &runs {
        for a in run.first..run.end {
            for b in a + 1..run.end {
                if run_box(&segments[a..=a]).meets(&run_box(&segments[b..=b])) {
                    visit(a, b)?;
                }
            }
        }
    }
    let boxes: Vec<PlaneBox> = runs.iter().map(|run| run.bounds).collect();
    visit_close_boxes(&boxes, |a, b| visit_between(segments, &runs[a], &runs[b], &mut visit))
}

/// Segments each of which starts where the one before ends.
struct Run {
    first: usize,
    end: usize,
    bounds: PlaneBox,
}

#[derive(Clone, Copy)]
struct PlaneBox {
    min: Coord<f64>,
    max: Coord<f64>,
}

impl PlaneBox {
    fn meets(&self, other: &Self) -> bool {
        self.min.x <= other.max.x && other.min.x <= self.max.x && self.min.y <= other.max.y && other.min.y <= self.max.y
    }
}

/// The box of some segments, of which there is at least one.
fn run_box(segments: &[Segment]) -> PlaneBox {
    let first = PlaneBox { min: segments[0].min(), max: segments[0].max() };
    segments[1..].iter().fold(first, |all, segment| {
        let (min, max) = (segment.min(), segment.max());
        PlaneBox {
            min: Coord { x: all.min.x.min(min.x), y: all.min.y.min(min.y) },
            max: Coord { x: all.max.x.max(max.x), y: all.max.y.max(max.y) },
        }
    })
}

fn runs(segments: &[Segment]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut first = 0;
    for end in 1..=segments.len() {
        let goes_on = end < segments.len() && end - first < SEGMENTS_PER_RUN && segments[end].start == segments[end - 1].end;
        if !goes_on {
            runs.push(Run { first, end, bounds: run_box(&segments[first..end]) });
            first = end;
        }
    }
    runs
}

/// Visits the pairs of a segment of one run and a segment of another whose boxes meet.
fn visit_between(
    segments: &[Segment],
    a: &Run,
    b: &Run,
    visit: &mut impl FnMut(usize, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let (a, b) = if a.first < b.first { (a, b) } else { (b, a) };
    let bounds = |number: usize| run_box(&segments[number..=number]);
    let mut near: [(usize, PlaneBox); SEGMENTS_PER_RUN] = [(0, b.bounds); SEGMENTS_PER_RUN];
    let mut count = 0;
    for other in b.first..b.end {
        near[count] = (other, bounds(other));
        count += usize::from(near[count].1.meets(&a.bounds));
    }
    for own in a.first..a.end {
        let own_box = bounds(own);
        for (other, _) in near[..count].iter().filter(|(_, other)| own_box.meets(other)) {
            visit(own, *other)?;
        }
    }
    ControlFlow::Continue(())
}

/// Calls `visit` once for every pair of boxes that meet, until it breaks off.
///
/// Within each stripe the boxes are swept from west to east; a pair that shares several stripes is visited in the one that
/// holds the southern side of the later starting box. Near-linear for boundaries; quadratic only where very many
/// boxes overlap pairwise.
fn visit_close_boxes(boxes: &[PlaneBox], mut visit: impl FnMut(usize, usize) -> ControlFlow<()>) -> ControlFlow<()> {
    let ranges: Vec<LatitudeRange> =
        boxes.iter().map(|bounds| LatitudeRange { south: bounds.min.y, north: bounds.max.y }).collect();
    let stripes = Stripes::new(&ranges);
    let mut swept: Vec<(usize, PlaneBox)> = Vec::new();
    for stripe in 0..=stripes.limits.len() {
        let south = stripe.checked_sub(1).map_or(f64::NEG_INFINITY, |below| stripes.limits[below]);
        swept.clear();
        swept.extend(stripes.list(stripe).iter().map(|item| (*item as usize, boxes[*item as usize])));
        swept.sort_unstable_by(|a, b| a.1.min.x.total_cmp(&b.1.min.x).then(a.0.cmp(&b.0)));
        sweep(&swept, south, &mut visit)?;
    }
    ControlFlow::Continue(())
}

fn sweep(
    boxes: &[(usize, PlaneBox)],
    south: f64,
    visit: &mut impl FnMut(usize, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    for (position, (first, a)) in boxes.iter().enumerate() {
        for (second, b) in boxes[position + 1..].iter().take_while(|(_, b)| b.min.x <= a.max.x) {
            let later_start = a.min.y.max(b.min.y);
            if later_start >= south && later_start <= a.max.y.min(b.max.y) {
                visit(*first.min(second), *first.max(second))?;
            }
        }
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn boxes_meet(a: &Segment, b: &Segment) -> bool {
        a.min().x <= b.max().x && b.min().x <= a.max().x && a.min().y <= b.max().y && b.min().y <= a.max().y
    }

    fn segments() -> impl Strategy<Value = Vec<Segment>> {
        let coord = (-20_i32..20, -20_i32..20).prop_map(|(x, y)| Coord { x: f64::from(x), y: f64::from(y) });
        let reach = prop_oneof![4 => -2_i32..3, 1 => -30_i32..31];
        let segment = (coord, reach.clone(), reach).prop_map(|(start, dx, dy)| Segment {
            start,
            end: Coord { x: start.x + f64::from(dx), y: start.y + f64::from(dy) },
        });
        prop::collection::vec(segment, 0..120)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, rng_seed: prop::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

        #[test]
        fn pairs_are_those_of_brute_force(segments in segments()) {
            let mut found = Vec::new();
            let _ = visit_close_pairs(&segments, |a, b| { found.push((a, b)); ControlFlow::Continue(()) });
            let unique: BTreeSet<_> = found.iter().copied().collect();
            prop_assert_eq!(unique.len(), found.len(), "a pair twice");
            let pairs = (0..segments.len()).flat_map(|a| (a + 1..segments.len()).map(move |b| (a, b)));
            let expected: BTreeSet<_> = pairs.filter(|(a, b)| boxes_meet(&segments[*a], &segments[*b])).collect();
            prop_assert_eq!(unique, expected);
        }

        #[test]
        fn pairs_of_a_ring_are_those_of_brute_force(steps in prop::collection::vec((-3_i32..4, -3_i32..4), 0..150)) {
            let mut at = Coord { x: 0.0, y: 0.0 };
            let walk = steps.into_iter().filter(|step| *step != (0, 0)).map(|(dx, dy)| {
                let start = at;
                at = Coord { x: at.x + f64::from(dx), y: at.y + f64::from(dy) };
                Segment { start, end: at }
            });
            let segments: Vec<Segment> = walk.collect();
            let mut found = Vec::new();
            let _ = visit_close_pairs(&segments, |a, b| { found.push((a, b)); ControlFlow::Continue(()) });
            found.sort_unstable();
            let pairs = (0..segments.len()).flat_map(|a| (a + 1..segments.len()).map(move |b| (a, b)));
            let expected: Vec<_> = pairs.filter(|(a, b)| boxes_meet(&segments[*a], &segments[*b])).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn every_item_is_found_at_its_latitudes(segments in segments(), latitude in -25_i32..25) {
            let range = |s: &Segment| LatitudeRange { south: s.min().y, north: s.max().y };
            let ranges: Vec<_> = segments.iter().map(range).collect();
            let stripes = Stripes::new(&ranges);
            let latitude = f64::from(latitude);
            for (item, range) in (0_u32..).zip(&ranges) {
                let cut = range.south <= latitude && latitude <= range.north;
                prop_assert!(!cut || stripes.at(latitude).contains(&item));
            }
            prop_assert!(stripes.items.len() <= ENTRIES_PER_ITEM * segments.len().max(1));
        }
    }

    #[test]
    fn tall_items_do_not_fill_the_memory() {
        let tall = |k: i32| LatitudeRange { south: f64::from(k) * 1e-6, north: 50.0 + f64::from(k) };
        let ranges: Vec<_> = (0..10_000).map(tall).collect();
        assert!(Stripes::new(&ranges).items.len() <= 40_000);
    }
}
