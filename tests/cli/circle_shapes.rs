//! `circle` under every model: disks and rings, one centre and several, clipped, reversed, with people and members.

use geo::{BooleanOps, Contains};
use geo_types::{MultiPolygon, Point};
use serde_json::Value;

use super::layers::{area_km2, check_layer, polygons};
use super::{Table, close, features, file, folder, number, ringshed, ringshed_in, text};

fn circles(arguments: &[&str]) -> Value {
    let layer = ringshed(&[&["--quiet", "circle"], arguments].concat()).exits(0).json();
    check_layer(&arguments.join(" "), &layer, 7);
    layer
}

fn areas(layer: &Value) -> Vec<f64> {
    features(layer).iter().map(|circle| number(&circle["properties"]["area_km2"])).collect()
}

fn fraction(step: u32, ratio: f64) -> f64 {
    (f64::from(step) * ratio).fract()
}

/// The whole chain against another one: a place is in the circle when the matrix, which searches journeys for that place,
/// says it is within the minutes.
#[test]
fn circles_by_train_agree_with_the_matrix_at_any_place() {
    let layer = circles(&["Beijing", "--model", "rail", "--minutes", "60,90,120"]);
    let shapes: Vec<MultiPolygon<f64>> = features(&layer).iter().map(polygons).collect();
    let error = number(&features(&layer)[0]["properties"]["error_minutes"]);
    assert!(error > 0.0 && error < 0.11, "{error}");
    let (folder, mut points) = (folder(), String::from("name,lon,lat\n"));
    let place = |step: u32| (114.2 + 4.4 * fraction(step, 0.754_877_666), 37.9 + 3.1 * fraction(step, 0.569_840_291));
    (0..2_000).for_each(|step| points.push_str(&format!("{step},{},{}\n", place(step).0, place(step).1)));
    file(&folder, "points.csv", points);
    let table =
        ringshed_in(folder.path(), &["--quiet", "matrix", "Beijing", "points.csv", "--model", "rail"]).exits(0).table();
    let mut inside = [0; 3];
    for (step, minutes) in table.cells("minutes").into_iter().enumerate() {
        let minutes: f64 = minutes.parse().expect("reached from door to door");
        let (lon, lat) = place(step as u32);
        for (band, (shape, limit)) in shapes.iter().zip([60.0, 90.0, 120.0]).enumerate() {
            let is_in = shape.contains(&Point::new(lon, lat));
            inside[band] += usize::from(is_in);
            // Minutes of the matrix are rounded to hundredths.
            assert!(!is_in || minutes <= limit + error + 0.01, "{lon},{lat}: {minutes} in {limit}");
            assert!(is_in || minutes >= limit - error - 0.01, "{lon},{lat}: {minutes} not in {limit}");
        }
    }
    assert!(inside[0] > 20 && inside[2] > 200, "{inside:?}");
}

#[test]
fn circles_from_door_to_door_are_much_smaller_and_both_say_what_they_are() {
    let of = |basis: &str| circles(&["Beijing", "--model", "rail", basis, "--minutes", "60,90"]);
    let (ride, whole) = (of("--in-vehicle"), of("--door-to-door"));
    assert!(areas(&whole)[0] < 0.1 * areas(&ride)[0], "{:?} {:?}", areas(&whole), areas(&ride));
    for (layer, basis) in [(&ride, "in-vehicle"), (&whole, "door-to-door")] {
        for circle in features(layer) {
            let properties = &circle["properties"];
            assert_eq!((properties["basis"].as_str(), properties["model"].as_str()), (Some(basis), Some("rail")));
            assert_eq!(properties["direction"], "from");
            assert!(number(&properties["reachable_share"]) > 0.999 && number(&properties["error_m"]) < 101.0);
            assert!(polygons(circle).contains(&Point::new(116.397_23, 39.9075)), "the centre is inside");
            close(area_km2(&polygons(circle)), number(&properties["area_km2"]), 1e-6);
        }
        let [small, large] = features(layer) else { panic!("two bands") };
        assert!(polygons(small).difference(&polygons(large)).0.is_empty(), "{basis}: bands nest");
    }
}

/// A place with no station anywhere near is in its own circle all the same.
#[test]
fn the_origin_is_inside_wherever_it_is() {
    for centre in ["88.3,43.0", "116.4,60.0", "-150,0"] {
        let (lon, lat) = centre.split_once(',').expect("two numbers");
        let at = Point::new(lon.parse().expect("a number"), lat.parse().expect("a number"));
        for basis in ["--in-vehicle", "--door-to-door"] {
            let layer = circles(&[centre, "--model", "rail", basis, "--minutes", "5,60"]);
            assert!(features(&layer).iter().all(|circle| polygons(circle).contains(&at)), "{centre} {basis}");
        }
    }
}

