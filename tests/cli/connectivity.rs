//! Figures of the graph of links: by the binary, on a graph drawn here.

use super::{Table, file, folder, json, ringshed, ringshed_in, text};

/// ```text
/// a -- b -- c -- d      e -- f      g
///       \  /
///        h
/// ```
/// Towns 0.4 degrees apart along the equator (44.5 km: 43.4 minutes by the distance-based model), h between b and c, north of the
/// line; e is out of reach of d.
const TOWNS: &str = "name,lon,lat,population,gdp\na,0,0,100,10\nb,0.4,0,200,20\nc,0.8,0,300,30\nd,1.2,0,400,\ne,2.4,0,500,50\n\
                     f,2.8,0,,60\ng,4,0,700,70\nh,0.6,0.3,800,80\n";

fn tables(extra: &[&str]) -> (Table, Table, Table) {
    let folder = folder();
    file(&folder, "towns.csv", TOWNS);
    let mut arguments = vec!["links", "towns.csv", "--table", "--figures", "figures.csv", "--nodes", "nodes.csv"];
    arguments.extend(extra);
    let links = ringshed_in(folder.path(), &arguments).exits(0).table();
    let read = |name: &str| Table::parse(&std::fs::read_to_string(folder.path().join(name)).expect("readable"));
    assert!(folder.path().join("figures.csv.manifest.json").is_file());
    (links, read("figures.csv"), read("nodes.csv"))
}

#[test]
fn the_graph_as_a_whole() {
    let (links, figures, _) = tables(&["--minutes", "60,135"]);
    let hour = [("band", "60")];
    let expected = [
        ("places", 8.0),
        ("links", 6.0),
        ("components", 3.0),
        ("isolated", 1.0),
        ("largest_places", 5.0),
        ("largest_population", 1800.0),
        // Of 3,000 people known of 7 in 8 places.
        ("share_population", 0.6),
        ("population_known", 0.875),
        ("largest_gdp", 140.0),
        ("share_gdp", 0.4375),
        ("gdp_known", 0.875),
        ("bridges", 3.0),
        // c-d splits off 400 people, a-b 100; e-f splits off f, whose people are not known.
        ("weakest_splits_off", 400.0),
        ("weakest_splits_off_places", 1.0),
        ("detour_index", 1.3),
        ("detour_outliers", 0.0),
    ];
    for (column, value) in expected {
        assert_eq!(figures.number(column, &hour), value, "{column}");
    }
    assert_eq!((figures.cell("weakest_from", &hour), figures.cell("weakest_to", &hour)), ("c", "d"));
    let bridges: Vec<(&str, &str)> = links
        .rows
        .iter()
        .filter(|row| row[links.columns.iter().position(|column| column == "bridge").expect("a column")] == "true")
        .map(|row| (row[0].as_str(), row[1].as_str()))
        .collect();
    // In its own band: of the links of 135 minutes d-e and f-g are such there.
    assert!(
        [("a", "b"), ("c", "d"), ("e", "f"), ("d", "e"), ("f", "g")].iter().all(|bridge| bridges.contains(bridge)),
        "{bridges:?}"
    );
    assert_eq!(links.cell("splits_off", &[("from", "e"), ("to", "f")]), "");
    assert_eq!(links.cell("splits_off", &[("from", "a"), ("to", "b")]), "100");
}

