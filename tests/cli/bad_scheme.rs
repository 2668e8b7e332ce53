//! Schemes with mistakes: all of them at once, with line, column and the closest valid word. The whole text stands in the golden
//! files.

use super::{file, folder, ringshed_in};

pub(super) const BAD: &str = r#"id = "bad"
name = "Bad"
colour = "red"

[[ring]]
id = "core"
name = "Core"
members = ["Bejing", "Tongzhou", "Tianjin"]

[[ring]]
id = "outer"
nmae = "Outer"
members = ["Tangshan", "Hohhot"]

[[ring]]
id = "outer"
name = "Again"
level = "citty"
members = []
"#;

/// Code, line, column (counted by hand above), and what else the message has.
const MISTAKES: [(&str, u64, u64, &str); 7] = [
    ("unknown-key", 3, 1, "colour"),
    ("unknown-unit", 8, 12, "Beijing (110000"),
    ("ambiguous-unit", 8, 22, "Tongzhou, Nantong, Jiangsu (320612"),
    ("unknown-key", 12, 1, "did you mean 'name'"),
    ("duplicate-ring", 16, 6, "'outer'"),
    ("unknown-level", 18, 9, "did you mean 'city'"),
    ("empty-ring", 19, 11, "no members"),
];

#[test]
fn every_mistake_is_reported_with_its_place_and_a_suggestion() {
    let folder = folder();
    file(&folder, "bad.toml", BAD);
    for verb in [&["rings", "bad.toml"][..], &["run", "bad.toml", "--out", "out"], &["explain", "bad.toml", "Beijing"]] {
        let outcome = ringshed_in(folder.path(), &[&["--messages", "json"], verb].concat()).exits(2);
        let messages: Vec<serde_json::Value> =
            outcome.stderr.lines().map(|line| serde_json::from_str(line).expect("one JSON object a line")).collect();
        for (code, line, column, text) in MISTAKES {
            let is_it = |finding: &serde_json::Value| {
                let position = &finding["position"];
                let words = format!("{} {}", finding["message"], finding["remedy"]);
                finding["code"] == code && position["line"] == line && position["column"] == column && words.contains(text)
            };
            let found = messages.iter().filter(|message| is_it(&message["finding"])).count();
            assert_eq!(found, 1, "{code} at {line}:{column} in {}", outcome.stderr);
        }
        assert_eq!(messages.last().expect("messages")["error"]["exit_code"], 2);
        assert_eq!(super::names_in(folder.path()), ["bad.toml"]);
    }
}

#[test]
fn people_see_the_line_with_the_word_underlined() {
    let folder = folder();
    file(&folder, "bad.toml", BAD);
    let outcome = ringshed_in(folder.path(), &["rings", "bad.toml"]).exits(2);
    assert!(!outcome.stderr.contains('\u{1b}'), "no colours where there is no terminal");
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    let colour = lines.iter().position(|line| line.contains("3 │ colour = \"red\"")).expect("the line");
    assert!(lines[colour + 1].trim_end().ends_with("──────"), "{}", lines[colour + 1]);
    outcome.says(&["bad.toml:3:1", "bad.toml:8:12", "did you mean Beijing (110000", "did you mean 'name'?"]);
}

#[test]
fn a_scheme_that_is_no_toml_says_where() {
    let folder = folder();
    file(&folder, "broken.toml", "id = \"x\nname = 1\n");
    ringshed_in(folder.path(), &["rings", "broken.toml"]).exits(2).says(&["broken.toml:1:8", "not valid TOML"]);
}

/// What can be settled is a warning, and the work goes on.
#[test]
fn a_member_listed_twice_counts_once() {
    let folder = folder();
    let twice = "id = \"x\"\nname = \"X\"\n\n[[ring]]\nid = \"core\"\nname = \"A\"\nmembers = [\"Tianjin\", \"120000\"]\n";
    file(&folder, "twice.toml", twice);
    let outcome = ringshed_in(folder.path(), &["rings", "twice.toml", "--table"]).exits(0);
    assert_eq!(outcome.table().cells("units"), ["1"]);
    outcome.says(&["warning[duplicate-member]: twice.toml:7:23"]);
}

#[test]
fn a_duplicate_name_of_a_ring_is_one_mistake_not_two() {
    let folder = folder();
    let twice = "id = \"x\"\nname = \"X\"\n\n[[ring]]\nid = \"core\"\nname = \"A\"\nmembers = [\"Beijing\"]\n\n\
                 [[ring]]\nid = \"core\"\nname = \"B\"\nmembers = [\"Tianjin\"]\n";
    file(&folder, "twice.toml", twice);
    let outcome = ringshed_in(folder.path(), &["--messages", "json", "rings", "twice.toml"]).exits(2);
    outcome.says(&["duplicate-ring"]).says_times("rings-out-of-order", 0).says(&["1 problem,"]);
}
