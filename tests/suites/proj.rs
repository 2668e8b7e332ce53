//! PROJ's own test cases: operations with positions before and after.

use std::collections::BTreeMap;

use geo_types::Coord;
use ringshed::crs::ProjOperation;
use serde_json::Value;

use super::folder;

/// A number as PROJ's tests have it: with separators between thousands, or as degrees and minutes.
fn number(text: &str) -> f64 {
    let plain = text.replace('_', "");
    if let Ok(number) = plain.parse() {
        return number;
    }
    let (degrees, rest) = plain.split_once('d').unwrap_or_else(|| panic!("'{text}' is no number"));
    let (minutes, side) = rest.split_once('\'').unwrap_or_else(|| panic!("'{text}' is no angle"));
    let value = degrees.parse::<f64>().expect("degrees") + minutes.parse::<f64>().expect("minutes") / 60.0;
    if matches!(side, "W" | "S") { -value } else { value }
}

/// A tolerance in metres.
fn tolerance(value: &Value) -> f64 {
    if let Some(number) = value.as_f64() {
        return number;
    }
    let text = value.as_str().expect("a tolerance").trim();
    let at = text.find(|letter: char| letter.is_alphabetic() && letter != 'e').unwrap_or(text.len());
    let scale = match text[at..].trim() {
        "" | "m" => 1.0,
        "cm" => 1e-2,
        "mm" => 1e-3,
        "um" => 1e-6,
        "nm" => 1e-9,
        other => panic!("unit '{other}'"),
    };
    text[..at].trim().parse::<f64>().expect("a number") * scale
}

/// How far apart two results are, in metres: on the ground for degrees.
fn apart(found: Coord<f64>, expected: Coord<f64>, in_degrees: bool) -> f64 {
    let (dx, dy) = (found.x - expected.x, found.y - expected.y);
    if !in_degrees {
        return dx.hypot(dy);
    }
    let around = (dx + 180.0).rem_euclid(360.0) - 180.0;
    (around * expected.y.to_radians().cos()).hypot(dy) * 111_320.0
}

/// Why a case cannot be asked of layers, which have two coordinates, or of the library as it is called here.
fn not_ours(operation: &str, has_height: bool) -> Option<&'static str> {
    if has_height {
        Some("a height or time other than 0")
    } else if operation.contains("init=epsg") {
        Some("steps of the old form +init=epsg:N, which PROJ reads only in its mode for PROJ.4")
    } else if operation.contains("geocent") {
        Some("three coordinates from the earth's centre")
    } else {
        None
    }
}

#[test]
fn operations_are_those_of_proj() {
    let Some(folder) = folder("proj") else { return };
    let text = std::fs::read_to_string(folder.join("cases_verified.jsonl")).expect("the file");
    let (mut checked, mut left_out, mut wrong) = (0, BTreeMap::<&str, usize>::new(), Vec::new());
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).expect("JSON");
        let text_of = |member: &str| case[member].as_str().expect("a text");
        let accept: Vec<f64> = text_of("accept").split_whitespace().map(number).collect();
        let expect: Vec<f64> = text_of("expect").split_whitespace().map(number).collect();
        let has_height = accept[2..].iter().any(|number| *number != 0.0);
        if let Some(reason) = not_ours(text_of("op"), has_height) {
            *left_out.entry(reason).or_default() += 1;
            continue;
        }
        let operation = match ProjOperation::new(text_of("op")) {
            Ok(operation) => operation,
            Err(error) => {
                wrong.push(format!("{}: {error}", text_of("id")));
                continue;
            }
        };
        let mut coords = [Coord { x: accept[0], y: accept[1] }];
        let is_forward = text_of("direction") == "forward";
        if is_forward {
            operation.forward(&mut coords)
        } else {
            operation.inverse(&mut coords)
        }
        let in_degrees = if is_forward { operation.gives_degrees() } else { operation.takes_degrees() };
        let error = apart(coords[0], Coord { x: expect[0], y: expect[1] }, in_degrees);
        if error <= tolerance(&case["tol"]) {
            checked += 1;
        } else {
            wrong.push(format!(
                "{}: {} of {:?} is {:?}, not {expect:?} ({error} m)",
                text_of("id"),
                text_of("op"),
                accept,
                coords[0]
            ));
        }
    }
    println!("{checked} checked, left out: {left_out:?}");
    assert!(wrong.is_empty(), "{} wrong, {checked} right:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
    let counts: Vec<usize> = left_out.into_values().collect();
    assert_eq!((checked, counts.as_slice()), (4374, [98, 699, 7].as_slice()));
}
