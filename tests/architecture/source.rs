//! Source files reduced to the code that is compiled into the library: no comments, no texts, no tests.

use std::fs;
use std::path::{Path, PathBuf};

const TEST_MARK: &str = "#[cfg(test)]";

/// A file of `src/`, reduced by [`code_of`].
pub(super) struct SourceFile {
    /// Path below `src/`, with `/`: `atlas/mod.rs`.
    pub(super) path: String,
    pub(super) code: String,
}

impl SourceFile {
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_string(), code: code_of(text) }
    }

    /// The module directly below the root; `None` for `lib.rs` and `main.rs`.
    pub(super) fn module(&self) -> Option<&str> {
        let module = self.path.split('/').next()?.trim_end_matches(".rs");
        (!matches!(module, "lib" | "main")).then_some(module)
    }

    /// How many modules down from the root: 1 for `error.rs` and `atlas/mod.rs`, 2 for `atlas/unit.rs`.
    pub(super) fn depth(&self) -> usize {
        let parts = self.path.split('/').count();
        if self.path.ends_with("/mod.rs") { parts - 1 } else { parts }
    }
}

/// Every file of `src/` but those of tests, in order of path.
pub(super) fn library_sources() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect_rust_files(&root, &mut paths);
    paths.sort();
    let relative = |path: &Path| -> String {
        let below = path.strip_prefix(&root).expect("found below src");
        below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    };
    let read = |path: &PathBuf| (relative(path), fs::read_to_string(path).expect("readable source"));
    without_test_files(&paths.iter().map(read).collect::<Vec<_>>())
}

/// Leaves out the files of modules that are declared under `#[cfg(test)]`, and those named `...tests.rs`.
fn without_test_files(files: &[(String, String)]) -> Vec<SourceFile> {
    let tests: Vec<String> = files.iter().flat_map(|(path, text)| test_modules(path, text)).collect();
    let is_test = |path: &str| {
        let module = path.trim_end_matches(".rs").trim_end_matches("/mod");
        let declared = |test: &String| module == test || module.starts_with(&format!("{test}/"));
        module.ends_with("tests") || tests.iter().any(declared)
    };
    files.iter().filter(|(path, _)| !is_test(path)).map(|(path, text)| SourceFile::new(path, text)).collect()
}

/// Paths, without `.rs`, of the modules that a file declares as `#[cfg(test)] mod NAME;`.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let stem = path.trim_end_matches(".rs");
    let folder =
        ["mod", "lib", "main"].iter().find_map(|root| stem.strip_suffix(root)).map_or(format!("{stem}/"), str::to_string);
    let code = without_comments_and_texts(text);
    let declared = |after: &str| Some(after.trim_start().strip_prefix("mod ")?.split_once(';')?.0.trim().to_string());
    let is_name = |name: &String| name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    code.split(TEST_MARK).skip(1).filter_map(declared).filter(is_name).map(|name| format!("{folder}{name}")).collect()
}

