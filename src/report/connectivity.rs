//! Links and the figures of their graph as layers and tables.

use geo_types::{Geometry, LineString};

use super::geometry::Rounding;
use super::number;
use super::travel::{layer_with_parameters, parameter_values, trip_columns, trip_values};
use crate::analysis::{Connectivity, LinkFigures, LinkGraph};
use crate::atlas::Place;
use crate::geometry::{antimeridian, geodesic};
use crate::layer::{Feature, Layer, Value};
use crate::quantity::{LonLat, Metres};
use crate::travel::TravelModel;

/// Length of the pieces of which a link's line is made, so that it follows the geodesic on a map.
const LINE_STEP: Metres = Metres::new(50_000.0);

/// Links with everything that is known of them and their graph.
#[derive(Clone, Copy, Debug)]
pub struct LinksReport<'a> {
    /// The nodes.
    pub places: &'a [Place],
    /// Links and figures.
    pub graph: &'a LinkGraph,
    /// How minutes came about.
    pub model: &'a TravelModel,
}

/// Links as geodesic lines. With trains, what the minutes are made of. `bridge` and `splits_off` (people) are about the graph of the link's own band.
pub fn links_layer(report: &LinksReport<'_>, rounding: &mut Rounding) -> Layer {
    let columns = [
        "from",
        "to",
        "km",
        "minutes",
        "band",
        "model",
        "basis",
        "way_km",
        "detour_index",
        "detour_outlier",
        "gravity",
        "bridge",
        "splits_off",
        "splits_off_known",
    ];
    let description = &report.model.description();
    let columns = [&columns[..], trip_columns(report.model)].concat();
    let mut layer = layer_with_parameters("links", &columns, description);
    for (number, (link, figures)) in report.graph.links.iter().zip(&report.graph.figures).enumerate() {
        let (from, to) = (&report.places[link.cell.from], &report.places[link.cell.to]);
        let mut values = vec![
            Value::from(from.name.as_str()),
            Value::from(to.name.as_str()),
            number::kilometres(link.cell.trip.distance),
            number::minutes(link.cell.trip.minutes),
            number::minutes(Some(link.band)),
            Value::from(description.model),
            Value::from(description.basis.to_string()),
        ];
        values.extend(figure_values(report, number, figures));
        values.extend(trip_values(&link.cell.trip, report.model));
        values.extend(parameter_values(description));
        let line = antimeridian::cut(&Geometry::LineString(link_line(from.at, to.at)));
        layer.push(Feature::new(rounding.geometry(&from.name, &line), values));
    }
    layer
}

fn figure_values(report: &LinksReport<'_>, number: usize, figures: &LinkFigures) -> [Value; 7] {
    let of_band = report.graph.connectivity.iter().find(|graph| graph.band == report.graph.links[number].band);
    let bridge = of_band.and_then(|graph| graph.bridge(number));
    [
        figures.way.map_or(Value::Null, number::kilometres),
        number::rounded(figures.detour_index, 4),
        figures.detour_index.map_or(Value::Null, |_| Value::Bool(figures.detour_stands_out)),
        number::rounded(figures.gravity, 4),
        Value::Bool(bridge.is_some()),
        number::estimated_people(bridge.and_then(|bridge| bridge.population.sum())),
        number::share(bridge.and_then(|bridge| bridge.population.known_share())),
    ]
}

fn link_line(from: LonLat, to: LonLat) -> LineString<f64> {
    geodesic::sampled_line(from, to, LINE_STEP).map(LonLat::coord).collect()
}

