//! Figures of the graph of places: what hangs together, who is central, and which link must not be lost.
//!
//! | figure | definition | source |
//! |---|---|---|
//! | edge | two places that reach each other within the band's minutes, both ways; its minutes are those of the slower way | |
//! | component | places that hang together; the largest by number, then people | |
//! | degree | number of links | |
//! | closeness | `(r/(n-1)) * r / sum of minutes` to the `r` places reached | Wasserman & Faust 1994 |
//! | betweenness | share of pairs of other places whose shortest way leads through; by minutes, and by number of links | Freeman 1977, Brandes 2001 |
//! | bridge | a link whose loss splits a component | Tarjan 1974 |
//! | weakest link | the bridge whose loss splits off most people: those on the side with fewer | |
//! | detour index | length of the way / geodesic distance; outliers by Tukey's fences | |
//! | gravity | `M_i M_j / t^2`, `M = sqrt(GDP * population)` | |

mod bridges;
mod detour;
mod graph;
mod paths;
#[cfg(test)]
mod tests;

use super::{Amounts, Link, Tally, links};
use crate::atlas::Place;
use crate::quantity::Minutes;
use crate::travel::TravelModel;

pub use detour::{Fences, LinkFigures, detour_index, gravity, link_figures};

use bridges::{Cut, bridges};
use graph::Graph;
use paths::centrality;

/// Everything about the links among some places: the links, figures of each, and figures of the graph of each band.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkGraph {
    /// Every pair within the largest band.
    pub links: Vec<Link>,
    /// Figures of each link.
    pub figures: Vec<LinkFigures>,
    /// Figures of the graph of each band, smallest first.
    pub connectivity: Vec<Connectivity>,
    /// People, in the order of places.
    pub population: Amounts,
    /// Gross domestic product, in the order of places.
    pub gdp: Amounts,
}

impl LinkGraph {
    /// Finds the links among some places under a model and everything about them.
    pub fn of(places: &[Place], bands: &[Minutes], model: &TravelModel, population: Amounts, gdp: Amounts) -> Self {
        let mut bands = bands.to_vec();
        bands.sort_by(Minutes::total_cmp);
        let links = links(places, &bands, model);
        let request = ConnectivityRequest { places, links: &links, population: &population, gdp: &gdp };
        let connectivity = bands.iter().map(|&band| connectivity(&request, band)).collect();
        let figures = link_figures(&links, places, model, &population, &gdp);
        Self { links, figures, connectivity, population, gdp }
    }
}

/// The graph and what is known of its places.
#[derive(Clone, Copy, Debug)]
pub struct ConnectivityRequest<'a> {
    /// The nodes.
    pub places: &'a [Place],
    /// Every pair of them within the largest band.
    pub links: &'a [Link],
    /// People, in the order of places.
    pub population: &'a Amounts,
    /// Gross domestic product, in the order of places.
    pub gdp: &'a Amounts,
}

/// Figures of the graph of one band.
#[derive(Clone, Debug, PartialEq)]
pub struct Connectivity {
    /// Links take at most so long.
    pub band: Minutes,
    /// Number of links.
    pub links: usize,
    /// In the order of places.
    pub nodes: Vec<NodeFigures>,
    /// Largest first.
    pub components: Vec<Component>,
    /// In the order of links.
    pub bridges: Vec<Bridge>,
    /// People of all places.
    pub population: Tally<f64>,
    /// Product of all places.
    pub gdp: Tally<f64>,
}

/// Figures of one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NodeFigures {
    /// Number of its component, 0 for the largest.
    pub component: usize,
    /// Number of its links.
    pub degree: usize,
    /// Nearness to the others, per minute; 0 for a place without links.
    pub closeness: f64,
    /// Share of pairs of other places whose shortest way by minutes leads through it, 0 to 1.
    pub betweenness: f64,
    /// The same by number of links.
    pub betweenness_by_links: f64,
}

/// Places that hang together.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Numbers of the places, in order.
    pub places: Vec<usize>,
    /// Their people.
    pub population: Tally<f64>,
    /// Their product.
    pub gdp: Tally<f64>,
}

/// A link whose loss splits its component.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge {
    /// Number of the link.
    pub link: usize,
    /// The places that are split off: the side with fewer people, or fewer places where people are as many or not known.
    pub split_off: Vec<usize>,
    /// Their people.
    pub population: Tally<f64>,
}

impl Connectivity {
    /// The component with most places; `None` without places.
    pub fn largest(&self) -> Option<&Component> {
        self.components.first()
    }

    /// Known people of a component over known people of all places.
    pub fn population_share(&self, component: &Component) -> Option<f64> {
        share(&component.population, &self.population)
    }

    /// Known product of a component over known product of all places.
    pub fn gdp_share(&self, component: &Component) -> Option<f64> {
        share(&component.gdp, &self.gdp)
    }

    /// The bridge whose loss splits off most people, then most places; of equal ones that which comes first.
    pub fn weakest(&self) -> Option<&Bridge> {
        let weight = |bridge: &Bridge| (bridge.population.sum().unwrap_or(0.0), bridge.split_off.len());
        let weaker = |best: &'_ Bridge, next: &'_ Bridge| {
            let ((people, places), (next_people, next_places)) = (weight(best), weight(next));
            next_people.total_cmp(&people).then(next_places.cmp(&places)).is_gt()
        };
        self.bridges.iter().fold(None, |best, next| match best {
            Some(best) if !weaker(best, next) => Some(best),
            _ => Some(next),
        })
    }

