use geo::MapCoords;

use geo_types::Coord;

use super::super::pairing::Plane;
use super::*;
use crate::atlas::Level;

/// A number in -1..1 that looks random, the same for the same numbers (splitmix64).
fn noise(number: f64, salt: u64) -> f64 {
    let mut mixed = number.to_bits().wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

/// Up to `metres` of noise on every vertex, after a displacement.
fn displaced(area: &MultiPolygon<f64>, metres: f64, displace: impl Fn(LonLat) -> LonLat) -> MultiPolygon<f64> {
    area.map_coords(|coord| {
        let at = LonLat::try_from(coord).map_or(coord, |at| displace(at).coord());
        Coord { x: at.x + noise(at.x, 1) * metres / 85_000.0, y: at.y + noise(at.y, 2) * metres / 111_000.0 }
    })
}

fn units(atlas: &Atlas, names: &[&str]) -> Vec<UnitId> {
    names.iter().map(|name| atlas.resolve(name, None).expect("a unit").id).collect()
}

fn shift_of(atlas: &Atlas, units: &[UnitId], metres: f64, displace: impl Fn(LonLat) -> LonLat) -> Option<Shift> {
    let areas: Vec<_> = units.iter().map(|&unit| displaced(atlas.boundary(unit), metres, &displace)).collect();
    detect_shift(&areas.iter().collect::<Vec<_>>(), atlas)
}

#[test]
fn datums_are_recognised_in_noise() {
    let atlas = Atlas::embedded();
    for names in [&["Beijing"][..], &["Shenzhen", "Guangzhou", "Dongguan"], &["Shanghai"]] {
        let units = units(&atlas, names);
        for datum in [Datum::Gcj02, Datum::Bd09] {
            let shift = shift_of(&atlas, &units, 100.0, |at| datum.from_wgs84(at)).expect("displaced");
            assert_eq!(shift.datum, Some(datum), "{names:?}");
            let middle = datum.from_wgs84(shift.place);
            let [east, north] = Plane::around(shift.place).project(middle.coord());
            let error = (shift.east.metres() - east).hypot(shift.north.metres() - north);
            assert!(error < 60.0, "{names:?} {datum}: {shift:?} instead of {east} {north}");
        }
    }
}

#[test]
fn nothing_is_found_where_nothing_is() {
    let atlas = Atlas::embedded();
    let cities: Vec<UnitId> = atlas.ids_of_level(Level::City).collect();
    assert_eq!(shift_of(&atlas, &cities, 0.0, |at| at), None);
    assert_eq!(shift_of(&atlas, &cities, 300.0, |at| at), None, "noise");
    assert_eq!(detect_shift(&[], &atlas), None);
    let elsewhere: MultiPolygon<f64> = geo_types::Rect::new((1.0, 1.0), (2.0, 2.0)).to_polygon().into();
    assert_eq!(detect_shift(&[&elsewhere], &atlas), None);
}

#[test]
fn a_plain_translation_is_measured() {
    let atlas = Atlas::embedded();
    let units: Vec<UnitId> = atlas.ids_of_level(Level::Prefecture).collect();
    let shift = shift_of(&atlas, &units, 10.0, |at| LonLat::wrapped(at.lon() - 0.003, at.lat() + 0.003)).expect("displaced");
    assert_eq!(shift.datum, None);
    assert!((shift.east.metres() + 270.0).abs() < 40.0 && (shift.north.metres() - 333.0).abs() < 40.0, "{shift:?}");
}

#[test]
fn the_coarser_border_gives_the_points() {
    let atlas = Atlas::embedded();
    let beijing = units(&atlas, &["Beijing"])[0];
    let all = displaced(atlas.boundary(beijing), 0.0, |at| Datum::Gcj02.from_wgs84(at));
    let thinned = |ring: &geo_types::LineString<f64>| ring.0.iter().step_by(2).copied().collect();
    let coarse =
        MultiPolygon(all.iter().map(|part| geo_types::Polygon::new(thinned(part.exterior()), Vec::new())).collect());
    let shift = detect_shift(&[&coarse], &atlas).expect("displaced");
    assert_eq!(shift.datum, Some(Datum::Gcj02));
    assert!(shift.undone.metres() < 1.0);
}
