//! Other people's test suites: data files in the folder that RINGSHED_SUITES names. Unset, the tests say that they are
//! skipped; set, a missing file is a failure.

mod accessibility;
mod antimeridian;
#[cfg(feature = "flatgeobuf")]
mod flatgeobuf;
mod gcj02;
mod geodesic;
mod geojson;
#[cfg(feature = "parquet")]
mod geoparquet;
mod overlay;
mod pmedian;
#[cfg(feature = "proj")]
mod proj;
#[cfg(feature = "shapefile")]
mod shapefile;
mod weights;

use std::path::{Path, PathBuf};

/// The folder of one suite, or `None` when the suites are not at hand.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("RINGSHED_SUITES") else {
        println!("skipped: RINGSHED_SUITES is not set");
        return None;
    };
    let folder = Path::new(&folder).join(name);
    assert!(folder.is_dir(), "{} is missing", folder.display());
    Some(folder)
}

/// The files of a folder whose names end in one of `endings`, sorted; at least one.
pub(crate) fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder entry").path()).collect();
    files.retain(|path| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)));
    files.sort();
    assert!(!files.is_empty(), "no files in {}", folder.display());
    files
}
