use std::io::BufReader;

use super::*;
use crate::error::ErrorKind;
use crate::io::csv::PointColumns;

/// Appends to each row whether it is north or south, reading rows of about `bytes` at a time through a buffer of `buffer` bytes.
fn located_by(input: &str, format: Format, bytes: usize, buffer: usize) -> Result<(String, Vec<String>)> {
    let input = BufReader::with_capacity(buffer, input.as_bytes());
    let mut reader = PointReader::open(input, "points", format, &PointColumns::default())?;
    let mut writer = PointWriter::new(Vec::new(), reader.layout(), ["side"]).expect("written");
    let mut codes = Vec::new();
    while let Some(chunk) = reader.next_chunk(bytes)? {
        assert!(!chunk.is_empty());
        let side = |row| chunk.position(row).map(|position| if position.lat() < 0.0 { "so\"uth" } else { "north" });
        writer.write_chunk(&chunk, |row| [side(row)]).expect("written");
        codes.extend(chunk.findings().iter().map(|finding| finding.code().to_string()));
    }
    let output = writer.finish(reader.tail()).expect("written");
    Ok((String::from_utf8(output).expect("UTF-8"), codes))
}

fn located(input: &str, format: Format) -> (String, Vec<String>) {
    let whole = located_by(input, format, 1 << 20, 1 << 16).expect("readable");
    for (bytes, buffer) in [(1, 1), (12, 3), (100, 7), (1 << 20, 1)] {
        assert_eq!(located_by(input, format, bytes, buffer).expect("readable"), whole, "{bytes} bytes, buffer {buffer}");
    }
    whole
}

fn error_of(input: &str, format: Format) -> String {
    let error = located_by(input, format, 2, 16).expect_err("unreadable");
    assert_eq!(error.kind(), ErrorKind::UnreadableInput);
    error.to_string()
}

#[test]
fn tables_keep_quotes_line_ends_and_blank_lines() {
    let input = "\u{feff}\"name\",lon,lat\r\n\"a, b\",1,2\r\n\r\nc,3,-4\r\n\"x\"\"y\",,\n\"two\nlines\",5,6\n\n";
    let (output, codes) = located(input, Format::Csv);
    let expected = "\u{feff}\"name\",lon,lat,side\r\n\"a, b\",1,2,north\r\n\r\nc,3,-4,\"so\"\"uth\"\r\n\"x\"\"y\",,,\n\
                    \"two\nlines\",5,6,north\n\n";
    assert_eq!(output, expected);
    assert_eq!(codes, ["position-missing"]);
}

#[test]
fn malformed_rows_of_tables_stay_and_the_rest_goes_on() {
    let (output, codes) = located("lat;lon;note\n1;2\n\"open;3;4\nx;5;6\n7;8;9;10", Format::Csv);
    assert_eq!(output, "lat;lon;note;side\n1;2;;north\n\"open;3;4\nx;5;6;\n7;8;9;10;north");
    assert_eq!(codes, ["row-field-count", "row-quote-open", "position-not-a-number", "row-field-count"]);
}