#[test]
fn rings_and_dissolved_circles_add_up() {
    let cities = ["Beijing", "Tianjin", "--model", "rail+crow", "--minutes", "60,90"];
    let with = |options: &[&str]| circles(&[&cities[..], options].concat());
    let (split, dissolved) = (with(&["--split"]), with(&["--dissolve"]));
    let rings = with(&["--dissolve", "--rings"]);
    assert_eq!((features(&split).len(), features(&dissolved).len()), (4, 2));
    assert_eq!(features(&dissolved)[0]["properties"]["centre"], "Beijing; Tianjin");
    let both = polygons(&features(&split)[0]).union(&polygons(&features(&split)[2]));
    close(areas(&dissolved)[0], area_km2(&both), 2e-3);
    close(areas(&rings).iter().sum(), areas(&dissolved)[1], 1e-9);
    assert!(features(&rings)[0]["properties"]["after_minutes"].is_null());
    assert_eq!(number(&features(&rings)[1]["properties"]["after_minutes"]), 60.0);
    // Without an option there is a circle for each centre.
    assert_eq!(features(&with(&[])).len(), 4);
    ringshed(&["circle", "Beijing", "--split", "--dissolve"]).exits(2);
}

/// Trains do not run as often both ways everywhere, so the way there and the way back differ.
#[test]
fn reversed_circles_are_those_of_the_way_back() {
    let folder = folder();
    file(&folder, "stations.csv", "station,lon,lat,unit\nAlpha,0,0,\nBeta,0.5,0,\n");
    file(&folder, "legs.csv", "from_station,to_station,minutes,trains_forward,trains_back\nAlpha,Beta,15,40,0\n");
    let circle = |options: &[&str]| {
        let rail = ["--quiet", "circle", "0,0", "--model", "rail", "--rail", "stations.csv", "legs.csv", "--minutes", "75"];
        ringshed_in(folder.path(), &[&rail[..], options].concat()).exits(0).json()
    };
    let (there, back) = (circle(&[]), circle(&["--reverse"]));
    assert_eq!(features(&back)[0]["properties"]["direction"], "to");
    let beta = Point::new(0.5, 0.0);
    assert!(polygons(&features(&there)[0]).contains(&beta) && !polygons(&features(&back)[0]).contains(&beta));
}

#[test]
fn circles_are_clipped_to_units() {
    let layer = circles(&["Beijing", "--model", "rail", "--in-vehicle", "--within", "Tianjin", "Hebei"]);
    for circle in features(&layer) {
        assert!(!polygons(circle).contains(&Point::new(116.397, 39.9075)), "Beijing is cut out");
        close(number(&circle["properties"]["share_in_units"]), 1.0, 1e-4);
    }
    let [small, large] = features(&layer) else { panic!("two bands") };
    assert!(area_km2(&polygons(small).difference(&polygons(large))) < 1e-6, "bands nest");
    assert_eq!(layer["manifest"]["parameters"]["within"], "120000,130000");
    ringshed(&["circle", "Beijing", "--within", "Atlantis", "Bejing"]).exits(2).says(&[
        "--within",
        "'Atlantis'",
        "'Bejing'",
    ]);
}

#[test]
fn small_holes_are_filled_when_asked() {
    let holes = |layer: &Value| -> usize {
        let parts = features(layer).iter().flat_map(|circle| polygons(circle).0);
        parts.map(|part| part.interiors().len()).sum()
    };
    let circle = |options: &[&str]| {
        circles(&[&["Beijing", "--model", "rail", "--in-vehicle", "--minutes", "60,150"], options].concat())
    };
    let (open, filled) = (circle(&[]), circle(&["--min-hole-km2", "1e6"]));
    assert!(holes(&open) > 0, "stations around a hole");
    assert_eq!(holes(&filled), 0);
    let share = |layer: &Value| number(&features(layer)[1]["properties"]["reachable_share"]);
    assert!(share(&filled) < share(&open), "what was filled cannot be reached, and the share says so");
}

