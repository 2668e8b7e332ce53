use std::time::{Duration, Instant};

use geo_types::{Geometry, LineString, Point};

use super::*;
use crate::layer::{Feature, Layer, Value};

fn codes(text: &str) -> Vec<&'static str> {
    read_geojson(text.as_bytes(), "t").expect("readable").findings.iter().map(Finding::code).collect()
}

fn geometry_of(text: &str) -> Option<Geometry<f64>> {
    let parsed = read_geojson(text.as_bytes(), "t").expect("readable");
    parsed.layer.into_features().pop().and_then(|feature| feature.geometry)
}

fn error_of(bytes: &[u8]) -> (u64, String) {
    let error = read_geojson(bytes, "t").expect_err("unreadable");
    (error.byte_offset(), error.reason().to_string())
}

#[test]
fn features_keep_order_id_properties_and_origin() {
    let text = "\u{feff}{\"type\":\"FeatureCollection\",\"features\":[\n\
        {\"type\":\"Feature\",\"id\":7,\"properties\":{\"name\":\"北京\",\"pop\":21893095},\"geometry\":null},\n\
        {\"type\":\"Feature\",\"id\":\"b\",\"properties\":{\"area\":1.5,\"list\":[1,{}]},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2,3]}}]}";
    let parsed = read_geojson(text.as_bytes(), "t").expect("readable");
    assert_eq!(parsed.layer.columns(), ["name", "pop", "area", "list"]);
    let [first, second] = parsed.layer.features() else { panic!("two features") };
    assert_eq!((&first.id, &second.id), (&Some(Value::Integer(7)), &Some(Value::from("b"))));
    assert_eq!(first.values, [Value::from("北京"), Value::Integer(21_893_095), Value::Null, Value::Null]);
    assert_eq!(second.values[3], Value::Json(Box::new(serde_json::json!([1, {}]))));
    assert_eq!(second.geometry, Some(Point::new(1.0, 2.0).into()));
    let begins = |feature: &Feature| text[feature.origin.byte_offset as usize..].starts_with("{\"type\":\"Feature\"");
    assert!(begins(first) && begins(second));
    assert_eq!((first.origin.row, second.origin.row), (1, 2));
    assert_eq!(parsed.findings.iter().map(Finding::code).collect::<Vec<_>>(), ["heights-ignored"]);
}

#[test]
fn open_rings_are_closed_and_said() {
    let text = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#;
    let Some(Geometry::Polygon(polygon)) = geometry_of(text) else { panic!("a polygon") };
    assert!(polygon.exterior().is_closed() && polygon.exterior().0.len() == 5);
    assert_eq!(codes(text), ["ring-not-closed"]);
}