#[test]
fn a_taken_name_gets_a_number() {
    let (output, _) = located("side,lon,lat,SIDE\na,1,2,b\n", Format::Csv);
    assert!(output.starts_with("side,lon,lat,SIDE,side_2\n"), "{output}");
    let (output, _) = located(
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"side":1,"side_2":0},"geometry":{"type":"Point","coordinates":[1,2]}}]}"#,
        Format::GeoJson,
    );
    assert!(output.contains(r#""side_3":"north"}"#), "{output}");
}

const POINT: &str = r#""geometry":{"type":"Point","coordinates":[1.50,2.0,9]}"#;

#[test]
fn collections_are_passed_on_byte_for_byte() {
    let input = format!(
        "\u{feff}{{ \"a\":[\"features\"],\n\"features\" : [ {{{POINT},\"type\":\"Feature\",\"properties\":{{ \"n\": 1e0 }} }} ,\n\
         {{\"type\":\"Feature\",\"properties\":null,{POINT}}}, {{\"type\":\"Feature\",{POINT}}},\
         {{\"type\":\"Feature\",\"properties\":{{ }},\"geometry\":null}} ],\"type\":\"FeatureCollection\" }}\n"
    );
    let expected = format!(
        "\u{feff}{{ \"a\":[\"features\"],\n\"features\" : [ {{{POINT},\"type\":\"Feature\",\"properties\":{{ \"n\": 1e0,\"side\":\"north\" }} }} ,\n\
         {{\"type\":\"Feature\",\"properties\":{{\"side\":\"north\"}},{POINT}}}, {{\"properties\":{{\"side\":\"north\"}},\"type\":\"Feature\",{POINT}}},\
         {{\"type\":\"Feature\",\"properties\":{{\"side\":null }},\"geometry\":null}} ],\"type\":\"FeatureCollection\" }}\n"
    );
    let (output, codes) = located(&input, Format::GeoJson);
    assert_eq!(output, expected);
    assert_eq!(codes, ["properties-missing", "position-missing"]);
}

#[test]
fn single_objects_and_empty_collections() {
    let (output, _) = located(&format!("{{\"type\":\"Feature\",\"properties\":{{\"a\":1}},{POINT}}}"), Format::GeoJson);
    assert_eq!(output, format!("{{\"type\":\"Feature\",\"properties\":{{\"a\":1,\"side\":\"north\"}},{POINT}}}"));
    let (output, _) = located(" {\"type\":\"Point\",\"coordinates\":[1,-2]} ", Format::GeoJson);
    let feature = r#" {"type":"Feature","properties":{"side":"so\"uth"},"geometry":{"type":"Point","coordinates":[1,-2]}} "#;
    assert_eq!(output, feature);
    let empty = r#"{"type":"FeatureCollection","features":[ ]}"#;
    assert_eq!(located(empty, Format::GeoJson), (empty.to_string(), vec![]));
}

#[test]
fn features_without_a_usable_position_stay() {
    let input = r#"{"type":"FeatureCollection","features":[null,{},{"type":"Feature","properties":[],"geometry":null},
        {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[39.9,116.4]}},
        {"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}]}"#;
    let (output, codes) = located(input, Format::GeoJson);
    let features = serde_json::from_str::<serde_json::Value>(&output).expect("JSON")["features"].clone();
    assert_eq!(features.as_array().map(Vec::len), Some(5));
    assert_eq!(features[4]["properties"]["side"], serde_json::Value::Null);
    let expected = ["feature-not-object", "type-missing", "properties-not-object", "axes-swapped", "geometry-not-point"];
    assert!(expected.iter().all(|code| codes.iter().any(|found| found == code)), "{codes:?}");
}

#[test]
fn lines_keep_separators_and_blank_lines() {
    let feature = format!("{{\"type\":\"Feature\",\"properties\":{{}},{POINT}}}");
    let (output, _) = located(&format!("\n\u{1e}{feature}\r\n\n\u{1e}{feature}"), Format::GeoJsonLines);
    let appended = feature.replace("{}", "{\"side\":\"north\"}");
    assert_eq!(output, format!("\n\u{1e}{appended}\r\n\n\u{1e}{appended}"));
}

#[test]
fn broken_collections_say_where() {
    let feature = r#"{"type":"Feature","properties":{},"geometry":null}"#;
    let head = r#"{"type":"FeatureCollection","features":["#;
    let error = |rest: &str| error_of(&format!("{head}{rest}"), Format::GeoJson);
    assert!(error("").contains("byte 40: the text ends within the features"));
    assert!(error(&format!("{feature},]}}")).contains("byte 90: a comma with no feature after it"));
    assert!(error(&format!("{feature}{feature}]}}")).contains("byte 90: expected ','"));
    assert!(error(&format!("{feature},{{\"type\":")).contains("truncated"));
    assert!(error(&format!("{feature}]")).contains("byte 91"));
    assert!(error(&format!("{feature}],}}")).contains("byte 91"));
    assert!(error("{\"type\":\"Feature\",\"properties\":NaN}]}").contains("byte 71: NaN"));
    assert!(error(",{}]}").contains("byte 40"));
    assert!(
        error(&format!("{feature}],\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"EPSG:3857\"}}}}}}"))
            .contains("EPSG:3857")
    );
    assert!(error_of(r#"{"type":"Topology","features":[]}"#, Format::GeoJson).contains("TopoJSON"));
    assert!(error_of("", Format::GeoJson).contains("truncated"));
    assert!(error_of("null", Format::GeoJson).contains("the root must be an object"));
    assert!(error_of(r#"{"type":"FeatureCollection"}"#, Format::GeoJson).contains("without an array of features"));
    assert!(error_of("{\"type\":\"Point\",\"coordinates\":[1,2]}\nx\n", Format::GeoJsonLines).contains("byte 37: 'x'"));
}

#[test]
fn every_truncation_of_a_collection_is_an_error_and_none_panics() {
    let text =
        format!(r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"n":"é"}},{POINT}}}]}}"#);
    for end in 0..text.len() {
        let mut reader = match PointReader::open(&text.as_bytes()[..end], "t", Format::GeoJson, &PointColumns::default()) {
            Ok(reader) => reader,
            Err(_) => continue,
        };
        let mut read = || -> Result<()> {
            while reader.next_chunk(10)?.is_some() {}
            Ok(())
        };
        assert!(read().is_err(), "{end}");
    }
}

