//! `catchments --points`: the centre of each point, as a stream.

use std::fs;

use super::layers::metres;
use super::{file, folder, number, ringshed, ringshed_reading, text};

const CENTRES: &str =
    "name,lon,lat\nwest,100.5,30.25\nmiddle,108,34.5\nsouth,113.25,23\nnorth,116.4,39.9\neast,121.5,31.25\n";
const PLACES: [(&str, (f64, f64)); 5] = [
    ("west", (100.5, 30.25)),
    ("middle", (108.0, 34.5)),
    ("south", (113.25, 23.0)),
    ("north", (116.4, 39.9)),
    ("east", (121.5, 31.25)),
];

/// Positions all over China and beyond, with a number each.
fn positions(count: u32) -> Vec<(f64, f64)> {
    let part = |step: u32, by: f64| (f64::from(step) * by).fract();
    (0..count).map(|step| (90.0 + 50.0 * part(step, 0.754_877_666), 15.0 + 40.0 * part(step, 0.569_840_291))).collect()
}

fn csv(positions: &[(f64, f64)]) -> String {
    let rows = positions.iter().enumerate().map(|(number, (lon, lat))| format!("{number},{lon},{lat},{}\n", number % 7));
    std::iter::once("id,lon,lat,people\n".to_string()).chain(rows).collect()
}

/// Checks a value to so much of its unit.
#[track_caller]
fn near(value: f64, expected: f64, off: f64) {
    assert!((value - expected).abs() <= off, "{value} is not {expected} within {off}");
}

/// The nearest place by measuring every one, its distance in metres, and how much farther the next is.
fn nearest(at: (f64, f64)) -> (&'static str, f64, f64) {
    let mut measured: Vec<(f64, &str)> = PLACES.iter().map(|(name, place)| (metres(*place, at), *name)).collect();
    measured.sort_by(|a, b| a.0.total_cmp(&b.0));
    (measured[0].1, measured[0].0, measured[1].0 - measured[0].0)
}

#[test]
fn every_point_goes_to_the_centre_that_is_nearest_of_all() {
    let folder = folder();
    let centres = file(&folder, "centres.csv", CENTRES);
    let positions = positions(3000);
    let rows = csv(&positions);
    let outcome = ringshed_reading(rows.as_bytes(), &["--quiet", "catchments", &centres, "--points", "-"]).exits(0);
    let table = outcome.table();
    assert_eq!(table.columns, ["id", "lon", "lat", "people", "centre", "distance_km", "minutes"]);
    let (names, distances, minutes) = (table.cells("centre"), table.cells("distance_km"), table.cells("minutes"));
    let value = |text: &str| text.parse::<f64>().expect("a number");
    for (row, &at) in positions.iter().enumerate() {
        let (name, distance, margin) = nearest(at);
        assert!(margin > 1e-3, "no near tie among these positions");
        assert_eq!(names[row], name, "{at:?}");
        near(value(distances[row]) * 1000.0, distance, 1e-3);
        // 1.3 times the way at 80 km/h.
        near(value(minutes[row]), distance / 1000.0 * 1.3 / 80.0 * 60.0, 0.0051);
    }
    assert_eq!(table.cells("id").len(), positions.len());
}

#[test]
fn counts_and_sums_of_each_centre() {
    let folder = folder();
    let centres = file(&folder, "centres.csv", CENTRES);
    let positions = positions(2000);
    let points = file(&folder, "points.csv", csv(&positions));
    let arguments = ["--quiet", "catchments", &centres, "--points", &points, "--count", "--sum", "people"];
    let table = ringshed(&arguments).exits(0).table();
    assert_eq!(table.columns, ["centre", "count", "people", "people_known"]);
    assert_eq!(table.cells("centre"), PLACES.map(|(name, _)| name), "in the order of the centres, none without");
    for (name, _) in PLACES {
        let mine = || positions.iter().enumerate().filter(|(_, at)| nearest(**at).0 == name);
        let of_centre = [("centre", name)];
        near(table.number("count", &of_centre), mine().count() as f64, 0.0);
        near(table.number("people", &of_centre), mine().map(|(number, _)| (number % 7) as f64).sum(), 0.0);
        assert_eq!(table.cell("people_known", &of_centre), "1");
    }
}

