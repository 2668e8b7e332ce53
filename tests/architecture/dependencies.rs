//! Modules use each other in one direction only: the table of the design, held against `crate::` paths in the source.

use super::source::{SourceFile, library_sources};

/// A module of the library and the modules it may use besides itself.
struct Rule {
    module: &'static str,
    may_use: &'static [&'static str],
}

const fn rule(module: &'static str, may_use: &'static [&'static str]) -> Rule {
    Rule { module, may_use }
}

/// From the inside out: a module stands below everything it uses. A new module is added here before it is used.
const RULES: [Rule; 16] = [
    rule("quantity", &[]),
    rule("error", &[]),
    rule("finding", &["quantity"]),
    rule("crs", &["quantity", "finding"]),
    rule("geometry", &["quantity", "finding", "error"]),
    rule("layer", &["quantity"]),
    rule("io", &["crs", "layer", "quantity", "finding", "error"]),
    rule("atlas", &["geometry", "layer", "quantity", "finding", "error"]),
    rule("index", &["atlas", "geometry", "quantity"]),
    rule("scheme", &["atlas", "quantity", "finding", "error"]),
    rule("network", &["geometry", "layer", "quantity", "finding", "error"]),
    rule("edit", &["network", "scheme", "quantity"]),
    rule("travel", &["network", "atlas", "geometry", "quantity"]),
    rule(
        "analysis",
        &["scheme", "travel", "network", "index", "atlas", "geometry", "layer", "crs", "quantity", "finding", "error"],
    ),
    rule(
        "report",
        &["analysis", "layer", "scheme", "travel", "network", "atlas", "geometry", "quantity", "finding", "error"],
    ),
    rule(
        "cli",
        &[
            "report", "analysis", "travel", "edit", "network", "scheme", "index", "atlas", "io", "layer", "geometry", "crs",
            "finding", "error", "quantity",
        ],
    ),
];

/// What a file does against [`RULES`], as sentences.
fn violations(file: &SourceFile) -> Vec<String> {
    let Some(module) = file.module() else { return Vec::new() };
    let Some(rule) = RULES.iter().find(|rule| rule.module == module) else {
        return vec![format!("{}: module '{module}' is not in the table of this test", file.path)];
    };
    let forbidden = |used: &String| used != module && !rule.may_use.contains(&used.as_str());
    let mut found: Vec<String> =
        crate_uses(&file.code).into_iter().filter(forbidden).map(|used| describe(&file.path, module, &used)).collect();
    if reaches_root_by_super(&file.code, file.depth()) {
        found.push(format!("{}: reaches another module by 'super::'; write 'crate::MODULE::'", file.path));
    }
    found.sort();
    found.dedup();
    found
}

fn describe(path: &str, module: &str, used: &str) -> String {
    if RULES.iter().any(|rule| rule.module == used) {
        format!("{path}: '{module}' must not use '{used}'")
    } else if used.starts_with(char::is_uppercase) {
        format!("{path}: uses the re-export crate::{used}; name the module that defines it")
    } else {
        format!("{path}: uses crate::{used}, which is not in the table of this test")
    }
}

/// The first names after `crate::`, of paths and of `use` groups such as `crate::{atlas::{Atlas, Unit}, error}`.
fn crate_uses(code: &str) -> Vec<String> {
    let mut used = Vec::new();
    for (at, matched) in code.match_indices("crate::") {
        let is_longer_word = code[..at].ends_with(|last: char| last.is_alphanumeric() || last == '_');
        if !is_longer_word {
            used.extend(first_names(&code[at + matched.len()..]));
        }
    }
    used
}

fn first_names(path: &str) -> Vec<String> {
    match path.trim_start().strip_prefix('{') {
        Some(group) => members_of_group(group),
        None => vec![first_name(path)],
    }
}

fn first_name(path: &str) -> String {
    path.trim_start().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// The first name of each member of a `use` group, given what follows its opening brace.
fn members_of_group(group: &str) -> Vec<String> {
    let mut members = Vec::new();
    let mut open = 1_usize;
    let mut start = 0;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 || (open == 1 && letter == ',') {
            members.push(first_name(&group[start..at]));
            start = at + 1;
        }
        if open == 0 {
            break;
        }
    }
    members.retain(|member| !member.is_empty() && member != "self");
    members
}

/// True when `super::super::` climbs from a module of this depth to the root.
fn reaches_root_by_super(code: &str, depth: usize) -> bool {
    let climb = "super::".repeat(depth);
    code.contains(&climb)
}

#[test]
fn modules_depend_in_one_direction() {
    let found: Vec<String> = library_sources().iter().flat_map(violations).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_table_has_no_circle() {
    for (place, rule) in RULES.iter().enumerate() {
        for used in rule.may_use {
            let below = RULES[..place].iter().any(|lower| lower.module == *used);
            assert!(below, "'{}' stands above '{used}', which it may use", rule.module);
        }
    }
}

#[test]
fn forbidden_uses_are_found() {
    let found = |path: &str, text: &str| violations(&SourceFile::new(path, text));
    assert_eq!(
        found("geometry/buffer.rs", "use crate::atlas::Atlas;"),
        ["geometry/buffer.rs: 'geometry' must not use 'atlas'"]
    );
    let nested = "use crate::{\n    quantity::{LonLat, Metres},\n    scheme::Plan,\n};";
    assert_eq!(found("travel/crow.rs", nested), ["travel/crow.rs: 'travel' must not use 'scheme'"]);
    let inline = "fn f() -> crate::report::Table { crate::report::table() }";
    assert_eq!(found("analysis/links.rs", inline), ["analysis/links.rs: 'analysis' must not use 'report'"]);
    assert_eq!(
        found("index/mod.rs", "use crate::Atlas;"),
        ["index/mod.rs: uses the re-export crate::Atlas; name the module that defines it"]
    );
    assert_eq!(
        found("io/csv.rs", "use crate::sketches::Sketch;"),
        ["io/csv.rs: uses crate::sketches, which is not in the table of this test"]
    );
    assert_eq!(found("sketches.rs", ""), ["sketches.rs: module 'sketches' is not in the table of this test"]);
    for (path, text) in [("layer/value.rs", "use super::super::atlas::Atlas;"), ("error.rs", "use super::atlas::Atlas;")] {
        assert_eq!(found(path, text), [format!("{path}: reaches another module by 'super::'; write 'crate::MODULE::'")]);
    }
}

#[test]
fn allowed_uses_are_not() {
    let found = |path: &str, text: &str| violations(&SourceFile::new(path, text));
    let none: [String; 0] = [];
    let text = "use super::level::Level;\nuse crate::atlas::unit::Unit;\nuse crate::{geometry, layer::{Layer, Value}};\n\
                pub(crate) fn f() {}\n/// [`crate::cli`]\n#[cfg(test)]\nmod tests {\n    use crate::scheme::Plan;\n}\n";
    assert_eq!(found("atlas/builder.rs", text), none);
    assert_eq!(found("lib.rs", "pub use atlas::Atlas; use crate::cli::main;"), none);
}
