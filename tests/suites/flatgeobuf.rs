//! FlatGeobuf files of the format's own repository.

use ringshed::finding::Finding;
use ringshed::io::{ReadOptions, read_raw};

use super::folder;

/// What becomes of a file: features and positions, or a part of the reason why it is refused.
enum Expected {
    Read(usize, usize, &'static [&'static str]),
    Refused(&'static str),
}

use Expected::{Read, Refused};

/// Features and positions by GDAL's `ogrinfo -sql "select count(*), sum(ST_NPoints(geometry))"`, run apart from this program, where it opens the
/// file; it counts no positions of the triangle, which is four here as a closed ring.
const FILES: [(&str, Expected); 14] = [
    ("alldatatypes.fgb", Read(1, 1, &[])),
    ("binary_wkb.fgb", Read(1, 0, &[])),
    ("countries.fgb", Read(179, 10_672, &[])),
    ("countries_nocrs.fgb", Read(179, 10_672, &[])),
    ("countries_nogeo.fgb", Read(179, 0, &[])),
    ("empty.fgb", Read(0, 0, &[])),
    ("heterogeneous.fgb", Read(3, 7, &[])),
    ("mp_overlapping.fgb", Read(2, 17, &[])),
    ("no_properties.fgb", Read(1, 1, &[])),
    ("poly00.fgb", Read(10, 245, &[])),
    ("poly01.fgb", Read(10, 245, &[])),
    ("surface/triangle.fgb", Read(1, 4, &[])),
    ("topp_states.fgb", Refused("version 2")),
    ("unknown_feature_count.fgb", Read(1, 5, &[])),
];

#[test]
fn every_file_has_its_verdict() {
    let Some(folder) = folder("flatgeobuf") else { return };
    let mut wrong = Vec::new();
    for (name, expected) in FILES {
        let outcome = read_raw(&folder.join(name), &ReadOptions::default());
        match (outcome, expected) {
            (Ok(raw), Read(features, positions, codes)) => {
                let found: Vec<&str> = raw.findings.iter().map(Finding::code).collect();
                let counts = (raw.layer.features().len(), raw.layer.coords().len());
                if counts != (features, positions) || found != codes {
                    wrong.push(format!("    (\"{name}\", Read({}, {}, &{found:?})),", counts.0, counts.1));
                }
            }
            (Err(error), Refused(reason)) if error.to_string().contains(reason) => {}
            (Ok(_), Refused(_)) => wrong.push(format!("{name} is read")),
            (Err(error), _) => wrong.push(format!("{name}: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_index_and_reading_everything_agree() {
    use ringshed::Bounds;
    use ringshed::io::flatgeobuf::read_flatgeobuf;
    let Some(folder) = folder("flatgeobuf") else { return };
    let bytes = std::fs::read(folder.join("countries.fgb")).expect("there");
    let all = read_flatgeobuf(&bytes, "countries", None).expect("read").layer;
    for (west, south, width) in [(100.0, 20.0, 20.0), (-10.0, 35.0, 5.0), (170.0, -50.0, 10.0), (-150.0, 10.0, 1.0)] {
        let within = Bounds::between((west, south).into(), (west + width, south + width).into());
        let some = read_flatgeobuf(&bytes, "countries", Some(&within)).expect("read").layer;
        let touching = |feature: &&ringshed::layer::Feature| {
            let coords = feature.geometry.iter().flat_map(|geometry| geo::CoordsIter::coords_iter(geometry));
            Bounds::of(coords).is_some_and(|bounds| bounds.intersects(&within))
        };
        let expected: Vec<_> = all.features().iter().filter(touching).cloned().collect();
        assert_eq!(some.features(), expected);
    }
}
