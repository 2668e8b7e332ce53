use super::super::SchemeFile;
use super::super::test_atlas::problems;
use super::*;
use crate::error::ErrorKind;

const MISTAKES: &str = "[[ring]]\nid = \"core\"\nmembers = [\"北京\", \"Bejing\"]\ncolour = 1\n";

#[test]
fn plain_lines_name_file_line_column_and_remedy() {
    let text = problems(MISTAKES).to_string();
    assert_eq!(
        text,
        "error[unknown-unit]: t.toml:5:18: no unit is called 'Bejing'; did you mean Beijing (110000, province)?\n\
         error[unknown-key]: t.toml:6:1: unknown key 'colour' in ring 'core'; known keys: id, name, name_zh, members, rule, of, \
         level, model, within, except, basis, contiguous, detour, speed, dwell_min, boarding_radius_km, entry_min, security_min, \
         wait_cap_min, service_hours, transfer_min, through_trains, exit_min, access_speed_kmh, access_detour, access_limit_km"
    );
}

#[test]
fn findings_carry_position_and_severity() {
    let findings = problems(MISTAKES).findings();
    assert_eq!(findings.len(), 2);
    assert_eq!(findings[0].position(), Some(TextPosition { line: 5, column: 18 }));
    assert_eq!((findings[0].file(), findings[0].code()), (Some("t.toml"), "unknown-unit"));
    let json = serde_json::to_value(&findings[1]).expect("findings serialise");
    assert_eq!(json["position"]["line"], 6);
}

#[test]
fn the_root_error_is_a_bad_request_with_every_error() {
    let error = Error::from(problems(MISTAKES));
    assert_eq!(error.kind(), ErrorKind::BadRequest);
    assert_eq!(error.problems().len(), 2);
    let source = std::error::Error::source(&error).expect("the diagnostics are the source");
    assert!(source.downcast_ref::<SchemeDiagnostics>().is_some());
}

#[test]
fn a_byte_order_mark_does_not_shift_columns() {
    let problems = SchemeFile::read("t.toml", "\u{feff}idd = 1\n").diagnostics();
    let unknown = problems.as_slice().iter().find(|problem| problem.code() == "unknown-key").expect("idd is unknown");
    assert_eq!(problems.source_file().position(unknown.span()), TextPosition { line: 1, column: 1 });
}

#[cfg(feature = "cli")]
#[test]
fn the_report_underlines_the_word() {
    let problems = problems(MISTAKES);
    let mut shown = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
    handler.render_report(&mut shown, &problems.report()).expect("writing to a string");
    assert!(shown.contains("t.toml: 2 errors"), "{shown}");
    assert!(shown.contains("[t.toml:5:18]") || shown.contains("t.toml:5:"), "{shown}");
    let lines: Vec<&str> = shown.lines().collect();
    let member_line = lines.iter().position(|line| line.contains("\"Bejing\"]")).expect("the line is shown");
    assert!(lines[member_line + 1].contains("^^^^^^^^"), "{shown}");
    assert!(shown.contains("did you mean Beijing (110000, province)?"), "{shown}");
}

#[test]
fn the_summary_counts_by_severity() {
    let text = "[[ring]]\nid = \"core\"\nmembers = [\"Bejing\", \"Datong\"]\nof = \"core\"\n";
    assert_eq!(problems(text).report().to_string(), "t.toml: 2 errors, 1 warning, 1 note");
}