#[test]
fn features_by_line_keep_their_members_and_ties_go_to_the_first() {
    let lines = "{\"type\":\"Feature\",\"id\":7,\"properties\":{\"n\":1.50},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,0]}}\n\
                 {\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"Point\",\"coordinates\":[0,10]}}\n";
    let folder = folder();
    let points = file(&folder, "p.geojsonl", lines);
    let centres = file(&folder, "c.csv", "name,lon,lat\nfar,90,0\nlater,2,0\nfirst,-2,0\nalso,2,0\n");
    let out = folder.path().join("assigned.geojsonl");
    ringshed(&["--quiet", "catchments", &centres, "--points", &points, "-o", text(&out)]).exits(0);
    let written = fs::read_to_string(&out).expect("written");
    let written: Vec<serde_json::Value> =
        written.lines().map(|line| serde_json::from_str(line).expect("a feature")).collect();
    assert!(fs::read_to_string(&out).expect("written").contains("\"n\":1.50"), "numbers keep their text");
    assert_eq!(written[0]["id"], 7);
    // A degree of longitude on the equator is 111,319.490793 m.
    assert_eq!(written[0]["properties"]["centre"], "later");
    near(number(&written[0]["properties"]["distance_km"]), 111.319_491, 1e-6);
    assert_eq!(written[1]["properties"]["centre"], "later", "of three equally near the one listed first");
    let manifest = super::json(&folder.path().join("assigned.geojsonl.manifest.json"));
    assert_eq!(manifest["parameters"]["model"], "crow");
    assert_eq!(manifest["command"], "catchments");
}

#[test]
fn outside_of_the_study_area_there_is_no_centre() {
    let rows = "name,lon,lat\n通州,116.65,39.91\n上海,121.47,31.23\n保定,115.46,38.87\n";
    let arguments =
        ["--quiet", "catchments", "Beijing", "Tianjin", "--points", "-", "--within", "Beijing", "Hebei", "130600"];
    let table = ringshed_reading(rows.as_bytes(), &arguments).exits(0).table();
    assert_eq!(table.cells("centre"), ["Beijing", "", "Beijing"]);
    assert_eq!(table.cells("distance_km")[1], "");
    let table = ringshed_reading(rows.as_bytes(), &[&arguments[..], &["--count"]].concat()).exits(0).table();
    assert_eq!((table.cells("centre"), table.cells("count")), (vec!["Beijing", "Tianjin", "(none)"], vec!["2", "0", "1"]));
    let everywhere = ringshed_reading(rows.as_bytes(), &arguments[..6]).exits(0).table();
    assert!(everywhere.cells("centre").iter().all(|centre| !centre.is_empty()), "without --within everywhere counts");
}

#[test]
fn under_a_rail_model_the_least_minutes_decide() {
    let positions: Vec<(f64, f64)> = positions(400).into_iter().filter(|at| (112.0..120.0).contains(&at.0)).collect();
    let folder = folder();
    let points = file(&folder, "p.csv", csv(&positions));
    let names: String = positions.iter().map(|(lon, lat)| format!("{lon},{lat};")).collect();
    for options in [["--model", "rail"], ["--model", "rail+crow"]] {
        let assigned =
            [&["--quiet", "catchments", "Beijing", "Jinan", "Zhengzhou", "--points", &points], &options[..]].concat();
        let assigned = ringshed(&assigned).exits(0).table();
        let matrix = [&["--quiet", "matrix", &names, "Beijing;Jinan;Zhengzhou"], &options[..]].concat();
        let matrix = ringshed(&matrix).exits(0).table();
        let (minutes, centres) = (matrix.cells("minutes"), matrix.cells("to"));
        let kilometres = matrix.cells("km");
        for (row, at) in positions.iter().enumerate() {
            let ways = (3 * row..3 * row + 3).filter_map(|way| Some((minutes[way].parse::<f64>().ok()?, way)));
            let best = ways.min_by(|a, b| a.0.total_cmp(&b.0));
            let found = assigned.cells("minutes")[row];
            let Some((least, way)) = best else {
                assert_eq!((found, assigned.cells("centre")[row]), ("", ""), "{options:?} {at:?}");
                continue;
            };
            near(found.parse().expect("minutes"), least, 0.011);
            let is_close = (3 * row..3 * row + 3)
                .any(|other| other != way && minutes[other].parse::<f64>().is_ok_and(|other| other - least < 0.02));
            if !is_close {
                assert_eq!(assigned.cells("centre")[row], centres[way], "{options:?} {at:?}");
                near(assigned.cells("distance_km")[row].parse().expect("km"), kilometres[way].parse().expect("km"), 2e-6);
            }
        }
    }
}

