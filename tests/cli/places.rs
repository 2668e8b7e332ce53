//! Places on the command line: files of points, stdin, names, codes, positions, lists.

use super::{file, folder, ringshed, ringshed_in, ringshed_reading};

/// The origins that a word gives, with their kilometres to Beijing.
fn origins(folder: &tempfile::TempDir, arguments: &[&str]) -> Vec<(String, String)> {
    let mut all = vec!["matrix"];
    all.extend(arguments);
    let table = ringshed_in(folder.path(), &all).exits(0).table();
    let km = table.cells("km").into_iter().map(str::to_string);
    table.cells("from").into_iter().map(str::to_string).zip(km).collect()
}

#[test]
fn columns_of_positions_have_several_usual_names() {
    let folder = folder();
    let expected = vec![("here".to_string(), "112.355021".to_string())];
    let headers = ["name,lon,lat", "name,lng,lat", "name,longitude,latitude", "name,x,y", "name,LON,Lat", "title,lon,lat"];
    for header in headers {
        file(&folder, "points.csv", format!("{header}\nhere,116.4,39.9\n"));
        assert_eq!(origins(&folder, &["points.csv", "117.2,39.1"]), expected, "{header}");
    }
    file(&folder, "points.csv", "north,name,east\n39.9,here,116.4\n");
    assert_eq!(origins(&folder, &["points.csv", "117.2,39.1", "--lon", "east", "--lat", "north"]), expected);
}

#[test]
fn columns_that_do_not_exist_are_refused_with_those_that_do() {
    let folder = folder();
    file(&folder, "points.csv", "name,east,north\nhere,116.4,39.9\n");
    ringshed_in(folder.path(), &["matrix", "points.csv", "--lon", "eest", "--lat", "north"]).exits(2).says(&[
        "points.csv",
        "'eest'",
        "'east'",
        "'north'",
    ]);
    ringshed_in(folder.path(), &["matrix", "points.csv"]).exits(3).says(&["'east'", "--lon", "--lat"]);
    ringshed_in(folder.path(), &["matrix", "points.csv", "--lon", "east"]).exits(2).says(&["--lat"]);
}

#[test]
fn geojson_stdin_names_codes_and_lists() {
    let folder = folder();
    let points = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"here"},"geometry":{"type":"Point","coordinates":[116.4,39.9]}}]}"#;
    file(&folder, "points.geojson", points);
    let expected = vec![("here".to_string(), "112.355021".to_string())];
    assert_eq!(origins(&folder, &["points.geojson", "117.2,39.1"]), expected);
    for stdin in [points.as_bytes(), b"name,lon,lat\nhere,116.4,39.9\n", b"\xef\xbb\xbfname,lon,lat\r\nhere,116.4,39.9\r\n"]
    {
        let table = ringshed_reading(stdin, &["matrix", "-", "117.2,39.1"]).exits(0).table();
        assert_eq!((table.cells("from"), table.cells("km")), (vec!["here"], vec!["112.355021"]));
    }
    // One and the same unit by name, Chinese name, code and qualified name, in one list with a file and a position.
    let list = "Tianjin; 天津市;120000;天津; points.geojson ;117.2,39.1";
    let found = origins(&folder, &[list, "Tianjin"]);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Tianjin", "Tianjin", "Tianjin", "Tianjin", "here", "117.2,39.1"]);
    assert!(found[..4].iter().all(|(_, km)| km == "0.000000"), "{found:?}");
}

#[test]
fn every_word_that_means_nothing_is_reported_at_once() {
    ringshed(&["matrix", "Bejing;Tongzhou;999999;39.9,116.4;station:北京南"]).exits(2).says(&[
        "'Bejing'",
        "did you mean Beijing (110000",
        "'Tongzhou' is the name of 2 units: Tongzhou, Beijing (110112, district); Tongzhou, Nantong, Jiangsu (320612, district)",
        "'999999'",
        "the axes look swapped",
        "'station:北京南'",
    ]);
    ringshed(&["circle", "Bejing", "--from-border"]).exits(2).says(&["Beijing (110000"]);
}

#[test]
fn a_name_of_several_levels_is_the_highest_and_a_finding_says_so() {
    let outcome = ringshed(&["matrix", "Hebei", "130000"]).exits(0);
    assert_eq!(outcome.table().cells("km"), ["0.000000"], "Hebei is the province");
    outcome.says(&["name-at-several-levels", "Hebei (130000, province)", "120105"]);
    // Datong is the city of Shanxi, not Daqing's district.
    let outcome = ringshed(&["matrix", "Datong", "140200"]).exits(0).says(&["Datong"]);
    assert_eq!(outcome.table().cells("km"), ["0.000000"]);
    // A code or a qualified name needs no such note.
    ringshed(&["matrix", "130000;Hebei, Tianjin"]).exits(0).says_times("name-at-several-levels", 0);
}

#[test]
fn rows_without_a_usable_position_are_findings_and_the_rest_goes_on() {
    let folder = folder();
    let rows =
        "name,lon,lat\ngood,116.4,39.9\nhigh,116.4,91\nswapped,39.9,116.4\nmetres,500000,4400000\nempty,,\ntext,abc,3\n";
    file(&folder, "points.csv", rows);
    let outcome = ringshed_in(folder.path(), &["matrix", "points.csv"]).exits(1);
    assert_eq!(outcome.table().cells("from"), ["good"]);
    outcome
        .says(&["91 is out of range", "axes look swapped", "projected metres", "is empty", "'abc'"])
        .says(&["byte 29", "row 2", "row 3", "row 4", "row 5", "row 6"])
        // One finding per row, not one of the reader and one more of the verb.
        .says_times("row 2", 1)
        .says_times("[no-point]", 0);
    let strict = ["--strict", "matrix", "points.csv", "--out", "m.csv"];
    ringshed_in(folder.path(), &strict).exits(1).says(&["nothing was written"]);
    assert_eq!(super::names_in(folder.path()), ["points.csv"]);
}

#[test]
fn features_that_are_no_points_are_findings() {
    let folder = folder();
    let lines = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"line"},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}},
        {"type":"Feature","properties":{"name":"point"},"geometry":{"type":"Point","coordinates":[116.4,39.9]}}]}"#;
    file(&folder, "mixed.geojson", lines);
    let outcome = ringshed_in(folder.path(), &["matrix", "mixed.geojson"]).exits(1).says(&["no-point", "mixed.geojson"]);
    assert_eq!(outcome.table().cells("from"), ["point"]);
}

#[test]
fn no_place_at_all_is_refused() {
    ringshed(&["matrix", ""]).exits(2);
    let folder = folder();
    file(&folder, "empty.csv", "name,lon,lat\n");
    ringshed_in(folder.path(), &["links", "empty.csv"]).exits(2).says(&["no place"]);
}
