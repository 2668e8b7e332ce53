//! `locate`: points to units and rings, as a stream.

use std::fs;

use super::{close, features, file, folder, ringshed, ringshed_reading, text};

/// A point each in Tongzhou, Haidian, Tianjin, Rongcheng (Xiong'an), the rest of Baoding, Shanghai and the sea.
const POINTS: &str = "name,lon,lat\n通州,116.65,39.91\n\"Haidian, 海淀\",116.30,39.96\n天津,117.2,39.13\n容城,115.86,39.05\n\
                      保定,115.46,38.87\n上海,121.47,31.23\nsea,122.5,38.5\n";

#[test]
fn rows_pass_through_in_their_order_with_unit_and_ring() {
    let table = ringshed_reading(POINTS.as_bytes(), &["--quiet", "locate", "-", "--scheme", "beijing-bay"]).exits(0).table();
    assert_eq!(table.columns, ["name", "lon", "lat", "unit_code", "unit_name", "ring"]);
    assert_eq!(table.cells("name"), ["通州", "Haidian, 海淀", "天津", "容城", "保定", "上海", "sea"]);
    assert_eq!(table.cells("unit_code"), ["110000", "110000", "120000", "130600", "130600", "310000", ""]);
    assert_eq!(table.cells("ring"), ["first", "core", "first", "core", "", "", ""]);
}

#[test]
fn the_ring_is_the_same_at_every_level() {
    let rings = |level: &str| {
        let arguments = ["--quiet", "locate", "-", "--scheme", "beijing-bay", "--level", level];
        let table = ringshed_reading(POINTS.as_bytes(), &arguments).exits(0).table();
        table.cells("ring").join(",")
    };
    assert_eq!(rings("province"), rings("district"));
    assert_eq!(rings("city"), rings("district"));
}

#[test]
fn geojson_keeps_its_members_and_gains_properties() {
    let point = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":7,"properties":{"n":1.50},"geometry":{"type":"Point","coordinates":[116.65,39.91]}},
{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[0,0]}}
]}"#;
    let outcome = ringshed_reading(point.as_bytes(), &["--quiet", "locate", "-", "--level", "district"]).exits(0);
    assert!(outcome.stdout.contains(r#""n":1.50"#), "numbers keep their text: {}", outcome.stdout);
    let layer = outcome.json();
    let [inside, outside] = features(&layer) else { panic!("two features") };
    assert_eq!((&inside["id"], &inside["properties"]["unit_code"]), (&7.into(), &"110112".into()));
    assert!(outside["properties"]["unit_code"].is_null() && outside["properties"]["ring"].is_null());
}

#[test]
fn zones_of_a_file_and_borders() {
    let folder = folder();
    let square = |code: &str, west: i32| {
        let east = west + 1;
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},0],[{east},0],[{east},1],[{west},1],[{west},0]]]}}}}"#
        )
    };
    let zones = format!(r#"{{"type":"FeatureCollection","features":[{},{}]}}"#, square("B", 0), square("A", 1));
    let zones = file(&folder, "zones.geojson", zones);
    let points = file(&folder, "p.csv", "x,y\n0.5,0.5\n1,0.5\n1,1\n2,1\n2.1,1\n");
    let table = ringshed(&["locate", &points, "--zones", &zones]).exits(0).table();
    assert_eq!(table.cells("unit_code"), ["B", "A", "A", "A", ""], "borders belong to the smallest code");
}

#[test]
fn bad_rows_are_findings_and_the_rest_is_located() {
    let rows = "id,lon,lat\n1,116.65,39.91\n2,x,39\n3,39.91,116.65\n4,,\n5,117.2,39.13\n";
    let outcome = ringshed_reading(rows.as_bytes(), &["locate", "-"]).exits(1);
    let outcome = outcome.says_times("error[position-not-a-number]", 1).says_times("error[axes-swapped]", 1);
    let table = outcome.table();
    assert_eq!(table.cells("id"), ["1", "2", "3", "4", "5"]);
    assert_eq!(table.cells("unit_code"), ["110000", "", "", "", "120000"]);
}

