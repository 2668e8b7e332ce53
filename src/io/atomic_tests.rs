use super::*;
use crate::error::ErrorKind;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn dropped_without_commit_leaves_the_old_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    fs::write(&path, "old").expect("written");
    let mut file = AtomicFile::create(&path).expect("open");
    file.write_all(b"half").expect("written");
    assert_eq!(names(folder.path()).len(), 2);
    drop(file);
    assert_eq!(names(folder.path()), ["a.csv"]);
    assert_eq!(fs::read(&path).expect("read"), b"old");
}

#[test]
fn commit_replaces_the_old_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    fs::write(&path, "old").expect("written");
    let mut file = AtomicFile::create(&path).expect("open");
    file.write_all(b"new").expect("written");
    file.commit().expect("committed");
    assert_eq!(fs::read(&path).expect("read"), b"new");
    assert_eq!(names(folder.path()), ["a.csv"]);
}

#[test]
fn what_cannot_be_written_is_said_clearly() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = AtomicFile::create(folder.path()).expect_err("a folder is no file");
    assert_eq!(error.kind(), ErrorKind::CouldNotWrite);
    assert!(error.to_string().contains("it is a folder"), "{error}");
    let error = AtomicFile::create(&folder.path().join("missing/a.csv")).expect_err("no such folder");
    assert!(error.to_string().contains("does not exist"), "{error}");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    let error = OutputFolder::create(&file).expect_err("a file is no folder");
    assert!(error.to_string().contains("it is a file"), "{error}");
    assert!(AtomicFile::create(&file.join("a.csv")).is_err());
}

#[test]
fn read_only_files_are_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    fs::write(&path, "old").expect("written");
    let mut permissions = fs::metadata(&path).expect("metadata").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("set");
    assert!(AtomicFile::create(&path).is_err_and(|error| error.to_string().contains("read-only")));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_the_device_stays() {
    let mut file = AtomicFile::create(Path::new("/dev/full")).expect("open");
    file.write_all(b"anything").expect("buffered");
    let error = file.commit().expect_err("no space");
    assert_eq!(error.kind(), ErrorKind::CouldNotWrite);
    assert!(error.to_string().contains("/dev/full"), "{error}");
    assert!(Path::new("/dev/full").exists());
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_stays_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (real, link) = (folder.path().join("real.csv"), folder.path().join("link.csv"));
    fs::write(&real, "old").expect("written");
    std::os::unix::fs::symlink(&real, &link).expect("linked");
    let mut file = AtomicFile::create(&link).expect("open");
    file.write_all(b"new").expect("written");
    file.commit().expect("committed");
    assert!(fs::symlink_metadata(&link).expect("metadata").is_symlink());
    assert_eq!(fs::read(&real).expect("read"), b"new");
}

#[test]
fn the_files_of_a_folder_appear_together() {
    let parent = tempfile::tempdir().expect("a folder");
    let path = parent.path().join("a/b");
    let mut folder = OutputFolder::create(&path).expect("made");
    folder.write("one", |file| file.write_all(b"1")).expect("written");
    folder.write("two", |file| file.write_all(b"2")).expect("written");
    assert!(names(&path).iter().all(|name| name.starts_with('.')));
    folder.commit().expect("committed");
    assert_eq!(names(&path), ["one", "two"]);
}

#[test]
fn a_failed_run_leaves_nothing() {
    let parent = tempfile::tempdir().expect("a folder");
    let mut folder = OutputFolder::create(&parent.path().join("a/b")).expect("made");
    folder.write("one", |file| file.write_all(b"1")).expect("written");
    let error = folder.write("two", |_| Err(io::Error::other("disk full"))).expect_err("failed");
    assert!(error.to_string().contains("two") && error.to_string().contains("disk full"), "{error}");
    drop(folder);
    assert_eq!(names(parent.path()), Vec::<String>::new());
}