/// As in the areas: in-vehicle minutes are known within the boarding radius of stations.
#[test]
fn in_the_train_alone_only_places_near_stations_are_served() {
    let rows = "name,lon,lat\n廊坊,116.70,39.51\n坝上,116.05,41.65\n";
    let arguments = ["--quiet", "catchments", "Beijing", "Jinan", "--points", "-", "--model", "rail", "--in-vehicle"];
    let table = ringshed_reading(rows.as_bytes(), &arguments).exits(0).table();
    assert_eq!(table.cells("centre"), ["Beijing", ""]);
    let matrix =
        ringshed(&["--quiet", "matrix", "116.70,39.51", "Beijing", "--model", "rail", "--in-vehicle"]).exits(0).table();
    assert_eq!(table.cells("minutes")[0], matrix.cells("minutes")[0]);
    let table = ringshed_reading(rows.as_bytes(), &[&arguments[..], &["--count"]].concat()).exits(0).table();
    assert_eq!(table.cells("count"), ["1", "0", "1"]);
}

#[test]
fn bad_rows_are_set_apart() {
    let folder = folder();
    let rejects = folder.path().join("bad.csv");
    let rows = "id,lon,lat\n1,x,39\n2,116.65,39.91\n3,39.91,116.65\n4,117.2,39.13\n";
    let arguments = ["catchments", "Beijing", "Tianjin", "--points", "-", "--rejects", text(&rejects)];
    let outcome = ringshed_reading(rows.as_bytes(), &arguments).exits(1).says(&["2 rows", "rows-rejected"]);
    let table = outcome.table();
    assert_eq!((table.cells("id"), table.cells("centre")), (vec!["2", "4"], vec!["Beijing", "Tianjin"]));
    let written = super::Table::parse(&fs::read_to_string(&rejects).expect("written"));
    assert_eq!(written.cells("row"), ["1", "3"]);
    let kept = ringshed_reading(rows.as_bytes(), &arguments[..5]).exits(1).table();
    assert_eq!(kept.cells("centre"), ["", "Beijing", "", "Tianjin"], "without a file they pass through, without a centre");
    assert_eq!(kept.cells("minutes")[0], "");
}

#[test]
fn one_and_eight_threads_give_the_same_bytes() {
    let rows = csv(&positions(30_000));
    let with = |threads: &str| {
        let arguments = ["--quiet", "--threads", threads, "catchments", "Beijing", "Shanghai", "Guangzhou", "--points", "-"];
        ringshed_reading(rows.as_bytes(), &arguments).exits(0).stdout
    };
    assert_eq!(with("1"), with("8"));
}

#[test]
fn displaced_points_are_put_back_and_other_reference_systems_refused() {
    let rows = "lon,lat\n116.65,39.91\n";
    let distance = |options: &[&str]| {
        let arguments = [&["--quiet", "catchments", "116.65,39.91", "--points", "-"], options].concat();
        ringshed_reading(rows.as_bytes(), &arguments).exits(0).table().cells("distance_km")[0].parse::<f64>().expect("km")
    };
    near(distance(&[]), 0.0, 0.0);
    assert!((0.3..0.8).contains(&distance(&["--from-datum", "gcj02"])), "some hundred metres around Beijing");
    for verb in [&["catchments", "Beijing", "--points", "-"][..], &["locate", "-"]] {
        let arguments = [verb, &["--from-crs", "EPSG:4549"]].concat();
        ringshed_reading(rows.as_bytes(), &arguments).exits(2).says(&["--from-crs", "EPSG:4549", "ringshed convert"]);
    }
}