#[test]
fn a_file_appears_whole_with_its_manifest_and_under_strict_not_at_all() {
    let folder = folder();
    let points = file(&folder, "p.csv", POINTS);
    let out = folder.path().join("located.csv");
    ringshed(&["locate", &points, "--out", text(&out)]).exits(0);
    let written = fs::read_to_string(&out).expect("written");
    assert_eq!(written.lines().count(), 8);
    let manifest = super::json(&folder.path().join("located.csv.manifest.json"));
    close(super::number(&manifest["inputs"][0]["bytes"]), POINTS.len() as f64, 0.0);
    let bad = file(&folder, "bad.csv", "lon,lat\n1,x\n");
    let strict = folder.path().join("strict.csv");
    ringshed(&["--strict", "locate", &bad, "--out", text(&strict)]).exits(1);
    assert!(!strict.exists());
}

#[test]
fn one_and_eight_threads_give_the_same_bytes() {
    let mut rows = String::from("lon,lat\n");
    for step in 0..20_000 {
        let (east, north) = (f64::from(step % 200), f64::from(step / 200));
        rows.push_str(&format!("{},{}\n", 100.0 + 0.13 * east, 22.0 + 0.22 * north));
    }
    let with = |threads: &str| {
        ringshed_reading(rows.as_bytes(), &["--quiet", "--threads", threads, "locate", "-", "--scheme", "beijing-bay"])
            .exits(0)
            .stdout
    };
    assert_eq!(with("1"), with("8"));
}

#[test]
fn requests_that_cannot_be_met() {
    ringshed_reading(b"lon,lat\n1,2\n", &["locate", "-", "--level", "town"])
        .exits(2)
        .says(&["town", "province", "district"]);
    ringshed_reading(b"a,b\n1,2\n", &["locate", "-"]).exits(3).says(&["lon"]);
    ringshed(&["locate", "missing.csv"]).exits(3).says(&["missing.csv"]);
    ringshed_reading(b"lon,lat\n1,2\n", &["locate", "-", "--scheme", "bejing-bay"]).exits(2).says(&["beijing-bay"]);
}

#[test]
fn counts_and_sums_by_unit() {
    let rows = "name,lon,lat,population\n通州,116.65,39.91,10\n海淀,116.30,39.96,\n天津,117.2,39.13,2.5\nsea,122.5,38.5,7\n";
    let table =
        ringshed_reading(rows.as_bytes(), &["--quiet", "locate", "-", "--count", "--sum", "population"]).exits(0).table();
    assert_eq!(table.columns, ["unit_code", "unit_name", "count", "population", "population_known"]);
    let beijing = [("unit_code", "110000")];
    assert_eq!((table.cell("count", &beijing), table.cell("population", &beijing)), ("2", "10"));
    assert_eq!(table.cell("population_known", &beijing), "0.5");
    let outside = [("unit_name", "(outside)")];
    assert_eq!((table.cell("unit_code", &outside), table.cell("count", &outside)), ("", "1"));
    assert_eq!(table.cell("population", &[("unit_code", "310000")]), "", "no point, no sum");
    assert_eq!(table.cell("count", &[("unit_code", "310000")]), "0");
    let total: u64 = table.cells("count").iter().map(|count| count.parse::<u64>().expect("a number")).sum();
    assert_eq!(total, 4);
}

#[test]
fn counts_of_features_and_by_ring() {
    let features = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"pop":3},"geometry":{"type":"Point","coordinates":[116.65,39.91]}},
{"type":"Feature","properties":{"pop":null},"geometry":{"type":"Point","coordinates":[116.30,39.96]}},
{"type":"Feature","properties":{"pop":"4"},"geometry":{"type":"Point","coordinates":[116.31,39.96]}}]}"#;
    let arguments = ["--quiet", "locate", "-", "--count", "--sum", "pop", "--scheme", "beijing-bay"];
    let table = ringshed_reading(features.as_bytes(), &arguments).exits(0).table();
    assert_eq!(table.columns, ["unit_code", "unit_name", "ring", "count", "pop", "pop_known"]);
    assert_eq!(table.cells("ring"), ["core", "first"]);
    assert_eq!(table.cells("count"), ["2", "1"]);
    assert_eq!(table.cells("pop"), ["4", "3"]);
    ringshed_reading(b"lon,lat\n1,2\n", &["locate", "-", "--count", "--sum", "people"])
        .exits(2)
        .says(&["people", "lon, lat"]);
}