/// Figures of every place in the graph of every band.
pub fn centrality_table(report: &LinksReport<'_>) -> Layer {
    let columns = [
        "band",
        "place",
        "component",
        "degree",
        "closeness",
        "betweenness",
        "betweenness_by_links",
        "population",
        "gdp",
        "model",
        "basis",
    ];
    let description = &report.model.description();
    let mut table = layer_with_parameters("centrality", &columns, description);
    for graph in &report.graph.connectivity {
        for (number, (node, place)) in graph.nodes.iter().zip(report.places).enumerate() {
            let mut values = vec![
                number::minutes(Some(graph.band)),
                Value::from(place.name.as_str()),
                number::count(node.component + 1),
                number::count(node.degree),
                number::rounded(node.closeness, 9),
                number::rounded(node.betweenness, 9),
                number::rounded(node.betweenness_by_links, 9),
                number::estimated_people(report.graph.population.get(number)),
                number::product(report.graph.gdp.get(number)),
                Value::from(description.model),
                Value::from(description.basis.to_string()),
            ];
            values.extend(parameter_values(description));
            table.push(Feature::new(None, values));
        }
    }
    table
}

/// Figures of the graph of every band as a whole.
pub fn connectivity_table(report: &LinksReport<'_>) -> Layer {
    let columns = [
        "band",
        "places",
        "links",
        "components",
        "isolated",
        "largest_places",
        "largest_population",
        "share_population",
        "population_known",
        "largest_gdp",
        "share_gdp",
        "gdp_known",
        "bridges",
        "weakest_from",
        "weakest_to",
        "weakest_splits_off",
        "weakest_splits_off_known",
        "weakest_splits_off_places",
        "detour_index",
        "detour_outliers",
        "model",
        "basis",
    ];
    let description = &report.model.description();
    let mut table = layer_with_parameters("connectivity", &columns, description);
    for graph in &report.graph.connectivity {
        let mut values = vec![
            number::minutes(Some(graph.band)),
            number::count(graph.nodes.len()),
            number::count(graph.links),
            number::count(graph.components.len()),
            number::count(graph.nodes.iter().filter(|node| node.degree == 0).count()),
        ];
        values.extend(largest_values(graph));
        values.push(number::count(graph.bridges.len()));
        values.extend(weakest_values(report, graph));
        values.extend(detour_values(report, graph));
        values.extend([Value::from(description.model), Value::from(description.basis.to_string())]);
        values.extend(parameter_values(description));
        table.push(Feature::new(None, values));
    }
    table
}

fn largest_values(graph: &Connectivity) -> [Value; 7] {
    let largest = graph.largest();
    [
        largest.map_or(Value::Null, |component| number::count(component.places.len())),
        number::estimated_people(largest.and_then(|component| component.population.sum())),
        number::share(largest.and_then(|component| graph.population_share(component))),
        number::share(graph.population.known_share()),
        number::product(largest.and_then(|component| component.gdp.sum())),
        number::share(largest.and_then(|component| graph.gdp_share(component))),
        number::share(graph.gdp.known_share()),
    ]
}

fn weakest_values(report: &LinksReport<'_>, graph: &Connectivity) -> [Value; 5] {
    let weakest = graph.weakest();
    let ends = weakest.map(|bridge| report.graph.links[bridge.link].cell);
    let name = |place: Option<usize>| Value::from(place.map(|place| report.places[place].name.as_str()));
    [
        name(ends.map(|cell| cell.from)),
        name(ends.map(|cell| cell.to)),
        number::estimated_people(weakest.and_then(|bridge| bridge.population.sum())),
        number::share(weakest.and_then(|bridge| bridge.population.known_share())),
        weakest.map_or(Value::Null, |bridge| number::count(bridge.split_off.len())),
    ]
}

/// The median of the detour indices of the band's links, and how many stand out among those of all links.
fn detour_values(report: &LinksReport<'_>, graph: &Connectivity) -> [Value; 2] {
    let of_band = || report.graph.links.iter().zip(&report.graph.figures).filter(|(link, _)| link.band <= graph.band);
    let mut indices: Vec<f64> = of_band().filter_map(|(_, figures)| figures.detour_index).collect();
    indices.sort_by(f64::total_cmp);
    let middle = indices.len() / 2;
    let median = match indices.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(indices[middle]),
        _ => Some((indices[middle - 1] + indices[middle]) / 2.0),
    };
    [number::rounded(median, 4), number::count(of_band().filter(|(_, figures)| figures.detour_stands_out).count())]
}
