//! Shapefiles of shapelib and of the `shapefile` crate.

use std::path::Path;

use ringshed::finding::Finding;
use ringshed::io::{RawLayer, ReadOptions, read_raw};

use super::folder;

/// What is expected of a file: how many features, of how many parts or positions in all, and findings by their codes.
struct Expected {
    file: &'static str,
    features: usize,
    positions: usize,
    codes: &'static [&'static str],
}

const fn expected(file: &'static str, features: usize, positions: usize, codes: &'static [&'static str]) -> Expected {
    Expected { file, features, positions, codes }
}

const NO_ATTRIBUTES: &[&str] = &["attributes-missing"];
const SHAPES_ALONE: &[&str] = &["index-missing", "attributes-missing"];
const SHAPES_ALONE_WITH_HEIGHTS: &[&str] = &["index-missing", "attributes-missing", "heights-ignored"];
const WITH_HEIGHTS: &[&str] = &["heights-ignored"];
const TRIANGLES: &[&str] = &["shape-unreadable", "heights-ignored"];

/// Counts of features and positions by GDAL's `ogrinfo -sql "select count(*), sum(ST_NPoints(geometry))"`, run apart from this program, for
/// the files that it opens (it needs an index).
const FILES: [Expected; 34] = [
    expected("shapefile-rs/file_cp936.shp", 1, 7, &[]),
    expected("shapefile-rs/line.shp", 1, 7, NO_ATTRIBUTES),
    expected("shapefile-rs/linem.shp", 1, 7, SHAPES_ALONE_WITH_HEIGHTS),
    expected("shapefile-rs/linez.shp", 1, 10, SHAPES_ALONE_WITH_HEIGHTS),
    expected("shapefile-rs/multi_polygon.shp", 1, 1694, SHAPES_ALONE),
    expected("shapefile-rs/multipatch.shp", 0, 0, &["shape-unreadable", "index-missing", "heights-ignored"]),
    expected("shapefile-rs/multipoint.shp", 1, 2, SHAPES_ALONE),
    expected("shapefile-rs/multipointz.shp", 1, 4, SHAPES_ALONE),
    expected("shapefile-rs/ne_10m_lakes_north_america.shp", 1162, 42495, SHAPES_ALONE),
    expected("shapefile-rs/point.shp", 1, 1, NO_ATTRIBUTES),
    expected("shapefile-rs/pointm.shp", 2, 2, SHAPES_ALONE_WITH_HEIGHTS),
    expected("shapefile-rs/pointz.shp", 2, 2, SHAPES_ALONE_WITH_HEIGHTS),
    expected("shapefile-rs/polygon.shp", 1, 14, SHAPES_ALONE),
    expected("shapefile-rs/polygon_hole.shp", 1, 10, NO_ATTRIBUTES),
    expected("shapefile-rs/polygonm.shp", 1, 4, SHAPES_ALONE_WITH_HEIGHTS),
    expected("shapefile-rs/polygonz.shp", 1, 73, SHAPES_ALONE_WITH_HEIGHTS),
    // GDAL stops after the 8 entries that the header of its damaged index counts.
    expected("shapelib/shape_eg_data/3dpoints.shp", 22, 22, &["index-unusable", "heights-ignored"]),
    expected("shapelib/shape_eg_data/CoHI_GCS12.shp", 4, 773, &[]),
    expected("shapelib/shape_eg_data/anno.shp", 201, 1197, &[]),
    expected("shapelib/shape_eg_data/brklinz.shp", 122, 1736, WITH_HEIGHTS),
    expected("shapelib/shape_eg_data/csah.shp", 124, 4790, &[]),
    expected("shapelib/shape_eg_data/masspntz.shp", 815, 815, WITH_HEIGHTS),
    expected("shapelib/shape_eg_data/mexico/cities.shp", 36, 36, &[]),
    expected("shapelib/shape_eg_data/mexico/drainage.shp", 6, 798, &[]),
    expected("shapelib/shape_eg_data/mexico/lakes.shp", 3, 85, &[]),
    expected("shapelib/shape_eg_data/mexico/rivers.shp", 30, 1146, &[]),
    expected("shapelib/shape_eg_data/mexico/roads.shp", 105, 1116, &[]),
    expected("shapelib/shape_eg_data/mexico/roads_rt.shp", 28, 1132, &[]),
    expected("shapelib/shape_eg_data/mexico/states.shp", 32, 3124, &[]),
    expected("shapelib/shape_eg_data/mpatch3.shp", 473, 31934, &["encoding-detected", "heights-ignored"]),
    expected("shapelib/shape_eg_data/multipatch.shp", 0, 0, TRIANGLES),
    expected("shapelib/shape_eg_data/multipnt.shp", 1, 1, &[]),
    expected("shapelib/shape_eg_data/pline.shp", 460, 3618, &[]),
    expected("shapelib/shape_eg_data/polygon.shp", 474, 9314, &[]),
];

fn read(path: &Path) -> RawLayer {
    read_raw(path, &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_file_is_read_as_gdal_reads_it() {
    let Some(folder) = folder("shapefile") else { return };
    let mut wrong = Vec::new();
    for Expected { file, features, positions, codes } in FILES {
        let raw = read(&folder.join(file));
        let found: Vec<&str> = raw.findings.iter().map(Finding::code).collect();
        let counts = (raw.layer.features().len(), raw.layer.coords().len());
        if counts != (features, positions) || found != codes {
            wrong.push(format!("    expected(\"{file}\", {}, {}, &{found:?}),", counts.0, counts.1));
        }
    }
    assert_eq!(files_below(&folder), FILES.len(), "a file without verdict");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), FILES.len(), wrong.join("\n"));
}

/// How many .shp there are.
fn files_below(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let count = |path: std::path::PathBuf| {
        if path.is_dir() { files_below(&path) } else { usize::from(path.extension().is_some_and(|ending| ending == "shp")) }
    };
    entries.map(count).sum()
}

#[test]
fn text_in_gbk_is_decoded() {
    let Some(folder) = folder("shapefile") else { return };
    let raw = read(&folder.join("shapefile-rs/file_cp936.shp"));
    assert_eq!(raw.layer.value(0, "TEST"), Some(&ringshed::layer::Value::from("测试中文")));
}

#[test]
fn reference_systems_are_those_of_the_prj_files() {
    let Some(folder) = folder("shapefile") else { return };
    let raw = read(&folder.join("shapelib/shape_eg_data/CoHI_GCS12.shp"));
    assert_eq!(raw.crs.map(|crs| crs.to_string()).as_deref(), Some("GCS_North_American_1983"));
}

/// Any shortening and any change of a byte is an error or a layer, never a panic and never much memory.
#[test]
fn damaged_files_are_refused_or_read() {
    use ringshed::io::shapefile::{ShapefileParts, read_shapefile};
    let Some(folder) = folder("shapefile") else { return };
    let part = |name: &str, ending: &str| std::fs::read(folder.join(name).with_extension(ending)).expect("there");
    for name in
        ["shapefile-rs/file_cp936.shp", "shapelib/shape_eg_data/3dpoints.shp", "shapelib/shape_eg_data/multipatch.shp"]
    {
        let (shp, shx, dbf) = (part(name, "shp"), part(name, "shx"), part(name, "dbf"));
        for at in 0..shp.len().max(dbf.len()) {
            let (mut bad_shp, mut bad_dbf, mut bad_shx) = (shp.clone(), dbf.clone(), shx.clone());
            for bytes in [&mut bad_shp, &mut bad_dbf, &mut bad_shx] {
                let length = bytes.len();
                bytes[at % length] ^= 0xff;
            }
            let cut = ShapefileParts {
                shp: &shp[..at.min(shp.len())],
                dbf: Some(&dbf[..at.min(dbf.len())]),
                ..ShapefileParts::default()
            };
            let changed =
                ShapefileParts { shp: &bad_shp, shx: Some(&bad_shx), dbf: Some(&bad_dbf), ..ShapefileParts::default() };
            let sequential = ShapefileParts { shp: &bad_shp, ..ShapefileParts::default() };
            for parts in [cut, changed, sequential] {
                let _ = read_shapefile(parts, name);
            }
        }
    }
}