#[test]
fn rejected_rows_go_to_a_file_of_their_own() {
    let folder = folder();
    let rejects = folder.path().join("rejects.csv");
    let rows = "id,lon,lat\n1,x,39\n2,116.65,39.91\n3,39.91,116.65\n4,117.2,39.13\n";
    let outcome = ringshed_reading(rows.as_bytes(), &["locate", "-", "--rejects", text(&rejects)]).exits(1);
    let outcome = outcome.says_times("error[rows-rejected]", 1).says(&["2 rows"]);
    assert_eq!(outcome.table().cells("id"), ["2", "4"]);
    let written = super::Table::parse(&fs::read_to_string(&rejects).expect("written"));
    assert_eq!(written.columns, ["row", "reason", "text"]);
    assert_eq!(written.cells("row"), ["1", "3"]);
    assert_eq!(written.cells("text"), ["1,x,39", "3,39.91,116.65"]);
    let features = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[116.65,139.91]}},
{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[116.65,39.91]}}]}"#;
    let outcome = ringshed_reading(features.as_bytes(), &["locate", "-", "--rejects", text(&rejects)]).exits(1);
    assert_eq!(super::features(&outcome.json()).len(), 1, "no comma before the first feature");
}

#[test]
fn many_bad_rows_are_told_up_to_a_limit() {
    let rows = format!("lon,lat\n{}", "x,1\n".repeat(250));
    let outcome = ringshed_reading(rows.as_bytes(), &["locate", "-"]).exits(1);
    outcome.says_times("error[position-not-a-number]", 100).says(&["150 more rows"]);
}

#[test]
fn a_locator_in_a_file_says_the_same() {
    let folder = folder();
    let locator = folder.path().join("districts.locator");
    ringshed(&["index", "build", "--level", "district", "--out", text(&locator)]).exits(0).says(&["locator-built"]);
    let with = |arguments: &[&str]| ringshed_reading(POINTS.as_bytes(), arguments).exits(0).stdout;
    let scheme = ["--scheme", "beijing-bay"];
    let by_atlas = with(&[&["--quiet", "locate", "-", "--level", "district"], &scheme[..]].concat());
    let by_file = with(&[&["--quiet", "locate", "-", "--index", text(&locator)], &scheme[..]].concat());
    assert_eq!(by_file, by_atlas);
    let manifest = super::json(&folder.path().join("districts.locator.manifest.json"));
    assert_eq!(manifest["parameters"]["level"], "district");
    let cities = folder.path().join("cities.locator");
    ringshed(&["--quiet", "index", "build", "--out", text(&cities)]).exits(0);
    let arguments = ["locate", "-", "--index", text(&cities), "--scheme", "beijing-bay"];
    ringshed_reading(POINTS.as_bytes(), &arguments).exits(2).says(&["130600", "several rings", "--level"]);
}

#[test]
fn damaged_locators_are_refused() {
    let folder = folder();
    let square = r#"{"type":"Feature","properties":{"code":"A"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}}"#;
    let zones = file(&folder, "zones.geojson", square);
    let locator = folder.path().join("zones.locator");
    ringshed(&["--quiet", "index", "build", &zones, "--out", text(&locator)]).exits(0);
    let whole = fs::read(&locator).expect("written");
    let asked = |bytes: &[u8]| {
        let damaged = file(&folder, "damaged.locator", bytes);
        ringshed_reading(b"lon,lat\n0.5,0.5\n", &["--quiet", "locate", "-", "--index", &damaged])
    };
    assert_eq!(asked(&whole).exits(0).table().cells("unit_code"), ["A"]);
    for length in [0, 4, 11, 40, whole.len() / 2, whole.len() - 1] {
        asked(&whole[..length]).exits(3).says(&["damaged.locator"]);
    }
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    asked(&changed).exits(3).says(&["damaged.locator", "build it again"]);
    ringshed_reading(b"lon,lat\n1,2\n", &["locate", "-", "--index", &zones]).exits(3).says(&["not a locator"]);
}

