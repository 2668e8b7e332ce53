//! One and eight threads give identical bytes.

use std::fs;

use super::{command, finish, folder, names_in, ringshed, text};

#[test]
fn run_writes_the_same_files_with_one_and_eight_threads() {
    let (one, eight) = (folder(), folder());
    let stdout = |threads: &str, folder: &tempfile::TempDir| {
        ringshed(&["--quiet", "--threads", threads, "run", "--out", text(folder.path())]).exits(0).stdout
    };
    assert_eq!(stdout("1", &one), stdout("8", &eight));
    let names = names_in(one.path());
    assert_eq!(names, names_in(eight.path()));
    assert_eq!(names.len(), 14);
    for name in names {
        let read = |folder: &tempfile::TempDir| fs::read(folder.path().join(&name)).expect("readable");
        assert!(read(&one) == read(&eight), "{name} differs");
    }
}

#[test]
fn other_verbs_print_the_same_with_one_and_eight_threads() {
    let cities = "Beijing;Tianjin;Shijiazhuang;Tangshan;Baoding;Langfang;Cangzhou;Zhangjiakou;Chengde;Qinhuangdao";
    let requests: [&[&str]; 8] = [
        &["circle", "Beijing", "Tianjin", "179.5,0", "0,89", "--minutes", "30,60,90"],
        &["circle", "Beijing", "Tianjin", "--model", "rail", "--minutes", "30,60,90", "--rings", "--dissolve"],
        &["catchments", cities, "--model", "rail", "--within", "Beijing", "Tianjin", "Hebei"],
        &["matrix", cities],
        &["links", cities, "--minutes", "60,90,120"],
        &["catchments", cities, "--within", "Beijing", "Tianjin", "Hebei"],
        &["units", "--level", "city"],
        &["rings", "greater-bay-area"],
    ];
    for request in requests {
        let with = |threads: &str| finish(command().args(["--threads", threads]).args(request), b"").exits(0);
        let (one, eight) = (with("1"), with("8"));
        assert!(one.stdout == eight.stdout, "{request:?}: stdout differs");
        assert_eq!(one.stderr, eight.stderr, "{request:?}");
    }
}

#[test]
fn impossible_numbers_of_threads_are_refused() {
    for threads in ["0", "-1", "many"] {
        ringshed(&["schemes", &format!("--threads={threads}")]).exits(2).says(&["--threads"]);
    }
}
