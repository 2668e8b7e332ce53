//! What must not be written in the library, or only in some modules of it.

use super::source::{SourceFile, library_sources};

/// Words that are forbidden outside some modules, and why.
struct Ban {
    words: &'static [&'static str],
    except: &'static [&'static str],
    why: &'static str,
}

const BANS: [Ban; 4] = [
    Ban {
        words: &[".unwrap()", "panic!", "todo!", "unimplemented!", "dbg!", "unsafe"],
        except: &[],
        why: "bad input is a finding or an error, never a panic",
    },
    Ban {
        words: &["println!", "print!", "eprintln!", "eprint!"],
        except: &[],
        why: "a closed pipe would panic; the command line writes to handles and the library returns values",
    },
    Ban {
        words: &["process::exit", "env::", "SystemTime", "Instant"],
        except: &["cli"],
        why: "only the command line ends the process and reads environment and clock",
    },
    Ban {
        words: &["rayon"],
        except: &["analysis", "cli"],
        why: "parallel work is started in one place, where the order of results is kept",
    },
];

fn violations(file: &SourceFile) -> Vec<String> {
    let applies = |ban: &&Ban| file.module().is_none_or(|module| !ban.except.contains(&module));
    let in_file = |ban: &Ban| {
        let written = |word: &&&str| contains_word(&file.code, word);
        let describe = |word: &&str| format!("{}: {word} ({})", file.path, ban.why);
        ban.words.iter().filter(written).map(describe).collect::<Vec<_>>()
    };
    BANS.iter().filter(applies).flat_map(in_file).collect()
}

/// True when the word is there and not only as the end of a longer one: `eprint!` does not contain `print!`.
fn contains_word(code: &str, word: &str) -> bool {
    let continues = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word).any(|(at, _)| {
        let longer_before = word.starts_with(continues) && code[..at].ends_with(continues);
        let longer_after = word.ends_with(continues) && code[at + word.len()..].starts_with(continues);
        !longer_before && !longer_after
    })
}

#[test]
fn nothing_forbidden_is_written() {
    let found: Vec<String> = library_sources().iter().flat_map(violations).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn forbidden_words_are_found() {
    let count = |path: &str, text: &str| violations(&SourceFile::new(path, text)).len();
    assert_eq!(count("atlas/mod.rs", "fn f() { x.unwrap(); }"), 1);
    assert_eq!(count("cli/mod.rs", "fn f() { eprintln!(\"\"); }"), 1);
    assert_eq!(count("io/mod.rs", "fn f() { std::process::exit(1); std::env::var(\"A\"); }"), 2);
    assert_eq!(count("cli/mod.rs", "use rayon::prelude::*; fn f() { std::process::exit(1); }"), 0);
    assert_eq!(count("geometry/mod.rs", "use rayon::prelude::*;"), 1);
    assert_eq!(count("main.rs", "fn f() { std::process::exit(1); }"), 1);
    assert_eq!(count("io/mod.rs", "fn f() { x.unwrap_or(1); env!(\"A\"); my_rayons(); } // x.unwrap()"), 0);
}
