//! Names of the files beside a .shp.

use std::path::{Path, PathBuf};

/// The files that belong to a Shapefile besides the .shp.
pub(crate) const SIDECARS: [&str; 4] = ["shx", "dbf", "prj", "cpg"];

/// The file beside a .shp with another extension, in lower, upper or the case of the first letter; `None` when there is none.
pub(crate) fn sidecar(shp: &Path, extension: &str) -> Option<PathBuf> {
    let mut capital = extension.to_string();
    if let Some(first) = capital.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let cases = [extension.to_string(), extension.to_ascii_uppercase(), capital];
    cases.iter().map(|case| shp.with_extension(case)).find(|path| path.is_file())
}
