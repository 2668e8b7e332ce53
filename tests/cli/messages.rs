//! Messages and progress: what goes to stderr, in which form, and that results alone go to stdout.

use std::process::{Command, Stdio};

use super::{finish, folder, ringshed, ringshed_in, text};

#[test]
fn quiet_leaves_errors_only() {
    let folder = folder();
    let out = text(folder.path());
    assert_eq!(ringshed(&["--quiet", "run", "--out", out]).exits(0).stderr, "");
    assert!(!ringshed(&["run", "--out", out]).exits(0).stderr.is_empty());
    ringshed(&["--quiet", "matrix", "Bejing"]).exits(2).says(&["error: no unit is called 'Bejing'"]);
    ringshed(&["matrix", "Beijing", "--quiet"]).exits(0);
}

#[test]
fn json_messages_are_one_object_a_line() {
    let folder = folder();
    let outcome = ringshed(&["--messages", "json", "run", "--out", text(folder.path())]).exits(0);
    let messages: Vec<serde_json::Value> =
        outcome.stderr.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for message in &messages {
        let object = message.as_object().expect("an object");
        assert_eq!(object.len(), 1);
        assert!(object.keys().all(|key| ["finding", "note", "error"].contains(&key.as_str())), "{message}");
    }
    let findings: Vec<&serde_json::Value> =
        messages.iter().map(|message| &message["finding"]).filter(|finding| !finding.is_null()).collect();
    // The same as in the file.
    assert_eq!(serde_json::json!(findings), super::json(&folder.path().join("findings.json")));
    let error = ringshed(&["--messages", "json", "matrix", "Bejing;Tongzhou"]).exits(2).stderr;
    let error: serde_json::Value = serde_json::from_str(error.trim()).expect("JSON");
    assert_eq!(error["error"]["exit_code"], 2);
    assert_eq!(error["error"]["problems"].as_array().map(Vec::len), Some(2));
}

#[test]
fn no_finding_comes_twice() {
    let folder = folder();
    for scheme in ["beijing-bay", "greater-bay-area", "yangtze-delta", "jing-jin-ji"] {
        let stderr = ringshed(&["run", scheme, "--out", text(folder.path())]).exits(0).stderr;
        let mut lines: Vec<&str> = stderr.lines().collect();
        let all = lines.len();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), all, "{scheme}: {stderr}");
    }
}

#[test]
fn progress_appears_when_asked_for() {
    let folder = folder();
    let out = text(folder.path());
    let always = ringshed(&["--quiet", "--progress", "always", "run", "--out", out]).exits(0);
    assert!(!always.stderr.is_empty(), "--progress always shows progress where there is no terminal");
    assert!(!always.stdout.contains("4/4"), "progress is no result");
    assert_eq!(ringshed(&["--quiet", "--progress", "never", "run", "--out", out]).exits(0).stderr, "");
    // By default only on a terminal, which this is not.
    assert_eq!(ringshed(&["--quiet", "run", "--out", out]).exits(0).stderr, "");
}

/// `ringshed units | head -1`: the reader has what it wants, and that is no failure.
#[test]
#[cfg(unix)]
fn a_closed_pipe_is_a_quiet_success() {
    let cities = "Beijing;Tianjin;Baoding;Tangshan;Langfang;Cangzhou;Zhengzhou;Dalian;Yantai;Qingdao;Hohhot;Datong";
    let verbs = [
        "units",
        "rings beijing-bay",
        &format!("matrix '{cities}'"),
        "circle Beijing Tianjin --minutes 30,60,90",
        "schemes",
    ];
    for verb in verbs {
        // The reader closes at once, before the first byte is written.
        let script = format!("{{ \"$RINGSHED\" --quiet {verb}; echo \"exit $?\" >&2; }} | true");
        let mut sh = Command::new("sh");
        let sh = sh.env("RINGSHED", env!("CARGO_BIN_EXE_ringshed")).args(["-c", &script]);
        let outcome = finish(sh, b"").exits(0);
        assert_eq!(outcome.stderr.trim(), "exit 0", "{verb}");
    }
}

#[test]
fn a_closed_stderr_is_no_failure() {
    let folder = folder();
    let mut command = super::command();
    command.args(["run", "--out", text(folder.path())]).stdout(Stdio::null()).stderr(Stdio::null());
    assert_eq!(command.status().expect("the command ends").code(), Some(0));
}

#[test]
fn stdout_has_results_and_nothing_else() {
    let folder = folder();
    let arguments = ["rings", "beijing-bay", "--out", "rings.geojson"];
    let outcome = ringshed_in(folder.path(), &arguments).exits(0);
    assert_eq!(outcome.stdout, "");
    ringshed(&["rings", "beijing-bay"]).exits(0).json();
}
