//! Verdicts on the files of suites/geojson, and agreement with the `geojson` crate on every file that is read without error.

use std::collections::BTreeSet;
use std::path::Path;

use geo_types::Geometry;
use ringshed::io::geojson::{Verdict, read_geojson};
use ringshed::{Finding, Severity};

use super::{files, folder};

/// What reading a file must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// No objection on the ground of RFC 7946.
    Good,
    /// Not RFC 7946: a read error, or a warning or error among the findings.
    Bad,
    /// A read error: not JSON, or another format.
    Unreadable,
}
use Expected::{Bad, Good, Unreadable};

/// Files with the verdict they get.
type Verdicts = &'static [(&'static str, Expected)];

/// Verdict of each folder, with the files in it that have another one.
const FOLDERS: [(&str, Expected, Verdicts); 9] = [
    // Folder names are the verdict. issue82 has latitudes of -107: geojsonhint looks at no ranges and neither does the RFC, so
    // its verdict is "Doubtful", not "Malformed" (see `doubtful_positions_are_still_findings`).
    ("geojsonhint/good", Good, &[]),
    // The recorded result of excessive_precision_truncated is an empty list: the file is RFC 7946. It has a note here.
    ("geojsonhint/bad", Bad, &[("excessive_precision_truncated.geojson", Good)]),
    ("check-geojson/good", Good, &[]),
    ("check-geojson/bad", Bad, &[]),
    ("georust/canonical", Good, &[]),
    (
        "gdal/geojson",
        Good,
        &[
            // An EPSG:27700 crs; not mistaken for TopoJSON because of a property "type": "Topology".
            ("feature_with_type_Topology_property.json", Bad),
            // The hole of the second polygon turns counter-clockwise.
            ("multipolygon.geojson", Bad),
            // Nulls as coordinates, and a feature without geometry.
            ("ogr_geojson_14.geojson", Bad),
            // A feature without the member "properties" (and a byte order mark, which is fine).
            ("point_with_utf8bom.json", Bad),
            // A crs of EPSG:26915.
            ("srs_name.geojson", Bad),
            // A comma before a closing bracket, which JSON does not have.
            ("stac_item.json", Unreadable),
        ],
    ),
    // Esri JSON and TopoJSON are other formats.
    ("gdal/esrijson", Unreadable, &[]),
    ("gdal/topojson", Unreadable, &[]),
    // JSON-FG: features whose geometry is WGS84 are RFC 7946 with foreign members; curves and solids are not GeoJSON types,
    // and a coordRefSys other than WGS84 is never guessed around.
    (
        "gdal/jsonfg",
        Bad,
        &[
            // The CRS is that of "place" alone; "geometry" is WGS84.
            ("crs_32631_geom_only.json", Good),
            ("crs_4326_fc_and_feat.json", Good),
            ("crs_4326_fc_only.json", Good),
            ("crs_4326_fc_place_null.json", Good),
            ("crs_4326_feat_only.json", Good),
            ("crs_none.json", Good),
            ("crs_none_fc_mixed_feat_no_conformsTo.json", Good),
            ("feature_type_top_level.json", Good),
            ("two_feature_types.json", Good),
        ],
    ),
];

fn read(path: &Path) -> Result<ringshed::io::Parsed, ringshed::io::ReadError> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    read_geojson(&bytes, &path.display().to_string())
}

fn meets(expected: Expected, path: &Path) -> Result<(), String> {
    let outcome = read(path).map(|parsed| (Verdict::of(&parsed.findings), parsed.findings));
    let met = match (&outcome, expected) {
        (Ok((verdict, _)), Good) => *verdict != Verdict::Malformed,
        (Ok((verdict, _)), Bad) => *verdict == Verdict::Malformed,
        (Ok(_), Unreadable) | (Err(_), Good) => false,
        (Err(_), Bad | Unreadable) => true,
    };
    if met { Ok(()) } else { Err(format!("{}: expected {expected:?}, got {outcome:?}", path.display())) }
}

