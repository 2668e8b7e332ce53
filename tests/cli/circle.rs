//! `circle`: geodesic circles, checked with GeographicLib (its Rust port, not this program's measures).

use std::f64::consts::PI;

use super::layers::{area_km2, check_layer, metres, polygons, positions};
use super::{close, features, file, folder, number, ringshed, ringshed_in};

/// The distance-based model at its defaults: 80 km/h, 1.3 times the straight line.
fn radius(minutes: f64) -> f64 {
    minutes / 60.0 * 80_000.0 / 1.3
}

/// Area in km2 of a geodesic circle on a surface of Gaussian curvature `1/(M N)`: `2 pi R^2 (1 - cos(r/R))` with `R^2 = M N`, right to
/// a few parts in a million for the radii here.
fn exact_area(latitude: f64, radius: f64) -> f64 {
    let (a, f) = (6_378_137.0_f64, 1.0 / 298.257_223_563);
    let e2 = f * (2.0 - f);
    let w2 = 1.0 - e2 * latitude.to_radians().sin().powi(2);
    let gauss = a * (1.0 - e2).sqrt() / w2;
    2.0 * PI * gauss * gauss * (1.0 - (radius / gauss).cos()) / 1e6
}

/// Vertices on the map's edge, where a polygon is cut or closed over a pole, are no vertices of the circle.
fn on_circle(vertex: (f64, f64)) -> bool {
    vertex.0.abs() < 180.0 && vertex.1.abs() < 90.0
}

#[test]
fn vertices_are_at_the_radius_and_areas_are_those_of_circles() {
    let centres = [(116.39723, 39.9075), (-74.006, 40.7128), (0.0, 0.0), (179.7, 10.0), (-179.9, -45.0), (25.0, 70.0)];
    for centre in centres {
        let text = format!("{},{}", centre.0, centre.1);
        let layer = ringshed(&["circle", &text, "--minutes", "60,90"]).exits(0).json();
        check_layer(&text, &layer, 7);
        assert_eq!(features(&layer).len(), 2);
        for (circle, minutes) in features(&layer).iter().zip([60.0, 90.0]) {
            let vertices: Vec<_> = positions(&circle["geometry"]).into_iter().filter(|&vertex| on_circle(vertex)).collect();
            assert!(vertices.len() >= 300, "{} vertices", vertices.len());
            for vertex in vertices {
                let off = metres(centre, vertex) - radius(minutes);
                assert!(off.abs() < 1.0, "{text}, {minutes} minutes: {vertex:?} is {off} m off");
            }
            close(number(&circle["properties"]["area_km2"]), exact_area(centre.1, radius(minutes)), 1e-3);
            close(area_km2(&polygons(circle)), number(&circle["properties"]["area_km2"]), 1e-6);
        }
    }
}

#[test]
fn a_circle_across_the_antimeridian_is_cut_in_two() {
    let layer = ringshed(&["circle", "179.7,10", "--minutes", "60"]).exits(0).json();
    let parts = polygons(&features(&layer)[0]);
    assert_eq!(parts.0.len(), 2, "RFC 7946 section 3.1.9");
    let side = |part: &geo_types::Polygon<f64>| part.exterior().0.iter().map(|vertex| vertex.x).sum::<f64>() > 0.0;
    assert_ne!(side(&parts.0[0]), side(&parts.0[1]), "one part in each hemisphere");
}

#[test]
fn a_circle_can_contain_a_pole() {
    for (centre, pole) in [("30,89.8", 90.0), ("-100,-89.9", -90.0)] {
        let layer = ringshed(&["circle", centre, "--minutes", "60"]).exits(0).json();
        check_layer(centre, &layer, 7);
        let circle = &features(&layer)[0];
        close(number(&circle["properties"]["area_km2"]), exact_area(pole, radius(60.0)), 1e-3);
        let (lon, lat) = centre.split_once(',').expect("a position");
        let centre = (lon.parse().expect("a number"), lat.parse().expect("a number"));
        for vertex in positions(&circle["geometry"]).into_iter().filter(|&vertex| on_circle(vertex)) {
            assert!((metres(centre, vertex) - radius(60.0)).abs() < 1.0, "{vertex:?}");
        }
        assert!(positions(&circle["geometry"]).iter().any(|vertex| vertex.1 == pole), "closed over the pole");
    }
}

#[test]
fn a_circle_of_more_than_half_the_globe_is_refused() {
    ringshed(&["circle", "116.4,39.9", "--minutes", "60,1000000"]).exits(2).says(&["116.4,39.9", "half of the Earth"]);
    // 9,960 km, a little less, is possible: half of the ellipsoid's 510,065,621.7 km2.
    let layer = ringshed(&["circle", "116.4,39.9", "--minutes", "9711"]).exits(0).json();
    check_layer("hemisphere", &layer, 7);
    close(number(&features(&layer)[0]["properties"]["area_km2"]), 510_065_621.7 / 2.0, 0.02);
}

