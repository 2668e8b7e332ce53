//! A small world for tests: two provinces of two cities each, districts in one of them, all squares.
//!
//! ```text
//!  lat 2 +-----+-----+-----+-----+      P1 = 11 + 12, P2 = 21 + 22
//!        |  11 |  12 |  21 |  22 |      12 has the districts 121 (left half) and 122 (right half)
//!  lat 1 +-----+--+--+-----+-----+
//!       lon 0     1  ...         4
//! ```

use geo_types::{MultiPolygon, Rect};

use crate::atlas::{Atlas, AtlasBuilder, Figure, Figures, Level, Seat, UnitDraft};
use crate::quantity::LonLat;
use crate::scheme::{Plan, SchemeFile};

fn strip(west: f64, east: f64) -> MultiPolygon<f64> {
    // The middle vertices make neighbours of different levels share all their vertices.
    let middle = 0.5 * (west + east);
    let ring = vec![(west, 1.0), (middle, 1.0), (east, 1.0), (east, 2.0), (middle, 2.0), (west, 2.0), (west, 1.0)];
    MultiPolygon::new(vec![geo_types::Polygon::new(ring.into(), Vec::new())])
}

fn unit(
    code: &str,
    parent: Option<&str>,
    level: Level,
    people: Option<u64>,
    west: f64,
    east: f64,
) -> (UnitDraft, MultiPolygon<f64>) {
    let at = LonLat::new(0.5 * (west + east), 1.5).expect("on the globe");
    let draft = UnitDraft {
        parent: parent.map(str::to_string),
        seat: Some(Seat { at, source: None }),
        figures: Figures {
            population: people.map(Figure::new),
            gdp: people.map(|people| Figure::new(people as f64 / 10.0)),
        },
        ..UnitDraft::new(code, format!("Unit {code}"), level)
    };
    (draft, strip(west, east))
}

/// The small world. The population of 22 is not known, nor that of P2.
pub(super) fn atlas() -> Atlas {
    let mut builder = AtlasBuilder::new();
    builder.add_file([
        unit("P1", None, Level::Province, Some(300), 0.0, 2.0),
        unit("P2", None, Level::Province, None, 2.0, 4.0),
        unit("11", Some("P1"), Level::City, Some(100), 0.0, 1.0),
        unit("12", Some("P1"), Level::City, Some(200), 1.0, 2.0),
        unit("21", Some("P2"), Level::City, Some(50), 2.0, 3.0),
        unit("22", Some("P2"), Level::City, None, 3.0, 4.0),
        unit("121", Some("12"), Level::District, Some(150), 1.0, 1.5),
        unit("122", Some("12"), Level::District, Some(50), 1.5, 2.0),
    ]);
    let (atlas, findings) = builder.build();
    assert!(findings.is_empty(), "{findings:?}");
    atlas
}

/// A plan of rings, each a list of names separated by spaces.
pub(super) fn plan(atlas: &Atlas, rings: &[&str]) -> Plan {
    let mut text = String::from("id = \"test\"\nname = \"Test\"\n");
    for (number, members) in rings.iter().enumerate() {
        let members: Vec<String> = members.split(' ').map(|name| format!("{name:?}")).collect();
        text.push_str(&format!("[[ring]]\nid = \"r{number}\"\nmembers = [{}]\n", members.join(", ")));
    }
    SchemeFile::read("test.toml", &text).resolve(atlas).expect("a good scheme").plan(atlas)
}

/// The rectangle that a unit of the small world is.
pub(super) fn square(west: f64, east: f64) -> MultiPolygon<f64> {
    MultiPolygon::new(vec![Rect::new((west, 1.0), (east, 2.0)).to_polygon()])
}
