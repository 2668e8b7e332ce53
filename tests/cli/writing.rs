//! Outputs that cannot be written, and work that is interrupted: exit 4 or 130, nothing half-written (SPEC.md section 6).

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{command, file, finish, folder, names_in, ringshed_in, text};

/// Runs a shell script in which `$RINGSHED` is the command.
fn shell(folder: &Path, script: &str) -> super::Outcome {
    let mut sh = Command::new("sh");
    finish(sh.current_dir(folder).env("RINGSHED", env!("CARGO_BIN_EXE_ringshed")).args(["-c", script]), b"")
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_under_stdout() {
    let folder = folder();
    for verb in ["units", "circle Beijing", "matrix 'Beijing;Tianjin'", "rings tokyo-bay --table", "schemes"] {
        shell(folder.path(), &format!("exec \"$RINGSHED\" --quiet {verb} > /dev/full"))
            .exits(4)
            .says(&["cannot write to stdout", "No space left on device"]);
    }
}

/// A file system of 64 KiB where tests may mount one; elsewhere a limit on the size of files does the same to the writer.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_under_a_folder() {
    let folder = folder();
    fs::create_dir(folder.path().join("small")).expect("made");
    let script = "mount -t tmpfs -o size=64k none small 2>/dev/null || exit 99
        \"$RINGSHED\" --quiet run --out small/out; a=$?
        \"$RINGSHED\" --quiet circle Beijing Tianjin Dalian --minutes 30,60,90 --out small/c.geojson; b=$?
        ls -A small small/out 2>/dev/null; umount small; exit $((a * 10 + b))";
    let outcome = shell(folder.path(), script);
    if outcome.code == 99 {
        println!("skipped: mounting is not permitted here");
        return;
    }
    let outcome = outcome.exits(44).says(&["cannot write", "No space left on device"]);
    assert!(!outcome.stdout.contains("geojson") && !outcome.stdout.contains("tmp"), "{}", outcome.stdout);
}

#[test]
fn folders_in_which_nothing_can_be_made() {
    let folder = folder();
    file(&folder, "file", "not a folder");
    // Permissions do not bind every user, so the folder is one below a file, and /proc.
    let mut places = vec!["file/out"];
    if cfg!(target_os = "linux") {
        places.push("/proc/ringshed");
    }
    for place in places {
        ringshed_in(folder.path(), &["--quiet", "run", "tokyo-bay", "--out", place]).exits(4).says(&["cannot write", place]);
        for verb in [&["circle", "Beijing"][..], &["rings", "tokyo-bay"]] {
            let out = format!("{place}/x.geojson");
            let request = [&["--quiet"], verb, &["--out", &out]].concat();
            ringshed_in(folder.path(), &request).exits(4).says(&["cannot write"]);
        }
        let out = format!("{place}/x.csv");
        ringshed_in(folder.path(), &["--quiet", "matrix", "Beijing", "--out", &out]).exits(4).says(&["cannot write"]);
        ringshed_in(folder.path(), &["--quiet", "units", "--out", &out]).exits(4).says(&["cannot write"]);
    }
    assert_eq!(names_in(folder.path()), ["file"]);
}

/// A folder that exists but takes no files is not said to be missing.
#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_takes_no_files_is_not_called_missing() {
    let outcome = super::ringshed(&["units", "--level", "province", "--out", "/proc/x.csv"]).exits(4).says(&["/proc/x.csv"]);
    assert!(!outcome.stderr.contains("does not exist"), "{}", outcome.stderr);
    super::ringshed(&["units", "--out", "/no/such/folder/x.csv"]).exits(4).says(&["does not exist"]);
}

/// `/dev/null` stays a device, and nothing is put beside it.
#[test]
#[cfg(target_os = "linux")]
fn devices_are_written_to() {
    for verb in [&["units"][..], &["matrix", "Beijing"], &["circle", "Beijing"], &["rings", "tokyo-bay", "--table"]] {
        super::ringshed(&[&["--quiet"], verb, &["--out", "/dev/null"]].concat()).exits(0);
        super::ringshed(&[&["--quiet"], verb, &["--out", "/dev/full"]].concat())
            .exits(4)
            .says(&["/dev/full", "No space left"]);
    }
    assert!(!fs::metadata("/dev/null").expect("there").is_file());
    assert!(!Path::new("/dev/null.manifest.json").exists());
}

#[test]
fn an_existing_output_survives_a_failed_run() {
    let folder = folder();
    file(&folder, "rings.geojson", "precious");
    let zones = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"x"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}}]}"#;
    file(&folder, "zones.geojson", zones);
    let request = ["--strict", "rings", "tokyo-bay", "--extend", "--boundaries", "zones.geojson", "--out", "rings.geojson"];
    ringshed_in(folder.path(), &request).exits(1);
    assert_eq!(fs::read_to_string(folder.path().join("rings.geojson")).expect("readable"), "precious");
}

/// Sends SIGINT while a big matrix is being written: exit 130, no output and no temporary file.
#[test]
#[cfg(unix)]
fn interrupted_work_leaves_nothing() {
    let folder = folder();
    let rows: String = (0..20_000).map(|row| format!("p{row},{},{}\n", row % 360 - 180, row % 170 - 85)).collect();
    file(&folder, "points.csv", format!("name,lon,lat\n{rows}"));
    let mut child = command()
        .current_dir(folder.path())
        .args(["--quiet", "matrix", "points.csv", "--out", "matrix.csv"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // Until its temporary file stands there.
    let started = std::time::Instant::now();
    while names_in(folder.path()).len() < 2 {
        assert!(started.elapsed() < Duration::from_secs(30), "nothing is being written");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(!folder.path().join("matrix.csv").exists(), "half-written under the final name");
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(kill.success());
    assert_eq!(child.wait().expect("the command ends").code(), Some(130));
    assert_eq!(names_in(folder.path()), ["points.csv"]);
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_leaves_nothing() {
    let folder = folder();
    let out = folder.path().join("out");
    for milliseconds in [20, 60, 150, 300] {
        let mut child = command()
            .args(["--quiet", "run", "--out", text(&out)])
            .stdout(Stdio::null())
            .spawn()
            .expect("the command starts");
        std::thread::sleep(Duration::from_millis(milliseconds));
        let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status();
        // Before the handler is installed the signal ends the process itself; after its end there is nothing to interrupt.
        let code = child.wait().expect("the command ends").code();
        assert!(matches!(code, Some(130 | 0) | None), "{code:?}");
        let names = if out.exists() { names_in(&out) } else { Vec::new() };
        assert!(names.iter().all(|name| !name.starts_with('.')), "temporary files: {names:?}");
        assert!(names.is_empty() || names.len() == 9, "all outputs or none: {names:?}");
        let _ = fs::remove_dir_all(&out);
    }
}
