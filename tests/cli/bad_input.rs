//! Input that cannot be read: exit 3, with the file, the byte and the reason (SPEC.md section 6).

use std::time::{Duration, Instant};

use super::{command, file, finish, folder, ringshed_in};

/// A layer with something else where the second longitude should be.
fn with_number(number: &str) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":"a"}},"geometry":{{"type":"Polygon","coordinates":[[[0,0],[{number},0],[1,1],[0,0]]]}}}}]}}"#
    )
}

/// Runs every verb of this kind of input on a file with this content and checks the refusal.
#[track_caller]
fn refused(name: &str, content: &[u8], texts: &[&str]) {
    let folder = folder();
    file(&folder, name, content);
    let requests: [&[&str]; 4] = [
        &["measure", name, "--out", "out.geojson"],
        &["units", "--boundaries", name, "--out", "out.csv"],
        &["rings", "tokyo-bay", "--extend", "--boundaries", name, "--out", "out.geojson"],
        &["matrix", name, "--out", "out.csv"],
    ];
    for request in requests {
        let outcome = ringshed_in(folder.path(), request).exits(3);
        assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
        outcome.says(&[&format!("cannot read {name}:")]).says(texts);
        assert_eq!(super::names_in(folder.path()), [name], "{request:?} wrote something");
    }
}

#[test]
fn not_json() {
    refused("text.geojson", b"hello", &["byte 0", "'hello'"]);
    refused("empty.geojson", b"", &["empty"]);
}

#[test]
fn truncated() {
    let whole = with_number("1");
    for length in [whole.len() - 1, whole.len() / 2, 30] {
        refused("cut.geojson", &whole.as_bytes()[..length], &["byte", "truncated"]);
    }
}

#[test]
fn numbers_that_are_none() {
    // The number stands at byte 123.
    let offset = format!("byte {}", with_number("X").find("[X").expect("there") + 1);
    refused("nan.geojson", with_number("NaN").as_bytes(), &[&offset, "NaN"]);
    refused("infinity.geojson", with_number("-Infinity").as_bytes(), &["byte"]);
    refused("huge.geojson", with_number("1e400").as_bytes(), &[&offset, "too large"]);
    refused("zeros.geojson", with_number("007").as_bytes(), &["byte"]);
}

#[test]
fn wrong_encodings() {
    let whole = with_number("1");
    // The name of Beijing in GBK.
    let mut gbk = whole.replace("\"a\"", "\"??\"").into_bytes();
    let at = gbk.windows(2).position(|pair| pair == b"??").expect("there");
    gbk[at..at + 2].copy_from_slice(b"\xb1\xb1");
    refused("gbk.geojson", &gbk, &[&format!("byte {at}"), "not UTF-8", "iconv"]);
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(whole.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    refused("utf16.geojson", &utf16, &["UTF-16"]);
}

#[test]
fn a_byte_order_mark_is_accepted() {
    let folder = folder();
    file(&folder, "bom.geojson", format!("\u{feff}{}", with_number("1")));
    ringshed_in(folder.path(), &["measure", "bom.geojson"]).exits(0);
}

/// A million brackets, alone and inside a property: refused in under 10 s (here 5) and 1 GiB.
#[test]
fn a_million_levels() {
    let deep = "[".repeat(1_000_000);
    let whole = with_number("1").replace("\"a\"", &format!("{deep}{}", "]".repeat(1_000_000)));
    for content in [deep, whole] {
        let folder = folder();
        file(&folder, "deep.geojson", content);
        let started = Instant::now();
        for verb in [&["measure", "deep.geojson"][..], &["units", "--boundaries", "deep.geojson"]] {
            limited(folder.path(), verb).exits(3).says(&["deep.geojson", "byte ", "nested deeper"]);
        }
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    }
}

/// Runs the command with at most 1 GiB of address space, where the shell can limit it.
fn limited(folder: &std::path::Path, arguments: &[&str]) -> super::Outcome {
    let quoted = arguments.join(" ");
    let script = format!("ulimit -v 1048576 && exec '{}' --threads 2 {quoted}", env!("CARGO_BIN_EXE_ringshed"));
    if cfg!(unix) {
        finish(std::process::Command::new("sh").current_dir(folder).args(["-c", &script]), b"")
    } else {
        finish(command().current_dir(folder).args(arguments), b"")
    }
}

#[test]
fn files_that_are_not_there_or_are_folders() {
    let folder = folder();
    for verb in [&["measure"][..], &["units", "--boundaries"], &["matrix"], &["run", "--out", "out", "--boundaries"]] {
        let with = |name: &'static str| ringshed_in(folder.path(), &[verb, &[name]].concat());
        with("missing.geojson").exits(3).says(&["cannot read missing.geojson"]);
    }
    std::fs::create_dir(folder.path().join("folder.geojson")).expect("made");
    ringshed_in(folder.path(), &["measure", "folder.geojson"]).exits(3).says(&["folder.geojson"]);
}

#[test]
fn schemes_and_tables_that_are_not_utf8() {
    let folder = folder();
    file(&folder, "bad.toml", b"id = \"\xb1\xb1\"\n");
    ringshed_in(folder.path(), &["rings", "bad.toml"]).exits(3).says(&["bad.toml", "byte 6", "UTF-8"]);
    file(&folder, "bad.csv", b"group,members,area_km2\n\xb1\xb1,110000,1\n");
    ringshed_in(folder.path(), &["audit", "beijing-bay", "--published", "bad.csv"]).exits(3).says(&["bad.csv", "byte 23"]);
}

/// On some damaged files the reader of the format panics; that is one error like every other, and nothing else is printed.
#[cfg(feature = "parquet")]
#[test]
fn a_damaged_parquet_file_is_one_clean_error() {
    use bytes::Bytes;
    use ringshed::io::ReadOptions;
    use ringshed::io::parquet::{ParquetOptions, read_parquet, write_parquet};
    use ringshed::layer::{Feature, Layer, Value};
    let mut layer = Layer::new("t", ["a", "b"]);
    for number in 0..50_i32 {
        let at = geo_types::Point::new(f64::from(number), 0.0);
        layer.push(Feature::new(Some(at.into()), vec!["x".into(), Value::Integer(i64::from(number % 3))]));
    }
    let mut whole = Vec::new();
    write_parquet(&layer, &ParquetOptions::default(), &mut whole).expect("written");
    let damaged = |(at, change): (usize, u8)| {
        let mut bytes = whole.clone();
        bytes[at] ^= change;
        bytes
    };
    let panics = |bytes: &Vec<u8>| {
        let read = read_parquet(Bytes::from(bytes.clone()), "t", &ReadOptions::default());
        read.is_err_and(|error| error.to_string().contains("the file is damaged"))
    };
    let changes = || (0..whole.len()).flat_map(|at| [0x5a, 0xff, 0x01, 0x80].map(|change| (at, change)));
    let bytes = changes().map(damaged).find(panics).expect("a change that makes the reader panic");
    let folder = folder();
    let path = file(&folder, "damaged.parquet", bytes);
    for arguments in [&["convert", &path, "-"][..], &["measure", &path]] {
        let outcome = ringshed_in(folder.path(), arguments).exits(3);
        let lines: Vec<&str> = outcome.stderr.lines().filter(|line| !line.trim().is_empty()).collect();
        assert!(matches!(lines[..], [line] if line.contains("damaged.parquet")), "{}", outcome.stderr);
    }
}