#[test]
fn places_of_the_graph() {
    let (links, _, nodes) = tables(&["--minutes", "60"]);
    let of = |place: &'static str| [("band", "60"), ("place", place)];
    let expected = [("a", 1, 1), ("b", 1, 3), ("c", 1, 3), ("d", 1, 1), ("e", 2, 1), ("f", 2, 1), ("g", 3, 0), ("h", 1, 2)];
    for (place, component, degree) in expected {
        assert_eq!(nodes.number("component", &of(place)), f64::from(component), "{place}");
        assert_eq!(nodes.number("degree", &of(place)), f64::from(degree), "{place}");
    }
    // Ways through b: from a to c, d, h; of the 7 * 6 / 2 pairs of others. h lies on none: by c it is no farther from b to d.
    assert!((nodes.number("betweenness", &of("b")) - 3.0 / 21.0).abs() < 1e-9);
    assert!((nodes.number("betweenness_by_links", &of("c")) - 3.0 / 21.0).abs() < 1e-9);
    assert_eq!(nodes.number("betweenness", &of("h")), 0.0);
    // From e one place of seven is reached, in the minutes of the link.
    let minutes = links.number("minutes", &[("from", "e"), ("to", "f")]);
    assert!((nodes.number("closeness", &of("e")) - 1.0 / 7.0 / minutes).abs() < 1e-5);
    assert_eq!(nodes.number("closeness", &of("g")), 0.0);
    assert_eq!(nodes.cell("population", &of("f")), "");
}

#[test]
fn gravity_and_detour_of_cities() {
    let table = ringshed(&["links", "Beijing", "Tianjin", "--minutes", "120", "--table"]).exits(0).table();
    let population = 21_893_095.0 * 13_866_009.0_f64;
    let gdp = |city: &str| {
        let table = ringshed(&["access", city, city, "--method", "cumulative", "--supply", "gdp"]).exits(0).table();
        table.number("access", &[("place", city)])
    };
    let minutes: f64 = table.cells("minutes")[0].parse().expect("minutes");
    let expected = (population * gdp("Beijing") * gdp("Tianjin")).sqrt() / (minutes * minutes);
    let gravity: f64 = table.cells("gravity")[0].parse().expect("gravity");
    assert!((gravity / expected - 1.0).abs() < 1e-3, "{gravity} {expected}");
    assert_eq!((table.cells("detour_index"), table.cells("detour_outlier")), (vec!["1.3"], vec!["false"]));
}

#[test]
fn run_writes_the_figures_of_its_members() {
    let folder = super::beijing_bay();
    let read = |name: &str| Table::parse(&std::fs::read_to_string(folder.join(name)).expect("readable"));
    let (figures, nodes) = (read("connectivity.csv"), read("centrality.csv"));
    assert_eq!(figures.cells("band"), ["60", "90"]);
    assert_eq!(figures.cells("places"), ["13", "13"]);
    assert_eq!(nodes.rows.len(), 26);
    let links = json(&folder.join("links.geojson"));
    let count = super::features(&links).len() as f64;
    assert_eq!(figures.number("links", &[("band", "90")]), count);
    assert!(!text(folder).is_empty());
}

/// By rail the way is along the stations: never shorter than the straight line, and of the cities of the north mostly not twice as long.
#[test]
fn detours_by_rail_are_along_the_stations() {
    for basis in ["--in-vehicle", "--door-to-door"] {
        let cities =
            ["Beijing", "Tianjin", "Baoding", "Shijiazhuang", "Tangshan", "Zhangjiakou", "Cangzhou", "Jinan", "Taiyuan"];
        let arguments = [&["links"], &cities[..], &["--model", "rail", basis, "--minutes", "60,240", "--table"]].concat();
        let table = ringshed(&arguments).exits(0).table();
        assert!(table.rows.len() > 20, "{basis}: {} links", table.rows.len());
        let column =
            |name: &str| -> Vec<f64> { table.cells(name).iter().map(|cell| cell.parse().expect("a number")).collect() };
        let (way, straight, index) = (column("way_km"), column("km"), column("detour_index"));
        for ((way, straight), index) in way.iter().zip(straight).zip(index) {
            assert!(
                (way / straight - index).abs() < 1e-3 && (1.0..4.0).contains(&index),
                "{basis}: {way} {straight} {index}"
            );
        }
        let of = [("from", "Beijing"), ("to", "Shijiazhuang")];
        let index = table.number("detour_index", &of);
        assert!((1.0..1.3).contains(&index), "{basis}: {index}");
    }
}