    /// The bridge that a link is, if it is one.
    pub fn bridge(&self, link: usize) -> Option<&Bridge> {
        self.bridges.binary_search_by_key(&link, |bridge| bridge.link).ok().map(|at| &self.bridges[at])
    }
}

fn share(part: &Tally<f64>, all: &Tally<f64>) -> Option<f64> {
    // Nothing known of a part is no share of what is known of all.
    let all = all.sum().filter(|all| *all > 0.0)?;
    Some(part.sum()? / all)
}

/// The figures of the graph of places that reach each other within a band's minutes.
///
/// # Examples
/// ```
/// use ringshed::analysis::{Amounts, ConnectivityRequest, connectivity, links};
/// use ringshed::travel::{Crow, TravelModel};
/// use ringshed::{LonLat, Minutes, Place};
/// let place = |name: &str, lon: f64| Ok::<_, ringshed::quantity::LonLatError>(Place::new(name, LonLat::new(lon, 0.0)?));
/// // A chain: a and b, b and c are within an hour, a and c are not.
/// let places = [place("a", 0.0)?, place("b", 0.5)?, place("c", 1.0)?];
/// let hour = Minutes::new(60.0);
/// let links = links(&places, &[hour], &TravelModel::Crow(Crow::default()));
/// let people = Amounts::new(vec![Some(100.0), Some(50.0), Some(10.0)])?;
/// let request = ConnectivityRequest { places: &places, links: &links, population: &people, gdp: &people };
/// let figures = connectivity(&request, hour);
/// assert_eq!((figures.components.len(), figures.nodes[1].degree, figures.nodes[1].betweenness), (1, 2, 1.0));
/// // The loss of b-c would split off c and its 10 people; that of a-b would split off b and c with 60, fewer than a.
/// assert_eq!(figures.bridges.len(), 2);
/// assert_eq!(figures.weakest().map(|bridge| bridge.split_off.clone()), Some(vec![1, 2]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn connectivity(request: &ConnectivityRequest<'_>, band: Minutes) -> Connectivity {
    let graph = Graph::of(request.places.len(), request.links, band);
    let components = components(request, &graph);
    let mut component_of = vec![0; request.places.len()];
    for (number, component) in components.iter().enumerate() {
        component.places.iter().for_each(|&place| component_of[place] = number);
    }
    let (by_minutes, by_links) = (centrality(&graph), centrality(&graph.in_links()));
    let figures = |place: usize| NodeFigures {
        component: component_of[place],
        degree: graph.neighbours[place].len(),
        closeness: by_minutes.closeness[place],
        betweenness: by_minutes.betweenness[place],
        betweenness_by_links: by_links.betweenness[place],
    };
    let all: Vec<usize> = (0..request.places.len()).collect();
    Connectivity {
        band,
        links: graph.links(),
        nodes: all.iter().map(|&place| figures(place)).collect(),
        bridges: bridges(&graph).into_iter().map(|cut| bridge(request, &components, &component_of, cut)).collect(),
        components,
        population: tally(request, request.population, &all),
        gdp: tally(request, request.gdp, &all),
    }
}

fn components(request: &ConnectivityRequest<'_>, graph: &Graph) -> Vec<Component> {
    let component = |places: Vec<usize>| Component {
        population: tally(request, request.population, &places),
        gdp: tally(request, request.gdp, &places),
        places,
    };
    let mut components: Vec<Component> = graph.components().into_iter().map(component).collect();
    let people = |component: &Component| component.population.sum().unwrap_or(0.0);
    // A stable sort: equal ones stay in order of their first place.
    components
        .sort_by(|left, right| right.places.len().cmp(&left.places.len()).then(people(right).total_cmp(&people(left))));
    components
}

fn tally(request: &ConnectivityRequest<'_>, amounts: &Amounts, places: &[usize]) -> Tally<f64> {
    let mut tally = Tally::default();
    places.iter().for_each(|&place| tally.add(&request.places[place].name, amounts.get(place)));
    tally
}

fn bridge(request: &ConnectivityRequest<'_>, components: &[Component], component_of: &[usize], cut: Cut) -> Bridge {
    let whole = &components[component_of[cut.side[0]]].places;
    let other: Vec<usize> = whole.iter().copied().filter(|place| cut.side.binary_search(place).is_err()).collect();
    let people = |places: &[usize]| tally(request, request.population, places);
    let (one, two) = (people(&cut.side), people(&other));
    let fewer_people = one.sum().unwrap_or(0.0).total_cmp(&two.sum().unwrap_or(0.0));
    // As many people and as many places: the side without the first place, whichever way the search went.
    let fewer = fewer_people.then(cut.side.len().cmp(&other.len())).then(other[0].cmp(&cut.side[0]));
    let (split_off, population) = if fewer.is_lt() { (cut.side, one) } else { (other, two) };
    Bridge { link: cut.link, split_off, population }
}
