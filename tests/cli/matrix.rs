//! `matrix`, against numbers of GeographicLib.

use super::{file, folder, ringshed, ringshed_in};

/// Pairs with their distance in metres by `geographiclib` 2.x for Python, `Geodesic.WGS84.Inverse(...)["s12"]`.
const PAIRS: [(&str, &str, f64); 7] = [
    ("116.4,39.9", "117.2,39.1", 112_355.020_736_228_09),
    ("-74.006,40.7128", "116.4,39.9", 11_015_048.087_172_633),
    // Almost antipodal, where simple formulas do not converge.
    ("0,0", "179.5,0.3", 19_955_728.940_306_906),
    ("179.5,10", "-179.5,10.5", 122_722.095_960_053_64),
    ("0,90", "0,-90", 20_003_931.458_625_447),
    ("113.26,23.13", "114.17,22.32", 129_556.603_264_336_11),
    ("-122.42,37.77", "139.69,35.69", 8_289_885.381_260_495),
];

#[test]
fn distances_agree_with_geographiclib_to_a_millimetre() {
    for (from, to, metres) in PAIRS {
        let table = ringshed(&["matrix", from, to]).exits(0).table();
        assert_eq!(table.columns[..4], ["from", "to", "km", "minutes"]);
        let row = [("from", from), ("to", to)];
        // The column has 6 decimals of a kilometre: a millimetre.
        assert!((table.number("km", &row) * 1e3 - metres).abs() <= 1e-3, "{from} to {to}");
        // 80 km/h over 1.3 times the straight line.
        assert!((table.number("minutes", &row) - metres / 1e3 * 1.3 / 80.0 * 60.0).abs() <= 0.005 + 1e-9);
    }
}

fn decimals(cell: &str) -> usize {
    cell.split_once('.').map_or(0, |(_, decimals)| decimals.len())
}

#[test]
fn numbers_have_their_decimals_whatever_the_last_digits() {
    let table = ringshed(&["matrix", "Beijing;Tianjin;1,0"]).exits(0).table();
    assert_eq!(table.rows.len(), 9);
    assert!(table.cells("km").iter().all(|cell| decimals(cell) >= 6), "{:?}", table.cells("km"));
    assert!(table.cells("minutes").iter().all(|cell| decimals(cell) >= 2), "{:?}", table.cells("minutes"));
    assert_eq!(table.cell("km", &[("from", "Beijing"), ("to", "Beijing")]), "0.000000");
    assert_eq!(table.cell("minutes", &[("from", "Beijing"), ("to", "Beijing")]), "0.00");
}

#[test]
fn figures_say_their_model() {
    let table =
        ringshed(&["matrix", "Beijing", "Tianjin", "--speed", "100", "--detour", "1.2", "--in-vehicle"]).exits(0).table();
    let row = [("from", "Beijing")];
    let said = ["model", "basis", "detour", "speed_kmh"].map(|column| table.cell(column, &row).to_string());
    assert_eq!(said, ["crow", "in-vehicle", "1.2", "100"]);
    let expected = table.number("km", &row) * 1.2 / 100.0 * 60.0;
    assert!((table.number("minutes", &row) - expected).abs() <= 0.005 + 1e-6);
}

#[test]
fn rows_are_in_order_of_origins_then_destinations() {
    let table = ringshed(&["matrix", "Tianjin;Beijing", "Baoding;Tianjin"]).exits(0).table();
    assert_eq!(table.cells("from"), ["Tianjin", "Tianjin", "Beijing", "Beijing"]);
    assert_eq!(table.cells("to"), ["Baoding", "Tianjin", "Baoding", "Tianjin"]);
}

#[test]
fn a_file_and_its_manifest_are_written() {
    let folder = folder();
    file(&folder, "points.csv", "name,lon,lat\na,116.4,39.9\n");
    ringshed_in(folder.path(), &["matrix", "points.csv", "Beijing", "--out", "m.csv"]).exits(0);
    let table = super::Table::parse(&std::fs::read_to_string(folder.path().join("m.csv")).expect("readable"));
    assert_eq!(table.cells("from"), ["a"]);
    let manifest = super::json(&folder.path().join("m.csv.manifest.json"));
    assert_eq!(manifest["command"], "matrix");
    assert_eq!(manifest["inputs"][0]["name"], "points.csv");
    assert_eq!(manifest["inputs"][0]["sha256"].as_str().map(str::len), Some(64));
    // What is no table of this version is refused, not written under a misleading name.
    ringshed_in(folder.path(), &["matrix", "points.csv", "--out", "m.xlsx"]).exits(2).says(&["m.xlsx", ".csv", ".parquet"]);
    assert!(!folder.path().join("m.xlsx").exists());
}

#[test]
fn impossible_parameters_are_refused_all_at_once() {
    ringshed(&["matrix", "Beijing", "--speed", "0", "--detour", "0.5"]).exits(2).says(&["detour 0.5", "speed 0"]);
    ringshed(&["matrix", "Beijing", "--speed", "fast"]).exits(2).says(&["'fast'"]);
    ringshed(&["matrix", "Beijing", "--model", "teleport"]).exits(2).says(&["teleport", "crow"]);
}

#[cfg(feature = "parquet")]
mod parquet_files {
    use std::fs::File;

    use arrow_array::cast::AsArray;
    use arrow_array::types::Float64Type;
    use arrow_array::{Array, RecordBatch};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use super::{folder, ringshed};
    use crate::cli::text;

    /// Every cell of a column as the table in CSV has it.
    fn cells(batch: &RecordBatch, name: &str, decimals: usize) -> Vec<String> {
        let column = batch.column_by_name(name).expect("the column");
        if let Some(texts) = column.as_string_opt::<i32>() {
            return texts.iter().map(|text| text.unwrap_or_default().to_string()).collect();
        }
        let numbers = column.as_primitive::<Float64Type>();
        numbers.iter().map(|number| number.map_or(String::new(), |number| format!("{number:.decimals$}"))).collect()
    }

    #[test]
    fn a_parquet_file_has_the_rows_of_the_table_with_numbers_as_numbers() {
        let folder = folder();
        let out = folder.path().join("matrix.parquet");
        // No train leads to the first of them within 50 km.
        let places = "Lhasa;Beijing;Tianjin;Baoding";
        for options in [&[][..], &["--model", "rail", "--access-limit", "50"]] {
            let arguments = [&["--quiet", "matrix", places], options].concat();
            let table = ringshed(&arguments).exits(0).table();
            ringshed(&[&arguments[..], &["--out", text(&out)]].concat()).exits(0);
            let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(&out).expect("there")).expect("Parquet");
            let notes = builder.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
            assert!(notes.iter().any(|note| note.key == "ringshed:manifest"), "the manifest is in it");
            let batches: Vec<RecordBatch> = builder.build().expect("a reader").map(|batch| batch.expect("rows")).collect();
            let [batch] = &batches[..] else { panic!("one batch") };
            let names: Vec<String> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
            assert_eq!(names, table.columns);
            for (name, decimals) in [("from", 0), ("to", 0), ("km", 6), ("minutes", 2), ("model", 0), ("basis", 0)] {
                assert_eq!(cells(batch, name, decimals), table.cells(name), "{name} {options:?}");
            }
            if !options.is_empty() {
                let minutes = batch.column_by_name("minutes").expect("the column");
                assert!(minutes.is_null(1) && !minutes.is_null(6), "unreachable is missing");
                assert_eq!(cells(batch, "board", 0), table.cells("board"));
                assert_eq!(cells(batch, "ride_minutes", 2), table.cells("ride_minutes"));
            }
        }
    }
}
