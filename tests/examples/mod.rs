//! The programs in examples/ run and say what they should. Cargo builds them before it runs the tests.

use std::path::PathBuf;
use std::process::Command;

/// What an example prints. Examples stand beside the folder of the test binaries.
fn output(example: &str, arguments: &[&str]) -> String {
    let tests = std::env::current_exe().expect("the test binary has a path");
    let folder: PathBuf = tests.ancestors().nth(2).expect("target/PROFILE/deps/tests").join("examples");
    let program = folder.join(format!("{example}{}", std::env::consts::EXE_SUFFIX));
    let run = Command::new(&program).args(arguments).output();
    let run = run.unwrap_or_else(|error| panic!("{}: {error}; run all tests, or build the examples", program.display()));
    assert!(run.status.success(), "{example}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).expect("UTF-8")
}

#[test]
fn ring_table() {
    let text = output("ring_table", &["greater-bay-area"]);
    assert!(text.contains("11 members") && text.contains("(100 % known)"), "{text}");
}

#[test]
fn locate_points() {
    let text = output("locate_points", &[]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines, ["116.65,39.91: Beijing, First ring", "117.2,39.13: Tianjin, First ring", "0,0: outside, no ring"]);
}

#[test]
fn own_rings() {
    let text = output("own_rings", &[]);
    assert!(text.contains("Langfang, Hebei (131000"), "the closest spelling is suggested: {text}");
}

#[test]
fn commuting_circles() {
    let text = output("commuting_circles", &[]);
    let collection: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(collection["features"].as_array().map(Vec::len), Some(4));
}