#[cfg(feature = "parquet")]
mod parquet_files {
    use std::fs::File;
    use std::path::Path;
    use std::sync::Arc;

    use arrow_array::cast::AsArray;
    use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch};
    use parquet::arrow::ArrowWriter;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use super::{folder, fs, ringshed, text};

    /// Points in Tongzhou, nowhere, Haidian, the sea and off the globe.
    fn points(path: &Path) {
        let lon = Float64Array::from(vec![Some(116.65), None, Some(116.30), Some(122.5), Some(200.0)]);
        let lat = Float64Array::from(vec![39.91, 1.0, 39.96, 38.5, 0.0]);
        let people = Int64Array::from(vec![Some(1), Some(2), None, Some(4), Some(8)]);
        let columns: [(&str, ArrayRef); 3] = [("lon", Arc::new(lon)), ("lat", Arc::new(lat)), ("people", Arc::new(people))];
        let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
        let mut writer = ArrowWriter::try_new(File::create(path).expect("made"), batch.schema(), None).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
    }

    fn column(path: &Path, name: &str) -> Vec<Option<String>> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).expect("there")).expect("Parquet");
        let batches = builder.build().expect("a reader").map(|batch| batch.expect("rows"));
        let texts = |batch: RecordBatch| {
            let column = batch.column_by_name(name).expect("the column").clone();
            column.as_string::<i32>().iter().map(|text| text.map(str::to_string)).collect::<Vec<_>>()
        };
        batches.flat_map(texts).collect()
    }

    #[test]
    fn columns_are_added_and_rows_counted() {
        let folder = folder();
        let (input, out) = (folder.path().join("p.parquet"), folder.path().join("located.parquet"));
        points(&input);
        ringshed(&["locate", text(&input), "--scheme", "beijing-bay", "--out", text(&out)])
            .exits(1)
            .says(&["2 rows", "row 2"]);
        let some = |texts: [&str; 5]| texts.map(|text| (!text.is_empty()).then(|| text.to_string())).to_vec();
        assert_eq!(column(&out, "unit_code"), some(["110000", "", "110000", "", ""]));
        assert_eq!(column(&out, "ring"), some(["first", "", "core", "", ""]));
        let rejects = folder.path().join("rejects.csv");
        let arguments = ["--quiet", "locate", text(&input), "--rejects", text(&rejects), "--out", text(&out)];
        ringshed(&arguments).exits(1);
        assert_eq!(column(&out, "unit_code").len(), 3);
        assert!(fs::read_to_string(&rejects).expect("written").contains("\n5,"), "row 5 is off the globe");
        let table = ringshed(&["--quiet", "locate", text(&input), "--count", "--sum", "people"]).exits(1).table();
        let beijing = [("unit_code", "110000")];
        assert_eq!((table.cell("count", &beijing), table.cell("people", &beijing)), ("2", "1"));
        assert_eq!(table.cell("count", &[("unit_name", "(outside)")]), "1");
        ringshed(&["locate", text(&input)]).exits(2).says(&["--out"]);
        ringshed(&["locate", text(&input), "--count", "--sum", "persons"]).exits(2).says(&["persons", "people"]);
        let cut = folder.path().join("cut.parquet");
        fs::write(&cut, &fs::read(&input).expect("there")[..100]).expect("written");
        ringshed(&["locate", text(&cut), "--count"]).exits(3).says(&["cut.parquet"]);
    }
}