#[test]
fn empty_arrays_are_no_place_or_an_error() {
    assert_eq!(codes(r#"{"type":"Polygon","coordinates":[]}"#), ["geometry-empty"]);
    assert_eq!(codes(r#"{"type":"Polygon","coordinates":[[],[]]}"#), ["coordinates-nesting"]);
    assert_eq!(codes(r#"{"type":"GeometryCollection","geometries":[]}"#), ["geometry-empty"]);
}

#[test]
fn findings_name_feature_place_in_file_and_remedy() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"110000"},"geometry":{"type":"Point","coordinates":[440000,4400000]}}]}"#;
    let parsed = read_geojson(text.as_bytes(), "zones.geojson").expect("readable");
    let finding = parsed.findings.first().expect("a finding");
    assert_eq!(
        (finding.code(), finding.feature(), finding.file()),
        ("projected-metres", Some("110000"), Some("zones.geojson"))
    );
    assert!(finding.remedy().is_some_and(|remedy| remedy.contains("--from-crs")));
    assert_eq!(finding.byte_offset(), text.find(r#"{"type":"Point""#).map(|offset| offset as u64));
    assert!(parsed.layer.features().is_empty());
}

#[test]
fn another_crs_leaves_out_what_it_covers_wherever_it_stands() {
    let feature = |member: &str| {
        format!(
            r#"{{"type":"Feature",{member}"properties":{{}},"geometry":{{"type":"Point","coordinates":[500000,4000000]}}}}"#
        )
    };
    let crs = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4214"}}"#;
    let before = format!(r#"{{"type":"FeatureCollection",{crs},"features":[{}]}}"#, feature(""));
    let after = format!(r#"{{"type":"FeatureCollection","features":[{}],{crs}}}"#, feature(""));
    for text in [before, after] {
        let parsed = read_geojson(text.as_bytes(), "t").expect("readable");
        assert!(parsed.layer.features().is_empty());
        let [finding] = parsed.findings.as_slice() else { panic!("one finding: {:?}", parsed.findings) };
        assert!(finding.code() == "crs-unsupported" && finding.message().contains("EPSG::4214"));
    }
    assert_eq!(codes(&feature(r#""coordRefSys":"[EPSG:28992]","#))[0], "crs-unsupported");
    assert_eq!(
        codes(r#"{"type":"Point","coordinates":[1,2],"crs":{"type":"name","properties":{"name":"EPSG:4326"}}}"#),
        ["crs-named"]
    );
    assert_eq!(
        codes(r#"{"type":"Point","coordinates":[116.4,39.9],"crs":{"type":"name","properties":{"name":"EPSG:4490"}}}"#),
        ["crs-named"]
    );
    assert_eq!(codes(r#"{"type":"Point","coordinates":[1,2],"crs":null}"#), Vec::<&str>::new());
}

#[test]
fn relatives_of_geojson_are_named() {
    let reason = |text: &str| error_of(text.as_bytes()).1;
    assert!(reason(r#"{"type":"Topology","objects":{},"arcs":[]}"#).contains("this is TopoJSON"));
    assert!(reason(r#"{"geometryType":"esriGeometryPoint","features":[]}"#).contains("this is Esri JSON"));
    assert!(reason(r#"{"features":[{"attributes":{},"geometry":{"x":1,"y":2}}]}"#).contains("this is Esri JSON"));
    assert!(reason(r#"{"type":"CurvePolygon"}"#).contains("JSON-FG"));
}

#[test]
fn what_is_not_json_says_where() {
    let deep = "[".repeat(1_000_000);
    let deep_property = format!(r#"{{"type":"Feature","geometry":null,"properties":{{"a":{}"#, "{\"a\":".repeat(1_000_000));
    let cases: [(&[u8], u64, &str); 10] = [
        (b"", 0, "truncated"),
        (br#"{"type":"Point","coordinates":[1,"#, 33, "truncated"),
        (br#"{"type":"Point","coordinates":[1,Infinity]}"#, 33, "Infinity"),
        (br#"{"type":"Point","coordinates":[1,1e400]}"#, 33, "too large"),
        (br#"{"type":"Feature","geometry":null,"properties":{"a":1e400}}"#, 52, "too large"),
        (br#"{"type":"Feature","geometry":null,"properties":{"a":"\ud800"}}"#, 52, "escape"),
        (b"\xff\xfe{\0}\0", 0, "UTF-16"),
        (b"{\"type\":\"\xb1\xb1\xbe\xa9\"}", 9, "GB18030"),
        (deep.as_bytes(), 100, "nested deeper"),
        (deep_property.as_bytes(), 542, "nested deeper"),
    ];
    for (bytes, offset, reason) in cases {
        let started = Instant::now();
        let (found, message) = error_of(bytes);
        assert!(message.contains(reason), "{message}");
        assert_eq!(found, offset, "{message}");
        assert!(started.elapsed() < Duration::from_secs(2));
    }
}

#[test]
fn a_file_of_names_used_once_is_refused_before_it_fills_the_memory() {
    let features: Vec<String> = (0..20_000)
        .map(|number| format!(r#"{{"type":"Feature","geometry":null,"properties":{{"p{number}":1}}}}"#))
        .collect();
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    assert!(error_of(text.as_bytes()).1.contains("this is no table"));
}

const SAMPLE: &str = r#"{"type":"FeatureCollection","bbox":[0,0,1,1],"features":[
 {"type":"Feature","id":"é\n","properties":{"name":"北京","n":-1.5e-3,"b":true,"x":null,"j":{"k":[1]}},
  "geometry":{"type":"Polygon","coordinates":[[[0,0],[10,0],[10,10],[0,0]],[[4,1],[6,3],[6,1],[4,1]]]}},
 {"type":"Feature","properties":null,"geometry":{"type":"GeometryCollection","geometries":[
  {"type":"MultiPoint","coordinates":[[1,2],[3,4]]},{"type":"MultiLineString","coordinates":[[[1,2],[3,4]]]}]}}]}"#;

#[test]
fn every_truncation_is_an_error_and_none_panics() {
    assert_eq!(codes(SAMPLE), Vec::<&str>::new());
    for end in 0..SAMPLE.len() {
        assert!(read_geojson(&SAMPLE.as_bytes()[..end], "t").is_err(), "{end}");
    }
}

/// A small deterministic generator (xorshift64*, Vigna 2016).
fn pseudo_random(mut state: u64) -> impl FnMut() -> u64 {
    move || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
}

#[test]
fn no_change_of_bytes_panics_and_what_is_read_agrees_with_serde_json() {
    let mut next = pseudo_random(42);
    let alphabet = b"{}[]\",:\\0123456789.eE-+ \n\xff\x80truefalsn";
    for _ in 0..30_000 {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for _ in 0..=next() % 3 {
            let at = (next() as usize) % bytes.len();
            let with = alphabet[(next() as usize) % alphabet.len()];
            match next() % 3 {
                0 => bytes[at] = with,
                1 => bytes.insert(at, with),
                _ => drop(bytes.remove(at)),
            }
        }
        let is_json = serde_json::from_slice::<serde_json::Value>(&bytes).is_ok();
        let is_read = read_geojson(&bytes, "t").is_ok();
        assert!(is_json || !is_read, "{}", String::from_utf8_lossy(&bytes));
    }
}

fn written(layer: &Layer, options: &WriteOptions) -> String {
    let mut text = Vec::new();
    write_geojson(layer, options, &mut text).expect("written");
    String::from_utf8(text).expect("UTF-8")
}

#[test]
fn what_is_written_is_clean_and_reads_back_the_same() {
    let parsed = read_geojson(SAMPLE.as_bytes(), "t").expect("readable");
    let options =
        WriteOptions { bbox: BboxMember::Write, manifest: Some(serde_json::json!({"v": 1})), ..Default::default() };
    let text = written(&parsed.layer, &options);
    assert!(
        text.starts_with("{\"type\":\"FeatureCollection\",\"manifest\":{\"v\":1},\"bbox\":[0,0,10,10],\"features\":[\n")
    );
    assert_eq!(text.lines().count(), 4);
    let again = read_geojson(text.as_bytes(), "t").expect("readable");
    assert_eq!(Verdict::of(&again.findings), Verdict::Clean);
    let strip = |layer: &Layer| {
        layer.features().iter().map(|f| (f.id.clone(), f.geometry.clone(), f.values.clone())).collect::<Vec<_>>()
    };
    assert_eq!(strip(&again.layer), strip(&parsed.layer));
    let mut lines = Vec::new();
    write_geojson_lines(&parsed.layer, &WriteOptions::default(), &mut lines).expect("written");
    let from_lines = read_geojson_lines(lines.as_slice(), "t").expect("readable");
    assert_eq!(strip(&from_lines.layer), strip(&parsed.layer));
}

#[test]
fn written_shells_turn_counter_clockwise() {
    let clockwise = LineString::from(vec![(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)]);
    let mut layer = Layer::new("t", [""; 0]);
    layer.push(Feature::new(Some(geo_types::Polygon::new(clockwise, vec![]).into()), vec![]));
    assert!(written(&layer, &WriteOptions::default()).contains("[[[0,0],[1,1],[0,1],[0,0]]]"));
}

#[test]
fn numbers_and_missing_values_are_written_as_json_has_them() {
    let values =
        [Value::Float(5.0), Value::Float(0.1), Value::Float(f64::NAN), Value::Float(-0.0), Value::Float(1e21), Value::Null];
    let mut layer = Layer::new("t", ["a", "b", "c", "d", "e", "f"]);
    layer.push(Feature::new(None, values.to_vec()));
    let expected =
        r#""properties":{"a":5.0,"b":0.1,"c":null,"d":0.0,"e":1000000000000000000000.0,"f":null},"geometry":null"#;
    assert!(written(&layer, &WriteOptions::default()).contains(expected));
    let mut bad = Layer::new("t", [""; 0]);
    bad.push(Feature::new(Some(Point::new(f64::NAN, 0.0).into()), vec![]));
    assert!(write_geojson(&bad, &WriteOptions::default(), &mut Vec::new()).is_err());
}
