//! Stripes of latitude: which segments may be met at a latitude, and which pairs of segments may meet.
//!
//! The world is cut into horizontal stripes at quantiles of the items' southern ends, so detail concentrated in one place gets
//! narrow stripes there. An item is listed in every stripe it reaches; the number of stripes is halved until there are at most
//! four list entries per item, so memory stays linear whatever the shape (tall items make few, fuller stripes). A look-up
//! at one latitude costs a binary search plus the entries of one stripe: O(log n + k) with k about the number of items cut by a
//! line of that latitude.

use std::ops::ControlFlow;

use super::segment::Segment;

/// Items a stripe should hold of its own, beside those that only pass through.
const ITEMS_PER_STRIPE: usize = 4;
/// List entries allowed per item.
const ENTRIES_PER_ITEM: usize = 4;

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
        let mut souths: Vec<f64> = ranges.iter().map(|range| range.south).collect();
        souths.sort_unstable_by(f64::total_cmp);
        let mut step = ITEMS_PER_STRIPE;
        loop {
            let limits = limits_at(&souths, step);
            let spans: Vec<[u32; 2]> = ranges.iter().map(|range| reach(&limits, range)).collect();
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
    let mut limits: Vec<f64> = sorted_souths.iter().skip(step).step_by(step).copied().collect();
    limits.dedup();
    limits
}

fn stripe_of(limits: &[f64], latitude: f64) -> usize {
    limits.partition_point(|limit| *limit <= latitude)
}

/// The first and the last stripe that a range reaches.
fn reach(limits: &[f64], range: &LatitudeRange) -> [u32; 2] {
    let first = stripe_of(limits, range.south);
    // Most items are short: look for the last stripe from the first one on.
    let beyond = limits[first..].iter().take(8).take_while(|limit| **limit <= range.north).count();
    let last = if beyond < 8 { first + beyond } else { stripe_of(limits, range.north) };
    [first as u32, last as u32]
}

/// Calls `visit` once for every pair of segments whose boxes meet, until it breaks off.
///
/// Within each stripe the segments are swept from west to east; a pair that shares several stripes is visited in the one that
/// holds the southern end of the later starting segment. Near-linear for boundaries; quadratic only where very many
/// boxes overlap pairwise.
pub(crate) fn visit_close_pairs(
    segments: &[Segment],
    mut visit: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut keyed: Vec<(f64, u32)> =
        segments.iter().zip(0_u32..).map(|(segment, number)| (segment.min().x, number)).collect();
    keyed.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let by_west: Vec<u32> = keyed.into_iter().map(|(_, number)| number).collect();
    let range = |number: &u32| {
        let segment = &segments[*number as usize];
        LatitudeRange { south: segment.min().y, north: segment.max().y }
    };
    let ranges: Vec<LatitudeRange> = by_west.iter().map(range).collect();
    let stripes = Stripes::new(&ranges);
    for stripe in 0..=stripes.limits.len() {
        let south = stripe.checked_sub(1).map_or(f64::NEG_INFINITY, |below| stripes.limits[below]);
        let boxes: Vec<SweptBox> = stripes
            .list(stripe)
            .iter()
            .map(|item| SweptBox::of(segments, by_west[*item as usize], ranges[*item as usize]))
            .collect();
        sweep(&boxes, south, &mut visit)?;
    }
    ControlFlow::Continue(())
}

#[derive(Clone, Copy)]
struct SweptBox {
    segment: usize,
    west: f64,
    east: f64,
    latitudes: LatitudeRange,
}

impl SweptBox {
    fn of(segments: &[Segment], segment: u32, latitudes: LatitudeRange) -> Self {
        let segment = segment as usize;
        Self { segment, west: segments[segment].min().x, east: segments[segment].max().x, latitudes }
    }
}

fn sweep(boxes: &[SweptBox], south: f64, visit: &mut impl FnMut(usize, usize) -> ControlFlow<()>) -> ControlFlow<()> {
    for (position, a) in boxes.iter().enumerate() {
        for b in boxes[position + 1..].iter().take_while(|b| b.west <= a.east) {
            let later_start = a.latitudes.south.max(b.latitudes.south);
            if later_start >= south && later_start <= a.latitudes.north.min(b.latitudes.north) {
                visit(a.segment.min(b.segment), a.segment.max(b.segment))?;
            }
        }
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use geo_types::Coord;
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