#[test]
fn requests_that_cannot_be_met() {
    let points = b"lon,lat\n1,2\n";
    let asked = |options: &[&str]| ringshed_reading(points, &[&["catchments", "Beijing"], options].concat());
    asked(&["--points", "-", "--tolerance", "1", "--svg", "a.svg", "--bbox"]).exits(2).says(&[
        "--points",
        "--tolerance",
        "--svg",
        "--bbox",
    ]);
    asked(&["--count"]).exits(2).says(&["--points"]);
    asked(&["--points", "-", "--sum", "n"]).exits(2).says(&["--count"]);
    asked(&["--points", "-", "--count", "--sum", "people"]).exits(2).says(&["people", "lon, lat"]);
    asked(&["-", "--points", "-"]).exits(2).says(&["stdin"]);
    asked(&["--points", "missing.csv"]).exits(3).says(&["missing.csv"]);
    asked(&["--points", "-", "--within", "Beijng"]).exits(2).says(&["--within", "Beijng"]);
    asked(&["--points", "-", "--out", "out.parquet"]).exits(2).says(&["out.parquet", "format"]);
    asked(&["--points", "-", "--count", "--out", "out.parquet"]).exits(2).says(&["out.parquet", ".csv"]);
    let named =
        ringshed_reading(b"a,b\n116.65,39.91\n", &["catchments", "Beijing", "--points", "-", "--lon", "a", "--lat", "b"]);
    assert_eq!(named.exits(0).table().cells("centre"), ["Beijing"]);
    let layer = ringshed_reading(
        br#"{"type":"Feature","properties":{"centre":"mine"},"geometry":{"type":"Point","coordinates":[116,39]}}"#,
        &["--quiet", "catchments", "Beijing", "--points", "-"],
    );
    let feature = layer.exits(0).json();
    let properties = &feature["properties"];
    assert_eq!((&properties["centre"], &properties["centre_2"]), (&"mine".into(), &"Beijing".into()));
}

#[cfg(feature = "parquet")]
mod parquet_files {
    use std::fs::File;
    use std::path::Path;
    use std::sync::Arc;

    use arrow_array::cast::AsArray;
    use arrow_array::types::Float64Type;
    use arrow_array::{ArrayRef, Float64Array, RecordBatch};
    use parquet::arrow::ArrowWriter;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use super::{CENTRES, file, folder, near, nearest, positions, ringshed, text};

    fn points(path: &Path, positions: &[(f64, f64)]) {
        let lon: Float64Array = positions.iter().map(|at| Some(at.0)).chain([None, Some(200.0)]).collect();
        let lat: Float64Array = positions.iter().map(|at| Some(at.1)).chain([Some(1.0), Some(0.0)]).collect();
        let columns: [(&str, ArrayRef); 2] = [("lon", Arc::new(lon)), ("lat", Arc::new(lat))];
        let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
        let mut writer = ArrowWriter::try_new(File::create(path).expect("made"), batch.schema(), None).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
    }

    #[test]
    fn columns_are_added_and_rows_counted() {
        let folder = folder();
        let centres = file(&folder, "centres.csv", CENTRES);
        let (input, out) = (folder.path().join("p.parquet"), folder.path().join("assigned.parquet"));
        let positions = positions(1000);
        points(&input, &positions);
        ringshed(&["catchments", &centres, "--points", text(&input), "-o", text(&out)])
            .exits(1)
            .says(&["2 rows", "row 1001"]);
        let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(&out).expect("there")).expect("Parquet");
        let batches: Vec<RecordBatch> = builder.build().expect("a reader").map(|batch| batch.expect("rows")).collect();
        let [batch] = &batches[..] else { panic!("one batch of {} rows", positions.len()) };
        let column = |name: &str| batch.column_by_name(name).expect("the column").clone();
        let (centre, distance, minutes) = (column("centre"), column("distance_km"), column("minutes"));
        for (row, &at) in positions.iter().enumerate() {
            let (name, metres, _) = nearest(at);
            assert_eq!(centre.as_string::<i32>().value(row), name);
            near(distance.as_primitive::<Float64Type>().value(row) * 1000.0, metres, 1e-6);
        }
        assert!([&centre, &distance, &minutes].iter().all(|column| column.is_null(1000) && column.is_null(1001)));
        let table = ringshed(&["--quiet", "catchments", &centres, "--points", text(&input), "--count"]).exits(1).table();
        let total: f64 = table.cells("count").iter().map(|count| count.parse::<f64>().expect("a number")).sum();
        near(total, 1000.0, 0.0);
        let north = positions.iter().filter(|at| nearest(**at).0 == "north").count();
        near(table.number("count", &[("centre", "north")]), north as f64, 0.0);
        ringshed(&["catchments", &centres, "--points", text(&input)]).exits(2).says(&["--out", "--count"]);
    }
}
