//! Layers in every format, both ways, and what is said about files that are none.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{close, command, features, file, finish, folder, json as read_json, names_in, number, ringshed_in};

/// Formats of layers that can be written, besides GeoJSON.
const FORMATS: [&str; 4] = ["geojsonl", "parquet", "fgb", "shp"];

/// Two squares with a common side, one with a hole, and their names.
fn squares() -> String {
    let west = json!([
        [[116.0, 39.0], [117.0, 39.0], [117.0, 40.0], [116.0, 40.0], [116.0, 39.0]],
        [[116.4, 39.4], [116.4, 39.6], [116.6, 39.6], [116.6, 39.4], [116.4, 39.4]]
    ]);
    let east = json!([
        [[[117.0, 39.0], [118.0, 39.0], [118.0, 40.0], [117.0, 40.0], [117.0, 39.0]]],
        [[[119.0, 39.0], [119.5, 39.0], [119.5, 39.5], [119.0, 39.0]]]
    ]);
    let feature = |kind: &str, coordinates: Value, properties: Value| json!({"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}});
    let features = [
        feature("Polygon", west, json!({"code": "w", "name": "西", "people": 12, "share": 0.25, "core": true})),
        feature("MultiPolygon", east, json!({"code": "e", "name": "东", "people": null, "share": 1e-7, "core": false})),
    ];
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

/// Properties and areas of a collection, by code.
fn content(collection: &Value) -> Vec<(Value, f64)> {
    let mut content: Vec<(Value, f64)> = features(collection)
        .iter()
        .map(|feature| {
            let mut properties = feature["properties"].clone();
            let area = number(&properties["area_km2"]);
            for column in ["area_km2", "perimeter_km", "centroid_lon", "centroid_lat", "compactness"] {
                properties.as_object_mut().expect("an object").remove(column);
            }
            (properties, area)
        })
        .collect();
    content.sort_by_key(|(properties, _)| properties["code"].to_string());
    content
}

#[test]
fn every_format_keeps_geometry_and_attributes() {
    let folder = folder();
    file(&folder, "in.geojson", squares());
    let expected = content(&ringshed_in(folder.path(), &["measure", "in.geojson"]).exits(0).json());
    for format in FORMATS {
        let out = format!("out.{format}");
        ringshed_in(folder.path(), &["convert", "in.geojson", &out]).exits(0);
        let outcome = ringshed_in(folder.path(), &["measure", &out]).exits(0);
        let found = content(&outcome.json());
        assert_eq!(found.len(), 2, "{format}");
        for ((properties, area), (expected, expected_area)) in found.iter().zip(&expected) {
            assert_eq!(properties, expected, "{format}");
            close(*area, *expected_area, 1e-12);
        }
    }
}

#[test]
fn tables_have_points_as_numbers_and_other_geometries_as_wkt() {
    let folder = folder();
    file(&folder, "in.geojson", squares());
    ringshed_in(folder.path(), &["convert", "in.geojson", "out.csv"]).exits(0);
    let text = fs::read_to_string(folder.path().join("out.csv")).expect("written");
    assert!(text.starts_with("code,name,people,share,core,wkt\nw,西,12,0.25,true,\"POLYGON((116 39,"), "{text}");
    let back = ringshed_in(folder.path(), &["measure", "out.csv"]).exits(0).json();
    assert_eq!(features(&back).len(), 2);
    file(&folder, "points.csv", "name,lon,lat\na,116.5,39.5\n");
    ringshed_in(folder.path(), &["convert", "points.csv", "points.parquet"]).exits(0);
    ringshed_in(folder.path(), &["convert", "points.parquet", "back.csv"]).exits(0);
    assert_eq!(fs::read_to_string(folder.path().join("back.csv")).expect("written"), "name,lon,lat\na,116.5,39.5\n");
}

#[test]
fn a_shapefile_is_all_its_files_and_says_what_it_cut() {
    let folder = folder();
    file(&folder, "in.geojson", squares().replace("\"people\"", "\"population_known\""));
    ringshed_in(folder.path(), &["convert", "in.geojson", "out.shp"])
        .exits(0)
        .says(&["field-renamed", "'population_known' is 'population'"]);
    let names = ["in.geojson", "out.cpg", "out.dbf", "out.prj", "out.shp", "out.shp.manifest.json", "out.shx"];
    assert_eq!(names_in(folder.path()), names);
    assert_eq!(read_json(&folder.path().join("out.shp.manifest.json"))["command"], "convert");
}

#[test]
fn every_verb_that_writes_a_layer_writes_every_format() {
    let folder = folder();
    for format in FORMATS {
        let out = format!("circle.{format}");
        ringshed_in(folder.path(), &["circle", "116.4,39.9", "--minutes", "60", "--out", &out]).exits(0);
        let read = ringshed_in(folder.path(), &["measure", &out]).exits(0).json();
        assert_eq!(number(&features(&read)[0]["properties"]["minutes"]), 60.0, "{format}");
    }
}

/// What every verb says about a file of layers that it cannot read.
#[track_caller]
fn refused(folder: &Path, name: &str, texts: &[&str]) {
    let before = names_in(folder);
    for arguments in [vec!["measure", name], vec!["check", name], vec!["convert", name, "out.geojson"]] {
        ringshed_in(folder, &arguments).exits(3).says(texts);
        assert_eq!(names_in(folder), before, "{arguments:?} wrote something");
    }
}

#[test]
fn truncated_files_and_files_of_another_kind_are_refused() {
    let folder = folder();
    file(&folder, "in.geojson", squares());
    for (format, what) in [("parquet", "Parquet"), ("fgb", "FlatGeobuf"), ("shp", "Shapefile")] {
        let whole = format!("whole.{format}");
        ringshed_in(folder.path(), &["convert", "in.geojson", &whole]).exits(0);
        let bytes = fs::read(folder.path().join(&whole)).expect("written");
        for length in [bytes.len() - 1, bytes.len() / 2, 13] {
            let name = format!("cut.{format}");
            file(&folder, &name, &bytes[..length]);
            refused(folder.path(), &name, &[&format!("cannot read {name}")]);
        }
        let name = format!("text.{format}");
        file(&folder, &name, "name,lon,lat\na,1,2\n");
        refused(folder.path(), &name, &[&format!("cannot read {name}"), what]);
    }
}

#[test]
fn a_shapefile_without_its_other_files_is_read_with_findings() {
    let folder = folder();
    file(&folder, "in.geojson", squares());
    ringshed_in(folder.path(), &["convert", "in.geojson", "a.shp"]).exits(0);
    for ending in ["shx", "dbf", "cpg", "prj"] {
        fs::remove_file(folder.path().join(format!("a.{ending}"))).expect("there");
    }
    let outcome = ringshed_in(folder.path(), &["measure", "a.shp"]).exits(0).says(&["index-missing", "attributes-missing"]);
    assert_eq!(features(&outcome.json()).len(), 2);
    file(&folder, "a.dbf", b"\x03\x00\x00");
    ringshed_in(folder.path(), &["measure", "a.shp"]).exits(3).says(&["a.dbf", "truncated"]);
}

#[test]
fn text_in_gbk_is_found_out() {
    let folder = folder();
    file(&folder, "in.geojson", squares());
    ringshed_in(folder.path(), &["convert", "in.geojson", "a.shp"]).exits(0);
    // The names of one character each as three bytes of UTF-8; in GBK they have two, and a blank.
    let mut dbf = fs::read(folder.path().join("a.dbf")).expect("written");
    for (utf8, gbk) in [("西", b"\xce\xf7 "), ("东", b"\xb6\xab ")] {
        let at = dbf.windows(3).position(|bytes| bytes == utf8.as_bytes()).expect("there");
        dbf[at..at + 3].copy_from_slice(gbk);
    }
    file(&folder, "a.dbf", &dbf);
    let named = |code: &str, collection: &Value| {
        let feature =
            features(collection).iter().find(|feature| feature["properties"]["code"] == code).expect("there").clone();
        feature["properties"]["name"].clone()
    };
    for (cpg, finding) in
        [("UTF-8", "encoding-doubtful"), ("martian", "encoding-doubtful"), ("GBK", ""), ("", "encoding-detected")]
    {
        file(&folder, "a.cpg", cpg);
        let outcome = ringshed_in(folder.path(), &["measure", "a.shp"]).exits(0).says(&[finding]);
        assert_eq!((named("w", &outcome.json()), named("e", &outcome.json())), (json!("西"), json!("东")), "{cpg}");
    }
}

#[test]
fn a_shapefile_holds_one_kind_of_geometry() {
    let folder = folder();
    let point = r#"{"type":"Feature","properties":{"code":"p"},"geometry":{"type":"Point","coordinates":[116,39]}}"#;
    file(&folder, "in.geojson", squares().replace("\"features\":[", &format!("\"features\":[{point},")));
    ringshed_in(folder.path(), &["convert", "in.geojson", "a.shp"]).exits(2).says(&["1 point", "2 polygons", ".parquet"]);
    assert_eq!(names_in(folder.path()), ["in.geojson"]);
    ringshed_in(folder.path(), &["convert", "in.geojson", "a.fgb"]).exits(0);
    ringshed_in(folder.path(), &["convert", "in.geojson", "a.kml"]).exits(2).says(&[".fgb", ".parquet"]);
}

#[test]
fn of_a_box_only_what_touches_it_is_read() {
    let folder = folder();
    let rows: String = (0..90_000)
        .map(|row| format!("{row},{},{}\n", 100.0 + f64::from(row % 300) / 10.0, 20.0 + f64::from(row / 300) / 20.0))
        .collect();
    file(&folder, "points.csv", format!("code,lon,lat\n{rows}"));
    ringshed_in(folder.path(), &["convert", "points.csv", "points.parquet"]).exits(0);
    ringshed_in(folder.path(), &["convert", "points.csv", "points.fgb"]).exits(0);
    let box_of = ["--within", "101,21,102,22"];
    for (name, text) in [
        ("points.csv", "of 90000 features touch"),
        ("points.parquet", "read 1 of 2 row groups"),
        ("points.fgb", "features by the index"),
    ] {
        let outcome = ringshed_in(folder.path(), &["convert", name, "-", box_of[0], box_of[1]]).exits(0).says(&[text]);
        assert_eq!(features(&outcome.json()).len(), 11 * 21, "{name}");
    }
    let shanghai = ringshed_in(folder.path(), &["convert", "points.fgb", "-", "--within", "Shanghai"]).exits(0);
    // Of 0.005 square degrees each, on some 0.65 square degrees of land.
    assert_eq!(features(&shanghai.json()).len(), 139);
    ringshed_in(folder.path(), &["convert", "points.fgb", "-", "--within", "Bejing"]).exits(2).says(&["Beijing"]);
}

#[test]
fn simplified_borders_stay_shared() {
    // In degrees. The vertex that is left last spans a triangle of 111.3 km * 8.6 m / 2 = 0.48 square kilometres with the ends, less than
    // the square of the tolerance; GEOS 3.14.1 (coverage_simplify) leaves the same 5 positions. Ten times this one leaves a vertex.
    const KINK: f64 = 0.0001;
    let folder = folder();
    let edge: Vec<[f64; 2]> =
        (0..=50).map(|step| [117.0 + if step % 2 == 1 { KINK } else { 0.0 }, 39.0 + f64::from(step) / 50.0]).collect();
    let west: Vec<[f64; 2]> = [vec![[116.0, 39.0]], edge.clone(), vec![[116.0, 40.0], [116.0, 39.0]]].concat();
    let east: Vec<[f64; 2]> =
        [vec![[118.0, 39.0], [118.0, 40.0]], edge.into_iter().rev().collect(), vec![[118.0, 39.0]]].concat();
    let feature = |code: &str, ring: Vec<[f64; 2]>| json!({"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}});
    file(
        &folder,
        "in.geojson",
        json!({"type": "FeatureCollection", "features": [feature("w", west), feature("e", east)]}).to_string(),
    );
    ringshed_in(folder.path(), &["convert", "in.geojson", "out.geojson", "--simplify", "1 km"]).exits(0).says(&["vertices"]);
    let out = read_json(&folder.path().join("out.geojson"));
    let rings: Vec<usize> = features(&out)
        .iter()
        .map(|feature| feature["geometry"]["coordinates"][0].as_array().expect("a ring").len())
        .collect();
    assert_eq!(rings, [5, 5]);
    ringshed_in(folder.path(), &["check", "out.geojson"]).exits(0).says(&[]);
}

#[cfg(feature = "proj")]
mod reference_systems {
    use super::*;

    /// 116.4, 39.9 by pyproj 3.7.2 (PROJ 9.5.1): EPSG:4326 to EPSG:4548 (CGCS2000, central meridian 117 E).
    const EAST_NORTH: (f64, f64) = (448_688.855_7, 4_418_598.001_3);

    #[test]
    fn points_go_to_metres_and_back() {
        let folder = folder();
        file(&folder, "in.csv", "name,lon,lat\nBeijing,116.4,39.9\n");
        ringshed_in(folder.path(), &["convert", "in.csv", "out.csv", "--to-crs", "EPSG:4548"]).exits(0);
        let text = fs::read_to_string(folder.path().join("out.csv")).expect("written");
        assert!(text.starts_with("name,lon,lat,x,y\n"), "{text}");
        for (format, from) in [("parquet", &[][..]), ("fgb", &[]), ("shp", &[]), ("csv", &["--from-crs", "EPSG:4548"])] {
            let out = format!("out.{format}");
            let columns: &[&str] = if format == "csv" { &["--lon", "x", "--lat", "y"] } else { &[] };
            ringshed_in(folder.path(), &["convert", "in.csv", &out, "--to-crs", "EPSG:4548"]).exits(0);
            let back =
                ringshed_in(folder.path(), &[&["convert", out.as_str(), "-"], from, columns].concat()).exits(0).json();
            let at = &features(&back)[0]["geometry"]["coordinates"];
            assert!((number(&at[0]) - 116.4).abs() < 1e-7 && (number(&at[1]) - 39.9).abs() < 1e-7, "{format}: {at}");
        }
    }

    #[test]
    fn zone_numbers_are_recognised() {
        let folder = folder();
        let (east, north) = EAST_NORTH;
        let table = |east: f64| format!("name,x,y\nBeijing,{east},{north}\n");
        file(&folder, "plain.csv", table(east));
        file(&folder, "numbered.csv", table(39_000_000.0 + east));
        let lon = |arguments: &[&str]| {
            let outcome = ringshed_in(folder.path(), arguments).exits(0);
            (number(&features(&outcome.json())[0]["geometry"]["coordinates"][0]), outcome.stderr)
        };
        let (plain, _) = lon(&["convert", "plain.csv", "-", "--from-crs", "EPSG:4548"]);
        assert!((plain - 116.4).abs() < 1e-7, "{plain}");
        for (name, crs) in [("numbered.csv", "EPSG:4548"), ("plain.csv", "EPSG:4527")] {
            let (found, said) = lon(&["convert", name, "-", "--from-crs", crs]);
            assert!((found - plain).abs() < 1e-9 && said.contains("zone-number"), "{found} {said}");
        }
        let wrong = ["convert", "numbered.csv", "-", "--from-crs", "EPSG:4549"];
        ringshed_in(folder.path(), &wrong).exits(2).says(&["zone 39", "117 E", "EPSG:4527"]);
    }

    #[test]
    fn unknown_systems_and_numbers_that_do_not_fit_are_said() {
        let folder = folder();
        file(&folder, "in.csv", "name,lon,lat\nBeijing,116.4,39.9\n");
        for option in ["--from-crs", "--to-crs"] {
            ringshed_in(folder.path(), &["convert", "in.csv", "out.shp", option, "EPSG:45490"])
                .exits(2)
                .says(&["EPSG:4549", "CGCS2000"]);
            ringshed_in(folder.path(), &["convert", "in.csv", "out.shp", option, "nonsense"])
                .exits(2)
                .says(&["nonsense", "EPSG:4549"]);
        }
        ringshed_in(folder.path(), &["convert", "in.csv", "out.geojson", "--to-crs", "EPSG:4549"])
            .exits(2)
            .says(&["RFC 7946"]);
        ringshed_in(folder.path(), &["convert", "in.csv", "out.shp", "--from-crs", "EPSG:4549"])
            .exits(1)
            .says(&["crs-mismatch", "degrees"]);
        file(&folder, "far.csv", "name,x,y\na,1e12,1e12\nb,500000,4400000\n");
        let outcome = ringshed_in(folder.path(), &["convert", "far.csv", "-", "--from-crs", "EPSG:4549"])
            .exits(1)
            .says(&["not-convertible"]);
        assert_eq!(features(&outcome.json()).iter().filter(|feature| feature["geometry"].is_null()).count(), 1);
    }

    #[test]
    fn files_that_name_their_system_are_converted_by_every_verb() {
        let folder = folder();
        let crs = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32650"}}"#;
        let ring = "[[500000,4400000],[510000,4400000],[510000,4410000],[500000,4410000],[500000,4400000]]";
        let text = format!(
            r#"{{"type":"FeatureCollection",{crs},"features":[{{"type":"Feature","properties":{{"code":"a"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}"#
        );
        file(&folder, "utm.geojson", &text);
        file(&folder, "bare.geojson", text.replace(&format!("{crs},"), ""));
        let area = |arguments: &[&str]| {
            number(&features(&ringshed_in(folder.path(), arguments).exits(0).json())[0]["properties"]["area_km2"])
        };
        // The scale of UTM near its central meridian is 0.9996.
        close(area(&["measure", "utm.geojson"]), 100.0 / 0.9996 / 0.9996, 1e-4);
        close(area(&["measure", "bare.geojson", "--from-crs", "EPSG:32650"]), 100.0 / 0.9996 / 0.9996, 1e-4);
        ringshed_in(folder.path(), &["measure", "bare.geojson"]).exits(1).says(&["projected-metres", "--from-crs"]);
    }

    #[test]
    fn an_older_proj_beside_it_is_no_matter() {
        let (older, folder) = (folder(), folder());
        file(&older, "proj.db", "no database");
        file(&folder, "in.csv", "name,lon,lat\nBeijing,116.4,39.9\n");
        let mut command = command();
        command.current_dir(folder.path()).env("PROJ_DATA", older.path()).env("PROJ_LIB", older.path());
        let outcome = finish(command.args(["convert", "in.csv", "out.shp", "--to-crs", "EPSG:4548"]), b"").exits(0);
        assert_eq!(outcome.stderr, "");
    }

    /// PROJ 9.6.2 (filemanager.cpp, `pj_open_lib_internal`) looks into the current folder before it takes the database that is built in.
    #[test]
    fn a_database_of_proj_in_the_current_folder_is_named() {
        let folder = folder();
        file(&folder, "proj.db", "no database");
        file(&folder, "in.csv", "name,lon,lat\nBeijing,116.4,39.9\n");
        let arguments = ["convert", "in.csv", "out.shp", "--to-crs", "EPSG:4548"];
        ringshed_in(folder.path(), &arguments).exits(2).says(&["proj.db in the current folder"]);
    }
}

#[test]
fn displaced_layers_are_detected_in_every_format_and_put_back() {
    let folder = folder();
    ringshed_in(folder.path(), &["rings", "beijing-bay", "--members", "--out", "members.geojson"]).exits(0);
    for format in ["geojson", "parquet", "fgb", "shp"] {
        let out = format!("gaode.{format}");
        ringshed_in(folder.path(), &["convert", "members.geojson", &out, "--to-datum", "gcj02"]).exits(0);
        let outcome = ringshed_in(folder.path(), &["check", &out, "--may-overlap"]);
        assert!(outcome.stdout.contains("GCJ-02"), "{format}: {}", outcome.stdout);
        let outcome = ringshed_in(folder.path(), &["check", &out, "--may-overlap", "--from-datum", "gcj02"]);
        assert!(!outcome.stdout.contains("displaced"), "{format}: {}", outcome.stdout);
    }
}