fn collect_rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("readable folder") {
        let path = entry.expect("readable entry").path();
        if path.is_dir() {
            collect_rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The code without comments, without the insides of texts, and without items marked `#[cfg(test)]`.
pub(super) fn code_of(text: &str) -> String {
    without_test_items(&without_comments_and_texts(text))
}

fn without_comments_and_texts(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = comment_length(rest).or_else(|| literal_length(rest, &code));
        match skipped {
            Some(length) => {
                code.push(' ');
                rest = &rest[length..];
            }
            None => {
                code.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    code
}

/// The length of the comment that starts here. Block comments nest.
fn comment_length(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let (mut at, mut open) = (2, 1);
    while open > 0 && at < rest.len() {
        let tail = &rest.as_bytes()[at..];
        let step = if tail.starts_with(b"/*") {
            open += 1;
            2
        } else if tail.starts_with(b"*/") {
            open -= 1;
            2
        } else {
            1
        };
        at += step;
    }
    Some(at)
}

/// The length of the text or character that starts here; `before` is the code so far.
fn literal_length(rest: &str, before: &str) -> Option<usize> {
    let starts_word = !before.ends_with(|last: char| last.is_alphanumeric() || last == '_');
    let unprefixed = if starts_word { rest.trim_start_matches(['b', 'c']) } else { rest };
    let prefix = rest.len() - unprefixed.len();
    let raw = unprefixed.strip_prefix('r').filter(|_| starts_word).and_then(raw_text_length);
    let length = match unprefixed.chars().next()? {
        'r' => 1 + raw?,
        '"' => quoted_length(unprefixed, '"')?,
        '\'' => character_length(unprefixed)?,
        _ => return None,
    };
    Some(prefix + length)
}

/// The length of `#"..."#` with any number of hashes, after the `r`.
fn raw_text_length(rest: &str) -> Option<usize> {
    let inner = rest.trim_start_matches('#');
    let hashes = rest.len() - inner.len();
    let inner = inner.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(hashes + 1 + inner.find(&end)? + end.len())
}

fn quoted_length(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length of a character such as `'{'` or `'\''`; `None` for a lifetime.
fn character_length(rest: &str) -> Option<usize> {
    let mut letters = rest.char_indices().skip(1);
    let (_, first) = letters.next()?;
    let (at, second) = letters.next()?;
    if first == '\\' { quoted_length(rest, '\'') } else { (second == '\'').then_some(at + 1) }
}

fn without_test_items(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(TEST_MARK) {
        kept.push_str(&rest[..at]);
        rest = &rest[at + TEST_MARK.len()..];
        rest = &rest[item_length(rest)..];
    }
    kept.push_str(rest);
    kept
}

/// The length of an item: to its semicolon, or to the end of its braces.
fn item_length(rest: &str) -> usize {
    let mut open = 0_usize;
    for (at, letter) in rest.char_indices() {
        match letter {
            '{' | '(' | '[' => open += 1,
            '}' | ')' | ']' => open = open.saturating_sub(1),
            _ => {}
        }
        if open == 0 && matches!(letter, ';' | '}') {
            return at + 1;
        }
    }
    rest.len()
}

#[test]
fn comments_texts_and_tests_are_left_out() {
    let text = r##"
        // crate::one
        /* crate::two /* nested */ still */ fn kept<'a>(x: &'a str) -> char { '{' }
        const A: &str = "crate::three \" }"; const B: &str = r#"crate::"four" }"#; const C: &[u8] = b"crate::five";
        #[cfg(test)]
        mod tests { use crate::six::{A, B}; fn f() { if true { } } }
        #[cfg(test)]
        use crate::seven::{C};
        fn last() { char::from(b'"'); var"" }
    "##;
    let code = code_of(text);
    for gone in ["one", "two", "three", "four", "five", "six", "seven", "still"] {
        assert!(!code.contains(gone), "{gone} in {code}");
    }
    for kept in ["fn kept<'a>(x: &'a str)", "const B", "const C", "fn last()", "char::from"] {
        assert!(code.contains(kept), "no {kept} in {code}");
    }
}

#[test]
fn every_module_is_read() {
    let sources = library_sources();
    for module in ["atlas", "scheme", "quantity", "error", "finding"] {
        assert!(sources.iter().any(|file| file.module() == Some(module) && !file.code.is_empty()), "no {module}");
    }
}

#[test]
fn files_of_test_modules_are_left_out() {
    let file = |path: &str, text: &str| (path.to_string(), text.to_string());
    let files = [
        file("atlas/mod.rs", "mod names;\n#[cfg(test)]\nmod fixture;\n#[cfg(test)]\nmod tests { mod inner; }\nmod inner;"),
        file("atlas/fixture/grid.rs", ""),
        file("atlas/fixture/mod.rs", ""),
        file("atlas/inner.rs", ""),
        file("atlas/names.rs", "#[cfg(test)] mod spelled;"),
        file("atlas/names/spelled.rs", ""),
        file("atlas/names_tests.rs", ""),
    ];
    let kept: Vec<String> = without_test_files(&files).into_iter().map(|file| file.path).collect();
    assert_eq!(kept, ["atlas/mod.rs", "atlas/inner.rs", "atlas/names.rs"]);
}
