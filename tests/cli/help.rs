//! `--help`: every verb has an example that works when pasted.

use std::process::Command;

use super::{finish, folder, ringshed};

/// Verbs with an example.
const VERBS: [&str; 22] = [
    "run",
    "schemes",
    "scheme",
    "units",
    "weights",
    "check",
    "rings",
    "explain",
    "audit",
    "measure",
    "locate",
    "circle",
    "catchments",
    "matrix",
    "links",
    "access",
    "overlap",
    "compare",
    "sweep",
    "suggest",
    "convert",
    "index",
];

/// The lines below "Example:" or "Examples:".
fn examples(help: &str) -> Vec<&str> {
    let lines = help.lines().skip_while(|line| !line.starts_with("Example")).skip(1);
    lines.map(str::trim).take_while(|line| !line.is_empty()).collect()
}

/// Pastes a line into a shell that finds the command, in some folder.
fn pasted(line: &str, folder: &std::path::Path) -> super::Outcome {
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_ringshed"));
    let mut path = binary.parent().expect("a folder").as_os_str().to_os_string();
    path.push(":");
    path.push(std::env::var_os("PATH").expect("PATH"));
    finish(Command::new("sh").current_dir(folder).env("PATH", &path).args(["-c", line]), b"")
}

/// The lines of the README's shell blocks that call the command, one after the other in one folder.
#[test]
fn every_command_of_the_readme_works_when_pasted() {
    let readme = include_str!("../../README.md");
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let calls: Vec<&str> = blocks.flat_map(str::lines).filter(|line| line.contains("ringshed ")).collect();
    assert!(calls.len() >= 15, "{calls:?}");
    let folder = folder();
    for call in calls {
        let outcome = pasted(call, folder.path());
        assert_eq!(outcome.code, 0, "{call}: {}", outcome.stderr);
    }
}

#[test]
fn every_example_works_when_pasted() {
    for verb in VERBS {
        let help = ringshed(&[verb, "--help"]).exits(0).stdout;
        let examples = examples(&help);
        assert!(!examples.is_empty(), "{verb} has no example");
        assert!(examples.iter().any(|line| line.contains(&format!("ringshed {verb}"))), "{verb}: {examples:?}");
        // The examples of a verb are pasted one after the other in one folder.
        let folder = folder();
        for example in examples {
            let outcome = pasted(example, folder.path());
            assert!(matches!(outcome.code, 0 | 1), "{example}: exit {}\n{}", outcome.code, outcome.stderr);
            assert!(!outcome.stderr.contains("error:"), "{example}: {}", outcome.stderr);
        }
    }
}

/// On a narrow terminal too an example is one line, or it could not be pasted.
#[test]
fn examples_are_not_wrapped() {
    for verb in VERBS {
        let help = finish(super::command().args([verb, "--help"]).env("COLUMNS", "80"), b"").exits(0).stdout;
        for line in examples(&help) {
            assert!(line.contains("ringshed ") || line.starts_with("printf"), "{verb}: a wrapped example: {line}");
            assert!(line.chars().count() <= 78, "{verb}: {line}");
        }
    }
}

#[test]
fn the_summary_lists_every_verb_and_the_exit_codes() {
    let help = ringshed(&["--help"]).exits(0).stdout;
    for verb in VERBS {
        assert!(help.lines().any(|line| line.trim_start().starts_with(&format!("{verb} "))), "{verb}");
    }
    for text in ["0 done", "2 bad request", "3 unreadable input", "4 could not write", "130 interrupted"] {
        let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(text), "{text}");
    }
    assert_eq!(ringshed(&["--version"]).exits(0).stdout.trim(), format!("ringshed {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn mistyped_verbs_and_options_are_refused_with_a_suggestion() {
    ringshed(&["matrx", "Beijing"]).exits(2).says(&["'matrx'", "matrix"]);
    ringshed(&["circle", "Beijing", "--minuts", "60"]).exits(2).says(&["--minuts", "--minutes"]);
    ringshed(&["circle"]).exits(2).says(&["<FROM>"]);
}
