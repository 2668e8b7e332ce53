//! The top level of the repository is fixed.

use std::collections::BTreeSet;
use std::process::Command;

const ALLOWED: [&str; 19] = [
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "Makefile",
    "README.md",
    "benches",
    "docs",
    "build.rs",
    "clippy.toml",
    "examples",
    "geodata",
    "rustfmt.toml",
    "src",
    "tests",
    ".gitattributes",
];

/// Names at the top level of what git holds; `None` outside a clone or without git.
fn top_level_entries() -> Option<BTreeSet<String>> {
    let listed = Command::new("git").args(["ls-files"]).current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
    let names = String::from_utf8_lossy(&listed.stdout).into_owned();
    let entries: BTreeSet<String> = names.lines().filter_map(|path| path.split('/').next()).map(str::to_string).collect();
    (listed.status.success() && !entries.is_empty()).then_some(entries)
}

#[test]
fn nothing_else_lies_at_the_top_level() {
    let Some(entries) = top_level_entries() else {
        println!("skipped: not a git clone");
        return;
    };
    let extra: Vec<&String> = entries.iter().filter(|entry| !ALLOWED.contains(&entry.as_str())).collect();
    assert!(extra.is_empty(), "not among the fixed entries: {extra:?}");
    for needed in ["Cargo.toml", "src", "geodata", "tests"] {
        assert!(entries.contains(needed), "no {needed}");
    }
}