#[test]
fn a_table_in_another_encoding_is_unreadable() {
    let bytes: &[u8] = b"name,lon,lat\na,1,2\n\xb1\xb1\xbe\xa9,1,2\n";
    let mut reader = PointReader::open(bytes, "t.csv", Format::Csv, &PointColumns::default()).expect("header");
    let error = reader.next_chunk(1000).expect_err("GBK");
    assert!(error.to_string().contains("byte 19") && error.to_string().contains("GB18030"), "{error}");
}

/// A small deterministic generator (xorshift64*, Vigna 2016).
fn pseudo_random(mut state: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % below
    }
}

#[test]
fn no_change_of_bytes_panics_and_what_was_json_stays_json() {
    let mut next = pseudo_random(9);
    let alphabet = b"{}[]\",:\\019.eE-; \r\n\x1e\xff\xb1nul";
    let collection = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"n\":\"é\"}},{POINT}}},\
         {{\"type\":\"Feature\",\"properties\":null,{POINT}}},{{\"type\":\"Feature\",{POINT}}}]}}"
    );
    let lines =
        format!("{{\"type\":\"Feature\",\"properties\":{{}},{POINT}}}\n{{\"type\":\"Point\",\"coordinates\":[1,2]}}\n");
    let table = "name,lon,lat\n\"a, b\",1,2\r\nc,3,-4\n\"x\"\"y\",,\n".to_string();
    let inputs = [(collection, Format::GeoJson), (lines, Format::GeoJsonLines), (table, Format::Csv)];
    for round in 0..30_000 {
        let (text, format) = &inputs[round % 3];
        let mut bytes = text.clone().into_bytes();
        for _ in 0..=next(3) {
            let (at, with) = (next(bytes.len()), alphabet[next(alphabet.len())]);
            match next(3) {
                0 => bytes[at] = with,
                1 => bytes.insert(at, with),
                _ => drop(bytes.remove(at)),
            }
        }
        let Ok(changed) = String::from_utf8(bytes.clone()) else {
            let reader = PointReader::open(bytes.as_slice(), "t", *format, &PointColumns::default());
            assert!(
                reader
                    .and_then(|mut reader| {
                        while reader.next_chunk(2)?.is_some() {}
                        Ok(())
                    })
                    .is_err()
            );
            continue;
        };
        if let Ok((output, _)) = located_by(&changed, *format, 2, 64) {
            let is_json = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
            assert!(*format != Format::GeoJson || is_json(&changed) && is_json(&output), "{changed}\n{output}");
        }
    }
}