#[test]
fn every_file_gets_the_verdict_of_its_folder() {
    let Some(suites) = folder("geojson") else { return };
    let mut wrong = Vec::new();
    let mut count = 0;
    for (folder, verdict, others) in FOLDERS {
        let files = files(&suites.join(folder), &["json"]);
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let names: BTreeSet<String> = files.iter().map(|path| name(path)).collect();
        assert!(others.iter().all(|(other, _)| names.contains(*other)), "{folder}: a listed file is missing");
        for path in files {
            let expected = others.iter().find(|(other, _)| *other == name(&path)).map_or(verdict, |(_, other)| *other);
            wrong.extend(meets(expected, &path).err());
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{} wrong of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 200, "only {count} files");
}

#[test]
fn doubtful_positions_are_still_findings() {
    let Some(suites) = folder("geojson") else { return };
    let findings = read(&suites.join("geojsonhint/good/issue82.geojson")).expect("readable").findings;
    assert_eq!(Verdict::of(&findings), Verdict::Doubtful);
    assert!(findings.iter().any(|finding| finding.code() == "position-out-of-range"));
}

/// What geojsonhint says about its bad files, and the code of the finding here that says the same.
const MESSAGES: [(&str, &str); 17] = [
    ("cannot contain a", "member-misplaced"),
    ("contained duplicate members", "member-duplicate"),
    ("\"properties\" member required", "properties-missing"),
    ("\"geometry\" member required", "geometry-missing"),
    ("in a position must be a number", "coordinates-not-numbers"),
    ("Every feature must be an object", "feature-not-object"),
    ("\"id\" member must have", "id-not-text-or-number"),
    ("bbox m", "bbox-malformed"),
    ("first and last positions", "ring-not-closed"),
    ("\"properties\" member should be object", "properties-not-object"),
    ("must contain only geometry objects", "geometry-not-object"),
    ("single geometry should be avoided", "collection-of-one"),
    ("avoid nested geometry collections", "collection-nested"),
    ("right-hand rule", "ring-winding"),
    ("should not have more than 3 elements", "position-too-long"),
    ("must have 2 or more elements", "position-too-short"),
    ("a line needs to have two or more", "line-too-short"),
];

#[test]
fn findings_say_what_geojsonhint_says() {
    let Some(suites) = folder("geojson") else { return };
    let mut compared = BTreeSet::new();
    for path in files(&suites.join("geojsonhint/bad"), &[".geojson"]) {
        let result = std::fs::read_to_string(path.with_extension("result")).expect("a recorded result");
        let Ok(parsed) = read(&path) else { continue };
        let codes: BTreeSet<&str> = parsed.findings.iter().map(Finding::code).collect();
        for (words, code) in MESSAGES.iter().filter(|(words, _)| result.contains(&words.replace('"', "\\\""))) {
            // MultiPoint with one level too many: geojsonhint misses the numbers, here the nesting is named.
            let nesting_instead = *code == "coordinates-not-numbers" && codes.contains("coordinates-nesting");
            assert!(codes.contains(code) || nesting_instead, "{}: {words}: {codes:?}", path.display());
            compared.insert(*code);
        }
    }
    assert_eq!(compared.len(), MESSAGES.len(), "{compared:?}");
}

/// Geometries by the `geojson` crate, in the order of the file.
fn reference_geometries(path: &Path) -> Option<Vec<Option<Geometry<f64>>>> {
    let text = std::fs::read_to_string(path).ok()?;
    let parsed: geojson::GeoJson = text.trim_start_matches('\u{feff}').parse().ok()?;
    let convert = |geometry: Option<geojson::Geometry>| geometry.map(|geometry| geometry.try_into()).transpose().ok();
    match parsed {
        geojson::GeoJson::Geometry(geometry) => Some(vec![convert(Some(geometry))?]),
        geojson::GeoJson::Feature(feature) => Some(vec![convert(feature.geometry)?]),
        geojson::GeoJson::FeatureCollection(collection) => {
            collection.features.into_iter().map(|feature| convert(feature.geometry)).collect()
        }
    }
}

#[test]
fn geometries_are_those_of_the_geojson_crate() {
    let Some(suites) = folder("geojson") else { return };
    let folders = ["geojsonhint/good", "check-geojson/good", "georust/canonical", "georust", "gdal/geojson", "gdal/jsonfg"];
    let mut compared = 0;
    for path in folders.iter().flat_map(|folder| files(&suites.join(folder), &["json"])) {
        let Ok(parsed) = read(&path) else { continue };
        if parsed.findings.iter().any(|finding| finding.severity() == Severity::Error) {
            continue;
        }
        let Some(reference) = reference_geometries(&path) else { continue };
        let ours: Vec<_> = parsed.layer.into_features().into_iter().map(|feature| feature.geometry).collect();
        assert!(ours == reference, "{} differs", path.display());
        compared += 1;
    }
    assert!(compared >= 70, "only {compared} files compared");
}

#[test]
fn the_countries_of_georust_are_clean() {
    let Some(suites) = folder("geojson") else { return };
    let parsed = read(&suites.join("georust/countries.geojson")).expect("readable");
    assert_eq!((parsed.layer.features().len(), Verdict::of(&parsed.findings)), (180, Verdict::Clean));
}