#[test]
fn speed_detour_and_units_of_minutes_are_as_given() {
    // 1 h at 65 km/h without detour is 65 km.
    let layer = ringshed(&["circle", "0,0", "--minutes", "1 h", "--speed", "65 km/h", "--detour", "1"]).exits(0).json();
    let circle = &features(&layer)[0];
    assert_eq!(number(&circle["properties"]["minutes"]), 60.0);
    for vertex in positions(&circle["geometry"]) {
        assert!((metres((0.0, 0.0), vertex) - 65_000.0).abs() < 1.0);
    }
    let in_vehicle = ringshed(&["circle", "0,0", "--in-vehicle"]).exits(0).json();
    assert_eq!(features(&in_vehicle)[0]["properties"]["basis"], "in-vehicle");
    ringshed(&["circle", "0,0", "--in-vehicle", "--door-to-door"]).exits(2);
}

#[test]
fn minutes_are_sorted_and_each_is_used_once() {
    let layer = ringshed(&["circle", "0,0", "--minutes", "90,30,60,30"]).exits(0).json();
    let minutes: Vec<f64> = features(&layer).iter().map(|circle| number(&circle["properties"]["minutes"])).collect();
    assert_eq!(minutes, [30.0, 60.0, 90.0]);
    ringshed(&["circle", "0,0", "--minutes", "0,60,-5"]).exits(2).says(&["--minutes 0 ", "--minutes -5 "]);
    ringshed(&["circle", "0,0", "--minutes", "soon"]).exits(2).says(&["'soon'"]);
    // Everything that is wrong at once.
    ringshed(&["circle", "0,0", "--minutes", "0", "--speed", "0"]).exits(2).says(&["--minutes 0 ", "speed 0"]);
}

/// 61.5 km around Tiananmen: most of Beijing's people and some of Hebei's, far from all.
#[test]
fn population_is_estimated_by_area() {
    let layer = ringshed(&["circle", "Beijing", "--minutes", "60"]).exits(0).json();
    let properties = &features(&layer)[0]["properties"];
    assert_eq!(properties["centre"], "Beijing");
    let people = number(&properties["population"]);
    assert!((18e6..26e6).contains(&people), "{people}");
    assert_eq!(number(&properties["population_known"]), 1.0);
    // In the open sea nothing is known, which is not zero.
    let sea = ringshed(&["circle", "-150,0", "--minutes", "60"]).exits(0).json();
    assert!(features(&sea)[0]["properties"]["population"].is_null());
}

#[test]
fn negative_positions_need_no_quoting_tricks() {
    let layer = ringshed(&["circle", "-74.006,40.7128", "-0.1,-51.5", "--minutes", "60"]).exits(0).json();
    let centres: Vec<&str> =
        features(&layer).iter().map(|circle| circle["properties"]["centre"].as_str().expect("text")).collect();
    assert_eq!(centres, ["-74.006,40.7128", "-0.1,-51.5"]);
}

/// A triangle's border at some distance: every vertex is as far from the border, and the area is that of the triangle plus a strip
/// along its perimeter plus a circle.
#[test]
fn circles_grow_from_borders() {
    let folder = folder();
    let unit = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"t","name":"Triangle"},
        "geometry":{"type":"Polygon","coordinates":[[[-122,37],[-121,37.5],[-121.5,38.5],[-122,37]]]}}]}"#;
    file(&folder, "unit.geojson", unit);
    let arguments = ["circle", "Triangle", "--from-border", "--minutes", "30", "--boundaries", "unit.geojson"];
    let outcome = ringshed_in(folder.path(), &arguments).exits(0);
    let layer = outcome.json();
    check_layer("border", &layer, 7);
    let circle = &features(&layer)[0];
    assert_eq!(circle["properties"]["origin"], "border");
    // GeographicLib: 6145.502902767425 km2 and 396.2305807067858 km around. Curvature changes this by less than 1 in 1,000.
    let km = radius(30.0) / 1e3;
    close(number(&circle["properties"]["area_km2"]), 6_145.503 + 396.2306 * km + PI * km * km, 2e-3);
    for vertex in positions(&circle["geometry"]) {
        let corners = [(-122.0, 37.0), (-121.0, 37.5), (-121.5, 38.5)];
        assert!(corners.iter().all(|&corner| metres(corner, vertex) > radius(30.0) - 1.0), "{vertex:?} is too near");
    }
    ringshed(&["circle", "1,2", "--from-border"]).exits(2).says(&["'1,2' has no border"]);
}
