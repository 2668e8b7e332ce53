//! `catchments`: the area each centre serves.

use geo::Contains;
use geo_types::Point;

use super::layers::{area_km2, check_layer, metres, polygons};
use super::{Outcome, Table, close, features, number, ringshed};

const CENTRES: [&str; 4] = ["Beijing", "Tianjin", "Shijiazhuang", "Tangshan"];

fn catchments(extra: &[&str]) -> Outcome {
    let mut arguments = vec!["--quiet", "catchments"];
    arguments.extend(CENTRES);
    arguments.extend(extra);
    ringshed(&arguments).exits(0)
}

fn provinces() -> Table {
    ringshed(&["units", "--level", "province"]).exits(0).table()
}

fn sum_of_provinces(column: &str, codes: &[&str]) -> f64 {
    let table = provinces();
    codes.iter().map(|code| table.number(column, &[("code", code)])).sum()
}

#[test]
fn areas_and_people_sum_to_the_study_area() {
    let layer = catchments(&["--within", "Beijing", "Tianjin", "Hebei"]).json();
    check_layer("catchments", &layer, 7);
    let sum = |property: &str| features(&layer).iter().map(|it| number(&it["properties"][property])).sum::<f64>();
    let study_area = ["110000", "120000", "130000"];
    close(sum("area_km2"), sum_of_provinces("area_km2", &study_area), 1e-6);
    assert!((sum("population") - sum_of_provinces("population", &study_area)).abs() <= 4.0, "each rounded to a person");
    // Beijing, Tianjin and the 11 cities of Hebei.
    assert_eq!(sum("units"), 13.0);
    let written: f64 = features(&layer).iter().map(|feature| area_km2(&polygons(feature))).sum();
    close(written, sum("area_km2"), 1e-6);
}

#[test]
fn every_place_is_in_the_catchment_of_the_nearest_centre() {
    let layer = catchments(&["--within", "Beijing", "Tianjin", "Hebei"]).json();
    let shapes: Vec<_> = features(&layer).iter().map(polygons).collect();
    let seats = [(116.39723, 39.9075), (117.17667, 39.14222), (114.47861, 38.04139), (118.18319, 39.64381)];
    for (shape, seat) in shapes.iter().zip(seats) {
        assert!(shape.contains(&Point::from(seat)), "{seat:?} is in its own catchment");
    }
    let mut inside = 0;
    for step in 0..2000_u32 {
        // A lattice with irrational steps over the bounds of the study area.
        let (lon, lat) = (113.5 + 6.3 * fraction(step, 0.754_877_666), 36.1 + 6.5 * fraction(step, 0.569_840_291));
        let distances = seats.map(|seat| metres(seat, (lon, lat)));
        let nearest = (0..seats.len()).min_by(|&a, &b| distances[a].total_cmp(&distances[b])).expect("a centre");
        let mut others = distances.to_vec();
        others.sort_by(f64::total_cmp);
        // Seats are known here to about a metre.
        if others[1] - others[0] < 5.0 {
            continue;
        }
        for (centre, shape) in shapes.iter().enumerate() {
            if shape.contains(&Point::new(lon, lat)) {
                assert_eq!(centre, nearest, "{lon},{lat}");
                inside += 1;
            }
        }
    }
    assert!(inside > 500, "{inside} places in the study area");
}

fn fraction(step: u32, ratio: f64) -> f64 {
    (f64::from(step) * ratio).fract()
}

#[test]
fn the_study_area_is_by_default_where_the_centres_lie() {
    let layer = catchments(&[]).json();
    let total: f64 = features(&layer).iter().map(|feature| number(&feature["properties"]["area_km2"])).sum();
    // Shijiazhuang and Tangshan lie in Hebei.
    close(total, sum_of_provinces("area_km2", &["110000", "120000", "130000"]), 1e-6);
    assert_eq!(layer["manifest"]["parameters"]["within"], "110000,120000,130000");
    let alone = ringshed(&["catchments", "Tianjin"]).exits(0).json();
    close(number(&features(&alone)[0]["properties"]["area_km2"]), sum_of_provinces("area_km2", &["120000"]), 1e-9);
}

#[test]
fn centres_at_the_same_place_are_a_finding() {
    let outcome = ringshed(&["catchments", "116.4,39.9", "117,39", "116.4,39.9", "--within", "Beijing"]).exits(0);
    let layer = outcome.json();
    let areas: Vec<f64> = features(&layer).iter().map(|feature| number(&feature["properties"]["area_km2"])).collect();
    assert_eq!(areas[2], 0.0, "{areas:?}");
    close(areas.iter().sum(), sum_of_provinces("area_km2", &["110000"]), 1e-6);
    outcome.says_times("coincident-centres", 1);
}

#[test]
fn wrong_study_areas_are_refused_all_at_once() {
    ringshed(&["catchments", "Beijing", "--within", "Bejing", "Tongzhou"]).exits(2).says(&[
        "'Bejing'",
        "Beijing (110000",
        "'Tongzhou' is the name of 2 units",
    ]);
    ringshed(&["catchments", "-150,0"]).exits(2).says(&["--within"]);
}

/// The centre that the matrix says is fastest has the unit, and the catchments together are all that can be reached.
#[test]
fn catchments_by_train_follow_the_least_minutes() {
    let layer = catchments(&["--model", "rail", "--within", "Beijing", "Tianjin", "Hebei"]).json();
    check_layer("by train", &layer, 7);
    let sum = |property: &str| features(&layer).iter().map(|it| number(&it["properties"][property])).sum::<f64>();
    close(sum("area_km2"), sum_of_provinces("area_km2", &["110000", "120000", "130000"]), 1e-6);
    assert_eq!(sum("units"), 13.0);
    let shapes: Vec<_> = features(&layer).iter().map(polygons).collect();
    let (folder, mut points) = (super::folder(), String::from("name,lon,lat\n"));
    let place = |step: u32| (113.5 + 6.3 * fraction(step, 0.754_877_666), 36.1 + 6.5 * fraction(step, 0.569_840_291));
    (0..600).for_each(|step| points.push_str(&format!("{step},{},{}\n", place(step).0, place(step).1)));
    super::file(&folder, "points.csv", points);
    let request = ["--quiet", "matrix", "points.csv", "Beijing;Tianjin;Shijiazhuang;Tangshan", "--model", "rail"];
    let table = super::ringshed_in(folder.path(), &request).exits(0).table();
    let minutes: Vec<f64> = table.cells("minutes").iter().map(|cell| cell.parse().expect("reached")).collect();
    let mut inside = 0;
    for (step, minutes) in minutes.chunks(CENTRES.len()).enumerate() {
        let (lon, lat) = place(step as u32);
        let Some(owner) = shapes.iter().position(|shape| shape.contains(&Point::new(lon, lat))) else { continue };
        inside += 1;
        let least = minutes.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(minutes[owner] <= least + 0.25, "{lon},{lat}: {} of {minutes:?}", CENTRES[owner]);
    }
    assert!(inside > 150, "{inside} places in the study area");
    // By ride alone only what is near a station is reached.
    let ride = catchments(&["--model", "rail", "--in-vehicle", "--within", "Beijing", "Tianjin", "Hebei"]).json();
    check_layer("ride", &ride, 7);
    let reached: f64 = features(&ride).iter().map(|it| number(&it["properties"]["area_km2"])).sum();
    assert!(reached < 0.7 * sum("area_km2") && reached > 0.1 * sum("area_km2"), "{reached}");
}
