use geo::{Area, Validation, line_string, polygon};

use super::*;

fn parts(polygon: Polygon<f64>, winding: Winding) -> MultiPolygon<f64> {
    let parts = cut_polygons([&polygon], CutOptions { winding, ..CutOptions::default() });
    assert!(parts.is_valid(), "{:?}: {parts:?}", parts.check_validation());
    parts
}

#[test]
fn a_geometry_within_the_map_keeps_its_coordinates() {
    let square: Geometry<f64> = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)].into();
    assert_eq!(cut(&square), square);
    let line: Geometry<f64> = line_string![(x: 179.0, y: 0.0), (x: 180.0, y: 1.0)].into();
    assert_eq!(cut(&line), line);
}

#[test]
fn points_come_back_onto_the_map() {
    assert_eq!(cut(&Point::new(190.0, 5.0).into()), Point::new(-170.0, 5.0).into());
    assert_eq!(cut(&Point::new(180.0, 5.0).into()), Point::new(180.0, 5.0).into());
}

#[test]
fn a_line_is_cut_where_it_crosses() {
    let line = line_string![(x: 170.0, y: 0.0), (x: -170.0, y: 10.0), (x: 170.0, y: 20.0)];
    let cut = cut_lines([&line], CutOptions::default());
    let expected = [
        line_string![(x: 170.0, y: 0.0), (x: 180.0, y: 5.0)],
        line_string![(x: -180.0, y: 5.0), (x: -170.0, y: 10.0), (x: -180.0, y: 15.0)],
        line_string![(x: 180.0, y: 15.0), (x: 170.0, y: 20.0)],
    ];
    assert_eq!(cut.0, expected);
}

#[test]
fn great_circles_cross_nearer_to_the_pole() {
    let line = line_string![(x: 90.0, y: 60.0), (x: -91.0, y: 60.0)];
    let crossing = |crossing| cut_lines([&line], CutOptions { crossing, ..CutOptions::default() }).0[0].0[1].y;
    assert_eq!(crossing(Crossing::StraightLonLat), 60.0);
    assert!(crossing(Crossing::GreatCircle) > 89.0);
}

#[test]
fn a_ring_around_a_pole_runs_along_the_map_edge() {
    let cap = |lat: f64| polygon![(x: -90.0, y: lat), (x: 0.0, y: lat), (x: 90.0, y: lat), (x: 180.0, y: lat)];
    assert_eq!(parts(cap(60.0), Winding::Repair).unsigned_area(), 360.0 * 30.0);
    assert_eq!(parts(cap(60.0), Winding::Reversed).unsigned_area(), 360.0 * 150.0);
}

#[test]
fn a_band_around_the_world_between_two_rings() {
    let ring = |lat: f64| vec![(-90.0, lat), (0.0, lat), (90.0, lat), (170.0, lat)];
    let inner: Vec<_> = ring(60.0).into_iter().rev().collect();
    let band = Polygon::new(LineString::from(ring(40.0)), vec![LineString::from(inner)]);
    assert_eq!(parts(band, Winding::Repair).unsigned_area(), 360.0 * 20.0);
}

#[test]
fn bands_written_as_boxes_stay_bands() {
    let band =
        |west: f64, east: f64| polygon![(x: west, y: 40.0), (x: east, y: 40.0), (x: east, y: 50.0), (x: west, y: 50.0)];
    assert_eq!(parts(band(-180.0, 180.0), Winding::Repair).unsigned_area(), 3600.0);
    // Its own seam stays where it was, at longitude 0.
    assert_eq!(cut_polygons([&band(0.0, 360.0)], CutOptions::default()).unsigned_area(), 3600.0);
}

#[test]
fn a_notch_along_the_antimeridian_parts_one_side_only() {
    let notched = polygon![
        (x: 170.0, y: 0.0), (x: 190.0, y: 0.0), (x: 190.0, y: 20.0), (x: 170.0, y: 20.0), (x: 170.0, y: 10.0),
        (x: 180.0, y: 10.0), (x: 180.0, y: 5.0), (x: 170.0, y: 5.0)
    ];
    let parts = parts(notched, Winding::Repair);
    assert_eq!(parts.0.len(), 3);
    assert_eq!(parts.unsigned_area(), 350.0);
}

#[test]
fn a_hole_across_the_antimeridian_and_one_beside_it() {
    let hole = |west: f64| LineString::from(vec![(west, 5.0), (west + 4.0, 5.0), (west + 4.0, 8.0), (west, 8.0)]);
    let shell = LineString::from(vec![(170.0, 0.0), (-170.0, 0.0), (-170.0, 20.0), (170.0, 20.0)]);
    let parts = parts(Polygon::new(shell, vec![hole(178.0), hole(172.0)]), Winding::Repair);
    assert_eq!(parts.unsigned_area(), 400.0 - 24.0);
    assert_eq!(parts.iter().map(|part| part.interiors().len()).sum::<usize>(), 1);
}

#[test]
fn a_clockwise_ring_as_given_is_the_world_without_it() {
    let clockwise = polygon![(x: 0.0, y: 0.0), (x: 0.0, y: 10.0), (x: 10.0, y: 10.0), (x: 10.0, y: 0.0)];
    assert_eq!(parts(clockwise.clone(), Winding::AsGiven).unsigned_area(), 360.0 * 180.0 - 100.0);
    assert_eq!(parts(clockwise, Winding::Repair).unsigned_area(), 100.0);
}

#[test]
fn turning_the_world_keeps_the_area() {
    let star: Vec<(f64, f64)> = (0..40)
        .map(|step| (f64::from(step) * 9.0, if step % 2 == 0 { 3.0 } else { 11.0 }))
        .map(|(angle, radius)| (radius * angle.to_radians().cos(), 50.0 + radius * angle.to_radians().sin()))
        .collect();
    let area = Polygon::new(LineString::from(star.clone()), vec![]).unsigned_area();
    for turn in (0..720).step_by(7) {
        let wrap = |lon: f64| (lon + f64::from(turn) + 180.0).rem_euclid(360.0) - 180.0;
        let turned = star.iter().map(|(lon, lat)| (wrap(*lon), *lat)).collect::<Vec<_>>();
        let parts = parts(Polygon::new(LineString::from(turned), vec![]), Winding::Repair);
        assert!((parts.unsigned_area() - area).abs() < 1e-9, "turned by {turn}");
    }
}