#[test]
fn members_are_listed_by_centre_by_majority_or_by_any_part() {
    let folder = folder();
    let members = |rule: &[&str]| {
        let request =
            ["--quiet", "circle", "Beijing", "--minutes", "60,90", "--members", "members.csv", "--out", "circles.geojson"];
        ringshed_in(folder.path(), &[&request[..], rule].concat()).exits(0);
        Table::parse(&std::fs::read_to_string(folder.path().join("members.csv")).expect("written"))
    };
    let any = members(&[]);
    assert!(folder.path().join("members.csv.manifest.json").exists());
    let columns = "centre,band,model,basis,code,name,name_en,minutes,share,by_centre,by_majority,by_any,differs";
    assert_eq!(any.columns.join(","), columns);
    // 48 km away, but most of it beyond 61.5 km from Tiananmen: the two rules differ.
    let langfang = [("code", "131000"), ("band", "60")];
    assert_eq!((any.cell("by_centre", &langfang), any.cell("by_any", &langfang)), ("true", "true"));
    for row in 0..any.rows.len() {
        let share: f64 = any.cells("share")[row].parse().expect("a share");
        let minutes: f64 = any.cells("minutes")[row].parse().expect("minutes");
        let band: f64 = any.cells("band")[row].parse().expect("minutes");
        let flag = |column: &str| any.cells(column)[row] == "true";
        assert_eq!(flag("by_majority"), share >= 0.5);
        assert_eq!(flag("by_centre"), minutes <= band);
        assert_eq!(flag("differs"), flag("by_centre") != flag("by_majority"));
        assert!(share > 0.0 || flag("by_centre"));
    }
    let centre = members(&["--member-rule", "centre"]);
    let majority = members(&["--member-rule", "majority"]);
    let count = |column: &str| any.cells(column).iter().filter(|cell| **cell == "true").count();
    assert_eq!((centre.rows.len(), majority.rows.len()), (count("by_centre"), count("by_majority")));
    ringshed(&["circle", "Beijing", "--member-rule", "centre"]).exits(2).says(&["--members"]);
}

#[test]
fn people_of_places_are_counted() {
    let folder = folder();
    file(
        &folder,
        "places.csv",
        "name,lon,lat,population\na,0.1,0,1000\nb,0.5,0,200\nc,0.52,0,\nd,0.7,0,30\ne,0.71,0,many\n",
    );
    let request = ["circle", "0,0", "--minutes", "60,90", "--population", "places.csv"];
    let outcome = ringshed_in(folder.path(), &request).exits(0);
    let layer = outcome.json();
    let values =
        |column: &str| features(&layer).iter().map(|circle| number(&circle["properties"][column])).collect::<Vec<_>>();
    // 61.5 and 92.3 km are 0.553 and 0.829 degrees.
    assert_eq!(values("population_places"), [1200.0, 1230.0]);
    assert_eq!((values("places"), values("places_known")), (vec![3.0, 5.0], vec![2.0, 3.0]));
    assert_eq!(values("reachable_population_share"), [1.0, 1.0]);
    outcome.says(&["'many' is not a number of people", "row 5"]);
    file(&folder, "bare.csv", "name,lon,lat,folk\na,0,0,7\n");
    let refused = ringshed_in(folder.path(), &["circle", "0,0", "--population", "bare.csv"]).exits(2);
    refused.says(&["population", "name, lon, lat, folk"]);
}

#[test]
fn impossible_requests_are_refused() {
    ringshed(&["circle", "0,0", "--tolerance", "0", "--min-hole-km2", "-1"])
        .exits(2)
        .says(&["--tolerance 0 ", "--min-hole-km2 -1 "]);
    ringshed(&["circle", "Beijing", "--from-border", "--model", "rail"]).exits(2).says(&["--from-border", "--model crow"]);
    let fine = ["circle", "Beijing", "--model", "rail", "--in-vehicle", "--minutes", "600", "--tolerance", "0.0000001"];
    ringshed(&fine).exits(2).says(&["tolerance is too fine"]);
    let folder = folder();
    let out = text(folder.path()).to_string() + "/missing/members.csv";
    ringshed(&["circle", "Beijing", "--members", &out]).exits(4);
}

/// Every place of the circle is in a cell of the surface, whose bounds hold its minutes.
#[test]
fn the_surface_can_be_written() {
    let folder = folder();
    let request = ["--quiet", "circle", "Beijing", "--model", "rail", "--minutes", "60", "--surface", "surface.geojson"];
    let circle = ringshed_in(folder.path(), &request).exits(0).json();
    let surface = super::json(&folder.path().join("surface.geojson"));
    check_layer("surface", &surface, 7);
    let shape = polygons(&features(&circle)[0]);
    let covered: f64 = features(&surface).iter().map(|cell| area_km2(&polygons(cell).intersection(&shape))).sum();
    close(covered, area_km2(&shape), 1e-6);
    for cell in features(&surface) {
        let properties = &cell["properties"];
        let (low, middle, high) = (&properties["minutes_low"], &properties["minutes"], &properties["minutes_high"]);
        assert!(number(low) <= number(middle) && number(middle) <= number(high), "{properties}");
        assert_eq!(properties["basis"], "door-to-door");
    }
}
