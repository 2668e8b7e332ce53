//! Every figure against a slower way to it: removal of links, Floyd-Warshall, counting of all shortest ways.

use super::graph::Cost;
use super::*;
use crate::analysis::Cell;
use crate::quantity::{LonLat, Metres};
use crate::travel::Trip;

/// A repeatable source of numbers (splitmix64).
struct Numbers(u64);

impl Numbers {
    /// The next whole number below a limit.
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

fn places(count: usize) -> Vec<Place> {
    let at = |number: usize| LonLat::new(number as f64 / 100.0, 0.0).expect("a position");
    (0..count).map(|number| Place::new(number.to_string(), at(number))).collect()
}

fn link(from: usize, to: usize, minutes: f64) -> Link {
    let minutes = Minutes::new(minutes);
    let trip = Trip { distance: Metres::new(1000.0), minutes: Some(minutes), parts: None, ride: None };
    Link { cell: Cell { from, to, trip }, band: minutes }
}

/// A sparse random graph with some bridges, several components, and minutes that are often equal.
fn random_links(numbers: &mut Numbers, count: usize) -> Vec<Link> {
    let mut links = Vec::new();
    for from in 0..count {
        for to in from + 1..count {
            if numbers.below(count as u64) < 2 {
                links.push(link(from, to, (1 + numbers.below(6)) as f64 * 10.0));
            }
        }
    }
    links
}

fn amounts(numbers: &mut Numbers, count: usize) -> Amounts {
    let amount = |_| (numbers.below(5) > 0).then(|| numbers.below(1000) as f64);
    Amounts::new((0..count).map(amount).collect()).expect("amounts")
}

/// All pairs by Floyd and Warshall: costs and the number of shortest ways.
fn all_pairs(count: usize, links: &[Link], cost: impl Fn(&Link) -> Cost) -> Vec<Vec<Option<(Cost, f64)>>> {
    // Costs by relaxing until nothing changes.
    let mut costs: Vec<Vec<Option<Cost>>> = vec![vec![None; count]; count];
    (0..count).for_each(|place| costs[place][place] = Some(Cost::ZERO));
    for link in links {
        let (from, to) = (link.cell.from, link.cell.to);
        costs[from][to] = Some(cost(link));
        costs[to][from] = Some(cost(link));
    }
    for by in 0..count {
        for from in 0..count {
            for to in 0..count {
                let Some(way) = costs[from][by].zip(costs[by][to]).map(|(first, second)| first.plus(second)) else {
                    continue;
                };
                if costs[from][to].is_none_or(|known| way < known) {
                    costs[from][to] = Some(way);
                }
            }
        }
    }
    let mut pairs = vec![vec![None; count]; count];
    for from in 0..count {
        // Ways to a place: the sum over neighbours from which it is one link farther, nearest places first.
        let mut order: Vec<usize> = (0..count).filter(|&to| costs[from][to].is_some()).collect();
        order.sort_by_key(|&to| costs[from][to]);
        let mut ways = vec![0.0; count];
        ways[from] = 1.0;
        for &to in &order {
            for link in links {
                for (near, far) in [(link.cell.from, link.cell.to), (link.cell.to, link.cell.from)] {
                    if far == to && costs[from][near].map(|near| near.plus(cost(link))) == costs[from][to] {
                        ways[to] += ways[near];
                    }
                }
            }
            pairs[from][to] = costs[from][to].map(|cost| (cost, ways[to]));
        }
    }
    pairs
}

fn betweenness_by_pairs(pairs: &[Vec<Option<(Cost, f64)>>], place: usize) -> f64 {
    let count = pairs.len();
    let mut sum = 0.0;
    for from in (0..count).filter(|&from| from != place) {
        for to in (from + 1..count).filter(|&to| to != place) {
            let Some((whole, ways)) = pairs[from][to] else { continue };
            if let Some(((first, before), (second, after))) = pairs[from][place].zip(pairs[place][to])
                && first.plus(second) == whole
            {
                sum += before * after / ways;
            }
        }
    }
    sum / ((count - 1) * (count - 2) / 2) as f64
}

fn closeness_by_pairs(pairs: &[Vec<Option<(Cost, f64)>>], place: usize) -> f64 {
    let others = (0..pairs.len()).filter(|&to| to != place);
    let minutes: Vec<f64> = others.filter_map(|to| pairs[place][to]).map(|(cost, _)| cost.minutes().minutes()).collect();
    let reached = minutes.len() as f64;
    if minutes.is_empty() { 0.0 } else { reached / (pairs.len() - 1) as f64 * reached / minutes.iter().sum::<f64>() }
}

/// The component of each place, named by its smallest member, by passing names along links until nothing changes.
fn labels(count: usize, links: &[Link]) -> Vec<usize> {
    let mut labels: Vec<usize> = (0..count).collect();
    loop {
        let before = labels.clone();
        for link in links {
            let least = labels[link.cell.from].min(labels[link.cell.to]);
            labels[link.cell.from] = least;
            labels[link.cell.to] = least;
        }
        if labels == before {
            return labels;
        }
    }
}

fn number_of_components(count: usize, links: &[Link]) -> usize {
    labels(count, links).iter().enumerate().filter(|(place, label)| place == *label).count()
}

#[test]
fn figures_are_those_of_the_slow_way() {
    let mut numbers = Numbers(5);
    let mut bridges_seen = 0;
    for round in 0..60 {
        let count = 3 + round % 14;
        let links = random_links(&mut numbers, count);
        let places = places(count);
        let (population, gdp) = (amounts(&mut numbers, count), amounts(&mut numbers, count));
        let request = ConnectivityRequest { places: &places, links: &links, population: &population, gdp: &gdp };
        for band in [30.0, 60.0].map(Minutes::new) {
            let figures = connectivity(&request, band);
            let within: Vec<Link> = links.iter().copied().filter(|link| link.band <= band).collect();
            assert_eq!(figures.links, within.len());
            check_components(&figures, &within, &request);
            check_centrality(&figures, &within);
            bridges_seen += check_bridges(&figures, &links, &request);
        }
    }
    assert!(bridges_seen > 100, "{bridges_seen}");
}

fn check_components(figures: &Connectivity, within: &[Link], request: &ConnectivityRequest<'_>) {
    let labels = labels(request.places.len(), within);
    assert_eq!(figures.components.len(), number_of_components(request.places.len(), within));
    for (number, component) in figures.components.iter().enumerate() {
        let expected: Vec<usize> = (0..labels.len()).filter(|&place| labels[place] == component.places[0]).collect();
        assert_eq!(component.places, expected);
        assert!(component.places.iter().all(|&place| figures.nodes[place].component == number));
        let known: Vec<f64> = expected.iter().filter_map(|&place| request.population.get(place)).collect();
        assert_eq!(component.population.sum(), (!known.is_empty()).then(|| known.iter().sum()));
        assert_eq!(component.population.unknown().len(), expected.len() - known.len());
    }
    assert!(figures.components.windows(2).all(|pair| pair[0].places.len() >= pair[1].places.len()));
}

fn check_centrality(figures: &Connectivity, within: &[Link]) {
    let count = figures.nodes.len();
    let by_minutes = all_pairs(count, within, |link| Cost::of(link.cell.trip.minutes.expect("minutes")));
    let by_links = all_pairs(count, within, |_| Cost::ONE_LINK);
    for (place, node) in figures.nodes.iter().enumerate() {
        assert_eq!(node.degree, within.iter().filter(|link| link.cell.from == place || link.cell.to == place).count());
        assert!((node.closeness - closeness_by_pairs(&by_minutes, place)).abs() < 1e-12, "{place}: {node:?}");
        assert!((node.betweenness - betweenness_by_pairs(&by_minutes, place)).abs() < 1e-12, "{place}: {node:?}");
        assert!((node.betweenness_by_links - betweenness_by_pairs(&by_links, place)).abs() < 1e-12, "{place}: {node:?}");
    }
}

/// A bridge is a link without which there is one component more; what it splits off is no longer with the rest.
fn check_bridges(figures: &Connectivity, links: &[Link], request: &ConnectivityRequest<'_>) -> usize {
    let count = request.places.len();
    let within = |number: &usize| links[*number].band <= figures.band;
    let without = |lost: usize| -> Vec<Link> {
        (0..links.len()).filter(within).filter(|&number| number != lost).map(|number| links[number]).collect()
    };
    let whole = figures.components.len();
    let expected: Vec<usize> =
        (0..links.len()).filter(within).filter(|&lost| number_of_components(count, &without(lost)) > whole).collect();
    assert_eq!(figures.bridges.iter().map(|bridge| bridge.link).collect::<Vec<_>>(), expected);
    let people = |places: &[usize]| places.iter().filter_map(|&place| request.population.get(place)).sum::<f64>();
    for bridge in &figures.bridges {
        let labels = labels(count, &without(bridge.link));
        let sides = [links[bridge.link].cell.from, links[bridge.link].cell.to]
            .map(|end| (0..count).filter(|&place| labels[place] == labels[end]).collect::<Vec<_>>());
        assert!(sides.contains(&bridge.split_off), "{bridge:?}");
        assert_eq!(people(&bridge.split_off), people(&sides[0]).min(people(&sides[1])));
        assert_eq!(figures.bridge(bridge.link), Some(bridge));
    }
    let most = figures.bridges.iter().map(|bridge| people(&bridge.split_off)).fold(f64::NEG_INFINITY, f64::max);
    assert_eq!(figures.weakest().map(|bridge| people(&bridge.split_off)), expected.first().map(|_| most));
    expected.len()
}

#[test]
fn a_chain_of_very_many_places_needs_no_stack() {
    let count = 20_000;
    let links: Vec<Link> = (1..count).map(|to| link(to - 1, to, 10.0)).collect();
    let graph = Graph::of(count, &links, Minutes::new(10.0));
    let cuts = bridges(&graph);
    assert_eq!(cuts.len(), count - 1);
    assert_eq!(graph.components().len(), 1);
}

#[test]
fn no_place_and_one_place() {
    let none = Amounts::default();
    let request = ConnectivityRequest { places: &[], links: &[], population: &none, gdp: &none };
    let figures = connectivity(&request, Minutes::new(60.0));
    assert_eq!((figures.largest(), figures.weakest(), figures.nodes.len()), (None, None, 0));
    let one = places(1);
    let request = ConnectivityRequest { places: &one, ..request };
    let figures = connectivity(&request, Minutes::new(60.0));
    assert_eq!((figures.components.len(), figures.nodes[0].closeness, figures.nodes[0].betweenness), (1, 0.0, 0.0));
    assert_eq!(figures.population_share(&figures.components[0]), None);
}

/// Places at one position are linked by no time, which must not make ways through them countless.
#[test]
fn places_at_one_position() {
    let places = places(3);
    let none = Amounts::default();
    let links = [link(0, 1, 0.0), link(1, 2, 10.0), link(0, 2, 10.0)];
    let figures = connectivity(
        &ConnectivityRequest { places: &places, links: &links, population: &none, gdp: &none },
        Minutes::new(60.0),
    );
    assert!(figures.nodes.iter().all(|node| node.betweenness == 0.0 && node.degree == 2));
    assert!(figures.bridges.is_empty());
}

#[test]
fn detours_and_gravity() {
    assert_eq!(detour_index(Metres::new(130.0), Metres::new(100.0)), Some(1.3));
    assert_eq!(detour_index(Metres::new(130.0), Metres::new(0.0)), None);
    assert_eq!(gravity(Some(30.0), Some(20.0), Minutes::new(10.0)), Some(6.0));
    assert_eq!(gravity(Some(30.0), Some(20.0), Minutes::new(0.0)), Some(600.0));
    assert_eq!(gravity(Some(30.0), None, Minutes::new(10.0)), None);
    // One constant, as the distance-based model has: rounding is no outlier.
    let fences = Fences::of([1.3, 1.3, 1.3 + 2e-16, 1.3 - 2e-16, 1.3]).expect("five");
    assert!(!fences.exclude(1.3 + 4e-16) && fences.exclude(1.31));
}
