//! GeoParquet: the specification's examples with their WKT twins, and samples.

use std::path::Path;

use ringshed::finding::Finding;
use ringshed::io::{RawLayer, ReadOptions, read_layer, read_raw};

use super::{files, folder};

fn read(path: &Path) -> RawLayer {
    read_raw(path, &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn examples_are_their_wkt_twins() {
    let Some(folder) = folder("geoparquet") else { return };
    let mut geometries = 0;
    for path in files(&folder.join("spec"), &["_wkb.parquet"]) {
        let name = path.to_string_lossy().replace("-encoding_wkb.parquet", "-wkt.csv");
        let twin = read(Path::new(&name)).layer;
        let layer = read(&path).layer;
        assert_eq!(layer.features().len(), twin.features().len(), "{name}");
        for (feature, other) in layer.features().iter().zip(twin.features()) {
            assert_eq!(feature.geometry, other.geometry, "{name}");
            assert_eq!(feature.values[0].to_string(), other.values[0].to_string(), "{name}");
            geometries += usize::from(feature.geometry.is_some());
        }
    }
    assert_eq!(geometries, 12);
}

/// Features and positions by geopandas, run apart from this program; the reference system, and findings by their codes.
const SAMPLES: [(&str, usize, usize, &str, &[&str]); 9] = [
    ("airports-global", 1178, 1178, "OGC:CRS84", &[]),
    ("australia-gnss-stations-2024", 30, 30, "GDA2020", &[]),
    ("australia-gnss-stations", 30, 30, "GDA2020", &[]),
    ("bathymetry-contours", 76, 19_611, "WGS 84 (CRS84)", &[]),
    ("buildings-3d", 3947, 38_413, "Amersfoort / RD New + NAP height", &[]),
    ("buildings-with-centroid", 83, 1027, "WGS 84 (CRS84)", &["column-unread"]),
    ("flight-routes-great-circle", 20, 1000, "WGS 84 (CRS84)", &["edges-spherical"]),
    ("gps-trajectory-xyzm", 1, 500, "WGS 84 (CRS84)", &[]),
    ("us-states", 51, 34_487, "NAD83 / Conus Albers", &[]),
];

#[test]
fn samples_are_read_as_geopandas_reads_them() {
    let Some(folder) = folder("geoparquet") else { return };
    assert_eq!(files(&folder.join("samples"), &[".parquet"]).len(), SAMPLES.len());
    let mut wrong = Vec::new();
    for (name, features, positions, crs, codes) in SAMPLES {
        let raw = read(&folder.join(format!("samples/{name}.parquet")));
        let found: Vec<&str> = raw.findings.iter().map(Finding::code).collect();
        let stated = raw.crs.as_ref().map(ToString::to_string).unwrap_or_default();
        let counts = (raw.layer.features().len(), raw.layer.coords().len());
        if counts != (features, positions) || found != codes || stated != crs {
            wrong.push(format!("{name}: {counts:?} {stated} {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Bounds by geopandas' `to_crs(4326).total_bounds`.
#[cfg(feature = "proj")]
#[test]
fn other_reference_systems_are_converted_on_reading() {
    let Some(folder) = folder("geoparquet") else { return };
    let layer = read_layer(&folder.join("samples/us-states.parquet")).expect("read").layer;
    assert_eq!(layer.features().len(), 51);
    let bounds = ringshed::Bounds::of(layer.coords()).expect("positions");
    for (found, expected) in [(bounds.min().x, -179.14), (bounds.max().y, 71.41), (bounds.min().y, 18.9)] {
        assert!((found - expected).abs() < 0.5, "{bounds}");
    }
}
